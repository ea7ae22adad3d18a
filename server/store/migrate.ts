import { type Kysely, type QueryExecutorProvider, sql } from 'kysely';
import type { Capabilities } from './engine.ts';
import { migrations } from './migrations/index.ts';
import type { Database } from './schema.ts';

export const VERSION_TABLE = 'boardcast_schema';

/** A database that must not be used; the message is one line for the person who started the program. */
export class RefusedDatabase extends Error {}

/**
 * Checks whether this program can use the database.
 * @param place its name in messages
 * @returns the number of migrations applied to it; 0 when it is empty
 * @throws RefusedDatabase when it belongs to another program or a newer Boardcast
 */
export function checkVersion(place: string, tables: readonly string[], version: number | undefined): number {
  if (tables.length === 0) return 0;
  if (!tables.includes(VERSION_TABLE) || version === undefined)
    throw new RefusedDatabase(`${place} is not a Boardcast database: it has a table "${tables[0]}"`);
  if (version > migrations.length)
    throw new RefusedDatabase(
      `${place} was made by a newer Boardcast (schema ${version}, this one knows ${migrations.length})`,
    );
  return version;
}

export const VERSION_QUERY = `select max(version) as version from ${VERSION_TABLE}`;

/** Migrates the database to this program's schema, in one transaction and under a lock. @throws RefusedDatabase */
export async function migrate(db: Kysely<Database>, { ddl }: Capabilities, place: string): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    for (const statement of ddl.lock) await sql.raw(statement).execute(transaction);
    const version = await readVersion(transaction, ddl.tableNames, place);
    if (version === migrations.length) return;
    if (version === 0)
      await sql.raw(`create table ${VERSION_TABLE} (version ${ddl.integer} not null)`).execute(transaction);
    for (const migration of migrations.slice(version))
      for (const statement of migration(ddl)) await sql.raw(statement).execute(transaction);
    await sql.raw(`delete from ${VERSION_TABLE}`).execute(transaction);
    await sql.raw(`insert into ${VERSION_TABLE} (version) values (${migrations.length})`).execute(transaction);
  });
}

async function readVersion(db: QueryExecutorProvider, tableNames: string, place: string): Promise<number> {
  const { rows } = await sql.raw<{ name: string }>(tableNames).execute(db);
  const tables = rows.map(({ name }) => name);
  if (!tables.includes(VERSION_TABLE)) return checkVersion(place, tables, undefined);
  const [row] = (await sql.raw<{ version: number }>(VERSION_QUERY).execute(db)).rows;
  return checkVersion(place, tables, row?.version);
}
