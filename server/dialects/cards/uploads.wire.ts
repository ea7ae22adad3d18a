import { invalid } from '../../domain/errors.ts';
import type { DatasetFormat, Upload } from '../../domain/sources/queries.ts';
import { decodeUtf8, parseJson } from '../../http/body.ts';
import { jsonMembers } from '../../http/json-members.ts';
import { isMultipart, partsOf } from '../../http/multipart.ts';

/** The uploaded rows, and the name if one was given. */
export interface NamedUpload {
  name: string | undefined;
  upload: Upload;
}

/** Content types that determine the format; any other is treated as JSON. */
const RAW: readonly [type: RegExp, format: DatasetFormat][] = [
  [/^text\/csv\b/i, 'csv'],
  [/^application\/(?:vnd\.apache\.|x-)?parquet\b/i, 'parquet'],
];

/**
 * The ways to send rows: a form with a `file` (CSV, JSON or Parquet) and a `name`; CSV or Parquet as the body;
 * JSON `{name, rows: [{…}]}`, or the list of rows alone.
 * @throws DomainError `malformed`, `invalid`
 */
export async function namedUpload(bytes: Uint8Array, contentType: string): Promise<NamedUpload> {
  if (isMultipart(contentType)) return formUpload(bytes, contentType);
  const format = RAW.find(([type]) => type.test(contentType))?.[1];
  if (format) return { name: undefined, upload: { format, bytes } };
  if (formatOf(bytes) === 'json') return { name: undefined, upload: { format: 'json', bytes } };
  const members = await jsonMembers(bytes);
  const rows = members.get('rows');
  if (!rows) throw invalid({ path: 'rows', message: 'must be a list of objects' });
  return { name: textOf(members.get('name')), upload: { format: 'json', bytes: rows } };
}

function textOf(bytes: Uint8Array | undefined): string | undefined {
  const name = bytes && parseJson(bytes);
  if (name !== undefined && typeof name !== 'string') throw invalid({ path: 'name', message: 'must be text' });
  return name;
}

function formUpload(bytes: Uint8Array, contentType: string): NamedUpload {
  const parts = partsOf(bytes, contentType);
  const [file, named] = ['file', 'name'].map((name) => parts.find((part) => part.name === name));
  if (file?.filename === undefined) throw invalid({ path: 'file', message: 'must be a file' });
  const [, stem, extension] = /^(.*?)(?:\.(csv|json|parquet))?$/is.exec(file.filename) ?? [];
  const format = (extension?.toLowerCase() as DatasetFormat | undefined) ?? formatOf(file.bytes);
  const isField = named && named.filename === undefined;
  return { name: isField ? decodeUtf8(named.bytes) : stem, upload: { format, bytes: file.bytes } };
}

/** The format of a file by its first bytes: Parquet's magic number, a JSON list, else CSV. */
function formatOf(bytes: Uint8Array): DatasetFormat {
  const beginning = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 64)).toString('latin1');
  if (beginning.startsWith('PAR1')) return 'parquet';
  return /^(?:\xef\xbb\xbf)?\s*\[/.test(beginning) ? 'json' : 'csv';
}
