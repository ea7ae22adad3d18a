import { formatLabel, formatPlain, type Place } from '../model/labels.ts';
import type { ChartConfig, ChartData } from '../model/types/chart.ts';

/** A place on the numeric axis of a scatter chart: in full, and six digits of what is small. */
export const formatX = (x: number, config: ChartConfig, place: Place, all?: ChartData['labels']): string =>
  config.x_axes_type && config.x_axes_type !== '0'
    ? formatLabel(x, config, place, all)
    : formatPlain(x, place.locale, {}, 6);

/** Width of a letter of a tick, on average, in sizes of its text. */
const LETTER = 0.55;
/** Pixels between two labels. */
const GAP = 14;

interface Scale {
  chart: { ctx: CanvasRenderingContext2D };
  ticks: { label?: unknown }[];
  paddingLeft: number;
}

/** Leaves the last label of a mirrored axis its room at the left, where Chart.js does not expect it and would cut it. */
export const spare = (scale: Scale): void => {
  scale.paddingLeft = scale.chart.ctx.measureText(`${scale.ticks.at(-1)?.label}`).width / 2;
};

/** Keeps a text in its own direction, whatever the one of the chart: `-5` is no `5-`. */
export const isolate = (text: string, isRtl: boolean): string => (isRtl ? `\u2068${text}\u2069` : text);

interface CategoryScale {
  chart: { width: number };
  getLabels(): unknown[];
}

/**
 * Writes labels no longer than a part of the chart's width: Chart.js would leave no room for the plot, or for the other
 * labels. Figures and dates have half of the width: less of them could say something else.
 */
export const shorten = (write: (index: number) => string, lies: boolean, isRtl: boolean, size: number) =>
  function (this: CategoryScale, index: number): string {
    const label = write(index);
    const { width } = this.chart;
    const fair = Math.max(0.2 * width, (0.8 * width) / this.getLabels().length - GAP);
    const most = Math.max(
      6,
      Math.floor((lies ? 0.35 * width : /\p{Nd}/u.test(label) ? width / 2 : fair) / LETTER / size),
    );
    return isolate(label.length > most ? `${label.slice(0, most - 1).trimEnd()}…` : label, isRtl);
  };
