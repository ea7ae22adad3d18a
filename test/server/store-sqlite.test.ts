import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { DomainError } from '../../server/domain/errors.ts';
import { openStore } from '../../server/store/open.ts';
import { openSqlite } from '../../server/store/sqlite/engine.ts';
import { reasonOf } from '../../server/store/sqlite/errors.ts';
import { openTables } from '../../server/store/tables.ts';
import { createWriter } from '../../server/store/writer.ts';
import { storeSuite } from '../suites/store.ts';
import { board, longSeries } from '../suites/store-rows.ts';
import { hearing } from '../suites/store-shared.ts';
import { addressesBecomeSmall, numbersBecomeNames } from '../suites/store-subjects.ts';

const folder = mkdtempSync(join(tmpdir(), 'boardcast-sqlite-'));
after(() => rmSync(folder, { recursive: true }));

let files = 0;
const newFile = () => join(folder, `${++files}`, 'boardcast.db');
const fresh = async () => `sqlite:${newFile()}`;

storeSuite('sqlite', fresh);

const isUnavailable = (error: unknown) => error instanceof DomainError && error.code === 'unavailable';

/** A closed database with one board in it. */
async function made(): Promise<string> {
  const file = newFile();
  const store = await openStore({ databaseUrl: `sqlite:${file}` });
  await board(store, 200);
  await store.close();
  return file;
}

test('the file is readable by its owner only, and closing leaves nothing beside it', async () => {
  const file = await made();
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.deepEqual(readdirSync(join(file, '..')), ['boardcast.db']);
});

test('processes that create the same file at once all succeed', async () => {
  const child = fileURLToPath(new URL('../suites/store-open-child.ts', import.meta.url));
  for (let round = 0; round < 2; round++) {
    const file = newFile();
    const children = Array.from({ length: 6 }, () =>
      spawn(process.execPath, [child, `sqlite:${file}`], { stdio: ['ignore', 'ignore', 'inherit'] }),
    );
    const codes = await Promise.all(children.map(async (one) => (await once(one, 'close'))[0]));
    assert.deepEqual(codes, [0, 0, 0, 0, 0, 0]);
    const store = await openStore({ databaseUrl: `sqlite:${file}` });
    assert.equal(await store.widgets.count({}), 6);
    await store.close();
  }
});

test('grants of an older schema still name the same users, even with numbers as names', async () => {
  const file = newFile();
  await numbersBecomeNames(`sqlite:${file}`, (statement) => run(file, statement));
});

test('grants of an older schema still name the same users, even with addresses in capitals', async () => {
  const file = newFile();
  await addressesBecomeSmall(`sqlite:${file}`, (statement) => run(file, statement));
});

test('a change by another process is a gap', async () => {
  const databaseUrl = await fresh();
  const [here, there] = [await openStore({ databaseUrl }), await openStore({ databaseUrl })];
  const ear = hearing();
  const stop = await there.feed.subscribe(ear.listener);
  await board(here, 1);
  await ear.until((all) => all.length > 0);
  assert.ok(ear.heard.every(({ kind }) => kind === 'gap'));
  await stop();
  await Promise.all([here.close(), there.close()]);
});

const REFUSED: [what: string, message: RegExp, spoil: (file: string) => void][] = [
  ['text', /is damaged or not a database/, (file) => writeFileSync(file, 'Dear diary,\n'.repeat(500))],
  ['a cut file', /is damaged or not a database/, (file) => truncateSync(file, statSync(file).size - 8192)],
  [
    'a damaged page',
    /is damaged or not a database/,
    (file) => {
      const bytes = readFileSync(file);
      bytes.fill(0xa5, 3 * 4096, 20 * 4096);
      writeFileSync(file, bytes);
    },
  ],
  [
    'a newer schema',
    /was made by a newer Boardcast \(schema \d+, this one knows \d+\)/,
    (file) => run(file, 'update boardcast_schema set version = version + 1'),
  ],
  [
    'another program',
    /is not a Boardcast database: it has a table "notes"/,
    (file) => {
      rmSync(file);
      run(file, 'create table notes (text)');
    },
  ],
];
for (const [what, message, spoil] of REFUSED)
  test(`${what} is refused in one line and left unchanged`, async () => {
    const file = await made();
    spoil(file);
    const bytes = readFileSync(file);
    await assert.rejects(openStore({ databaseUrl: `sqlite:${file}` }), (error: Error) => {
      assert.match(error.message, message);
      assert.doesNotMatch(error.message, /\n/);
      return true;
    });
    assert.deepEqual(readFileSync(file), bytes);
    assert.deepEqual(readdirSync(join(file, '..')), ['boardcast.db']);
  });

function run(file: string, statement: string): void {
  const database = new DatabaseSync(file);
  database.exec(statement);
  database.close();
}

