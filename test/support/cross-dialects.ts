import type { JsonObject } from '../../components/model/widget.ts';
import { byId, type Change, type Client, type CrossDialect, type Facet, type Ids, without } from './cross.ts';

const touching = (touches: Facet | Facet[], run: Change['run']): Change => ({ touches: [touches].flat(), run });
let made = 0;
const unique = (): number => ++made;
const first = ({ widgets }: Ids) => widgets[0] as Ids['widgets'][number];
const all = async (ids: Ids, read: (widget: Ids['widgets'][number]) => Promise<JsonObject>) =>
  Object.fromEntries(
    await Promise.all(ids.widgets.slice(0, 3).map(async (each) => [`${each.id}`, await read(each)] as const)),
  );

const boardcharts: CrossDialect = {
  async make({ ask }, { domain, alpha }) {
    const { key } = await ask('POST', '/api/v2/dashboards', { name: 'Charts', is_private: true, refresh_interval: 45 });
    const widgets = `/api/v2/dashboards/${key}/widgets`;
    await ask('POST', widgets, {
      type: 'number',
      title: 'Orders',
      config: { template: 'widget_number_small.html', prefix: '€', goal: 200, deep: { list: [1, { a: null }] } },
      data: { value1: 12, value2: 10, text1: 'today', extra: { kept: true } },
      refresh_interval: 15,
      position: { x: 2, y: 1, w: 5, h: 3 },
    });
    await ask('POST', widgets, {
      type: 'chart',
      title: 'Trend',
      config: { chart_type: 'line', x_axes_type: 2 },
      data: { labels: ['a', 'b'], datasets: [['one', [1, 2]]] },
    });
    await ask('POST', widgets, { type: 'text', title: 'Words', data: { text1: 'Head', text3: 'Body' } });
    await ask('POST', widgets, { type: 'countdown', title: 'Sale', data: { target_datetime: '2031-01-01 00:00:00' } });
    await ask('POST', widgets, { type: 'html', title: 'Markup', data: { html1: '<b>1</b>' } });
    return (await domain.lookup.dashboard(await domain.people.byApiKey(alpha.keys.owner.secret), { key })).id;
  },
  read: async ({ ask }, ids) => ({
    board: await ask('GET', `/api/v2/dashboards/${ids.board.key}`),
    rows: byId((await ask('GET', `/api/v2/dashboards/${ids.board.key}/widgets`)).widgets, 'key'),
    widgets: await all(ids, ({ key }) => ask('GET', `/api/v2/widgets/${key}`)),
  }),
  shows: {
    name: /^board\.name$/,
    open: /^board\.is_private$/,
    interval: /^board\.refresh_interval$|^widgets\.\d+\.refresh_interval$/,
    title: /^widgets\.\d+\.title$/,
    config: /^widgets\.\d+\.config\b/,
    data: /^widgets\.\d+\.data\b/,
    place: /^widgets\.\d+\.position\b/,
  },
  follows: {
    audience: /^board\.is_private$/,
    interval: /^rows\.\w+\.refresh_interval$/,
    title: /^rows\.\w+\.title$|^widgets\.\d+\.config\.title$/,
  },
  changes: {
    name: touching('name', ({ ask }, { board }, { text }) =>
      ask('PATCH', `/api/v2/dashboards/${board.key}`, { name: text }),
    ),
    interval: touching('interval', ({ ask }, { board }, { number }) =>
      ask('PATCH', `/api/v2/dashboards/${board.key}`, { refresh_interval: number + 100 }),
    ),
    'widget interval': touching('interval', ({ ask }, ids, { number }) =>
      ask('PATCH', `/api/v2/widgets/${first(ids).key}`, { refresh_interval: number + 100 }),
    ),
    title: touching('title', ({ ask }, ids, { text }) =>
      ask('PATCH', `/api/v2/widgets/${first(ids).key}`, { title: text }),
    ),
    config: touching('config', ({ ask }, ids, { json }) =>
      ask('PATCH', `/api/v2/widgets/${first(ids).key}`, { config: { more: json } }),
    ),
    place: touching('place', ({ ask }, ids, { number }) =>
      ask('PATCH', `/api/v2/widgets/${first(ids).key}`, { position: { x: 1, y: 500 + number, w: 4, h: 7 } }),
    ),
    data: touching('data', ({ ask }, ids, { json }) =>
      ask('POST', `/api/v2/widgets/${first(ids).key}/data`, {
        value1: 77,
        text1: 'pushed',
        text3: 'pushed',
        more: json,
      }),
    ),
    open: touching(['open', 'audience'], ({ ask }, { board }) =>
      ask('PATCH', `/api/v2/dashboards/${board.key}`, { is_private: !board.isPrivate }),
    ),
  },
  async echo({ ask }, { board, widgets }) {
    const paths = [`/api/v2/dashboards/${board.key}`, ...widgets.map(({ key }) => `/api/v2/widgets/${key}`)];
    for (const path of paths) await ask('PATCH', path, await ask('GET', path));
  },
  async many({ ask }, count) {
    const { key } = await ask('POST', '/api/v2/dashboards', { name: `${count} charts` });
    for (let index = 0; index < count; index += 1)
      await ask('POST', `/api/v2/dashboards/${key}/widgets`, {
        type: 'number',
        title: `Number ${index}`,
        data: { value1: index },
        position: { x: (index % 4) * 3, y: Math.floor(index / 4) * 2, w: 3, h: 2 },
      });
    return { key };
  },
  found: ({ board }) => `/api/v2/dashboards/${board.key}`,
  deletes: {
    board: ({ board }) => ['DELETE', `/api/v2/dashboards/${board.key}`],
    widget: (ids) => ['DELETE', `/api/v2/widgets/${first(ids).key}`],
  },
};

