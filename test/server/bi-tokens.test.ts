import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { type CryptoKey, exportJWK, exportSPKI, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';
import { createKeySet } from '../../server/auth/jwks.ts';
import { signJwt } from '../../server/auth/jwt.ts';
import { createGuard, fetchText } from '../../server/sources/guard.ts';
import { openTestApp, type TestApp } from '../support/app.ts';
import { bearer, send } from '../support/asking.ts';

const BOARDS = '/api/v1/bi/dashboards';
const CLAIMS = { iss: 'matih-platform', sub: 'user-1', tenant_id: 'acme-corp', roles: ['analyst'] };

const ask = (t: TestApp, token: string, method: string, path = '', body?: unknown) =>
  send(t, method, BOARDS + path, body, bearer(token));

describe('BI: tokens verified by public keys', () => {
  let t: TestApp;
  let idp: Server;
  let asked = 0;
  let served: { status: number; text: string };
  const pairs: Record<string, { privateKey: CryptoKey; publicKey: CryptoKey }> = {};
  let published: JWK[];

  before(async () => {
    for (const [kid, alg] of [
      ['rsa', 'RS256'],
      ['ec', 'ES256'],
      ['late', 'RS256'],
    ] as const)
      pairs[kid] = await generateKeyPair(alg, { extractable: true });
    const jwkOf = async (kid: string) => ({
      ...(await exportJWK((pairs[kid] as (typeof pairs)['rsa']).publicKey)),
      kid,
    });
    const secret = { kty: 'oct', kid: 'oct', k: Buffer.from('x'.repeat(32)).toString('base64url') };
    published = [await jwkOf('rsa'), await jwkOf('ec'), secret];
    served = { status: 200, text: JSON.stringify({ keys: published }) };
    idp = createServer((_, answer) => {
      asked += 1;
      answer.writeHead(served.status, { 'content-type': 'application/json' }).end(served.text);
    }).listen(0, '127.0.0.1');
    await once(idp, 'listening');
    t = await openTestApp({ keySet: keySet() });
  });
  after(async () => {
    await t.close();
    idp.close();
  });

  const address = () => `http://127.0.0.1:${(idp.address() as AddressInfo).port}/jwks`;
  const keySet = (allow = ['127.0.0.1'], now?: () => number) =>
    createKeySet(address(), (url) => fetchText(createGuard({ allow }), url), now);
  const sign = (kid: string, claims: JWTPayload = {}, header: object = {}) =>
    new SignJWT({ ...CLAIMS, ...claims })
      .setProtectedHeader({ alg: kid === 'ec' ? 'ES256' : 'RS256', kid, ...header })
      .setExpirationTime('5m')
      .sign((pairs[kid] as (typeof pairs)['rsa']).privateKey);
  const statusOf = async (token: string) => (await ask(t, token, 'GET')).status;

  it('are accepted with RS256 and ES256, and the keys are fetched once', async () => {
    for (const kid of ['rsa', 'ec', 'rsa', 'ec']) assert.equal(await statusOf(await sign(kid)), 200);
    assert.equal(asked, 1);
    const { body } = await ask(t, await sign('rsa'), 'POST', '', { name: 'Board' });
    assert.deepEqual([body.tenant_id, body.created_by], ['acme-corp', 'user-1']);
  });

  it('are accepted in addition to those of JWT_SECRET', async () => {
    assert.equal(await statusOf(await signJwt(CLAIMS, t.deps.config.jwtSecret, Date.now(), 60)), 200);
  });

  it('are refused when forged or malformed', async () => {
    const publicPem = await exportSPKI((pairs.rsa as (typeof pairs)['rsa']).publicKey);
    const good = await sign('rsa');
    const [header = '', payload = '', signature = ''] = good.split('.');
    const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const expired = new SignJWT(CLAIMS).setProtectedHeader({ alg: 'RS256', kid: 'rsa' }).setExpirationTime(1000);
    const forged: Record<string, string> = {
      'HS256 by the public key': await signJwt(CLAIMS, publicPem, Date.now(), 60),
      'HS256 by the JWK': await signJwt(CLAIMS, JSON.stringify(published[0]), Date.now(), 60),
      'HS256 by a secret that was published': await new SignJWT(CLAIMS)
        .setProtectedHeader({ alg: 'HS256', kid: 'oct' })
        .setExpirationTime('5m')
        .sign(Buffer.from('x'.repeat(32))),
      none: `${encoded({ alg: 'none' })}.${payload}.`,
      'none with a signature': `${encoded({ alg: 'none', kid: 'rsa' })}.${payload}.${signature}`,
      'ES256 with the kid of RSA': await sign('ec', {}, { kid: 'rsa' }),
      RS512: `${encoded({ alg: 'RS512', kid: 'rsa' })}.${payload}.${signature}`,
      'another payload': `${header}.${encoded({ ...CLAIMS, sub: 'admin', exp: 9e9 })}.${signature}`,
      'a key nobody knows': await sign('late'),
      'a key of its own': await sign(
        'late',
        {},
        { kid: 'rsa', jwk: await exportJWK((pairs.late as (typeof pairs)['rsa']).publicKey) },
      ),
      'no expiry': await new SignJWT(CLAIMS)
        .setProtectedHeader({ alg: 'RS256', kid: 'rsa' })
        .sign((pairs.rsa as (typeof pairs)['rsa']).privateKey),
      expired: await expired.sign((pairs.rsa as (typeof pairs)['rsa']).privateKey),
      'our own name': await sign('rsa', { iss: 'boardcast', sub: t.alpha.users.owner.uuid, tenant_id: 'alpha' }),
    };
    for (const [name, token] of Object.entries(forged)) assert.equal(await statusOf(token), 401, name);
    // Unknown keys do not cause a request for every token.
    assert.ok(asked <= 2, `asked ${asked} times`);
  });

  it('must name JWKS_AUDIENCE when it is set', async (test) => {
    const named = await openTestApp({ keySet: keySet(), env: { JWKS_AUDIENCE: 'https://boards.test' } });
    test.after(() => named.close());
    const statusFor = async (aud: unknown) =>
      (await ask(named, await sign('rsa', { aud } as JWTPayload), 'GET')).status;
    for (const aud of ['https://boards.test', ['mail', 'https://boards.test']]) assert.equal(await statusFor(aud), 200);
    for (const aud of [undefined, 'mail', 'https://boards.test/', ['mail'], [], null])
      assert.equal(await statusFor(aud), 401, JSON.stringify(aud));
    const own = await signJwt(CLAIMS, named.deps.config.jwtSecret, Date.now(), 60);
    assert.equal((await ask(named, own, 'GET')).status, 200, 'anyone who has JWT_SECRET can sign for this one');
    assert.equal(await statusOf(await sign('rsa', { aud: 'mail' })), 200, 'nothing is said here');
  });

  it('are refused like any invalid token when JWKS_URL is not set', async (test) => {
    const other = await openTestApp();
    test.after(() => other.close());
    assert.equal((await ask(other, await sign('rsa'), 'GET')).status, 401);
  });

  it('are 503 while the keys cannot be fetched, and fetching is not retried at once', async (test) => {
    let now = 1e12;
    for (const [status, text] of [
      [500, '{"keys":[]}'],
      [200, 'not JSON'],
      [200, '{"keys":"none"}'],
    ] as const) {
      served = { status, text };
      const [broken, before] = [await openTestApp({ keySet: keySet(undefined, () => now) }), asked];
      test.after(() => broken.close());
      assert.equal((await ask(broken, await sign('rsa'), 'GET')).status, 503);
      assert.equal(
        (await ask(broken, await signJwt(CLAIMS, broken.deps.config.jwtSecret, Date.now(), 60), 'GET')).status,
        200,
      );
      assert.equal((await ask(broken, await sign('rsa'), 'GET')).status, 503);
      assert.equal(asked, before + 1);
      if (status === 500) {
        now -= 3_600_000;
        assert.equal((await ask(broken, await sign('rsa'), 'GET')).status, 503);
        assert.equal(asked, before + 2, 'retried, because the clock was set back');
        served = { status: 200, text: JSON.stringify({ keys: published }) };
        now += 11_000;
        assert.equal((await ask(broken, await sign('rsa'), 'GET')).status, 200);
      }
    }
  });

  it('do not bypass the guard of outgoing requests', async (test) => {
    const closed = await openTestApp({ keySet: keySet([]) });
    test.after(() => closed.close());
    const before = asked;
    assert.equal((await ask(closed, await sign('rsa'), 'GET')).status, 503);
    assert.equal(asked, before);
  });
});

describe('BI: teams', () => {
  let t: TestApp;
  before(async () => {
    t = await openTestApp();
  });
  after(() => t.close());

  const tokenOf = (sub: string, teams?: unknown, claims: object = {}) =>
    signJwt(
      { ...CLAIMS, sub, ...(teams !== undefined && { teams }), ...claims } as never,
      t.deps.config.jwtSecret,
      Date.now(),
      900,
    );
  const seenBy = async (token: string, id: string) => {
    const one = (await ask(t, token, 'GET', `/${id}`)).status === 200;
    const all = (await ask(t, token, 'GET', '?limit=100')).body.dashboards.some(
      (each: { id: string }) => each.id === id,
    );
    assert.equal(one, all, 'a list shows what can be opened');
    return one;
  };

  it('see dashboards with visibility team of members of the same team', async () => {
    const maker = await tokenOf('maker', ['finance', 'board']);
    const mate = await tokenOf('mate', undefined, { team_ids: ['finance'] });
    const [other, nobody, admin] = [
      await tokenOf('other', ['ops']),
      await tokenOf('nobody'),
      await tokenOf('boss', [], { roles: ['admin'] }),
    ];
    const { id } = (await ask(t, maker, 'POST', '', { name: 'Ours', visibility: 'team' })).body;
    assert.deepEqual(await Promise.all([maker, mate, admin, other, nobody].map((token) => seenBy(token, id))), [
      true,
      true,
      true,
      false,
      false,
    ]);
    const widget = { name: 'W', widget_type: 'text' };
    assert.equal((await ask(t, mate, 'POST', `/${id}/widgets`, widget)).status, 201);
    assert.equal((await ask(t, other, 'POST', `/${id}/widgets`, widget)).status, 404);

    await ask(t, maker, 'PUT', `/${id}`, { visibility: 'tenant' });
    assert.equal(await seenBy(other, id), true);
    await ask(t, admin, 'PUT', `/${id}`, { visibility: 'team' });
    assert.deepEqual([await seenBy(other, id), await seenBy(mate, id)], [false, true], 'they stay the maker’s');
    await ask(t, await tokenOf('maker', ['ops']), 'PUT', `/${id}`, { visibility: 'team' });
    assert.deepEqual([await seenBy(other, id), await seenBy(mate, id)], [true, false], 'and move with the maker');
  });

  it('are everybody when the owner has no team', async () => {
    const { id } = (await ask(t, await tokenOf('loner'), 'POST', '', { name: 'Free', visibility: 'team' })).body;
    assert.equal(await seenBy(await tokenOf('other', ['ops']), id), true);
  });

  it('can be named in shared_with, by claim or as a group', async () => {
    const maker = await tokenOf('maker');
    const { id } = (await ask(t, maker, 'POST', '', { name: 'Mine' })).body;
    const analyst = await tokenOf('ann', ['team-analytics']);
    assert.equal(await seenBy(analyst, id), false);
    await ask(t, maker, 'POST', `/${id}/share`, {
      shared_with: ['team-analytics', { team_id: 'finance' }],
      permissions: 'view',
    });
    assert.equal(await seenBy(analyst, id), true);
    assert.equal(await seenBy(await tokenOf('fin', 'finance'), id), true);
    assert.equal(await seenBy(await tokenOf('ops', ['ops']), id), false);
    assert.equal((await ask(t, analyst, 'PUT', `/${id}`, { name: 'x' })).status, 403);
    assert.equal(await seenBy(await tokenOf('ann', ['team-analytics'], { tenant_id: 'elsewhere' }), id), false);
  });

  it('may have any value in a token without harm', async () => {
    for (const teams of [null, 7, {}, [], [null, 7, '', 'a'.repeat(5000), '\0'], [['finance']], 'x\ny'])
      assert.equal((await ask(t, await tokenOf('odd', teams), 'GET')).status, 200);
  });
});

describe('BI: people and teams whose names are numbers', () => {
  let t: TestApp;
  before(async () => {
    t = await openTestApp();
  });
  after(() => t.close());

  const tokenOf = (sub: string, claims: object = {}) =>
    signJwt({ ...CLAIMS, sub, ...claims } as never, t.deps.config.jwtSecret, Date.now(), 900);
  const statusFor = async (token: string, id: string) => (await ask(t, token, 'GET', `/${id}`)).status;

  it('are not confused with our own ids', async () => {
    const [maker, other] = [await tokenOf('100'), await tokenOf('200')];
    await ask(t, other, 'GET');
    const { store } = t.deps;
    const { id: workspaceId } = (await store.workspaces.get({ slug: 'acme-corp' })) as { id: number };
    const { userId } = (await store.memberships.get({ workspaceId, subject: '200' })) as { userId: number };
    const board = { name: 'Mine', visibility: 'private' };
    const { id } = (await ask(t, maker, 'POST', '', board)).body;
    const shared = await ask(t, maker, 'POST', `/${id}/share`, { shared_with: [`${userId}`], permissions: 'view' });
    assert.deepEqual(shared.body.shared_with, [{ user_id: `${userId}`, permission: 'view' }]);
    assert.equal(await statusFor(other, id), 404);
    const namesake = await tokenOf(`${userId}`);
    assert.equal(await statusFor(namesake, id), 200);

    const cards = (await send(t, 'POST', '/api/dashboards', { name: 'By number', audience: 'private' }, bearer(maker)))
      .body;
    const grant = { subject_type: 'user', subject_id: userId, access_level: 'viewer' };
    const path = `/api/dashboards/${cards.dashboard_id}`;
    assert.equal((await send(t, 'POST', `${path}/shares`, grant, bearer(maker))).body.subject_id, userId);
    assert.equal((await send(t, 'GET', path, undefined, bearer(other))).status, 200);
    assert.equal((await send(t, 'GET', path, undefined, bearer(namesake))).status, 404);
  });

  it('are not confused with the ids of our groups', async () => {
    const [boss, member] = [await tokenOf('boss', { roles: ['admin'] }), await tokenOf('300')];
    const { store } = t.deps;
    await ask(t, member, 'GET');
    const { id: workspaceId } = (await store.workspaces.get({ slug: 'acme-corp' })) as { id: number };
    const { userId } = (await store.memberships.get({ workspaceId, subject: '300' })) as { userId: number };
    const { group_id: group } = (await send(t, 'POST', '/api/groups', { name: 'Local' }, bearer(boss))).body;
    assert.equal(
      (await send(t, 'POST', `/api/groups/${group}/members/${userId}`, undefined, bearer(boss))).status,
      204,
    );
    const maker = await tokenOf('100', { teams: [`${group}`] });
    const { id } = (await ask(t, maker, 'POST', '', { name: 'Shared', visibility: 'private' })).body;
    await ask(t, maker, 'POST', `/${id}/share`, { shared_with: [{ team_id: `${group}` }], permissions: 'view' });
    const ours = (await ask(t, maker, 'POST', '', { name: 'Ours', visibility: 'team' })).body.id;
    const mate = await tokenOf('400', { teams: [`${group}`] });
    for (const board of [id, ours])
      assert.deepEqual([await statusFor(member, board), await statusFor(mate, board)], [404, 200]);
  });
});

describe('BI: templates', () => {
  let t: TestApp;
  before(async () => {
    t = await openTestApp();
  });
  after(() => t.close());

  it('make a dashboard with all of its widgets', async () => {
    const token = await signJwt(CLAIMS, t.deps.config.jwtSecret, Date.now(), 900);
    const { status, body } = await ask(t, token, 'POST', '/templates/executive_overview?name=Q4');
    assert.deepEqual(
      [status, body.name, body.visibility, body.widget_count],
      [201, 'Q4', 'private', body.widgets.length],
    );
    assert.ok(body.widgets.length > 3);
    for (const { position, data_source } of body.widgets) {
      assert.ok(position.x + position.width <= 12);
      assert.equal(data_source.cache_ttl_seconds, 300);
    }
    assert.equal((await ask(t, token, 'POST', '/templates/executive_overview')).body.name, 'Executive overview');
    const missing = await ask(t, token, 'POST', '/templates/constructor');
    assert.deepEqual([missing.status, missing.body.error.details.resourceType], [404, 'Template']);
    assert.equal((await ask(t, token, 'POST', `/templates/executive_overview?name=${'x'.repeat(256)}`)).status, 400);
  });
});
