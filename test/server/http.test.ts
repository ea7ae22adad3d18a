import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { Hono } from 'hono';
import { z } from 'zod';
import { mergePatch, time } from '../../server/dialects/boardcharts/wire.ts';
import type { Dialect } from '../../server/dialects/dialect.ts';
import { mount } from '../../server/dialects/dialect.ts';
import { DomainError } from '../../server/domain/errors.ts';
import { json } from '../../server/http/answer.ts';
import { decodeUtf8, parseJson, readIncoming } from '../../server/http/body.ts';
import { bearerKey, sessionCookie } from '../../server/http/credentials.ts';
import type { AppEnv } from '../../server/http/headers.ts';
import { allowHeader, completeHeaders } from '../../server/http/headers.ts';
import { jsonMembers } from '../../server/http/json-members.ts';
import { loggableError, loggablePath } from '../../server/http/log.ts';
import { STATUS, toProblem } from '../../server/http/problems.ts';
import { fieldPath, validate } from '../../server/http/validate.ts';
import { openTestApp, PASSWORD, type TestApp } from '../support/app.ts';

const refusal = (run: () => unknown): DomainError => {
  try {
    run();
  } catch (error) {
    assert.ok(error instanceof DomainError);
    return error;
  }
  assert.fail('nothing was thrown');
};

describe('bodies', () => {
  const bytes = (text: string) => new TextEncoder().encode(text);

  it('must be valid UTF-8; a byte order mark is removed', () => {
    assert.equal(decodeUtf8(bytes('\ufeffä')), 'ä');
    assert.equal(refusal(() => decodeUtf8(Uint8Array.of(0xc3, 0x28))).code, 'malformed');
    assert.equal(refusal(() => decodeUtf8(Uint8Array.of(0xed, 0xa0, 0x80))).code, 'malformed');
  });

  it('are JSON without dangerous keys, numbers or depth', () => {
    assert.deepEqual(parseJson(bytes('{"a":[1,{"b":null}]}')), { a: [1, { b: null }] });
    assert.equal(refusal(() => parseJson(bytes('{"a":1e999}'))).code, 'malformed');
    assert.equal(refusal(() => parseJson(bytes(`${'['.repeat(33)}${']'.repeat(33)}`))).code, 'malformed');
    assert.equal(Object.keys(parseJson(bytes('{"__proto__":1}')) as object).length, 0);
  });
});

describe('the members of a large object', () => {
  const namesOf = async (text: string) => [...(await jsonMembers(Buffer.from(text))).keys()];

  it('are found despite any whitespace and content', async () => {
    assert.deepEqual(await namesOf(' \n{ } '), []);
    assert.deepEqual(await namesOf('\ufeff{"a" : {"x":[1,{}]} , "b\\\\":"}", "c\\"":":,"}\n'), ['a', 'b\\', 'c"']);
    const members = await jsonMembers(Buffer.from('{"rows": [{"a":1}], "name":"x:y"}'));
    assert.equal(Buffer.from(members.get('rows') ?? []).toString(), ' [{"a":1}]');
    assert.equal(Buffer.from(members.get('name') ?? []).toString(), '"x:y"');
  });

  for (const text of [
    '{,}',
    '{,"a":1}',
    '{"a":1,}',
    '{"a":1]',
    '{"a":1}}',
    '{"a":1',
    'x{}',
    '{1:2}',
    '{"a"}',
    '[]',
    '',
    '{"a',
  ])
    it(`are not those of ${JSON.stringify(text)}`, () => assert.rejects(namesOf(text), { code: 'malformed' }));
});

describe('headers of a page', () => {
  const app = new Hono<AppEnv>().use(async (c, next) => {
    await next();
    completeHeaders(c, 'an-id');
  });
  app.get('/own', (c) => c.html('', 200, { 'x-frame-options': 'SAMEORIGIN', 'referrer-policy': 'no-referrer' }));
  app.get('/text', (c) => c.text(''));
  app.get('*', (c) => c.html(''));
  const told = async (path: string) => {
    const { headers } = await app.request(path);
    return ['x-frame-options', 'content-security-policy', 'referrer-policy', 'x-content-type-options'].map((name) =>
      headers.get(name),
    );
  };
  const policies = ['strict-origin-when-cross-origin', 'nosniff'];

  it('forbid framing by other sites, except for pages opened by a token', async () => {
    const refused = ['DENY', "frame-ancestors 'none'", ...policies];
    for (const path of ['/', '/admin/embed/x', '/x/public/y', '/embedded/x', '/embed'])
      assert.deepEqual(await told(path), refused, path);
    for (const path of ['/embed/x', '/public/x/']) assert.deepEqual(await told(path), [null, null, ...policies], path);
    assert.deepEqual(await told('/text'), [null, null, ...policies]);
  });

  it('can be overridden by the page', async () => {
    assert.deepEqual(await told('/own'), ['SAMEORIGIN', "frame-ancestors 'none'", 'no-referrer', 'nosniff']);
  });
});

