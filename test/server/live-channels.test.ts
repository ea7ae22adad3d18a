import assert from 'node:assert/strict';
import { afterEach, describe, it, mock } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import { pino } from 'pino';
import type { Dashboard, Widget } from '../../server/domain/model.ts';
import { createChannels } from '../../server/live/channels.ts';
import type { Channel, View } from '../../server/live/state.ts';

const IDS = [1, 2, 3];
const COALESCE = 100;
const dashboard = { id: 1, key: 'board', updatedAt: 0, refreshInterval: 60 } as Dashboard;
const viewer = {} as View;

/** A database of widgets with what is heard of it, and the channels of those that are watched. */
function world() {
  const rows = new Map(IDS.map((id): [number, Widget] => [id, newRow(id)]));
  const told: { channel: Channel; version: number; at: number }[] = [];
  const heads: { channel: Channel; head: string }[] = [];
  const state = { seq: 0, time: 0, looks: 0, fails: false, gate: undefined as Promise<void> | undefined };
  const reads: number[][] = [];
  const channels = createChannels({
    log: pino({ level: 'silent' }),
    nextSeq: () => ++state.seq,
    onData(channel) {
      assert.equal(channels.get(channel.widgetId), channel, 'nobody is told of what nobody watches');
      told.push({ channel, version: channel.version, at: state.time });
    },
    onHead: (channel) => void heads.push({ channel, head: channel.head }),
    widgets: {
      async list(where = {}) {
        const ids = where.id as number[];
        reads.push(ids);
        const found = ids
          .map((id) => ({ ...(rows.get(id) as Widget) }))
          .filter((it) => it.deletedAt === where.deletedAt);
        await nextTurn();
        await state.gate;
        if (state.fails) throw new Error('the database does not answer');
        return found;
      },
    },
  });
  const row = (id: number) => rows.get(id) as Widget;
  return {
    ...{ rows, told, heads, reads, state, channels, row },
    push(id: number): Widget {
      const next = { ...row(id), version: row(id).version + 1, data: { value1: row(id).version + 1 } };
      rows.set(id, next);
      return next;
    },
    watch: (seen: Widget, asOf = ++state.looks) => channels.adopt(seen, dashboard, asOf).views.add(viewer),
    async pass(ms: number): Promise<void> {
      for (let step = 0; step < ms; step += 10) {
        state.time += 10;
        mock.timers.tick(10);
        for (let turn = 0; turn < 3; turn++) await nextTurn();
      }
    },
  };
}

function newRow(id: number): Widget {
  const fields = {
    key: `w${id}`,
    type: 'number',
    title: '',
    config: {},
    dashboardId: 1,
    sourceError: null,
    deletedAt: null,
  };
  return { id, ...fields, version: 0, data: null, dataUpdatedAt: 1, updatedAt: 0 } as unknown as Widget;
}

const id = fc.constantFrom(...IDS);
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('push'), id, heard: fc.constantFrom('data', 'version', 'gap', 'row') }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('rename'), id }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('look', 'watch', 'watch', 'leave', 'stay'), id }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('fail', 'recover', 'pass') }) },
) as fc.Arbitrary<{ do: string; id: number; heard?: string }>;

/** A row was read, another viewer came and went with a newer one, and only then the first is watched. */
const OVERTAKEN = [
  { do: 'look', id: 1 },
  { do: 'push', id: 1, heard: 'row' },
  { do: 'leave', id: 1 },
  { do: 'watch', id: 1 },
];

/** The same, but what the first would have seen was only heard of, and nobody was there any more when it was to be read. */
const UNREAD = [
  { do: 'watch', id: 1 },
  { do: 'look', id: 1 },
  { do: 'push', id: 1, heard: 'version' },
  { do: 'leave', id: 1 },
  { do: 'pass', id: 1 },
  { do: 'watch', id: 1 },
];

/** A name is told to those who come after all have left, when the first of them was shown the one before. */
const FORGOTTEN = [
  { do: 'watch', id: 1 },
  { do: 'look', id: 1 },
  { do: 'rename', id: 1 },
  { do: 'push', id: 1, heard: 'row' },
  { do: 'leave', id: 1 },
  { do: 'watch', id: 1 },
  { do: 'watch', id: 1 },
];

