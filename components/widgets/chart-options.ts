import type { Rows } from '../model/chart-data.ts';
import { formatShare } from '../model/figures.ts';
import { formatValue, type Place } from '../model/labels.ts';
import type { ChartConfig } from '../model/types/chart.ts';
import { isHorizontal, isRelative, isRound, isScatter } from './chart-data.ts';
import type { Situation } from './chart-look.ts';
import { scales } from './chart-scales.ts';
import { formatX, isolate } from './chart-ticks.ts';

/** One value as text, with its percentage in charts that show shares. */
export function formatPoint(rows: Rows, column: number, row: number, config: ChartConfig, place: Place): string {
  const { data = [], xs } = rows.datasets[column] ?? {};
  const value = data[row];
  if (value == null) return '–';
  const text = formatValue(value, config, rows, place);
  if (isScatter(config)) return `${formatX(Number(xs?.[row]), config, place, xs)}, ${text}`;
  if (!isRound(config) && !isRelative(config)) return text;
  const whole = isRound(config) ? data : rows.datasets.map((set) => set.data[row] ?? null);
  const sum = whole.reduce<number>((total, each) => total + Math.abs(each ?? 0), 0);
  return sum ? `${text} (${formatShare(value / sum, place.locale)})` : text;
}

function interaction(config: ChartConfig): object {
  return isRound(config) || isScatter(config)
    ? { mode: 'nearest', intersect: true }
    : { mode: 'index', intersect: false, axis: isHorizontal(config) ? 'y' : 'x' };
}

interface Hovered {
  dataset: { label?: string };
  datasetIndex: number;
  dataIndex: number;
  label: string;
}

/** The options for Chart.js. `current` returns the current rows, so that new data needs no new options. */
export function chartOptions(config: ChartConfig, situation: Situation, current: () => Rows): object {
  const { look, isRtl, isTiny, isAnimated, aside } = situation;
  const edge = isTiny ? 0 : 4;
  const end = isRtl ? 'left' : 'right';
  const font = isTiny ? { ...look.font, size: 9 } : look.font;
  return {
    responsive: false,
    maintainAspectRatio: false,
    animation: isAnimated && { duration: 300 },
    indexAxis: isHorizontal(config) ? 'y' : 'x',
    interaction: interaction(config),
    layout: {
      padding: isRound(config)
        ? { top: edge, bottom: edge, left: edge, right: edge, [end]: aside || edge }
        : { top: 6, [end]: 6 },
    },
    cutout: config.chart_type === 'doughnut' ? '64%' : 0,
    scales: isRound(config) ? {} : scales(config, situation, current),
    plugins: {
      tooltip: {
        rtl: isRtl,
        textDirection: isRtl ? 'rtl' : 'ltr',
        backgroundColor: look.ink,
        titleColor: look.surface,
        bodyColor: look.surface,
        titleFont: { ...font, weight: 600 },
        bodyFont: font,
        padding: isTiny ? 4 : 8,
        boxPadding: 4,
        multiKeyBackground: look.ink,
        callbacks: {
          // The label of a scatter point has its x value already.
          ...(isScatter(config) && { title: () => [] }),
          label: ({ dataset, datasetIndex, dataIndex, label }: Hovered) => {
            const text = formatPoint(current(), datasetIndex, dataIndex, config, situation);
            const name = isRound(config) ? label : dataset.label;
            return name ? `${isolate(name, isRtl)}: ${isolate(text, isRtl)}` : text;
          },
        },
      },
    },
  };
}
