import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { failsWith, openTestDomain, tellable } from '../support/domain.ts';

const gone = failsWith('not_found');

/** A dashboard whose shared page asks for a password, as its owner has it. */
async function shared() {
  const test = await openTestDomain();
  const { dashboards, shares } = test.domain;
  const owner = await test.person('owner');
  const dashboard = await dashboards.create(owner, { name: 'Shared' });
  const { token } = tellable(await shares.update(owner, dashboard, { enabled: true, passwordRequired: true }));
  const add = (password: string) => shares.addPassword(owner, dashboard, { password, note: '' });
  return { ...test, [Symbol.asyncDispose]: () => test.store.close(), owner, dashboard, token, add };
}

describe('a deleted password of a shared page', () => {
  it('works nowhere any more, and ends the access of those who used it only', async () => {
    await using test = await shared();
    const { owner, dashboard, token, add } = test;
    const { shares, sharing } = test.domain;
    const [{ id }] = [await add('open sesame'), await add('swordfish')];
    const [first, second] = [await shares.unlock(token, 'open sesame'), await shares.unlock(token, 'swordfish')];
    const { proof } = await sharing.unlock(token, 'open sesame');
    await shares.removePassword(owner, dashboard, id);
    await assert.rejects(shares.open(token, [first.ticket]), failsWith('password_required'));
    await assert.rejects(sharing.dashboard({ token }, { proofs: [proof] }), failsWith('password_required'));
    await shares.open(token, [first.ticket, second.ticket]);
    for (const way of [shares, sharing]) await assert.rejects(way.unlock(token, 'open sesame'), failsWith('forbidden'));
    await sharing.unlock(token, 'swordfish');
    for (const none of [id, 4711, Number.NaN])
      await assert.rejects(shares.removePassword(owner, dashboard, none), gone);
  });
});

describe('a shared page', () => {
  it('opens for everybody who knows the password', async () => {
    await using test = await shared();
    await test.add('open sesame');
    for (const way of [test.domain.shares, test.domain.sharing])
      for (let reader = 0; reader < 12; reader += 1) await way.unlock(test.token, 'open sesame');
  });

  it('notifies viewers when it is closed, and when its token is replaced', async () => {
    await using test = await shared();
    const { changes, owner, dashboard } = test;
    const { shares } = test.domain;
    const told = async (change: () => Promise<unknown>) => {
      changes.length = 0;
      await change();
      return changes.some(({ kind }) => kind === 'access');
    };
    const { id } = await test.add('open sesame');
    assert.ok(await told(() => shares.removePassword(owner, dashboard, id)));
    assert.ok(await told(() => shares.refresh(owner, dashboard)));
    assert.ok(await told(() => shares.update(owner, dashboard, { enabled: false })));
  });

  it('is independent of access tokens', async () => {
    await using test = await shared();
    const { owner, dashboard, token } = test;
    const { shares, sharing } = test.domain;
    const { token: other } = await sharing.createAccessToken(dashboard.key);
    await assert.rejects(shares.open(other, []), gone);
    assert.equal((await shares.of(dashboard)).token, token);
    await shares.update(owner, dashboard, { enabled: false });
    await sharing.dashboard({ token: other }, {});
    await assert.rejects(sharing.dashboard({ token }, {}), failsWith('revoked'));
  });

  it('can be changed by those who may change its dashboard', async () => {
    await using test = await shared();
    const { dashboard, token, add } = test;
    const { shares } = test.domain;
    const viewer = await test.person('viewer');
    const { id } = await add('open sesame');
    const draft = { password: undefined, note: '' };
    const denied = failsWith('forbidden');
    await assert.rejects(shares.update(viewer, dashboard, { enabled: false }), denied);
    await assert.rejects(shares.refresh(viewer, dashboard), denied);
    await assert.rejects(shares.addPassword(viewer, dashboard, draft), denied);
    await assert.rejects(shares.removePassword(viewer, dashboard, id), denied);
    await assert.rejects(add('x'.repeat(1001)), failsWith('invalid'));
    assert.deepEqual([(await shares.of(dashboard)).token, (await shares.of(dashboard)).passwords.length], [token, 1]);
  });
});
