import type { PostgresPool } from 'kysely';
import pg from 'pg';
import type { StoreLog } from '../engine.ts';

const INT8 = 20;
/** Connections per process. */
const SIZE = 10;
/** A server that has not connected, finished a statement, or answered at all after so long is given up, ms. */
const CONNECT_WITHIN = 5000;
const STATEMENT_WITHIN = 30_000;
const ANSWER_WITHIN = 35_000;
/** Statements that each connection keeps prepared; the repositories have a few per noun. */
const PREPARED = 500;

/** Ids, times and counts are far below 2^53. */
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
 * A pool that survives restarts of the server and connections that died silently: what broke is never used again.
 * @param answerWithin ms; 0 waits for ever
 */
export function createPool(
  connection: pg.ClientConfig,
  log: StoreLog,
  { answerWithin = ANSWER_WITHIN } = {},
): Pool & PostgresPool {
  const pool = new pg.Pool({ ...connection, max: SIZE, statement_timeout: STATEMENT_WITHIN });
  pool.on('error', (err) => {
    // It has let go of its connections then, which may not have ended yet.
    if (!pool.ending) log.warn({ err }, 'a database connection was lost');
  });
  // A client that is in use tells its query; without a listener its event would end the process.
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
        // Only statements with parameters come again and again.
        const name = values && values.length > 0 ? nameOf(text) : undefined;
        const query = { text, values: values as unknown[], query_timeout: answerWithin, ...(name && { name }) };
        try {
          return await client.query<Row & pg.QueryResultRow>(query);
        } catch (error) {
          // What the server itself refused has a severity; after anything else the connection is not to be trusted.
          broken ||= !(error instanceof Error && 'severity' in error);
          throw error;
        }
      },
      release: (destroy = false) => client.release(destroy || broken),
    };
  };

  return { connect: connect as Pool['connect'] & PostgresPool['connect'], end: () => pool.end(), options: {} };
}
