import type { JsonObject } from '../../../components/model/widget.ts';
import type { DashboardDraft, Dashboards } from '../boards/dashboards.ts';
import { copyPages } from '../boards/pages.ts';
import type { Context } from '../context.ts';
import type { Dashboard, Insight, Principal } from '../model.ts';
import { authorOf } from '../rights.ts';
import { firstPage, type Look, type Place, placeWidgets } from '../widgets/placing.ts';
import { titledAs } from '../widgets/titles.ts';
import { copyTiles, type Placed, placesOf, TELLING, type Telling } from './insight-links.ts';
import { checkInsight, type InsightFields, insightOf } from './insight-rows.ts';

/** A tile of a new dashboard: an insight, or a text if `insight` is absent. */
export interface NewTile {
  look: Look;
  insight?: InsightFields;
  place?: Place | undefined;
  extras: JsonObject;
}

/** Creates dashboards together with their tiles, all or nothing. */
export interface NewBoards {
  /** With these tiles, in their order. @throws forbidden, invalid */
  filled(principal: Principal, draft: DashboardDraft, tiles: readonly NewTile[]): Promise<Dashboard>;
  /** With copies of everything on `source`, showing the same insights or clones of them. @throws forbidden, invalid */
  copied(
    principal: Principal,
    draft: DashboardDraft,
    source: Dashboard,
    options: { clone: boolean },
  ): Promise<Dashboard>;
}

export function createNewBoards(ctx: Context, dashboards: Dashboards): NewBoards {
  const { secrets, now } = ctx;

  return {
    async filled(principal, draft, tiles) {
      for (const { insight } of tiles) if (insight) checkInsight(insight);
      return dashboards.create(principal, draft, async (tables, dashboard) => {
        const [by, at] = [authorOf(principal), now()];
        const placing = { dashboard, pageId: await firstPage(tables, dashboard.id), by, at };
        const widgets = await placeWidgets(
          ctx,
          tables,
          placing,
          tiles.map(({ look, insight, place, extras }) => {
            const titled = insight && titledAs(insight.name ?? '', look.config ?? {});
            return { content: { ...look, ...titled, extras }, place };
          }),
        );
        const own = tiles.flatMap(({ look, insight }, index) => (insight ? [{ look, insight, index }] : []));
        const rows = await tables.insights.insertAll(
          own.map(({ look, insight }) => insightOf(secrets, principal, { ...insight, look }, at)),
        );
        await tables.tiles.insertAll(
          own.map(({ index }, at) => ({ widgetId: widgets[index]?.id as number, insightId: (rows[at] as Insight).id })),
        );
      });
    },

    async copied(principal, draft, source, { clone }) {
      await ctx.requireReach(principal, source, 'read');
      const there = { dashboardId: source.id, deletedAt: null };
      return dashboards.create(principal, draft, async (tables, to) => {
        const pages = await copyPages(tables, source, to);
        const widgets = await tables.widgets.list(there, { columns: [...TELLING, 'pageId'], orderBy: ['id'] });
        const places = await placesOf(tables, widgets, TELLING);
        const first = await firstPage(tables, to.id);
        const tiles = widgets.map(({ id, pageId }) => {
          return { id, placed: places.get(id) as Placed<Telling>, pageId: pages.get(pageId) ?? first };
        });
        await copyTiles(ctx, tables, tiles, { dashboard: to, clone, by: authorOf(principal), at: now() });
      });
    },
  };
}
