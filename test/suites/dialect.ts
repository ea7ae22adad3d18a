import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import type { Dialect, Method, Right } from '../../server/dialects/dialect.ts';
import { ownerOf, SHARED_PREFIX } from '../../server/dialects/shared-paths.ts';
import type { ErrorCode } from '../../server/domain/errors.ts';
import { hasScope } from '../../server/domain/rights.ts';
import { type Credential, sessionCookie } from '../../server/http/credentials.ts';
import { openTestApp, type RawAnswer, type Tenant, type TestApp } from '../support/app.ts';

/** What the shared tests need to know about a dialect: its requests, and its errors. */
export interface DialectUnderTest {
  dialect: Dialect;
  /** The path prefix of this dialect. */
  prefix: string;
  /** Creates what paths refer to besides boards and widgets, in both workspaces. */
  prepare?(app: TestApp): Promise<void>;
  /** Whether reading this needs the right to change the dashboard. */
  isForWriters?(path: string): boolean;
  /** Headers that carry a key. */
  authorize(key: string): Record<string, string>;
  /** The path of a route with its parameters filled in from a tenant. */
  fill(path: string, tenant: Tenant): string;
  /** The same with unknown ids. */
  fillUnknown(path: string): string;
  /** A body that the route accepts, `undefined` when it has none. */
  body(method: Method, path: string): string | undefined;
  /** A route that reads and one that accepts an object as its body, both for a single resource. */
  read: string;
  write: { method: Method; path: string };
  /** Checks the exact format of each error. */
  assertError(answer: RawAnswer, code: ErrorCode | 'method_not_allowed'): void;
}

interface Row {
  method: Method;
  path: string;
  right: Right;
  credentials: readonly Credential[];
}

const hasId = (path: string): boolean => path.includes(':');
const isRead = ({ method }: Row): boolean => method === 'GET';
const LIMIT = 1024 * 1024;

/** Whether Ducksboard answers a request with a session and without a header, on a path it shares with the dialect. */
const isDucksboards = (method: string, path: string): boolean =>
  path.startsWith(SHARED_PREFIX) &&
  ownerOf({ method, path, authorization: undefined, hasSession: true }) === 'ducksboard';

