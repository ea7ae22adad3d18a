import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openTestApp, PASSWORD, type TestApp } from '../support/app.ts';
import { type Answered, curl } from '../support/ducksboard.ts';

/** The user, and the key that the user's password gives back. */
let t: TestApp;
before(async () => {
  t = await openTestApp();
});
after(() => t.close());

const owner = () => curl(t, t.alpha.keys.owner.secret);
const wrong = (field: string, message: string, code = 100) => [400, { code, errors: { [field]: message } }];

describe('Ducksboard: user', () => {
  it('GET: the fields of the reference, and no password', async () => {
    const shown = await owner().get('/api/user');
    assert.deepEqual(shown, {
      first_name: '',
      last_name: '',
      email: 'alpha-owner@example.test',
      timezone: 'UTC',
      country: '',
      company: '',
      position: '',
      plan: 'free',
    });
  });

  it('PUT: what is left out stays, and both flags say that no password changed', async () => {
    const answer = await owner().put('/api/user', { first_name: 'Georgia', company: 'Ducksboard', plan: 'gold' });
    assert.deepEqual([answer.password_change, answer.password_changed], [false, false]);
    assert.deepEqual([answer.first_name, answer.company, answer.plan], ['Georgia', 'Ducksboard', 'free']);
    const more = await owner().put('/api/user/', { last_name: 'Duckly', timezone: 'America/New_York', country: 'US' });
    assert.deepEqual(
      [more.first_name, more.last_name, more.timezone, more.country],
      ['Georgia', 'Duckly', 'America/New_York', 'US'],
    );
  });

  it('PUT: only existing time zones and countries', async () => {
    assert.deepEqual(
      await owner().fails('PUT', '/api/user', { timezone: 'Mars/Base' }),
      wrong('timezone', 'unrecognized timezone', 102),
    );
    for (const country of ['XX', 'EU', 'us', 'Germany'])
      assert.deepEqual(
        await owner().fails('PUT', '/api/user', { country }),
        wrong('country', 'unrecognized country', 102),
      );
    for (const [timezone, country] of [
      ['Europe/Berlin', 'DE'],
      ['Asia/Tokyo', 'JP'],
      ['UTC', ''],
    ])
      assert.equal((await owner().put('/api/user', { timezone, country })).timezone, timezone);
  });

  it('PUT: a new email needs the current password', async () => {
    const email = 'Georgia.Duckly@example.com';
    const path = '/api/user';
    assert.deepEqual(await owner().fails('PUT', path, { email }), wrong('current_password', 'This field is required.'));
    assert.deepEqual(
      await owner().fails('PUT', path, { email, current_password: 'guess' }),
      wrong('current_password', 'The password is wrong.'),
    );
    assert.deepEqual(
      await owner().fails('PUT', path, { email: 'nonsense', current_password: PASSWORD }),
      wrong('email', 'Enter a valid email address.'),
    );
    assert.deepEqual(
      await owner().fails('PUT', path, { email: 'alpha-editor@example.test', current_password: PASSWORD }),
      wrong('email', 'This email address is taken.', 101),
    );
    const changed = await owner().put(path, { email, current_password: PASSWORD });
    assert.deepEqual([changed.email, changed.password_changed], ['georgia.duckly@example.com', false]);
    assert.equal((await owner().put(path, { email })).email, changed.email, 'the same again changes nothing');
  });

  it('PUT: a new password needs the current one, is stored as a hash and ends sessions', async () => {
    const principal = await t.domain.people.byPassword('alpha-admin', PASSWORD);
    const { cookie } = await t.domain.people.openSession(principal);
    const admin = curl(t, t.alpha.keys.admin.secret);
    const body = { new_password: 'supersecret' };
    assert.deepEqual(await admin.fails('PUT', '/api/user', body), wrong('current_password', 'This field is required.'));
    assert.deepEqual(
      await admin.fails('PUT', '/api/user', { new_password: 'short', current_password: PASSWORD }),
      wrong('new_password', 'Enter 8 to 400 characters.'),
    );
    const answer = await admin.put('/api/user', { ...body, current_password: PASSWORD });
    assert.deepEqual([answer.password_change, answer.password_changed], [true, true]);
    assert.ok(!JSON.stringify(answer).includes('supersecret'));
    await t.domain.people.byPassword('alpha-admin', 'supersecret');
    await assert.rejects(t.domain.people.byPassword('alpha-admin', PASSWORD));
    assert.equal(await t.domain.people.bySession(cookie), undefined);
    const [row] = await t.deps.store.users.list({ id: t.alpha.users.admin.id });
    assert.match(row?.passwordHash ?? '', /^\$argon2id\$/);
  });

  it('PUT: guessing the current password is rate-limited', async () => {
    const editor = curl(t, t.alpha.keys.editor.secret);
    const guess = () => editor.fails('PUT', '/api/user', { email: 'a@b.test', current_password: 'guess' });
    for (let count = 0; count < 9; count += 1) assert.equal((await guess())[0], 400);
    assert.equal((await guess())[0], 429);
  });

  it('PUT: one’s own profile is for every role, but not for keys that may only read', async () => {
    assert.equal((await curl(t, t.alpha.keys.viewer.secret).put('/api/user', { first_name: 'V' })).first_name, 'V');
    const readOnly = curl(t, t.alpha.keys.readOnly.secret);
    assert.deepEqual(await readOnly.fails('PUT', '/api/user', { first_name: 'x' }), [403, { errors: 'forbidden' }]);
    assert.deepEqual(await owner().fails('PUT', '/api/user', { first_name: [] }), wrong('first_name', 'Enter text.'));
    assert.equal((await owner().fails('DELETE', '/api/user'))[0], 405);
    assert.equal((await t.fetch('/api/user')).status, 401);
  });
});

