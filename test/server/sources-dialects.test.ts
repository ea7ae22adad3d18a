import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { Json, JsonObject } from '../../components/model/widget.ts';
import { DomainError } from '../../server/domain/errors.ts';
import { createServices } from '../../server/sources/accounts/index.ts';
import { createGuard } from '../../server/sources/guard.ts';
import { openTestApp, type TestApp } from '../support/app.ts';
import { bearer, send as reply, sent } from '../support/asking.ts';
import { basicHeader } from '../support/ducksboard.ts';
import { fakeQueries, rows } from '../support/sources.ts';

/** What each dialect says a widget is filled from, and what its readers see. */
describe('sources in the dialects', () => {
  let t: TestApp;
  let engine: ReturnType<typeof fakeQueries>;
  let clock: number;
  let outside: Server;
  let base: string;
  const served = { figure: 7 as number | null, count: 0 };

  before(async () => {
    outside = createServer((_, response) => {
      served.count += 1;
      response.end(JSON.stringify({ figure: served.figure }));
    });
    outside.listen(0, '127.0.0.1');
    await once(outside, 'listening');
    base = `http://127.0.0.1:${(outside.address() as AddressInfo).port}`;
    clock = Date.now();
    t = await openTestApp({
      queries: { query: (...question) => engine.query(...question) },
      now: () => clock,
      accountKinds: createServices(createGuard({ allow: ['127.0.0.1'] })),
    });
  });
  after(async () => {
    await t.close();
    outside.closeAllConnections();
    outside.close();
  });
  beforeEach(() => {
    engine = fakeQueries();
  });

  async function send(method: string, path: string, body?: object, key = t.alpha.keys.owner.secret) {
    const isBasic = /^\/api\/(widgets|accounts|dashboards\/?$)/.test(path) && !path.includes('render');
    return sent(t, method, path, body, isBasic ? basicHeader(key) : bearer(key));
  }
  const board = async (fields: JsonObject = {}) =>
    t.domain.dashboards.create(
      {
        via: 'session',
        userId: t.alpha.users.owner.id,
        workspaceId: t.alpha.workspace.id,
        role: 'owner',
        scopes: ['*'],
      },
      { name: `Board ${Math.random()}`, visibility: 'workspace', ...fields },
    );
  const render = (id: number, query = '') => send('GET', `/api/dashboards/${id}/render${query}`);

  it('Cards: columns of a dataset, chosen by the config', async () => {
    const dataset = await t.deps.store.datasets.insert({
      ...{
        workspaceId: t.alpha.workspace.id,
        name: 'Sales',
        tableName: 'sales',
        file: 'f',
        bytes: 0,
        schema: null,
        rowCount: 2,
        createdAt: 1,
        updatedAt: 1,
      },
    });
    engine.answer = ({ sql }) =>
      /limit 0$/.test(sql)
        ? rows([['', 0]], ['region', 'amount'])
        : rows(
            [
              ['n', 1],
              ['s', 2],
            ],
            ['region', 'amount'],
          );
    const { id } = await board();
    const config = { dataset_id: dataset.id, x: 'region', y: 'amount', chart_type: 'bar' };
    const layout = { x: 0, y: 0, w: 6, h: 4 };
    await send('POST', `/api/dashboards/${id}/cards`, { card_type: 'chart', config, layout });
    const { cards } = await render(id);
    assert.deepEqual(cards[0].data, { labels: ['n', 's'], datasets: [{ label: 'amount', data: [1, 2] }] });
    assert.deepEqual([cards[0].error, cards[0].config], [null, config]);
    assert.equal(
      engine.asked.at(-1)?.sql,
      'select "region", sum("amount") as "amount" from "sales" group by 1 order by 1 limit 10000',
    );
  });

  it('Cards: parameters are bound, queried once for equal values, and never pushed to others', async () => {
    const { id } = await board({ parameters: { region: 'north', year: 2024 } });
    const sql = "select count(*) from sales where region = {{region}} and y = $year and 'x' <> '-{{param.region}}'";
    const card = { card_type: 'kpi_card', config: { sql }, layout: { x: 0, y: 0, w: 3, h: 2 } };
    await send('POST', `/api/dashboards/${id}/cards`, card);
    engine.answer = ({ values }) => rows([[values?.p1 === 'north' ? 1 : 2]]);
    assert.deepEqual((await render(id)).cards[0].data, { value1: 1 });

    const hostile = "x' or 1=1; drop table sales; --";
    const path = `?param.region=${encodeURIComponent(hostile)}&param.year=2025`;
    const answers = await Promise.all(Array.from({ length: 20 }, () => render(id, path)));
    for (const { cards, dashboard } of answers) {
      assert.deepEqual([cards[0].data, cards[0].error], [{ value1: 2 }, null]);
      assert.deepEqual(dashboard.parameters, { region: hostile, year: '2025' });
    }
    assert.equal(engine.asked.length, 2);
    const [, own] = engine.asked;
    assert.ok(!own?.sql.includes('drop'));
    assert.deepEqual(own?.values, { p1: hostile, p2: 2025 });
    assert.deepEqual((await render(id)).cards[0].data, { value1: 1 }, 'the others see what they saw');
    assert.deepEqual((await render(id, '?param.region=north')).cards[0].data, { value1: 1 });
    assert.equal(engine.asked.length, 2, 'the default is no question of its own');
  });

  it('Cards: parameters can be defined by name, in a list, or by their default alone', async () => {
    const sql = 'select count(*) from sales where region = {{region}}';
    const card = { card_type: 'kpi_card', config: { sql }, layout: { x: 0, y: 0, w: 3, h: 2 } };
    engine.answer = ({ values }) => rows([[values?.p1 === 'north' ? 1 : 2]]);
    for (const parameters of [
      { region: { type: 'string', label: 'Region', default: 'north' } },
      [{ name: 'region', type: 'string', default: 'north' }],
      { region: 'north' },
    ]) {
      const { id } = await board({ parameters });
      await send('POST', `/api/dashboards/${id}/cards`, card);
      const plain = await render(id);
      assert.deepEqual([plain.dashboard.parameters, plain.cards[0].data], [{ region: 'north' }, { value1: 1 }]);
      const asked = await render(id, '?param.region=south');
      assert.deepEqual([asked.dashboard.parameters, asked.cards[0].data], [{ region: 'south' }, { value1: 2 }]);
      assert.deepEqual((await send('GET', `/api/dashboards/${id}`)).parameters, parameters, 'as they were sent');
    }
  });

  it('Cards: a failure is the error of its card only', async () => {
    const { id } = await board();
    const card = (sql: string, y: number) => ({
      card_type: 'kpi_card',
      config: { sql },
      layout: { x: 0, y, w: 3, h: 2 },
    });
    await send('POST', `/api/dashboards/${id}/cards`, card('select wrong', 0));
    await send('POST', `/api/dashboards/${id}/cards`, card('select $year', 2));
    await send('POST', `/api/dashboards/${id}/cards`, card('select right', 4));
    engine.answer = ({ sql }) => {
      if (sql.includes('wrong')) throw new DomainError('invalid', 'sql: there is no wrong');
      return rows([[1]]);
    };
    const { cards } = await render(id);
    assert.deepEqual(
      cards.map(({ data, error }: { data: Json; error: Json }) => ({ data, error })),
      [
        { data: null, error: { code: 'source_failed', message: 'sql: there is no wrong' } },
        { data: null, error: { code: 'missing_parameter', message: 'no value for year' } },
        { data: { value1: 1 }, error: null },
      ],
    );
    const asked = await render(id, '?param.year=1');
    assert.equal(asked.cards[1].error, null);
  });

  it('BI: SQL with a filter of its dashboard, if it has that column', async () => {
    const filters = [
      { field: 'region', operator: 'in', values: ["n'"] },
      { field: 'nowhere', operator: 'eq', values: [1] },
    ];
    const dashboard = await board({ filters });
    const source = { sql: 'SELECT region, SUM(revenue) FROM sales GROUP BY region', cache_ttl_seconds: 300 };
    engine.answer = () => rows([['n', 1]], ['region', 'sum']);
    const owner = t.alpha.keys.owner.secret;
    await t.domain.widgets.create(await t.domain.people.byApiKey(owner), dashboard.key, {
      ...{ type: 'chart', givenType: 'bar_chart', source },
    });
    const { cards } = await render(dashboard.id);
    assert.deepEqual(cards[0].data, { labels: ['n'], datasets: [{ label: 'sum', data: [1] }] });
    assert.deepEqual(
      engine.asked.map(({ sql }) => sql),
      [
        `select * from (${source.sql}\n) as "asked" limit 0`,
        `select * from (${source.sql}\n) as "asked" where ("region" in (cast($f1 as varchar)))`,
      ],
    );
    assert.deepEqual(engine.asked[1]?.values, { f1: "n'" });
  });

  it('PostHog: SQL insights show rows and columns; refresh queries again, overrides are for the caller only', async () => {
    const project = `/api/projects/${t.alpha.workspace.id}`;
    const { id: dashboard } = await board();
    const query = {
      kind: 'DataVisualizationNode',
      source: {
        kind: 'HogQLQuery',
        query: 'select 1 where plan = {variables.plan}',
        variables: { u: { code_name: 'plan', value: 'free' } },
      },
    };
    const made = await send('POST', `${project}/insights`, { name: 'Rows', query, dashboards: [dashboard] });
    engine.answer = ({ values }) => rows([[String(values?.p1), 7]], ['plan', 'n']);
    const first = await send('GET', `${project}/insights/${made.id}`);
    assert.equal(first.hogql, query.source.query);
    assert.equal(first.is_cached, false);
    const again = await send('GET', `${project}/insights/${made.id}`);
    assert.deepEqual([again.is_cached, again.last_refresh, engine.asked.length], [true, first.last_refresh, 1]);
    clock += 1000;
    const forced = await send('GET', `${project}/insights/${made.id}?refresh=force_blocking`);
    assert.deepEqual([forced.is_cached, engine.asked.length], [false, 2]);
    assert.ok(forced.last_refresh > first.last_refresh);
    const override = encodeURIComponent(JSON.stringify({ u: { code_name: 'plan', value: "paid'" } }));
    const { tiles } = await send('GET', `${project}/dashboards/${dashboard}?variables_override=${override}`);
    assert.match(JSON.stringify(tiles[0].insight.result), /paid'/);
    const { tiles: plain } = await send('GET', `${project}/dashboards/${dashboard}`);
    assert.match(JSON.stringify(plain[0].insight.result), /free/);
    assert.equal(engine.asked.length, 3);
    const unheard = { properties: [{ key: 'plan', value: '1.2', operator: 'semver_gt' }] };
    const filters = encodeURIComponent(JSON.stringify(unheard));
    const [{ error }] = (await send('GET', `${project}/dashboards/${dashboard}?filters_override=${filters}`)).tiles;
    assert.deepEqual(error, { type: 'QueryError', message: 'filters: "plan" has an unknown operator "semver_gt"' });
    const own = bearer(t.alpha.keys.owner.secret);
    const stream = await reply(t, 'GET', `${project}/dashboards/${dashboard}/stream_tiles`, undefined, own);
    assert.match(stream.text, /"free"/);
    const odd = `${project}/dashboards/${dashboard}?filters_override=[1]`;
    assert.equal((await reply(t, 'GET', odd, undefined, own)).status, 400);
  });

  it('Ducksboard: content is fetched for a viewer, and again when it is due', async () => {
    const account = { kind: 'http_json', username: 'Figures', url: base };
    const { id: account_id } = await send('POST', '/api/accounts/', account);
    const { key, slug } = await board({ isPrivate: false });
    const { widget } = await send('POST', '/api/widgets/', {
      widget: { kind: 'http_json_counter', title: 'Figure', dashboard: slug },
      content: { account_id, path: 'figure' },
    });
    const { key: widgetKey } = (await t.deps.store.widgets.get({ id: widget.id })) as { key: string };
    const look = () => send('GET', `/api/v2/widgets/${widgetKey}/render/`);
    served.figure = null;
    assert.match((await look()).content, /data-status="empty"/);
    assert.equal((await t.deps.store.widgets.get({ id: widget.id }))?.sourceError, null);
    clock += 24 * 3_600_000;
    served.figure = 7;
    served.count = 0;
    assert.match((await look()).content, />7</);
    served.figure = 8;
    assert.match((await look()).content, />7</);
    assert.equal(served.count, 1);
    clock += 24 * 3_600_000;
    assert.match((await look()).content, />8</);
    const { token } = await t.domain.sharing.createAccessToken(key);
    clock += 24 * 3_600_000;
    served.figure = 9;
    assert.match(await (await t.fetch(`/public/${token}/`)).text(), />9</);
    assert.equal(served.count, 3);
  });

  it('a source of another workspace’s account or dataset gives nothing', async () => {
    const foreign = await t.deps.store.datasets.insert({
      ...{
        workspaceId: t.beta.workspace.id,
        name: 'theirs',
        tableName: 'theirs',
        file: 'g',
        bytes: 0,
        schema: null,
        rowCount: 2,
        createdAt: 1,
        updatedAt: 1,
      },
    });
    const { id } = await board();
    const layout = { x: 0, y: 0, w: 3, h: 2 };
    await send('POST', `/api/dashboards/${id}/cards`, {
      card_type: 'kpi_card',
      config: { dataset_id: foreign.id },
      layout,
    });
    const { cards } = await render(id);
    assert.equal(cards[0].error.message, 'dataset not found');
    assert.equal(engine.asked.length, 0);
  });
});
