import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openTestApp, PASSWORD, type TestApp } from '../support/app.ts';

/**
 * One test per sentence of the reference that promises something. `requests.get/post(…, headers=HEADERS, json=…)` is
 * `get` and `post` here; the rest of each snippet is kept word for word.
 */
let t: TestApp;
let API: string;
let HEADERS: Record<string, string>;
before(async () => {
  t = await openTestApp();
  API = `${t.url}/api/v2`;
  HEADERS = { authorization: `Bearer ${t.alpha.keys.owner.secret}` };
});
after(() => t.close());

const get = (url: string, headers = HEADERS) => fetch(url, { headers, redirect: 'error' });
const post = (url: string, json: unknown, headers = HEADERS) => write('POST', url, json, headers);
const write = (method: string, url: string, json?: unknown, headers = HEADERS) =>
  fetch(url, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(json !== undefined && { body: JSON.stringify(json) }),
    redirect: 'error',
  });
// biome-ignore lint/suspicious/noExplicitAny: answers are compared field by field
const json = async (response: Response): Promise<any> => {
  assert.match(response.headers.get('content-type') ?? '', /^application\/json/);
  return response.json();
};
const lastUsed = async () => {
  await t.deps.store.writer.drain();
  const [key] = await t.deps.store.apiKeys.list({ id: t.alpha.keys.admin.id });
  return key?.lastUsedAt ?? null;
};
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/;

describe('Quick start', () => {
  it('2. Find the widget you want to update', async () => {
    let r = await get(`${API}/dashboards/`);
    const boards = (await json(r)).dashboards;
    const dashboard_key = boards[0].key;
    r = await get(`${API}/dashboards/${dashboard_key}/widgets/`);
    const [w] = (await json(r)).widgets;
    assert.deepEqual([w.key, w.type, w.title], [t.alpha.widget.key, 'number', 'Private number of alpha']);
  });

  it('3. Push fresh data', async () => {
    const widget_key = t.alpha.widget.key;
    const data = { value1: 12450, value2: 9800, text1: 'today', text2: 'yesterday' };
    const r = await post(`${API}/widgets/${widget_key}/data/`, data);
    assert.equal(r.status, 200);
    const answer = await json(r);
    assert.deepEqual(Object.keys(answer), ['success', 'widget_key', 'data', 'data_updated_at']);
    assert.deepEqual(answer, { success: true, widget_key, data, data_updated_at: answer.data_updated_at });
    assert.match(answer.data_updated_at, TIME);
    const behind = Date.now() - Date.parse(answer.data_updated_at);
    assert.ok(behind >= 0 && behind < 60_000);
  });
});

