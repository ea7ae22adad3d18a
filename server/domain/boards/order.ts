import type { Dashboard } from '../model.ts';
import type { Tables } from '../ports.ts';

/** The highest position that may be set. New dashboards go behind it, and the database can hold twice as much. */
export const MAX_POSITION = 2 ** 30;

/** The position behind all dashboards of a workspace. */
export async function lastPosition(tables: Tables, workspaceId: number): Promise<number> {
  const where = { workspaceId, deletedAt: null };
  const [last] = await tables.dashboards.list(where, { orderBy: ['-position'], limit: 1 });
  return last ? last.position + 1 : 1;
}

/** The position that a dashboard had when it was deleted, or the last one when another dashboard has it now. */
export async function freePosition(tables: Tables, { workspaceId, position }: Dashboard): Promise<number> {
  const holder = await tables.dashboards.get({ workspaceId, position, deletedAt: null });
  return holder ? lastPosition(tables, workspaceId) : position;
}
