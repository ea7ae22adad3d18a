import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createApp } from '../../server/app.ts';
import { DIALECTS } from '../../server/dialects/index.ts';
import { SHARED_PREFIX } from '../../server/dialects/shared-paths.ts';
import { openTestApp, type TestApp } from '../support/app.ts';

let t: TestApp;
let dist: string;
const SCRIPT = `import('./chunks/number-abc123.js');${'// padding\n'.repeat(200)}`;

before(async () => {
  dist = mkdtempSync(join(tmpdir(), 'boardcast-dist-'));
  mkdirSync(join(dist, 'chunks'));
  writeFileSync(join(dist, 'bc.js'), SCRIPT);
  writeFileSync(join(dist, 'embed.js'), 'void 0;');
  writeFileSync(join(dist, 'chunks/number-abc123.js'), 'export {};');
  t = await openTestApp({ dist });
});
after(async () => {
  await t.close();
  rmSync(dist, { recursive: true, force: true });
});

describe('operation', () => {
  it('/healthz says ok', async () => {
    const r = await t.fetch('/healthz');
    assert.equal(r.status, 200);
    assert.deepEqual(await r.json(), { status: 'ok', version: '0.1.0' });
  });

  it('/readyz fails while it drains, and connections are not kept', async () => {
    assert.deepEqual(await (await t.fetch('/readyz')).json(), { status: 'ready' });
    t.deps.lifecycle.draining = true;
    try {
      const draining = await t.fetch('/readyz');
      assert.equal(draining.status, 503);
      assert.equal(draining.headers.get('connection'), 'close');
      assert.equal((await t.fetch('/healthz')).status, 200);
    } finally {
      t.deps.lifecycle.draining = false;
    }
  });

  it('/readyz fails when the database does not answer', async () => {
    const store = { ping: () => Promise.reject(new Error('connection refused')) };
    const r = await createApp({ ...t.deps, store }).request('/readyz');
    assert.equal(r.status, 503);
    assert.ok(!(await r.text()).includes('refused'));
  });

  it('/readyz waits at most two seconds for the database', { timeout: 10_000 }, async ({ mock }) => {
    mock.timers.enable({ apis: ['setTimeout'] });
    const answer = createApp({ ...t.deps, store: { ping: () => new Promise<void>(() => {}) } }).request('/readyz');
    await new Promise(setImmediate);
    mock.timers.tick(2000);
    assert.equal((await answer).status, 503);
  });

  it('an error outside of the APIs is not cached', async () => {
    for (const path of ['/nothing', '/api/nothing'])
      assert.equal((await t.fetch(path)).headers.get('cache-control'), 'no-store', path);
  });

  it('/metrics counts requests by route, pushes and viewers, and has no labels that clients can choose', async () => {
    await t.fetch(`/api/v2/widgets/${t.alpha.widget.key}/data/`, {
      method: 'POST',
      headers: { authorization: `Bearer ${t.alpha.keys.owner.secret}` },
      body: '{"value1":1}',
    });
    for (const path of ['/strange-1', '/strange-2', '/api/v2/strange-3', '/embed/strange-4']) await t.fetch(path);
    const text = await (await t.fetch('/metrics')).text();
    assert.match(text, /^boardcast_pushes_total 1$/m);
    assert.match(text, /_count\{route="boardcharts \/api\/v2\/widgets\/:key\/data",method="POST",status="2xx"\} 1$/m);
    assert.match(text, /^boardcast_viewers 0$/m);
    // what only grows is a counter, so that `rate()` survives a restart
    for (const name of ['streams_dropped', 'events_sent'])
      assert.match(text, new RegExp(`^# TYPE boardcast_${name}_total counter$`, 'm'));
    assert.match(text, /^nodejs_eventloop_lag_seconds /m);
    assert.doesNotMatch(text, /strange/);
  });
});

