import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openTestApp, type TestApp } from '../support/app.ts';
import { bearer, send } from '../support/asking.ts';
import { failsWith, openTestDomain, tellable } from '../support/domain.ts';

/** Sharing: the configuration, its passwords, and the pages that need nothing but a token. */
let t: TestApp;
let P: string;
before(async () => {
  t = await openTestApp();
  P = `/api/projects/${t.alpha.workspace.id}/dashboards`;
});
after(() => t.close());

const ask = (method: string, path: string, body?: unknown, key = t.alpha.keys.owner) =>
  send(t, method, path, body, bearer(key.secret));
const look = (path: string, headers: Record<string, string> = {}) => send(t, 'GET', path, undefined, headers);
const unlock = (path: string, password: string) => send(t, 'POST', path, { password });

/** A dashboard with one text, and the path of its sharing. */
async function board(name = 'Shared'): Promise<{ id: number; sharing: string }> {
  const { id } = (await ask('POST', P, { name })).body;
  await ask('PATCH', `${P}/${id}`, { tiles: [{ text: { body: 'secret words' } }] });
  return { id, sharing: `${P}/${id}/sharing` };
}
async function shared(patch: object = {}) {
  const made = await board();
  const { body } = await ask('PATCH', made.sharing, { enabled: true, ...patch });
  return { ...made, token: body.access_token as string };
}

describe('sharing configuration', () => {
  it('is generated for each read until it is changed, and is one object', async () => {
    const { sharing } = await board();
    const [first, second] = [(await ask('GET', sharing)).body, (await ask('GET', sharing)).body];
    const { access_token, ...rest } = first;
    assert.match(access_token, /^[\w-]{30,}$/);
    assert.deepEqual(rest, {
      created_at: null,
      enabled: false,
      settings: null,
      password_required: false,
      share_passwords: [],
    });
    assert.notEqual(access_token, second.access_token);
    assert.equal((await look(`/shared/${access_token}`)).status, 404);
  });

  it('is switched on by PATCH, keeps known settings and drops others', async () => {
    const { id, sharing } = await board();
    const settings = { noHeader: true, legend: null, theme: 'dark', unknown: 1 };
    const { status, body } = await ask('PATCH', sharing, { enabled: true, settings });
    assert.equal(status, 200);
    assert.deepEqual([body.enabled, body.settings], [true, { noHeader: true, theme: 'dark' }]);
    assert.equal((await ask('GET', sharing)).body.access_token, body.access_token);
    assert.equal((await ask('GET', `${P}/${id}`)).body.is_shared, true);
    assert.deepEqual((await ask('PATCH', sharing, { settings: {} })).body.settings, {});
    const wrong = await ask('PATCH', sharing, { settings: [] });
    assert.deepEqual([wrong.status, wrong.body.detail, wrong.body.attr], [400, 'Invalid settings format', 'settings']);
    assert.equal((await ask('PATCH', sharing, { enabled: 'maybe' })).body.attr, 'enabled');
    const denied = await ask('PATCH', sharing, { enabled: false }, t.alpha.keys.viewer);
    assert.deepEqual([denied.status, denied.body.detail], [403, "You don't have edit permissions for this dashboard."]);
  });

  it('closes at once, and opens again under a new token', async () => {
    const { sharing, token } = await shared();
    assert.equal((await look(`/shared/${token}`)).status, 200);
    await ask('PATCH', sharing, { enabled: false });
    assert.equal((await look(`/shared/${token}`)).status, 404);
    const { body } = await ask('PATCH', sharing, { enabled: true });
    assert.notEqual(body.access_token, token);
    assert.equal((await look(`/shared/${token}`)).status, 404);
    assert.equal((await look(`/shared/${body.access_token}`)).status, 200);
  });

  it('keeps the token that was made with it when it is first switched on', async () => {
    const { sharing } = await board();
    const { access_token } = (await ask('PATCH', sharing, { settings: { legend: true } })).body;
    assert.equal((await look(`/shared/${access_token}`)).status, 404);
    assert.equal((await ask('PATCH', sharing, { enabled: true })).body.access_token, access_token);
    assert.equal((await look(`/shared/${access_token}`)).status, 200);
  });

  it('is refreshed with the same settings and passwords under new ids; the old token still works for a while', async () => {
    const { sharing, token } = await shared({ password_required: true, settings: { legend: true } });
    const password = (await ask('POST', `${sharing}/passwords`, { raw_password: 'long enough', note: 'n' })).body;
    const { status, body } = await ask('POST', `${sharing}/refresh`, { enabled: false });
    assert.equal(status, 200);
    assert.deepEqual([body.enabled, body.settings, body.password_required], [true, { legend: true }, true]);
    assert.notEqual(body.access_token, token);
    assert.deepEqual(
      body.share_passwords.map(({ note }: { note: string }) => note),
      ['n'],
    );
    assert.notEqual(body.share_passwords[0].id, password.id);
    for (const each of [token, body.access_token])
      assert.equal((await unlock(`/shared/${each}`, 'long enough')).status, 200);
  });

  it('revokes the old token after 300 seconds', async () => {
    await using d = await openTestDomain();
    const dashboard = await d.domain.dashboards.create(d.system, { name: 'Clock' });
    const { token } = tellable(await d.domain.shares.update(d.system, dashboard, { enabled: true }));
    const fresh = tellable(await d.domain.shares.refresh(d.system, dashboard));
    d.clock.at += 299_999;
    assert.equal((await d.domain.shares.open(token, [])).dashboard.id, dashboard.id);
    d.clock.at += 1;
    await assert.rejects(d.domain.shares.open(token, []), failsWith('not_found'));
    assert.equal((await d.domain.shares.open(fresh.token, [])).dashboard.id, dashboard.id);
    await assert.rejects(d.domain.sharing.dashboard({ token }, {}), failsWith('expired'));
  });
});

