import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Hono } from 'hono';
import { createSecrets } from '../../server/auth/secrets.ts';
import type { AccessToken } from '../../server/domain/model.ts';
import { createProofs } from '../../server/domain/sharing/proofs.ts';
import { createThrottle, holdUp } from '../../server/domain/throttle.ts';
import { clientOf } from '../../server/http/client.ts';
import { openTestApp, type TestApp } from '../support/app.ts';
import { failsWith, openTestDomain, PASSWORD, type TestDomain, tellable } from '../support/domain.ts';

describe('guessing a password', () => {
  it('locks out the guesser, not the owner of the password', async () => {
    await using test = await openTestDomain();
    const { people } = test.domain;
    await test.person('owner');
    const guess = (from: string) => people.byPassword('owner1', 'wrong', from);
    for (let n = 0; n < 9; n += 1) await assert.rejects(guess('192.0.2.1'), failsWith('invalid_credential'));
    await assert.rejects(people.byPassword('owner1', PASSWORD, '192.0.2.1'), failsWith('rate_limited'));
    await people.byPassword('owner1', PASSWORD, '192.0.2.2');
    await assert.rejects(guess('192.0.2.1'), failsWith('rate_limited'), 'that somebody else got in changes nothing');
  });

  it('slows down for a login with every guess, from any address', async () => {
    await using test = await openTestDomain();
    const { people } = test.domain;
    await test.person('owner');
    for (let n = 0; n < 20; n += 1) await assert.rejects(people.byPassword('owner1', 'wrong', `192.0.2.${n}`));
    assert.deepEqual(test.pauses, [100, 200, 400, 800, 1600, 2000, 2000, 2000, 2000, 2000, 2000]);
    await assert.rejects(people.byPassword('nobody', 'wrong', '192.0.2.1'));
    assert.equal(test.pauses.length, 11, 'other logins are as quick as before');
    assert.deepEqual([0, 9, 10, 1000].map(holdUp), [0, 0, 100, 2000]);
  });

  it('is not locked for longer when the clock is set back', () => {
    let now = 10 ** 12;
    const throttle = createThrottle(() => now);
    for (let n = 0; n < 9; n += 1) throttle.take('x');
    now -= 86_400_000;
    throttle.take('x');
  });

  it('counts attempts at a shared page together, by any method', async () => {
    await using test = await openTestDomain();
    const { shares, sharing, dashboards } = test.domain;
    const owner = await test.person('owner');
    const dashboard = await dashboards.create(owner, { name: 'Shared' });
    await shares.update(owner, dashboard, { enabled: true, passwordRequired: true });
    const { token } = tellable(await shares.of(dashboard));
    await shares.addPassword(owner, dashboard, { password: 'open sesame', note: '' });
    for (let n = 0; n < 5; n += 1) await assert.rejects(sharing.unlock(token, 'wrong'), failsWith('forbidden'));
    for (let n = 0; n < 4; n += 1) await assert.rejects(shares.unlock(token, 'wrong'), failsWith('forbidden'));
    await assert.rejects(shares.unlock(token, 'open sesame'), failsWith('rate_limited'));
    await assert.rejects(sharing.unlock(token, 'open sesame'), failsWith('rate_limited'));
  });
});

