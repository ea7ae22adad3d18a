import type { Context } from '../context.ts';
import type { People } from '../domain.ts';
import { DomainError, foreign, notFound } from '../errors.ts';
import type { Principal } from '../model.ts';
import type { Project, Projects } from '../share-services.ts';

/** Prefix of personal keys, by which leaked ones are found. */
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
      const workspace = Number.isSafeInteger(id) ? await store.workspaces.get({ id }) : undefined;
      if (!workspace) throw notFound('project', id);
      const project = (await list(principal)).find((each) => each.id === id);
      if (!project) throw foreign('project', id);
      return { ...principal, workspaceId: id, role: project.role };
    },
    members: (workspaceId) => store.memberships.count({ workspaceId }),
    async keyOf({ keyId }) {
      const key = keyId === undefined ? undefined : await store.apiKeys.get({ id: keyId });
      if (!key) throw new DomainError('forbidden', 'This action needs a personal API key.');
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
