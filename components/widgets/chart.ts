import { css, html, isServer, nothing, type PropertyValues, render } from 'lit';
import { localize } from '../locales/localize.ts';
import { formatLabel, formatValue, type Place } from '../model/labels.ts';
import { parse } from '../model/parse.ts';
import { extent } from '../model/series.ts';
import { type ChartConfig, type ChartData, schema } from '../model/types/chart.ts';
import { ChartElement, type ChartType } from './chart-element.ts';
import type { Situation } from './chart-look.ts';
import { chartData, chartOptions, isRound } from './chart-options.ts';
import { whenIdle } from './schedule.ts';
import { type Cell, type DrawnProps, define, type View, type ViewProps } from './widget-element.ts';

type Props = DrawnProps<ChartConfig, ChartData>;

const COLORS = 8;
/** Rows of the table that stands in for the picture. */
const MOST_ROWS = 200;

const lengthOf = ({ labels, datasets }: ChartData) =>
  Math.max(labels.length, ...datasets.map(({ data }) => data.length));

function summary({ config, data, locale, timeZone }: Props): string {
  const place = { locale, timeZone };
  const series = data.datasets.slice(0, 4).flatMap(({ label, data: values }) => {
    const range = extent(values);
    return range
      ? [localize('range', locale, label, ...range.map((value) => formatValue(value, config, data, place)))]
      : [];
  });
  const [first = '', last = ''] = [data.labels[0], data.labels.at(-1)].map((label) =>
    formatLabel(label ?? null, config, place),
  );
  const name = localize(config.chart_type ?? 'bar', locale);
  return first ? localize('chart', locale, name, series.join(', '), first, last) : `${name}: ${series.join(', ')}`;
}

function table({ data }: Props): Cell[][] {
  return [
    ['', ...data.datasets.map(({ label }) => label)],
    ...Array.from({ length: lengthOf(data) }, (_, index) => [
      data.labels[index] ?? null,
      ...data.datasets.map(({ data: values }) => values[index] ?? null),
    ]),
  ];
}

/** The figures as a table, in words of the locale. */
function renderTable(data: ChartData, config: ChartConfig, place: Place) {
  return html`<table><thead><tr><th scope="col">${localize('label', place.locale)}</th>${data.datasets.map(({ label }) => html`<th scope="col"><bdi>${label || localize('value', place.locale)}</bdi></th>`)}</tr></thead><tbody>${Array.from(
    { length: Math.min(MOST_ROWS, lengthOf(data)) },
    (_, index) =>
      html`<tr><th scope="row"><bdi>${formatLabel(data.labels[index] ?? null, config, place) || index + 1}</bdi></th>${data.datasets.map(
        ({ data: values }) => {
          const value = values[index];
          return html`<td><bdi>${value == null ? '' : formatValue(value, config, data, place)}</bdi></td>`;
        },
      )}</tr>`,
  )}</tbody></table>`;
}

/**
 * @summary Bars, lines, a pie or a doughnut, drawn by Chart.js; a table where there is no script.
 * @csspart plot, legend
 * @cssproperty --bc-color-1, --bc-color-2, --bc-color-3, --bc-color-4, --bc-color-5, --bc-color-6, --bc-color-7, --bc-color-8
 */
export class BcChart extends ChartElement<ChartConfig, ChartData> {
  static override styles = [
    ...ChartElement.styles,
    css`figure{block-size:100%;display:flex;flex-direction:column;gap:.4rem}ul{flex:none;display:flex;flex-wrap:wrap;gap:0 .9em;max-block-size:2.9em;overflow:hidden;padding:0;list-style:none;font-size:.75rem;color:var(--_muted)}li{display:flex;align-items:center;gap:.4em;min-inline-size:0;max-inline-size:100%}li bdi{overflow:hidden;text-overflow:ellipsis;white-space:nowrap}li i{flex:none;inline-size:.7em;block-size:.7em;border-radius:.15em;background:currentColor}@container(block-size<8rem) or (inline-size<9rem){ul{display:none}}.sr{position:absolute;inline-size:1px;block-size:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}.muted{color:var(--_muted)}.line{color:var(--_line)}.plain{block-size:100%;overflow:auto}table{inline-size:100%;border-collapse:collapse;font-size:.8125rem}th,td{padding:.25em .5em .25em 0;text-align:end;border-block-end:1px solid var(--_line)}th:first-child{text-align:start}th{font-weight:500;color:var(--_muted)}`,
  ];

  protected override renderData(data: ChartData, config: ChartConfig) {
    if (!data.datasets.some(({ data: values }) => values.length)) return this.renderEmpty();
    if (isServer) return html`<div class="plain" tabindex="0">${renderTable(data, config, this)}</div>`;
    const { locale, timeZone } = this;
    return html`<figure><div class="plot" part="plot"><canvas role="img" aria-label=${summary({ config, data, locale, timeZone })}></canvas></div>${this.#renderLegend(data, config)}<div class="sr"></div><div class="probe"><i class="muted"></i><i class="line"></i>${Array.from({ length: COLORS }, (_, index) => html`<i data-color=${index + 1}></i>`)}</div></figure>`;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    this.renderRoot.querySelectorAll<HTMLElement>('li i').forEach((swatch, index) => {
      swatch.style.color = this.config.colors?.[index % this.config.colors.length] ?? '';
    });
    whenIdle(() => {
      const box = this.renderRoot.querySelector<HTMLElement>('.sr');
      if (box && this.data && this.isConnected) render(renderTable(this.data, this.config, this), box);
    });
  }

  protected override kind(): ChartType {
    return this.config.chart_type ?? 'bar';
  }

  protected override chartData(situation: Situation) {
    return chartData(this.data ?? { labels: [], datasets: [] }, this.config, situation);
  }

  protected override chartOptions(situation: Situation) {
    return chartOptions(this.config, situation, () => this.data ?? { labels: [], datasets: [] });
  }

  #renderLegend(data: ChartData, config: ChartConfig) {
    const names = isRound(config)
      ? data.labels.map((label) => formatLabel(label, config, this))
      : data.datasets.map(({ label }) => label);
    if (!(config.show_legend ?? names.length > 1)) return nothing;
    return html`<ul part="legend" aria-hidden="true" title=${names.join('\n')}>${names.map((name, index) => html`<li title=${name}><i data-color=${(index % COLORS) + 1}></i><bdi>${name}</bdi></li>`)}</ul>`;
  }
}

define('bc-chart', BcChart);

export const view: View = {
  read: (config, data) => parse(schema, config, data),
  template: ({ config, data, locale, timeZone }: ViewProps<ChartConfig, ChartData>) =>
    html`<bc-chart .config=${config} .data=${data} .locale=${locale} .timeZone=${timeZone}></bc-chart>`,
  words: async () => ({ summary, table }),
};
