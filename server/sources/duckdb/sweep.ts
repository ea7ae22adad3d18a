import { readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { Dataset } from '../../domain/model.ts';
import type { Table } from '../../domain/ports.ts';
import { fileName } from './protocol.ts';

/** Prefix of the directories in which a running backup keeps files. */
export const PIN = '.backup-';

/** Milliseconds: another node may still be writing a file that is newer. */
const GRACE = 3_600_000;
/** Milliseconds for which rows are kept that were set aside: long enough to notice that it was the wrong database. */
const KEPT = 30 * 24 * 3_600_000;

/**
 * Deletes what killed processes left behind: uploads and half-written files at once, and replaced files, which no
 * dataset names any more, in time. Until then they are set aside, because they may be those of another database, on
 * which the server should have been started: its next start takes them back.
 */
export async function sweep(directory: string, datasets: Pick<Table<Dataset>, 'list'>): Promise<void> {
  const workspaces = await namesIn(directory);
  if (workspaces.length === 0) return;
  const rows = await datasets.list({});
  const named = new Set(rows.map(({ file }) => file));
  // What is older or newer than all of them does not belong to this database, for sure: it is a new one, because
  // DATABASE_URL was forgotten, or it was used before.
  const begin = Math.min(...rows.map(({ createdAt }) => createdAt));
  const end = Math.max(...rows.map(({ updatedAt }) => updatedAt));

  async function tidy(place: string, name: string): Promise<void> {
    const [file = ''] = name.split('.', 1);
    const path = join(place, name);
    const inUse = join(place, fileName(file));
    const aside = join(place, `${file}.unused`);
    const written = (await stat(path).catch(() => undefined))?.mtimeMs ?? Number.POSITIVE_INFINITY;
    const isOld = (age: number) => written < Date.now() - age;
    if (path === inUse) {
      const isOurs = begin <= written && written <= end;
      if (!named.has(file) && isOurs && isOld(GRACE)) await setAside(inUse, aside);
    } else if (path === aside && named.has(file)) await rename(aside, inUse);
    else if (isOld(path === aside ? KEPT : GRACE)) await rm(path, { force: true });
  }

  for (const workspace of workspaces) {
    const place = join(directory, workspace);
    if (workspace.startsWith(PIN)) await sweepPins(place);
    else for (const name of await namesIn(place)) await tidy(place, name).catch(unlessGone);
  }
}

async function setAside(path: string, aside: string): Promise<void> {
  // It is kept from now on, even if this process is killed before the next line.
  await utimes(path, new Date(), new Date());
  await rename(path, aside);
}

/** Deletes what a killed backup left behind. */
async function sweepPins(path: string): Promise<void> {
  const made = (await stat(path).catch(() => undefined))?.mtimeMs;
  if (made !== undefined && made < Date.now() - GRACE) await rm(path, { recursive: true, force: true });
}

const namesIn = (directory: string): Promise<string[]> =>
  readdir(directory).catch((error) => {
    unlessGone(error);
    return [];
  });

/** Another node may be at the same files. */
function unlessGone(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}
