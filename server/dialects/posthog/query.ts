import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { Json, JsonObject } from '../../../components/model/widget.ts';
import { DomainError } from '../../domain/errors.ts';
import { numberOf } from '../../domain/insights/insight-links.ts';
import { objectOf } from '../../domain/json.ts';
import type { CellType, QueryResult } from '../../domain/sources/queries.ts';
import { type Answer, json } from '../../http/answer.ts';
import type { Call } from '../../http/call.ts';
import type { Route } from '../dialect.ts';
import { overridesIn } from './answers.ts';
import { refusal } from './errors.ts';
import { any, dict, fieldsOf, read } from './fields.ts';
import { shownQuery } from './insight-wire.ts';
import { answeredInsights, surroundings } from './insights.ts';
import { framed, sourceOf } from './looks.ts';
import { inProject } from './project.ts';
import { time } from './shapes.ts';

/** The route that answers questions: SQL over datasets, and those of insights. */
export const queryRoutes: readonly Route[] = [inProject('POST', '/query', 'query:read', query)];

/** Every answer is complete, so it does not matter how much of it may be old, or later. */
export const fields = z.object({
  query: dict('Query must be a dictionary'),
  filters_override: dict('Filters must be a dictionary').nullable().optional(),
  variables_override: dict('Variables must be a dictionary').nullable().optional(),
  refresh: any.optional(),
  async: any.optional(),
  client_query_id: any.optional(),
  name: any.optional(),
});

async function query(call: Call): Promise<Answer> {
  const sent = read(fields, await fieldsOf(call));
  const overrides = { filters: sent.filters_override ?? {}, variables: sent.variables_override ?? {} };
  const asked = framed(sent.query);
  if (objectOf(asked).kind === 'HogQLQuery') return json(await rowsOf(call, objectOf(asked), overrides));
  if (Object.values(overrides).some((each) => Object.keys(each).length > 0))
    throw refusal('Filters and variables can only be overridden in a HogQLQuery.', 'query');
  return json(await resultOf(call, asked));
}

/** ClickHouse's names for the types of cells. */
const TYPES: Readonly<Record<CellType, string>> = {
  string: 'String',
  number: 'Float64',
  boolean: 'Bool',
  date: 'Date',
  datetime: "DateTime64(6, 'UTC')",
  time: 'String',
  json: 'JSON',
};

async function rowsOf(
  call: Call,
  asked: JsonObject,
  { filters, variables }: { filters: JsonObject; variables: JsonObject },
) {
  const { query: sql = null, variables: known = null } = asked;
  if (typeof sql !== 'string') throw refusal('The SQL of a HogQLQuery must be a text.', 'query');
  const overrides = overridesIn(filters, variables, known);
  // The key has the scope for this; whether its owner may ask, the role decides.
  const principal = { ...call.principal, scopes: ['*'] };
  try {
    const { signal } = call;
    const result = await call.deps.sources.rows(principal, sourceOf(asked) ?? {}, { overrides, signal });
    return { ...tableOf(result), hogql: sql, query: sql, ...freshness(time(Date.now()), false) };
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'invalid') throw error;
    const [issue] = error.details.issues ?? [];
    throw refusal(issue?.path === 'sql' ? issue.message : error.message);
  }
}

const tableOf = ({ columns, rows, isTruncated }: QueryResult) => ({
  results: rows,
  columns: columns.map(({ name }) => name),
  types: columns.map(({ name, type }) => [name, TYPES[type]]),
  hasMore: isTruncated,
});

const freshness = (at: string | null, isCached: boolean) => ({
  is_cached: isCached,
  last_refresh: at,
  timezone: 'UTC',
  error: null,
});

/** The result of the one insight that asks this. @throws DomainError `invalid` where there is none, or more than one */
async function resultOf(call: Call, asked: Json) {
  const { domain, principal } = call;
  const { kind, tags } = objectOf(asked);
  const isAsked = (query: Json): boolean => isDeepStrictEqual(framed(query), asked);
  // Those of other dialects are found by the name that was made up for their questions.
  const { name } = objectOf(tags);
  const listed = (await domain.insights.list(principal)).filter(({ insight }) =>
    insight.query === null ? insight.shortId === name : isAsked(insight.query),
  );
  // Two are one too many already; what was made up for the name may be something else by now.
  const few = listed.slice(0, 3).map(({ insight }) => domain.insights.byId(principal, numberOf(insight)));
  const [placed, another] = (await Promise.all(few)).filter((each) => isAsked(shownQuery(each)));
  if (!placed)
    throw refusal(
      `${typeof kind === 'string' ? kind.slice(0, 100) : 'This query'} cannot be answered, because no events are ` +
        'collected here. Send a HogQLQuery over the datasets of the project, or the query of an insight that has data.',
      'query',
    );
  const { insight } = placed;
  if (another)
    throw refusal(
      `Several insights have this query, among them ${insight.shortId} and ${another.insight.shortId}. Get one of ` +
        'them by its id instead.',
      'query',
    );
  const [shown] = await answeredInsights(call, [placed], await surroundings(call, [placed]));
  if (shown?.query_status) throw refusal(shown.query_status.error_message);
  if (!shown || shown.result === null) throw refusal(`The insight ${insight.shortId} has no data yet.`, 'query');
  return { results: shown.result, hasMore: false, ...freshness(shown.last_refresh, shown.is_cached) };
}
