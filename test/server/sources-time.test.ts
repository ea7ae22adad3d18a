import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { DomainError } from '../../server/domain/errors.ts';
import type { SourceState, Widget } from '../../server/domain/model.ts';
import type { Table } from '../../server/domain/ports.ts';
import type { Filling } from '../../server/sources/fill.ts';
import { createLeases, type Lease } from '../../server/sources/leases.ts';
import { createLimiter, type LimiterOptions } from '../../server/sources/limiter.ts';
import type { Attempt } from '../../server/sources/refresher.ts';
import { createSchedule } from '../../server/sources/schedule.ts';
import { NOWHERE, type Task } from '../../server/sources/task.ts';
import { createVariants } from '../../server/sources/variants.ts';
import { createWaiters } from '../../server/sources/waiters.ts';

const SECOND = 1000;
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** Rows in memory, as far as leases ask for them. */
function tableOf() {
  const rows: SourceState[] = [];
  const found = (where: object) =>
    rows.filter((row) => Object.entries(where).every(([name, value]) => row[name as keyof SourceState] === value));
  return {
    get: async (where: object) => found(where)[0] && { ...found(where)[0] },
    insert: async (row: SourceState) => {
      if (found({ widgetId: row.widgetId })[0]) throw new Error('there is one already');
      return { ...rows[rows.push({ ...row, id: rows.length + 1 }) - 1] };
    },
    update: async (where: object, patch: object) => found(where).map((row) => Object.assign(row, patch)).length,
  } as unknown as Table<SourceState>;
}

describe('the lease to fill a widget', () => {
  const start = () => {
    const clock = { at: 1_000_000 };
    const leases = createLeases(tableOf(), () => clock.at);
    const take = async (fingerprint = 'q', force = false, ttl = 300 * SECOND) =>
      leases.acquire(1, { fingerprint, ttl }, force);
    const taken = async (question?: string, force?: boolean): Promise<Lease> => {
      const { lease } = await take(question, force);
      assert.ok(lease);
      return lease;
    };
    return { clock, leases, take, taken };
  };

  it('belongs to one process; others check every second whether it is dead', async () => {
    const { clock, leases, take, taken } = start();
    const first = await taken();
    assert.deepEqual(await take('q', true), { lease: null, dueAt: clock.at + SECOND, isElsewhere: true });
    clock.at += 59_500;
    assert.deepEqual(await take(), { lease: null, dueAt: clock.at + 500, isElsewhere: true });
    clock.at += 500;
    const second = await taken();
    // A holder whose lease has expired cannot end the new one.
    await leases.done(first, 300 * SECOND);
    assert.equal((await take()).lease, null);
    await leases.release(second);
    assert.ok(await taken());
  });

  it('goes to one of several concurrent callers', async () => {
    const { take } = start();
    const claims = await Promise.all([take(), take(), take()]);
    assert.equal(claims.filter(({ lease }) => lease).length, 1);
  });

  it('is granted when the widget is due, is forced, or has another query', async () => {
    const { clock, leases, take, taken } = start();
    const dueAt = await leases.done(await taken(), 300 * SECOND);
    assert.equal(dueAt, clock.at + 300 * SECOND);
    assert.deepEqual(await take(), { lease: null, dueAt, isElsewhere: false });
    await leases.release(await taken('q', true));
    assert.deepEqual(await take(), { lease: null, dueAt, isElsewhere: false });
    await leases.release(await taken('other'));
    assert.ok(await taken('other'), 'nothing was answered, and so it is due');
  });

  it('is granted less and less often after failures, until another query or a success', async () => {
    const { clock, leases, taken } = start();
    const pauses: number[] = [];
    for (let times = 0; times < 12; times++) {
      const dueAt = await leases.failed(await taken());
      pauses.push((dueAt - clock.at) / SECOND);
      clock.at = dueAt;
    }
    assert.deepEqual(pauses, [5, 10, 20, 40, 80, 160, 300, 300, 300, 300, 300, 300]);
    assert.equal(await leases.failed(await taken('other')), clock.at + 5 * SECOND);
    await leases.done(await taken('other', true), SECOND);
    assert.equal(await leases.failed(await taken('other', true)), clock.at + 5 * SECOND);
  });
});

