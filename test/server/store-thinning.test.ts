import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Series } from '../../server/domain/model.ts';
import type { Engine } from '../../server/store/engine.ts';
import { openPostgres } from '../../server/store/postgres/engine.ts';
import { openSqlite } from '../../server/store/sqlite/engine.ts';
import { openTables } from '../../server/store/tables.ts';
import { createThinning } from '../../server/store/thinning.ts';
import { family, plainRow } from '../suites/store-rows.ts';
import { postgres } from '../support/postgres.ts';

const DAY = 86_400_000;
const NEWEST = 100;
const NOW = Date.UTC(2026, 0, 1);
const log = { warn: (_: object, message: string) => assert.fail(message) };

const ENGINES: Record<string, () => Promise<Engine>> = {
  SQLite: () => openSqlite(':memory:', { log }),
  PostgreSQL: async () => openPostgres(await (await postgres()).fresh(), { log, nodeId: 'a' }),
};
after(async () => (await postgres()).stop());

for (const [name, open] of Object.entries(ENGINES))
  describe(`old samples on ${name}`, () => {
    let engine: Engine;
    let seriesId: number;
    let other: number;
    before(async () => {
      engine = await open();
      const tables = openTables(engine);
      const ids = await family(tables);
      seriesId = ids.get('series') as number;
      const widgetId = ids.get('widgets') as number;
      const workspaceId = ids.get('workspaces') as number;
      other = (await tables.series.insert(plainRow('series', { widgetId, workspaceId }) as unknown as Series)).id;
      await tables.samples.delete({});
      await tables.transaction(async ({ samples }) => {
        for (let age = 0; age < 600; age += 1) await samples.insert({ seriesId, at: NOW - age * DAY, value: age });
        for (let age = 500; age < 650; age += 1)
          await samples.insert({ seriesId: other, at: NOW - age * DAY, value: age });
      });
    });
    after(() => engine.close());

    it('are deleted when no timespan includes them, except for the newest of a series', async () => {
      const thinning = createThinning(engine, log);
      assert.equal(await thinning.round(), 0, 'nothing was pushed: nothing is looked at');
      thinning.note(seriesId, NOW);
      thinning.note(other, NOW);
      assert.equal(await thinning.round(), 199 + 50);
      assert.equal(await thinning.round(), 0);
      thinning.close();
      const { samples } = openTables(engine);
      const left = await samples.newest(seriesId, { limit: 1000 });
      assert.deepEqual([left.length, left.at(-1)?.value], [401, 400]);
      const kept = await samples.newest(other, { limit: 1000 });
      assert.deepEqual([kept.length, kept.at(-1)?.value], [100, 599]);
    });
  });

describe('the rounds that delete old samples', { timeout: 60_000 }, () => {
  /** A series with that many samples that are too old, and the thinning that deletes them. */
  async function open(t: TestContext, old: number) {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const engine = await openSqlite(':memory:', { log });
    t.after(() => engine.close());
    const tables = openTables(engine);
    const seriesId = (await family(tables)).get('series') as number;
    await tables.samples.delete({});
    const samples = Array.from({ length: old + NEWEST }, (_, age) => ({
      seriesId,
      at: NOW - 401 * DAY - age,
      value: 1,
    }));
    await tables.samples.insertAll(samples);
    const warnings: string[] = [];
    const thinning = createThinning(engine, { warn: (_, message) => void warnings.push(message) });
    const settled = async () => {
      for (let turn = 0; turn < 20; turn++) await nextTurn();
    };
    return {
      ...{ engine, seriesId, settled, tables, thinning, warnings },
      left: async () => (await tables.samples.count({})) - NEWEST,
      async minute(): Promise<void> {
        t.mock.timers.tick(60_000);
        await settled();
      },
    };
  }

  it('run every minute until none is left, a thousand at a time', async (t) => {
    const { left, minute, seriesId, thinning } = await open(t, 2500);
    thinning.note(seriesId, NOW);
    thinning.note(seriesId, NOW);
    const counts: number[] = [];
    for (let round = 0; round < 3; round++) {
      counts.push(await left());
      await minute();
    }
    counts.push(await left());
    assert.deepEqual(counts, [2500, 1500, 500, 0]);
    const timers = t.mock.method(globalThis, 'setTimeout');
    await minute();
    assert.equal(timers.mock.callCount(), 0);
  });

  it('check a series again that grew meanwhile', async (t) => {
    const { left, seriesId, thinning } = await open(t, 10);
    thinning.note(seriesId, NOW - 2 * DAY);
    const round = thinning.round();
    thinning.note(seriesId, NOW);
    assert.equal(await round, 0);
    assert.deepEqual([await thinning.round(), await left()], [10, 0]);
  });

  it('log failures, and go on', async (t) => {
    const { engine, left, minute, seriesId, thinning, warnings } = await open(t, 10);
    await sql`alter table samples rename to away`.execute(engine.db);
    thinning.note(seriesId, NOW);
    await minute();
    await sql`alter table away rename to samples`.execute(engine.db);
    await minute();
    assert.deepEqual([warnings.length, await left()], [1, 0]);
  });

  it('stop when closed, even with one scheduled', async (t) => {
    const { engine, minute, left, seriesId, thinning, warnings } = await open(t, 10);
    thinning.note(seriesId, NOW);
    thinning.close();
    await minute();
    thinning.note(seriesId, NOW);
    await minute();
    assert.equal(await left(), 10);
    const other = createThinning(engine, { warn: (_, message) => void warnings.push(message) });
    await sql`alter table samples rename to away`.execute(engine.db);
    other.note(seriesId, NOW);
    t.mock.timers.tick(60_000);
    other.close();
    const timers = t.mock.method(globalThis, 'setTimeout');
    await minute();
    assert.deepEqual([warnings, timers.mock.callCount()], [[], 0]);
  });
});
