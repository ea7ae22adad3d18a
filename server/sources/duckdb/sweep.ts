import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Dataset } from '../../domain/model.ts';
import type { Table } from '../../domain/ports.ts';

/** What directories begin with in which a backup holds files. */
export const PIN = '.backup-';

/** Milliseconds: a younger file may belong to another node that is still writing it. */
const GRACE = 3_600_000;

/**
 * Deletes what a process that was killed has left behind: uploads, half-written files, and files of an earlier
 * generation that no dataset names any more.
 */
export async function sweep(directory: string, datasets: Pick<Table<Dataset>, 'list'>): Promise<void> {
  const workspaces = await namesIn(directory);
  if (workspaces.length === 0) return;
  const named = new Set((await datasets.list({})).map(({ file }) => file));
  for (const workspace of workspaces) {
    if (workspace.startsWith(PIN)) {
      await sweepPins(join(directory, workspace));
      continue;
    }
    for (const name of await namesIn(join(directory, workspace))) {
      const [file = '', extension] = name.split('.', 2);
      if (extension === 'duckdb' && named.has(file)) continue;
      const path = join(directory, workspace, name);
      const written = (await stat(path).catch(() => undefined))?.mtimeMs;
      if (written !== undefined && written < Date.now() - GRACE) await rm(path, { force: true });
    }
  }
}

/** Of a backup that was killed. */
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
