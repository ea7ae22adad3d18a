import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { pino } from 'pino';
import { DomainError } from '../../server/domain/errors.ts';
import type { Dashboard, Widget } from '../../server/domain/model.ts';
import { createChannels } from '../../server/live/channels.ts';
import type { Ask, ResolverDomain } from '../../server/live/resolve.ts';
import { createViews } from '../../server/live/views.ts';

const dashboard = { id: 1, key: 'd'.repeat(32), updatedAt: 1, refreshInterval: 60 } as Dashboard;
const widget = { id: 7, key: 'w'.repeat(32), dashboardId: 1, type: 'number', title: '', config: {} } as Widget;
const row: Widget = { ...widget, data: null, dataUpdatedAt: null, version: 1, updatedAt: 1, sourceError: null };
const ask: Ask = { widgets: [{ key: row.key }], dashboards: [], proofs: [], credential: null };

/** Lookups that wait until they are answered, each in its own time. */
function open() {
  const log = pino({ level: 'silent' });
  const lookups: PromiseWithResolvers<{ widget: Widget; dashboard: Dashboard }>[] = [];
  const waiting: (() => void)[] = [];
  const sharing = {
    widget() {
      const lookup = Promise.withResolvers<{ widget: Widget; dashboard: Dashboard }>();
      lookups.push(lookup);
      for (const wake of waiting.splice(0)) wake();
      return lookup.promise;
    },
  };
  const channels = createChannels({
    ...{ log, widgets: { list: async () => [] }, nextSeq: () => 1 },
    ...{ onData: () => {}, onHead: () => {} },
  });
  const domain = { sharing } as unknown as ResolverDomain;
  const views = createViews({ domain, channels, log, now: () => 0, onDifference: () => {} });
  return {
    channels,
    views,
    async lookup(): Promise<PromiseWithResolvers<{ widget: Widget; dashboard: Dashboard }>> {
      while (lookups.length === 0) await new Promise<void>((resolve) => waiting.push(resolve));
      return lookups.shift() as PromiseWithResolvers<{ widget: Widget; dashboard: Dashboard }>;
    },
  };
}

describe('views', { timeout: 60_000 }, () => {
  it('that were taken away are not looked up again for those who wait: nothing would ever forget them', async () => {
    const { channels, views, lookup } = open();
    const first = views.at(ask);
    (await lookup()).resolve({ widget: row, dashboard });
    const view = await first;
    views.change({ kind: 'dashboard', dashboardId: dashboard.id });
    const taken = await lookup();
    views.change({ kind: 'dashboard', dashboardId: dashboard.id });
    const second = views.at(ask);
    taken.reject(new DomainError('not_found', 'gone'));
    (await lookup()).resolve({ widget: row, dashboard });
    const next = await second;
    assert.ok(view.over && next !== view);
    assert.equal(channels.size, 1);
    views.release(next);
    await nextTurn();
    assert.deepEqual([channels.size, views.size, views.weight], [0, 0, 0]);
    await views.close();
    await channels.close();
  });
});
