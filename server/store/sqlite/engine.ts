import type { DatabaseSync } from 'node:sqlite';
import { Kysely, sql } from 'kysely';
import type { Capabilities, Commit, Engine, StoreLog } from '../engine.ts';
import { migrate, RefusedDatabase, VERSION_TABLE } from '../migrate.ts';
import type { Database } from '../schema.ts';
import { backUpSqlite, copying, readSqlite } from './copy.ts';
import { sqliteDialect } from './dialect.ts';
import { reasonOf, translateSqlite } from './errors.ts';
import { createPoll } from './feed.ts';
import { openFile, TABLE_NAMES } from './open.ts';
import { patiently } from './patience.ts';
import { watchPlace } from './place.ts';

const capabilities: Capabilities = {
  ddl: {
    id: 'integer primary key autoincrement',
    integer: 'integer',
    text: 'text',
    tableOptions: 'strict',
    tableNames: TABLE_NAMES,
    // Every transaction begins with the write lock.
    lock: [],
  },
  copying,
  oneOf: (column, list) => sql`${sql.ref(column)} in (select value from json_each(${list}))`,
  encodeList: (values) => JSON.stringify(values),
};

interface SqliteOptions {
  log: StoreLog;
  forWriting?: boolean;
}

/** Fails on a file of another user, which SQLite opens read-only without a word. */
const WRITES_NOTHING = `update ${VERSION_TABLE} set version = 0 where version < 0`;

/** One file and one connection per process; changes by other processes are detected by polling. */
export async function openSqlite(path: string, options: SqliteOptions): Promise<Engine> {
  let database: DatabaseSync | undefined;
  try {
    database = await openFile(path);
    return await createEngine(database, path, options);
  } catch (error) {
    database?.close();
    throw error instanceof RefusedDatabase
      ? error
      : new Error(`cannot use ${path}: ${reasonOf(error)}`, { cause: error });
  }
}

async function createEngine(database: DatabaseSync, path: string, { log, forWriting }: SqliteOptions): Promise<Engine> {
  const inPlace = watchPlace(path);
  const db = new Kysely<Database>({ dialect: sqliteDialect(database, inPlace) });
  await migrate(db, capabilities, path);
  if (forWriting) await patiently(() => database.exec(WRITES_NOTHING));
  const commit = await patiently(() => prepareCommit(database, inPlace));
  const feed = await patiently(() => createPoll(database, log));

  return {
    db,
    capabilities,
    feed,
    // Kysely's mutex keeps commits out of open transactions.
    commit: (batch) => db.connection().execute(() => patiently(() => commit(batch))),
    repeatedly: (run) => run(),
    translate: translateSqlite,
    snapshot: (read) => readSqlite(path, read),
    backup: (file) => backUpSqlite(database, path, file),
    async close() {
      feed.stop();
      try {
        await db.connection().execute(async () => database.exec('pragma wal_checkpoint(truncate)'));
      } catch (error) {
        // Everything committed is in the WAL, which the next start reads.
        log.warn({ err: error }, 'the database was closed without a checkpoint');
      }
      await db.destroy();
    },
  };
}

/** The hot path: one synchronous transaction of statements prepared in advance. */
function prepareCommit(database: DatabaseSync, inPlace: () => void): (commit: Commit) => Map<number, number> {
  const update = database.prepare(
    `update widgets set data = ?1, data_updated_at = ?2, version = version + ?3
     where id = ?4 and deleted_at is null and (?5 is null or version = ?5)`,
  );
  // One query for all, because `returning` costs more than the update itself.
  const versionsOf = database.prepare('select id, version from widgets where id in (select value from json_each(?))');
  const append = database.prepare('insert into samples (series_id, at, value) values (?, ?, ?)');
  const touch = database.prepare(
    'update api_keys set last_used_at = ?1 where id = ?2 and (last_used_at is null or last_used_at < ?1)',
  );

  const write = ({ updates, samples, touches }: Commit) => {
    const there = updates.filter(
      ({ widgetId, data, at, pushes, version }) => update.run(data, at, pushes, widgetId, version).changes,
    );
    const rows = versionsOf.all(JSON.stringify(there.map(({ widgetId }) => widgetId)));
    const versions = new Map(rows.map(({ id, version }) => [Number(id), Number(version)]));
    for (const { widgetId, seriesId, at, value } of samples)
      if (versions.has(widgetId)) append.run(seriesId, at, value);
    for (const { keyId, at } of touches) touch.run(at, keyId);
    return versions;
  };

  return (batch) => {
    database.exec('begin immediate');
    try {
      const versions = write(batch);
      database.exec('commit');
      inPlace();
      return versions;
    } catch (error) {
      // A full disk may have caused a rollback already.
      if (database.isTransaction) database.exec('rollback');
      throw error;
    }
  };
}
