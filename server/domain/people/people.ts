import type { Context } from '../context.ts';
import { conflict, DomainError, notFound } from '../errors.ts';
import { createMemo } from '../memo.ts';
import type { ApiKey, Principal, Role, User, Workspace } from '../model.ts';
import { hasScope, isScope, ROLES, requireAdministrator, requireScope } from '../rights.ts';
import { isSlug } from '../slug.ts';
import { unsealed } from '../unseal.ts';
import {
  choiceIssue,
  foldName,
  isEmail,
  isPassword,
  lineIssue,
  MAX_NAME,
  MIN_PASSWORD,
  nameIssue,
  refuse,
} from '../validate.ts';
import { blankUser } from './identities.ts';
import { createSessions, type Sessions } from './sessions.ts';

export interface People extends Sessions {
  createWorkspace(draft: { slug: string; name?: string }): Promise<Workspace & { embedSecret: string }>;
  /**
   * Somebody who exists already (same email) joins the workspace and keeps their username and password.
   * @throws not_found for the workspace, conflict, invalid
   */
  createUser(draft: {
    email: string;
    username: string;
    password: string;
    workspace: string;
    role: Role;
  }): Promise<{ user: User; workspace: Workspace; role: Role; wasKnown: boolean }>;
  /** The secret is returned only here. `secret` sets a chosen one (ADMIN_API_KEY). */
  createKey(draft: {
    workspace: string;
    user: string;
    name: string;
    scopes?: string[];
    secret?: string;
  }): Promise<ApiKey & { secret: string }>;
  deactivateKey(id: number, principal?: Principal): Promise<void>;
  keysOf(principal: Principal): Promise<ApiKey[]>;
  userOf(principal: Principal): Promise<User>;
  workspacesOf(userId: number): Promise<(Workspace & { role: Role })[]>;
  /** Summed over all dashboards the principal may read. */
  counts(principal: Principal): Promise<{ dashboards: number; widgets: number }>;
  /** The secret that signs embeds on the customer's own server; `null` when its SECRET_KEY is lost. @throws forbidden unless owner or admin */
  embedSecret(principal: Principal): Promise<string | null>;
  /** Replaces the embed secret; embeds signed with the old one stop working. @throws forbidden */
  renewEmbedSecret(principal: Principal): Promise<void>;
  /** The principal behind an API key; cached for at most a second. @throws invalid_credential */
  byApiKey(secret: string): Promise<Principal>;
}

/** Milliseconds a checked key is cached; revoking any key clears the cache. */
const KEY_TTL = 1000;
const MAX_KEYS = 10_000;
const MIN_GIVEN_KEY = 16;
const MAX_USERNAME = 100;
/** Leading characters of a key that are stored in clear. */
const PREFIX = 8;

