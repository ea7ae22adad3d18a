import type { Lookup } from '../card-services.ts';
import type { Context } from '../context.ts';
import { forbidden, notFound } from '../errors.ts';
import { requireScope } from '../rights.ts';
import { OPEN } from './free-slug.ts';

export function createLookup(ctx: Context): Lookup {
  const { store } = ctx;
  return {
    async dashboard(principal, where, asked, right = 'read') {
      requireScope(principal, `dashboard:${right}`, 'dashboard', asked);
      const { workspaceId } = principal;
      const dashboard = await store.dashboards.get({ ...where, workspaceId, deletedAt: null });
      if (!dashboard || !(await ctx.may(principal, dashboard, 'read'))) throw notFound('dashboard', asked);
      if (right === 'write' && !(await ctx.may(principal, dashboard, 'write'))) {
        throw forbidden('dashboard:write', 'dashboard', asked);
      }
      return dashboard;
    },

    async publicDashboard(slug) {
      const [dashboard] = await store.dashboards.list({ ...OPEN, slug }, { orderBy: ['id'], limit: 1 });
      if (!dashboard) throw notFound('dashboard', slug);
      return dashboard;
    },
  };
}
