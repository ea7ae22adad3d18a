import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { createPool, type Pool, type PoolOptions } from '../../server/sources/duckdb/pool.ts';
import { makingRoomFor, nextOf } from '../../server/sources/duckdb/turns.ts';
import { FairQueue } from '../../server/sources/queue.ts';
import { FOREVER } from '../support/datasets.ts';
import { failsWith } from '../support/domain.ts';

/** Jobs in the order in which they began; those of capital workspaces are slow. */
const jobs = (names: string) =>
  [...names].map((name, index) => {
    return { workspaceId: name.toLowerCase().charCodeAt(0), isSlow: name !== name.toLowerCase(), index };
  });
const ids = (names: string) => jobs(names).map(({ workspaceId }) => workspaceId);

describe('the turns of workspaces', () => {
  for (const [waiting, running, next] of [
    ['', 'aa', undefined],
    ['ab', '', 'a'],
    ['ab', 'a', 'b'],
    ['ba', 'a', 'b'],
    ['abc', 'ab', 'c'],
    ['ba', 'aab', 'b'],
    ['ba', 'ab', 'b'],
    ['a', 'a', 'a'],
  ] as const)
    it(`are ${next ?? 'nobody'}’s when ${waiting || 'nobody'} waits and ${running || 'nothing'} runs`, () => {
      assert.equal(nextOf(ids(waiting), jobs(running)), next && ids(next)[0]);
    });

  for (const [running, waiting, index] of [
    ['AA', 'b', 1],
    ['AA', 'a', undefined],
    ['AB', 'c', undefined],
    ['aA', 'b', 1],
    ['Aa', 'b', undefined],
    ['aa', 'b', undefined],
    ['AAB', 'b', undefined],
    ['AAB', 'c', 1],
    ['AAAB', 'b', 2],
    ['', 'a', undefined],
  ] as const)
    it(`take ${index === undefined ? 'nothing' : `job ${index + 1}`} of ${running || 'nothing'} away for ${waiting}`, () => {
      assert.equal(makingRoomFor(ids(waiting)[0] as number, jobs(running))?.index, index);
    });

  it('begin with what was put back, in each workspace', () => {
    const queue = new FairQueue<string>({ total: 3, perWorkspace: 2 });
    for (const item of ['a1', 'a2', 'b1']) queue.add(item.charCodeAt(0), item);
    const first = queue.take();
    queue.putBack(ids('a')[0] as number, first as string);
    queue.putBack(ids('c')[0] as number, 'c1');
    assert.deepEqual([queue.size, ...queue.workspaces], [4, ...ids('bac')]);
    assert.deepEqual(
      [queue.take(), queue.take(), queue.take(), queue.take(), queue.take()],
      'b1 a1 c1 a2 '.split(' ').map((each) => each || undefined),
    );
  });
});

describe('the pool', { timeout: 20_000 }, () => {
  const crashes: object[] = [];
  const pools: Pool[] = [];
  afterEach(() => Promise.all(pools.splice(0).map((pool) => pool.close())));
  function open(options: Partial<PoolOptions>): Pool {
    const onCrash = (crash: object) => crashes.push(crash);
    const times = { wallTime: 600_000, slowTime: 600_000, idleTime: 600_000 };
    const pool = createPool({ size: 2, ...times, onCrash, ...options });
    pools.push(pool);
    return pool;
  }
  async function ask(pool: Pool, workspaceId: number, sql: string, signal?: AbortSignal) {
    const common = { kind: 'query', directory: '/nowhere', tables: [], values: {}, maxRows: 1 } as const;
    const reply = await pool.run(workspaceId, { ...common, sql }, signal);
    return 'result' in reply && reply.result && 'rows' in reply.result ? reply.result.rows[0]?.[0] : reply;
  }

  it('answers a workspace while slow queries of another are at work, and these in the end', async () => {
    const pool = open({ slowTime: 0 });
    const over = new AbortController();
    const order: unknown[] = [];
    const endless = assert.rejects(ask(pool, 1, FOREVER, over.signal), { message: 'over' });
    // All of them are asked before the first worker runs, so that 2 has begun and must begin again.
    const others = [ask(pool, 1, 'select 2'), ask(pool, 1, 'select 3'), ask(pool, 2, 'select 1')];
    await Promise.all(others.map(async (answer) => order.push(await answer)));
    assert.deepEqual([order, pool.atWork(), pool.pids().length, crashes], [[1, 2, 3], 1, 2, []]);
    over.abort(new Error('over'));
    await endless;
  });

  it('forgets what made room when its caller leaves, and when it closes', async () => {
    const pool = open({ slowTime: 0 });
    const gone = new AbortController();
    const first = ask(pool, 1, FOREVER);
    const second = ask(pool, 1, FOREVER, gone.signal);
    const third = ask(pool, 1, FOREVER);
    const began = pool.pids();
    const [left, closed] = [assert.rejects(second, { message: 'gone' }), Promise.allSettled([first, third])];
    const endless = assert.rejects(ask(pool, 2, FOREVER), failsWith('unavailable'));
    while (began.every((pid) => pool.pids().includes(pid))) await new Promise(setImmediate);
    gone.abort(new Error('gone'));
    await left;
    await pool.close();
    for (const each of await closed) assert.ok(each.status === 'rejected' && failsWith('unavailable')(each.reason));
    await endless;
    assert.deepEqual([pool.pids(), crashes], [[], []]);
  });

  it('lets nothing wait for longer than it may, whatever runs', async () => {
    const pool = open({ size: 1, waitTime: 0 });
    const over = new AbortController();
    const endless = assert.rejects(ask(pool, 1, FOREVER, over.signal), { message: 'over' });
    await assert.rejects(ask(pool, 1, 'select 1'), failsWith('rate_limited'));
    await assert.rejects(ask(pool, 2, 'select 1'), failsWith('rate_limited'));
    assert.equal(pool.atWork(), 1);
    over.abort(new Error('over'));
    await endless;
  });
});
