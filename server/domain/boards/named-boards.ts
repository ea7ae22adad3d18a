import type { Context } from '../context.ts';
import { conflict } from '../errors.ts';
import { lettersAndDigits } from '../letters.ts';
import { lockWorkspace } from '../lock.ts';
import type { AccessToken, Dashboard, EmbedToken, Principal } from '../model.ts';
import type { Tables } from '../ports.ts';
import { requireScope } from '../rights.ts';
import type { Sharing } from '../sharing/sharing.ts';
import { type WithToken, withToken } from '../unseal.ts';
import type { DashboardDraft, Dashboards } from './dashboards.ts';

/** Dashboards by position, and their tokens in clear: what Ducksboard works with. */
export interface NamedBoards {
  /** @throws DomainError `conflict` when another dashboard that the principal may read has the position; as `Dashboards` */
  update(principal: Principal, dashboard: Dashboard, patch: Partial<DashboardDraft>): Promise<Dashboard>;
  /** Keeps the last dashboard that the principal may read. @returns whether it was removed */
  removeUnlessOnly(principal: Principal, dashboard: Dashboard): Promise<boolean>;
  /** Living access tokens of a dashboard the caller may write, newest first, in clear. @throws DomainError `forbidden` */
  accessTokens(principal: Principal, dashboard: Dashboard): Promise<WithToken<AccessToken>[]>;
  /** A new access token of 20 letters and digits. @throws DomainError `forbidden`, `invalid` */
  share(
    principal: Principal,
    dashboard: Dashboard,
    options: { description: string; password?: string },
  ): Promise<AccessToken & { token: string }>;
  /** Living embed tokens of a widget of a dashboard the caller may write, newest first, in clear. @throws DomainError `forbidden` */
  embedTokens(principal: Principal, widget: { id: number }): Promise<WithToken<EmbedToken>[]>;
  /** A new embed token of 20 letters and digits. @throws DomainError `forbidden` */
  embed(principal: Principal, widget: { key: string }): Promise<EmbedToken & { token: string }>;
}

const NEWEST = { orderBy: ['-createdAt', '-id'] } as const;

/** Characters of a token. */
const TOKEN = 20;

export function createNamedBoards(ctx: Context, dashboards: Dashboards, sharing: Sharing): NamedBoards {
  const { store, secrets, now } = ctx;
  async function requireSharing(principal: Principal, dashboard: Dashboard): Promise<void> {
    requireScope(principal, 'sharing_configuration:read', 'dashboard', dashboard.slug);
    await ctx.requireReach(principal, dashboard, 'write');
  }

  /** Counts the other dashboards that the principal may read; until this is committed, nobody else counts them. */
  async function others(principal: Principal, { id, workspaceId }: Dashboard, where: Partial<Dashboard> = {}) {
    const ids = (await ctx.readable(principal)).map((each) => each.id).filter((each) => each !== id);
    return async (tables: Tables): Promise<number> => {
      await lockWorkspace(tables, workspaceId);
      return tables.dashboards.count({ ...where, id: ids, deletedAt: null });
    };
  }

  return {
    async update(principal, dashboard, patch) {
      const { position } = patch;
      if (position === undefined) return dashboards.update(principal, dashboard.key, patch);
      const isFree = await others(principal, dashboard, { position });
      return dashboards.update(principal, dashboard.key, patch, async (tables) => {
        if ((await isFree(tables)) > 0) throw conflict('position', 'Another dashboard has this position.');
      });
    },

    async removeUnlessOnly(principal, dashboard) {
      await ctx.require(principal, dashboard, 'write');
      const left = await others(principal, dashboard);
      const isOnly = conflict('only_dashboard', 'the last dashboard stays');
      try {
        await dashboards.remove(principal, dashboard.key, async (tables) => {
          if ((await left(tables)) === 0) throw isOnly;
        });
      } catch (error) {
        if (error !== isOnly) throw error;
        return false;
      }
      return true;
    },

    async accessTokens(principal, dashboard) {
      await requireSharing(principal, dashboard);
      const at = now();
      const rows = await store.accessTokens.list({ dashboardId: dashboard.id, revokedAt: null }, NEWEST);
      return rows.filter(({ expiresAt }) => expiresAt === null || expiresAt > at).map((row) => withToken(secrets, row));
    },

    share: (principal, { key }, options) =>
      sharing.createAccessToken(key, { ...options, secret: lettersAndDigits(secrets, TOKEN) }, principal),
    embed: (principal, { key }) => sharing.createEmbedToken(key, principal, lettersAndDigits(secrets, TOKEN)),

    async embedTokens(principal, { id }) {
      await requireSharing(principal, (await ctx.livingWidget({ id }, ['id'])).dashboard);
      return (await store.embedTokens.list({ widgetId: id, revokedAt: null }, NEWEST)).map((row) =>
        withToken(secrets, row),
      );
    },
  };
}
