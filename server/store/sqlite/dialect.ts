import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { patiently } from './patience.ts';

/** Most prepared statements in the cache; when it is full, it is cleared. */
const STATEMENTS = 500;

class Connection implements DatabaseConnection {
  readonly #database: DatabaseSync;
  readonly #prepared = new Map<string, { statement: StatementSync; reads: boolean }>();

  readonly #inPlace: () => void;

  constructor(database: DatabaseSync, inPlace: () => void) {
    this.#database = database;
    this.#inPlace = inPlace;
  }

  executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    return patiently(() => {
      const { statement, reads } = this.#prepare(sql);
      const values = parameters as readonly SQLInputValue[];
      const rows = reads ? (statement.all(...values) as Row[]) : [];
      const changes = reads ? undefined : BigInt(statement.run(...values).changes);
      this.#inPlace();
      return changes === undefined ? { rows } : { rows, numAffectedRows: changes };
    });
  }

  streamQuery(): never {
    throw new Error('streaming is not supported');
  }

  #prepare(text: string) {
    let prepared = this.#prepared.get(text);
    if (!prepared) {
      if (this.#prepared.size >= STATEMENTS) this.#prepared.clear();
      const statement = this.#database.prepare(text);
      prepared = { statement, reads: statement.columns().length > 0 };
      this.#prepared.set(text, prepared);
    }
    return prepared;
  }
}

/**
 * Kysely over one `DatabaseSync`, whose mutex gives the connection to one caller (or transaction) at a time.
 * @param inPlace throws when the database file has been moved or replaced
 */
export function sqliteDialect(database: DatabaseSync, inPlace: () => void): Dialect {
  const connection = new Connection(database, inPlace);
  const driver: Driver = {
    init: async () => {},
    acquireConnection: async () => connection,
    // Takes the write lock at once: a transaction that reads first could fail to get it later.
    beginTransaction: () => patiently(() => database.exec('begin immediate')),
    async commitTransaction() {
      await patiently(() => database.exec('commit'));
      inPlace();
    },
    async rollbackTransaction() {
      // A full disk may have caused a rollback already; a second one would hide the original error.
      if (database.isTransaction) database.exec('rollback');
    },
    releaseConnection: async () => {},
    destroy: async () => database.close(),
  };
  return {
    createDriver: () => driver,
    createAdapter: () => new SqliteAdapter(),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createIntrospector: (db) => new SqliteIntrospector(db),
  };
}
