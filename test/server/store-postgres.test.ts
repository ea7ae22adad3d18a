import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import pg from 'pg';
import { DomainError } from '../../server/domain/errors.ts';
import type { Store } from '../../server/domain/ports.ts';
import { openStore } from '../../server/store/open.ts';
import { translatePostgres } from '../../server/store/postgres/errors.ts';
import { connectionOf, createPool } from '../../server/store/postgres/pool.ts';
import { storeSuite } from '../suites/store.ts';
import { board, longSeries } from '../suites/store-rows.ts';
import { hearing } from '../suites/store-shared.ts';
import { addressesBecomeSmall, numbersBecomeNames } from '../suites/store-subjects.ts';
import { postgres } from '../support/postgres.ts';

const server = await postgres();
after(() => server.stop());

storeSuite('postgres', server.fresh);

const query = async (url: string, text: string) => {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
};

/** Two processes' view of one database, until the test ends. */
async function openBoth(databaseUrl: string): Promise<[Store, Store]> {
  const both: [Store, Store] = [await openStore({ databaseUrl }), await openStore({ databaseUrl })];
  after(() => Promise.all(both.map((store) => store.close())));
  return both;
}

test('pushes reach other processes with id and version, however many there are', async () => {
  const databaseUrl = await server.fresh();
  const [here, there] = await openBoth(databaseUrl);
  const { widgetIds, dashboardId } = await board(here, 400);
  const ear = hearing();
  await there.feed.subscribe(ear.listener);
  assert.deepEqual(ear.heard, [{ kind: 'gap' }], 'what changed before it listened');
  await Promise.all(widgetIds.map((widgetId) => here.writer.push({ widgetId, data: '{}', at: 1 })));
  await here.feed.publish({ kind: 'widget', widgetId: 7, dashboardId });
  await ear.until((all) => all.some(({ kind }) => kind === 'widget'));
  const told = ear.heard.filter((change) => change.kind === 'data');
  assert.deepEqual(
    told.toSorted((a, b) => a.widgetId - b.widgetId),
    widgetIds.map((widgetId) => ({ kind: 'data', widgetId, version: 1 })),
  );
  assert.deepEqual(ear.heard.at(-1), { kind: 'widget', widgetId: 7, dashboardId });
});

test('a push that deadlocks with another program is repeated', async () => {
  const databaseUrl = await server.fresh();
  const [here] = await openBoth(databaseUrl);
  const { widgetIds } = await board(here, 2);
  const [first, second] = widgetIds as [number, number];
  const other = new pg.Client(databaseUrl);
  await other.connect();
  // PostgreSQL ends the side that finds the deadlock: not this one.
  await other.query("set deadlock_timeout = '10min'");
  await other.query('begin');
  await other.query('update widgets set title = $1 where id = $2', ['Other', second]);
  const pushed = Promise.all(widgetIds.map((widgetId) => here.writer.push({ widgetId, data: '{}', at: 1 })));
  const waiting = "select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()";
  while ((await other.query(waiting)).rowCount === 0) await new Promise(setImmediate);
  await other.query('update widgets set title = $1 where id = $2', ['Other', first]);
  await other.query('commit');
  await other.end();
  assert.deepEqual(await pushed, [1, 1]);
});

test('a restart of the server under load: clear errors, nothing acknowledged is lost, the feed reconnects', async () => {
  const databaseUrl = await server.fresh();
  const [here, there] = await openBoth(databaseUrl);
  const { widgetIds } = await board(here, 10);
  const ear = hearing();
  await there.feed.subscribe(ear.listener);

  const acknowledged = new Map<number, number>();
  const failures: unknown[] = [];
  let recovered = 0;
  let restarted = false;
  const pusher = async (widgetId: number) => {
    while (recovered < 100) {
      try {
        acknowledged.set(widgetId, await here.writer.push({ widgetId, data: '{}', at: 1 }));
        await here.widgets.get({ id: widgetId });
        if (restarted) recovered++;
      } catch (error) {
        failures.push(error);
        await new Promise(setImmediate);
      }
    }
  };
  const pushing = Promise.all(widgetIds.map(pusher));
  await ear.until((all) => all.length > 100);
  await server.restart();
  restarted = true;
  await pushing;
  assert.ok(failures.length > 0);
  for (const failure of failures)
    assert.ok(failure instanceof DomainError && failure.code === 'unavailable', String(failure));
  for (const { id, version } of await here.widgets.list({ id: widgetIds }))
    assert.ok(version >= (acknowledged.get(id) ?? 0));

  await ear.until((all) => all.filter(({ kind }) => kind === 'gap').length > 1);
  await here.feed.publish({ kind: 'access' });
  await ear.until((all) => all.some(({ kind }) => kind === 'access'));
  await here.ping();
});

test('a backup on a full disk fails, and leaves nothing behind', async () => {
  const databaseUrl = await server.fresh();
  const store = await openStore({ databaseUrl });
  after(() => store.close());
  const { widgetIds } = await board(store, 150);
  const data = JSON.stringify({ text: 'x'.repeat(40_000) });
  await Promise.all(widgetIds.map((widgetId) => store.writer.push({ widgetId, data, at: 1 })));
  const directory = await mkdtemp(join(tmpdir(), 'boardcast-full-'));
  after(() => rm(directory, { recursive: true }));
  const program = `
    import { openStore } from ${JSON.stringify(new URL('../../server/store/open.ts', import.meta.url))};
    const store = await openStore({ databaseUrl: process.env.URL });
    await store.backup('copy.db').then(() => console.log('done'), ({ message }) => console.log(message));
    await store.close();`;
  // No file may grow beyond five megabytes, and this one has six: all of it fits, but into the file and its log together.
  const script = 'ulimit -f 5000 && exec "$0" --input-type=module -e "$1"';
  const { stdout } = await promisify(execFile)('bash', ['-c', script, process.execPath, program], {
    cwd: directory,
    env: { ...process.env, URL: databaseUrl },
  });
  assert.match(stdout, /disk|full/);
  assert.deepEqual(await readdir(directory), []);
});

