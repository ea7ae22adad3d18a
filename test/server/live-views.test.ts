import assert from 'node:assert/strict';
import { afterEach, describe, it, mock } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { pino } from 'pino';
import type { LiveEntry } from '../../components/model/messages.ts';
import { signJwt } from '../../server/auth/jwt.ts';
import { DomainError } from '../../server/domain/errors.ts';
import type { Dashboard, Widget } from '../../server/domain/model.ts';
import { createChannels } from '../../server/live/channels.ts';
import type { Differences } from '../../server/live/differences.ts';
import type { Ask, ResolverDomain } from '../../server/live/resolve.ts';
import { newView, type View } from '../../server/live/state.ts';
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
  it('that were dropped are not looked up again for pending readers, since nothing would ever drop them again', async () => {
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
    views.release(view);
    assert.deepEqual([channels.size, views.size], [1, 1], 'the one that took its place stays');
    views.release(next);
    await nextTurn();
    assert.deepEqual([channels.size, views.size, views.weight], [0, 0, 0]);
    await views.close();
    await channels.close();
  });

  it('show what changed while they were looked up for the first time', async () => {
    const { views, lookup } = open();
    const first = views.at(ask);
    const read = await lookup();
    views.change({ kind: 'widget', widgetId: row.id, dashboardId: dashboard.id });
    read.resolve({ widget: row, dashboard });
    const view = await first;
    assert.ok(view.stale);
    (await lookup()).resolve({ widget: { ...row, title: 'Changed' }, dashboard });
    await view.checking;
    const [item] = view.items;
    assert.ok(item && 'channel' in item && item.channel.head.includes('Changed'));
    await views.close();
  });

  it('answer nobody with the state before a change that is being looked up', async () => {
    const { views, lookup } = open();
    const first = views.at(ask);
    (await lookup()).resolve({ widget: row, dashboard });
    const view = await first;
    views.change({ kind: 'dashboard', dashboardId: dashboard.id });
    const taken = await lookup();
    let isAnswered = false;
    const second = views.at(ask).finally(() => {
      isAnswered = true;
    });
    await nextTurn();
    assert.equal(isAnswered, false);
    taken.reject(new DomainError('revoked', 'gone'));
    (await lookup()).reject(new DomainError('revoked', 'gone'));
    const next = await second;
    assert.ok(view.over && next !== view);
    assert.equal('denial' in (next.items[0] ?? {}), true);
    await views.close();
  });

  it('have the data of a widget whose last viewer left while it was looked up', async () => {
    const { data: _, ...described } = row;
    const later = Promise.withResolvers<Dashboard>();
    const stored = { id: row.id, version: 1, data: { value1: 1 }, dataUpdatedAt: null };
    const list = async ({ id }: { id: number[] }) => id.map(() => stored);
    const log = pino({ level: 'silent' });
    const channels = createChannels({
      ...{ log, widgets: { list } as never, nextSeq: () => 1 },
      ...{ onData: () => {}, onHead: () => {} },
    });
    const domain = {
      sharing: { dashboard: (entry: LiveEntry) => ('token' in entry ? later.promise : dashboard) },
      dashboards: { pages: async () => [] },
      widgets: { of: async ({ id }: Dashboard) => (id === dashboard.id ? [described] : []) },
    } as unknown as ResolverDomain;
    const views = createViews({ domain, channels, log, now: () => 0, onDifference: () => {} });
    const board = { key: dashboard.key };
    const first = await views.at({ ...ask, widgets: [], dashboards: [board] });
    const second = views.at({ ...ask, widgets: [], dashboards: [board, { token: 'late' }] });
    await nextTurn();
    views.release(first);
    assert.equal(channels.size, 0);
    later.resolve({ ...dashboard, id: 2 });
    assert.equal((await second).channels.values().next().value?.data, '{"value1":1}');
    await views.close();
  });

  it('answer nobody with a lookup that is older than a change', async () => {
    const { views, lookup } = open();
    const first = views.at(ask);
    (await lookup()).resolve({ widget: row, dashboard });
    await first;
    const change = () => views.change({ kind: 'dashboard', dashboardId: dashboard.id });
    change();
    const early = await lookup();
    change();
    const second = views.at(ask);
    early.resolve({ widget: row, dashboard });
    (await lookup()).resolve({ widget: { ...row, title: 'Changed' }, dashboard });
    const [item] = (await second).items;
    assert.ok(item && 'channel' in item && item.channel.head.includes('Changed'));
    await views.close();
  });

  it('are not dropped while they are looked up for the first reader', async () => {
    const { views, lookup } = open();
    const first = views.at(ask);
    const begun = await lookup();
    views.sweep();
    begun.resolve({ widget: row, dashboard });
    assert.equal((await first).over, false);
    assert.equal(views.size, 1);
    views.sweep();
    assert.equal(views.size, 0);
  });

  /** Lookups that are answered at once, as `answer` says, and counted by what was asked for. */
  function quick() {
    mock.timers.enable({ apis: ['setTimeout'] });
    const log = pino({ level: 'silent' });
    const state = { time: 0, running: 0, most: 0, onAsked: (_name: string): void => {} };
    const asked: string[] = [];
    const differences: [View, Differences][] = [];
    const fails = new Map<string, Error>();
    async function answer(name: string): Promise<void> {
      asked.push(name);
      state.onAsked(name);
      state.most = Math.max(state.most, ++state.running);
      await nextTurn();
      state.running--;
      const error = fails.get(name);
      if (error) throw error;
    }
    const nameOf = (entry: LiveEntry) => ('token' in entry ? entry.token : entry.key);
    const domain = {
      sharing: {
        widget: (entry: LiveEntry) => answer(nameOf(entry)).then(() => ({ widget: row, dashboard })),
        dashboard: (entry: LiveEntry) => answer(nameOf(entry)).then(() => dashboard),
      },
      dashboards: { pages: async () => [] },
      widgets: { of: async () => [row] },
      people: { byApiKey: (key: string) => answer(key).then(() => ({ userId: 1 })) },
    } as unknown as ResolverDomain;
    const channels = createChannels({
      ...{ log, widgets: { list: async () => [] }, nextSeq: () => 1 },
      ...{ onData: () => {}, onHead: () => {} },
    });
    const onDifference = (view: View, difference: Differences) => void differences.push([view, difference]);
    const views = createViews({ domain, channels, log, now: () => state.time, onDifference });
    const settled = async () => {
      for (let turn = 0; turn < 60; turn++) await nextTurn();
    };
    return {
      ...{ asked, channels, differences, fails, state, views, settled },
      at: (parts: Partial<Ask>) => views.at({ widgets: [], dashboards: [], proofs: [], credential: null, ...parts }),
      async pass(ms: number): Promise<void> {
        await settled();
        mock.timers.tick(ms);
        await settled();
        mock.timers.tick(0);
        await settled();
      },
      /** What is asked for from now on. */
      async rechecks(what: () => void): Promise<string[]> {
        asked.length = 0;
        what();
        mock.timers.tick(0);
        await settled();
        return asked.splice(0).sort();
      },
    };
  }
  afterEach(() => mock.timers.reset());

  const silent = () => new DomainError('unavailable', 'the database does not answer');

  it('are looked up again after changes that may concern them, and after no others', async () => {
    const { at, fails, rechecks, views, channels } = quick();
    fails.set('denied', new DomainError('not_found', 'no'));
    await at({ widgets: [{ key: 'widget' }] });
    await at({ widgets: [{ token: 'embed' }] });
    await at({ dashboards: [{ key: 'board' }] });
    await at({ widgets: [{ key: 'denied' }] });
    await at({ widgets: [{ key: 'keyed' }], credential: { apiKey: 'sk' } });
    const all = ['board', 'denied', 'embed', 'keyed', 'sk', 'widget'];
    const guarded = ['denied', 'embed', 'keyed', 'sk'];
    const widget = (widgetId: number, dashboardId: number) => ({ kind: 'widget', widgetId, dashboardId }) as const;
    const others = ['embed', 'keyed', 'sk', 'widget'];
    const cases: [Parameters<typeof views.change>[0], string[]][] = [
      [{ kind: 'gap' }, all],
      [{ kind: 'access' }, guarded],
      [{ kind: 'dashboard', dashboardId: 1 }, all],
      [{ kind: 'dashboard', dashboardId: 2 }, ['denied']],
      [widget(7, 1), ['board', ...others]],
      [widget(7, 2), ['board', ...others]],
      [widget(8, 1), ['board']],
      [widget(8, 2), []],
      [{ kind: 'dataset', workspaceId: 1 }, []],
    ];
    for (const [change, expected] of cases)
      assert.deepEqual(await rechecks(() => views.change(change)), expected, JSON.stringify(change));
    assert.deepEqual(await rechecks(() => views.recheckRights()), guarded);
    views.sweep();
    assert.deepEqual([views.size, views.weight, channels.size], [0, 0, 0]);
    assert.deepEqual(await rechecks(() => views.change({ kind: 'gap' })), []);
  });

  it('know when their signed tokens expire, in order', async () => {
    const token = async (seconds: number) => ({ token: await signJwt({}, 'secret', 0, seconds) });
    const widgets = [await token(20), null, { key: 'k' }];
    const { tokenExpiries } = newView('', { ...ask, widgets, dashboards: [await token(10)] });
    assert.deepEqual(tokenExpiries, [10_000, 20_000]);
  });

  it('are looked up once for all readers within a second, and a few at a time', async () => {
    const { at, asked, rechecks, state, views } = quick();
    const entries = Array.from({ length: 40 }, (_, index) => ({ widgets: [{ key: `w${index}` }] }));
    for (const entry of entries) await Promise.all([at(entry), at(entry)]);
    state.time = 1000;
    for (const entry of entries) await at(entry);
    assert.equal(asked.length, 40);
    state.time = 1001;
    await at({ ...entries[0] });
    assert.equal(asked.length, 41);
    state.most = 0;
    assert.equal((await rechecks(() => views.change({ kind: 'gap' }))).length, 40);
    assert.equal(state.most, 16);
    state.time = 0;
    await views.close();
  });

  it('use no lookup that was made for another view before the latest change', async () => {
    const { at, differences, fails, pass, state, views } = quick();
    const shared = { token: 'shared' };
    await at({ widgets: [shared] });
    for (let other = 0; other < 20; other++) await at({ widgets: [{ key: `w${other}` }] });
    await at({ widgets: [shared, { key: 'more' }] });
    state.onAsked = (name) => {
      // By now, the first of the round has been answered, and the last has not been looked up.
      if (name !== 'w18') return;
      fails.set('shared', new DomainError('revoked', 'no'));
      views.change({ kind: 'access' });
    };
    views.change({ kind: 'gap' });
    await pass(0);
    const gone = differences
      .filter(([, { gone, reset }]) => gone.length > 0 || reset)
      .map(([view]) => view.ask.widgets);
    assert.equal(gone.filter(([first]) => first === shared).length, 2);
    await views.close();
  });

  it('are looked up at once for a reader who asks right after a change', async () => {
    const { at, asked, views } = quick();
    for (const count of [1, 2]) {
      await at({ widgets: [{ key: 'w' }] });
      assert.equal(asked.length, count);
      views.change({ kind: 'gap' });
    }
    await views.close();
  });

  it('are not looked up any more after they are closed', async () => {
    const { at, asked, fails, pass, state, views } = quick();
    for (let other = 0; other < 40; other++) await at({ widgets: [{ key: `w${other}` }] });
    asked.length = 0;
    for (let other = 0; other < 40; other++) fails.set(`w${other}`, silent());
    const closed: Promise<void>[] = [];
    state.onAsked = () => void (closed.length > 0 || closed.push(views.close()));
    views.change({ kind: 'gap' });
    await pass(0);
    await closed[0];
    views.change({ kind: 'gap' });
    await pass(5000);
    assert.equal(asked.length, 16, 'those that had begun');
  });

  it('answer nobody whose key could not be checked, and retry after a pause', async () => {
    const { at, asked, fails, pass, views } = quick();
    const ask = { widgets: [{ key: 'w' }], credential: { apiKey: 'sk' } };
    fails.set('sk', silent());
    await assert.rejects(at(ask), { code: 'unavailable' });
    await pass(999);
    assert.deepEqual(asked, ['sk']);
    await pass(1);
    assert.deepEqual(asked, ['sk', 'sk']);
    fails.clear();
    await pass(1000);
    assert.deepEqual(asked, ['sk', 'sk', 'sk', 'w']);
    await pass(5000);
    await at(ask);
    assert.equal(asked.length, 4);
    await views.close();
  });

  it('keep their state while the database does not answer, and retry for new readers', async () => {
    const { at, asked, differences, fails, pass, views } = quick();
    const ask = { widgets: [{ key: 'w' }], dashboards: [{ key: 'b' }] };
    const view = await at(ask);
    for (const name of ['w', 'b']) fails.set(name, silent());
    views.change({ kind: 'gap' });
    await pass(0);
    assert.ok(view.items.every((item) => 'channel' in item) && view.boards.every((board) => 'json' in board));
    assert.deepEqual(
      differences.map(([, difference]) => difference),
      [{ gone: [], reset: false, over: false }],
    );
    fails.clear();
    const before = asked.length;
    assert.equal(await at(ask), view);
    assert.equal(asked.length, before + 2);
    for (const name of ['w', 'b']) fails.set(name, new DomainError('revoked', 'no'));
    views.change({ kind: 'gap' });
    await pass(0);
    const over = differences.at(-1)?.[1];
    assert.deepEqual([over?.over, view.over, views.size], [true, true, 0]);
    assert.notEqual(await at(ask), view);
    await views.close();
  });
});
