import type { Dashboard, Principal } from '../../server/domain/model.ts';
import type { TestApp } from './app.ts';
import { type Client, clientOf } from './cross.ts';
import type { CrossName } from './cross-dialects.ts';

/** Makes a dashboard and its widgets by one dialect's own requests. @returns its number, or what finds it */
const MAKERS: Record<CrossName, (client: Client, count: number) => Promise<Partial<Dashboard>>> = {
  async boardcharts({ ask }, count) {
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
  async ducksboard({ ask }, count) {
    const { slug } = await ask('POST', '/api/dashboards/', { name: `${count} ducks` });
    for (let index = 0; index < count; index += 1) {
      const place = { row: Math.floor(index / 4) + 1, column: (index % 4) + 1 };
      const widget = { kind: 'custom_numeric_counter', title: `Counter ${index}`, dashboard: slug, ...place };
      const { slots } = await ask('POST', '/api/widgets/', { widget });
      await ask('POST', `/values/${slots['1'].label}`, { value: index });
    }
    return { slug };
  },
  async bi({ ask }, count) {
    const { id } = await ask('POST', '/api/v1/bi/dashboards', { name: `${count} figures`, visibility: 'tenant' });
    for (let index = 0; index < count; index += 1)
      await ask('POST', `/api/v1/bi/dashboards/${id}/widgets`, {
        name: `Text ${index}`,
        widget_type: 'text',
        position: { x: (index % 4) * 3, y: Math.floor(index / 4) * 2, width: 3, height: 2 },
      });
    return { publicId: id };
  },
  async cards({ ask }, count) {
    const { dashboard_id: id } = await ask('POST', '/api/dashboards', { name: `${count} cards`, audience: 'public' });
    for (let index = 0; index < count; index += 1)
      await ask('POST', `/api/dashboards/${id}/cards`, {
        card_type: 'kpi_card',
        config: { title: `Card ${index}` },
        layout: { x: (index % 4) * 3, y: Math.floor(index / 4) * 2, w: 3, h: 2 },
      });
    return { id };
  },
  async posthog({ ask }, count) {
    const project = '/api/projects/@current';
    const { id } = await ask('POST', `${project}/dashboards`, { name: `${count} tiles` });
    const source = { kind: 'TrendsQuery', trendsFilter: { display: 'BoldNumber' } };
    for (let index = 0; index < count; index += 1) {
      const insight = { name: `Insight ${index}`, query: { kind: 'InsightVizNode', source }, dashboards: [id] };
      await ask('POST', `${project}/insights`, insight);
    }
    return { id };
  },
};

/** What shows a dashboard. */
export interface Look {
  dialect: CrossName | 'runtime' | 'pages';
  name: string;
  ask(): Promise<{ status: number; text: string }>;
}

/** Makes a dashboard with so many widgets by a dialect, and gives back every way to look at it. */
export async function largeBoard(t: TestApp, origin: CrossName, count: number): Promise<Look[]> {
  const { secret } = t.alpha.keys.owner;
  const made = await MAKERS[origin](clientOf(t, secret, origin === 'ducksboard' ? 'basic' : 'bearer'), count);
  const board = (await t.deps.store.dashboards.get({ ...made, workspaceId: t.alpha.workspace.id })) as Dashboard;
  const principal: Principal = await t.domain.people.byApiKey(secret);
  const open = { isPrivate: false, visibility: 'public' } as const;
  await t.domain.dashboards.update(principal, board.key, open);
  const widgets = await t.deps.store.widgets.list({ dashboardId: board.id, deletedAt: null });
  const access = (await t.domain.sharing.createAccessToken(board.key)).token;
  const embed = (await t.domain.sharing.createEmbedToken(widgets[0]?.key ?? '')).token;
  const { token: shared } = await t.domain.shares.update(principal, board, { enabled: true });
  const basic = { authorization: `Basic ${Buffer.from(`${secret}:x`).toString('base64')}` };
  const bearer = { authorization: `Bearer ${secret}` };
  const look = (dialect: Look['dialect'], path: string, body?: object): Look => ({
    dialect,
    name: path
      .replace(board.key, ':key')
      .replace(board.publicId, ':id')
      .replace(board.slug, ':slug')
      .replace(/\/\d+/, '/:id'),
    ask: () =>
      t.send({
        method: body ? 'POST' : 'GET',
        path,
        headers: dialect === 'ducksboard' ? basic : dialect === 'runtime' || dialect === 'pages' ? {} : bearer,
        ...(body && { body: JSON.stringify(body) }),
      }),
  });
  const project = '/api/projects/@current';
  const named = (shown: Look, name: string): Look => ({ ...shown, name });
  return [
    look('boardcharts', '/api/v2/dashboards'),
    look('boardcharts', `/api/v2/dashboards/${board.key}`),
    look('boardcharts', `/api/v2/dashboards/${board.key}/widgets`),
    look('ducksboard', '/api/dashboards/'),
    look('ducksboard', '/api/widgets/'),
    look('ducksboard', `/api/dashboards/${board.slug}/widgets/`),
    look('bi', '/api/v1/bi/dashboards'),
    look('bi', `/api/v1/bi/dashboards/${board.publicId}`),
    look('cards', '/api/dashboards'),
    look('cards', `/api/dashboards/${board.id}`),
    look('cards', `/api/dashboards/${board.id}/render`),
    look('cards', `/api/public/dashboards/${board.slug}/render`),
    look('posthog', `${project}/dashboards/`),
    look('posthog', `${project}/dashboards/${board.id}/`),
    look('posthog', `${project}/dashboards/${board.id}/stream_tiles`),
    look('posthog', `${project}/insights/`),
    named(look('posthog', `/shared/${shared}.json`), '/shared/:token.json'),
    named(look('posthog', `/shared/${shared}`), '/shared/:token'),
    named(look('runtime', '/live', { dashboards: [{ key: board.key }] }), '/live, the dashboard'),
    named(look('runtime', '/live', { dashboards: [{ token: access }] }), '/live, the dashboard by token'),
    named(look('runtime', '/live', { widgets: widgets.map(({ key }) => ({ key })) }), '/live, every widget'),
    named(look('pages', `/public/${access}/`), '/public/:token'),
    named(look('pages', `/embed/${embed}`), '/embed/:token'),
  ];
}
