import { html, isServer, nothing, type PropertyValues, render } from 'lit';
import { localize } from '../locales/localize.ts';
import { settle } from '../model/chart-data.ts';
import { formatLabel } from '../model/labels.ts';
import { parse } from '../model/parse.ts';
import { type ChartConfig, type ChartData, schema } from '../model/types/chart.ts';
import { schemeOf } from '../theme/schemes.ts';
import { chart } from './chart.styles.ts';
import { hasValue, mark, step } from './chart-cursor.ts';
import { chartData, drawnAs, isHorizontal, isLine, isRound, isScatter, rowsOf } from './chart-data.ts';
import { ChartElement, type DrawnType } from './chart-element.ts';
import type { Situation } from './chart-look.ts';
import { chartOptions, formatPoint } from './chart-options.ts';
import { hit, type Point } from './chart-pointer.ts';
import { COLORS, nameOf, renderLegend, renderTable, summary, table } from './chart-words.ts';
import { whenListened } from './schedule.ts';
import { define, type View, type ViewProps } from './widget-element.ts';

const NONE: ChartData = { labels: [], datasets: [] };

/**
 * @summary A bar, line, area, pie, doughnut or scatter chart, drawn by Chart.js; a table where there is no script.
 * @csspart plot, legend
 * @cssproperty --bc-color-1, --bc-color-2, --bc-color-3, --bc-color-4, --bc-color-5, --bc-color-6, --bc-color-7, --bc-color-8
 * @fires bc-select - With the datum of the bar, slice or point that was clicked, or reached by arrow keys and Enter.
 */
export class BcChart extends ChartElement<ChartConfig, ChartData> {
  static override styles = [...ChartElement.styles, chart];

  /** The point selected with the arrow keys. */
  #at: Point | undefined;
  /** Maximum number of points, as of the last drawing. */
  #points = Number.POSITIVE_INFINITY;

  /** The skeleton has the shape of the chart type. */
  protected override render(): unknown {
    const { config, data } = this;
    return data === undefined
      ? html`<div class="skeleton ${isHorizontal(config) ? 'horizontal' : config.chart_type}"></div>`
      : super.render();
  }

  protected override renderData(data: ChartData, config: ChartConfig) {
    if (!data.datasets.some(({ data: values }) => values.length)) return this.renderEmpty();
    if (isServer) return html`<div class="plain" tabindex="0">${renderTable(data, config, this)}</div>`;
    const { locale, timeZone } = this;
    const sentence = summary({ config, data, locale, timeZone });
    const legend = renderLegend(data, config, this);
    return html`<figure aria-label=${sentence} class=${isRound(config) && legend !== nothing ? 'round' : ''} data-scheme=${schemeOf(config.color_scheme) ?? nothing}><div class="plot" part="plot" tabindex="0" role="application" aria-label=${localize('explore', locale, nameOf(config, locale))} @keydown=${this.#onKey} @blur=${() => this.#go()} @click=${this.#onClick}><canvas role="img" aria-label=${sentence}></canvas></div>${legend}<canvas class="sr" width="0" height="0"></canvas><p class="sr" aria-live="polite"></p><div class="probe"><i class="muted"></i><i class="line"></i>${Array.from({ length: COLORS }, (_, index) => html`<i data-color=${index + 1}></i>`)}</div></figure>`;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    this.renderRoot.querySelectorAll<HTMLElement>('li i').forEach((swatch, index) => {
      swatch.style.color = this.config.colors?.[index % this.config.colors.length] ?? '';
    });
    whenListened(this, () => {
      const box = this.renderRoot.querySelector<HTMLElement>('canvas.sr');
      if (box && this.data) render(renderTable(this.data, this.config, this), box);
    });
  }

  protected override kind(): DrawnType {
    return drawnAs(this.config);
  }

  protected override chartData(situation: Situation) {
    this.#points = situation.points;
    return chartData(this.#rows, this.config, situation);
  }

  protected override chartOptions(situation: Situation) {
    return chartOptions(this.config, situation, () => this.#rows);
  }

  get #rows() {
    return rowsOf(this.data ?? NONE, this.config, { points: this.#points });
  }

  #onKey(event: KeyboardEvent): void {
    if (!this.chart || event.altKey || event.ctrlKey || event.metaKey) return;
    const { key } = event;
    if (!hasValue(this.chart, this.#at)) this.#go();
    if (key === 'Escape') this.#go();
    else if ((key === 'Enter' || key === ' ') && this.#at) this.#select(this.#at);
    else {
      const layout = isRound(this.config) ? 'round' : isHorizontal(this.config) ? 'down' : 'across';
      const isRtl = getComputedStyle(this).direction === 'rtl';
      const next = step(this.chart, this.#at, key, { layout, isRtl });
      if (!next) return;
      this.#go(next);
    }
    event.preventDefault();
  }

  #onClick(event: MouseEvent): void {
    const at = this.chart && hit(this.chart, event, isLine(this.config));
    if (at) this.#select(at);
  }

  /** Selects a point and announces it; without one, clears selection and announcement. */
  #go(at?: Point): void {
    if (!this.chart || (!at && !this.#at)) return;
    this.#at = at;
    mark(this.chart, at);
    const said = this.renderRoot.querySelector('p.sr');
    if (said) said.textContent = at ? this.#tell(at) : '';
  }

  #tell(at: Point): string {
    const rows = this.#rows;
    const { labels } = rows;
    const label = isScatter(this.config) ? '' : formatLabel(labels[at.index] ?? null, this.config, this, labels);
    const text = formatPoint(rows, at.datasetIndex, at.index, this.config, this);
    return [label, rows.datasets[at.datasetIndex]?.label, text].filter(Boolean).join(', ');
  }

  #select({ datasetIndex: column, index }: Point): void {
    const { rows, labels, datasets } = this.#rows;
    const set = datasets[column];
    const row = rows[index] ?? index;
    const value = set?.data[index] ?? null;
    const x = isScatter(this.config) ? set?.xs?.[index] : undefined;
    this.choose({
      row,
      column,
      label: `${isScatter(this.config) ? set?.label : (labels[index] ?? '')}`,
      value: x === undefined ? value : { x, y: value },
    });
  }
}

define('bc-chart', BcChart);

export const view: View = {
  read(config, data) {
    const parsed = parse(schema, config, data);
    return parsed.data && !parsed.issues.length
      ? { ...parsed, data: settle(parsed.config, parsed.data as ChartData) }
      : parsed;
  },
  template: ({ config, data, locale, timeZone }: ViewProps<ChartConfig, ChartData>) =>
    html`<bc-chart .config=${config} .data=${data} .locale=${locale} .timeZone=${timeZone}></bc-chart>`,
  words: async () => ({ summary, table }),
};