describe('the time at which a widget is due', () => {
  it('is never further ahead than its current interval, whatever clocks or earlier intervals said', async () => {
    const DAY = 86_400 * SECOND;
    const clock = { at: 100 * DAY };
    const leases = createLeases(tableOf(), () => clock.at);
    const take = (ttl: number) => leases.acquire(1, { fingerprint: 'q', ttl }, false);
    const taken = async (ttl: number) => (await take(ttl)).lease as Lease;
    await leases.done(await taken(DAY), DAY);
    assert.equal((await take(DAY)).lease, null);
    await leases.done(await taken(10 * SECOND), 10 * SECOND);
    clock.at += 5 * SECOND;
    assert.equal((await take(10 * SECOND)).lease, null);
    clock.at -= 50 * SECOND;
    assert.equal((await take(10 * SECOND)).lease, null, 'clocks of nodes differ a little');
    clock.at -= 50 * DAY;
    const lease = await taken(10 * SECOND);
    assert.ok(lease, 'the clock was set right');
    clock.at -= DAY;
    assert.ok(await taken(10 * SECOND), 'and so it is for a lease that was taken before');
  });
});

describe('the schedule of sources', () => {
  const start = () => {
    const ends = new AbortController();
    const clock = { at: 0 };
    const asked: { id: number; force: boolean; end: (attempt: Attempt | Error) => Promise<unknown> }[] = [];
    const sleeping = new Map<() => void, number>();
    const schedule = createSchedule({
      refresher: {
        refresh: (id, { force }) => {
          const { promise, resolve, reject } = Promise.withResolvers<Attempt>();
          const end = (attempt: Attempt | Error) => {
            attempt instanceof Error ? reject(attempt) : resolve(attempt);
            return settled();
          };
          asked.push({ id, force, end });
          return promise;
        },
      },
      now: () => clock.at,
      later: (ms, run) => {
        sleeping.set(run, ms);
        return () => void sleeping.delete(run);
      },
      signal: ends.signal,
    });
    /** Lets all sleep until they are due. */
    const wake = (): void => {
      const due = [...sleeping.keys()];
      sleeping.clear();
      for (const run of due) run();
    };
    const answered = (dueAt: number | undefined): Attempt => ({ dueAt, isElsewhere: false });
    return { ends, clock, asked, sleeping, schedule, wake, answered };
  };
  const yes = () => true;
  const of = (id: number, workspaceId = 1) => ({ id, workspaceId });

  it('refreshes watched widgets when they are due, and forgets others', async () => {
    const { asked, sleeping, schedule, wake, answered, clock } = start();
    let isWatched = true;
    schedule.watch(of(1), () => isWatched);
    schedule.watch(of(1), () => isWatched);
    assert.deepEqual(
      asked.map(({ id, force }) => [id, force]),
      [[1, false]],
    );
    clock.at = 2 * SECOND;
    await asked[0]?.end(answered(5 * SECOND));
    schedule.watch(of(1), () => isWatched);
    assert.deepEqual([...sleeping.values(), asked.length], [3 * SECOND, 1]);
    wake();
    assert.equal(asked.length, 2);
    await asked[1]?.end(answered(2 ** 40));
    assert.deepEqual([...sleeping.values()], [2 ** 31 - 1]);
    isWatched = false;
    wake();
    assert.deepEqual([asked.length, sleeping.size], [2, 0]);
    void schedule.attempt(of(2), true);
    await asked[2]?.end(answered(9 * SECOND));
    assert.equal(sleeping.size, 0, 'nobody watches what was asked for once');
    schedule.watch(of(3), yes);
    await asked[3]?.end(answered(undefined));
    assert.equal(sleeping.size, 0, 'nothing fills it');
  });

  it('refreshes what has changed: at once, or after the running attempt', async () => {
    const { asked, sleeping, schedule, wake, answered } = start();
    for (const id of [1, 2]) schedule.watch(of(id), yes);
    for (const { end } of asked) await end(answered(300 * SECOND));
    schedule.again(2);
    assert.deepEqual([...sleeping.values()], [300 * SECOND, 0]);
    wake();
    schedule.again();
    for (const { end } of asked.slice(2)) await end(answered(300 * SECOND));
    assert.deepEqual([...sleeping.values()], [0, 0]);
    wake();
    for (const { end } of asked.slice(4)) await end(answered(300 * SECOND));
    assert.deepEqual([...sleeping.values()], [300 * SECOND, 300 * SECOND]);
  });

  it('shares one attempt among concurrent callers, and survives one that throws', async () => {
    const { asked, schedule } = start();
    const both = [schedule.attempt(of(1), false), schedule.attempt(of(1), true)];
    await asked[0]?.end(new Error('a fault'));
    for (const attempt of both) assert.equal((await attempt).dueAt, undefined);
    assert.deepEqual([asked.length, schedule.isRunning(1)], [1, false]);
  });

  it('serves other workspaces while all sources of one hang', async () => {
    const { asked, schedule, answered } = start();
    for (let id = 1; id <= 20; id += 1) schedule.watch(of(id), yes);
    const before = asked.length;
    schedule.watch(of(99, 2), yes);
    assert.deepEqual(
      asked.slice(before).map(({ id }) => id),
      [99],
    );
    await asked[0]?.end(answered(SECOND));
    assert.equal(asked.at(-1)?.id, before + 1);
  });

  it('closes after running attempts, and starts nothing afterwards', async () => {
    const { ends, asked, sleeping, schedule, wake, answered } = start();
    for (const id of [1, 2]) schedule.watch(of(id), yes);
    await asked[0]?.end(answered(SECOND));
    ends.abort();
    let isClosed = false;
    const closed = schedule.close().then(() => {
      isClosed = true;
    });
    await settled();
    assert.deepEqual([isClosed, sleeping.size], [false, 0]);
    await asked[1]?.end(answered(SECOND));
    await closed;
    wake();
    assert.deepEqual([asked.length, sleeping.size], [2, 0]);
  });
});

