import type { Context } from '../context.ts';
import { DomainError } from '../errors.ts';
import type { Dashboard, Insight, Principal, Widget } from '../model.ts';
import { type Right, ROLES } from '../rights.ts';
import { onLivingBoards, type Placed } from './insight-links.ts';

/** Who may read and change insights. */
export interface InsightReach {
  /** The tiles of an insight that are there to be seen, whoever asks. */
  widgetsOf(insight: Insight): Promise<Widget[]>;
  /**
   * Whether by role and grants on the dashboards it hangs on: one to read it, all to change it. On none, on those it
   * hung on: what was on a private dashboard does not become everybody's with the dashboard's end. Where it never hung
   * on any, the role alone decides.
   */
  has(principal: Principal, placed: Placed, right: Right): Promise<boolean>;
  /** The insight with the tiles that the principal may read before the others: by the first one it is shown. */
  readableFirst(principal: Principal, placed: Placed): Promise<Placed>;
  /** Those of the insights that hang on nothing now, as far as the principal may read them. A few queries in all. */
  loose(principal: Principal, insights: readonly Insight[]): Promise<Placed[]>;
}

export function createInsightReach(ctx: Context): InsightReach {
  const { store } = ctx;

  /** Every tile there ever was of each insight: those in the bin and on deleted dashboards, too. */
  async function tilesOf(insightId: readonly number[]): Promise<Map<number, Widget[]>> {
    const links = await store.tiles.list({ insightId });
    const widgets = await store.widgets.list({ id: links.map(({ widgetId }) => widgetId) });
    const byId = new Map(widgets.map((widget) => [widget.id, widget]));
    const tiles = new Map<number, Widget[]>();
    for (const { insightId: id, widgetId } of links) {
      const widget = byId.get(widgetId);
      if (widget) tiles.set(id, [...(tiles.get(id) ?? []), widget]);
    }
    return tiles;
  }

  const living = (widgets: readonly Widget[]): Promise<Widget[]> =>
    onLivingBoards(
      store,
      widgets.filter(({ deletedAt }) => deletedAt === null),
    );

  async function reached(principal: Principal, widgets: readonly Widget[], right: Right): Promise<Set<number>> {
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
      const places = widgets.length > 0 ? widgets : ((await tilesOf([id])).get(id) ?? []);
      if (places.length === 0) return right === 'read' || ROLES[principal.role].creates;
      const boards = await reached(principal, places, right);
      const isOn = ({ dashboardId }: Widget) => boards.has(dashboardId);
      return right === 'read' ? places.some(isOn) : places.every(isOn);
    },

    async readableFirst(principal, { insight, widgets }) {
      const boards = await reached(principal, widgets, 'read');
      const isSeen = ({ dashboardId }: Widget) => boards.has(dashboardId);
      return { insight, widgets: [...widgets.filter(isSeen), ...widgets.filter((widget) => !isSeen(widget))] };
    },

    async loose(principal, insights) {
      const tiles = await tilesOf(insights.map(({ id }) => id));
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
