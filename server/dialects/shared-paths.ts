import type { Context, Hono } from 'hono';
import { cookieOf, SESSION_COOKIE } from '../auth/credentials.ts';
import { API_HEADERS, type AppEnv, allowHeader, optionsHeaders } from '../http/headers.ts';

/** The prefix of the paths that two dialects share. */
export const SHARED_PREFIX = '/api/dashboards';

export type SharedOwner = 'ducksboard' | 'cards' | 'nobody';

/** The parts of a request that decide which dialect owns it. */
export interface SharedRequest {
  method: string;
  path: string;
  authorization: string | undefined;
  /** Whether it carries a session cookie, valid or not. */
  hasSession: boolean;
}

/** Parts of paths that only Cards has. */
const CARDS_PARTS: ReadonlySet<string> = new Set([
  'collections',
  'templates',
  'from-template',
  'cards',
  'pages',
  'layout',
  'shares',
  'render',
  'duplicate',
]);

/**
 * Which dialect owns a request under {@link SHARED_PREFIX}: the credential's scheme decides, Basic for Ducksboard and Bearer for
 * Cards. Without a header it is Cards' where only Cards has the method or the path, else a session's is Ducksboard's.
 * A scheme that is neither is nobody's. The form of an id decides nothing: a board named "42" has the slug `42`.
 */
export function ownerOf({ method, path, authorization, hasSession }: SharedRequest): SharedOwner {
  if (authorization !== undefined) {
    const scheme = authorization.trim().split(/\s/, 1)[0]?.toLowerCase();
    if (scheme === 'basic') return 'ducksboard';
    return scheme === 'bearer' ? 'cards' : 'nobody';
  }
  const parts = path.slice(SHARED_PREFIX.length).split('/');
  if (method === 'PATCH' || parts.some((part) => CARDS_PARTS.has(part))) return 'cards';
  return hasSession ? 'ducksboard' : 'nobody';
}

/** Whether a request is `owner`'s, for paths that are shared and all others: `claims` of `mount`. */
export const claimsOf =
  (owner: SharedOwner) =>
  (c: Context): boolean => {
    const { path, method } = c.req;
    if (path !== SHARED_PREFIX && !path.startsWith(`${SHARED_PREFIX}/`)) return true;
    const hasSession = cookieOf(c.req.header('cookie'), SESSION_COOKIE) !== undefined;
    return ownerOf({ method, path, authorization: c.req.header('authorization'), hasSession }) === owner;
  };

const CHALLENGES = ['Basic realm="Ducksboard"', 'Bearer'].join(', ');
const UNCLAIMED = {
  errors: 'unauthorized',
  error: 'unauthenticated',
  detail: 'Authenticate with HTTP Basic (Ducksboard) or a bearer token (Cards).',
};
const ALLOW = allowHeader(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']);

/** Answers requests that neither dialect claimed, in a format that clients of both understand; mounted after both. */
export function mountUnclaimed(app: Hono<AppEnv>): void {
  app.all(`${SHARED_PREFIX}/*`, (c) => {
    c.set('route', 'shared *');
    const headers = { ...API_HEADERS, 'x-request-id': c.get('requestId') };
    if (c.req.method === 'OPTIONS') return c.body(null, 204, { ...headers, ...optionsHeaders(c, ALLOW) });
    return c.json(UNCLAIMED, 401, { ...headers, 'www-authenticate': CHALLENGES });
  });
}
