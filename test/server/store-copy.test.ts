import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import pg from 'pg';
import { createSecrets } from '../../server/auth/secrets.ts';
import type { Store } from '../../server/domain/ports.ts';
import type { Engine } from '../../server/store/engine.ts';
import { VERSION_TABLE } from '../../server/store/migrate.ts';
import { openStore } from '../../server/store/open.ts';
import { openPostgres } from '../../server/store/postgres/engine.ts';
import { type Kind, nouns, snake } from '../../server/store/schema.ts';
import { openSqlite } from '../../server/store/sqlite/engine.ts';
import { board, family, nounNames, plainRow, type Row, references, tableOf } from '../suites/store-rows.ts';
import { postgres, type TestPostgres } from '../support/postgres.ts';

const SECRET_KEY = 'k'.repeat(32);
const HARD = ['', 'é😀 "quoted" \\u0000 \'\n\t\\', 'x'.repeat(20_000)];

/** What is hard to store, by kind; references stay as they are. */
const hard = (field: string, kind: Kind, round: number): unknown => {
  if (kind.endsWith('?') && round === 0) return null;
  const name = kind.replace('?', '');
  if (name === 'boolean') return round % 2 === 0;
  if (name === 'integer') return [0, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER][round];
  if (name === 'json') return [[], { 'ü\u0000': [1.5e300, -0.1, null, true, HARD[1]] }, HARD[2]][round];
  return /key|slug|id|hash|name|email|label|subject|kind|type/i.test(field) ? undefined : HARD[round];
};

/** Three rows and more in every table, with values that are easily lost, and ids that are not used any more. */
async function fill(store: Store): Promise<void> {
  for (const round of [0, 1, 2]) {
    const ids = await family(store);
    for (const noun of nounNames) {
      const values = Object.entries<Kind>(nouns[noun]).map(([field, kind]) => [
        field,
        field === 'id' || references[field] || field === 'originWidgetId' || field === 'number'
          ? undefined
          : hard(field, kind, round),
      ]);
      await tableOf(store, noun).update({ id: ids.get(noun) as number }, Object.fromEntries(values));
    }
  }
  const sealed = createSecrets({ secretKey: SECRET_KEY }).seal('secret');
  await store.workspaces.update({}, { embedSecretSealed: sealed });
  await board(store, 250);
  // A collection in a newer one, and the newest of each table deleted.
  const [workspace] = await store.workspaces.list({}, { limit: 1 });
  const workspaceId = workspace?.id ?? 0;
  const made: number[] = [];
  for (let count = 0; count < 250; count += 1)
    made.push((await tableOf(store, 'collections').insert(plainRow('collections', { workspaceId }))).id);
  await store.collections.update({ id: made[0] as number }, { parentId: made.at(-1) as number });
  const gone = await family(store);
  for (const noun of nounNames.toReversed()) await tableOf(store, noun).delete({ id: gone.get(noun) as number });
}

const openEngine = (databaseUrl: string): Promise<Engine> => {
  const options = { log: { warn: () => {} }, nodeId: 'test' };
  const isFile = databaseUrl.startsWith('sqlite:');
  return isFile ? openSqlite(databaseUrl.slice('sqlite:'.length), options) : openPostgres(databaseUrl, options);
};

/** Every row of every table that the database has, as it is stored. */
async function dump(databaseUrl: string): Promise<Record<string, Row[]>> {
  const engine = await openEngine(databaseUrl);
  try {
    const { rows } = await sql.raw<{ name: string }>(engine.capabilities.ddl.tableNames).execute(engine.db);
    const all: Record<string, Row[]> = {};
    for (const { name } of rows.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      if (name === VERSION_TABLE) continue;
      const table = (await sql.raw<Row>(`select * from ${name} order by id`).execute(engine.db)).rows;
      all[name] = table.map((row) => Object.fromEntries(Object.entries(row).sort()) as Row);
    }
    return all;
  } finally {
    await engine.close();
  }
}

const isEmpty = async (databaseUrl: string) =>
  Object.values(await dump(databaseUrl)).every((rows) => rows.length === 0);

/** The id of the next row of each table. */
async function nextIds(databaseUrl: string): Promise<Record<string, number>> {
  const store = await openStore({ databaseUrl });
  try {
    return Object.fromEntries([...(await family(store))].map(([noun, id]) => [snake(noun), id]));
  } finally {
    await store.close();
  }
}

async function copy(from: string, to: string): Promise<Record<string, number>> {
  const store = await openStore({ databaseUrl: from });
  try {
    return await store.copyTo(to);
  } finally {
    await store.close();
  }
}

