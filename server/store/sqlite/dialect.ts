import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import {
  type DatabaseConnection,
  type Dialect,
  SqliteAdapter,
  type SqliteDatabase,
  SqliteDriver,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type SqliteStatement,
} from 'kysely';

/** Prepared statements kept; a statement beyond that drops them all. */
const STATEMENTS = 500;

/** `node:sqlite` as Kysely expects a database to be, with its statements prepared once. */
function adapt(database: DatabaseSync): SqliteDatabase {
  const prepared = new Map<string, SqliteStatement>();
  const wrap = (statement: StatementSync): SqliteStatement => ({
    reader: statement.columns().length > 0,
    all: (parameters) => statement.all(...(parameters as SQLInputValue[])),
    run: (parameters) => statement.run(...(parameters as SQLInputValue[])),
    iterate: (parameters) => statement.iterate(...(parameters as SQLInputValue[])),
  });
  return {
    close: () => database.close(),
    prepare(text) {
      let statement = prepared.get(text);
      if (!statement) {
        if (prepared.size >= STATEMENTS) prepared.clear();
        statement = wrap(database.prepare(text));
        prepared.set(text, statement);
      }
      return statement;
    },
  };
}

class Driver extends SqliteDriver {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    super({ database: adapt(database) });
    this.#database = database;
  }

  /** Takes the write lock at once: a transaction that reads first and writes later could not get it any more. */
  override async beginTransaction(_connection: DatabaseConnection): Promise<void> {
    this.#database.exec('begin immediate');
  }

  /** A full disk has rolled back already; a second rollback would hide the reason. */
  override async rollbackTransaction(_connection: DatabaseConnection): Promise<void> {
    if (this.#database.isTransaction) this.#database.exec('rollback');
  }
}

/** Kysely over one `DatabaseSync`; its mutex gives the connection to one caller (or transaction) at a time. */
export const sqliteDialect = (database: DatabaseSync): Dialect => ({
  createDriver: () => new Driver(database),
  createAdapter: () => new SqliteAdapter(),
  createQueryCompiler: () => new SqliteQueryCompiler(),
  createIntrospector: (db) => new SqliteIntrospector(db),
});
