import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Store } from '../../server/domain/ports.ts';
import type { Credentials } from '../../server/domain/sources/account-kinds.ts';
import { openTestDomain, PASSWORD } from '../support/domain.ts';

/** What others do after something was read and before it is written, on any database. */
describe('what others do meanwhile', () => {
  const nothing = async (): Promise<unknown> => undefined;

  it('stays when a label without values left is cleared: a value that was pushed is shown', async () => {
    let meanwhile = nothing;
    const transaction: (store: Store) => Store['transaction'] = (store) => async (run) => {
      const now = meanwhile;
      meanwhile = nothing;
      await now();
      return store.transaction(run);
    };
    await using test = await openTestDomain((store) => ({ store: { ...store, transaction: transaction(store) } }));
    const { system, domain, store } = test;
    const board = await domain.dashboards.create(system, { name: 'Cleared' });
    const counter = { type: 'number', givenType: 'custom_numeric_counter' };
    const { widget, labels } = await domain.slots.create(system, board, counter, {});
    const label = labels[1] as string;
    const push = (value: number) => domain.series.push(system, new Map([[label, [{ value }]]]));
    const shown = async () => (await store.widgets.get({ id: widget.id }))?.data?.value1 ?? null;
    await push(1);
    meanwhile = () => push(2);
    await domain.series.clear(system, label);
    assert.equal(meanwhile, nothing);
    assert.equal(await shown(), 2);
    await domain.series.clear(system, label);
    assert.equal(await shown(), null);
  });

  it('stays when somebody gets another password', async () => {
    await using test = await openTestDomain();
    const { profile, people } = test.domain;
    const person = await test.person('editor');
    const { hashPassword } = test.secrets;
    test.secrets.hashPassword = async (password) => {
      await profile.update(person, { company: 'Ducks', country: 'ES', timeZone: 'Europe/Madrid' });
      return hashPassword(password);
    };
    await profile.update(person, { currentPassword: PASSWORD, newPassword: 'another horse', position: 'CEO' });
    const { company, country, timeZone, position } = await people.userOf(person);
    assert.deepEqual(
      { company, country, timeZone, position },
      {
        company: 'Ducks',
        country: 'ES',
        timeZone: 'Europe/Madrid',
        position: 'CEO',
      },
    );
  });

  it('stays when an account is changed while its service checks the credentials', async () => {
    let meanwhile = nothing;
    const field = (name: string) => ({ name, required: true });
    const checked: Credentials[] = [];
    const service = {
      fields: [field('user'), field('key')],
      widgets: {},
      async check(credentials: Credentials) {
        const now = meanwhile;
        meanwhile = nothing;
        await now();
        checked.push(credentials);
        return {};
      },
    };
    await using test = await openTestDomain(() => ({ accountKinds: { service } }));
    const { system, domain, workspace } = test;
    const { id } = await domain.accounts.link(system, { kind: 'service', username: 'a', user: 'me', key: 'old' });
    meanwhile = () => domain.accounts.update(system, id, { key: 'new' });
    assert.equal((await domain.accounts.update(system, id, { username: 'b', user: 'you' })).username, 'b');
    const { credentials } = await domain.accounts.credentials(workspace.id, id);
    assert.deepEqual(
      [credentials, checked.at(-1)],
      [
        { user: 'you', key: 'new' },
        { user: 'you', key: 'new' },
      ],
    );
    meanwhile = () => domain.accounts.unlink(system, id);
    await assert.rejects(domain.accounts.update(system, id, { key: 'late' }), { code: 'not_found' });
  });
});