describe('Authentication', () => {
  const secret = () => t.alpha.keys.owner.secret;
  const bad = `sk_${'0'.repeat(48)}`;

  it('Send the key one of three ways: Authorization, X-Api-Key, or api_key in the JSON body', async () => {
    const url = `${API}/widgets/${t.alpha.widget.key}/data/`;
    assert.equal((await post(url, { value1: 1 }, { authorization: `Bearer ${secret()}` })).status, 200);
    assert.equal((await post(url, { value1: 1 }, { authorization: `bearer ${secret()}` })).status, 200);
    assert.equal((await post(url, { value1: 1 }, { 'x-api-key': secret() })).status, 200);
    assert.equal((await post(url, { value1: 1, api_key: secret() }, {})).status, 200);
  });

  it('Authorization header is preferred, then X-Api-Key, then the body', async () => {
    const url = `${API}/widgets/${t.alpha.widget.key}/data/`;
    const status = async (body: object, headers: Record<string, string>) => (await post(url, body, headers)).status;
    assert.equal(await status({ api_key: bad }, { authorization: `Bearer ${secret()}`, 'x-api-key': bad }), 200);
    assert.equal(await status({ api_key: secret() }, { authorization: `Bearer ${bad}`, 'x-api-key': secret() }), 401);
    assert.equal(await status({ api_key: bad }, { 'x-api-key': secret() }), 200);
    assert.equal(await status({ api_key: secret() }, { 'x-api-key': bad }), 401);
  });

  it('never stores or echoes the api_key of the body', async () => {
    const url = `${API}/widgets/${t.alpha.widget.key}`;
    const answer = await json(await post(`${url}/data/`, { value1: 12450, api_key: secret() }, {}));
    assert.deepEqual(answer.data, { value1: 12450 });
    await post(`${url}/data/`, { value1: 7, api_key: 'whatever' });
    assert.deepEqual((await json(await get(`${url}/`))).data, { value1: 7 });
  });

  it('Read endpoints accept the same key, in a body too', async () => {
    assert.equal((await get(`${API}/me/`, { 'x-api-key': secret() })).status, 200);
    const answer = await t.send({ path: '/api/v2/me/', body: JSON.stringify({ api_key: secret() }) });
    assert.equal(answer.status, 200);
  });

  it('does not look for a key in the query string', async () => {
    assert.equal((await get(`${API}/me/?api_key=${secret()}`, {})).status, 401);
  });

  it('last_used_at on the key: every accepted call', async () => {
    const headers = { authorization: `Bearer ${t.alpha.keys.admin.secret}` };
    assert.equal(await lastUsed(), null);
    const before = Date.now();
    await get(`${API}/me/`, headers);
    const used = await lastUsed();
    assert.ok(used !== null && used >= before);
  });

  it('a key that was deactivated stops working at once', async () => {
    const key = await t.domain.people.createKey({ workspace: 'alpha', user: 'alpha-owner', name: 'short-lived' });
    const headers = { authorization: `Bearer ${key.secret}` };
    assert.equal((await get(`${API}/me/`, headers)).status, 200);
    await t.domain.people.deactivateKey(key.id);
    assert.equal((await get(`${API}/me/`, headers)).status, 401);
  });

  it('Test your key', async () => {
    const r = await get(`${API}/me/`);
    assert.equal(r.status, 200);
    const { key, name } = t.alpha.workspace;
    assert.deepEqual(await json(r), {
      username: 'alpha-owner',
      email: 'alpha-owner@example.test',
      accounts: [{ key, name }],
      dashboards_count: 2,
      widgets_count: 2,
    });
  });

  it('names the account of the key, and no others of its user', async () => {
    const { username, email } = t.alpha.users.admin;
    const draft = { username, email, password: PASSWORD, workspace: 'beta', role: 'viewer' } as const;
    await t.domain.people.createUser(draft);
    const { accounts } = await json(await get(`${API}/me/`, { 'x-api-key': t.alpha.keys.admin.secret }));
    assert.deepEqual(accounts, [{ key: t.alpha.workspace.key, name: t.alpha.workspace.name }]);
  });
});

describe('Widget catalog: what is pushed is what is stored', () => {
  const EXAMPLES: Record<string, object> = {
    number: { value1: 12450.5, value2: 9800.0, text1: 'today', text2: 'yesterday' },
    text: { text1: 'Black Friday sale is live', text2: 'Ends in 2 days — free shipping on orders over €50' },
    html: { html1: '<p><b>12</b> pending orders, <b>4</b> low-stock SKUs.</p>' },
    list: {
      items: [
        { name: 'Nike Air Max 90 — Black', value: '€4 280' },
        { name: 'Adidas Ultraboost 22', value: '€3 640' },
        { name: 'Puma Suede Classic', value: '€2 800' },
      ],
    },
    chart: {
      labels: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri'],
      datasets: [
        ['This week', [120, 145, 132, 170, 198]],
        ['Last week', [110, 128, 125, 152, 180]],
      ],
    },
    countdown: { target_datetime: '2026-12-31 23:59:59' },
  };
  for (const [type, data] of Object.entries(EXAMPLES)) {
    it(type, async () => {
      const made = await json(
        await post(`${API}/dashboards/${t.alpha.openBoard.key}/widgets/`, { type, title: `A ${type}` }),
      );
      const answer = await json(await post(`${API}/widgets/${made.key}/data/`, data));
      assert.deepEqual(answer.data, data);
      assert.deepEqual((await json(await get(`${API}/widgets/${made.key}/`))).data, data);
    });
  }
});

