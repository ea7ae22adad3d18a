import { orphan, taken, unavailable, unstorable } from '../errors.ts';

/** `node:sqlite` puts SQLite's extended result code into `errcode`. @see https://sqlite.org/rescode.html */
interface SqliteError extends Error {
  errcode: number;
  errstr: string;
}

const isSqliteError = (error: unknown): error is SqliteError =>
  error instanceof Error && 'errcode' in error && typeof error.errcode === 'number';

/** The primary result code: the low byte of the extended one. */
const codeOf = (error: unknown): number => (isSqliteError(error) ? error.errcode & 0xff : 0);

const BUSY = 5;
const CORRUPT = 11;
const NOTADB = 26;

/** Busy, locked, out of memory, read-only, I/O error, corrupt, full, cannot open and similar: a later call may succeed. */
const OUT_OF_ORDER = new Set([BUSY, 6, 7, 8, 10, CORRUPT, 13, 14, 15, 22, NOTADB]);
const TOO_BIG = 18;

/** Extended result codes of constraint violations. */
const CONSTRAINTS: Readonly<Record<number, (error: SqliteError) => Error>> = {
  787: orphan,
  1555: (error) => taken(columnsIn(error.message), error),
  2067: (error) => taken(columnsIn(error.message), error),
};

/** `UNIQUE constraint failed: grants.dashboard_id, grants.subject_id` */
const columnsIn = (message: string): string[] =>
  (message.split(': ').at(-1) ?? '').split(', ').map((name) => name.split('.').at(-1) ?? name);

export const isBusy = (error: unknown): boolean => codeOf(error) === BUSY;
export const isDamage = (error: unknown): boolean => [CORRUPT, NOTADB].includes(codeOf(error));

/** What usually causes errors at start whose messages do not say so: read-only, I/O error, cannot open. */
const HINTS: Readonly<Record<number, string>> = {
  8: ' (it and its directory must be writable for the user of the server)',
  10: ' (the disk may be full)',
  14: ' (it and its directory must be readable and writable for the user of the server)',
};

export const reasonOf = (error: unknown): string =>
  error instanceof Error ? error.message + (HINTS[codeOf(error)] ?? '') : String(error);

/** Translates errors of SQLite into those of the domain. */
export function translateSqlite(error: unknown): unknown {
  if (!isSqliteError(error)) return error;
  const constraint = CONSTRAINTS[error.errcode];
  if (constraint) return constraint(error);
  if (OUT_OF_ORDER.has(codeOf(error)))
    return unavailable(`the database cannot be used right now (${error.errstr})`, error);
  return codeOf(error) === TOO_BIG ? unstorable(error) : error;
}
