import { localize } from '../locales/localize.ts';
import { formatNumber, intl } from '../model/format.ts';
import { formatAxisLabel, formatLabel, type Place } from '../model/labels.ts';
import type { HeatmapConfig, HeatmapData } from '../model/types/heatmap.ts';
import { type Grid, gridOf } from './heatmap-grid.ts';
import type { DrawnProps } from './widget-element.ts';

/** The names of columns and rows in the locale; their number if they have none. */
export const namesOf = ({ x, y }: HeatmapData, { columns, rows }: Grid, config: HeatmapConfig, place: Place) => ({
  x: Array.from({ length: columns }, (_, at) => formatLabel(x[at] ?? null, config, place, x) || `${at + 1}`),
  y: Array.from({ length: rows }, (_, at) => `${y[at] ?? at + 1}`),
});

/** The names of the columns as the axis shows them. */
export const axisOf = ({ x }: HeatmapData, { columns }: Grid, config: HeatmapConfig, place: Place): string[] =>
  Array.from({ length: columns }, (_, at) => formatAxisLabel(at, config, place, x) || `${at + 1}`);

/** The size as text. It labels the focused plot, because screen readers would announce each change of a longer label. */
export const sizeOf = ({ rows, columns }: Pick<Grid, 'rows' | 'columns'>, locale: string | undefined): string =>
  localize('matrix', locale, ...[rows, columns].map((n) => intl(Intl.NumberFormat, locale).format(n)));

/** Size, range of the values, and where the highest one is. */
export function summary({ config, data, locale, timeZone }: DrawnProps<HeatmapConfig, HeatmapData>): string {
  const grid = gridOf(data, config);
  const size = sizeOf(grid, locale);
  const values = data.values.flat().filter((value) => value !== null);
  if (!values.length) return size;
  const [low, high] = [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
  const row = data.values.findIndex((each) => each.includes(high));
  const names = namesOf(data, grid, config, { locale, timeZone });
  const place = [names.y[row], names.x[data.values[row]?.indexOf(high) ?? 0]].join(', ');
  const ends = [low, high].map((value) => formatNumber(value, locale, config));
  return `${localize('between', locale, size, ...ends)}; ${localize('peak', locale, place)}`;
}
