import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { differences, type Snapshot } from '../../server/live/differences.ts';
import type { Denial } from '../../server/live/resolve.ts';
import type { Board, Channel, Item } from '../../server/live/state.ts';

const CHANNELS = ['a', 'b', 'c'].map((key) => ({ key }) as Channel);
const refused = (code: Denial['error']['code'] = 'revoked'): { denial: Denial } => ({
  denial: { entry: null, error: { code, message: '' }, temporary: false },
});

/** What entries name does not change; whether they are served does, and what is on a dashboard, and where. */
interface Side {
  items: boolean[];
  boards: boolean[];
  members: number[];
  name: string;
}
const granted = (entries: number) =>
  fc.oneof(
    fc.constant(Array<boolean>(entries).fill(false)),
    fc.array(fc.boolean(), { minLength: entries, maxLength: entries }),
  );
const side: fc.Arbitrary<Side> = fc.record({
  items: granted(4),
  boards: granted(3),
  members: fc.uniqueArray(fc.nat(CHANNELS.length - 1)),
  name: fc.constantFrom('Wall', 'Wall', 'Other'),
});

/** Two entries for one widget, and two for one dashboard: a page may hold several tokens of the same. */
function snapshot({ items, boards, members, name }: Side): Snapshot {
  const onBoard = members.map((index) => CHANNELS[index] as Channel);
  const layout = onBoard.map(({ key }) => ({ key, x: 0 }));
  const shownItems = [0, 0, 1, 2].map((index, at): Item => {
    const channel = CHANNELS[index] as Channel;
    return items[at] ? { channel, dashboardId: 1, token: undefined } : refused();
  });
  const shownBoards = ['x', 'x', 'y'].map((key, at): Board => {
    const on = key === 'x' ? onBoard : [];
    const json = JSON.stringify({ key, name, layout: key === 'x' ? layout : [] });
    return boards[at] ? { dashboardId: 1, key, json, members: on } : refused();
  });
  const channels = [
    ...shownItems.flatMap((item) => ('channel' in item ? item.channel : [])),
    ...shownBoards.flatMap((board) => ('json' in board ? board.members : [])),
  ];
  return { items: shownItems, boards: shownBoards, channels: new Set(channels) };
}

/** What a page shows of it, once it was told what is gone. */
function shown({ items, boards, channels }: Snapshot, gone = new Set<string>()) {
  const left = (key: string) => (gone.has(key) ? null : key);
  return {
    items: items.map((item) => ('channel' in item ? left(item.channel.key) : null)),
    boards: boards.map((board) => {
      if (!('json' in board) || gone.has(board.key)) return null;
      const { layout, ...rest } = JSON.parse(board.json) as { layout: { key: string }[] };
      return { ...rest, layout: layout.filter(({ key }) => !gone.has(key)) };
    }),
    widgets: [...channels].flatMap(({ key }) => left(key) ?? []).sort(),
  };
}

describe('the differences between two snapshots', () => {
  it('bring a page to what it may see, with a reset only where events cannot', () => {
    fc.assert(
      fc.property(side, side, (one, other) => {
        const [before, after] = [snapshot(one), snapshot(other)];
        const { gone, reset, over } = differences(before, after, false);
        const keys = gone.map(({ key }) => key);
        assert.equal(new Set(keys).size, keys.length, 'nothing goes twice');
        const still = shown(after);
        const told = shown(before, new Set(keys));
        const isSame = JSON.stringify(told) === JSON.stringify(still);
        assert.equal(reset, !isSame);
        for (const key of keys) {
          assert.ok(!still.widgets.includes(key));
          assert.ok(!still.boards.some((board) => board && 'key' in board && board.key === key));
        }
        const isEmpty = ({ widgets, boards }: typeof still) => widgets.length === 0 && boards.every((it) => !it);
        assert.equal(over, !isEmpty(shown(before)) && isEmpty(still));
      }),
      { numRuns: 2000 },
    );
  });

  it('give the reason: that of the entry, of its dashboard, or not found', () => {
    const before = snapshot({
      items: [false, false, true, false],
      boards: [true, false, false],
      members: [0],
      name: 'W',
    });
    const reasons = (after: Snapshot, stranger = false) =>
      Object.fromEntries(differences(before, after, stranger).gone.map(({ key, reason }) => [key, reason]));
    const none: Snapshot = { items: Array(4).fill(refused('expired')), boards: [], channels: new Set() };
    const closed = (code: Denial['error']['code']): Snapshot => ({ ...none, boards: Array(3).fill(refused(code)) });
    assert.deepEqual(reasons(closed('forbidden')), { x: 'private', a: 'private', b: 'revoked' });
    assert.deepEqual(reasons(closed('forbidden'), true), { x: 'revoked', a: 'revoked', b: 'revoked' });
    assert.deepEqual(reasons(closed('password_required'), true), { x: 'private', a: 'private', b: 'revoked' });
    const emptied = snapshot({
      items: [false, false, true, false],
      boards: [true, false, false],
      members: [],
      name: 'W',
    });
    assert.deepEqual(reasons(emptied), { a: 'deleted' });
  });
});
