import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createServices } from '../../server/sources/accounts/index.ts';
import { createGuard } from '../../server/sources/guard.ts';
import { openTestApp, type TestApp } from '../support/app.ts';
import { type Answered, type Curl, curl } from '../support/ducksboard.ts';

/** One test per sentence of the reference that promises something about widgets, and every row of its table. */
let t: TestApp;
let api: Curl;
before(async () => {
  t = await openTestApp({ accountKinds: createServices(createGuard()) });
  api = curl(t, t.alpha.keys.owner.secret);
  for (const name of ['Internal', 'Other']) await api.post('/api/dashboards/', { name });
});
after(() => t.close());

const create = (kind: string, more: object = {}, slots?: object, content?: object): Promise<Answered> =>
  api.post('/api/widgets/', {
    widget: { kind, title: 'api example', dashboard: 'internal', ...more },
    ...(slots && { slots }),
    ...(content && { content }),
  });
const rowOf = (id: number) => t.deps.store.widgets.get({ id });

describe('Ducksboard: making widgets', () => {
  it('POST: defaults, and a generated label in every slot', async () => {
    const made = await create('custom_numeric_boxes4');
    const { id } = made.widget;
    assert.ok(Number.isInteger(id));
    assert.deepEqual(made.widget, {
      id,
      kind: 'custom_numeric_boxes4',
      title: 'api example',
      dashboard: 'internal',
      width: 1,
      height: 1,
      row: 1,
      column: 1,
      sound: false,
    });
    assert.deepEqual(Object.keys(made.slots), ['1', '2', '3', '4']);
    const labels = Object.values(made.slots).map((slot: Answered) => slot.label);
    assert.equal(new Set(labels).size, 4);
    for (const label of labels) assert.match(label, /^\d{10}$/);
    assert.deepEqual(made.content, {});
    assert.deepEqual(await api.get(`/api/widgets/${id}`), made);
  });

  it('POST: all fields, with a generated label', async () => {
    const place = { width: 2, height: 4, row: 3, column: 2, sound: true };
    const made = await create(
      'custom_numeric_absolute_graph2',
      place,
      {
        '1': { subtitle: 'users', timespan: 'weekly', color: '#C11F70', label: 'mine', nonsense: 1 },
        '2': { subtitle: null, color: '', color8: '' },
        '7': { subtitle: 'beyond' },
      },
      { anything: [1] },
    );
    assert.deepEqual({ ...made.widget, ...place }, made.widget);
    const [label1, label2] = [made.slots['1'].label, made.slots['2'].label];
    assert.notEqual(label1, 'mine');
    assert.deepEqual(made.slots, {
      '1': { subtitle: 'users', timespan: 'weekly', color: '#C11F70', label: label1 },
      '2': { timespan: 'monthly', label: label2 },
    });
    assert.deepEqual(made.content, { anything: [1] });
    const row = await rowOf(made.widget.id);
    assert.deepEqual(
      [row?.x, row?.y, row?.w, row?.h, row?.type, row?.config.chart_type],
      [3, 4, 6, 8, 'chart', 'line'],
    );
    assert.deepEqual(row?.config.colors, ['#C11F70', '']);
  });

  it('POST: the example of the reference, whose account is missing', async () => {
    const widget = { kind: 'github_watchers_counter_timeline', title: 'api example watchers', dashboard: 'internal' };
    const content = { account_id: 999, repo: 'api-examples' };
    const { id } = await t.deps.store.accounts.insert({
      workspaceId: t.alpha.workspace.id,
      kind: 'github',
      username: 'ducksboard',
      credentialsSealed: '',
      createdAt: 1,
      updatedAt: 1,
    });
    const [, { code, errors }] = await api.fails('POST', '/api/widgets/', { widget, content });
    assert.deepEqual([code, Object.keys(errors)], [102, ['account_id']]);
    const bare = await api.fails('POST', '/api/widgets/', { widget });
    assert.deepEqual(bare, [
      400,
      { code: 100, errors: { repo: 'This field is required.', account_id: 'This field is required.' } },
    ]);
    const made = await api.post('/api/widgets/', {
      widget,
      content: { ...content, account_id: id, user: 'ducksboard' },
    });
    assert.deepEqual(made.content, { account_id: id, repo: 'api-examples', user: 'ducksboard' });
    assert.deepEqual(Object.keys(made.slots), ['1', '2']);
    const changed = await api.put(`/api/widgets/${made.widget.id}`, { content: { repo: 'other' } });
    assert.deepEqual(changed.content, { account_id: id, repo: 'other', user: 'ducksboard' });
    assert.deepEqual(changed.changed, { widget: false, slots: false, content: true });
  });

  it('POST: names invalid fields', async () => {
    const failures: [object, number, string[]][] = [
      [{}, 100, ['kind', 'title', 'dashboard']],
      [{ widget: { kind: 'custom_numeric_counter', dashboard: 'internal' } }, 100, ['title']],
      [{ widget: { kind: 'custom_numeric_counter', title: '', dashboard: 'nothing' } }, 102, ['dashboard']],
      [{ widget: { kind: 'horoscope', title: '', dashboard: 'internal' } }, 102, ['kind']],
      [{ widget: { kind: 'constructor', title: '', dashboard: 'internal' } }, 102, ['kind']],
      [{ widget: 'x', slots: 'x' }, 100, ['widget', 'slots']],
      [
        {
          widget: {
            kind: 'custom_numeric_counter',
            title: '',
            dashboard: 'internal',
            row: 'x',
            width: 0,
            sound: 'loud',
          },
        },
        100,
        ['sound', 'row', 'width'],
      ],
    ];
    for (const [body, code, fields] of failures) {
      const [status, answer] = await api.fails('POST', '/api/widgets/', body);
      assert.deepEqual([status, answer.code, Object.keys(answer.errors)], [400, code, fields], JSON.stringify(body));
    }
    const slots = { '1': { timespan: 'hourly' } };
    const widget = { kind: 'custom_numeric_counter', title: '', dashboard: 'internal' };
    assert.equal((await api.fails('POST', '/api/widgets/', { widget, slots }))[1].code, 102);
    const [, { errors }] = await api.fails('POST', '/api/widgets/', { widget, slots: { '1': { color: 'url(x)' } } });
    assert.deepEqual(Object.keys(errors), ['color']);
  });

  it('POST: two widgets without a position do not overlap', async () => {
    const [first, second] = [await create('custom_numeric_counter'), await create('custom_numeric_counter')];
    const [a, b] = [await rowOf(first.widget.id), await rowOf(second.widget.id)];
    assert.deepEqual([first.widget.row, second.widget.row], [1, 1]);
    assert.notDeepEqual([a?.x, a?.y], [b?.x, b?.y]);
  });

  it('POST: every kind that real clients use', async () => {
    const kinds: [string, string[]][] = [
      ['custom_numeric_gauge', ['gauge']],
      ['custom_numeric_absolute_graph6', ['chart']],
      ['custom_numeric_bars3', ['chart']],
      ['custom_textual_timeline', ['timeline']],
      ['custom_textual_text', ['text']],
      ['custom_textual_status', ['status']],
      ['custom_textual_status_leaderboard5', ['leaderboard']],
      ['custom_textual_status_leaderboard', ['leaderboard']],
      ['custom_image', ['image']],
      ['custom_map_pins', ['number']],
      ['custom_textual_funnel', ['funnel']],
      ['custom_numeric_completion', ['progress']],
      ['rss_timeline', ['timeline']],
    ];
    for (const [kind, types] of kinds) {
      const made = await create(kind);
      assert.equal(made.widget.kind, kind);
      const row = await rowOf(made.widget.id);
      assert.ok(types.includes(row?.type ?? ''), `${kind} is ${row?.type}`);
      assert.equal(row?.givenType, kind);
      const slots = Number(/(?:graph|bars)(\d)$/.exec(kind)?.[1] ?? 1);
      assert.equal(Object.keys(made.slots).length, slots, kind);
    }
  });
});

