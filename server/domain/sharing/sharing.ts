import type { LiveEntry } from '../../../components/model/messages.ts';
import type { Context } from '../context.ts';
import type { Reader, Sharing } from '../domain.ts';
import { DomainError, forbidden, notFound } from '../errors.ts';
import type { AccessToken, Dashboard, EmbedToken, Principal, Widget, Workspace } from '../model.ts';
import { requireScope, requireWorkspace } from '../rights.ts';
import { isKey, lineIssue, MAX_NAME, refuse } from '../validate.ts';
import { createProofs } from './proofs.ts';
import { createTogether } from './together.ts';

/** What finds a widget or a dashboard: its key or its number. */
interface Name {
  key?: string;
  id?: number;
  workspaceId?: number;
}

/** What a token opens. */
type Opened = { widget: Name } | { dashboard: Name };

const MAX_TOKEN = 4096;
const SCOPE = 'sharing_configuration:write';

export function createSharing(ctx: Context): Sharing {
  const { store, secrets, now } = ctx;
  const proofs = createProofs(secrets, now);

  // A page asks for all of its widgets at once.
  const widgetBy = { key: createTogether(store.widgets, 'key'), id: createTogether(store.widgets, 'id') };
  const dashboardBy = { key: createTogether(store.dashboards, 'key'), id: createTogether(store.dashboards, 'id') };
  const workspaceBySlug = createTogether(store.workspaces, 'slug');
  const embedByHash = createTogether(store.embedTokens, 'hash');
  const accessByHash = createTogether(store.accessTokens, 'hash');

  async function widgetAt({ key, id, workspaceId }: Name, asked: string) {
    const widget = await (key === undefined ? widgetBy.id(id as number) : widgetBy.key(key));
    const isThere = widget?.deletedAt === null && (workspaceId === undefined || widget.workspaceId === workspaceId);
    const dashboard = isThere ? await dashboardBy.id(widget.dashboardId) : undefined;
    if (!widget || dashboard?.deletedAt !== null) throw notFound('widget', asked);
    return { widget, dashboard };
  }

  async function dashboardAt({ key, id, workspaceId }: Name, asked: string): Promise<Dashboard> {
    const dashboard = await (key === undefined ? dashboardBy.id(id as number) : dashboardBy.key(key));
    const isThere = dashboard?.deletedAt === null && (workspaceId ?? dashboard.workspaceId) === dashboard.workspaceId;
    if (!dashboard || !isThere) throw notFound('dashboard', asked);
    return dashboard;
  }

  /** @throws DomainError not_found, revoked, expired, invalid_credential, password_required */
  async function open(token: string, reader: Reader): Promise<Opened> {
    if (token.length > MAX_TOKEN) throw notFound('token', short(token));
    if (token.split('.').length === 3) return openSigned(token);
    const hash = secrets.hash(token);
    const embed = await embedByHash(hash);
    if (embed) {
      if (embed.revokedAt !== null) throw revoked();
      return { widget: { id: embed.widgetId } };
    }
    const access = living(await accessByHash(hash), token);
    const hasProof = reader.proofs?.some((proof) => proofs.isFor(access, proof));
    if (access.passwordHash !== null && !hasProof) {
      throw new DomainError('password_required', 'a password is asked', { subject: 'token' });
    }
    return { dashboard: { id: access.dashboardId } };
  }

  function living(access: AccessToken | undefined, token: string): AccessToken {
    if (!access) throw notFound('token', short(token));
    if (access.revokedAt !== null) throw revoked();
    if (access.expiresAt !== null && access.expiresAt <= now()) {
      throw new DomainError('expired', 'token expired', { subject: 'token' });
    }
    return access;
  }

  /** A JWT that the customer's own server signed; it opens nothing outside the workspace that its issuer names. */
  async function openSigned(jwt: string): Promise<Opened> {
    let workspace: Workspace | undefined;
    const { widget, dashboard } = await secrets.verifySigned(jwt, async (slug) => {
      workspace = await workspaceBySlug(slug);
      return workspace && secrets.open(workspace.embedSecretSealed);
    });
    const workspaceId = workspace?.id as number;
    if (typeof widget === 'string') return { widget: { key: widget, workspaceId } };
    if (typeof dashboard === 'string') return { dashboard: { key: dashboard, workspaceId } };
    throw new DomainError('invalid_credential', 'token names neither widget nor dashboard', { subject: 'token' });
  }

  /** By key alone: what is not private is open to the world, the rest to those who may read it. */
  async function requireReadable(
    dashboard: Dashboard,
    { principal }: Reader,
    subject: string,
    key: string,
  ): Promise<void> {
    if (!dashboard.isPrivate) return;
    if (!principal || !(await ctx.may(principal, dashboard, 'read'))) throw forbidden('dashboard:read', subject, key);
  }

  async function requireSharable(principal: Principal | undefined, dashboard: Dashboard): Promise<void> {
    if (!principal) return;
    requireWorkspace(principal, dashboard.workspaceId, 'dashboard', dashboard.key);
    requireScope(principal, SCOPE, 'dashboard', dashboard.key);
    await ctx.requireReach(principal, dashboard, 'write');
  }

  async function tokenOf(
    token: string,
  ): Promise<{ embed?: EmbedToken; access?: AccessToken; dashboard?: Dashboard | undefined }> {
    const hash = secrets.hash(token);
    const embed = await store.embedTokens.get({ hash });
    if (embed) {
      const widget = await store.widgets.get({ id: embed.widgetId });
      return { embed, dashboard: widget && (await store.dashboards.get({ id: widget.dashboardId })) };
    }
    const access = await store.accessTokens.get({ hash });
    if (!access) throw notFound('token', short(token));
    return { access, dashboard: await store.dashboards.get({ id: access.dashboardId }) };
  }

  /** A new token with what is kept of it: looked up by its hash, given back from the sealed copy. */
  function mint(token = secrets.token()) {
    return {
      token,
      kept: { hash: secrets.hash(token), sealed: secrets.seal(token), createdAt: now(), revokedAt: null },
    };
  }

  const shown = <Row extends { sealed: string }>(row: Row): Row & { token: string } => ({
    ...row,
    token: secrets.open(row.sealed),
  });

  return {
    async widget(entry, reader) {
      const { key, token } = named(entry);
      if (token === undefined) {
        if (!isKey(key)) throw notFound('widget', short(key));
        const found = await widgetAt({ key }, key);
        await requireReadable(found.dashboard, reader, 'widget', key);
        return found;
      }
      const opened = await open(token, reader);
      if ('widget' in opened) {
        const found = await widgetAt(opened.widget, key || short(token));
        if (key !== '' && found.widget.key !== key) throw notFound('widget', short(key));
        return found;
      }
      if (!isKey(key)) throw notFound('widget', short(key || token));
      const [found, dashboard] = await Promise.all([widgetAt({ key }, key), dashboardAt(opened.dashboard, key)]);
      if (found.dashboard.id !== dashboard.id) throw notFound('widget', key);
      return found;
    },

    async dashboard(entry, reader) {
      const { key, token } = named(entry);
      if (token === undefined) {
        if (!isKey(key)) throw notFound('dashboard', short(key));
        const dashboard = await dashboardAt({ key }, key);
        await requireReadable(dashboard, reader, 'dashboard', key);
        return dashboard;
      }
      const opened = await open(token, reader);
      if ('widget' in opened) throw notFound('dashboard', short(token));
      return dashboardAt(opened.dashboard, short(token));
    },

    async unlock(token, password) {
      const access = living(await store.accessTokens.get({ hash: secrets.hash(token) }), token);
      await dashboardAt({ id: access.dashboardId }, short(token));
      if (access.passwordHash === null) return proofs.make(access);
      ctx.unlocks.take(access.hash);
      const others = await store.sharePasswords.list({ accessTokenId: access.id, isActive: true });
      const hashes = [access.passwordHash, ...others.map(({ hash }) => hash)];
      const tries = await Promise.all(hashes.map((hash) => secrets.verifyPassword(hash, password)));
      if (!tries.includes(true)) {
        throw new DomainError('forbidden', 'wrong password', { subject: 'token' });
      }
      ctx.unlocks.forgive(access.hash);
      return proofs.make(access);
    },

    async createEmbedToken(widgetKey, principal, secret) {
      if (!isKey(widgetKey)) throw notFound('widget', widgetKey);
      const { widget, dashboard } = await widgetAt({ key: widgetKey }, widgetKey);
      await requireSharable(principal, dashboard);
      const { token, kept } = mint(secret);
      return { ...(await store.embedTokens.insert({ ...kept, widgetId: widget.id })), token, title: widget.title };
    },

    async createAccessToken(dashboardKey, { description = '', password, createdBy, secret } = {}, principal) {
      const dashboard = await ctx.dashboardByKey(dashboardKey);
      await requireSharable(principal, dashboard);
      refuse(
        lineIssue('description', description),
        password !== undefined &&
          (password === '' || password.length > MAX_NAME) && {
            path: 'password',
            message: `must have 1 to ${MAX_NAME} characters`,
          },
      );
      const { token, kept } = mint(secret);
      const row = await store.accessTokens.insert({
        ...kept,
        dashboardId: dashboard.id,
        description,
        passwordHash: password === undefined ? null : await secrets.hashPassword(password),
        settings: {},
        createdBy: (createdBy ?? principal?.userId) || null,
        expiresAt: null,
      });
      return { ...row, token, title: dashboard.name };
    },

    async revoke(token, principal) {
      const { embed, access, dashboard } = await tokenOf(token);
      if (principal && !dashboard) throw notFound('token', short(token));
      if (dashboard) await requireSharable(principal, dashboard);
      const revokedAt = now();
      if (embed) await store.embedTokens.update({ id: embed.id, revokedAt: null }, { revokedAt });
      if (access) await store.accessTokens.update({ id: access.id, revokedAt: null }, { revokedAt });
      await ctx.announce({ kind: 'access' });
    },

    async tokensOf(principal, dashboardKey) {
      const dashboard = await ctx.dashboardByKey(dashboardKey);
      await ctx.require(principal, dashboard, 'write');
      requireScope(principal, 'sharing_configuration:read', 'dashboard', dashboardKey);
      const widgets = await store.widgets.list({ dashboardId: dashboard.id, deletedAt: null });
      const options = { orderBy: ['-createdAt', '-id'] } as const;
      const [embeds, accesses] = await Promise.all([
        store.embedTokens.list({ widgetId: widgets.map(({ id }: Widget) => id), revokedAt: null }, options),
        store.accessTokens.list({ dashboardId: dashboard.id, revokedAt: null }, options),
      ]);
      return { embeds: embeds.map(shown), accesses: accesses.map(shown) };
    },
  };
}

/** The parts of an entry; a widget may be named by its key and opened by a token of its dashboard. */
function named(entry: LiveEntry): { key: string; token: string | undefined } {
  const { key = '', token } = entry as { key?: string; token?: string };
  return { key, token };
}

const revoked = (): DomainError => new DomainError('revoked', 'token was revoked', { subject: 'token' });

/** Enough of a secret to recognise it in a message. */
const short = (text: string): string => (text.length > 12 ? `${text.slice(0, 8)}…` : text);