describe('passwords of a shared page', () => {
  /** A page of its own for each way in, with the password `open sesame`. */
  async function openPage(test: TestDomain) {
    const { shares, dashboards } = test.domain;
    const owner = await test.person('owner');
    const dashboard = await dashboards.create(owner, { name: 'Shared' });
    await shares.update(owner, dashboard, { enabled: true, passwordRequired: true });
    const { token } = tellable(await shares.of(dashboard));
    await shares.addPassword(owner, dashboard, { password: 'open sesame', note: '' });
    return token;
  }

  it('are locked for who guesses, and for nobody else who has the link', async () => {
    await using test = await openTestDomain();
    const { shares } = test.domain;
    const token = await openPage(test);
    const guess = () => shares.unlock(token, 'wrong', '192.0.2.1');
    for (let n = 0; n < 9; n += 1) await assert.rejects(guess(), failsWith('forbidden'));
    await assert.rejects(shares.unlock(token, 'open sesame', '192.0.2.1'), failsWith('rate_limited'));
    await shares.unlock(token, 'open sesame', '192.0.2.2');
    await assert.rejects(guess(), failsWith('rate_limited'), 'that somebody else got in changes nothing');
  });

  it('take longer the more is guessed from anywhere, and no longer for a crowd that knows them', async () => {
    await using test = await openTestDomain();
    const { shares } = test.domain;
    const token = await openPage(test);
    for (let n = 0; n < 30; n += 1) await shares.unlock(token, 'open sesame', `192.0.2.${n}`);
    assert.deepEqual(test.pauses, []);
    for (let n = 0; n < 12; n += 1) await assert.rejects(shares.unlock(token, 'wrong', `192.0.2.${n}`));
    assert.deepEqual(test.pauses, [100, 200, 400]);
  });

  it('are limited to a number that can be checked quickly', async () => {
    await using test = await openTestDomain();
    const { shares, dashboards } = test.domain;
    const owner = await test.person('owner');
    const dashboard = await dashboards.create(owner, { name: 'Shared' });
    await shares.update(owner, dashboard, { enabled: true, passwordRequired: true });
    const add = () => shares.addPassword(owner, dashboard, { password: undefined, note: '' });
    const { id: _, password: __, email: ___, ...row } = await add();
    for (let n = 1; n < 49; n += 1) await test.store.sharePasswords.insert(row);
    const { id } = await add();
    await assert.rejects(add(), failsWith('invalid'));
    await shares.removePassword(owner, dashboard, id);
    await add();
  });
});

describe('a ticket for a shared page', () => {
  it('is valid for exactly a day, at its page only', async () => {
    await using test = await openTestDomain();
    const { shares, dashboards } = test.domain;
    const owner = await test.person('owner');
    const locked = async () => {
      const dashboard = await dashboards.create(owner, { name: 'Shared' });
      const { token } = tellable(await shares.update(owner, dashboard, { enabled: true, passwordRequired: true }));
      await shares.addPassword(owner, dashboard, { password: 'open sesame', note: '' });
      return { token, ticket: (await shares.unlock(token, 'open sesame')).ticket };
    };
    const [{ token, ticket }, other] = [await locked(), await locked()];
    await assert.rejects(shares.open(other.token, [ticket]), failsWith('password_required'));
    test.clock.at += 86_400_000 - 1;
    await shares.open(token, [other.ticket, ticket]);
    test.clock.at += 1;
    await assert.rejects(shares.open(token, [ticket]), failsWith('password_required'));
  });
});

