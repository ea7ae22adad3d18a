import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Json, JsonObject } from '../../components/model/widget.ts';
import { openTestApp, type TestApp } from '../support/app.ts';
import { bearer, sent } from '../support/asking.ts';

/** From an upload to what a card shows, through the engine itself. */
describe('datasets on cards', () => {
  let t: TestApp;
  let datasetId: number;

  const send = (method: string, path: string, body?: object) =>
    sent(t, method, path, body, bearer(t.alpha.keys.owner.secret));
  /** The data and error of one card with this config on a board of its own. */
  async function shown(card_type: string, config: JsonObject, board: JsonObject = {}, query = '') {
    const { dashboard_id: id } = await send('POST', '/api/dashboards', { name: `B ${Math.random()}`, ...board });
    const layout = { x: 0, y: 0, w: 6, h: 4 };
    await send('POST', `/api/dashboards/${id}/cards`, { card_type, config, layout });
    const { cards } = await send('GET', `/api/dashboards/${id}/render${query}`);
    return { data: cards[0].data as Json, error: cards[0].error?.message as string | undefined };
  }

  before(async () => {
    t = await openTestApp();
    const rows = [
      { region: 'north', amount: 10, day: '2024-01-01' },
      { region: 'north', amount: 5, day: '2024-01-02' },
      { region: 'south', amount: 2.5, day: '2024-01-02' },
      { region: "o'hare", amount: 1, day: '2024-01-03' },
    ];
    datasetId = (await send('POST', '/api/datasets', { name: 'Sales 2024', rows })).dataset_id;
  });
  after(() => t.close());

  it('show columns, metrics and rows', async () => {
    const dataset_id = datasetId;
    assert.deepEqual((await shown('kpi_card', { dataset_id, metric: 'sum(amount)' })).data, { value1: 18.5 });
    assert.deepEqual((await shown('kpi_card', { dataset_id })).data, { value1: 4 });
    assert.deepEqual((await shown('chart', { dataset_id, x: 'region', y: 'amount' })).data, {
      labels: ['north', "o'hare", 'south'],
      datasets: [{ label: 'amount', data: [15, 1, 2.5] }],
    });
    const { error } = await shown('chart', { dataset_id, x: 'nothing', y: 'amount' });
    assert.match(error ?? '', /unknown column "nothing"/);
  });

  it('answer SQL with bound parameters', async () => {
    const sql = "select sum(amount) from sales_2024 where region = '{{region}}' and amount > $least";
    const board = { parameters: { region: 'north', least: 0 } };
    assert.deepEqual((await shown('kpi_card', { sql }, board)).data, { value1: 15 });
    assert.deepEqual((await shown('kpi_card', { sql }, board, '?param.least=7')).data, { value1: 10 });
    const own = (region: string) => shown('kpi_card', { sql }, board, `?param.region=${encodeURIComponent(region)}`);
    assert.deepEqual((await own("o'hare")).data, { value1: 1 });
    assert.deepEqual(await own("x' or '1'='1"), { data: null, error: undefined });
    assert.deepEqual((await shown('kpi_card', { sql: 'select count(*) from sales_2024' })).data, { value1: 4 });
    assert.ok((await shown('kpi_card', { sql: 'select * from nowhere' })).error);
  });

  it('are refused at once when their SQL can never run, and keep their data', async () => {
    const { dashboard_id: id } = await send('POST', '/api/dashboards', { name: 'Refused' });
    const path = `/api/dashboards/${id}/cards`;
    const layout = { x: 0, y: 0, w: 3, h: 2 };
    const sql = "select sum(amount) from to_come where day > '{{since}}'";
    const { card_id } = await send('POST', path, { card_type: 'kpi_card', config: { sql }, layout });
    for (const wrong of ['drop table sales_2024', 'select (1', "select 'a", 'select 1; select 2', "attach 'x' as y"])
      for (const [method, where] of [['POST', path] as const, ['PATCH', `${path}/${card_id}`] as const]) {
        const headers = { authorization: `Bearer ${t.alpha.keys.owner.secret}`, 'content-type': 'application/json' };
        const body = JSON.stringify({ card_type: 'kpi_card', config: { sql: wrong } });
        const answer = await t.fetch(where, { method, headers, body });
        const { error, errors } = (await answer.json()) as { error: string; errors: { path: string }[] };
        assert.deepEqual([answer.status, error, errors[0]?.path], [422, 'invalid_card_config', 'config.sql'], wrong);
      }
    await send('PATCH', `${path}/${card_id}`, { config: { title: 'Later' } });
    const { cards } = await send('GET', `/api/dashboards/${id}`);
    assert.deepEqual([cards.length, cards[0].config], [1, { sql, title: 'Later' }]);
  });

  it('apply the filters of their dashboard, by the type of the column', async () => {
    const count = async (...filters: JsonObject[]) => {
      const system = { via: 'session', workspaceId: t.alpha.workspace.id, role: 'owner', scopes: ['*'] } as const;
      const principal = { ...system, userId: t.alpha.users.owner.id };
      const board = await t.domain.dashboards.create(principal, { name: `F ${Math.random()}`, filters });
      const widget = await t.domain.widgets.create(principal, board.key, {
        type: 'number',
        source: { metric: 'count', dataset: 'Sales 2024', cache_ttl_seconds: 300 },
      });
      const [row] = await t.deps.sources.current([widget], board);
      const inSql = await t.domain.widgets.create(principal, board.key, {
        type: 'number',
        source: { metric: 'count', dataset: 'SALES_2024' },
      });
      const [same] = await t.deps.sources.current([inSql], board);
      assert.deepEqual([same?.data, same?.sourceError], [row?.data, row?.sourceError]);
      const sql = await t.domain.widgets.create(principal, board.key, {
        type: 'list',
        source: { sql: 'select region, amount, cast(day as date) as day from sales_2024 -- all' },
      });
      const [listed] = await t.deps.sources.current([sql], board);
      assert.equal(row?.sourceError ?? listed?.sourceError, null, `${row?.sourceError} ${listed?.sourceError}`);
      return [row?.data?.value1, (listed?.data?.items as Json[] | undefined)?.length];
    };
    assert.deepEqual(await count({ field: 'region', operator: 'in', values: ["o'hare", 'south'] }), [2, 2]);
    assert.deepEqual(await count({ field: 'region', operator: 'not_in', values: ['north'] }), [2, 2]);
    assert.deepEqual(await count({ field: 'amount', operator: 'between', values: ['2', 7] }), [2, 2]);
    assert.deepEqual(await count({ field: 'day', operator: 'gte', values: ['2024-01-02'] }), [3, 3]);
    assert.deepEqual(
      await count({ field: 'region', operator: 'contains', values: ["O'H"] }),
      [1, 3],
      'one row lies on its side',
    );
    assert.deepEqual(await count({ field: 'elsewhere', operator: 'eq', values: [1] }), [4, 4]);
  });
});
