import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { openTestApp } from '../support/app.ts';
import { curl } from '../support/ducksboard.ts';
import { countStatements } from '../support/statements.ts';

const t = await openTestApp();
test.after(() => t.close());
const { secret } = t.alpha.keys.owner;
const duck = curl(t, secret);
// biome-ignore lint/suspicious/noExplicitAny: answers are compared field by field
const ask = async (method: string, path: string, body?: object): Promise<any> => {
  const headers = { authorization: `Bearer ${secret}` };
  const answer = await t.fetch(path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  assert.ok(answer.ok, `${method} ${path}: ${answer.status}`);
  return answer.json();
};

const SLOTS = { 1: { subtitle: 'in', color: '#112233', timespan: 'daily' }, 2: { subtitle: 'out' } };
const settings = (slots: Record<string, { label: string }>) =>
  Object.fromEntries(Object.entries(slots).map(([number, { label: _, ...rest }]) => [number, rest]));

let names = 0;
/** A board of Ducksboard's with boxes that were pushed to, and a feed that a service fills. */
async function made() {
  const { slug } = await duck.post('/api/dashboards/', { name: `Copied ${++names}` });
  const add = (widget: object, more: object) =>
    duck.post('/api/widgets/', { widget: { title: '', dashboard: slug, ...widget }, ...more });
  const boxes = await add({ kind: 'custom_numeric_boxes2', title: 'Boxes' }, { slots: SLOTS });
  const feed = await add({ kind: 'custom_textual_timeline', title: 'Feed' }, {});
  const source = { type: 'account', service: 'rss', account_id: null, params: { url: 'https://x.test/' } };
  await t.deps.store.widgets.update({ id: feed.widget.id }, { source, givenType: 'rss_timeline' });
  await duck.post(`/values/${boxes.slots['1'].label}`, { value: 3 });
  const board = (await t.deps.store.dashboards.get({ slug }))?.id as number;
  return { board, boxes, feed };
}

test('a restored widget is filled by its service again, although its label was given to another', async () => {
  const { board, feed } = await made();
  const back = `/api/widgets/${feed.widget.id}`;
  const slug = feed.widget.dashboard;
  await duck.put(back, { slots: { 1: { label: 'news' } } });
  await duck.delete(`/api/dashboards/${slug}`);
  const draft = { kind: 'custom_textual_timeline', title: 'Now mine', dashboard: t.alpha.board.slug };
  const other = await duck.post('/api/widgets/', { widget: draft });
  await duck.put(`/api/widgets/${other.widget.id}`, { slots: { 1: { label: 'news' } } });
  await t.domain.boards.restore(await t.domain.people.byApiKey(secret), board);
  await t.domain.series.feed(feed.widget.id, { 1: [{ value: { title: 'Again' } }] });
  const { label } = (await duck.get(back)).slots['1'];
  assert.equal((await duck.get(`/values/${label}/last`)).data[0].value.title, 'Again');
  assert.equal((await duck.get('/values/news/last')).count, 0);
});

for (const [name, copy] of Object.entries({
  Cards: (board: number) => ask('POST', `/api/dashboards/${board}/duplicate`).then(({ dashboard_id: id }) => id),
  PostHog: (board: number) =>
    ask('POST', '/api/projects/@current/dashboards/', { use_dashboard: board }).then(({ id }) => id),
}))
  test(`a dashboard that ${name} copies has the pages of the original, by their names`, async () => {
    const { board } = await made();
    await ask('PATCH', `/api/dashboards/${board}/pages/1`, { name: 'Today' });
    await ask('POST', `/api/dashboards/${board}/pages`, { name: 'Details' });
    const { pages, cards } = await ask('GET', `/api/dashboards/${await copy(board)}`);
    assert.deepEqual(pages, [
      { page_number: 1, name: 'Today' },
      { page_number: 2, name: 'Details' },
    ]);
    assert.deepEqual([...new Set(cards.map(({ page }: { page: number }) => page))], [1]);
  });

/** Every API that copies, and the two copies it made. */
const COPIES = {
  'a card, by Cards': async ({ board, boxes, feed }: Awaited<ReturnType<typeof made>>) => {
    const copy = (id: number) => ask('POST', `/api/dashboards/${board}/cards/${id}/duplicate`);
    return [(await copy(boxes.widget.id)).card_id, (await copy(feed.widget.id)).card_id];
  },
  'a dashboard, by Cards': async ({ board }) => {
    const { dashboard_id: id } = await ask('POST', `/api/dashboards/${board}/duplicate`);
    return (await ask('GET', `/api/dashboards/${id}`)).cards.map(({ card_id }: { card_id: number }) => card_id);
  },
  'a dashboard, by PostHog': async ({ board }) => {
    const draft = { use_dashboard: board, duplicate_tiles: true };
    const { id } = await ask('POST', '/api/projects/@current/dashboards/', draft);
    return (await ask('GET', `/api/dashboards/${id}`)).cards.map(({ card_id }: { card_id: number }) => card_id);
  },
} satisfies Record<string, (one: Awaited<ReturnType<typeof made>>) => Promise<number[]>>;

for (const [name, copy] of Object.entries(COPIES))
  test(`the copy of ${name}, keeps the settings of its slots and is pushed to and filled under labels of its own`, async () => {
    const original = await made();
    const [boxesId, feedId] = await copy(original);

    const boxes = await duck.get(`/api/widgets/${boxesId}`);
    assert.deepEqual(settings(boxes.slots), settings(original.boxes.slots));
    const labels = ['1', '2'].map((slot) => boxes.slots[slot].label);
    for (const label of labels) assert.match(label, /^\d{10}$/);
    assert.notEqual(labels[0], original.boxes.slots['1'].label);
    assert.equal((await duck.get(`/values/${labels[0]}/last`)).count, 0);
    await duck.post(`/values/${labels[1]}`, { value: 8 });
    const row = await t.deps.store.widgets.get({ id: boxes.widget.id });
    assert.deepEqual(row?.data, {
      values: [
        { label: 'in', value: null },
        { label: 'out', value: 8 },
      ],
    });
    assert.deepEqual((await duck.get(`/values/${original.boxes.slots['1'].label}/last`)).data[0].value, 3);

    await t.domain.series.feed(feedId as number, { 1: [{ value: { title: 'News' } }] });
    const feed = await duck.get(`/api/widgets/${feedId}`);
    assert.equal((await duck.get(`/values/${feed.slots['1'].label}/last`)).data[0].value.title, 'News');
  });

test('a copy keeps its data when the settings of its slots change, even before anything was pushed to it', async () => {
  const original = await made();
  const [boxesId] = await COPIES['a card, by Cards'](original);
  const shown = async (id: number) => (await t.deps.store.widgets.get({ id }))?.data;
  const before = await shown(boxesId as number);
  assert.ok(before);
  await duck.put(`/api/widgets/${boxesId}`, { slots: { 2: { subtitle: 'away' } } });
  assert.deepEqual(await shown(boxesId as number), before);
});

/** What makes copies of a whole dashboard, or of all that is on it. */
const WHOLE = {
  'Cards, a dashboard': (board: number) => ask('POST', `/api/dashboards/${board}/duplicate`),
  'PostHog, a dashboard': (board: number) =>
    ask('POST', '/api/projects/@current/dashboards/', { use_dashboard: board, duplicate_tiles: true }),
  'PostHog, its tiles on another': (board: number) =>
    ask('POST', '/api/projects/@current/dashboards/', { use_dashboard: board }),
  'PostHog, its tiles beside them': async (board: number) => {
    const there = await t.deps.store.widgets.list({ dashboardId: board, deletedAt: null });
    const tiles = there.map(({ id }) => ({ id }));
    return ask('PATCH', `/api/projects/@current/dashboards/${board}/`, { duplicate_tiles: tiles });
  },
  'PostHog, as many texts beside them': async (board: number) => {
    const size = await t.deps.store.widgets.count({ dashboardId: board, deletedAt: null });
    const tiles = Array.from({ length: size }, (_, index) => ({ text: { body: `Text ${index}` } }));
    return ask('PATCH', `/api/projects/@current/dashboards/${board}/`, { tiles });
  },
  'PostHog, as many tiles of a template': async (board: number) => {
    const size = await t.deps.store.widgets.count({ dashboardId: board, deletedAt: null });
    const tile = (index: number) => ({
      ...{ type: index % 3 === 0 ? 'TEXT' : 'INSIGHT', name: `Tile ${index}`, description: '', body: 'Words' },
      ...(index % 2 === 0 && { layouts: { sm: { x: 3, y: index, w: 4, h: 3 } } }),
    });
    const tiles = Array.from({ length: size }, (_, index) => tile(index));
    const template = { template_name: 'Many', dashboard_description: '', dashboard_filters: {}, tiles };
    const made = await ask('POST', '/api/projects/@current/dashboards/create_from_template_json', { template });
    assert.equal(made.tiles.length, size);
  },
  'BI, a dashboard': async (board: number) => {
    const { publicId } = (await t.deps.store.dashboards.get({ id: board })) ?? {};
    return ask('POST', `/api/v1/bi/dashboards/${publicId}/clone?new_name=Twin`);
  },
  'PostHog, the insights of one in the bin': (board: number) =>
    ask('PATCH', `/api/projects/@current/dashboards/${board}/`, { deleted: true, delete_insights: true }),
} satisfies Record<string, (board: number) => Promise<unknown>>;

/** Statements that a copy of a dashboard with so many widgets takes. */
async function statementsFor(copy: (board: number) => Promise<unknown>, size: number): Promise<number> {
  const { board, boxes } = await made();
  const { id: _, ...widget } = (await t.deps.store.widgets.get({ id: boxes.widget.id })) ?? assert.fail();
  const rows = Array.from({ length: size }, (_, index) => ({
    ...widget,
    ...{ key: randomUUID(), publicId: randomUUID(), y: 10 * index },
  }));
  const more = await t.deps.store.widgets.insertAll(rows);
  const { workspaceId } = widget;
  await t.deps.store.series.insertAll(
    more.map(({ id: widgetId }) => ({ workspaceId, widgetId, slot: '1', label: `of-${widgetId}`, createdAt: 1 })),
  );
  using statements = countStatements();
  await copy(board);
  return statements.count;
}

for (const [name, copy] of Object.entries(WHOLE))
  test(`copies take about as many statements with 200 widgets as with two: ${name}`, async () => {
    const [few, many] = [await statementsFor(copy, 0), await statementsFor(copy, 198)];
    assert.ok(few > 0 && many < few + 60, `${few}, and ${many} with more`);
  });
