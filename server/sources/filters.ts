import type { Json } from '../../components/model/widget.ts';
import { isObject } from '../domain/json.ts';
import type { CellType, Column, Query } from '../domain/queries.ts';
import { numberIn } from '../domain/readings.ts';
import { nested, quoted } from './sql.ts';

export const OPERATORS = ['in', 'not_in', 'eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'between', 'contains'] as const;
export type Operator = (typeof OPERATORS)[number];

/** What rows must be to be shown. Several are all asked for. */
export interface Filter {
  field: string;
  operator: Operator;
  values: readonly Json[];
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
    return `(${COMPARISONS[operator](quoted(field), wanted, operator === 'contains' ? bind : bound)})`;
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

/** PostHog's words for comparisons. */
const PROPERTY_OPERATORS: Readonly<Record<string, Operator>> = {
  exact: 'in',
  is_not: 'not_in',
  icontains: 'contains',
  gt: 'gt',
  gte: 'gte',
  lt: 'lt',
  lte: 'lte',
  is_date_after: 'gt',
  is_date_before: 'lt',
  is_date_exact: 'eq',
};

/** PostHog's filters, `{properties: [{key, operator, value}]}`: those that compare a column with values. */
export function propertiesIn(filters: Json | undefined): Filter[] {
  if (!isObject(filters)) return [];
  return listOf(filters.properties).flatMap((each): Filter[] => {
    if (!isObject(each) || typeof each.key !== 'string') return [];
    const operator = PROPERTY_OPERATORS[typeof each.operator === 'string' ? each.operator : 'exact'];
    return operator ? [{ field: each.key, operator, values: listOf(each.value) }] : [];
  });
}
