import type { Context, Env } from 'hono';

/** What the middleware leaves on the context for those that come after. */
export interface AppEnv extends Env {
  Variables: {
    requestId: string;
    /** Set by whoever answers with complete headers: what the request counts as in metrics and the access log. */
    route: string | undefined;
    /** Too frequent for the access log at level info. */
    quiet: boolean | undefined;
  };
}

/** On every API answer: any page may read it, nobody keeps or sniffs it. Credentials are never sent by cookie across origins. */
export const API_HEADERS: Readonly<Record<string, string>> = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'x-request-id, retry-after, allow',
  'cross-origin-resource-policy': 'cross-origin',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
};

/** Markup inside an API's answer is text to read, never a page that runs. */
export const INERT_PAGE: Readonly<Record<string, string>> = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
};

/** The answer to OPTIONS, a preflight included. What the page wants to send is allowed: the key decides, not the header. */
export function optionsHeaders(c: Context, allow: string): Record<string, string> {
  return {
    allow,
    'access-control-allow-origin': '*',
    'access-control-allow-methods': allow,
    'access-control-allow-headers':
      c.req.header('access-control-request-headers') ?? 'authorization, content-type, x-api-key, x-csrf-token',
    'access-control-max-age': '86400',
    vary: 'access-control-request-headers',
  };
}

/** `GET, HEAD, OPTIONS, …` for the methods a path is routed for. */
export function allowHeader(methods: Iterable<string>): string {
  const allowed = new Set(methods);
  if (allowed.has('GET')) allowed.add('HEAD');
  allowed.add('OPTIONS');
  return [...allowed].sort().join(', ');
}

/** Methods that change nothing (RFC 9110, section 9.2.1). */
export const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

const PAGE_DEFAULTS = Object.entries({
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'strict-origin-when-cross-origin',
});

/** Only these may stand in another site's frame. */
const FRAMEABLE = /^\/(embed|public)\//;
const UNFRAMEABLE = Object.entries({ 'x-frame-options': 'DENY', 'content-security-policy': "frame-ancestors 'none'" });

/** Completes the headers of an answer that did not set its own. One that was written to the socket is past that. */
export function completeHeaders(c: Context, requestId: string): void {
  const { headers } = c.res;
  if (headers.has('x-hono-already-sent')) return;
  headers.set('x-request-id', requestId);
  const page = headers.get('content-type')?.startsWith('text/html') && !FRAMEABLE.test(c.req.path);
  for (const [name, value] of page ? [...PAGE_DEFAULTS, ...UNFRAMEABLE] : PAGE_DEFAULTS) {
    if (!headers.has(name)) headers.set(name, value);
  }
}
