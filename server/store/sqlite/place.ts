import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { unavailable } from '../errors.ts';

/**
 * Detects that the database file was deleted, moved or replaced: SQLite would go on writing to the old file and
 * acknowledge commits that the next start cannot find.
 * @returns a function that throws DomainError `unavailable` once the path no longer leads to the opened file
 */
export function watchPlace(path: string): () => void {
  if (path === ':memory:') return () => {};
  const file = resolve(path);
  const inode = () => statSync(file, { throwIfNoEntry: false })?.ino;
  const known = inode();
  return () => {
    if (inode() !== known) throw unavailable('the database file was moved, replaced or deleted: restart the server');
  };
}
