import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { type Context, Hono } from 'hono';
import type { z } from 'zod';
import type { Json } from '../../components/model/widget.ts';
import { bearerOf, cookieOf, SESSION_COOKIE } from '../auth/credentials.ts';
import { DomainError } from '../domain/errors.ts';
import { isObject } from '../domain/json.ts';
import { parseJson, readBody } from '../http/body.ts';
import { clientOf, isOwnMachine } from '../http/client.ts';
import { API_HEADERS, type AppEnv, optionsHeaders } from '../http/headers.ts';
import { type Problem, toProblem } from '../http/problems.ts';
import type { Hub } from './hub.ts';
import { type QueryDeps, queryDashboard } from './query.ts';
import { liveRequest, queryRequest } from './requests.ts';
import type { Ask, Credential } from './resolve.ts';
import { parseEventId } from './sse.ts';

/** Enough for a signed token in every entry. */
const MAX_BODY_BYTES = 512 * 1024;
const LISTS: ReadonlySet<string> = new Set(['widgets', 'dashboards', 'proof']);

interface LiveDeps extends QueryDeps {
  hub: Hub;
  config: { trustProxy: number };
}

type Env = AppEnv & { Bindings: Partial<HttpBindings> };

/**
 * `POST /live`: everything a page needs to draw, and the id of its stream; `GET /live/:id`: the stream of changes;
 * `POST /live/query`: a dashboard by values of its parameters.
 * Any page of any origin may ask; errors are `{"error":{"code","message"}}`.
 */
export function liveRoutes({ hub, config, ...deps }: LiveDeps): Hono<Env> {
  const app = new Hono<Env>();

  app.post('/live', async (c) => {
    const answer = await hub.ask(await askOf(c));
    return c.body(answer, 200, { ...API_HEADERS, 'content-type': 'application/json' });
  });

  app.post('/live/query', async (c) => {
    const asked = valid(queryRequest, await bodyOf(c));
    return c.json(await queryDashboard(deps, asked, credentialOf(c)), 200, API_HEADERS);
  });

  app.get('/live/:id', (c) => {
    // Hono answers HEAD with what answers GET.
    if (c.req.method === 'HEAD') return c.body(null, 405, { ...API_HEADERS, allow: 'GET, OPTIONS' });
    const { outgoing } = c.env;
    if (!outgoing) throw new DomainError('unavailable', 'Streams need a direct connection.');
    const from = clientOf(c, config.trustProxy);
    const lastId = parseEventId(c.req.header('last-event-id'));
    const opened = hub.open(c.req.param('id'), outgoing, lastId, isOwnMachine(from) ? '' : from);
    if (opened === 'unknown')
      throw new DomainError('not_found', 'This stream has expired. Start again with POST /live.');
    if (opened === 'full') throw new DomainError('unavailable', 'Too many streams are open.', { retryAfter: 5 });
    return RESPONSE_ALREADY_SENT;
  });

  app.options('/live', (c) => c.body(null, 204, optionsHeaders(c, 'OPTIONS, POST')));
  app.options('/live/query', (c) => c.body(null, 204, optionsHeaders(c, 'OPTIONS, POST')));
  app.options('/live/:id', (c) => c.body(null, 204, optionsHeaders(c, 'GET, OPTIONS')));

  app.onError((error, c) => {
    const { status, code, message, details } = toProblem(error, c.get('requestId'));
    if (status >= 500 && code === 'internal') throw error;
    for (const [name, value] of Object.entries(API_HEADERS)) c.header(name, value);
    if (details.retryAfter !== undefined) c.header('retry-after', String(details.retryAfter));
    return c.json(failureOf({ code, message }), status as 400);
  });
  return app;
}

/** The body of error responses. */
export const failureOf = ({ code, message }: Pick<Problem, 'code' | 'message'>) => ({ error: { code, message } });

/** @throws DomainError `malformed`, `invalid`, `too_large` */
async function askOf(c: Context<Env>): Promise<Ask> {
  const { widgets, dashboards, proof } = valid(liveRequest, await bodyOf(c));
  return { widgets, dashboards, proofs: proof, credential: credentialOf(c) };
}

/** Old versions of Prototype.js give arrays a `toJSON`, so on such pages lists arrive as text inside the JSON. */
async function bodyOf(c: Context<Env>): Promise<Json> {
  const body = parseJson(await readBody(c, MAX_BODY_BYTES));
  if (!isObject(body)) return body;
  const members = Object.entries(body).map(([name, value]) => {
    const isText = LISTS.has(name) && typeof value === 'string';
    return [name, isText ? parseJson(Buffer.from(value)) : value];
  });
  return Object.fromEntries(members);
}

/** @throws DomainError `invalid`, naming the first invalid field */
function valid<Schema extends z.ZodType>(schema: Schema, value: unknown): z.infer<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new DomainError('invalid', [issue?.path.join('.'), issue?.message].filter(Boolean).join(': '));
}

/** The API key of a server, or the session of somebody who is signed in here; most pages have neither. */
function credentialOf(c: Context<Env>): Credential | null {
  const apiKey = bearerOf(c.req.header('authorization')) ?? c.req.header('x-api-key');
  if (apiKey) return { apiKey };
  const session = cookieOf(c.req.header('cookie'), SESSION_COOKIE);
  return session ? { session } : null;
}
