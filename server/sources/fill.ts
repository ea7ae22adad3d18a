import type { JsonObject } from '../../components/model/widget.ts';
import { DomainError, invalid, notFound } from '../domain/errors.ts';
import { exceedsBytes, MAX_DATA_BYTES } from '../domain/json.ts';
import type { Dataset } from '../domain/model.ts';
import type { Table } from '../domain/ports.ts';
import type { Reading } from '../domain/series/series.ts';
import type { Accounts } from '../domain/sources/accounts.ts';
import type { Column, Query, QueryResult } from '../domain/sources/queries.ts';
import type { Service } from './accounts/service.ts';
import { aggregation, type Relation } from './aggregate.ts';
import { dateColumn, isOpen, OPEN_RANGE, rangeFilters, settled } from './dates.ts';
import { datasetQuery } from './fields.ts';
import { applicable, type Condition, filtered } from './filters.ts';
import { placer } from './placed-filters.ts';
import type { Question } from './question.ts';
import { shape } from './shape.ts';
import type { MetricSource, ServiceSource, SqlSource } from './source-of.ts';
import { bind, nested, placesFilters, quoted } from './sql.ts';
import type { Task } from './task.ts';

/** Read-only questions to the datasets of a workspace. */
export interface Queries {
  /** @throws DomainError `invalid` for what is wrong with the question, `unavailable` when nobody can answer now */
  query(workspaceId: number, query: Query, options: { signal: AbortSignal }): Promise<QueryResult>;
  /** Takes a statement apart without asking it. @throws DomainError `invalid` for what is not one that only reads */
  check?(workspaceId: number, sql: string, options: { signal: AbortSignal }): Promise<void>;
}

/** A read-only question to somebody's own database, opened by what its account keeps. */
export type AskDatabase = (
  credentials: Readonly<Record<string, string>>,
  query: Query,
  options: { signal: AbortSignal },
) => Promise<QueryResult>;

export interface FillDeps {
  queries: Queries;
  askDatabase: AskDatabase;
  services: Readonly<Record<string, Service>>;
  accounts: Pick<Accounts, 'credentials'>;
  datasets: Pick<Table<Dataset>, 'list'>;
  /** Milliseconds since 1970. */
  now: () => number;
}

/** What a source gives: a widget's data, or readings for its slots. */
export type Filling = { data: JsonObject | null } | { readings: Readonly<Record<string, readonly Reading[]>> };

export type Ask = (query: Query) => Promise<QueryResult>;

/**
 * The rows that SQL gives, with filters where its text says, else on the columns of its result.
 * @throws DomainError whatever `ask` throws, and `invalid` for a placeholder without a value
 */
export async function answerSql(
  { question, datasets: meant }: Pick<Task, 'question' | 'datasets'>,
  source: SqlSource,
  ask: Ask,
  now: number,
): Promise<QueryResult> {
  const parameters = new Map([...Object.entries(source.parameters), ...question.parameters]);
  const filters = settled([...source.filters, ...question.filters], now);
  const range = isOpen(question.range) ? source.range : question.range;
  const isPlaced = placesFilters(source.sql);
  const known = source.accountId === null ? meant.flatMap(({ schema }) => schema as unknown as Column[]) : undefined;
  const place = placer({ filters, range }, known, now);
  const query = bind(source.sql, parameters, place.text);
  const rest = { filters: isPlaced ? [] : filters, range: isPlaced || place.hasEdge() ? OPEN_RANGE : range };
  if (rest.filters.length === 0 && isOpen(rest.range)) return ask(query);
  const { columns } = await ask({ ...query, sql: `select * from ${nested(query.sql)} limit 0` });
  return ask(filtered(query, withRange(rest, columns, now), columns));
}

function withRange(
  { filters, range }: Pick<Question, 'filters' | 'range'>,
  columns: readonly Column[],
  now: number,
): Condition[] {
  const dated = dateColumn(columns);
  const inRange = dated ? rangeFilters(range, dated.name, now) : [];
  return [...settled(filters, now), ...inRange];
}

