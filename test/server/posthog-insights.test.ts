import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { openTestApp, type TestApp } from '../support/app.ts';
import { bearer, send } from '../support/asking.ts';

/** Insights, what other dialects made seen as insights, and what many and odd inputs do. */
let t: TestApp;
let P: string;
before(async () => {
  t = await openTestApp();
  P = `/api/projects/${t.alpha.workspace.id}`;
});
after(() => t.close());

// biome-ignore lint/suspicious/noExplicitAny: answers are compared field by field
type Any = any;
const ask = (method: string, path: string, body?: unknown) =>
  send(t, method, path, body, bearer(t.alpha.keys.owner.secret));
const board = async (fields: object = {}): Promise<number> => (await ask('POST', `${P}/dashboards`, fields)).body.id;
const query = (display: string) => ({
  kind: 'InsightVizNode',
  source: { kind: 'TrendsQuery', series: [], trendsFilter: { display } },
});
const widgetOf = async (insight: Any) =>
  t.deps.store.widgets.get({ id: insight.dashboard_tiles[0].id }) as Promise<Any>;

describe('insights', () => {
  it('are created, read, changed, listed and deleted', async () => {
    const id = await board();
    const made = await ask('POST', `${P}/insights/`, {
      name: 'Orders',
      query: query('BoldNumber'),
      tags: ['A'],
      dashboards: [id],
    });
    assert.equal(made.status, 201, made.text);
    const insight = made.body;
    assert.match(insight.short_id, /^[\w-]{8}$/);
    assert.deepEqual([insight.name, insight.dashboards, insight.tags, insight.saved], ['Orders', [id], ['a'], true]);
    assert.deepEqual((await ask('GET', `${P}/insights/${insight.id}`)).body, insight);
    const renamed = (await ask('PATCH', `${P}/insights/${insight.id}`, { name: 'Sales', favorited: true })).body;
    assert.deepEqual([renamed.name, renamed.favorited, renamed.query], ['Sales', true, insight.query]);
    assert.equal((await ask('GET', `${P}/dashboards/${id}`)).body.tiles[0].insight.name, 'Sales');
    const found = (await ask('GET', `${P}/insights?short_id=${insight.short_id}`)).body;
    assert.deepEqual([found.count, found.results[0].id], [1, insight.id]);
    assert.equal((await ask('GET', `${P}/insights?search=sales&dashboards=[${id}]`)).body.count, 1);
    assert.equal((await ask('DELETE', `${P}/insights/${insight.id}`)).status, 405);
    assert.equal((await ask('PATCH', `${P}/insights/${insight.id}`, { deleted: true })).body.deleted, true);
    assert.equal((await ask('GET', `${P}/insights/${insight.id}`)).status, 404);
    assert.deepEqual((await ask('GET', `${P}/dashboards/${id}`)).body.tiles, []);
    assert.equal((await ask('PATCH', `${P}/insights/${insight.id}`, { deleted: false })).body.dashboards[0], id);
  });

  it('are found by their short ids, those of other APIs too', async () => {
    const id = await board();
    const made = (await ask('POST', `${P}/insights`, { name: 'Short', dashboards: [id] })).body;
    const [tile] = (await ask('GET', `${P}/dashboards/${t.alpha.board.id}`)).body.tiles;
    for (const { id, short_id } of [made, tile.insight])
      for (const path of [`${P}/insights/${short_id}`, `${P}/insights/${short_id}/`, `${P}/insights/${id}`]) {
        const { status, body } = await ask('GET', path);
        assert.deepEqual([status, body.id, body.short_id], [200, id, short_id], path);
      }
    const path = `${P}/insights/${made.short_id}`;
    assert.equal((await ask('PATCH', path, { name: 'Renamed' })).body.name, 'Renamed');
    assert.equal((await ask('GET', `${P}/insights/${made.id}`)).body.name, 'Renamed');
    await ask('PATCH', path, { deleted: true });
    const { status, body } = await ask('GET', path);
    assert.deepEqual([status, body.type, body.code, body.detail], [404, 'invalid_request', 'not_found', 'Not found.']);
    assert.equal((await ask('PATCH', path, { deleted: false })).body.name, 'Renamed');
    for (const odd of ['nothere1', 'a'.repeat(300), '%00', '-'])
      assert.equal((await ask('GET', `${P}/insights/${odd}`)).status, 404, odd);
    const theirs = `/api/projects/${t.beta.workspace.id}/insights/${made.short_id}`;
    assert.equal((await send(t, 'GET', theirs, undefined, bearer(t.beta.keys.owner.secret))).status, 404);
    await t.deps.store.dashboards.update({ id }, { visibility: 'private' });
    assert.equal((await send(t, 'GET', path, undefined, bearer(t.alpha.keys.editor.secret))).status, 404);
  });

  it('of other APIs stay as they are when their query comes back, also one from before it had a name', async () => {
    const { id } = t.alpha.widget;
    const before = await t.deps.store.widgets.get({ id });
    const { query } = (await ask('GET', `${P}/insights/${2 * id}`)).body;
    const { tags, ...source } = query.source;
    assert.ok(tags.name);
    for (const same of [query, { ...query, source }]) {
      assert.equal((await ask('PATCH', `${P}/insights/${2 * id}`, { query: same })).status, 200);
      const { type, givenType, data } = (await t.deps.store.widgets.get({ id })) ?? {};
      assert.deepEqual([type, givenType, data], [before?.type, before?.givenType, before?.data]);
    }
  });

  it('are listed page by page, and without results if asked to', async () => {
    for (const name of ['Page 1', 'Page 2', 'Page 3'])
      await ask('POST', `${P}/insights`, { name, tags: ['paged'], saved: name === 'Page 3' });
    const list = `${P}/insights/?search=paged&basic=true&limit=2`;
    const first = (await ask('GET', list)).body;
    assert.deepEqual([first.count, first.results.length, first.previous], [3, 2, null]);
    for (const name of ['result', 'is_cached', 'columns', 'hogql']) assert.ok(!(name in first.results[0]), name);
    assert.match(first.results[0].short_id, /^[\w-]{8}$/);
    const next = new URL(first.next);
    assert.deepEqual(Object.fromEntries(next.searchParams), {
      ...{ search: 'paged', basic: 'true', limit: '2', offset: '2' },
    });
    const second = (await ask('GET', next.pathname + next.search)).body;
    assert.deepEqual([second.results.length, second.next], [1, null]);
    assert.equal(new URL(second.previous).search, '?search=paged&basic=true&limit=2');
    const names = [...first.results, ...second.results].map(({ name }) => name).sort();
    assert.deepEqual(names, ['Page 1', 'Page 2', 'Page 3']);
    const unsaved = (await ask('GET', `${P}/insights?search=paged&saved=false`)).body.results;
    assert.deepEqual(unsaved.map(({ name }: Any) => name).sort(), ['Page 1', 'Page 2']);
    assert.ok('result' in unsaved[0]);
  });

  it('follow the rights of the dashboard they are read on, not of a private one that has them too', async () => {
    const [secret, open] = [await board({ name: 'Secret' }), await board({ name: 'Open' })];
    await t.deps.store.dashboards.update({ id: secret }, { visibility: 'private' });
    const made = { name: 'Both', query: query('BoldNumber'), dashboards: [secret, open] };
    const { id } = (await ask('POST', `${P}/insights`, made)).body;
    for (const { key, dashboardId } of await t.deps.store.widgets.list({ dashboardId: [secret, open] })) {
      const isSecret = dashboardId === secret;
      await ask('PATCH', `/api/v2/widgets/${key}`, { title: isSecret ? 'Takeover' : 'Visits' });
      await ask('POST', `/api/v2/widgets/${key}/data`, { value1: isSecret ? 4711 : 12 });
    }
    const look = async (path: string) => {
      const authorization = `Bearer ${t.alpha.keys.editor.secret}`;
      return (await t.fetch(path, { headers: { authorization } })).text();
    };
    assert.match(await look(`${P}/dashboards/${secret}`), /permission_denied/);
    for (const path of [
      `insights/${id}`,
      `insights/${id}?refresh=true`,
      'insights?search=visits',
      `dashboards/${open}`,
    ]) {
      const text = await look(`${P}/${path}`);
      assert.ok(text.includes('"name":"Visits"') && text.includes('"aggregated_value":12'), `${path}: ${text}`);
      assert.doesNotMatch(text, /Takeover|4711/, path);
    }
  });

  it('are added to the given dashboards, and keep what was pushed', async () => {
    const [one, two] = [await board(), await board()];
    const { body: insight } = await ask('POST', `${P}/insights`, { name: 'Both', query: query('BoldNumber') });
    assert.deepEqual([insight.dashboards, insight.result], [[], null]);
    const path = `${P}/insights/${insight.id}`;
    const first = (await ask('PATCH', path, { dashboards: [one] })).body;
    const { key } = await widgetOf(first);
    await ask('POST', `/api/v2/widgets/${key}/data/`, { value1: 7 });
    assert.equal((await ask('GET', path)).body.result[0].aggregated_value, 7);
    const both = (await ask('PATCH', path, { dashboards: [two, one] })).body;
    assert.deepEqual(both.dashboards.sort(), [one, two].sort());
    assert.equal((await ask('GET', `${P}/dashboards/${two}`)).body.tiles[0].insight.result[0].aggregated_value, 7);
    assert.deepEqual((await ask('PATCH', path, { dashboards: [two] })).body.dashboards, [two]);
    const unknown = (await ask('PATCH', path, { dashboards: [424242] })).body;
    assert.deepEqual([unknown.attr, unknown.code], ['dashboards', 'does_not_exist']);
  });

  it('are drawn by their display', async () => {
    const id = await board();
    for (const [display, type, chart] of [
      ['BoldNumber', 'number', undefined],
      ['ActionsBar', 'chart', 'bar'],
      ['ActionsLineGraph', 'chart', 'line'],
      ['ActionsAreaGraph', 'chart', 'area'],
      ['ActionsPie', 'chart', 'pie'],
    ] as const) {
      const widget = await widgetOf(
        (await ask('POST', `${P}/insights`, { query: query(display), dashboards: [id] })).body,
      );
      assert.deepEqual([widget.type, widget.givenType, widget.config.chart_type], [type, display, chart]);
    }
    for (const kind of ['UnheardOfQuery', 'constructor']) {
      const { status, body } = await ask('POST', `${P}/insights`, { query: { kind }, dashboards: [id] });
      assert.deepEqual([status, (await widgetOf(body)).givenType], [201, 'ActionsLineGraph'], kind);
    }
    const sql = { kind: 'DataVisualizationNode', source: { kind: 'HogQLQuery', query: 'select 1' } };
    const widget = await widgetOf((await ask('POST', `${P}/insights`, { query: sql, dashboards: [id] })).body);
    assert.deepEqual(widget.source, { kind: 'sql', sql: 'select 1' });
  });

  it('of other APIs have a stable id, and changes here are visible there', async () => {
    const v2 = '/api/v2/widgets';
    const id = t.alpha.board.id;
    const [tile] = (await ask('GET', `${P}/dashboards/${id}`)).body.tiles;
    assert.equal(tile.insight.name, 'Private number of alpha');
    assert.equal(tile.insight.query.source.trendsFilter.display, 'BoldNumber');
    await ask('PATCH', `${v2}/${t.alpha.widget.key}/`, {
      config: { prefix: '€' },
      position: { x: 6, y: 3, w: 4, h: 2 },
    });
    const path = `${P}/insights/${tile.insight.id}`;
    const changed = (await ask('PATCH', path, { name: 'Renamed here', description: 'said' })).body;
    assert.deepEqual(
      [changed.id, changed.short_id, changed.description],
      [tile.insight.id, tile.insight.short_id, 'said'],
    );
    const there = (await ask('GET', `${v2}/${t.alpha.widget.key}/`)).body;
    assert.deepEqual(
      [there.title, there.config, there.position],
      ['Renamed here', { prefix: '€' }, { x: 6, y: 3, w: 4, h: 2 }],
    );
    await ask('PATCH', `${v2}/${t.alpha.widget.key}/`, { title: 'Renamed there' });
    const [again] = (await ask('GET', `${P}/dashboards/${id}`)).body.tiles;
    assert.deepEqual([again.insight.name, again.insight.description], ['Renamed there', 'said']);
    assert.deepEqual(again.layouts.sm, { x: 6, y: 3, w: 4, h: 2 });
  });

  it('keep on a dashboard what only other dialects know', async () => {
    const { store } = t.deps;
    const { id } = t.alpha.openBoard;
    const extras = { other: { kept: [1] } };
    await store.dashboards.update({ id }, { extras, filters: [{ field: 'a' }], parameters: { p: 1 } });
    await ask('PATCH', `${P}/dashboards/${id}`, { filters: { date_from: '-7d' }, breakdown_colors: [1] });
    const row = (await store.dashboards.get({ id })) as Any;
    assert.deepEqual([row.extras.other, row.filters, row.parameters], [{ kept: [1] }, [{ field: 'a' }], { p: 1 }]);
    assert.deepEqual((await ask('GET', `${P}/dashboards/${id}`)).body.filters, { date_from: '-7d' });
  });
});