describe('results for a reader’s own parameters', () => {
  const start = (ttl = 300) => {
    const clock = { at: 0 };
    const asked: { answer: (data: unknown) => void; fail: (error: Error) => void }[] = [];
    const fill = () => {
      const { promise, resolve, reject } = Promise.withResolvers<Filling>();
      asked.push({ answer: (data) => resolve({ data } as Filling), fail: reject });
      return promise;
    };
    const variants = createVariants({ fill, now: () => clock.at, signal: new AbortController().signal });
    const source = { cache_ttl_seconds: ttl };
    const task = (id = 1) =>
      ({
        widget: { id, source } as unknown as Widget,
        dashboard: NOWHERE,
        source: {},
        question: { parameters: new Map(), filters: [], range: {} },
        datasets: [],
      }) as unknown as Task;
    const kept = (id?: number) => variants.known(task(id)) !== undefined;
    return { clock, asked, variants, task, kept };
  };

  it('are cached while fresh, a minute at most, and failures for five seconds', async () => {
    for (const [ttl, seconds] of [
      [300, 60],
      [10, 10],
    ] as const) {
      const { clock, asked, variants, task, kept } = start(ttl);
      const answer = variants.of(task());
      asked[0]?.answer({ value1: 1 });
      assert.deepEqual((await answer).data, { value1: 1 });
      await settled();
      clock.at += seconds * SECOND - 1;
      assert.ok(kept());
      clock.at += 1;
      assert.ok(!kept());
      void variants.of(task());
      asked[1]?.fail(new DomainError('unavailable', 'It does not answer.'));
      assert.equal((await variants.of(task())).sourceError, 'It does not answer.');
      await settled();
      clock.at += 5 * SECOND;
      assert.ok(!kept());
    }
  });

  it('are not cached for longer when the clock is set back', async () => {
    const { clock, asked, variants, task, kept } = start();
    const answer = variants.of(task());
    clock.at -= 3600 * SECOND;
    assert.equal(variants.of(task()), answer, 'it is running');
    asked[0]?.answer(1);
    await answer;
    await settled();
    assert.ok(kept());
    clock.at -= 3600 * SECOND;
    assert.ok(!kept());
  });

  it('can be forced to refresh, but not while a refresh is running', async () => {
    const { asked, variants, task } = start();
    const first = variants.of(task(), { force: true });
    assert.equal(variants.of(task(), { force: true }), first);
    let isSettled = false;
    const all = variants.settled().then(() => {
      isSettled = true;
    });
    await settled();
    assert.ok(!isSettled);
    asked[0]?.answer(1);
    await all;
    assert.equal(variants.of(task()), first);
    assert.notEqual(variants.of(task(), { force: true }), first);
    assert.equal(asked.length, 2);
  });

  it('are limited to five hundred and 32 MiB, and the oldest are dropped', async () => {
    const fillAll = async (count: number, data: unknown) => {
      const { asked, variants, task, kept } = start();
      for (let id = 0; id < count; id++) {
        void variants.of(task(id));
        asked[id]?.answer(data);
        await settled();
      }
      return Array.from({ length: count }, (_, id) => kept(id)).lastIndexOf(false) + 1;
    };
    assert.equal(await fillAll(502, null), 2);
    assert.equal(await fillAll(5, 'x'.repeat(4 * 1024 * 1024)), 2);
  });
});

