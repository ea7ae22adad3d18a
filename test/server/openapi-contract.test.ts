import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Json, JsonObject } from '../../components/model/widget.ts';
import { APIS } from '../../server/docs/apis.ts';
import type { Api } from '../../server/docs/openapi.ts';
import { openTestApp, PASSWORD, type TestApp } from '../support/app.ts';
import { type Contract, contract } from '../support/contract.ts';
import { basicHeader } from '../support/ducksboard.ts';
import { problemWith } from '../support/openapi.ts';
import { keyHeaders } from '../support/routes.ts';
import { openStream } from '../support/stream.ts';

/** What the documents say against what the server does: every operation of every API, for good and for ill. */
let t: TestApp;
before(async () => {
  const rss = {
    fields: [{ name: 'url', required: true }],
    widgets: {},
    check: () => Promise.resolve({}),
  };
  t = await openTestApp({ accountKinds: { rss } });
});
after(() => t.close());

const apiNamed = (name: string): Api => APIS.find((api) => api.name === name) ?? assert.fail(name);
const bearer = () => ({ authorization: `Bearer ${t.alpha.keys.owner.secret}` });

/** The example of an operation's body. */
const exampleOf = ({ operations }: Contract, name: string): Json => {
  const { operation } = operations().find((each) => each.name === name) ?? assert.fail(name);
  const content = (operation.requestBody as JsonObject).content as Record<string, JsonObject>;
  return content['application/json']?.example ?? assert.fail(`${name} has no example`);
};

