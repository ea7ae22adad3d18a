import { lookup as systemLookup } from 'node:dns/promises';
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { isIP } from 'node:net';
import { createAllowList, isPublic } from './addresses.ts';

/** Why an outgoing request failed. The message is shown to the user and reveals nothing about our network. */
export class OutgoingError extends Error {
  override readonly name = 'OutgoingError';
  readonly reason: 'refused' | 'unreachable' | 'timeout' | 'too_large' | 'malformed';

  constructor(reason: OutgoingError['reason'], message: string, cause?: unknown) {
    super(message, { cause });
    this.reason = reason;
  }
}

export interface OutgoingRequest {
  url: string;
  method?: 'GET' | 'POST';
  headers?: Readonly<Record<string, string>>;
  body?: string;
}

export interface OutgoingAnswer {
  status: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: Buffer;
  /** The final URL, after redirects. */
  url: string;
}

/** An address that was checked: connect to this one and no other. */
export interface PinnedAddress {
  address: string;
  family: 4 | 6;
}

/** All outgoing requests caused by users go through here. */
export interface Guard {
  /**
   * One request, following redirects and checking each like the first. Credentials are not sent on to another origin. @throws OutgoingError
   */
  request(request: OutgoingRequest): Promise<OutgoingAnswer>;
  /** For other protocols: the address to connect to. @throws OutgoingError */
  pin(host: string, port: number): Promise<PinnedAddress>;
}

export interface GuardOptions {
  /** Private hosts, `host:port`s and networks that may be reached nevertheless. */
  allow?: readonly string[];
  /** Total timeout in milliseconds. */
  timeout?: number;
  /** Most bytes of an answer. */
  maxBytes?: number;
  lookup?: (host: string) => Promise<PinnedAddress[]>;
}

/** All addresses of a host, each of them checked. */
type Places = [PinnedAddress, ...PinnedAddress[]];
const isSome = (found: PinnedAddress[]): found is Places => found.length > 0;

const MAX_REDIRECTS = 5;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const DEFAULT_PORT: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

const resolveAll = async (host: string): Promise<PinnedAddress[]> =>
  (await systemLookup(host, { all: true, verbatim: true })) as PinnedAddress[];

/** Refuses private, loopback and link-local addresses, after name resolution and on every redirect. */
export function createGuard(options: GuardOptions = {}): Guard {
  const { allow = [], timeout = 5000, maxBytes = 1024 * 1024, lookup = resolveAll } = options;
  const list = createAllowList(allow);

  /** Resolves a host and checks all of its addresses. */
  async function placesOf(host: string, port: number): Promise<Places> {
    const name = host.replace(/^\[(.*)\]$/, '$1');
    const literal = isIP(name) as 0 | 4 | 6;
    const found = literal ? [{ address: name, family: literal }] : await resolved(name);
    const isAllowed = ({ address }: PinnedAddress): boolean =>
      isPublic(address) || list.hasHost(name, port) || list.hasHost(host, port) || list.hasAddress(address);
    // A name with both public and private addresses is an attack.
    if (!isSome(found) || !found.every(isAllowed)) throw new OutgoingError('refused', 'This address is not allowed.');
    return found;
  }

  async function resolved(name: string): Promise<PinnedAddress[]> {
    try {
      return await lookup(name);
    } catch (error) {
      throw new OutgoingError('unreachable', 'The service cannot be reached.', error);
    }
  }

  async function follow(request: OutgoingRequest, signal: AbortSignal): Promise<OutgoingAnswer> {
    let { url, method = 'GET', headers = {}, body } = request;
    for (let left = MAX_REDIRECTS; ; left -= 1) {
      const target = parsed(url);
      const port = Number(target.port) || (DEFAULT_PORT[target.protocol] as number);
      const places = await within(placesOf(target.hostname, port), signal);
      const answer = await exchange(target, places, { method, headers, body }, signal, maxBytes);
      const { location } = answer.headers;
      if (!REDIRECTS.has(answer.status) || typeof location !== 'string') return { ...answer, url: target.href };
      if (left === 0) throw new OutgoingError('malformed', 'The service redirects too often.');
      const next = URL.parse(location, target);
      if (!next) throw new OutgoingError('malformed', 'The service redirects without an address.');
      if (next.origin !== target.origin) headers = onlyHarmless(headers);
      if (answer.status === 303 || (answer.status < 303 && method === 'POST')) [method, body] = ['GET', undefined];
      url = next.href;
    }
  }

  /** Applies the common timeout, and turns every failure into an OutgoingError. */
  async function inTime<Result>(run: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    const signal = AbortSignal.timeout(timeout);
    try {
      return await run(signal);
    } catch (error) {
      if (error instanceof OutgoingError) throw error;
      if (signal.aborted) throw new OutgoingError('timeout', 'The service took too long to respond.', error);
      throw new OutgoingError('unreachable', 'The service cannot be reached.', error);
    }
  }

  return {
    pin: (host, port) => inTime(async (signal) => (await within(placesOf(host, port), signal))[0]),
    request: (request) => inTime((signal) => follow(request, signal)),
  };
}