describe('a token that was replaced', () => {
  it('is revoked when the page is closed, or a password is required or removed', async () => {
    await using test = await openTestDomain();
    const { shares, dashboards } = test.domain;
    const owner = await test.person('owner');
    const replaced = async (settings: { passwordRequired?: boolean } = {}) => {
      const dashboard = await dashboards.create(owner, { name: 'Shared' });
      await shares.update(owner, dashboard, { enabled: true, ...settings });
      const { token } = tellable(await shares.of(dashboard));
      const password = settings.passwordRequired
        ? await shares.addPassword(owner, dashboard, { password: 'open sesame', note: '' })
        : undefined;
      await shares.refresh(owner, dashboard);
      return { dashboard, token, password };
    };
    const open = await replaced();
    await shares.open(open.token, []);
    await shares.update(owner, open.dashboard, { enabled: false });
    await assert.rejects(shares.open(open.token, []), failsWith('not_found'));

    const bare = await replaced();
    await shares.update(owner, bare.dashboard, { passwordRequired: true });
    await assert.rejects(shares.open(bare.token, []), failsWith('not_found'));

    const locked = await replaced({ passwordRequired: true });
    await shares.unlock(locked.token, 'open sesame');
    const { passwords } = await shares.of(locked.dashboard);
    await shares.removePassword(owner, locked.dashboard, passwords[0]?.id ?? 0);
    await assert.rejects(shares.unlock(locked.token, 'open sesame'), failsWith('not_found'));
  });

  it('does not open a closed page when it is replaced, and an old token never opens one again', async () => {
    await using test = await openTestDomain();
    const { shares, dashboards } = test.domain;
    const owner = await test.person('owner');
    const dashboard = await dashboards.create(owner, { name: 'Shared' });
    const isClosed = (token: string) => assert.rejects(shares.open(token, []), failsWith('not_found'));
    const first = tellable(await shares.refresh(owner, dashboard));
    assert.equal(first.enabled, false, 'nobody said that it is to be shared');
    await isClosed(first.token);
    const { token } = tellable(await shares.update(owner, dashboard, { enabled: true }));
    await shares.open(token, []);
    await shares.update(owner, dashboard, { enabled: false });
    const anew = tellable(await shares.refresh(owner, dashboard));
    assert.equal(anew.enabled, false);
    await isClosed(anew.token);
    const again = tellable(await shares.update(owner, dashboard, { enabled: true }));
    await shares.update(owner, dashboard, { enabled: false });
    assert.notEqual((await shares.update(owner, dashboard, { enabled: true })).token, again.token);
    await isClosed(again.token);
    await isClosed(token);
  });
});

describe('proofs that a password was given', () => {
  it('are looked at once for a token, however many things it opens', () => {
    let [at, looks] = [10 ** 12, 0];
    const secrets = createSecrets({ secretKey: 'k'.repeat(32) });
    const verifySignature = (text: string, mac: string) => {
      looks += 1;
      return secrets.verifySignature(text, mac);
    };
    const { make, isIn } = createProofs({ ...secrets, verifySignature }, () => at);
    const access = { id: 7, passwordHash: 'hash' } as AccessToken;
    const expires = 10 ** 9 + 80_000;
    const forged = Array.from({ length: 99 }, (_, n) => `7.${expires + n}.${'A'.repeat(43)}`);
    for (const [proofs, expected] of [
      [forged, false],
      [[...forged, make(access).proof], true],
    ] as const) {
      const reader = { proofs };
      for (let n = 0; n < 1000; n += 1) assert.equal(isIn({ ...access }, reader), expected);
      assert.equal(isIn({ ...access, passwordHash: 'another' }, reader), false, 'the password has changed');
      assert.equal(isIn({ ...access, id: 8 }, reader), false);
    }
    assert.equal(looks, 99 + 99 + 100 + 100);
    const { proof } = make(access);
    at += 86_400_000;
    assert.equal(isIn(access, { proofs: [proof] }), false, 'it has run out');
  });
});

