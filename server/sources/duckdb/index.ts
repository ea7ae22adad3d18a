import { randomBytes } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DomainError } from '../../domain/errors.ts';
import type { Dataset } from '../../domain/model.ts';
import type { Table } from '../../domain/ports.ts';
import type { DatasetBuild, DatasetEngine, Query, QueryResult, Upload } from '../../domain/sources/queries.ts';
import { createPool } from './pool.ts';
import { type Built, type Failure, fileName, type Job, LIMITS, type Reply, type TableFile } from './protocol.ts';
import { sweep } from './sweep.ts';

export interface DatasetEngineOptions {
  /** Holds a directory per workspace, with one file per dataset. */
  directory: string;
  /** Files that no dataset names are never read; the next start sets them aside. */
  datasets: Pick<Table<Dataset>, 'list'>;
  log?: { warn(details: object, message: string): void };
  /** Milliseconds: overrides of `LIMITS`, and how long an idle worker is kept. */
  queryTime?: number;
  buildTime?: number;
  idleTime?: number;
}

/** The engine with insights for tests. */
export interface DuckDbEngine extends DatasetEngine {
  /** Process ids of the workers. */
  pids(): number[];
  /** How many workers are running queries. */
  atWork(): number;
  /** Resolves when the files that no dataset names have been set aside or deleted. */
  swept: Promise<void>;
}

/** Queries run in parallel; uploads have one worker of their own, so that they never delay queries. */
const QUERY_WORKERS = 2;
const BUILD_WORKERS = 1;
const IDLE_TIME = 60_000;
/** Milliseconds: most queries are answered sooner, so that it is seldom that one has to begin again. */
const SLOW_TIME = 1000;
/** Milliseconds: common proxies give up then too, and so a query hardly outlives the rights of those who asked. */
const WAIT_TIME = 60_000;
/** Attempts at a query whose dataset is replaced meanwhile. */
const TRIES = 3;

/** The directory of the dataset files. */
export const datasetsIn = (dataDir: string): string => join(dataDir, 'datasets');

/** Datasets in DuckDB files, read and written by worker processes that are started on demand. */
export function createDatasetEngine(options: DatasetEngineOptions): DuckDbEngine {
  const { directory, datasets, log, queryTime, buildTime, idleTime = IDLE_TIME } = options;
  const onCrash = (crash: object) => log?.warn(crash, 'a worker of the dataset engine crashed');
  const shared = { slowTime: SLOW_TIME, idleTime, onCrash };
  const asked = { size: QUERY_WORKERS, wallTime: queryTime ?? LIMITS.queryTime, waitTime: WAIT_TIME };
  const questions = createPool({ ...shared, ...asked });
  const uploads = createPool({ ...shared, size: BUILD_WORKERS, wallTime: buildTime ?? LIMITS.buildTime });
  const placeOf = (workspaceId: number) => join(directory, String(workspaceId));
  const swept = sweep(directory, datasets).catch((error: unknown) => {
    log?.warn({ err: error }, 'unused dataset files could not be cleaned up');
  });

  async function tablesOf(workspaceId: number): Promise<TableFile[]> {
    const rows = await datasets.list({ workspaceId }, { orderBy: ['id'] });
    const kept = rows.filter(({ file }) => file !== '');
    // Table names are unique and win over the names of other datasets.
    return [
      ...kept.map(({ file, tableName }) => ({ file, names: [tableName] })),
      ...kept.map(({ file, name }) => ({ file, names: [name] })),
    ];
  }

  async function query(
    workspaceId: number,
    { sql, values = {} }: Query,
    { signal, maxRows = LIMITS.rows }: { signal?: AbortSignal | undefined; maxRows?: number | undefined } = {},
  ): Promise<QueryResult> {
    const wanted = Math.min(maxRows, LIMITS.rows);
    for (let left = TRIES; ; left -= 1) {
      const tables = await tablesOf(workspaceId);
      const job: Job = { kind: 'query', directory: placeOf(workspaceId), tables, sql, values, maxRows: wanted };
      const reply = await questions.run(workspaceId, job, signal);
      if (!isMissing(reply) || left <= 1) return unwrap(reply, 'sql') as QueryResult;
    }
  }

  async function build(
    workspaceId: number,
    { format, bytes }: Upload,
    { onto, signal }: { onto?: string | undefined; signal?: AbortSignal | undefined } = {},
  ): Promise<DatasetBuild> {
    const place = placeOf(workspaceId);
    const file = randomBytes(16).toString('hex');
    const source = `${file}.upload`;
    try {
      await mkdir(place, { recursive: true, mode: 0o700 });
      await writeFile(join(place, source), bytes, { mode: 0o600, flag: 'wx' });
      const job: Job = { kind: 'build', directory: place, file, onto: onto ?? null, source, format };
      return { file, ...(unwrap(await uploads.run(workspaceId, job, signal), 'file') as Built) };
    } catch (error) {
      await discard(workspaceId, file).catch(() => undefined);
      if (error instanceof DomainError || signal?.aborted) throw error;
      throw new DomainError('unavailable', 'The dataset cannot be written.', {}, error);
    } finally {
      await rm(join(place, source), { force: true }).catch(() => undefined);
    }
  }

  async function discard(workspaceId: number, file: string): Promise<void> {
    const place = placeOf(workspaceId);
    const names = [fileName(file), `${file}.part`, `${file}.part.wal`];
    await Promise.all(names.map((name) => rm(join(place, name), { force: true })));
  }

  return {
    query,
    build,
    discard,
    swept,
    async check(workspaceId, sql, { signal } = {}) {
      const job: Job = { kind: 'check', directory: placeOf(workspaceId), sql };
      unwrap(await questions.run(workspaceId, job, signal), 'sql');
    },
    async preview(workspaceId, file, limit, { signal } = {}) {
      const maxRows = Math.min(limit, LIMITS.rows);
      const job: Job = { kind: 'preview', directory: placeOf(workspaceId), file, maxRows };
      return unwrap(await questions.run(workspaceId, job, signal), 'file') as QueryResult;
    },
    atWork: () => questions.atWork(),
    pids: () => [...questions.pids(), ...uploads.pids()],
    async close() {
      await Promise.all([questions.close(), uploads.close(), swept]);
    },
  };
}

const isMissing = (reply: Reply): boolean => 'failure' in reply && reply.failure.code === 'missing';

/** A query that runs too long or needs too much memory is `invalid`: only the caller can change it. */
const ERRORS: Readonly<Record<Failure['code'], 'invalid' | 'too_large' | 'unavailable'>> = {
  invalid: 'invalid',
  late: 'invalid',
  crashed: 'invalid',
  too_large: 'too_large',
  missing: 'unavailable',
  unavailable: 'unavailable',
};

/** @throws DomainError */
function unwrap(reply: Reply, fallbackPath: string) {
  if ('result' in reply) return reply.result;
  const { code, message, reason } = reply.failure;
  const path = reply.failure.path || fallbackPath;
  const told = ERRORS[code] === 'invalid' ? `${path}: ${message}` : message;
  const cause = reason === undefined ? undefined : new Error(reason);
  throw new DomainError(ERRORS[code], told, { issues: [{ path, message }] }, cause);
}
