import type { Context } from 'hono';
import { readBody } from './body.ts';
import type { AppEnv } from './headers.ts';

/** A request as a dialect sees it, whether it came by way of Hono or straight from its socket. */
export interface Exchange {
  readonly requestId: string;
  readonly method: string;
  /** As it was asked for; the host is whatever the client said. */
  readonly url: string;
  header(name: string): string | undefined;
  query(name: string): string | undefined;
  /** A `:name` of the route's path. */
  param(name: string): string | undefined;
  /** @throws DomainError `too_large`, `malformed` */
  body(): Promise<Uint8Array>;
}

/** An exchange of Hono's. */
export const exchangeOf = (c: Context<AppEnv>): Exchange => ({
  requestId: c.get('requestId'),
  method: c.req.method,
  url: c.req.url,
  header: (name) => c.req.header(name),
  query: (name) => c.req.query(name),
  param: (name) => c.req.param(name),
  body: () => readBody(c),
});
