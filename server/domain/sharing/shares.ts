import type { JsonObject } from '../../../components/model/widget.ts';
import type { Context } from '../context.ts';
import { DomainError, invalid, notFound, passwordRequired } from '../errors.ts';
import type { AccessToken, Dashboard, Principal, SharePassword, User } from '../model.ts';
import type { Tables } from '../ports.ts';
import { authorOf } from '../rights.ts';
import { unsealed } from '../unseal.ts';
import { createProofs } from './proofs.ts';
import { createShareTickets } from './share-tickets.ts';

/** How a dashboard is shared. `access` is missing until somebody says so for the first time. */
export interface Share {
  access?: AccessToken;
  /** `null` when it was kept under a lost SECRET_KEY. */
  token: string | null;
  enabled: boolean;
  passwordRequired: boolean;
  settings: JsonObject | null;
  /** Active ones, newest first. */
  passwords: (SharePassword & { email: string | null })[];
}

/** What a share token opens. */
export interface OpenedShare {
  dashboard: Dashboard;
  share: Share;
  /** For the stream, when there is a password. */
  proof: string | undefined;
}

/**
 * One shared page per dashboard: an access token with display settings and any number of passwords. The caller has
 * checked the scope; here it is whether the principal may change the dashboard.
 */
export interface Shares {
  of(dashboard: Dashboard): Promise<Share>;
  /** A token that was open and closed never opens again: when sharing is enabled again, the page gets a new one. @throws forbidden */
  update(
    principal: Principal,
    dashboard: Dashboard,
    patch: { enabled?: boolean; passwordRequired?: boolean; settings?: JsonObject | null },
  ): Promise<Share>;
  /** A new token with the same passwords; the old one opens for five minutes more. @throws forbidden */
  refresh(principal: Principal, dashboard: Dashboard): Promise<Share>;
  /** Made up when none is given. @throws forbidden, invalid */
  addPassword(
    principal: Principal,
    dashboard: Dashboard,
    draft: { password: string | undefined; note: string },
  ): Promise<SharePassword & { password: string; email: string | null }>;
  /** @throws forbidden, not_found */
  removePassword(principal: Principal, dashboard: Dashboard, id: number): Promise<void>;
  /** @throws not_found (also of subject `dashboard` when that was deleted), password_required */
  open(token: string, tickets: readonly string[]): Promise<OpenedShare>;
  /**
   * A JWT that is good for a day.
   * @param from network of the client @throws not_found, forbidden, rate_limited (by the tenth wrong try)
   */
  unlock(token: string, password: string, from?: string): Promise<{ ticket: string; expiresIn: number }>;
}

/** Milliseconds that a replaced token still opens. */
export const GRACE = 300_000;
/** Each of them is tried when somebody writes one, and that is meant to be slow. */
const MAX_PASSWORDS = 50;
/** Marks, where a password's hash would be, that any of several opens. No password has this hash. */
const LOCKED = 'shared:';

