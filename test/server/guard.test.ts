import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { createAllowList, isAllowEntry, isPublic } from '../../server/sources/addresses.ts';
import {
  createGuard,
  type GuardOptions,
  OutgoingError,
  type PinnedAddress,
  within,
} from '../../server/sources/guard.ts';

/** What leaves because a user said so: never to this machine or its network, never for long, never for much. */
let server: Server;
let port: number;
const requests: { url: string; headers: NodeJS.Dict<string | string[]>; method: string }[] = [];
const PAGES: Record<string, RequestListener> = {
  '/ok': (_, response) => void response.end('fine'),
  '/private': (_, response) => void response.writeHead(302, { location: 'http://10.0.0.1/' }).end(),
  '/metadata': (_, response) => void response.writeHead(301, { location: 'http://169.254.169.254/latest' }).end(),
  '/file': (_, response) => void response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
  '/loop': (_, response) => void response.writeHead(302, { location: '/loop' }).end(),
  '/here': (_, response) => void response.writeHead(302, { location: '/ok' }).end(),
  '/see-other': (_, response) => void response.writeHead(303, { location: '/ok' }).end(),
  '/elsewhere': (_, response) => void response.writeHead(307, { location: `http://other.test:${port}/ok` }).end(),
  '/silent': () => undefined,
  '/drip': (_, response) => void response.writeHead(200).write('x'),
  '/large': (_, response) => void response.end('x'.repeat(2048)),
  '/endless': (_, response) => {
    const write = () => {
      while (!response.destroyed && response.write('x'.repeat(65_536)));
    };
    response.on('drain', write);
    write();
  },
  '/zipped': (_, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end('x'),
  '/switched': ({ socket }) => void socket.write('HTTP/1.1 101 Sure\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n'),
  '/cut': (_, response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('x');
    setImmediate(() => response.destroy());
  },
};

before(async () => {
  server = createServer((request, response) => {
    const { url = '', headers, method = '' } = request;
    requests.push({ url, headers, method });
    (PAGES[url] ?? ((_, missing) => void missing.writeHead(404).end()))(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
});
after(() => {
  server.closeAllConnections();
  server.close();
});

const here: PinnedAddress = { address: '127.0.0.1', family: 4 };
/** A guard to which every name leads here, and which may come here under two of them. */
const guard = (options: GuardOptions = {}) =>
  createGuard({ allow: ['good.test', 'other.test'], lookup: async () => [here], ...options });
const get = (path: string, options?: GuardOptions, host = 'good.test') =>
  guard(options).request({
    url: `http://${host}:${port}${path}`,
    headers: { authorization: 'secret', 'x-api-key': 'k' },
  });
const failsWith = (reason: OutgoingError['reason']) => (error: unknown) =>
  error instanceof OutgoingError && error.reason === reason;

describe('outgoing requests: addresses', () => {
  it('recognizes addresses that are not public', () => {
    const CLOSED = `0.0.0.0 10.0.0.1 100.64.0.1 127.0.0.1 127.255.255.254 169.254.169.254 172.16.0.1 172.31.255.255
      192.168.0.1 198.18.0.1 224.0.0.1 255.255.255.255 :: ::1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 64:ff9b::7f00:1 fc00::1
      fd12::1 fe80::1 fe80::1%eth0 ff02::1 2001:db8::1 2002:7f00:1:: nonsense`;
    for (const address of CLOSED.trim().split(/\s+/)) assert.equal(isPublic(address), false, address);
    for (const address of ['1.1.1.1', '172.15.0.1', '172.32.0.1', '2606:4700::1111', '2a00:1450::1'])
      assert.equal(isPublic(address), true, address);
  });

  it('an allow-list names hosts, ports and networks', () => {
    for (const entry of ['db.internal', 'db:5432', '10.0.0.0/8', '::1', '[::1]:80', 'localhost'])
      assert.ok(isAllowEntry(entry), entry);
    for (const entry of ['', '10.0.0.0/33', 'http://x', 'a b', '*', '10.0.0.0/8/8', 'x/8'])
      assert.ok(!isAllowEntry(entry), entry);
    const list = createAllowList(['Db.Internal', 'one.test:80', '10.0.0.0/8', '::1']);
    assert.deepEqual(
      [list.hasHost('db.internal', 1), list.hasHost('one.test', 80), list.hasHost('one.test', 81)],
      [true, true, false],
    );
    const addresses = ['10.1.2.3', '11.1.2.3', '::1', '::2'];
    assert.deepEqual(addresses.map(list.hasAddress), [true, false, true, false]);
  });
});

describe('outgoing requests', () => {
  it('connect to the address that was checked, with the host name of the URL', async () => {
    const { status, body, url } = await get('/ok');
    assert.deepEqual([status, body.toString(), url], [200, 'fine', `http://good.test:${port}/ok`]);
    assert.equal(requests.at(-1)?.headers.host, `good.test:${port}`);
    assert.equal(requests.at(-1)?.headers['accept-encoding'], 'identity');
  });

  it('resolve a name only once, so that DNS rebinding has no effect', async () => {
    const answers = [[here], [{ address: '10.0.0.1', family: 4 } as const]];
    let asked = 0;
    await get('/ok', { lookup: async () => answers[asked++] ?? [] });
    assert.equal(asked, 1);
  });

  it('try the next address of a name when the first does not answer', async () => {
    const nobody: PinnedAddress = { address: '127.0.0.2', family: 4 };
    const { body } = await get('/ok', { lookup: async () => [nobody, here] });
    assert.equal(body.toString(), 'fine');
  });

  it('are refused to private addresses, in whatever notation', async () => {
    const before = requests.length;
    const hosts = ['127.0.0.1', '2130706433', '0x7f.1', '[::1]', '[::ffff:127.0.0.1]', '0', 'bad.test'];
    for (const host of hosts) await assert.rejects(get('/ok', {}, host), failsWith('refused'), host);
    const both = async () => [{ address: '1.1.1.1', family: 4 } as const, here];
    await assert.rejects(get('/ok', { lookup: both }, 'both.test'), failsWith('refused'));
    await assert.rejects(get('/ok', { lookup: async () => [] }), failsWith('refused'));
    for (const url of ['file:///etc/passwd', 'ftp://good.test/', 'nonsense', `http://me:pw@good.test:${port}/ok`])
      await assert.rejects(guard().request({ url }), failsWith('refused'), url);
    assert.equal(requests.length, before);
  });

  it('follow redirects, each checked like the first', async () => {
    assert.equal((await get('/here')).body.toString(), 'fine');
    assert.equal(requests.at(-1)?.headers.authorization, 'secret');
    for (const path of ['/private', '/metadata', '/file']) await assert.rejects(get(path), failsWith('refused'), path);
    await assert.rejects(get('/loop'), failsWith('malformed'));
  });

  it('send no credentials to another origin', async () => {
    assert.equal((await get('/elsewhere')).status, 200);
    const { headers } = requests.at(-1) ?? {};
    assert.deepEqual(
      [headers?.host, headers?.authorization, headers?.['x-api-key']],
      [`other.test:${port}`, undefined, undefined],
    );
  });

  it('become a GET after a redirect that requires it', async () => {
    await guard().request({ url: `http://good.test:${port}/see-other`, method: 'POST', body: 'x' });
    assert.equal(requests.at(-1)?.method, 'GET');
  });

  it('time out', async () => {
    for (const path of ['/silent', '/drip'])
      await assert.rejects(get(path, { timeout: 50 }), failsWith('timeout'), path);
    const never = () => new Promise<never>(() => undefined);
    await assert.rejects(get('/ok', { timeout: 50, lookup: never }), failsWith('timeout'));
    await assert.rejects(createGuard({ timeout: 50, lookup: never }).pin('slow.example', 5432), failsWith('timeout'));
  });

  it('end when the service switches to another protocol', { timeout: 10_000 }, async () => {
    await assert.rejects(get('/switched'), failsWith('malformed'));
  });

  it('limit the size of the response', async () => {
    await assert.rejects(get('/large', { maxBytes: 1024 }), failsWith('too_large'));
    await assert.rejects(get('/endless'), failsWith('too_large'));
    assert.equal((await get('/large', { maxBytes: 2048 })).body.length, 2048);
    await assert.rejects(get('/zipped'), failsWith('malformed'));
  });

  it('reveal nothing about our network when they fail', async () => {
    const nowhere = async () => Promise.reject(new Error('getaddrinfo ENOTFOUND db.internal'));
    for (const failing of [() => get('/cut'), () => get('/ok', { lookup: nowhere })])
      await assert.rejects(failing, (error: OutgoingError) => {
        assert.deepEqual([error.reason, error.message], ['unreachable', 'The service cannot be reached.']);
        return true;
      });
  });
});

describe('work within a time', () => {
  it('that is over already fails for that reason, and its own failure harms nobody', async () => {
    await assert.rejects(within(Promise.reject(new Error('its own')), AbortSignal.abort(new Error('late'))), /late/);
    await new Promise(setImmediate);
  });
});
