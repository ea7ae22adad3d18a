import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import type { Method, Route } from '../../server/dialects/dialect.ts';
import { DIALECTS } from '../../server/dialects/index.ts';
import { systemPrincipal } from '../../server/domain/rights.ts';
import type { Tenant, TestApp } from './app.ts';
import { tellable } from './domain.ts';

/** One method and path of a dialect. */
export interface RouteRow extends Pick<Route, 'right'> {
  dialect: string;
  method: Method;
  path: string;
  /** `METHOD path`, the key in tables of exceptions. */
  name: string;
}

/** Every route of every dialect, from their own tables. */
export const routeRows = (): RouteRow[] =>
  DIALECTS.flatMap(({ dialect }) =>
    dialect.routes.flatMap(({ method, path, right }) =>
      [path].flat().map((each) => ({ dialect: dialect.name, method, path: each, right, name: `${method} ${each}` })),
    ),
  );

/** Ids of one tenant for the paths and bodies of requests. */
export interface Names {
  tenant: Tenant;
  label: string;
  token: string;
  shareToken: string;
  password: number;
  account: number;
  collection: number;
  group: number;
  share: number;
  dataset: number;
  otherBoard: number;
}

let made = 0;
const unique = (): number => ++made;

/** Creates one of everything that a path can refer to. */
export async function makeNames({ domain, deps: { store } }: TestApp, tenant: Tenant): Promise<Names> {
  const { workspace, users, board, widget } = tenant;
  const system = systemPrincipal(workspace.id, users.owner.id);
  const { token } = await domain.namedBoards.share(system, board, { description: 'wall' });
  await domain.namedBoards.embed(system, widget);
  const { labels } = await domain.slots.create(
    system,
    board,
    { type: 'number', givenType: 'custom_numeric_counter' },
    {},
  );
  await domain.boards.accessed(board);
  const restricted = await domain.dashboards.update(system, board.key, { restrictionLevel: 37 });
  await domain.collaborators.add(system, restricted, users.editor.uuid);
  const shared = tellable(await domain.shares.update(system, board, { enabled: true, passwordRequired: true }));
  const password = await domain.shares.addPassword(system, board, { password: 'hedgehogs', note: '' });
  const { grant } = await domain.grants.set(system, board, { subjectType: 'group', subjectId: 'ops', level: 'viewer' });
  await domain.pages.add(system, board, { name: 'Second' });
  const group = await domain.groups.create(system, `Group ${unique()}`);
  await domain.groups.addMember(system, group.id, users.viewer.id);
  const at = { workspaceId: workspace.id, createdAt: 1, updatedAt: 1 };
  const account = await store.accounts.insert({
    ...at,
    kind: 'rss',
    username: `News ${unique()}`,
    credentialsSealed: '',
  });
  const upload = { format: 'csv', bytes: Buffer.from('a,b\n1,2\n') } as const;
  const dataset = await domain.datasets.create(system, { name: `Rows ${unique()}`, upload });
  return {
    tenant,
    label: labels['1'] ?? '',
    token,
    shareToken: shared.token,
    password: password.id,
    account: account.id,
    collection: (await domain.collections.create(system, { name: `Collection of ${workspace.slug}` })).id,
    group: group.id,
    share: grant.id,
    dataset: dataset.id,
    otherBoard: tenant.openBoard.id,
  };
}

type Fill = (names: Names, path: string) => string | number;

/** What each path parameter refers to, by dialect. Every new parameter needs an entry. */
const PARAMETERS: Readonly<Record<string, Readonly<Record<string, Fill>>>> = {
  boardcharts: { key: ({ tenant }, path) => (path.includes('/widgets/:key') ? tenant.widget : tenant.board).key },
  ducksboard: {
    slug: ({ tenant }) => tenant.board.slug,
    token: ({ token }) => token,
    label: ({ label }) => label,
    id: ({ tenant, account }, path) => (path.includes('/accounts') ? account : tenant.widget.id),
  },
  bi: {
    id: ({ tenant }) => tenant.board.publicId,
    widget: ({ tenant }) => tenant.widget.publicId,
    template: () => 'executive_overview',
  },
  cards: {
    id: ({ tenant }) => tenant.board.id,
    dataset: ({ dataset }) => dataset,
    card: ({ tenant }) => tenant.widget.id,
    collection: ({ collection }) => collection,
    group: ({ group }) => group,
    share: ({ share }) => share,
    user: ({ tenant }) => tenant.users.viewer.id,
    page: () => 2,
    slug: ({ tenant }) => tenant.board.slug,
  },
  posthog: {
    project_id: ({ tenant }) => tenant.workspace.id,
    organization_id: ({ tenant }) => tenant.workspace.uuid,
    id: ({ tenant }) => tenant.board.id,
    insight_id: ({ tenant }) => 2 * tenant.widget.id,
    user__uuid: ({ tenant }) => tenant.users.editor.uuid,
    password_id: ({ password }) => password,
  },
  'posthog-shared': { token: ({ shareToken }) => shareToken },
};

