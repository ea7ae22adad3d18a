import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createBus } from '../../server/domain/bus.ts';
import { DomainError } from '../../server/domain/errors.ts';
import { createDomain } from '../../server/domain/index.ts';
import type { Dataset } from '../../server/domain/model.ts';
import { systemPrincipal } from '../../server/domain/rights.ts';
import { freeTableName } from '../../server/domain/sources/dataset-names.ts';
import type { Upload } from '../../server/domain/sources/queries.ts';
import { createDatasetEngine, type DatasetEngineOptions } from '../../server/sources/duckdb/index.ts';
import { openStore } from '../../server/store/open.ts';
import { csv, jsonRows, openTestDatasets, parquet, type TestDatasets } from '../support/datasets.ts';
import { failsWith, openTestDomain } from '../support/domain.ts';

describe('uploads into a dataset', () => {
  let d: TestDatasets;
  let count = 0;
  before(async () => {
    d = await openTestDatasets();
  });
  after(() => d[Symbol.asyncDispose]());

  const datasets = () => d.t.domain.datasets;
  const make = (upload: Upload) => d.create(`Set ${(count += 1)}`, upload);
  const shownOf = async (upload: Upload) => {
    const { id } = await make(upload);
    const { columns, rows } = await datasets().preview(d.t.system, id);
    return { types: columns.map(({ name, type }) => `${name} ${type}`), rows };
  };
  const issueOf = async (made: Promise<unknown>) => {
    const error = await made.then(
      () => assert.fail('was accepted'),
      (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof DomainError && error.code === 'invalid', String(error));
    const [issue] = error.details.issues ?? [];
    return `${issue?.path}: ${issue?.message}`;
  };

  it('as CSV get the narrowest type that every cell fits', async () => {
    const text =
      'id,price,ok,day,at,clock,zip,note,none\n1,1.50,true,2026-01-01,2026-01-01T10:00:00+02:00,10:00,01234,"a, ""b""\nc",\n-2,2e3,FALSE,2026-12-31,2026-01-01 10:00,11:30:15,99999,,\n';
    assert.deepEqual(await shownOf(csv(text)), {
      types: [
        ...['id number', 'price number', 'ok boolean', 'day date', 'at datetime', 'clock time'],
        ...['zip string', 'note string', 'none string'],
      ],
      rows: [
        [1, 1.5, true, '2026-01-01', '2026-01-01T08:00:00.000Z', '10:00:00', '01234', 'a, "b"\nc', null],
        [-2, 2000, false, '2026-12-31', '2026-01-01T10:00:00.000Z', '11:30:15', '99999', null, null],
      ],
    });
  });

  it('as CSV may come with a BOM, semicolons, tabs, decimal commas, CRLF, and without rows', async () => {
    assert.deepEqual(await shownOf(csv('\ufeff"na;me";x\r\nA;1,5\r\nB;2\r\n')), {
      types: ['na;me string', 'x number'],
      rows: [
        ['A', 1.5],
        ['B', 2],
      ],
    });
    assert.deepEqual((await shownOf(csv('a\tb\n1\tx\n'))).rows, [[1, 'x']]);
    assert.deepEqual((await shownOf(csv('d\n13/02/2026\n'))).types, ['d string']);
    assert.deepEqual(await shownOf(csv('a,b')), { types: ['a string', 'b string'], rows: [] });
  });

  it('as CSV distinguish thousands from decimals in columns with decimal commas', async () => {
    const text = 'sum;share;odd;version\n1.234,56;1.234;1,5;1.234\n-12.345.678;0,5;1.25;2.5\n0,5;1.000.000,25;2;3\n';
    assert.deepEqual(await shownOf(csv(text)), {
      types: ['sum number', 'share number', 'odd string', 'version number'],
      rows: [
        [1234.56, 1234, '1,5', 1.234],
        [-12_345_678, 0.5, '1.25', 2.5],
        [0.5, 1_000_000.25, '2', 3],
      ],
    });
  });

  it('as CSV detect numbers and dates despite quoted empty cells and surrounding spaces', async () => {
    const text = '"id", "sum","day","note","none"\n"1", 5,"2026-01-01","",""\n"","","", x,""\n';
    assert.deepEqual(await shownOf(csv(text)), {
      types: ['id number', 'sum number', 'day date', 'note string', 'none string'],
      rows: [
        [1, 5, '2026-01-01', '', ''],
        [null, null, null, ' x', ''],
      ],
    });
    const { id } = await make(csv('a,b\n1,x\n'));
    const more = await datasets().append(d.t.system, id, csv('"a","b"\n"",""\n'));
    assert.deepEqual(more.schema, [
      { name: 'a', type: 'number' },
      { name: 'b', type: 'string' },
    ]);
  });

  it('accept times without seconds, in any time zone', async () => {
    const { types, rows } = await shownOf(csv('at\n2026-01-01T10:00Z\n2026-01-01 10:00+02:00\n2026-01-01T10:00\n'));
    assert.deepEqual(types, ['at datetime']);
    assert.deepEqual(rows.flat(), ['2026-01-01T10:00:00.000Z', '2026-01-01T08:00:00.000Z', '2026-01-01T10:00:00.000Z']);
  });

  for (const [name, bytes, message] of [
    ['nothing', '', 'file: is empty: a CSV file must start with a row of column names'],
    ['too few fields', 'a,b\n1,2\n1\n', 'file: line 3 has 1 fields, but the header has 2'],
    ['too many fields', 'a,b\n1,2\n1,2,3\n', 'file: line 3 has 3 fields, but the header has 2'],
    ['an open quote', 'a,b\n1,"2\n3,4\n', 'file: line 2 has a quote that is not closed'],
    ['an open quote in the header', 'a,"b\n1,2\n', 'file: line 1 has a quote that is not closed'],
    ['a column twice', 'a,A\n1,2\n', 'file: has the column "A" twice'],
    ['a column without a name', 'a,\n1,2\n', 'file: column 2 needs a name of 1 to 200 characters'],
    ['501 columns', `${Array.from({ length: 501 }, (_, i) => `c${i}`).join()}\n`, /at most 500/],
    ['Latin-1', Buffer.from('a,b\nM\xfcller,1\n', 'latin1'), 'file: line 2 is not UTF-8'],
    ['UTF-16', Buffer.from('\ufeffa\tb\r\n1\t2\r\n', 'utf16le'), 'file: line 1 is not UTF-8'],
    ['a very long line', `a,b\n1,${'x'.repeat(3_000_000)}\n`, 'file: line 2 is too long'],
    ['line ends of two kinds', 'a,b\r\n1,x\n2,y\r\n', /^file: has different kinds of line endings/],
    ['random bytes', Buffer.from(Array.from({ length: 999 }, (_, i) => (i * 7919 + 128) % 256)), /^file: /],
  ] as const)
    it(`as CSV are refused with ${name}`, async () => {
      const issue = await issueOf(make({ format: 'csv', bytes: Buffer.from(bytes) }));
      if (typeof message === 'string') assert.equal(issue, message);
      else assert.match(issue, message);
    });

  it('as JSON keep lists and objects, in the order of the first row', async () => {
    const rows = [
      { b: 1, a: 'x', at: '2026-01-01T00:00:00Z', f: true, o: { deep: [1, null] }, n: null, 'q"\'': '' },
      { a: null, b: 2.5, at: '2026-01-02', f: null, o: [1], n: null, 'q"\'': 'a\u0000b' },
    ];
    assert.deepEqual(await shownOf(jsonRows(rows)), {
      types: ['b number', 'a string', 'at datetime', 'f boolean', 'o json', 'n string', 'q"\' string'],
      rows: [
        [1, 'x', '2026-01-01T00:00:00.000Z', true, { deep: [1, null] }, null, ''],
        [2.5, null, '2026-01-02T00:00:00.000Z', null, [1], null, 'a\u0000b'],
      ],
    });
  });

  it('keep integers exactly, and no number becomes infinite', async () => {
    const text = '[{"id":9007199254740993,"x":1e21,"y":1.0},{"id":1,"x":12345678901234567890,"y":2}]';
    assert.deepEqual(await shownOf({ format: 'json', bytes: Buffer.from(text) }), {
      types: ['id number', 'x number', 'y number'],
      rows: [
        ['9007199254740993', 1e21, 1],
        [1, 12345678901234567000, 2],
      ],
    });
    assert.deepEqual((await shownOf(csv('a\n1e400\n1\n'))).rows, [['1e400'], ['1']]);
  });

  for (const [rows, message] of [
    [[{ a: 1 }, { a: 1, b: 2 }], 'rows[1].b: is a column that earlier rows do not have'],
    [[{ a: 1, b: 2 }, { a: 1 }], 'rows[1].b: is missing, but earlier rows have it'],
    [[{ a: 1 }, { a: null }, { a: 'x' }], 'rows[2].a: is text, but earlier rows have numbers there'],
    [[{ a: 1 }, 2], 'rows[1]: must be an object'],
    [[], 'rows: must not be empty'],
    [[{}], 'rows[0]: must have at least one column'],
    [[{ A: 1, a: 2 }], 'rows: has the column "a" twice'],
    [{ a: 1 }, 'rows: must be a list of objects'],
    ['[{"a":1}', 'file: is not valid JSON'],
    ['[{"a":1,"a":2}]', 'rows: have an object with the same key twice'],
    ['[{"a":"\\ud800"}]', 'rows[0].a: must be valid Unicode'],
    ['[{"a":1e999}]', 'rows[0].a: must be a finite number'],
    [`[{"a":${'['.repeat(9000)}${']'.repeat(9000)}}]`, 'rows[0].a: is nested more than 32 levels deep'],
    ['['.repeat(100_000), 'file: is not valid JSON'],
  ] as const)
    it(`as JSON are refused: ${message}`, async () => assert.equal(await issueOf(make(jsonRows(rows))), message));

  it('as Parquet keep their types, and broken files are refused', async () => {
    const file = await parquet(
      "select 1::utinyint i, 2.50::decimal(9,2) d, 'x' t, date '2026-01-01' as day, [1, 2] l, timestamptz '2026-01-01 10:00:00+02' as at, true ok",
    );
    assert.deepEqual(await shownOf(file), {
      types: ['i number', 'd number', 't string', 'day date', 'l json', 'at datetime', 'ok boolean'],
      rows: [[1, 2.5, 'x', '2026-01-01', [1, 2], '2026-01-01T08:00:00.000Z', true]],
    });
    const { length } = file.bytes;
    for (const bytes of [
      Buffer.from('PAR1'),
      Buffer.from('no Parquet at all'),
      file.bytes.slice(0, length - 20),
      file.bytes.map((byte, at) => (at > 4 && at < 60 ? byte ^ 0x55 : byte)),
      file.bytes.map((byte, at) => (at > length - 200 && at < length - 8 ? byte ^ 0xff : byte)),
    ])
      assert.match(await issueOf(make({ format: 'parquet', bytes })), /^file: /);
  });

  it('are limited in size after decompression, however small the file', async () => {
    const bomb = await parquet('select 7 as a from range(5000001)');
    assert.ok(bomb.bytes.length < 100_000);
    await assert.rejects(make(bomb), failsWith('too_large'));
    const heavy = await parquet("select repeat('x', 5000000) as a from range(500)");
    assert.ok(heavy.bytes.length < 1_000_000);
    const error = await make(heavy).then(
      ({ bytes }) => ({ bytes }),
      (thrown: unknown) => thrown,
    );
    const isRefused = error instanceof DomainError && ['invalid', 'too_large'].includes(error.code);
    assert.ok(isRefused, String(error));
    assert.deepEqual((await shownOf(csv('a\n1\n'))).rows, [[1]]);
  });

  it('can be appended to a dataset with the same columns, whose types may widen', async () => {
    const { id, file } = await make(csv('n,day,zip\n1,2026-01-01,01234\n'));
    const changed = await datasets().append(d.t.system, id, csv('zip;n;DAY\n999;2,5;2026-01-02T10:00:00Z\n'));
    assert.deepEqual([changed.rowCount, changed.file === file], [2, false]);
    assert.deepEqual(changed.schema, [
      { name: 'n', type: 'number' },
      { name: 'day', type: 'datetime' },
      { name: 'zip', type: 'string' },
    ]);
    await datasets().append(d.t.system, id, jsonRows([{ n: 3, day: null, zip: 5 }]));
    assert.deepEqual((await datasets().preview(d.t.system, id)).rows, [
      [1, '2026-01-01T00:00:00.000Z', '01234'],
      [2.5, '2026-01-02T10:00:00.000Z', '999'],
      [3, null, '5'],
    ]);
    const append = (text: string) => issueOf(datasets().append(d.t.system, id, csv(text)));
    assert.match(await append('n,day,zip,more\n'), /has the column "more"/);
    assert.match(await append('n,day\n1,2026-01-01\n'), /does not have the column "zip"/);
    assert.match(await append('n,day,zip\n1,,\nx,,\n'), /does not fit in row 2: the column "n" contains numbers/);
    assert.equal((await datasets().byId(d.t.system, id)).rowCount, 3);
  });

  it('replace the old rows as a whole, and leave no other file', async () => {
    const { id, name, tableName } = await make(csv('a\n1\n'));
    const replaced = await datasets().replace(d.t.system, id, csv('b,c\nx,1\n'));
    assert.deepEqual([replaced.name, replaced.tableName, replaced.rowCount], [name, tableName, 1]);
    await assert.rejects(datasets().replace(d.t.system, id, csv('')), failsWith('invalid'));
    assert.deepEqual((await datasets().preview(d.t.system, id)).rows, [['x', 1]]);
    const files = (await datasets().list(d.t.system)).map(({ file }) => `${file}.duckdb`);
    const place = join(d.directory, String(d.t.workspace.id));
    assert.deepEqual(readdirSync(place).sort(), files.sort());
    assert.equal(statSync(place).mode & 0o777, 0o700);
    for (const each of files) assert.equal(statSync(join(place, each)).mode & 0o777, 0o600);
  });

  it('by several callers at once are all kept', async () => {
    const { id } = await make(csv('a\n0\n'));
    // Another process on the same database and files does not know the queue here.
    const { store, secrets } = d.t;
    await using engine = openEngine(d);
    const elsewhere = createDomain({ store, secrets, bus: createBus(), now: Date.now, datasetEngine: engine }).datasets;
    const append = (n: number) => (n % 2 ? datasets() : elsewhere).append(d.t.system, id, csv(`a\n${n}\n`));
    // Now both have a worker, so that they really compete.
    for (const n of [1, 2]) await append(n);
    await Promise.all([3, 4, 5, 6].map(append));
    const { rows } = await datasets().preview(d.t.system, id);
    assert.deepEqual(rows.flat().sort(), [0, 1, 2, 3, 4, 5, 6]);
  });

  it('keep the table name of the dataset in queries', async () => {
    assert.equal(freeTableName('Umsätze 2026 (€)', new Set()), 'umsatze_2026');
    assert.equal(freeTableName('2026', new Set(['d_2026'])), 'd_2026_2');
    assert.equal(freeTableName('数据', new Set(['dataset'])), 'dataset_2');
    const first = await d.create('My-Sales', csv('a\n1\n'));
    const second = await d.create('My Sales!', csv('a\n2\n'));
    assert.deepEqual([first.tableName, second.tableName], ['my_sales', 'my_sales_2']);
    await assert.rejects(d.create('my-sales', csv('a\n1\n')), failsWith('conflict'));
    const renamed = await datasets().rename(d.t.system, first.id, 'Other');
    assert.equal(renamed.tableName, 'my_sales');
    const { rows } = await d.engine.query(d.t.workspace.id, { sql: 'select x.a, y.a from my_sales x, "other" y' });
    assert.deepEqual(rows, [[1, 1]]);
  });
});

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Makes files older than they are. */
function age(place: string, time: number, names = readdirSync(place)): void {
  for (const name of names) utimesSync(join(place, name), new Date(Date.now() - time), new Date(Date.now() - time));
}

describe('datasets', () => {
  it('tell the log alone what is wrong with a file or the disk', async () => {
    await using d = await openTestDatasets();
    const { file } = await d.create('broken', csv('a\n1\n'));
    writeFileSync(join(d.directory, String(d.t.workspace.id), `${file}.duckdb`), 'x'.repeat(9999));
    for (const read of [
      () => d.engine.preview(d.t.workspace.id, file, 1),
      () => d.engine.query(d.t.workspace.id, { sql: 'from broken' }),
    ])
      await assert.rejects(read, (error: Error) => {
        assert.ok(failsWith('unavailable')(error));
        assert.equal(error.message, 'The dataset cannot be read.');
        assert.match((error.cause as Error).message, /^IO Error: .*not a valid DuckDB database file/);
        return true;
      });
  });

  it('report clearly when there is no engine', async () => {
    await using t = await openTestDomain();
    const made = t.domain.datasets.create(t.system, { name: 'x', upload: csv('a\n1\n') });
    await assert.rejects(made, failsWith('unavailable'));
    assert.deepEqual(await t.domain.datasets.list(t.system), []);
  });

  it('are intact after a crash at any moment, and leftovers are deleted', { timeout: 60_000 }, async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'boardcast-crash-'));
    const directory = join(dataDir, 'datasets');
    const databaseUrl = `sqlite:${dataDir}/test.db`;
    const open = async () => {
      const store = await openStore({ databaseUrl });
      const engine = createDatasetEngine({ directory, datasets: store.datasets });
      return { store, engine, close: () => engine.close().then(() => store.close()) };
    };
    const first = await open();
    const workspace = await first.store.workspaces.insert({
      ...{ uuid: 'u', key: 'k', slug: 's', name: 'n', embedSecretSealed: '', createdAt: 0 },
    });
    const built = await first.engine.build(workspace.id, csv('a,b\n1,x\n'));
    const dataset = await first.store.datasets.insert({
      ...{ workspaceId: workspace.id, name: 'Kept', tableName: 'kept', file: built.file, bytes: built.bytes },
      ...{ schema: [], rowCount: 1, createdAt: 0, updatedAt: 0 },
    });
    await first.close();

    const program = new URL('../support/datasets-child.ts', import.meta.url);
    const child = fork(program, [dataDir, String(workspace.id), String(dataset.id)]);
    const acknowledged: number[] = [];
    let pids: number[] = [];
    child.on('message', (told: { rowCount: number; pids: number[] }) => {
      acknowledged.push(told.rowCount);
      ({ pids } = told);
      if (acknowledged.length === 3) setImmediate(() => child.kill('SIGKILL'));
    });
    await once(child, 'exit');
    assert.equal(pids.length, 2);
    for (const pid of pids) while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 5));

    const place = join(directory, String(workspace.id));
    for (const name of ['dead.part', 'dead.upload', 'dead.duckdb']) writeFileSync(join(place, name), 'x');
    age(place, 2 * HOUR);
    writeFileSync(join(place, 'young.part'), 'x');
    const second = await open();
    await second.engine.swept;
    const kept = await second.store.datasets.get({ id: dataset.id });
    assert.ok(kept && kept.rowCount >= (acknowledged.at(-1) ?? Number.NaN));
    const { rows } = await second.engine.query(workspace.id, { sql: 'select count(*) from kept' });
    assert.deepEqual(rows, [[kept.rowCount]]);
    const left = () => readdirSync(place).sort();
    const inUse = [`${kept.file}.duckdb`, 'young.part'].sort();
    const isAside = (name: string) => name.endsWith('.unused');
    assert.ok(left().includes('dead.unused'));
    assert.deepEqual(
      left().filter((name) => !isAside(name)),
      inUse,
    );
    await second.close();
    age(place, 31 * DAY, left().filter(isAside));
    const third = await open();
    await third.engine.swept;
    assert.deepEqual(left(), inUse);
    await third.close();
    rmSync(dataDir, { recursive: true });
  });

  /** Starts an engine in a directory, and lets it clean up. */
  async function startIn(directory: string, datasets: DatasetEngineOptions['datasets']): Promise<void> {
    const engine = createDatasetEngine({ directory, datasets });
    await engine.swept;
    await engine.close();
  }
  /** Datasets of another database, with these times. */
  const others = (...times: [createdAt: number, updatedAt: number][]): DatasetEngineOptions['datasets'] => ({
    list: async () =>
      times.map(([createdAt, updatedAt], index) => {
        const fields = { id: index, workspaceId: 1, name: `n${index}`, tableName: `t${index}`, file: `f${index}` };
        return { ...fields, bytes: 0, schema: [], rowCount: 1, createdAt, updatedAt } as unknown as Dataset;
      }),
  });

  for (const [kind, times] of [
    ['empty', []],
    ['newer', [[Date.now(), Date.now()]]],
    [
      'older',
      [
        [0, Date.now() - DAY],
        [1, 2],
      ],
    ],
  ] as [string, [number, number][]][])
    it(`keep their rows when a server is started on another, ${kind} database by mistake`, async () => {
      await using d = await openTestDatasets();
      const { workspaceId, file } = await d.create('Kept', csv('a\n1\n'));
      const place = join(d.directory, String(workspaceId));
      writeFileSync(join(place, 'dead.part'), 'x');
      age(place, 2 * HOUR);
      await startIn(d.directory, others(...times));
      assert.deepEqual(readdirSync(place), [`${file}.duckdb`]);
    });

  it('are back on the right database when a server was used on another one by mistake', async () => {
    await using d = await openTestDatasets();
    const { id, workspaceId, file } = await d.create('Kept', csv('a\n1\n'));
    const place = join(d.directory, String(workspaceId));
    writeFileSync(join(place, 'dead.duckdb'), 'x');
    const wrong = others([0, Date.now()]);
    await startIn(d.directory, wrong);
    assert.deepEqual(readdirSync(place).sort(), ['dead.duckdb', `${file}.duckdb`].sort(), 'somebody may be at them');
    age(place, 40 * DAY);
    await startIn(d.directory, wrong);
    const aside = ['dead.unused', `${file}.unused`].sort();
    assert.deepEqual(readdirSync(place).sort(), aside);
    await startIn(d.directory, wrong);
    assert.deepEqual(readdirSync(place).sort(), aside, 'however old they were');
    age(place, 29 * DAY);
    await startIn(d.directory, wrong);
    assert.deepEqual(readdirSync(place).sort(), aside);
    age(place, 31 * DAY, ['dead.unused']);
    await startIn(d.directory, d.t.store.datasets);
    assert.deepEqual(readdirSync(place), [`${file}.duckdb`]);
    assert.deepEqual((await d.t.domain.datasets.preview(d.t.system, id)).rows, [[1]]);
  });

  it('can be read by every member, and changed by those who may create dashboards', async () => {
    await using d = await openTestDatasets();
    const { datasets } = d.t.domain;
    const [editor, viewer] = [await d.t.person('editor'), await d.t.person('viewer')];
    const { id } = await d.create('Mine', csv('a\n1\n'), editor);
    assert.equal((await datasets.preview(viewer, id)).rows.length, 1);
    const upload = csv('a\n2\n');
    for (const refused of [
      datasets.create(viewer, { name: 'x', upload }),
      datasets.append(viewer, id, upload),
      datasets.replace(viewer, id, upload),
      datasets.rename(viewer, id, 'x'),
      datasets.remove(viewer, id),
      datasets.query(viewer, { sql: 'select 1' }),
      datasets.remove({ ...editor, scopes: ['dashboard:read'] }, id),
    ])
      await assert.rejects(refused, failsWith('forbidden'));
    const other = systemPrincipal((await d.t.domain.people.createWorkspace({ slug: 'o' })).id);
    for (const unknown of [datasets.byId(other, id), datasets.preview(other, id), datasets.remove(other, id)])
      await assert.rejects(unknown, failsWith('not_found'));
    await assert.rejects(datasets.preview(viewer, id, 101), failsWith('invalid'));
  });
});

/** Another engine on the same files. */
const openEngine = ({ directory, t: { store } }: TestDatasets) => {
  const engine = createDatasetEngine({ directory, datasets: store.datasets });
  return Object.assign(engine, { [Symbol.asyncDispose]: () => engine.close() });
};

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
