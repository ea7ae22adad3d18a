import { randomBytes } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import type { Logger } from 'pino';
import { type AppEnv, completeHeaders } from './headers.ts';
import { loggablePath } from './log.ts';
import type { Metrics } from './metrics.ts';

export interface ObserveOptions {
  log: Logger;
  metrics: Metrics;
  lifecycle: { readonly draining: boolean };
}

/**
 * Around every request: its id, its duration, one line in the access log (never a query string or a token),
 * and the headers that an answer lacks. Answers that set `route` bring complete headers and are left alone.
 */
export function observe({ log, metrics, lifecycle }: ObserveOptions): MiddlewareHandler<AppEnv> {
  const nextId = requestIds();
  return async function observe(c, next) {
    const started = performance.now();
    const id = nextId();
    c.set('requestId', id);
    await next();
    const route = c.get('route');
    if (route === undefined) completeHeaders(c, id);
    if (lifecycle.draining) c.res.headers.set('connection', 'close');
    const { method } = c.req;
    const { status } = c.res;
    const duration = performance.now() - started;
    metrics.observe(route ?? areaOf(c.req.path), method, status, duration);
    const level = c.get('quiet') && status < 400 ? 'debug' : 'info';
    if (log.isLevelEnabled(level)) {
      const ms = Math.round(duration * 100) / 100;
      log[level]({ requestId: id, method, path: loggablePath(c.req.path), status, ms }, 'request');
    }
  };
}

/** Unique among the processes of an installation, and cheap: a random start and a count. */
function requestIds(): () => string {
  const prefix = randomBytes(6).toString('hex');
  let count = 0;
  return () => `${prefix}-${(++count).toString(36)}`;
}

const AREAS: ReadonlySet<string> = new Set(['live', 'embed', 'public', 'oembed', 'admin', 'chunks', 'api']);

/** What a request outside of the dialects counts as. Only known words: a label must not grow with what people ask for. */
function areaOf(path: string): string {
  const first = path.split('/', 2)[1] ?? '';
  if (AREAS.has(first)) return `/${first}`;
  return /^(bc|embed)[^/]*\.js$/.test(first) ? '/scripts' : 'other';
}
