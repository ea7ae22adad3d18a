import { type Rows, shares, thin } from '../model/chart-data.ts';
import { formatLabel } from '../model/labels.ts';
import type { ChartConfig, ChartData, Dataset } from '../model/types/chart.ts';
import type { ChartConfiguration, DrawnType } from './chart-element.ts';
import type { Situation } from './chart-look.ts';

/** The Chart.js type that draws a chart. */
export const drawnAs = ({ chart_type = 'bar' }: ChartConfig): DrawnType =>
  chart_type === 'area' ? 'line' : chart_type;

export const isRound = ({ chart_type }: ChartConfig): boolean => chart_type === 'pie' || chart_type === 'doughnut';
export const isLine = ({ chart_type }: ChartConfig): boolean => chart_type === 'line' || chart_type === 'area';
export const isScatter = ({ chart_type }: ChartConfig): boolean => chart_type === 'scatter';
export const isHorizontal = (config: ChartConfig): boolean => !!config.horizontal && drawnAs(config) === 'bar';
export const isRelative = (config: ChartConfig): boolean => !!config.relative && !isRound(config) && !isScatter(config);
export const isStacked = (config: ChartConfig): boolean =>
  !isScatter(config) && (!!config.stacked || (isRelative(config) && config.chart_type !== 'line'));

/** Tells series apart where the system forces its own colours. */
const DASHES = [[], [6, 3], [2, 2], [10, 3, 2, 3], [4, 6], [12, 4], [1, 4], [8, 2, 2, 2, 2, 2]];
const SHAPES = ['circle', 'rect', 'triangle', 'rectRot', 'crossRot', 'star', 'cross', 'line'];

export const faint = (color: string, percent: number): string =>
  `color-mix(in srgb, ${color} ${percent}%, transparent)`;

function barStyle(color: string | string[], config: ChartConfig, { look, isTiny }: Situation, bars: number): object {
  /** Narrow bars get almost no gaps. */
  const gap =
    (share: number, tight: number) =>
    ({ chart }: { chart: { width: number; height: number } }) =>
      chart[isHorizontal(config) ? 'height' : 'width'] < 4 * bars ? tight : share;
  return {
    backgroundColor: color,
    hoverBackgroundColor: color,
    hoverBorderColor: look.ink,
    hoverBorderWidth: 2,
    borderRadius: isTiny ? 1 : 3,
    maxBarThickness: 56,
    categoryPercentage: gap(0.75, 0.9),
    barPercentage: gap(0.92, 1),
  };
}

function lineStyle(color: string, config: ChartConfig, { isForced }: Situation, index: number, set: Dataset): object {
  const isArea = config.chart_type === 'area';
  const points = set.data.reduce<number>((count, value) => count + (value === null ? 0 : 1), 0);
  return {
    borderColor: color,
    backgroundColor: color,
    areaColor: isArea ? faint(color, isStacked(config) ? 70 : 25) : '',
    isOnTop: isStacked(config) && index > 0,
    borderDash: isForced ? DASHES[index % DASHES.length] : [],
    borderWidth: 2,
    cubicInterpolationMode: 'monotone',
    pointBackgroundColor: color,
    pointHoverBackgroundColor: color,
    pointRadius: points === 1 ? 3 : 0,
    pointHoverRadius: 5,
    pointHitRadius: 8,
  };
}

function pointStyle(color: string, { look, isForced, isTiny }: Situation, index: number): object {
  return {
    showLine: false,
    backgroundColor: faint(color, 75),
    borderColor: color,
    pointStyle: isForced ? SHAPES[index % SHAPES.length] : 'circle',
    pointRadius: isTiny ? 2 : 4,
    pointHoverRadius: 6,
    pointHoverBackgroundColor: color,
    pointHoverBorderColor: look.ink,
    pointHoverBorderWidth: 2,
    pointHitRadius: 6,
  };
}

function styleOf(config: ChartConfig, situation: Situation, index: number, set: Dataset, bars: number): object {
  const { look, isTiny } = situation;
  const { color } = look;
  const each = () => set.data.map((_, place) => color(place));
  if (isRound(config)) {
    const slices = each();
    const edges = {
      borderColor: look.surface,
      borderWidth: isTiny ? 1 : 2,
      hoverBorderColor: look.ink,
      hoverBorderWidth: 2,
    };
    return { backgroundColor: slices, hoverBackgroundColor: slices, ...edges };
  }
  if (isScatter(config)) return pointStyle(color(index), situation, index);
  if (isLine(config)) return lineStyle(color(index), config, situation, index, set);
  return barStyle(config.vary_colors && config.colors ? each() : color(index), config, situation, bars);
}

/** The rows to draw: all, except that long lines are reduced to what the width can show. */
export const rowsOf = (data: ChartData, config: ChartConfig, { points }: Pick<Situation, 'points'>): Rows =>
  thin(data, isLine(config) ? points : Number.POSITIVE_INFINITY);

/** The data for Chart.js: formatted labels, and datasets with their colours. */
export function chartData(rows: Rows, config: ChartConfig, situation: Situation): ChartConfiguration['data'] {
  const { datasets, labels } = rows;
  const parts = isRelative(config) ? shares(datasets) : undefined;
  const bars = rows.rows.length * (isStacked(config) ? 1 : datasets.length);
  return {
    labels: isScatter(config)
      ? []
      : rows.rows.map((_, index) => formatLabel(labels[index] ?? null, config, situation, labels)),
    datasets: datasets.map((set, index) => ({
      label: set.label,
      data: isScatter(config)
        ? set.data.map((y, place) => ({ x: set.xs?.[place] as number, y: y ?? Number.NaN }))
        : (parts?.[index] ?? set.data),
      ...styleOf(config, situation, index, set, bars),
    })),
  } as ChartConfiguration['data'];
}
