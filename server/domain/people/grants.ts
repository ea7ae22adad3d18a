import type { Context } from '../context.ts';
import { notFound } from '../errors.ts';
import type { Dashboard, Grant, GrantLevel, Principal } from '../model.ts';
import type { Tables } from '../ports.ts';
import { folded } from '../subjects.ts';
import { choiceIssue, nameIssue, refuse } from '../validate.ts';

export type GrantDraft = Pick<Grant, 'subjectType' | 'subjectId' | 'level'>;

/** The level a grant should have; `null` removes it. */
export type GrantChange = Omit<GrantDraft, 'level'> & { level: GrantDraft['level'] | null };

/** Who else may use a dashboard: at most one grant per person or group. */
export interface Grants {
  /** Oldest first. The caller has checked access to the dashboard. */
  of(dashboard: Dashboard): Promise<Grant[]>;
  /** Creates a grant, or changes the existing one. */
  set(principal: Principal, dashboard: Dashboard, draft: GrantDraft): Promise<{ grant: Grant; isNew: boolean }>;
  /** Creates, changes or removes several at once; grants not named stay as they are. */
  merge(principal: Principal, dashboard: Dashboard, changes: readonly GrantChange[]): Promise<void>;
  remove(principal: Principal, dashboard: Dashboard, id: number): Promise<void>;
}

const LEVELS: readonly GrantLevel[] = ['viewer', 'commenter', 'editor'];

export function createGrants(ctx: Context): Grants {
  const { store, now } = ctx;

  async function put(tables: Tables, { id: dashboardId }: Dashboard, draft: GrantDraft) {
    const { subjectType, level } = draft;
    const subjectId = folded(draft.subjectId);
    const at = now();
    const known = await tables.grants.get({ dashboardId, subjectType, subjectId });
    if (!known) {
      const grant = await tables.grants.insert({ ...draft, subjectId, dashboardId, createdAt: at, updatedAt: at });
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
      const result = await ctx.alone(dashboard, (tables) => put(tables, dashboard, draft));
      await ctx.announce({ kind: 'access' });
      return result;
    },

    async merge(principal, dashboard, changes) {
      await ctx.require(principal, dashboard, 'write');
      refuse(...changes.flatMap(({ level, ...subject }) => issuesOf({ ...subject, level: level ?? 'viewer' })));
      await ctx.alone(dashboard, async (tables) => {
        for (const { level, ...subject } of changes) {
          if (level === null)
            await tables.grants.delete({ ...subject, subjectId: folded(subject.subjectId), dashboardId: dashboard.id });
          else await put(tables, dashboard, { ...subject, level });
        }
      });
      await ctx.announce({ kind: 'access' });
    },

    async remove(principal, dashboard, id) {
      await ctx.require(principal, dashboard, 'write');
      if ((await store.grants.delete({ id, dashboardId: dashboard.id })) === 0) throw notFound('share', id);
      await ctx.announce({ kind: 'access' });
    },
  };
}
