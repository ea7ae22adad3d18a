import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, afterEach, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { signJwt } from '../../server/auth/jwt.ts';
import { openTestApp, type TestApp } from '../support/app.ts';

let app: TestApp;
let dist: string;
before(async () => {
  dist = mkdtempSync(join(tmpdir(), 'boardcast-dist-'));
  mkdirSync(join(dist, 'chunks'));
  writeFileSync(join(dist, 'bc.js'), 'export {};');
  writeFileSync(join(dist, 'chunks/number-new.js'), 'export {};');
  app = await openTestApp({ dist });
});
after(async () => {
  await app.close();
  rmSync(dist, { recursive: true, force: true });
});

describe('a body that is too large', () => {
  for (const [path, type, size] of [
    ['/admin/login', 'application/x-www-form-urlencoded', 300_000],
    ['/public/abc/', 'application/x-www-form-urlencoded', 20_000],
    ['/public/abc/unlock', 'text/plain', 20_000],
    ['/live', 'text/plain', 600_000],
  ] as const) {
    it(`is refused as that at ${path}, declared or in chunks`, async () => {
      const body = 'x'.repeat(size);
      const declared = await app.send({ method: 'POST', path, body, headers: { 'content-type': type } });
      assert.equal(declared.status, 413);
      const chunked = await fetch(app.url + path, {
        method: 'POST',
        body: new Blob([body]).stream(),
        headers: { 'content-type': type },
        duplex: 'half',
      } as RequestInit);
      assert.equal(chunked.status, 413);
      await chunked.arrayBuffer();
      assert.doesNotMatch(app.logged(), /request failed/);
    });
  }
});

describe('a compressed body', () => {
  it('is refused with that reason on every path', async () => {
    const body = gzipSync('{"value1":1}');
    const headers = { authorization: `Bearer ${app.alpha.keys.owner.secret}`, 'content-encoding': 'gzip' };
    const push = `/api/v2/widgets/${app.alpha.widget.key}/data`;
    for (const path of [push, `${push}?x=1`, '/live', '/api/datasets?name=x']) {
      const answer = await app.send({ method: 'POST', path, headers, body });
      assert.equal(answer.status, 400, path);
      assert.match(answer.text, /must not be compressed/, path);
    }
    const plain = { ...headers, 'content-encoding': 'identity' };
    assert.equal((await app.send({ method: 'POST', path: push, headers: plain, body: '{"value1":1}' })).status, 200);
  });
});

describe('a body that takes its time', () => {
  const { revoked, lowered } = {
    revoked: ({ id }: { id: number }) => app.domain.people.deactivateKey(id),
    lowered: () => roleOfOwner('viewer'),
  };
  afterEach(() => roleOfOwner('owner'));

  async function roleOfOwner(role: 'viewer' | 'owner'): Promise<void> {
    await app.deps.store.memberships.update({ userId: app.alpha.users.owner.id }, { role });
    app.deps.bus.emit({ kind: 'gap' });
  }

  for (const [name, pathOf, change] of [
    ['its key was revoked', ({ widget }) => `POST /api/v2/widgets/${widget.key}/data`, revoked],
    ['its key was revoked, with a query', ({ widget }) => `POST /api/v2/widgets/${widget.key}/data?x=1`, revoked],
    ['its key was revoked, in a project', () => 'POST /api/projects/@current/dashboards', revoked],
    ["its owner's role was lowered", ({ widget }) => `POST /api/v2/widgets/${widget.key}/data`, lowered],
    ["its owner's role was lowered, in a project", () => 'POST /api/projects/@current/dashboards', lowered],
  ] as [string, (tenant: TestApp['alpha']) => string, (key: { id: number }) => Promise<unknown>][])
    it(`is refused if ${name} meanwhile`, async ({ mock }) => {
      const { workspace, users, widget } = app.alpha;
      const draft = { workspace: workspace.slug, user: users.owner.username, name: 'slow' };
      const key = await app.domain.people.createKey(draft);
      const known = mock.method(app.domain.people, 'byApiKey');
      const { port } = new URL(app.url);
      const socket = connect(Number(port), '127.0.0.1');
      const body = '{"value1":666,"name":"666"}';
      const head = `${pathOf(app.alpha)} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer ${key.secret}\r\n`;
      socket.write(`${head}Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n{"value1`);
      while (known.mock.callCount() === 0) await new Promise(setImmediate);
      await known.mock.calls[0]?.result;
      const { now } = performance;
      mock.method(performance, 'now', () => now.call(performance) + 1100);
      await change(key);
      socket.end(body.slice('{"value1'.length));
      assert.match(await text(socket), /^HTTP\/1\.1 40[13] /);
      const kept = [await app.deps.store.widgets.get({ id: widget.id }), await app.deps.store.dashboards.list({})];
      assert.doesNotMatch(JSON.stringify(kept), /666/);
    });
});

