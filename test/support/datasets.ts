import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { Dataset, Principal } from '../../server/domain/model.ts';
import type { Upload } from '../../server/domain/sources/queries.ts';
import { createDatasetEngine, type DuckDbEngine } from '../../server/sources/duckdb/index.ts';
import { openTestDomain, type TestDomain } from './domain.ts';

/** The domain over a real store and a real engine, with files that are deleted with it. */
export interface TestDatasets extends AsyncDisposable {
  t: TestDomain;
  engine: DuckDbEngine;
  /** Where the files are. */
  directory: string;
  /** Workers that ended unexpectedly. */
  crashes: object[];
  create(name: string, upload: Upload, principal?: Principal): Promise<Dataset>;
}

export async function openTestDatasets({ queryTime }: { queryTime?: number } = {}): Promise<TestDatasets> {
  const directory = mkdtempSync(join(tmpdir(), 'boardcast-datasets-'));
  const crashes: object[] = [];
  let engine: DuckDbEngine | undefined;
  const t = await openTestDomain((store) => {
    const log = { warn: (details: object) => crashes.push(details) };
    engine = createDatasetEngine({ directory, datasets: store.datasets, log, ...(queryTime && { queryTime }) });
    return { datasetEngine: engine };
  });
  return {
    t,
    engine: engine as DuckDbEngine,
    directory,
    crashes,
    create: (name, upload, principal = t.system) => t.domain.datasets.create(principal, { name, upload }),
    async [Symbol.asyncDispose]() {
      await engine?.close();
      await t[Symbol.asyncDispose]();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** A query that never ends and needs hardly any memory. */
export const FOREVER = 'with recursive t(n) as (select 1 union all select n + 1 from t) select count(*) from t';

export const csv = (text: string): Upload => ({ format: 'csv', bytes: Buffer.from(text) });
export const jsonRows = (rows: unknown): Upload => ({
  format: 'json',
  bytes: Buffer.from(typeof rows === 'string' ? rows : JSON.stringify(rows)),
});

/** A Parquet file with what a query gives. */
export async function parquet(sql: string): Promise<Upload> {
  const directory = mkdtempSync(join(tmpdir(), 'boardcast-parquet-'));
  const path = join(directory, 'rows.parquet');
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    await connection.run(`copy (${sql}) to '${path}' (format parquet)`);
    return { format: 'parquet', bytes: await readFile(path) };
  } finally {
    connection.closeSync();
    instance.closeSync();
    rmSync(directory, { recursive: true, force: true });
  }
}
