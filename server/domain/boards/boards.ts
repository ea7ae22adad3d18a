import type { Context } from '../context.ts';
import { type Placed, placesOf } from '../insights/insight-links.ts';
import type { Dashboard, Principal, User, Widget } from '../model.ts';
import { ROLES } from '../rights.ts';
import { bin } from './bin.ts';
import { freeSlug } from './free-slug.ts';
import { freePosition } from './order.ts';

/** One place on a dashboard and what it shows. */
export interface TileView extends Placed {
  widget: Widget;
}

/** What a view of dashboards shows beside them: the people involved, and what the reader may do. */
export interface Surroundings {
  /** Everybody who made or changed any of it, by id. */
  users: ReadonlyMap<number, User>;
  /** Ids of the dashboards that a shared page shows. */
  shared: ReadonlySet<number>;
  /** Ids of those the reader may change. */
  writable: ReadonlySet<number>;
}

export interface BoardView extends Surroundings {
  dashboard: Dashboard;
  tiles: TileView[];
}

/** Dashboards with what is on them; deleted ones can be restored. */
export interface Boards {
  /** All that the principal may read. */
  overview(principal: Principal): Promise<Surroundings & { dashboards: Dashboard[] }>;
  /** A dashboard that the caller already holds, with its tiles. Without a principal, nothing in it counts as writable. */
  view(dashboard: Dashboard, principal?: Principal): Promise<BoardView>;
  /** Records that somebody looked at it. This does not count as a change of the dashboard. */
  accessed(dashboard: Dashboard): Promise<Dashboard>;
  /** Puts a dashboard and its widgets into the bin. @returns it with the time @throws forbidden */
  bin(principal: Principal, dashboard: Dashboard): Promise<Dashboard>;
  /** Takes a dashboard and what was deleted with it out of the bin; a living one stays as it is. @throws not_found, forbidden */
  restore(principal: Principal, id: number): Promise<Dashboard>;
  /** Whether the principal may decide who else may change it: only its maker and administrators may. */
  mayRestrict(principal: Pick<Principal, 'role' | 'userId'>, dashboard: Dashboard): boolean;
  /** By id; those that are gone are missing. */
  usersOf(ids: readonly (number | null)[]): Promise<Map<number, User>>;
}

export function createBoards(ctx: Context): Boards {
  const { store, now } = ctx;

  async function usersOf(ids: readonly (number | null)[]): Promise<Map<number, User>> {
    const known = [...new Set(ids)].filter((id): id is number => id !== null);
    return new Map((await store.users.list({ id: known })).map((user) => [user.id, user]));
  }

  /** Dashboards whose newest shared page is open. */
  async function sharedOf(dashboards: readonly Dashboard[]): Promise<Set<number>> {
    const dashboardId = dashboards.map(({ id }) => id);
    const living = await store.accessTokens.list({ dashboardId, revokedAt: null, expiresAt: null });
    return new Set(living.filter(({ settings }) => 'sharing' in settings).map((access) => access.dashboardId));
  }

  /** The dashboard, and the others that show the same insights. */
  async function boardsOf(tiles: readonly TileView[], dashboard: Dashboard): Promise<Dashboard[]> {
    const ids = new Set(tiles.flatMap(({ widgets }) => widgets.map(({ dashboardId }) => dashboardId)));
    ids.delete(dashboard.id);
    return [dashboard, ...(await store.dashboards.list({ id: [...ids] }))];
  }

  return {
    usersOf,

    async overview(principal) {
      const dashboards = await ctx.readable(principal);
      const [users, shared, writable] = await Promise.all([
        usersOf(dashboards.map(({ createdBy }) => createdBy)),
        sharedOf(dashboards),
        ctx.writable(principal, dashboards),
      ]);
      return { dashboards, users, shared, writable };
    },

    async view(dashboard, principal) {
      const widgets = await store.widgets.list(
        { dashboardId: dashboard.id, deletedAt: null },
        { orderBy: ['y', 'x', 'id'] },
      );
      const places = await placesOf(store, widgets);
      const tiles = widgets.map((widget) => ({ widget, ...(places.get(widget.id) as Placed) }));
      const people = tiles.flatMap(({ insight: { createdBy, modifiedBy } }) => [createdBy, modifiedBy]);
      const [users, shared, writable] = await Promise.all([
        usersOf([dashboard.createdBy, ...people]),
        sharedOf([dashboard]),
        principal ? ctx.writable(principal, await boardsOf(tiles, dashboard)) : new Set<number>(),
      ]);
      return { dashboard, tiles, users, shared, writable };
    },

    async accessed(dashboard) {
      const lastAccessedAt = now();
      await store.dashboards.update({ id: dashboard.id }, { lastAccessedAt });
      return { ...dashboard, lastAccessedAt };
    },

    async bin(principal, dashboard) {
      await ctx.requireReach(principal, dashboard, 'write');
      return bin(ctx, dashboard);
    },

    async restore(principal, id) {
      const known = await ctx.dashboard(principal, { id }, { right: 'write', deleted: true });
      if (known.deletedAt === null) return known;
      const restored = await ctx.alone(known, async (tables) => {
        const dashboard = (await tables.dashboards.get({ id })) ?? known;
        const { deletedAt } = dashboard;
        if (deletedAt === null) return dashboard;
        const changed = {
          deletedAt: null,
          slug: await freeSlug(tables, dashboard.slug, dashboard),
          position: await freePosition(tables, dashboard),
        };
        const widgets = await tables.widgets.list({ dashboardId: id, deletedAt }, { columns: ['id'] });
        const binned = widgets.map((widget) => widget.id);
        const links = await tables.tiles.list({ widgetId: binned });
        await tables.insights.update({ id: links.map(({ insightId }) => insightId), deletedAt }, { deletedAt: null });
        await tables.widgets.update({ id: binned }, { deletedAt: null });
        await tables.dashboards.update({ id }, changed);
        return { ...dashboard, ...changed };
      });
      await ctx.announce({ kind: 'dashboard', dashboardId: id });
      return restored;
    },

    mayRestrict: ({ role, userId }, { createdBy }) => ROLES[role].administers || (userId !== 0 && createdBy === userId),
  };
}
