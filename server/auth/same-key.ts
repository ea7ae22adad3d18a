import type { Secrets, Store } from '../domain/ports.ts';

/** Whether the SECRET_KEY is the one under which this database keeps its secrets; any is, for an empty one. */
export async function isKeyOf(store: Pick<Store, 'workspaces'>, secrets: Secrets): Promise<boolean> {
  const [first] = await store.workspaces.list({}, { orderBy: ['id'], limit: 1 });
  try {
    if (first) secrets.open(first.embedSecretSealed);
    return true;
  } catch {
    return false;
  }
}