describe('a body that is cut short', () => {
  let t: TestApp;
  before(async () => {
    t = await openTestApp();
  });
  after(() => t.close());

  it('is an error for every later reader too', { timeout: 20_000 }, async () => {
    const server = createServer();
    after(() => server.close().closeAllConnections());
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    socket.write('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 13\r\n\r\n{"value1":1');
    const [request] = (await once(server, 'request')) as [IncomingMessage];
    const gone = new Promise((resolve) => request.on('error', () => {}).on('close', resolve));
    socket.destroy();
    await gone;
    await assert.rejects(readIncoming(request, 100), { code: 'malformed' });
  });

  it('is refused early when its declared length is too large', { timeout: 20_000 }, async () => {
    for (const path of [`/api/v2/widgets/${t.alpha.widget.key}/data`, '/live']) {
      const socket = connect(Number(new URL(t.url).port), '127.0.0.1');
      const key = t.alpha.keys.owner.secret;
      socket.write(
        `POST ${path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${key}\r\ncontent-length: 2000000\r\n\r\n`,
      );
      const [answer] = (await once(socket, 'data')) as [Buffer];
      assert.match(answer.toString(), /^HTTP\/1\.1 413 /);
      socket.destroy();
    }
  });

  it('changes nothing', async () => {
    const { pathname, port } = new URL(`${t.url}/api/v2/widgets/${t.alpha.widget.key}/data/`);
    const socket = connect(Number(port), '127.0.0.1');
    socket.write(
      `POST ${pathname} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${t.alpha.keys.owner.secret}\r\ncontent-length: 13\r\n\r\n{"value1":1`,
    );
    socket.end();
    // Nobody receives the response, but the log has the request.
    while (!t.logged().includes(`"path":"${pathname.slice(0, -1)}"`)) await setImmediate();
    const answer = await t.fetch(pathname.replace('data/', ''), {
      headers: { authorization: `Bearer ${t.alpha.keys.owner.secret}` },
    });
    assert.equal(((await answer.json()) as { data: unknown }).data, null);
    assert.ok(!t.logged().includes('"level":50'), 'and is nobody’s failure');
  });
});

describe('validate', () => {
  it('names every wrong field by its path', () => {
    const schema = z.object({ widgets: z.array(z.object({ title: z.string() })), page: z.int() });
    const { code, details } = refusal(() => validate(schema, { widgets: [{ title: 'a' }, { title: 1 }], page: 0.5 }));
    assert.equal(code, 'invalid');
    assert.deepEqual(
      details.issues?.map(({ path }) => path),
      ['widgets[1].title', 'page'],
    );
    assert.equal(fieldPath([]), 'body');
    assert.equal(refusal(() => validate(schema, null)).details.issues?.[0]?.path, 'body');
  });

  it('says that missing fields are required', () => {
    const schema = z
      .object({ name: z.string(), type: z.enum(['a', 'b']) })
      .partial()
      .required();
    const { details } = refusal(() => validate(schema, {}));
    assert.deepEqual(details.issues, [
      { path: 'name', message: 'is required' },
      { path: 'type', message: 'is required' },
    ]);
  });
});

describe('problems', () => {
  it('reveal nothing about unexpected errors', () => {
    assert.deepEqual(toProblem(new Error('secret'), 'r1'), {
      status: 500,
      code: 'internal',
      message: 'Internal Server Error',
      details: {},
      requestId: 'r1',
    });
    const { status, message } = toProblem(new DomainError('unavailable', 'the disk is full'), 'r2');
    assert.deepEqual([status, message], [503, 'the disk is full']);
  });

  it('have a 4xx status, except for server errors', () => {
    const ours = Object.entries(STATUS).filter(([, status]) => status >= 500 || status < 400);
    assert.deepEqual(ours, [
      ['internal', 500],
      ['unavailable', 503],
    ]);
  });
});

