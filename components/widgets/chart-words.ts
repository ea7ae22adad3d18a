import { html, nothing } from 'lit';
import { localize } from '../locales/localize.ts';
import { lengthOf } from '../model/chart-data.ts';
import { formatLabel, formatValue, type Place } from '../model/labels.ts';
import { extent } from '../model/series.ts';
import type { ChartConfig, ChartData } from '../model/types/chart.ts';
import { isLine, isRound, isScatter } from './chart-data.ts';
import { formatX } from './chart-ticks.ts';
import type { Cell, DrawnProps } from './widget-element.ts';

type Props = DrawnProps<ChartConfig, ChartData>;

/** Maximum rows of the table for screen readers. */
const MOST_ROWS = 200;
/** Colours of the palette. */
export const COLORS = 8;
/** Maximum series in the summary. */
const MOST_NAMED = 4;

/** Name of the chart type. It labels the focused plot, because screen readers would announce each change of a longer label. */
export const nameOf = ({ chart_type = 'bar' }: ChartConfig, locale: string | undefined): string =>
  localize(chart_type, locale);

/** `Bar chart: This week 120 to 198, from Mon to Fri`; lines also with their last value, which matters most. */
export function summary({ config, data, locale, timeZone }: Props): string {
  const place = { locale, timeZone };
  const series = data.datasets.slice(0, MOST_NAMED).flatMap(({ label, data: values, xs }) => {
    const range = extent(values)?.map((value) => formatValue(value, config, data, place));
    if (!range) return [];
    const places =
      isScatter(config) && extent((xs ?? []) as number[])?.map((x, _, all) => formatX(x, config, place, all));
    const last = isLine(config) && values.findLast((value) => value !== null);
    if (typeof last === 'number') range.push(formatValue(last, config, data, place));
    return [localize(places ? 'points' : range[2] ? 'path' : 'range', locale, label, ...range, ...(places || []))];
  });
  const [first = '', last = ''] = isScatter(config)
    ? []
    : [data.labels[0], data.labels.at(-1)].map((label) => formatLabel(label ?? null, config, place, data.labels));
  const name = nameOf(config, locale);
  return first ? localize('chart', locale, name, series.join(', '), first, last) : `${name}: ${series.join(', ')}`;
}

/** The figures, one row per label, or per point in scatter charts. */
export function table({ config, data }: Props): Cell[][] {
  const { labels, datasets } = data;
  if (isScatter(config))
    return [
      ['', config.x_axis || 'x', config.y_axis || 'y'],
      ...datasets.flatMap(({ label, data: values, xs }) => values.map((y, row) => [label, xs?.[row] ?? null, y])),
    ];
  return [
    ['', ...datasets.map(({ label }) => label)],
    ...Array.from({ length: lengthOf(data) }, (_, row) => [
      labels[row] ?? null,
      ...datasets.map(({ data: values }) => values[row] ?? null),
    ]),
  ];
}

/**
 * The figures as a table, formatted for the locale. As fallback content of a canvas it is read by assistive technology,
 * but costs no layout.
 */
export function renderTable(data: ChartData, config: ChartConfig, place: Place) {
  const [head = [], ...rows] = table({ config, data, ...place });
  const [, ...names] = head;
  const places = rows.map(([, x]) => x as number | null);
  const write = (cell: Cell | undefined, column: number) =>
    cell == null
      ? ''
      : isScatter(config) && column === 0
        ? formatX(Number(cell), config, place, places)
        : formatValue(Number(cell), config, data, place);
  const word = localize(isScatter(config) ? 'name' : 'label', place.locale);
  return html`<table><thead><tr><th scope="col">${word}</th>${names.map((name) => html`<th scope="col"><bdi>${name || localize('value', place.locale)}</bdi></th>`)}</tr></thead><tbody>${rows
    .slice(0, MOST_ROWS)
    .map(([label = null, ...cells], row) => {
      const name = isScatter(config) ? label : formatLabel(label, config, place, data.labels);
      return html`<tr><th scope="row"><bdi>${name || row + 1}</bdi></th>${cells.map((cell, column) => html`<td><bdi>${write(cell, column)}</bdi></td>`)}</tr>`;
    })}</tbody></table>`;
}

/** The legend, if the config asks for it or there is more than one series or slice. */
export function renderLegend(data: ChartData, config: ChartConfig, place: Place) {
  const names = isRound(config)
    ? data.labels.map((label) => formatLabel(label, config, place, data.labels))
    : data.datasets.map(({ label }) => label);
  if (!(config.show_legend ?? names.length > 1)) return nothing;
  return html`<ul part="legend" aria-hidden="true" title=${names.join('\n')}>${names.map((name, index) => html`<li title=${name}><i data-color=${(index % COLORS) + 1}></i><bdi>${name}</bdi></li>`)}</ul>`;
}