const embedOf = (ids: Ids): string => `/api/widgets/${first(ids).id}/embed`;

const ducksboard: CrossDialect = {
  async make({ ask }, { domain, alpha }) {
    const { slug } = await ask('POST', '/api/dashboards/', { name: `Ducks ${unique()}`, background: 'dark wood' });
    const add = (widget: JsonObject, slots: JsonObject = {}, content: JsonObject = {}) =>
      ask('POST', '/api/widgets/', { widget: { dashboard: slug, ...widget }, slots, content });
    const counter = await add(
      { kind: 'custom_numeric_counter', title: 'Visits', row: 2, column: 3, width: 2, height: 1, sound: true },
      { 1: { subtitle: 'per day', color: '#C11F70', timespan: 'daily' } },
      { note: 'kept' },
    );
    await ask('PUT', `/api/widgets/${counter.widget.id}`, { slots: { 1: { label: `visits-${slug}` } } });
    const boxes = await add(
      { kind: 'custom_numeric_boxes4', title: 'Boxes' },
      { 1: { subtitle: 'a', color: '#ff0000' }, 2: { subtitle: 'b' }, 3: { subtitle: 'c' }, 4: { subtitle: 'd' } },
    );
    await add({ kind: 'custom_numeric_absolute_graph3', title: 'Graph' }, { 1: { subtitle: 'x', timespan: 'weekly' } });
    await add(
      { kind: 'custom_textual_status_leaderboard5', title: 'Leaders' },
      { 1: { subtitle1: 'who', color2: '#0f0' } },
    );
    const text = await add({ kind: 'custom_textual_text', title: 'Words' });
    await ask('POST', `/values/visits-${slug}`, [
      { value: 3, timestamp: 1_767_225_600 },
      { value: 4, timestamp: 1_767_312_000 },
    ]);
    await ask('POST', `/values/${boxes.slots['2'].label}`, { value: 7 });
    await ask('POST', `/values/${text.slots['1'].label}`, { value: { content: 'Words' } });
    await ask('POST', `/api/dashboards/${slug}/tokens/`, { description: 'wall', password: 'sesame' });
    await ask('PUT', `/api/widgets/${counter.widget.id}/embed`);
    const principal = await domain.people.byApiKey(alpha.keys.owner.secret);
    return (await domain.lookup.dashboard(principal, { slug })).id;
  },
  async read({ ask, status }, ids) {
    const { slug } = ids.board;
    const { data } = await ask('GET', `/api/dashboards/${slug}/widgets/`);
    const labels = (data as { slots: Record<string, { label: string }> }[]).flatMap(({ slots }) =>
      Object.values(slots).map(({ label }) => label),
    );
    const values = await Promise.all(
      labels.slice(0, 3).map(async (label) => [label, await ask('GET', `/values/${label}/last?count=9`)] as const),
    );
    return {
      board: await ask('GET', `/api/dashboards/${slug}`),
      widgets: byId(data, ({ widget }) => (widget as JsonObject).id),
      values: Object.fromEntries(values),
      tokens: byId((await ask('GET', `/api/dashboards/${slug}/tokens/`)).data, 'token'),
      embed:
        ids.widgets.length === 0 || (await status('GET', embedOf(ids))) === 404 ? null : await ask('GET', embedOf(ids)),
    };
  },
  shows: {
    name: /^board\.name$/,
    slug: /^board\.slug$/,
    background: /^board\.background$/,
    order: /^board\.layout$/,
    title: /^widgets\.\d+\.widget\.title$/,
    place: /^widgets\.\d+\.widget\.(row|column|width|height)$/,
    sound: /^widgets\.\d+\.widget\.sound$/,
    slots: /^widgets\.\d+\.slots\b/,
    content: /^widgets\.\d+\.content\b/,
    samples: /^values\b/,
    tokens: /^(tokens|embed)\b/,
  },
  follows: {
    slug: /^widgets\.\d+\.widget\.dashboard$/,
    slots: /^values\b/,
    sharing: /^tokens\b/,
    source: /^widgets\.\d+\.content\b/,
  },
  changes: {
    name: touching(['name', 'slug'], ({ ask }, { board }, { text }) =>
      ask('PUT', `/api/dashboards/${board.slug}`, { name: `${text} ${unique()}` }),
    ),
    background: touching('background', ({ ask }, { board }) =>
      ask('PUT', `/api/dashboards/${board.slug}`, { background: board.background === 'sand' ? 'white' : 'sand' }),
    ),
    order: touching('order', ({ ask }, { board }, { number }) =>
      ask('PUT', `/api/dashboards/${board.slug}`, { layout: 2 ** 30 - number - unique() }),
    ),
    title: touching('title', ({ ask }, ids, { text }) =>
      ask('PUT', `/api/widgets/${first(ids).id}`, { widget: { title: text } }),
    ),
    place: touching('place', ({ ask }, ids, { number }) =>
      ask('PUT', `/api/widgets/${first(ids).id}`, { widget: { row: 40 + number, column: 2, width: 3, height: 2 } }),
    ),
    positions: touching('place', ({ ask }, ids, { number }) =>
      ask('POST', '/api/widgets/positions', { [first(ids).id]: { row: 90 + number, column: 1 } }),
    ),
    sound: touching('sound', ({ ask }, ids) =>
      ask('PUT', `/api/widgets/${first(ids).id}`, { widget: { sound: !first(ids).sound } }),
    ),
    content: touching('content', ({ ask }, ids, { json }) =>
      ask('PUT', `/api/widgets/${first(ids).id}`, { content: { more: json } }),
    ),
    slot: touching(['slots', 'config', 'data'], ({ ask }, ids, { text, number }) =>
      ask('PUT', `/api/widgets/${first(ids).id}`, {
        slots: { 1: { subtitle: text, color: `#${(100_000 + (number % 800_000)).toString().slice(0, 6)}` } },
      }),
    ),
    value: touching(['samples', 'data', 'slots'], async ({ ask }, ids, { number }) => {
      const path = `/api/widgets/${first(ids).id}`;
      const { slots } = await ask('GET', path);
      const { label } = slots['1'] ?? (await ask('PUT', path, { slots: { 1: {} } })).slots['1'];
      await ask('POST', `/values/${label}`, { value: 1000 + number });
    }),
    token: touching('tokens', ({ ask }, { board }, { text }) =>
      ask('POST', `/api/dashboards/${board.slug}/tokens/`, { description: text }),
    ),
    embed: touching('tokens', async ({ ask, status }, ids) =>
      ask((await status('GET', embedOf(ids))) === 404 ? 'PUT' : 'DELETE', embedOf(ids)),
    ),
  },
  async echo({ ask }, { board, widgets }) {
    await ask('PUT', `/api/dashboards/${board.slug}`, await ask('GET', `/api/dashboards/${board.slug}`));
    for (const { id } of widgets) await ask('PUT', `/api/widgets/${id}`, await ask('GET', `/api/widgets/${id}`));
    const { data } = await ask('GET', `/api/dashboards/${board.slug}/widgets/`);
    const places = (data as { widget: { id: number; row: number; column: number } }[]).map(
      ({ widget: { id, row, column } }) => [id, { row, column }],
    );
    await ask('POST', '/api/widgets/positions', Object.fromEntries(places));
  },
  async many({ ask }, count) {
    const { slug } = await ask('POST', '/api/dashboards/', { name: `${count} ducks` });
    for (let index = 0; index < count; index += 1) {
      const place = { row: Math.floor(index / 4) + 1, column: (index % 4) + 1 };
      const widget = { kind: 'custom_numeric_counter', title: `Counter ${index}`, dashboard: slug, ...place };
      const { slots } = await ask('POST', '/api/widgets/', { widget });
      await ask('POST', `/values/${slots['1'].label}`, { value: index });
    }
    return { slug };
  },
  found: ({ board }) => `/api/dashboards/${board.slug}`,
  deletes: {
    board: ({ board }) => ['DELETE', `/api/dashboards/${board.slug}`],
    widget: (ids) => ['DELETE', `/api/widgets/${first(ids).id}`],
  },
};

