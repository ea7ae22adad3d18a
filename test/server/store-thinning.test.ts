import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Series } from '../../server/domain/model.ts';
import type { Engine } from '../../server/store/engine.ts';
import { openPostgres } from '../../server/store/postgres/engine.ts';
import { openSqlite } from '../../server/store/sqlite/engine.ts';
import { openTables } from '../../server/store/tables.ts';
import { createThinning } from '../../server/store/thinning.ts';
import { family, plainRow } from '../suites/store-rows.ts';
import { postgres } from '../support/postgres.ts';

const DAY = 86_400_000;
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

    it('go when no timespan reaches them, but for the newest of a series', async () => {
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
