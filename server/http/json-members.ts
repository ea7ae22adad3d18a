import { DomainError } from '../domain/errors.ts';
import { parseJson } from './body.ts';

const [QUOTE, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];
/** Bytes scanned before yielding to the event loop. */
const SLICE = 1024 * 1024;

/**
 * The members of a large JSON object as the bytes they are, so that one of them can be read elsewhere. Only the
 * outermost level is looked at: what a member holds is for its reader to check.
 * @throws DomainError `malformed` when it is no object
 */
export async function jsonMembers(bytes: Uint8Array): Promise<Map<string, Uint8Array>> {
  const members = new Map<string, Uint8Array>();
  let depth = 0;
  let start = 0;
  let colon = -1;
  let pause = SLICE;
  let isText = false;
  const add = (end: number) => {
    if (colon < 0) throw malformed();
    members.set(nameOf(bytes.subarray(start, colon)), bytes.subarray(colon + 1, end));
  };
  for (let at = firstOf(bytes); at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (isText) {
      at = bytes.indexOf(QUOTE, at);
      if (at < 0) throw malformed();
      isText = isEscaped(bytes, at);
    } else if (byte === QUOTE) isText = true;
    else if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
      depth += 1;
      if (depth === 1) start = at + 1;
    } else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) {
      depth -= 1;
      if (depth > 0) continue;
      const isNone = members.size === 0 && isBlank(bytes.subarray(start, at));
      if (!isNone) add(at);
      if (byte !== CLOSE_OBJECT || !isBlank(bytes.subarray(at + 1))) throw malformed();
      return members;
    } else if (depth === 1 && byte === COLON && colon < 0) colon = at;
    else if (depth === 1 && byte === COMMA) {
      add(at);
      start = at + 1;
      colon = -1;
    }
    if (at < pause) continue;
    pause = at + SLICE;
    await new Promise(setImmediate);
  }
  throw malformed();
}

/** Where the object begins. */
function firstOf(bytes: Uint8Array): number {
  const at = bytes[0] === 0xef ? 3 : 0;
  const open = bytes.indexOf(OPEN_OBJECT, at);
  if (open < 0 || !isBlank(bytes.subarray(at, open))) throw malformed();
  return open;
}

/** Whether the quote at `at` is one of the text around it. */
function isEscaped(bytes: Uint8Array, at: number): boolean {
  let slashes = 0;
  while (bytes[at - 1 - slashes] === BACKSLASH) slashes += 1;
  return slashes % 2 === 1;
}

function nameOf(bytes: Uint8Array): string {
  const name = parseJson(bytes);
  if (typeof name !== 'string') throw malformed();
  return name;
}

function isBlank(bytes: Uint8Array): boolean {
  for (const byte of bytes) if (byte !== 32 && (byte < 9 || byte > 13)) return false;
  return true;
}
const malformed = () => new DomainError('malformed', 'The request body must be a JSON object.');
