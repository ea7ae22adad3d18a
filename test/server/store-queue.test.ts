import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Commit, Engine } from '../../server/store/engine.ts';
import { createWriter } from '../../server/store/writer.ts';
import { failsWith } from '../support/domain.ts';

it('refuses pushes while 64 MiB wait for the disk, and takes them again once those are written', async () => {
  const commits: Commit[] = [];
  const commit: Engine['commit'] = async (whole) => {
    commits.push(whole);
    return new Map(whole.updates.map(({ widgetId }) => [widgetId, 1]));
  };
  const writer = createWriter({ commit } as Engine, { warn: () => {} });
  const data = 'x'.repeat(2 ** 20);
  for (let round = 0; round < 2; round += 1) {
    commits.length = 0;
    const pushes = Array.from({ length: 63 }, (_, widgetId) => writer.push({ widgetId, data, at: 1 }));
    await assert.rejects(writer.push({ widgetId: 63, data, at: 1 }), failsWith('unavailable'));
    await Promise.all(pushes);
    assert.deepEqual(
      commits.map(({ updates }) => updates.length),
      Array.from({ length: 8 }, (_, index) => (index < 7 ? 8 : 7)),
      'and no transaction is larger than 8 MiB',
    );
  }
});
