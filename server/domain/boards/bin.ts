import type { Context } from '../context.ts';
import type { Dashboard } from '../model.ts';
import type { Tables } from '../ports.ts';

/**
 * Puts a dashboard into the bin. Its widgets get the same time of deletion, by which `restore` finds them again; if
 * somebody else was quicker, theirs stays. Its own row is locked first, as by everything that changes what is on it.
 * @param accept called in the transaction; throws to keep the dashboard
 */
export async function bin(
  { store, now, announce }: Context,
  dashboard: Dashboard,
  accept?: (tables: Tables) => Promise<void>,
): Promise<Dashboard> {
  const { id } = dashboard;
  const at = now();
  const deletedAt = await store.transaction(async (tables) => {
    const isFirst = await tables.dashboards.update({ id, deletedAt: null }, { deletedAt: at });
    await accept?.(tables);
    if (isFirst) await tables.widgets.update({ dashboardId: id, deletedAt: null }, { deletedAt: at });
    return isFirst ? at : ((await tables.dashboards.get({ id }))?.deletedAt ?? at);
  });
  await announce({ kind: 'dashboard', dashboardId: id });
  return { ...dashboard, deletedAt };
}