describe('the address of a client', () => {
  const addressOf = async (proxies: number, peer: string, header?: string): Promise<string> => {
    const app = new Hono().get('/', (c) => c.text(clientOf(c, proxies)));
    const headers = header === undefined ? undefined : { 'x-forwarded-for': header };
    const env = { incoming: { socket: { remoteAddress: peer } } };
    return (await app.request('/', headers && { headers }, env)).text();
  };

  for (const [proxies, header, expected] of [
    [0, '198.51.100.7', '192.0.2.1'],
    [1, undefined, '192.0.2.1'],
    [1, '198.51.100.7', '198.51.100.7'],
    [1, '203.0.113.9, 198.51.100.7', '198.51.100.7'],
    [2, '203.0.113.9, 198.51.100.7', '203.0.113.9'],
    [2, '198.51.100.7', '192.0.2.1'],
    [1, 'unknown', '192.0.2.1'],
    [1, '', '192.0.2.1'],
    [1, '198.51.100.7:4711', '198.51.100.7'],
    [1, '[2001:db8:1:2:3::4]:4711', '2001:db8:1:2'],
    [1, '2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    [1, '2001:DB8::1', '2001:db8:0:0'],
    [1, '::1', '0:0:0:0'],
    [1, '::ffff:198.51.100.7', '198.51.100.7'],
  ] as const)
    it(`with ${proxies} proxies and ${JSON.stringify(header)} is ${expected}`, async () =>
      assert.equal(await addressOf(proxies, '192.0.2.1', header), expected));
});

describe('signing in', () => {
  let app: TestApp;
  before(async () => {
    app = await openTestApp({ env: { TRUST_PROXY: '1' } });
  });
  after(() => app.close());

  const form = (login: string, password: string, from: string) =>
    app.fetch('/admin/login', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-forwarded-for': from },
      body: new URLSearchParams({ login, password }),
    });
  const json = (username: string, password: string, from: string) =>
    app.fetch('/api/auth/login', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-forwarded-for': from },
      body: JSON.stringify({ username, password }),
    });
  const basic = (username: string, password: string, from: string) =>
    app.fetch('/api/user/api_key', {
      headers: { authorization: `Basic ${btoa(`${username}:${password}`)}`, 'x-forwarded-for': from },
    });

  it('counts wrong attempts of all sign-in methods together, by address', async () => {
    const mine = '198.51.100.7';
    for (const [n, way] of [form, json, basic, form, json, basic, form, json, basic].entries())
      assert.equal((await way('alpha-editor', 'wrong', `203.0.113.${n}, ${mine}`)).status, 401);
    for (const way of [form, json, basic])
      assert.equal((await way('alpha-editor', PASSWORD, `203.0.113.99, ${mine}`)).status, 429, 'a made-up prefix');
    assert.equal((await form('alpha-editor', PASSWORD, '198.51.100.8')).status, 303);
    assert.equal((await json('alpha-editor', PASSWORD, '198.51.100.8')).status, 200);
  });

  it('counts the tries at a shared page by address as well, whichever page asks for the password', async () => {
    const { dashboards, sharing, shares } = app.domain;
    const [workspace, user] = [app.alpha.workspace, app.alpha.users.owner];
    const owner = { via: 'session', workspaceId: workspace.id, userId: user.id, role: 'owner', scopes: ['*'] } as const;
    const dashboard = await dashboards.create(owner, { name: 'Shared' });
    const { token } = await sharing.createAccessToken(dashboard.key, { password: 'open sesame' }, owner);
    await shares.update(owner, dashboard, { enabled: true, passwordRequired: true });
    const shared = tellable(await shares.of(dashboard));
    await shares.addPassword(owner, dashboard, { password: 'open sesame', note: '' });
    const send = (path: string, type: string, body: (password: string) => string) => (password: string, from: string) =>
      app.fetch(path, {
        method: 'POST',
        headers: { 'content-type': type, 'x-forwarded-for': from },
        body: body(password),
      });
    const asJson = (password: string) => JSON.stringify({ password });
    const asForm = (password: string) => `${new URLSearchParams({ password })}`;
    for (const [n, way] of [
      send(`/public/${token}/unlock`, 'application/json', asJson),
      send(`/public/${token}`, 'application/x-www-form-urlencoded', asForm),
      send(`/shared/${shared.token}`, 'application/json', asJson),
    ].entries()) {
      const mine = `198.51.100.${n}`;
      // The first two open the same page, whose attempts are counted together.
      for (let tries = 0; tries < 9; tries += 1) assert.equal((await way('wrong', mine)).status, 401);
      assert.equal((await way('open sesame', mine)).status, 429);
      assert.ok((await way('open sesame', `203.0.113.${n}`)).ok);
    }
  });

  it('leaves no password and no spoofed address in the log', () => {
    assert.doesNotMatch(app.logged(), /correct horse|203\.0\.113/);
  });
});
