import { type Kysely, sql } from 'kysely';
import { nouns, snake } from '../schema.ts';
import { openSqlite } from '../sqlite/engine.ts';
import type { Pool, Reserved } from './pool.ts';

/** Rows in memory at a time; each may hold a megabyte of data. */
const ROWS = 100;

/** Copies every table from one snapshot into a SQLite database that Boardcast can open. */
export async function copyPostgres(pool: Pool, file: string): Promise<void> {
  const target = await openSqlite(file, { log: { warn: () => {} } });
  const source = await pool.connect();
  let isDone = false;
  try {
    // A collection may be inside a newer one, which is copied later; the snapshot as a whole is consistent.
    await sql`pragma foreign_keys = off`.execute(target.db);
    // The caller syncs the finished file: until then durability does not matter, and no WAL may be left beside it.
    await sql`pragma journal_mode = memory`.execute(target.db);
    await sql`pragma synchronous = off`.execute(target.db);
    await source.query('begin isolation level repeatable read read only');
    for (const noun of Object.keys(nouns)) await copyTable(source, target.db as never, snake(noun));
    await source.query('commit');
    isDone = true;
  } finally {
    // After a failure, closing the connection ends the open transaction.
    source.release(!isDone);
    await target.close();
  }
}

async function copyTable(source: Reserved, target: Kysely<Record<string, Record<string, unknown>>>, table: string) {
  await source.query(`declare rows no scroll cursor for select * from ${table} order by id`);
  for (;;) {
    const { rows } = await source.query<Record<string, unknown>>(`fetch ${ROWS} from rows`);
    if (rows.length === 0) break;
    await target.insertInto(table).values(rows).execute();
  }
  await source.query('close rows');
}
