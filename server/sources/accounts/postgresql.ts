import type { Socket } from 'node:net';
import pg from 'pg';
import type { Json } from '../../../components/model/widget.ts';
import type { Credentials } from '../../domain/sources/account-kinds.ts';
import type { CellType, Column, Query, QueryResult } from '../../domain/sources/queries.ts';
import { type Guard, within } from '../guard.ts';
import { toPositional } from '../sql.ts';
import { BadAnswer, guardWire } from './postgresql-wire.ts';
import { out, refusal, type ServiceFactory, shaped, value, words } from './service.ts';

/** Milliseconds for connecting and for each statement; most rows that are read. */
const TIMEOUT = 5000;
const MAX_ROWS = 1000;

/** A user's own PostgreSQL, read-only, with the rights of the role that they enter. */
export const postgresql: ServiceFactory = (_web, guard) => ({
  fields: [
    {
      name: 'host',
      required: true,
      isPlace: true,
      pattern: /^[a-z0-9.:_-]+$/i,
      expected: 'Enter a host name or address.',
    },
    { name: 'port', required: false, pattern: /^\d{1,5}$/, expected: 'Enter a whole number.' },
    { name: 'database', required: true },
    { name: 'user', required: true },
    { name: 'password', required: false },
    { name: 'ssl', required: false, pattern: /^(true|false|1|0)$/, expected: 'Enter true or false.' },
  ],
  async check(credentials) {
    await query(guard, credentials, { sql: 'select 1 as answer' });
    return {};
  },
  widgets: shaped('postgresql', {
    params: { sql: 'required' },
    needsAccount: true,
    async fetch({ credentials, params }) {
      const { rows } = await query(guard, credentials, { sql: words(params.sql) });
      const first = rows[0]?.[0];
      if (first === undefined) throw refusal('The query returned no rows.');
      return { '1': value(first) };
    },
  }),
});

/**
 * Runs one SELECT in a read-only transaction and reads at most {@link MAX_ROWS} rows. Values are bound, never part of
 * the SQL.
 * @throws DomainError `invalid`; the reason of `signal` when it was aborted
 */
export async function query(
  guard: Guard,
  credentials: Credentials,
  question: Query,
  { signal }: { signal?: AbortSignal } = {},
): Promise<QueryResult> {
  const { host = '', port = '5432', database = '', user = '', password = '', ssl = '' } = credentials;
  const isEncrypted = /^(true|1)$/.test(ssl);
  const { text, values } = toPositional(question);
  const { address } = await out(guard.pin(host, Number(port)));
  signal?.throwIfAborted();
  const client = new pg.Client({
    host: address,
    port: Number(port),
    database,
    user,
    // Without this, the driver would send a password from our environment or ~/.pgpass to the server.
    password: () => password,
    ssl: isEncrypted && { servername: host },
    connectionTimeoutMillis: TIMEOUT,
    query_timeout: TIMEOUT,
    types: { getTypeParser: parserOf },
    // Times are compared, grouped by day and returned in UTC, like those of datasets.
    options: `-c default_transaction_read_only=on -c statement_timeout=${TIMEOUT} -c timezone=UTC`,
  });
  // The pending call rejects with socket errors.
  client.on('error', () => undefined);
  guardWire(client.connection, isEncrypted);
  const stop = (): void => hangUp(client);
  signal?.addEventListener('abort', stop, { once: true });
  try {
    // `connect` never settles when the client is ended meanwhile.
    await (signal ? within(client.connect(), signal) : client.connect());
    await client.query('begin transaction read only');
    // The extended protocol accepts a single statement, so the SQL cannot end the transaction.
    const declare: pg.QueryConfig & { queryMode: string } = {
      text: `declare answer no scroll cursor for ${text}`,
      values: values.map((value) =>
        Array.isArray(value) || typeof value !== 'object' ? value : JSON.stringify(value),
      ),
      queryMode: 'extended',
    };
    await client.query(declare);
    const { rows, fields } = await client.query<unknown[]>({
      text: `fetch ${MAX_ROWS + 1} from answer`,
      rowMode: 'array',
    });
    const columns = fields.map(({ name, dataTypeID }): Column => ({ name, type: TYPES[dataTypeID] ?? 'string' }));
    return {
      columns,
      rows: rows.slice(0, MAX_ROWS).map((row) => row.map((cell, index) => jsonOf(cell, columns[index]?.type))),
      isTruncated: rows.length > MAX_ROWS,
    };
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    throw refusal(told(error), error);
  } finally {
    signal?.removeEventListener('abort', stop);
    stop();
  }
}

/** Closes without waiting for the server, which may never reply. */
function hangUp(client: pg.Client): void {
  client.end().catch(() => undefined);
  (client.connection.stream as Socket).destroySoon();
}

/** The database's own message about a query; a general one about connections, to reveal nothing of networks and users. */
function told(error: unknown): string {
  if (error instanceof BadAnswer) return error.message;
  if (!(error instanceof pg.DatabaseError)) return 'The database cannot be reached, or took too long to respond.';
  const { code = '', message } = error;
  if (code.startsWith('28') || code === '3D000') return 'The database refused these credentials.';
  return code.startsWith('57')
    ? 'The database stopped the query: it took too long.'
    : `The database refused: ${message}`;
}

/** Cell types by PostgreSQL's type OIDs. */
const TYPES: Readonly<Record<number, CellType>> = {
  16: 'boolean',
  20: 'number',
  21: 'number',
  23: 'number',
  114: 'json',
  700: 'number',
  701: 'number',
  1082: 'date',
  1083: 'time',
  1114: 'datetime',
  1184: 'datetime',
  1700: 'number',
  3802: 'json',
};

/** `timestamp` without a time zone: read as UTC like in datasets, not in this server's zone. */
const MOMENT = 1114;
const momentOf = (text: string): Date | null => {
  const moment = new Date(`${text.replace(' ', 'T')}Z`);
  return Number.isNaN(moment.getTime()) ? null : moment;
};

/** Dates and timestamps, and arrays of them. */
const TIMES: ReadonlySet<number> = new Set([MOMENT, 1082, 1115, 1182, 1184, 1185]);
/** More digits in a row than any time has: the driver's pattern for the year takes quadratic time on them. */
const NO_TIME = /\d{40}/;

const parserOf: pg.CustomTypesConfig['getTypeParser'] = (type, format) => {
  const parse = type === MOMENT ? momentOf : pg.types.getTypeParser(type, format);
  if (!TIMES.has(type)) return parse;
  return (text: string) => {
    if (NO_TIME.test(text)) throw new BadAnswer('The response of the database contains an invalid time.');
    return parse(text);
  };
};

/** A cell as JSON. Numbers too large to be exact stay text; dates have no time zone and get none. */
function jsonOf(cell: unknown, type: CellType = 'string'): Json {
  if (cell === undefined || cell === null) return null;
  if (cell instanceof Date) {
    if (type !== 'date') return cell.toISOString();
    const [year, month, day] = [cell.getFullYear(), cell.getMonth() + 1, cell.getDate()];
    return [`${year}`.padStart(4, '0'), `${month}`.padStart(2, '0'), `${day}`.padStart(2, '0')].join('-');
  }
  if (type === 'number' && typeof cell === 'string') {
    const number = Number(cell);
    const isExact = !Number.isInteger(number) || Number.isSafeInteger(number);
    return Number.isFinite(number) && isExact ? number : cell;
  }
  if (typeof cell === 'number' && !Number.isFinite(cell)) return null;
  return typeof cell === 'bigint' ? `${cell}` : (cell as Json);
}
