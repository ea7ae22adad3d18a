import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Call } from '../../server/http/call.ts';
import { withUpload } from '../../server/http/uploads.ts';

const of = (workspaceId: number) =>
  ({ principal: { workspaceId }, bytes: async () => Buffer.alloc(1) }) as unknown as Call;

describe('concurrent uploads', () => {
  const ends: (() => void)[] = [];
  const held: Promise<unknown>[] = [];
  /** One more of a workspace, held until its turn of `ends` comes. */
  const hold = (workspaceId: number) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    ends.push(resolve);
    held.push(withUpload(of(workspaceId), 1, () => promise));
  };
  const one = (workspaceId: number) => withUpload(of(workspaceId), 1, async ({ length }) => length);
  const refusal = { code: 'rate_limited', details: { retryAfter: 5 } };

  it('are limited to four per workspace and eight in total, and free their slot when they end', async () => {
    for (const workspaceId of [2, 2, 2, 1, 1, 1, 1]) hold(workspaceId);
    await assert.rejects(one(1), refusal);
    assert.equal(await one(2), 1, 'others have room');
    hold(3);
    for (const workspaceId of [2, 3, 4]) await assert.rejects(one(workspaceId), refusal);

    ends.at(3)?.();
    await held.at(3);
    assert.equal(await one(1), 1, 'what has ended makes room for its own workspace');
    assert.equal(await one(4), 1);
    for (const end of ends) end();
    await Promise.all(held);
  });

  it('free their slot when they fail, too', async () => {
    const failing = { ...of(1), bytes: () => Promise.reject(new Error('cut short')) } as unknown as Call;
    for (let index = 0; index < 9; index += 1)
      await assert.rejects(
        withUpload(failing, 1, async () => 0),
        /cut short/,
      );
    assert.equal(await one(1), 1);
  });
});