test('a database of another program or of a newer Boardcast is refused and left unchanged', async () => {
  const foreign = await server.fresh();
  await query(foreign, 'create table users (name text)');
  await assert.rejects(
    openStore({ databaseUrl: foreign }),
    /^\S*Error: PostgreSQL at \S+ is not a Boardcast database: .*users/,
  );
  const tables = await query(foreign, "select tablename from pg_tables where schemaname = 'public'");
  assert.deepEqual(tables, [{ tablename: 'users' }]);

  const newer = await server.fresh();
  await (await openStore({ databaseUrl: newer })).close();
  await query(newer, 'update boardcast_schema set version = 99');
  await assert.rejects(openStore({ databaseUrl: newer }), /was made by a newer Boardcast \(schema 99/);
  assert.deepEqual(await query(newer, 'select version from boardcast_schema'), [{ version: '99' }]);
});

test('grants of an older schema still name the same users, even with numbers as names', async () => {
  const databaseUrl = await server.fresh();
  await numbersBecomeNames(databaseUrl, (statement) => query(databaseUrl, statement));
});

test('grants of an older schema still name the same users, even with addresses in capitals', async () => {
  const databaseUrl = await server.fresh();
  await addressesBecomeSmall(databaseUrl, (statement) => query(databaseUrl, statement));
});

test('a migration has no statement timeout', async () => {
  const databaseUrl = await server.fresh();
  await query(
    databaseUrl,
    `create schema seen;
     create table seen.limits (value text);
     create function seen.note() returns event_trigger language plpgsql as
       $$ begin insert into seen.limits values (current_setting('statement_timeout')); end $$;
     create event trigger note on ddl_command_end execute function seen.note()`,
  );
  const store = await openStore({ databaseUrl });
  await store.close();
  assert.deepEqual(await query(databaseUrl, 'select distinct value from seen.limits'), [{ value: '0' }]);
});

test('a copy syncs to disk once at the end, not after every hundred rows', async (t) => {
  const store = await openStore({ databaseUrl: await server.fresh() });
  after(() => store.close());
  await longSeries(store, 250);
  const { prepare } = DatabaseSync.prototype;
  const ways = new Set<unknown>();
  t.mock.method(DatabaseSync.prototype, 'prepare', function asked(this: DatabaseSync, text: string) {
    const way = ['synchronous', 'journal_mode'].map((name) => prepare.call(this, `pragma ${name}`).get()?.[name]);
    if (text.startsWith('insert into "')) ways.add(way.join(', '));
    return prepare.call(this, text);
  });
  const file = join(mkdtempSync(join(tmpdir(), 'boardcast-copy-')), 'copy.db');
  after(() => rmSync(dirname(file), { recursive: true, force: true }));
  await store.backup(file);
  assert.deepEqual(ways, new Set(['0, memory']));
  const copy = await openStore({ databaseUrl: `sqlite:${file}` });
  after(() => copy.close());
  assert.deepEqual(await copy.samples.list({}, { orderBy: ['id'] }), await store.samples.list({}, { orderBy: ['id'] }));
});

test('a lost connection is logged, but not one that ends while closing', async (t) => {
  const told: string[] = [];
  const pool = createPool(connectionOf(await server.fresh()), { warn: (_, message) => told.push(message) });
  const made = t.mock.method(pg.Client.prototype, 'connect');
  for (const connection of [await pool.connect(), await pool.connect()]) connection.release();
  const [lost, late] = made.mock.calls.map((call) => call.this as pg.Client);
  lost?.emit('error', new Error('the server shuts down'));
  const ended = pool.end();
  late?.emit('error', new Error('the server shuts down'));
  await ended;
  assert.deepEqual(told, ['a database connection was lost']);
});

test('a password or database that was changed while it runs is no fault of the request', () => {
  for (const code of ['28P01', '28000', '3D000']) {
    const error = translatePostgres(Object.assign(new Error('refused'), { code }));
    assert.ok(error instanceof DomainError && error.code === 'unavailable', code);
  }
});

test('a start that the server refuses names it, and says why', async () => {
  const url = await server.fresh();
  for (const [wrong, reason] of [
    [url.replace(/:[^:@/]+@/, ':secret@'), /: password authentication failed for user/],
    [`${url}-nowhere`, /: database ".+-nowhere" does not exist$/],
  ] as const)
    await assert.rejects(openStore({ databaseUrl: wrong }), (error: Error) => {
      assert.match(error.message, /^PostgreSQL at 127\.0\.0\.1:\d+\//);
      assert.match(error.message, reason);
      assert.doesNotMatch(error.message, /secret|\n/);
      return true;
    });
});

test('an unreachable server is an error in one line without the password', async () => {
  const nowhere = openStore({ databaseUrl: 'postgres://someone:secret@127.0.0.1:1/x' });
  await assert.rejects(nowhere, (error: Error) => {
    assert.match(error.message, /^PostgreSQL at 127\.0\.0\.1:1\/x: .*ECONNREFUSED/);
    assert.doesNotMatch(error.message, /secret|\n/);
    return true;
  });
});