describe('Ducksboard: changing widgets', () => {
  let id: number;
  let made: Answered;
  before(async () => {
    made = await create('custom_numeric_counter', { sound: true }, { '1': { subtitle: 'users', color: '#fff' } });
    id = made.widget.id;
  });

  it('PUT: changes only the given fields, and returns what changed', async () => {
    const answer = await api.put(`/api/widgets/${id}`, {
      widget: { sound: false },
      slots: { '1': { subtitle: 'new users', label: 'signups' } },
    });
    assert.deepEqual(answer.changed, { widget: true, slots: true, content: false });
    assert.deepEqual(Object.keys(answer), ['changed', 'widget', 'slots', 'content']);
    const slot = { subtitle: 'new users', color: '#fff', timespan: 'monthly', label: 'signups' };
    assert.deepEqual(answer.slots['1'], slot);
    assert.deepEqual(answer.widget, { ...made.widget, sound: false });
    const { changed: _, ...rest } = answer;
    assert.deepEqual(await api.get(`/api/widgets/${id}`), rest);
  });

  it('PUT: sending back what was returned changes nothing', async () => {
    const before = await api.get(`/api/widgets/${id}`);
    const answer = await api.put(`/api/widgets/${id}`, before);
    assert.deepEqual(answer, { changed: { widget: false, slots: false, content: false }, ...before });
    assert.deepEqual((await api.put(`/api/widgets/${id}`, { widget: {}, slots: { '1': {} } })).changed, answer.changed);
  });

  it('POST, PUT: accept the empty list that PHP makes of an empty object', async () => {
    const widget = { kind: 'custom_textual_timeline', title: 'PHP', dashboard: t.alpha.board.slug };
    const made = await api.post('/api/widgets/', { widget, slots: [], content: [] });
    const path = `/api/widgets/${made.widget.id}`;
    const back = await api.put(path, { ...made, content: [], slots: { 1: [] } });
    assert.deepEqual(back, { changed: { widget: false, slots: false, content: false }, ...made });
    const [status, { errors }] = await api.fails('PUT', path, { slots: [{ subtitle: 'first' }] });
    assert.deepEqual([status, errors], [400, { slots: 'Enter an object.' }]);
  });

  it('PUT: dashboard and kind cannot be changed', async () => {
    const answer = await api.put(`/api/widgets/${id}`, {
      widget: { dashboard: 'other', kind: 'custom_textual_text', id: 1 },
    });
    assert.equal(answer.changed.widget, false);
    assert.deepEqual([answer.widget.dashboard, answer.widget.kind], ['internal', 'custom_numeric_counter']);
  });

  it('PUT: a label belongs to one slot', async () => {
    const other = await create('custom_numeric_counter');
    const path = `/api/widgets/${other.widget.id}`;
    assert.deepEqual(await api.fails('PUT', path, { slots: { '1': { label: 'signups' } } }), [
      400,
      { code: 101, errors: { label: 'The label signups is taken.' } },
    ]);
    assert.deepEqual(await api.get(path), other);
    await api.delete(`/api/widgets/${id}`);
    assert.equal((await api.put(path, { slots: { '1': { label: 'signups' } } })).slots['1'].label, 'signups');
  });

  it('PUT: a label stays when something else of the change is refused', async () => {
    const made = await create('custom_numeric_counter');
    const path = `/api/widgets/${made.widget.id}`;
    await api.fails('PUT', path, { widget: { title: 'x'.repeat(401) }, slots: { '1': { label: 'half' } } });
    assert.deepEqual(await api.get(path), made);
  });

  it('PUT: null removes settings, and the widget follows', async () => {
    const { widget } = await create('custom_numeric_counter', {}, { '1': { color: '#123456' } });
    assert.deepEqual((await rowOf(widget.id))?.config.colors, ['#123456']);
    const { slots } = await api.put(`/api/widgets/${widget.id}`, {
      slots: { '1': { color: null, timespan: 'daily' } },
    });
    assert.deepEqual([slots['1'].color, slots['1'].timespan], [undefined, 'daily']);
    assert.equal((await rowOf(widget.id))?.config.colors, undefined);
  });

  it('DELETE: works once', async () => {
    const { widget } = await create('custom_numeric_counter');
    assert.deepEqual(await api.delete(`/api/widgets/${widget.id}`, '{}'), { deleted: 1 });
    for (const method of ['GET', 'DELETE'])
      assert.deepEqual(await api.fails(method, `/api/widgets/${widget.id}`), [404, { errors: 'not found' }]);
  });

  it('copy: the same parameters with new labels, in a free or the requested place', async () => {
    const { widget, slots, content } = await create(
      'custom_numeric_boxes2',
      { width: 2 },
      { '1': { subtitle: 'a' } },
      { a: 1 },
    );
    const copy = await api.post(`/api/widgets/${widget.id}/copy`, { dashboard: 'other' });
    assert.deepEqual(copy.widget, { ...widget, id: copy.widget.id, dashboard: 'other', row: 1, column: 1 });
    assert.deepEqual(copy.content, content);
    assert.notEqual(copy.slots['1'].label, slots['1'].label);
    assert.deepEqual({ ...copy.slots['1'], label: '' }, { ...slots['1'], label: '' });
    const next = await api.post(`/api/widgets/${widget.id}/copy`, { dashboard: 'other' });
    assert.notDeepEqual([next.widget.row, next.widget.column], [1, 1]);
    const said = await api.post(`/api/widgets/${widget.id}/copy`, { dashboard: 'other', row: 9, column: 2 });
    assert.deepEqual([said.widget.row, said.widget.column, said.widget.width], [9, 2, 2]);
    assert.equal((await api.fails('POST', `/api/widgets/${widget.id}/copy`, { dashboard: 'nothing' }))[1].code, 102);
    assert.equal((await api.fails('POST', '/api/widgets/999999/copy', { dashboard: 'other' }))[0], 404);
  });

  it('positions: many at once, 1 by default, all or none', async () => {
    const [a, b] = [await create('custom_numeric_counter'), await create('custom_numeric_counter')];
    const [first, second] = [a.widget.id, b.widget.id];
    const answer = await api.post('/api/widgets/positions', {
      [first]: { row: 4, column: 3 },
      [second]: { column: 2 },
    });
    assert.deepEqual(answer, { response: 'ok' });
    const placeOf = async (id: number) => {
      const { row, column } = (await api.get(`/api/widgets/${id}`)).widget;
      return [row, column];
    };
    assert.deepEqual(
      [await placeOf(first), await placeOf(second)],
      [
        [4, 3],
        [1, 2],
      ],
    );
    const row = await rowOf(first);
    assert.deepEqual([row?.x, row?.y], [6, 6]);
    for (const unknown of ['999999', `${t.beta.widget.id}`, 'x'])
      assert.equal((await api.fails('POST', '/api/widgets/positions', { [first]: {}, [unknown]: {} }))[0], 404);
    assert.deepEqual(await placeOf(first), [4, 3]);
    assert.equal((await api.fails('POST', '/api/widgets/positions', { [first]: { row: 'x' } }))[0], 400);
  });
});

