import { closeSync, existsSync, openSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { makeDirectory } from '../../directories.ts';
import { checkVersion, RefusedDatabase, VERSION_QUERY, VERSION_TABLE } from '../migrate.ts';
import { isDamage, reasonOf } from './errors.ts';
import { patiently } from './patience.ts';

/** Older versions can lose commits when a WAL is reset while it is being read. @see https://sqlite.org/wal.html#walresetbug */
const OLDEST = [3, 51, 3];

/** Bytes up to which every page is checked at start; larger files would take too long. */
const CHECKED_SIZE = 256 * 1024 * 1024;

/** Selects the `name` of every table but SQLite's own. */
export const TABLE_NAMES =
  "select name from sqlite_schema where type = 'table' and name not like 'sqlite\\_%' escape '\\'";

/**
 * Opens or creates a SQLite file, with settings for durable writes.
 * @throws RefusedDatabase when the file is damaged, newer, or not ours; it is left unchanged
 */
export async function openFile(path: string): Promise<DatabaseSync> {
  const file = path === ':memory:' ? path : resolve(path);
  if (file !== ':memory:') await prepare(file);
  const database = new DatabaseSync(file);
  try {
    await patiently(() => checkEngine(database));
    await patiently(() => database.exec('pragma journal_mode = wal'));
    await patiently(() =>
      database.exec(`
      pragma synchronous = full;
      pragma foreign_keys = on;
      pragma trusted_schema = off;
      pragma temp_store = memory;
      pragma cache_size = -32000;
      pragma journal_size_limit = 67108864;
    `),
    );
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

async function prepare(file: string): Promise<void> {
  try {
    makeDirectory(dirname(file));
    // Created here, because SQLite would make it readable for all users of the machine.
    if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600));
    if (!statSync(file).isFile()) throw new RefusedDatabase(`${file} is not a file`);
  } catch (error) {
    throw error instanceof RefusedDatabase ? error : new RefusedDatabase(`cannot open ${file}: ${reasonOf(error)}`);
  }
  const refused = inspect(file);
  if (!refused) return;
  // Another process may be creating it right now.
  await sleep(200);
  const again = inspect(file);
  if (again) throw again;
}

/** Checks a file without changing it or creating files beside it. */
function inspect(file: string): RefusedDatabase | undefined {
  if (statSync(file).size === 0) return undefined;
  const url = pathToFileURL(file);
  // Without a WAL nobody has it open, and "immutable" keeps SQLite from creating one.
  if (!existsSync(`${file}-wal`)) url.searchParams.set('immutable', '1');
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(url, { readOnly: true, timeout: 1000 });
    const tables = database
      .prepare(TABLE_NAMES)
      .all()
      .map(({ name }) => String(name));
    const version = tables.includes(VERSION_TABLE) ? database.prepare(VERSION_QUERY).get()?.version : undefined;
    checkVersion(file, tables, typeof version === 'number' ? version : undefined);
    if (statSync(file).size > CHECKED_SIZE) return undefined;
    const found = database.prepare('pragma quick_check(1)').get()?.quick_check;
    return found === 'ok' ? undefined : damaged(file, String(found));
  } catch (error) {
    if (error instanceof RefusedDatabase) return error;
    return isDamage(error) ? damaged(file, reasonOf(error)) : undefined;
  } finally {
    database?.close();
  }
}

const damaged = (file: string, reason: string) =>
  new RefusedDatabase(
    `${file} is damaged or not a database (${reason.split('\n')[0]}): restore a backup or move it away`,
  );

function checkEngine(database: DatabaseSync): void {
  const version = String(database.prepare('select sqlite_version() as version').get()?.version);
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  const [oldMajor = 0, oldMinor = 0, oldPatch = 0] = OLDEST;
  if ((major - oldMajor || minor - oldMinor || patch - oldPatch) < 0)
    throw new Error(
      `SQLite ${version} is too old: version ${OLDEST.join('.')} or later is required (it comes with Node)`,
    );
}