const BI = '/api/v1/bi/dashboards';
const bi: CrossDialect = {
  async make({ ask }, { deps }) {
    const { id: publicId } = await ask('POST', BI, {
      name: 'Business',
      description: 'Quarterly revenue',
      visibility: 'team',
      tags: ['Revenue', 'quarterly'],
      filters: [{ field: 'region', operator: 'in', values: ['US', 'EU'], note: 'kept' }],
    });
    const add = (body: JsonObject) => ask('POST', `${BI}/${publicId}/widgets`, body);
    await add({
      name: 'Revenue',
      widget_type: 'kpi_card',
      position: { x: 3, y: 2, width: 6, height: 4 },
      data_source: { sql: 'SELECT 1', cache_ttl_seconds: 60, note: 'kept' },
      config: { prefix: '$', color_scheme: 'blue' },
    });
    await add({
      name: 'Regions',
      widget_type: 'bar_chart',
      data_source: { metric: 'revenue', dimensions: ['region'] },
    });
    await add({ name: 'Heat', widget_type: 'heatmap', data_source: { metric: 'visits' } });
    await add({ name: 'Notes', widget_type: 'text', config: { size: 'large' } });
    const shared_with = ['user-789', 'team-analytics', { user_id: 'user-7', permission: 'edit' }];
    await ask('POST', `${BI}/${publicId}/share`, { shared_with, permissions: 'view' });
    return (await deps.store.dashboards.get({ publicId }))?.id ?? 0;
  },
  async read({ ask }, { board }) {
    const { widgets, shared_with, ...rest } = await ask('GET', `${BI}/${board.publicId}`);
    const people = byId(shared_with, (row) => row.user_id ?? row.team_id);
    return { ...without(rest, 'updated_at'), widgets: byId(widgets, 'id'), people };
  },
  shows: {
    name: /^name$/,
    description: /^description$/,
    audience: /^visibility$/,
    tags: /^tags\b/,
    filters: /^filters\b/,
    people: /^people\b/,
    title: /^widgets\.[\w-]+\.name$/,
    config: /^widgets\.[\w-]+\.config\b/,
    place: /^widgets\.[\w-]+\.position\b/,
    source: /^widgets\.[\w-]+\.data_source\b/,
  },
  follows: { title: /^widgets\.[\w-]+\.config\.title$/ },
  changes: {
    name: touching('name', ({ ask }, { board }, { text }) => ask('PUT', `${BI}/${board.publicId}`, { name: text })),
    description: touching('description', ({ ask }, { board }, { text }) =>
      ask('PUT', `${BI}/${board.publicId}`, { description: text }),
    ),
    tags: touching('tags', ({ ask }, { board }, { number }) =>
      ask('PUT', `${BI}/${board.publicId}`, { tags: [`Tag ${number}`, 'other'] }),
    ),
    filters: touching('filters', ({ ask }, { board }, { text }) =>
      ask('PUT', `${BI}/${board.publicId}`, { filters: [{ field: 'f', operator: 'eq', values: [text] }] }),
    ),
    audience: touching('audience', ({ ask }, { board }) =>
      ask('PUT', `${BI}/${board.publicId}`, { visibility: board.visibility === 'public' ? 'private' : 'public' }),
    ),
    people: touching('people', ({ ask }, { board }, { number }) =>
      ask('POST', `${BI}/${board.publicId}/share`, { shared_with: [`user-${number}-new`], permissions: 'edit' }),
    ),
    title: touching('title', ({ ask }, ids, { text }) =>
      ask('PUT', `${BI}/${ids.board.publicId}/widgets/${first(ids).publicId}`, { name: text }),
    ),
    config: touching('config', ({ ask }, ids, { json }) =>
      ask('PUT', `${BI}/${ids.board.publicId}/widgets/${first(ids).publicId}`, {
        config: { ...first(ids).config, from_bi: json },
      }),
    ),
    place: touching('place', ({ ask }, ids, { number }) =>
      ask('PUT', `${BI}/${ids.board.publicId}/widgets/${first(ids).publicId}`, {
        position: { x: 2, y: 700 + number, width: 7, height: 9 },
      }),
    ),
    source: touching('source', ({ ask }, ids, { number }) =>
      ask('PUT', `${BI}/${ids.board.publicId}/widgets/${first(ids).publicId}`, {
        data_source: { sql: `SELECT ${number}` },
      }),
    ),
  },
  async echo({ ask }, { board }) {
    const { widgets, shared_with, ...rest } = await ask('GET', `${BI}/${board.publicId}`);
    await ask('PUT', `${BI}/${board.publicId}`, rest);
    await ask('POST', `${BI}/${board.publicId}/share`, { visibility: rest.visibility, shared_with });
    for (const widget of widgets) await ask('PUT', `${BI}/${board.publicId}/widgets/${widget.id}`, widget);
  },
  async many({ ask }, count) {
    const { id } = await ask('POST', '/api/v1/bi/dashboards', { name: `${count} figures`, visibility: 'tenant' });
    for (let index = 0; index < count; index += 1)
      await ask('POST', `/api/v1/bi/dashboards/${id}/widgets`, {
        name: `Text ${index}`,
        widget_type: 'text',
        position: { x: (index % 4) * 3, y: Math.floor(index / 4) * 2, width: 3, height: 2 },
      });
    return { publicId: id };
  },
  found: ({ board }) => `/api/v1/bi/dashboards/${board.publicId}`,
  deletes: {
    board: ({ board }) => ['DELETE', `/api/v1/bi/dashboards/${board.publicId}`],
    widget: (ids) => ['DELETE', `/api/v1/bi/dashboards/${ids.board.publicId}/widgets/${first(ids).publicId}`],
  },
};