describe('what is logged', () => {
  it('of a path: no query, no token', () => {
    const PATHS: Record<string, string> = {
      '/embed/abc?x=1': '/embed/***',
      '/public/abc/unlock': '/public/***/unlock',
      '/live/abc': '/live/***',
      '/live': '/live',
      '/shared/abc.json': '/shared/***',
      '/shared_dashboard/abc': '/shared_dashboard/***',
      '/embedded/abc/': '/embedded/***/',
      '/api/dashboards/sales/tokens/abc': '/api/dashboards/sales/tokens/***',
      '/api/dashboards/sales/tokens/': '/api/dashboards/sales/tokens/',
      '/api/v2/widgets/3f5b/data/': '/api/v2/widgets/3f5b/data/',
      '/x/sk_abc/y': '/x/***/y',
    };
    for (const [path, logged] of Object.entries(PATHS)) assert.equal(loggablePath(path), logged);
    const token = 'A'.repeat(43);
    for (const mistyped of [`/embed//${token}`, `/Embed/x`, `/embed%2F${token}`, `/embd/${token}/`, `/x/y.${token}.z`])
      assert.doesNotMatch(loggablePath(mistyped), /A{9}|x$/);
  });

  it('of an error: no details that databases add', () => {
    const cause = Object.assign(new Error('inner'), { parameters: ['secret'] });
    const error = Object.assign(new Error('outer', { cause }), { detail: 'Key (email)=(secret)', code: '23505' });
    const logged = JSON.stringify(loggableError(error));
    assert.match(logged, /outer.*23505.*inner/);
    assert.ok(!logged.includes('secret'));
    assert.deepEqual(loggableError('text'), { message: 'text' });
  });
});

describe('allowHeader', () => {
  it('adds HEAD and OPTIONS', () => {
    assert.equal(allowHeader(['POST', 'GET']), 'GET, HEAD, OPTIONS, POST');
    assert.equal(allowHeader(['DELETE']), 'DELETE, OPTIONS');
  });
});

describe('the time of BoardCharts', () => {
  it('has seconds and an offset, whatever was formatted before', () => {
    const at = Date.UTC(2026, 4, 8, 20, 1, 30);
    assert.deepEqual([at, at + 999, at + 1000, 0, null, at - 1].map(time), [
      '2026-05-08T20:01:30+00:00',
      '2026-05-08T20:01:30+00:00',
      '2026-05-08T20:01:31+00:00',
      '1970-01-01T00:00:00+00:00',
      null,
      '2026-05-08T20:01:29+00:00',
    ]);
  });
});

describe('JSON Merge Patch', () => {
  it('passes the examples of RFC 7396, appendix A', () => {
    const EXAMPLES = [
      '{"a":"b"} {"a":"c"} {"a":"c"}',
      '{"a":"b"} {"b":"c"} {"a":"b","b":"c"}',
      '{"a":"b"} {"a":null} {}',
      '{"a":"b","b":"c"} {"a":null} {"b":"c"}',
      '{"a":["b"]} {"a":"c"} {"a":"c"}',
      '{"a":"c"} {"a":["b"]} {"a":["b"]}',
      '{"a":{"b":"c"}} {"a":{"b":"d","c":null}} {"a":{"b":"d"}}',
      '{"a":[{"b":"c"}]} {"a":[1]} {"a":[1]}',
      '["a","b"] ["c","d"] ["c","d"]',
      '{"a":"b"} ["c"] ["c"]',
      '{"a":"foo"} null null',
      '{"a":"foo"} "bar" "bar"',
      '{"e":null} {"a":1} {"e":null,"a":1}',
      '[1,2] {"a":"b","c":null} {"a":"b"}',
      '{} {"a":{"bb":{"ccc":null}}} {"a":{"bb":{}}}',
    ];
    for (const example of EXAMPLES) {
      const [target = '', patch = '', result] = example.split(' ');
      assert.equal(JSON.stringify(mergePatch(JSON.parse(target), JSON.parse(patch))), result);
    }
  });
});

