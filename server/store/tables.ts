import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CompiledQuery, Kysely, QueryResult } from 'kysely';
import type { DashboardTable, SampleTable, Table, Tables } from '../domain/ports.ts';
import type { Engine } from './engine.ts';
import { type Database, type Noun, nouns } from './schema.ts';
import { createTable, type Runner } from './table.ts';

/** Samples deleted per statement: an old series can have millions. */
const SAMPLES = 5_000;

/** Set while a transaction runs: using the store's own tables inside it would deadlock, so they throw. */
const inside = new AsyncLocalStorage<boolean>();

/** The tables over the whole database, or inside one transaction. */
function createTables({ capabilities, translate }: Engine, db: Kysely<Database>, guarded: boolean): Tables {
  const run = async <Row>(query: CompiledQuery<Row>): Promise<QueryResult<Row>> => {
    if (guarded && inside.getStore()) throw new Error('use the tables of the transaction inside it');
    try {
      return await db.executeQuery(query);
    } catch (error) {
      throw translate(error);
    }
  };
  const runner = { capabilities, builder: db as unknown as Runner['builder'], run: run as Runner['run'] };
  const table = <N extends Noun>(noun: N) => createTable(noun, nouns[noun], runner) as Table<never>;
  const tables = Object.fromEntries(Object.keys(nouns).map((noun) => [noun, table(noun as Noun)])) as unknown as Tables;

  const dashboards: DashboardTable = {
    ...tables.dashboards,
    async widgetCounts(dashboardIds) {
      const query = db
        .selectFrom('widgets')
        .select(({ fn }) => ['dashboard_id', fn.countAll<number>().as('total')])
        .where(capabilities.oneOf('dashboard_id', capabilities.encodeList(dashboardIds)))
        .where('deleted_at', 'is', null)
        .groupBy('dashboard_id');
      const { rows } = await run(query.compile());
      return new Map(rows.map(({ dashboard_id, total }) => [dashboard_id, total]));
    },
  };
  const samples: SampleTable = {
    ...tables.samples,
    async newest(seriesId, { from, before, limit }) {
      let query = db.selectFrom('samples').selectAll().where('series_id', '=', seriesId);
      if (from !== undefined) query = query.where('at', '>=', from);
      if (before !== undefined) query = query.where('at', '<', before);
      const { rows } = await run(query.orderBy('at', 'desc').orderBy('id', 'desc').limit(limit).compile());
      return rows.map(({ id, at, value }) => ({ id, seriesId, at, value: value === null ? null : JSON.parse(value) }));
    },
    async clear(seriesId) {
      const some = db.selectFrom('samples').select('id').where('series_id', '=', seriesId).orderBy('at').limit(SAMPLES);
      const query = db.deleteFrom('samples').where('id', 'in', some).compile();
      while ((await run(query)).numAffectedRows === BigInt(SAMPLES)) await nextTurn();
    },
  };
  return { ...tables, dashboards, samples };
}

/** The tables, and transactions over them. */
export function openTables(
  engine: Engine,
): Tables & { transaction<T>(run: (tables: Tables) => Promise<T>): Promise<T> } {
  return {
    ...createTables(engine, engine.db, true),
    async transaction(run) {
      if (inside.getStore()) throw new Error('transactions cannot be nested');
      try {
        return await engine.repeatedly(() =>
          engine.db.transaction().execute((trx) => inside.run(true, () => run(createTables(engine, trx, false)))),
        );
      } catch (error) {
        throw engine.translate(error);
      }
    },
  };
}
