import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { JsonObject } from '../../components/model/widget.ts';
import { openTestApp, type TestApp } from '../support/app.ts';
import { bearer, send as reply, sent } from '../support/asking.ts';
import { countQuestions } from '../support/statements.ts';

/** SQL insights of the PostHog dialect, through the engine itself: their filters, their dates, and on no dashboard. */
describe('SQL insights', () => {
  let t: TestApp;
  let clock = Date.parse('2024-01-10T12:00:00Z');

  const ask = (method: string, path: string, body?: object) =>
    reply(t, method, path, body, bearer(t.alpha.keys.owner.secret));
  const project = (path: string) => `/api/projects/${t.alpha.workspace.id}${path}`;
  const send = (method: string, path: string, body?: object) =>
    sent(t, method, path, body, bearer(t.alpha.keys.owner.secret));
  const insight = (query: string, more: JsonObject = {}, fields: JsonObject = {}) =>
    send('POST', project('/insights'), { name: 'Q', query: { kind: 'HogQLQuery', query, ...more }, ...fields });
  const board = (filters: JsonObject = {}) =>
    send('POST', project('/dashboards'), { name: `B ${Math.random()}`, filters });
  const query = (fields: Record<string, JsonObject | string>) =>
    `?${new URLSearchParams(Object.entries(fields).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]))}`;
  const on = async (id: number, fields: Record<string, JsonObject | string> = {}) =>
    (await send('GET', project(`/dashboards/${id}${query(fields)}`))).tiles.map(
      // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever came
      (tile: any) => tile.error?.message ?? tile.insight.result,
    );

  before(async () => {
    t = await openTestApp({ now: () => clock });
    const rows = [
      { plan: 'free', amount: 1, timestamp: '2024-01-01 08:00:00' },
      { plan: 'free', amount: 2, timestamp: '2024-01-05 08:00:00' },
      { plan: 'paid', amount: 4, timestamp: '2024-01-09 23:30:00' },
      { plan: 'paid', amount: 8, timestamp: '2024-01-10 11:00:00' },
    ];
    await send('POST', '/api/datasets', { name: 'events', rows });
  });
  after(() => t.close());

  const SUM = 'select sum(amount) as n from events where {filters}';

  it('use the filters of their dashboard at placeholders, or those of the request', async () => {
    const { id } = await board({ date_from: '-7d' });
    await insight(SUM, {}, { dashboards: [id] });
    assert.deepEqual(await on(id), [[[14]]]);
    const paid = { properties: [{ key: 'plan', value: ['paid'], operator: 'exact' }] };
    assert.deepEqual(await on(id, { filters_override: paid }), [[[12]]]);
    assert.deepEqual(await on(id, { filters_override: { date_from: 'all' } }), [[[15]]]);
    assert.deepEqual(await on(id, { filters_override: { date_from: '2024-01-05', date_to: '2024-01-09' } }), [[[6]]]);
    assert.deepEqual(await on(id, { date_from: 'dStart' }), [[[8]]]);
    const elsewhere = { properties: [{ key: 'no_such_column', value: 'x' }] };
    assert.deepEqual(await on(id, { filters_override: elsewhere }), [[[14]]]);
    assert.deepEqual(await on(id), [[[14]]]);
    await send('PATCH', project(`/dashboards/${id}`), { filters: { date_from: 'dStart' } });
    assert.deepEqual(await on(id), [[[8]]]);
  });

  it('are drawn with the columns that their chart settings name', async () => {
    const query = 'select plan, timestamp::date as day, amount, 2 * amount as twice from events order by 2';
    const chartSettings = { xAxis: { column: 'day' }, yAxis: [{ column: 'twice' }], seriesBreakdownColumn: 'plan' };
    const asked = { kind: 'DataVisualizationNode', source: { kind: 'HogQLQuery', query }, chartSettings };
    const { id } = await send('POST', project('/insights'), { query: { ...asked, display: 'ActionsBar' } });
    const { columns, result } = await send('GET', project(`/insights/${id}`));
    assert.deepEqual(columns, ['label', 'free', 'paid']);
    assert.deepEqual(result[0], ['2024-01-01', 2, null]);
    const plain = { ...asked, chartSettings: {}, display: 'ActionsBar' };
    await send('PATCH', project(`/insights/${id}`), { query: plain });
    assert.deepEqual((await send('GET', project(`/insights/${id}`))).columns, ['label', 'amount', 'twice']);
  });

  it('of heatmaps have a row for each cell', async () => {
    const sql = 'select plan as x, plan as y, sum(amount) as value from events group by 1 order by 1';
    const query = { kind: 'DataVisualizationNode', source: { kind: 'HogQLQuery', query: sql } };
    const heatmap = { query: { ...query, display: 'TwoDimensionalHeatmap' } };
    const { id } = await send('POST', project('/insights'), heatmap);
    const { columns, result } = await send('GET', project(`/insights/${id}`));
    assert.deepEqual(columns, ['x', 'y', 'value']);
    assert.deepEqual(result, [
      ['free', 'free', 3],
      ['paid', 'free', null],
      ['free', 'paid', null],
      ['paid', 'paid', 12],
    ]);
  });

  it('support patterns and filter groups with AND or OR', async () => {
    const { id } = await board();
    await insight(SUM, {}, { dashboards: [id] });
    const plan = (operator: string, value: string | string[]) => ({ key: 'plan', type: 'event', operator, value });
    const amount = (operator: string, value: number | number[]) => ({ key: 'amount', type: 'event', operator, value });
    const group = (type: string, ...values: object[]) => ({ type, values });
    const cases: [properties: object, sum: number][] = [
      [[plan('regex', '^p.i')], 12],
      [[plan('regex', ['^P', 'ee$'])], 3],
      [[plan('not_regex', '(?i)^P')], 3],
      [[plan('not_icontains', 'REE')], 12],
      [[amount('not_between', [2, 4])], 9],
      [group('OR', amount('exact', 1), amount('exact', 8)), 9],
      [group('AND', group('OR', amount('exact', 1), amount('exact', 8)), group('AND', plan('exact', 'paid'))), 8],
      [group('OR', group('AND', plan('exact', 'free'), amount('gt', 1)), amount('exact', 8)), 10],
      [[group('OR', plan('exact', 'free'), { key: 'no_such_column', value: 'x' }), amount('lt', 2)], 1],
      [group('OR', { key: 'no_such_column', value: 'x' }, group('AND')), 15],
    ];
    for (const [properties, sum] of cases)
      assert.deepEqual(
        await on(id, { filters_override: { properties } as never }),
        [[[sum]]],
        JSON.stringify(properties),
      );
    const endless = { properties: [plan('regex', '(')] };
    assert.match((await on(id, { filters_override: endless }))[0], /missing \)/);
  });

  it('have placeholders for both ends of the date range, which may be open', async () => {
    const { id } = await board();
    const ends = 'timestamp >= {filters.dateRange.from} and timestamp < {filters.dateRange.to}';
    await insight(`select sum(amount) from events where ${ends}`, {}, { dashboards: [id] });
    assert.deepEqual(await on(id), [[[15]]]);
    assert.deepEqual(await on(id, { date_to: '2024-01-09' }), [[[7]]]);
    assert.deepEqual(await on(id, { date_from: '2024-01-09', date_to: '-1d' }), [[[4]]]);
  });

  it('filter by the date range without placeholders, by their column of dates', async () => {
    const { id } = await board();
    await insight('select cast(timestamp as date) as day, amount from events order by 1', {}, { dashboards: [id] });
    assert.deepEqual(await on(id, { date_from: '-1d' }), [
      [
        ['2024-01-09', 4],
        ['2024-01-10', 8],
      ],
    ]);
  });

  it('have their own filters, values and variables, which a tile and its dashboard override', async () => {
    const { id } = await board();
    const filters = { dateRange: { date_from: '2024-01-09' }, properties: [{ key: 'plan', value: 'paid' }] };
    const variables = { u: { code_name: 'least', value: 5 } };
    const text =
      'select sum(amount) as n, {label} as label from events where {filters} and amount >= {variables.least}';
    await insight(text, { filters, variables, values: { label: 'x' } }, { dashboards: [id] });
    assert.deepEqual(await on(id), [[[8, 'x']]]);
    assert.deepEqual(await on(id, { variables_override: { least: { value: 1 } } }), [[[12, 'x']]]);
    const all = { date_from: '2023-01-01' };
    assert.deepEqual(await on(id, { filters_override: all, variables_override: { least: { value: 1 } } }), [
      [[12, 'x']],
    ]);
    const [{ id: tile }] = (await send('GET', project(`/dashboards/${id}`))).tiles;
    const tiles = [{ id: tile, filters_overrides: { date_to: '2024-01-09' } }];
    await send('PATCH', project(`/dashboards/${id}`), { tiles });
    assert.deepEqual(await on(id, { variables_override: { least: { value: 1 } } }), [[[4, 'x']]]);
  });

  it('refuse overrides that are not dates', async () => {
    const { id } = await board();
    for (const fields of [{ date_from: 'soon' }, { filters_override: { date_to: 7 } }, { date_to: "2024' or 1=1" }]) {
      const { status, body } = await ask('GET', project(`/dashboards/${id}${query(fields as never)}`));
      assert.deepEqual([status, body.type], [400, 'validation_error']);
      assert.match(body.attr, /^date_(from|to)$/);
    }
  });

  it('work without a dashboard: cached while fresh, and refreshed on request', async () => {
    const { id } = await insight(SUM);
    const get = (fields: Record<string, JsonObject | string> = {}) =>
      send('GET', project(`/insights/${id}${query(fields)}`));
    assert.deepEqual((await get({ refresh: 'force_cache' })).result, null);
    const first = await get({ refresh: 'blocking' });
    assert.deepEqual([first.result, first.columns, first.is_cached, first.dashboards], [[[15]], ['n'], false, []]);
    clock += 1000;
    const again = await get();
    assert.deepEqual([again.result, again.is_cached, again.last_refresh], [[[15]], true, first.last_refresh]);
    assert.deepEqual((await get({ refresh: 'force_cache' })).result, [[15]]);
    const forced = await get({ refresh: 'force_blocking' });
    assert.equal(forced.is_cached, false);
    assert.ok(forced.last_refresh > first.last_refresh);
    clock += 1000;
    const meanwhile = await get({ refresh: 'force_async' });
    assert.deepEqual([meanwhile.result, meanwhile.is_cached], [[[15]], true], 'what is there, while it is asked');
    assert.deepEqual((await get({ date_from: '2024-01-10' })).result, [[8]]);
    await send('PATCH', project(`/insights/${id}`), { query: { kind: 'HogQLQuery', query: 'select 7 as n' } });
    assert.deepEqual((await get()).result, [[7]]);
  });

  it('have results in lists that ask for them, on a dashboard or on none', async () => {
    const { id: on } = await board();
    for (const dashboards of [[], [on]]) {
      const { short_id } = await insight(SUM, {}, { dashboards });
      const list = async (fields: Record<string, JsonObject | string>) => {
        const { count, results } = await send('GET', project(`/insights/${query({ short_id, ...fields })}`));
        assert.equal(count, 1);
        return results[0];
      };
      assert.equal((await list({})).result, null, 'a list asks nothing by itself');
      const { result, columns, is_cached } = await list({ refresh: 'blocking' });
      assert.deepEqual([result, columns, is_cached], [[[15]], ['n'], false]);
      assert.deepEqual((await list({})).result, [[15]]);
      assert.deepEqual((await list({ filters_override: { date_from: '2024-01-10' } })).result, [[8]]);
      assert.deepEqual((await list({ refresh: 'blocking', date_from: '2024-01-10' })).result, [[15]]);
    }
  });

  it('are read together in lists that ask for results, however many a dashboard has', async () => {
    const { id } = await board();
    const questions = async (count: number) => {
      for (let made = 0; made < count; made += 1) await insight(SUM, {}, { dashboards: [id] });
      const list = project(`/insights/${query({ dashboards: `${id}`, refresh: 'blocking' })}`);
      await send('GET', list);
      using counter = countQuestions();
      assert.deepEqual((await send('GET', list)).results.at(-1).result, [[15]]);
      return counter.count;
    };
    assert.equal(await questions(1), await questions(11));
  });

  it('say why they have no answer', async () => {
    const { id } = await insight('select nothing from events');
    const { result, query_status: said, last_refresh: at } = await send('GET', project(`/insights/${id}`));
    assert.deepEqual([result, at, said.error], [null, null, true]);
    assert.match(said.error_message, /nothing/);
  });

  it('are separate for workspaces with the same query', async () => {
    const { id } = await insight(SUM);
    assert.deepEqual((await send('GET', project(`/insights/${id}`))).result, [[15]]);
    const theirs = { authorization: `Bearer ${t.beta.keys.owner.secret}`, 'content-type': 'application/json' };
    const path = `/api/projects/${t.beta.workspace.id}/insights`;
    const body = JSON.stringify({ query: { kind: 'HogQLQuery', query: SUM } });
    const made = await (await t.fetch(path, { method: 'POST', headers: theirs, body })).json();
    const seen = await (await t.fetch(`${path}/${made.id}`, { headers: theirs })).json();
    assert.deepEqual([seen.result, seen.query_status.error], [null, true]);
  });

  it('show the public their results, but neither the query nor its error', async () => {
    const { id } = await board();
    await insight("select 'answer' as n", { values: { secret: 1 } }, { dashboards: [id] });
    const query = { kind: 'DataVisualizationNode', source: { kind: 'HogQLQuery', query: 'select secret_column' } };
    await send('POST', project('/insights'), { query, dashboards: [id] });
    const { access_token: token } = await send('PATCH', project(`/dashboards/${id}/sharing`), { enabled: true });
    for (const path of [`/shared/${token}.json`, `/shared/${token}`, `/embedded/${token}`]) {
      const text = await (await t.fetch(path)).text();
      assert.match(text, /answer/);
      assert.match(text, /does not answer as it should/);
      assert.ok(!/secret|select &|select '/.test(text), path);
    }
  });

  it('keep their look when they leave their last dashboard, and bring it to the next', async () => {
    const { id } = await board();
    const made = await insight('select 3 as n', {}, { dashboards: [id] });
    const path = project(`/insights/${made.id}`);
    const left = await send('PATCH', path, { dashboards: [] });
    assert.deepEqual([left.dashboards, (await send('GET', path)).result], [[], [[3]]]);
    await send('PATCH', path, { dashboards: [id] });
    assert.deepEqual(await on(id), [[[3]]]);

    const card = { card_type: 'kpi_card', config: { sql: 'select 5 as n' }, layout: { x: 0, y: 9, w: 3, h: 2 } };
    await send('POST', `/api/dashboards/${id}/cards`, card);
    const fromCards = (await send('GET', project(`/dashboards/${id}`))).tiles[1].insight.id;
    await send('PATCH', project(`/insights/${fromCards}`), { dashboards: [] });
    assert.equal((await on(id)).length, 1);
    await send('PATCH', project(`/insights/${fromCards}`), { dashboards: [id] });
    assert.equal((await on(id))[1][0].aggregated_value, 5);

    await send('PATCH', project(`/insights/${fromCards}`), { description: 'Known as an insight, too' });
    await send('PATCH', project(`/dashboards/${id}`), { deleted: true });
    const { id: other } = await board();
    const moved = await send('PATCH', project(`/insights/${fromCards}`), { dashboards: [other] });
    assert.deepEqual(moved.dashboards, [other]);
  });
});
