import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rekey } from '../../server/auth/rekey.ts';
import { createSecrets } from '../../server/auth/secrets.ts';
import { openStore } from '../../server/store/open.ts';
import { nouns } from '../../server/store/schema.ts';
import { family, nounNames, tableOf } from '../suites/store-rows.ts';

const sealed = nounNames.flatMap((noun) =>
  Object.keys(nouns[noun])
    .filter((field) => /sealed$/i.test(field))
    .map((field) => [noun, field] as const),
);
const [before, after] = ['b', 'a'].map((letter) => createSecrets({ secretKey: letter.repeat(32) })) as [
  ReturnType<typeof createSecrets>,
  ReturnType<typeof createSecrets>,
];

/** A database with one secret in every column that keeps some. */
async function filled() {
  const store = await openStore({ databaseUrl: 'sqlite::memory:' });
  const ids = await family(store);
  const kept = async () => {
    const texts: Record<string, string> = {};
    for (const [noun, field] of sealed)
      texts[`${noun}.${field}`] = String((await tableOf(store, noun).get({ id: ids.get(noun) as number }))?.[field]);
    return texts;
  };
  for (const [noun, field] of sealed)
    await tableOf(store, noun).update({ id: ids.get(noun) as number }, { [field]: before.seal(`${noun}.${field}`) });
  return { store, ids, kept, [Symbol.asyncDispose]: () => store.close() };
}

describe('another SECRET_KEY', () => {
  it('decrypts everything that was encrypted, and the old key nothing any more', async () => {
    await using t = await filled();
    assert.equal(await rekey(t.store, before, after), sealed.length);
    assert.ok(sealed.length >= 5);
    for (const [name, text] of Object.entries(await t.kept())) {
      assert.equal(after.open(text), name);
      assert.throws(() => before.open(text));
    }
  });

  it('leaves rows without secrets alone', async () => {
    await using t = await filled();
    await t.store.apiKeys.update({ id: t.ids.get('apiKeys') as number }, { sealed: null });
    assert.equal(await rekey(t.store, before, after), sealed.length - 1);
    assert.equal((await t.kept())['apiKeys.sealed'], 'null');
  });

  it('has to be another one', async () => {
    await using t = await filled();
    const old = await t.kept();
    await assert.rejects(rekey(t.store, before, before), { message: /^the file holds the SECRET_KEY that is in use/ });
    assert.deepEqual(await t.kept(), old);
  });

  it('changes nothing when one secret cannot be decrypted', async () => {
    await using t = await filled();
    await t.store.accounts.update({ id: t.ids.get('accounts') as number }, { credentialsSealed: after.seal('x') });
    const had = await t.kept();
    const place = `accounts ${t.ids.get('accounts')}`;
    const message = `${place} was encrypted with another SECRET_KEY; nothing was changed`;
    await assert.rejects(rekey(t.store, before, after), { message });
    assert.deepEqual(await t.kept(), had);
  });
});
