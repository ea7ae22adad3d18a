import type { Secrets, Store, Tables } from '../domain/ports.ts';

/** Every column that is kept sealed. */
const SEALED = [
  ['workspaces', 'embedSecretSealed'],
  ['apiKeys', 'sealed'],
  ['accessTokens', 'sealed'],
  ['embedTokens', 'sealed'],
  ['accounts', 'credentialsSealed'],
] as const satisfies readonly (readonly [keyof Tables, string])[];

/**
 * Seals everything in the database under another SECRET_KEY, all or nothing. Whoever still runs under the one before
 * goes on sealing under it, so nobody must.
 * @returns how many secrets there are
 * @throws when one of them is sealed under another key than the one before
 */
export function rekey(store: Pick<Store, 'transaction'>, from: Secrets, to: Secrets): Promise<number> {
  return store.transaction(async (tables) => {
    let count = 0;
    for (const [name, column] of SEALED) {
      const table = tables[name] as unknown as Tables['embedTokens'];
      for (const { id, [column as 'sealed']: sealed } of await table.list({})) {
        if (!sealed) continue;
        await table.update({ id }, { [column]: to.seal(from.open(sealed)) });
        count += 1;
      }
    }
    return count;
  });
}