const SCENARIOS: Record<string, (c: Contract) => Promise<void>> = {
  async boardcharts(c) {
    const [boards, board] = ['/api/v2/dashboards', '/api/v2/dashboards/{key}'];
    const example = (name: string) => exampleOf(c, name);
    await c.ask('GET /api/v2/me');
    const made = await c.ask(`POST ${boards}`, { body: example(`POST ${boards}`) });
    const params = { key: made.key };
    await c.ask(`GET ${boards}`);
    await c.ask(`GET ${board}`, { params });
    await c.ask(`PATCH ${board}`, { params, body: example(`PATCH ${board}`) });
    const widget = await c.ask(`POST ${board}/widgets`, { params, body: example(`POST ${board}/widgets`) });
    const own = { params: { key: widget.key } };
    await c.ask(`GET ${board}/widgets`, { params });
    await c.ask('GET /api/v2/widgets/{key}', own);
    await c.ask('PATCH /api/v2/widgets/{key}', { ...own, body: example('PATCH /api/v2/widgets/{key}') });
    const push = 'POST /api/v2/widgets/{key}/data';
    await c.ask(push, { ...own, body: example(push) });
    await c.ask(push, { ...own, body: {} });
    await c.ask('GET /api/v2/widgets/{key}/render', own);
    await c.ask('DELETE /api/v2/widgets/{key}', own);
    await c.ask(`DELETE ${board}`, { params });
  },

  async bi(c) {
    const boards = '/api/v1/bi/dashboards';
    const board = `${boards}/{id}`;
    const example = (name: string) => exampleOf(c, name);
    const made = await c.ask(`POST ${boards}`, { body: example(`POST ${boards}`) });
    const params = { id: made.id };
    await c.ask(`GET ${boards}`, { query: { visibility: 'team', tag: 'sales', limit: '10', offset: '0' } });
    assert.equal(await c.fails(`GET ${boards}`, { query: { limit: '101' } }), 400);
    const add = `POST ${board}/widgets`;
    const widget = await c.ask(add, { params, body: example(add) });
    await c.ask(add, { params, body: { name: 'Words', widget_type: 'text' } });
    const both = { params: { ...params, widget: widget.id } };
    await c.ask(`PUT ${board}/widgets/{widget}`, { ...both, body: example(`PUT ${board}/widgets/{widget}`) });
    await c.ask(`POST ${board}/share`, { params, body: example(`POST ${board}/share`) });
    await c.ask(`GET ${board}`, { params });
    await c.ask(`PUT ${board}`, { params, body: example(`PUT ${board}`) });
    await c.ask(`POST ${board}/clone`, { params, query: { new_name: 'Copy' } });
    const template = { template: 'executive_overview' };
    await c.ask('POST /api/v1/bi/dashboards/templates/{template}', { params: template, query: { name: 'Q4' } });
    await c.ask(`DELETE ${board}/widgets/{widget}`, both);
    await c.ask(`DELETE ${board}`, { params });
  },

  async cards(c) {
    const boards = '/api/dashboards';
    const board = `${boards}/{id}`;
    const example = (name: string) => exampleOf(c, name);
    const user = { username: 'alpha-owner', password: PASSWORD };
    await c.ask('POST /api/auth/login', { body: user, headers: {} });
    assert.equal(await c.fails('POST /api/auth/login', { body: { ...user, password: 'no' }, headers: {} }), 401);
    const folder = await c.ask(`POST ${boards}/collections`, { body: example(`POST ${boards}/collections`) });
    const collection = { params: { collection: folder.collection_id } };
    const change = `PATCH ${boards}/collections/{collection}`;
    await c.ask(change, { ...collection, body: example(change) });
    assert.equal(await c.fails(change, { ...collection, body: { parent_id: folder.collection_id } }), 409);
    await c.ask(`GET ${boards}/collections`);
    const made = await c.ask(`POST ${boards}`, { body: example(`POST ${boards}`) });
    assert.equal(await c.fails(`POST ${boards}`, { body: { name: 'x', collection_id: 999_999 } }), 404);
    const params = { id: made.dashboard_id };
    await c.ask(`GET ${boards}`, { query: { q: 'cash', limit: '10', offset: '0' } });
    await c.ask(`PATCH ${board}`, { params, body: { ...(example(`PATCH ${board}`) as object), audience: 'public' } });
    const card = await c.ask(`POST ${board}/cards`, { params, body: example(`POST ${board}/cards`) });
    assert.equal(await c.fails(`POST ${board}/cards`, { params, body: example(`POST ${board}/cards`) }), 409);
    const both = { params: { ...params, card: card.card_id } };
    await c.ask(`PATCH ${board}/cards/{card}`, { ...both, body: example(`PATCH ${board}/cards/{card}`) });
    await c.ask(`POST ${board}/cards/{card}/duplicate`, both);
    const move = { card_id: card.card_id, x: 6, y: 4, w: 3, h: 2 };
    await c.ask(`PATCH ${board}/layout`, { params, body: [move] });
    assert.equal(await c.fails(`PATCH ${board}/layout`, { params, body: [{ ...move, w: 'wide' }] }), 422);
    const page = await c.ask(`POST ${board}/pages`, { params, body: example(`POST ${board}/pages`) });
    const paged = { params: { ...params, page: page.page_number } };
    await c.ask(`PATCH ${board}/pages/{page}`, { ...paged, body: example(`PATCH ${board}/pages/{page}`) });
    await c.ask(`DELETE ${board}/pages/{page}`, paged);
    assert.equal(await c.fails(`DELETE ${board}/pages/{page}`, { params: { ...params, page: 1 } }), 409);
    const subject = { subject_type: 'user', subject_id: t.alpha.users.viewer.id, access_level: 'viewer' };
    const share = await c.ask(`POST ${board}/shares`, { params, body: subject });
    await c.ask(`POST ${board}/shares`, { params, body: { ...subject, access_level: 'editor' } });
    await c.ask(`GET ${board}/shares`, { params });
    await c.ask(`GET ${board}`, { params });
    await c.ask(`GET ${board}/render`, { params, query: { page: '1', 'param.region': 'US' } });
    await c.ask('GET /api/public/dashboards/{slug}/render', { params: { slug: made.slug }, headers: {} });
    await c.ask(`DELETE ${board}/shares/{share}`, { params: { ...params, share: share.share_id } });
    await c.ask(`POST ${board}/duplicate`, { params, body: example(`POST ${board}/duplicate`) });
    await c.ask(`POST ${board}/duplicate`, { params });
    await c.ask(`GET ${boards}/templates`);
    const [sets, set] = ['/api/datasets', '/api/datasets/{dataset}'];
    const dataset = await c.ask(`POST ${sets}`, { body: example(`POST ${sets}`) });
    const table = { params: { dataset: dataset.dataset_id } };
    await c.ask(`GET ${sets}`);
    await c.ask(`GET ${set}`, table);
    await c.ask(`PATCH ${set}`, { ...table, body: example(`PATCH ${set}`) });
    for (const upload of [`POST ${set}/append`, `POST ${set}/replace`, `PUT ${set}/data`])
      await c.ask(upload, { ...table, body: example(upload) });
    await c.ask(`GET ${set}/preview`, { ...table, query: { limit: '1' } });
    await c.ask(`POST ${sets}/query`, { body: example(`POST ${sets}/query`) });
    const filled = { ...(example(`POST ${boards}/from-template`) as object), dataset_id: dataset.dataset_id };
    const shown = await c.ask(`POST ${boards}/from-template`, { body: filled });
    assert.equal(await c.fails(`DELETE ${set}`, table), 409);
    await c.ask(`DELETE ${board}`, { params: { id: shown.dashboard_id } });
    await c.ask(`DELETE ${set}`, table);
    const group = await c.ask('POST /api/groups', { body: example('POST /api/groups') });
    const member = { params: { group: group.group_id, user: t.alpha.users.editor.id } };
    await c.ask('POST /api/groups/{group}/members/{user}', member);
    await c.ask('GET /api/groups');
    await c.ask('DELETE /api/groups/{group}/members/{user}', member);
    await c.ask('DELETE /api/groups/{group}', member);
    await c.ask(`DELETE ${board}/cards/{card}`, both);
    await c.ask(`DELETE ${board}`, { params });
    await c.ask(`DELETE ${boards}/collections/{collection}`, collection);
  },

  async ducksboard(c) {
    const boards = '/api/dashboards';
    const board = `${boards}/{slug}`;
    const example = (name: string) => exampleOf(c, name);
    const made = await c.ask(`POST ${boards}`, { body: example(`POST ${boards}`) });
    const params = { slug: made.slug };
    await c.ask(`GET ${boards}`);
    await c.ask(`GET ${board}`, { params });
    await c.ask(`PUT ${board}`, { params, body: example(`PUT ${board}`) });
    await c.ask('POST /api/dashboard/{slug}/accessed', { params });
    const { widget, slots } = await c.ask('POST /api/widgets', { body: example('POST /api/widgets') });
    const own = { params: { id: widget.id } };
    await c.ask('GET /api/widgets');
    await c.ask(`GET ${board}/widgets`, { params });
    await c.ask('GET /api/widgets/{id}', own);
    await c.ask('PUT /api/widgets/{id}', { ...own, body: example('PUT /api/widgets/{id}') });
    await c.ask('POST /api/widgets/{id}/copy', { ...own, body: { dashboard: made.slug, row: 4 } });
    await c.ask('POST /api/widgets/positions', { body: { [widget.id]: { row: 2, column: 1 } } });
    await c.ask('PUT /api/widgets/{id}/embed', own);
    await c.ask('GET /api/widgets/{id}/embed', own);
    await c.ask('DELETE /api/widgets/{id}/embed', own);
    const label = { params: { label: slots['1'].label } };
    await c.ask('POST /v/{label}', { ...label, body: example('POST /v/{label}') });
    await c.ask('POST /v/{label}', { ...label, body: [{ value: 1, timestamp: 1_700_000_000 }, { value: 2 }] });
    await c.ask('POST /v/{label}', { ...label, body: { delta: 3 } });
    await c.ask('POST /v', { body: { [slots['1'].label]: { value: 9 } } });
    await c.ask('GET /v/{label}/last', { ...label, query: { count: '2' } });
    await c.ask('GET /v/{label}/since', { ...label, query: { seconds: '60' } });
    await c.ask('GET /v/{label}/timespan', { ...label, query: { timespan: 'weekly', timezone: 'Europe/Madrid' } });
    assert.equal(await c.fails('GET /v/{label}/timespan', { ...label, query: { timespan: 'x' } }), 400);
    await c.ask('DELETE /v/{label}', label);
    const token = await c.ask(`POST ${board}/tokens`, { params, body: example(`POST ${board}/tokens`) });
    await c.ask(`GET ${board}/tokens`, { params });
    await c.ask(`GET ${board}/tokens/{token}`, { params: { ...params, token: token.token } });
    await c.ask(`DELETE ${board}/tokens/{token}`, { params: { ...params, token: token.token } });
    const account = await c.ask('POST /api/accounts', { body: example('POST /api/accounts') });
    await c.ask('GET /api/accounts');
    await c.ask('GET /api/accounts/{id}', { params: { id: account.id } });
    const rename = { params: { id: account.id }, body: example('POST /api/accounts/{id}') };
    await c.ask('POST /api/accounts/{id}', rename);
    await c.ask('DELETE /api/accounts/{id}', { params: { id: account.id } });
    await c.ask('GET /api/user');
    await c.ask('PUT /api/user', { body: example('PUT /api/user') });
    const headers = basicHeader('alpha-editor', PASSWORD);
    await c.ask('GET /api/user/api_key', { headers });
    await c.ask('POST /api/user/api_key', { headers });
    await c.ask('DELETE /api/widgets/{id}', own);
    await c.ask(`DELETE ${board}`, { params });
  },

  async posthog(c) {
    const project = '/api/projects/{project_id}';
    const [boards, board, insight] = [
      `${project}/dashboards`,
      `${project}/dashboards/{id}`,
      `${project}/insights/{insight_id}`,
    ];
    const example = (name: string) => exampleOf(c, name);
    const here = { project_id: '@current' };
    for (const name of ['GET /api/users/@me', 'GET /api/organizations', 'GET /api/personal_api_keys/@current'])
      await c.ask(name);
    await c.ask('GET /api/projects', { query: { limit: '1' } });
    const organization = { params: { organization_id: '@current' } };
    await c.ask('GET /api/organizations/{organization_id}', organization);
    await c.ask('GET /api/organizations/{organization_id}/projects', organization);
    await c.ask(`GET ${project}`, { params: here });
    const { cookie } = await t.domain.people.openSession(await t.domain.people.byPassword('alpha-owner', PASSWORD));
    const csrf = (await t.domain.people.bySession(cookie))?.csrf ?? '';
    const session = { cookie: `bc_session=${cookie}`, 'x-csrf-token': csrf };
    const newKey = 'POST /api/personal_api_keys';
    await c.ask(newKey, { body: example(newKey), headers: session });

    const lenient = ['tiles', 'duplicate_tiles'];
    const made = await c.ask(`POST ${boards}`, { params: here, body: example(`POST ${boards}`), lenient });
    const params = { ...here, id: made.id };
    await c.ask(`GET ${boards}`, { params: here, query: { limit: '2', search: 'growth', tags: 'growth' } });
    const patched = await c.ask(`PATCH ${board}`, { params, body: example(`PATCH ${board}`), lenient });
    await c.ask(`PUT ${board}`, { params, body: example(`PUT ${board}`), lenient });
    const template = `POST ${boards}/create_from_template_json`;
    const other = await c.ask(template, { params: here, body: example(template), lenient: ['creation_context'] });
    const made2 = await c.ask(`POST ${project}/insights`, {
      params: here,
      body: { ...(example(`POST ${project}/insights`) as object), dashboards: [made.id] },
    });
    await c.ask(`GET ${project}/insights`, { params: here, query: { search: 'signups', saved: 'true' } });
    await c.ask(`GET ${project}/insights`, { params: here, query: { short_id: made2.short_id, refresh: 'blocking' } });
    await c.ask(`GET ${project}/insights`, { params: here, query: { basic: 'true' } });
    await c.ask(`GET ${insight}`, { params: { ...here, insight_id: made2.id } });
    await c.ask(`GET ${insight}`, { params: { ...here, insight_id: made2.short_id } });
    await c.ask(`PATCH ${insight}`, { params: { ...here, insight_id: made2.id }, body: example(`PATCH ${insight}`) });
    const ask = `POST ${project}/query`;
    const rows = [{ region: 'EU', revenue: 12450 }];
    await t.fetch('/api/datasets', {
      method: 'POST',
      headers: bearer(),
      body: JSON.stringify({ name: 'orders', rows }),
    });
    await c.ask(ask, { params: here, body: example(ask) });
    const lost = { query: { kind: 'TrendsQuery', series: [] } };
    assert.equal(await c.fails(ask, { params: here, body: lost }), 400);
    await c.ask(`GET ${board}`, { params, query: { format: 'json' } });
    await c.ask(`GET ${board}/stream_tiles`, { params, query: { layoutSize: 'xs' } });
    const tile = { id: patched.tiles[0].id };
    await c.ask(`PATCH ${board}/move_tile`, { params, body: { tile, toDashboard: other.id } });

    await c.ask(`PATCH ${board}`, { params, body: { restriction_level: 37 }, lenient });
    const person = { level: 37, user_uuid: t.alpha.users.editor.uuid };
    await c.ask(`POST ${board}/collaborators`, { params, body: person });
    await c.ask(`GET ${board}/collaborators`, { params });
    const gone = { params: { ...params, user__uuid: t.alpha.users.editor.uuid } };
    await c.ask(`DELETE ${board}/collaborators/{user__uuid}`, gone);

    await c.ask(`GET ${board}/sharing`, { params });
    assert.equal(await c.fails(`POST ${board}/sharing/passwords`, { params, body: { note: 'x' } }), 400);
    await c.ask(`PATCH ${board}/sharing`, { params, body: { enabled: true, settings: { theme: 'dark' } } });
    const { access_token: token } = await c.ask(`POST ${board}/sharing/refresh`, { params });
    const read = { params: { token: `${token}.json` }, headers: {} };
    for (const path of ['/shared', '/shared_dashboard', '/embedded']) await c.ask(`GET ${path}/{token}`, read);
    await c.ask(`PATCH ${board}/sharing`, { params, body: example(`PATCH ${board}/sharing`) });
    const lock = `POST ${board}/sharing/passwords`;
    const { id: password, password: secret } = await c.ask(lock, { params, body: example(lock) });
    for (const path of ['/shared', '/shared_dashboard', '/embedded']) {
      await c.ask(`GET ${path}/{token}`, read);
      const open = { params: { token }, headers: {}, lenient: ['password'] };
      await c.ask(`POST ${path}/{token}`, { ...open, body: { password: secret } });
      assert.equal(await c.fails(`POST ${path}/{token}`, { ...open, body: { password: 'no' } }), 401);
    }
    await c.ask(`DELETE ${board}/sharing/passwords/{password_id}`, { params: { ...params, password_id: password } });
    await c.ask(`DELETE ${board}`, { params });
  },

  async live(c) {
    const board = t.alpha.openBoard;
    const owner = await t.domain.people.byApiKey(t.alpha.keys.owner.secret);
    const { token } = await t.domain.sharing.createAccessToken(board.key, { password: 'correct horse' });
    const { token: open } = await t.domain.sharing.createAccessToken(board.key);
    const { token: embed } = await t.domain.sharing.createEmbedToken(t.alpha.widget.key);
    const unlock = 'POST /public/{token}/unlock';
    const { proof } = await c.ask(unlock, { params: { token }, body: exampleOf(c, unlock) });
    assert.equal(await c.fails(unlock, { params: { token }, body: { password: 'no' } }), 401);
    assert.equal(await c.fails(unlock, { params: { token: 'none' }, body: { password: 'no' } }), 404);
    await c.ask('GET /public/{token}', { params: { token: open } });
    await c.ask('GET /embed/{token}', { params: { token: embed }, query: { theme: 'dark', locale: 'de' } });
    await c.ask('GET /oembed', { query: { url: `${t.deps.config.publicUrl}/embed/${embed}`, maxwidth: '300' } });
    for (const [query, status] of [
      [{}, 400],
      [{ url: 'https://x.test/' }, 404],
    ] as const)
      assert.equal(await c.fails('GET /oembed', { query }), status);
    for (const path of ['/healthz', '/readyz', '/metrics']) await c.ask(`GET ${path}`);

    const asked = { widgets: [{ token: embed }, { key: 'none' }, null], dashboards: [{ token }], proof: [proof] };
    // An invalid entry gets an error in its place and does not fail the others.
    const lenient = ['widgets', 'dashboards'];
    await c.ask('POST /live', { body: exampleOf(c, 'POST /live'), lenient });
    for (const body of [{ widgets: 'all' }, { dashboards: {} }])
      assert.equal(await c.fails('POST /live', { body }), 400);
    const answer = await c.ask('POST /live', { body: asked, lenient });
    assert.deepEqual([answer.widgets[0].error, answer.dashboards[0].error], [null, null]);
    const params = [{ name: 'region', default: 'all', options: ['all', 'EU'] }];
    await t.domain.dashboards.update(owner, board.key, { parameters: params });
    await t.domain.widgets.create(owner, board.key, { type: 'number', source: { sql: 'select $region' } });
    const own = { dashboard: { token }, params: { region: 'EU' }, proof: [proof] };
    const { widgets } = await c.ask('POST /live/query', { body: own });
    assert.equal(widgets.length, 1);
    await c.ask('POST /live', { body: { dashboards: [{ token: open }] }, lenient });
    assert.equal(await c.fails('POST /live/query', { body: { ...own, params: { region: [] } } }), 400);
    assert.equal(await c.fails('POST /live/query', { body: { ...own, dashboard: { key: 'none' } } }), 404);
    assert.equal(await c.fails('GET /live/{id}', { params: { id: 'none' } }), 404);
    const stream = await openStream(t.url + answer.stream);
    try {
      const { responses } = c.operations().find(({ name }) => name === 'GET /live/{id}')?.operation ?? assert.fail();
      const content = responses['200']?.content as Record<string, { 'x-events': Record<string, JsonObject> }>;
      const events = content['text/event-stream']?.['x-events'] ?? {};
      assert.deepEqual(Object.keys(events).sort(), ['data', 'gone', 'reset', 'widget']);
      const { key } = t.alpha.widget;
      const changes = {
        data: () => t.domain.values.push(owner, key, { value1: 3 }),
        widget: () => t.domain.widgets.update(owner, key, { title: 'Changed' }),
        gone: () => t.domain.sharing.revoke(embed, owner),
      };
      for (const [name, change] of Object.entries(changes)) {
        await change();
        const { data } = await stream.next(({ event }) => event === name);
        assert.equal(problemWith(c.document, events[name] as JsonObject, data, { isClosed: true }), undefined, name);
      }
    } finally {
      stream.close();
    }
  },
};