describe('share passwords', () => {
  it('can be created after protection was switched on, are shown once and stored as argon2id', async () => {
    const { sharing } = await shared();
    const early = await ask('POST', `${sharing}/passwords`, {});
    assert.equal(early.status, 400);
    assert.deepEqual(early.body, { error: 'Password protection must be enabled before creating passwords' });
    await ask('PATCH', sharing, { password_required: true });
    const short = await ask('POST', `${sharing}/passwords`, { raw_password: '1234567' });
    assert.deepEqual(short.body, {
      type: 'validation_error',
      code: 'invalid_input',
      detail: 'Password must be at least 8 characters long.',
      attr: 'raw_password',
    });
    const long = await ask('POST', `${sharing}/passwords`, { note: 'x'.repeat(101) });
    assert.deepEqual([long.status, long.body.code, long.body.attr], [400, 'max_length', 'note']);
    const made = await ask('POST', `${sharing}/passwords`, {
      raw_password: 'a secret of mine',
      note: 'team',
      enabled: false,
    });
    assert.equal(made.status, 201);
    const { id, created_at, ...rest } = made.body;
    assert.deepEqual(rest, {
      password: 'a secret of mine',
      note: 'team',
      created_by_email: 'alpha-owner@example.test',
    });
    const [row] = await t.deps.store.sharePasswords.list({ id });
    assert.match(row?.hash ?? '', /^\$argon2id\$/);
    const random = (await ask('POST', `${sharing}/passwords`, { raw_password: '' })).body;
    assert.match(random.password, /^[\w-]{22}$/);
    const { text, body } = await ask('GET', sharing);
    assert.ok(!text.includes('a secret of mine') && !text.includes('argon2'));
    assert.deepEqual(
      body.share_passwords.map((each: { id: number }) => each.id),
      [random.id, id],
    );
    assert.deepEqual(Object.keys(body.share_passwords[0]), [
      'id',
      'created_at',
      'note',
      'created_by_email',
      'is_active',
    ]);
    assert.ok(!t.logged().includes('a secret of mine'));
  });

  it('are deleted by id, and then open nothing, not even with an earlier ticket', async () => {
    const { sharing, token } = await shared({ password_required: true });
    const { id } = (await ask('POST', `${sharing}/passwords`, { raw_password: 'for a while' })).body;
    const { shareToken } = (await unlock(`/shared/${token}`, 'for a while')).body;
    const { proof } = await t.domain.sharing.unlock(token, 'for a while');
    const removed = await ask('DELETE', `${sharing}/passwords/${id}`);
    assert.deepEqual([removed.status, removed.text], [204, '']);
    const [row] = await t.deps.store.sharePasswords.list({ id });
    assert.equal(row?.isActive, false);
    const again = await ask('DELETE', `${sharing}/passwords/${id}`);
    assert.deepEqual([again.status, again.body.detail], [404, 'Password not found']);
    assert.equal((await unlock(`/shared/${token}`, 'for a while')).status, 401);
    const late = await look(`/shared/${token}.json`, { authorization: `Bearer ${shareToken}` });
    assert.equal(late.body.type, 'unlock');
    await assert.rejects(t.domain.sharing.dashboard({ token }, { proofs: [proof] }), failsWith('password_required'));
  });
});

