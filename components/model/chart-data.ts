import { downsample } from './series.ts';
import { toMoment } from './time.ts';
import type { ChartConfig, ChartData, Dataset } from './types/chart.ts';

/** Data as a chart draws it: some of its rows, each with its index in the original data. */
export interface Rows extends ChartData {
  rows: number[];
}

/** How many rows a chart's table has: one for each label, or more where a dataset is longer. */
export const lengthOf = ({ labels, datasets }: ChartData): number =>
  Math.max(0, labels.length, ...datasets.map(({ data }) => data.length));

/** Position on a numeric axis; times in milliseconds. A value that is neither a number nor a time gets its index, from 1. */
function placeOf(x: number | string | undefined, index: number, isTime: boolean): number {
  const number = typeof x === 'string' && x.trim() && !isTime ? Number(x) : x;
  if (typeof number === 'number' && Number.isFinite(number)) return isTime ? toMoment(number) : number;
  const moment = toMoment(x);
  return Number.isNaN(moment) ? index + 1 : moment;
}

/** Converts data to the form that the chart type needs: x values for scatter charts, labels for all others. */
export function settle(config: ChartConfig, data: ChartData): ChartData {
  const { labels, datasets } = data;
  if (config.chart_type !== 'scatter')
    return labels.length ? data : { ...data, labels: datasets.find(({ xs }) => xs)?.xs ?? [] };
  const isTime = config.x_axes_type === '1' || config.x_axes_type === '2';
  return {
    ...data,
    datasets: datasets.map((set) => ({
      ...set,
      xs: set.data.map((_, index) => {
        const x = set.xs ? set.xs[index] : (labels[index] ?? undefined);
        return x === null ? null : placeOf(x, index, isTime);
      }),
    })),
  };
}

/** Reduces long series to about `points` rows; each keeps the points that matter for its shape. */
export function thin(data: ChartData, points: number): Rows {
  const length = lengthOf(data);
  if (length <= points || !data.datasets.length) return { ...data, rows: Array.from({ length }, (_, index) => index) };
  const share = Math.max(3, Math.floor(points / data.datasets.length));
  const rows = [...new Set(data.datasets.flatMap((set) => downsample(set.data, share)))].sort((a, b) => a - b);
  return {
    rows,
    labels: rows.map((index) => data.labels[index] ?? null),
    datasets: data.datasets.map((set) => ({ ...set, data: rows.map((index) => set.data[index] ?? null) })),
  };
}

/** Each value in percent of the sum of absolute values at its label, from -100 to 100; a gap where that is 0. */
export function shares(datasets: readonly Dataset[]): (number | null)[][] {
  const sums: number[] = [];
  for (const { data } of datasets)
    for (const [index, value] of data.entries()) sums[index] = (sums[index] ?? 0) + Math.abs(value ?? 0);
  return datasets.map(({ data }) =>
    data.map((value, index) => (value === null || !sums[index] ? null : (value / sums[index]) * 100)),
  );
}
