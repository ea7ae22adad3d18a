import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SignJWT } from 'jose';
import type { Principal } from '../../server/domain/model.ts';
import { failsWith, openTestDomain, PASSWORD, type TestDomain } from '../support/domain.ts';

describe('people', () => {
  it('are unique by name and email in any case, and join further workspaces', async () => {
    await using test = await openTestDomain();
    const { people } = test.domain;
    const draft = {
      email: 'Ada@Example.test',
      username: 'Ada',
      password: PASSWORD,
      workspace: 'main',
      role: 'editor',
    } as const;
    const { user } = await people.createUser(draft);
    assert.deepEqual([user.email, user.username], ['ada@example.test', 'ada']);
    await assert.rejects(people.createUser({ ...draft, email: 'ADA@example.test' }), failsWith('conflict'));
    await assert.rejects(
      people.createUser({ ...draft, email: 'b@example.test', username: 'ADA' }),
      failsWith('conflict'),
    );
    await assert.rejects(people.createUser({ ...draft, workspace: 'none' }), failsWith('not_found'));
    await people.createWorkspace({ slug: 'second', name: 'Second' });
    const again = await people.createUser({ ...draft, workspace: 'second', role: 'viewer' });
    assert.equal(again.user.id, user.id);
    const places = await people.workspacesOf(user.id);
    assert.deepEqual(
      places.map(({ slug, role }) => [slug, role]),
      [
        ['main', 'editor'],
        ['second', 'viewer'],
      ],
    );
  });

  for (const [what, patch] of [
    ['a short password', { password: '1234567' }],
    ['no address', { email: 'nobody' }],
    ['a name that looks like an address', { username: 'a@b' }],
    ['an unknown role', { role: 'king' as 'owner' }],
  ] as const) {
    it(`are refused with ${what}`, async () => {
      await using test = await openTestDomain();
      const draft = {
        email: 'a@b.test',
        username: 'a',
        password: PASSWORD,
        workspace: 'main',
        role: 'owner',
        ...patch,
      } as const;
      await assert.rejects(test.domain.people.createUser(draft), failsWith('invalid'));
      assert.equal(await test.store.users.count({}), 0);
    });
  }

  it('sign in by name or email and stay signed in for two weeks', async () => {
    await using test = await openTestDomain();
    const { people } = test.domain;
    const { userId } = await test.person('admin');
    for (const login of ['admin1', ' ADMIN1 ', 'admin1@example.test']) {
      assert.equal((await people.byPassword(login, PASSWORD)).userId, userId);
    }
    const principal = await people.byPassword('admin1', PASSWORD);
    const { cookie, csrf } = await people.openSession(principal);
    assert.equal(await test.store.sessions.count({ hash: cookie }), 0, 'the cookie is not stored in clear');
    assert.deepEqual(await people.bySession(cookie), { principal, csrf });
    test.clock.at += 14 * 86_400_000;
    assert.equal(await people.bySession(cookie), undefined);
    await people.openSession(principal);
    assert.equal(await test.store.sessions.count({}), 1, 'what ran out is cleaned away');
  });

  it('get no access by changing to an address that something is shared with, and keep what is shared with their own', async () => {
    await using test = await openTestDomain();
    const { dashboards, grants, profile, people } = test.domain;
    const [owner, member, admin] = [
      await test.person('owner'),
      await test.person('viewer'),
      await test.person('admin'),
    ];
    const [board, other] = [
      await dashboards.create(owner, { name: 'a' }),
      await dashboards.create(owner, { name: 'b' }),
    ];
    for (const each of [board, other]) await dashboards.update(owner, each.key, { visibility: 'private' });
    const boss = 'boss@example.test';
    const share = (subjectId: string, { key } = board) =>
      test.domain.lookup
        .dashboard(owner, { key })
        .then((dashboard) => grants.set(owner, dashboard, { subjectType: 'user', subjectId, level: 'viewer' }));
    const take = (who: Principal, email: string) => profile.update(who, { email, currentPassword: PASSWORD });
    await share(boss);
    await share((await people.userOf(member)).email, other);

    for (const email of [boss, (await people.userOf(owner)).email])
      await assert.rejects(take(member, email), (error: Error) => error.message === 'This email address is taken.');
    await assert.rejects(test.domain.lookup.dashboard(member, { key: board.key }));
    await take(member, 'new@example.test');
    assert.equal((await test.domain.lookup.dashboard(member, { key: other.key })).id, other.id);
    await take(member, 'newer@example.test');
    await take(member, 'new@example.test');
    assert.deepEqual(
      (await grants.of(other)).map(({ subjectId }) => subjectId),
      ['new@example.test'],
    );
    await take(admin, boss);
    assert.equal((await people.userOf(admin)).email, boss);
  });

  it('are found by their address in any case', async () => {
    await using test = await openTestDomain();
    const { dashboards, grants, people } = test.domain;
    const [owner, member] = [await test.person('owner'), await test.person('viewer')];
    const { key } = await dashboards.create(owner, { name: 'a', visibility: 'private' });
    const dashboard = await test.domain.lookup.dashboard(owner, { key });
    const subjectId = (await people.userOf(member)).email.replace(/^./, (letter) => letter.toUpperCase());
    const subject = { subjectType: 'user', subjectId } as const;
    await grants.set(owner, dashboard, { ...subject, level: 'viewer' });
    assert.equal((await test.domain.lookup.dashboard(member, { key })).key, key);
    await grants.merge(owner, dashboard, [{ ...subject, level: null }]);
    await assert.rejects(test.domain.lookup.dashboard(member, { key }));
  });

  it('stay signed out', async () => {
    await using test = await openTestDomain();
    const { people } = test.domain;
    const { cookie } = await people.openSession(await test.person('viewer'));
    test.changes.length = 0;
    await people.closeSession(cookie);
    assert.equal(await people.bySession(cookie), undefined);
    assert.deepEqual(test.changes, [{ kind: 'access' }]);
    await people.closeSession(cookie);
    assert.equal(test.changes.length, 1, 'a cookie of no session disturbs nobody');
  });

  it('sign in to the workspace they joined first, and to none after leaving it', async () => {
    await using test = await openTestDomain();
    const { people } = test.domain;
    await people.createWorkspace({ slug: 'second' });
    const { userId } = await test.person('editor');
    const { email, username } = await people.userOf({ ...test.system, userId });
    await people.createUser({ email, username, password: PASSWORD, workspace: 'second', role: 'viewer' });
    const principal = await people.byPassword(username, PASSWORD);
    assert.deepEqual([principal.workspaceId, principal.role], [test.workspace.id, 'editor']);
    const { cookie } = await people.openSession(principal);
    await test.store.memberships.delete({ userId });
    assert.equal(await people.bySession(cookie), undefined);
    await assert.rejects(people.byPassword(username, PASSWORD), failsWith('invalid_credential'));
  });

  it('may mistype a password now and then', async () => {
    await using test = await openTestDomain();
    const { people } = test.domain;
    await test.person('viewer');
    for (let n = 0; n < 2; n += 1) {
      for (let wrong = 0; wrong < 8; wrong += 1)
        await assert.rejects(people.byPassword('viewer1', 'wrong'), failsWith('invalid_credential'));
      await people.byPassword('viewer1', PASSWORD);
    }
  });

  it('are locked after guessing passwords, of existing users and others', async () => {
    await using test = await openTestDomain();
    const { people } = test.domain;
    await test.person('owner');
    for (const login of ['owner1', 'nobody']) {
      const tries = await Promise.allSettled(Array.from({ length: 12 }, () => people.byPassword(login, 'wrong')));
      const codes = tries.map((result) => (result.status === 'rejected' ? result.reason.code : 'in'));
      assert.deepEqual(codes, [...Array(9).fill('invalid_credential'), ...Array(3).fill('rate_limited')]);
    }
    await assert.rejects(people.byPassword('OWNER1', PASSWORD), failsWith('rate_limited'));
    test.clock.at += 15 * 60_000;
    await people.byPassword('owner1', PASSWORD);
  });
});

