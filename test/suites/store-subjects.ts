import assert from 'node:assert/strict';
import type * as model from '../../server/domain/model.ts';
import { subjects } from '../../server/store/migrations/006-subjects.ts';
import { openStore } from '../../server/store/open.ts';
import { board, plainRow } from './store-rows.ts';

/** What grants named before names of digits had a sign is what they meant. `run` executes a statement on the closed database. */
export async function numbersBecomeNames(databaseUrl: string, run: (statement: string) => unknown): Promise<void> {
  const store = await openStore({ databaseUrl });
  const { dashboardId } = await board(store, 0);
  const { workspaceId } = (await store.dashboards.get({ id: dashboardId })) as model.Dashboard;
  const member = async (subject: string | null) => {
    const { id: userId } = await store.users.insert(plainRow('users') as unknown as model.User);
    await store.memberships.insert({ ...plainRow('memberships'), workspaceId, userId, subject } as never);
    return `${userId}`;
  };
  const ours = await member(null);
  const both = await member(null);
  await member(both);
  const group = await store.groups.insert({ ...plainRow('groups'), workspaceId } as never);
  const users = [ours, both, '4711000', 'ann', `=${ours}`, '12a'];
  const groups = [`${group.id}`, '4711000', 'ops'];
  for (const [subjectType, subjectIds] of Object.entries({ user: users, group: groups }))
    for (const subjectId of subjectIds)
      await store.grants.insert({
        dashboardId,
        subjectType,
        subjectId,
        level: 'viewer',
        createdAt: 1,
        updatedAt: 1,
      } as never);
  await store.close();

  // Once more by itself: those that came after it have been here.
  for (const statement of subjects({} as never)) await run(statement);
  const again = await openStore({ databaseUrl });
  const named = (await again.grants.list({ dashboardId }, { orderBy: ['id'] })).map(({ subjectId }) => subjectId);
  await again.close();
  assert.deepEqual(named, [
    ...[ours, `=${both}`, '=4711000', 'ann', `=${ours}`, '12a'],
    ...[`${group.id}`, '=4711000', 'ops'],
  ]);
}
