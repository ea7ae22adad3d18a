import type { Context } from '../context.ts';
import { type DomainError, invalid, notFound } from '../errors.ts';
import type { Dashboard, Grant, Principal, User } from '../model.ts';
import type { Tables } from '../ports.ts';
import { OPEN_TO_EDITORS, ROLES } from '../rights.ts';
import { subjectsOf } from '../subjects.ts';

export interface Collaborator {
  grant: Grant;
  user: User;
}

/** People who may change a dashboard that other editors may not. Grants made through other dialects count too. */
export interface Collaborators {
  list(dashboard: Dashboard): Promise<Collaborator[]>;
  /** @throws forbidden; invalid with the reason as its message */
  add(principal: Principal, dashboard: Dashboard, userUuid: string): Promise<Collaborator>;
  /** @throws forbidden, invalid, not_found */
  remove(principal: Principal, dashboard: Dashboard, userUuid: string): Promise<void>;
  /** @throws invalid for a dashboard that every editor may change */
  requireClosed(dashboard: Dashboard, refusal: string): void;
}

export function createCollaborators(ctx: Context): Collaborators {
  const { store, now } = ctx;
  const refuse = (message: string): DomainError => invalid({ path: '', message });

  /** Grants name people by id, uuid, username or email, depending on the dialect that made them. */
  async function list({ id: dashboardId, workspaceId }: Dashboard, tables: Tables = store): Promise<Collaborator[]> {
    const grants = await tables.grants.list({ dashboardId, subjectType: 'user' }, { orderBy: ['id'] });
    if (grants.length === 0) return [];
    const members = await tables.memberships.list({ workspaceId });
    const users = await tables.users.list({ id: members.map(({ userId }) => userId) });
    const subjects = new Map(members.map(({ userId, subject }) => [userId, subject]));
    const byName = new Map(
      users.flatMap((user) =>
        subjectsOf(user.uuid, user.username, user.email, subjects.get(user.id), user.id).map(
          (subject): [string, User] => [subject, user],
        ),
      ),
    );
    return grants.flatMap((grant) => {
      const user = byName.get(grant.subjectId);
      return user ? [{ grant, user }] : [];
    });
  }

  function requireClosed({ restrictionLevel }: Dashboard, refusal: string): void {
    if (restrictionLevel <= OPEN_TO_EDITORS) throw refuse(refusal);
  }

  return {
    list,
    requireClosed,

    async add(principal, dashboard, userUuid) {
      await ctx.requireReach(principal, dashboard, 'write');
      requireClosed(dashboard, 'Cannot add collaborators to a dashboard on the lowest restriction level.');
      const { id: dashboardId, workspaceId, createdBy } = dashboard;
      const user = await store.users.get({ uuid: userUuid });
      if (!user) throw refuse('User does not exist.');
      const membership = await store.memberships.get({ workspaceId, userId: user.id });
      if (!membership) throw refuse('Cannot add collaborators that have no access to the project.');
      if (ROLES[membership.role].administers || createdBy === user.id)
        throw refuse(
          'Cannot add collaborators that already have inherent access (the dashboard owner or a project admins).',
        );
      const at = now();
      const level = 'editor' as const;
      const grant = await ctx.alone(dashboard, async (tables) => {
        const known = (await list(dashboard, tables)).find((each) => each.user.id === user.id)?.grant;
        if (known?.level === level) throw refuse('User already is a collaborator.');
        if (known) await tables.grants.update({ id: known.id }, { level, updatedAt: at });
        const row = { dashboardId, subjectType: 'user', subjectId: user.uuid, createdAt: at } as const;
        return known ? { ...known, level, updatedAt: at } : tables.grants.insert({ ...row, level, updatedAt: at });
      });
      await ctx.announce({ kind: 'access' });
      return { grant, user };
    },

    async remove(principal, dashboard, userUuid) {
      await ctx.requireReach(principal, dashboard, 'write');
      requireClosed(dashboard, 'Cannot remove collaborators from a dashboard on the lowest restriction level.');
      const ids = (await list(dashboard)).filter(({ user }) => user.uuid === userUuid).map(({ grant }) => grant.id);
      if (ids.length === 0) throw notFound('collaborator', userUuid);
      await store.grants.delete({ id: ids });
      await ctx.announce({ kind: 'access' });
    },
  };
}
