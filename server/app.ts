import type { RequestListener } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { adminRoutes } from './admin/index.ts';
import { mount } from './dialects/dialect.ts';
import { createFastPath } from './dialects/fast-path.ts';
import { DIALECTS } from './dialects/index.ts';
import { mountUnclaimed } from './dialects/shared-paths.ts';
import { docsRoutes } from './docs/index.ts';
import { DomainError } from './domain/errors.ts';
import type { AppDeps } from './http/deps.ts';
import { type AppEnv, allowHeader, optionsHeaders } from './http/headers.ts';
import { loggableError } from './http/log.ts';
import { createMetrics } from './http/metrics.ts';
import { createObserver, type Observer, observe } from './http/observe.ts';
import { toProblem } from './http/problems.ts';
import { liveRoutes } from './live/index.ts';
import { renderRoutes } from './render/index.ts';

export type { AppDeps } from './http/deps.ts';

/** The whole web application: middleware and routes. */
export function createApp(deps: AppDeps, observer: Observer = observerOf(deps)): Hono<AppEnv> {
  const { assets, lifecycle, log, store } = deps;
  const { metrics } = observer;
  const app = new Hono<AppEnv>({ strict: false });

  app.use(observe(observer));

  app.get('/', (c) => c.redirect('/admin/'));
  app.get('/healthz', (c) => c.json({ status: 'ok', version: assets.version }));
  app.get('/readyz', async (c) => {
    if (lifecycle.draining) return c.json({ status: 'draining' }, 503);
    return (await answers(store)) ? c.json({ status: 'ready' }) : c.json({ status: 'unavailable' }, 503);
  });
  app.get('/metrics', async (c) => c.body(await metrics.text(), 200, { 'content-type': metrics.contentType }));

  for (const { dialect, prefixes, claims } of DIALECTS) mount(app, prefixes, dialect, deps, claims && { claims });
  mountUnclaimed(app);
  app.route('/', liveRoutes(deps));
  app.route('/', renderRoutes(deps));
  app.route('/', adminRoutes(deps));
  app.route('/', docsRoutes(deps));
  app.route('/', assets.routes());

  app.notFound((c) => {
    const allow = allowedMethods(app, c.req.path);
    if (allow === undefined) return plainAnswer(c, 404, 'not_found', 'Not Found');
    if (c.req.method === 'OPTIONS') return c.body(null, 204, optionsHeaders(c, allow));
    c.header('allow', allow);
    return plainAnswer(c, 405, 'method_not_allowed', 'Method Not Allowed');
  });
  app.onError((error, c) => {
    const requestId = c.get('requestId');
    const { status, code, message, details } = toProblem(error, requestId);
    if (status >= 500) log.error({ requestId, error: loggableError(error) }, 'request failed');
    if (details.retryAfter !== undefined) c.header('retry-after', String(details.retryAfter));
    return plainAnswer(c, status, code, error instanceof DomainError ? message : `${message} (request ${requestId})`);
  });
  return app;
}

/** The handler of each request: pushes take the fast path, everything else goes through the application. */
export function createListener(deps: AppDeps): RequestListener {
  const observer = observerOf(deps);
  const general = getRequestListener(createApp(deps, observer).fetch, {
    hostname: new URL(deps.config.publicUrl).host,
  });
  const fastPath = createFastPath(
    DIALECTS.map(({ dialect }) => dialect),
    deps,
    observer,
  );
  return (request, response) => {
    if (request.url !== undefined) request.url = plainAddress(request.url);
    if (!fastPath(request, response)) general(request, response);
  };
}

/**
 * Normalizes a URL for routing. Some clients join a base ending in a slash with a path beginning with one, and some
 * escape characters in paths needlessly (`%40current`).
 */
const plainAddress = (url: string): string =>
  url.replace(/^\/{2,}/, '/').replace(/^[^?]*%40[^?]*/, (path) => path.replaceAll('%40', '@'));

const observerOf = ({ bus, hub, lifecycle, log }: AppDeps): Observer =>
  createObserver({ log, lifecycle, metrics: createMetrics(bus, () => hub.stats()) });

/** Whether the database answers in time. */
function answers(store: AppDeps['store']): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(resolve, 2000, false);
  store
    .ping()
    .then(
      () => resolve(true),
      () => resolve(false),
    )
    .finally(() => clearTimeout(timer));
  return promise;
}

/** The Allow header of a path outside of the dialects, from the router's own table; `undefined` for an unknown path. */
function allowedMethods(app: Hono<AppEnv>, path: string): string | undefined {
  const trimmed = path.length > 1 ? path.replace(/\/$/, '') : path;
  const routed = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter((method) =>
    app.router.match(method, trimmed)[0].some(([[, route]]) => route.method === method),
  );
  return routed.length > 0 ? allowHeader(routed) : undefined;
}

/** A failure outside of the dialects: JSON below /api, a line of text elsewhere. */
function plainAnswer(c: Context, status: number, code: string, message: string): Response {
  const isApi = c.req.path.startsWith('/api/');
  c.status(status as 404);
  c.header('cache-control', 'no-store');
  return isApi ? c.json({ error: code }) : c.text(`${message}\n`);
}
