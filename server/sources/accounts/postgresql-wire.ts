import type { Duplex } from 'node:stream';
import type pg from 'pg';

/** Most bytes received per connection. */
const MAX_BYTES = 8 * 1024 * 1024;

/** The server sent too much, or something that is not the PostgreSQL protocol. The message is shown to the caller. */
export class BadAnswer extends Error {}

/**
 * Checks everything that a server sends before the driver parses it. The driver trusts the server, but users choose
 * which server an account links to. Too much data, malformed messages, and messages that make the driver fail close
 * this connection and affect nothing else.
 */
export function guardWire(connection: pg.Connection, isEncrypted: boolean): void {
  const limit = limitBytes();
  const messages = checkMessages();
  if (isEncrypted) {
    watch(connection.stream, limit);
    // With TLS, messages arrive on another stream.
    connection.once('sslconnect', () => watch(connection.stream, limitBytes(), messages));
  } else watch(connection.stream, limit, messages);
}

type Check = (chunk: Buffer) => void;

function watch(stream: Duplex, ...checks: Check[]): void {
  const emit = stream.emit.bind(stream) as (name: string | symbol, ...values: unknown[]) => boolean;
  stream.emit = (name: string | symbol, ...values: unknown[]) => {
    if (name !== 'data') return emit(name, ...values);
    try {
      for (const check of checks) check(values[0] as Buffer);
      return emit(name, ...values);
    } catch (error) {
      stream.destroy(error as Error);
      return false;
    }
  };
}

/** Limits before parsing, because the driver buffers a message until it is complete. */
function limitBytes(): Check {
  let left = MAX_BYTES;
  return ({ length }) => {
    left -= length;
    if (left < 0) throw new BadAnswer(`The response of the database is larger than ${MAX_BYTES} bytes.`);
  };
}

/** Bytes of a message header: a type byte, and the length of everything after it. */
const HEAD = 5;
/**
 * Authentication messages, and the most of them that any way to sign in needs (SCRAM). The driver answers each at once;
 * for SCRAM by tens of milliseconds of work in the thread pool, which would be busy long after the connection is closed.
 */
const AUTHENTICATION = 0x52;
const MAX_AUTHENTICATION = 4;
/** ErrorResponse and NoticeResponse: lists of fields that end with an empty one, which the driver relies on. */
const FIELDS: ReadonlySet<number> = new Set([0x45, 0x4e]);

/** @see https://www.postgresql.org/docs/current/protocol-message-formats.html */
function checkMessages(): Check {
  const head = Buffer.alloc(HEAD);
  let known = 0;
  let left = 0;
  let authentications = 0;
  /** The last two bytes of the message: one zero ends a field, a second one the list. */
  let tail = 0;
  return (chunk) => {
    for (let at = 0; at < chunk.length; ) {
      if (known < HEAD) {
        head[known++] = chunk[at++] as number;
        if (known < HEAD) continue;
        if (head[0] === AUTHENTICATION && ++authentications > MAX_AUTHENTICATION)
          throw new BadAnswer('The database asks too often who we are.');
        left = head.readUInt32BE(1) - (HEAD - 1);
        tail = left > 0 ? 0 : 1;
      }
      const end = Math.min(chunk.length, at + Math.max(0, left));
      for (const byte of chunk.subarray(Math.max(at, end - 2), end)) tail = ((tail << 8) | byte) & 0xffff;
      left -= end - at;
      at = end;
      if (left > 0) continue;
      if (left < 0 || (tail !== 0 && FIELDS.has(head[0] as number)))
        throw new BadAnswer('The response of the database is not a PostgreSQL message.');
      known = 0;
    }
  };
}