export function createShares(ctx: Context): Shares {
  const { store, secrets, now } = ctx;
  const proofs = createProofs(secrets, now);
  const tickets = createShareTickets(secrets, now);

  async function currentOf({ id: dashboardId }: Dashboard, tables: Tables = store): Promise<AccessToken | undefined> {
    const all = await tables.accessTokens.list({ dashboardId, expiresAt: null }, { orderBy: ['-id'] });
    return all.find(({ settings }) => 'sharing' in settings);
  }

  async function shareOf(access: AccessToken | undefined): Promise<Share> {
    const base = { enabled: false, passwordRequired: false, settings: null, passwords: [] };
    if (!access) return { ...base, token: secrets.token() };
    const rows = await store.sharePasswords.list(
      { accessTokenId: access.id, isActive: true },
      { orderBy: ['-createdAt', '-id'] },
    );
    const makers = await store.users.list({ id: rows.flatMap(({ createdBy }) => createdBy ?? []) });
    const emails = new Map(makers.map(({ id, email }: User) => [id, email]));
    return {
      access,
      token: unsealed(secrets, access.sealed),
      enabled: access.revokedAt === null,
      passwordRequired: access.passwordHash !== null,
      settings: access.settings.sharing as JsonObject | null,
      passwords: rows.map((row) => ({ ...row, email: emails.get(row.createdBy ?? 0) ?? null })),
    };
  }

  /** Stricter sharing also applies to tokens that were replaced a moment ago. */
  async function endGrace({ id: dashboardId }: Dashboard, current: AccessToken | undefined, tables: Tables) {
    const all = await tables.accessTokens.list({ dashboardId, revokedAt: null });
    const old = all.filter(({ settings, id }) => 'sharing' in settings && id !== current?.id);
    if (old.length > 0) await tables.accessTokens.update({ id: old.map(({ id }) => id) }, { revokedAt: now() });
  }

  const lock = (): string => LOCKED + secrets.hex(8);

  /** A new token in place of the old one, with its settings and passwords. */
  async function replace(
    tables: Tables,
    dashboard: Dashboard,
    old: AccessToken | undefined,
    isOpen: boolean,
    changes: Partial<AccessToken>,
  ): Promise<void> {
    const token = secrets.token();
    const { id: _, ...kept } = old ?? { id: 0, passwordHash: null, settings: { sharing: null } };
    const at = now();
    const access = await tables.accessTokens.insert({
      createdBy: null,
      ...kept,
      dashboardId: dashboard.id,
      description: 'Shared page',
      hash: secrets.hash(token),
      sealed: secrets.seal(token),
      createdAt: at,
      expiresAt: null,
      revokedAt: isOpen ? null : at,
      ...changes,
    });
    if (!old) return;
    const passwords = await tables.sharePasswords.list({ accessTokenId: old.id, isActive: true }, { orderBy: ['id'] });
    await tables.sharePasswords.insertAll(passwords.map(({ id: _, ...row }) => ({ ...row, accessTokenId: access.id })));
    await tables.accessTokens.update({ id: old.id }, { expiresAt: at + GRACE });
  }

  /** One change of a shared page at a time. @returns the page after it @throws DomainError `forbidden` */
  async function change(
    principal: Principal,
    dashboard: Dashboard,
    run: (tables: Tables, current: AccessToken | undefined) => Promise<void>,
  ): Promise<Share> {
    await ctx.requireReach(principal, dashboard, 'write');
    await ctx.alone(dashboard, async (tables) => run(tables, await currentOf(dashboard, tables)));
    await ctx.announce({ kind: 'access' });
    return shareOf(await currentOf(dashboard));
  }

  async function byToken(token: string): Promise<{ access: AccessToken; dashboard: Dashboard }> {
    const access = await store.accessTokens.get({ hash: secrets.hash(token) });
    const isOpen = access && 'sharing' in access.settings && access.revokedAt === null;
    if (!isOpen || (access.expiresAt !== null && access.expiresAt <= now())) throw notFound('share', 'token');
    return { access, dashboard: await ctx.livingDashboard({ id: access.dashboardId }) };
  }

  return {
    of: async (dashboard) => shareOf(await currentOf(dashboard)),

    update: (principal, dashboard, { enabled, passwordRequired, settings }) =>
      change(principal, dashboard, async (tables, old) => {
        const changes: Partial<AccessToken> = {};
        if (settings !== undefined) changes.settings = { ...old?.settings, sharing: settings };
        if (passwordRequired !== undefined && passwordRequired !== ((old?.passwordHash ?? null) !== null))
          changes.passwordHash = passwordRequired ? lock() : null;
        const wasOpen = old?.revokedAt === null;
        const opens = enabled ?? wasOpen;
        if (!opens || changes.passwordHash) await endGrace(dashboard, old, tables);
        if (!old) return replace(tables, dashboard, old, opens, { ...changes, createdBy: authorOf(principal) });
        // Closed from the moment it was made, it never opened anything.
        const isUnused = old.revokedAt === old.createdAt;
        if (opens && !wasOpen && !isUnused) return replace(tables, dashboard, old, true, changes);
        const revokedAt = opens ? null : (old.revokedAt ?? Math.max(now(), old.createdAt + 1));
        await tables.accessTokens.update({ id: old.id }, { ...changes, revokedAt });
      }),

    refresh: (principal, dashboard) =>
      change(principal, dashboard, (tables, old) =>
        replace(tables, dashboard, old, old?.revokedAt === null, { createdBy: authorOf(principal) }),
      ),

    async addPassword(principal, dashboard, { password = secrets.token().slice(0, 22), note }) {
      await ctx.requireReach(principal, dashboard, 'write');
      if (password.length > 1000)
        throw invalid({ path: 'raw_password', message: 'must be at most 1000 characters long' });
      const hash = await secrets.hashPassword(password);
      const row = await ctx.alone(dashboard, async (tables) => {
        const access = await currentOf(dashboard, tables);
        if (!access?.passwordHash)
          throw new DomainError('forbidden', 'password protection is off', { subject: 'share' });
        const others = await tables.sharePasswords.list({ accessTokenId: access.id, isActive: true });
        if (others.length >= MAX_PASSWORDS)
          throw invalid({ path: 'raw_password', message: `a page can have at most ${MAX_PASSWORDS} passwords` });
        return tables.sharePasswords.insert({
          accessTokenId: access.id,
          hash,
          note,
          createdBy: authorOf(principal),
          createdAt: now(),
          isActive: true,
        });
      });
      const maker = await store.users.get({ id: principal.userId });
      return { ...row, password, email: maker?.email ?? null };
    },

    async removePassword(principal, dashboard, id) {
      await ctx.requireReach(principal, dashboard, 'write');
      await ctx.alone(dashboard, async (tables) => {
        const access = await currentOf(dashboard, tables);
        const where = { id, accessTokenId: access?.id ?? 0, isActive: true };
        const removed = await tables.sharePasswords.update(where, { isActive: false });
        if (!access || removed === 0) throw notFound('password', id);
        // Viewers who used it lose access; the others present their tickets again.
        if (access.passwordHash !== null) await tables.accessTokens.update({ id: access.id }, { passwordHash: lock() });
        await endGrace(dashboard, access, tables);
      });
      await ctx.announce({ kind: 'access' });
    },

    async open(token, given) {
      const { access, dashboard } = await byToken(token);
      const share = await shareOf(access);
      if (!share.passwordRequired) return { dashboard, share, proof: undefined };
      const isIn = given.some((ticket) => share.passwords.some(({ id }) => tickets.isFor(token, id, ticket)));
      if (!isIn) throw passwordRequired();
      return { dashboard, share, proof: proofs.make(access).proof };
    },

    async unlock(token, password, from = '') {
      const { access, dashboard } = await byToken(token);
      const { passwords } = await shareOf(access);
      const succeed = await ctx.unlocks.begin(access.hash, from);
      for (const { id, hash } of passwords) {
        if (!(await secrets.verifyPassword(hash, password))) continue;
        succeed();
        return tickets.make(token, id, dashboard.workspaceId);
      }
      throw new DomainError('forbidden', 'wrong password', { subject: 'token' });
    },
  };
}
