import type { Json, JsonObject } from '../../components/model/widget.ts';
import { isObject } from '../domain/json.ts';
import type { Dashboard, Dataset, Widget } from '../domain/model.ts';
import { isAccountSource } from '../domain/series/kinds.ts';
import type { AccountSource } from '../domain/sources/account-kinds.ts';
import { type DateRange, rangeIn } from './dates.ts';
import { type Condition, type Filter, filtersIn } from './filters.ts';
import { propertiesIn } from './properties.ts';
import { namesIn } from './sql.ts';

/** SQL over the workspace's datasets, or over the database of an account. */
export interface SqlSource {
  kind: 'sql';
  sql: string;
  accountId: number | null;
  /** Values of placeholders that the dashboard has no parameters for. */
  parameters: JsonObject;
  /** In addition to the dashboard's. */
  filters: readonly Condition[];
  /** Used when the dashboard has none. */
  range: DateRange;
}

/** Metrics of a dataset, grouped by dimensions. */
export interface MetricSource {
  kind: 'metric';
  dataset: string | number;
  /** `count`, a call like `sum(amount)`, or the name of a column. */
  metrics: readonly string[];
  dimensions: readonly string[];
  filters: readonly Filter[];
  timeRange: JsonObject | null;
  limit: number | null;
}

/** Rows of a dataset; the widget's type and config choose the columns. */
export interface DatasetSource {
  kind: 'dataset';
  dataset: string | number;
}

export interface ServiceSource {
  kind: 'account';
  content: AccountSource;
}

/** What fills a widget, whichever dialect it was set through. */
export type Source = SqlSource | MetricSource | DatasetSource | ServiceSource;

type Sourced = Pick<Widget, 'source' | 'config'>;

/**
 * The one reader of `widget.source`: BI's `{sql, cache_ttl_seconds}` and `{metric, …}`, Cards' `{kind: 'dataset'}` and
 * `config.dataset_id` or `config.sql`, PostHog's `{kind: 'sql'}`, Ducksboard's `{type: 'account'}`.
 * With `account_id`, SQL runs in the database of that PostgreSQL account instead of over the datasets.
 * @returns `null` for a widget that is only filled by pushes
 */
export function sourceOf({ source, config }: Sourced): Source | null {
  if (isAccountSource(source)) return { kind: 'account', content: source };
  const own = source ?? {};
  const sql = wordIn(own.sql) ?? (source === null ? wordIn(config.sql) : undefined);
  if (sql !== undefined) {
    const parameters = isObject(own.parameters) ? own.parameters : {};
    const filters = isObject(own.filters) ? own.filters : {};
    const accountId = idIn(own.account_id ?? config.account_id);
    return { kind: 'sql', sql, accountId, parameters, filters: propertiesIn(filters), range: rangeIn(filters) };
  }
  const dataset = nameIn(own.dataset_id ?? own.dataset ?? config.dataset_id);
  const metrics = wordsIn(own.metric ?? own.metrics);
  if (metrics.length > 0)
    return {
      kind: 'metric',
      dataset: dataset ?? '',
      metrics,
      dimensions: wordsIn(own.dimensions ?? own.dimension),
      filters: filtersIn(own.filters),
      timeRange: isObject(own.time_range) ? own.time_range : null,
      limit: idIn(own.limit),
    };
  return dataset === undefined ? null : { kind: 'dataset', dataset };
}

/** The datasets that a source may read, found by name, table name or id. */
export function meantBy(source: Source, datasets: readonly Dataset[]): Dataset[] {
  if (source.kind === 'account' || (source.kind === 'sql' && source.accountId !== null)) return [];
  const names = source.kind === 'sql' ? wordsOf(source.sql) : new Set([`${source.dataset}`.toLowerCase()]);
  const isMeant = ({ id, name, tableName }: Dataset): boolean =>
    names.has(name.toLowerCase()) ||
    names.has(tableName.toLowerCase()) ||
    (source.kind !== 'sql' && names.has(`${id}`));
  return datasets.filter(isMeant);
}

function wordsOf(sql: string): ReadonlySet<string> {
  try {
    return namesIn(sql);
  } catch {
    // Running the query will report the error.
    return new Set();
  }
}

/** Whether anything but pushes fills a widget. */
export const hasSource = (widget: Sourced): boolean => sourceOf(widget) !== null;

/** Seconds. */
const MIN_TTL = 1;
const MAX_TTL = 86_400;

/** Milliseconds for which a result is fresh: the source's own setting, or else the refresh interval. */
export function ttlOf(
  widget: Pick<Widget, 'source' | 'refreshInterval'>,
  dashboard: Pick<Dashboard, 'refreshInterval'>,
) {
  const said = widget.source?.cache_ttl_seconds;
  const seconds = typeof said === 'number' ? said : (widget.refreshInterval ?? dashboard.refreshInterval);
  return 1000 * Math.min(MAX_TTL, Math.max(MIN_TTL, seconds));
}

const wordIn = (value: Json | undefined): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value : undefined;
/** A list of words, or a single one. */
export const wordsIn = (value: Json | undefined): string[] =>
  (Array.isArray(value) ? value : [value]).flatMap((each) => wordIn(each) ?? []);
const idIn = (value: Json | undefined): number | null =>
  Number.isSafeInteger(Number(value ?? Number.NaN)) && value !== '' ? Number(value) : null;
const nameIn = (value: Json | undefined): string | number | undefined =>
  typeof value === 'number' ? value : wordIn(value);
