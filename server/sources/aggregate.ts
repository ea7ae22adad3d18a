import type { Json, JsonObject } from '../../components/model/widget.ts';
import { invalid } from '../domain/errors.ts';
import { entryOf } from '../domain/json.ts';
import type { Column, Query } from '../domain/sources/queries.ts';
import { type Condition, conditions, dayAfter, type Filter, filtersOf } from './filters.ts';
import { wordsIn } from './source-of.ts';
import { quoted } from './sql.ts';

/** A dataset as a table in SQL. */
export interface Relation {
  /** Quoted for SQL. */
  name: string;
  columns: readonly Column[];
}

export interface Aggregation {
  /** Metrics, each with the name of its result column where that differs. */
  metrics: readonly (string | { metric: string; name: string })[];
  dimensions: readonly string[];
  filters: readonly Condition[];
  timeRange?: JsonObject | null;
  limit?: number | null;
}

/** Functions over one column, as SQL. */
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
/** Spaces inside the parentheses are trimmed afterwards: matching them here as well would backtrack quadratically. */
const CALL = /^([a-z_]+)\s*\((.*)\)$/is;
const MAX_ROWS = 10_000;

/**
 * The SQL for metrics of a dataset. A metric is `count`, `FUNCTION(column)` (sum, avg, min, max, median, count,
 * count_distinct), or a column: the sum of a numeric one, the number of values of any other.
 * @throws DomainError `invalid`, naming a column that does not exist
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

/** The SQL for rows of a dataset; all columns when none are named. @throws DomainError `invalid` */
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

/** Finds a column by its exact name, or else ignoring case. @throws DomainError `invalid` */
function columnOf({ columns }: Relation, name: string, path: string): Column {
  const wanted = name.trim();
  const found =
    columns.find((column) => column.name === wanted) ??
    columns.find((column) => column.name.toLowerCase() === wanted.toLowerCase());
  if (!found) throw invalid({ path, message: `unknown column ${JSON.stringify(wanted.slice(0, 100))}` });
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
    const write = entryOf(FUNCTIONS, word.toLowerCase());
    if (!write)
      throw invalid({ path: 'metric', message: `${word} is not one of ${Object.keys(FUNCTIONS).join(', ')}` });
    return write(quoted(columnOf(relation, argument.replace(/^"(.*)"$/, '$1'), 'metric').name));
  }
  const { name, type } = columnOf(relation, metric, 'metric');
  return type === 'number' ? `sum(${quoted(name)})` : `count(${quoted(name)})`;
}

/**
 * Filters for `{field?, from?, to?}`. `to` is exclusive, except that a whole day is included. Without a field, the first
 * column with dates is used.
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