describe('API keys', () => {
  const keyOf = async (test: TestDomain, role: 'owner' | 'editor', scopes = ['*']) => {
    const person = await test.person(role);
    const { username } = await test.domain.people.userOf(person);
    return {
      person,
      key: await test.domain.people.createKey({ workspace: 'main', user: username, name: 'k', scopes }),
    };
  };

  it('have the documented format, act for their user and are stored as a hash', async () => {
    await using test = await openTestDomain();
    const { person, key } = await keyOf(test, 'editor', ['dashboard:write']);
    assert.match(key.secret, /^sk_[0-9a-f]{48}$/);
    assert.equal(key.hash, test.secrets.hash(key.secret));
    assert.ok(!JSON.stringify(await test.store.apiKeys.list({})).includes(key.secret));
    assert.deepEqual(await test.domain.people.byApiKey(key.secret), {
      ...person,
      via: 'key',
      scopes: ['dashboard:write'],
      keyId: key.id,
    });
    await assert.rejects(test.domain.people.byApiKey('sk_wrong'), failsWith('invalid_credential'));
  });

  it('stop working at once when deactivated', async () => {
    await using test = await openTestDomain();
    const { people } = test.domain;
    const { key } = await keyOf(test, 'owner');
    await people.byApiKey(key.secret);
    await people.deactivateKey(key.id);
    await assert.rejects(people.byApiKey(key.secret), failsWith('invalid_credential'));
    assert.deepEqual(test.changes.at(-1), { kind: 'access' });
  });

  it('stop working within a second when another process deactivated them without a notification', async () => {
    await using test = await openTestDomain();
    const { key } = await keyOf(test, 'owner');
    await test.domain.people.byApiKey(key.secret);
    await test.store.apiKeys.update({ id: key.id }, { isActive: false });
    test.clock.at += 1000;
    await assert.rejects(test.domain.people.byApiKey(key.secret), failsWith('invalid_credential'));
  });

  it('expire, and end with the membership', async () => {
    await using test = await openTestDomain();
    const [first, second] = [await keyOf(test, 'owner'), await keyOf(test, 'owner')];
    await test.store.apiKeys.update({ id: first.key.id }, { expiresAt: test.clock.at });
    await assert.rejects(test.domain.people.byApiKey(first.key.secret), failsWith('invalid_credential'));
    await test.store.memberships.delete({ userId: second.person.userId });
    await assert.rejects(test.domain.people.byApiKey(second.key.secret), failsWith('invalid_credential'));
  });

  it('record when they were used', async () => {
    await using test = await openTestDomain();
    const { people, dashboards, widgets, values } = test.domain;
    const { key } = await keyOf(test, 'owner');
    const board = await dashboards.create(test.system, { name: 'a' });
    const widget = await widgets.create(test.system, board.key, { type: 'number' });
    test.clock.at += 5000;
    await values.push(await people.byApiKey(key.secret), widget.key, {});
    await test.store.writer.drain();
    assert.equal((await test.store.apiKeys.get({ id: key.id }))?.lastUsedAt, test.clock.at);
  });

  it('can be listed and deactivated by their owner and admins', async () => {
    await using test = await openTestDomain();
    const { people } = test.domain;
    const [owner, editor] = [await keyOf(test, 'owner'), await keyOf(test, 'editor')];
    assert.deepEqual(
      (await people.keysOf(editor.person)).map(({ id }) => id),
      [editor.key.id],
    );
    assert.deepEqual(
      (await people.keysOf(owner.person)).map(({ id }) => id),
      [editor.key.id, owner.key.id],
    );
    await assert.rejects(people.deactivateKey(owner.key.id, editor.person), failsWith('not_found'));
    await people.deactivateKey(editor.key.id, owner.person);
    await assert.rejects(people.deactivateKey(999), failsWith('not_found'));
    await assert.rejects(people.deactivateKey(Number.NaN), failsWith('not_found'));
  });

  it('are refused with an unknown scope', async () => {
    await using test = await openTestDomain();
    await test.person('owner');
    const draft = { workspace: 'main', user: 'owner1', name: 'k' };
    await assert.rejects(test.domain.people.createKey({ ...draft, scopes: ['everything'] }), failsWith('invalid'));
    await assert.rejects(test.domain.people.createKey({ ...draft, secret: 'short' }), failsWith('invalid'));
    await assert.rejects(test.domain.people.createKey({ ...draft, user: 'nobody' }), failsWith('not_found'));
  });
});

