import { backup, DatabaseSync } from 'node:sqlite';

/** More pages than any database has: copies in one step, so that concurrent writes cannot restart the copy. */
const ALL_PAGES = 0x7fffffff;

/** Copies one snapshot, off the main thread, while others read and write. */
export async function copySqlite(database: DatabaseSync, path: string, file: string): Promise<void> {
  if (path === ':memory:') {
    await backup(database, file, { rate: ALL_PAGES });
    return;
  }
  const source = new DatabaseSync(path, { readOnly: true, timeout: 5000 });
  try {
    await backup(source, file, { rate: ALL_PAGES });
  } finally {
    source.close();
  }
}
