import type { Context } from '../context.ts';
import type { Dashboard } from '../model.ts';

/**
 * Puts a dashboard into the bin. Its widgets get the same time of deletion, by which `restore` finds them again; if
 * somebody else was quicker, theirs stays. Its own row is locked first, as by everything that changes what is on it.
 */
export async function bin({ store, now, announce }: Context, dashboard: Dashboard): Promise<Dashboard> {
  const { id } = dashboard;
  const at = now();
  const deletedAt = await store.transaction(async (tables) => {
    const isFirst = await tables.dashboards.update({ id, deletedAt: null }, { deletedAt: at });
    if (isFirst) await tables.widgets.update({ dashboardId: id, deletedAt: null }, { deletedAt: at });
    return isFirst ? at : ((await tables.dashboards.get({ id }))?.deletedAt ?? at);
  });
  await announce({ kind: 'dashboard', dashboardId: id });
  return { ...dashboard, deletedAt };
}
