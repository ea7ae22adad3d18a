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
  /** Writes a SQLite database to a file that does not exist yet. */
  copyTo(file: string): Promise<void>;
  close(): Promise<void>;
}

/** Logger for problems the store recovered from by itself; pino fits. */
export interface StoreLog {
  warn(fields: object, message: string): void;
}