const CARDS = '/api/dashboards';
const cards: CrossDialect = {
  async make({ ask }, { alpha: { users } }) {
    const { collection_id } = await ask('POST', `${CARDS}/collections`, { name: `Folder ${unique()}` });
    const { dashboard_id: id } = await ask('POST', CARDS, {
      name: 'Cards',
      description: 'All of them',
      collection_id,
      parameters: { region: { type: 'text', default: 'EU' } },
      audience: 'project',
    });
    await ask('POST', `${CARDS}/${id}/pages`, { name: 'Second', position: 2 });
    const add = (body: JsonObject) => ask('POST', `${CARDS}/${id}/cards`, body);
    const config = { title: 'Figure', prefix: '€', goal: 10, dataset_id: 7, value: '{{region}}' };
    await add({ card_type: 'kpi_card', config, layout: { x: 1, y: 1, w: 4, h: 3 } });
    await add({
      card_type: 'pivot',
      config: { title: 'Pivot', rows: ['a'] },
      layout: { x: 0, y: 9, w: 12, h: 3 },
      page: 2,
    });
    await add({ card_type: 'donut', config: { chart_type: 'doughnut', x: 'a' }, page: 2 });
    await add({ card_type: 'hero_section', config: { field: 'name' } });
    await add({ card_type: 'document_preview', config: { url: 'https://example.test/' } });
    await ask('POST', `${CARDS}/${id}/shares`, {
      subject_type: 'user',
      subject_id: users.viewer.id,
      access_level: 'commenter',
    });
    await ask('POST', `${CARDS}/${id}/shares`, {
      subject_type: 'group',
      subject_id: 'finance',
      access_level: 'editor',
    });
    return id;
  },
  async read({ ask }, { board }) {
    const { cards: list, shares, ...rest } = await ask('GET', `${CARDS}/${board.id}`);
    return { ...without(rest, 'updated_at'), cards: byId(list, 'card_id'), shares: byId(shares, 'share_id') };
  },
  shows: {
    name: /^name$/,
    slug: /^slug$/,
    description: /^description$/,
    audience: /^audience$/,
    parameters: /^parameters\b/,
    pages: /^pages\b/,
    people: /^shares\b/,
    title: /^cards\.\d+\.title$/,
    config: /^cards\.\d+\.config\b/,
    place: /^cards\.\d+\.layout\b/,
  },
  follows: { title: /^cards\.\d+\.config\.title$/ },
  changes: {
    name: touching('name', ({ ask }, { board }, { text }) => ask('PATCH', `${CARDS}/${board.id}`, { name: text })),
    description: touching('description', ({ ask }, { board }, { text }) =>
      ask('PATCH', `${CARDS}/${board.id}`, { description: text }),
    ),
    parameters: touching('parameters', ({ ask }, { board }, { json }) =>
      ask('PATCH', `${CARDS}/${board.id}`, { parameters: { more: json } }),
    ),
    audience: touching('audience', ({ ask }, { board }) =>
      ask('PATCH', `${CARDS}/${board.id}`, { audience: board.visibility === 'private' ? 'public' : 'private' }),
    ),
    page: touching('pages', ({ ask }, { board }, { text }) =>
      ask('POST', `${CARDS}/${board.id}/pages`, { name: text }),
    ),
    people: touching('people', ({ ask }, { board }, { number }) =>
      ask('POST', `${CARDS}/${board.id}/shares`, {
        subject_type: 'group',
        subject_id: number + 9,
        access_level: 'viewer',
      }),
    ),
    config: touching('config', ({ ask }, ids, { json }) =>
      ask('PATCH', `${CARDS}/${ids.board.id}/cards/${first(ids).id}`, { config: { from_cards: json } }),
    ),
    title: touching(['title', 'config'], ({ ask }, ids, { text }) =>
      ask('PATCH', `${CARDS}/${ids.board.id}/cards/${first(ids).id}`, { config: { title: text } }),
    ),
    place: touching('place', ({ ask }, ids, { number }) =>
      ask('PATCH', `${CARDS}/${ids.board.id}/cards/${first(ids).id}`, {
        layout: { x: 2, y: 900 + number, w: 5, h: 6 },
      }),
    ),
    layout: touching('place', ({ ask }, ids, { number }) =>
      ask('PATCH', `${CARDS}/${ids.board.id}/layout`, [{ card_id: first(ids).id, x: 0, y: 2000 + number, w: 8, h: 1 }]),
    ),
  },
  async echo({ ask }, { board }) {
    const whole = await ask('GET', `${CARDS}/${board.id}`);
    await ask('PATCH', `${CARDS}/${board.id}`, whole);
    const { cards: list, pages, shares } = whole;
    for (const card of list) await ask('PATCH', `${CARDS}/${board.id}/cards/${card.card_id}`, card);
    for (const page of pages) await ask('PATCH', `${CARDS}/${board.id}/pages/${page.page_number}`, page);
    for (const share of shares) await ask('POST', `${CARDS}/${board.id}/shares`, share);
  },
  async many({ ask }, count) {
    const { dashboard_id: id } = await ask('POST', '/api/dashboards', { name: `${count} cards`, audience: 'public' });
    for (let index = 0; index < count; index += 1)
      await ask('POST', `/api/dashboards/${id}/cards`, {
        card_type: 'kpi_card',
        config: { title: `Card ${index}` },
        layout: { x: (index % 4) * 3, y: Math.floor(index / 4) * 2, w: 3, h: 2 },
      });
    return { id };
  },
  found: ({ board }) => `/api/dashboards/${board.id}`,
  deletes: {
    board: ({ board }) => ['DELETE', `/api/dashboards/${board.id}`],
    widget: (ids) => ['DELETE', `/api/dashboards/${ids.board.id}/cards/${first(ids).id}`],
  },
};

