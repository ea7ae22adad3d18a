import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { sql } from 'kysely';
import type { Store } from '../domain/ports.ts';
import { copyRows } from './copy.ts';
import type { Engine, StoreLog } from './engine.ts';
import { openPostgres } from './postgres/engine.ts';
import { openSqlite } from './sqlite/engine.ts';
import { openTables } from './tables.ts';
import { createThinning } from './thinning.ts';
import { createWriter } from './writer.ts';

export interface StoreOptions {
  /** `sqlite:PATH` (`sqlite::memory:` for tests) or `postgres://…` */
  databaseUrl: string;
  /** Distinguishes the processes on one database; random when absent. */
  nodeId?: string;
  /** Refuses a file that can only be read; others read it, such as a backup that is copied. */
  forWriting?: boolean;
  log?: StoreLog;
}

type Open = (databaseUrl: string, options: { nodeId: string; log: StoreLog; forWriting: boolean }) => Promise<Engine>;

const engines: Readonly<Record<string, Open>> = {
  sqlite: (databaseUrl, options) => openSqlite(databaseUrl.slice('sqlite:'.length), options),
  postgres: openPostgres,
  postgresql: openPostgres,
};

const silent: StoreLog = { warn: () => {} };

/**
 * Opens the database and migrates it to this program's schema.
 * @throws Error with a one-line message for the person who starts the program: the database is damaged, newer, of another
 * program, or cannot be reached; it is left unchanged
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { log = silent } = options;
  const engine = await openEngine(options);
  const thinning = createThinning(engine, log);
  const writer = createWriter(engine, log, thinning);
  let closing: Promise<void> | undefined;

  return {
    ...openTables(engine),
    writer,
    feed: engine.feed,
    async ping() {
      try {
        await sql`select 1`.execute(engine.db);
      } catch (error) {
        throw engine.translate(error);
      }
    },
    backup: (file) => backup(engine, resolve(file)),
    copyTo: (databaseUrl) => copy(engine, databaseUrl),
    close() {
      thinning.close();
      return (closing ??= writer.close().then(() => engine.close()));
    },
  };
}

async function openEngine({ databaseUrl, nodeId, log = silent, forWriting = false }: StoreOptions): Promise<Engine> {
  const open = engines[databaseUrl.split(':', 1)[0] ?? ''];
  if (!open) throw new Error('DATABASE_URL must start with sqlite: or postgres://');
  return open(databaseUrl, { nodeId: nodeId ?? randomBytes(8).toString('hex'), log, forWriting });
}

async function copy(engine: Engine, databaseUrl: string): Promise<Record<string, number>> {
  const target = await openEngine({ databaseUrl });
  try {
    return await copyRows(engine, target);
  } finally {
    await target.close();
  }
}

/** Writes to a temporary file and renames it when all of it is on disk. */
async function backup(engine: Engine, file: string): Promise<void> {
  try {
    // Reserves the name, so that an existing file is never overwritten.
    closeSync(openSync(file, 'wx', 0o600));
  } catch (error) {
    const reason =
      error instanceof Error && 'code' in error && error.code === 'EEXIST' ? 'it already exists' : String(error);
    throw new Error(`cannot write a backup to ${file}: ${reason}`, { cause: error });
  }
  const partial = `${file}.${process.pid}.partial`;
  try {
    closeSync(openSync(partial, 'w', 0o600));
    await engine.backup(partial);
    sync(partial);
    renameSync(partial, file);
    sync(dirname(file));
  } catch (error) {
    for (const name of [file, partial, `${partial}-wal`, `${partial}-shm`, `${partial}-journal`])
      rmSync(name, { force: true });
    throw engine.translate(error);
  }
}

function sync(path: string): void {
  const handle = openSync(path, 'r');
  fsyncSync(handle);
  closeSync(handle);
}
