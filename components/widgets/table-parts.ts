import { html, isServer, nothing, svg, type TemplateResult } from 'lit';
import type { Datum } from '../events.ts';
import { localize } from '../locales/localize.ts';
import { intl } from '../model/format.ts';
import { cellLink, formatCell, type Grid, type GridColumn, gridOf, numberOf, valueAt } from '../model/grid.ts';
import type { Place } from '../model/labels.ts';
import type { Row, TableConfig, TableData } from '../model/types/table.ts';
import type { Json } from '../model/widget.ts';
import type { Cell, DrawnProps } from './widget-element.ts';

type Props = DrawnProps<TableConfig, TableData>;

/** Up to so many rows are all drawn. */
const ALL = 200;
/** Rows drawn above and below the visible ones; the window moves by as many. */
const OVERSCAN = 20;
/** Maximum rows that are printed: about 25 sheets. */
export const PRINTED = 1000;

/** One page of rows. */
export interface Page {
  /** Number of the page, from 0. */
  page: number;
  pages: number;
  /** Index of its first row. */
  from: number;
  count: number;
}

/** The page to show; the last one if `wanted` no longer exists. `first` limits its rows. */
export function pageOf(rows: number, size: number | undefined, wanted = 0, first = rows): Page {
  const most = size !== undefined && size >= 1 ? Math.floor(size) : rows;
  const pages = Math.max(1, Math.ceil(rows / most));
  const page = Math.min(wanted, pages - 1);
  return { page, pages, from: page * most, count: Math.min(most, rows - page * most, first) };
}

/** Rounds a row down to a step: the window moves in steps, not with every row. */
export const stepOf = (row: number): number => Math.floor(row / OVERSCAN) * OVERSCAN;

/** The rows of a page to draw: all of a few; of many, those around the visible `step`, with rows of that `height`. */
export function windowOf(count: number, step: number, height = 0, box?: Element | null) {
  if (count <= ALL) return { first: 0, last: count };
  if (isServer) return { first: 0, last: ALL };
  const seen = box && height ? Math.ceil(box.clientHeight / height) : OVERSCAN;
  const last = Math.min(count, step + seen + 2 * OVERSCAN);
  return { first: Math.max(0, Math.min(step, last) - OVERSCAN), last };
}

/** A spacer as high as the rows that it stands for. */
export const space = (place: string, rows: number): TemplateResult | typeof nothing =>
  rows > 0 ? html`<tr class=${place} data-rows=${rows} aria-hidden="true"></tr>` : nothing;

/** A cell: a link, a bar, or text; the first one is the row header. */
export function drawCell(row: Row, column: GridColumn, { locale, timeZone }: Place, isFirst: boolean): TemplateResult {
  const value = valueAt(row, column);
  const text = formatCell(value, column, { locale, timeZone });
  const link = cellLink(value, column);
  const content = link ? html`<a href=${link.href} target="_blank" rel="noopener noreferrer">${text}</a>` : text;
  const { align, type, max = 1 } = column;
  if (isFirst)
    return html`<th part="cell" scope="row" data-align=${align} title=${text}><div class="text" dir="auto">${content}</div></th>`;
  const number = type === 'bar' ? numberOf(value) : Number.NaN;
  const share = Math.max(0, Math.min(1, number / max));
  const words = html`<div class="text" dir="auto">${content}</div>`;
  return html`<td part="cell" data-align=${align} title=${text}>${
    Number.isFinite(share)
      ? html`<div class="bar"><svg viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">${svg`<rect width=${share * 100} height="1"></rect>`}</svg>${words}</div>`
      : words
  }</td>`;
}

/** `11–20 of 95`, with buttons to the previous and the next page. */
export function pager(
  { page, pages, from, count }: Page,
  rows: number,
  locale: string | undefined,
  turn: (page: number) => void,
): TemplateResult {
  const figure = (value: number) => intl(Intl.NumberFormat, locale, {}).format(value);
  const button = (name: string, sign: string, next: number) => {
    const isOff = next < 0 || next >= pages;
    const word = localize(name, locale);
    // Not `disabled`: on the last page, that would take the focus away.
    return html`<button aria-label=${word} title=${word} aria-disabled=${isOff ? 'true' : nothing} @click=${() => isOff || turn(next)}>${sign}</button>`;
  };
  return html`<div part="pager" class="pager">${button('page_before', '‹', page - 1)}<span dir="auto">${localize('of', locale, `${figure(from + 1)}–${figure(from + count)}`, figure(rows))}</span>${button('page_after', '›', page + 1)}</div>`;
}

/** The number of rows, and the names of the columns. */
export function summary({ data, config, locale, timeZone }: Props): string {
  const { columns } = gridOf(data, config, { locale, timeZone });
  const names = intl(Intl.ListFormat, locale, {}).format(columns.map(({ label }) => label));
  return localize('rows', locale, intl(Intl.NumberFormat, locale, {}).format(data.rows.length), names);
}

/** The raw values, with column names as header. */
export function table({ data, config, locale, timeZone }: Props): Cell[][] {
  const { columns } = gridOf(data, config, { locale, timeZone });
  return [
    columns.map(({ label }) => label),
    ...data.rows.map((row) =>
      columns.map((column): Cell => {
        const value = valueAt(row, column) ?? null;
        if (typeof value === 'string' || typeof value === 'number' || value === null) return value;
        return typeof value === 'object' ? (cellLink(value, column)?.href ?? JSON.stringify(value)) : `${value}`;
      }),
    ),
  ];
}

/** A chosen row as a datum: its label is the first cell, its value the whole row. */
export function datumOf(value: Row | undefined, row: number, { columns: [lead] }: Grid): Datum | undefined {
  if (!value) return undefined;
  const label = lead === undefined ? '' : `${valueAt(value, lead) ?? ''}`;
  return { row, column: 0, label, value: value as Json };
}
