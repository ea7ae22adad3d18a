import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ExpectedVersion, Push } from '../../server/domain/ports.ts';
import type { Commit, Engine } from '../../server/store/engine.ts';
import { unavailable } from '../../server/store/errors.ts';
import { createWriter } from '../../server/store/writer.ts';
import { failsWith } from '../support/domain.ts';

const MIB = 2 ** 20;
const KEY = 7;

/** A database of widgets that only counts, and the writer before it. */
function open(versions: Readonly<Record<number, number>> = {}) {
  const stored = new Map(Object.entries(versions).map(([id, version]) => [Number(id), version]));
  const commits: Commit[] = [];
  const warnings: string[] = [];
  const noted: number[][] = [];
  /** What happens before a commit is stored: it may wait, or throw. */
  const state = { disk: async (_: Commit): Promise<void> => {} };
  const commit: Engine['commit'] = async (whole) => {
    commits.push(whole);
    await state.disk(whole);
    const told = new Map<number, number>();
    for (const { widgetId, pushes, version } of whole.updates) {
      const known = stored.get(widgetId);
      if (known === undefined || (version !== null && version !== known)) continue;
      stored.set(widgetId, known + pushes);
      told.set(widgetId, known + pushes);
    }
    return told;
  };
  const engine = { commit, translate: (error) => error } as Partial<Engine> as Engine;
  const log = { warn: (_: object, message: string) => void warnings.push(message) };
  const writer = createWriter(engine, log, { note: (...note) => void noted.push(note) });
  return {
    ...{ stored, commits, warnings, noted, state, writer },
    push: (widgetId: number, more: Partial<Push> = {}) => writer.push({ widgetId, data: '{}', at: 1, ...more }),
    /** What each of these pushes came to: its version, or the code of its refusal. */
    outcome: async (pushes: Promise<number>[]) =>
      (await Promise.allSettled(pushes)).map((it) => (it.status === 'fulfilled' ? it.value : it.reason.code)),
    sizes: () => commits.map(({ updates }) => updates.reduce((sum, { pushes }) => sum + pushes, 0)),
    touches: () => commits.flatMap(({ touches }) => touches.map(({ keyId, at }) => [keyId, at])),
  };
}

describe('the queue of pushes', { timeout: 60_000 }, () => {
  it('refuses pushes while 64 MiB wait for the disk, and accepts them again afterwards', async () => {
    const [data, value] = ['x'.repeat(MIB), 'x'.repeat(MIB - 2)];
    for (const more of [{ data }, { samples: [{ seriesId: 1, at: 1, value }] }]) {
      const { commits, push, sizes } = open(Object.fromEntries(Array.from({ length: 64 }, (_, id) => [id, 0])));
      for (let round = 0; round < 2; round += 1) {
        commits.length = 0;
        const pushes = Array.from({ length: 63 }, (_, widgetId) => push(widgetId, more));
        await assert.rejects(push(63, more), failsWith('unavailable'));
        await Promise.all(pushes);
        const expected = Array.from({ length: 8 }, (_, index) => (index < 7 ? 8 : 7));
        assert.deepEqual(sizes(), expected, 'and no transaction is larger than 8 MiB');
      }
    }
  });

  it('commits up to five hundred in one transaction, one at a time', async () => {
    const { push, sizes, state } = open({ 1: 0 });
    const { promise, resolve } = Promise.withResolvers<void>();
    state.disk = () => promise;
    const pushes = Array.from({ length: 1200 }, () => push(1));
    for (let turn = 0; turn < 5; turn++) await nextTurn();
    pushes.push(push(1));
    for (let turn = 0; turn < 5; turn++) await nextTurn();
    assert.deepEqual(sizes(), [500]);
    resolve();
    assert.equal((await Promise.all(pushes)).at(-1), 1201);
    assert.deepEqual(sizes(), [500, 500, 201]);
  });

  it('fails at once as a whole when the disk fails, instead of push by push', async () => {
    const { commits, outcome, push, state, writer } = open({ 1: 0 });
    writer.touchKey(KEY, 1);
    state.disk = async () => {
      throw unavailable('the disk is full');
    };
    const outcomes = await outcome(Array.from({ length: 100 }, () => push(1)));
    assert.deepEqual([new Set(outcomes), commits.length], [new Set(['unavailable']), 1]);
  });

  it('records which series grew, and refuses fractional milliseconds', async () => {
    const { noted, push } = open({ 1: 0 });
    await assert.rejects(push(1, { samples: [{ seriesId: 2, at: 0.5, value: 1 }] }), failsWith('invalid'));
    assert.deepEqual(noted, []);
    await push(1, { at: 9, samples: [{ seriesId: 2, at: 1, value: 1 }] });
    assert.deepEqual(noted, [[2, 9]]);
  });
});

