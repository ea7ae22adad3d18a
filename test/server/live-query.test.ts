import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { Dashboard, Widget } from '../../server/domain/model.ts';
import { systemPrincipal } from '../../server/domain/rights.ts';
import { PUBLIC_SOURCE_ERROR } from '../../server/domain/widgets/state.ts';
import { openTestApp, type TestApp } from '../support/app.ts';
import { fakeQueries, rows } from '../support/sources.ts';

const PARAMETERS = [
  { name: 'region', default: 'all', label: 'Region', options: ['all', 'EU', 'US'] },
  { name: 'since', default: '2026-01-01' },
  { name: 'shape', default: { not: 'plain' } },
];

describe('POST /live/query', () => {
  let t: TestApp;
  let engine: ReturnType<typeof fakeQueries>;
  let board: Dashboard;
  let widget: Widget;
  let token: string;

  before(async () => {
    t = await openTestApp({ queries: { query: (...question) => engine.query(...question) } });
  });
  after(() => t.close());
  beforeEach(async () => {
    engine = fakeQueries();
    engine.answer = ({ values }) => rows([[Object.values(values ?? {}).includes('EU') ? 7 : 42]]);
    const system = systemPrincipal(t.alpha.workspace.id, t.alpha.users.owner.id);
    board = await t.domain.dashboards.create(system, { name: 'Asked', isPrivate: true, parameters: PARAMETERS });
    widget = await t.domain.widgets.create(system, board.key, {
      type: 'number',
      source: { sql: 'select sum(amount) from sales where region = $region' },
    });
    await t.domain.widgets.create(system, board.key, { type: 'number', data: { value1: 1 } });
    ({ token } = await t.domain.sharing.createAccessToken(board.key));
  });

  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever came
  const post = async (path: string, body: unknown): Promise<{ status: number; body: any; headers: Headers }> => {
    const answer = await t.fetch(path, { method: 'POST', body: JSON.stringify(body) });
    return { status: answer.status, body: await answer.json(), headers: answer.headers };
  };
  const query = (params: object, dashboard: object = { token }) => post('/live/query', { dashboard, params });

  it('returns the widgets with a source for other values, and shows them to nobody else', async () => {
    const { status, body, headers } = await query({ region: 'EU' });
    assert.equal(status, 200);
    assert.deepEqual(
      body.widgets.map(({ key, data, error }: { key: string; data: object; error: null }) => [key, data, error]),
      [[widget.key, { value1: 7 }, null]],
    );
    assert.equal(headers.get('access-control-allow-origin'), '*');
    assert.deepEqual([engine.asked[0]?.sql.includes('EU'), engine.asked[0]?.values], [false, { p1: 'EU' }]);
    assert.equal((await t.deps.store.widgets.get({ id: widget.id }))?.data, null);
  });

  it('says that a query failed, but neither its text nor the error', async () => {
    engine.answer = () => {
      throw new Error('secret detail of the table "sales"');
    };
    const { status, body } = await query({ region: 'EU' });
    assert.equal(status, 200);
    const [answer] = body.widgets;
    assert.deepEqual([answer.data, answer.source_error, answer.error], [null, PUBLIC_SOURCE_ERROR, null]);
    assert.doesNotMatch(JSON.stringify(body), /secret|sales|select/);
  });

  it('lists the parameters with their labels and options, except those without a field', async () => {
    const { body } = await post('/live', { dashboards: [{ token }] });
    assert.deepEqual(body.dashboards[0].parameters, [
      { name: 'region', label: 'Region', value: 'all', options: ['all', 'EU', 'US'] },
      { name: 'since', label: 'since', value: '2026-01-01' },
    ]);
  });

  it('leaves alone what readers have no field for: variables, values of the query, and what is no plain value', async () => {
    const { store, domain, sources } = t.deps;
    const variables = { v1: { code_name: 'customer', value: 5 } };
    await store.dashboards.update({ id: board.id }, { variables });
    const sql = 'select sum(amount) from sales where customer = {customer} and year = {year} and shape = $shape';
    await store.widgets.update({ id: widget.id }, { source: { sql, parameters: { year: 2026 } } });
    const chosen = { customer: 6, year: 2025, shape: 'round' };
    const parameters = new URLSearchParams(
      Object.entries(chosen).map(([name, value]) => [`param.${name}`, `${value}`]),
    );
    await query(chosen);
    await t.fetch(`/public/${token}/?${parameters}`);
    const changed = await domain.sharing.dashboard({ token }, {});
    await sources.current(await domain.widgets.of(changed), changed, { overrides: { variables: [['customer', 7]] } });
    const { default: shape } = PARAMETERS[2] as { default: object };
    const values = engine.asked.map(({ values }) => JSON.stringify(values));
    const own = JSON.stringify({ p1: 5, p2: 2026, p3: shape });
    assert.deepEqual([...new Set(values)], [own, own.replace('5', '7')]);
  });

  it('asks only for values that a parameter offers, where it says which these are', async () => {
    const { store } = t.deps;
    const many = { name: 'many', default: 1, options: [1, 2] };
    await store.dashboards.update({ id: board.id }, { parameters: [...PARAMETERS, many] });
    const source = { sql: 'select sum(amount) from sales where region = $region and shops = $many and since > $since' };
    await store.widgets.update({ id: widget.id }, { source });
    await query({ region: 'internal', many: 3, since: '2020-01-01' });
    await query({ region: 'US', many: '2' });
    await t.fetch(`/public/${token}/?param.region=internal&param.many=2`);
    assert.deepEqual(
      engine.asked.map(({ values }) => values),
      [
        { p1: 'all', p2: 1, p3: '2020-01-01' },
        { p1: 'US', p2: 2, p3: '2026-01-01' },
        { p1: 'all', p2: 2, p3: '2026-01-01' },
      ],
    );
  });

  it('lists them in the same way when they are defined by name', async () => {
    const listed = async () => (await post('/live', { dashboards: [{ token }] })).body.dashboards[0].parameters;
    const before = await listed();
    const byName = Object.fromEntries(PARAMETERS.map(({ name, ...definition }) => [name, definition]));
    const system = systemPrincipal(t.alpha.workspace.id, t.alpha.users.owner.id);
    await t.domain.dashboards.update(system, board.key, { parameters: byName });
    assert.deepEqual(await listed(), before);
  });

  it('serves those who may read the dashboard, and nobody else', async () => {
    for (const dashboard of [{ key: board.key }, { token: 'wrong' }, { key: 'x' }]) {
      const { status, body } = await query({ region: 'EU' }, dashboard);
      assert.ok(status === 403 || status === 404, `${status}`);
      assert.equal(typeof body.error.code, 'string');
    }
    assert.equal(engine.asked.length, 0);
    const mine = await t.fetch('/live/query', {
      method: 'POST',
      headers: { authorization: `Bearer ${t.alpha.keys.owner.secret}` },
      body: JSON.stringify({ dashboard: { key: board.key }, params: {} }),
    });
    assert.equal(mine.status, 200);
    const locked = await t.domain.sharing.createAccessToken(board.key, { password: 'open sesame' });
    const dashboard = { token: locked.token };
    assert.equal((await query({}, dashboard)).body.error.code, 'password_required');
    const { proof } = await t.domain.sharing.unlock(locked.token, 'open sesame');
    const { status } = await post('/live/query', { dashboard, params: {}, proof: [proof] });
    assert.equal(status, 200);
  });

  it('refuses invalid requests, and other methods', async () => {
    const many = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`p${index}`, 1]));
    for (const params of [{ region: { a: 1 } }, { region: 'x'.repeat(1001) }, many, [], 'x'])
      assert.equal((await query(params as object)).status, 400);
    assert.equal((await post('/live/query', { params: {} })).status, 400);
    const preflight = await t.fetch('/live/query', { method: 'OPTIONS' });
    assert.deepEqual([preflight.status, preflight.headers.get('allow')], [204, 'OPTIONS, POST']);
  });

  it('renders a page with the parameters in its URL, which the script then uses', async () => {
    const page = await (await t.fetch(`/public/${token}/?param.region=EU&kiosk&rotate=20&param.a"b=1`)).text();
    assert.match(page, /<bc-dashboard[^>]* rotate="20"[^>]* param\.region="EU"[^>]* kiosk=""/);
    assert.match(page, />7</);
    assert.doesNotMatch(page, /a"b|a&quot;b/);
    const plain = await (await t.fetch(`/public/${token}/?param.region=${encodeURIComponent('"><script>')}`)).text();
    assert.doesNotMatch(plain, /"><script>/);
  });
});
