import type { Json } from '../../components/model/widget.ts';
import { isObject } from '../domain/json.ts';
import { numberIn } from '../domain/series/readings.ts';
import type { CellType, Column, Query } from '../domain/sources/queries.ts';
import { nested, quoted } from './sql.ts';

export const OPERATORS = ['in', 'not_in', 'eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'between', 'contains'] as const;
export type Operator = (typeof OPERATORS)[number];

/** What rows must be to be shown. Several are all asked for. */
export interface Filter {
  field: string;
  operator: Operator;
  values: readonly Json[];
  /** Texts among the values may say how long ago: `-7d`. */
  isDate?: true;
}

type Bind = (value: Json) => string;
type Compare = (column: string, values: readonly Json[], bind: Bind) => string;

const compare =
  (sign: string): Compare =>
  (column, [value = null], bind) =>
    value === null ? 'false' : `${column} ${sign} ${bind(value)}`;

const oneOf: Compare = (column, values, bind) => {
  const known = values.filter((value) => value !== null);
  const list = known.length > 0 ? `${column} in (${known.map(bind).join(', ')})` : 'false';
  return known.length < values.length ? `(${list} or ${column} is null)` : list;
};
/** What is nothing is none of them. */
const noneOf: Compare = (column, values, bind) => `(${oneOf(column, values, bind)}) is not true`;

const COMPARISONS: Readonly<Record<Operator, Compare>> = {
  in: oneOf,
  not_in: noneOf,
  eq: oneOf,
  ne: noneOf,
  gt: compare('>'),
  gte: compare('>='),
  lt: compare('<'),
  lte: compare('<='),
  between: (column, [from = null, to = null], bind) =>
    from === null || to === null ? 'false' : `${column} between ${bind(from)} and ${bind(to)}`,
  contains: (column, values, bind) =>
    values
      .filter((value) => value !== null)
      .map((value) => `position(lower(${bind(String(value))}) in lower(cast(${column} as varchar))) > 0`)
      .join(' or ') || 'false',
};

const DAY = /^(\d{4})-(\d{1,2})-(\d{1,2})$/;

/** The day after one that a text names by itself; `undefined` for moments, all else, and the last one there is. */
export function dayAfter(value: Json): string | undefined {
  const [, year, month = '', day = ''] = (typeof value === 'string' && DAY.exec(value.trim())) || [];
  const at = Date.parse(`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`) + 86_400_000;
  return Number.isNaN(at) || at > LAST_DAY ? undefined : new Date(at).toISOString().slice(0, -'T00:00:00.000Z'.length);
}
const LAST_DAY = Date.parse('9999-12-31');

/** What compares moments with the end of a day means the start of the next one. */
const untilDay =
  (ofDays: Compare, ofMoments: Compare): Compare =>
  (column, [value = null], bind) => {
    const next = dayAfter(value);
    return next === undefined ? ofMoments(column, [value], bind) : ofDays(column, [next], bind);
  };

const { gte, lt } = COMPARISONS;
const lteOfMoments = untilDay(lt, COMPARISONS.lte);
const oneOfMoments: Compare = (column, values, bind) =>
  values
    .map((value) => {
      const next = dayAfter(value);
      return next === undefined
        ? oneOf(column, [value], bind)
        : `(${gte(column, [value], bind)} and ${lt(column, [next], bind)})`;
    })
    .join(' or ');
const noneOfMoments: Compare = (column, values, bind) => `(${oneOfMoments(column, values, bind)}) is not true`;

/** How moments are compared: a day is all of its moments. Columns stay as they are, so that an index serves. */
const OF_MOMENTS: Readonly<Record<Operator, Compare>> = {
  ...COMPARISONS,
  in: oneOfMoments,
  not_in: noneOfMoments,
  eq: oneOfMoments,
  ne: noneOfMoments,
  gt: untilDay(gte, COMPARISONS.gt),
  lte: lteOfMoments,
  between: (column, [from = null, to = null], bind) =>
    `${gte(column, [from], bind)} and ${lteOfMoments(column, [to], bind)}`,
};

/** How a text is read as what a column holds, so that both databases compare the same way. */
const CASTS: Partial<Record<CellType, string>> = {
  date: 'date',
  datetime: 'timestamp',
  time: 'time',
  boolean: 'boolean',
  string: 'varchar',
};

/** PostgreSQL would take a figure for one of the column's own type, and refuse fractions beside whole numbers. */
function ranged(value: Json, bind: Bind): string {
  if (typeof value !== 'number' || (Number.isInteger(value) && Math.abs(value) < 2 ** 15)) return bind(value);
  return `cast(${bind(value)} as ${Number.isSafeInteger(value) ? 'bigint' : 'double precision'})`;
}

const ZONED = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)((?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d(?::?\d\d)?)$/i;

/** A moment as it reads in UTC: databases leave out the zone of what they compare with a moment that has none. */
function withoutZone(text: string): string {
  const [, day, clock, seconds, zone] = ZONED.exec(text) ?? [];
  if (zone === undefined) return text;
  const full = /^z$/i.test(zone) ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(3).replace(':', '') || '00'}`;
  const at = new Date(`${day}T${clock}${full}`);
  return Number.isNaN(at.getTime()) ? text : `${at.toISOString().slice(0, 16)}${seconds}`;
}

/** The filters that speak of one of the columns, those that have nothing to compare with left out. */
export const applicable = (filters: readonly Filter[], columns: readonly Column[]): Filter[] =>
  filters.filter(({ field, values }) => values.length > 0 && columns.some(({ name }) => name === field));

/** The conditions of filters on known columns, their values bound. */
export function conditions(
  filters: readonly Filter[],
  columns: readonly Column[],
  values: Record<string, Json>,
): string[] {
  const bind = (value: Json): string => {
    const name = `f${Object.keys(values).length + 1}`;
    values[name] = value;
    return `$${name}`;
  };
  return applicable(filters, columns).map(({ field, operator, values: wanted }) => {
    const type = columns.find(({ name }) => name === field)?.type ?? 'string';
    const cast = CASTS[type];
    const bound: Bind = (value) => {
      if (type === 'number') return ranged(numberIn(value) ?? value, bind);
      if (!cast) return bind(value);
      const text = typeof value === 'object' ? value : `${value}`;
      return `cast(${bind(type === 'datetime' && typeof text === 'string' ? withoutZone(text) : text)} as ${cast})`;
    };
    const compared = (type === 'datetime' ? OF_MOMENTS : COMPARISONS)[operator];
    return `(${compared(quoted(field), wanted, operator === 'contains' ? bind : bound)})`;
  });
}

/** A question whose answer holds only the rows that pass; the same question when no filter speaks of its columns. */
export function filtered(query: Query, filters: readonly Filter[], columns: readonly Column[]): Query {
  const values = { ...query.values };
  const where = conditions(filters, columns, values);
  return where.length === 0
    ? query
    : { sql: `select * from ${nested(query.sql)} where ${where.join(' and ')}`, values };
}

const listOf = (value: Json | undefined): readonly Json[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];

/** A list of `{field, operator, values}`; whatever is none of them is passed over. */
export function filtersIn(list: Json | undefined): Filter[] {
  return listOf(list).flatMap((each): Filter[] => {
    if (!isObject(each) || typeof each.field !== 'string') return [];
    const operator = OPERATORS.find((one) => one === (each.operator ?? 'in'));
    return operator ? [{ field: each.field, operator, values: listOf(each.values ?? each.value) }] : [];
  });
}

/** PostHog's words for comparisons, and what some of them compare with whatever is given. */
const PROPERTY_OPERATORS: Readonly<Record<string, Omit<Filter, 'field' | 'values'> & { values?: readonly Json[] }>> = {
  exact: { operator: 'in' },
  in: { operator: 'in' },
  is_not: { operator: 'not_in' },
  not_in: { operator: 'not_in' },
  is_set: { operator: 'not_in', values: [null] },
  is_not_set: { operator: 'in', values: [null] },
  icontains: { operator: 'contains' },
  gt: { operator: 'gt' },
  gte: { operator: 'gte' },
  min: { operator: 'gte' },
  lt: { operator: 'lt' },
  lte: { operator: 'lte' },
  max: { operator: 'lte' },
  between: { operator: 'between' },
  is_date_after: { operator: 'gt', isDate: true },
  is_date_before: { operator: 'lt', isDate: true },
  is_date_exact: { operator: 'eq', isDate: true },
};

/** PostHog's filters, `{properties: [{key, operator, value}]}`: those that compare a column with values. */
export function propertiesIn(filters: Json | undefined): Filter[] {
  if (!isObject(filters)) return [];
  return listOf(filters.properties).flatMap((each): Filter[] => {
    if (!isObject(each) || typeof each.key !== 'string') return [];
    const word = typeof each.operator === 'string' ? each.operator : 'exact';
    const found = Object.hasOwn(PROPERTY_OPERATORS, word) ? PROPERTY_OPERATORS[word] : undefined;
    return found ? [{ field: each.key, values: listOf(each.value), ...found }] : [];
  });
}