const PROJECT = '/api/projects/@current';
const HOGS = `${PROJECT}/dashboards`;
const patch = ({ ask }: Client, { board }: Ids, body: JsonObject) => ask('PATCH', `${HOGS}/${board.id}`, body);
const posthog: CrossDialect = {
  async make({ ask }, { alpha: { users } }) {
    const { id } = await ask('POST', HOGS, {
      name: 'Hogs',
      description: 'All events',
      pinned: true,
      tags: ['growth', 'core'],
      restriction_level: 37,
      filters: { date_from: '-7d', properties: [{ key: 'a', value: [1] }] },
      variables: { v1: { code_name: 'v', value: 3 } },
      breakdown_colors: [{ breakdownValue: 'Chrome', colorToken: 'preset-1' }],
      data_color_theme_id: 4,
      last_refresh: '2026-01-02T03:04:05.000Z',
    });
    const query = { kind: 'InsightVizNode', source: { kind: 'TrendsQuery', trendsFilter: { display: 'BoldNumber' } } };
    await ask('POST', `${PROJECT}/insights`, {
      name: 'Big',
      description: 'Number',
      query,
      tags: ['x'],
      dashboards: [id],
    });
    const sql = { kind: 'DataVisualizationNode', source: { kind: 'HogQLQuery', query: 'SELECT 1' } };
    await ask('POST', `${PROJECT}/insights`, { name: 'Sql', query: sql, favorited: true, dashboards: [id] });
    const made = await ask('PATCH', `${HOGS}/${id}`, { tiles: [{ text: { body: 'Read **me**' }, color: 'blue' }] });
    const tiles = (made.tiles as { id: number }[]).map(({ id: tile }, index) => ({
      id: tile,
      color: 'green',
      layouts: { sm: { x: '6', y: `${index * 5}`, w: 6, h: 5, minW: 3 }, xs: { x: 0, y: index, w: 1, h: 5 } },
      show_description: true,
      filters_overrides: { date_from: '-1d' },
    }));
    await ask('PATCH', `${HOGS}/${id}`, { tiles });
    await ask('PATCH', `${HOGS}/${id}/sharing`, {
      enabled: true,
      settings: { whitelabel: true },
      password_required: true,
    });
    await ask('POST', `${HOGS}/${id}/sharing/passwords`, { raw_password: 'hedgehogs', note: 'wall' });
    await ask('POST', `${HOGS}/${id}/collaborators`, { level: 37, user_uuid: users.editor.uuid });
    return id;
  },
  async read({ ask }, { board }) {
    const { tiles, ...rest } = await ask('GET', `${HOGS}/${board.id}`);
    const sharing = await ask('GET', `${HOGS}/${board.id}/sharing`);
    return {
      ...without(rest, 'last_accessed_at', 'last_viewed_at'),
      tiles: byId(tiles, 'id'),
      // Before the first share there is no token: each response has a different one.
      sharing: sharing.created_at === null ? without(sharing, 'access_token') : sharing,
      people: byId(await ask('GET', `${HOGS}/${board.id}/collaborators`), 'id'),
    };
  },
  shows: {
    name: /^name$/,
    description: /^description$/,
    tags: /^tags\b/,
    pinned: /^pinned$/,
    looks: /^(filters|persisted_filters|variables|persisted_variables|breakdown_colors|data_color_theme_id)\b/,
    restriction: /^(restriction_level|effective_restriction_level|access_control_version)$/,
    sharing: /^(sharing|is_shared)\b/,
    title: /^tiles\.\d+\.(insight\.name|text)\b/,
    place: /^tiles\.\d+\.layouts\b/,
    data: /^tiles\.\d+\.(insight\.result|text\.body)\b/,
    tile: /^tiles\.\d+\.(color|show_description|transparent_background)\b/,
  },
  follows: {
    people: /^people\b/,
    place: /^tiles\.\d+\.order$/,
    source: /^tiles\.\d+\.error\b/,
    title: /^tiles\.\d+\.insight\.result\b/,
    config: /^tiles\.\d+\.insight\.query\b/,
    data: /^tiles\.\d+\.(is_cached|insight\.is_cached)$/,
  },
  changes: {
    name: touching('name', (client, ids, { text }) => patch(client, ids, { name: text })),
    description: touching('description', (client, ids, { text }) => patch(client, ids, { description: text })),
    tags: touching('tags', (client, ids, { number }) => patch(client, ids, { tags: [`tag ${number}`] })),
    pinned: touching('pinned', (client, ids) => patch(client, ids, { pinned: !ids.board.isPinned })),
    looks: touching('looks', (client, ids, { json, number }) =>
      patch(client, ids, { filters: { more: json }, variables: { v: json }, data_color_theme_id: number }),
    ),
    restriction: touching('restriction', (client, ids) =>
      patch(client, ids, { restriction_level: ids.board.restrictionLevel === 37 ? 21 : 37 }),
    ),
    place: touching('place', (client, ids, { number }) =>
      patch(client, ids, { tiles: [{ id: first(ids).id, layouts: { sm: { x: 3, y: 3000 + number, w: 4, h: 2 } } }] }),
    ),
    tile: touching('tile', (client, ids, { text }) =>
      patch(client, ids, { tiles: [{ id: first(ids).id, color: text, show_description: false }] }),
    ),
    title: touching('title', async ({ ask }, ids, { text }) => {
      const { tiles } = await ask('GET', `${HOGS}/${ids.board.id}`);
      const tile = (tiles as { id: number; insight: { id: number } | null }[]).find(({ id }) => id === first(ids).id);
      await ask('PATCH', `${PROJECT}/insights/${tile?.insight?.id}`, { name: text });
    }),
    sharing: touching('sharing', ({ ask }, { board }) =>
      ask('PATCH', `${HOGS}/${board.id}/sharing`, { enabled: true, settings: { legend: true, theme: 'dark' } }),
    ),
  },
  async echo({ ask }, { board }) {
    await ask('PATCH', `${HOGS}/${board.id}`, await ask('GET', `${HOGS}/${board.id}`));
    await ask('PUT', `${HOGS}/${board.id}`, await ask('GET', `${HOGS}/${board.id}`));
    const { tiles } = await ask('GET', `${HOGS}/${board.id}`);
    for (const { insight } of tiles) if (insight) await ask('PATCH', `${PROJECT}/insights/${insight.id}`, insight);
    const { created_at, ...sharing } = await ask('GET', `${HOGS}/${board.id}/sharing`);
    if (created_at !== null) await ask('PATCH', `${HOGS}/${board.id}/sharing`, sharing);
  },
  async many({ ask }, count) {
    const project = '/api/projects/@current';
    const { id } = await ask('POST', `${project}/dashboards`, { name: `${count} tiles` });
    const source = { kind: 'TrendsQuery', trendsFilter: { display: 'BoldNumber' } };
    for (let index = 0; index < count; index += 1) {
      const insight = { name: `Insight ${index}`, query: { kind: 'InsightVizNode', source }, dashboards: [id] };
      await ask('POST', `${project}/insights`, insight);
    }
    return { id };
  },
  found: ({ board }) => `/api/projects/@current/dashboards/${board.id}`,
  deletes: {
    board: ({ board }) => ['PATCH', `/api/projects/@current/dashboards/${board.id}`, { deleted: true }],
    widget: (ids) => [
      'PATCH',
      `/api/projects/@current/dashboards/${ids.board.id}`,
      { tiles: [{ id: first(ids).id, deleted: true }] },
    ],
  },
};

/** Every dialect. */
export const CROSS = { boardcharts, ducksboard, bi, cards, posthog };
export type CrossName = keyof typeof CROSS;
export const CROSS_NAMES = Object.keys(CROSS) as CrossName[];