test('a start that the disk or its rights refuse says what is usually the cause', () => {
  for (const [errcode, hint] of [
    [8, /writable for the user/],
    [4874, /disk may be full/],
    [14, /readable and writable/],
  ] as const)
    assert.match(reasonOf(Object.assign(new Error('disk I/O error'), { errcode })), hint);
  assert.equal(reasonOf(new Error('other')), 'other');
});

test('a server refuses a file that it can only read, a command copies it', async () => {
  const file = await made();
  const databaseUrl = `sqlite:${file}`;
  const [nobody, root] = [65_534, 0];
  const isRoot = process.geteuid?.() === root;
  chmodSync(file, 0o444);
  // Nothing is read-only for root: its directories are given away, but not the file.
  if (isRoot) for (const each of [folder, dirname(file)]) chownSync(each, nobody, nobody);
  if (isRoot) process.seteuid?.(nobody);
  try {
    await assert.rejects(openStore({ databaseUrl, forWriting: true }), /boardcast\.db: .*writable for the user of the/);
    const store = await openStore({ databaseUrl });
    assert.ok((await store.copyTo(await fresh())).widgets);
    await store.close();
  } finally {
    if (isRoot) process.seteuid?.(root);
  }
});

test('a place that cannot be a file is refused', async () => {
  await assert.rejects(openStore({ databaseUrl: `sqlite:${folder}` }), /is not a file/);
  await assert.rejects(openStore({ databaseUrl: `sqlite:${await made()}/boardcast.db` }), /cannot open/);
  await assert.rejects(openStore({ databaseUrl: 'mysql://x' }), /must start with sqlite: or postgres:/);
});

test('a full disk: pushes and changes are refused, nothing is half written, and it recovers', async () => {
  const engine = await openSqlite(newFile(), { log: { warn: () => {} } });
  const tables = openTables(engine);
  const writer = createWriter(engine, { warn: () => {} });
  const { widgetIds, dashboardId } = await board(tables, 10);
  const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(engine.db);
  await sql.raw(`pragma max_page_count = ${(rows[0]?.page_count ?? 0) + 20}`).execute(engine.db);

  const push = (n: number, size = 8000) =>
    writer.push({ widgetId: widgetIds[n % 10] ?? 0, data: JSON.stringify({ n, text: 'x'.repeat(size) }), at: n });
  const first = await Promise.allSettled(Array.from({ length: 10 }, (_, n) => push(n)));
  const second = await Promise.allSettled(Array.from({ length: 10 }, (_, n) => push(n, 100_000)));
  assert.ok(first.every(({ status }) => status === 'fulfilled'));
  assert.ok(second.every((result) => result.status === 'rejected' && isUnavailable(result.reason)));
  const growing = tables.transaction(async (inner) => {
    await inner.pages.insert({ dashboardId, number: 2, name: '' });
    await inner.dashboards.update({ id: dashboardId }, { description: 'x'.repeat(1_000_000) });
  });
  await assert.rejects(growing, isUnavailable);
  assert.equal(await tables.pages.count({ dashboardId }), 1);
  for (const { data, version } of await tables.widgets.list({ id: widgetIds })) {
    assert.equal(version, 1);
    assert.equal(String(data?.text).length, 8000);
  }

  await sql`pragma max_page_count = 1000000`.execute(engine.db);
  assert.equal(await push(3, 100_000), 2);
  await writer.close();
  await engine.close();
});

test('a commit on a full disk: unavailable, and the next one succeeds', async (t) => {
  const store = await openStore({ databaseUrl: await fresh() });
  after(() => store.close());
  const { dashboardId } = await board(store, 0);
  const insert = (number: number) =>
    store.transaction((tables) => tables.pages.insert({ dashboardId, number, name: '' }));
  const { exec } = DatabaseSync.prototype;
  const disk = t.mock.method(DatabaseSync.prototype, 'exec', function full(this: DatabaseSync, text: string) {
    if (text === 'commit') throw Object.assign(new Error('full'), { errcode: 13, errstr: 'database or disk is full' });
    return exec.call(this, text);
  });
  await assert.rejects(insert(2), isUnavailable);
  disk.mock.restore();
  await insert(3);
  assert.deepEqual(
    (await store.pages.list({ dashboardId }, { orderBy: ['number'] })).map(({ number }) => number),
    [1, 3],
  );
});

test('lookups by anonymous callers use an index', async () => {
  const file = newFile();
  await (await openStore({ databaseUrl: `sqlite:${file}` })).close();
  const database = new DatabaseSync(file);
  after(() => database.close());
  for (const [table, ...columns] of [
    ['users', 'email', 'username'],
    ['dashboards', 'key', 'public_id', 'slug'],
    ['widgets', 'key', 'public_id'],
    ['series', 'label'],
    ['workspaces', 'key', 'slug'],
    ...['api_keys', 'access_tokens', 'embed_tokens', 'sessions'].map((name) => [name, 'hash']),
  ])
    for (const column of columns) {
      const question = `explain query plan select * from ${table} where ${column} = ?`;
      const plan = database.prepare(question).all(null);
      assert.match(String(plan[0]?.detail), /^SEARCH .* USING INDEX/, question);
    }
});

