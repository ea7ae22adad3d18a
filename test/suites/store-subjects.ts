import assert from 'node:assert/strict';
import type * as model from '../../server/domain/model.ts';
import type { Store } from '../../server/domain/ports.ts';
import type { Migration } from '../../server/store/engine.ts';
import { subjects } from '../../server/store/migrations/006-subjects.ts';
import { addresses } from '../../server/store/migrations/007-addresses.ts';
import { openStore } from '../../server/store/open.ts';
import { board, plainRow } from './store-rows.ts';

type Run = (statement: string) => unknown;

/** Tests migration 006: grants still name the same users and groups. `run` executes SQL on the closed database. */
export async function numbersBecomeNames(databaseUrl: string, run: Run): Promise<void> {
  const store = await openStore({ databaseUrl });
  const { dashboardId } = await board(store, 0);
  const { workspaceId } = (await store.dashboards.get({ id: dashboardId })) as model.Dashboard;
  const { dashboardId: elsewhere } = await board(store, 0);
  const { workspaceId: foreign } = (await store.dashboards.get({ id: elsewhere })) as model.Dashboard;
  const member = async (subject: string | null, place = workspaceId) => {
    const { id: userId } = await store.users.insert(plainRow('users') as unknown as model.User);
    await store.memberships.insert({ ...plainRow('memberships'), workspaceId: place, userId, subject } as never);
    return `${userId}`;
  };
  const ours = await member(null);
  const both = await member(null);
  await member(both);
  const stranger = await member(ours, foreign);
  const [group, theirs] = [
    await store.groups.insert({ ...plainRow('groups'), workspaceId } as never),
    await store.groups.insert({ ...plainRow('groups'), workspaceId: foreign } as never),
  ];
  const users = [ours, both, '4711000', 'ann', `=${ours}`, '12a', stranger];
  const groups = [`${group.id}`, '4711000', 'ops', `${theirs.id}`];
  const granted = Object.entries({ user: users, group: groups });
  for (const [subjectType, subjectIds] of granted) await grant(store, dashboardId, subjectType, subjectIds);
  await store.close();

  const named = await after(subjects, databaseUrl, run, dashboardId);
  assert.deepEqual(named, [
    ...[ours, `=${both}`, '=4711000', 'ann', `=${ours}`, '12a', `=${stranger}`],
    ...[`${group.id}`, '=4711000', 'ops', `=${theirs.id}`],
  ]);
}

/** Tests migration 007: grants to addresses in capitals stay valid, one per address and dashboard. */
export async function addressesBecomeSmall(databaseUrl: string, run: Run): Promise<void> {
  const store = await openStore({ databaseUrl });
  const { dashboardId } = await board(store, 0);
  await grant(store, dashboardId, 'user', [
    'Ann@X.test',
    'BOB@x.test',
    'bob@x.test',
    'EVE@x.test',
    'Eve@X.test',
    'Boss',
    '@Home',
    'Two@X@x.test',
    'No One@x.test',
  ]);
  const { dashboardId: another } = await board(store, 0);
  await grant(store, another, 'user', ['BOB@x.test']);
  await grant(store, dashboardId, 'group', ['Bob@x.test']);
  await store.close();
  assert.deepEqual(await after(addresses, databaseUrl, run, dashboardId), [
    ...['ann@x.test', 'bob@x.test', 'eve@x.test', 'Boss', '@Home', 'Two@X@x.test', 'No One@x.test'],
    'bob@x.test',
  ]);
  assert.deepEqual(await after(addresses, databaseUrl, run, another), ['bob@x.test']);
}

async function grant(store: Store, dashboardId: number, subjectType: string, subjectIds: readonly string[]) {
  const rest = { level: 'viewer', createdAt: 1, updatedAt: 1 };
  for (const subjectId of subjectIds)
    await store.grants.insert({ dashboardId, subjectType, subjectId, ...rest } as never);
}

/** Runs a migration again on the current schema. @returns the subjects of the grants */
async function after(migration: Migration, databaseUrl: string, run: Run, dashboardId: number): Promise<string[]> {
  for (const statement of migration({} as never)) await run(statement);
  const store = await openStore({ databaseUrl });
  const grants = await store.grants.list({ dashboardId }, { orderBy: ['id'] });
  await store.close();
  return grants.map(({ subjectId }) => subjectId);
}