describe('channels', { timeout: 60_000 }, () => {
  afterEach(() => mock.timers.reset());

  it('end in the state of the store, however they hear of changes, and limit the rate of events', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 40, size: 'max' }), async (steps) => {
        mock.timers.reset();
        mock.timers.enable({ apis: ['setTimeout'] });
        const { channels, told, heads, reads, state, row, rows, push, watch, pass } = world();
        /** Rows that were read and have not come yet. */
        const looks = new Map<number, [Widget, number]>();
        for (const { do: what, id, heard } of steps) {
          if (what === 'push') {
            const { version, data } = push(id);
            if (heard === 'gap') {
              looks.clear();
              channels.recheck();
            } else if (heard === 'row') watch(row(id));
            else
              channels.change({
                ...{ kind: 'data', widgetId: id, version },
                ...(heard === 'data' && { data: JSON.stringify(data), dataUpdatedAt: 1 }),
              });
          }
          if (what === 'rename')
            rows.set(id, { ...row(id), title: `${row(id).updatedAt}`, updatedAt: row(id).updatedAt - 1 });
          if (what === 'look') looks.set(id, [row(id), ++state.looks]);
          if (what === 'watch') {
            const [seen, asOf] = looks.get(id) ?? [row(id)];
            watch(seen, asOf);
            looks.delete(id);
          }
          const channel = channels.get(id);
          if (what === 'leave' && channel) {
            channel.views.clear();
            channels.release(channel);
          }
          if (what === 'stay' && channel) {
            channels.release(channel);
            assert.equal(channels.get(id), channel, 'somebody still watches');
          }
          if (what === 'fail' || what === 'recover') state.fails = what === 'fail';
          if (what === 'pass') await pass(50);
        }
        state.fails = false;
        await pass(3000);
        for (const each of IDS) {
          const channel = channels.get(each);
          if (!channel) continue;
          assert.deepEqual([channel.version, channel.data], [row(each).version, JSON.stringify(row(each).data)]);
          watch(row(each));
          assert.match(channel.head, new RegExp(`"title":"${row(each).title}"`));
          const own = told.filter((it) => it.channel === channel);
          for (const [index, { at, version }] of own.entries()) {
            const before = own[index - 1];
            if (before) assert.ok(at - before.at >= COALESCE && version > before.version);
          }
          if (own.length > 0) assert.equal(own.at(-1)?.version, channel.version);
        }
        const isFirst = ({ channel, head }: (typeof heads)[0], index: number) =>
          heads.findIndex((it) => it.channel === channel && it.head === head) === index;
        assert.ok(heads.every(isFirst), 'no head is told twice');
        const before = reads.length;
        await pass(2000);
        assert.equal(reads.length, before, 'what is known is not read again');
        for (const each of IDS) {
          const channel = channels.get(each);
          channel?.views.clear();
          if (channel) channels.release(channel);
        }
        assert.equal(channels.size, 0);
        await channels.close();
      }),
      { numRuns: 150, examples: [[OVERTAKEN], [UNREAD], [FORGOTTEN]] },
    );
  });

  /** Everything that is watched, with timers that run when they are told to. */
  function watched(ids = IDS) {
    mock.timers.enable({ apis: ['setTimeout'] });
    const all = world();
    for (const each of ids) {
      all.rows.set(each, newRow(each));
      all.watch(all.row(each));
    }
    return all;
  }
  const heardOf = (widgetId: number, version: number) => ({ kind: 'data', widgetId, version }) as const;

  it('are all read, in batches, and again after a pause when the store does not answer', async () => {
    const many = Array.from({ length: 1100 }, (_, index) => index + 1);
    const { channels, reads, rows, row, push, state, pass } = watched(many);
    for (const each of many) push(each);
    rows.set(7, { ...row(7), deletedAt: 1 });
    state.fails = true;
    channels.recheck();
    await pass(900);
    assert.equal(reads.length, 1);
    state.fails = false;
    await pass(300);
    assert.deepEqual(reads.slice(1).flat(), many);
    assert.ok(reads.every((ids) => ids.length <= 500));
    assert.deepEqual(
      many.filter((each) => channels.get(each)?.version !== 1),
      [7],
      'what was deleted is told by nobody',
    );
    for (const each of IDS) {
      push(each);
      channels.change(heardOf(each, 2));
    }
    const left = channels.get(2) as Channel;
    left.views.clear();
    channels.release(left);
    await pass(100);
    assert.deepEqual(reads.at(-1), [1, 3], 'what nobody watches is not read');
    await channels.close();
  });

  it('are read after changes, at most twenty times a second', async () => {
    const { channels, reads, push, row, pass } = watched();
    channels.change(heardOf(1, push(1).version));
    await pass(10);
    for (const each of [2, 3, 2]) {
      channels.change(heardOf(each, push(each).version));
      await pass(10);
    }
    assert.deepEqual(reads, [[1]]);
    await pass(50);
    assert.deepEqual(reads, [[1], [2, 3]]);
    const timers = mock.method(globalThis, 'setTimeout');
    channels.change(heardOf(1, row(1).version));
    await pass(500);
    assert.equal(timers.mock.callCount(), 0, 'and nothing waits for what is known');
    timers.mock.restore();
    assert.equal(reads.length, 2);
    await channels.close();
  });

  it('announce changes at the same moment, and know whether a widget has a source', async () => {
    const { channels, heads, row, watch } = watched();
    watch({ ...row(1), sourceError: 'timeout' });
    watch({ ...row(1), sourceError: 'timeout' });
    watch({ ...row(1), title: 'New' });
    assert.equal(heads.length, 2);
    assert.equal(channels.get(1)?.hasSource, false);
    watch({ ...row(1), source: { sql: 'select 1' } } as Widget);
    assert.equal(channels.get(1)?.hasSource, true);
    await channels.close();
  });

  it('show the latest lookup, even when clocks of nodes differ or are set back', async () => {
    const { channels, heads, row, watch } = watched();
    const [first, second] = [100, 101];
    watch({ ...row(1), title: 'Newer', updatedAt: -1 }, second);
    watch({ ...row(1), title: 'Older', updatedAt: 1, sourceError: 'timeout' }, first);
    assert.match(channels.get(1)?.head ?? '', /"title":"Newer"/);
    assert.deepEqual([heads.length, channels.get(1)?.sourceError], [1, null]);
    await channels.close();
  });

  it('remember the versions of ten thousand unwatched widgets, and no more', async () => {
    const { channels, reads, rows, pass, watch } = watched([]);
    const [old, renewed] = [1, 2];
    for (const each of [renewed, old, renewed]) channels.change(heardOf(each, 5));
    for (let other = 10; other < 10_009; other++) channels.change(heardOf(other, 1));
    for (const each of [old, renewed]) {
      rows.set(each, newRow(each));
      watch(newRow(each));
    }
    await pass(100);
    assert.deepEqual(reads, [[renewed]]);
    await channels.close();
  });

  it('read nothing after they are closed', async () => {
    for (const isWaiting of [true, false]) {
      const { channels, reads, push, pass } = watched();
      if (isWaiting) channels.change(heardOf(1, push(1).version));
      await channels.close();
      channels.change(heardOf(2, push(2).version));
      await pass(2000);
      assert.deepEqual(reads, []);
      mock.timers.reset();
    }
  });

  it('close after pending reads, without further events', async () => {
    const { channels, reads, told, state, push, pass } = watched();
    const gate = Promise.withResolvers<void>();
    const done: string[] = [];
    channels.change({ ...heardOf(1, push(1).version), data: '1', dataUpdatedAt: 1 });
    channels.change({ ...heardOf(1, push(1).version), data: '2', dataUpdatedAt: 1 });
    state.gate = gate.promise.then(() => void done.push('read'));
    channels.change(heardOf(2, push(2).version));
    await pass(10);
    channels.change(heardOf(3, push(3).version));
    const closed = channels.close().then(() => done.push('closed'));
    await pass(50);
    gate.resolve();
    await closed;
    const count = told.length;
    await pass(2000);
    assert.deepEqual(done, ['read', 'closed']);
    assert.equal(reads.length, 1);
    assert.deepEqual([told.length, told.filter(({ version }) => version === 2).length], [count, 0]);
  });

  it('read the data that a newer row came without', async () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    const { channels, push, row, watch, pass } = world();
    watch(row(1));
    const { data: _, ...newer } = push(1);
    watch(newer as Widget);
    await pass(10);
    const { version, data } = channels.get(1) ?? assert.fail();
    assert.deepEqual([version, data], [1, JSON.stringify(row(1).data)]);
  });
});
