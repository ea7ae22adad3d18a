import type { Json } from '../../../components/model/widget.ts';
import { DomainError, notFound } from '../../domain/errors.ts';
import { checkJson, MAX_NODES } from '../../domain/json.ts';
import type { Dashboard } from '../../domain/model.ts';
import { type Answer, type Jsonable, json } from '../../http/answer.ts';
import { parseJson } from '../../http/body.ts';
import type { BodyParser, Call } from '../../http/call.ts';
import { bearerKey, bodyKey, type Credential, sessionCookie } from '../../http/credentials.ts';
import { formFields } from '../../http/form.ts';
import { isMultipart } from '../../http/multipart.ts';
import type { Method, Right, Route } from '../dialect.ts';
import { refusal } from './errors.ts';

type Run = (call: Call) => Promise<Answer>;

/** Base paths of a project: environments are an alias. */
const BASES = ['/api/projects/:project_id', '/api/environments/:project_id'];
const FORMATS: ReadonlySet<string> = new Set(['json', 'txt']);
const DEFAULT_LIMIT = 100;
const MAX_COUNT = 1_000_000_000;

/** A route below a project: the principal is switched to that project before anything else. @throws DomainError not_found, foreign */
export const inProject = (method: Method, path: string, right: Right, run: Run): Route => ({
  method,
  path: BASES.map((base) => base + path),
  right,
  run: async (call) => {
    const format = call.query('format') ?? 'json';
    if (!FORMATS.has(format)) throw notFound('format', format);
    const id = call.param('project_id');
    await call.enter((principal) => call.domain.projects.enter(principal, id === '@current' ? undefined : idOf(id)));
    const answer = await run(call);
    return format === 'txt' && answer.type === 'application/json'
      ? { ...answer, type: 'text/plain; charset=utf-8' }
      : answer;
  },
});

/** An id from the path; anything but a number matches nothing. */
export const idOf = (text: string): number => (/^\d{1,15}$/.test(text) ? Number(text) : 0);

/** @throws DomainError not_found, forbidden */
export const dashboardOf = (call: Call, right: 'read' | 'write' = 'read'): Promise<Dashboard> =>
  call.domain.lookup.dashboard(call.principal, { id: idOf(call.param('id')) }, { right, unscoped: true });

/** The parent dashboard of a nested path; its `not_found` has a different message. */
export async function parentOf(call: Call, right: 'read' | 'write' = 'read'): Promise<Dashboard> {
  try {
    return await dashboardOf(call, right);
  } catch (error) {
    if (error instanceof DomainError && error.code === 'not_found') throw notFound('parent', call.param('id'));
    throw error;
  }
}

/** One page of a list, by `limit` and `offset`; invalid ones fall back to their default. */
export const paged = <Row>(call: Call, rows: readonly Row[], render: (row: Row) => Jsonable): Answer =>
  listed(call, rows.length, pageOf(call, rows).map(render));

const rangeOf = (call: Call): { limit: number; offset: number } => ({
  limit: countOf(call.query('limit')) || DEFAULT_LIMIT,
  offset: countOf(call.query('offset')),
});

/** The rows of the page that is asked for. */
export function pageOf<Row>(call: Call, rows: readonly Row[]): Row[] {
  const { limit, offset } = rangeOf(call);
  return rows.slice(offset, offset + limit);
}

/** The page that is asked for, of so many rows. */
export function listed(call: Call, count: number, results: readonly Jsonable[]): Answer {
  const { limit, offset } = rangeOf(call);
  const { pathname, searchParams } = call.url;
  const link = (at: number): string => {
    const query = new URLSearchParams(searchParams);
    query.delete('personal_api_key');
    query.set('limit', String(limit));
    if (at > 0) query.set('offset', String(at));
    else query.delete('offset');
    return `${call.deps.config.publicUrl}${pathname}?${query}`;
  };
  return json({
    count,
    next: offset + limit < count ? link(offset + limit) : null,
    previous: offset > 0 ? link(Math.max(0, offset - limit)) : null,
    results,
  });
}

const countOf = (text = ''): number => (/^\d{1,15}$/.test(text) ? Math.min(Number(text), MAX_COUNT) : 0);

/** The same credential, whose error names where the invalid key was found. */
const saying = (source: string, { scheme, find, check }: Credential): Credential => ({
  ...(scheme && { scheme }),
  find,
  async check(secret, call) {
    try {
      return await check(secret, call);
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'invalid_credential') throw error;
      throw new DomainError('invalid_credential', `Personal API key found in request ${source} is invalid.`, {}, error);
    }
  },
});

const queryKey: Credential = {
  scheme: {
    name: 'queryKey',
    where: 'query',
    field: 'personal_api_key',
    description: 'An API key as a query parameter.',
  },
  find: (call) => call.query('personal_api_key') || undefined,
  check: bearerKey.check,
};

/** In order of precedence: header, body, query, session. */
export const CREDENTIALS: readonly Credential[] = [
  saying('Authorization header', bearerKey),
  saying('body', bodyKey('personal_api_key')),
  saying('query string', queryKey),
  sessionCookie,
];

/** JSON unless Content-Type says form: unlike other APIs, this one parses forms as such. */
export const parseBody: BodyParser = (bytes, contentType) => {
  if (bytes.length === 0) return undefined;
  const fields = fieldsIn(bytes, contentType);
  return fields ? formOf(fields) : parseJson(bytes);
};

function fieldsIn(bytes: Uint8Array, contentType: string): URLSearchParams | undefined {
  try {
    return formFields(bytes, contentType, MAX_NODES);
  } catch (error) {
    if (!isMultipart(contentType)) throw error;
    throw refusal('Multipart form parse error - Invalid boundary in multipart.', '', 'parse_error');
  }
}

/** List fields may be repeated; of other fields the last value counts. */
const LISTS: ReadonlySet<string> = new Set(['tags', 'scopes', 'dashboards']);

function formOf(entries: Iterable<[string, string]>): Json {
  const fields = new Map<string, string | string[]>();
  for (const [name, value] of entries) {
    const known = fields.get(name);
    if (!LISTS.has(name) || value.startsWith('[')) fields.set(name, value);
    else if (Array.isArray(known)) known.push(value);
    else fields.set(name, [value]);
  }
  return checkJson(Object.fromEntries(fields));
}
