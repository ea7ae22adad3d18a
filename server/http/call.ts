import { isDeepStrictEqual } from 'node:util';
import type { Json, JsonObject } from '../../components/model/widget.ts';
import { cookieOf } from '../auth/credentials.ts';
import type { Domain } from '../domain/domain.ts';
import { DomainError } from '../domain/errors.ts';
import { isObject } from '../domain/json.ts';
import type { Principal } from '../domain/model.ts';
import type { Reader } from '../domain/sharing/sharing.ts';
import { clientAddress } from './client.ts';
import type { AppDeps } from './deps.ts';
import type { Exchange } from './exchange.ts';

/** Parses the bytes of a body, `undefined` for none; each dialect has its own rules. */
export type BodyParser = (bytes: Uint8Array, contentType: string) => Json | undefined | Promise<Json | undefined>;

type Identify = () => Promise<Principal | undefined>;

/** Milliseconds of sending a body after which its credential is checked again: by then it may be revoked, or grant less. */
const STILL_VALID = 1000;

/** One request as a dialect's handlers see it. The body is read once, on first use. */
export class Call {
  readonly deps: AppDeps;
  readonly #exchange: Exchange;
  readonly #parse: BodyParser;
  #body: Promise<Json | undefined> | undefined;
  #principal: Principal | undefined;
  #identify: Identify | undefined;
  #since = 0;

  constructor(exchange: Exchange, deps: AppDeps, parse: BodyParser) {
    this.#exchange = exchange;
    this.deps = deps;
    this.#parse = parse;
  }

  get domain(): Domain {
    return this.deps.domain;
  }

  get method(): string {
    return this.#exchange.method;
  }

  /** @throws DomainError `unauthenticated` without a credential */
  get principal(): Principal {
    if (!this.#principal) throw unauthenticated();
    return this.#principal;
  }

  /** The right by which this call reads things that are open to more than principals. */
  get reader(): Reader {
    return { principal: this.#principal };
  }

  /** Sets the principal to the one that `identify` finds; it is asked again after a slow body. */
  async authenticate(identify: Identify): Promise<void> {
    this.#identify = identify;
    this.#principal = await identify();
    this.#since = performance.now();
  }

  /** Puts the principal in another place, `enter` checking whether it may be there. */
  async enter(enter: (principal: Principal) => Promise<Principal>): Promise<void> {
    const identify = this.#identify;
    this.#principal = await enter(this.principal);
    this.#identify = async () => {
      const principal = await identify?.();
      return principal && enter(principal);
    };
  }

  /** Tells clients apart; see `clientAddress`. */
  get address(): string {
    return clientAddress(this.#exchange, this.deps.config.trustProxy);
  }

  header(name: string): string | undefined {
    return this.#exchange.header(name);
  }

  cookie(name: string): string | undefined {
    return cookieOf(this.header('cookie'), name);
  }

  /** The requested URL; its host is whatever the client sent. */
  get url(): URL {
    return new URL(this.#exchange.url);
  }

  query(name: string): string | undefined {
    return this.#exchange.query(name);
  }

  /** All query parameters, for names that only the caller knows. */
  search(): URLSearchParams {
    return this.url.searchParams;
  }

  /** A `:name` of the route's path. */
  param(name: string): string {
    return this.#exchange.param(name) ?? '';
  }

  /** @throws DomainError `malformed`, `invalid`, `too_large` */
  body(): Promise<Json | undefined> {
    this.#body ??= this.bytes().then((bytes) => this.#parse(bytes, this.header('content-type') ?? ''));
    return this.#body;
  }

  /** The raw body, for bodies that are not JSON or are larger than usual. @throws DomainError `malformed`, `too_large` */
  async bytes(limit?: number): Promise<Uint8Array> {
    const bytes = await this.#exchange.body(limit);
    const isSlow = performance.now() - this.#since > STILL_VALID;
    if (isSlow && this.#principal && this.#identify) {
      const principal = await this.#identify();
      if (!principal) throw unauthenticated();
      if (!isDeepStrictEqual(principal, this.#principal))
        throw new DomainError('forbidden', 'Your rights have changed in the meantime. Please try again.');
    }
    return bytes;
  }

  /** Aborted when the client disconnects, with a reason that is not logged as a failure. */
  get signal(): AbortSignal | undefined {
    const source = this.#exchange.signal;
    if (!source) return undefined;
    const gone = new AbortController();
    const tell = () => gone.abort(new DomainError('malformed', 'The client went away.'));
    if (source.aborted) tell();
    else source.addEventListener('abort', tell, { once: true });
    return gone.signal;
  }

  /** @throws DomainError also `malformed` when the body is anything but an object */
  async object(): Promise<JsonObject> {
    const body = await this.body();
    if (isObject(body)) return body;
    throw new DomainError('malformed', 'The request body must be a JSON object.');
  }
}

export const unauthenticated = (): DomainError =>
  new DomainError('unauthenticated', 'Authentication credentials were not provided.');
