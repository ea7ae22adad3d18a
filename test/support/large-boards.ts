import type { Dashboard, Principal } from '../../server/domain/model.ts';
import type { TestApp } from './app.ts';
import { clientOf } from './cross.ts';
import { CROSS, type CrossName } from './cross-dialects.ts';
import { keyHeaders } from './routes.ts';

/** One way to view a dashboard. */
export interface Look {
  dialect: CrossName | 'runtime' | 'pages';
  name: string;
  ask(): Promise<{ status: number; text: string }>;
}

/** Creates a dashboard with `count` widgets through a dialect, and returns all ways to view it. */
export async function largeBoard(t: TestApp, origin: CrossName, count: number): Promise<Look[]> {
  const { secret } = t.alpha.keys.owner;
  const made = await CROSS[origin].many?.(clientOf(t, secret, origin), count);
  const board = (await t.deps.store.dashboards.get({ ...made, workspaceId: t.alpha.workspace.id })) as Dashboard;
  const principal: Principal = await t.domain.people.byApiKey(secret);
  const open = { isPrivate: false, visibility: 'public' } as const;
  await t.domain.dashboards.update(principal, board.key, open);
  const widgets = await t.deps.store.widgets.list({ dashboardId: board.id, deletedAt: null });
  const access = (await t.domain.sharing.createAccessToken(board.key)).token;
  const embed = (await t.domain.sharing.createEmbedToken(widgets[0]?.key ?? '')).token;
  const { token: shared } = await t.domain.shares.update(principal, board, { enabled: true });
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
        headers: dialect === 'runtime' || dialect === 'pages' ? {} : keyHeaders(dialect, secret),
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