describe('sharing', () => {
  const boards = async (test: TestDomain) => {
    const { dashboards, widgets } = test.domain;
    const closed = await dashboards.create(test.system, { name: 'closed', isPrivate: true });
    const open = await dashboards.create(test.system, { name: 'open' });
    const widget = await widgets.create(test.system, closed.key, { type: 'number' });
    const openWidget = await widgets.create(test.system, open.key, { type: 'number' });
    return { closed, open, widget, openWidget };
  };

  it('opens public dashboards by key, and private ones to those who may read them', async () => {
    await using test = await openTestDomain();
    const { sharing, people } = test.domain;
    const { closed, open, widget, openWidget } = await boards(test);
    assert.equal((await sharing.widget({ key: openWidget.key }, {})).dashboard.id, open.id);
    assert.equal((await sharing.dashboard({ key: open.key }, {})).id, open.id);
    await assert.rejects(sharing.widget({ key: widget.key }, {}), failsWith('forbidden'));
    await assert.rejects(sharing.dashboard({ key: closed.key }, {}), failsWith('forbidden'));
    const principal = await test.person('viewer');
    assert.equal((await sharing.widget({ key: widget.key }, { principal })).widget.id, widget.id);
    await people.createWorkspace({ slug: 'other' });
    const stranger = await test.person('owner', 'other');
    await assert.rejects(sharing.widget({ key: widget.key }, { principal: stranger }), failsWith('forbidden'));
    for (const key of ['', 'x', 'F'.repeat(32), '0'.repeat(32), "' or 1=1 --"])
      await assert.rejects(sharing.widget({ key }, {}), failsWith('not_found'));
  });

  it('opens one widget by its embed token until that is revoked', async () => {
    await using test = await openTestDomain();
    const { sharing, widgets } = test.domain;
    const { widget, openWidget } = await boards(test);
    const { token } = await sharing.createEmbedToken(widget.key);
    assert.match(token, /^[\w-]{43}$/);
    assert.equal((await sharing.widget({ token }, {})).widget.id, widget.id);
    await assert.rejects(sharing.dashboard({ token }, {}), failsWith('not_found'));
    await assert.rejects(sharing.widget({ key: openWidget.key, token }, {}), failsWith('not_found'));
    const stored = await test.store.embedTokens.list({});
    assert.ok(!JSON.stringify(stored).includes(token));
    test.changes.length = 0;
    await sharing.revoke(token);
    assert.deepEqual(test.changes, [{ kind: 'access' }]);
    await assert.rejects(sharing.widget({ token }, {}), failsWith('revoked'));
    await assert.rejects(sharing.widget({ token: `${token}x` }, {}), failsWith('not_found'));
    await assert.rejects(sharing.revoke('unknown'), failsWith('not_found'));
    const second = await sharing.createEmbedToken(widget.key);
    await widgets.remove(test.system, widget.key);
    await assert.rejects(sharing.widget({ token: second.token }, {}), failsWith('not_found'));
  });

  it('opens a dashboard and its widgets by its access token, and no others', async () => {
    await using test = await openTestDomain();
    const { sharing } = test.domain;
    const { closed, widget, openWidget } = await boards(test);
    const { token } = await sharing.createAccessToken(closed.key);
    assert.equal((await sharing.dashboard({ token }, {})).id, closed.id);
    assert.equal((await sharing.widget({ key: widget.key, token }, {})).widget.id, widget.id);
    await assert.rejects(sharing.widget({ key: openWidget.key, token }, {}), failsWith('not_found'));
    await assert.rejects(sharing.widget({ token }, {}), failsWith('not_found'));
    await test.store.accessTokens.update({}, { expiresAt: test.clock.at });
    await assert.rejects(sharing.dashboard({ token }, {}), failsWith('expired'));
  });

  it('asks for the password, and accepts a proof of it for a day, for this token and this password', async () => {
    await using test = await openTestDomain();
    const { sharing } = test.domain;
    const { closed } = await boards(test);
    const { token, id } = await sharing.createAccessToken(closed.key, { password: 'open sesame' });
    const other = await sharing.createAccessToken(closed.key, { password: 'open sesame' });
    await assert.rejects(sharing.dashboard({ token }, {}), failsWith('password_required'));
    await assert.rejects(sharing.unlock(token, 'wrong'), failsWith('forbidden'));
    const { proof, expiresIn } = await sharing.unlock(token, 'open sesame');
    assert.equal(expiresIn, 86_400);
    const proofs = ['', 'x.y.z', proof];
    assert.equal((await sharing.dashboard({ token }, { proofs })).id, closed.id);
    await assert.rejects(sharing.dashboard({ token: other.token }, { proofs }), failsWith('password_required'));
    const later = proof.replace(/\.\d+\./, (expires) => `.${Number(expires.slice(1, -1)) + 1}.`);
    await assert.rejects(sharing.dashboard({ token }, { proofs: [later] }), failsWith('password_required'));
    await test.store.accessTokens.update({ id }, { passwordHash: await test.secrets.hashPassword('new') });
    await assert.rejects(sharing.dashboard({ token }, { proofs }), failsWith('password_required'));
    const renewed = await sharing.unlock(token, 'new');
    test.clock.at += 86_400_000;
    await assert.rejects(sharing.dashboard({ token }, { proofs: [renewed.proof] }), failsWith('password_required'));
  });

  it('refuses every password after nine wrong ones, for this token only', async () => {
    await using test = await openTestDomain();
    const { sharing } = test.domain;
    const { closed } = await boards(test);
    const [first, second] = await Promise.all(
      ['a', 'b'].map((description) => sharing.createAccessToken(closed.key, { description, password: 'right' })),
    );
    const unlock = (password: string) => sharing.unlock(first?.token ?? '', password);
    for (let n = 0; n < 9; n += 1) await assert.rejects(unlock(`wrong ${n}`), failsWith('forbidden'));
    await assert.rejects(unlock('right'), (error: unknown) => {
      assert.deepEqual(
        [failsWith('rate_limited')(error), (error as { details: unknown }).details],
        [true, { retryAfter: 900 }],
      );
      return true;
    });
    await sharing.unlock(second?.token ?? '', 'right');
  });

  it('lists valid tokens in clear to those who may change the dashboard', async () => {
    await using test = await openTestDomain();
    const { sharing } = test.domain;
    const { closed, widget } = await boards(test);
    const embed = await sharing.createEmbedToken(widget.key);
    const access = await sharing.createAccessToken(closed.key, { description: 'for the wall' });
    const gone = await sharing.createAccessToken(closed.key);
    await sharing.revoke(gone.token);
    const { embeds, accesses } = await sharing.tokensOf(test.system, closed.key);
    assert.deepEqual(
      [embeds.map(({ token }) => token), accesses.map(({ token }) => token)],
      [[embed.token], [access.token]],
    );
    await assert.rejects(sharing.tokensOf(await test.person('viewer'), closed.key), failsWith('forbidden'));
    const keyOnly: Principal = { ...test.system, scopes: ['dashboard:write'] };
    await assert.rejects(sharing.tokensOf(keyOnly, closed.key), failsWith('forbidden'));
  });

  it('checks no password of a deleted dashboard', async () => {
    await using test = await openTestDomain();
    const { sharing, dashboards } = test.domain;
    const { closed } = await boards(test);
    const { token } = await sharing.createAccessToken(closed.key, { password: PASSWORD });
    await sharing.unlock(token, PASSWORD);
    await dashboards.remove(test.system, closed.key);
    await assert.rejects(sharing.unlock(token, PASSWORD), failsWith('not_found'));
  });

  it('needs the right to change the dashboard and the scope', async () => {
    await using test = await openTestDomain();
    const { sharing, people } = test.domain;
    const { closed, widget } = await boards(test);
    await people.createWorkspace({ slug: 'other' });
    const { token } = await sharing.createAccessToken(closed.key);
    for (const [who, code] of [
      [await test.person('viewer'), 'forbidden'],
      [{ ...test.system, scopes: ['dashboard:write'] }, 'forbidden'],
      [await test.person('owner', 'other'), 'foreign'],
    ] as const) {
      await assert.rejects(sharing.createEmbedToken(widget.key, who), failsWith(code));
      await assert.rejects(sharing.createAccessToken(closed.key, {}, who), failsWith(code));
      await assert.rejects(sharing.revoke(token, who), failsWith(code));
    }
    assert.equal((await sharing.createAccessToken(closed.key, {}, test.system)).createdBy, null);
    await sharing.createEmbedToken(widget.key, { ...test.system, scopes: ['sharing_configuration:write'] });
  });
});

