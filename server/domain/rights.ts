import { forbidden } from './errors.ts';
import type { Dashboard, GrantLevel, Principal, Role } from './model.ts';

/** What somebody may do with a dashboard and everything on it. */
export type Right = 'read' | 'write';

/** `all` dashboards of the workspace; `shared`: those it shares and one's own; `granted`: only where a grant says so. */
type Reach = 'all' | 'shared' | 'granted';

interface RoleRights extends Record<Right, Reach> {
  /** May create dashboards. */
  creates: boolean;
  /** May see and change what belongs to others: keys, people. */
  administers: boolean;
}

/** What each role may do. */
export const ROLES: Readonly<Record<Role, RoleRights>> = {
  owner: { read: 'all', write: 'all', creates: true, administers: true },
  admin: { read: 'all', write: 'all', creates: true, administers: true },
  editor: { read: 'shared', write: 'shared', creates: true, administers: false },
  viewer: { read: 'shared', write: 'granted', creates: false, administers: false },
};

const GRANTS: Readonly<Record<GrantLevel, Record<Right, boolean>>> = {
  viewer: { read: true, write: false },
  commenter: { read: true, write: false },
  editor: { read: true, write: true },
};

/** Above this, only the creator, admins and those with a grant may change a dashboard. */
export const OPEN_TO_EDITORS = 21;

/** Whether the role alone decides, so that grants need not be looked up. */
export const reachesAll = ({ role }: Principal, right: Right): boolean => ROLES[role][right] === 'all';

/** The teams a dashboard of visibility `team` is for: its maker's, as the token said. None: everybody's in the workspace. */
export function teamsOf({ visibility, extras }: Pick<Dashboard, 'visibility' | 'extras'>): readonly string[] {
  const { teams } = extras;
  return visibility === 'team' && Array.isArray(teams) ? (teams as string[]) : [];
}

/**
 * Whether a member of the dashboard's workspace has a right on it, given the grants that apply to them.
 * @param isTeamMate whether they are in one of the teams it is for
 */
export function hasRight(
  principal: Principal,
  dashboard: Pick<Dashboard, 'visibility' | 'restrictionLevel' | 'createdBy' | 'extras'>,
  right: Right,
  grants: readonly GrantLevel[],
  isTeamMate = false,
): boolean {
  const reach = ROLES[principal.role][right];
  if (reach === 'all') return true;
  if (grants.some((level) => GRANTS[level][right])) return true;
  if (reach === 'granted') return false;
  if (dashboard.createdBy === principal.userId) return true;
  if (dashboard.visibility === 'private' || (teamsOf(dashboard).length > 0 && !isTeamMate)) return false;
  return right === 'read' || dashboard.restrictionLevel <= OPEN_TO_EDITORS;
}

/** Whether a text has the form of a scope. */
export const isScope = (text: string): boolean => /^(\*|[a-z_]{1,60}:(read|write))$/.test(text);

/** `dashboard:write` implies `dashboard:read`, `*` everything. */
export function hasScope(scopes: readonly string[], scope: string): boolean {
  if (scopes.includes('*') || scopes.includes(scope)) return true;
  const [object, action] = scope.split(':');
  return action === 'read' && scopes.includes(`${object}:write`);
}

/** @throws DomainError `forbidden` */
export function requireScope(principal: Principal, scope: string, subject: string, id: string | number): void {
  if (!hasScope(principal.scopes, scope)) throw forbidden(scope, subject, id);
}

/** Requires the scope and role for creating dashboards and their parts. @throws DomainError `forbidden` */
export function requireCreator(principal: Principal): void {
  requireScope(principal, 'dashboard:write', 'workspace', principal.workspaceId);
  if (!ROLES[principal.role].creates) throw forbidden('dashboard:write', 'workspace', principal.workspaceId);
}

/** @throws DomainError `forbidden` unless owner or admin */
export function requireAdministrator(principal: Principal): void {
  if (!ROLES[principal.role].administers) throw forbidden('workspace:write', 'workspace', principal.workspaceId);
}

/** The user recorded as author of what the principal creates; `null` for the program itself. */
export const authorOf = ({ userId }: Pick<Principal, 'userId'>): number | null => userId || null;

/** The program itself, acting in a workspace: the command line, the first start. */
export const systemPrincipal = (workspaceId: number, userId = 0): Principal => ({
  via: 'system',
  workspaceId,
  userId,
  role: 'owner',
  scopes: ['*'],
});
