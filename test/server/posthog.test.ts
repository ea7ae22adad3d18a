import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { parseBody } from '../../server/dialects/posthog/project.ts';
import { openTestApp, PASSWORD, type TestApp, type TestKey } from '../support/app.ts';
import { bearer, type Reply, send } from '../support/asking.ts';
import { basicHeader } from '../support/ducksboard.ts';

/** The dialect's routes, with what the original's clients send and read. */
let t: TestApp;
let P: string;
before(async () => {
  t = await openTestApp();
  P = `/api/projects/${t.alpha.workspace.id}`;
});
after(() => t.close());

const as = (key: TestKey) => bearer(key.secret);
const ask = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  send(t, method, path, body, { ...as(t.alpha.keys.owner), ...headers });
const board = async (fields: object = {}) => (await ask('POST', `${P}/dashboards`, fields)).body;
const refused = async (
  reply: Promise<Reply>,
  status: number,
  code: string,
  detail: string,
  attr: string | null = null,
) => {
  const { body, status: got } = await reply;
  assert.deepEqual([got, body.code, body.detail, body.attr], [status, code, detail, attr]);
};
const bold = { kind: 'InsightVizNode', source: { kind: 'TrendsQuery', trendsFilter: { display: 'BoldNumber' } } };
const insightOn = async (...dashboards: number[]) =>
  (await ask('POST', `${P}/insights`, { name: 'Users', query: bold, dashboards })).body;

