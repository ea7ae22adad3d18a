import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pino } from 'pino';
import { createSecrets } from '../../server/auth/secrets.ts';
import { createBus } from '../../server/domain/bus.ts';
import { createDomain } from '../../server/domain/index.ts';
import type { Dashboard, Widget } from '../../server/domain/model.ts';
import { systemPrincipal } from '../../server/domain/rights.ts';
import type { DatasetEngine } from '../../server/domain/sources/queries.ts';
import { relayChanges } from '../../server/live/relay.ts';
import { createSources } from '../../server/sources/index.ts';
import { openStore } from '../../server/store/open.ts';
import { postgres, type TestPostgres } from '../support/postgres.ts';
import { fakeQueries, rows } from '../support/sources.ts';

/** An engine that keeps no rows: every file it makes is another one. */
const builder = (): DatasetEngine => ({
  build: async () => ({ file: randomUUID(), columns: [{ name: 'amount', type: 'number' }], rowCount: 1, bytes: 1 }),
  discard: async () => undefined,
  close: async () => undefined,
  query: () => Promise.reject(new Error('nobody asks')),
  check: () => Promise.reject(new Error('nobody asks')),
  preview: () => Promise.reject(new Error('nobody asks')),
});

/** One of several processes on a database, as far as sources go. */
async function startNode(databaseUrl: string, engine: ReturnType<typeof fakeQueries>, datasetEngine = builder()) {
  const log = pino({ level: 'silent' });
  const store = await openStore({ databaseUrl });
  const bus = createBus();
  const domain = createDomain({
    store,
    bus,
    secrets: createSecrets({ secretKey: 's'.repeat(40) }),
    now: Date.now,
    datasetEngine,
  });
  const deafen = relayChanges(store.feed, bus, log);
  const askDatabase = () => Promise.reject(new Error('nobody asks'));
  const sources = createSources({ store, domain, bus, log, now: Date.now, services: {}, queries: engine, askDatabase });
  return {
    store,
    domain,
    sources,
    async close() {
      await sources.close();
      await deafen();
      await store.close();
    },
  };
}

describe('sources on two nodes of one PostgreSQL', { timeout: 60_000 }, () => {
  const engine = fakeQueries();
  let database: TestPostgres;
  let nodes: Awaited<ReturnType<typeof startNode>>[];
  let board: Dashboard;
  let widgets: Widget[];

  before(async () => {
    database = await postgres();
    const url = await database.fresh();
    nodes = [await startNode(url, engine), await startNode(url, engine)];
    const [{ domain } = {} as (typeof nodes)[number]] = nodes;
    const workspace = await domain.people.createWorkspace({ slug: 'alpha' });
    const system = systemPrincipal(workspace.id);
    board = await domain.dashboards.create(system, { name: 'Board' });
    widgets = [];
    for (let number = 0; number < 10; number += 1)
      widgets.push(
        await domain.widgets.create(system, board.key, { type: 'number', source: { sql: `select ${number}` } }),
      );
  });
  after(async () => {
    await Promise.all(nodes.map((node) => node.close()));
    await database.stop();
  });

  it('are queried once, and both nodes show the result', async () => {
    engine.answer = async () => {
      await engine.count(widgets.length);
      return rows([[5]]);
    };
    const looks = nodes.flatMap(({ sources }) => [sources.current(widgets, board), sources.current(widgets, board)]);
    for (const shown of await Promise.all(looks))
      assert.deepEqual(new Set(shown.map(({ data }) => data?.value1)), new Set([5]));
    assert.equal(engine.asked.length, widgets.length);
    assert.equal(new Set(engine.asked.map(({ sql }) => sql)).size, widgets.length);
  });

  it('are taken over from a node that died while refreshing', async () => {
    const [{ store, sources } = {} as (typeof nodes)[number]] = nodes;
    const [widget] = widgets as [Widget];
    const now = Date.now();
    await store.sources.update({ widgetId: widget.id }, { claimedUntil: now + 60_000, dueAt: 0 });
    const asked = engine.asked.length;
    await sources.current([widget], board, { patience: 1 });
    assert.equal(engine.asked.length, asked, 'it may still be alive');
    await store.sources.update({ widgetId: widget.id }, { claimedUntil: now - 1, stamp: 99 });
    await sources.current([widget], board);
    assert.equal(engine.asked.length, asked + 1);
  });
});

const DIRECTORY = mkdtempSync(join(tmpdir(), 'boardcast-datasets-'));
after(() => rmSync(DIRECTORY, { recursive: true, force: true }));
const DATABASES = {
  SQLite: async () => `sqlite:${join(DIRECTORY, 'nodes.db')}`,
  PostgreSQL: async () => (await postgres()).fresh(),
};
after(async () => (await postgres()).stop());

for (const [name, fresh] of Object.entries(DATABASES))
  describe(`a dataset changed on one of two nodes of one ${name}`, { timeout: 60_000 }, () => {
    it('is queried again by the node with viewers, once for both', async () => {
      const engine = fakeQueries();
      engine.answer = () => rows([[engine.asked.length]]);
      const url = await fresh();
      const nodes = [await startNode(url, engine), await startNode(url, engine)] as const;
      const [here, there] = nodes;
      try {
        const workspace = await here.domain.people.createWorkspace({ slug: 'alpha' });
        const system = systemPrincipal(workspace.id);
        const board = await here.domain.dashboards.create(system, { name: 'Board' });
        const upload = { format: 'json', bytes: new Uint8Array() } as const;
        const dataset = await here.domain.datasets.create(system, { name: 'Sales', upload });
        const source = { sql: 'select sum(amount) from sales', cache_ttl_seconds: 86_400 };
        const widget = await here.domain.widgets.create(system, board.key, { type: 'number', source });
        await there.sources.current([widget], board);
        there.sources.watch([widget], () => true);
        here.sources.watch([widget], () => true);
        for (const wanted of [2, 3]) {
          await here.domain.datasets.append(system, dataset.id, upload);
          await engine.count(wanted);
          await Promise.all(nodes.map(({ sources }) => sources.current([widget], board)));
        }
        assert.equal(engine.asked.length, 3);
      } finally {
        await Promise.all(nodes.map((node) => node.close()));
      }
    });
  });

describe('a node that stops', { timeout: 20_000 }, () => {
  it('keeps nobody waiting for what another node is refreshing', async () => {
    const node = await startNode(await DATABASES.SQLite(), fakeQueries());
    try {
      const { slug, id } = await node.domain.people.createWorkspace({ slug: 'stops' });
      const system = systemPrincipal(id);
      const board = await node.domain.dashboards.create(system, { name: slug });
      const widget = await node.domain.widgets.create(system, board.key, {
        type: 'number',
        source: { sql: 'select 1' },
      });
      const { sources: states } = node.store;
      const theirs = { fingerprint: '', stamp: 1, claimedUntil: Date.now() + 60_000, dueAt: 0, failures: 0 };
      await states.insert({ widgetId: widget.id, ...theirs });
      const { get } = states;
      const isTaken = new Promise<void>((resolve) => {
        states.get = async (...asked: Parameters<typeof get>) => {
          setImmediate(resolve);
          return get(...asked);
        };
      });
      const look = node.sources.current([widget], board, { patience: 600_000 });
      await isTaken;
      await node.sources.close();
      assert.equal((await look)[0]?.data, null);
    } finally {
      await node.close();
    }
  });
});