describe('signed embeds', () => {
  const sign = (test: TestDomain, claims: object, secret = test.workspace.embedSecret, alg = 'HS256') =>
    new SignJWT({ iss: 'main', exp: Math.floor(test.clock.at / 1000) + 60, ...claims })
      .setProtectedHeader({ alg })
      .sign(new TextEncoder().encode(secret));

  it('open what they name, in the workspace that signed them, until they expire', async () => {
    await using test = await openTestDomain();
    const { dashboards, widgets, sharing, people } = test.domain;
    const board = await dashboards.create(test.system, { name: 'a', isPrivate: true });
    const widget = await widgets.create(test.system, board.key, { type: 'number' });
    const forWidget = await sign(test, { widget: widget.key });
    assert.equal((await sharing.widget({ token: forWidget }, {})).widget.id, widget.id);
    await assert.rejects(sharing.dashboard({ token: forWidget }, {}), failsWith('not_found'));
    const forBoard = await sign(test, { dashboard: board.key });
    assert.equal((await sharing.dashboard({ token: forBoard }, {})).id, board.id);
    assert.equal((await sharing.widget({ key: widget.key, token: forBoard }, {})).widget.id, widget.id);

    const other = await people.createWorkspace({ slug: 'other' });
    const foreign = await sign(test, { iss: 'other', widget: widget.key }, other.embedSecret);
    await assert.rejects(sharing.widget({ token: foreign }, {}), failsWith('not_found'));
    const foreignBoard = await sign(test, { iss: 'other', dashboard: board.key }, other.embedSecret);
    await assert.rejects(sharing.dashboard({ token: foreignBoard }, {}), failsWith('not_found'));
    await assert.rejects(sharing.widget({ key: widget.key, token: foreignBoard }, {}), failsWith('not_found'));

    const [header, payload] = forWidget.split('.');
    for (const [what, token] of Object.entries({
      'another secret': await sign(test, { widget: widget.key }, 'x'.repeat(43)),
      'another algorithm': await sign(test, { widget: widget.key }, undefined, 'HS512'),
      'no signature': `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`,
      'no header': `.${payload}.`,
      'an unknown issuer': await sign(test, { iss: 'nobody', widget: widget.key }),
      'no issuer': await sign(test, { iss: undefined, widget: widget.key }),
      'no end': await sign(test, { exp: undefined, widget: widget.key }),
      'nothing named': await sign(test, {}),
      'a name that is no text': await sign(test, { widget: { key: widget.key } }),
      'a torn signature': `${header}.${payload}.AAAA`,
    }))
      await assert.rejects(sharing.widget({ token }, {}), failsWith('invalid_credential'), what);

    test.clock.at += 60_000 - 1;
    await sharing.widget({ token: forWidget }, {});
    for (const later of [1, 5_999, 1]) {
      test.clock.at += later;
      await assert.rejects(sharing.widget({ token: forWidget }, {}), failsWith('expired'));
    }
  });

  it('are signed with a secret that only admins may see', async () => {
    await using test = await openTestDomain();
    const { people } = test.domain;
    assert.equal(await people.embedSecret(test.system), test.workspace.embedSecret);
    await assert.rejects(people.embedSecret(await test.person('editor')), failsWith('forbidden'));
  });
});