describe('Ducksboard: API key', () => {
  for (const path of ['/api/user/api_key', '/api/api_key']) {
    it(`${path}: login and password return it, and reset it`, async () => {
      for (const login of ['beta-editor', 'beta-editor@example.test']) {
        const me = curl(t, login, PASSWORD);
        const { api_key: key, ...rest } = await me.get(path);
        assert.match(key, /^[A-Za-z0-9]{50}$/);
        assert.deepEqual(rest, {});
        assert.deepEqual(await me.get(path), { api_key: key });
        assert.equal((await curl(t, key).get('/api/user')).email, 'beta-editor@example.test');
        const { api_key: fresh } = await me.post(path, 'ignored');
        assert.match(fresh, /^[A-Za-z0-9]{50}$/);
        assert.notEqual(fresh, key);
        assert.equal((await curl(t, key).fails('GET', '/api/user'))[0], 401);
        assert.equal((await curl(t, fresh).get('/api/dashboards/')).count, 2);
        assert.deepEqual(await me.get(path), { api_key: fresh });
      }
      assert.equal((await curl(t, t.beta.keys.editor.secret).get('/api/user')).plan, 'free', 'other keys live on');
    });

    it(`${path}: is refused with a key, a wrong password or a session`, async () => {
      const { cookie } = await t.domain.people.openSession(await t.domain.people.byPassword('beta-owner', PASSWORD));
      const refused = [401, { errors: 'unauthorized' }];
      assert.deepEqual(await owner().fails('GET', path), refused);
      assert.deepEqual(await curl(t, 'beta-owner', 'guess').fails('POST', path), refused);
      const answer = await t.send({ path, headers: { cookie: `bc_session=${cookie}` } });
      assert.deepEqual([answer.status, JSON.parse(answer.text)], refused as Answered);
    });
  }

  it('is not stored in clear text', async () => {
    const { api_key: key } = await curl(t, 'beta-editor', PASSWORD).get('/api/api_key');
    assert.ok(!JSON.stringify(await t.deps.store.apiKeys.list({})).includes(key));
    assert.ok(!t.logged().includes(key));
  });
});