describe('every answer', () => {
  it('has a request id of its own', async () => {
    const ids = await Promise.all(
      ['/', '/healthz', '/bc.js', '/api/v2/me/', '/nothing', '/admin/', '/embed/x'].map(
        async (path) => (await t.fetch(path)).headers.get('x-request-id') ?? path,
      ),
    );
    for (const id of ids) assert.match(id, /^[0-9a-f]{12}-\w+$/);
    assert.equal(new Set(ids).size, ids.length);
  });

  it('forbids content sniffing, and framing by other sites except for embeddable pages', async () => {
    for (const path of ['/', '/healthz', '/nothing', '/admin/login', '/embed/x'])
      assert.equal((await t.fetch(path)).headers.get('x-content-type-options'), 'nosniff', path);
    const frames = async (path: string) => (await t.fetch(path)).headers.get('content-security-policy') ?? '';
    assert.match(await frames('/admin/login'), /frame-ancestors 'none'/);
    assert.doesNotMatch(await frames('/embed/x'), /frame-ancestors 'none'/);
  });

  it('is logged once, without query and without tokens', async () => {
    const before = t.logged().length;
    await t.fetch('/embed/very-secret-token?also=secret');
    await t.fetch('/public/very-secret-token/');
    const lines = t.logged().slice(before).trim().split('\n');
    assert.deepEqual(
      lines.map((line) => JSON.parse(line).path),
      ['/embed/***', '/public/***'],
    );
    const { method, status, requestId, msg } = JSON.parse(lines[0] as string);
    assert.deepEqual([method, status, msg], ['GET', 404, 'request']);
    assert.match(requestId, /-/);
    assert.ok(!t.logged().includes('secret'));
  });

  it('to a push is only logged at level debug', async () => {
    const path = `/api/v2/widgets/${t.alpha.widget.key}/data/`;
    const headers = { authorization: `Bearer ${t.alpha.keys.owner.secret}` };
    const before = t.logged().length;
    await t.fetch(path, { method: 'POST', headers, body: '{}' });
    await t.fetch(path, { method: 'POST', headers, body: 'no' });
    const lines = t
      .logged()
      .slice(before)
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.deepEqual(
      lines.map(({ status, level }) => [status, level]),
      [
        [200, 20],
        [400, 30],
      ],
    );
  });
});

describe('unknown paths and methods', () => {
  it('are 404 in the format of the area', async () => {
    const text = await t.fetch('/nothing');
    assert.deepEqual([text.status, await text.text()], [404, 'Not Found\n']);
    const api = await t.fetch('/api/nothing');
    assert.deepEqual([api.status, await api.json()], [404, { error: 'not_found' }]);
  });

  it('are 405 with Allow where another method is routed', async () => {
    const EXPECTED: Record<string, string> = {
      '/healthz': 'GET, HEAD, OPTIONS',
      '/bc.js': 'GET, HEAD, OPTIONS',
      '/oembed': 'GET, HEAD, OPTIONS',
      '/embed/x': 'GET, HEAD, OPTIONS',
    };
    for (const [path, allow] of Object.entries(EXPECTED)) {
      const r = await t.fetch(path, { method: 'DELETE' });
      assert.equal(r.status, 405, path);
      assert.equal(r.headers.get('allow'), allow);
    }
    assert.equal((await t.fetch('/healthz', { method: 'OPTIONS' })).status, 204);
  });

  it('HEAD works where GET does', async () => {
    for (const path of ['/', '/healthz', '/bc.js', '/metrics']) {
      const [get, head] = [await t.fetch(path), await t.fetch(path, { method: 'HEAD' })];
      assert.equal(head.status, get.status, path);
      assert.equal(await head.text(), '');
    }
  });

  it('odd requests are answered, not failed', async () => {
    const paths = [
      '//',
      '/%',
      '/%00',
      '/%2e%2e/etc/passwd',
      '/bc@.js',
      '/bc@9.9.9.js',
      '/chunks/',
      `/${'x'.repeat(8000)}`,
    ];
    for (const path of paths) {
      const { status } = await t.send({ path });
      assert.ok(status >= 300 && status < 500, `${path.slice(0, 20)} answered ${status}`);
    }
    assert.ok((await t.send({ path: '/healthz', headers: { host: 'a b' } })).status < 500);
    assert.equal((await t.send({ method: 'TRACE', path: '/healthz' })).status, 405);
  });
});

describe('an unexpected failure', () => {
  const broken = () => {
    const fail = () => Promise.reject(new Error('select secret_column from passwords'));
    return createApp({ ...t.deps, domain: { ...t.domain, people: { ...t.domain.people, byApiKey: fail } } });
  };

  it('is a bare 500 with a request id to find it in the log', async () => {
    const r = await broken().request('/api/v2/me/', { headers: { 'x-api-key': 'sk_x' } });
    assert.equal(r.status, 500);
    const id = r.headers.get('x-request-id') as string;
    assert.equal(await r.text(), `Internal Server Error (request ${id})`);
    const line = t
      .logged()
      .split('\n')
      .find((each) => each.includes('request failed') && each.includes(id));
    assert.match(line ?? '', /select secret_column/);
  });

  it('outside of the dialects too', async () => {
    const hub = { ...t.deps.hub, stats: () => assert.fail('secret detail') };
    const r = await createApp({ ...t.deps, hub }).request('/metrics');
    assert.equal(r.status, 500);
    assert.match(await r.text(), /^Internal Server Error \(request \S+\)\n$/);
  });
});

