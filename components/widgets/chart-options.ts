import { formatLabel, formatTick, formatValue } from '../model/labels.ts';
import { downsample } from '../model/series.ts';
import type { ChartConfig, ChartData, Dataset } from '../model/types/chart.ts';
import type { ChartConfiguration } from './chart-element.ts';
import type { Situation } from './chart-look.ts';

export const isRound = ({ chart_type }: ChartConfig): boolean => chart_type === 'pie' || chart_type === 'doughnut';

/** Long lines are thinned out to what the width can show; every series keeps the points that make its look. */
export function thin(data: ChartData, points: number): ChartData {
  const length = Math.max(data.labels.length, ...data.datasets.map((set) => set.data.length));
  if (length <= points) return data;
  const share = Math.max(3, Math.floor(points / data.datasets.length));
  const kept = [...new Set(data.datasets.flatMap((set) => downsample(set.data, share)))].sort((a, b) => a - b);
  return {
    labels: kept.map((index) => data.labels[index] ?? null),
    datasets: data.datasets.map((set) => ({ ...set, data: kept.map((index) => set.data[index] ?? null) })),
  };
}

function styleOf(config: ChartConfig, { look }: Situation, index: number, set: Dataset): object {
  const color = (place: number) => look.series[place % look.series.length] as string;
  if (isRound(config))
    return { backgroundColor: set.data.map((_, place) => color(place)), borderColor: look.surface, borderWidth: 2 };
  const own = color(index);
  if (config.chart_type !== 'line')
    return {
      backgroundColor: own,
      borderRadius: 3,
      maxBarThickness: 56,
      categoryPercentage: 0.75,
      barPercentage: 0.92,
    };
  const points = set.data.reduce<number>((count, value) => count + (value === null ? 0 : 1), 0);
  return {
    borderColor: own,
    backgroundColor: own,
    borderWidth: 2,
    cubicInterpolationMode: 'monotone',
    pointRadius: points === 1 ? 3 : 0,
    pointHoverRadius: 4,
    pointHitRadius: 8,
  };
}

/** What Chart.js draws of the data: labels written in the locale, datasets with their colours. */
export function chartData(given: ChartData, config: ChartConfig, situation: Situation): ChartConfiguration['data'] {
  const data = config.chart_type === 'line' ? thin(given, situation.points) : given;
  const length = Math.max(data.labels.length, ...data.datasets.map((set) => set.data.length));
  return {
    labels: Array.from({ length }, (_, index) => formatLabel(data.labels[index] ?? null, config, situation)),
    datasets: data.datasets.map((set, index) => ({
      label: set.label,
      data: set.data,
      ...styleOf(config, situation, index, set),
    })),
  };
}

/** How Chart.js draws it. `current` gives config and data of the moment, so that new data needs no new options. */
export function chartOptions(config: ChartConfig, situation: Situation, current: () => ChartData): object {
  const { look, isRtl, isTiny, isAnimated } = situation;
  const font = { family: look.font, size: 11 };
  const lies = config.horizontal && config.chart_type !== 'line';
  const value = {
    beginAtZero: config.chart_type !== 'line',
    stacked: config.stacked ?? false,
    border: { display: false },
    grid: { color: look.line, drawTicks: false, display: !isTiny },
    ticks: {
      display: !isTiny,
      color: look.muted,
      font,
      padding: 6,
      maxTicksLimit: 5,
      maxRotation: 0,
      callback: (tick: number | string) => formatTick(Number(tick), config, current(), situation),
    },
  };
  const category = {
    stacked: config.stacked ?? false,
    border: { color: look.line, display: !isTiny },
    grid: { display: false },
    ticks: { display: !isTiny, color: look.muted, font, autoSkip: true, autoSkipPadding: 12, maxRotation: 0 },
  };
  const [x, y] = lies ? [value, category] : [category, value];
  return {
    responsive: false,
    maintainAspectRatio: false,
    animation: isAnimated ? { duration: 300 } : false,
    indexAxis: lies ? 'y' : 'x',
    interaction: { mode: isRound(config) ? 'nearest' : 'index', intersect: isRound(config), axis: lies ? 'y' : 'x' },
    layout: { padding: isRound(config) ? 4 : { top: 6, [isRtl ? 'left' : 'right']: 6 } },
    ...(config.chart_type === 'doughnut' ? { cutout: '64%' } : {}),
    ...(isRound(config)
      ? {}
      : {
          scales: {
            x: { ...x, reverse: isRtl },
            y: { ...y, position: isRtl ? 'right' : 'left' },
          },
        }),
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
          label: ({ dataset, raw, label }: { dataset: { label?: string }; raw: unknown; label: string }) => {
            const text = typeof raw === 'number' ? formatValue(raw, config, current(), situation) : '–';
            const name = isRound(config) ? label : dataset.label;
            return name ? `${name}: ${text}` : text;
          },
        },
      },
    },
  };
}
