import type { Context } from '../context.ts';
import type { Dashboard, Principal } from '../model.ts';
import { authorOf } from '../rights.ts';
import { copyWidgets } from '../widgets/copying.ts';
import type { Dashboards } from './dashboards.ts';
import { copyPages } from './pages.ts';

/** Copies of whole dashboards. */
export interface Copies {
  /** Copies all pages and widgets with their data, under new ids and labels. Shares and tokens are not copied. */
  duplicate(principal: Principal, source: Dashboard, name?: string): Promise<Dashboard>;
}

const MAX_COPIED_NAME = 390;

export function createCopies(ctx: Context, dashboards: Dashboards): Copies {
  const { now } = ctx;

  return {
    async duplicate(principal, source, name = `${source.name.slice(0, MAX_COPIED_NAME)} (Copy)`) {
      await ctx.require(principal, source, 'read');
      const { description, tags, filters, parameters, variables, visibility, isPrivate, background } = source;
      const { refreshInterval, collectionId, extras } = source;
      const draft = {
        ...{ name, description, tags, filters, parameters, variables, visibility, isPrivate, background },
        ...{ refreshInterval, collectionId, extras },
      };
      return dashboards.create(principal, draft, async (tables, dashboard) => {
        const [by, at] = [authorOf(principal), now()];
        const pages = await copyPages(tables, source, dashboard);
        const where = { dashboardId: source.id, deletedAt: null };
        const widgets = await tables.widgets.list(where, { columns: ['id', 'pageId'], orderBy: ['id'] });
        const originals = widgets.map(({ id, pageId }) => ({ id, pageId: pages.get(pageId) as number }));
        await copyWidgets(ctx, tables, originals, { dashboard, by, at });
      });
    },
  };
}
