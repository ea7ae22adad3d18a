import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { Writable } from 'node:stream';
import { beforeEach, describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import { createFanout, type Fanout } from '../../server/live/fanout.ts';
import { type Channel, newView, type Ticket, type View } from '../../server/live/state.ts';

/** The writing half of a connection whose other end reads only when told to. */
class Reader extends Writable {
  received = '';
  #flush: (() => void) | undefined;
  isReading = true;
  /** Its end of the line is far away: each piece is there a turn later. */
  isFar = false;
  /** What passes while it is written to. */
  takes = (): unknown => undefined;

  constructor() {
    super({ highWaterMark: 64 * 1024, decodeStrings: true });
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.takes();
    const take = () => {
      this.received += chunk.toString();
      done();
    };
    if (this.isReading && this.isFar) setImmediate(take);
    else if (this.isReading) take();
    else this.#flush = take;
  }

  read(): void {
    this.isReading = true;
    const flush = this.#flush;
    this.#flush = undefined;
    flush?.();
  }

  destroySoon(): void {
    this.end(() => this.destroy());
  }

  get ids(): number[] {
    return idsOf(this.received);
  }
}

const idsOf = (text: string): number[] => [...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id));

describe('fan-out', { timeout: 60_000 }, () => {
  let open: Set<Ticket>;
  let shared: View;
  let fanout: Fanout;
  let seq: number;
  let time: number;
  let channels: Channel[];

  const makeView = () => newView('view', { widgets: [], dashboards: [], proofs: [], credential: null });
  const makeChannel = (key: string): Channel => ({
    widgetId: 0,
    workspaceId: 1,
    key,
    headAt: 0,
    hasSource: false,
    isCumulative: false,
    sourceError: null,
    head: `"key":"${key}"`,
    version: 0,
    data: 'null',
    dataUpdatedAt: null,
    seq: 0,
    frame: null,
    cooling: null,
    pending: false,
    views: new Set(),
  });

  beforeEach(() => fresh());
  function fresh(): void {
    open = new Set();
    seq = 100;
    time = 0;
    shared = makeView();
    channels = [makeChannel('a'), makeChannel('b')];
    shared.channels = new Set(channels);
    fanout = createFanout({ open, currentSeq: () => seq, now: () => time });
  }

  function watch(view = shared): { ticket: Ticket; reader: Reader } {
    const reader = new Reader();
    const socket = reader as unknown as Socket;
    const ticket = { id: 't', view, start: seq, sent: seq, socket, behind: null, expiresAt: 0 };
    open.add(ticket);
    view.tickets.add(ticket);
    view.streams.add(ticket);
    reader.on('close', () => {
      fanout.forget(ticket);
      open.delete(ticket);
      view.streams.delete(ticket);
    });
    return { ticket, reader };
  }
  function announce(channel: Channel, data: unknown, view = shared): void {
    channel.version++;
    channel.data = JSON.stringify(data);
    channel.seq = ++seq;
    channel.frame = null;
    view.outbox.channels.add(channel);
    fanout.schedule(view);
  }
  const settled = async () => {
    for (let turn = 0; turn < 50; turn++) await nextTurn();
  };

  it('writes to 1,000 streams in slices, and in the order of ids to each', async () => {
    const readers = Array.from({ length: 1000 }, () => watch().reader);
    const [a, b] = channels as [Channel, Channel];
    announce(a, 1);
    await nextTurn();
    await nextTurn();
    assert.ok(readers.some(({ ids }) => ids.length > 0) && readers.some(({ ids }) => ids.length === 0));
    announce(b, 2);
    announce(a, 3);
    await settled();
    for (const { ids, received } of readers) {
      assert.deepEqual(ids, [...ids].sort());
      assert.match(received, /"key":"b","version":1,"data":2/);
      assert.match(received, /"key":"a","version":2,"data":3/);
    }
  });

  it('limits each turn to a slice and a time, and lets no large view delay a small one', async () => {
    const [crowd, alone] = [Array.from({ length: 1000 }, () => watch().reader), makeView()];
    const [channel] = alone.channels.add(makeChannel('c'));
    const { reader: page } = watch(alone);
    const reached = (readers: Reader[]) => readers.filter(({ ids }) => ids.length > 0).length;
    announce(channels[0] as Channel, 1);
    announce(channel as Channel, 1, alone);
    await nextTurn();
    assert.deepEqual([reached(crowd), reached([page])], [250, 0]);
    await nextTurn();
    assert.deepEqual([reached(crowd), reached([page])], [499, 1]);
    await settled();
    assert.deepEqual([reached(crowd), fanout.stats.sent], [1000, 1001]);
    fresh();
    const slow = Array.from({ length: 10 }, () => watch().reader);
    for (const reader of slow) reader.takes = () => (time += 2);
    announce(channels[0] as Channel, 1);
    await nextTurn();
    assert.equal(reached(slow), 2);
    await settled();
    assert.equal(reached(slow), 10);
  });

  it('gives a slow reader the latest of each widget once it has drained', async () => {
    const { reader, ticket } = watch();
    const [a, b] = channels as [Channel, Channel];
    reader.isReading = false;
    announce(b, 'x'.repeat(70_000));
    await settled();
    assert.ok(ticket.behind);
    for (let value = 1; value <= 50; value++) {
      announce(a, value);
      await nextTurn();
    }
    announce(b, 'end');
    await settled();
    const waiting = reader.writableLength;
    assert.ok(waiting < 80_000, `${waiting} bytes wait`);
    reader.read();
    await settled();
    assert.equal(ticket.behind, null);
    const told = reader.received.split('\n').filter((line) => line.startsWith('data: '));
    assert.equal(told.length, 3);
    assert.match(told[1] ?? '', /"data":50/);
    assert.match(told[2] ?? '', /"data":"end"/);
  });

  it('resets a slow reader that missed more than data', async () => {
    const { reader } = watch();
    reader.isReading = false;
    announce(channels[0] as Channel, 'x'.repeat(70_000));
    await settled();
    shared.changedSeq = ++seq;
    reader.read();
    await settled();
    assert.match(reader.received, /event: reset\n/);
  });

  /** A view of as many widgets of a size, all told already, to those who come when it is long ago. */
  function largeView(count: number, size: number): View {
    const view = makeView();
    for (let index = 0; index < count; index++) {
      const channel = makeChannel(`${index}`);
      view.channels.add(channel);
      announce(channel, 'x'.repeat(size), view);
    }
    return view;
  }
  function comeBack(view: View): Reader {
    const { ticket, reader } = watch(view);
    ticket.sent = 0;
    reader.isReading = false;
    fanout.catchUp(ticket);
    return reader;
  }

  it('writes no more to a returning reader than its connection takes, and the rest once it reads', async () => {
    const reader = comeBack(largeView(20, 50_000));
    assert.ok(reader.writableLength < 150_000, `${reader.writableLength} bytes wait`);
    reader.read();
    await settled();
    assert.equal(reader.ids.length, 20);
  });

  it('disconnects readers that are behind for half a minute, and nobody else', async () => {
    const [slow, quick] = [watch(), watch()];
    slow.reader.isReading = false;
    announce(channels[0] as Channel, 'x'.repeat(70_000));
    await settled();
    time = 29_000;
    fanout.dropLaggards();
    assert.equal(slow.reader.destroyed, false);
    time = 31_000;
    fanout.dropLaggards();
    assert.deepEqual([slow.reader.destroyed, quick.reader.destroyed], [true, false]);
    assert.equal(fanout.stats.dropped, 1);
  });

  it('limits the memory of all slow readers together to 64 MB', async () => {
    // Readers that shared a buffer and have caught up must not free more room than it took.
    for (let late = 0; late < 300; late++) watch().reader.isFar = true;
    announce(channels[0] as Channel, 'x'.repeat(150_000));
    await settled();
    const crowd = Array.from({ length: 100 }, (_, index) => {
      const [channel, own] = [makeChannel(`${index}`), makeView()];
      own.channels = new Set([channel]);
      const { reader } = watch(own);
      reader.isReading = false;
      announce(channel, 'x'.repeat(1_000_000), own);
      return reader;
    });
    await settled();
    const waiting = crowd.reduce((sum, reader) => sum + (reader.destroyed ? 0 : reader.writableLength), 0);
    assert.ok(waiting < 64 * 1024 * 1024, `${waiting} bytes wait`);
    assert.ok(fanout.stats.lagging > 20, 'those that are there are used');
    assert.equal(fanout.stats.dropped + fanout.stats.lagging, 100);
    assert.deepEqual(
      crowd.map(({ destroyed }) => destroyed),
      crowd.map((_, index) => index < fanout.stats.dropped),
      'who is behind longest goes first',
    );
  });

  it('counts buffers for each reader that waits for them', async () => {
    const views = Array.from({ length: 40 }, () => largeView(1, 1_000_000));
    for (const view of views) {
      comeBack(view).read();
      await settled();
    }
    assert.deepEqual([fanout.stats.dropped, fanout.stats.lagging], [0, 0]);
    for (const view of views) comeBack(view);
    assert.ok(fanout.stats.dropped > 0 && fanout.stats.lagging > 20, JSON.stringify(fanout.stats));
  });

  it('disconnects none of many readers that are slightly behind and share the same buffer', async () => {
    const crowd = Array.from({ length: 300 }, () => watch().reader);
    for (const reader of crowd) reader.isFar = true;
    for (let round = 1; round <= 2; round++) {
      announce(channels[0] as Channel, `${round}${'x'.repeat(150_000)}`);
      await settled();
    }
    assert.deepEqual([fanout.stats.dropped, fanout.stats.lagging], [0, 0]);
    assert.ok(crowd.every(({ ids }) => ids.length === 2));
  });

  it('sends keep-alives, but not to streams that are full', async () => {
    const [slow, quick] = [watch(), watch()];
    slow.reader.isReading = false;
    announce(channels[0] as Channel, 'x'.repeat(70_000));
    await settled();
    const waiting = slow.reader.writableLength;
    fanout.heartbeat();
    await settled();
    assert.ok(quick.reader.received.endsWith('\n\n:\n\n'));
    assert.equal(slow.reader.writableLength, waiting);
  });

  /** A stream of the ticket, from what its client saw last. */
  function connect(ticket: Ticket): Reader {
    const reader = new Reader();
    ticket.socket = reader as unknown as Socket;
    open.add(ticket);
    shared.streams.add(ticket);
    fanout.catchUp(ticket);
    return reader;
  }
  function disconnect(ticket: Ticket, reader: Reader): void {
    fanout.forget(ticket);
    ticket.socket = null;
    open.delete(ticket);
    shared.streams.delete(ticket);
    reader.destroy();
  }
  const step = fc.record({
    do: fc.constantFrom('data', 'data', 'large', 'event', 'join', 'return', 'stall', 'read', 'turn', 'beat'),
    which: fc.nat(9),
  });

  it('sends every stream all events once and in order, or the latest state, or a reset', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40, size: 'max' }), async (steps) => {
        fresh();
        const events: number[] = [];
        const pages: { ticket: Ticket; reader: Reader; from: number; before: string }[] = [];
        const at = (which: number) => pages[which % Math.max(1, pages.length)];
        for (const { do: what, which } of steps) {
          const [channel, page] = [channels[which % 2] as Channel, at(which)];
          if (what === 'data') announce(channel, which);
          if (what === 'large') announce(channel, 'x'.repeat(70_000));
          if (what === 'event') {
            events.push(++seq);
            shared.changedSeq = seq;
            shared.outbox.events.push({ seq, bytes: Buffer.from(`event: widget\nid: ${seq}\ndata: {}\n\n`) });
            fanout.schedule(shared);
          }
          if (what === 'join') {
            const ticket = { id: 't', view: shared, start: seq, sent: seq, socket: null, behind: null, expiresAt: 0 };
            pages.push({ ticket, reader: connect(ticket), from: seq, before: '' });
          }
          if (what === 'return' && page) {
            page.before += page.reader.received;
            disconnect(page.ticket, page.reader);
            page.ticket.sent = idsOf(page.before).at(-1) ?? page.ticket.start;
            page.reader = connect(page.ticket);
          }
          if (what === 'stall' && page) page.reader.isReading = false;
          if (what === 'read' && page) page.reader.read();
          if (what === 'turn') await nextTurn();
          if (what === 'beat') fanout.heartbeat();
        }
        for (let round = 0; round < 5; round++) {
          for (const { reader } of pages) reader.read();
          await settled();
        }
        for (const { reader, from, before } of pages) {
          const text = before + reader.received;
          const ids = idsOf(text);
          assert.deepEqual(ids, [...new Set(ids)].sort(), 'in order, and nothing twice');
          const resets = [...text.matchAll(/event: reset\nid: (\d+)/g)].map(([, id]) => Number(id));
          const known = Math.max(from, ...resets);
          for (const id of [...events, ...channels.map((it) => it.seq)])
            assert.ok(id <= known || ids.includes(id), `${id}`);
        }
        assert.equal(fanout.stats.lagging, 0);
      }),
      { numRuns: 150 },
    );
  });

  it('ends a view that is over with its last event, and slow readers at once', async () => {
    const [slow, quick] = [watch(), watch()];
    slow.reader.isReading = false;
    announce(channels[0] as Channel, 'x'.repeat(70_000));
    await settled();
    shared.outbox.events.push({ seq: ++seq, bytes: Buffer.from('event: gone\n\n') });
    shared.over = true;
    fanout.schedule(shared);
    await settled();
    assert.deepEqual([slow.reader.destroyed, quick.reader.destroyed], [true, true]);
    assert.ok(quick.reader.received.endsWith('event: gone\n\n'));
    assert.ok(!slow.reader.received.includes('gone'));
  });
});
