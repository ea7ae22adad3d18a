import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { createApp } from '../../server/app.ts';
import { boardcharts } from '../../server/dialects/boardcharts/index.ts';
import { createFastPath } from '../../server/dialects/fast-path.ts';
import { createMetrics } from '../../server/http/metrics.ts';
import { createObserver } from '../../server/http/observe.ts';
import { openTestApp, type RawRequest, type TestApp } from '../support/app.ts';

/** What belongs to one answer or to its connection. */
const OWN = /^(date|connection|keep-alive|transfer-encoding|content-length|x-request-id)$/;
const UUIDS = /"(data_updated_at|timestamp)":"[^"]*"|request [0-9a-f]{12}-\w+/g;

describe('the fast path for pushes', () => {
  let t: TestApp;
  before(async () => {
    t = await openTestApp();
  });
  after(() => t.close());

  const bearer = () => ({ authorization: `Bearer ${t.alpha.keys.owner.secret}` });
  const path = () => `/api/v2/widgets/${t.alpha.widget.key}/data`;
  const basic = () => ({ authorization: `Basic ${Buffer.from(`${t.alpha.keys.owner.secret}:x`).toString('base64')}` });

  const REQUESTS: Record<string, () => RawRequest> = {
    'a push': () => ({ path: `${path()}/`, headers: bearer(), body: '{"value1":1}' }),
    'without slash, the key in another header': () => ({
      path: path(),
      headers: { 'x-api-key': t.alpha.keys.owner.secret },
      body: '{"value1":1}',
    }),
    'the key in the body': () => ({
      path: path(),
      body: JSON.stringify({ api_key: t.alpha.keys.owner.secret, value1: 2 }),
    }),
    'under the content type of a form': () => ({
      path: path(),
      headers: { ...bearer(), 'content-type': 'application/x-www-form-urlencoded' },
      body: '{"value1":3}',
    }),
    'no credential': () => ({ path: path(), body: '{"value1":1}' }),
    'a wrong key': () => ({ path: path(), headers: { authorization: 'Bearer sk_wrong' }, body: '{}' }),
    'another workspace': () => ({
      path: path(),
      headers: { authorization: `Bearer ${t.beta.keys.owner.secret}` },
      body: '{"value1":1}',
    }),
    'a key that may only read': () => ({
      path: path(),
      headers: { authorization: `Bearer ${t.alpha.keys.readOnly.secret}` },
      body: '{"value1":1}',
    }),
    'an unknown widget': () => ({ path: '/api/v2/widgets/nope/data/', headers: bearer(), body: '{"value1":1}' }),
    'a body that is not JSON': () => ({ path: path(), headers: bearer(), body: '{"value1":' }),
    'a body that is a list': () => ({ path: path(), headers: bearer(), body: '[1]' }),
    'an empty body': () => ({ path: path(), headers: bearer(), body: '' }),
    'bytes that are not UTF-8': () => ({ path: path(), headers: bearer(), body: Buffer.from([0x7b, 0xff, 0x7d]) }),
    'letters that take several bytes': () => ({ path: path(), headers: bearer(), body: '{"text1":"Zürich 🚲"}' }),
    'values by label': () => ({ path: '/v/nobody', headers: basic(), body: '{"value":1}' }),
    'values in bulk': () => ({ path: '/values/', headers: basic(), body: '{"nobody":{"value":1}}' }),
  };

  for (const [name, request] of Object.entries(REQUESTS)) {
    it(`answers as the application does: ${name}`, async () => {
      const { path, headers, body } = { headers: {}, body: '', ...request() };
      const lane = await t.send({ method: 'POST', path, headers, body });
      const app = await createApp(t.deps).request(`http://127.0.0.1${path}`, {
        method: 'POST',
        headers: { 'content-length': `${Buffer.byteLength(body)}`, ...(headers as Record<string, string>) },
        body: body as string,
      });
      assert.equal(lane.status, app.status);
      assert.equal(lane.text.replace(UUIDS, ''), (await app.text()).replace(UUIDS, ''));
      const own = ([name]: [string, unknown]) => !OWN.test(name);
      assert.deepEqual(
        Object.fromEntries(Object.entries(lane.headers).filter(own)),
        Object.fromEntries([...app.headers].filter(own)),
      );
      assert.match(String(lane.headers['x-request-id']), /^[0-9a-f]{12}-\w+$/);
    });
  }

  it('handles plain pushes and nothing else', async () => {
    const metrics = createMetrics(t.deps.bus, () => t.deps.hub.stats());
    const observer = createObserver({ log: t.deps.log, metrics, lifecycle: t.deps.lifecycle });
    const lane = createFastPath([boardcharts], t.deps, observer);
    const server = createServer((request, response) => {
      if (!lane(request, response)) response.writeHead(418).end();
    });
    after(() => server.close().closeAllConnections());
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const status = async (method: string, path: string) =>
      (await fetch(`http://127.0.0.1:${port}${path}`, { method, ...(method !== 'GET' && { body: '{}' }) })).status;
    const other = `/api/v2/widgets/${t.alpha.widget.key}`;
    assert.deepEqual(
      [
        await status('POST', path()),
        await status('POST', `${path()}/`),
        await status('GET', path()),
        await status('PUT', path()),
        await status('POST', `${path()}?x=1`),
        await status('POST', `${path()}//`),
        await status('POST', `${other}/render`),
        await status('POST', '/v/label'),
      ],
      [401, 401, 418, 418, 418, 418, 418, 418],
    );
  });

  it('closes connections when the process is about to stop', async () => {
    t.deps.lifecycle.draining = true;
    const { headers, status } = await t.send({ method: 'POST', path: path(), headers: bearer(), body: '{"value1":9}' });
    t.deps.lifecycle.draining = false;
    assert.deepEqual([status, headers.connection], [200, 'close']);
  });

  it('counts its responses', async () => {
    const count = async () =>
      Number(
        /duration_seconds_count\{route="boardcharts \/api\/v2\/widgets\/:key\/data",method="POST",status="2xx"\} (\d+)/.exec(
          await (await t.fetch('/metrics')).text(),
        )?.[1] ?? 0,
      );
    const sofar = await count();
    await t.send({ method: 'POST', path: path(), headers: bearer(), body: '{"value1":1}' });
    assert.equal(await count(), sofar + 1);
  });

  it('answers too large bodies, chunked ones and escaped paths like everything else', async () => {
    const large = await t.send({ method: 'POST', path: path(), headers: bearer(), body: ' '.repeat(1_048_577) });
    assert.equal(large.status, 413);
    const chunked = await fetch(t.url + path(), {
      method: 'POST',
      headers: bearer(),
      body: new Blob(['{"value1":1}']).stream(),
      duplex: 'half',
    } as RequestInit);
    assert.equal(chunked.status, 200);
    const escaped = path().replace('widgets', '%77idgets');
    assert.equal(
      (await t.send({ method: 'POST', path: escaped, headers: bearer(), body: '{"value1":1}' })).status,
      200,
    );
  });
});