describe('who is asking', () => {
  it('accepts a key from the header, the body, the query, in this order, and names the place of an invalid one', async () => {
    const key = t.alpha.keys.owner.secret;
    const none = { authorization: '' };
    assert.equal((await ask('GET', `${P}/dashboards?personal_api_key=${key}`, undefined, none)).status, 200);
    assert.equal((await ask('POST', `${P}/dashboards`, { personal_api_key: key }, none)).status, 201);
    const bad = (place: string) => `Personal API key found in request ${place} is invalid.`;
    const authentication = 'authentication_failed';
    await refused(
      ask('GET', `${P}/dashboards?personal_api_key=x`, undefined, none),
      401,
      authentication,
      bad('query string'),
    );
    await refused(ask('POST', `${P}/dashboards`, { personal_api_key: 'x' }, none), 401, authentication, bad('body'));
    await refused(
      ask('GET', `${P}/dashboards?personal_api_key=${key}`, undefined, { authorization: 'Bearer phx_x' }),
      401,
      authentication,
      bad('Authorization header'),
    );
  });

  it('creates a personal key, with a session only', async () => {
    const { people } = t.domain;
    const session = await people.openSession(await people.byPassword('alpha-editor', PASSWORD));
    const cookie = { authorization: '', cookie: `bc_session=${session.cookie}`, 'x-csrf-token': session.csrf };
    const made = await ask('POST', '/api/personal_api_keys/', { label: 'mine', scopes: ['dashboard:read'] }, cookie);
    assert.equal(made.status, 201, made.text);
    assert.match(made.body.value, /^phx_[0-9a-f]{48}$/);
    const current = await ask(
      'GET',
      '/api/personal_api_keys/@current',
      undefined,
      as({ secret: made.body.value } as TestKey),
    );
    assert.deepEqual([current.body.label, current.body.scopes, current.body.value], ['mine', ['dashboard:read'], null]);
    const mine = { authorization: `Bearer ${made.body.value}` };
    assert.equal((await ask('GET', `${P}/dashboards`, undefined, mine)).status, 200);
    const lacks = "API key missing required scope 'dashboard:write'";
    await refused(ask('POST', `${P}/dashboards`, {}, mine), 403, 'permission_denied', lacks);
    const create = ask('POST', '/api/personal_api_keys', { label: 'x', scopes: ['*'] });
    await refused(create, 403, 'permission_denied', 'This action does not support personal API key access');
    const csrf = ask(
      'POST',
      '/api/personal_api_keys',
      { label: 'x', scopes: ['*'] },
      { ...cookie, 'x-csrf-token': '' },
    );
    assert.equal((await csrf).status, 403);
    assert.equal(
      (await ask('GET', `${P}/dashboards`, undefined, { authorization: '', cookie: cookie.cookie })).status,
      200,
    );
  });

  it('says who and where one is', async () => {
    const me = (await ask('GET', '/api/users/@me/')).body;
    assert.deepEqual(
      [me.uuid, me.email, me.team.id],
      [t.alpha.users.owner.uuid, 'alpha-owner@example.test', t.alpha.workspace.id],
    );
    const organization = (await ask('GET', '/api/organizations/@current/')).body;
    assert.deepEqual(
      [organization.name, organization.membership_level, organization.member_count],
      ['Workspace alpha', 15, 4],
    );
    const [only, ...others] = (await ask('GET', '/api/organizations/')).body.results;
    assert.deepEqual([only.id, others.length], [organization.id, 0]);
    const inside = (await ask('GET', `/api/organizations/${only.id}/projects/`)).body.results;
    assert.deepEqual(
      inside.map(({ id }: { id: number }) => id),
      [t.alpha.workspace.id],
    );
    assert.equal((await ask('GET', `/api/organizations/${t.beta.workspace.uuid}/projects/`)).status, 403);
    const projects = (await ask('GET', '/api/projects/')).body;
    assert.deepEqual([projects.count, projects.results[0].id, projects.next], [1, t.alpha.workspace.id, null]);
    assert.equal((await ask('GET', `${P}/`)).body.name, 'Workspace alpha');
    assert.equal((await ask('GET', '/api/projects/@current')).body.id, t.alpha.workspace.id);
  });

  it('accepts escaped characters in paths', async () => {
    for (const path of [
      '/api/users/@me/',
      '/api/organizations/@current/',
      '/api/personal_api_keys/@current',
      `${P}/`,
    ]) {
      const [plain, escaped] = [await ask('GET', path), await ask('GET', path.replace('@', '%40'))];
      assert.deepEqual([plain.status, escaped.status, escaped.text], [200, 200, plain.text], path);
    }
    assert.equal((await ask('GET', '/api/projects/%40current/dashboards')).status, 200);
    const nobody = await ask('GET', '/api/users/%40me/', undefined, { authorization: '' });
    assert.deepEqual([nobody.status, nobody.body.code], [401, 'not_authenticated']);
    assert.equal((await ask('GET', '/api/users/%40me/nothing')).body.detail, 'Endpoint not found.');
  });

  it('returns only role names that its typed clients know', async () => {
    const { authorization } = basicHeader(t.alpha.keys.owner.secret);
    for (const [position, role] of [
      ['CEO', 'other'],
      ['Marketing', 'marketing'],
      [' ', null],
    ]) {
      assert.equal((await ask('PUT', '/api/user', { position }, { authorization })).body.position, position);
      assert.equal((await ask('GET', '/api/users/@me/')).body.role_at_organization, role);
    }
  });

  it('lets a session into every project of its user, a key only into its own', async () => {
    const { people } = t.domain;
    const draft = { username: 'both', email: 'both@example.test', password: PASSWORD, role: 'editor' as const };
    for (const workspace of ['alpha', 'beta']) await people.createUser({ ...draft, workspace });
    const session = await people.openSession(await people.byPassword('both', PASSWORD));
    const cookie = { authorization: '', cookie: `bc_session=${session.cookie}`, 'x-csrf-token': session.csrf };
    assert.equal((await ask('GET', '/api/projects', undefined, cookie)).body.count, 2);
    const path = `/api/projects/${t.beta.workspace.id}/dashboards`;
    const made = await ask('POST', path, { name: 'Across' }, cookie);
    assert.deepEqual([made.status, made.body.team_id], [201, t.beta.workspace.id]);
    assert.equal((await ask('GET', `${P}/dashboards/${made.body.id}`, undefined, cookie)).status, 404);
    const key = await people.createKey({ workspace: 'alpha', user: 'both', name: 'alpha only' });
    const refusal = "You don't have access to the project.";
    await refused(ask('GET', path, undefined, as(key)), 403, 'permission_denied', refusal);
  });

  it('handles unknown, foreign and aliased projects', async () => {
    await refused(ask('GET', '/api/projects/9999/dashboards'), 404, 'not_found', 'Project not found.');
    await refused(ask('GET', '/api/projects/abc/dashboards'), 404, 'not_found', 'Project not found.');
    const foreign = ask('GET', `/api/projects/${t.beta.workspace.id}/dashboards`);
    await refused(foreign, 403, 'permission_denied', "You don't have access to the project.");
    assert.equal(
      (await ask('GET', `/api/environments/@current/dashboards/${t.alpha.board.id}/`)).body.id,
      t.alpha.board.id,
    );
    await refused(ask('GET', `${P}/dashboards/${t.beta.board.id}`), 404, 'not_found', 'Not found.');
  });
});