describe('Ducksboard: lists of widgets', () => {
  it('all of them, and those of one dashboard', async () => {
    const all = await api.get('/api/widgets/');
    assert.equal(all.count, all.data.length);
    const slugs = new Set(all.data.map(({ widget }: Answered) => widget.dashboard));
    assert.deepEqual([...slugs].sort(), ['internal', 'open-alpha', 'other', 'private-alpha']);
    const some = await api.get('/api/dashboards/other/widgets/');
    assert.deepEqual(
      some.data,
      all.data.filter(({ widget }: Answered) => widget.dashboard === 'other'),
    );
    assert.equal((await api.fails('GET', '/api/dashboards/nothing/widgets/'))[0], 404);
  });

  it('need no more queries for many widgets than for one', async () => {
    const { slug } = await api.post('/api/dashboards/', { name: 'Many' });
    const [board] = await t.deps.store.dashboards.list({ slug });
    const [page] = await t.deps.store.pages.list({ dashboardId: board?.id ?? 0 });
    const row = (await t.deps.store.widgets.list({}))[0];
    assert.ok(board && page && row);
    await t.deps.store.transaction(async (tables) => {
      for (let index = 0; index < 1000; index += 1) {
        const hex = index.toString(16).padStart(32, '0');
        const { id: _, ...rest } = row;
        const place = { dashboardId: board.id, pageId: page.id, key: hex, publicId: `wid-${hex}`, slots: { '1': {} } };
        const { id } = await tables.widgets.insert({ ...rest, ...place, givenType: 'custom_numeric_counter' });
        const series = {
          workspaceId: board.workspaceId,
          widgetId: id,
          slot: '1',
          label: `many-${index}`,
          createdAt: 1,
        };
        await tables.series.insert(series);
      }
    });
    let queries = 0;
    const { series, widgets } = t.deps.store;
    const [list, all] = [series.list, widgets.list];
    const counted =
      <Args extends unknown[], Result>(run: (...args: Args) => Result) =>
      (...args: Args): Result => {
        queries += 1;
        return run(...args);
      };
    Object.assign(series, { list: counted(list) });
    Object.assign(widgets, { list: counted(all) });
    const { count, data } = await api.get('/api/dashboards/many/widgets/');
    Object.assign(series, { list });
    Object.assign(widgets, { list: all });
    assert.deepEqual([count, queries], [1000, 2]);
    assert.equal(data[999].slots['1'].label, 'many-999');
  });
});

