import type { Json, JsonObject } from '../../components/model/widget.ts';
import { invalid } from '../domain/errors.ts';
import type { Column, Query } from '../domain/sources/queries.ts';
import { type Condition, conditions, dayAfter, type Filter, filtersOf } from './filters.ts';
import { wordsIn } from './source-of.ts';
import { quoted } from './sql.ts';

/** A dataset as SQL names it, with its columns. */
export interface Relation {
  /** As it is written in SQL. */
  name: string;
  columns: readonly Column[];
}

export interface Aggregation {
  /** What is counted, and under which name when that is another. */
  metrics: readonly (string | { metric: string; name: string })[];
  dimensions: readonly string[];
  filters: readonly Condition[];
  timeRange?: JsonObject | null;
  limit?: number | null;
}

/** Functions over one column, and how they are written. */
const FUNCTIONS: Readonly<Record<string, (column: string) => string>> = {
  sum: (column) => `sum(${column})`,
  avg: (column) => `avg(${column})`,
  average: (column) => `avg(${column})`,
  mean: (column) => `avg(${column})`,
  min: (column) => `min(${column})`,
  max: (column) => `max(${column})`,
  median: (column) => `median(${column})`,
  count: (column) => `count(${column})`,
  count_distinct: (column) => `count(distinct ${column})`,
};
/** Spaces are trimmed elsewhere: beside each other, patterns that may take them try every way to share them. */
const CALL = /^([a-z_]+)\s*\((.*)\)$/is;
const MAX_ROWS = 10_000;

/**
 * Figures of a dataset as SQL. A metric is `count`, `FUNCTION(column)` (sum, avg, min, max, median, count,
 * count_distinct), or a column, whose sum is meant, or the number of its values where it holds none to add up.
 * @throws DomainError `invalid`, naming what the dataset has no column for
 */
export function aggregation(relation: Relation, asked: Aggregation): Query {
  const values: Record<string, Json> = {};
  const dimensions = asked.dimensions.map((name) => quoted(columnOf(relation, name, 'dimensions').name));
  const metrics = asked.metrics
    .map((each) => (typeof each === 'string' ? { metric: each, name: each.trim() } : each))
    .map(({ metric, name }) => `${expression(relation, metric)} as ${quoted(name)}`);
  const filters = [...asked.filters, ...rangeOf(relation, asked.timeRange)];
  for (const { field } of filtersOf(filters)) columnOf(relation, field, 'filters');
  const where = conditions(filters, relation.columns, values);
  const places = dimensions.map((_, index) => index + 1).join(', ');
  const sql = [
    `select ${[...dimensions, ...metrics].join(', ')} from ${relation.name}`,
    where.length > 0 && `where ${where.join(' and ')}`,
    places && `group by ${places} order by ${places}`,
    `limit ${Math.min(Math.max(1, asked.limit ?? MAX_ROWS), MAX_ROWS)}`,
  ];
  return { sql: sql.filter(Boolean).join(' '), values };
}

/** Rows of a dataset as they are; every column when none is named. @throws DomainError `invalid` */
export function selection(
  relation: Relation,
  names: readonly string[],
  path: string,
  filters: readonly Condition[] = [],
): Query {
  const values: Record<string, Json> = {};
  const list = names.map((name) => quoted(columnOf(relation, name, path).name)).join(', ') || '*';
  const where = conditions(filters, relation.columns, values);
  const passing = where.length > 0 ? ` where ${where.join(' and ')}` : '';
  return { sql: `select ${list} from ${relation.name}${passing} limit ${MAX_ROWS}`, values };
}

/** By its name; where nothing is called so exactly, whatever the case. @throws DomainError `invalid` */
function columnOf({ columns }: Relation, name: string, path: string): Column {
  const wanted = name.trim();
  const found =
    columns.find((column) => column.name === wanted) ??
    columns.find((column) => column.name.toLowerCase() === wanted.toLowerCase());
  if (!found) throw invalid({ path, message: `there is no column ${JSON.stringify(wanted.slice(0, 100))}` });
  return found;
}

function expression(relation: Relation, metric: string): string {
  const asked = metric.trim();
  const named = relation.columns.find(({ name }) => name === asked);
  if (!named && asked.toLowerCase() === 'count') return 'count(*)';
  const [, word, inside] = (!named && CALL.exec(asked)) || [];
  if (word !== undefined && inside !== undefined) {
    const argument = inside.trim();
    if (word.toLowerCase() === 'count' && ['', '*'].includes(argument)) return 'count(*)';
    const write = Object.hasOwn(FUNCTIONS, word.toLowerCase()) ? FUNCTIONS[word.toLowerCase()] : undefined;
    if (!write) throw invalid({ path: 'metric', message: `${word} is none of ${Object.keys(FUNCTIONS).join(', ')}` });
    return write(quoted(columnOf(relation, argument.replace(/^"(.*)"$/, '$1'), 'metric').name));
  }
  const { name, type } = columnOf(relation, metric, 'metric');
  return type === 'number' ? `sum(${quoted(name)})` : `count(${quoted(name)})`;
}

/**
 * `{field?, from?, to?}`, from the one to before the other, which is part of it where it is a day; without a field the
 * first column with dates is meant.
 */
function rangeOf(relation: Relation, range: JsonObject | null | undefined): Filter[] {
  if (!range) return [];
  const [field = relation.columns.find(({ type }) => type === 'date' || type === 'datetime')?.name] = wordsIn(
    range.field ?? range.column,
  );
  if (field === undefined) throw invalid({ path: 'time_range', message: 'the dataset has no column with dates' });
  const [from] = wordsIn(range.from ?? range.start);
  const [to] = wordsIn(range.to ?? range.end);
  return [
    ...(from === undefined ? [] : [{ field, operator: 'gte', values: [from] } as const]),
    ...(to === undefined ? [] : [{ field, operator: dayAfter(to) ? 'lte' : 'lt', values: [to] } as const]),
  ];
}