describe('in numbers', () => {
  it('lists, reads, duplicates and streams 1,000 widgets with a bounded number of queries', async () => {
    const id = await board({ name: 'Many' });
    const tiles = Array.from({ length: 1000 }, (_, y) => ({
      text: { body: `${y}` },
      layouts: { sm: { x: 0, y, w: 2, h: 1 } },
    }));
    assert.equal((await ask('PATCH', `${P}/dashboards/${id}`, { tiles: tiles.slice(0, 500) })).status, 200);
    assert.equal((await ask('PATCH', `${P}/dashboards/${id}`, { tiles: tiles.slice(500) })).status, 200);
    const copy = await ask('POST', `${P}/dashboards`, { name: 'Copy', use_dashboard: id });
    assert.equal(copy.body.tiles.length, 1000);
    let queries = 0;
    for (const table of [t.deps.store.widgets, t.deps.store.tiles, t.deps.store.insights] as Any[])
      for (const verb of ['list', 'get']) {
        const run = table[verb];
        table[verb] = (...given: unknown[]) => {
          queries += 1;
          return run(...given);
        };
      }
    assert.equal((await ask('GET', `${P}/dashboards/${id}`)).body.tiles.length, 1000);
    const streamed = await ask('GET', `${P}/dashboards/${copy.body.id}/stream_tiles`);
    assert.equal(streamed.text.match(/"type":"tile"/g)?.length, 998);
    assert.ok(queries < 20, `${queries} queries`);
  });
});