describe('list', () => {
  it('pages by limit and offset with absolute links, pinned ones first, then by name', async () => {
    await board({ name: 'list b', tags: ['list'] });
    await board({ name: 'list a', tags: ['list', 'other'] });
    await board({ name: 'list z', tags: ['list'], pinned: true });
    const { body } = await ask('GET', `${P}/dashboards/?tags=list&limit=2`);
    assert.equal(body.count, 3);
    assert.deepEqual(
      body.results.map(({ name }: { name: string }) => name),
      ['list z', 'list a'],
    );
    assert.ok(!('tiles' in body.results[0]) && !('filters' in body.results[0]));
    const base = t.deps.config.publicUrl;
    assert.equal(body.next, `${base}${P}/dashboards/?tags=list&limit=2&offset=2`);
    assert.equal(body.previous, null);
    const next = (await ask('GET', body.next.slice(base.length))).body;
    assert.deepEqual([next.results.length, next.next], [1, null]);
    assert.equal(next.previous, `${base}${P}/dashboards/?tags=list&limit=2`);
    for (const bad of ['0', '-1', 'x', ''])
      assert.equal((await ask('GET', `${P}/dashboards?tags=list&limit=${bad}&offset=${bad}`)).body.results.length, 3);
  });

  it('filters by tags, creation_mode, exclude_generated and search', async () => {
    await board({ name: 'Generated Dashboard: Needle', description: 'found' });
    const count = async (query: string) => (await ask('GET', `${P}/dashboards?${query}`)).body.count;
    assert.equal(await count('tags=other&tags=nothing'), 1);
    assert.equal(await count('search=nEEdle'), 1);
    assert.equal(await count('search=needle&exclude_generated=true'), 0);
    assert.equal(await count('creation_mode=template'), 0);
    assert.ok((await count('creation_mode=default')) > 3);
  });

  it('knows the formats json and txt', async () => {
    assert.equal((await ask('GET', `${P}/dashboards?format=json`)).headers.get('content-type'), 'application/json');
    const text = await ask('GET', `${P}/dashboards?format=txt`);
    assert.match(String(text.headers.get('content-type')), /^text\/plain/);
    assert.match(text.text, /"results"/);
    await refused(ask('GET', `${P}/dashboards?format=xml`), 404, 'not_found', 'Not found.');
  });
});

