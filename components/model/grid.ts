import { linkOf } from './address.ts';
import { formatNumber, intl } from './format.ts';
import { formatMoney, formatPlain, type Place } from './labels.ts';
import { formatMoment, toMoment } from './time.ts';
import type { Column, ColumnType, Row, TableConfig, TableData } from './types/table.ts';

/** A column with all its properties settled. */
export interface GridColumn extends Column {
  /** Position of its values in rows that are lists. */
  at: number;
  label: string;
  type: ColumnType;
  align: 'start' | 'center' | 'end';
  /** Width in characters that most of its cells need. */
  width: number;
}

/** A table as it is drawn. */
export interface Grid {
  columns: GridColumn[];
  rows: readonly Row[];
}

/** Sort order: the key of a column, ascending (1) or descending (-1). */
export interface Sort {
  key: string;
  sign: 1 | -1;
}

/** How many rows are sampled for the type and the width of columns. */
const LOOKED_AT = 200;
/** In characters. The gap separates right-aligned figures from the left-aligned text that follows. */
const WIDTHS = { least: 4, most: 36, gap: 2 };

const NUMERIC: ReadonlySet<ColumnType> = new Set(['number', 'currency', 'percent', 'bar']);
const DATED: ReadonlySet<ColumnType> = new Set(['date', 'datetime']);
/** A date, optionally followed by midnight, as databases write it. */
const DAY = /^\s*(\d{4}-\d\d-\d\d)(?:[T ]00:00(?::00(?:\.0+)?)?)?\s*$/;

/** The value of a cell. */
export function valueAt(row: Row, { key, at }: Pick<GridColumn, 'key' | 'at'>): unknown {
  if (Array.isArray(row)) return row[at];
  return Object.hasOwn(row, key) ? row[key] : undefined;
}

const isBlank = (value: unknown): boolean => value === undefined || value === null || value === '';

/** A number, also from text; NaN for anything else. */
export const numberOf = (value: unknown): number =>
  typeof value === 'number' ? value : typeof value === 'string' && value.trim() ? Number(value) : Number.NaN;

/** The columns of a table: those of the data or the config, completed by what the values look like. */
export function gridOf({ columns, rows }: TableData, config: TableConfig, place: Place): Grid {
  const first = rows.slice(0, LOOKED_AT);
  const named = columns?.length ? columns : config.columns?.length ? config.columns : namesOf(first);
  const own = new Map(config.columns?.map((column) => [column.key, column]));
  let before: GridColumn['align'] = 'start';
  const known = named.map((column, index): GridColumn => {
    const { label = column.key, ...rest } = { ...column, ...own.get(column.key) };
    const at = /^\d+$/.test(column.key) ? Number(column.key) : index;
    const values = first.map((row) => valueAt(row, { key: column.key, at })).filter((value) => !isBlank(value));
    const isNumeric = values.length > 0 && values.every((value) => Number.isFinite(numberOf(value)));
    const type = rest.type ?? (isNumeric ? 'number' : 'text');
    const align = rest.align ?? (NUMERIC.has(type) ? 'end' : 'start');
    const max = type === 'bar' ? (rest.max ?? largest(rows, { key: column.key, at })) : undefined;
    const full = { ...rest, at, label, type, align, width: 0, ...(max !== undefined && { max }) };
    const cells = values.map((value) => lettersOf(formatCell(value, full, place))).sort((a, b) => a - b);
    // A few very long cells must not widen the whole column.
    const typical = cells[Math.ceil(cells.length * 0.95) - 1] ?? 0;
    const needed = Math.max(typical + (type === 'bar' ? 8 : 0), Math.min(lettersOf(label) + 2, 18));
    const gap = align === 'start' && before === 'end' ? WIDTHS.gap : 0;
    before = align;
    return { ...full, width: gap + Math.min(WIDTHS.most, Math.max(WIDTHS.least, needed)) };
  });
  return { columns: known, rows };
}

/** All fields of the rows in order of appearance; columns of lists are labelled by number. */
function namesOf(rows: readonly Row[]): Column[] {
  const names = new Set<string>();
  for (const row of rows) for (const key of Object.keys(row)) names.add(key);
  return [...names].map((key) => ({ key, label: rows.every(Array.isArray) ? `${Number(key) + 1}` : key }));
}

function largest(rows: readonly Row[], column: Pick<GridColumn, 'key' | 'at'>): number {
  let most = 0;
  for (const row of rows) {
    const value = numberOf(valueAt(row, column));
    if (value > most) most = value;
  }
  return most || 1;
}

