import type { GrantDraft, Grants } from './card-services.ts';
import type { Context } from './context.ts';
import { notFound } from './errors.ts';
import type { Dashboard, GrantLevel } from './model.ts';
import type { Tables } from './ports.ts';
import { choiceIssue, nameIssue, refuse } from './validate.ts';

const LEVELS: readonly GrantLevel[] = ['viewer', 'commenter', 'editor'];

export function createGrants(ctx: Context): Grants {
  const { store, now } = ctx;

  async function put(tables: Tables, { id: dashboardId }: Dashboard, draft: GrantDraft) {
    const { subjectType, subjectId, level } = draft;
    const at = now();
    const known = await tables.grants.get({ dashboardId, subjectType, subjectId });
    if (!known) {
      const grant = await tables.grants.insert({ ...draft, dashboardId, createdAt: at, updatedAt: at });
      return { grant, isNew: true };
    }
    if (known.level !== level) await tables.grants.update({ id: known.id }, { level, updatedAt: at });
    return { grant: { ...known, level }, isNew: false };
  }

  const issuesOf = ({ subjectType, subjectId, level }: GrantDraft) => [
    choiceIssue('subject_type', subjectType, ['user', 'group']),
    nameIssue('subject_id', subjectId),
    choiceIssue('access_level', level, LEVELS),
  ];

  return {
    of: (dashboard) => store.grants.list({ dashboardId: dashboard.id }, { orderBy: ['id'] }),

    async set(principal, dashboard, draft) {
      await ctx.require(principal, dashboard, 'write');
      refuse(...issuesOf(draft));
      const result = await store.transaction((tables) => put(tables, dashboard, draft));
      await ctx.announce({ kind: 'access' });
      return result;
    },

    async replace(principal, dashboard, drafts) {
      await ctx.require(principal, dashboard, 'write');
      refuse(...drafts.flatMap(issuesOf));
      await store.transaction(async (tables) => {
        const kept = new Set<number>();
        for (const draft of drafts) kept.add((await put(tables, dashboard, draft)).grant.id);
        const all = await tables.grants.list({ dashboardId: dashboard.id });
        await tables.grants.delete({ id: all.map(({ id }) => id).filter((id) => !kept.has(id)) });
      });
      await ctx.announce({ kind: 'access' });
    },

    async remove(principal, dashboard, id) {
      await ctx.require(principal, dashboard, 'write');
      const where = { id, dashboardId: dashboard.id };
      if (!Number.isSafeInteger(id) || (await store.grants.delete(where)) === 0) throw notFound('share', id);
      await ctx.announce({ kind: 'access' });
    },
  };
}
