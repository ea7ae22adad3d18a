import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { newView, type Ticket, type View } from '../../server/live/state.ts';
import { createTickets, OPEN_WITHIN } from '../../server/live/tickets.ts';

const view = (): View => newView('view', { widgets: [], dashboards: [], proofs: [], credential: null });
const SECOND = 1000;
const RESUME_WITHIN = 120;
const MAX_IDLE = 20_000;

type Step = 'issue' | 'open' | 'close' | 'drop' | 'sweep' | number;
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.constantFrom<Step>('issue', 'issue', 'open', 'open', 'close', 'drop', 'sweep'),
  fc.integer({ min: 1, max: 100 }),
);

/** A stream that broke and was taken up again is good for as long as it is open. */
const TAKEN_UP: Step[] = ['issue', 'open', 'close', 'open', 100, 100, 'sweep'];

describe('tickets', () => {
  it('expire when they say, and free everything that was kept for them', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(step, fc.nat()), { maxLength: 60 }), (steps) => {
        let time = 0;
        const [own, dropped] = [view(), [] as View[]];
        const tickets = createTickets(
          () => time,
          (it) => dropped.push(it),
        );
        /** What must be there: until when, or for as long as its stream is open. */
        const good = new Map<Ticket, number>();
        const pick = (from: Ticket[], at: number) => from[at % Math.max(1, from.length)];
        for (const [it, at] of steps) {
          const [isOpen, others] = [[...tickets.open], [...good.keys()].filter((each) => !tickets.open.has(each))];
          if (typeof it === 'number') time += it * SECOND;
          if (it === 'issue') good.set(tickets.issue(own, 0), time + OPEN_WITHIN * SECOND);
          const [toOpen, toClose, toDrop] = [pick(others, at), pick(isOpen, at), pick([...good.keys()], at)];
          if (it === 'open' && toOpen) {
            tickets.opened(toOpen);
            good.set(toOpen, Number.POSITIVE_INFINITY);
          }
          if (it === 'close' && toClose) {
            tickets.closed(toClose);
            if (good.has(toClose)) good.set(toClose, time + RESUME_WITHIN * SECOND);
          }
          if (it === 'drop' && toDrop) {
            tickets.drop(toDrop);
            good.delete(toDrop);
          }
          if (it === 'sweep') {
            tickets.sweep();
            for (const [ticket, end] of good) if (end <= time) good.delete(ticket);
          }
          assert.deepEqual(own.tickets, new Set(good.keys()));
          assert.equal(tickets.size, good.size);
          for (const ticket of good.keys()) assert.equal(tickets.get(ticket.id), ticket);
          assert.deepEqual(own.streams, tickets.open);
        }
        for (const ticket of [...tickets.open]) tickets.closed(ticket);
        time += RESUME_WITHIN * SECOND;
        tickets.sweep();
        assert.deepEqual([tickets.size, own.tickets.size, own.streams.size], [0, 0, 0]);
        assert.equal(tickets.dropOldest(), false);
        assert.equal(dropped.length, steps.filter(([it]) => it === 'issue').length);
      }),
      { examples: [[TAKEN_UP.map((it): [Step, number] => [it, 0])]] },
    );
  });

  /** As many as are kept, of one kind, and one more of each kind. */
  function crowd(kind: 'unopened' | 'broken') {
    const tickets = createTickets(
      () => 0,
      () => {},
    );
    const broken = () => {
      const ticket = tickets.issue(view(), 0);
      tickets.opened(ticket);
      tickets.closed(ticket);
      return ticket;
    };
    const unopened = () => tickets.issue(view(), 0);
    const make = kind === 'broken' ? broken : unopened;
    const first = make();
    for (let n = 1; n < MAX_IDLE; n++) make();
    const has = (ticket: Ticket) => tickets.get(ticket.id) === ticket;
    assert.ok(has(first) && tickets.size === MAX_IDLE);
    return { tickets, first, has, added: [unopened(), broken()] };
  }

  for (const kind of ['unopened', 'broken'] as const)
    it(`that are many and ${kind} push out each other, and no new page or returning one`, () => {
      const { tickets, first, has, added } = crowd(kind);
      assert.equal(tickets.size, MAX_IDLE);
      assert.equal(has(first), false);
      assert.deepEqual(added.map(has), [true, true]);
    });
});
