import type { TypeSpec } from '../parse.ts';
import { spec as boxes } from './boxes.ts';
import { spec as chart } from './chart.ts';
import { spec as countdown } from './countdown.ts';
import { spec as embed } from './embed.ts';
import { spec as funnel } from './funnel.ts';
import { spec as gauge } from './gauge.ts';
import { spec as heatmap } from './heatmap.ts';
import { spec as html } from './html.ts';
import { spec as image } from './image.ts';
import { spec as leaderboard } from './leaderboard.ts';
import { spec as list } from './list.ts';
import { spec as markdown } from './markdown.ts';
import { spec as number } from './number.ts';
import { spec as progress } from './progress.ts';
import { spec as status } from './status.ts';
import { spec as table } from './table.ts';
import { spec as text } from './text.ts';
import { spec as timeline } from './timeline.ts';

/** Every widget type by name, for the server, the documentation and the demo. Browsers load types one by one instead. */
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
  markdown,
  table,
  leaderboard,
  timeline,
  image,
  embed,
});
