import type { Json } from '../../../components/model/widget.ts';
import type { Column, DatasetFormat, QueryResult } from '../../domain/sources/queries.ts';

/** Limits of every job. */
export const LIMITS = {
  /** MiB of DuckDB's own buffers; a query that needs more fails. */
  memoryMiB: 512,
  /** MiB of the whole process, since DuckDB does not count all of its memory; a worker above that is killed. */
  processMiB: 1024,
  /** MiB that an idle worker may hold; above that it is replaced, since freed memory is not always returned. */
  idleMiB: 448,
  /** Milliseconds. */
  queryTime: 10_000,
  buildTime: 60_000,
  rows: 10_000,
  resultBytes: 8 * 1024 * 1024,
  /** Characters. */
  sqlLength: 32_768,
  datasetRows: 5_000_000,
  datasetColumns: 500,
  /** Bytes of a dataset's file: a small upload can expand to a very large table. */
  fileBytes: 1024 * 1024 * 1024,
} as const;

/** A dataset of the querying workspace: its file and the table names under which queries may use it. */
export interface TableFile {
  file: string;
  names: readonly string[];
}

interface QueryJob {
  kind: 'query';
  tables: readonly TableFile[];
  sql: string;
  values: Readonly<Record<string, Json>>;
  maxRows: number;
}

interface CheckJob {
  kind: 'check';
  sql: string;
}

interface PreviewJob {
  kind: 'preview';
  file: string;
  maxRows: number;
}

interface BuildJob {
  kind: 'build';
  /** The new file, and the one whose rows are kept before the upload's. */
  file: string;
  onto: string | null;
  /** The file that holds the upload. */
  source: string;
  format: DatasetFormat;
}

/** `directory` is the workspace's own; all file names are relative to it. */
export type Job = { directory: string } & (QueryJob | CheckJob | PreviewJob | BuildJob);

export interface Built {
  columns: readonly Column[];
  rowCount: number;
  bytes: number;
}

/** `missing`: a dataset's file was replaced meanwhile. `crashed`: the worker ended. `late`: the job took too long. */
export type FailureCode = 'invalid' | 'too_large' | 'missing' | 'crashed' | 'late' | 'unavailable';

/** Why a job failed. The message is shown to the caller, so it contains no file paths. */
export interface Failure {
  code: FailureCode;
  /** `sql`, `values.NAME`, `file`, `rows[3].price`, … */
  path: string;
  message: string;
  /** What the engine or the disk said, for the log only. */
  reason?: string;
}

/** A worker's first message. */
export const READY = 'ready';

/** `isLast`: the worker ends after this reply. */
export type Reply = ({ result: QueryResult | Built | null } | { failure: Failure }) & { isLast?: boolean };

/** A failure as an exception inside a worker. */
export class Refusal extends Error implements Failure {
  readonly code: FailureCode;
  readonly path: string;

  constructor(path: string, message: string, code: FailureCode = 'invalid', cause?: unknown) {
    super(message, { cause });
    this.path = path;
    this.code = code;
  }
}

export const fileName = (file: string): string => `${file}.duckdb`;

/** Text quoted as an SQL literal, and as an SQL identifier. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
