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
  /** Where the files of datasets are. */
  directory: string;
}

export interface Backup {
  /** The copy of the database, for SQLite whatever it came from. */
  file: string;
  /** The directory with the rows of its datasets, where it has some: laid out as the one they come from. */
  datasets?: string;
  /** Names of datasets whose rows are nowhere to be found. */
  missing?: string[];
}

/** Times it begins again, because a dataset was replaced twice while one copy was made. */
const TRIES = 5;

/**
 * A copy of everything while others write: the database as it was at one moment, and the rows that its datasets had
 * at that moment. A dataset's file never changes, it is replaced by another one and deleted; so all that are there are
 * held before the database is copied, and what the copy names is there however long it takes.
 * @throws when there is nothing to copy, something of that name exists, or cannot be written: then nothing is left behind
 */
export async function backUp({ store, openCopy, directory }: BackupDeps, file: string): Promise<Backup> {
  // Under a wrong DATA_DIR it was made just now; its copy would be found empty on the day that it is needed.
  if ((await store.workspaces.count({})) === 0)
    throw new Error('there is nothing in this database: give commands the settings that the server has');
  const target = `${file}.datasets`;
  if (await stat(target).catch(() => undefined)) throw new Error(`${target} exists already`);
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

/** A second name for every file that is there. Where the disk knows none, the copy begins again if one is gone. */
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

/** @returns whether it was there */
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

/** Copies from the first place where it is. */
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
