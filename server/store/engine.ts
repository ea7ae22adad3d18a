import type { Kysely, RawBuilder, SqlBool } from 'kysely';
import type { ChangeFeed } from '../domain/ports.ts';
import type { Database, Scalar } from './schema.ts';

/** Everything in which the databases differ; nothing outside the two engine folders depends on which one it is. */
export interface Capabilities {
  /** SQL for columns and tables of the migrations. */
  readonly ddl: {
    readonly id: string;
    readonly integer: string;
    readonly text: string;
    /** What follows the closing parenthesis of a table. */
    readonly tableOptions: string;
    /** A query for the `name` of every table there is. */
    readonly tableNames: string;
    /** Keep other processes from migrating until the transaction ends, however long that takes. */
    readonly lock: readonly string[];
  };
  /** SQL for a transaction that inserts rows with their ids, in the order of the tables. */
  readonly copying: {
    /** What to run first, so that a row may refer to a later one of its table. */
    readonly begin: readonly string[];
    /** What to run after the rows. */
    readonly end: readonly string[];
    /** A query for the highest `id` that the table has given a row, even if that row is gone. */
    lastId(table: string): string;
    /** Has the next row get the id after this one; to be run at the end. */
    setLastId(table: string, id: number): readonly string[];
  };
  /** `column` is one of the values in one bound parameter, so that a list of any length is one and the same statement. */
  oneOf(column: string, list: unknown): RawBuilder<SqlBool>;
  /** How a list is bound for `oneOf`. */
  encodeList(values: readonly Scalar[]): unknown;
}

/** The statements that bring a database from the version before to this one. */
export type Migration = (ddl: Capabilities['ddl']) => readonly string[];

/** The writes of one group commit; every widget and every key occurs at most once. */
export interface Commit {
  /**
   * `pushes` is how many pushes this update stands for: the version grows by as many. Where `version` is not `null`
   * the widget must still have it.
   */
  readonly updates: readonly {
    widgetId: number;
    data: string;
    at: number;
    pushes: number;
    version: number | null;
  }[];
  /** Appended only if their widget exists. */
  readonly samples: readonly { widgetId: number; seriesId: number; at: number; value: string | null }[];
  readonly touches: readonly { keyId: number; at: number }[];
}

/** A row as it is stored. */
export type StoredRow = Record<string, Scalar> & { id: number };

/** Reads all rows of tables, by id, one table after the other. */
export type ReadSnapshot<T> = (rowsOf: (table: string) => AsyncIterable<StoredRow>) => Promise<T>;

/** The port each database implements; the repositories and the writer are written on top of it once. */
export interface Engine {
  readonly db: Kysely<Database>;
  readonly capabilities: Capabilities;
  readonly feed: ChangeFeed;
  /**
   * All or nothing.
   * @returns the version each widget now has; one that is gone, or has another version than it must, is missing
   */
  commit(commit: Commit): Promise<Map<number, number>>;
  /** Runs a transaction, and again when only concurrent ones made it fail: until it succeeds, it leaves nothing behind. */
  repeatedly<T>(run: () => Promise<T>): Promise<T>;
  /** Translates an error of the database for callers; unknown errors are returned unchanged. */
  translate(error: unknown): unknown;
  /** Reads one consistent state, while others write. */
  snapshot<T>(read: ReadSnapshot<T>): Promise<T>;
  /** Writes a SQLite database to a file that does not exist yet. */
  backup(file: string): Promise<void>;
  close(): Promise<void>;
}

/** Logger for problems the store recovered from by itself; pino fits. */
export interface StoreLog {
  warn(fields: object, message: string): void;
}
