import type { Json } from '../../../components/model/widget.ts';

/** One read-only question. What is bound to it is named in its text as `$name` and never becomes part of it. */
export interface Query {
  sql: string;
  values?: Readonly<Record<string, Json>>;
}

export type CellType = 'string' | 'number' | 'boolean' | 'date' | 'datetime' | 'time' | 'json';

/** A column as the database names it, and what its cells are; moments are ISO 8601 texts. */
export interface Column {
  name: string;
  type: CellType;
}

/** What a question is answered with: cells in the order of the columns. */
export interface QueryResult {
  columns: readonly Column[];
  rows: readonly (readonly Json[])[];
  /** Whether there were more rows than are given back. */
  isTruncated: boolean;
}

export type DatasetFormat = 'csv' | 'json' | 'parquet';

/** Rows on their way into a dataset: a file's bytes, a JSON array of objects among them. */
export interface Upload {
  format: DatasetFormat;
  bytes: Uint8Array;
}

export interface QueryOptions {
  /** The caller has gone: the work is stopped and the promise rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
  /** At most this many rows come back; the engine's own ceiling (10,000) holds in any case. */
  maxRows?: number | undefined;
}

/** What an upload has become: a file of the engine that nobody sees until a dataset's row names it. */
export interface DatasetBuild {
  /** The engine's name of it, unique for ever. */
  file: string;
  columns: readonly Column[];
  rowCount: number;
  /** What it takes on the disk. */
  bytes: number;
}

/**
 * Keeps the rows of datasets and answers questions about them, outside of the server's process. Questions see the
 * datasets of one workspace and nothing else: no file, no network, no other workspace.
 */
export interface DatasetEngine {
  /**
   * Answers one read-only statement over the workspace's datasets, each a table under its `tableName`. Only the values
   * that the text names are bound; others are left alone, so that all values of a dashboard can be given.
   * @throws DomainError `invalid` (its issue's path is `sql`, or `values.NAME`) for whatever is wrong with the
   * question, that it takes too long or too much memory included; `rate_limited` when too many wait;
   * `unavailable` when the engine cannot work. Rejects with `signal.reason` once the caller has gone.
   */
  query(workspaceId: number, query: Query, options?: QueryOptions): Promise<QueryResult>;
  /**
   * Takes a statement apart without asking it: what it speaks of need not be there.
   * @throws DomainError as `query` does: `invalid` for what is not one statement that only reads
   */
  check(workspaceId: number, sql: string, options?: Pick<QueryOptions, 'signal'>): Promise<void>;
  /**
   * Reads an upload whole into a new file, after the rows of the file `onto` when that is given.
   * @throws DomainError `invalid` (path `file` or `rows`, naming the line, row or column), `too_large`,
   * `rate_limited`, `unavailable`
   */
  build(
    workspaceId: number,
    upload: Upload,
    options?: { onto?: string | undefined; signal?: AbortSignal | undefined },
  ): Promise<DatasetBuild>;
  /** The first rows of a file, in the order they came. */
  preview(workspaceId: number, file: string, limit: number, options?: QueryOptions): Promise<QueryResult>;
  /** Deletes a file that no dataset names any more; one that is gone already is fine. */
  discard(workspaceId: number, file: string): Promise<void>;
  /** Ends the workers; what is under way fails with `unavailable`. */
  close(): Promise<void>;
}