export function createPeople(ctx: Context): People {
  const { store, secrets, bus, now } = ctx;
  const keys = createMemo({ ttl: KEY_TTL, max: MAX_KEYS, now }, principalOfKey);
  bus.on(({ kind }) => {
    if (kind === 'access' || kind === 'gap') keys.clear();
  });

  async function principalOfKey(hash: string): Promise<Principal> {
    const key = await store.apiKeys.get({ hash, isActive: true });
    if (!key || (key.expiresAt !== null && key.expiresAt <= now())) throw badKey();
    const { id: keyId, workspaceId, userId, scopes } = key;
    const membership = await store.memberships.get({ workspaceId, userId });
    if (!membership) throw badKey();
    return { via: 'key', workspaceId, userId, role: membership.role, scopes, keyId };
  }

  async function workspaceBySlug(slug: string): Promise<Workspace> {
    const workspace = await store.workspaces.get({ slug });
    if (!workspace) throw notFound('workspace', slug);
    return workspace;
  }

  async function userByLogin(login: string): Promise<User | undefined> {
    const name = foldName(login);
    return (await store.users.get({ username: name })) ?? store.users.get({ email: name });
  }

  async function newUser(email: string, username: string, password: string): Promise<Omit<User, 'id'>> {
    if (await store.users.get({ username })) throw conflict('username', `the username ${username} is taken`);
    const passwordHash = await secrets.hashPassword(password);
    return { ...blankUser(secrets.uuid(), now()), username, email, passwordHash };
  }

  return {
    ...createSessions(ctx, userByLogin),

    async createWorkspace({ slug, name = slug }) {
      refuse(
        !isSlug(slug) && { path: 'slug', message: 'may only contain letters a-z and digits, separated by hyphens' },
      );
      refuse(nameIssue('name', name));
      if (await store.workspaces.get({ slug })) throw conflict('slug', `the slug ${slug} is taken`);
      const embedSecret = secrets.token();
      const row = { uuid: secrets.uuid(), key: secrets.hex(16), slug, name, createdAt: now() };
      const workspace = await store.workspaces.insert({ ...row, embedSecretSealed: secrets.seal(embedSecret) });
      return { ...workspace, embedSecret };
    },

    async createUser(draft) {
      const [email, username] = [foldName(draft.email), foldName(draft.username)];
      refuse(
        emailIssue(email),
        usernameIssue(username),
        passwordIssue(draft.password),
        choiceIssue('role', draft.role, Object.keys(ROLES)),
      );
      const workspace = await workspaceBySlug(draft.workspace);
      const known = await store.users.get({ email });
      const row = known ?? (await newUser(email, username, draft.password));
      const user = await store.transaction(async (tables) => {
        const person = known ?? (await tables.users.insert(row));
        const place = { workspaceId: workspace.id, userId: person.id };
        if (await tables.memberships.get(place)) throw conflict('email', `${email} is already a member`);
        await tables.memberships.insert({ ...place, role: draft.role, subject: null, createdAt: now() });
        return person;
      });
      await ctx.announce({ kind: 'access' });
      return { user, workspace, role: draft.role, wasKnown: known !== undefined };
    },

    async createKey({ workspace: slug, user: login, name, scopes = ['*'], secret = `sk_${secrets.hex(24)}` }) {
      refuse(nameIssue('name', name), ...scopes.map(scopeIssue), secretIssue(secret));
      const workspace = await workspaceBySlug(slug);
      const user = await userByLogin(login);
      const membership = user && (await store.memberships.get({ workspaceId: workspace.id, userId: user.id }));
      if (!user || !membership) throw notFound('user', login);
      const key = await store.apiKeys.insert({
        workspaceId: workspace.id,
        userId: user.id,
        name,
        prefix: secret.slice(0, PREFIX),
        hash: secrets.hash(secret),
        sealed: null,
        scopes,
        isActive: true,
        createdAt: now(),
        lastUsedAt: null,
        expiresAt: null,
      });
      return { ...key, secret };
    },

    async deactivateKey(id, principal) {
      const key = await store.apiKeys.get({ id });
      if (!key || (principal && !mayManage(principal, key))) throw notFound('key', id);
      await store.apiKeys.update({ id }, { isActive: false });
      await ctx.announce({ kind: 'access' });
    },

    async keysOf(principal) {
      const { workspaceId } = principal;
      const all = await store.apiKeys.list({ workspaceId }, { orderBy: ['-createdAt', '-id'] });
      return all.filter((key) => mayManage(principal, key));
    },

    async userOf({ userId }) {
      const user = await store.users.get({ id: userId });
      if (!user) throw notFound('user', userId);
      return user;
    },

    async workspacesOf(userId) {
      const memberships = await store.memberships.list({ userId }, { orderBy: ['id'] });
      const workspaces = await store.workspaces.list({ id: memberships.map(({ workspaceId }) => workspaceId) });
      const byId = new Map(workspaces.map((workspace) => [workspace.id, workspace]));
      return memberships.flatMap(({ workspaceId, role }): (Workspace & { role: Role })[] => {
        const workspace = byId.get(workspaceId);
        return workspace ? [{ ...workspace, role }] : [];
      });
    },

    async counts(principal) {
      if (!hasScope(principal.scopes, 'dashboard:read')) return { dashboards: 0, widgets: 0 };
      const ids = (await ctx.readable(principal)).map(({ id }) => id);
      const widgets = await store.dashboards.widgetCounts(ids);
      return { dashboards: ids.length, widgets: [...widgets.values()].reduce((sum, count) => sum + count, 0) };
    },

    async embedSecret(principal) {
      requireScope(principal, 'sharing_configuration:write', 'workspace', principal.workspaceId);
      requireAdministrator(principal);
      const workspace = await store.workspaces.get({ id: principal.workspaceId });
      if (!workspace) throw notFound('workspace', principal.workspaceId);
      return unsealed(secrets, workspace.embedSecretSealed);
    },

    async renewEmbedSecret(principal) {
      requireScope(principal, 'sharing_configuration:write', 'workspace', principal.workspaceId);
      requireAdministrator(principal);
      const embedSecretSealed = secrets.seal(secrets.token());
      await store.workspaces.update({ id: principal.workspaceId }, { embedSecretSealed });
      await ctx.announce({ kind: 'access' });
    },

    async byApiKey(secret) {
      const principal = await keys.get(secrets.hash(secret));
      if (principal.keyId !== undefined) store.writer.touchKey(principal.keyId, now());
      return principal;
    },
  };
}

const badKey = (): DomainError => new DomainError('invalid_credential', 'the API key is not valid', { subject: 'key' });

/** The principal's own keys; for those who administer the workspace, all of its keys. */
const mayManage = (principal: Principal, key: ApiKey): boolean =>
  principal.workspaceId === key.workspaceId &&
  hasScope(principal.scopes, '*') &&
  (ROLES[principal.role].administers || key.userId === principal.userId);

const emailIssue = (email: string) =>
  lineIssue('email', email, 254) ??
  (isEmail(email) ? undefined : { path: 'email', message: 'must be an email address' });

const usernameIssue = (username: string) =>
  nameIssue('username', username, MAX_USERNAME) ??
  (/[:@\s]/.test(username) ? { path: 'username', message: 'must not contain spaces, @ or :' } : undefined);

const passwordIssue = (password: string) =>
  isPassword(password)
    ? undefined
    : { path: 'password', message: `must be ${MIN_PASSWORD} to ${MAX_NAME} characters long` };

const scopeIssue = (scope: string, index: number) =>
  isScope(scope) ? undefined : { path: `scopes[${index}]`, message: 'must be *, OBJECT:read or OBJECT:write' };

const secretIssue = (secret: string) =>
  /^[\x21-\x7e]+$/.test(secret) && secret.length >= MIN_GIVEN_KEY && secret.length <= MAX_NAME
    ? undefined
    : { path: 'secret', message: `must be at least ${MIN_GIVEN_KEY} visible ASCII characters` };
