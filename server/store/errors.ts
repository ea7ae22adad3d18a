import { DomainError } from '../domain/errors.ts';
import { camel } from './schema.ts';

/** The database, its disk or the connection failed; the same call may succeed later. */
export const unavailable = (message: string, cause?: unknown): DomainError =>
  new DomainError('unavailable', message, { retryAfter: 1 }, cause);

/** A unique index over `columns` refused a row; the last column is the one whose value the caller chose. */
export function taken(columns: readonly string[], cause: unknown): DomainError {
  const path = camel(columns.at(-1) ?? 'id');
  const message = `${path} is already taken`;
  return new DomainError('conflict', message, { issues: [{ path, message }] }, cause);
}

/** A row refers to one that does not exist (any more). */
export const orphan = (cause: unknown): DomainError =>
  new DomainError('not_found', 'what this belongs to does not exist', { subject: 'reference' }, cause);

/** The database cannot hold the value (too long for an index, out of range). */
export const unstorable = (cause: unknown): DomainError => {
  const message = 'a value cannot be stored';
  return new DomainError('invalid', message, { issues: [{ path: '', message }] }, cause);
};