describe('the limiter', () => {
  const start = (limits: LimiterOptions) => {
    const limiter = createLimiter(limits);
    const ends = new AbortController();
    const began: string[] = [];
    const finish = new Map<string, () => Promise<unknown>>();
    /** Asks to run under a name, whose first letter is its owner's. */
    const ask = (name: string): Promise<void> => {
      const { promise, resolve } = Promise.withResolvers<void>();
      finish.set(name, () => {
        resolve();
        return settled();
      });
      const run = () => {
        began.push(name);
        return promise;
      };
      return limiter(name.charCodeAt(0), run, ends.signal);
    };
    const end = async (name: string): Promise<string> => {
      const before = began.length;
      await finish.get(name)?.();
      return began.slice(before).join(' ');
    };
    return { ask, began, end, ends };
  };

  it('limits running and waiting tasks per owner, and refuses the rest', async () => {
    const { ask, began, end, ends } = start({ concurrency: 1, perWorkspace: 1, maxWaiting: 1 });
    const first = ask('a1');
    const second = ask('a2');
    await assert.rejects(ask('a3'), { code: 'unavailable' });
    const other = assert.rejects(ask('b1'), { name: 'AbortError' });
    assert.deepEqual(began, ['a1']);
    assert.equal(await end('a1'), 'a2');
    await first;
    ends.abort();
    assert.equal(await end('a2'), '');
    await Promise.all([second, other]);
  });

  it('leaves capacity for other owners', async () => {
    const { ask, began, end } = start({ concurrency: 4, perWorkspace: 2 });
    for (const name of ['a1', 'a2', 'a3', 'a4', 'b1']) void ask(name);
    assert.deepEqual(began, ['a1', 'a2', 'b1']);
    for (const name of ['c1', 'b2', 'c2']) void ask(name);
    assert.deepEqual(began, ['a1', 'a2', 'b1', 'c1']);
    assert.equal(await end('a1'), 'a3');
    assert.equal(await end('c1'), 'b2', 'each in turn');
    assert.equal(await end('a2'), 'c2');
    assert.equal(await end('c2'), 'a4');
    assert.equal(await end('a3'), '');
    void ask('a5');
    assert.equal(began.at(-1), 'a5', 'what is free is taken at once');
  });

  it('runs all tasks, never more at a time than the limits', () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.nat(9)), { maxLength: 20 }),
        async (concurrency, perWorkspace, asked) => {
          const { ask, began, end } = start({ concurrency, perWorkspace });
          const names = asked.map(([owner], index) => `${owner}${index}`);
          const all = names.map(ask);
          const ended: string[] = [];
          for (const [, choice] of asked) {
            const running = began.filter((name) => !ended.includes(name));
            const each = Map.groupBy(running, (name) => name[0]);
            assert.ok(running.length <= concurrency && [...each.values()].every((mine) => mine.length <= perWorkspace));
            const name = running[choice % running.length] as string;
            ended.push(name);
            await end(name);
          }
          await Promise.all(all);
          assert.deepEqual(began.toSorted(), names.toSorted());
        },
      ),
    ));
});

describe('waiting for a widget', () => {
  it('ends when it changed, or when any widget may have', async () => {
    const waiters = createWaiters();
    const [one, other] = [waiters.waitFor(1), waiters.waitFor(2)];
    waiters.notify(1);
    waiters.notify();
    assert.deepEqual(await Promise.all([one.changed, other.changed]), ['changed', 'unknown']);
  });
});
