import type { Rows } from '../model/chart-data.ts';
import { intl } from '../model/format.ts';
import { formatLabel, formatTick, formatValue, type Place } from '../model/labels.ts';
import type { ChartConfig } from '../model/types/chart.ts';
import { isRelative, isRound, isScatter, isStacked, lies } from './chart-data.ts';
import type { Situation } from './chart-look.ts';
import { shorten } from './chart-ticks.ts';

/** Percent of a whole, `34.5%`. */
const formatShare = (percent: number, { locale }: Place): string =>
  intl(Intl.NumberFormat, locale, { style: 'percent', maximumFractionDigits: 1 }).format(percent / 100);

/** A place on the numeric axis of a scatter chart. */
export const formatX = (x: number, config: ChartConfig, place: Place): string =>
  config.x_axes_type && config.x_axes_type !== '0'
    ? formatLabel(x, config, place)
    : intl(Intl.NumberFormat, place.locale, { maximumSignificantDigits: 6 }).format(x);

/** One value in words: with what it is a share of, where the chart speaks of shares. */
export function formatPoint(rows: Rows, column: number, row: number, config: ChartConfig, place: Place): string {
  const { data = [], xs } = rows.datasets[column] ?? {};
  const value = data[row];
  if (value == null) return '–';
  const text = formatValue(value, config, rows, place);
  if (isScatter(config)) return `${formatX(Number(xs?.[row]), config, place)}, ${text}`;
  if (!isRound(config) && !isRelative(config)) return text;
  const whole = isRound(config) ? data : rows.datasets.map((set) => set.data[row] ?? null);
  const sum = whole.reduce<number>((total, each) => total + Math.abs(each ?? 0), 0);
  return sum ? `${text} (${formatShare((value / sum) * 100, place)})` : text;
}

const title = (text: string | undefined, { look, isTiny }: Situation) => ({
  display: !!text && !isTiny,
  text: text ?? '',
  color: look.muted,
  font: { family: look.font, size: 11, weight: 600 },
  padding: 2,
});

/** From so many labels on, half of one at either end of a line cannot be seen. */
const MANY = 24;

function scales(config: ChartConfig, situation: Situation, current: () => Rows): object {
  const { look, isRtl, isTiny } = situation;
  const font = { family: look.font, size: 11 };
  const ticks = { display: !isTiny, color: look.muted, font, maxRotation: 0 };
  const isShare = isRelative(config);
  const value = {
    type: 'linear',
    beginAtZero: config.chart_type !== 'line' && !isScatter(config),
    stacked: isStacked(config),
    border: { display: false },
    grid: { color: look.line, drawTicks: false, display: !isTiny },
    title: title(config.y_axis, situation),
    ticks: {
      ...ticks,
      padding: 6,
      maxTicksLimit: 5,
      callback: (tick: number | string) =>
        isShare ? formatShare(Number(tick), situation) : formatTick(Number(tick), config, current(), situation),
    },
    ...(isShare && isStacked(config) && !current().datasets.some(({ data }) => data.some((each) => (each ?? 0) < 0))
      ? { max: 100 }
      : {}),
  };
  const category = {
    type: 'category',
    stacked: isStacked(config),
    border: { color: look.line, display: !isTiny },
    grid: { display: false, drawTicks: !isTiny },
    title: title(config.x_axis, situation),
    // Without it, Chart.js makes room for one label too many.
    ...(current().labels.length > MANY ? { offset: true } : {}),
    ticks: { ...ticks, autoSkip: true, autoSkipPadding: 12, callback: shorten(lies(config) ? 0.35 : 0.5) },
  };
  const place = {
    ...value,
    ...category,
    type: 'linear',
    ticks: {
      ...ticks,
      autoSkip: true,
      autoSkipPadding: 12,
      callback: (tick: number | string) => formatX(Number(tick), config, situation),
    },
  };
  const [x, y] = lies(config) ? [value, category] : [isScatter(config) ? place : category, value];
  return { x: { ...x, reverse: isRtl }, y: { ...y, position: isRtl ? 'right' : 'left' } };
}

function interaction(config: ChartConfig): object {
  if (isScatter(config)) return { mode: 'nearest', intersect: true };
  return isRound(config)
    ? { mode: 'nearest', intersect: true }
    : { mode: 'index', intersect: false, axis: lies(config) ? 'y' : 'x' };
}

interface Hovered {
  dataset: { label?: string };
  datasetIndex: number;
  dataIndex: number;
  label: string;
}

/** How Chart.js draws it. `current` gives the rows of the moment, so that new data needs no new options. */
export function chartOptions(config: ChartConfig, situation: Situation, current: () => Rows): object {
  const { look, isRtl, isAnimated } = situation;
  const font = { family: look.font, size: 11 };
  return {
    responsive: false,
    maintainAspectRatio: false,
    animation: isAnimated ? { duration: 300 } : false,
    indexAxis: lies(config) ? 'y' : 'x',
    interaction: interaction(config),
    layout: { padding: isRound(config) ? 4 : { top: 6, [isRtl ? 'left' : 'right']: 6 } },
    ...(config.chart_type === 'doughnut' ? { cutout: '64%' } : {}),
    ...(isRound(config) ? {} : { scales: scales(config, situation, current) }),
    plugins: {
      tooltip: {
        rtl: isRtl,
        textDirection: isRtl ? 'rtl' : 'ltr',
        backgroundColor: look.ink,
        titleColor: look.surface,
        bodyColor: look.surface,
        titleFont: { ...font, weight: 600 },
        bodyFont: font,
        padding: 8,
        cornerRadius: 6,
        boxPadding: 4,
        multiKeyBackground: look.ink,
        callbacks: {
          label: ({ dataset, datasetIndex, dataIndex, label }: Hovered) => {
            const text = formatPoint(current(), datasetIndex, dataIndex, config, situation);
            const name = isRound(config) ? label : dataset.label;
            return name ? `${name}: ${text}` : text;
          },
        },
      },
    },
  };
}
