import type { Dashboard, GrantLevel, Principal } from './model.ts';
import type { Tables } from './ports.ts';
import { hasRight, type Right, reachesAll, teamsOf } from './rights.ts';
import { subjectOf, subjectsOf } from './subjects.ts';

type Names = Readonly<Record<'user' | 'group', ReadonlySet<string>>>;
/** Whether a principal has a right on one of the dashboards that were asked about. */
export type RightCheck = (principal: Principal, dashboard: Dashboard, right: Right) => boolean;

export interface Reach {
  /** Rights by role, grants and teams, in a fixed number of queries for any number of people and dashboards. */
  on(asked: ReadonlyMap<Principal, readonly Dashboard[]>): Promise<RightCheck>;
  /** The same for one dashboard; calls within one turn of the event loop share their queries. */
  has(principal: Principal, dashboard: Dashboard, right: Right): Promise<boolean>;
}

type Store = Pick<Tables, 'grants' | 'users' | 'memberships' | 'groups' | 'groupMembers'>;

const NOBODY: Names = { user: new Set(), group: new Set() };

export function createReach(store: Store): Reach {
  let waiting: { asked: Map<Principal, Dashboard[]>; check: Promise<RightCheck> } | undefined;

  async function on(asked: ReadonlyMap<Principal, readonly Dashboard[]>): Promise<RightCheck> {
    const dashboards = [...asked.values()].flat();
    const dashboardId = [...new Set(dashboards.map(({ id }) => id))];
    const grants = dashboardId.length > 0 ? await store.grants.list({ dashboardId }) : [];
    const isOfTeams = dashboards.some((dashboard) => teamsOf(dashboard).length > 0);
    const names = grants.length > 0 || isOfTeams ? await namesOf([...asked.keys()]) : new Map<Principal, Names>();
    const byDashboard = Map.groupBy(grants, (grant) => grant.dashboardId);
    return (principal, dashboard, right) => {
      const own = names.get(principal) ?? NOBODY;
      const levels = (byDashboard.get(dashboard.id) ?? []).flatMap(({ subjectType, subjectId, level }): GrantLevel[] =>
        own[subjectType].has(subjectId) ? [level] : [],
      );
      const isTeamMate = teamsOf(dashboard).some((team) => own.group.has(subjectOf(team)));
      return hasRight(principal, dashboard, right, levels, isTeamMate);
    };
  }

  /** Every name a grant may use for these people or their groups. */
  async function namesOf(principals: readonly Principal[]): Promise<Map<Principal, Names>> {
    const userId = [...new Set(principals.map((principal) => principal.userId))];
    const [users, memberships, members] = await Promise.all([
      store.users.list({ id: userId }),
      store.memberships.list({ userId }),
      store.groupMembers.list({ userId }),
    ]);
    const groups = await store.groups.list({ id: [...new Set(members.map(({ groupId }) => groupId))] });
    return new Map(
      principals.map((principal): [Principal, Names] => {
        const { workspaceId, teams = [] } = principal;
        const isOwn = (row: { userId: number }): boolean => row.userId === principal.userId;
        const user = users.find(({ id }) => id === principal.userId);
        const membership = memberships.find((row) => isOwn(row) && row.workspaceId === workspaceId);
        const groupIds = new Set(members.filter(isOwn).map(({ groupId }) => groupId));
        const own = groups.filter((group) => group.workspaceId === workspaceId && groupIds.has(group.id));
        return [
          principal,
          {
            user: new Set(subjectsOf(principal.userId, user?.uuid, user?.username, user?.email, membership?.subject)),
            group: new Set(subjectsOf(...teams, ...own.flatMap(({ id, slug }) => [id, slug]))),
          },
        ];
      }),
    );
  }

  /** Runs at the end of this turn, so that all calls of the turn are answered together. */
  function together(): NonNullable<typeof waiting> {
    const asked = new Map<Principal, Dashboard[]>();
    const check = new Promise<RightCheck>((resolve, reject) => {
      process.nextTick(() => {
        waiting = undefined;
        on(asked).then(resolve, reject);
      });
    });
    return { asked, check };
  }

  return {
    on,
    async has(principal, dashboard, right) {
      if (reachesAll(principal, right) || hasRight(principal, dashboard, right, [])) return true;
      waiting ??= together();
      const { asked, check } = waiting;
      const known = asked.get(principal);
      if (known) known.push(dashboard);
      else asked.set(principal, [dashboard]);
      return (await check)(principal, dashboard, right);
    },
  };
}