/** The path of a route with ids of a tenant. */
export const fillPath = ({ dialect, path }: Pick<RouteRow, 'dialect' | 'path'>, names: Names): string =>
  path.replace(/:(\w+)/g, (_, name: string) => {
    const fill = PARAMETERS[dialect]?.[name] ?? assert.fail(`test/support/routes.ts: what is :${name} of ${path}?`);
    return encodeURIComponent(fill(names, path));
  });

const TEMPLATE = { template_name: 'T', dashboard_description: '', dashboard_filters: {}, tiles: [{ type: 'TEXT' }] };
const QUERY = { kind: 'InsightVizNode', source: { kind: 'TrendsQuery' } };

/** The body of a route, by method and path without its base; others have none. */
const BODIES: Readonly<Record<string, (names: Names) => unknown>> = {
  'boardcharts POST /dashboards': () => ({ name: 'New' }),
  'boardcharts PATCH /dashboards/:key': () => ({ refresh_interval: 30 }),
  'boardcharts POST /dashboards/:key/widgets': () => ({ type: 'number' }),
  'boardcharts PATCH /widgets/:key': () => ({ title: 'Changed' }),
  'boardcharts POST /widgets/:key/data': () => ({ value1: 1 }),
  'ducksboard POST /dashboards': () => ({ name: 'New board' }),
  'ducksboard PUT /dashboards/:slug': () => ({ background: 'white' }),
  'ducksboard POST /dashboards/:slug/tokens': () => ({ description: 'for joe' }),
  'ducksboard POST /widgets': ({ tenant }) => ({
    widget: { kind: 'custom_numeric_counter', title: 'New', dashboard: tenant.board.slug },
  }),
  'ducksboard POST /widgets/positions': ({ tenant }) => ({ [tenant.widget.id]: { row: 1, column: 2 } }),
  'ducksboard PUT /widgets/:id': () => ({ widget: { title: 'Changed' } }),
  'ducksboard POST /widgets/:id/copy': ({ tenant }) => ({ dashboard: tenant.board.slug }),
  'ducksboard POST /accounts': () => ({ kind: 'rss', username: 'New', url: 'https://example.test/' }),
  'ducksboard POST /accounts/:id': () => ({ username: 'Other news' }),
  'ducksboard PUT /user': () => ({ company: 'Acme' }),
  'ducksboard POST /v/:label': () => ({ value: 1 }),
  'ducksboard POST /values/:label': () => ({ value: 1 }),
  'ducksboard POST /v': ({ label }) => ({ [label]: { value: 1 } }),
  'ducksboard POST /values': ({ label }) => ({ [label]: { value: 1 } }),
  'bi POST /dashboards': () => ({ name: 'New' }),
  'bi PUT /dashboards/:id': () => ({ description: 'Changed' }),
  'bi POST /dashboards/:id/widgets': () => ({ name: 'New', widget_type: 'text' }),
  'bi PUT /dashboards/:id/widgets/:widget': () => ({ name: 'Changed' }),
  'bi POST /dashboards/:id/share': () => ({ shared_with: ['user-789'], permissions: 'view' }),
  'cards POST /auth/login': () => ({ username: `nobody-${unique()}`, password: 'wrong wrong' }),
  'cards POST /dashboards/collections': () => ({ name: 'New' }),
  'cards PATCH /dashboards/collections/:collection': () => ({ name: 'Changed' }),
  'cards POST /dashboards/from-template': ({ dataset }) => ({
    template_id: 'kpi-summary',
    dataset_id: dataset,
    name: 'New',
  }),
  'cards POST /dashboards': () => ({ name: 'New' }),
  'cards PATCH /dashboards/:id': () => ({ description: 'Changed' }),
  'cards POST /dashboards/:id/cards': () => ({ card_type: 'kpi_card', config: {} }),
  'cards PATCH /dashboards/:id/cards/:card': () => ({ config: { prefix: '€' } }),
  'cards PATCH /dashboards/:id/layout': ({ tenant }) => [{ card_id: tenant.widget.id, x: 0, y: 50, w: 2, h: 2 }],
  'cards POST /dashboards/:id/pages': () => ({ name: 'Second' }),
  'cards PATCH /dashboards/:id/pages/:page': () => ({ name: 'First' }),
  'cards POST /dashboards/:id/shares': () => ({ subject_type: 'user', subject_id: 1, access_level: 'viewer' }),
  'cards POST /groups': () => ({ name: `Team ${unique()}` }),
  'cards POST /datasets': () => ({ name: `More ${unique()}`, rows: [{ a: 1 }] }),
  'cards POST /datasets/query': () => ({ sql: 'select 1' }),
  'cards PATCH /datasets/:dataset': () => ({ name: `Renamed ${unique()}` }),
  'cards POST /datasets/:dataset/append': () => ({ rows: [{ a: 2, b: 3 }] }),
  'cards POST /datasets/:dataset/replace': () => ({ rows: [{ b: 2 }] }),
  'cards PUT /datasets/:dataset/data': () => ({ rows: [{ b: 2 }] }),
  'posthog POST /api/personal_api_keys': () => ({ label: 'New', scopes: ['dashboard:read'] }),
  'posthog POST /dashboards': () => ({ name: 'New' }),
  'posthog POST /dashboards/create_from_template_json': () => ({ template: TEMPLATE }),
  'posthog PATCH /dashboards/:id': () => ({ pinned: true }),
  'posthog PUT /dashboards/:id': () => ({ description: 'put' }),
  'posthog PATCH /dashboards/:id/move_tile': ({ tenant, otherBoard }) => ({
    tile: { id: tenant.widget.id },
    toDashboard: otherBoard,
  }),
  'posthog POST /dashboards/:id/collaborators': ({ tenant }) => ({ level: 37, user_uuid: tenant.users.viewer.uuid }),
  'posthog PATCH /dashboards/:id/sharing': () => ({ settings: { legend: true } }),
  'posthog POST /dashboards/:id/sharing/passwords': () => ({ note: 'n' }),
  'posthog POST /insights': () => ({ name: 'New', query: QUERY }),
  'posthog PATCH /insights/:insight_id': () => ({ name: 'Changed' }),
  'posthog POST /query': () => ({ query: { kind: 'HogQLQuery', query: 'select 1' } }),
  'posthog-shared POST /shared/:token': () => ({ password: 'hedgehogs' }),
  'posthog-shared POST /shared_dashboard/:token': () => ({ password: 'hedgehogs' }),
  'posthog-shared POST /embedded/:token': () => ({ password: 'hedgehogs' }),
};

