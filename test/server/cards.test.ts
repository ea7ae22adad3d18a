import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { signJwt } from '../../server/auth/jwt.ts';
import { openTestApp, PASSWORD, type TestApp } from '../support/app.ts';
import { bearer, send } from '../support/asking.ts';

describe('cards', () => {
  let t: TestApp;
  before(async () => {
    t = await openTestApp();
  });
  after(() => t.close());

  const ask = (method: string, path: string, body?: unknown, token = t.alpha.keys.owner.secret, more = {}) =>
    send(t, method, path, body, { ...bearer(token), ...more });
  const newBoard = async (draft = {}) =>
    (await ask('POST', '/api/dashboards', { name: 'Board', ...draft })).body.dashboard_id as number;
  const newCard = async (board: number, x: number, y: number, w = 2, h = 2) =>
    (await ask('POST', `/api/dashboards/${board}/cards`, { card_type: 'chart', config: {}, layout: { x, y, w, h } }))
      .body.card_id as number;
  const layoutOf = async (board: number) =>
    new Map<number, object>(
      (await ask('GET', `/api/dashboards/${board}`)).body.cards.map((c: { card_id: number; layout: object }) => [
        c.card_id,
        c.layout,
      ]),
    );

  it('logs in with a password, for an hour, and takes the token and X-Org-Id', async () => {
    const login = await t.fetch('/api/auth/login', {
      method: 'POST',
      body: JSON.stringify({ username: 'alpha-editor', password: PASSWORD }),
    });
    assert.equal(login.status, 200);
    const { access_token: token } = (await login.json()) as { access_token: string };
    const claims = JSON.parse(Buffer.from(token.split('.')[1] as string, 'base64url').toString());
    assert.equal(claims.exp - claims.iat, 3600);
    assert.equal((await ask('GET', '/api/dashboards', undefined, token)).status, 200);
    const own = { 'x-org-id': String(t.alpha.workspace.id) };
    assert.equal((await ask('GET', '/api/dashboards', undefined, token, own)).status, 200);
    const other = { 'x-org-id': String(t.beta.workspace.id) };
    assert.equal((await ask('GET', '/api/dashboards', undefined, token, other)).status, 403);
    const wrong = { username: 'alpha-editor', password: 'wrong wrong' };
    assert.equal((await ask('POST', '/api/auth/login', wrong)).status, 401);
    const old = await signJwt(claims, t.deps.config.jwtSecret, Date.now() - 7_200_000, 3600);
    assert.equal((await ask('GET', '/api/dashboards', undefined, old)).body.error, 'unauthenticated');
  });

  it('has collections, which can only be deleted when empty and are never inside themselves', async () => {
    const { status, body: outer } = await ask('POST', '/api/dashboards/collections', {
      name: 'Outer',
      description: 'd',
    });
    assert.equal(status, 201);
    assert.deepEqual(outer, { ...outer, name: 'Outer', description: 'd', parent_id: null, dashboard_count: 0 });
    const inner = (await ask('POST', '/api/dashboards/collections', { name: 'In', parent_id: outer.collection_id }))
      .body;
    const path = (each: { collection_id: number }) => `/api/dashboards/collections/${each.collection_id}`;
    const cycle = await ask('PATCH', path(outer), { parent_id: inner.collection_id });
    assert.deepEqual([cycle.status, cycle.body.error], [409, 'collection_cycle']);
    assert.equal((await ask('DELETE', path(outer))).body.error, 'collection_not_empty');
    const board = await newBoard({ collection_id: inner.collection_id });
    assert.equal((await ask('DELETE', path(inner))).status, 409);
    const list = await ask('GET', `/api/dashboards?collection_id=${inner.collection_id}`);
    assert.deepEqual(
      list.body.dashboards.map((each: { dashboard_id: number }) => each.dashboard_id),
      [board],
    );
    await ask('DELETE', `/api/dashboards/${board}`);
    assert.equal((await ask('PATCH', path(inner), { name: 'Inner', parent_id: null })).body.parent_id, null);
    for (const each of [inner, outer]) assert.equal((await ask('DELETE', path(each))).status, 204);
    assert.equal((await ask('DELETE', path(inner))).body.error, 'collection_not_found');
    assert.equal((await ask('POST', '/api/dashboards', { name: 'x', collection_id: 99_999 })).status, 404);
  });

  it('makes, lists, changes and deletes dashboards', async () => {
    const made = await ask('POST', '/api/dashboards', { name: 'Quarterly 7', parameters: { region: 'EU' } });
    assert.equal(made.status, 201);
    const { dashboard_id: id, pages, cards, shares, parameters } = made.body;
    assert.deepEqual({ pages, cards, shares }, { pages: [{ page_number: 1, name: '' }], cards: [], shares: [] });
    assert.deepEqual(parameters, { region: 'EU' });
    const { body: list } = await ask('GET', '/api/dashboards?q=quarterly 7&limit=1&offset=0');
    assert.deepEqual([list.total, list.limit, list.offset, list.dashboards[0].dashboard_id], [1, 1, 0, id]);
    const changed = await ask('PATCH', `/api/dashboards/${id}`, { description: 'new', audience: 'private' });
    assert.deepEqual([changed.status, changed.body.description, changed.body.audience], [200, 'new', 'private']);
    const refused = await ask('PATCH', `/api/dashboards/${id}`, { cards: [] });
    assert.deepEqual([refused.status, refused.body.error], [422, 'validation_error']);
    assert.equal(refused.body.errors[0].path, 'cards');
    assert.equal((await ask('POST', '/api/dashboards', {})).status, 422);
    const put = await ask('PUT', `/api/dashboards/${id}`, {});
    assert.deepEqual([put.status, put.headers.get('allow')?.includes('PATCH')], [405, true]);
    assert.equal((await ask('DELETE', `/api/dashboards/${id}`)).status, 204);
    for (const unknown of [id, 'a-slug', '1.0', '-1', '0'])
      assert.deepEqual((await ask('GET', `/api/dashboards/${unknown}`)).body.error, 'dashboard_not_found');
  });

  it('accepts what it returned with one field changed, but no changed cards', async () => {
    const id = await newBoard({ description: null, parameters: { region: 'EU' } });
    const path = `/api/dashboards/${id}`;
    await ask('POST', `${path}/cards`, { card_type: 'kpi_card', config: { title: 'Sales', own: [{ a: 1.5 }] } });
    const whole = (await ask('GET', path)).body;
    assert.equal(whole.description, '');
    const { status, body } = await ask('PATCH', path, { ...whole, name: 'Renamed' });
    assert.deepEqual([status, body], [200, { ...whole, name: 'Renamed', updated_at: body.updated_at }]);
    const [card] = whole.cards;
    for (const wrong of [
      { ...whole, cards: [{ ...card, config: {} }] },
      { ...whole, cards: [] },
      { ...whole, dashboard_id: id + 1 },
      { cards: whole.cards },
    ]) {
      const refused = await ask('PATCH', path, wrong);
      assert.deepEqual([refused.status, refused.body.errors[0].path], [422, 'cards']);
    }
  });

  it('changes the title in whichever field it is sent', async () => {
    const path = `/api/dashboards/${await newBoard()}/cards`;
    const { body: made } = await ask('POST', path, { card_type: 'kpi_card', title: 'Sales' });
    assert.deepEqual([made.title, made.config], ['Sales', {}]);
    const own = `${path}/${made.card_id}`;
    const titles = async (body: object) => {
      const { title, config } = (await ask('PATCH', own, body)).body;
      return [title, config.title];
    };
    assert.deepEqual(await titles({ ...made, title: 'Sales today' }), ['Sales today', undefined]);
    assert.deepEqual(await titles({ config: { title: 'Orders' } }), ['Orders', 'Orders']);
    assert.deepEqual(await titles({ title: 'Returns', config: { title: 'Orders' } }), ['Returns', 'Returns']);
    assert.equal((await t.deps.store.widgets.get({ id: made.card_id }))?.config.title, 'Returns', 'what is drawn');
    assert.deepEqual(await titles({ title: 'Returned', config: { title: null } }), ['Returned', undefined]);
    assert.deepEqual(await titles({ config: { title: 'Returns' } }), ['Returns', 'Returns']);
    assert.deepEqual(await titles({ title: 'Returns', config: { title: 'Refunds' } }), ['Refunds', 'Refunds']);
    assert.equal((await ask('PATCH', own, { title: 7 })).status, 422);
  });

  it('selects everything when a query names nothing', async () => {
    const id = await newBoard({ name: 'Asked for' });
    const { body } = await ask('GET', '/api/dashboards?q=asked for&collection_id=&limit=&offset=');
    assert.deepEqual([body.total, body.limit, body.dashboards[0].dashboard_id], [1, 50, id]);
    const rendered = await ask('GET', `/api/dashboards/${id}/render?page=`);
    assert.deepEqual([rendered.status, rendered.body.page], [200, 1]);
  });

  it('names the missing permission and the dashboard, to the letter', async () => {
    const { id } = t.alpha.board;
    const viewer = t.alpha.keys.viewer.secret;
    assert.deepEqual((await ask('PATCH', `/api/dashboards/${id}`, { name: 'x' }, viewer)).body, {
      error: 'permission_denied',
      permission: 'dashboard.edit',
      target_id: String(id),
    });
    const share = { subject_type: 'user', subject_id: t.alpha.users.viewer.id, access_level: 'editor' };
    const path = `/api/dashboards/${id}/shares`;
    const first = await ask('POST', path, { ...share, access_level: 'commenter' });
    const second = await ask('POST', path, share);
    assert.deepEqual([first.status, second.status], [201, 200]);
    assert.deepEqual(second.body, { ...share, share_id: first.body.share_id });
    assert.deepEqual((await ask('GET', path)).body, [second.body]);
    assert.equal((await ask('PATCH', `/api/dashboards/${id}`, { description: 'x' }, viewer)).status, 200);
    assert.equal((await ask('POST', path, { ...share, access_level: 'king' })).status, 422);
    assert.equal((await ask('DELETE', `${path}/${first.body.share_id}`)).status, 204);
    assert.equal((await ask('DELETE', `${path}/${first.body.share_id}`)).body.error, 'share_not_found');
    assert.equal((await ask('PATCH', `/api/dashboards/${id}`, { description: 'y' }, viewer)).status, 403);
  });

  it('shares with the members of a group', async () => {
    const { body: group } = await ask('POST', '/api/groups', { name: 'Analysts' });
    const { viewer } = t.alpha.users;
    assert.equal((await ask('POST', `/api/groups/${group.group_id}/members/${viewer.id}`)).status, 204);
    assert.deepEqual((await ask('GET', '/api/groups')).body[0].members, [viewer.id]);
    const id = await newBoard();
    await ask('PATCH', `/api/dashboards/${id}`, { audience: 'private' });
    const get = () => ask('GET', `/api/dashboards/${id}`, undefined, t.alpha.keys.viewer.secret);
    assert.equal((await get()).body.error, 'dashboard_not_found');
    const grant = { subject_type: 'group', subject_id: group.group_id, access_level: 'viewer' };
    await ask('POST', `/api/dashboards/${id}/shares`, grant);
    assert.equal((await get()).status, 200);
    await ask('DELETE', `/api/groups/${group.group_id}/members/${viewer.id}`);
    assert.equal((await get()).status, 404);
    assert.equal((await ask('DELETE', `/api/groups/${group.group_id}`)).status, 204);
  });

  it('adds, changes, duplicates and removes cards, and refuses wrong configs and taken places', async () => {
    const board = await newBoard();
    const path = `/api/dashboards/${board}/cards`;
    const draft = {
      card_type: 'kpi_card',
      config: { prefix: '€', own: { kept: true } },
      layout: { x: 0, y: 0, w: 3, h: 2 },
    };
    const { status, body: card } = await ask('POST', path, draft);
    assert.equal(status, 201);
    assert.deepEqual(card, { ...draft, card_id: card.card_id, page: 1, title: '' });
    const taken = await ask('POST', path, { ...draft, layout: { x: 2, y: 1, w: 3, h: 2 } });
    assert.deepEqual([taken.status, taken.body.error], [409, 'card_position_conflict']);
    for (const wrong of [{ card_type: 'nothing' }, { config: { decimal_places: 'many' } }]) {
      const refused = await ask('POST', path, { ...draft, ...wrong, layout: { x: 6, y: 6, w: 1, h: 1 } });
      assert.deepEqual([refused.status, refused.body.error], [422, 'invalid_card_config']);
      assert.ok(refused.body.errors[0].path && refused.body.errors[0].message);
    }
    const outside = await ask('POST', path, { ...draft, layout: { x: 10, y: 6, w: 3, h: 2 } });
    const message = 'must be at most 2, because x is 10';
    assert.deepEqual(outside.body, {
      ...{ error: 'validation_error', detail: `layout.w: ${message}`, errors: [{ path: 'layout.w', message }] },
    });
    const own = `${path}/${card.card_id}`;
    const copy = await ask('POST', `${own}/duplicate`);
    assert.deepEqual([copy.status, copy.body.layout], [201, { x: 3, y: 0, w: 3, h: 2 }]);
    const moved = await ask('PATCH', own, { config: { prefix: '$' }, layout: { x: 9 } });
    assert.deepEqual(moved.body.config, { prefix: '$', own: { kept: true } });
    assert.deepEqual(moved.body.layout, { x: 9, y: 0, w: 3, h: 2 });
    assert.equal((await ask('PATCH', own, { layout: { x: 3 } })).status, 409);
    assert.equal((await ask('DELETE', own)).status, 204);
    assert.equal((await ask('PATCH', own, {})).body.error, 'card_not_found');
  });

  it('changes a card’s config, page and place together or not at all', async () => {
    const board = await newBoard();
    await ask('POST', `/api/dashboards/${board}/pages`, { name: 'Second' });
    const [card] = [await newCard(board, 0, 0), await newCard(board, 6, 0)];
    const path = `/api/dashboards/${board}/cards/${card}`;
    const before = (await ask('PATCH', path, { config: { chart_type: 'pie' } })).body;
    const both = { config: { chart_type: 'line', title: 'New' }, layout: { x: 5 }, card_type: 'kpi_card' };
    const refused = await ask('PATCH', path, both);
    assert.deepEqual([refused.status, refused.body.error], [409, 'card_position_conflict']);
    assert.deepEqual((await ask('GET', `/api/dashboards/${board}`)).body.cards[0], before);
    const there = { page: 2, layout: { x: 6, y: 0 }, config: { chart_type: 'line' } };
    const moved = (await ask('PATCH', path, there)).body;
    assert.deepEqual([moved.page, moved.layout.x, moved.config.chart_type], [2, 6, 'line']);
    assert.equal((await ask('PATCH', path, { page: 1 })).status, 409);
    assert.equal((await ask('PATCH', path, { page: 3 })).status, 422);
  });

  it('moves all cards of a layout or none; those that move may swap', async () => {
    const board = await newBoard();
    const [a, b, c] = [await newCard(board, 0, 0), await newCard(board, 2, 0), await newCard(board, 4, 0)] as const;
    const path = `/api/dashboards/${board}/layout`;
    const at = (card_id: number, x: number, y: number) => ({ card_id, x, y, w: 2, h: 2 });
    assert.deepEqual((await ask('PATCH', path, [at(a, 2, 0), at(b, 0, 0)])).body, { updated: 2 });
    const before = await layoutOf(board);
    const conflict = await ask('PATCH', path, [at(a, 8, 0), at(b, 4, 1)]);
    assert.deepEqual([conflict.status, conflict.body.error], [409, 'card_position_conflict']);
    assert.equal((await ask('PATCH', path, [at(a, 8, 8), at(c, 8, 8)])).status, 409);
    assert.equal((await ask('PATCH', path, [at(a, 8, 0), at(99_999, 0, 9)])).body.error, 'card_not_found');
    assert.equal((await ask('PATCH', path, [at(a, 11, 0)])).status, 422);
    assert.deepEqual(await layoutOf(board), before);
  });

  it('agrees with a simple model on every layout', async () => {
    const board = await newBoard();
    const ids: number[] = [];
    for (let n = 0; n < 4; n += 1) ids.push(await newCard(board, n * 2, 0));
    type Place = { x: number; y: number; w: number; h: number };
    let model = new Map(ids.map((id, n): [number, Place] => [id, { x: n * 2, y: 0, w: 2, h: 2 }]));
    const cells = ({ x, y, w, h }: Place) =>
      Array.from({ length: w * h }, (_, n) => `${x + (n % w)},${y + Math.floor(n / w)}`);
    const place = fc.record({ x: fc.nat(9), y: fc.nat(4), w: fc.integer({ min: 1, max: 3 }), h: fc.constant(2) });
    const batch = fc.uniqueArray(fc.tuple(fc.nat(3), place), { selector: ([n]) => n, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(batch, async (moves) => {
        const next = new Map(model);
        for (const [n, to] of moves) next.set(ids[n] as number, { ...to });
        const all = [...next.values()].flatMap(cells);
        const isFree = new Set(all).size === all.length;
        const body = moves.map(([n, to]) => ({ card_id: ids[n], ...to }));
        const { status } = await ask('PATCH', `/api/dashboards/${board}/layout`, body);
        assert.equal(status, isFree ? 200 : 409);
        if (isFree) model = next;
        assert.deepEqual(await layoutOf(board), model);
      }),
      { numRuns: 60 },
    );
  });

  it('numbers pages without gaps, and deletes the cards with a page', async () => {
    const board = await newBoard();
    const path = `/api/dashboards/${board}/pages`;
    await newCard(board, 0, 0);
    const first = await ask('POST', path, { name: 'Front', position: 1 });
    assert.deepEqual([first.status, first.body], [201, { page_number: 1, name: 'Front', position: 1 }]);
    await ask('POST', path, { name: 'Back' });
    const pages = async () => (await ask('GET', `/api/dashboards/${board}`)).body;
    assert.deepEqual(
      (await pages()).pages.map((p: { name: string }) => p.name),
      ['Front', '', 'Back'],
    );
    assert.equal((await pages()).cards[0].page, 2);
    assert.equal((await ask('PATCH', `${path}/3`, { position: 1, name: 'Now first' })).status, 200);
    assert.deepEqual(
      (await pages()).pages.map((p: { name: string }) => p.name),
      ['Now first', 'Front', ''],
    );
    assert.equal((await ask('DELETE', `${path}/3`)).status, 204);
    assert.deepEqual((await pages()).cards, []);
    assert.equal((await ask('DELETE', `${path}/9`)).body.error, 'page_not_found');
    await ask('DELETE', `${path}/2`);
    const last = await ask('DELETE', `${path}/1`);
    assert.deepEqual([last.status, last.body.error], [409, 'last_page']);
  });

  it('duplicates a dashboard with pages and cards and without its shares', async () => {
    const board = await newBoard({ parameters: { a: 1 } });
    await ask('POST', `/api/dashboards/${board}/pages`, { name: 'Two' });
    await ask('POST', `/api/dashboards/${board}/cards`, { card_type: 'text', config: {}, page: 2 });
    await ask('POST', `/api/dashboards/${board}/shares`, {
      subject_type: 'user',
      subject_id: 1,
      access_level: 'viewer',
    });
    const { status, body } = await ask('POST', `/api/dashboards/${board}/duplicate`, { name: 'Copy' });
    assert.deepEqual([status, Object.keys(body)], [201, ['dashboard_id']]);
    const copy = (await ask('GET', `/api/dashboards/${body.dashboard_id}`)).body;
    assert.deepEqual([copy.name, copy.pages.length, copy.cards[0].page, copy.shares], ['Copy', 2, 2, []]);
    assert.deepEqual(copy.parameters, { a: 1 });
  });

  it('fills a template from the columns of a dataset', async () => {
    const list = (await ask('GET', '/api/dashboards/templates')).body;
    assert.deepEqual(
      list.map((each: { template_id: string }) => each.template_id),
      ['kpi-summary', 'profile-detail'],
    );
    const dataset = await t.deps.store.datasets.insert({
      ...{
        workspaceId: t.alpha.workspace.id,
        name: 'Sales',
        tableName: 'sales',
        file: '',
        bytes: 0,
        rowCount: 0,
        createdAt: 0,
        updatedAt: 0,
      },
      schema: [
        { name: 'region', type: 'text' },
        { name: 'revenue', type: 'integer' },
      ],
    });
    const path = '/api/dashboards/from-template';
    for (const template_id of ['kpi-summary', 'profile-detail']) {
      const { status, body } = await ask('POST', path, { template_id, dataset_id: dataset.id, name: 'Filled' });
      assert.equal(status, 201);
      assert.equal(body.cards.length, 3);
      assert.ok(body.cards.every((each: { config: { dataset_id: number } }) => each.config.dataset_id === dataset.id));
    }
    const unknown = { template_id: 'none', dataset_id: dataset.id, name: 'x' };
    assert.equal((await ask('POST', path, unknown)).body.error, 'template_not_found');
    const none = { template_id: 'kpi-summary', dataset_id: 99_999, name: 'x' };
    assert.equal((await ask('POST', path, none)).body.error, 'dataset_not_found');
  });

  it('renders with parameters, each card by itself, and to the world only what is public', async () => {
    const { body } = await ask('POST', '/api/dashboards', { name: 'Public one', parameters: { who: 'all' } });
    const { dashboard_id: id, slug } = body;
    const { key } = (await t.deps.store.dashboards.get({ id })) as { key: string };
    const owner = await t.domain.people.byApiKey(t.alpha.keys.owner.secret);
    await t.domain.widgets.create(owner, key, { type: 'number', data: { value1: 1, text1: '{{ param.who }}!' } });
    await t.domain.widgets.create(owner, key, { type: 'number', data: { value1: 'many' } });
    const { body: rendered } = await ask('GET', `/api/dashboards/${id}/render?param.who=me&page=1`);
    assert.deepEqual([rendered.dashboard, rendered.page], [{ name: 'Public one', parameters: { who: 'me' } }, 1]);
    assert.deepEqual([rendered.cards[0].data.text1, rendered.cards[0].error], ['me!', null]);
    assert.deepEqual([rendered.cards[1].data, rendered.cards[1].error.code], [null, 'invalid_data']);
    assert.equal((await ask('GET', `/api/dashboards/${id}/render?page=2`)).body.error, 'page_not_found');
    const open = () => t.fetch(`/api/public/dashboards/${slug}/render`);
    assert.equal((await open()).status, 404);
    await ask('PATCH', `/api/dashboards/${id}`, { audience: 'public' });
    const shown = await open();
    assert.equal(shown.status, 200);
    assert.equal(((await shown.json()) as typeof rendered).cards[0].data.text1, 'all!');
  });

  it('shows other workspaces no public slug', async () => {
    const make = async (key: string, name: string) => {
      const made = await ask('POST', '/api/dashboards', { name }, key);
      return { id: made.body.dashboard_id as number, slug: made.body.slug as string };
    };
    const publish = async (key: string, id: number) =>
      (await ask('PATCH', `/api/dashboards/${id}`, { audience: 'public' }, key)).body.slug as string;
    const shownAt = async (slug: string) =>
      ((await (await t.fetch(`/api/public/dashboards/${slug}/render`)).json()) as { dashboard: { name: string } })
        .dashboard.name;
    const [ours, theirs] = [t.alpha.keys.owner.secret, t.beta.keys.owner.secret];
    const older = await make(theirs, 'Older');
    const first = await make(ours, 'Outlook');
    assert.equal(await publish(ours, first.id), 'outlook');
    // A dashboard of the same name in another workspace, published later, has its own address.
    const second = await make(theirs, 'Outlook');
    assert.deepEqual([second.slug, await publish(theirs, second.id)], ['outlook', 'outlook-2']);
    await ask('PATCH', `/api/dashboards/${second.id}`, { name: 'Theirs' }, theirs);
    assert.deepEqual([await shownAt('outlook'), await shownAt('outlook-2')], ['Outlook', 'Theirs']);
    // Renaming an older public dashboard does not take over the address either.
    const { key } = (await t.deps.store.dashboards.get({ id: older.id })) as { key: string };
    const owner = await t.domain.people.byApiKey(theirs);
    await publish(theirs, older.id);
    await assert.rejects(t.domain.dashboards.update(owner, key, { slug: 'outlook' }), { code: 'conflict' });
    // A restored dashboard gets another address if its old one is taken.
    const { id } = first;
    const mine = await t.domain.people.byApiKey(ours);
    await t.domain.boards.bin(mine, await t.domain.lookup.dashboard(mine, { id }));
    assert.equal((await t.domain.dashboards.update(owner, key, { slug: 'outlook' })).slug, 'outlook');
    assert.equal((await t.domain.boards.restore(mine, id)).slug, 'outlook-3');
  });

  it('shows the public neither the query of a card nor its error', async () => {
    const { body } = await ask('POST', '/api/dashboards', { name: 'Asked' });
    const { dashboard_id: id, slug } = body;
    await ask('PATCH', `/api/dashboards/${id}`, { audience: 'public' });
    const { key } = (await t.deps.store.dashboards.get({ id })) as { key: string };
    const owner = await t.domain.people.byApiKey(t.alpha.keys.owner.secret);
    const config = { sql: "select 'sesame'", dataset_id: 7, title: 'Seen' };
    const widget = await t.domain.widgets.create(owner, key, { type: 'number', config });
    await t.deps.store.widgets.update({ id: widget.id }, { sourceError: 'sesame: no such column' });
    const mine = await ask('GET', `/api/dashboards/${id}/render`);
    assert.equal(mine.body.cards[0].config.sql, config.sql);
    for (const path of [`/api/public/dashboards/${slug}/render`, `/api/v2/widgets/${widget.key}/render/`]) {
      const answer = await t.fetch(path, {
        headers: path.startsWith('/api/v2') ? { 'x-api-key': t.alpha.keys.owner.secret } : {},
      });
      const text = await answer.text();
      assert.match(text, /Seen/);
      assert.doesNotMatch(text, /sesame|dataset_id/);
    }
  });
});
