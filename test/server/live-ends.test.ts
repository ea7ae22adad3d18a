import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it, type TestContext } from 'node:test';
import { signJwt } from '../../server/auth/jwt.ts';
import { createSecrets } from '../../server/auth/secrets.ts';
import { DomainError } from '../../server/domain/errors.ts';
import { systemPrincipal } from '../../server/domain/rights.ts';
import { createHub, type HubDeps } from '../../server/live/hub.ts';
import type { Ask } from '../../server/live/resolve.ts';
import { openTestApp, type TestApp } from '../support/app.ts';
import { openStream } from '../support/stream.ts';

let app: TestApp;
before(async () => {
  app = await openTestApp();
});
after(() => app.close());

const subscribe = async (widgets: object[]): Promise<string> => {
  const response = await app.fetch('/live', { method: 'POST', body: JSON.stringify({ widgets }) });
  return ((await response.json()) as { stream: string }).stream;
};

/** A signed embed of the private widget that runs out after so many seconds. */
async function signed(seconds: number): Promise<string> {
  const { workspace, widget } = app.alpha;
  const secret = createSecrets({ secretKey: app.deps.config.secretKey }).open(workspace.embedSecretSealed);
  return signJwt({ iss: workspace.slug, widget: widget.key }, secret, Date.now(), seconds);
}

describe('a signed embed', { timeout: 60_000 }, () => {
  it('disappears from its page when it expires, and the stream ends', async () => {
    const reader = await openStream(app.url + (await subscribe([{ token: await signed(2) }])));
    const { event, data } = await reader.next();
    assert.deepEqual([event, data], ['gone', { key: app.alpha.widget.key, reason: 'revoked' }]);
    await reader.ended;
  });

  it('disappears without the others of its page, which expire one after another', async () => {
    const tokens = await Promise.all([signed(1), signed(2)]);
    const { openWidget } = app.alpha;
    const own = app.beta.openWidget;
    const path = await subscribe([
      { token: tokens[0] },
      { token: tokens[1] },
      { key: openWidget.key },
      { key: own.key },
    ]);
    const reader = await openStream(app.url + path);
    // Two tokens for one widget: it is gone once both are revoked.
    const { data } = await reader.next(({ event }) => event === 'gone');
    assert.deepEqual(data, { key: app.alpha.widget.key, reason: 'revoked' });
    reader.close();
  });

  it('stops working at the exact second of its `exp`', async () => {
    const token = await signed(-1);
    assert.equal((await app.fetch(`/embed/${token}`)).status, 404);
  });
});

/** A separate hub on the app's domain, and the streams opened with it, for the users that `x-from` names. */
async function openHub(test: TestContext, more: Partial<HubDeps> = {}) {
  const { domain, store, bus, log } = app.deps;
  const hub = createHub({ domain, store, bus, log, ...more });
  const server = createServer((request, response) => {
    const opened = hub.open(request.url?.slice(1) ?? '', response, null, String(request.headers['x-from']));
    if (opened !== 'open') response.writeHead(503).end(opened);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  test.after(async () => {
    server.closeAllConnections();
    server.close();
    await hub.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    hub,
    async ticket(ask: Partial<Ask> = {}): Promise<string> {
      const widgets = [{ key: app.alpha.openWidget.key }];
      return JSON.parse(await hub.ask({ widgets, dashboards: [], proofs: [], credential: null, ...ask })).stream;
    },
    async watch(from: string, stream: string): Promise<IncomingMessage> {
      const path = stream.replace('/live', '');
      const [response] = await once(get({ port, path, headers: { 'x-from': from }, agent: false }), 'response');
      return response as IncomingMessage;
    },
  };
}

describe('the streams of one client', { timeout: 60_000 }, () => {
  it('are limited, and leave room for others', async (test) => {
    const { hub, ticket, watch: open } = await openHub(test, { perClient: 2 });
    const watch = async (from: string, stream?: string) => open(from, stream ?? (await ticket()));
    const statusOf = async (from: string) => (await watch(from)).statusCode;
    const own = await ticket();
    const first = await watch('a', own);
    assert.deepEqual([first.statusCode, await statusOf('a'), await statusOf('a')], [200, 200, 503]);
    assert.equal(await statusOf('b'), 200);
    const unknown = [await watch(''), await watch(''), await watch('')];
    assert.deepEqual(
      unknown.map(({ statusCode }) => statusCode),
      [200, 200, 200],
      'everybody behind a proxy that nobody spoke of',
    );
    for (const each of unknown) each.destroy();
    while (hub.stats().viewers > 3) await new Promise(setImmediate);
    const again = await watch('a', own);
    assert.deepEqual([again.statusCode, hub.stats().viewers], [200, 3], 'in the place of its own stream');
    const gone = once(again, 'close');
    again.destroy();
    await gone;
    while (hub.stats().viewers > 2) await new Promise(setImmediate);
    assert.equal(await statusOf('a'), 200);
    assert.equal((await watch('a', own)).statusCode, 503, 'its place was taken while it was away');
  });
});

describe('as time goes by', { timeout: 60_000 }, () => {
  it('streams are kept alive, rights are checked again, and unused state is dropped', async (test) => {
    let time = 0;
    test.mock.timers.enable({ apis: ['setInterval'] });
    test.mock.method(performance, 'now', () => time);
    const { hub, ticket, watch } = await openHub(test);
    const until = async (isSo: () => boolean): Promise<void> => {
      for (; !isSo(); test.signal.throwIfAborted()) await new Promise(setImmediate);
    };
    const pass = (seconds: number) => {
      time += 1000 * seconds;
      test.mock.timers.tick(1000 * seconds);
    };
    const { token } = await app.domain.sharing.createEmbedToken(app.alpha.widget.key);
    const stream = await watch('a', await ticket({ widgets: [{ token }] }));
    let said = '';
    stream.setEncoding('utf8').on('data', (text) => {
      said += text;
    });
    pass(20);
    await until(() => said.endsWith('\n\n:\n\n'));
    const { sharing, people } = app.domain;
    const looks = test.mock.method(sharing, 'widget');
    pass(10);
    await until(() => looks.mock.callCount() > 0);

    await ticket();
    test.mock.method(people, 'byApiKey', async () => {
      throw new DomainError('unavailable', 'the database does not answer');
    });
    await assert.rejects(ticket({ credential: { apiKey: 'sk' } }));
    assert.deepEqual([hub.stats().tickets, hub.stats().views], [2, 3]);
    pass(5);
    await until(() => hub.stats().views === 2);
    pass(60);
    assert.deepEqual([hub.stats().tickets, hub.stats().views], [1, 1]);

    stream.pause();
    const system = systemPrincipal(app.alpha.workspace.id, app.alpha.users.owner.id);
    const text1 = 'x'.repeat(200_000);
    for (let value1 = 1; hub.stats().lagging === 0; value1++)
      await app.domain.values.push(system, app.alpha.widget.key, { value1, text1 });
    pass(35);
    assert.equal(hub.stats().dropped, 1);
  });
});
