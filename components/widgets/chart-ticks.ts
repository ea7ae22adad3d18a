import { formatLabel, formatPlain, type Place } from '../model/labels.ts';
import type { ChartConfig, ChartData } from '../model/types/chart.ts';

/** An x value of a scatter chart in full; small numbers get six significant digits. */
export const formatX = (x: number, config: ChartConfig, place: Place, all?: ChartData['labels']): string =>
  config.x_axes_type && config.x_axes_type !== '0'
    ? formatLabel(x, config, place, all)
    : formatPlain(x, place.locale, {}, 6);

/** Average width of a character, in em. */
const LETTER = 0.55;
/** Pixels between two labels. */
const GAP = 14;

interface Scale {
  chart: { ctx: CanvasRenderingContext2D };
  ticks: { label?: unknown }[];
  paddingLeft: number;
}

/** Reserves room for the last label of a mirrored axis at the left, where Chart.js would cut it off. */
export const reserve = (scale: Scale): void => {
  scale.paddingLeft = scale.chart.ctx.measureText(`${scale.ticks.at(-1)?.label}`).width / 2;
};

/** Isolates a text from the direction of a right-to-left chart: `-5` must not become `5-`. */
export const isolate = (text: string, isRtl: boolean): string => (isRtl ? `\u2068${text}\u2069` : text);

interface CategoryScale {
  chart: { width: number };
  getLabels(): unknown[];
}

/**
 * Truncates labels to a part of the chart's width: Chart.js would leave no room for the plot or other labels. Labels
 * with digits may take half of the width, because a truncated number or date could be misread.
 */
export const shorten = (write: (index: number) => string, isHorizontal: boolean, isRtl: boolean, size: number) =>
  function (this: CategoryScale, index: number): string {
    const label = write(index);
    const { width } = this.chart;
    const fair = Math.max(0.2 * width, (0.8 * width) / this.getLabels().length - GAP);
    const most = Math.max(
      6,
      Math.floor((isHorizontal ? 0.35 * width : /\p{Nd}/u.test(label) ? width / 2 : fair) / LETTER / size),
    );
    return isolate(label.length > most ? `${label.slice(0, most - 1).trimEnd()}…` : label, isRtl);
  };
