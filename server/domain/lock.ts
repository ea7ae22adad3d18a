import { notFound } from './errors.ts';
import type { Tables } from './ports.ts';

/** Others that lock this workspace, in any process, wait until the transaction has ended: rewriting its row locks it. */
export async function lockWorkspace({ workspaces }: Tables, id: number): Promise<void> {
  const { createdAt } = (await workspaces.get({ id })) ?? {};
  if (createdAt !== undefined) await workspaces.update({ id }, { createdAt });
}

/** Others that lock one of these dashboards, or write its row, wait until the transaction has ended. */
export async function lockDashboards(
  { dashboards }: Tables,
  ids: readonly number[],
  workspaceId: number,
): Promise<void> {
  await dashboards.update({ id: ids }, { workspaceId });
}

/** Likewise, for dashboards that something is put on or copied from. @throws DomainError `not_found` for one in the bin */
export async function lockLiving(
  { dashboards }: Pick<Tables, 'dashboards'>,
  ids: readonly number[],
  workspaceId: number,
): Promise<void> {
  const living = await dashboards.update({ id: ids, deletedAt: null }, { workspaceId });
  if (living < new Set(ids).size) throw notFound('dashboard', ids.join());
}

/** Locks what is in all workspaces together: the first of them stands for all. */
export async function lockAll(tables: Tables): Promise<void> {
  const [first] = await tables.workspaces.list({}, { columns: ['id'], orderBy: ['id'], limit: 1 });
  if (first) await lockWorkspace(tables, first.id);
}
