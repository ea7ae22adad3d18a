import type { Rows } from '../model/chart-data.ts';
import { formatShare } from '../model/figures.ts';
import { formatAxisLabel, formatTick, formatValue } from '../model/labels.ts';
import type { ChartConfig } from '../model/types/chart.ts';
import { faint, isHorizontal, isLine, isRelative, isScatter, isStacked } from './chart-data.ts';
import type { Situation } from './chart-look.ts';
import { formatX, isolate, reserve, shorten } from './chart-ticks.ts';

interface Drawn {
  chart: { height: number };
}

/** A chart of this height or less has no room for axis titles. */
const LOW = 100;

const title = (text: string | undefined, { look, isRtl, isTiny }: Situation) => ({
  display: ({ chart }: Drawn) => !!text && !isTiny && chart.height > LOW,
  text: isolate(text ?? '', isRtl),
  color: look.muted,
  font: { ...look.font, weight: 600 },
  padding: 2,
});

/** With more labels than this, half a step at either end of a line is invisible. */
const MANY = 24;

/** The axes. `current` returns the current rows. */
export function scales(config: ChartConfig, situation: Situation, current: () => Rows): object {
  const { look, isRtl, isTiny } = situation;
  const ticks = { display: !isTiny, color: look.muted, font: look.font, maxRotation: 0 };
  const isShare = isRelative(config);
  let isFull: boolean;
  const value = {
    type: 'linear',
    beginAtZero: config.chart_type !== 'line' && !isScatter(config),
    stacked: isStacked(config),
    border: { display: false },
    grid: {
      // Fainter grid lines in themes whose lines are as dark as text.
      color: look.line === look.ink ? faint(look.line, 30) : look.line,
      drawTicks: false,
      display: !isTiny,
    },
    title: title(config.y_axis, situation),
    ticks: {
      ...ticks,
      padding: isHorizontal(config) ? 4 : 6,
      autoSkip: isHorizontal(config),
      // If no ticks are written, more of them make the scale end closer above the values.
      maxTicksLimit: ({ chart }: Drawn) => (isTiny ? 9 : Math.min(5, Math.round(chart.height / look.font.size / 1.8))),
      callback: (tick: number, index: number, ticks: { value: number }[]) => {
        const write = (value: number, format: typeof formatValue = formatTick) =>
          isShare ? formatShare(value / 100, situation.locale) : format(value, config, current(), situation, 6);
        // If two ticks would read the same, all are written in full.
        if (!index) isFull = new Set(ticks.map(({ value }) => write(value))).size < ticks.length;
        return isolate(write(tick, isFull ? formatValue : formatTick), isRtl);
      },
    },
    max:
      isShare && isStacked(config) && !current().datasets.some(({ data }) => data.some((each) => (each ?? 0) < 0))
        ? 100
        : undefined,
  };
  const { length } = current().labels;
  const category = {
    type: 'category',
    stacked: isStacked(config),
    border: { color: look.line, display: !isTiny },
    grid: { display: false, drawTicks: false },
    title: title(config.x_axis, situation),
    // Without it, Chart.js makes room for one label too many, and puts a single one on the axis.
    ...(length === 1 || length > MANY ? { offset: true } : {}),
    afterFit: isRtl && isLine(config) && reserve,
    ticks: {
      ...ticks,
      padding: 5,
      autoSkipPadding: isHorizontal(config) ? 2 : 12,
      callback: shorten(
        (index) => formatAxisLabel(index, config, situation, current().labels),
        isHorizontal(config),
        isRtl,
        look.font.size,
      ),
    },
  };
  const place = {
    ...value,
    ...category,
    type: 'linear',
    ticks: {
      ...category.ticks,
      callback: (tick: number, _: number, ticks: { value: number }[]) => {
        const all = ticks.map(({ value }) => value);
        return isolate(formatX(tick, config, situation, all), isRtl);
      },
    },
  };
  const [x, y] = isHorizontal(config) ? [value, category] : [isScatter(config) ? place : category, value];
  return { x: { ...x, reverse: isRtl }, y: { ...y, position: isRtl ? 'right' : 'left' } };
}
