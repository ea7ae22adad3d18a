import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import { readBody } from './body.ts';
import type { AppEnv } from './headers.ts';

/** A request as a dialect sees it, through Hono or on the fast path. */
export interface Exchange {
  readonly requestId: string;
  readonly method: string;
  /** As requested; its host is what the client sent. */
  readonly url: string;
  /** The address at the other end of the connection; a proxy's when there is one. */
  readonly peer: string;
  header(name: string): string | undefined;
  query(name: string): string | undefined;
  /** A `:name` of the route's path. */
  param(name: string): string | undefined;
  /** At most `limit` bytes, by default the limit of every request. @throws DomainError `too_large`, `malformed` */
  body(limit?: number): Promise<Uint8Array>;
  /** Aborted when the client disconnects; absent on the fast path, where nothing takes long. */
  readonly signal?: AbortSignal | undefined;
}

/** Empty where there is no socket. */
export const peerOf = (c: Context): string =>
  (c.env as Partial<HttpBindings> | undefined)?.incoming?.socket.remoteAddress ?? '';

/** An exchange of Hono's. */
export const exchangeOf = (c: Context<AppEnv>): Exchange => ({
  requestId: c.get('requestId'),
  method: c.req.method,
  url: c.req.url,
  peer: peerOf(c),
  header: (name) => c.req.header(name),
  query: (name) => c.req.query(name),
  param: (name) => c.req.param(name),
  body: (limit) => readBody(c, limit),
  get signal() {
    return c.req.raw.signal;
  },
});