test('a push does not wait until all samples of a long series are gone', async () => {
  const store = await openStore({ databaseUrl: 'sqlite::memory:' });
  after(() => store.close());
  const { widgetId, seriesId } = await longSeries(store, 50_000);
  const ends: string[] = [];
  await Promise.all([
    store.samples.clear(seriesId).then(() => ends.push('cleared')),
    store.writer.push({ widgetId, data: '{}', at: 1 }).then(() => ends.push('pushed')),
  ]);
  assert.deepEqual(ends, ['pushed', 'cleared']);
});

test('a second process that holds the lock too long: unavailable, then it goes on', async () => {
  const file = newFile();
  const store = await openStore({ databaseUrl: `sqlite:${file}` });
  const { widgetIds } = await board(store, 1);
  const other = new DatabaseSync(file);
  other.exec('begin immediate');
  const push = () => store.writer.push({ widgetId: widgetIds[0] ?? 0, data: '{}', at: 1 });
  await assert.rejects(push(), isUnavailable);
  other.exec('rollback');
  other.close();
  assert.equal(await push(), 1);
  await store.close();
});

for (const [what, happens] of [
  ['deleted', (file: string) => rmSync(file)],
  ['moved', (file: string) => renameSync(file, `${file}.old`)],
  [
    'replaced',
    (file: string) => {
      renameSync(file, `${file}.old`);
      copyFileSync(`${file}.old`, file);
    },
  ],
] as const)
  test(`no push is acknowledged after the file was ${what}`, async () => {
    const file = newFile();
    const store = await openStore({ databaseUrl: `sqlite:${file}` });
    const { widgetIds } = await board(store, 1);
    const id = widgetIds[0] ?? 0;
    assert.equal(await store.writer.push({ widgetId: id, data: '{}', at: 1 }), 1);
    happens(file);
    await assert.rejects(store.writer.push({ widgetId: id, data: '{}', at: 2 }), isUnavailable);
    await assert.rejects(store.widgets.update({ id }, { title: 'x' }), isUnavailable);
    await assert.rejects(
      store.transaction((tables) => tables.widgets.update({ id }, { title: 'x' })),
      isUnavailable,
    );
    await assert.rejects(store.ping(), isUnavailable, 'so that it is not called ready');
    await store.close();
  });

test('a path where nothing can be created is refused at once', async () => {
  await assert.rejects(openStore({ databaseUrl: 'sqlite:/proc/nowhere/boardcast.db' }), /^Error: cannot open .*ENOENT/);
});

test('kill -9 while it pushes: everything it acknowledged is there', async () => {
  const rounds = Number(process.env.STORE_CRASH_ROUNDS ?? 5);
  const file = newFile();
  const child = fileURLToPath(new URL('../suites/store-crash-child.ts', import.meta.url));
  for (let round = 0; round < rounds; round++) {
    const process_ = spawn(process.execPath, [child, `sqlite:${file}`], { stdio: ['ignore', 'pipe', 'inherit'] });
    const limit = 100 + Math.floor(Math.random() * 1000);
    let output = '';
    let lines = 0;
    process_.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
      lines += chunk.split('\n').length - 1;
      if (lines >= limit) process_.kill('SIGKILL');
    });
    const [, signal] = await once(process_, 'close');
    assert.equal(signal, 'SIGKILL');
    const acknowledged = new Map<number, number>();
    for (const line of output.slice(0, output.lastIndexOf('\n')).split('\n')) {
      const [id = 0, version = 0] = line.split(' ').map(Number);
      assert.equal(version > (acknowledged.get(id) ?? 0), true);
      acknowledged.set(id, version);
    }
    // The WAL of a dead process is part of the database: a copy of the file alone would not do.
    const store = await openStore({ databaseUrl: `sqlite:${file}` });
    for (const [id, version] of acknowledged) {
      const row = await store.widgets.get({ id });
      assert.ok((row?.version ?? 0) >= version, `round ${round}: widget ${id} has ${row?.version}, said ${version}`);
    }
    await store.close();
  }
});

test('a copy of the files of a process that died can be opened', async () => {
  const file = newFile();
  const store = await openStore({ databaseUrl: `sqlite:${file}` });
  const { widgetIds } = await board(store, 3);
  await store.writer.push({ widgetId: widgetIds[0] ?? 0, data: '{"a":1}', at: 1 });
  const copy = join(folder, 'left.db');
  copyFileSync(file, copy);
  copyFileSync(`${file}-wal`, `${copy}-wal`);
  const again = await openStore({ databaseUrl: `sqlite:${copy}` });
  assert.deepEqual((await again.widgets.get({ id: widgetIds[0] ?? 0 }))?.data, { a: 1 });
  await Promise.all([again.close(), store.close()]);
});
