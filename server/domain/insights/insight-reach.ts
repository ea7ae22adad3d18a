import type { Context } from '../context.ts';
import { DomainError } from '../errors.ts';
import type { Dashboard, Insight, Principal, Widget } from '../model.ts';
import { type Right, ROLES } from '../rights.ts';
import { onLivingBoards, type Placed, TELLING, type Telling } from './insight-links.ts';

/** Who may read and who may change insights. */
export interface InsightReach {
  /** The widgets that show an insight and are not deleted, without a check of rights. */
  widgetsOf(insight: Insight): Promise<Widget[]>;
  /**
   * Decided by role and grants on its dashboards: reading takes a right on one of them, changing a right on all. For an
   * insight that is on no dashboard now, those count that it was on before, so that what was on a private dashboard does
   * not become public when that is deleted. If it never was on any, the role alone decides.
   */
  has(principal: Principal, placed: Placed<Telling>, right: Right): Promise<boolean>;
  /** The insight with its widgets reordered: those that the principal may read come first, since the first one is shown. */
  readableFirst(principal: Principal, placed: Placed): Promise<Placed>;
  /** Which of the insights are on no dashboard now and readable by the principal. A fixed number of queries. */
  loose(principal: Principal, insights: readonly Insight[]): Promise<Placed<Telling>[]>;
}

export function createInsightReach(ctx: Context): InsightReach {
  const { store } = ctx;

  /** All widgets of each insight, including those in the bin and on deleted dashboards. */
  async function tilesOf<Column extends keyof Widget = keyof Widget>(
    insightId: readonly number[],
    columns?: readonly Column[],
  ): Promise<Map<number, Pick<Widget, Column | 'id'>[]>> {
    const read = columns && [...columns, 'id' as const];
    const links = await store.tiles.list({ insightId });
    const widgets = await store.widgets.list({ id: links.map(({ widgetId }) => widgetId) }, { columns: read });
    const byId = new Map(widgets.map((widget) => [widget.id, widget]));
    const tiles = new Map<number, Pick<Widget, Column | 'id'>[]>();
    for (const { insightId: id, widgetId } of links) {
      const widget = byId.get(widgetId);
      if (widget) tiles.set(id, [...(tiles.get(id) ?? []), widget]);
    }
    return tiles;
  }

  const living = <W extends Telling>(widgets: readonly W[]): Promise<W[]> =>
    onLivingBoards(
      store,
      widgets.filter(({ deletedAt }) => deletedAt === null),
    );

  async function reached(principal: Principal, widgets: readonly Telling[], right: Right): Promise<Set<number>> {
    const boards = await store.dashboards.list({ id: [...new Set(widgets.map(({ dashboardId }) => dashboardId))] });
    const allowed = await Promise.all(boards.map((board) => isReached(principal, board, right)));
    return new Set(boards.filter((_, index) => allowed[index]).map(({ id }) => id));
  }

  const isReached = (principal: Principal, dashboard: Dashboard, right: Right): Promise<boolean> =>
    ctx.requireReach(principal, dashboard, right).then(
      () => true,
      (error: unknown) => {
        if (error instanceof DomainError && error.code === 'forbidden') return false;
        throw error;
      },
    );

  return {
    widgetsOf: async ({ id }) => living((await tilesOf([id])).get(id) ?? []),

    async has(principal, { insight: { id }, widgets }, right) {
      const places = widgets.length > 0 ? widgets : ((await tilesOf([id], TELLING)).get(id) ?? []);
      if (places.length === 0) return right === 'read' || ROLES[principal.role].creates;
      const boards = await reached(principal, places, right);
      const isOn = ({ dashboardId }: Telling) => boards.has(dashboardId);
      return right === 'read' ? places.some(isOn) : places.every(isOn);
    },

    async readableFirst(principal, { insight, widgets }) {
      const boards = await reached(principal, widgets, 'read');
      const isSeen = ({ dashboardId }: Widget) => boards.has(dashboardId);
      return { insight, widgets: [...widgets.filter(isSeen), ...widgets.filter((widget) => !isSeen(widget))] };
    },

    async loose(principal, insights) {
      const tiles = await tilesOf(
        insights.map(({ id }) => id),
        TELLING,
      );
      const all = [...tiles.values()].flat();
      const placed = new Set((await living(all)).map(({ id }) => id));
      const boards = await reached(principal, all, 'read');
      return insights
        .filter(({ id }) => {
          const places = tiles.get(id) ?? [];
          const isOpen = places.length === 0 || places.some(({ dashboardId }) => boards.has(dashboardId));
          return isOpen && !places.some((widget) => placed.has(widget.id));
        })
        .map((insight) => ({ insight, widgets: [] }));
    },
  };
}
