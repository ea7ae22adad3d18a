import pg from 'pg';
import type { Json, JsonObject } from '../../../components/model/widget.ts';
import type { Credentials } from '../../domain/account-kinds.ts';
import type { Guard } from '../guard.ts';
import { out, refusal, type ServiceFactory, shaped, value, words } from './service.ts';

/** Milliseconds for connecting and for one statement; rows that are read. */
const TIMEOUT = 5000;
const MAX_ROWS = 1000;

/** A user's own PostgreSQL, read-only: its rights are those of the role it is given. */
export const postgresql: ServiceFactory = (_web, guard) => ({
  fields: [
    { name: 'host', required: true, pattern: /^[a-z0-9.:_-]+$/i, expected: 'Enter a host name or address.' },
    { name: 'port', required: false, pattern: /^\d{1,5}$/, expected: 'Enter a whole number.' },
    { name: 'database', required: true },
    { name: 'user', required: true },
    { name: 'password', required: false },
    { name: 'ssl', required: false, pattern: /^(true|false|1|0)$/, expected: 'Enter true or false.' },
  ],
  async check(credentials) {
    await query(guard, credentials, 'select 1 as answer');
    return {};
  },
  widgets: shaped('postgresql', {
    params: { sql: 'required' },
    needsAccount: true,
    async fetch({ credentials, params }) {
      const rows = await query(guard, credentials, words(params.sql));
      const first = rows[0] ? Object.values(rows[0])[0] : undefined;
      if (first === undefined) throw refusal('The query gives no row.');
      return { '1': value(first) };
    },
  }),
});

/** Rows of one SELECT, at most {@link MAX_ROWS}, read in a transaction that cannot write. @throws DomainError `invalid` */
export async function query(guard: Guard, credentials: Credentials, sql: string): Promise<JsonObject[]> {
  const { host = '', port = '5432', database = '', user = '', password = '', ssl = '' } = credentials;
  const { address } = await out(guard.pin(host, Number(port)));
  const client = new pg.Client({
    host: address,
    port: Number(port),
    database,
    user,
    password,
    ...(/^(true|1)$/.test(ssl) && { ssl: { servername: host } }),
    connectionTimeoutMillis: TIMEOUT,
    query_timeout: TIMEOUT,
    options: `-c default_transaction_read_only=on -c statement_timeout=${TIMEOUT}`,
  });
  // What goes wrong on the socket is told by the call that waits for it.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('begin transaction read only');
    // The extended protocol takes one statement: the transaction cannot be ended from within.
    const declare: pg.QueryConfig & { queryMode: string } = {
      text: `declare answer no scroll cursor for ${sql}`,
      queryMode: 'extended',
    };
    await client.query(declare);
    const { rows } = await client.query(`fetch ${MAX_ROWS} from answer`);
    return rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, jsonOf(cell)])));
  } catch (error) {
    throw refusal(`The database refused: ${error instanceof Error ? error.message : 'no reason given'}`, error);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** A cell as JSON: numbers that PostgreSQL writes as text stay text, and are read as numbers where those are wanted. */
const jsonOf = (cell: unknown): Json =>
  cell instanceof Date || typeof cell === 'bigint'
    ? `${cell instanceof Date ? cell.toISOString() : cell}`
    : (cell as Json);