describe('API reference', () => {
  it('GET /dashboards/: every dashboard the API key has access to', async () => {
    const { dashboards } = await json(await get(`${API}/dashboards/`));
    const names = dashboards.map((d: { name: string }) => d.name);
    assert.deepEqual(names.slice(0, 2), ['Private alpha', 'Open alpha']);
    assert.deepEqual(
      { ...dashboards[0], refresh_interval: 0 },
      {
        key: t.alpha.board.key,
        name: 'Private alpha',
        widgets_count: 1,
        is_private: true,
        refresh_interval: 0,
      },
    );
    const none = await t.domain.people.createWorkspace({ slug: 'empty' });
    const draft = { email: 'e@example.test', username: 'e', password: PASSWORD, workspace: none.slug };
    await t.domain.people.createUser({ ...draft, role: 'owner' });
    const { secret } = await t.domain.people.createKey({ workspace: none.slug, user: 'e', name: 'k' });
    assert.deepEqual(await json(await get(`${API}/dashboards/`, { 'x-api-key': secret })), { dashboards: [] });
  });

  it('GET /dashboards/<key>/widgets/: key, type, title, refresh_interval, data_updated_at', async () => {
    const url = `${API}/dashboards/${t.beta.board.key}/widgets/`;
    const headers = { authorization: `Bearer ${t.beta.keys.owner.secret}` };
    const [row] = (await json(await get(url, headers))).widgets;
    assert.deepEqual(Object.keys(row), ['key', 'type', 'title', 'refresh_interval', 'data_updated_at']);
    assert.equal(row.data_updated_at, null, 'null before the first push');
    assert.equal(typeof row.refresh_interval, 'number');
    await post(`${API}/widgets/${row.key}/data/`, { value1: 1 }, headers);
    assert.match((await json(await get(url, headers))).widgets[0].data_updated_at, TIME);
  });

  it('POST /widgets/<key>/data/: the body becomes the new data exactly, replacing what was there', async () => {
    const url = `${API}/widgets/${t.alpha.widget.key}`;
    await post(`${url}/data/`, { value1: 1, text1: 'gone' });
    const odd = {
      b: [1.5, -0.25, 1e21, { deep: null }],
      a: '€ "quotes" \u2028 \\ 😀',
      '': true,
      value1: 'not a number',
    };
    const r = await post(`${url}/data/`, odd);
    assert.equal(JSON.stringify((await json(r)).data), JSON.stringify(odd), 'in the same order');
    assert.equal(JSON.stringify((await json(await get(`${url}/`))).data), JSON.stringify(odd));
    assert.deepEqual((await json(await post(`${url}/data/`, {}))).data, {});
  });

  it('takes JSON under any Content-Type, with or without a byte order mark', async () => {
    const url = `${API}/widgets/${t.alpha.widget.key}/data/`;
    for (const type of ['application/x-www-form-urlencoded', 'text/plain', 'application/json; charset=latin1', 'x'])
      assert.equal((await post(url, { value1: 3 }, { ...HEADERS, 'content-type': type })).status, 200);
    const marked = await t.send({
      method: 'POST',
      path: new URL(url).pathname,
      headers: HEADERS,
      body: '\ufeff{"value1":4}',
    });
    assert.deepEqual(JSON.parse(marked.text).data, { value1: 4 });
  });

  it('drops keys that would reach an object’s prototype', async () => {
    const { pathname: path } = new URL(`${API}/widgets/${t.alpha.widget.key}/data/`);
    const body = '{"value1":5,"__proto__":{"polluted":1},"a":{"constructor":{"prototype":{"polluted":1}}}}';
    const { status, text } = await t.send({ method: 'POST', path, headers: HEADERS, body });
    assert.equal(status, 200);
    assert.equal(JSON.stringify(JSON.parse(text).data), '{"value1":5,"a":{}}');
    assert.equal(({} as Record<string, unknown>).polluted, undefined);
  });

  it('GET /widgets/<key>/render/: the live {content, js, data_updated_at}', async () => {
    const widget_key = t.alpha.openWidget.key;
    await post(`${API}/widgets/${widget_key}/data/`, { value1: 4321, text1: 'orders <today>' });
    const r = await get(`${API}/widgets/${widget_key}/render/`, {});
    assert.equal(r.status, 200);
    const payload = await json(r);
    assert.deepEqual(Object.keys(payload), ['content', 'js', 'data_updated_at']);
    assert.match(payload.content, /<bc-widget[^>]* key="[0-9a-f]{32}"/);
    assert.match(payload.content, /orders &lt;today/);
    assert.equal(payload.js, `import("${t.deps.config.publicUrl}/bc.js");`);
    assert.match(payload.data_updated_at, TIME);
  });

  it('render respects is_private: private dashboards require an authenticated session (or a key)', async () => {
    const url = `${API}/widgets/${t.alpha.widget.key}/render/`;
    const r = await get(url, {});
    assert.equal(r.status, 403);
    assert.deepEqual(await json(r), { error: 'forbidden' });
    const principal = await t.domain.people.byPassword('alpha-viewer', PASSWORD);
    const { cookie } = await t.domain.people.openSession(principal);
    assert.equal((await get(url, { cookie: `other=1; bc_session=${cookie}` })).status, 200);
    assert.equal((await get(url, { cookie: 'bc_session=stale' })).status, 403);
    assert.equal((await get(url)).status, 200);
    const stranger = await t.domain.people.openSession(await t.domain.people.byPassword('beta-owner', PASSWORD));
    assert.equal((await get(url, { cookie: `bc_session=${stranger.cookie}` })).status, 403);
    const open = `${API}/widgets/${t.alpha.openWidget.key}/render/`;
    assert.equal((await get(open, { cookie: 'bc_session=stale' })).status, 200, 'a stale cookie is no credential');
  });
});

