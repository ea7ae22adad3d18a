import { sql } from 'kysely';
import { copyRows } from '../copy.ts';
import type { Capabilities, Engine, ReadSnapshot, StoredRow } from '../engine.ts';
import { openSqlite } from '../sqlite/engine.ts';
import type { Pool, Reserved } from './pool.ts';

/** Rows in memory at a time; each may hold a megabyte of data. */
const ROWS = 100;

/** A collection may be inside a newer one, which is copied later: such references are checked at the end. */
const checkSelfReferences = (when: string) => `
  do $$ declare reference record; begin
    for reference in
      select conrelid::regclass as place, conname from pg_constraint
      where contype = 'f' and conrelid = confrelid
        and connamespace = (select oid from pg_namespace where nspname = current_schema())
    loop
      execute format('alter table %s alter constraint %I ${when}', reference.place, reference.conname);
    end loop;
  end $$`;

export const copying: Capabilities['copying'] = {
  begin: [checkSelfReferences('deferrable initially deferred')],
  end: ['set constraints all immediate', checkSelfReferences('not deferrable')],
  lastId: (table) => `select last_value - (not is_called)::int as id from ${table}_id_seq`,
  setLastId: (table, id) => [`alter table ${table} alter column id restart with ${id + 1}`],
};

/** Reads from one snapshot, a slice at a time. */
export async function readPostgres<T>(pool: Pool, read: ReadSnapshot<T>): Promise<T> {
  const source = await pool.connect();
  let isDone = false;
  try {
    await source.query('begin isolation level repeatable read read only');
    const result = await read((table) => rowsOf(source, table));
    await source.query('commit');
    isDone = true;
    return result;
  } finally {
    // After a failure, closing the connection ends the open transaction.
    source.release(!isDone);
  }
}

async function* rowsOf(source: Reserved, table: string): AsyncGenerator<StoredRow> {
  await source.query(`declare rows no scroll cursor for select * from ${table} order by id`);
  for (;;) {
    const { rows } = await source.query<StoredRow>(`fetch ${ROWS} from rows`);
    if (rows.length === 0) break;
    yield* rows;
  }
  await source.query('close rows');
}

/** Copies everything into a SQLite file that Boardcast can open. */
export async function backUpPostgres(source: Engine, file: string): Promise<void> {
  const target = await openSqlite(file, { log: { warn: () => {} } });
  try {
    // The caller syncs the finished file: until then durability does not matter, and no WAL may be left beside it.
    await sql`pragma journal_mode = memory`.execute(target.db);
    await sql`pragma synchronous = off`.execute(target.db);
    await copyRows(source, target);
  } finally {
    await target.close();
  }
}
