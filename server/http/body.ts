import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import type { Context, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Json } from '../../components/model/widget.ts';
import { DomainError } from '../domain/errors.ts';
import { checkJson } from '../domain/json.ts';
import { MAX_BODY_BYTES } from './limits.ts';

const EMPTY = Buffer.alloc(0);
const BOM = 0xfeff;

/**
 * The bytes of the request's body, empty when there is none; also of a GET or DELETE.
 * Reads from the socket itself where there is one: the web stream in between costs more than the rest of a push.
 * @throws DomainError `too_large` as soon as the limit is passed, `malformed` when the client disconnected midway or
 * the body is compressed: its decompressed size is unknown
 */
export function readBody(c: Context, limit = MAX_BODY_BYTES): Promise<Uint8Array> {
  const declared = c.req.header('content-length');
  if (declared !== undefined && Number(declared) > limit) return Promise.reject(tooLarge(limit));
  const incoming: IncomingMessage | undefined = c.env?.incoming;
  if (!incoming) return readStream(c.req.raw.body, limit);
  if (declared === undefined && c.req.header('transfer-encoding') === undefined) return Promise.resolve(EMPTY);
  if (!isAsItIs(c.req.header('content-encoding'))) return Promise.reject(compressed());
  return readIncoming(incoming, limit);
}

/**
 * Parses bytes as JSON, whatever Content-Type says: UTF-8 is decoded fatally, limits are checked and
 * dangerous keys are dropped before anything else sees the value.
 * @throws DomainError `malformed` when it is not JSON, and too when it is beyond the limits of `checkJson`
 */
export function parseJson(bytes: Uint8Array): Json {
  let value: Json;
  try {
    value = JSON.parse(decodeUtf8(bytes));
  } catch (error) {
    if (error instanceof DomainError) throw error;
    throw new DomainError('malformed', 'The request body is not valid JSON.', {}, error);
  }
  return checkJson(value);
}

/** @throws DomainError `malformed` on invalid UTF-8 */
export function decodeUtf8(bytes: Uint8Array): string {
  if (!isUtf8(bytes)) throw new DomainError('malformed', 'The request body is not valid UTF-8.');
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  return text.charCodeAt(0) === BOM ? text.slice(1) : text;
}

/** The bytes of a request whose body was not read yet. */
export function readIncoming(incoming: IncomingMessage, limit: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const settle = () => {
      incoming.off('data', onData).off('end', onEnd).off('close', onClose).off('error', onClose);
    };
    const onData = (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size <= limit) return;
      settle();
      reject(tooLarge(limit));
    };
    const onEnd = () => {
      settle();
      resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, size));
    };
    const onClose = () => {
      settle();
      reject(new DomainError('malformed', 'The request body was cut short.'));
    };
    if (incoming.readableEnded || incoming.destroyed) return onClose();
    incoming.on('data', onData).on('end', onEnd).on('close', onClose).on('error', onClose);
  });
}

async function readStream(stream: ReadableStream<Uint8Array> | null, limit: number): Promise<Uint8Array> {
  if (!stream) return EMPTY;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > limit) throw tooLarge(limit);
  }
  return Buffer.concat(chunks, size);
}

/** For routes that leave reading the body to the framework. @throws DomainError `too_large` */
export const limitBody = (limit: number): MiddlewareHandler =>
  bodyLimit({
    maxSize: limit,
    onError: () => {
      throw tooLarge(limit);
    },
  });

const isAsItIs = (encoding = 'identity'): boolean => encoding.trim().toLowerCase() === 'identity';

const compressed = (): DomainError =>
  new DomainError('malformed', 'The request body must not be compressed (Content-Encoding).');

const tooLarge = (limit: number): DomainError =>
  new DomainError('too_large', `The request body is larger than ${limit} bytes.`);