/** A text from outside, in UTF-8. @throws OutgoingError also for any status but 200 */
export async function fetchText(guard: Guard, url: string): Promise<string> {
  const { status, body } = await guard.request({ url });
  if (status !== 200) throw new OutgoingError('malformed', `The service responded with status ${status}.`);
  return body.toString('utf8');
}

function parsed(text: string): URL {
  const url = URL.parse(text);
  if (!url || !(url.protocol in DEFAULT_PORT))
    throw new OutgoingError('refused', 'Only http and https addresses are allowed.');
  if (url.username || url.password) throw new OutgoingError('refused', 'The address must not contain a password.');
  return url;
}

/** Request headers that may be sent to any origin. */
const HARMLESS: ReadonlySet<string> = new Set(['accept', 'accept-language', 'content-type', 'user-agent']);
const onlyHarmless = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => HARMLESS.has(name.toLowerCase())));

/** The outcome, unless the signal comes first. */
export function within<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/** One request to the first of the checked addresses that answers; the name is not resolved again. */
function exchange(
  url: URL,
  places: Places,
  { method, headers, body }: { method: string; headers: Readonly<Record<string, string>>; body: string | undefined },
  signal: AbortSignal,
  maxBytes: number,
): Promise<Omit<OutgoingAnswer, 'url'>> {
  const { request } = url.protocol === 'https:' ? https : http;
  const [first] = places;
  return new Promise((resolve, reject) => {
    const outgoing = request(
      url,
      {
        method,
        // The size limit would have to be checked before and after decompression.
        headers: { 'user-agent': 'Boardcast', accept: '*/*', ...headers, 'accept-encoding': 'identity' },
        agent: false,
        signal,
        lookup: (_name, { all }, done) => (all ? done(null, places) : done(null, first.address, first.family)),
      },
      (incoming) => receive(incoming, maxBytes).then(resolve, reject),
    );
    outgoing.on('error', reject);
    // Nobody asked for another protocol; without a listener, the request would end without an outcome.
    outgoing.on('upgrade', (_, socket) => {
      socket.destroy();
      reject(new OutgoingError('malformed', 'The service switched to another protocol.'));
    });
    outgoing.end(body);
  });
}

async function receive(incoming: IncomingMessage, maxBytes: number): Promise<Omit<OutgoingAnswer, 'url'>> {
  const { 'content-encoding': encoding = 'identity' } = incoming.headers;
  try {
    if (encoding !== 'identity')
      throw new OutgoingError('malformed', 'The response of the service has an unknown encoding.');
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of incoming as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > maxBytes)
        throw new OutgoingError('too_large', `The response of the service is larger than ${maxBytes} bytes.`);
      chunks.push(chunk);
    }
    return { status: incoming.statusCode ?? 0, headers: incoming.headers, body: Buffer.concat(chunks, size) };
  } finally {
    incoming.destroy();
  }
}
