import type { LiveEntry } from '../../../components/model/messages.ts';
import { createBatchedLookup } from '../batched-lookup.ts';
import type { Context } from '../context.ts';
import { DomainError, expiredToken, forbidden, notFound, passwordRequired } from '../errors.ts';
import type { AccessToken, Dashboard, Principal, Widget, Workspace } from '../model.ts';
import { unsealed } from '../unseal.ts';
import { isKey } from '../validate.ts';
import { createProofs } from './proofs.ts';
import { createTokens, short, type Tokens } from './tokens.ts';

/** By what right somebody reads; checked again when something is revoked. */
export interface Reader {
  principal?: Principal | undefined;
  /** Proofs of share passwords, as `unlock` gave them. */
  proofs?: readonly string[] | undefined;
}

/** Who gets to see what is shared, and the tokens that say so. */
export interface Sharing extends Tokens {
  /**
   * The widget an entry names, if the reader may see it: by its key when its dashboard is not private or the principal
   * may read it; by an embed token; by a signed embed token (JWT, HS256 with the workspace's embed secret; claims
   * `iss` workspace slug, `widget` or `dashboard` key, `exp`).
   * @throws not_found, forbidden, revoked, expired, invalid_credential
   */
  widget(entry: LiveEntry, reader: Reader): Promise<{ widget: Widget; dashboard: Dashboard }>;
  /** Likewise a dashboard: by key, access token (with proof when it has a password) or signed embed token. @throws also password_required */
  dashboard(entry: LiveEntry, reader: Reader): Promise<Dashboard>;
  /**
   * Checks the password of an access token. @returns a proof that is good for a day.
   * @param from network of the client @throws forbidden, not_found, rate_limited (by the tenth wrong try)
   */
  unlock(token: string, password: string, from?: string): Promise<{ proof: string; expiresIn: number }>;
}

/** What finds a widget or a dashboard: its key or its number. */
interface Name {
  key?: string;
  id?: number;
  workspaceId?: number;
}

/** What a token opens. */
type Opened = { widget: Name } | { dashboard: Name };

const MAX_TOKEN = 4096;

export function createSharing(ctx: Context): Sharing {
  const { store, secrets, now } = ctx;
  const proofs = createProofs(secrets, now);

  // A page asks for all of its widgets at once.
  const widgetBy = { key: createBatchedLookup(store.widgets, 'key'), id: createBatchedLookup(store.widgets, 'id') };
  const dashboardBy = {
    key: createBatchedLookup(store.dashboards, 'key'),
    id: createBatchedLookup(store.dashboards, 'id'),
  };
  const workspaceBySlug = createBatchedLookup(store.workspaces, 'slug');
  const embedByHash = createBatchedLookup(store.embedTokens, 'hash');
  const accessByHash = createBatchedLookup(store.accessTokens, 'hash');

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
    if (access.passwordHash !== null && !proofs.isIn(access, reader)) throw passwordRequired();
    return { dashboard: { id: access.dashboardId } };
  }

  function living(access: AccessToken | undefined, token: string): AccessToken {
    if (!access) throw notFound('token', short(token));
    if (access.revokedAt !== null) throw revoked();
    if (access.expiresAt !== null && access.expiresAt <= now()) throw expiredToken();
    return access;
  }

  /** A JWT that the customer's own server signed; it opens nothing outside the workspace that its issuer names. */
  async function openSigned(jwt: string): Promise<Opened> {
    let workspace: Workspace | undefined;
    const { widget, dashboard } = await secrets.verifySigned(jwt, async (slug) => {
      workspace = await workspaceBySlug(slug);
      return (workspace && unsealed(secrets, workspace.embedSecretSealed)) ?? undefined;
    });
    const workspaceId = workspace?.id as number;
    if (typeof widget === 'string') return { widget: { key: widget, workspaceId } };
    if (typeof dashboard === 'string') return { dashboard: { key: dashboard, workspaceId } };
    throw new DomainError('invalid_credential', 'the token has neither a widget nor a dashboard', { subject: 'token' });
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

  return {
    ...createTokens(ctx),

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

    async unlock(token, password, from = '') {
      const access = living(await store.accessTokens.get({ hash: secrets.hash(token) }), token);
      await dashboardAt({ id: access.dashboardId }, short(token));
      if (access.passwordHash === null) return proofs.make(access);
      const succeed = await ctx.unlocks.begin(access.hash, from);
      const others = await store.sharePasswords.list({ accessTokenId: access.id, isActive: true });
      const hashes = [access.passwordHash, ...others.map(({ hash }) => hash)];
      const tries = await Promise.all(hashes.map((hash) => secrets.verifyPassword(hash, password)));
      if (!tries.includes(true)) {
        throw new DomainError('forbidden', 'wrong password', { subject: 'token' });
      }
      succeed();
      return proofs.make(access);
    },
  };
}

/** The parts of an entry; a widget may be named by its key and opened by a token of its dashboard. */
function named(entry: LiveEntry): { key: string; token: string | undefined } {
  const { key = '', token } = entry as { key?: string; token?: string };
  return { key, token };
}

const revoked = (): DomainError => new DomainError('revoked', 'token was revoked', { subject: 'token' });