const BASE = /^\/api\/(v2|v1\/bi|(projects|environments)\/:project_id)(?=\/)|^\/api(?=\/(?!personal))/;

/** The encoded body for a route in a tenant; `undefined` for routes without one. */
export function bodyFor({ dialect, method, path }: RouteRow, names: Names): string | undefined {
  const body = BODIES[bodyName({ dialect, method, path })];
  return body && JSON.stringify(body(names));
}

const bodyName = ({ dialect, method, path }: Pick<RouteRow, 'dialect' | 'method' | 'path'>): string =>
  `${dialect} ${method} ${path.replace(BASE, '')}`;

/** Entries for routes that do not exist. */
export function bodiesOfNone(rows: readonly RouteRow[]): string[] {
  const names = new Set(rows.map(bodyName));
  return Object.keys(BODIES).filter((name) => !names.has(name));
}

/** Headers with a key, as a dialect expects it. */
export const keyHeaders = (dialect: string, key: string): Record<string, string> => ({
  authorization: dialect === 'ducksboard' ? `Basic ${Buffer.from(`${key}:x`).toString('base64')}` : `Bearer ${key}`,
});

/** Every row of every table by table and id, without what any request updates (such as last use). */
export function createDump(file: string): { read(): Map<string, string>; close(): void } {
  const database = new DatabaseSync(file, { readOnly: true });
  const tables = database
    .prepare("select name from sqlite_schema where type = 'table' and name not like 'sqlite%'")
    .all()
    .map(({ name }) => String(name));
  const statements = tables.map((table) => [table, database.prepare(`select * from "${table}"`)] as const);
  const version = database.prepare('pragma data_version');
  let last = { version: Number.NaN, rows: new Map<string, string>() };
  const readAll = (): Map<string, string> =>
    new Map(
      statements.flatMap(([table, statement]) =>
        statement.all().map((row, index): [string, string] => {
          const { last_used_at: _, ...rest } = row;
          return [`${table} ${row.id ?? index}`, JSON.stringify(rest)];
        }),
      ),
    );
  return {
    read() {
      const now = Number(version.get()?.data_version);
      if (now !== last.version) last = { version: now, rows: readAll() };
      return last.rows;
    },
    close: () => database.close(),
  };
}
