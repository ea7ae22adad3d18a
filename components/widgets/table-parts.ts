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

/** Rows that are drawn at once without asking what is seen. */
const ALL = 200;
/** Rows drawn beyond what is seen, on either side; a window moves by as many. */
const BEYOND = 20;
/** Rows that are printed: some 25 sheets of them. */
export const PRINTED = 1000;

/** One page of rows. */
export interface Page {
  /** Number of the page, from 0. */
  page: number;
  pages: number;
  /** Position of its first row. */
  from: number;
  count: number;
}

/** The page that is shown of so many rows, or its first rows; one that is no longer there is the last one. */
export function pageOf(rows: number, size: number | undefined, wanted = 0, first = rows): Page {
  const most = size !== undefined && size >= 1 ? Math.floor(size) : rows;
  const pages = Math.max(1, Math.ceil(rows / most));
  const page = Math.min(wanted, pages - 1);
  return { page, pages, from: page * most, count: Math.min(most, rows - page * most, first) };
}

/** The step of rows in which one lies: a window moves by steps, not with every row. */
export const stepOf = (row: number): number => Math.floor(row / BEYOND) * BEYOND;

/** Which of a page's rows are drawn: all of a few, of many those around the step that is seen, rows of that height. */
export function windowOf(count: number, step: number, height = 0, box?: Element | null) {
  if (count <= ALL) return { first: 0, last: count };
  if (isServer) return { first: 0, last: ALL };
  const seen = box && height ? Math.ceil(box.clientHeight / height) : BEYOND;
  const last = Math.min(count, step + seen + 2 * BEYOND);
  return { first: Math.max(0, Math.min(step, last) - BEYOND), last };
}

/** In place of rows that are not drawn: as high as they would be. */
export const space = (place: string, rows: number): TemplateResult | typeof nothing =>
  rows > 0 ? html`<tr class=${place} data-rows=${rows} aria-hidden="true"></tr>` : nothing;

/** A cell: a link, a bar, or text; the first one is what its row is called. */
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

/** `11–20 of 95`, and the ways to the pages before and after. */
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
    // Not `disabled`, which would take the focus away from who came to the last page.
    return html`<button aria-label=${word} title=${word} aria-disabled=${isOff ? 'true' : nothing} @click=${() => isOff || turn(next)}>${sign}</button>`;
  };
  return html`<div part="pager" class="pager">${button('page_before', '‹', page - 1)}<span dir="auto">${localize('of', locale, `${figure(from + 1)}–${figure(from + count)}`, figure(rows))}</span>${button('page_after', '›', page + 1)}</div>`;
}

/** How many rows there are, and what they tell. */
export function summary({ data, config, locale, timeZone }: Props): string {
  const { columns } = gridOf(data, config, { locale, timeZone });
  const names = intl(Intl.ListFormat, locale, {}).format(columns.map(({ label }) => label));
  return localize('rows', locale, intl(Intl.NumberFormat, locale, {}).format(data.rows.length), names);
}

/** The values as they are, under the names of their columns. */
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

/** A row as what was chosen: called as its first cell says, all of it as it came. */
export function datumOf(value: Row | undefined, row: number, { columns: [lead] }: Grid): Datum | undefined {
  if (!value) return undefined;
  const label = lead === undefined ? '' : `${valueAt(value, lead) ?? ''}`;
  return { row, column: 0, label, value: value as Json };
}