describe('whatever is sent', () => {
  it('never causes a 5xx', async () => {
    const id = await board();
    const tile = (await ask('PATCH', `${P}/dashboards/${id}`, { tiles: [{ text: { body: 'x' } }] })).body.tiles[0].id;
    const names = [
      ...['name', 'description', 'pinned', 'tags', 'filters', 'variables', 'restriction_level', 'last_accessed_at'],
      ...['use_template', 'use_dashboard', 'deleted', 'breakdown_colors', 'data_color_theme_id', 'duplicate_tiles'],
      ...['template', 'tile', 'toDashboard', 'level', 'user_uuid', 'settings', 'enabled', 'password_required'],
      ...['raw_password', 'note', 'query', 'dashboards', 'label', 'scopes', 'password', 'favorited'],
    ];
    const odd = fc.oneof(
      fc.jsonValue({ maxDepth: 3 }),
      fc.constantFrom(
        null,
        '',
        '\u0000',
        '\ud800',
        'x'.repeat(500),
        -1,
        1e300,
        37,
        id,
        [],
        {},
        [null],
        true,
        'DEFAULT_APP',
      ),
    );
    const tiles = fc.array(
      fc.dictionary(
        fc.constantFrom('id', 'text', 'layouts', 'color', 'deleted', 'button_tile', 'insight', 'type', 'name'),
        fc.oneof(
          odd,
          fc.constant(tile),
          fc.dictionary(
            fc.constantFrom('body', 'sm', 'text', 'url'),
            fc.oneof(odd, fc.dictionary(fc.constantFrom('x', 'y', 'w', 'h'), odd)),
          ),
        ),
      ),
      { maxLength: 3 },
    );
    const template = fc.record({
      template_name: fc.oneof(fc.string(), odd),
      dashboard_description: fc.string(),
      dashboard_filters: fc.constant({}),
      tiles: fc.array(
        fc.dictionary(
          fc.constantFrom('type', 'name', 'description', 'query', 'filters', 'layouts', 'body'),
          fc.oneof(odd, fc.constantFrom('INSIGHT', 'TEXT')),
        ),
        { minLength: 1, maxLength: 2 },
      ),
    });
    const body = fc
      .tuple(fc.dictionary(fc.constantFrom(...names), odd, { maxKeys: 2 }), fc.option(tiles), fc.option(template))
      .map(([fields, tiles, template]) => ({
        ...fields,
        ...(tiles && { tiles, duplicate_tiles: tiles }),
        ...(template && { template }),
      }));
    const insight = `insights/${2 * t.alpha.widget.id}`;
    const row = fc.constantFrom(
      ...['dashboards', 'dashboards/create_from_template_json', 'insights', 'query'].map((path) => ['POST', path]),
      ...[`dashboards/${id}/collaborators`, `dashboards/${id}/sharing/passwords`].map((path) => ['POST', path]),
      ...[`dashboards/${id}`, `dashboards/${id}/move_tile`, `dashboards/${id}/sharing`].map((path) => ['PATCH', path]),
      ...[insight, 'insights/99999999999999999999', 'dashboards/%00'].map((path) => ['PATCH', path]),
    );
    await fc.assert(
      fc.asyncProperty(row, body, async ([method = '', path], body) => {
        // Deleting the dashboard would leave nothing for the other requests.
        const { status, text } = await ask(method, `${P}/${path}`, {
          ...body,
          ...(method === 'PATCH' && { deleted: false }),
        });
        assert.ok(status < 500, `${method} ${path} ${status} ${text}`);
      }),
      { numRuns: 300 },
    );
    const odds = fc.constantFrom('%00', '%ff', '1e9', '-1', '99999999999999999999', '[', 'true', '%F0%9F%92%A9');
    await fc.assert(
      fc.asyncProperty(odds, odds, async (a, b) => {
        for (const path of [
          `dashboards?limit=${a}&offset=${b}&tags=${a}&search=${b}`,
          `insights?short_id=${a}&dashboards=${b}&limit=${b}`,
        ])
          assert.ok((await ask('GET', `${P}/${path}`)).status < 500);
      }),
      { numRuns: 20 },
    );
  });
});
