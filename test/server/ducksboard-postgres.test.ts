import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { createServices } from '../../server/sources/accounts/index.ts';
import { query } from '../../server/sources/accounts/postgresql.ts';
import { createGuard } from '../../server/sources/guard.ts';
import { postgres } from '../support/postgres.ts';

const server = await postgres();
after(() => server.stop());

const guard = createGuard({ allow: ['127.0.0.1'] });
const { port, pathname } = new URL(await server.fresh());
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

  it('is not reached with wrong credentials or behind the guard’s back', async () => {
    await assert.rejects(postgresql.check({ ...credentials, password: 'guess', user: 'nobody' }), refused(/refused/));
    const closed = createServices(createGuard()).postgresql;
    await assert.rejects(closed.check(credentials), refused(/may not be reached/));
  });

  it('is never written to, whatever the statement', async () => {
    const attempts = [
      'create table t (a int)',
      'select 1; commit; create table t (a int)',
      'select 1) ; create table t (a int); --',
      "with made as (select 1) select set_config('transaction_read_only', 'off', false) from made; create table t (a int)",
    ];
    for (const sql of attempts) await assert.rejects(query(guard, credentials, sql), refused(/refused/), sql);
    assert.deepEqual(
      await query(guard, credentials, "select count(*)::int as n from pg_tables where tablename = 't'"),
      [{ n: 0 }],
    );
  });

  it('gives at most so many rows', async () => {
    assert.equal((await query(guard, credentials, 'select * from generate_series(1, 5000)')).length, 1000);
  });
});