describe('CORS: what pages of other origins may read', () => {
  it('includes every header that an API response uses', async () => {
    const { headers } = await app.fetch('/api/v2/nothing');
    assert.equal(headers.get('access-control-expose-headers'), 'x-request-id, retry-after, allow, date');
  });

  it('preflight responses are cached per requested headers', async () => {
    const asked = { 'access-control-request-method': 'POST', 'access-control-request-headers': 'x-mine' };
    for (const path of ['/live', '/api/v2/widgets/x/data', '/api/dashboards']) {
      const { headers } = await app.fetch(path, { method: 'OPTIONS', headers: asked });
      assert.deepEqual(
        [headers.get('access-control-allow-headers'), headers.get('vary')],
        ['x-mine', 'access-control-request-headers'],
        path,
      );
    }
  });
});

describe('a request by HTTP/1.0, which needs no Host', () => {
  it('is answered, as health checks of load balancers and old clients need it', async () => {
    const key = Buffer.from(`${app.alpha.keys.owner.secret}:x`).toString('base64');
    for (const [request, line, says] of [
      ['GET /healthz HTTP/1.0\r\n\r\n', 'HTTP/1.1 200 OK', '"status":"ok"'],
      [`GET /api/dashboards HTTP/1.0\r\nAuthorization: Basic ${key}\r\n\r\n`, 'HTTP/1.1 200 OK', '"count":2'],
    ] as const) {
      const socket = connect(Number(new URL(app.url).port), '127.0.0.1');
      socket.end(request);
      const answer = await text(socket);
      assert.ok(answer.startsWith(line) && answer.includes(says), answer);
    }
  });
});

describe('methods of the admin pages', () => {
  it('are those of pages and forms', async () => {
    for (const path of ['/admin/', '/admin/login', '/admin/dashboards/x/', '/admin/nope']) {
      const options = await app.send({ method: 'OPTIONS', path });
      assert.deepEqual([options.status, options.headers.allow], [204, 'GET, HEAD, OPTIONS, POST'], path);
      for (const method of ['PUT', 'DELETE', 'PATCH', 'TRACE', 'PROPFIND'])
        assert.equal((await app.send({ method, path })).status, 405, `${method} ${path}`);
    }
  });
});

describe('missing scripts', () => {
  for (const path of ['/chunks/number-old.js', '/bc@0.0.1.js']) {
    it(`can be told from a server that is out of reach: ${path}`, async () => {
      const answer = await app.fetch(path);
      assert.equal(answer.status, 404);
      assert.equal(answer.headers.get('access-control-allow-origin'), '*');
      assert.equal(answer.headers.get('cache-control'), 'no-store');
      assert.match(await answer.text(), /another version/);
    });
  }

  it('do not affect those that exist', async () => {
    for (const path of ['/chunks/number-new.js', '/bc@0.1.0.js', '/bc.js'])
      assert.equal((await app.fetch(path)).status, 200, path);
  });

  it('are an error that the page can read when nothing is built', async () => {
    const empty = await openTestApp();
    try {
      for (const path of ['/bc.js', '/embed.js']) {
        const answer = await empty.fetch(path);
        assert.deepEqual([answer.status, answer.headers.get('access-control-allow-origin')], [503, '*']);
      }
    } finally {
      await empty.close();
    }
  });
});

describe('a bearer token', () => {
  it('must have a single issuer as text', async () => {
    const sign = (iss: unknown) =>
      signJwt({ iss: iss as string, tenant_id: 'x', sub: 'y' }, app.deps.config.jwtSecret, Date.now(), 60);
    const status = async (iss: unknown) =>
      (await app.fetch('/api/v1/bi/dashboards', { headers: { authorization: `Bearer ${await sign(iss)}` } })).status;
    assert.equal(await status('somebody'), 200);
    for (const iss of [['boardcast'], { a: 1 }, 5]) assert.equal(await status(iss), 401, JSON.stringify(iss));
  });
});