describe('create', () => {
  it('accepts every field and returns the whole dashboard', async () => {
    const sent = {
      name: 'All',
      description: '',
      pinned: 'true',
      last_accessed_at: '2026-01-02T03:04:05Z',
      last_refresh: null,
      breakdown_colors: [{ breakdownValue: 'x', colorToken: 'preset-1' }],
      data_color_theme_id: 3,
      tags: [' Abc', 'abc', 'd'],
      restriction_level: 37,
      filters: { date_from: '-7d' },
      creation_mode: 'template',
      _create_in_folder: 'a/b',
    };
    const reply = await ask('POST', `${P}/dashboards/`, sent);
    assert.equal(reply.status, 201, reply.text);
    const { id, created_at, created_by, ...rest } = reply.body;
    assert.ok(Number.isInteger(id));
    assert.match(created_at, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    assert.deepEqual(Object.keys(created_by), [
      'id',
      'uuid',
      'distinct_id',
      'first_name',
      'last_name',
      'email',
      'is_email_verified',
      'hedgehog_config',
      'role_at_organization',
    ]);
    assert.deepEqual(rest, {
      name: 'All',
      description: '',
      pinned: true,
      last_accessed_at: '2026-01-02T03:04:05.000Z',
      last_viewed_at: '2026-01-02T03:04:05.000Z',
      is_shared: false,
      deleted: false,
      creation_mode: 'default',
      tags: ['abc', 'd'],
      restriction_level: 37,
      effective_restriction_level: 37,
      effective_privilege_level: 37,
      user_access_level: 'editor',
      access_control_version: 'v1',
      last_refresh: null,
      team_id: t.alpha.workspace.id,
      filters: { date_from: '-7d' },
      variables: null,
      breakdown_colors: sent.breakdown_colors,
      data_color_theme_id: 3,
      persisted_filters: { date_from: '-7d' },
      persisted_variables: null,
      quick_filter_ids: [],
      tiles: [],
    });
    assert.deepEqual((await ask('GET', `${P}/dashboards/${id}`)).body.filters, { date_from: '-7d' });
  });

  it('needs no field at all, and is not public', async () => {
    const made = await board();
    assert.deepEqual([made.name, made.description, made.tiles], [null, '', []]);
    assert.equal((await board({ name: '' })).name, '');
    const row = await t.deps.store.dashboards.get({ id: made.id });
    assert.equal(row?.isPrivate, true);
    assert.equal((await ask('PATCH', `${P}/dashboards/${made.id}`, { name: 'Named' })).body.name, 'Named');
    assert.equal((await ask('PATCH', `${P}/dashboards/${made.id}`, { name: null })).body.name, null);
  });

  const NO_DATE =
    'Datetime has wrong format. Use one of these formats instead: YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z].';
  const WRONG: [body: unknown, code: string, detail: string, attr: string | null][] = [
    [{ name: 'x'.repeat(401) }, 'max_length', 'Ensure this field has no more than 400 characters.', 'name'],
    [{ description: null }, 'null', 'This field may not be null.', 'description'],
    [{ pinned: 'maybe' }, 'invalid_input', 'Must be a valid boolean.', 'pinned'],
    [{ restriction_level: 99 }, 'invalid_choice', '"99" is not a valid choice.', 'restriction_level'],
    [{ tags: 'a' }, 'not_a_list', 'Expected a list of items but got type "str".', 'tags'],
    [{ use_dashboard: '' }, 'invalid_input', 'A valid integer is required.', 'use_dashboard'],
    [{ use_dashboard: 424242 }, 'invalid_input', 'Invalid value provided', 'use_dashboard'],
    [{ use_template: 'NOPE' }, 'invalid_input', 'Invalid template provided: NOPE', 'use_template'],
    [{ filters: [] }, 'invalid_input', 'Filters must be a dictionary', null],
    // Numbers are not dates; beyond 8.64e15 no list could show them.
    ...[0, 9007199254740991].flatMap((number): typeof WRONG => [
      [{ last_accessed_at: number }, 'invalid_input', NO_DATE, 'last_accessed_at'],
      [{ last_refresh: number }, 'invalid_input', NO_DATE, 'last_refresh'],
    ]),
    [{ last_accessed_at: '2026-02-30T10:00:00Z' }, 'invalid_input', NO_DATE, 'last_accessed_at'],
    [
      { use_template: 'DEFAULT_APP', use_dashboard: 1 },
      'invalid_input',
      '`use_dashboard` and `use_template` cannot be used together',
      null,
    ],
    [[1], 'invalid_input', 'Invalid data. Expected a dictionary, but got list.', null],
  ];
  for (const [body, code, detail, attr] of WRONG)
    it(`refuses ${JSON.stringify(body).slice(0, 60)}`, () =>
      refused(ask('POST', `${P}/dashboards`, body), 400, code, detail, attr));

  it('reads a time without a zone as UTC, whatever the server’s zone', async () => {
    const { TZ } = process.env;
    process.env.TZ = 'America/New_York';
    try {
      for (const [sent, shown] of [
        ['2026-01-02T03:04', '2026-01-02T03:04:00.000Z'],
        ['2026-01-02 03:04:05.678901', '2026-01-02T03:04:05.678Z'],
        ['2026-01-02T03:04:05+02:00', '2026-01-02T01:04:05.000Z'],
        ['2026-01-02T03:04:05-0130', '2026-01-02T04:34:05.000Z'],
      ]) {
        const made = await board({ last_accessed_at: sent, last_refresh: sent });
        assert.deepEqual([made.last_accessed_at, made.last_refresh], [shown, shown], sent);
      }
    } finally {
      if (TZ === undefined) delete process.env.TZ;
      else process.env.TZ = TZ;
    }
  });

  it('refuses a foreign use_dashboard like an unknown one, and broken JSON', async () => {
    const foreign = ask('POST', `${P}/dashboards`, { use_dashboard: t.beta.board.id });
    await refused(foreign, 400, 'invalid_input', 'Invalid value provided', 'use_dashboard');
    const broken = await ask('POST', `${P}/dashboards`, '{"name":');
    assert.deepEqual([broken.status, broken.body.type, broken.body.code], [400, 'invalid_request', 'parse_error']);
    assert.match(broken.body.detail, /^JSON parse error - /);
  });

  it('makes the tiles of templates', async () => {
    for (const [name, count] of [
      ['DEFAULT_APP', 6],
      ['WEBSITE_TRAFFIC', 9],
      ['Product analytics', 6],
    ] as const) {
      const made = await board({ use_template: name, name: 'Mine' });
      assert.deepEqual([made.name, made.creation_mode, made.tiles.length], ['Mine', 'template', count]);
      assert.ok(made.tiles.every((tile: Reply['body']) => tile.insight.name && tile.insight.dashboards[0] === made.id));
    }
  });

  it('links the same insights with use_dashboard, and clones them with duplicate_tiles', async () => {
    const source = await board({ name: 'Source', filters: { a: 1 } });
    const insight = await insightOn(source.id);
    const nameless = (await ask('POST', `${P}/insights`, { query: bold, dashboards: [source.id] })).body;
    const tiles = [{ text: { body: 'words' }, color: 'blue', layouts: { sm: { x: '7', y: '9', w: 5, h: 5 } } }];
    await ask('PATCH', `${P}/dashboards/${source.id}`, { tiles });
    const linked = await board({ name: 'Linked', use_dashboard: source.id });
    assert.deepEqual([linked.creation_mode, linked.filters], ['duplicate', { a: 1 }]);
    const ids = linked.tiles.map((tile: Reply['body']) => tile.insight?.id ?? null);
    assert.deepEqual(ids.sort(), [insight.id, nameless.id, null].sort());
    const text = linked.tiles.find((tile: Reply['body']) => tile.text);
    assert.deepEqual([text.text.body, text.color, text.layouts], ['words', 'blue', tiles[0]?.layouts]);
    assert.deepEqual(linked.tiles[0].insight.dashboards.sort(), [source.id, linked.id]);

    const cloned = await board({ name: 'Cloned', use_dashboard: source.id, duplicate_tiles: true });
    const names = cloned.tiles
      .filter((tile: Reply['body']) => tile.insight)
      .map((tile: Reply['body']) => tile.insight.name);
    assert.deepEqual(names.sort(), ['Users (Copy)', null]);
    assert.ok(cloned.tiles.every((tile: Reply['body']) => !ids.includes(tile.insight?.id ?? 0)));
  });
});

describe('change', () => {
  it('limits the number of form fields before authentication', async () => {
    const read = async (body: string, type: string) => parseBody(Buffer.from(body), type);
    const form = 'application/x-www-form-urlencoded';
    await assert.rejects(read('tags=1&'.repeat(20_000), form), {
      code: 'malformed',
      message: 'the form has more than 10000 values',
    });
    assert.deepEqual(await read('tags=[1]&a=1&tags=2&tags=3&a=2', form), { tags: ['2', '3'], a: '2' });
    const part = '--x\r\nContent-Disposition: form-data; name="tags"\r\n\r\na\r\n';
    const type = 'multipart/form-data; boundary=x';
    assert.deepEqual(await read(`${part.repeat(2)}--x--`, type), { tags: ['a', 'a'] });
    await assert.rejects(read(`${part.repeat(2000)}--x--`, type), { code: 'invalid' });
  });

  it('patches from JSON and from real forms, and puts likewise', async () => {
    const { id } = await board({ name: 'Before', description: 'kept' });
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const patched = await ask('PATCH', `${P}/dashboards/${id}`, 'name=replaced&pinned=true&tags=a&tags=b', form);
    assert.deepEqual(
      [patched.status, patched.body.name, patched.body.pinned, patched.body.tags],
      [200, 'replaced', true, ['a', 'b']],
    );
    const data = new FormData();
    data.set('name', 'multipart');
    const multipart = await t.fetch(`${P}/dashboards/${id}`, {
      method: 'PATCH',
      headers: as(t.alpha.keys.owner),
      body: data,
    });
    assert.equal(((await multipart.json()) as Reply['body']).name, 'multipart');
    const put = await ask('PUT', `${P}/dashboards/${id}`, { pinned: false });
    assert.deepEqual(
      [put.status, put.body.name, put.body.description, put.body.pinned],
      [200, 'multipart', 'kept', false],
    );
    await refused(
      ask('PATCH', `${P}/dashboards/${id}`, { filters: 'x' }),
      400,
      'invalid_input',
      'Filters must be a dictionary',
    );
  });

  it('records on retrieve that it was viewed', async () => {
    const { id, last_accessed_at } = await board();
    assert.equal(last_accessed_at, null);
    assert.match((await ask('GET', `${P}/dashboards/${id}`)).body.last_accessed_at, /Z$/);
  });

  it('adds, changes, deletes and restores tiles; insights are not edited here', async () => {
    const { id } = await board();
    const insight = await insightOn(id);
    const patch = async (tiles: object[]) => (await ask('PATCH', `${P}/dashboards/${id}`, { tiles })).body.tiles;
    const [, text] = await patch([{ text: { body: 'one' }, layouts: { sm: { x: 0, y: 50, w: 4, h: 2 } } }]);
    assert.deepEqual([text.text.body, text.insight, text.layouts.sm], ['one', null, { x: 0, y: 50, w: 4, h: 2 }]);
    assert.deepEqual(Object.keys(text.text), [
      'id',
      'body',
      'created_by',
      'last_modified_at',
      'last_modified_by',
      'team',
    ]);
    const [tile, changed] = await patch([
      { id: text.id, text: { body: 'two' } },
      {
        id: (await t.deps.store.tiles.list({ insightId: (insight.id - 1) / 2 }))[0]?.widgetId,
        insight: { name: 'No' },
        color: 'red',
      },
    ]);
    assert.deepEqual([changed.id, changed.text.body, tile.color, tile.insight.name], [text.id, 'two', 'red', 'Users']);
    assert.equal((await patch([{ id: text.id, deleted: true }])).length, 1);
    assert.equal((await patch([{ id: text.id, deleted: false }])).length, 2);
    assert.equal((await patch([{ id: 424242, color: 'x' }])).length, 2);
    assert.equal((await patch([{ id: 424242, text: { body: 'new' } }])).length, 3);
    const button = (await patch([{ button_tile: { text: 'Go', url: 'https://example.test/' } }])).find(
      (each: Reply['body']) => each.button_tile,
    );
    assert.deepEqual([button.button_tile.url, button.text], ['https://example.test/', null]);
    const long = ask('PATCH', `${P}/dashboards/${id}`, { tiles: [{ text: { body: 'x'.repeat(4001) } }] });
    await refused(long, 400, 'max_length', 'Text body cannot exceed 4000 characters', 'text__body');
  });

  it('accepts unchanged texts that are too long because of other dialects, but no new ones', async () => {
    const { id } = await board();
    await ask('PATCH', `${P}/dashboards/${id}`, { tiles: [{ text: { body: 'short' } }] });
    const [widget] = await t.deps.store.widgets.list({ dashboardId: id });
    const body = 'long '.repeat(1000);
    await ask('POST', `/api/v2/widgets/${widget?.key}/data`, { body });
    const whole = (await ask('GET', `${P}/dashboards/${id}`)).body;
    const changed = await ask('PATCH', `${P}/dashboards/${id}`, { ...whole, description: 'Changed' });
    assert.deepEqual([changed.status, changed.body.tiles[0].text.body], [200, body]);
    const [tile] = whole.tiles;
    const longer = ask('PATCH', `${P}/dashboards/${id}`, { tiles: [{ ...tile, text: { body: `${body}!` } }] });
    await refused(longer, 400, 'max_length', 'Text body cannot exceed 4000 characters', 'text__body');
  });

  it('draws a button as a link, whatever characters its URL has', async () => {
    const { id } = await board();
    const buttons = [
      { text: 'Wiki', url: 'https://example.test/a_(b)' },
      { text: 'One [two]\\\n\nthree', url: 'https://example.test/?q=a)b&c=\\d e' },
    ];
    const { body } = await ask('PATCH', `${P}/dashboards/${id}`, {
      tiles: buttons.map((button_tile) => ({ button_tile })),
    });
    assert.deepEqual(
      body.tiles.map(({ button_tile: { id: _, ...button } }: Reply['body']) => button),
      buttons,
    );
    const widgets = await t.deps.store.widgets.list({ dashboardId: id }, { orderBy: ['id'] });
    assert.deepEqual(
      widgets.map(({ data }) => data?.body),
      ['[Wiki](https://example.test/a_%28b%29)', '[One two three](https://example.test/?q=a%29b&c=%5Cd%20e)'],
    );
  });

  it('sorts tiles by row and column, and duplicates them in place', async () => {
    const { id } = await board();
    const layouts = (x: number, y: number) => ({ sm: { x, y, w: 3, h: 2 } });
    const texts = [
      ['c', 0, 9],
      ['b', 6, 1],
      ['a', 0, 1],
    ] as const;
    const tiles = texts.map(([body, x, y]) => ({ text: { body }, layouts: layouts(x, y) }));
    const made = (await ask('PATCH', `${P}/dashboards/${id}`, { tiles })).body.tiles;
    assert.deepEqual(
      made.map((tile: Reply['body']) => [tile.text.body, tile.order]),
      [
        ['a', 0],
        ['b', 1],
        ['c', 2],
      ],
    );
    await insightOn(id);
    const insight = (await ask('GET', `${P}/dashboards/${id}`)).body.tiles.find((tile: Reply['body']) => tile.insight);
    const duplicate_tiles = [{ id: insight.id, layouts: layouts(9, 40) }];
    const after = (await ask('PATCH', `${P}/dashboards/${id}`, { duplicate_tiles })).body.tiles;
    assert.deepEqual([after.length, after[4].insight.name, after[4].layouts], [5, 'Users (Copy)', layouts(9, 40)]);
  });

  it('answers 405 without a body to DELETE, and the dashboard is still there', async () => {
    const { id } = await board();
    const gone = await ask('DELETE', `${P}/dashboards/${id}`);
    assert.deepEqual([gone.status, gone.text], [405, '']);
    assert.equal((await ask('GET', `${P}/dashboards/${id}`)).status, 200);
    const other = await ask('POST', `${P}/dashboards/${id}`);
    assert.deepEqual(other.body, {
      type: 'invalid_request',
      code: 'method_not_allowed',
      detail: 'Method "POST" not allowed.',
      attr: null,
    });
  });

  it('deletes softly and restores whole; only deleted:false reaches it meanwhile', async () => {
    const { id } = await board({ name: 'Bin' });
    const other = await board();
    const [own, both] = [await insightOn(id), await insightOn(id, other.id)];
    const path = `${P}/dashboards/${id}`;
    const deleted = await ask('PATCH', path, { deleted: true, delete_insights: true });
    assert.deepEqual([deleted.status, deleted.body.deleted], [200, true]);
    await refused(ask('GET', path), 404, 'not_found', 'Not found.');
    await refused(ask('PATCH', path, { name: 'x' }), 404, 'not_found', 'Not found.');
    await refused(ask('GET', `${path}/sharing`), 404, 'not_found', 'Dashboard not found.');
    await refused(ask('GET', `${path}/collaborators`), 404, 'not_found', 'Dashboard not found.');
    assert.equal((await ask('GET', `${P}/insights/${own.id}`)).status, 404);
    assert.deepEqual((await ask('GET', `${P}/insights/${both.id}`)).body.dashboards, [other.id]);
    const restored = await ask('PATCH', path, { deleted: false });
    assert.deepEqual([restored.body.name, restored.body.deleted, restored.body.tiles.length], ['Bin', false, 2]);
    assert.equal((await ask('GET', `${P}/insights/${own.id}`)).status, 200);
  });

  it('lets only the creator and admins restrict, and then nobody else change or delete', async () => {
    const { id } = await board();
    const path = `${P}/dashboards/${id}`;
    const editor = as(t.alpha.keys.editor);
    const sentence =
      "Only the dashboard owner and project admins have the restriction rights required to change the dashboard's restriction level.";
    await refused(ask('PATCH', path, { restriction_level: 37 }, editor), 403, 'permission_denied', sentence);
    assert.equal((await ask('PATCH', path, { name: 'by editor' }, editor)).status, 200);
    assert.equal((await ask('PATCH', path, { restriction_level: 37 })).body.access_control_version, 'v1');
    const refusal = "You don't have edit permissions for this dashboard.";
    await refused(ask('PATCH', path, { name: 'x' }, editor), 403, 'permission_denied', refusal);
    await refused(ask('DELETE', path, undefined, editor), 403, 'permission_denied', refusal);
    const seen = (await ask('GET', path, undefined, editor)).body;
    assert.deepEqual(
      [seen.effective_restriction_level, seen.effective_privilege_level, seen.user_access_level],
      [37, 21, 'viewer'],
    );
  });
});

describe('tiles', () => {
  it('move_tile answers the source after the move', async () => {
    const [from, to, closed] = [await board(), await board(), await board({ restriction_level: 37 })];
    const insight = await insightOn(from.id);
    const [tile] = insight.dashboard_tiles;
    const path = `${P}/dashboards/${from.id}/move_tile`;
    const move = (id: unknown, toDashboard: unknown, headers = {}) =>
      ask('PATCH', path, { tile: { id }, toDashboard }, headers);
    await refused(move(424242, to.id), 404, 'not_found', 'Not found.');
    await refused(move(tile.id, 424242), 404, 'not_found', 'Not found.');
    const denied = "You don't have edit permissions for the destination dashboard.";
    await refused(move(tile.id, closed.id, as(t.alpha.keys.editor)), 403, 'permission_denied', denied);
    await refused(ask('PATCH', path, {}), 400, 'required', 'This field is required.', 'tile');
    const moved = await move(tile.id, to.id);
    assert.deepEqual([moved.status, moved.body.id, moved.body.tiles], [200, from.id, []]);
    assert.equal((await ask('GET', `${P}/dashboards/${to.id}`)).body.tiles[0].id, tile.id);
    const again = (await ask('PATCH', `${P}/insights/${insight.id}`, { dashboards: [from.id, to.id] })).body;
    const back = again.dashboard_tiles.find((each: Reply['body']) => each.dashboard_id === from.id);
    await refused(move(back.id, to.id), 400, 'invalid_input', 'Invalid request data for moving tile.');
  });

  it('stream_tiles sends metadata with two tiles, each other tile, and complete', async () => {
    const { id } = await board({ name: 'Stream' });
    const tiles = [0, 1, 2, 3].map((y) => ({
      text: { body: `t${y}` },
      layouts: { sm: { x: 0, y, w: 3, h: 1 }, xs: { x: 0, y: 9 - y } },
    }));
    await ask('PATCH', `${P}/dashboards/${id}`, { tiles });
    const reply = await ask('GET', `${P}/dashboards/${id}/stream_tiles`);
    assert.match(String(reply.headers.get('content-type')), /^text\/event-stream/);
    assert.match(String(reply.headers.get('x-request-id')), /./);
    const frames = reply.text.split('\n\n').slice(0, -1);
    assert.ok(frames.every((frame) => frame.startsWith('data: ') && !frame.includes('\n')));
    const events = frames.map((frame) => JSON.parse(frame.slice(6)));
    const [metadata, ...rest] = events;
    assert.equal(metadata.dashboard.name, 'Stream');
    assert.deepEqual(
      metadata.dashboard.tiles.map((tile: Reply['body']) => tile.text.body),
      ['t0', 't1'],
    );
    assert.deepEqual(
      rest.map(({ type, order, tile }) => [type, order, tile?.text.body]),
      [
        ['tile', 2, 't2'],
        ['tile', 3, 't3'],
        ['complete', undefined, undefined],
      ],
    );
    const small = await ask('GET', `${P}/dashboards/${id}/stream_tiles?layoutSize=xs`);
    assert.equal(JSON.parse(small.text.slice(6).split('\n')[0] ?? '').dashboard.tiles[0].text.body, 't3');
    await refused(ask('GET', `${P}/dashboards/424242/stream_tiles`), 404, 'not_found', 'Not found.');
  });

  it('create_from_template_json answers 200 with the tiles it knows', async () => {
    const template = {
      template_name: 'From JSON',
      dashboard_description: 'why',
      dashboard_filters: { date_from: '-1d' },
      tags: ['Tag'],
      tiles: [
        {
          type: 'INSIGHT',
          name: 'Q',
          description: 'd',
          query: bold,
          filters: { insight: 'PATHS' },
          color: 'green',
          layouts: { sm: { x: 3, y: 0, w: 3, h: 3 } },
        },
        { type: 'TEXT', body: 'hello', layouts: { sm: { x: 6, y: 0, w: 3, h: 3 } } },
        { type: 'UNKNOWN' },
      ],
    };
    const path = `${P}/dashboards/create_from_template_json`;
    const { status, body } = await ask('POST', path, { template, creation_context: 'onboarding' });
    assert.equal(status, 200);
    assert.deepEqual(
      [body.name, body.description, body.filters, body.tags, body.creation_mode],
      ['From JSON', 'why', { date_from: '-1d' }, ['tag'], 'template'],
    );
    const [insight, text] = body.tiles;
    assert.deepEqual([insight.insight.query, insight.insight.filters, insight.color], [bold, {}, 'green']);
    assert.deepEqual([text.text.body, body.tiles.length], ['hello', 2]);
    const counts = () =>
      Promise.all(
        ['dashboards', 'insights'].map(async (list) => (await ask('GET', `${P}/${list}?limit=1`)).body.count),
      );
    const before = await counts();
    const { template_name: _, ...nameless } = template;
    for (const [wrong, part] of [
      [nameless, "'template_name' is a required property"],
      [nameless, "Failed validating 'required' in schema"],
      [nameless, "'dashboard_description': 'why'"],
      [{ ...template, tiles: [] }, '[] is too short'],
      [{ ...template, tags: 5 }, "5 is not of type 'array', 'null'"],
      [{ ...template, tiles: [...template.tiles, { type: 'INSIGHT', name: 5 }] }, 'name must be a string'],
      [undefined, "None is not of type 'object'"],
    ] as const) {
      const failed = await ask('POST', path, { template: wrong });
      assert.deepEqual([failed.status, failed.body.code, failed.body.attr], [400, 'invalid_input', null]);
      assert.ok(failed.body.detail.includes(part), failed.body.detail);
    }
    assert.deepEqual(await counts(), before, 'half-made ones are removed, with what was put on them');
  });
});

describe('collaborators', () => {
  it('checks errors in order; then adds, lists, admits and removes', async () => {
    const { id } = await board();
    const path = `${P}/dashboards/${id}/collaborators`;
    const { viewer, editor, admin } = t.alpha.users;
    const add = (level: unknown, user_uuid: unknown) => ask('POST', path, { level, user_uuid });
    const invalid = (reply: Promise<Reply>, detail: string) => refused(reply, 400, 'invalid_input', detail);
    const unknown = '00000000-0000-4000-8000-000000000000';
    await refused(add(undefined, unknown), 400, 'required', 'This field is required.', 'level');
    await refused(add(37, 'x'), 400, 'invalid_input', 'Must be a valid UUID.', 'user_uuid');
    await invalid(add(21, unknown), 'Cannot add collaborators to a dashboard on the lowest restriction level.');
    await invalid(
      ask('DELETE', `${path}/${editor.uuid}`),
      'Cannot remove collaborators from a dashboard on the lowest restriction level.',
    );
    await ask('PATCH', `${P}/dashboards/${id}`, { restriction_level: 37 });
    await invalid(add(21, unknown), 'Only edit access can be explicitly specified currently.');
    await invalid(add(37, unknown), 'User does not exist.');
    await invalid(add(37, t.beta.users.editor.uuid), 'Cannot add collaborators that have no access to the project.');
    await invalid(
      add(37, admin.uuid),
      'Cannot add collaborators that already have inherent access (the dashboard owner or a project admins).',
    );
    const added = await add(37, editor.uuid);
    assert.equal(added.status, 201);
    assert.deepEqual(Object.keys(added.body), ['id', 'dashboard_id', 'user', 'level', 'added_at', 'updated_at']);
    assert.deepEqual([added.body.dashboard_id, added.body.user.uuid, added.body.level], [id, editor.uuid, 37]);
    assert.match(added.body.id, /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/);
    await invalid(add(37, editor.uuid), 'User already is a collaborator.');
    assert.deepEqual((await ask('GET', path)).body, [added.body]);
    assert.equal((await ask('PATCH', `${P}/dashboards/${id}`, { name: 'x' }, as(t.alpha.keys.editor))).status, 200);
    assert.equal((await ask('PATCH', `${path}/${editor.uuid}`, {})).status, 405);
    const denied = "You don't have edit permissions for this dashboard.";
    await refused(
      ask('POST', path, { level: 37, user_uuid: viewer.uuid }, as(t.alpha.keys.viewer)),
      403,
      'permission_denied',
      denied,
    );
    const removed = await ask('DELETE', `${path}/${editor.uuid}`);
    assert.deepEqual([removed.status, removed.text], [204, '']);
    await refused(ask('DELETE', `${path}/${editor.uuid}`), 404, 'not_found', 'Not found.');
    await refused(
      ask('PATCH', `${P}/dashboards/${id}`, { name: 'y' }, as(t.alpha.keys.editor)),
      403,
      'permission_denied',
      denied,
    );
  });
});
