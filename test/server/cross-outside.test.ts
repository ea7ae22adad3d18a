import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createApp } from '../../server/app.ts';
import { openTestApp, type RawAnswer, type TestApp } from '../support/app.ts';
import { createDump, keyHeaders, routeRows } from '../support/routes.ts';

type Status = number | readonly number[];

/** What each of these gets: nobody, keys of any kind, and sessions of the other workspace and of somebody who reads. */
interface Expected {
  nobody: Status;
  /** With the session of the owner of another workspace, its CSRF token included. */
  foreign: Status;
  /** Likewise of a viewer of this one. */
  viewer: Status;
  why?: string;
}

const open = (status: Status, why: string): Expected => ({ nobody: status, foreign: status, viewer: status, why });
/** The login page, for visitors without a session. */
const LOGIN = 303;
const page = (foreign: Status, viewer: Status): Expected => ({ nobody: LOGIN, foreign, viewer });

/** Every path outside of the dialects. A new one has to be told here. */
const OUTSIDE: Readonly<Record<string, Expected>> = {
  'GET /': open(302, 'leads to the admin pages'),
  'GET /healthz': open(200, 'says that it runs'),
  'GET /readyz': open(200, 'says that it serves'),
  'GET /metrics': open(200, 'contains only counts, no user data'),
  'POST /live': open(200, 'answers each entry by its own right: below'),
  'GET /live/:id': open(404, 'only the client that requested the stream knows its id'),
  'OPTIONS /live': open(204, 'any page may ask'),
  'OPTIONS /live/:id': open(204, 'any page may ask'),
  'POST /live/query': open(404, 'depends on the rights of its entry, tested below'),
  'OPTIONS /live/query': open(204, 'any page may ask'),
  'GET /embed/:token': open(404, 'needs a token, and this is not one'),
  'GET /public/:token': open(404, 'needs a token, and this is not one'),
  'POST /public/:token': open(404, 'needs a token, and this is not one'),
  'POST /public/:token/unlock': open(404, 'needs a token, and this is not one'),
  'GET /oembed': open(404, 'needs a token, and this is not one'),
  'GET /docs': open(200, 'describes the program; no user data'),
  'GET /docs/:name': open(404, 'describes the program; no API is called so'),
  'GET /docs/docs.css': open(200, 'describes the program; no user data'),
  'GET /docs/widgets': open(200, 'describes the program; no user data'),
  'GET /openapi/:file{[a-z-]+\\.json}': open(404, 'describes the program; no API is called so'),
  'GET /bc.json': open(200, 'names the script of this version'),
  'GET /bc.js': open(503, 'scripts are everybody’s; none are built here'),
  'GET /embed.js': open(503, 'scripts are everybody’s; none are built here'),
  'GET /chunks/*': open(404, 'scripts are everybody’s; none are built here'),
  'GET /:script{bc@.+}': open(404, 'scripts are everybody’s; none are built here'),
  'GET /admin/admin.css': open(200, 'everybody may see the login page'),
  'GET /admin/admin.js': open(200, 'everybody may see the login page'),
  'GET /admin/icon.svg': open(200, 'everybody may see the login page'),
  'GET /admin/login': open(200, 'everybody may see the login page'),
  'POST /admin/login': open(401, 'wrong name and password'),
  'POST /admin/logout': page(303, 303),
  'GET /admin': page(200, 200),
  'GET /admin/dashboards/:key': page([403, 404], 200),
  'GET /admin/api/apikey': page(200, 200),
  'POST /admin/api/apikey': page(200, 403),
  'POST /admin/api/apikey/:id/deactivate': page([403, 404], 403),
  'POST /admin/dashboards': page(303, 403),
  'POST /admin/dashboards/:key/update': page([403, 404], 403),
  'POST /admin/dashboards/:key/delete': page([403, 404], 403),
  'POST /admin/dashboards/:key/share': page([403, 404], 403),
  'POST /admin/dashboards/:key/revoke': page([403, 404], 403),
  'POST /admin/dashboards/:key/widgets': page([403, 404], 403),
  'POST /admin/widgets/:key/share': page([403, 404], 403),
  'POST /admin/widgets/:key/update': page([403, 404], 403),
  'POST /admin/widgets/:key/delete': page([403, 404], 403),
  'POST /admin/workspaces/:slug': page(404, 303),
  'POST /admin/embed-secret': page(303, 403),
};