/** Approximate width of a text in characters; East Asian ones count as two. */
function lettersOf(text: string): number {
  let letters = 0;
  for (const letter of text) letters += letter >= '\u1100' && letter < '\uffdc' ? 2 : 1;
  return letters;
}

/** Text and address of a link cell: its value is an address, or an object with `url` and `text`. */
export function cellLink(
  value: unknown,
  { type }: Pick<GridColumn, 'type'>,
): { text: string; href: string } | undefined {
  if (typeof value === 'object' && value !== null && 'url' in value) {
    const href = linkOf(value.url);
    if (href === undefined) return undefined;
    return {
      href,
      text: 'text' in value && value.text && typeof value.text !== 'object' ? `${value.text}` : shortened(href),
    };
  }
  const href = type === 'link' ? linkOf(value) : undefined;
  return href === undefined ? undefined : { href, text: shortened(href) };
}

const shortened = (href: string): string => href.replace(/^(?:https?:\/\/|mailto:)/i, '').replace(/\/$/, '');

/** A cell formatted for the locale. A value that does not fit its column's type stays as it is; a blank is an en dash. */
export function formatCell(value: unknown, column: Omit<GridColumn, 'width'>, place: Place): string {
  if (isBlank(value)) return '–';
  if (typeof value === 'boolean') return value ? '✓' : '✗';
  if (typeof value === 'object') return cellLink(value, column)?.text ?? JSON.stringify(value);
  const { type } = column;
  if (NUMERIC.has(type)) {
    const number = numberOf(value);
    return Number.isFinite(number) ? formatFigure(number, column, place) : `${value}`;
  }
  if (DATED.has(type)) return formatDay(value, type, place) ?? `${value}`;
  return cellLink(value, column)?.text ?? `${value}`;
}

function formatFigure(value: number, column: Omit<GridColumn, 'width'>, place: Place): string {
  const { type, decimal_places, prefix = '', suffix = '' } = column;
  const digits = placesOf(decimal_places);
  // Never compact, however large.
  if (type === 'percent')
    return formatNumber(
      value,
      place.locale,
      { decimal_places, format_number: digits ? '1' : '0' },
      { style: 'percent', notation: 'standard' },
    );
  if (type === 'currency')
    return formatMoney(value, { ...column, decimal_places: digits && decimal_places }, place, digits);
  if (digits) return formatNumber(value, place.locale, { prefix, suffix, decimal_places, format_number: '1' });
  return formatPlain(value, place.locale, { prefix, suffix });
}

/** Valid decimal places as options; invalid ones are left to the locale. */
const placesOf = (places: number | undefined) =>
  places !== undefined && places >= 0 && places <= 20
    ? { minimumFractionDigits: places, maximumFractionDigits: places }
    : undefined;

/** Dates without a time are not converted to the reader's time zone. */
function formatDay(value: unknown, type: ColumnType, { locale, timeZone }: Place): string | undefined {
  const day = typeof value === 'string' ? DAY.exec(value)?.[1] : undefined;
  if (day && type === 'date') return formatMoment(toMoment(day), locale, 'UTC', { dateStyle: 'medium' });
  const ms = toMoment(value);
  if (Number.isNaN(ms)) return undefined;
  return formatMoment(ms, locale, timeZone, type === 'date' ? { dateStyle: 'medium' } : undefined);
}

/** Sort key of a cell: a number or text; `undefined` comes last in both directions. */
function sortValue(value: unknown, column: GridColumn): number | string | undefined {
  if (isBlank(value)) return undefined;
  if (DATED.has(column.type)) {
    const ms = toMoment(value);
    if (!Number.isNaN(ms)) return ms;
  }
  if (typeof value === 'boolean') return Number(value);
  const number = numberOf(value);
  if (Number.isFinite(number)) return number;
  return cellLink(value, column)?.text ?? (typeof value === 'object' ? JSON.stringify(value) : `${value}`);
}

/** Row indices in sort order; the sort is stable. */
export function orderOf({ columns, rows }: Grid, sort: Sort | undefined, locale: string | undefined): number[] {
  const order = Array.from(rows, (_, index) => index);
  const column = sort && columns.find(({ key }) => key === sort.key);
  if (!column) return order;
  const { compare } = intl(Intl.Collator, locale, { numeric: true });
  const values = rows.map((row) => sortValue(valueAt(row, column), column));
  return order.sort((one, other) => {
    const [a, b] = [values[one], values[other]];
    if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
    // Numbers come before text.
    if (typeof a !== typeof b) return (typeof a === 'number' ? -1 : 1) * sort.sign;
    return (typeof a === 'number' ? a - (b as number) : compare(a, b as string)) * sort.sign;
  });
}
