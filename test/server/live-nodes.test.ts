import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { createAdaptorServer } from '@hono/node-server';
import { pino } from 'pino';
import { createSecrets } from '../../server/auth/secrets.ts';
import { createBus } from '../../server/domain/bus.ts';
import { createDomain } from '../../server/domain/index.ts';
import type { Dashboard, Principal, Widget } from '../../server/domain/model.ts';
import { systemPrincipal } from '../../server/domain/rights.ts';
import { createHub } from '../../server/live/hub.ts';
import { liveRoutes } from '../../server/live/index.ts';
import { openStore } from '../../server/store/open.ts';
import { postgres, type TestPostgres } from '../support/postgres.ts';
import { openStream, type StreamReader } from '../support/stream.ts';

/** One of several processes on a database, as far as the live path goes. */
async function startNode(databaseUrl: string) {
  const log = pino({ level: 'silent' });
  const store = await openStore({ databaseUrl });
  const bus = createBus();
  const domain = createDomain({ store, bus, secrets: createSecrets({ secretKey: 's'.repeat(40) }), now: Date.now });
  const hub = createHub({ domain, store, bus, log });
  const sources = { current: async (widgets: readonly Widget[]) => [...widgets] };
  const routes = liveRoutes({ config: { trustProxy: 0 }, hub, domain, sources });
  const server = createAdaptorServer({ fetch: routes.fetch }) as Server;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    domain,
    bus,
    async listen(body: object): Promise<StreamReader> {
      const answer = await fetch(`${url}/live`, { method: 'POST', body: JSON.stringify(body) });
      return openStream(url + ((await answer.json()) as { stream: string }).stream);
    },
    async close() {
      await hub.close();
      server.closeAllConnections();
      server.close();
      await store.close();
    },
  };
}

describe('two nodes on one PostgreSQL', { timeout: 60_000 }, () => {
  let database: TestPostgres;
  let here: Awaited<ReturnType<typeof startNode>>;
  let there: typeof here;
  let system: Principal;
  let board: Dashboard;
  let widget: Widget;

  before(async () => {
    database = await postgres();
    const url = await database.fresh();
    here = await startNode(url);
    there = await startNode(url);
    const workspace = await here.domain.people.createWorkspace({ slug: 'alpha' });
    const { user } = await here.domain.people.createUser({
      email: 'a@example.test',
      username: 'a',
      password: 'correct horse battery staple',
      workspace: 'alpha',
      role: 'owner',
    });
    system = systemPrincipal(workspace.id, user.id);
    board = await here.domain.dashboards.create(system, { name: 'Board', isPrivate: false });
    widget = await here.domain.widgets.create(system, board.key, { type: 'number' });
  });
  after(async () => {
    await here?.close();
    await there?.close();
    await database?.stop();
  });

  it('repaints a viewer of the other node', async () => {
    const reader = await there.listen({ widgets: [{ key: widget.key }] });
    const { version } = await here.domain.values.push(system, widget.key, { value1: 42 });
    const { data } = await reader.next(({ event }) => event === 'data');
    assert.deepEqual([data.version, data.data], [version, { value1: 42 }]);
    for (let value1 = 1; value1 <= 50; value1++) await here.domain.values.push(system, widget.key, { value1 });
    await reader.next((event) => event.data.data?.value1 === 50);
    reader.close();
  });

  it('removes on the other node what was revoked on this one', async () => {
    const { token } = await here.domain.sharing.createEmbedToken(widget.key);
    const reader = await there.listen({ widgets: [{ token }] });
    await here.domain.sharing.revoke(token);
    const { event, data } = await reader.next();
    assert.deepEqual([event, data], ['gone', { key: widget.key, reason: 'revoked' }]);
    await reader.ended;
  });

  it('receives all changes again after the database was restarted', async () => {
    const reader = await there.listen({ widgets: [{ key: widget.key }] });
    const isBack = new Promise<void>((resolve) => there.bus.on(({ kind }) => kind === 'gap' && resolve()));
    await database.restart();
    await isBack;
    const push = async (value1: number): Promise<void> => {
      await here.domain.values.push(system, widget.key, { value1 }).catch(() => push(value1));
    };
    await push(77);
    await reader.next((event) => event.data.data?.value1 === 77);
    assert.deepEqual(
      reader.events.filter(({ event }) => event === 'gone'),
      [],
      'a silent database takes nobody’s rights away',
    );
    reader.close();
  });
});
