import type { Context } from '../context.ts';
import { notFound } from '../errors.ts';
import type { AccessToken, Dashboard, EmbedToken, Principal } from '../model.ts';
import { authorOf, requireScope } from '../rights.ts';
import { type WithToken, withToken } from '../unseal.ts';
import { lineIssue, MAX_NAME, refuse } from '../validate.ts';

/** Tokens that open a widget or dashboard to their holder: created, shown again and revoked by those who may change it. */
export interface Tokens {
  /**
   * Without a principal it is the program itself that shares (the command line).
   * `secret` is a token in another form, for dialects that promise one. The `title` is that of what is shared.
   * @throws not_found, foreign, forbidden
   */
  createEmbedToken(
    widgetKey: string,
    principal?: Principal,
    secret?: string,
  ): Promise<EmbedToken & { token: string; title: string }>;
  createAccessToken(
    dashboardKey: string,
    options?: { description?: string; password?: string; secret?: string },
    principal?: Principal,
  ): Promise<AccessToken & { token: string; title: string }>;
  /** An embed or access token, or what it is found by; one that is revoked stays so. @throws not_found, foreign, forbidden */
  revoke(token: string | { hash: string }, principal?: Principal): Promise<void>;
  /**
   * The living tokens of a dashboard and its widgets, newest first, in clear: for members who may edit it (admin pages).
   */
  tokensOf(
    principal: Principal,
    dashboardKey: string,
  ): Promise<{ embeds: WithToken<EmbedToken>[]; accesses: WithToken<AccessToken>[] }>;
}

const SCOPE = 'sharing_configuration:write';

export function createTokens(ctx: Context): Tokens {
  const { store, secrets, now } = ctx;

  async function requireSharable(principal: Principal | undefined, dashboard: Dashboard): Promise<void> {
    if (!principal) return;
    requireScope(principal, SCOPE, 'dashboard', dashboard.key);
    await ctx.requireReach(principal, dashboard, 'write');
  }

  async function tokenOf(
    token: string | { hash: string },
  ): Promise<{ embed?: EmbedToken; access?: AccessToken; dashboard?: Dashboard | undefined }> {
    const hash = typeof token === 'string' ? secrets.hash(token) : token.hash;
    const embed = await store.embedTokens.get({ hash });
    if (embed) {
      const widget = await store.widgets.get({ id: embed.widgetId }, { columns: ['dashboardId'] });
      return { embed, dashboard: widget && (await store.dashboards.get({ id: widget.dashboardId })) };
    }
    const access = await store.accessTokens.get({ hash });
    if (!access) throw notFound('token', named(token));
    return { access, dashboard: await store.dashboards.get({ id: access.dashboardId }) };
  }

  /** A new token with what is kept of it: looked up by its hash, given back from the sealed copy. */
  function mint(token = secrets.token()) {
    return {
      token,
      kept: { hash: secrets.hash(token), sealed: secrets.seal(token), createdAt: now(), revokedAt: null },
    };
  }

  return {
    async createEmbedToken(widgetKey, principal, secret) {
      const { widget, dashboard } = await ctx.livingWidget({ key: widgetKey }, ['id', 'title']);
      await requireSharable(principal, dashboard);
      const { token, kept } = mint(secret);
      return { ...(await store.embedTokens.insert({ ...kept, widgetId: widget.id })), token, title: widget.title };
    },

    async createAccessToken(dashboardKey, { description = '', password, secret } = {}, principal) {
      const dashboard = await ctx.livingDashboard({ key: dashboardKey });
      await requireSharable(principal, dashboard);
      refuse(
        lineIssue('description', description),
        password !== undefined &&
          (password === '' || password.length > MAX_NAME) && {
            path: 'password',
            message: `must be 1 to ${MAX_NAME} characters long`,
          },
      );
      const { token, kept } = mint(secret);
      const row = await store.accessTokens.insert({
        ...kept,
        dashboardId: dashboard.id,
        description,
        passwordHash: password === undefined ? null : await secrets.hashPassword(password),
        settings: {},
        createdBy: principal ? authorOf(principal) : null,
        expiresAt: null,
      });
      return { ...row, token, title: dashboard.name };
    },

    async revoke(token, principal) {
      const { embed, access, dashboard } = await tokenOf(token);
      if (principal && !dashboard) throw notFound('token', named(token));
      if (dashboard) await requireSharable(principal, dashboard);
      const revokedAt = now();
      if (embed) await store.embedTokens.update({ id: embed.id, revokedAt: null }, { revokedAt });
      if (access) await store.accessTokens.update({ id: access.id, revokedAt: null }, { revokedAt });
      await ctx.announce({ kind: 'access' });
    },

    async tokensOf(principal, dashboardKey) {
      const dashboard = await ctx.dashboard(principal, { key: dashboardKey }, { right: 'write' });
      requireScope(principal, 'sharing_configuration:read', 'dashboard', dashboardKey);
      const widgets = await store.widgets.list({ dashboardId: dashboard.id, deletedAt: null }, { columns: ['id'] });
      const options = { orderBy: ['-createdAt', '-id'] } as const;
      const [embeds, accesses] = await Promise.all([
        store.embedTokens.list({ widgetId: widgets.map(({ id }) => id), revokedAt: null }, options),
        store.accessTokens.list({ dashboardId: dashboard.id, revokedAt: null }, options),
      ]);
      return {
        embeds: embeds.map((row) => withToken(secrets, row)),
        accesses: accesses.map((row) => withToken(secrets, row)),
      };
    },
  };
}

const named = (token: string | { hash: string }): string => short(typeof token === 'string' ? token : token.hash);

/** Enough of a secret to recognise it in a message. */
export const short = (text: string): string => (text.length > 12 ? `${text.slice(0, 8)}…` : text);
