import type { Context } from '../context.ts';
import { forbidden, notFound } from '../errors.ts';
import type { Dashboard, Principal } from '../model.ts';
import type { Where } from '../ports.ts';
import { type Right, requireScope } from '../rights.ts';
import { OPEN } from './free-slug.ts';

/** Finds dashboards for APIs that do not name them by key. */
export interface Lookup {
  /**
   * The living dashboard of the principal's workspace that `where` names. One that the principal may not read is not
   * found.
   * @param asked the id as the caller wrote it, for error messages
   * @throws DomainError `not_found`; `forbidden` when it may be read and not written
   */
  dashboard(principal: Principal, where: Where<Dashboard>, asked: string, right?: Right): Promise<Dashboard>;
  /** The first dashboard under this slug that is open to the world. @throws DomainError `not_found` */
  publicDashboard(slug: string): Promise<Dashboard>;
}

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
