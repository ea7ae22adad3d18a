import type { Json } from '../../components/model/widget.ts';
import { invalid } from '../domain/errors.ts';
import { isObject } from '../domain/json.ts';
import { numberIn } from '../domain/series/readings.ts';
import type { CellType, Column, Query } from '../domain/sources/queries.ts';
import { nested, quoted } from './sql.ts';

const OPERATORS = ['in', 'not_in', 'eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'between', 'contains', 'matches'] as const;
/** `unknown` is an unsupported operator, whose name is the only value. */
export type Operator = (typeof OPERATORS)[number] | 'unknown';

/** A condition on one column. */
export interface Filter {
  field: string;
  operator: Operator;
  values: readonly Json[];
  /** Negated: the matching rows are left out. */
  isNot?: true;
  /** Values may be relative dates: `-7d`. */
  isDate?: true;
}

/** One filter, or a group. A list of filters is combined with AND. */
export type Condition = Filter | { anyOf: readonly Condition[] } | { allOf: readonly Condition[] };

/** Maps each filter; `undefined` removes it, and groups left empty are removed too. */
export const mapped = (all: readonly Condition[], make: (filter: Filter) => Filter | undefined): Condition[] =>
  all.flatMap((each): Condition | [] => {
    if ('field' in each) return make(each) ?? [];
    const inner = mapped('anyOf' in each ? each.anyOf : each.allOf, make);
    if (inner.length === 0) return [];
    return 'anyOf' in each ? { anyOf: inner } : { allOf: inner };
  });

/** All filters, including those in groups. */
export const filtersOf = (all: readonly Condition[]): Filter[] =>
  all.flatMap((each) => ('field' in each ? each : filtersOf('anyOf' in each ? each.anyOf : each.allOf)));

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
/** NULL equals none of the values. */
const not =
  (compared: Compare): Compare =>
  (column, values, bind) =>
    `(${compared(column, values, bind)}) is not true`;

/** Text operators work on columns of any type, cast to text. */
const inText =
  (test: (text: string, word: string) => string): Compare =>
  (column, values, bind) =>
    values
      .filter((value) => value !== null)
      .map((value) => test(`cast(${column} as varchar)`, bind(String(value))))
      .join(' or ') || 'false';

/** A private-use character that occurs in no text: replacing a match by it always changes the text. */
const FOUND = 'chr(57344)';

const COMPARISONS: Readonly<Record<Operator, Compare>> = {
  in: oneOf,
  not_in: not(oneOf),
  eq: oneOf,
  ne: not(oneOf),
  gt: compare('>'),
  gte: compare('>='),
  lt: compare('<'),
  lte: compare('<='),
  between: (column, [from = null, to = null], bind) =>
    from === null || to === null ? 'false' : `${column} between ${bind(from)} and ${bind(to)}`,
  contains: inText((text, word) => `position(lower(${word}) in lower(${text})) > 0`),
  // Both databases have this function, and mean the same by it. Datasets are searched in linear time.
  matches: inText((text, pattern) => `regexp_replace(${text}, ${pattern}, ${FOUND}) <> ${text}`),
  // Refused: results that include rows meant to be left out are worse than none.
  unknown(column, [word]) {
    throw invalid({ path: 'filters', message: `${column} has an unknown operator ${JSON.stringify(word)}` });
  },
};

const DAY = /^(\d{4})-(\d{1,2})-(\d{1,2})$/;

/** The day after a plain date; `undefined` for timestamps, anything else, and the last possible day. */
export function dayAfter(value: Json): string | undefined {
  const [, year, month = '', day = ''] = (typeof value === 'string' && DAY.exec(value.trim())) || [];
  const at = Date.parse(`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`) + 86_400_000;
  return Number.isNaN(at) || at > LAST_DAY ? undefined : new Date(at).toISOString().slice(0, -'T00:00:00.000Z'.length);
}
const LAST_DAY = Date.parse('9999-12-31');

/** A comparison with the end of a day becomes one with the start of the next. */
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

/** Compares timestamps: a plain date covers its whole day. Columns are not cast, so that indexes can be used. */
const OF_MOMENTS: Readonly<Record<Operator, Compare>> = {
  ...COMPARISONS,
  in: oneOfMoments,
  not_in: not(oneOfMoments),
  eq: oneOfMoments,
  ne: not(oneOfMoments),
  gt: untilDay(gte, COMPARISONS.gt),
  lte: lteOfMoments,
  between: (column, [from = null, to = null], bind) =>
    `${gte(column, [from], bind)} and ${lteOfMoments(column, [to], bind)}`,
};

/** Casts a text to the column's type, so that both databases compare the same way. */
const CASTS: Partial<Record<CellType, string>> = {
  date: 'date',
  datetime: 'timestamp',
  time: 'time',
  boolean: 'boolean',
  string: 'varchar',
};

/** PostgreSQL would assume the column's own type for a number, and refuse fractions for integer columns. */
function ranged(value: Json, bind: Bind): string {
  if (typeof value !== 'number' || (Number.isInteger(value) && Math.abs(value) < 2 ** 15)) return bind(value);
  return `cast(${bind(value)} as ${Number.isSafeInteger(value) ? 'bigint' : 'double precision'})`;
}

const ZONED = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)((?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d(?::?\d\d)?)$/i;

/** A timestamp in UTC: databases ignore the zone of values compared with a column without zone. */
function withoutZone(text: string): string {
  const [, day, clock, seconds, zone] = ZONED.exec(text) ?? [];
  if (zone === undefined) return text;
  const full = /^z$/i.test(zone) ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(3).replace(':', '') || '00'}`;
  const at = new Date(`${day}T${clock}${full}`);
  return Number.isNaN(at.getTime()) ? text : `${at.toISOString().slice(0, 16)}${seconds}`;
}

/** The filters on one of the columns, without those that have no values. */
export const applicable = (all: readonly Condition[], columns: readonly Column[]): Condition[] =>
  mapped(all, (filter) =>
    filter.values.length > 0 && columns.some(({ name }) => name === filter.field) ? filter : undefined,
  );

/** Operators whose values are texts. */
const OF_WORDS: ReadonlySet<Operator> = new Set(['contains', 'matches']);

/** Filters on known columns as SQL conditions with bound values. @throws DomainError `invalid` */
export function conditions(
  all: readonly Condition[],
  columns: readonly Column[],
  values: Record<string, Json>,
): string[] {
  let count = Object.keys(values).length;
  const bind = (value: Json): string => {
    const name = `f${++count}`;
    values[name] = value;
    return `$${name}`;
  };
  const comparison = ({ field, operator, values: wanted, isNot }: Filter): string => {
    const type = columns.find(({ name }) => name === field)?.type ?? 'string';
    const cast = CASTS[type];
    const bound: Bind = (value) => {
      if (type === 'number') return ranged(numberIn(value) ?? value, bind);
      if (!cast) return bind(value);
      const text = typeof value === 'object' ? value : `${value}`;
      return `cast(${bind(type === 'datetime' && typeof text === 'string' ? withoutZone(text) : text)} as ${cast})`;
    };
    const compared = (type === 'datetime' ? OF_MOMENTS : COMPARISONS)[operator];
    return (isNot ? not(compared) : compared)(quoted(field), wanted, OF_WORDS.has(operator) ? bind : bound);
  };
  const written = (each: Condition): string => {
    if ('field' in each) return `(${comparison(each)})`;
    return 'anyOf' in each ? `(${each.anyOf.map(written).join(' or ')})` : `(${each.allOf.map(written).join(' and ')})`;
  };
  return applicable(all, columns).map(written);
}

/** Wraps a query so that only matching rows are returned; unchanged when no filter applies to its columns. */
export function filtered(query: Query, filters: readonly Condition[], columns: readonly Column[]): Query {
  const values = { ...query.values };
  const where = conditions(filters, columns, values);
  return where.length === 0
    ? query
    : { sql: `select * from ${nested(query.sql)} where ${where.join(' and ')}`, values };
}

export const listOf = (value: Json | undefined): readonly Json[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];

/** Parses a list of `{field, operator, values}`; other entries are ignored. */
export function filtersIn(list: Json | undefined): Filter[] {
  return listOf(list).flatMap((each): Filter[] => {
    if (!isObject(each) || typeof each.field !== 'string') return [];
    const operator = OPERATORS.find((one) => one === (each.operator ?? 'in'));
    return operator ? [{ field: each.field, operator, values: listOf(each.values ?? each.value) }] : [];
  });
}
