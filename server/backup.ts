import { randomBytes } from 'node:crypto';
import { constants, copyFile, link, mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Dataset } from './domain/model.ts';
import type { Store } from './domain/ports.ts';
import { fileName } from './sources/duckdb/protocol.ts';
import { PIN } from './sources/duckdb/sweep.ts';

export interface BackupDeps {
  store: Pick<Store, 'backup' | 'datasets' | 'workspaces'>;
  /** Opens a copy of the database. */
  openCopy(file: string): Promise<Pick<Store, 'datasets' | 'close'>>;
  /** The directory of the dataset files. */
  directory: string;
}

export interface Backup {
  /** The copy of the database, always a SQLite file. */
  file: string;
  /** The directory with copies of its dataset files, in the layout of the original; absent when there are none. */
  datasets?: string;
  /** Names of datasets whose files are missing. */
  missing?: string[];
}

/** Attempts, since datasets can be replaced while a copy is made. */
const TRIES = 5;

/**
 * Copies everything while others write: a snapshot of the database, and the dataset files that it names. These files
 * never change, they are replaced and deleted. So all of them are hard-linked before the database is copied, and those
 * that the copy names cannot disappear.
 * @throws when there is nothing to copy, the target exists or cannot be written; nothing is left behind
 */
export async function backUp({ store, openCopy, directory }: BackupDeps, file: string): Promise<Backup> {
  // A wrong DATA_DIR leads to a new, empty database; its backup would turn out to be useless when it is needed.
  if ((await store.workspaces.count({})) === 0)
    throw new Error('the database is empty: run the command with the settings of the server');
  const target = `${file}.datasets`;
  if (await stat(target).catch(() => undefined)) throw new Error(`${target} already exists`);
  for (let left = TRIES; ; left -= 1) {
    const pins = join(directory, `${PIN}${randomBytes(8).toString('hex')}`);
    try {
      await pin(directory, pins);
      await store.backup(file);
      try {
        const rows = await namedBy(file, openCopy);
        const missing: string[] = [];
        for (const row of rows) {
          if (await take(directory, pins, target, row)) continue;
          const isReplaced = (await store.datasets.get({ id: row.id }))?.file !== row.file;
          if (isReplaced && left > 1) throw new Replaced();
          missing.push(row.name);
        }
        return { file, ...(rows.length > 0 && { datasets: target }), ...(missing.length > 0 && { missing }) };
      } catch (error) {
        await Promise.all([file, target].map((path) => rm(path, { recursive: true, force: true })));
        if (!(error instanceof Replaced)) throw error;
      }
    } finally {
      await rm(pins, { recursive: true, force: true });
    }
  }
}

class Replaced extends Error {}

async function namedBy(file: string, openCopy: BackupDeps['openCopy']): Promise<Dataset[]> {
  const copy = await openCopy(file);
  try {
    return (await copy.datasets.list({})).filter((row) => row.file !== '');
  } finally {
    await copy.close();
  }
}

/** Hard-links every dataset file. Without support for hard links, the backup starts again if a file is gone. */
async function pin(directory: string, pins: string): Promise<void> {
  const places = (await readdir(directory, { withFileTypes: true }).catch(() => []))
    .filter((each) => each.isDirectory() && !each.name.startsWith(PIN))
    .map(({ name }) => join(directory, name));
  if (places.length === 0) return;
  await mkdir(pins, { mode: 0o700 });
  for (const place of places) {
    const names = (await readdir(place)).filter((name) => name.endsWith(fileName('')));
    await Promise.all(names.map((name) => link(join(place, name), join(pins, name)).catch(() => undefined)));
  }
}

/** Copies a dataset file. @returns false when it is missing */
async function take(directory: string, pins: string, target: string, { workspaceId, file }: Dataset): Promise<boolean> {
  const place = join(target, String(workspaceId));
  await mkdir(place, { recursive: true, mode: 0o700 });
  const [name, to] = [fileName(file), join(place, fileName(file))];
  const copy = (from: string) => copyFile(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  const ways = [join(pins, name), join(directory, String(workspaceId), name)];
  if (!(await copyFirst(ways, copy))) return false;
  const handle = await open(to, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
  return true;
}

async function copyFirst(places: readonly string[], copy: (from: string) => Promise<void>): Promise<boolean> {
  for (const place of places)
    try {
      await copy(place);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  return false;
}
