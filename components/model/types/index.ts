import type { TypeSpec } from '../parse.ts';
import { spec as boxes } from './boxes.ts';
import { spec as chart } from './chart.ts';
import { spec as countdown } from './countdown.ts';
import { spec as funnel } from './funnel.ts';
import { spec as gauge } from './gauge.ts';
import { spec as heatmap } from './heatmap.ts';
import { spec as html } from './html.ts';
import { spec as list } from './list.ts';
import { spec as number } from './number.ts';
import { spec as progress } from './progress.ts';
import { spec as status } from './status.ts';
import { spec as text } from './text.ts';

/** Every widget type by its name: for the server, the documentation and the demo. Pages load types one by one. */
export const types: Readonly<Record<string, TypeSpec>> = Object.assign(Object.create(null), {
  number,
  text,
  html,
  list,
  chart,
  countdown,
  heatmap,
  gauge,
  progress,
  status,
  funnel,
  boxes,
});