describe('Errors', () => {
  const push = (key: string, body: unknown, headers = HEADERS) => post(`${API}/widgets/${key}/data/`, body, headers);
  const nobody = 'f'.repeat(32);

  it('400 plain text: malformed request body, JSON must be an object', async () => {
    for (const body of [[1], 'text', 5, null]) {
      const r = await push(t.alpha.widget.key, body);
      assert.equal(r.status, 400);
      assert.match(r.headers.get('content-type') ?? '', /^text\/plain/);
      assert.equal(await r.text(), 'The request body must be a JSON object.');
    }
  });

  it('404 HTML: widget or dashboard key not found, and never an echo of what was asked', async () => {
    for (const url of [`${API}/dashboards/${nobody}/widgets/`, `${API}/widgets/%3Cscript%3E/render/`]) {
      const r = await get(url);
      assert.equal(r.status, 404);
      assert.match(r.headers.get('content-type') ?? '', /^text\/html/);
      const page = await r.text();
      assert.match(page, /^<!doctype html>/);
      assert.ok(!page.includes('script'));
    }
  });

  it('checks the key first, then the body, then whether it exists, then whose it is', async () => {
    const bad = { authorization: 'Bearer sk_no' };
    assert.equal((await push(nobody, [], bad)).status, 401);
    assert.equal((await push(nobody, [])).status, 400);
    assert.equal((await push(nobody, {})).status, 404);
    assert.equal((await push(t.beta.widget.key, [])).status, 400);
    assert.equal((await push(t.beta.widget.key, {})).status, 403);
  });

  it('a widget that was deleted is gone', async () => {
    const { key } = await json(await post(`${API}/dashboards/${t.alpha.openBoard.key}/widgets/`, { type: 'text' }));
    assert.equal((await push(key, {})).status, 200);
    assert.equal((await write('DELETE', `${API}/widgets/${key}/`)).status, 200);
    assert.equal((await push(key, {})).status, 404);
    assert.equal((await get(`${API}/widgets/${key}/`)).status, 404);
  });
});

