import type { Secrets, Store } from '../domain/ports.ts';

/** Whether the SECRET_KEY is the one this database's secrets are sealed under; any key is, for an empty database. */
export async function isKeyOf(store: Pick<Store, 'workspaces'>, secrets: Secrets): Promise<boolean> {
  const [first] = await store.workspaces.list({}, { orderBy: ['id'], limit: 1 });
  try {
    if (first) secrets.open(first.embedSecretSealed);
    return true;
  } catch {
    return false;
  }
}
