import type { JsonObject } from '../../../components/model/widget.ts';
import type { Context } from '../context.ts';
import { badToken, DomainError, forbidden } from '../errors.ts';
import { createMemo } from '../memo.ts';
import type { Principal, Role, User, Workspace } from '../model.ts';
import { MAX_NAME, nameIssue } from '../validate.ts';

/** The users and workspaces named by signed tokens (JWT). */
export interface Identities {
  /**
   * The member that the claims of a verified token name: `tenant_id` is the workspace, `sub` the member. If another
   * issuer signed it, both are created on first sight; our own tokens name existing users.
   * @throws DomainError `invalid_credential`
   */
  byClaims(claims: JsonObject): Promise<Principal>;
  /** The claims of our own token for a principal. */
  claimsOf(principal: Principal): Promise<{ iss: string; sub: string; tenant_id: string; roles: string[] }>;
  /** The same user in another of their workspaces, by its id or slug. @throws DomainError `forbidden` */
  inWorkspace(principal: Principal, asked: string): Promise<Principal>;
  workspaceOf(principal: Principal): Promise<Workspace>;
  /** The names by which the workspace's issuer knows these users. */
  subjects(workspaceId: number, userIds: readonly number[]): Promise<Map<number, string>>;
}

/** The issuer of our own tokens. */
export const ISSUER = 'boardcast';
const TTL = 1000;
const MAX_KNOWN = 10_000;
const MAX_TENANT = 100;
const MAX_TEAMS = 100;

export function createIdentities(ctx: Context): Identities {
  const { store, secrets, bus, now } = ctx;
  const known = createMemo({ ttl: TTL, max: MAX_KNOWN, now }, (key) => find(JSON.parse(key)));
  bus.on(({ kind }) => {
    if (kind === 'access' || kind === 'gap') known.clear();
  });

  async function find([issuer, tenant, subject, role, teams]: Named): Promise<Principal> {
    if (issuer === ISSUER) return ownMember(tenant, subject);
    const { id: workspaceId } = (await store.workspaces.get({ slug: tenant })) ?? (await newWorkspace(tenant));
    const membership =
      (await store.memberships.get({ workspaceId, subject })) ?? (await newMember(workspaceId, subject, role));
    const { userId } = membership;
    return { via: 'jwt', workspaceId, userId, role, scopes: ['*'], ...(teams.length > 0 && { teams }) };
  }

  async function ownMember(tenant: string, uuid: string): Promise<Principal> {
    const [workspace, user] = await Promise.all([store.workspaces.get({ slug: tenant }), store.users.get({ uuid })]);
    const place = workspace && user && { workspaceId: workspace.id, userId: user.id };
    const membership = place && (await store.memberships.get(place));
    if (!membership) throw badToken();
    return { via: 'jwt', ...place, role: membership.role, scopes: ['*'] };
  }

  async function newWorkspace(slug: string): Promise<Workspace> {
    const embedSecretSealed = secrets.seal(secrets.token());
    const row = { uuid: secrets.uuid(), key: secrets.hex(16), slug, name: slug, embedSecretSealed, createdAt: now() };
    return insertOrFind(
      () => store.workspaces.insert(row),
      () => store.workspaces.get({ slug }),
    );
  }

  const newMember = (workspaceId: number, subject: string, role: Role) =>
    insertOrFind(
      () =>
        store.transaction(async (tables) => {
          const user = await tables.users.insert(blankUser(secrets.uuid(), now()));
          return tables.memberships.insert({ workspaceId, userId: user.id, role, subject, createdAt: now() });
        }),
      () => store.memberships.get({ workspaceId, subject }),
    );

  return {
    async byClaims({ iss, tenant_id: tenant, sub, roles, ...claims }) {
      if (iss !== undefined && typeof iss !== 'string') throw badToken();
      if (nameIssue('tenant_id', tenant, MAX_TENANT) || nameIssue('sub', sub, MAX_NAME)) throw badToken();
      const role = Array.isArray(roles) && roles.includes('admin') ? 'admin' : 'editor';
      const named: Named = [iss ?? '', tenant as string, sub as string, role, teamsIn(claims)];
      return known.get(JSON.stringify(named));
    },

    async claimsOf({ userId, workspaceId, role }) {
      const [user, workspace] = await Promise.all([
        store.users.get({ id: userId }),
        store.workspaces.get({ id: workspaceId }),
      ]);
      if (!user || !workspace) throw badToken();
      return { iss: ISSUER, sub: user.uuid, tenant_id: workspace.slug, roles: [role] };
    },

    async inWorkspace(principal, asked) {
      const where = /^\d{1,15}$/.test(asked) ? { id: Number(asked) } : { slug: asked };
      const workspace = await store.workspaces.get(where);
      if (workspace?.id === principal.workspaceId) return principal;
      // The teams belong to the tenant that the token names.
      const { userId, teams: _, ...rest } = principal;
      const membership = workspace && (await store.memberships.get({ workspaceId: workspace.id, userId }));
      if (!membership) throw forbidden('workspace:read', 'workspace', asked);
      return { ...rest, userId, workspaceId: workspace.id, role: membership.role };
    },

    async workspaceOf({ workspaceId: id }) {
      const workspace = await store.workspaces.get({ id });
      if (!workspace) throw badToken();
      return workspace;
    },

    async subjects(workspaceId, userIds) {
      const ids = [...new Set(userIds)];
      const [users, memberships] = await Promise.all([
        store.users.list({ id: ids }),
        store.memberships.list({ workspaceId, userId: ids }),
      ]);
      const outside = new Map(memberships.map(({ userId, subject }) => [userId, subject]));
      return new Map(users.map(({ id, username }) => [id, outside.get(id) ?? (username || `user-${id}`)]));
    },
  };
}

/** Issuer, tenant, subject, role and teams: the claims that identify the bearer. */
type Named = [issuer: string, tenant: string, subject: string, role: Role, teams: string[]];

/** The teams of a token, under either of the names that issuers give them. */
const teamsIn = ({ teams, team_ids: ids }: JsonObject): string[] => {
  const all = [teams, ids].flat().filter((team): team is string => nameIssue('team', team) === undefined);
  return [...new Set(all)].slice(0, MAX_TEAMS).sort();
};

/** A user with nothing but an id filled in. */
export const blankUser = (uuid: string, createdAt: number): Omit<User, 'id'> => ({
  ...{ uuid, username: '', email: '', passwordHash: null, firstName: '', lastName: '', timeZone: 'UTC' },
  ...{ country: '', company: '', position: '', plan: '', createdAt },
});

/** Inserts what is seen for the first time, or finds it when another request was quicker. */
async function insertOrFind<T>(make: () => Promise<T>, find: () => Promise<T | undefined>): Promise<T> {
  try {
    return await make();
  } catch (error) {
    const found = error instanceof DomainError && error.code === 'conflict' ? await find() : undefined;
    if (!found) throw error;
    return found;
  }
}
