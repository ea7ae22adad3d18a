import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { sql } from 'kysely';
import type { Change } from '../../server/domain/bus.ts';
import type { Store } from '../../server/domain/ports.ts';
import type { Engine } from '../../server/store/engine.ts';
import { VERSION_TABLE } from '../../server/store/migrate.ts';
import { migrations } from '../../server/store/migrations/index.ts';
import { openStore } from '../../server/store/open.ts';
import { openPostgres } from '../../server/store/postgres/engine.ts';
import { snake } from '../../server/store/schema.ts';
import { openSqlite } from '../../server/store/sqlite/engine.ts';
import type { Fresh } from './store.ts';
import { board, family, nounNames, tableOf } from './store-rows.ts';

/** A listener that records changes, and a way to wait for them. */
export function hearing(): {
  heard: Change[];
  listener: (change: Change) => void;
  until(seen: (all: Change[]) => boolean): Promise<void>;
} {
  const heard: Change[] = [];
  let check = () => {};
  return {
    heard,
    listener: (change) => {
      heard.push(change);
      check();
    },
    until: (seen) =>
      new Promise((resolve, reject) => {
        // The feed alone does not keep a process alive.
        const deadline = setTimeout(() => reject(new Error(`heard only ${JSON.stringify(heard.slice(-5))}`)), 30_000);
        check = () => {
          if (!seen(heard)) return;
          clearTimeout(deadline);
          resolve();
        };
        check();
      }),
  };
}

const dump = async (store: Store) =>
  Object.fromEntries(
    await Promise.all(nounNames.map(async (noun) => [noun, await tableOf(store, noun).list({}, { orderBy: ['id'] })])),
  );

const openEngine = (databaseUrl: string): Promise<Engine> => {
  const [, path] = databaseUrl.split('sqlite:');
  const options = { log: { warn: () => {} }, nodeId: 'older' };
  return path ? openSqlite(path, options) : openPostgres(databaseUrl, options);
};

/** Migrates an empty database to an older schema version. */
async function becomeOlder(databaseUrl: string, version: number): Promise<void> {
  const { capabilities, close, db } = await openEngine(databaseUrl);
  await db.transaction().execute(async (transaction) => {
    const run = (statement: string) => sql.raw(statement).execute(transaction);
    for (const noun of nounNames.toReversed()) await run(`drop table ${snake(noun)}`);
    for (const migration of migrations.slice(0, version))
      for (const statement of migration(capabilities.ddl)) await run(statement);
    await run(`update ${VERSION_TABLE} set version = ${version}`);
  });
  await close();
}

/** Several processes on one database, and backups. */
export function sharedSuite(fresh: Fresh): void {
  test('two processes can open an empty database at once', async () => {
    const databaseUrl = await fresh();
    const stores = await Promise.all(Array.from({ length: 4 }, () => openStore({ databaseUrl })));
    await board(stores[0] as Store, 1);
    for (const store of stores) assert.equal(await store.widgets.count({}), 1);
    await Promise.all(stores.map((store) => store.close()));
  });

  test('an older schema is migrated once when several processes open it at once', async () => {
    for (const version of [1, migrations.length - 1]) {
      const databaseUrl = await fresh();
      await becomeOlder(databaseUrl, version);
      const stores = await Promise.all(Array.from({ length: 3 }, () => openStore({ databaseUrl })));
      await family(stores[0] as Store);
      for (const noun of nounNames) assert.ok(await tableOf(stores[1] as Store, noun).count({}), noun);
      await Promise.all(stores.map((store) => store.close()));
      const engine = await openEngine(databaseUrl);
      const { rows } = await sql.raw<{ version: number }>(`select version from ${VERSION_TABLE}`).execute(engine.db);
      assert.deepEqual(
        rows.map((row) => row.version),
        [migrations.length],
      );
      await engine.close();
    }
  });

  test('other processes are notified of a change, the one that made it is not', async () => {
    const databaseUrl = await fresh();
    const [here, there] = [await openStore({ databaseUrl }), await openStore({ databaseUrl })];
    const { widgetIds } = await board(here, 1);
    const [own, other] = [hearing(), hearing()];
    const stopOwn = await here.feed.subscribe(own.listener);
    const stop = await there.feed.subscribe(other.listener);
    // A feed may begin with a gap.
    for (const ear of [own, other]) ear.heard.length = 0;
    await here.writer.push({ widgetId: widgetIds[0] ?? 0, data: '{}', at: 1 });
    await here.feed.publish({ kind: 'access' });
    await other.until((all) => all.length > 0);
    assert.deepEqual(own.heard, []);
    await Promise.all([stop(), stopOwn()]);
    await Promise.all([here.close(), there.close()]);
  });

  test('a backup made during writes is consistent and can be opened', async () => {
    const store = await openStore({ databaseUrl: await fresh() });
    const folder = await mkdtemp(join(tmpdir(), 'boardcast-backup-'));
    try {
      await family(store);
      const { widgetIds } = await board(store, 300);
      for (const id of widgetIds.slice(0, 3))
        await store.writer.push({ widgetId: id, data: '{"ü":"\\u0000"}', at: id });
      const still = join(folder, 'still.db');
      const before = await dump(store);
      await store.backup(still);
      const copy = await openStore({ databaseUrl: `sqlite:${still}` });
      assert.deepEqual(await dump(copy), before);
      // New rows do not reuse ids of old ones.
      assert.ok((await board(copy, 1)).widgetIds.every((id) => !widgetIds.includes(id)));
      await copy.close();

      const moving = join(folder, 'moving.db');
      let done = false;
      const pushing = (async () => {
        for (let n = 0; !done; n++) {
          await new Promise(setImmediate);
          // All widgets get the same number in one transaction, so an inconsistent copy would have two.
          await store.transaction(async (tables) => {
            await tables.widgets.update({ id: widgetIds.slice(0, 100) }, { title: `${n}` });
            await tables.widgets.update({ id: widgetIds.slice(100) }, { title: `${n}` });
          });
        }
      })();
      await store.backup(moving);
      done = true;
      await pushing;
      const torn = await openStore({ databaseUrl: `sqlite:${moving}` });
      const titles = new Set((await torn.widgets.list({ id: widgetIds })).map(({ title }) => title));
      assert.equal(titles.size, 1);
      await torn.close();

      const bytes = readFileSync(moving);
      await assert.rejects(store.backup(moving), /already exists/);
      assert.deepEqual(readFileSync(moving), bytes);
      await assert.rejects(store.backup(join(folder, 'no', 'such', 'folder')), /cannot write a backup/);
      writeFileSync(join(folder, 'note'), 'mine');
      await assert.rejects(store.backup(join(folder, 'note')), /already exists/);
      assert.deepEqual((await readdir(folder)).sort(), ['moving.db', 'note', 'still.db']);
    } finally {
      await store.close();
      await rm(folder, { recursive: true });
      assert.equal(existsSync(folder), false);
    }
  });
}
