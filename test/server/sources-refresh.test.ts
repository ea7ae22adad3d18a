import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { DomainError } from '../../server/domain/errors.ts';
import type { Widget } from '../../server/domain/model.ts';
import { systemPrincipal } from '../../server/domain/rights.ts';
import { PUBLIC_SOURCE_ERROR } from '../../server/domain/widgets/state.ts';
import { createSources } from '../../server/sources/index.ts';
import { openTestApp, type TestApp } from '../support/app.ts';
import { fakeQueries, nextChange, rows } from '../support/sources.ts';
import { openStream, type StreamReader } from '../support/stream.ts';

const SECOND = 1000;

describe('a widget with a source', () => {
  let t: TestApp;
  let engine: ReturnType<typeof fakeQueries>;
  let clock: number;
  let widget: Widget;
  const readers: StreamReader[] = [];

  before(async () => {
    clock = Date.now();
    t = await openTestApp({ queries: { query: (...question) => engine.query(...question) }, now: () => clock });
  });
  after(() => t.close());
  beforeEach(async () => {
    engine = fakeQueries();
    widget = await t.domain.widgets.create(system(), t.alpha.openBoard.key, {
      type: 'number',
      source: { sql: 'select sum(amount) from sales', cache_ttl_seconds: 300 },
    });
  });
  afterEach(() => {
    for (const reader of readers.splice(0)) reader.close();
  });

  const system = () => systemPrincipal(t.alpha.workspace.id, t.alpha.users.owner.id);
  const live = async (body: object = { widgets: [{ key: widget.key }] }) => {
    const answer = await t.fetch('/live', { method: 'POST', body: JSON.stringify(body) });
    // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever came
    return (await answer.json()) as any;
  };
  const watch = async (body?: object): Promise<StreamReader> => {
    const reader = await openStream(t.url + (await live(body)).stream);
    readers.push(reader);
    return reader;
  };
  const row = async () => (await t.deps.store.widgets.get({ id: widget.id })) as Widget;
  const current = async () => {
    const [found] = await t.deps.sources.current([await row()], t.alpha.openBoard);
    return found as Widget;
  };
  const filled = () => nextChange(t, (change) => change.kind === 'data' && change.widgetId === widget.id);
  const told = () => nextChange(t, (change) => change.kind === 'widget' && change.widgetId === widget.id);

  it('is not refreshed while nobody views it', async () => {
    await t.domain.widgets.update(system(), widget.key, { title: 'Sales' });
    await t.domain.values.push(system(), t.alpha.openWidget.key, { value1: 1 });
    await live({ widgets: [{ key: t.alpha.openWidget.key }] });
    assert.equal(engine.asked.length, 0);
  });

  it('is refreshed for viewers, once for a thousand', async () => {
    const gate = Promise.withResolvers<void>();
    engine.answer = async () => {
      await gate.promise;
      return rows([[42]]);
    };
    const reader = await watch();
    const answers = await Promise.all(Array.from({ length: 1000 }, () => live()));
    assert.ok(answers.every(({ widgets }) => widgets[0].data === null));
    gate.resolve();
    const { data } = await reader.next(({ event }) => event === 'data');
    assert.deepEqual(data.data, { value1: 42 });
    await live();
    assert.deepEqual([engine.asked.length, (await row()).version], [1, 1]);
  });

  it('is not refreshed again before it is due, and is afterwards', async () => {
    assert.deepEqual((await current()).data, { value1: 1 });
    clock += 299 * SECOND;
    await Promise.all([current(), current(), live()]);
    assert.equal(engine.asked.length, 1);
    clock += SECOND;
    engine.answer = () => rows([[2]]);
    const [one, two] = await Promise.all([current(), current()]);
    assert.deepEqual([one.data, two.data, engine.asked.length], [{ value1: 2 }, { value1: 2 }, 2]);
  });

  it('keeps its data after a failure, tells viewers, and is retried less and less often', async () => {
    const reader = await watch();
    await reader.next(({ event }) => event === 'data');
    engine.answer = () => {
      throw new DomainError('invalid', 'sql: no such column\nSELECT secret');
    };
    clock += 300 * SECOND;
    const failure = told();
    const after = await current();
    await failure;
    assert.deepEqual([after.data, after.sourceError], [{ value1: 1 }, 'sql: no such column']);
    const { data } = await reader.next(({ event }) => event === 'widget');
    // Only the APIs give the reason, because it may quote private data.
    assert.deepEqual([data.data, data.source_error], [{ value1: 1 }, PUBLIC_SOURCE_ERROR]);

    let tries = engine.asked.length;
    for (const seconds of [5, 10, 20]) {
      clock += (seconds - 1) * SECOND;
      await current();
      assert.equal(engine.asked.length, tries, `not before ${seconds} s`);
      clock += SECOND;
      await current();
      assert.equal(engine.asked.length, ++tries, `after ${seconds} s`);
    }

    engine.answer = () => rows([[3]]);
    clock += 40 * SECOND;
    const better = await current();
    assert.deepEqual([better.data, better.sourceError], [{ value1: 3 }, null]);
    const healed = await reader.next(({ event, data: sent }) => event === 'widget' && sent.source_error === null);
    assert.deepEqual(healed.data.data, { value1: 3 });
  });

  it('does not reveal internal errors', async () => {
    engine.answer = () => {
      throw new Error('connect ECONNREFUSED 10.1.2.3:5432 password=hunter2');
    };
    assert.equal((await current()).sourceError, 'The source cannot be read.');
    assert.deepEqual(JSON.stringify(await live()).match(/10\.1|hunter/), null);
  });

  it('names the column that does not fit', async () => {
    engine.answer = () => rows([['many']], ['amount']);
    assert.match((await current()).sourceError ?? '', /none of the columns amount contains numbers/);
  });

  it('shows no data and no error for an empty result', async () => {
    const reader = await watch();
    await reader.next(({ event, data }) => event === 'data' && data.data.value1 === 1);
    engine.answer = () => rows([[null]]);
    clock += 300 * SECOND;
    const { data, sourceError, dataUpdatedAt } = await current();
    assert.deepEqual([data, sourceError, dataUpdatedAt], [null, null, clock]);
    assert.equal((await reader.next(({ event }) => event === 'data')).data.data, null);
    const { widgets } = await live();
    assert.deepEqual([widgets[0].data, widgets[0].error, widgets[0].source_error], [null, null, undefined]);
    engine.answer = () => rows([[5]]);
    clock += 300 * SECOND;
    assert.deepEqual((await current()).data, { value1: 5 });
    assert.deepEqual((await reader.next(({ event }) => event === 'data')).data.data, { value1: 5 });
  });

  it('is refreshed when its query changes, and never shows a late result of the old one', async () => {
    const gate = Promise.withResolvers<void>();
    engine.answer = async ({ sql }) => {
      if (sql.includes('old')) await gate.promise;
      return rows([[sql.includes('old') ? 1 : 2]]);
    };
    await t.domain.widgets.update(system(), widget.key, { source: { sql: 'select old from sales' } });
    const reader = await watch();
    await engine.count(1);
    await t.domain.widgets.update(system(), widget.key, { source: { sql: 'select new from sales' } });
    gate.resolve();
    const { data } = await reader.next(({ event }) => event === 'data');
    assert.deepEqual(data.data, { value1: 2 });
    const next = filled();
    engine.answer = () => rows([[3]]);
    await t.domain.widgets.update(system(), widget.key, { source: { sql: 'select newest from sales' } });
    await next;
    assert.deepEqual((await row()).data, { value1: 3 });
  });

  it('never shows an error of an old query', async () => {
    const trouble = async () => (await row()).sourceError;
    const fails = () => {
      throw new DomainError('invalid', 'sql: no such column');
    };
    engine.answer = fails;
    assert.equal((await current()).sourceError, 'sql: no such column');
    await t.domain.widgets.update(system(), widget.key, { title: 'New' });
    assert.equal(await trouble(), 'sql: no such column');
    await t.domain.widgets.update(system(), widget.key, { source: null });
    assert.equal(await trouble(), null, 'nothing fills it');

    for (const source of [null, { sql: 'select 4' }]) {
      const gate = Promise.withResolvers<void>();
      engine.answer = async ({ sql }) => {
        if (sql === 'select 4') return rows([[4]]);
        await gate.promise;
        return fails();
      };
      const before = engine.asked.length;
      await t.domain.widgets.update(system(), widget.key, { source: { sql: 'select slow from sales' } });
      const late = current();
      await engine.count(before + 1);
      await t.domain.widgets.update(system(), widget.key, { source });
      gate.resolve();
      await late;
      assert.equal(await trouble(), null, 'and what ran then failed in vain');
    }
    assert.deepEqual((await row()).data, { value1: 4 });
  });

  it('is refreshed earlier when its interval becomes shorter', async () => {
    await t.domain.widgets.update(system(), widget.key, { source: { sql: 'select 1' }, refreshInterval: 86_400 });
    await current();
    const before = engine.asked.length;
    clock += 60 * SECOND;
    await current();
    assert.equal(engine.asked.length, before);
    await t.domain.widgets.update(system(), widget.key, { refreshInterval: 60 });
    await current();
    assert.equal(engine.asked.length, before + 1);
  });

  it('can be pushed to again when its source is removed', async () => {
    await current();
    await t.domain.widgets.update(system(), widget.key, { source: null });
    await t.domain.values.push(system(), widget.key, { value1: 9 });
    clock += 600 * SECOND;
    assert.deepEqual((await current()).data, { value1: 9 });
    assert.equal(engine.asked.length, 1);
  });

  it('stops with the process and leaves the lease to the next one', async () => {
    engine.answer = ({ signal }) =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));
    await watch();
    await engine.count(1);
    await t.deps.sources.close();
    assert.equal(engine.asked[0]?.signal.aborted, true);
    const [state] = await t.deps.store.sources.list({ widgetId: widget.id });
    assert.deepEqual([state?.claimedUntil, state?.failures, (await row()).sourceError], [0, 0, null]);
    await live();
    await current();
    assert.equal(engine.asked.length, 1);
  });
});

