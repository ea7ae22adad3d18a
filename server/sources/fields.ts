import type { JsonObject } from '../../components/model/widget.ts';
import { isObject } from '../domain/json.ts';
import type { Query } from '../domain/sources/queries.ts';
import { aggregation, type Relation, selection } from './aggregate.ts';
import { applicable, type Condition } from './filters.ts';
import { wordsIn } from './source-of.ts';

/** The columns that a config names, by their use. */
export interface Roles {
  /** Numbers to aggregate. */
  measures: string[];
  /** Columns to group by: labels, an axis. */
  dimensions: string[];
  /** Columns that split a chart into several series. */
  series: string[];
  /** Columns to show unchanged, in order. */
  columns: string[];
}

/**
 * Cards and BI have several names for the same role; `columns` may be a list of `{key}`, like those of tables. Those that
 * some types of cards have of their own can be texts as well, so they count where there are columns of that name.
 */
export function rolesOf(config: JsonObject, known: readonly { name: string }[]): Roles {
  const { columns } = config;
  const own = (...names: string[]): string[] | undefined => {
    const found = names
      .flatMap((name) => wordsIn(config[name]))
      .filter((word) => known.some(({ name }) => name === word));
    return found.length > 0 ? found : undefined;
  };
  const keys = Array.isArray(columns)
    ? columns.flatMap((each) => (isObject(each) ? wordsIn(each.key ?? each.field ?? each.name) : wordsIn(each)))
    : wordsIn(columns);
  return {
    measures: wordsIn(
      config.metric ??
        config.measure ??
        config.metrics ??
        config.measures ??
        config.y ??
        config.value ??
        own('size') ??
        own('actual', 'target'),
    ),
    dimensions: wordsIn(config.dimension ?? config.dimensions ?? config.x ?? own('label', 'day')),
    series: wordsIn(config.series),
    columns: keys.length > 0 ? keys : wordsIn(config.fields ?? config.field),
  };
}

/** Types that show aggregated numbers; the others show rows. */
const FIGURES: ReadonlySet<string> = new Set(
  'number gauge progress chart heatmap funnel boxes leaderboard status'.split(' '),
);

/**
 * The query of a widget over a dataset, by its type and the columns in its config: aggregates by group (the config's
 * `aggregate` or `aggregation`, by default `sum`), or rows. Filters apply to both.
 * @throws DomainError `invalid`, naming a column that does not exist
 */
export function datasetQuery(relation: Relation, type: string, config: JsonObject, asked: readonly Condition[]): Query {
  const filters = applicable(asked, relation.columns);
  const { measures, dimensions, series, columns } = rolesOf(config, relation.columns);
  if (type === 'chart' && config.chart_type === 'scatter')
    return selection(relation, [...dimensions, ...measures, ...series], 'config.x', filters);
  const groups = [...dimensions, ...series];
  const isPlain = measures.length + groups.length === 0 && type !== 'number';
  if (!FIGURES.has(type) || isPlain)
    return selection(relation, columns.length > 0 ? columns : [...groups, ...measures], 'config.columns', filters);
  const [word] = wordsIn(config.aggregate ?? config.aggregation);
  const metrics = (measures.length > 0 ? measures : ['count']).map((name) =>
    word === undefined || !relation.columns.some((column) => column.name === name)
      ? name
      : { metric: `${word}(${name})`, name },
  );
  return aggregation(relation, { metrics, dimensions: groups, filters });
}
