import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { systemPrincipal } from '../../server/domain/rights.ts';
import { openTestApp, type TestApp } from '../support/app.ts';
import { FOREVER, parquet } from '../support/datasets.ts';

const DATASETS = '/api/datasets';
const CSV = 'Region,Amount\nNorth,10\nSouth,20.5\n';

interface Answered {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: answers are asserted field by field
  body: any;
}

describe('datasets in the Cards API', () => {
  let t: TestApp;
  let count = 0;
  before(async () => {
    // Longer than any test, so that a query only ends when its caller disconnects.
    t = await openTestApp({ queryTime: 600_000 });
  });
  after(() => t.close());

  const headers = (type?: string) => ({
    authorization: `Bearer ${t.alpha.keys.editor.secret}`,
    ...(type && { 'content-type': type }),
  });
  async function send(method: string, path: string, body?: string | Uint8Array | FormData, type?: string) {
    const init = { method, headers: headers(type), ...(body !== undefined && { body }) } as RequestInit;
    const answer = await t.fetch(path, init);
    const text = await answer.text();
    return { status: answer.status, body: text ? JSON.parse(text) : null } as Answered;
  }
  const ask = (method: string, path: string, body?: unknown) =>
    send(method, path, body === undefined ? undefined : JSON.stringify(body), 'application/json');
  const nameOf = () => `Sales ${(count += 1)}`;
  const make = async () =>
    (await ask('POST', DATASETS, { name: nameOf(), rows: [{ a: 1 }] })).body.dataset_id as number;
  const form = (file: Uint8Array | string, fileName: string, name?: string) => {
    const data = new FormData();
    if (name !== undefined) data.set('name', name);
    data.set('file', new Blob([file as Uint8Array<ArrayBuffer>]), fileName);
    return data;
  };

  it('are created from JSON rows, shown, listed, renamed and deleted', async () => {
    const { status, body } = await ask('POST', DATASETS, { rows: [{ x: 'a}],"', y: { z: [1] } }], name: 'Fi"rst €' });
    assert.equal(status, 201);
    const { dataset_id: id, created_at: at, size_bytes: size, ...rest } = body;
    assert.deepEqual(rest, {
      name: 'Fi"rst €',
      table_name: 'fi_rst',
      columns: [
        { name: 'x', type: 'string' },
        { name: 'y', type: 'json' },
      ],
      row_count: 1,
      updated_at: at,
    });
    assert.ok(size > 0);
    const path = `${DATASETS}/${id}`;
    assert.deepEqual((await ask('GET', path)).body, body);
    assert.deepEqual((await ask('GET', DATASETS)).body, { datasets: [body], total: 1 });
    const preview = (await ask('GET', `${path}/preview?limit=1`)).body;
    assert.deepEqual(preview, { columns: body.columns, rows: [['a}],"', { z: [1] }]], is_truncated: false });
    assert.equal((await ask('PATCH', path, { name: 'Second' })).body.name, 'Second');
    assert.deepEqual(await ask('DELETE', path), { status: 204, body: null });
    assert.equal((await ask('GET', path)).body.error, 'dataset_not_found');
    assert.equal((await ask('GET', `${DATASETS}/nothing`)).body.error, 'dataset_not_found');
  });

  it('are created from files, in a form or as the body', async () => {
    const file = await parquet("select 1 as a, 'x' as b");
    const made = [
      await send('POST', DATASETS, form(`\ufeff${CSV}`, 'a.csv', nameOf())),
      await send('POST', DATASETS, form('[{"a":1}]', 'rows.JSON', nameOf())),
      await send('POST', DATASETS, form(file.bytes, 'no-extension', nameOf())),
      await send('POST', DATASETS, form(CSV, 'By its file.csv')),
      await send('POST', `${DATASETS}?name=${nameOf()}`, CSV, 'text/csv; charset=utf-8'),
      await send('POST', `${DATASETS}?name=${nameOf()}`, file.bytes, 'application/vnd.apache.parquet'),
      await send('POST', `${DATASETS}?name=${nameOf()}`, '[{"a":1}]', 'application/json'),
    ];
    assert.deepEqual(
      made.map(({ status, body }) => [status, body.row_count]),
      [2, 1, 1, 2, 2, 1, 1].map((rows) => [201, rows]),
    );
    assert.equal(made[3]?.body.name, 'By its file');
  });

  it('are appended to and replaced', async () => {
    const path = `${DATASETS}/${await make()}`;
    assert.equal((await ask('POST', `${path}/append`, { rows: [{ a: 2 }] })).body.row_count, 2);
    assert.equal((await send('POST', `${path}/append`, 'a\n3\n', 'text/csv')).body.row_count, 3);
    assert.equal((await send('POST', `${path}/append`, form('a\n4\n', 'more.csv'))).body.row_count, 4);
    assert.deepEqual((await ask('GET', `${path}/preview?limit=3`)).body.rows, [[1], [2], [3]]);
    assert.equal((await ask('GET', `${path}/preview?limit=3`)).body.is_truncated, true);
    const replaced = await send('PUT', `${path}/data`, CSV, 'text/csv');
    assert.deepEqual([replaced.status, replaced.body.row_count, replaced.body.columns.length], [200, 2, 2]);
    assert.equal((await ask('POST', `${path}/replace`, { rows: [{ b: 1 }] })).body.columns[0].name, 'b');
  });

  it('report errors in the format of Cards, and change nothing', async () => {
    const path = `${DATASETS}/${await make()}`;
    const before = (await ask('GET', path)).body;
    const errorOf = async (answered: Promise<Answered>) => {
      const { status, body } = await answered;
      return [status, body.error, ...(body.errors ?? []).map(({ path }: { path: string }) => path)];
    };
    const invalid = (...paths: string[]) => [422, 'validation_error', ...paths];
    assert.deepEqual(await errorOf(ask('POST', DATASETS, { name: 'x' })), invalid('rows'));
    assert.deepEqual(await errorOf(ask('POST', DATASETS, { rows: [{ a: 1 }] })), invalid('name'));
    assert.deepEqual(await errorOf(ask('POST', DATASETS, { name: 1, rows: [{ a: 1 }] })), invalid('name'));
    assert.deepEqual(await errorOf(ask('POST', DATASETS, { name: ' ', rows: [{ a: 1 }] })), invalid('name'));
    assert.deepEqual(await errorOf(ask('POST', DATASETS, { name: 'x', rows: 1 })), invalid('rows'));
    assert.deepEqual(
      await errorOf(ask('POST', `${path}/append`, { rows: [{ a: 1 }, { b: 1 }] })),
      invalid('rows[1].b'),
    );
    assert.deepEqual(await errorOf(send('PUT', `${path}/data`, 'a,b\n1\n', 'text/csv')), invalid('file'));
    assert.deepEqual(await errorOf(send('POST', DATASETS, new FormData())), invalid('file'));
    assert.deepEqual(await errorOf(send('POST', DATASETS, 'x', 'multipart/form-data')), [400, 'malformed']);
    assert.deepEqual(await errorOf(ask('GET', `${path}/preview?limit=0`)), invalid('limit'));
    assert.deepEqual(await errorOf(ask('GET', `${path}/preview?limit=101`)), invalid('limit'));
    assert.deepEqual(await errorOf(ask('POST', DATASETS, { name: before.name, rows: [{ a: 1 }] })), [409, 'conflict']);
    for (const body of [
      '',
      '{',
      '{"name"',
      '{"rows":[1],}',
      '{"rows" [1]}',
      '{"a":1}x',
      '"text"',
      '{"\\ud800":1,"rows":[}',
    ])
      assert.ok([400, 422].includes((await send('POST', DATASETS, body, 'application/json')).status), body);
    assert.deepEqual((await ask('GET', path)).body, before);
  });

  it('can be larger than other bodies, up to a limit', async () => {
    const rows = Array.from({ length: 60_000 }, (_, index) => ({ id: index, text: `row ${index} "quoted"` }));
    const large = await ask('POST', DATASETS, { name: nameOf(), rows });
    assert.deepEqual([large.status, large.body.row_count], [201, 60_000]);
    const limit = t.deps.config.datasetMaxBytes;
    const answer = await t.send({
      method: 'POST',
      path: DATASETS,
      headers: { ...headers('text/csv'), 'content-length': String(limit + 1) },
      body: 'a\n',
    });
    assert.deepEqual([answer.status, JSON.parse(answer.text).error], [413, 'too_large']);
  });

  it('are not deleted while a card shows them', async () => {
    const id = await make();
    const board = (await ask('POST', '/api/dashboards/from-template', {
      ...{ template_id: 'kpi-summary', dataset_id: id, name: 'Filled' },
    })) as Answered;
    assert.equal(board.status, 201);
    const refused = await ask('DELETE', `${DATASETS}/${id}`);
    assert.deepEqual([refused.status, refused.body.error], [409, 'dataset_in_use']);
    assert.match(refused.body.detail, /card \d+ \(a\)/);
    await ask('DELETE', `/api/dashboards/${board.body.dashboard_id}`);
    assert.equal((await ask('DELETE', `${DATASETS}/${id}`)).status, 204);
  });

  it('are not deleted while anything else uses them, in any form', async () => {
    const id = await make();
    const { name, table_name: table } = (await ask('GET', `${DATASETS}/${id}`)).body;
    const system = systemPrincipal(t.alpha.workspace.id, t.alpha.users.owner.id);
    const remove = async () => (await ask('DELETE', `${DATASETS}/${id}`)).status;
    for (const shown of [
      { config: { dataset_id: id } },
      { source: { metric: 'sum(a)', dataset: name.toUpperCase() } },
      { source: { metric: 'sum(a)', dataset: table } },
    ]) {
      const { key } = await t.domain.widgets.create(system, t.alpha.openBoard.key, { type: 'number', ...shown });
      assert.equal(await remove(), 409, JSON.stringify(shown));
      await t.domain.widgets.remove(system, key);
    }
    // A card with an SQL source counts as showing no dataset, whatever its SQL contains.
    const other = { source: { sql: 'select 1' }, config: { dataset_id: id } };
    const { key } = await t.domain.widgets.create(system, t.alpha.openBoard.key, { type: 'number', ...other });
    assert.equal(await remove(), 204);
    await t.domain.widgets.remove(system, key);
  });

  it('can be queried, with bound values', async () => {
    const { table_name: table } = (await ask('GET', `${DATASETS}/${await make()}`)).body;
    const sql = `select a + $more as sum, $text as text from ${table}`;
    const { status, body } = await ask('POST', `${DATASETS}/query`, { sql, parameters: { more: 1, text: "'; --" } });
    assert.deepEqual([status, body.rows, body.columns[0]], [200, [[2, "'; --"]], { name: 'sum', type: 'number' }]);
    const missing = (await ask('POST', `${DATASETS}/query`, { sql })).body;
    assert.deepEqual(missing.errors, [{ path: 'parameters.more', message: 'is required' }]);
    const file = await ask('POST', `${DATASETS}/query`, { sql: "from read_text('/etc/passwd')" });
    assert.deepEqual([file.status, file.body.errors[0].path], [422, 'sql']);
  });

  it('stop the query when the client disconnects', { timeout: 60_000 }, async () => {
    const outgoing = [1, 2].map(() => {
      const asked = request(`${t.url}${DATASETS}/query`, { method: 'POST', headers: headers('application/json') });
      asked.on('error', () => undefined);
      asked.end(JSON.stringify({ sql: FOREVER }));
      return asked;
    });
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    while (t.datasetEngine.atWork() < 2) await turn();
    for (const asked of outgoing) asked.destroy();
    while (t.datasetEngine.atWork() > 0) await turn();
    assert.doesNotMatch(t.logged(), /request failed/);
    assert.equal((await ask('POST', `${DATASETS}/query`, { sql: 'select 1' })).status, 200);
  });
});
