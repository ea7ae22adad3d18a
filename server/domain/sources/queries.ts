import type { Json } from '../../../components/model/widget.ts';

/** One read-only query. Bound values appear in its text as `$name` and never become part of it. */
export interface Query {
  sql: string;
  values?: Readonly<Record<string, Json>>;
}

export type CellType = 'string' | 'number' | 'boolean' | 'date' | 'datetime' | 'time' | 'json';

/** A column's name and the type of its cells; timestamps are ISO 8601 texts. */
export interface Column {
  name: string;
  type: CellType;
}

/** The result of a query: cells in the order of the columns. */
export interface QueryResult {
  columns: readonly Column[];
  rows: readonly (readonly Json[])[];
  /** Whether there were more rows than are returned. */
  isTruncated: boolean;
}

export type DatasetFormat = 'csv' | 'json' | 'parquet';

/** Rows on their way into a dataset: a file's bytes, a JSON array of objects among them. */
export interface Upload {
  format: DatasetFormat;
  bytes: Uint8Array;
}

export interface QueryOptions {
  /** Aborting stops the work; the promise rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
  /** At most this many rows are returned; the engine's own ceiling (10,000) holds in any case. */
  maxRows?: number | undefined;
}

/** The result of an upload: a file of the engine, invisible until a dataset's row names it. */
export interface DatasetBuild {
  /** The engine's name for it; never reused. */
  file: string;
  columns: readonly Column[];
  rowCount: number;
  /** Its size on disk. */
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
  /** Deletes a file that no dataset names any more; a missing file is no error. */
  discard(workspaceId: number, file: string): Promise<void>;
  /** Stops the workers; queries under way fail with `unavailable`. */
  close(): Promise<void>;
}