describe('mount', () => {
  let t: TestApp;
  before(async () => {
    t = await openTestApp();
  });
  after(() => t.close());

  const dialect = (name: string, more: Partial<Dialect> = {}): Dialect => ({
    name,
    credentials: [bearerKey, sessionCookie],
    parseBody: (bytes) => (bytes.length === 0 ? undefined : parseJson(bytes)),
    renderError: ({ code, details }) => json({ dialect: name, code, permission: details.permission }, STATUS[code]),
    routes: [
      { method: 'GET', path: '/api/boards', right: 'public', run: async () => json({ dialect: name }) },
      {
        method: 'POST',
        path: ['/api/boards', '/api/tables'],
        right: 'dashboard:write',
        run: async (call) => json(await call.object()),
      },
      { method: 'GET', path: '/api/boards/special', right: 'authenticated', run: async () => json('special') },
      { method: 'GET', path: '/api/boards/:id', right: 'public', run: async (call) => json(call.param('id')) },
      {
        method: 'DELETE',
        path: '/api/boards/:id',
        right: 'public',
        run: async (call) => json((await call.body()) ?? null),
      },
    ],
    ...more,
  });
  const app = (...mounts: [Dialect, ((authorization: string) => boolean)?][]) => {
    const hono = new Hono<AppEnv>({ strict: false });
    hono.use((c, next) => {
      c.set('requestId', 'test');
      return next();
    });
    for (const [each, claims] of mounts)
      mount(hono, ['/api/boards', '/api/tables'], each, t.deps, {
        ...(claims && { claims: (c) => claims(c.req.header('authorization') ?? '') }),
      });
    return hono;
  };

  it('lets two dialects share a path, each with its own errors', async () => {
    const both = app(
      [dialect('one'), (authorization) => authorization.startsWith('Basic ')],
      [dialect('two', { routes: [] }), (authorization) => authorization.startsWith('Bearer ')],
      [dialect('three')],
    );
    const ask = async (path: string, authorization: string, method = 'GET') => {
      const r = await both.request(path, { method, headers: { authorization } });
      return [r.status, ((await r.json()) as { dialect: string }).dialect];
    };
    assert.deepEqual(await ask('/api/boards/', 'Basic x'), [200, 'one']);
    assert.deepEqual(await ask('/api/boards', 'Basic x', 'PUT'), [405, 'one']);
    assert.deepEqual(await ask('/api/boards', 'Bearer x'), [404, 'two']);
    assert.deepEqual(await ask('/api/boards/a/b/c', 'Basic x'), [404, 'one']);
    assert.deepEqual(await ask('/api/boards/a/b/c', ''), [404, 'three']);
    assert.deepEqual(await ask('/api/boards', ''), [200, 'three']);
  });

  it('serves special paths before general ones, and several for one route', async () => {
    const one = app([dialect('one')]);
    const authorization = `Bearer ${t.alpha.keys.owner.secret}`;
    const get = async (path: string) => (await one.request(path, { headers: { authorization } })).json();
    assert.equal(await get('/api/boards/special/'), 'special');
    assert.equal(await get('/api/boards/42'), '42');
    const posted = await one.request('/api/tables', { method: 'POST', headers: { authorization }, body: '{"a":1}' });
    assert.deepEqual(await posted.json(), { a: 1 });
    assert.equal((await one.request('/api/tables')).headers.get('allow'), 'OPTIONS, POST');
  });

  it('reads the body of a DELETE, and needs none', async () => {
    const one = app([dialect('one')]);
    const remove = async (body?: string) =>
      (await one.request('/api/boards/1', { method: 'DELETE', ...(body !== undefined && { body }) })).json();
    assert.deepEqual(await remove('{}'), {});
    assert.equal(await remove(), null);
  });

  it('requires a CSRF token for changes with a session cookie, and for nothing else', async () => {
    const one = app([dialect('one')]);
    const { cookie, csrf } = await t.domain.people.openSession(
      await t.domain.people.byPassword('alpha-owner', PASSWORD),
    );
    const post = async (headers: Record<string, string>) => {
      const r = await one.request('/api/boards', { method: 'POST', body: '{}', headers });
      return [r.status, ((await r.json()) as { code?: string }).code];
    };
    const session = { cookie: `bc_session=${cookie}` };
    assert.deepEqual(await post(session), [403, 'forbidden']);
    assert.deepEqual(await post({ ...session, 'x-csrf-token': 'wrong' }), [403, 'forbidden']);
    assert.deepEqual(await post({ ...session, 'x-csrf-token': csrf }), [200, undefined]);
    assert.deepEqual(await post({ cookie: 'bc_session=stale', 'x-csrf-token': csrf }), [401, 'unauthenticated']);
    assert.equal((await one.request('/api/boards/special', { headers: session })).status, 200);
    assert.deepEqual(await post({ authorization: `Bearer ${t.alpha.keys.owner.secret}` }), [200, undefined]);
  });

  it('has a Retry-After header', async () => {
    const run = async () => {
      throw new DomainError('rate_limited', 'slow down', { retryAfter: 30 });
    };
    const busy = app([dialect('one', { routes: [{ method: 'GET', path: '/api/boards', right: 'public', run }] })]);
    const r = await busy.request('/api/boards');
    assert.deepEqual([r.status, r.headers.get('retry-after')], [429, '30']);
  });
});
