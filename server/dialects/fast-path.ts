import type { IncomingMessage, ServerResponse } from 'node:http';
import { headersOf } from '../http/answer.ts';
import { readIncoming } from '../http/body.ts';
import type { AppDeps } from '../http/deps.ts';
import type { Exchange } from '../http/exchange.ts';
import { MAX_BODY_BYTES } from '../http/limits.ts';
import { loggableError } from '../http/log.ts';
import type { Observer } from '../http/observe.ts';
import { answerTo, type Dialect, type Route, routeName } from './dialect.ts';

interface FastRoute {
  dialect: Dialect;
  route: Route;
  name: string;
  pattern: RegExp;
}

/** Handles a request, or leaves it to Hono. */
export type FastPath = (request: IncomingMessage, response: ServerResponse) => boolean;

/**
 * The fast path for pushes: the same routes, handlers and answers directly on the socket, without Request, Response and
 * router, which cost more than the push itself. Any request that is not plain is left to Hono.
 */
export function createFastPath(dialects: readonly Dialect[], deps: AppDeps, observer: Observer): FastPath {
  const routes = dialects.flatMap((dialect) =>
    dialect.routes
      .filter(({ quiet, method }) => quiet && method === 'POST')
      .flatMap((route) => [route.path].flat().map((path) => fastRoute(dialect, route, path))),
  );

  return (request, response) => {
    if (request.method !== 'POST' || !isPlain(request)) return false;
    const path = request.url as string;
    for (const fast of routes) {
      const found = fast.pattern.exec(path);
      if (!found) continue;
      observer.counted(serve(request, response, fast, found.groups ?? {})).catch((error: unknown) => {
        deps.log.error({ error: loggableError(error) }, 'request failed');
        response.destroy();
      });
      return true;
    }
    return false;
  };

  async function serve(
    request: IncomingMessage,
    response: ServerResponse,
    { dialect, route, name }: FastRoute,
    params: Readonly<Record<string, string>>,
  ): Promise<void> {
    const started = performance.now();
    const exchange = exchangeOf(request, params, observer.nextId());
    const answer = await answerTo(exchange, dialect, route, deps);
    if (answer instanceof Response) throw new Error(`${name} does not answer on the fast path`);
    const { requestId, method } = exchange;
    // Logged as on the regular path.
    const path = exchange.url.replace(/\/$/, '');
    const headers = headersOf(answer, requestId);
    if (observer.draining) headers.connection = 'close';
    // Node sends a string in one piece with the headers.
    const body = typeof answer.body === 'string' ? answer.body : '';
    headers['content-length'] = `${Buffer.byteLength(body)}`;
    response.writeHead(answer.status, headers);
    response.end(body);
    observer.answered({ requestId, method, path, route: name, status: answer.status, started, quiet: true });
  }
}

/** Whether the request needs nothing of Hono: its body has a known size and no encoding, its path no escapes. */
function isPlain({ url = '', headers }: IncomingMessage): boolean {
  const length = headers['content-length'];
  const isAsItIs = length !== undefined && headers['content-encoding'] === undefined;
  return isAsItIs && Number(length) <= MAX_BODY_BYTES && !/[%?]/.test(url);
}

function fastRoute(dialect: Dialect, route: Route, path: string): FastRoute {
  const pattern = new RegExp(`^${path.replace(/:(\w+)/g, '(?<$1>[\\w-]+)')}/?$`);
  return { dialect, route, name: routeName(dialect, path), pattern };
}

const exchangeOf = (
  request: IncomingMessage,
  params: Readonly<Record<string, string>>,
  requestId: string,
): Exchange => ({
  requestId,
  method: 'POST',
  url: request.url ?? '/',
  peer: request.socket.remoteAddress ?? '',
  header(name) {
    const value = request.headers[name.toLowerCase()];
    return Array.isArray(value) ? value.join(', ') : value;
  },
  query: () => undefined,
  param: (name) => params[name],
  body: (limit = MAX_BODY_BYTES) => readIncoming(request, limit),
});
