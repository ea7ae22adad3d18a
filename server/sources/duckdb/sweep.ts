import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Dataset } from '../../domain/model.ts';
import type { Table } from '../../domain/ports.ts';

/** Prefix of the directories in which a running backup keeps files. */
export const PIN = '.backup-';

/** Milliseconds: another node may still be writing a file that is newer. */
const GRACE = 3_600_000;

/**
 * Deletes what killed processes left behind: uploads, half-written files, and replaced files that no dataset names any
 * more.
 */
export async function sweep(directory: string, datasets: Pick<Table<Dataset>, 'list'>): Promise<void> {
  const workspaces = await namesIn(directory);
  if (workspaces.length === 0) return;
  const rows = await datasets.list({});
  const named = new Set(rows.map(({ file }) => file));
  // What is older than all of them belongs to another database, if this is a new one because DATABASE_URL was forgotten.
  const begin = Math.min(...rows.map(({ createdAt }) => createdAt));
  for (const workspace of workspaces) {
    if (workspace.startsWith(PIN)) {
      await sweepPins(join(directory, workspace));
      continue;
    }
    for (const name of await namesIn(join(directory, workspace))) {
      const [file = '', extension] = name.split('.', 2);
      const isRows = extension === 'duckdb';
      if (isRows && named.has(file)) continue;
      const path = join(directory, workspace, name);
      const written = (await stat(path).catch(() => undefined))?.mtimeMs ?? Number.POSITIVE_INFINITY;
      const isForeign = isRows && written < begin;
      if (!isForeign && written < Date.now() - GRACE) await rm(path, { force: true });
    }
  }
}

/** Deletes what a killed backup left behind. */
async function sweepPins(path: string): Promise<void> {
  const made = (await stat(path).catch(() => undefined))?.mtimeMs;
  if (made !== undefined && made < Date.now() - GRACE) await rm(path, { recursive: true, force: true });
}

async function namesIn(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
