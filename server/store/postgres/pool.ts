import type { PostgresPool } from 'kysely';
import pg from 'pg';
import type { StoreLog } from '../engine.ts';

const INT8 = 20;
/** Connections per process. */
const SIZE = 10;
/** Timeouts for connecting, for a statement on the server, and for an answer of any kind, ms. */
const CONNECT_WITHIN = 5000;
const STATEMENT_WITHIN = 30_000;
const ANSWER_WITHIN = 35_000;
/** Prepared statements per connection; the repositories need a few per table. */
const PREPARED = 500;

/** `bigint` as number: ids, times and counts are far below 2^53. */
const types = {
  getTypeParser: ((oid: number, format?: 'text') =>
    oid === INT8 ? Number : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
};

export const connectionOf = (databaseUrl: string): pg.ClientConfig => ({
  connectionString: databaseUrl,
  application_name: 'boardcast',
  connectionTimeoutMillis: CONNECT_WITHIN,
  keepAlive: true,
  keepAliveInitialDelayMillis: 10_000,
  types,
});

/** A connection for one caller at a time. */
export interface Reserved {
  query<Row>(text: string, values?: readonly unknown[]): Promise<pg.QueryResult<Row & pg.QueryResultRow>>;
  release(destroy?: boolean): void;
}

export interface Pool {
  connect(): Promise<Reserved>;
  end(): Promise<void>;
}

/**
 * A pool that survives server restarts and connections that died silently: broken connections are never reused.
 * @param answerWithin ms; 0 waits forever
 */
export function createPool(
  connection: pg.ClientConfig,
  log: StoreLog,
  { answerWithin = ANSWER_WITHIN } = {},
): Pool & PostgresPool {
  const pool = new pg.Pool({ ...connection, max: SIZE, statement_timeout: STATEMENT_WITHIN });
  pool.on('error', (err) => {
    // While the pool is ending, its connections are expected to close.
    if (!pool.ending) log.warn({ err }, 'a database connection was lost');
  });
  // Clients in use reject their query; without a listener the event would also crash the process.
  pool.on('connect', (client) => void client.on('error', () => {}));

  const names = new Map<string, string>();
  const nameOf = (text: string) => {
    const known = names.get(text);
    if (known || names.size >= PREPARED) return known;
    const name = `boardcast-${names.size}`;
    names.set(text, name);
    return name;
  };

  const connect = async (): Promise<Reserved> => {
    const client = await pool.connect();
    let broken = false;
    return {
      async query<Row>(text: string, values?: readonly unknown[]) {
        // Only statements with parameters are repeated.
        const name = values && values.length > 0 ? nameOf(text) : undefined;
        const query = { text, values: values as unknown[], query_timeout: answerWithin, ...(name && { name }) };
        try {
          return await client.query<Row & pg.QueryResultRow>(query);
        } catch (error) {
          // Errors sent by the server have a severity; after any other error the connection may be broken.
          broken ||= !(error instanceof Error && 'severity' in error);
          throw error;
        }
      },
      release: (destroy = false) => client.release(destroy || broken),
    };
  };

  return { connect: connect as Pool['connect'] & PostgresPool['connect'], end: () => pool.end(), options: {} };
}
