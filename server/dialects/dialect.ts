import type { Context, Hono, Next } from 'hono';
import { DomainError } from '../domain/errors.ts';
import type { Principal } from '../domain/model.ts';
import { hasScope } from '../domain/rights.ts';
import { type Answer, empty, headersOf } from '../http/answer.ts';
import { type BodyParser, Call, unauthenticated } from '../http/call.ts';
import { type Credential, identify } from '../http/credentials.ts';
import type { AppDeps } from '../http/deps.ts';
import { type Exchange, exchangeOf } from '../http/exchange.ts';
import { type AppEnv, allowHeader, optionsHeaders } from '../http/headers.ts';
import { loggableError } from '../http/log.ts';
import { type Problem, problem, toProblem } from '../http/problems.ts';
import type { About, Operation } from './operation.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/**
 * What a caller needs before the handler runs: nothing (`public`: the handler decides), any valid credential, or a
 * scope. Rights on a particular dashboard are checked by the domain.
 */
export type Right = 'public' | 'authenticated' | `${string}:read` | `${string}:write`;

/**
 * One row of a dialect's table: parse, one call into the domain, render; and its documentation, at least a `summary`.
 * HEAD and OPTIONS are derived.
 */
export interface Route extends Operation {
  readonly method: Method;
  /** Absolute, without trailing slash; both forms are served. Several when they mean the same. */
  readonly path: string | readonly string[];
  readonly right: Right;
  /** Overrides the dialect's own. */
  readonly credentials?: readonly Credential[];
  /** So frequent that it takes the fast path and is not logged at level info. Answers with an `Answer`. */
  readonly quiet?: boolean;
  run(call: Call): Promise<Answer | Response>;
}

/**
 * One API over the common domain. It only translates:
 * it never touches the store, another dialect, or SQL.
 */
export interface Dialect {
  readonly name: string;
  /** Ways to authenticate, in order of precedence: the first one the request carries decides. */
  readonly credentials: readonly Credential[];
  /** Parses a body as this API's clients mean it, which is not always what Content-Type says. */
  readonly parseBody: BodyParser;
  /** More special paths before general ones: the first that matches answers. */
  readonly routes: readonly Route[];
  /** Every failure in this API's form, unknown paths (`not_found` of a `path`) and wrong methods included. */
  renderError(problem: Problem): Answer;
  /** Its documentation; without it the dialect is not documented. */
  readonly about?: About;
}

export interface MountOptions {
  /** Where two dialects own the same paths: whether a request is meant for this one. Others are passed on. */
  claims?: (c: Context) => boolean;
}

/**
 * Mounts a dialect on the app. Its routes answer, other methods on their paths get 405 with Allow,
 * everything else under `prefixes` the dialect's own 404. The app must be `strict: false`.
 */
export function mount(
  app: Hono<AppEnv>,
  prefixes: readonly string[],
  dialect: Dialect,
  deps: AppDeps,
  { claims }: MountOptions = {},
): void {
  type Handler = (c: Context<AppEnv>) => Response | Promise<Response>;
  const on = (method: string, path: string, handler: Handler) =>
    app.on(method, path, (c: Context<AppEnv>, next: Next) => (claims && !claims(c) ? next() : handler(c)));

  const methods = new Map<string, Set<string>>();
  for (const route of dialect.routes) {
    for (const path of [route.path].flat()) {
      on(route.method, path, handlerOf(dialect, route, path, deps));
      methods.set(path, (methods.get(path) ?? new Set()).add(route.method));
    }
  }
  for (const [path, routed] of methods) {
    const allow = allowHeader(routed);
    on('ALL', path, (c) => otherMethod(c, dialect, allow));
  }
  const unknownPath: Handler = (c) => {
    c.set('route', `${dialect.name} *`);
    const unknown = { ...problem('not_found', 'Not Found', c.get('requestId')), details: { subject: 'path' } };
    return respond(c, dialect.renderError(unknown));
  };
  for (const prefix of prefixes) on('ALL', `${prefix}/*`, unknownPath);
}

function handlerOf(dialect: Dialect, route: Route, path: string, deps: AppDeps) {
  const name = routeName(dialect, path);
  return async function handle(c: Context<AppEnv>): Promise<Response> {
    c.set('route', name);
    if (route.quiet) c.set('quiet', true);
    const answer = await answerTo(exchangeOf(c), dialect, route, deps);
    return answer instanceof Response ? answer : respond(c, answer);
  };
}

/** The label of a route in the metrics. */
export const routeName = (dialect: Dialect, path: string): string => `${dialect.name} ${path}`;

/** Runs a route; failures are rendered in the dialect's format. */
export async function answerTo(
  exchange: Exchange,
  dialect: Dialect,
  route: Route,
  deps: AppDeps,
): Promise<Answer | Response> {
  try {
    const call = new Call(exchange, deps, dialect.parseBody);
    await call.authenticate(async () => {
      const principal = await identify(call, route.credentials ?? dialect.credentials);
      if (route.right !== 'public') permit(principal, route.right);
      return principal;
    });
    return await route.run(call);
  } catch (error) {
    return failed(exchange.requestId, dialect, error, deps);
  }
}

function permit(principal: Principal | undefined, right: Right): void {
  if (!principal) throw unauthenticated();
  if (right === 'authenticated' || hasScope(principal.scopes, right)) return;
  throw new DomainError('forbidden', `The key lacks the scope ${right}.`, { permission: right, subject: 'scope' });
}

function otherMethod(c: Context<AppEnv>, dialect: Dialect, allow: string): Response {
  c.set('route', `${dialect.name} *`);
  if (c.req.method === 'OPTIONS') return respond(c, empty(204, optionsHeaders(c, allow)));
  const refused = problem('method_not_allowed', `Method ${c.req.method} is not allowed here.`, c.get('requestId'));
  const answer = dialect.renderError(refused);
  return respond(c, { ...answer, headers: { ...answer.headers, allow } });
}

function failed(requestId: string, dialect: Dialect, error: unknown, { log }: AppDeps): Answer {
  const failure = toProblem(error, requestId);
  if (failure.status >= 500) log.error({ requestId, error: loggableError(error) }, 'request failed');
  const { retryAfter } = failure.details;
  const answer = dialect.renderError(failure);
  const headers = {
    ...(answer.status === 401 && { 'www-authenticate': 'Bearer' }),
    ...(retryAfter !== undefined && { 'retry-after': `${retryAfter}` }),
    ...answer.headers,
  };
  return { ...answer, headers };
}

const respond = (c: Context<AppEnv>, answer: Answer): Response =>
  new Response(answer.body, { status: answer.status, headers: headersOf(answer, c.get('requestId')) });