describe('Ducksboard: embed tokens', () => {
  it('are replaced when the SECRET_KEY was lost, and both are revoked together', async () => {
    const { widget } = await create('custom_numeric_counter');
    const path = `/api/widgets/${widget.id}/embed`;
    const lost = await api.put(path, {});
    await t.deps.store.embedTokens.update({ widgetId: widget.id }, { sealed: 'v1.of-another-key' });
    assert.equal((await t.fetch(`/embed/${lost.token}`)).status, 200);
    const found = await api.put(path, {});
    assert.match(found.token, /^\w{20}$/);
    await api.delete(path);
    for (const { token } of [lost, found]) assert.notEqual((await t.fetch(`/embed/${token}`)).status, 200);
  });

  it('are switched on and off, with a new one each time', async () => {
    const { widget } = await create('custom_numeric_counter');
    const path = `/api/widgets/${widget.id}/embed`;
    assert.deepEqual(await api.fails('GET', path), [404, { errors: 'not found' }]);
    assert.deepEqual(await api.delete(path), { deleted: 0 });
    const first = await api.put(path);
    assert.deepEqual(Object.keys(first), ['token', 'date_created']);
    assert.match(first.token, /^[A-Za-z0-9]{20}$/);
    assert.match(first.date_created, /\.\d{6}\+00:00$/);
    assert.deepEqual(await api.put(path, '{}'), first);
    assert.deepEqual(await api.get(path), first);
    assert.equal((await t.fetch(`/embed/${first.token}`)).status, 200);
    assert.deepEqual(await api.delete(path), { deleted: 1 });
    assert.equal((await api.fails('GET', path))[0], 404);
    assert.notEqual((await t.fetch(`/embed/${first.token}`)).status, 200);
    assert.notEqual((await api.put(path)).token, first.token);
  });
});

