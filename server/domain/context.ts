import type { Bus, Change } from './bus.ts';
import { DomainError, type ErrorCode, forbidden, notFound } from './errors.ts';
import type { Dashboard, Principal, Widget } from './model.ts';
import type { Push, Secrets, Store, Tables, Where } from './ports.ts';
import { createReach } from './reach.ts';
import { hasRight, type Right, requireScope, requireWorkspace } from './rights.ts';
import type { AccountKinds } from './sources/account-kinds.ts';
import type { DatasetEngine } from './sources/queries.ts';
import { createGuesses, type Guesses } from './throttle.ts';
import { isKey } from './validate.ts';

/** What the domain needs from outside. */
export interface DomainDeps {
  store: Store;
  bus: Bus;
  secrets: Secrets;
  /** Milliseconds since 1970. */
  now: () => number;
  /** Services that accounts can be linked with; none when absent. */
  accountKinds?: AccountKinds;
  /** Keeps the rows of datasets; without it there are none. */
  datasetEngine?: DatasetEngine;
  /** Resolves after that many milliseconds; a timer when absent. */
  wait?: (milliseconds: number) => Promise<unknown>;
}

/** What all services of the domain share: the ports, and the operations that several of them need. */
export interface Context extends DomainDeps {
  /** Tries of passwords of shared pages, by token, because two services can open the same page. */
  readonly unlocks: Guesses;
  /** Tells this process and all others of a change, after its commit. */
  announce(change: Change): Promise<void>;
  announceDashboards(ids: Iterable<number>): Promise<void>;
  /** Commits a push and tells this process; the others hear of it from the store. @returns the widget's new version */
  push(push: Push): Promise<number>;
  /** Runs while no other process changes what is on the dashboard: writing `changes` locks its row. */
  alone<Result>(
    dashboard: Dashboard,
    run: (tables: Tables) => Promise<Result>,
    changes?: Partial<Dashboard>,
  ): Promise<Result>;
  /** Runs while nothing else runs like this in the workspace, in any process: rewriting its row locks it. */
  aloneIn<Result>(workspaceId: number, run: (tables: Tables) => Promise<Result>): Promise<Result>;
  /** A living dashboard, whoever asks. @throws DomainError `not_found` */
  dashboardByKey(key: string): Promise<Dashboard>;
  /**
   * A living widget on a living dashboard, whoever asks.
   * @param asked what the caller named it by, for messages
   * @throws DomainError `not_found`
   */
  livingWidget<Column extends keyof Widget = keyof Widget>(
    where: Where<Widget>,
    asked: string | number,
    columns?: readonly Column[],
  ): Promise<{ widget: Pick<Widget, Column | 'dashboardId'>; dashboard: Dashboard }>;
  /** The living dashboards of the principal's workspace that it may read, by position. @throws DomainError `forbidden` */
  readable(principal: Principal): Promise<Dashboard[]>;
  /** Whether the principal has a right on a dashboard, by workspace, scope, role and grants. */
  may(principal: Principal, dashboard: Dashboard, right: Right): Promise<boolean>;
  /** Ids of those of its workspace's dashboards that the principal may write, by role and grants. */
  writable(principal: Principal, dashboards: readonly Dashboard[]): Promise<Set<number>>;
  /** Like `require`, but by workspace, role and grants alone: for what has a scope of its own. @throws DomainError `foreign`, `forbidden` */
  requireReach(principal: Principal, dashboard: Dashboard, right: Right): Promise<void>;
  /** @throws DomainError `foreign`, `forbidden` */
  require(principal: Principal, dashboard: Dashboard, right: Right): Promise<void>;
}

export function createContext(deps: DomainDeps): Context {
  const { store, bus } = deps;

  const reach = createReach(store);

  async function requireReach(principal: Principal, dashboard: Dashboard, right: Right): Promise<void> {
    requireWorkspace(principal, dashboard.workspaceId, 'dashboard', dashboard.key);
    if (!(await reach.has(principal, dashboard, right)))
      throw forbidden(`dashboard:${right}`, 'dashboard', dashboard.key);
  }

  async function require(principal: Principal, dashboard: Dashboard, right: Right): Promise<void> {
    requireWorkspace(principal, dashboard.workspaceId, 'dashboard', dashboard.key);
    requireScope(principal, `dashboard:${right}`, 'dashboard', dashboard.key);
    await requireReach(principal, dashboard, right);
  }

  async function announce(change: Change): Promise<void> {
    bus.emit(change);
    // The change is committed: no request fails because others could not be told. A feed that lost its database
    // reports a gap once it is back.
    await store.feed.publish(change).catch(() => undefined);
  }

  return {
    ...deps,
    unlocks: createGuesses(deps.now, deps.wait),
    require,
    requireReach,
    async readable(principal) {
      const { workspaceId } = principal;
      requireScope(principal, 'dashboard:read', 'workspace', workspaceId);
      const all = await store.dashboards.list({ workspaceId, deletedAt: null }, { orderBy: ['position', 'id'] });
      const inDoubt = all.filter((dashboard) => !hasRight(principal, dashboard, 'read', []));
      const has = await reach.on(new Map([[principal, inDoubt]]));
      return all.filter((dashboard) => has(principal, dashboard, 'read'));
    },
    async writable(principal, dashboards) {
      const inDoubt = dashboards.filter((dashboard) => !hasRight(principal, dashboard, 'write', []));
      const has = await reach.on(new Map([[principal, inDoubt]]));
      return new Set(dashboards.filter((dashboard) => has(principal, dashboard, 'write')).map(({ id }) => id));
    },
    announce,
    async announceDashboards(ids) {
      await Promise.all([...new Set(ids)].map((dashboardId) => announce({ kind: 'dashboard', dashboardId })));
    },
    async push(push) {
      const { widgetId, data, at: dataUpdatedAt } = push;
      const version = await store.writer.push(push);
      bus.emit({ kind: 'data', widgetId, version, data, dataUpdatedAt });
      return version;
    },
    alone({ id, createdAt }, run, changes = { createdAt }) {
      return store.transaction(async (tables) => {
        await tables.dashboards.update({ id }, changes);
        return run(tables);
      });
    },
    aloneIn(id, run) {
      return store.transaction(async (tables) => {
        const { createdAt } = (await tables.workspaces.get({ id })) ?? {};
        if (createdAt !== undefined) await tables.workspaces.update({ id }, { createdAt });
        return run(tables);
      });
    },
    async dashboardByKey(key) {
      const dashboard = isKey(key) ? await store.dashboards.get({ key, deletedAt: null }) : undefined;
      if (!dashboard) throw notFound('dashboard', key);
      return dashboard;
    },
    async livingWidget(where, asked, columns) {
      const read = columns && [...columns, 'dashboardId' as const];
      const widget = await store.widgets.get({ ...where, deletedAt: null }, { columns: read });
      const dashboard = widget && (await store.dashboards.get({ id: widget.dashboardId, deletedAt: null }));
      if (!dashboard) throw notFound('widget', asked);
      return { widget, dashboard };
    },
    async may(principal, dashboard, right) {
      try {
        await require(principal, dashboard, right);
        return true;
      } catch (error) {
        if (error instanceof DomainError && REFUSALS.has(error.code)) return false;
        throw error;
      }
    },
  };
}

/** Errors that deny a right, as opposed to those that mean it could not be checked. */
const REFUSALS: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['foreign', 'forbidden']);