/** Ducksboard answers in its own format, and does not know ids of other dialects. */
function assertDucksboards(row: Row, { status, text }: RawAnswer): void {
  const [expected, body] = !isRead(row)
    ? [403, /^\{"errors":"forbidden"\}$/]
    : hasId(row.path)
      ? [404, /^\{"errors":"not found"\}$/]
      : [200, /^\{"count":\d+,"data":\[/];
  assert.equal(status, expected, text);
  assert.match(text, body as RegExp);
}

/** Tests of what all dialects have in common. */
export function testDialect(spec: DialectUnderTest): void {
  const { dialect, prefix, authorize, fill, assertError, read, write } = spec;
  const rows: Row[] = dialect.routes.flatMap(({ method, path, right, credentials = dialect.credentials }) =>
    [path].flat().map((each) => ({ method, path: each, right, credentials })),
  );
  let t: TestApp;
  before(async () => {
    t = await openTestApp();
    await spec.prepare?.(t);
  });
  after(() => t.close());

  const ask = async (row: { method: Method; path: string }, path: string, headers: Record<string, string>) => {
    const body = spec.body(row.method, row.path);
    const answer = await t.send({ method: row.method, path, headers, ...(body !== undefined && { body }) });
    // RFC 9110, 15.5.2; some HTTP clients fail on a 401 without.
    if (answer.status === 401) assert.match(`${answer.headers['www-authenticate']}`, /^(Basic|Bearer)/, path);
    return answer;
  };

  describe(`${dialect.name}: who may do what, from its own table of routes`, () => {
    for (const row of rows) {
      const { method, path, right } = row;
      const own = () => fill(path, t.alpha);
      const as = (key: keyof Tenant['keys']) => ask(row, own(), authorize(t.alpha.keys[key].secret));
      const refused = right === 'public' ? 'forbidden' : 'unauthenticated';

      it(`${method} ${path}: no credential`, async () => assertError(await ask(row, own(), {}), refused));

      it(`${method} ${path}: unknown key`, async () =>
        assertError(await ask(row, own(), authorize(`sk_${'x'.repeat(48)}`)), 'invalid_credential'));

      it(`${method} ${path}: deactivated key`, async () => assertError(await as('deactivated'), 'invalid_credential'));

      it(`${method} ${path}: session without CSRF token`, async () => {
        // Signing in this often with a password would be rate-limited.
        const principal = await t.domain.people.byApiKey(t.alpha.keys.owner.secret);
        const { cookie } = await t.domain.people.openSession(principal);
        const answer = await ask(row, own(), { cookie: `bc_session=${cookie}` });
        if (dialect.name !== 'ducksboard' && isDucksboards(method, path)) assertDucksboards(row, answer);
        else if (isRead(row) && answer.status < 400)
          assert.ok(right === 'public' || row.credentials.includes(sessionCookie));
        else assert.ok([401, 403].includes(answer.status), `answered ${answer.status}`);
      });

      if (hasId(path)) {
        it(`${method} ${path}: key of another workspace`, async () =>
          assertError(await ask(row, own(), authorize(t.beta.keys.owner.secret)), 'foreign'));
      } else {
        it(`${method} ${path}: shows nothing of another workspace`, async () => {
          const { text } = await ask(row, path, authorize(t.beta.keys.owner.secret));
          for (const { key, name } of [t.alpha.board, t.alpha.openBoard, t.alpha.workspace])
            assert.ok(!text.includes(key) && !text.includes(`"${name}"`));
        });
      }

      if (isRead(row)) {
        const isInScope = !right.includes(':') || hasScope(['dashboard:read'], right);
        for (const key of ['readOnly', 'viewer', 'editor', 'admin', 'owner'] as const)
          it(`${method} ${path}: ${key}`, async () => {
            const isBarred = key === 'viewer' && spec.isForWriters?.(path);
            if (isBarred || (key === 'readOnly' && !isInScope)) assertError(await as(key), 'forbidden');
            else assert.equal((await as(key)).status, 200);
          });
      } else {
        for (const key of ['readOnly', 'viewer'] as const)
          it(`${method} ${path}: ${key}`, async () => assertError(await as(key), 'forbidden'));
      }
    }
  });

  describe(`${dialect.name}: what every request gets`, () => {
    const owner = () => authorize(t.alpha.keys.owner.secret);

    for (const row of rows.filter(({ path }) => hasId(path))) {
      it(`${row.method} ${row.path}: unknown id`, async () =>
        assertError(await ask(row, spec.fillUnknown(row.path), owner()), 'not_found'));
    }

    it('is the same with and without a slash at the end', async () => {
      const path = fill(read, t.alpha);
      const [plain, slash] = await Promise.all([
        t.send({ path, headers: owner() }),
        t.send({ path: `${path}/`, headers: owner() }),
      ]);
      assert.equal(plain.status, 200);
      assert.equal(slash.text, plain.text);
    });

    it('is the dialect’s own 404 below its prefix, whatever the method', async () => {
      for (const path of [`${prefix}/nothing/here`, `${prefix}/%00`, `${prefix}/%zz/`, `${fill(read, t.alpha)}/x//`])
        for (const method of ['GET', 'POST', 'PUT', 'DELETE'])
          assertError(await t.send({ method, path, headers: owner() }), 'not_found');
    });

    it('names the methods of a path in Allow when it has another one', async () => {
      const paths = new Map<string, Set<string>>();
      for (const { method, path } of rows) paths.set(path, (paths.get(path) ?? new Set()).add(method));
      for (const [path, methods] of paths) {
        // A more general route may match a fixed path as well.
        const own = fill(path, t.alpha);
        const served = rows.filter((row) => new RegExp(`^${row.path.replace(/:\w+/g, '[^/]+')}$`).test(own));
        const unrouted = (['PUT', 'PATCH', 'DELETE', 'POST', 'GET'] as const).find((method) =>
          served.every((row) => row.method !== method),
        );
        if (unrouted === undefined) continue;
        const answer = await t.send({ method: unrouted, path: own, headers: owner() });
        assertError(answer, 'method_not_allowed');
        const allowed = new Set(String(answer.headers.allow).split(', '));
        for (const method of methods) assert.ok(allowed.has(method), `${path} should allow ${method}`);
        assert.equal(allowed.has('HEAD'), methods.has('GET'));
        assert.ok(!allowed.has(unrouted));
      }
    });

    it('answers OPTIONS, so that any page may call it', async () => {
      const answer = await t.send({
        method: 'OPTIONS',
        path: fill(write.path, t.alpha),
        headers: {
          origin: 'https://elsewhere.example',
          'access-control-request-method': write.method,
          'access-control-request-headers': 'authorization,content-type',
        },
      });
      assert.equal(answer.status, 204);
      assert.equal(answer.headers['access-control-allow-origin'], '*');
      assert.match(String(answer.headers['access-control-allow-methods']), new RegExp(write.method));
      assert.match(String(answer.headers['access-control-allow-headers']), /authorization/);
      assert.equal(answer.headers['access-control-allow-credentials'], undefined);
    });

    it('answers HEAD like GET, without the body', async () => {
      const path = fill(read, t.alpha);
      const [get, head] = [
        await t.send({ path, headers: owner() }),
        await t.send({ method: 'HEAD', path, headers: owner() }),
      ];
      assert.equal(head.status, 200);
      assert.equal(head.body.length, 0);
      assert.equal(head.headers['content-type'], get.headers['content-type']);
    });

    it('has an id, and may be read by any page', async () => {
      const { headers } = await t.send({ path: fill(read, t.alpha), headers: owner() });
      assert.match(String(headers['x-request-id']), /^[0-9a-f]{12}-\w+$/);
      assert.equal(headers['access-control-allow-origin'], '*');
      assert.equal(headers['cross-origin-resource-policy'], 'cross-origin');
      assert.equal(headers['cache-control'], 'no-store');
    });

    it('keeps the key out of the log', async () => {
      const { secret } = t.alpha.keys.owner;
      await t.send({ path: `${fill(read, t.alpha)}?api_key=${secret}`, headers: owner() });
      await t.send({ path: `${prefix}/${secret}`, headers: owner() });
      assert.match(t.logged(), /"path":/);
      assert.ok(!t.logged().includes(secret));
    });
  });

  describe(`${dialect.name}: bodies`, () => {
    const sent = (body: string | Uint8Array, headers: Record<string, string> = {}) =>
      t.send({
        method: write.method,
        path: fill(write.path, t.alpha),
        headers: { ...authorize(t.alpha.keys.owner.secret), 'content-type': 'application/json', ...headers },
        body,
      });
    const MALFORMED: Record<string, string | Uint8Array> = {
      'no body': '',
      'not JSON': '{"value1": 1,}',
      'an array': '[1, 2]',
      'a number': '12450',
      'a text': '"text"',
      null: 'null',
      'a number that is not finite': '{"value1": 1e999}',
      'invalid UTF-8': Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xff, 0xfe, 0x22, 0x7d]),
      'UTF-16': Buffer.from('{"value1":1}', 'utf16le'),
      'a nesting of 40': `{"a":${'['.repeat(40)}${']'.repeat(40)}}`,
      'a nesting of 100,000': `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
      'an open nesting of 500,000': '['.repeat(500_000),
      '10,001 values': `{"a":[${Array(10_001).fill(1).join()}]}`,
    };
    for (const [name, body] of Object.entries(MALFORMED))
      it(`refuses ${name}`, async () => assertError(await sent(body), 'malformed'));

    it('refuses more than 1 MiB, declared or not', async () => {
      const text = `{"text1":"${'x'.repeat(LIMIT)}"}`;
      assertError(await sent(text), 'too_large');
      const chunked = await fetch(t.url + fill(write.path, t.alpha), {
        method: write.method,
        headers: authorize(t.alpha.keys.owner.secret),
        body: new Blob([text]).stream(),
        duplex: 'half',
      } as RequestInit);
      assert.equal(chunked.status, 413);
    });

    it('causes no 5xx, whatever is sent', async () => {
      const path = fc.oneof(
        fc.constantFrom(...rows.map(({ path }) => fill(path, t.alpha))),
        fc.webPath().map((tail) => prefix + tail),
        fc.string({ unit: 'binary-ascii' }).map((tail) => `${prefix}/widgets/${encodeURIComponent(tail)}/`),
        fc
          .constantFrom('%00', '%ff', '%2e%2e%2f', '%', '%u0041', '__proto__', 'constructor', `'--`, '..%5c')
          .map((id) => fill(read, t.alpha).replace(/[0-9a-f]{32}/, id)),
      );
      const text = fc.oneof(
        fc.json(),
        fc.string({ unit: 'binary' }),
        fc.constantFrom('{"__proto__":{"a":1}}', '{"constructor":{"prototype":{"x":1}}}', '{"text1":"\\u0000\\ud800"}'),
        fc
          .dictionary(fc.constantFrom('name', 'title', 'config', 'type', 'data', 'position', 'layout'), fc.jsonValue())
          .map((value) => JSON.stringify(value)),
      );
      const body = fc.oneof(
        text.map((each) => Buffer.from(each)),
        fc.uint8Array({ maxLength: 64 }).map((bytes) => Buffer.from(bytes)),
      );
      const type = fc.constantFrom(
        'application/json',
        'application/x-www-form-urlencoded',
        'multipart/form-data',
        'text/plain; charset=utf-16',
        'nonsense',
        '',
      );
      const method = fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS');
      const credential = fc.oneof(
        fc.constant(authorize(t.alpha.keys.editor.secret)),
        fc.string({ unit: fc.constantFrom(...' !"#$%&~sk_=,;:\x7fé'), maxLength: 40 }).map((value) => ({
          authorization: `Bearer ${value}`.replace(/\x7f/g, ''),
          cookie: `bc_session=${value.replace(/\x7f/g, '')}`,
        })),
      );
      await fc.assert(
        fc.asyncProperty(method, path, type, body, credential, async (method, path, type, body, credential) => {
          const answer = await t.send({ method, path, headers: { 'content-type': type, ...credential }, body });
          assert.ok(answer.status < 500, `${method} ${path} answered ${answer.status}`);
        }),
        { numRuns: 400 },
      );
      const { status } = await t.send({ path: fill(read, t.beta), headers: authorize(t.beta.keys.owner.secret) });
      assert.equal(status, 200);
    });
  });
}
