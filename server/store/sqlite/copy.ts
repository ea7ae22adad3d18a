import { backup, DatabaseSync } from 'node:sqlite';
import type { Capabilities, ReadSnapshot, StoredRow } from '../engine.ts';

/** More pages than any database has: copies in one step, so that concurrent writes cannot restart the copy. */
const ALL_PAGES = 0x7fffffff;

export const copying: Capabilities['copying'] = {
  begin: ['pragma defer_foreign_keys = on'],
  end: [],
  lastId: (table) => `select seq as id from sqlite_sequence where name = '${table}'`,
  setLastId: (table, id) => [
    `delete from sqlite_sequence where name = '${table}'`,
    `insert into sqlite_sequence (name, seq) values ('${table}', ${id})`,
  ],
};

/** Copies one snapshot, off the main thread, while others read and write. */
export async function backUpSqlite(database: DatabaseSync, path: string, file: string): Promise<void> {
  if (path === ':memory:') {
    await backup(database, file, { rate: ALL_PAGES });
    return;
  }
  const source = openReadOnly(path);
  try {
    await backup(source, file, { rate: ALL_PAGES });
  } finally {
    source.close();
  }
}

/** Reads from one snapshot, row by row, on a connection of its own, so that nobody has to wait for it. */
export async function readSqlite<T>(path: string, read: ReadSnapshot<T>): Promise<T> {
  const source = openReadOnly(path);
  try {
    // The snapshot is that of the first statement, which is this one.
    source.exec('begin; select 1 from sqlite_schema');
    return await read((table) => rowsOf(source, table));
  } finally {
    source.close();
  }
}

async function* rowsOf(source: DatabaseSync, table: string): AsyncGenerator<StoredRow> {
  yield* source.prepare(`select * from ${table} order by id`).iterate() as Iterable<StoredRow>;
}

const openReadOnly = (path: string) => new DatabaseSync(path, { readOnly: true, timeout: 5000 });
