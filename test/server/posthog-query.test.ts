import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Json } from '../../components/model/widget.ts';
import { openTestApp, type TestApp } from '../support/app.ts';
import { bearer, type Reply, send, sent } from '../support/asking.ts';

/** `POST …/query` of the PostHog dialect: what its clients ask, and what they get. */
describe('queries', () => {
  let t: TestApp;
  let P: string;
  before(async () => {
    t = await openTestApp({ now: () => Date.parse('2024-01-10T12:00:00Z') });
    P = `/api/projects/${t.alpha.workspace.id}`;
    const rows = [
      { plan: 'free', amount: 3, timestamp: '2024-01-01 08:00:00' },
      { plan: 'paid', amount: 12, timestamp: '2024-01-10 11:00:00' },
    ];
    await made('POST', '/api/datasets', { name: 'signups', rows });
  });
  after(() => t.close());

  const owner = () => t.alpha.keys.owner.secret;
  const made = (method: string, path: string, body?: object) => sent(t, method, path, body, bearer(owner()));
  const ask = (query: Json | undefined, more: object = {}, key = owner()): Promise<Reply> =>
    send(t, 'POST', `${P}/query/`, { query, ...more }, bearer(key));
  const sql = (query: string, more: object = {}) => ({ kind: 'HogQLQuery', query, ...more });
  const trends = (...events: string[]) => ({
    kind: 'InsightVizNode',
    source: { kind: 'TrendsQuery', series: events.map((event) => ({ kind: 'EventsNode', event })) },
  });
  const refused = ({ status, body }: Reply, detail: RegExp, attr: string | null = null, code = 'invalid_input') => {
    assert.deepEqual([status, body.type, body.code, body.attr], [400, 'validation_error', code, attr], body.detail);
    assert.match(body.detail, detail);
  };
  /** An insight on a dashboard, and the key of its widget. */
  async function insight(query: object, fields: object = {}) {
    const { id } = await made('POST', `${P}/dashboards`, { name: 'Growth' });
    const placed = await made('POST', `${P}/insights`, { query, dashboards: [id], ...fields });
    const widget = await t.deps.store.widgets.get({ id: placed.dashboard_tiles[0].id });
    return { board: id as number, insight: placed, key: widget?.key as string };
  }

  it('in SQL are answered over the datasets, whatever they are the source of', async () => {
    const asked = sql('select plan, amount, timestamp::date as day, amount > 3 as large from signups order by plan');
    for (const query of [
      asked,
      { kind: 'DataVisualizationNode', source: asked },
      { kind: 'DataTableNode', source: asked },
    ]) {
      const { status, body } = await ask(query, { refresh: 'async', client_query_id: 'x', name: 'n', async: true });
      assert.equal(status, 200);
      const { last_refresh: at, ...answer } = body;
      assert.ok(Date.parse(at));
      assert.deepEqual(answer, {
        results: [
          ['free', 3, '2024-01-01', false],
          ['paid', 12, '2024-01-10', true],
        ],
        columns: ['plan', 'amount', 'day', 'large'],
        types: [
          ['plan', 'String'],
          ['amount', 'Float64'],
          ['day', 'Date'],
          ['large', 'Bool'],
        ],
        hasMore: false,
        hogql: asked.query,
        query: asked.query,
        is_cached: false,
        timezone: 'UTC',
        error: null,
      });
    }
    const elsewhere = `/api/environments/@current/query`;
    assert.deepEqual((await made('POST', elsewhere, { query: sql('select 7') })).results, [[7]]);
    const none = (await ask(sql('select plan from signups where amount > 100'))).body;
    assert.deepEqual([none.results, none.columns], [[], ['plan']]);
    const many = (await ask(sql('select a.range from range(10001) as a'))).body;
    assert.deepEqual([many.results.length, many.hasMore], [10_000, true]);
  });

  it('in SQL have their own filters, values and variables, which those of the request override', async () => {
    const least = { v1: { code_name: 'least', value: 5 } };
    const asked = sql('select sum(amount), {word} from signups where {filters} and amount >= {variables.least}', {
      ...{ values: { word: 'x' }, variables: least },
      filters: { dateRange: { date_from: '2024-01-01' } },
    });
    const results = async (more: object) => (await ask(asked, more)).body.results;
    assert.deepEqual(await results({}), [[12, 'x']]);
    assert.deepEqual(await results({ filters_override: null, variables_override: {} }), [[12, 'x']]);
    assert.deepEqual(await results({ variables_override: { v1: { value: 1 } } }), [[15, 'x']]);
    const free = { properties: [{ key: 'plan', value: ['free'], operator: 'exact' }] };
    assert.deepEqual(await results({ filters_override: free, variables_override: { v1: { value: 1 } } }), [[3, 'x']]);
    const early = { date_from: '2024-01-01', date_to: '2024-01-05' };
    assert.deepEqual(await results({ filters_override: early }), [[null, 'x']]);
    refused(await ask(asked, { filters_override: { date_from: 'soon' } }), /must be a date/, 'date_from');
  });

  it('in SQL say what is wrong with them', async () => {
    refused(await ask(sql('select * from events')), /^unknown dataset "events"$/);
    refused(await ask(sql('selec 1')), /./);
    refused(await ask(sql('select 1; select 2')), /^there is more than one statement$/);
    refused(await ask(sql('drop table signups')), /./);
    refused(await ask(sql('select {nothing}')), /^no value for nothing$/);
    refused(await ask(sql('  ')), /^the statement is missing$/);
    refused(await ask({ kind: 'HogQLQuery' }), /must be a text/, 'query');
    const unknown = [{ key: 'plan', operator: 'resembles', value: 'x' }];
    refused(await ask(sql('select plan from signups', { filters: { properties: unknown } })), /operator/);
    refused(await ask('select 1'), /must be a dictionary/, 'query');
    refused(await ask(undefined), /required/, 'query', 'required');
  });

  it('of an insight, got by its short id and sent back, have its result', async () => {
    const { insight: trend, key } = await insight(trends('signed up'));
    const { short_id: shortId } = trend;
    await made('POST', `/api/v2/widgets/${key}/data/`, { labels: ['Mon'], datasets: [['Signups', [4]]] });
    const { query, result } = await made('GET', `${P}/insights/${shortId}/`);
    for (const asked of [query, query.source, { ...query, kind: 'DataTableNode' }]) {
      const { status, body } = await ask(asked);
      assert.equal(status, 200, body.detail);
      assert.deepEqual([body.results, body.hasMore, body.error], [result, false, null]);
      assert.deepEqual(body.results[0].data, [4]);
      assert.ok(Date.parse(body.last_refresh));
    }
    refused(
      await ask(query, { filters_override: { date_from: '-7d' } }),
      /only be overridden in a HogQLQuery/,
      'query',
    );
  });

  it('of an insight in SQL, got with overrides and sent back, keep these', async () => {
    const variables = { v1: { code_name: 'least', value: 5 } };
    const small = [{ key: 'amount', value: 12, operator: 'lt' }];
    const source = sql('select sum(amount) as n from signups where {filters} and amount >= {variables.least}', {
      ...{ variables, filters: { properties: small, dateRange: { date_from: '2024-01-01' } } },
    });
    const asked = { kind: 'DataVisualizationNode', source };
    const plan = (name: string) => ({ type: 'OR', values: [{ key: 'plan', value: [name] }] });
    const overrides = (fields: Record<string, object>) =>
      new URLSearchParams(Object.entries(fields).map(([name, value]) => [name, JSON.stringify(value)]));
    const alone = await made('POST', `${P}/insights`, { query: asked });
    const { insight: placed } = await insight(asked);
    for (const { short_id } of [alone, placed]) {
      const least = { v1: { code_name: 'least', value: 1 } };
      const cases: [Record<string, object>, n: number | null][] = [
        [{}, null],
        [{ variables_override: { least: { value: 1 } } }, 3],
        [{ variables_override: least, filters_override: { properties: plan('free') } }, 3],
        [{ variables_override: least, filters_override: { properties: plan('paid') } }, null],
        [{ variables_override: least, filters_override: { date_from: '2024-01-05' } }, null],
      ];
      for (const [fields, n] of cases) {
        const { query, result } = await made('GET', `${P}/insights/${short_id}?${overrides(fields)}`);
        assert.deepEqual(result, [[n]], JSON.stringify(fields));
        assert.deepEqual((await ask(query)).body.results, [[n]], JSON.stringify(query));
      }
      assert.deepEqual((await made('GET', `${P}/insights/${short_id}`)).query, asked);
    }
  });

  it('of widgets of other APIs are told apart, although they were made up', async () => {
    const { id } = await made('POST', `${P}/dashboards`, { name: 'Figures' });
    const { key: board } = (await t.deps.store.dashboards.get({ id })) ?? { key: '' };
    for (const value1 of [7, 8]) {
      const { key } = await made('POST', `/api/v2/dashboards/${board}/widgets`, {
        type: 'number',
        title: `N ${value1}`,
      });
      await made('POST', `/api/v2/widgets/${key}/data/`, { value1 });
    }
    const { tiles } = await made('GET', `${P}/dashboards/${id}`);
    const values = await Promise.all(
      // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever came
      tiles.map(async ({ insight }: any) => (await ask(insight.query)).body.results[0].aggregated_value),
    );
    assert.deepEqual(values.sort(), [7, 8]);
    const [{ insight: first }] = tiles;
    await made('PATCH', `${P}/insights/${first.id}`, { query: { ...first.query, source: { kind: 'TrendsQuery' } } });
    refused(await ask(first.query), /cannot be answered/, 'query');
  });

  it('about events are refused, unless exactly one insight has data for them', async () => {
    refused(await ask(trends('nobody asks')), /^TrendsQuery cannot be answered, because no events/, 'query');
    refused(await ask({ kind: 'EventsQuery', select: ['*'] }), /^EventsQuery cannot be answered/, 'query');
    refused(await ask({}), /^This query cannot be answered/, 'query');
    const asked = trends('two ask');
    const [one, two] = [await insight(asked), await insight(asked)];
    refused(
      await ask(asked),
      new RegExp(`^Several insights .*(${one.insight.short_id}|${two.insight.short_id})`),
      'query',
    );
    await made('PATCH', `${P}/insights/${two.insight.id}`, { deleted: true });
    refused(await ask(asked), new RegExp(`${one.insight.short_id} has no data yet`), 'query');
  });

  it('of an insight that one may not read are as unknown as any', async () => {
    const asked = trends('secret');
    const { board, key } = await insight(asked);
    await made('POST', `/api/v2/widgets/${key}/data/`, { labels: ['Mon'], datasets: [['Secrets', [4711]]] });
    const editor = t.alpha.keys.editor.secret;
    assert.equal((await ask(asked, {}, editor)).status, 200);
    await t.deps.store.dashboards.update({ id: board }, { visibility: 'private' });
    refused(await ask(asked, {}, editor), /^TrendsQuery cannot be answered/, 'query');
  });

  it('take a key with query:read, and SQL somebody who may create dashboards', async () => {
    const keyOf = async (user: string, ...scopes: string[]) =>
      (await t.domain.people.createKey({ workspace: t.alpha.workspace.slug, user, name: 'k', scopes })).secret;
    const [own, other] = [await keyOf('alpha-owner', 'query:read'), await keyOf('alpha-owner', 'dashboard:write')];
    assert.deepEqual((await ask(sql('select 7'), {}, own)).body.results, [[7]]);
    const { status, body } = await ask(sql('select 7'), {}, other);
    assert.deepEqual([status, body.detail], [403, "API key missing required scope 'query:read'"]);
    const viewer = t.alpha.keys.viewer.secret;
    assert.equal((await ask(sql('select 7'), {}, viewer)).status, 403);
    const asked = trends('for readers');
    const { key } = await insight(asked);
    await made('POST', `/api/v2/widgets/${key}/data/`, { labels: ['Mon'], datasets: [['Readers', [3]]] });
    assert.deepEqual((await ask(asked, {}, viewer)).body.results[0].data, [3]);
  });
});