describe('Ducksboard: widgets of other dialects', () => {
  it('are shown, and lose nothing when they are changed', async () => {
    const { widget } = t.alpha;
    const config = { goal: 10, prefix: '€' };
    const bearer = { authorization: `Bearer ${t.alpha.keys.owner.secret}` };
    const patch = async (body: object) =>
      t.fetch(`/api/v2/widgets/${widget.key}`, { method: 'PATCH', headers: bearer, body: JSON.stringify(body) });
    await patch({ config, position: { x: 5, y: 3, w: 5, h: 3 } });
    await t.deps.store.widgets.update({ id: widget.id }, { extras: { cards: { seen: true } } });
    const path = `/api/widgets/${widget.id}`;
    const shown = await api.get(path);
    assert.deepEqual(shown.widget, {
      id: widget.id,
      kind: 'custom_numeric_counter',
      title: widget.title,
      dashboard: t.alpha.board.slug,
      width: 2,
      height: 2,
      row: 2,
      column: 2,
      sound: false,
    });
    assert.deepEqual(shown.slots, {});
    await api.put(path, { ...shown, widget: { ...shown.widget, title: 'Renamed', width: 2 } });
    const row = await rowOf(widget.id);
    assert.deepEqual([row?.title, row?.x, row?.y, row?.w, row?.h], ['Renamed', 5, 3, 5, 3]);
    assert.deepEqual([row?.config, row?.type, row?.givenType], [config, 'number', 'number']);
    assert.deepEqual(row?.extras, { cards: { seen: true } });

    await api.put(path, { slots: { '1': { label: 'revenue', subtitle: 'today' } } });
    await api.post('/values/revenue', { value: 12 });
    const pushed = await rowOf(widget.id);
    assert.deepEqual([pushed?.data?.value1, pushed?.data?.text1, pushed?.config], [12, 'today', config]);
    await patch({ position: { x: 0, y: 0, w: 3, h: 2 } });
    assert.deepEqual((await api.get(path)).widget.row, 1);
  });
});