describe('shared views', () => {
  it('are pages with the dashboard in them, and may be framed when embedded', async () => {
    const { token } = await shared();
    for (const [path, isFrameable] of [
      ['/shared', false],
      ['/shared_dashboard', false],
      ['/embedded', true],
    ] as const) {
      const { status, headers, text } = await look(`${path}/${token}`);
      assert.equal(status, 200);
      assert.match(String(headers.get('content-type')), /^text\/html/);
      assert.match(text, /<bc-dashboard[^>]*token=/);
      assert.ok(text.includes('secret words'));
      const policy = String(headers.get('content-security-policy'));
      assert.equal(/frame-ancestors \*/.test(policy), isFrameable, path);
      const data = /<script id="posthog-exported-data" type="application\/json">(.*?)<\/script>/s.exec(text)?.[1] ?? '';
      assert.equal(JSON.parse(data).type, isFrameable ? 'embed' : 'scene');
    }
  });

  it('are JSON with .json, without names of users and with the enabled settings', async () => {
    const { id, token } = await shared({ settings: { noHeader: true, legend: false } });
    const { status, body, text } = await look(`/shared/${token}.json`);
    assert.equal(status, 200);
    assert.deepEqual([body.type, body.accessToken, body.noHeader, 'legend' in body], ['scene', token, true, false]);
    assert.equal((await look(`/embedded/${token}.json`)).body.type, 'embed');
    assert.deepEqual(
      [body.dashboard.id, body.dashboard.effective_restriction_level, body.dashboard.effective_privilege_level],
      [id, 37, 21],
    );
    assert.equal(body.dashboard.tiles[0].text.body, 'secret words');
    assert.ok(Array.isArray(body.themes));
    assert.ok(!/created_by|last_modified_by|example\.test/.test(text));
    assert.match((await look(`/shared/${token}.png`)).headers.get('content-type') ?? '', /^image\/png/);
    assert.notEqual((await ask('GET', `${P}/${id}`)).body.last_accessed_at, null);
  });

  it('are an HTML 404 for a token that opens nothing, and JSON for a deleted dashboard', async () => {
    for (const path of ['/shared/unknown', '/embedded/unknown.json', '/shared_dashboard/%00', '/shared/a/b']) {
      const { status, headers, text } = await look(path);
      assert.deepEqual([status, String(headers.get('content-type')).split(';')[0]], [404, 'text/html'], path);
      assert.match(text, /color-scheme:light dark.*<h1>This is not available<\/h1>/s, path);
    }
    const { id, token } = await shared();
    await ask('PATCH', `${P}/${id}`, { deleted: true });
    const { status, body } = await look(`/shared/${token}`);
    assert.equal(status, 404);
    assert.deepEqual(body, { type: 'invalid_request', code: 'not_found', detail: 'No resource found', attr: null });
  });

  it('ask for the password, show nothing before, and then open by cookie or bearer token', async () => {
    const { sharing, token } = await shared({ password_required: true });
    const other = await shared({ password_required: true });
    for (const each of [sharing, other.sharing])
      await ask('POST', `${each}/passwords`, { raw_password: 'open sesame' });
    const path = `/shared/${token}`;
    const locked = await look(path);
    assert.equal(locked.status, 200);
    assert.ok(
      locked.text.includes('"type":"unlock"') &&
        !locked.text.includes('secret words') &&
        !locked.text.includes('Shared'),
    );
    assert.deepEqual((await look(`${path}.json`)).body, { type: 'unlock', accessToken: token });

    const wrong = await unlock(path, 'wrong');
    assert.deepEqual([wrong.status, wrong.body], [401, { error: 'Incorrect password' }]);
    const right = await unlock(path, 'open sesame');
    assert.equal(right.status, 200);
    const { shareToken } = right.body;
    const claims = JSON.parse(Buffer.from(shareToken.split('.')[1], 'base64url').toString());
    assert.deepEqual(
      [claims.access_token, claims.team_id, claims.exp - claims.iat],
      [token, t.alpha.workspace.id, 86_400],
    );
    assert.equal(
      right.headers.get('set-cookie'),
      `posthog_sharing_token=${shareToken}; Max-Age=86400; Path=/shared/${token}; HttpOnly; SameSite=Lax`,
    );
    const opened = await look(path, { cookie: `posthog_sharing_token=${shareToken}` });
    assert.ok(opened.text.includes('secret words') && /proof="/.test(opened.text));
    const bearer = { authorization: `Bearer ${shareToken}` };
    assert.equal((await look(path, { ...bearer, accept: 'application/json' })).body.type, 'scene');
    const elsewhere = await look(`/shared/${other.token}.json`, bearer);
    assert.equal(elsewhere.body.type, 'unlock');
    const [head, payload] = shareToken.split('.');
    for (const forged of [`${head}.${payload}.`, `${head}.${payload}.AAAA`, 'a.b.c', `${head}..x`])
      assert.equal((await look(`${path}.json`, { authorization: `Bearer ${forged}` })).body.type, 'unlock');
    assert.ok(!t.logged().includes(token));
  });

  it('open by a form without cookies, as in another site’s frame, and show errors there', async () => {
    const { sharing, token } = await shared({ password_required: true });
    await ask('POST', `${sharing}/passwords`, { raw_password: 'open sesame' });
    const submit = async (path: string, password: string) => {
      const answer = await t.fetch(`${path}/${token}`, {
        method: 'POST',
        redirect: 'manual',
        headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html,*/*;q=0.8' },
        body: new URLSearchParams({ password }),
      });
      return { status: answer.status, headers: answer.headers, text: await answer.text() };
    };
    for (const path of ['/shared', '/embedded']) {
      const wrong = await submit(path, 'wrong');
      assert.deepEqual([wrong.status, wrong.headers.get('set-cookie')], [401, null]);
      assert.ok(/<form method="post".*Wrong password/s.test(wrong.text) && !wrong.text.includes('secret words'));
      const right = await submit(path, 'open sesame');
      assert.equal(right.status, 200);
      assert.ok(right.text.includes('secret words') && /proof="/.test(right.text));
      assert.match(
        right.headers.get('set-cookie') ?? '',
        new RegExp(`; Path=${path}/${token}; HttpOnly; SameSite=Lax$`),
      );
    }
    for (let tries = 1; tries < 10; tries += 1) await submit('/shared', 'wrong');
    const late = await submit('/shared', 'open sesame');
    assert.equal(late.status, 429);
    assert.ok(/<form method="post".*Too many attempts/s.test(late.text) && !late.text.includes('secret words'));
    assert.ok(Number(late.headers.get('retry-after')) > 0);
  });

  it('are locked on every other path too, and open there with the same password', async () => {
    const { sharing, token } = await shared({ password_required: true });
    await ask('POST', `${sharing}/passwords`, { raw_password: 'open sesame' });
    const page = await look(`/public/${token}/`);
    assert.ok(!page.text.includes('secret words'));
    await assert.rejects(t.domain.sharing.dashboard({ token }, {}), failsWith('password_required'));
    const { proof } = await t.domain.sharing.unlock(token, 'open sesame');
    assert.equal((await t.domain.sharing.dashboard({ token }, { proofs: [proof] })).name, 'Shared');
  });

  it('refuse the tenth password without checking it', async () => {
    const { sharing, token } = await shared({ password_required: true });
    await ask('POST', `${sharing}/passwords`, { raw_password: 'open sesame' });
    for (let tries = 1; tries < 10; tries += 1) assert.equal((await unlock(`/shared/${token}`, 'x')).status, 401);
    const tenth = await unlock(`/shared/${token}`, 'open sesame');
    assert.deepEqual([tenth.status, tenth.body.type], [429, 'throttled_error']);
    assert.ok(Number(tenth.headers.get('retry-after')) > 0);
  });
});
