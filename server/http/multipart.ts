import { DomainError } from '../domain/errors.ts';

/** One part of a form: a file if it has a `filename`, otherwise a field. */
export interface Part {
  name: string;
  filename: string | undefined;
  bytes: Uint8Array;
}

/** Limits against malicious forms; no genuine one comes near them. */
const MAX_PARTS = 1000;
const MAX_HEAD = 8 * 1024;

export const isMultipart = (contentType: string): boolean => /^multipart\/form-data\b/i.test(contentType);

/**
 * The parts of a form (multipart/form-data, RFC 7578) as bytes. The platform's own parser blocks the event loop for
 * seconds on large forms; this one does not.
 * @throws DomainError `malformed`
 */
export function partsOf(body: Uint8Array, contentType: string): Part[] {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const [, quoted, plain] = /;\s*boundary=(?:"([^"]{1,200})"|([^\s;"]{1,200}))/i.exec(contentType) ?? [];
  const boundary = `--${quoted ?? plain ?? ''}`;
  const parts: Part[] = [];
  let at = bytes.indexOf(boundary);
  if (boundary === '--' || !(at === 0 || (at === 2 && isBreak(bytes, 0)))) throw malformed();
  for (at += boundary.length; !bytes.subarray(at, at + 2).equals(END); ) {
    const head = isBreak(bytes, at) ? bytes.subarray(at, at + MAX_HEAD).indexOf('\r\n\r\n') : -1;
    const from = at + head + 4;
    const end = head < 0 ? -1 : bytes.indexOf(`\r\n${boundary}`, from - 2);
    if (end < 0 || parts.length === MAX_PARTS) throw malformed();
    parts.push({ ...namesIn(bytes.toString('utf8', at, at + head)), bytes: bytes.subarray(from, Math.max(from, end)) });
    at = end + 2 + boundary.length;
  }
  return parts;
}

const END = Buffer.from('--');
const isBreak = (bytes: Buffer, at: number): boolean => bytes[at] === 13 && bytes[at + 1] === 10;

function namesIn(head: string): Pick<Part, 'name' | 'filename'> {
  const [, disposition = ''] = /\r\ncontent-disposition:\s*form-data\s*(;.*)/i.exec(head) ?? [];
  const named = (name: string): string | undefined => {
    const [, quoted, plain] = new RegExp(`;\\s*${name}=(?:"([^"]*)"|([^\\s;"]+))`, 'i').exec(disposition) ?? [];
    return (quoted ?? plain)?.replace(/%22/g, '"').replace(/%0a/gi, '\n').replace(/%0d/gi, '\r');
  };
  const name = named('name');
  if (name === undefined) throw malformed();
  return { name, filename: named('filename') };
}

const malformed = (): DomainError => new DomainError('malformed', 'The form cannot be read.');
