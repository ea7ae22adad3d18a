import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { after, describe, it } from 'node:test';
import pg from 'pg';
import { createServices } from '../../server/sources/accounts/index.ts';
import { query } from '../../server/sources/accounts/postgresql.ts';
import { filtered, type Operator } from '../../server/sources/filters.ts';
import { createGuard } from '../../server/sources/guard.ts';
import { PATIENCE } from '../support/patience.ts';
import { postgres } from '../support/postgres.ts';

const server = await postgres();
after(() => server.stop());

const guard = createGuard({ allow: ['127.0.0.1'] });
const address = await server.fresh();
const { port, pathname } = new URL(address);
const credentials = { host: '127.0.0.1', port, database: pathname.slice(1), user: 'boardcast', password: 'boardcast' };
const refused = (message: RegExp) => ({ code: 'invalid', message });

describe('a user’s own PostgreSQL', () => {
  const { postgresql } = createServices(guard);

  it('is checked, and fills a widget with the first cell', async () => {
    assert.deepEqual(await postgresql.check(credentials), {});
    const feed = postgresql.widgets.postgresql_counter;
    assert.deepEqual(await feed?.fetch({ credentials, params: { sql: 'select 42 as answer' } }), {
      '1': [{ value: 42 }],
    });
    const empty = feed?.fetch({ credentials, params: { sql: 'select 1 where false' } });
    await assert.rejects(empty ?? Promise.resolve(), refused(/no row/));
  });

  it('is not reached with wrong credentials, or past the guard of outgoing requests', async () => {
    await assert.rejects(postgresql.check({ ...credentials, password: 'guess', user: 'nobody' }), refused(/refused/));
    const closed = createServices(createGuard()).postgresql;
    await assert.rejects(closed.check(credentials), refused(/is not allowed/));
  });

  it('is never written to, whatever the statement', async () => {
    const attempts = [
      'create table t (a int)',
      'select 1; commit; create table t (a int)',
      'select 1) ; create table t (a int); --',
      "with made as (select 1) select set_config('transaction_read_only', 'off', false) from made; create table t (a int)",
    ];
    for (const sql of attempts)
      await assert.rejects(query(guard, credentials, { sql }), refused(/refused|statement/), sql);
    // One statement each, so that the database refuses it.
    for (const [sql, reason] of [
      ['create table t (a int)', /refused/],
      ['select 1 as a into t', /refused/],
      ['with made as (select lo_create(0) as a) select a from made', /refused: .*read-only/],
      [
        "select set_config('transaction_read_only', 'off', false), lo_create(0)",
        /refused: .*read-write mode|refused: .*read-only/,
      ],
    ] as const)
      await assert.rejects(query(guard, credentials, { sql }), refused(reason), sql);
    const { rows } = await query(guard, credentials, { sql: "select count(*) from pg_tables where tablename = 't'" });
    assert.deepEqual(rows, [[0]]);
  });

  it('returns a limited number of rows', async () => {
    const { rows, isTruncated } = await query(guard, credentials, { sql: 'select * from generate_series(1, 5000)' });
    assert.deepEqual([rows.length, isTruncated], [1000, true]);
  });

  it('binds values where they are named, and nowhere else', async () => {
    const sql = `select $name::text as "$name", 'it''s $name' as b, $$ $name $$ as c, $n::int + 1 as d /* $name */ -- $name`;
    const hostile = "'; drop table t; --";
    const { columns, rows } = await query(guard, credentials, { sql, values: { name: hostile, n: 1, more: 2 } });
    assert.deepEqual(
      columns.map(({ name }) => name),
      ['$name', 'b', 'c', 'd'],
    );
    assert.deepEqual(rows, [[hostile, "it's $name", ' $name ', 2]]);
    await assert.rejects(query(guard, credentials, { sql: 'select $absent' }), refused(/absent/));
  });

  it('reports cell types, and no details of failed connections', async () => {
    const sql = `select 1::bigint as a, 2.5::numeric as b, '2024-02-29'::date as c, true as d, 9007199254740993 as e,
      '2024-01-01T00:00:00Z'::timestamptz as f, 'NaN'::float8 as g, null as h`;
    const { columns, rows } = await query(guard, credentials, { sql });
    assert.deepEqual(rows, [[1, 2.5, '2024-02-29', true, '9007199254740993', '2024-01-01T00:00:00.000Z', null, null]]);
    assert.deepEqual(
      columns.map(({ type }) => type),
      ['number', 'number', 'date', 'boolean', 'number', 'datetime', 'number', 'string'],
    );
    const nowhere = query(guard, { ...credentials, port: '1' }, { sql: 'select 1' });
    await assert.rejects(
      nowhere,
      (error: Error) => /cannot be reached/.test(error.message) && !/127/.test(error.message),
    );
  });

  it('reads times without a zone as UTC, whatever the server’s zone', async () => {
    const { TZ } = process.env;
    process.env.TZ = 'America/New_York';
    try {
      const sql = `select '2026-03-08 02:30:00.25'::timestamp as a, '2026-07-01'::timestamp as b, 'infinity'::timestamp as c,
        '2026-07-01'::date as d, '2026-07-01 00:00+00'::timestamptz as e, '-infinity'::timestamptz as f`;
      const { rows } = await query(guard, credentials, { sql });
      const moments = ['2026-03-08T02:30:00.250Z', '2026-07-01T00:00:00.000Z', null];
      assert.deepEqual(rows, [[...moments, '2026-07-01', '2026-07-01T00:00:00.000Z', null]]);
    } finally {
      if (TZ === undefined) delete process.env.TZ;
      else process.env.TZ = TZ;
    }
  });

  it('compares and groups times in UTC, whatever the database’s zone', async () => {
    const own = new pg.Client({ connectionString: address });
    await own.connect();
    await own.query(`alter role boardcast in database "${credentials.database}" set timezone = 'America/New_York'`);
    await own.end();
    const at = { sql: "select '2026-01-31 23:30:00+00'::timestamptz as at", values: {} };
    const passing = (operator: Operator, ...values: string[]) =>
      query(guard, credentials, filtered(at, [{ field: 'at', operator, values }], [{ name: 'at', type: 'datetime' }]));
    assert.equal((await passing('in', '2026-01-31')).rows.length, 1);
    assert.equal((await passing('gt', '2026-01-31')).rows.length, 0);
    assert.equal((await passing('between', '2026-01-31T23:00Z', '2026-01-31')).rows.length, 1);
    const { rows } = await query(guard, credentials, { sql: `select date_trunc('day', at) from (${at.sql}) as t` });
    assert.deepEqual(rows, [['2026-01-31T00:00:00.000Z']]);
  });

  it('compares numbers of all types, as datasets do', async () => {
    const rows = { sql: 'select n::smallint from generate_series(1, 3) as t(n)' };
    const passing = async (operator: Operator, ...values: number[]) => {
      const asked = filtered(rows, [{ field: 'n', operator, values }], [{ name: 'n', type: 'number' }]);
      return (await query(guard, credentials, asked)).rows.flat();
    };
    assert.deepEqual(await passing('gt', 1.5), [2, 3]);
    assert.deepEqual(await passing('in', 2, 2.5, 40_000, 3_000_000_000, 1e30), [2]);
    assert.deepEqual(await passing('between', -1e12, 2), [1, 2]);
  });

  it('matches patterns in columns of all types, as datasets do', async () => {
    const rows = { sql: "select * from (values (10, 'free'), (20, 'paid'), (30, null)) as t(n, plan)" };
    const columns = [
      { name: 'n', type: 'number' },
      { name: 'plan', type: 'string' },
    ] as const;
    const passing = async (field: string, values: string[], isNot?: true) => {
      const asked = filtered(rows, [{ field, operator: 'matches', values, ...(isNot && { isNot }) }], columns);
      return (await query(guard, credentials, asked)).rows.map(([n]) => n);
    };
    assert.deepEqual(await passing('plan', ['^p.i', 'x']), [20]);
    assert.deepEqual(await passing('plan', ['(?i)^P'], true), [10, 30]);
    assert.deepEqual(await passing('plan', ['q*']), [10, 20]);
    assert.deepEqual(await passing('n', ['^[12]0$']), [10, 20]);
  });

  it('stops when the query is aborted', async () => {
    const signal = AbortSignal.timeout(50);
    await assert.rejects(query(guard, credentials, { sql: 'select pg_sleep(4)' }, { signal }), {
      name: 'TimeoutError',
    });
  });

  it('stops when aborted even while the database does not answer', { timeout: PATIENCE }, async (test) => {
    const silent = createServer().listen(0, '127.0.0.1');
    test.after(() => silent.close());
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const controller = new AbortController();
    silent.on('connection', (socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => controller.abort());
    });
    const asked = query(guard, { ...credentials, port: `${port}` }, { sql: 'select 1' }, controller);
    await assert.rejects(asked, { name: 'AbortError' });
  });
});