describe('a copy of a database into another one', { timeout: 120_000 }, () => {
  let server: TestPostgres;
  let directory: string;
  let filled: string;
  let serial = 0;

  const freshFile = async () => `sqlite:${join(directory, `${++serial}.db`)}`;
  const targets: [name: string, fresh: () => Promise<string>][] = [
    ['SQLite', freshFile],
    ['PostgreSQL', () => server.fresh()],
  ];

  before(async () => {
    server = await postgres();
    directory = await mkdtemp(join(tmpdir(), 'boardcast-copy-'));
    filled = await freshFile();
    const store = await openStore({ databaseUrl: filled });
    await fill(store);
    await store.close();
  });
  after(async () => {
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  });

  it('has the same rows in every table, from SQLite to PostgreSQL and back', async () => {
    const original = await dump(filled);
    assert.deepEqual(Object.keys(original), nounNames.map(snake).sort(), 'every table is one that is copied');
    for (const [table, rows] of Object.entries(original)) assert.ok(rows.length >= 3, table);
    const [there, again, back] = [await server.fresh(), await server.fresh(), await freshFile()];
    const counts = Object.fromEntries(Object.entries(original).map(([table, rows]) => [table, rows.length]));
    assert.deepEqual(await copy(filled, there), counts);
    assert.deepEqual(await dump(there), original);
    assert.deepEqual(await copy(there, again), counts);
    assert.deepEqual(await copy(again, back), counts);
    assert.deepEqual(await dump(back), original);
    assert.deepEqual(await dump(filled), original, 'the source is as it was');

    const twin = await freshFile();
    await copyFile(filled.slice('sqlite:'.length), twin.slice('sqlite:'.length));
    const next = await nextIds(twin);
    for (const [table, id] of Object.entries(next)) assert.ok(id > (original[table]?.at(-1)?.id ?? 0) + 1, table);
    for (const url of [there, again, back]) assert.deepEqual(await nextIds(url), next, 'ids are not used twice');
  });

  it('of PostgreSQL as a backup goes on with the ids too', async () => {
    const there = await server.fresh();
    await copy(filled, there);
    const store = await openStore({ databaseUrl: there });
    const file = join(directory, 'backup.db');
    await store.backup(file);
    await store.close();
    assert.deepEqual(await nextIds(`sqlite:${file}`), await nextIds(there));
  });

  it('still checks references between collections', async () => {
    const there = await server.fresh();
    await copy(filled, there);
    const store = await openStore({ databaseUrl: there });
    const [inside] = await store.collections.list({}, { limit: 1 });
    await assert.rejects(
      store.transaction(async (tables) => {
        await tables.collections.update({ id: inside?.id ?? 0 }, { parentId: 999_999 });
        throw new Error('it is not checked at once');
      }),
      { code: 'not_found' },
    );
    await store.close();
  });

  for (const [name, fresh] of targets)
    it(`of ${name} is one state, even if others write meanwhile`, async () => {
      const from = await fresh();
      const [store, engine] = [await openStore({ databaseUrl: from }), await openEngine(from)];
      await board(store, 1);
      const seen: unknown[] = [];
      await engine.snapshot(async (rowsOf) => {
        for await (const { name: workspace } of rowsOf('workspaces')) seen.push(workspace);
        await store.transaction(async (tables) => {
          await tables.workspaces.update({}, { name: 'later' });
          await tables.widgets.update({}, { title: 'later' });
        });
        for await (const { title } of rowsOf('widgets')) seen.push(title);
      });
      await Promise.all([store.close(), engine.close()]);
      assert.deepEqual(seen, ['', '']);
    });

  for (const [name, fresh] of targets)
    it(`refuses a ${name} database that has rows, and leaves it as it was`, async () => {
      const to = await fresh();
      const store = await openStore({ databaseUrl: to });
      // The last table: nothing before it may be copied.
      await family(store);
      for (const noun of nounNames) if (noun !== 'users') await tableOf(store, noun).delete({});
      await store.close();
      const had = await dump(to);
      await assert.rejects(
        copy(filled, to),
        /^Error: nothing was copied: the target is not empty, .*"users" has rows$/,
      );
      assert.deepEqual(await dump(to), had);
      await assert.rejects(copy(filled, filled), /is not empty/, 'itself');
    });

  it('refuses databases of another program or a newer Boardcast, and leaves them as they were', async () => {
    const [foreign, newer] = [await server.fresh(), await server.fresh()];
    await (await openStore({ databaseUrl: newer })).close();
    const client = new pg.Client(foreign);
    await client.connect();
    await client.query('create table orders (id int)');
    await client.end();
    const engine = await openEngine(newer);
    await sql.raw(`update ${VERSION_TABLE} set version = 99`).execute(engine.db);
    await engine.close();
    await assert.rejects(copy(filled, foreign), /is not a Boardcast database/);
    await assert.rejects(copy(filled, newer), /newer Boardcast/);
  });

  const refusals = {
    SQLite: ["create trigger no before insert on sources begin select raise(abort, 'broken'); end"],
    PostgreSQL: [
      `create function no() returns trigger language plpgsql as $$ begin raise 'broken'; end $$`,
      'create trigger no before insert on sources for each row execute function no()',
    ],
  } as Record<string, string[]>;
  for (const [name, fresh] of targets)
    it(`leaves a ${name} database empty when the last table fails, and says which`, async () => {
      const to = await fresh();
      const engine = await openEngine(to);
      for (const statement of refusals[name] ?? []) await sql.raw(statement).execute(engine.db);
      await assert.rejects(
        copy(filled, to),
        /^Error: nothing was copied: rows \d+ to \d+ of the table "sources" cannot be stored \(broken\)/,
      );
      assert.ok(await isEmpty(to));
      await sql.raw(`drop trigger no${name === 'SQLite' ? '' : ' on sources'}`).execute(engine.db);
      await engine.close();
      await copy(filled, to);
      assert.deepEqual(await dump(to), await dump(filled));
    });

  it('has a few rows in memory at a time when they are large', async (t) => {
    const from = await freshFile();
    const store = await openStore({ databaseUrl: from });
    const { widgetIds } = await board(store, 20);
    const data = JSON.stringify('x'.repeat(1_000_000));
    await Promise.all(widgetIds.map((widgetId) => store.writer.push({ widgetId, data, at: 1 })));
    const { prepare } = DatabaseSync.prototype;
    const sizes: number[] = [];
    t.mock.method(DatabaseSync.prototype, 'prepare', function asked(this: DatabaseSync, statement: string) {
      if (statement.startsWith('insert into "widgets"')) sizes.push(statement.split('), (').length);
      return prepare.call(this, statement);
    });
    const to = await freshFile();
    await store.copyTo(to);
    await store.close();
    assert.deepEqual(sizes, [5], 'rows of each insert, of five megabytes');
    assert.deepEqual(await dump(to), await dump(from));
  });

  describe('by command', () => {
    const start = (from: string, to: string, given: Record<string, string> = {}) => {
      const env = { PATH: process.env.PATH, DATA_DIR: directory, DATABASE_URL: from, SECRET_KEY, ...given };
      return spawn(process.execPath, ['server/cli.ts', 'copy', to], { env, stdio: 'pipe' });
    };
    const run = async (...args: Parameters<typeof start>) => {
      const command = start(...args);
      const [out, err] = await Promise.all([text(command.stdout), text(command.stderr)]);
      return { out: out && JSON.parse(out), error: err && JSON.parse(err) };
    };

    it('says what was copied and what is needed to use it, and repeats no password', async () => {
      const to = await server.fresh();
      const { out } = await run(filled, to);
      assert.equal(out.rows.widgets, 253);
      assert.match(out.note, /same SECRET_KEY and DATA_DIR/);
      assert.doesNotMatch(JSON.stringify(out), /postgres:/);
      assert.deepEqual(await dump(to), await dump(filled));
    });

    it('needs the settings of the server, and an address', async () => {
      const to = await server.fresh();
      const other = await run(filled, to, { SECRET_KEY: 'o'.repeat(32) });
      assert.match(other.error.message, /^SECRET_KEY does not belong to this database/);
      const nothing = await run(await freshFile(), to);
      assert.match(nothing.error.message, /^the database is empty: run the command with the settings of the server$/);
      const nowhere = await run(filled, 'mysql://root:secret@host/x');
      assert.match(nowhere.error.message, /^the database to copy to must be sqlite:FILE or postgres:/);
      assert.doesNotMatch(nowhere.error.message, /secret/);
      assert.ok(await isEmpty(to));
    });

    /** A command that waits for the last table of the target, after it has copied the others, until `release`. */
    async function stopped() {
      const to = await server.fresh();
      await (await openStore({ databaseUrl: to })).close();
      // Within a transaction, the activity is that of its first query.
      const [other, watch] = [new pg.Client(to), new pg.Client(to)];
      await Promise.all([other.connect(), watch.connect()]);
      await other.query('begin');
      await other.query('lock table sources in share mode');
      const command = start(filled, to);
      const ended = once(command, 'exit');
      const others = 'select wait_event as wait from pg_stat_activity where application_name = $1 and datname = $2';
      const until = async (isOver: (waits: unknown[]) => boolean) => {
        for (;;) {
          const { rows } = await watch.query(others, ['boardcast', to.split('/').at(-1)]);
          if (isOver(rows.map(({ wait }) => wait))) return;
          assert.equal(command.exitCode, null, `it has ended: ${command.stderr.read()}`);
          await new Promise(setImmediate);
        }
      };
      await until((waits) => waits.includes('relation'));
      const release = () => other.query('rollback');
      const end = () => Promise.all([other.end(), watch.end()]);
      return { to, command, ended, until, release, end };
    }

    it('leaves the target empty when it is killed', async () => {
      const { to, command, ended, until, release, end } = await stopped();
      command.kill('SIGKILL');
      await ended;
      await release();
      await until((waits) => waits.length === 0);
      await end();
      assert.ok(await isEmpty(to));
      await copy(filled, to);
      assert.deepEqual(await dump(to), await dump(filled));
    });

    it('lets nobody use the target before it is complete', async () => {
      const { to, ended, until, release, end } = await stopped();
      let isOpen = false;
      const opened = openStore({ databaseUrl: to }).finally(() => (isOpen = true));
      await until((waits) => {
        assert.ok(!isOpen, 'somebody could create the first user now');
        return waits.includes('advisory');
      });
      await release();
      const store = await opened;
      assert.equal(await store.sources.count({}), 3);
      await store.close();
      await ended;
      await end();
    });
  });
});