describe('a widget with a source, while it is watched', () => {
  it('is refreshed when it is due, and not after the last viewer left', async () => {
    const engine = fakeQueries();
    let clock = Date.now();
    const t = await openTestApp({ now: () => clock });
    const timers: { ms: number; run: () => void }[] = [];
    let isWatched = true;
    const sources = createSources({
      ...{ ...t.deps, services: {}, queries: engine, now: () => clock, askDatabase: engine.query as never },
      later(ms, run) {
        const timer = { ms, run };
        timers.push(timer);
        return () => void (timers.includes(timer) && timers.splice(timers.indexOf(timer), 1));
      },
    });
    /** The one timer there is runs out. */
    const runOut = (): void => {
      const [timer] = timers.splice(0);
      clock += timer?.ms ?? 0;
      timer?.run();
    };
    const settled = () => nextTimer(timers);
    try {
      const widget = await t.domain.widgets.create(systemPrincipal(t.alpha.workspace.id), t.alpha.openBoard.key, {
        type: 'number',
        source: { kind: 'sql', sql: 'select 1', cache_ttl_seconds: 7 },
      });
      sources.watch([widget], () => isWatched);
      await settled();
      assert.deepEqual([engine.asked.length, timers.map(({ ms }) => ms)], [1, [7 * SECOND]]);
      runOut();
      await settled();
      assert.deepEqual([engine.asked.length, timers.map(({ ms }) => ms)], [2, [7 * SECOND]]);
      isWatched = false;
      runOut();
      await sources.close();
      assert.deepEqual([engine.asked.length, timers.length], [2, 0]);
    } finally {
      await sources.close();
      await t.close();
    }
  });
});

async function nextTimer(timers: readonly unknown[]): Promise<void> {
  while (timers.length === 0) await new Promise((resolve) => setImmediate(resolve));
}
