import type { Context } from '../context.ts';
import { conflict, notFound } from '../errors.ts';
import type { Group, Principal } from '../model.ts';
import { requireAdministrator } from '../rights.ts';
import { slugify } from '../slug.ts';
import { subjectsOf } from '../subjects.ts';
import { nameIssue, refuse } from '../validate.ts';

/** Named sets of members, to share with. Every member sees them; owners and admins change them. */
export interface Groups {
  /** By name, each with the ids of its members. */
  list(principal: Principal): Promise<(Group & { members: number[] })[]>;
  /** @throws DomainError `conflict` when the name is taken */
  create(principal: Principal, name: string): Promise<Group>;
  remove(principal: Principal, id: number): Promise<void>;
  addMember(principal: Principal, id: number, userId: number): Promise<void>;
  removeMember(principal: Principal, id: number, userId: number): Promise<void>;
}

export function createGroups(ctx: Context): Groups {
  const { store, now } = ctx;

  async function find(principal: Principal, id: number): Promise<Group> {
    requireAdministrator(principal);
    const group = await store.groups.get({ id, workspaceId: principal.workspaceId });
    if (!group) throw notFound('group', id);
    return group;
  }

  return {
    async list({ workspaceId }) {
      const groups = await store.groups.list({ workspaceId }, { orderBy: ['name', 'id'] });
      const members = await store.groupMembers.list({ groupId: groups.map(({ id }) => id) });
      const byGroup = Map.groupBy(members, ({ groupId }) => groupId);
      return groups.map((group) => ({ ...group, members: (byGroup.get(group.id) ?? []).map(({ userId }) => userId) }));
    },

    async create(principal, name) {
      requireAdministrator(principal);
      const slug = slugify(name);
      refuse(nameIssue('name', name) ?? (slug === '' && { path: 'name', message: 'must contain letters or digits' }));
      const { workspaceId } = principal;
      if (await store.groups.get({ workspaceId, slug })) throw conflict('name', `the group ${slug} already exists`);
      return store.groups.insert({ workspaceId, slug, name, createdAt: now() });
    },

    async remove(principal, id) {
      const group = await find(principal, id);
      const subject = { subjectType: 'group', subjectId: subjectsOf(group.id, group.slug) } as const;
      await store.transaction(async (tables) => {
        const grants = await tables.grants.list(subject);
        const { workspaceId } = group;
        const boards = await tables.dashboards.list({ id: grants.map(({ dashboardId }) => dashboardId), workspaceId });
        // A later group of the same name must not inherit these grants.
        await tables.grants.delete({ ...subject, dashboardId: boards.map((board) => board.id) });
        await tables.groups.delete({ id: group.id });
      });
      await ctx.announce({ kind: 'access' });
    },

    async addMember(principal, id, userId) {
      const { id: groupId, workspaceId } = await find(principal, id);
      if (!(await store.memberships.get({ workspaceId, userId }))) throw notFound('user', userId);
      const member = { groupId, userId };
      const isNew = await ctx.aloneIn(workspaceId, async (tables) => {
        const known = await tables.groupMembers.get(member);
        return !known && (await tables.groupMembers.insert(member));
      });
      if (isNew) await ctx.announce({ kind: 'access' });
    },

    async removeMember(principal, id, userId) {
      const { id: groupId } = await find(principal, id);
      if ((await store.groupMembers.delete({ groupId, userId })) === 0) throw notFound('user', userId);
      await ctx.announce({ kind: 'access' });
    },
  };
}
