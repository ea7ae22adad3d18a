import type { Context } from '../context.ts';
import type { Dashboard } from '../model.ts';

/** Puts a dashboard into the bin. Its widgets get the same time of deletion, by which `restore` finds them again. */
export async function bin({ store, now, announce }: Context, dashboard: Dashboard): Promise<Dashboard> {
  const { id } = dashboard;
  const deletedAt = now();
  await store.transaction(async (tables) => {
    await tables.widgets.update({ dashboardId: id, deletedAt: null }, { deletedAt });
    await tables.dashboards.update({ id }, { deletedAt });
  });
  await announce({ kind: 'dashboard', dashboardId: id });
  return { ...dashboard, deletedAt };
}
