/** Pixels of a letter of a tick, on average. */
const LETTER = 6;

interface CategoryScale {
  chart: { width: number };
  getLabelForValue(value: number): string;
}

/** Writes labels no longer than a part of the chart's width: Chart.js would leave no room for the plot. */
export const shorten = (share: number) =>
  function (this: CategoryScale, value: number | string): string {
    const label = this.getLabelForValue(Number(value));
    const most = Math.max(6, Math.floor((this.chart.width * share) / LETTER));
    return label.length > most ? `${label.slice(0, most - 1).trimEnd()}…` : label;
  };
