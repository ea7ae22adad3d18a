import { ConfigError } from './config.ts';
import { database } from './config-parsers.ts';
import type { Secrets, Store } from './domain/ports.ts';

/** What to do next: nothing of it can be seen in the database. */
const NOTE =
  'To use the copy, start the server with this DATABASE_URL and the same SECRET_KEY and DATA_DIR, which has the rows of datasets. What has changed since the copy began is not in it.';

/** @throws ConfigError when there is nothing to copy, or the settings are not those of the server */
export async function copyTo(
  store: Pick<Store, 'copyTo' | 'workspaces'>,
  secrets: Pick<Secrets, 'open'>,
  databaseUrl: string,
): Promise<{ rows: Record<string, number>; note: string }> {
  const [workspace] = await store.workspaces.list({}, { orderBy: ['id'], limit: 1 });
  // A wrong DATA_DIR leads to a new, empty database.
  if (!workspace) throw new ConfigError('the database is empty: run the command with the settings of the server');
  // With another key, the copy could not be used.
  secrets.open(workspace.embedSecretSealed);
  return { rows: await store.copyTo(checked(databaseUrl)), note: NOTE };
}

function checked(databaseUrl: string): string {
  try {
    return database(databaseUrl);
  } catch (error) {
    throw new ConfigError(`the database to copy to must be ${(error as Error).message}`);
  }
}
