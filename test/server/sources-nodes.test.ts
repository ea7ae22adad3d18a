import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { pino } from 'pino';
import { createSecrets } from '../../server/auth/secrets.ts';
import { createBus } from '../../server/domain/bus.ts';
import { createDomain } from '../../server/domain/index.ts';
import type { Dashboard, Widget } from '../../server/domain/model.ts';
import { systemPrincipal } from '../../server/domain/rights.ts';
import { hear } from '../../server/live/notify.ts';
import { createSources } from '../../server/sources/index.ts';
import { openStore } from '../../server/store/open.ts';
import { postgres, type TestPostgres } from '../support/postgres.ts';
import { fakeQueries, rows } from '../support/sources.ts';

/** One of several processes on a database, as far as sources go. */
async function startNode(databaseUrl: string, engine: ReturnType<typeof fakeQueries>) {
  const log = pino({ level: 'silent' });
  const store = await openStore({ databaseUrl });
  const bus = createBus();
  const domain = createDomain({ store, bus, secrets: createSecrets({ secretKey: 's'.repeat(40) }), now: Date.now });
  const deafen = hear(store.feed, bus, log);
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

  it('are asked once, whoever is looked at, and both show the answer', async () => {
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

  it('are taken over from a node that died in the middle', async () => {
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
