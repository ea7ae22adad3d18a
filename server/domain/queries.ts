import type { Json } from '../../components/model/widget.ts';

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
