import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Json } from '../../components/model/widget.ts';
import { DomainError } from '../../server/domain/errors.ts';
import { systemPrincipal } from '../../server/domain/rights.ts';
import { openLocked } from '../../server/sources/duckdb/instance.ts';
import { csv, FOREVER, openTestDatasets, type TestDatasets } from '../support/datasets.ts';
import { failsWith } from '../support/domain.ts';

const SALES = 'Region,Amount,Day\nNorth,10,2026-01-01\nSouth,20,2026-01-02\nEast,30.5,2026-01-03\n';

describe('queries over datasets', () => {
  let d: TestDatasets;
  let workspaceId: number;
  before(async () => {
    d = await openTestDatasets();
    workspaceId = d.t.workspace.id;
    await d.create('Sales 2026, €', csv(SALES));
    await d.create('people', csv('id,name\n1,Ada\n2,Grace\n'));
  });
  after(() => d[Symbol.asyncDispose]());

  const ask = (sql: string, values: Record<string, Json> = {}, maxRows?: number) =>
    d.engine.query(workspaceId, { sql, values }, { maxRows });
  const rowsOf = async (sql: string, values?: Record<string, Json>) => (await ask(sql, values)).rows;
  const issueOf = async (sql: string, values?: Record<string, Json>) => {
    const error = await ask(sql, values).then(
      () => assert.fail(`answered: ${sql}`),
      (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof DomainError, String(error));
    assert.equal(error.code, 'invalid', error.message);
    return error.details.issues?.[0] ?? assert.fail('no issue');
  };

  it('return columns, their types, and cells as JSON', async () => {
    assert.deepEqual(await ask('select * from sales_2026 order by "Day"'), {
      columns: [
        { name: 'Region', type: 'string' },
        { name: 'Amount', type: 'number' },
        { name: 'Day', type: 'date' },
      ],
      rows: [
        ['North', 10, '2026-01-01'],
        ['South', 20, '2026-01-02'],
        ['East', 30.5, '2026-01-03'],
      ],
      isTruncated: false,
    });
    const odd = `select 1::hugeint * 9007199254740993, 7::ubigint, 1.50::decimal(5,2), 'nan'::double, true,
      timestamp '2026-01-01 10:00:00.5', timestamptz '2026-01-01 10:00:00+02', time '10:00', [1, 2], {a: 1},
      '{"b":[null]}'::json, null, 'infinity'::date, uuid '00000000-0000-0000-0000-000000000001'`;
    const { columns, rows } = await ask(odd);
    assert.deepEqual(rows[0], [
      ...['9007199254740993', 7, 1.5, null, true],
      ...['2026-01-01T10:00:00.500Z', '2026-01-01T08:00:00.000Z', '10:00:00', [1, 2], { a: 1 }],
      ...[{ b: [null] }, null, null, '00000000-0000-0000-0000-000000000001'],
    ]);
    assert.deepEqual(
      columns.map(({ type }) => type),
      'number number number number boolean datetime datetime time json json json number date string'.split(' '),
    );
  });

  it('join datasets, by table name or by full name, in any case', async () => {
    const sql = 'select count(*) from "Sales 2026, €" s join SALES_2026 t using (region), people';
    assert.deepEqual(await rowsOf(sql), [[6]]);
    const common =
      'with x as (select * from people) select name from x where id in (select 2) and id < range(3)[3] + 9';
    assert.deepEqual(await rowsOf(common), [['Grace']]);
    assert.deepEqual(await rowsOf('from people limit 1'), [[1, 'Ada']]);
    assert.equal((await rowsOf('describe people')).length, 2);
    assert.deepEqual(await rowsOf("pivot people on name in ('Ada') using count(*) group by id order by id"), [
      [1, 1],
      [2, 0],
    ]);
  });

  it('distinguish a dataset from a CTE of the same name by scope', async () => {
    const beside = 'select p.id, x from people p, (with people as (select 7 as x) from people) where id = 1';
    assert.deepEqual(await rowsOf(beside), [[1, 7]]);
    const around =
      'with a as (select 1 as n), b as (from a) select n, (with recursive c(i) as (select 1 union all ' +
      'select i + 1 from c where i < 5) select max(i) from c, people) from b union all (with d as (from b) select n, 0 from d)';
    assert.deepEqual(await rowsOf(around), [
      [1, 5],
      [1, 0],
    ]);
    assert.deepEqual(await rowsOf('with PEOPLE as (select 5 as five) from people'), [[5]]);
    const narrowed = 'with people as (select * from people where id = 2) select name from people';
    assert.deepEqual(await rowsOf(narrowed), [['Grace']]);
    const qualified = 'with people as (select 5 as five) select max(id), five from main.people, people group by five';
    assert.deepEqual(await rowsOf(qualified), [[2, 5]]);
    const repeated =
      'with recursive people as (select id, 1 as n from people where id = 2 union all ' +
      'select id, n + 1 from people where n < 3) select max(n) from people';
    assert.deepEqual(await rowsOf(repeated), [[3]]);
  });

  it('give nothing of the engine itself behind a CTE of the same name: its files have paths', async () => {
    for (const sql of [
      'with duckdb_databases as (select 1) select path from main.duckdb_databases, people',
      'with duckdb_databases as (select 1) select (select count(*) from main.DuckDB_Databases)',
      'with recursive duckdb_databases as (select path, 1 as n from duckdb_databases union all ' +
        'select path, n + 1 from duckdb_databases where n < 2) select path from duckdb_databases, people',
      'with recursive a as (select 1 as n union all select n + 1 from a, main.sqlite_master where n < 2) from a',
    ])
      assert.match((await issueOf(sql))?.message ?? '', /^unknown dataset "(duckdb_databases|sqlite_master)"$/, sql);
  });

  it('find a dataset by its name in any alphabet', async () => {
    await d.create('Überstunden ЖУК', csv('hours\n3\n'));
    assert.deepEqual(await rowsOf('select a.hours + b.hours from "Überstunden ЖУК" a, "überstunden жук" b'), [[6]]);
  });

  it('bind their values, whatever they contain', async () => {
    const hostile = "'; drop table people; --";
    assert.deepEqual(await rowsOf('select $a, $a || $b', { a: hostile, b: '"' }), [[hostile, `${hostile}"`]]);
    assert.deepEqual(await rowsOf('select count(*) from people where name = $name', { name: "Ada' or '1'='1" }), [[0]]);
    const typed = { n: 3, x: 1.5, t: true, z: null, list: [1, 2], o: { a: 1 }, not_asked_for: 'x' };
    assert.deepEqual(await rowsOf('select $n + 1, $x, $t, $z, $list, $o', typed), [
      [4, 1.5, true, null, [1, 2], '{"a":1}'],
    ]);
    const since = 'select Region from sales_2026 where "Day" >= $from and Region = any($of) limit $n';
    assert.deepEqual(await rowsOf(since, { from: '2026-01-02', of: ['North', 'East', null], n: 5 }), [['East']]);
    assert.deepEqual(await rowsOf('select len($empty)', { empty: [] }), [[0]]);
    assert.deepEqual(await issueOf('select $missing', { other: 1 }), {
      path: 'values.missing',
      message: 'is required',
    });
    assert.equal((await issueOf('select $constructor')).path, 'values.constructor');
  });

  it('return a limited number of rows', async () => {
    const some = await ask('from range(5)', {}, 3);
    assert.deepEqual([some.rows.length, some.isTruncated], [3, true]);
    assert.equal((await ask('from range(3)', {}, 3)).isTruncated, false);
    const all = await ask('from range(1000000000000)', {}, 1_000_000);
    assert.deepEqual([all.rows.length, all.isTruncated], [10_000, true]);
    assert.match((await issueOf("select repeat('x', 10000) from range(9999)")).message, /larger than \d+ bytes/);
  });

  describe('can read nothing but datasets', () => {
    const REFUSED: readonly [sql: string, message: RegExp][] = [
      ["select * from read_csv('/etc/passwd')", /^read_csv\(\) cannot/],
      ["select * from READ_TEXT('/etc/passwd')", /^read_text\(\) cannot/],
      ["select * from read_blob('/etc/passwd')", /^read_blob\(\) cannot/],
      ["select * from read_json_auto('http://127.0.0.1/')", /cannot be used/],
      ["select * from read_parquet('s3://bucket/x.parquet')", /cannot be used/],
      ["select (select content from read_text('/etc/passwd'))", /cannot be used/],
      ["with a as (from read_text('/etc/passwd')) from a", /cannot be used/],
      ["select * from sniff_csv('/etc/passwd')", /cannot be used/],
      ["select * from '/etc/passwd'", /^unknown dataset/],
      ["select * from 'rows.parquet'", /^unknown dataset/],
      ['select * from "file.csv"', /^unknown dataset/],
      ["select * from glob('/*')", /cannot be used/],
      ["select getenv('HOME')", /does not exist/],
      ['select * from duckdb_secrets()', /cannot be used/],
      ['select * from duckdb_settings()', /cannot be used/],
      ['select * from duckdb_databases()', /cannot be used/],
      ["select * from query('select 1')", /cannot be used/],
      ["select * from query_table('people')", /cannot be used/],
      ["from json_execute_serialized_sql(json_serialize_sql('select 1'))", /cannot be used/],
      ["select * from enable_logging(storage='file', storage_config={'path':'/tmp/x'})", /cannot be used/],
      ["select * from enable_profiling(save_location='/tmp/x')", /cannot be used/],
      ["select write_log('x')", /cannot be used/],
      ['select * from information_schema.tables', /no database or schema/],
      ['select * from memory.main.people', /no database or schema/],
      ['select * from sqlite_master', /^unknown dataset/],
      ['from pragma_database_list, (with pragma_database_list as (select 1) select 1)', /^unknown dataset/],
      ['with a as (with sqlite_master as (select 1) select 1) from a, sqlite_master', /^unknown dataset/],
      ['with sqlite_master as (select * from sqlite_master) from sqlite_master', /^unknown dataset/],
      ['with "duc\u212adb_databases" as (select 1) from duckdb_databases', /^unknown dataset/],
      ['show databases', /cannot be queried/],
      ['show tables', /cannot be queried/],
      ["copy (select 1) to '/tmp/x.csv'", /single SELECT/],
      ["copy people from '/etc/passwd'", /single SELECT/],
      ["attach '/tmp/x.duckdb'", /single SELECT/],
      ["attach ':memory:' as other", /single SELECT/],
      ['install httpfs', /single SELECT/],
      ['load httpfs', /single SELECT/],
      ["set memory_limit = '100GB'", /single SELECT/],
      ['reset lock_configuration', /single SELECT/],
      ['pragma database_list', /single SELECT/],
      ['call pragma_version()', /single SELECT/],
      ["export database '/tmp/x'", /single SELECT/],
      ["import database '/tmp/x'", /single SELECT/],
      ['create table t (a int)', /single SELECT/],
      ['create secret (type s3)', /single SELECT/],
      ["insert into people values (3, 'x')", /single SELECT/],
      ["update people set name = 'x'", /single SELECT/],
      ['delete from people', /single SELECT/],
      ['drop view people', /single SELECT/],
      ['begin', /single SELECT/],
      ['use memory', /single SELECT/],
      ['explain analyze select 1', /single SELECT/],
      ['prepare p as select 1', /single SELECT/],
      ['vacuum', /single SELECT/],
      ['select 1; select 2', /single SELECT/],
      ["select 1; copy people to '/tmp/x'", /single SELECT/],
      ['/* select 1 */ drop view people -- select', /single SELECT/],
      ["select 1 /* ; */ ; /**/ attach 'x'", /single SELECT/],
      ['', /single SELECT/],
      [';', /single SELECT/],
      ['-- nothing', /single SELECT/],
      ['select \0', /valid text/],
      [`select ${'1,'.repeat(40_000)}1`, /at most/],
      [`select ${'abs('.repeat(3000)}1${')'.repeat(3000)}`, /depth/],
      ['selct 1', /syntax error/],
      ['select nothing from people', /not found/],
      ['select * from nowhere', /^unknown dataset "nowhere"/],
    ];
    for (const [sql, message] of REFUSED)
      it(`${JSON.stringify(sql.slice(0, 70))} is refused`, async () => {
        const issue = await issueOf(sql);
        assert.equal(issue.path, 'sql');
        assert.match(issue.message, message);
        assert.doesNotMatch(issue.message, /root:|\.duckdb|\/tmp|\/home/);
      });

    it('and comments or case do not hide what a statement is', async () => {
      assert.deepEqual(await rowsOf('/* attach */ SeLeCt 1 -- ; drop view people\n;'), [[1]]);
      assert.deepEqual(await rowsOf("select 'copy x to y; attach'"), [['copy x to y; attach']]);
    });

    it('and another workspace’s are not there', async () => {
      const other = await d.t.domain.people.createWorkspace({ slug: 'other' });
      const theirs = systemPrincipal(other.id);
      await d.create('people', csv('secret\n42\n'), theirs);
      await d.create('theirs', csv('secret\n43\n'), theirs);
      assert.match((await issueOf('from theirs')).message, /unknown dataset/);
      assert.deepEqual(await rowsOf('from people limit 1'), [[1, 'Ada']]);
      const { rows } = await d.engine.query(other.id, { sql: 'from people' });
      assert.deepEqual(rows, [[42]]);
      const mine = d.engine.query(other.id, { sql: 'from sales_2026' });
      await assert.rejects(mine, failsWith('invalid'));
      const { file } = await d.create('hidden', csv('a\n1\n'));
      await assert.rejects(d.engine.preview(other.id, file, 1), failsWith('unavailable'));
    });
  });
});

describe('queries that need too much', () => {
  let d: TestDatasets;
  before(async () => {
    d = await openTestDatasets({ queryTime: 900 });
  });
  after(() => d[Symbol.asyncDispose]());

  for (const sql of [
    'select count(*) from range(100000000) a, range(100000000) b where a.range + b.range = 3',
    FOREVER,
    "select list(repeat('x', 1000) || range) from range(10000000)",
    'select * from range(1000000000) order by hash(range)',
    "select string_agg(repeat('x', 1000)) from range(10000000)",
  ])
    it(`${sql.slice(0, 60)} ends in a clear error`, async () => {
      const error = await d.engine.query(d.t.workspace.id, { sql }).catch((thrown: unknown) => thrown);
      assert.ok(error instanceof DomainError && error.code === 'invalid', String(error));
      assert.match(error.message, /^sql: (needs more than|takes longer than 0.9 seconds|the result is larger)/);
      assert.deepEqual((await d.engine.query(d.t.workspace.id, { sql: 'select 1' })).rows, [[1]]);
    });
});

describe('the engine by itself', () => {
  it('gives no access to files, network or settings', async () => {
    const { connection, close } = await openLocked();
    for (const sql of [
      "from read_text('/etc/hostname')",
      "from read_csv('/etc/passwd')",
      "from glob('/*')",
      "copy (select 1) to '/tmp/boardcast-test.csv'",
      "attach '/tmp/boardcast-test.duckdb'",
      "export database '/tmp/boardcast-test'",
      'install httpfs',
      'load httpfs',
      "set memory_limit = '100GB'",
      'set enable_external_access = true',
      'reset lock_configuration',
    ])
      await assert.rejects(connection.run(sql), /disabled|locked|Cannot change/, sql);
    close();
  });

  it('is killed when it takes more memory than it counts', { timeout: 60_000 }, async () => {
    await using d = await openTestDatasets({ queryTime: 600_000 });
    const sql = "select length(repeat('x', 1000000000)), repeat('y', 1000000000)";
    await assert.rejects(d.engine.query(d.t.workspace.id, { sql }), /needs more than 512 MiB/);
    assert.deepEqual(d.crashes, []);
  });
});

/** Resolves when something that tells nobody has come true. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise(setImmediate);
}

describe('the workers', () => {
  it('are killed when the caller aborts, and replaced', { timeout: 60_000 }, async () => {
    await using d = await openTestDatasets({ queryTime: 600_000 });
    const ask = (sql: string, signal?: AbortSignal) => d.engine.query(d.t.workspace.id, { sql }, { signal });
    await ask('select 1');
    const gone = new AbortController();
    const forever = [1, 2, 3].map(() => ask(FOREVER, gone.signal));
    const settled = Promise.allSettled(forever);
    const waiting = ask('select 2');
    await until(() => d.engine.atWork() === 2);
    const pids = d.engine.pids();
    gone.abort(new Error('gone'));
    for (const each of await settled) assert.equal(each.status === 'rejected' && each.reason.message, 'gone');
    assert.deepEqual((await waiting).rows, [[2]]);
    assert.equal(d.engine.pids().filter((pid) => pids.includes(pid)).length, 0);
    await assert.rejects(ask('select 1', gone.signal), /gone/);
    assert.deepEqual(d.crashes, []);
  });

  it('are replaced when they die, and their query fails with a clear error', async () => {
    await using d = await openTestDatasets();
    const { id } = d.t.workspace;
    await d.engine.query(id, { sql: 'select 1' });
    const lost = Promise.allSettled([1, 2].map(() => d.engine.query(id, { sql: FOREVER })));
    await until(() => d.engine.atWork() === 2);
    for (const pid of d.engine.pids()) process.kill(pid, 'SIGKILL');
    for (const each of await lost) assert.ok(each.status === 'rejected' && failsWith('invalid')(each.reason));
    assert.deepEqual((await d.engine.query(id, { sql: 'select 3' })).rows, [[3]]);
    assert.equal(d.crashes.length, 2);
  });

  it('leave no query unanswered when the engine closes', async () => {
    await using d = await openTestDatasets();
    const { id } = d.t.workspace;
    const asked = Promise.allSettled([1, 2, 3, 4].map(() => d.engine.query(id, { sql: FOREVER })));
    await until(() => d.engine.atWork() === 2);
    await d.engine.close();
    for (const each of await asked) assert.ok(each.status === 'rejected' && failsWith('unavailable')(each.reason));
    assert.deepEqual(d.engine.pids(), []);
    await assert.rejects(d.engine.query(id, { sql: 'select 1' }), failsWith('unavailable'));
  });

  it('refuse queries when the queue is full', async () => {
    await using d = await openTestDatasets();
    const gone = new AbortController();
    const ask = () => d.engine.query(d.t.workspace.id, { sql: FOREVER }, { signal: gone.signal });
    const asked = Promise.allSettled(Array.from({ length: 1100 }, ask));
    await new Promise(setImmediate);
    setImmediate(() => gone.abort());
    const limited = (await asked).filter(
      (each) => each.status === 'rejected' && failsWith('rate_limited')(each.reason),
    );
    assert.equal(limited.length, 98);
  });
});