describe('scripts', () => {
  const known = async () => (await t.fetch('/bc.json')).json() as Promise<{ version: string; integrity: string }>;

  it('/bc.js is revalidated soon, and loads on pages of any origin', async () => {
    const r = await t.fetch('/bc.js');
    assert.equal(r.status, 200);
    assert.equal(r.headers.get('content-type'), 'text/javascript; charset=utf-8');
    assert.equal(r.headers.get('cache-control'), 'public, max-age=300, stale-while-revalidate=86400');
    assert.equal(r.headers.get('access-control-allow-origin'), '*');
    assert.equal(r.headers.get('cross-origin-resource-policy'), 'cross-origin');
    assert.equal(await r.text(), SCRIPT);
    assert.equal((await t.fetch('/embed.js')).headers.get('cache-control'), r.headers.get('cache-control'));
  });

  it('/bc@VERSION.js never changes, and /bc.json has its integrity hash', async () => {
    const { version, integrity } = await known();
    const r = await t.fetch(`/bc@${version}.js`);
    assert.equal(r.headers.get('cache-control'), 'public, max-age=31536000, immutable');
    const digest = await crypto.subtle.digest('SHA-384', new TextEncoder().encode(await r.text()));
    assert.equal(integrity, `sha384-${Buffer.from(digest).toString('base64')}`);
    assert.equal((await t.fetch('/bc@0.0.9.js')).status, 404);
  });

  it('chunks are immutable', async () => {
    const r = await t.fetch('/chunks/number-abc123.js');
    assert.equal(r.headers.get('cache-control'), 'public, max-age=31536000, immutable');
    assert.equal((await t.fetch('/chunks/number-other.js')).status, 404);
  });

  it('come in the best encoding the client takes, each with its own validator', async () => {
    await t.deps.assets.compressed();
    const ask = (headers: Record<string, string>) => t.send({ path: '/bc.js', headers });
    const [br, gzip, plain] = [
      await ask({ 'accept-encoding': 'gzip, deflate, br;q=0.9' }),
      await ask({ 'accept-encoding': 'gzip, br;q=0' }),
      await ask({ 'accept-encoding': 'identity' }),
    ];
    assert.deepEqual(
      [br, gzip, plain].map(({ headers }) => headers['content-encoding']),
      ['br', 'gzip', undefined],
    );
    assert.ok(br.body.length < gzip.body.length && gzip.body.length < plain.body.length);
    assert.equal(new Set([br, gzip, plain].map(({ headers }) => headers.etag)).size, 3);
    for (const { headers } of [br, gzip, plain]) assert.match(String(headers.vary), /accept-encoding/i);
    for (const etag of [br.headers.etag, `W/${br.headers.etag}`, `"other", ${gzip.headers.etag}`, '*']) {
      const again = await ask({ 'if-none-match': String(etag) });
      assert.deepEqual([again.status, again.body.length], [304, 0], String(etag));
    }
    assert.equal((await ask({ 'if-none-match': '"other"' })).status, 200);
  });

  it('are an error that says so when nothing is built', async () => {
    const empty = await openTestApp();
    try {
      const r = await empty.fetch('/bc.js');
      assert.equal(r.status, 503);
      assert.match(await r.text(), /npm run build/);
    } finally {
      await empty.close();
    }
  });
});

describe('the table of routes', () => {
  const rows = DIALECTS.flatMap(({ dialect }) =>
    dialect.routes.flatMap(({ method, path }) =>
      [path].flat().map((each) => ({ dialect: dialect.name, method, path: each })),
    ),
  );

  it('has no duplicate rows, except where the credential decides which dialect answers', () => {
    const owners = new Map<string, string[]>();
    for (const { dialect, method, path } of rows) {
      // The name of a parameter does not matter for the path.
      const row = `${method} ${path.replace(/:\w+/g, ':')}`;
      owners.set(row, [...(owners.get(row) ?? []), dialect]);
    }
    const both = ['cards', 'ducksboard'];
    assert.deepEqual(Object.fromEntries([...owners].filter(([, dialects]) => dialects.length > 1)), {
      [`GET ${SHARED_PREFIX}`]: both,
      [`POST ${SHARED_PREFIX}`]: both,
      [`GET ${SHARED_PREFIX}/:`]: both,
      [`DELETE ${SHARED_PREFIX}/:`]: both,
    });
  });

  it('has no trailing slashes', () => {
    for (const { path } of rows) assert.match(path, /^\/.*[^/]$/);
  });
});