describe('pushes that build on each other', { timeout: 60_000 }, () => {
  const line = (version: number): ExpectedVersion => ({ version, isBroken: false });

  it('are stored in their order, in one transaction and the next', async () => {
    const { outcome, push } = open({ 1: 3 });
    const expected = line(3);
    assert.deepEqual(await outcome([push(1, { expected }), push(1, { expected })]), [4, 5]);
    assert.deepEqual(await outcome([push(1, { expected })]), [6]);
  });

  it('fail from the first conflict on, without affecting others', async () => {
    const { outcome, push, stored } = open({ 1: 4, 2: 0 });
    const expected = line(3);
    const late = [push(1, { expected }), push(1, { expected }), push(1), push(2)];
    assert.deepEqual(await outcome(late), ['conflict', 'conflict', 5, 1]);
    expected.version = 5;
    assert.deepEqual(await outcome([push(1, { expected })]), ['conflict'], 'what was refused is missing in it');
    assert.equal(stored.get(1), 5);
  });

  it('are one sequence: conflicting versions are not merged', async () => {
    const { outcome, push } = open({ 1: 3 });
    const [first, second] = [line(3), line(3)];
    const pushes = [push(1, { expected: first }), push(1, { expected: second }), push(1, { expected: first })];
    assert.deepEqual(await outcome(pushes), [4, 'conflict', 5]);
    second.version = 5;
    assert.deepEqual(await outcome([push(1, { expected: second }), push(1, { expected: first })]), ['conflict', 6]);
  });

  it('fail when their widget is deleted', async () => {
    const { outcome, push } = open();
    assert.deepEqual(await outcome([push(1, { expected: line(0) }), push(2)]), ['conflict', 'not_found']);
  });
});

describe('the last use of keys', { timeout: 60_000 }, () => {
  /** Timers, and the clock beside them, that move when they are told to. */
  function clock({ mock }: TestContext) {
    let time = 0;
    mock.timers.enable({ apis: ['setTimeout'] });
    mock.method(performance, 'now', () => time);
    const settled = async () => {
      for (let turn = 0; turn < 5; turn++) await nextTurn();
    };
    return async (ms: number): Promise<void> => {
      await settled();
      time += ms;
      mock.timers.tick(ms);
      await settled();
    };
  }

  it('is written a second later without pushes, once, and in the same order on all nodes', async (t) => {
    const pass = clock(t);
    const { commits, touches, writer } = open();
    for (const keyId of [9, 3]) writer.touchKey(keyId, 1);
    await pass(999);
    assert.equal(commits.length, 0);
    await pass(1);
    await pass(5000);
    assert.deepEqual(
      [touches(), commits.length],
      [
        [
          [3, 1],
          [9, 1],
        ],
        1,
      ],
    );
  });

  it('is written along with pushes once a second, and costs no transaction that writes nothing', async (t) => {
    const pass = clock(t);
    const { commits, push, touches, writer } = open({ 1: 0 });
    writer.touchKey(KEY, 1);
    await pass(500);
    await push(1);
    await pass(100);
    writer.touchKey(KEY, 2);
    await pass(400);
    assert.deepEqual([touches(), commits.length], [[[KEY, 1]], 1]);
    await pass(500);
    await push(1);
    assert.deepEqual(touches().at(-1), [KEY, 2]);
  });

  it('is written once even if a push in the same commit fails', async () => {
    for (const bad of [0, 1, 2]) {
      const { commits, outcome, push, state, writer } = open({ 0: 0, 1: 0, 2: 0 });
      const written: number[] = [];
      state.disk = async ({ updates, touches }) => {
        if (updates.some(({ widgetId }) => widgetId === bad)) throw new Error('cannot be stored');
        written.push(...touches.map(({ keyId }) => keyId));
      };
      writer.touchKey(KEY, 1);
      const outcomes = await outcome([push(0), push(1), push(2)]);
      assert.deepEqual(
        outcomes.map((it) => it === 1),
        [0, 1, 2].map((id) => id !== bad),
      );
      await writer.drain();
      assert.deepEqual(written, [KEY], `${commits.length} commits`);
    }
  });

  it('logs when it cannot be written, and is ignored after closing', async (t) => {
    const pass = clock(t);
    const { commits, state, warnings, writer } = open();
    state.disk = async () => {
      throw unavailable('the disk is full');
    };
    writer.touchKey(KEY, 1);
    await writer.close();
    assert.deepEqual([commits.length, warnings.length], [1, 1]);
    const closed = open();
    await closed.writer.close();
    closed.writer.touchKey(KEY, 2);
    await pass(5000);
    assert.equal(closed.commits.length, 0);
  });
});
