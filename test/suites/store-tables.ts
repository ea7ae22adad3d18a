import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { DomainError } from '../../server/domain/errors.ts';
import type { Dashboard } from '../../server/domain/model.ts';
import type { Store } from '../../server/domain/ports.ts';
import { openStore } from '../../server/store/open.ts';
import { nouns } from '../../server/store/schema.ts';
import { countDataReads, countStatements } from '../support/statements.ts';
import type { Fresh } from './store.ts';
import { anyRow } from './store-arbitraries.ts';
import {
  board,
  type Draft,
  family,
  longSeries,
  nounNames,
  plainRow,
  type Row,
  references,
  tableOf,
} from './store-rows.ts';

/** What was written, after a round trip through JSON. */
const expected = (draft: Draft) => JSON.parse(JSON.stringify(draft));

const rejectsWith = (code: string, path?: string) => (error: unknown) => {
  assert.ok(error instanceof DomainError, String(error));
  assert.equal(error.code, code);
  if (path !== undefined) assert.equal(error.details.issues?.[0]?.path, path);
  return true;
};

/** Tests of all tables. */
export function tablesSuite(fresh: Fresh): void {
  let store: Store;
  before(async () => {
    store = await openStore({ databaseUrl: await fresh() });
  });
  after(() => store.close());

  describe('every noun', () => {
    for (const noun of nounNames)
      test(`${noun}: what is written is what is read`, async () => {
        const parents = await family(store);
        // The existing row of this noun may have values that generated rows need.
        const table = tableOf(store, noun);
        await fc.assert(
          fc.asyncProperty(anyRow(noun, parents), anyRow(noun, parents), async (draft, patch) => {
            if (['memberships', 'groupMembers', 'tiles', 'sources'].includes(noun)) await table.delete({});
            const row = await table.insert(draft);
            try {
              const { id } = row;
              // Comparing text also compares the order of keys.
              assert.equal(JSON.stringify(row), JSON.stringify({ id, ...inOrder(noun, expected(draft)) }));
              assert.deepEqual(await table.get({ id }), row);
              assert.equal(await table.update({ id }, patch), 1);
              const changed = { id, ...inOrder(noun, expected(patch)) };
              assert.equal(JSON.stringify(await table.get({ id })), JSON.stringify(changed));
            } finally {
              assert.equal(await table.delete({ id: row.id }), 1);
            }
            assert.equal(await table.get({ id: row.id }), undefined);
            assert.equal(await table.update({ id: row.id }, patch), 0);
          }),
          { numRuns: 20 },
        );
      });
  });

  test('samples of a series come newest first, those of the same time in reverse order, up to but not including the end', async () => {
    const seriesId = (await family(store)).get('series') as number;
    await store.samples.delete({ seriesId });
    for (const [at, value] of [
      [30, 'c'],
      [10, 'a'],
      [20, 'b'],
      [20, null],
    ] as const)
      await store.samples.insert({ seriesId, at, value });
    const values = async (range: { from?: number; before?: number; limit: number }) =>
      (await store.samples.newest(seriesId, range)).map(({ value }) => value);
    assert.deepEqual(await values({ limit: 10 }), ['c', null, 'b', 'a']);
    assert.deepEqual(await values({ limit: 2 }), ['c', null]);
    assert.deepEqual(await values({ from: 20, before: 30, limit: 10 }), [null, 'b']);
    assert.deepEqual(await store.samples.newest(seriesId + 1000, { limit: 10 }), []);
  });

  test('all samples of a series can be deleted, however many, and none of another', async () => {
    const [gone, kept] = [await longSeries(store, 10_000), await longSeries(store, 5)];
    await store.samples.clear(gone.seriesId);
    assert.equal(await store.samples.count({ seriesId: gone.seriesId }), 0);
    assert.equal(await store.samples.count({ seriesId: kept.seriesId }), 5);
  });

  test('what belongs to a row is deleted with it, but not what a user created with the user', async () => {
    for (const noun of nounNames) {
      const ids = await family(store);
      await tableOf(store, noun).delete({ id: ids.get(noun) ?? 0 });
      const gone = new Set([noun]);
      for (const child of nounNames) {
        const kinds = nouns[child] as Record<string, string>;
        const must = Object.entries(references).some(
          ([field, parent]) =>
            field in kinds && gone.has(parent) && (!kinds[field]?.endsWith('?') || field === 'widgetId'),
        );
        if (must) gone.add(child);
        const left = await tableOf(store, child).count({ id: ids.get(child) ?? 0 });
        assert.equal(left, gone.has(child) ? 0 : 1, `${child} after deleting from ${noun}`);
      }
    }
  });

  const UNIQUE: [noun: (typeof nounNames)[number], field: string][] = [
    ...(['uuid', 'key', 'slug'] as const).map((field): ['workspaces', string] => ['workspaces', field]),
    ...(['uuid', 'username', 'email'] as const).map((field): ['users', string] => ['users', field]),
    ['memberships', 'userId'],
    ['groups', 'slug'],
    ['groupMembers', 'userId'],
    ['apiKeys', 'hash'],
    ['sessions', 'hash'],
    ...(['key', 'slug', 'publicId'] as const).map((field): ['dashboards', string] => ['dashboards', field]),
    ['pages', 'number'],
    ['widgets', 'key'],
    ['widgets', 'publicId'],
    ['series', 'label'],
    ['grants', 'subjectId'],
    ['accessTokens', 'hash'],
    ['embedTokens', 'hash'],
    ['accounts', 'username'],
  ];
  for (const [noun, field] of UNIQUE)
    test(`${noun}.${field} is unique, and the conflict says so`, async () => {
      const ids = await family(store);
      const table = tableOf(store, noun);
      const { id, ...row } = (await table.get({ id: ids.get(noun) ?? 0 })) as Row;
      const twin = { ...plainRow(noun), ...pick(row, Object.keys(references)), [field]: row[field] };
      await assert.rejects(table.insert(twin), rejectsWith('conflict', field));
      assert.equal(await table.count({ id }), 1);
    });

  test('the slug of a deleted dashboard is free again; other workspaces have their own', async () => {
    const { dashboardId } = await board(store, 0);
    const row = await store.dashboards.get({ id: dashboardId });
    assert.ok(row);
    const twin = { ...row, key: 'twin', publicId: 'twin' };
    await assert.rejects(store.dashboards.insert(twin), rejectsWith('conflict', 'slug'));
    await store.dashboards.update({ id: dashboardId }, { deletedAt: 1 });
    const { id } = await store.dashboards.insert(twin);
    await assert.rejects(store.dashboards.update({ id: dashboardId }, { deletedAt: null }), rejectsWith('conflict'));
    const other = await board(store, 0);
    await store.dashboards.update({ id: other.dashboardId }, { slug: row.slug });
    await store.dashboards.delete({ id: [id, other.dashboardId] });
  });

  test('columns that are named are read, and no others', async () => {
    const ids = await family(store);
    for (const noun of nounNames) {
      const [table, id] = [tableOf(store, noun), ids.get(noun) ?? 0];
      const row = (await table.get({ id })) as Row;
      const names = Object.keys(row);
      for (const name of names) assert.deepEqual(await table.get({ id }, { columns: [name] }), pick(row, [name]));
      const [last = '', ...others] = names.toReversed();
      assert.deepEqual(await table.list({ id }, { columns: others, orderBy: [last] }), [pick(row, others)]);
      assert.deepEqual(await table.list({ id }, { columns: [last, 'id', last] }), [pick(row, [last, 'id'])]);
      assert.deepEqual(await table.get({ id }), row, 'all of it without');
      await assert.rejects(table.get({ id }, { columns: ['odd'] }), TypeError);
    }
  });

  test('lists: conditions, lists of conditions, null, order, limit and offset', async () => {
    const { widgetIds, dashboardId } = await board(store, 5);
    const [a = 0, b = 0, c = 0, d = 0, e = 0] = widgetIds;
    await store.widgets.update({ id: [a, b] }, { title: 'B', refreshInterval: 1 });
    await store.widgets.update({ id: c }, { title: 'a', refreshInterval: 2 });
    const ids = async (...args: Parameters<typeof store.widgets.list>) =>
      (await store.widgets.list({ dashboardId, ...args[0] }, args[1])).map(({ id }) => id);
    assert.deepEqual(await ids({ title: 'B' }, { orderBy: ['id'] }), [a, b]);
    assert.deepEqual(await ids({ id: [] }), []);
    assert.deepEqual(await ids({ refreshInterval: null }, { orderBy: ['-id'] }), [e, d]);
    assert.deepEqual(await ids({ refreshInterval: [2, null] }, { orderBy: ['id'] }), [c, d, e]);
    assert.deepEqual(await ids({}, { orderBy: ['-title', 'id'] }), [c, a, b, d, e]);
    assert.deepEqual(await ids({}, { orderBy: ['refreshInterval', '-id'] }), [e, d, b, a, c]);
    assert.deepEqual(await ids({}, { orderBy: ['-refreshInterval', 'id'] }), [c, a, b, d, e]);
    assert.deepEqual(await ids({}, { orderBy: ['id'], limit: 2, offset: 1 }), [b, c]);
    assert.deepEqual(await ids({}, { orderBy: ['id'] }), widgetIds);
    assert.deepEqual(await ids({}, { orderBy: ['id'], limit: 1 }), [a]);
    assert.deepEqual(await ids({}, { orderBy: ['id'], offset: 3 }), [d, e]);
    assert.deepEqual(await ids({}, { limit: 0 }), []);
    const many = Array.from({ length: 100_000 }, (_, index) => index + 1);
    assert.deepEqual(await ids({ id: many }, { orderBy: ['id'] }), widgetIds);
    assert.equal(await store.widgets.count({ dashboardId, sound: false }), 5);
    assert.equal(await store.widgets.update({ id: a }, { sound: true }), 1);
    assert.equal(await store.widgets.update({ title: 'B', dashboardId }, { sound: true }), 2);
    const forgotten = undefined as unknown as string;
    assert.equal(await store.widgets.update({ dashboardId }, { title: forgotten, sound: false }), 5);
    assert.equal(await store.widgets.update({ dashboardId }, { title: forgotten }), 0);
    assert.deepEqual(await ids({ title: 'a', sound: false }), [c]);
    assert.equal(await store.widgets.delete({ id: [a, b, 10 ** 12] }), 2);
    assert.deepEqual(await store.dashboards.widgetCounts([dashboardId, 10 ** 12]), new Map([[dashboardId, 3]]));
    assert.deepEqual(await store.dashboards.widgetCounts([]), new Map());
    await store.widgets.update({ dashboardId }, { deletedAt: 1 });
    assert.deepEqual(await store.dashboards.widgetCounts([dashboardId]), new Map());
  });

  test('values that no row can have match nothing, and cannot be written', async () => {
    const { dashboardId } = await board(store, 1);
    for (const id of [Number.NaN, 1.5, 1e300, -Infinity]) {
      assert.equal(await store.widgets.get({ id }), undefined);
      assert.equal(await store.widgets.count({ id, dashboardId }), 0);
      assert.equal(await store.widgets.update({ id, dashboardId }, { title: 'Nobody' }), 0);
      assert.equal(await store.widgets.delete({ id, dashboardId }), 0);
    }
    assert.equal(await store.widgets.get({ key: 'a\0b' }), undefined);
    assert.deepEqual([await store.widgets.delete({ id: 0.5 }), await store.widgets.count({ id: 0.5 })], [0, 0]);
    assert.deepEqual(await store.widgets.list({ key: ['a\0b', '\ud800'] }), []);
    assert.deepEqual(await store.widgets.list({ dashboardId, refreshInterval: [0.5] }), [], 'nor what holds nothing');
    await assert.rejects(
      store.dashboards.update({ id: dashboardId }, { name: 'a\0b' }),
      rejectsWith('invalid', 'name'),
    );
    await assert.rejects(
      store.dashboards.update({ id: dashboardId }, { position: 0.5 }),
      rejectsWith('invalid', 'position'),
    );
    for (const [field, value] of Object.entries({ name: null, extras: undefined })) {
      const row = { ...plainRow('dashboards', {}), [field]: value } as unknown as Dashboard;
      await assert.rejects(store.dashboards.insert(row), rejectsWith('invalid', field));
    }
    await store.dashboards.update({ id: dashboardId }, { name: 'half \ud800', extras: { 'a\0b': '\ud800' } });
    const row = await store.dashboards.get({ id: dashboardId });
    assert.equal(row?.name, 'half \ufffd');
    assert.deepEqual(row?.extras, { 'a\0b': '\ud800' });
    // A missing value must not delete everything.
    await assert.rejects(store.dashboards.delete({ key: undefined as unknown as string }), TypeError);
    assert.equal(await store.dashboards.count({ id: dashboardId }), 1);
  });

  test('a row without its parent is refused', async () => {
    const orphan = { dashboardId: 10 ** 12, number: 1, name: '' };
    await assert.rejects(store.pages.insert(orphan), rejectsWith('not_found'));
  });

  test('a transaction that throws changes nothing, otherwise all of it is committed', async () => {
    const { dashboardId } = await board(store, 0);
    const boom = new Error('boom');
    const fail = store.transaction(async (tables) => {
      await tables.pages.insert({ dashboardId, number: 2, name: '' });
      assert.equal(await tables.pages.count({ dashboardId }), 2);
      throw boom;
    });
    await assert.rejects(fail, boom);
    assert.equal(await store.pages.count({ dashboardId }), 1);
    const failing = store.transaction(async (tables) => {
      await tables.pages.insert({ dashboardId, number: 2, name: '' });
      await tables.pages.insert({ dashboardId, number: 2, name: '' });
    });
    await assert.rejects(failing, rejectsWith('conflict', 'number'));
    assert.equal(await store.pages.count({ dashboardId }), 1);
    const done = await store.transaction(async (tables) => {
      await tables.pages.insert({ dashboardId, number: 2, name: '' });
      return 'done';
    });
    assert.equal(done, 'done');
    assert.equal(await store.pages.count({ dashboardId }), 2);
  });

  test('many rows are inserted in order, in a few statements, all or none in a transaction', async () => {
    const { dashboardId } = await board(store, 0);
    const rows = Array.from({ length: 1_000 }, (_, index) => ({
      dashboardId,
      number: 2_000 - index,
      name: `${index}`,
    }));
    using statements = countStatements();
    const made = await store.transaction((tables) => tables.pages.insertAll(rows));
    assert.ok(statements.count < 20, `${statements.count} statements`);
    assert.deepEqual(
      made.map(({ id: _, ...row }) => row),
      rows,
    );
    assert.deepEqual(await store.pages.list({ dashboardId, number: [2_000, 1_001] }, { orderBy: ['id'] }), [
      made[0],
      made.at(-1),
    ]);
    assert.deepEqual(await store.pages.insertAll([]), []);
    const again = rows.map((row, index) => ({ ...row, number: 3_000 + index }));
    const failing = store.transaction((tables) => tables.pages.insertAll([...again, rows[0] as (typeof rows)[0]]));
    await assert.rejects(failing, rejectsWith('conflict', 'number'));
    assert.equal(await store.pages.count({ dashboardId }), 1 + rows.length);
  });

  test('many rows are copied in order, in a few statements, without being read', async () => {
    const { dashboardId, widgetIds } = await board(store, 50);
    for (const id of widgetIds)
      await store.widgets.update({ id }, { title: `${id}`, data: { text1: `é${id}` }, version: id, sound: true });
    const originals = await store.widgets.list({ dashboardId }, { orderBy: ['id'] });
    const changes = originals.map(({ id: of, key, title }) => {
      return { of, key: `${key}-copy`, publicId: `${key}-copy`, config: { title }, refreshInterval: null };
    });
    using statements = countStatements();
    using reads = countDataReads();
    const ids = await store.transaction((tables) => tables.widgets.copyAll(changes.toReversed()));
    assert.ok(statements.count < 10, `${statements.count} statements`);
    assert.equal(reads.count, 0);
    const copies = await store.widgets.list({ id: ids }, { orderBy: ['-id'] });
    assert.deepEqual(
      copies,
      originals.map((original, index) => {
        const { of: _, ...changed } = changes[index] ?? assert.fail();
        return { ...original, ...changed, id: ids.at(-1 - index) };
      }),
    );
    assert.deepEqual(await store.widgets.copyAll([]), []);
    const again = changes.map((change) => ({ ...change, key: 'one', publicId: `${change.key}-more` }));
    await assert.rejects(
      store.transaction((tables) => tables.widgets.copyAll(again)),
      rejectsWith('conflict', 'key'),
    );
    assert.equal(await store.widgets.count({ dashboardId }), 100);
  });

  test('inside a transaction the outer tables throw instead of waiting forever', async () => {
    const wrong = store.transaction(async () => store.pages.count({}));
    await assert.rejects(wrong, /use the tables of the transaction/);
    await assert.rejects(
      store.transaction(() => store.transaction(async () => 1)),
      /cannot be nested/,
    );
    await store.ping();
  });
}

const pick = (row: Draft, keys: string[]) =>
  Object.fromEntries(Object.entries(row).filter(([key]) => keys.includes(key)));

const inOrder = (noun: (typeof nounNames)[number], draft: Draft) =>
  Object.fromEntries(
    Object.keys(nouns[noun])
      .filter((field) => field !== 'id')
      .map((field) => [field, draft[field]]),
  );
