import { ConfigError } from '../config.ts';
import type { Secrets, Store, Tables } from '../domain/ports.ts';

/** Every sealed column. */
const SEALED = [
  ['workspaces', 'embedSecretSealed'],
  ['apiKeys', 'sealed'],
  ['accessTokens', 'sealed'],
  ['embedTokens', 'sealed'],
  ['accounts', 'credentialsSealed'],
] as const satisfies readonly (readonly [keyof Tables, string])[];

/**
 * Reseals everything in the database under another SECRET_KEY, all or nothing. No server may run meanwhile: it would go
 * on sealing under the old key.
 * @returns the number of secrets
 * @throws when one of them is not sealed under the old key, or the keys are the same
 */
export async function rekey(store: Pick<Store, 'transaction'>, from: Secrets, to: Secrets): Promise<number> {
  if (from.sign('') === to.sign(''))
    throw new Error(
      'the file holds the SECRET_KEY that is in use; nothing was changed: give a file that does not exist',
    );
  return store.transaction(async (tables) => {
    let count = 0;
    for (const [name, column] of SEALED) {
      const table = tables[name] as unknown as Tables['embedTokens'];
      for (const { id, [column as 'sealed']: sealed } of await table.list({})) {
        if (!sealed) continue;
        await table.update({ id }, { [column]: to.seal(opened(from, sealed, `${name} ${id}`)) });
        count += 1;
      }
    }
    return count;
  });
}

function opened(from: Secrets, sealed: string, place: string): string {
  try {
    return from.open(sealed);
  } catch (error) {
    // The message of the cipher tells nobody what is wrong.
    throw error instanceof ConfigError
      ? error
      : new Error(`${place} was encrypted with another SECRET_KEY; nothing was changed`, { cause: error });
  }
}
