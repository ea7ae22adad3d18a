import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { unavailable } from '../errors.ts';

/**
 * Makes sure that what was just written is where the next start looks for it: SQLite goes on writing, and acknowledging,
 * into a file that somebody has deleted, moved or replaced.
 * @returns a function that throws DomainError `unavailable` once the file is not the one that was opened
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
