import type { Duplex } from 'node:stream';
import type pg from 'pg';

/** Bytes that a connection may bring. */
const MAX_BYTES = 8 * 1024 * 1024;

/** What a server sends that is none, or means harm. The message is for whoever asked. */
export class BadAnswer extends Error {}

/**
 * Looks at everything that a server sends before the driver does, which believes all of it: whoever links a database
 * chooses the program that answers. What is too much, what is no message, and what the driver stumbles over end the
 * connection and nothing else.
 */
export function guardWire(connection: pg.Connection, isEncrypted: boolean): void {
  const limit = limitBytes();
  const messages = checkMessages();
  if (isEncrypted) {
    watch(connection.stream, limit);
    // What is encrypted comes out of another stream.
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

/** Before it is parsed: a message is held until all of it is there. */
function limitBytes(): Check {
  let left = MAX_BYTES;
  return ({ length }) => {
    left -= length;
    if (left < 0) throw new BadAnswer(`The database answers more than ${MAX_BYTES} bytes.`);
  };
}

/** Bytes of the head of a message: its type, and the length of all that follows the type. */
const HEAD = 5;
/** Types of messages that are fields up to an empty one (ErrorResponse, NoticeResponse): the driver reads on until it comes. */
const FIELDS: ReadonlySet<number> = new Set([0x45, 0x4e]);

/** @see https://www.postgresql.org/docs/current/protocol-message-formats.html */
function checkMessages(): Check {
  const head = Buffer.alloc(HEAD);
  let known = 0;
  let left = 0;
  /** The last two bytes of the message: zeros end a field, and the list of fields. */
  let tail = 0;
  return (chunk) => {
    for (let at = 0; at < chunk.length; ) {
      if (known < HEAD) {
        head[known++] = chunk[at++] as number;
        if (known < HEAD) continue;
        left = head.readUInt32BE(1) - (HEAD - 1);
        tail = left > 0 ? 0 : 1;
      }
      const end = Math.min(chunk.length, at + Math.max(0, left));
      for (const byte of chunk.subarray(Math.max(at, end - 2), end)) tail = ((tail << 8) | byte) & 0xffff;
      left -= end - at;
      at = end;
      if (left > 0) continue;
      if (left < 0 || (tail !== 0 && FIELDS.has(head[0] as number)))
        throw new BadAnswer('The database answers something that is no message.');
      known = 0;
    }
  };
}
