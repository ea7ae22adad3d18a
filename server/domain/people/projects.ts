import type { Context } from '../context.ts';
import { DomainError, foreign, notFound } from '../errors.ts';
import type { ApiKey, Principal, Role, Workspace } from '../model.ts';
import type { People } from './people.ts';

export type Project = Workspace & { role: Role };

/** Workspaces addressed by their integer id, and personal keys for them. */
export interface Projects {
  /**
   * The principal acting in that workspace, or in its own when none is named. A session reaches every workspace of
   * its user, a key only its own. @throws not_found, foreign
   */
  enter(principal: Principal, id?: number): Promise<Principal>;
  /** The workspaces that `enter` admits the principal to, its own first. */
  list(principal: Principal): Promise<Project[]>;
  /** One of these, by its UUID. @throws not_found, foreign */
  byUuid(principal: Principal, uuid: string): Promise<Project>;
  members(workspaceId: number): Promise<number>;
  /** The key the principal authenticated with. @throws forbidden without one */
  keyOf(principal: Principal): Promise<ApiKey>;
  /** Creates a personal key for the current workspace. @throws forbidden when authenticated with a key; invalid */
  createKey(principal: Principal, draft: { name: string; scopes: string[] }): Promise<ApiKey & { secret: string }>;
}

/** Prefix of personal keys, so that secret scanners find leaked ones. */
const PREFIX = 'phx_';

export function createProjects({ store, secrets }: Context, people: People): Projects {
  async function list({ via, userId, workspaceId }: Principal): Promise<Project[]> {
    const all = await people.workspacesOf(userId);
    const own = all.filter(({ id }) => id === workspaceId);
    return via === 'session' ? [...own, ...all.filter(({ id }) => id !== workspaceId)] : own;
  }

  return {
    list,
    async enter(principal, id = principal.workspaceId) {
      if (id === principal.workspaceId) return principal;
      const workspace = await store.workspaces.get({ id });
      if (!workspace) throw notFound('project', id);
      const project = (await list(principal)).find((each) => each.id === id);
      if (!project) throw foreign('project', id);
      return { ...principal, workspaceId: id, role: project.role };
    },
    async byUuid(principal, uuid) {
      const project = (await list(principal)).find((each) => each.uuid === uuid);
      if (project) return project;
      throw (await store.workspaces.get({ uuid })) ? foreign('organization', uuid) : notFound('organization', uuid);
    },
    members: (workspaceId) => store.memberships.count({ workspaceId }),
    async keyOf({ keyId }) {
      const key = keyId === undefined ? undefined : await store.apiKeys.get({ id: keyId });
      if (!key) throw new DomainError('forbidden', 'This action requires a personal API key.');
      return key;
    },
    async createKey(principal, { name, scopes }) {
      if (principal.via !== 'session')
        throw new DomainError('forbidden', 'This action does not support personal API key access');
      const [workspace, user] = [
        await store.workspaces.get({ id: principal.workspaceId }),
        await people.userOf(principal),
      ];
      if (!workspace) throw notFound('project', principal.workspaceId);
      const secret = PREFIX + secrets.hex(24);
      return people.createKey({ workspace: workspace.slug, user: user.username, name, scopes, secret });
    },
  };
}
