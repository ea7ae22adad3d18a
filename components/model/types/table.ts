import { readAlias } from '../alias.ts';
import { read, readFields, type TypeSchema, type TypeSpec } from '../parse.ts';
import type { CommonConfig, Issue, Json, JsonObject } from '../widget.ts';

export type ColumnType = 'text' | 'number' | 'currency' | 'percent' | 'date' | 'datetime' | 'link' | 'bar';

export interface Column {
  /** Field name if rows are objects; index from 0 if they are lists. */
  key: string;
  label?: string;
  /** When absent, `number` if all values are numbers, else `text`. `percent` takes ratios: 0.42 is 42%. */
  type?: ColumnType;
  /** When absent, numbers at the end, text at the start. */
  align?: 'start' | 'center' | 'end';
  /** ISO 4217 code for currency. */
  currency?: string;
  decimal_places?: number;
  prefix?: string;
  suffix?: string;
  /** Value of a bar that fills its cell; the largest of the column when absent. */
  max?: number;
}

export interface TableConfig extends CommonConfig {
  /** Rows per page; all on one page when absent. */
  page_size?: number;
  /** Overrides the columns of the data, by key. */
  columns?: Column[];
}

export type Row = JsonObject | Json[];

export interface TableData {
  /** When absent, those of the config, else all fields of the rows in order of appearance. */
  columns?: Column[];
  rows: Row[];
}

/** Column types, also by the names that databases and other dialects use. */
const TYPES: Readonly<Record<string, ColumnType>> = {
  ...{ text: 'text', string: 'text', boolean: 'text' },
  ...{ number: 'number', integer: 'number', float: 'number', decimal: 'number' },
  ...{ currency: 'currency', money: 'currency', percent: 'percent', percentage: 'percent' },
  ...{ date: 'date', datetime: 'datetime', timestamp: 'datetime', time: 'datetime' },
  ...{ link: 'link', url: 'link', bar: 'bar' },
};
const ALIGNS: Readonly<Record<string, Column['align']>> = {
  ...{ start: 'start', left: 'start', center: 'center', end: 'end', right: 'end' },
};

const column = {
  label: 'string',
  type: (value: unknown, path: string, issues: Issue[]) => readAlias(TYPES, value, path, issues),
  align: (value: unknown, path: string, issues: Issue[]) => readAlias(ALIGNS, value, path, issues),
  currency: 'string',
  decimal_places: 'number',
  prefix: 'string',
  suffix: 'string',
  max: 'number',
};

/** Columns are objects with a key, or their names alone. */
function readColumns(value: unknown, path: string, issues: Issue[]): Column[] | undefined {
  if (value == null) return undefined;
  if (!Array.isArray(value)) return void issues.push({ path, message: 'expected list of {key, label}' });
  return value.flatMap((item: unknown, index): Column | never[] => {
    const at = `${path}[${index}]`;
    if (typeof item === 'string' || typeof item === 'number') return { key: `${item}`, label: `${item}` };
    const fields = readFields(column, item ?? false, at, issues) as Partial<Column> | null;
    if (!fields) return [];
    const key = fields.key ?? fields.label ?? index;
    return { ...fields, key: (read('string', key, `${at}.key`, issues) as string | undefined) ?? `${index}` };
  });
}

export const schema: TypeSchema = {
  type: 'table',
  config: { page_size: 'number', columns: readColumns },
  data: {
    columns: readColumns,
    rows: (value, path, issues) => {
      if (value == null) return [];
      if (!Array.isArray(value)) return void issues.push({ path, message: 'expected list of objects or lists' });
      const wrong = value.findIndex((row: unknown) => typeof row !== 'object' || row === null);
      if (wrong < 0) return value;
      return void issues.push({ path: `${path}[${wrong}]`, message: 'expected object or list' });
    },
  },
};

/** JSON Schema of columns. */
const COLUMNS = {
  type: ['array', 'null'],
  items: {
    type: 'object',
    properties: { key: { type: ['string', 'number'] }, label: { type: 'string' }, type: { type: 'string' } },
    required: ['key'],
  },
};

export const spec: TypeSpec = {
  ...schema,
  title: 'Table',
  w: 6,
  h: 4,
  sample: {
    config: { title: 'Shops' },
    data: {
      columns: [
        { key: 'shop', label: 'Shop' },
        { key: 'orders', label: 'Orders', type: 'number' },
        { key: 'revenue', label: 'Revenue', type: 'currency', currency: 'EUR', decimal_places: 0 },
        { key: 'returns', label: 'Returns', type: 'percent' },
        { key: 'since', label: 'Open since', type: 'date' },
      ],
      rows: [
        { shop: 'Berlin', orders: 812, revenue: 48_210, returns: 0.042, since: '2019-04-01' },
        { shop: 'Lisbon', orders: 343, revenue: 17_950, returns: 0.031, since: '2022-09-15' },
        { shop: 'Oslo', orders: 298, revenue: 22_400, returns: null, since: '2021-01-20' },
        { shop: 'Zürich', orders: 127, revenue: 19_030, returns: 0.018, since: '2024-06-03' },
      ],
    },
  },
  docs: {
    config: {
      page_size: 'Rows per page; by default all are on one page.',
      columns: ['Format of the columns, as in the data; overrides columns with the same `key`.', COLUMNS],
    },
    data: {
      columns: [
        'The columns, each `{key, label, type, align, currency, decimal_places, prefix, suffix, max}`; by default all fields of the rows. `type` is `text`, `number`, `currency`, `percent` (of a ratio: 0.42 is 42%), `date`, `datetime`, `link` or `bar`; `max` is the value of a full bar.',
        COLUMNS,
      ],
      rows: ['The rows, as objects or as lists.', { type: ['array', 'null'], items: { type: ['object', 'array'] } }],
    },
  },
};
