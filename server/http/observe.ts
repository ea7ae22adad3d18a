import { randomBytes } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import type { Logger } from 'pino';
import { type AppEnv, completeHeaders } from './headers.ts';
import { loggablePath } from './log.ts';
import type { Metrics } from './metrics.ts';

export interface ObserverOptions {
  log: Logger;
  metrics: Metrics;
  lifecycle: { readonly draining: boolean; busy: number };
}

/** A request that was answered. */
export interface Answered {
  requestId: string;
  method: string;
  path: string;
  /** Its route label in the metrics. */
  route: string;
  status: number;
  /** `performance.now()` when it came. */
  started: number;
  /** Too frequent for the access log at level info. */
  quiet: boolean;
}

/** Logs and counts every request, on the fast path or not. */
export interface Observer {
  readonly metrics: Metrics;
  /** Whether connections are to be closed after their answer because the process is shutting down. */
  readonly draining: boolean;
  /** Unique among the processes of an installation. */
  nextId(): string;
  /** Runs the work and counts it as under way meanwhile. */
  counted<T>(work: Promise<T>): Promise<T>;
  /** Counts the request and writes one line to the access log, without query strings and tokens. */
  answered(request: Answered): void;
}

export function createObserver({ log, metrics, lifecycle }: ObserverOptions): Observer {
  return {
    metrics,
    get draining() {
      return lifecycle.draining;
    },
    nextId: requestIds(),
    async counted(work) {
      lifecycle.busy += 1;
      try {
        return await work;
      } finally {
        lifecycle.busy -= 1;
      }
    },
    answered({ requestId, method, path, route, status, started, quiet }) {
      const duration = performance.now() - started;
      metrics.observe(route, method, status, duration);
      const level = quiet && status < 400 ? 'debug' : 'info';
      if (!log.isLevelEnabled(level)) return;
      const ms = Math.round(duration * 100) / 100;
      log[level]({ requestId, method, path: loggablePath(path), status, ms }, 'request');
    },
  };
}

/**
 * Wraps every request that Hono answers: sets its id, logs and counts it, and adds missing headers to the answer.
 * Answers that set `route` bring complete headers and are left alone.
 */
export function observe(observer: Observer): MiddlewareHandler<AppEnv> {
  return async function observe(c, next) {
    const started = performance.now();
    const requestId = observer.nextId();
    c.set('requestId', requestId);
    await observer.counted(next());
    const route = c.get('route');
    if (route === undefined) completeHeaders(c, requestId);
    if (observer.draining) c.res.headers.set('connection', 'close');
    const { method, path } = c.req;
    const quiet = c.get('quiet') === true;
    observer.answered({
      requestId,
      method,
      path,
      route: route ?? areaOf(path),
      status: c.res.status,
      started,
      quiet,
    });
  };
}

/** Cheap: a random start and a count. */
function requestIds(): () => string {
  const prefix = randomBytes(6).toString('hex');
  let count = 0;
  return () => `${prefix}-${(++count).toString(36)}`;
}

const AREAS: ReadonlySet<string> = new Set([
  'live',
  'embed',
  'public',
  'oembed',
  'admin',
  'chunks',
  'api',
  'docs',
  'openapi',
]);

/** The route label of a request outside the dialects. Only known values: a label must not grow with what clients request. */
function areaOf(path: string): string {
  const first = path.split('/', 2)[1] ?? '';
  if (AREAS.has(first)) return `/${first}`;
  return /^(bc|embed)[^/]*\.js$/.test(first) ? '/scripts' : 'other';
}