/** Asks a source once. @throws DomainError for everything that people can do something about */
export type Fill = (task: Task, signal: AbortSignal) => Promise<Filling>;

export function createFill({ queries, askDatabase, services, accounts, datasets, now }: FillDeps): Fill {
  /** Whom a widget asks: the workspace's datasets, or the database of an account. */
  async function askerOf(workspaceId: number, accountId: number | null, signal: AbortSignal): Promise<Ask> {
    if (accountId === null) return (query) => queries.query(workspaceId, query, { signal });
    const { kind, credentials } = await accounts.credentials(workspaceId, accountId);
    if (kind !== 'postgresql') throw invalid({ path: 'account_id', message: `a ${kind} account does not support SQL` });
    return (query) => askDatabase(credentials, query, { signal });
  }

  /** By its name, by the name that SQL has for it, or by its id. */
  async function relationOf(workspaceId: number, wanted: string | number, ask: Ask): Promise<Relation> {
    const id = Number(wanted);
    const ways = [
      { name: `${wanted}` },
      { tableName: `${wanted}`.toLowerCase() },
      ...(Number.isSafeInteger(id) ? [{ id }] : []),
    ];
    for (const way of ways) {
      const [dataset] = await datasets.list({ workspaceId, ...way }, { limit: 1 });
      if (!dataset) continue;
      const name = quoted(dataset.tableName);
      return { name, columns: (await ask({ sql: `select * from ${name} limit 0` })).columns };
    }
    throw notFound('dataset', `${wanted}`.slice(0, 100));
  }

  async function metric({ widget, question }: Task, source: MetricSource, signal: AbortSignal): Promise<QueryResult> {
    const ask = await askerOf(widget.workspaceId, null, signal);
    const relation = await relationOf(widget.workspaceId, source.dataset, ask);
    const outer = applicable(withRange(question, relation.columns, now()), relation.columns);
    return ask(aggregation(relation, { ...source, filters: [...source.filters, ...outer] }));
  }

  async function rows({ widget, question }: Task, dataset: string | number, signal: AbortSignal): Promise<QueryResult> {
    const ask = await askerOf(widget.workspaceId, null, signal);
    const relation = await relationOf(widget.workspaceId, dataset, ask);
    return ask(datasetQuery(relation, widget.type, widget.config, withRange(question, relation.columns, now())));
  }

  async function readings({ widget }: Task, { content }: ServiceSource): Promise<Filling> {
    const { service, account_id: id, params } = content;
    const feed = services[service]?.widgets[widget.givenType];
    if (!feed) throw invalid({ path: 'kind', message: `${service} cannot fill a ${widget.givenType}` });
    const { credentials } = id === null ? { credentials: {} } : await accounts.credentials(widget.workspaceId, id);
    return { readings: await feed.fetch({ credentials, params }) };
  }

  return async (task, signal) => {
    const { source, widget } = task;
    if (source.kind === 'account') return readings(task, source);
    const result =
      source.kind === 'sql'
        ? await answerSql(task, source, await askerOf(widget.workspaceId, source.accountId, signal), now())
        : source.kind === 'metric'
          ? await metric(task, source, signal)
          : await rows(task, source.dataset, signal);
    const data = shape(widget.type, widget.config, result);
    if (exceedsBytes(JSON.stringify(data), MAX_DATA_BYTES))
      throw new DomainError('too_large', `the result is larger than ${MAX_DATA_BYTES} bytes`, { subject: 'widget' });
    return { data };
  };
}

/** Why a source could not be read, for people: what the domain says, and nothing of what else went wrong. */
export function reasonOf(error: unknown): string {
  if (error instanceof DomainError) return (error.message.split('\n', 1)[0] ?? '').slice(0, 300);
  const isLate = error instanceof Error && error.name === 'TimeoutError';
  return isLate ? 'The source took too long to respond.' : 'The source cannot be read.';
}
