import { createLookup, type Finder } from './boards/lookup.ts';
import type { Bus, Change } from './bus.ts';
import { lockWorkspace } from './lock.ts';
import type { Dashboard, Principal } from './model.ts';
import type { Push, Secrets, Store, Tables } from './ports.ts';
import { createReach } from './reach.ts';
import { hasRight, requireScope } from './rights.ts';
import type { AccountKinds } from './sources/account-kinds.ts';
import type { DatasetEngine } from './sources/queries.ts';
import { createGuesses, type Guesses } from './throttle.ts';

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
export interface Context extends DomainDeps, Finder {
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
  /** Runs while nothing else runs like this in the workspace, in any process. */
  aloneIn<Result>(workspaceId: number, run: (tables: Tables) => Promise<Result>): Promise<Result>;
  /** The living dashboards of the principal's workspace that it may read, by position. @throws DomainError `forbidden` */
  readable(principal: Principal): Promise<Dashboard[]>;
  /** Ids of those of its workspace's dashboards that the principal may write, by role and grants. */
  writable(principal: Principal, dashboards: readonly Dashboard[]): Promise<Set<number>>;
}

export function createContext(deps: DomainDeps): Context {
  const { store, bus } = deps;

  const reach = createReach(store);

  async function announce(change: Change): Promise<void> {
    bus.emit(change);
    // The change is committed: no request fails because others could not be told. A feed that lost its database
    // reports a gap once it is back.
    await store.feed.publish(change).catch(() => undefined);
  }

  return {
    ...deps,
    ...createLookup(store, reach),
    unlocks: createGuesses(deps.now, deps.wait),
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
        await lockWorkspace(tables, id);
        return run(tables);
      });
    },
  };
}
