import type { Json } from '../../../components/model/widget.ts';
import type { Column, DatasetFormat, QueryResult } from '../../domain/sources/queries.ts';

/** What a worker may take, whatever it is asked. */
export const LIMITS = {
  /** MiB of DuckDB's own buffers; what it needs beyond is an error. */
  memoryMiB: 512,
  /** MiB of the whole process: DuckDB does not count every long text. A worker above it ends. */
  processMiB: 1024,
  /** MiB that an idle worker may keep; one with more is replaced, since freed memory does not always go back. */
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
  /** Bytes of a dataset's file: a small upload may unfold into a very large table. */
  fileBytes: 1024 * 1024 * 1024,
} as const;

/** A dataset of the workspace that asks: its file and the names under which its rows may be asked for. */
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
  /** The new file, and the one whose rows come before the upload's. */
  file: string;
  onto: string | null;
  /** Name of the file that holds the upload. */
  source: string;
  format: DatasetFormat;
}

/** One piece of work. `directory` is the workspace's own; all file names are relative to it. */
export type Job = { directory: string } & (QueryJob | CheckJob | PreviewJob | BuildJob);

export interface Built {
  columns: readonly Column[];
  rowCount: number;
  bytes: number;
}

/** `missing`: a file was replaced between the question and its answer. `crashed`: the worker ended or was ended. */
export type FailureCode = 'invalid' | 'too_large' | 'missing' | 'crashed' | 'late' | 'unavailable';

/** Why something could not be done. The message is for whoever asked and names no path of this machine. */
export interface Failure {
  code: FailureCode;
  /** `sql`, `values.NAME`, `file`, `rows[3].price`, … */
  path: string;
  message: string;
}

/** What a worker says first. */
export const READY = 'ready';

/** `isLast`: the worker ends after it. */
export type Reply = ({ result: QueryResult | Built | null } | { failure: Failure }) & { isLast?: boolean };

/** A failure on its way through a worker. */
export class Refusal extends Error implements Failure {
  readonly code: FailureCode;
  readonly path: string;

  constructor(path: string, message: string, code: FailureCode = 'invalid') {
    super(message);
    this.path = path;
    this.code = code;
  }
}

/** The name of a dataset's file in its workspace's directory. */
export const fileName = (file: string): string => `${file}.duckdb`;

/** Text as an SQL literal, and as an SQL name. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