describe('what the original leaves to its admin pages', () => {
  it('makes, shows, changes and deletes a dashboard', async () => {
    const r = await post(`${API}/dashboards/`, { name: 'Made by API', is_private: true, refresh_interval: 15 });
    assert.equal(r.status, 201);
    const made = await json(r);
    assert.match(made.key, /^[0-9a-f]{32}$/);
    const expected = { key: made.key, name: 'Made by API', widgets_count: 0, is_private: true, refresh_interval: 15 };
    assert.deepEqual(made, expected);
    const url = `${API}/dashboards/${made.key}/`;
    assert.deepEqual(await json(await get(url)), expected);
    const changed = await json(await write('PATCH', url, { name: 'Renamed', is_private: false }));
    assert.deepEqual(changed, {
      success: true,
      dashboard_key: made.key,
      ...expected,
      name: 'Renamed',
      is_private: false,
    });
    assert.deepEqual(await json(await write('DELETE', url)), { success: true, dashboard_key: made.key });
    assert.equal((await get(url)).status, 404);
  });

  it('makes a widget with everything, and changes only what is sent', async () => {
    const draft = {
      type: 'number',
      title: 'Orders',
      config: { prefix: '€', thresholds: { good: 10, bad: 5 }, custom: true },
      data: { value1: 1 },
      refresh_interval: 20,
      position: { x: 3, y: 2, w: 4, h: 2 },
    };
    const r = await post(`${API}/dashboards/${t.alpha.openBoard.key}/widgets/`, draft);
    assert.equal(r.status, 201);
    const { key, data_updated_at, ...made } = await json(r);
    assert.deepEqual(made, draft);
    assert.match(data_updated_at, TIME);
    const url = `${API}/widgets/${key}/`;
    const patch = { config: { prefix: null, thresholds: { bad: 4 } }, refresh_interval: null, position: { x: 0 } };
    const changed = await json(await write('PATCH', url, patch));
    assert.equal(changed.success, true);
    assert.equal(changed.widget_key, key);
    assert.deepEqual(changed.config, { thresholds: { good: 10, bad: 4 }, custom: true });
    const { success: _, widget_key: __, ...shown } = changed;
    assert.deepEqual(await json(await get(url)), shown);
    assert.deepEqual(
      [shown.title, shown.refresh_interval, shown.position],
      ['Orders', null, { x: 0, y: 2, w: 4, h: 2 }],
    );
  });

  it('accepts what it returned, changed or not; read-only fields keep their values', async () => {
    const board = `${API}/dashboards/${t.alpha.openBoard.key}/`;
    const shownBoard = await json(await get(board));
    const again = await json(await write('PATCH', board, { ...shownBoard, widgets_count: 0, refresh_interval: 90 }));
    assert.deepEqual(again, { success: true, dashboard_key: again.key, ...shownBoard, refresh_interval: 90 });
    assert.equal((await write('PATCH', board, again)).status, 200);

    const draft = { type: 'number', title: 'Sales', config: { prefix: '€' }, data: { value1: 1 } };
    const url = `${API}/widgets/${(await json(await post(`${board}widgets/`, draft))).key}/`;
    const read = await json(await get(url));
    await post(`${url}data/`, { value1: 2 });
    const answer = await json(await write('PATCH', url, { ...read, title: 'Sales today' }));
    assert.deepEqual([answer.title, answer.type, answer.data], ['Sales today', 'number', { value1: 2 }]);
    assert.deepEqual(await json(await write('PATCH', url, answer)), answer);
  });

  it('accepts a row of a list, and keeps the interval of the dashboard', async () => {
    const board = `${API}/dashboards/${t.alpha.openBoard.key}/`;
    await write('PATCH', board, { refresh_interval: 45 });
    const { key } = await json(await post(`${board}widgets/`, { type: 'number', title: 'Row' }));
    const url = `${API}/widgets/${key}/`;
    const rowOf = async () =>
      (await json(await get(`${board}widgets/`))).widgets.find((each: { key: string }) => each.key === key);
    const intervals = async () => [(await json(await get(url))).refresh_interval, (await rowOf()).refresh_interval];
    await write('PATCH', url, { ...(await rowOf()), title: 'Renamed' });
    assert.deepEqual([await intervals(), (await rowOf()).title], [[null, 45], 'Renamed']);
    await write('PATCH', url, { ...(await rowOf()), refresh_interval: 30 });
    assert.deepEqual(await intervals(), [30, 30]);
    await write('PATCH', url, { refresh_interval: 45 });
    assert.deepEqual(await intervals(), [45, 45], 'said by itself, it is the widget’s own');
    await write('PATCH', url, { ...(await json(await get(url))), refresh_interval: null });
    assert.deepEqual(await intervals(), [null, 45]);
    await write('PATCH', url, { ...(await json(await get(url))), refresh_interval: 45 });
    assert.deepEqual(await intervals(), [45, 45], 'where it was shown as none, it is news');
  });

  it('refuses changes of read-only fields', async () => {
    const url = `${API}/widgets/${t.alpha.openWidget.key}/`;
    for (const body of [{ data: { value1: 1 } }, { type: 'chart' }, { key: 'f'.repeat(32), title: 'Other' }]) {
      const r = await write('PATCH', url, body);
      assert.equal(r.status, 400);
      assert.match(await r.text(), new RegExp(Object.keys(body)[0] as string));
    }
  });

  it('names the field that is wrong, in plain text', async () => {
    const WRONG: [path: string, body: object, name: RegExp][] = [
      ['/dashboards/', {}, /name/],
      ['/dashboards/', { name: '' }, /name/],
      ['/dashboards/', { name: 'a\u0000b' }, /name/],
      ['/dashboards/', { name: 'x'.repeat(1000) }, /name/],
      ['/dashboards/', { name: 'x', refresh_interval: 0 }, /refresh_interval/i],
      ['/dashboards/', { name: 'x', refresh_interval: 1e12 }, /refresh_?interval/i],
      ['/dashboards/', { name: 'x', is_privat: true }, /is_privat/],
      [`/dashboards/${t.alpha.openBoard.key}/widgets/`, { title: 'x' }, /type/],
      [`/dashboards/${t.alpha.openBoard.key}/widgets/`, { type: 'number', position: { x: -1 } }, /position\.x/],
      [
        `/dashboards/${t.alpha.openBoard.key}/widgets/`,
        { type: 'number', position: { x: 11, w: 4 } },
        /^position\.w: /,
      ],
      [`/dashboards/${t.alpha.openBoard.key}/widgets/`, { type: 'number', config: [] }, /config/],
    ];
    for (const [path, body, name] of WRONG) {
      const r = await post(API + path, body);
      assert.equal(r.status, 400, `${path} ${JSON.stringify(body).slice(0, 80)}`);
      assert.match(r.headers.get('content-type') ?? '', /^text\/plain/);
      assert.match(await r.text(), name);
    }
  });
});
