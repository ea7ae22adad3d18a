import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import pg from 'pg';
import type { JsonObject } from '../../components/model/widget.ts';
import type { Dashboard, Widget } from '../../server/domain/model.ts';
import { systemPrincipal } from '../../server/domain/rights.ts';
import { openTestApp, PASSWORD, type TestApp } from '../support/app.ts';
import { bearer, send } from '../support/asking.ts';
import { basicHeader } from '../support/ducksboard.ts';
import { postgres } from '../support/postgres.ts';

/** On SQLite one transaction follows the other; only here do two of them read what neither has written yet. */
describe('concurrent changes of the same thing', () => {
  let t: TestApp;
  let projects: string;
  let other: pg.Client;
  before(async () => {
    const connectionString = await (await postgres()).fresh();
    t = await openTestApp({ env: { DATABASE_URL: connectionString } });
    other = new pg.Client({ connectionString });
    await other.connect();
    projects = `/api/projects/${t.alpha.workspace.id}/dashboards`;
  });
  after(async () => {
    await other.end();
    await t.close();
    await (await postgres()).stop();
  });

  const ask = (method: string, path: string, body?: object) =>
    send(t, method, path, body, bearer(t.alpha.keys.owner.secret));
  const atOnce = <T>(run: () => Promise<T>) => Promise.all(Array.from({ length: 5 }, run));
  /** Resolves when that many statements of the application wait for a lock that we hold. */
  const waits = async (many = 1): Promise<void> => {
    for (;;) {
      const { rowCount } = await other.query("select from pg_stat_activity where wait_event_type = 'Lock'");
      if ((rowCount ?? 0) >= many) return;
      await new Promise(setImmediate);
    }
  };
  const newBoard = async (): Promise<number> => JSON.parse((await ask('POST', projects, { name: 'Shared' })).text).id;
  /** A card that somebody else is colouring: its dashboard is held until `other` commits. */
  const colouredCard = async (): Promise<number> => {
    const dashboardId = await newBoard();
    const card = { card_type: 'kpi_card', config: {}, layout: { x: 0, y: 0, w: 3, h: 3 } };
    const id = JSON.parse((await ask('POST', `/api/dashboards/${dashboardId}/cards`, card)).text).card_id;
    await other.query('begin');
    await other.query(`update dashboards set name = 'Held' where id = ${dashboardId}`);
    await other.query(`update widgets set extras = '{"posthog":{"color":"blue"}}' where id = ${id}`);
    return id;
  };

  it('share a dashboard only once, so that unsharing it works', async () => {
    const dashboardId = await newBoard();
    const open = () => t.deps.store.accessTokens.list({ dashboardId, revokedAt: null });
    await atOnce(() => ask('PATCH', `${projects}/${dashboardId}/sharing`, { enabled: true }));
    assert.equal((await open()).length, 1);
    await atOnce(() => ask('POST', `${projects}/${dashboardId}/sharing/refresh`));
    assert.equal((await open()).filter(({ expiresAt }) => expiresAt === null).length, 1);
    await ask('PATCH', `${projects}/${dashboardId}/sharing`, { enabled: false });
    assert.deepEqual(await open(), []);
  });

  it('are repeated when they and others wait for each other', async () => {
    const id = await newBoard();
    const add = async (x: number) =>
      JSON.parse(
        (
          await ask('POST', `/api/dashboards/${id}/cards`, {
            ...{ card_type: 'kpi_card', config: {} },
            layout: { x, y: 0, w: 3, h: 2 },
          })
        ).text,
      ).card_id;
    const [first, second] = [await add(0), await add(3)];
    // PostgreSQL ends the side that finds the deadlock: not this one.
    await other.query("set deadlock_timeout = '10min'");
    await other.query('begin');
    await other.query(`update widgets set title = 'Other' where id = ${second}`);
    const moves = [first, second].map((card_id, index) => ({ card_id, x: index * 3, y: 9, w: 3, h: 2 }));
    const moved = ask('PATCH', `/api/dashboards/${id}/layout`, moves);
    await waits();
    await other.query(`update widgets set title = 'Other' where id = ${first}`);
    await other.query('commit');
    assert.equal((await moved).status, 200);
    const rows = await t.deps.store.widgets.list({ dashboardId: id });
    assert.deepEqual(
      rows.map(({ title, y }) => [title, y]),
      [
        ['Other', 9],
        ['Other', 9],
      ],
    );
  });

  it('give widgets that come without a place one each', async () => {
    const { key, id } = await t.domain.dashboards.create(
      systemPrincipal(t.alpha.workspace.id, t.alpha.users.owner.id),
      { name: 'Full' },
    );
    await atOnce(() => ask('POST', `/api/v2/dashboards/${key}/widgets/`, { type: 'number' }));
    const places = await t.deps.store.widgets.list({ dashboardId: id }, { columns: ['x', 'y'] });
    assert.equal(new Set(places.map((place) => JSON.stringify(place))).size, 5);
  });

  it('keep each field of a config that they change', async () => {
    const { key } = t.alpha.widget;
    const fields = ['prefix', 'suffix', 'goal', 'locale', 'title'];
    const patches = fields.map((field) => ({ config: { [field]: field === 'goal' ? 7 : 'x' } }));
    const answers = await Promise.all(patches.map((patch) => ask('PATCH', `/api/v2/widgets/${key}/`, patch)));
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
    const { config } = (await t.deps.store.widgets.get({ key })) as Widget;
    assert.deepEqual(
      fields.filter((field) => field in config),
      fields,
    );
  });

  it('keep each field of the config of a card that they change', async () => {
    const cards = `/api/dashboards/${await newBoard()}/cards`;
    const card = { card_type: 'kpi_card', config: { title: 'Sales' }, layout: { x: 0, y: 0, w: 3, h: 2 } };
    const { card_id } = JSON.parse((await ask('POST', cards, card)).text);
    const config = { prefix: '€', suffix: 'net', goal: 7, locale: 'de' };
    await Promise.all(
      Object.entries(config).map(([field, value]) =>
        ask('PATCH', `${cards}/${card_id}`, { config: { [field]: value } }),
      ),
    );
    const widget = await t.deps.store.widgets.get({ id: card_id });
    assert.deepEqual(widget?.config, { title: 'Sales', ...config });
  });

  it('keep each setting of a dashboard that they change', async () => {
    const id = await newBoard();
    const changes = { filters: { date_from: '-7d' }, breakdown_colors: [{ color: 'red' }], data_color_theme_id: 3 };
    await Promise.all(
      Object.entries(changes).map(([field, value]) => ask('PATCH', `${projects}/${id}`, { [field]: value })),
    );
    const { filters, breakdown_colors, data_color_theme_id } = JSON.parse((await ask('GET', `${projects}/${id}`)).text);
    assert.deepEqual({ filters, breakdown_colors, data_color_theme_id }, changes);
  });

  it('keep each field of an insight that they change, be it on a dashboard or on none', async () => {
    const insights = projects.replace('dashboards', 'insights');
    const loose = JSON.parse((await ask('POST', insights, { name: 'Old' })).text).id;
    const card = { card_type: 'kpi_card', config: { title: 'Old' }, layout: { x: 0, y: 0, w: 3, h: 2 } };
    const widgetId = JSON.parse((await ask('POST', `/api/dashboards/${await newBoard()}/cards`, card)).text).card_id;
    const changes = { name: 'New', description: 'What it says', tags: ['a'], favorited: true };
    for (const id of [loose, 2 * widgetId]) {
      const answers = await Promise.all(
        Object.entries(changes).map(([field, value]) => ask('PATCH', `${insights}/${id}`, { [field]: value })),
      );
      assert.deepEqual(
        answers.map(({ status }) => status),
        [200, 200, 200, 200],
      );
      const { name, description, tags, favorited } = JSON.parse((await ask('GET', `${insights}/${id}`)).text);
      assert.deepEqual({ name, description, tags, favorited }, changes);
    }
  });

  it('keep what others change of a widget while its insight is changed', async () => {
    const insights = projects.replace('dashboards', 'insights');
    const boardId = await newBoard();
    const { id } = JSON.parse((await ask('POST', insights, { name: 'Sales', dashboards: [boardId] })).text);
    await other.query('begin');
    await other.query(`update dashboards set name = 'Other' where id = ${boardId}`);
    const query = { kind: 'InsightVizNode', source: { kind: 'TrendsQuery', trendsFilter: { display: 'ActionsPie' } } };
    const changed = ask('PATCH', `${insights}/${id}`, { query });
    await waits();
    await other.query(`update widgets set config = '{"prefix":"€"}' where dashboard_id = ${boardId}`);
    await other.query('commit');
    assert.equal((await changed).status, 200);
    const [widget] = await t.deps.store.widgets.list({ dashboardId: boardId });
    assert.deepEqual([widget?.type, widget?.config.prefix], ['chart', '€']);
  });

  it('keep what others change of a widget while it is moved on its dashboard', async () => {
    const id = await colouredCard();
    const basic = basicHeader(t.alpha.keys.owner.secret);
    const moved = send(t, 'POST', '/api/widgets/positions', { [id]: { row: 1, column: 2 } }, basic);
    await waits();
    await other.query('commit');
    assert.equal((await moved).status, 200);
    const widget = await t.deps.store.widgets.get({ id });
    assert.deepEqual([widget?.x, widget?.extras.posthog], [3, { color: 'blue' }]);
  });

  it('keep what others change of a widget while Ducksboard changes it', async () => {
    const id = await colouredCard();
    const basic = basicHeader(t.alpha.keys.owner.secret);
    const changed = [{ widget: { column: 2 } }, { content: { note: 'a' } }, { content: { more: 'b' } }].map((body) =>
      send(t, 'PUT', `/api/widgets/${id}`, body, basic),
    );
    await waits(3);
    await other.query('commit');
    assert.deepEqual(new Set((await Promise.all(changed)).map(({ status }) => status)), new Set([200]));
    const { x, extras } = (await t.deps.store.widgets.get({ id })) as Widget;
    const { content, place } = extras.ducksboard as JsonObject;
    assert.deepEqual([x, extras.posthog, content], [3, { color: 'blue' }, { note: 'a', more: 'b' }]);
    assert.equal((place as JsonObject).column, 2);
  });

  it('put no card over another that took its place', async () => {
    const dashboardId = await newBoard();
    const cards = `/api/dashboards/${dashboardId}/cards`;
    const add = async (x: number) => {
      const layout = { x, y: 0, w: 3, h: 3 };
      return JSON.parse((await ask('POST', cards, { card_type: 'kpi_card', config: {}, layout })).text);
    };
    const [first, second] = [await add(0), await add(3)];
    await other.query('begin');
    await other.query(`update dashboards set name = 'Held' where id = ${dashboardId}`);
    const sentBack = ask('PATCH', `${cards}/${first.card_id}`, { layout: first.layout, config: { title: 'Mine' } });
    await waits();
    await other.query(`update widgets set x = 3 - x where dashboard_id = ${dashboardId}`);
    await other.query('commit');
    assert.equal((await sentBack).status, 409);
    const { x, title } = (await t.deps.store.widgets.get({ id: first.card_id })) as Widget;
    assert.deepEqual([x, title], [3, '']);
    assert.equal((await ask('PATCH', `${cards}/${second.card_id}`, { config: { title: 'Mine' } })).status, 200);
  });

  it('move only one of two tiles of an insight to the same dashboard', async () => {
    const insights = projects.replace('dashboards', 'insights');
    const [one, two, target] = [await newBoard(), await newBoard(), await newBoard()];
    await ask('POST', insights, { name: 'Moved', dashboards: [one, two] });
    await other.query('begin');
    await other.query(`update dashboards set name = 'Held' where id = ${target}`);
    const moved = [one, two].map(async (from) => {
      const [tile] = await t.deps.store.widgets.list({ dashboardId: from });
      const body = { tile: { id: tile?.id }, toDashboard: target };
      return (await ask('PATCH', `${projects}/${from}/move_tile`, body)).status;
    });
    await waits(2);
    await other.query('commit');
    assert.deepEqual((await Promise.all(moved)).sort(), [200, 400]);
    assert.equal(await t.deps.store.widgets.count({ dashboardId: target, deletedAt: null }), 1);
  });

  it('delete the page they mean, not the one that gets its number', async () => {
    const { dashboard_id: id } = JSON.parse((await ask('POST', '/api/dashboards', { name: 'Pages' })).text);
    for (const name of ['Two', 'Three', 'Four']) await ask('POST', `/api/dashboards/${id}/pages`, { name });
    await other.query('begin');
    await other.query(`update dashboards set name = 'Held' where id = ${id}`);
    const removed = [1, 2].map(() => ask('DELETE', `/api/dashboards/${id}/pages/2`));
    await waits(2);
    await other.query('commit');
    assert.deepEqual((await Promise.all(removed)).map(({ status }) => status).sort(), [204, 404]);
    const { pages } = JSON.parse((await ask('GET', `/api/dashboards/${id}`)).text);
    assert.deepEqual(
      pages.map((page: { name: string }) => page.name),
      ['', 'Three', 'Four'],
    );
  });

  it('change an insight that was a widget of another API so far', async () => {
    const insights = projects.replace('dashboards', 'insights');
    const { key } = t.alpha.board;
    const widget = `/api/v2/dashboards/${key}/widgets/`;
    await ask('POST', widget, { type: 'number', title: 'Of another API' });
    const { results } = JSON.parse((await ask('GET', `${insights}?search=of another api`)).text);
    const fields = [{ description: 'Told' }, { favorited: true }, { tags: ['new'] }];
    const answers = await Promise.all(fields.map((patch) => ask('PATCH', `${insights}/${results[0].id}`, patch)));
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
    const { description, favorited, tags } = JSON.parse((await ask('GET', `${insights}/${results[0].id}`)).text);
    assert.deepEqual([description, favorited, tags], ['Told', true, ['new']]);
  });

  it('give open dashboards of different workspaces different slugs', async () => {
    const secrets = [t.alpha, t.beta].map(({ keys }) => keys.owner.secret);
    const of = (secret: string, method: string, path: string, body: object) =>
      send(t, method, path, body, bearer(secret)).then(({ text }) => JSON.parse(text));
    const made = secrets.map((secret) => of(secret, 'POST', '/api/dashboards', { name: 'Open' }));
    const ids = (await Promise.all(made)).map(({ dashboard_id: id }) => id);
    await other.query('begin');
    await other.query(`update dashboards set name = 'Held' where id in (${ids.join()})`);
    const opened = secrets.map((secret, index) =>
      of(secret, 'PATCH', `/api/dashboards/${ids[index]}`, { audience: 'public' }),
    );
    await waits(2);
    await other.query('commit');
    const slugs = (await Promise.all(opened)).map(({ slug }) => slug);
    assert.deepEqual(slugs.sort(), ['open', 'open-2']);
  });

  it('give a slug to one dashboard only, renamed or taken out of the bin', async () => {
    const boards = await Promise.all(Array.from({ length: 6 }, newBoard));
    const list = () => t.deps.store.dashboards.list({ id: boards }, { orderBy: ['id'] });
    const owner = systemPrincipal(t.alpha.workspace.id, t.alpha.users.owner.id);
    const rename = ({ key }: { key: string }) => t.deps.domain.dashboards.update(owner, key, { slug: 'chosen' });
    const renamed = await Promise.allSettled((await list()).map(rename));
    assert.equal(renamed.filter(({ status }) => status === 'fulfilled').length, 1);
    await t.deps.store.dashboards.update({ id: boards }, { slug: 'binned', deletedAt: 1 });
    await Promise.all(boards.map((id) => t.deps.domain.boards.restore(owner, id)));
    assert.equal(new Set((await list()).map(({ slug }) => slug)).size, boards.length);
  });

  it('take a dashboard out of the bin once, at its place', async () => {
    const [id] = [await newBoard(), await newBoard()];
    const owner = systemPrincipal(t.alpha.workspace.id, t.alpha.users.owner.id);
    const there = await t.deps.store.dashboards.get({ id });
    await t.domain.dashboards.remove(owner, there?.key as string);
    await other.query('begin');
    await other.query(`update dashboards set name = 'Held' where id = ${id}`);
    const restored = [1, 2].map(() => t.domain.boards.restore(owner, id));
    await waits(2);
    await other.query('commit');
    for (const { position, slug } of await Promise.all(restored))
      assert.deepEqual([position, slug], [there?.position, there?.slug]);
    assert.equal((await t.deps.store.dashboards.get({ id }))?.position, there?.position);
  });

  it('give one place to one dashboard, and keep the last one', async () => {
    const { workspace, users, keys } = t.beta;
    await t.deps.store.dashboards.update({ workspaceId: workspace.id }, { deletedAt: 1 });
    const owner = systemPrincipal(workspace.id, users.owner.id);
    const boards = [
      await t.domain.dashboards.create(owner, { name: 'One' }),
      await t.domain.dashboards.create(owner, { name: 'Two' }),
    ];
    const heldUp = async (method: string, body?: object) => {
      await other.query('begin');
      await other.query(`update dashboards set name = 'Held' where workspace_id = ${workspace.id}`);
      const asked = boards.map(({ slug }) =>
        send(t, method, `/api/dashboards/${slug}`, body, basicHeader(keys.owner.secret)),
      );
      await waits(2);
      await other.query('commit');
      return Promise.all(asked);
    };
    const placed = await heldUp('PUT', { layout: 77 });
    assert.deepEqual(placed.map(({ status }) => status).sort(), [200, 400]);
    const deleted = await heldUp('DELETE');
    assert.deepEqual(deleted.map(({ body }) => body.deleted).sort(), [0, 1]);
    assert.equal(await t.deps.store.dashboards.count({ workspaceId: workspace.id, deletedAt: null }), 1);
  });

  it('leave a widget alone that was moved to another dashboard', async () => {
    const owner = systemPrincipal(t.alpha.workspace.id, t.alpha.users.owner.id);
    const [from, to] = [await newBoard(), await newBoard()];
    const { key } = (await t.deps.store.dashboards.get({ id: from })) as Dashboard;
    const widget = await t.domain.widgets.create(owner, key, { type: 'number', title: 'Moved' });
    const page = await t.deps.store.pages.get({ dashboardId: to });
    await other.query('begin');
    await other.query(`update dashboards set name = 'Held' where id = ${from}`);
    const changed = assert.rejects(t.domain.widgets.update(owner, widget.key, { page: 1, title: 'Changed' }), {
      code: 'not_found',
    });
    await waits();
    await other.query(`update widgets set dashboard_id = ${to}, page_id = ${page?.id} where id = ${widget.id}`);
    await other.query('commit');
    await changed;
    const { pageId, title } = (await t.deps.store.widgets.get({ id: widget.id })) as Widget;
    assert.deepEqual([pageId, title], [page?.id, 'Moved']);
  });

  it('copy a dashboard as it is after somebody else changed it', async () => {
    for (const copy of [
      (id: number) => ask('POST', `/api/dashboards/${id}/duplicate`),
      (id: number) => ask('POST', projects, { name: 'Copy', use_dashboard: id }),
    ]) {
      const dashboardId = await newBoard();
      const card = { card_type: 'kpi_card', config: {}, layout: { x: 0, y: 0, w: 3, h: 3 } };
      const gone = JSON.parse((await ask('POST', `/api/dashboards/${dashboardId}/cards`, card)).text).card_id;
      const { body: moved } = await ask('POST', `/api/dashboards/${dashboardId}/cards`, {
        ...card,
        layout: { x: 3, y: 0, w: 3, h: 3 },
      });
      await other.query('begin');
      await other.query(`update dashboards set name = 'Held' where id = ${dashboardId}`);
      const copied = copy(dashboardId);
      await Promise.race([waits(), copied]);
      const added = `insert into pages (dashboard_id, number, name) values (${dashboardId}, 2, 'Added') returning id`;
      const { rows } = await other.query(added);
      await other.query(`update widgets set page_id = ${rows[0].id} where id = ${moved.card_id}`);
      await other.query(`delete from widgets where id = ${gone}`);
      await other.query('commit');
      const { status, body } = await copied;
      assert.equal(status, 201);
      const pages = await t.deps.store.pages.list(
        { dashboardId: body.id ?? body.dashboard_id },
        { orderBy: ['number'] },
      );
      const widgets = await t.deps.store.widgets.list({ pageId: pages.map(({ id }) => id) });
      assert.deepEqual(
        widgets.map(({ x, pageId }) => [x, pageId]),
        [[3, pages[1]?.id]],
      );
    }
  });

  it('put nothing on a dashboard that is in the bin by then', async () => {
    const [from, to] = [await newBoard(), await newBoard()];
    const { body: card } = await ask('POST', `/api/dashboards/${from}/cards`, {
      ...{ card_type: 'kpi_card', config: {} },
      layout: { x: 0, y: 0, w: 3, h: 3 },
    });
    const target = await t.deps.store.dashboards.get({ id: to });
    await other.query('begin');
    await other.query(`update dashboards set deleted_at = 1 where id = ${to}`);
    const put = [
      ask('PATCH', `${projects}/${from}/move_tile`, { tile: { id: card.card_id }, toDashboard: to }),
      ask('POST', `/api/v2/dashboards/${target?.key}/widgets/`, { type: 'number' }),
      ask('POST', projects.replace('dashboards', 'insights'), { name: 'Late', dashboards: [to] }),
    ];
    await waits(3);
    await other.query('commit');
    assert.deepEqual(
      (await Promise.all(put)).map(({ status }) => status),
      [404, 404, 404],
    );
    assert.equal(await t.deps.store.widgets.count({ dashboardId: to }), 0);
  });

  it('put an insight on a dashboard only once', async () => {
    const insights = projects.replace('dashboards', 'insights');
    const { id } = JSON.parse((await ask('POST', insights, { name: 'Sign-ups' })).text);
    const dashboardId = await newBoard();
    await atOnce(() => ask('PATCH', `${insights}/${id}`, { dashboards: [dashboardId] }));
    assert.equal(await t.deps.store.widgets.count({ dashboardId, deletedAt: null }), 1);
  });

  it('do not copy a password to a new token while it is being removed', async () => {
    await atOnce(async () => {
      const sharing = `${projects}/${await newBoard()}/sharing`;
      await ask('PATCH', sharing, { enabled: true, password_required: true });
      const { id } = JSON.parse((await ask('POST', `${sharing}/passwords`, { raw_password: 'long enough' })).text);
      const [removed] = await Promise.all([
        ask('DELETE', `${sharing}/passwords/${id}`),
        ask('POST', `${sharing}/refresh`),
      ]);
      const { share_passwords: left } = JSON.parse((await ask('GET', sharing)).text);
      assert.deepEqual([removed?.status, left.length], removed?.status === 204 ? [204, 0] : [404, 1]);
    });
  });

  it('never put two collections into each other', async () => {
    await atOnce(async () => {
      const collections = '/api/dashboards/collections';
      const make = async (name: string) => JSON.parse((await ask('POST', collections, { name })).text).collection_id;
      const [one, two] = await Promise.all([make('One'), make('Two')]);
      const moved = await Promise.all([
        ask('PATCH', `${collections}/${one}`, { parent_id: two }),
        ask('PATCH', `${collections}/${two}`, { parent_id: one }),
      ]);
      assert.deepEqual(moved.map(({ status }) => status).sort(), [200, 409]);
    });
  });

  it('give dashboards of the same name different slugs and places', async () => {
    const made = await Promise.all(
      Array.from({ length: 12 }, () => ask('POST', '/api/v2/dashboards/', { name: 'Burst' })),
    );
    assert.deepEqual([...new Set(made.map(({ status }) => status))], [201]);
    const rows = await t.deps.store.dashboards.list({ workspaceId: t.alpha.workspace.id, name: 'Burst' });
    for (const field of ['slug', 'position'] as const)
      assert.equal(new Set(rows.map((row) => row[field])).size, 12, field);
  });

  it('grant access only once, and add a member only once', async () => {
    const { id: user } = t.alpha.users.viewer;
    const { dashboard_id: id } = JSON.parse((await ask('POST', '/api/dashboards', { name: 'Given' })).text);
    const grant = { subject_type: 'user', subject_id: user, access_level: 'editor' };
    const given = await atOnce(() => ask('POST', `/api/dashboards/${id}/shares`, grant));
    assert.deepEqual(given.map(({ status }) => status).sort(), [200, 200, 200, 200, 201]);
    const { group_id: group } = JSON.parse((await ask('POST', '/api/groups', { name: 'Everybody' })).text);
    const members = await atOnce(() => ask('POST', `/api/groups/${group}/members/${user}`));
    assert.deepEqual([...new Set(members.map(({ status }) => status))], [204]);
  });

  it('add a collaborator once, and report a conflict to the others', async () => {
    const dashboard = `${projects}/${await newBoard()}`;
    await ask('PATCH', dashboard, { restriction_level: 37 });
    const { uuid: user_uuid } = t.alpha.users.viewer;
    const added = await atOnce(() => ask('POST', `${dashboard}/collaborators`, { user_uuid, level: 37 }));
    assert.deepEqual(added.map(({ status }) => status).sort(), [201, 400, 400, 400, 400]);
  });

  it('leave only one of several new API keys', async () => {
    const credentials = Buffer.from(`alpha-editor:${PASSWORD}`).toString('base64');
    const headers = { authorization: `Basic ${credentials}` };
    await atOnce(() => t.send({ method: 'POST', path: '/api/user/api_key', headers }));
    const { id: userId } = t.alpha.users.editor;
    const active = await t.deps.store.apiKeys.list({ userId, name: 'Ducksboard', isActive: true });
    assert.equal(active.length, 1);
  });
});