/** Ids that nobody has. */
const unknown = (name: string): Record<string, string> =>
  Object.fromEntries([...name.matchAll(/\{(\w+)\}/g)].map(([, word = '']) => [word, '424242']));

for (const [name, scenario] of Object.entries(SCENARIOS)) {
  describe(`what is documented of ${name}`, () => {
    let c: Contract;
    before(() => {
      c = contract(t, apiNamed(name), name === 'live' ? {} : keyHeaders(name, t.alpha.keys.owner.secret));
    });

    it('matches the responses, and invalid requests are refused', () => scenario(c));

    it('covers every operation', () => {
      // The stream itself is read above.
      assert.deepEqual(
        c.unseen().filter((each) => each !== 'GET /live/{id}'),
        [],
      );
    });

    it('holds for anonymous callers', async () => {
      for (const { name: each, operation } of c.operations()) {
        const requirements = operation.security as JsonObject[];
        const isOpen = requirements.length === 0 || requirements.some((one) => Object.keys(one).length === 0);
        if (!isOpen) assert.equal(await c.fails(each, { params: unknown(each), headers: {} }), 401, each);
      }
    });

    it('holds for unknown ids', async () => {
      for (const { name: each, operation } of c.operations()) {
        if (!each.includes('{') || each.endsWith('/api_key')) continue;
        const params = unknown(each);
        // Below a project that is there.
        if (Object.keys(params).length > 1 && params.project_id) params.project_id = '@current';
        const body = operation.requestBody ? exampleOf(c, each) : undefined;
        assert.equal(await c.fails(each, { params, ...(body !== undefined && { body }) }), 404, each);
      }
    });
  });
}

it('the test detects a response that differs', async () => {
  const api = apiNamed('boardcharts');
  const c = contract(t, api, bearer());
  const { Dashboard } = c.document.components.schemas;
  assert.ok(Dashboard);
  const { dashboards } = await c.ask('GET /api/v2/dashboards');
  assert.equal(problemWith(c.document, Dashboard, dashboards[0], { isClosed: true }), undefined);
  for (const wrong of [{ ...dashboards[0], more: 1 }, { ...dashboards[0], name: 1 }, { name: 'x' }])
    assert.notEqual(problemWith(c.document, Dashboard, wrong, { isClosed: true }), undefined);
});
