import type { Context, Env } from 'hono';

/** Variables the middleware sets on Hono's context. */
export interface AppEnv extends Env {
  Variables: {
    requestId: string;
    /** Set by handlers whose answer has complete headers: the route label for metrics and the access log. */
    route: string | undefined;
    /** Too frequent for the access log at level info. */
    quiet: boolean | undefined;
  };
}

/** On every API answer: any origin may read it, nothing caches or sniffs it. Cookies are never accepted across origins. */
export const API_HEADERS: Readonly<Record<string, string>> = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'x-request-id, retry-after, allow, date',
  'cross-origin-resource-policy': 'cross-origin',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
};

/** Markup in an API's answer must never run as a page. */
export const INERT_PAGE: Readonly<Record<string, string>> = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
};

/** The answer to OPTIONS, a preflight included. Any request header is allowed: access depends on the key. */
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

/** Only these may be framed by other sites. */
const FRAMEABLE = /^\/(embed|public)\//;
const UNFRAMEABLE = Object.entries({ 'x-frame-options': 'DENY', 'content-security-policy': "frame-ancestors 'none'" });

/** Adds default headers to an answer that did not set them, unless it was already written to the socket. */
export function completeHeaders(c: Context, requestId: string): void {
  const { headers } = c.res;
  if (headers.has('x-hono-already-sent')) return;
  headers.set('x-request-id', requestId);
  const page = headers.get('content-type')?.startsWith('text/html') && !FRAMEABLE.test(c.req.path);
  for (const [name, value] of page ? [...PAGE_DEFAULTS, ...UNFRAMEABLE] : PAGE_DEFAULTS) {
    if (!headers.has(name)) headers.set(name, value);
  }
}