/** Those that make something of the caller's own, or end their session. */
const OWN: ReadonlySet<string> = new Set([
  ...['POST /admin/api/apikey', 'POST /admin/dashboards', 'POST /admin/logout', 'POST /admin/embed-secret'],
]);

describe('who may do what outside of the dialects', () => {
  let t: TestApp;
  let tokens: { embed: string; access: string; hash: string };
  let dump: ReturnType<typeof createDump>;
  before(async () => {
    t = await openTestApp();
    const { token: access, hash } = await t.domain.sharing.createAccessToken(t.alpha.board.key);
    tokens = { embed: (await t.domain.sharing.createEmbedToken(t.alpha.widget.key)).token, access, hash };
    dump = createDump(t.deps.config.databaseUrl.replace(/^sqlite:/, ''));
  });
  after(async () => {
    dump.close();
    await t.close();
  });

  const FORM: Record<string, string> = {
    ...{ name: 'Mine now', isPrivate: '0', refreshInterval: '5', description: 'x', type: 'number', title: 'Mine now' },
    ...{ w: '3', h: '2', config: '{}', login: 'nobody', password: 'wrong wrong', scopes: 'dashboard:read' },
  };
  const ask = (row: string, headers: Record<string, string> = {}, csrf = ''): Promise<RawAnswer> => {
    const [method = '', path = ''] = row.split(' ');
    const { board, widget, keys } = t.alpha;
    const filled = path
      .replace(':key', path.includes('/widgets/:key') ? widget.key : board.key)
      .replace(':id', path.includes('apikey') ? String(keys.viewer.id) : 'x'.repeat(22))
      .replace(':slug', t.alpha.workspace.slug)
      .replace(':token', 'x'.repeat(43))
      .replace(/^\/openapi.*/, '/openapi/none.json')
      .replace(/^\/oembed$/, `/oembed?url=${encodeURIComponent(`${t.deps.config.publicUrl}/embed/${'x'.repeat(43)}`)}`);
    if (method !== 'POST') return t.send({ method, path: filled, headers });
    const isJson = path.startsWith('/live') || path.endsWith('/unlock');
    const hash = row.endsWith('/revoke') ? tokens.hash : '';
    const body = isJson
      ? `{"password":"x","dashboard":{"key":"${'f'.repeat(32)}"},"params":{}}`
      : new URLSearchParams({ ...FORM, hash, _csrf: csrf }).toString();
    const type = isJson ? 'application/json' : 'application/x-www-form-urlencoded';
    return t.send({ method, path: filled, headers: { 'content-type': type, ...headers }, body });
  };
  /** Without a password, which is slowed down when repeated. */
  const sessionOf = async (user: 'beta-owner' | 'alpha-viewer') => {
    const [{ workspace, users }, role] =
      user === 'beta-owner' ? [t.beta, 'owner' as const] : [t.alpha, 'viewer' as const];
    const principal = {
      via: 'session',
      workspaceId: workspace.id,
      userId: users[role].id,
      role,
      scopes: ['*'],
    } as const;
    const { cookie, csrf } = await t.domain.people.openSession(principal);
    return { headers: { cookie: `bc_session=${cookie}` }, csrf };
  };
  const changedSince = (before: Map<string, string>): string[] => {
    const after = dump.read();
    const keys = new Set([...before.keys(), ...after.keys()]);
    return [...keys].filter((key) => before.get(key) !== after.get(key) && !key.startsWith('sessions '));
  };
  const isOne = (status: Status, answered: number): boolean => [status].flat().includes(answered);

  it('covers every path', () => {
    const dialects = new Set(routeRows().map(({ path }) => path));
    const outside = createApp(t.deps)
      .routes.filter(({ method, path }) => method !== 'ALL' && !dialects.has(decodeURIComponent(path)))
      .map(({ method, path }) => `${method} ${path}`);
    assert.deepEqual([...new Set(outside)].sort(), Object.keys(OUTSIDE).sort());
  });

  for (const [row, expected] of Object.entries(OUTSIDE)) {
    it(`${row}: nobody, and keys and tokens that are for the APIs`, async () => {
      const before = dump.read();
      const { owner, viewer, deactivated } = t.alpha.keys;
      const keys = [owner.secret, viewer.secret, deactivated.secret, tokens.embed, tokens.access, 'x'];
      for (const headers of [{}, ...keys.flatMap((key) => [keyHeaders('', key), keyHeaders('ducksboard', key)])]) {
        if (row === 'POST /admin/login' && Object.keys(headers).length > 0) continue;
        const answer = await ask(row, headers);
        // A wrong key is an error, not ignored.
        const isWrongKey = row === 'POST /live' && answer.status === 401;
        assert.ok(isWrongKey || isOne(expected.nobody, answer.status), `${answer.status} ${answer.text.slice(0, 200)}`);
        assert.ok(!answer.text.includes(t.alpha.board.name));
      }
      assert.deepEqual(changedSince(before), []);
    });

    if (expected.why) continue;

    it(`${row}: a session that is none`, async () => {
      const before = dump.read();
      const answer = await ask(row, { cookie: `bc_session=${'x'.repeat(43)}` });
      assert.ok(isOne(expected.nobody, answer.status), `${answer.status}`);
      assert.deepEqual(changedSince(before), []);
    });

    for (const [who, user] of [
      ['foreign', 'beta-owner'],
      ['viewer', 'alpha-viewer'],
    ] as const)
      it(`${row}: ${who}, with and without the CSRF token`, async () => {
        const { headers, csrf } = await sessionOf(user);
        const before = dump.read();
        if (row.startsWith('POST')) {
          for (const wrong of ['', 'x', csrf.slice(1)]) assert.equal((await ask(row, headers, wrong)).status, 403);
          assert.deepEqual(changedSince(before), []);
        }
        const answer = await ask(row, headers, csrf);
        assert.ok(isOne(expected[who], answer.status), `${answer.status} ${answer.text.slice(0, 300)}`);
        if (who === 'foreign') assert.ok(!answer.text.includes(t.alpha.board.name));
        const isOwn = OWN.has(row) && answer.status < 400;
        const own = ['sessions ', `workspaces ${t.beta.workspace.id}`];
        const lost = [...before].filter(
          ([key, text]) => !own.some((each) => key.startsWith(each)) && dump.read().get(key) !== text,
        );
        assert.deepEqual(isOwn ? lost : changedSince(before), []);
      });
  }

  it('POST /live: each entry by its own right', async () => {
    const { board, widget, openWidget, keys } = t.alpha;
    const entries = [{ key: widget.key }, { key: openWidget.key }, { token: tokens.embed }, { token: tokens.access }];
    const seenWith = async (headers: Record<string, string>) => {
      const body = JSON.stringify({ widgets: entries, dashboards: [{ key: board.key }, { token: tokens.access }] });
      const answer = await t.send({ method: 'POST', path: '/live', headers, body });
      if (answer.status !== 200) return answer.status;
      const { widgets, dashboards } = JSON.parse(answer.text);
      return [...widgets, ...dashboards].map((each: { error: unknown }) => each.error === null);
    };
    const anybody = [false, true, true, false, false, true];
    assert.deepEqual(await seenWith({}), anybody);
    assert.deepEqual(await seenWith(keyHeaders('', t.beta.keys.owner.secret)), anybody);
    assert.deepEqual(await seenWith((await sessionOf('beta-owner')).headers), anybody);
    const member = [true, true, true, false, true, true];
    for (const key of ['viewer', 'readOnly', 'owner'] as const)
      assert.deepEqual(await seenWith(keyHeaders('', keys[key].secret)), member);
    assert.deepEqual(await seenWith((await sessionOf('alpha-viewer')).headers), member);
  });

  it('POST /live/query: by the right of its entry', async () => {
    const { board, keys } = t.alpha;
    const statusOf = async (dashboard: object, headers: Record<string, string> = {}) =>
      (await t.send({ method: 'POST', path: '/live/query', headers, body: JSON.stringify({ dashboard, params: {} }) }))
        .status;
    const own = { key: board.key };
    assert.equal(await statusOf(own), 403);
    assert.equal(await statusOf(own, keyHeaders('', t.beta.keys.owner.secret)), 403);
    assert.equal(await statusOf(own, keyHeaders('', keys.deactivated.secret)), 403);
    assert.equal(await statusOf({ token: tokens.embed }), 404);
    assert.equal(await statusOf({ token: tokens.access }), 200);
    for (const key of ['viewer', 'readOnly', 'owner'] as const)
      assert.equal(await statusOf(own, keyHeaders('', keys[key].secret)), 200);
  });
});
