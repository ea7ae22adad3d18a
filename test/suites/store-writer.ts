import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { DomainError } from '../../server/domain/errors.ts';
import type * as model from '../../server/domain/model.ts';
import type { Push, Store } from '../../server/domain/ports.ts';
import { openStore } from '../../server/store/open.ts';
import type { Fresh } from './store.ts';
import { board, family, plainRow } from './store-rows.ts';

const codeOf = (result: PromiseSettledResult<number> | undefined) =>
  result?.status === 'rejected' && result.reason instanceof DomainError ? result.reason.code : result?.status;

/** The group commit: acknowledged pushes are stored, and a failing push does not affect others. */
export function writerSuite(fresh: Fresh): void {
  let store: Store;
  let url: string;
  before(async () => {
    url = await fresh();
    store = await openStore({ databaseUrl: url });
  });
  after(() => store.close());

  const seriesFor = async (widgetId: number) => {
    const { workspaceId } = (await store.widgets.get({ id: widgetId })) as model.Widget;
    const draft = plainRow('series', { workspaceId, widgetId }) as unknown as model.Series;
    return (await store.series.insert(draft)).id;
  };

  test('random pushes: every acknowledged one is stored, versions grow by one, the last one wins', async () => {
    const kind = fc.oneof(
      { weight: 4, arbitrary: fc.constant('good' as const) },
      fc.constantFrom('orphan', 'missing', 'deleted', 'nul', 'fraction'),
    );
    const step = fc.record({ kind, widget: fc.nat(3), samples: fc.nat(2), pause: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const { widgetIds } = await board(store, 5);
        const deleted = widgetIds[4] ?? 0;
        await store.widgets.update({ id: deleted }, { deletedAt: 1 });
        const seriesIds = await Promise.all(widgetIds.map(seriesFor));
        const model = widgetIds.map(() => ({ version: 0, data: null as unknown, samples: [] as unknown[] }));

        const wanted: string[] = [];
        const versions: (number | undefined)[] = [];
        const promises: Promise<number>[] = [];
        for (const [index, { kind, widget, samples, pause }] of steps.entries()) {
          const push: Push = {
            widgetId: kind === 'missing' ? 10 ** 12 : kind === 'deleted' ? deleted : (widgetIds[widget] ?? 0),
            data: kind === 'nul' ? '{"a":"\0"}' : JSON.stringify({ index, text: 'é\u0000🚀' }),
            at: kind === 'fraction' ? 0.5 : index,
            samples: Array.from({ length: samples }, (_, n) => ({
              seriesId: seriesIds[kind === 'deleted' ? 4 : widget] ?? 0,
              at: index,
              value: n === 0 ? null : { index },
            })),
          };
          if (kind === 'orphan') push.samples = [...(push.samples ?? []), { seriesId: 10 ** 12, at: 1, value: 1 }];
          const state = model[widget];
          if (kind === 'good' && state) {
            state.version++;
            state.data = { index, text: 'é\u0000🚀' };
            state.samples.push(...(push.samples ?? []).map(({ value }) => value));
          }
          versions.push(kind === 'good' ? state?.version : undefined);
          wanted.push({ good: 'fulfilled', nul: 'invalid', fraction: 'invalid' }[kind as string] ?? 'not_found');
          const promise = store.writer.push(push);
          promise.catch(() => {});
          promises.push(promise);
          if (pause) await new Promise(setImmediate);
        }
        const results = await Promise.allSettled(promises);
        assert.deepEqual(results.map(codeOf), wanted);
        assert.deepEqual(
          results.map((result) => (result.status === 'fulfilled' ? result.value : undefined)),
          versions,
        );
        for (const [index, id] of widgetIds.entries()) {
          const row = await store.widgets.get({ id });
          assert.equal(row?.version, model[index]?.version);
          assert.deepEqual(row?.data, model[index]?.data);
          const rows = await store.samples.list({ seriesId: seriesIds[index] ?? 0 }, { orderBy: ['id'] });
          assert.deepEqual(
            rows.map(({ value }) => value),
            model[index]?.samples,
          );
        }
      }),
      { numRuns: 25 },
    );
  });

  test('a failing push among many fails alone', async () => {
    const { widgetIds } = await board(store, 1);
    const widgetId = widgetIds[0] ?? 0;
    const samples = [{ seriesId: 10 ** 12, at: 1, value: 1 }];
    for (const bad of [0, 1, 50, 98, 99]) {
      const before = (await store.widgets.get({ id: widgetId }))?.version ?? 0;
      const pushes = Array.from({ length: 100 }, (_, n) => ({ widgetId, data: `{"n":${n}}`, at: n }));
      const results = await Promise.allSettled(
        pushes.map((push, n) => store.writer.push(n === bad ? { ...push, samples } : push)),
      );
      assert.equal(codeOf(results[bad]), 'not_found');
      const versions = results.flatMap((result) => (result.status === 'fulfilled' ? result.value - before : []));
      assert.deepEqual(
        versions,
        Array.from({ length: 99 }, (_, n) => n + 1),
      );
    }
  });

  test('thousands at once, more than one transaction takes', async () => {
    const { widgetIds } = await board(store, 50);
    const results = await Promise.all(
      Array.from({ length: 3000 }, (_, n) =>
        store.writer.push({ widgetId: widgetIds[n % 50] ?? 0, data: `{"n":${n}}`, at: n }),
      ),
    );
    assert.deepEqual(
      results,
      Array.from({ length: 3000 }, (_, n) => Math.floor(n / 50) + 1),
    );
    const last = await store.widgets.list({ id: widgetIds }, { orderBy: ['id'] });
    assert.deepEqual(
      last.map(({ data }) => data?.n),
      Array.from({ length: 50 }, (_, n) => 2950 + n),
    );
    assert.ok(last.every(({ dataUpdatedAt }, n) => dataUpdatedAt === 2950 + n));
  });

  test('two processes push to the same widgets: no version is given twice', async () => {
    const other = await openStore({ databaseUrl: url });
    const { widgetIds } = await board(store, 20);
    const push = (writer: Store['writer'], n: number) =>
      writer.push({ widgetId: widgetIds[n % 20] ?? 0, data: '{}', at: n });
    const versions = new Map<number, number[]>(widgetIds.map((id) => [id, []]));
    for (let round = 0; round < 20; round++) {
      const calls = Array.from({ length: 100 }, (_, n) => push(n % 3 ? store.writer : other.writer, n * 7 + round));
      (await Promise.all(calls)).forEach((version, n) => {
        versions.get(widgetIds[(n * 7 + round) % 20] ?? 0)?.push(version);
      });
    }
    for (const given of versions.values()) {
      const sorted = given.toSorted((a, b) => a - b);
      assert.deepEqual(
        sorted,
        Array.from({ length: 100 }, (_, n) => n + 1),
      );
    }
    await other.close();
  });

  test('a push waits for a transaction, and is not undone with it', async () => {
    const { widgetIds, dashboardId } = await board(store, 1);
    let pushed: Promise<number> | undefined;
    const failing = store.transaction(async (tables) => {
      await tables.pages.insert({ dashboardId, number: 2, name: '' });
      pushed = store.writer.push({ widgetId: widgetIds[0] ?? 0, data: '{"a":1}', at: 1 });
      await new Promise(setImmediate);
      throw new Error('boom');
    });
    await assert.rejects(failing, /boom/);
    assert.equal(await pushed, 1);
    assert.deepEqual((await store.widgets.get({ id: widgetIds }))?.data, { a: 1 });
    assert.equal(await store.pages.count({ dashboardId }), 1);
  });

  test('the last use of a key is written with pushes, and never goes back', async () => {
    const ids = await family(store);
    const keyId = ids.get('apiKeys') ?? 0;
    const lastUse = async () => (await store.apiKeys.get({ id: keyId }))?.lastUsedAt;
    store.writer.touchKey(keyId, 1000);
    await store.writer.push({ widgetId: ids.get('widgets') ?? 0, data: '{}', at: 1 });
    assert.equal(await lastUse(), 1000);
    store.writer.touchKey(keyId, 3000);
    store.writer.touchKey(keyId, 2000);
    await store.writer.push({ widgetId: ids.get('widgets') ?? 0, data: '{}', at: 1 });
    assert.equal(await lastUse(), 1000, 'not twice within a second');
    await store.writer.drain();
    assert.equal(await lastUse(), 3000);
    store.writer.touchKey(keyId, 500);
    store.writer.touchKey(10 ** 12, 500);
    await store.writer.drain();
    assert.equal(await lastUse(), 3000);
  });

  test('closing commits what was accepted and refuses the rest', async () => {
    const databaseUrl = await fresh();
    const closing = await openStore({ databaseUrl });
    const { widgetIds } = await board(closing, 1);
    const push = (n: number) => closing.writer.push({ widgetId: widgetIds[0] ?? 0, data: `{"n":${n}}`, at: n });
    const accepted = Promise.all([push(1), push(2)]);
    const closed = closing.close();
    await assert.rejects(push(3), (error: DomainError) => error.code === 'unavailable');
    assert.deepEqual(await accepted, [1, 2]);
    await closed;
    await closing.close();
    const again = await openStore({ databaseUrl });
    assert.deepEqual((await again.widgets.get({ id: widgetIds }))?.data, { n: 2 });
    await again.close();
  });
}
