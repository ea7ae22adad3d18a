import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { LiveAnswer } from '../../components/model/messages.ts';
import { markupToText } from '../../components/model/types/html.ts';
import { systemPrincipal } from '../../server/domain/rights.ts';
import { createHub } from '../../server/live/hub.ts';
import { createTextCache } from '../../server/render/text-cache.ts';
import { openTestApp, PASSWORD, type TestApp } from '../support/app.ts';
import { keyHeaders } from '../support/routes.ts';
import { countDataReads } from '../support/statements.ts';

/** Bytes that all asks together may take. */
const MAX_WEIGHT = 64 * 1024 * 1024;

describe('the cache of drawings', () => {
  it('is limited in size, however many ids a reader makes up', () => {
    const cache = createTextCache<string>(
      1000,
      () => 0,
      (text) => text.length,
    );
    for (let n = 0; n < 100; n += 1) cache.set(`id${n}`, 'x'.repeat(96), 10);
    const kept = Array.from({ length: 100 }, (_, n) => cache.get(`id${n}`)).filter((text) => text !== undefined);
    assert.equal(kept.length, 10);
    assert.ok(cache.get('id99'));
  });

  it('does not hold single entries that are too large, and counts replaced ones once', () => {
    const cache = createTextCache<string>(
      1000,
      () => 0,
      (text) => text.length,
    );
    cache.set('other', 'y', 10);
    assert.equal(cache.set('large', 'x'.repeat(1001), 10).length, 1001);
    assert.equal(cache.get('large'), undefined);
    for (let n = 0; n < 20; n += 1) cache.set('same', 'x'.repeat(500), 10);
    assert.equal(cache.get('same')?.length, 500);
    assert.equal(cache.get('other'), 'y');
  });

  it('survives a clock that is set back', () => {
    let now = 1_000_000;
    const cache = createTextCache<string>(
      1000,
      () => now,
      (text) => text.length,
    );
    cache.set('id', 'x', 10);
    now -= 500_000;
    assert.equal(cache.get('id'), undefined);
  });
});

describe('the memory for asks', { timeout: 60_000 }, () => {
  let app: TestApp;
  before(async () => {
    app = await openTestApp();
  });
  after(() => app.close());

  const ask = async (body: object): Promise<number> => {
    const response = await app.fetch('/live', { method: 'POST', body: JSON.stringify(body) });
    return (await response.text()).length;
  };
  const weightOf = async (body: object): Promise<number> => {
    const before = app.deps.hub.stats().weight;
    await ask(body);
    return app.deps.hub.stats().weight - before;
  };

  it('counts denied entries, which cost more than the request', async () => {
    assert.ok((await weightOf({ widgets: Array(1000).fill(null) })) >= 200 * 1000);
  });

  it('counts cached answers', async () => {
    const { openBoard, openWidget } = app.alpha;
    const principal = {
      via: 'system',
      workspaceId: openBoard.workspaceId,
      userId: 0,
      role: 'owner',
      scopes: ['*'],
    } as const;
    await app.domain.values.push(principal, openWidget.key, { value1: 1, text1: 'x'.repeat(100_000) });
    const own = { dashboards: [{ key: openBoard.key }], proof: ['own'] };
    const first = await weightOf(own);
    assert.ok(first < 20_000, 'nobody else asked for it yet');
    const second = await weightOf(own);
    assert.ok(second > 100_000);
    await app.domain.values.push(principal, openWidget.key, { value1: 1 });
    await ask(own);
    assert.ok((await weightOf(own)) <= 0);
  });

  it('makes room for a reader without dropping what that reader asks for', async () => {
    const { domain, store, bus, log } = app.deps;
    const hub = createHub({ domain, store, bus, log });
    const look = ({ key }: { key: string }, proof = '') =>
      hub.ask({ widgets: key ? [{ key }] : [], dashboards: [], proofs: [proof], credential: null });
    const [mine, big] = [app.alpha.openWidget, app.beta.openWidget];
    const data = { value1: 1, text1: 'x'.repeat(100_000) };
    await app.domain.values.push(systemPrincipal(big.workspaceId, 0), big.key, data);
    // The oldest entry would be forgotten first, and the last one exceeds the limit.
    await look(mine);
    await look(big);
    await look({ key: '' }, 'x'.repeat((MAX_WEIGHT - hub.stats().weight - 50_000) / 4));
    await look(big);
    assert.ok(hub.stats().weight > MAX_WEIGHT);
    await look(mine);
    assert.ok(hub.stats().weight <= MAX_WEIGHT);
    assert.equal(hub.stats().channels, 2, 'both widgets are still watched');
    await hub.close();
  });

  it('refuses asks that are too large, and keeps nothing of them', async () => {
    const { hub } = app.deps;
    const { views } = hub.stats();
    const large = { widgets: [], dashboards: [], proofs: ['x'.repeat(MAX_WEIGHT / 4)], credential: null };
    await assert.rejects(hub.ask(large), { code: 'unavailable' });
    assert.ok(hub.stats().weight <= MAX_WEIGHT && hub.stats().views <= views);
  });
});

describe('the data of widgets, a megabyte each,', () => {
  let app: TestApp;
  before(async () => {
    app = await openTestApp();
  });
  after(() => app.close());

  it('is read by no list that does not show it', async () => {
    const { openBoard: board, openWidget: widget, keys } = app.alpha;
    const body = new URLSearchParams({ login: 'alpha-owner', password: PASSWORD });
    const { headers } = await app.fetch('/admin/login', { method: 'POST', body });
    const cookie = `${headers.get('set-cookie')}`.split(';')[0] as string;
    const readsOf = async (dialect: string, path: string): Promise<number> => {
      using reads = countDataReads();
      const admitted = dialect === 'admin' ? { cookie } : keyHeaders(dialect, keys.owner.secret);
      assert.equal((await app.send({ path, headers: admitted })).status, 200, path);
      return reads.count;
    };
    const project = '/api/projects/@current';
    const lists: [dialect: string, path: string][] = [
      ['admin', '/admin/'],
      ['boardcharts', '/api/v2/dashboards'],
      ['boardcharts', `/api/v2/dashboards/${board.key}`],
      ['boardcharts', `/api/v2/dashboards/${board.key}/widgets`],
      ['ducksboard', '/api/dashboards/'],
      ['ducksboard', '/api/widgets/'],
      ['ducksboard', `/api/widgets/${widget.id}`],
      ['ducksboard', `/api/dashboards/${board.slug}/widgets/`],
      ['bi', '/api/v1/bi/dashboards'],
      ['bi', `/api/v1/bi/dashboards/${board.publicId}`],
      ['cards', '/api/dashboards'],
      ['cards', `/api/dashboards/${board.id}`],
      ['posthog', `${project}/dashboards/`],
      ['posthog', `${project}/insights/?offset=1000`],
    ];
    for (const [dialect, path] of lists) assert.equal(await readsOf(dialect, path), 0, path);
    assert.equal(await readsOf('boardcharts', `/api/v2/widgets/${widget.key}`), 1, 'it is counted');
    assert.equal(await readsOf('posthog', `${project}/insights/?limit=1`), 1, 'of one page only');
  });

  it('is read once for all who watch, whatever else changes', async () => {
    const { domain, hub } = app.deps;
    const { openBoard: board, openWidget: widget, workspace, users } = app.beta;
    const principal = systemPrincipal(workspace.id, users.owner.id);
    await domain.values.push(principal, widget.key, { value1: 7 });
    const size = (await domain.widgets.of(board)).length;
    const look = async (proof: string) => {
      using reads = countDataReads();
      const ask = { widgets: [], dashboards: [{ key: board.key }], proofs: [proof], credential: null };
      const { widgets, dashboards }: LiveAnswer = JSON.parse(await hub.ask(ask));
      const [found] = dashboards;
      const shown = widgets.find((each) => 'key' in each && each.key === widget.key);
      return [
        reads.count,
        size,
        widgets.length,
        shown && 'data' in shown && shown.data,
        found && 'name' in found && found.name,
      ];
    };
    const shown = (reads: number, value1: number, name = board.name) => [reads, size, size, { value1 }, name];
    assert.deepEqual(await look('one'), shown(1, 7));
    assert.deepEqual(await look('two'), shown(0, 7));
    await domain.dashboards.update(principal, board.key, { name: 'Renamed' });
    assert.deepEqual(await look('one'), shown(0, 7, 'Renamed'));
    await domain.values.push(principal, widget.key, { value1: 8 });
    assert.deepEqual(await look('three'), shown(0, 8, 'Renamed'));
    // By another process, and not heard of yet.
    const newer = { data: { value1: 9 }, version: 100 };
    await app.deps.store.widgets.update({ id: widget.id }, newer);
    assert.deepEqual(await look('four'), shown(1, 9, 'Renamed'));
    using reads = countDataReads();
    const body = JSON.stringify({ dashboard: { key: board.key }, params: {} });
    assert.equal((await app.fetch('/live/query', { method: 'POST', body })).status, 200);
    assert.equal(reads.count, 0, 'no widget has a source');
  });

  it('is read by no change that is not about it', async () => {
    const { openBoard, openWidget, board, workspace } = app.alpha;
    const { domain, store } = app.deps;
    const principal = systemPrincipal(workspace.id, app.alpha.users.owner.id);
    const times = { createdAt: 0, updatedAt: 0 };
    const own = { workspaceId: workspace.id, ...times };
    const account = await store.accounts.insert({ ...own, kind: 'x', username: 'x', credentialsSealed: '' });
    const table = { name: 'x', tableName: 'x', file: '', schema: [], rowCount: 0, bytes: 0 };
    const dataset = await store.datasets.insert({ ...own, ...table });
    const place = { x: 0, y: 50, w: 2, h: 2 };
    const page = await domain.pages.add(principal, openBoard, {});
    const changes: Record<string, () => Promise<unknown>> = {
      place: () => domain.widgets.create(principal, openBoard.key, { type: 'number' }),
      add: () => domain.cards.add(principal, openBoard, { type: 'text', ...place }),
      arrange: () => domain.cards.arrange(principal, openBoard, [{ id: openWidget.id, ...place, y: 70 }]),
      tile: () => domain.tiles.change(principal, openBoard, [{ id: openWidget.id, place: { x: 1 } }]),
      move: () => domain.tiles.move(principal, openWidget.id, openBoard, board),
      put: () => domain.slots.place(principal, [openWidget.id], () => ({ x: 3 })),
      push: () => domain.values.push(principal, openWidget.key, { value1: 1 }),
      'clear away': () => domain.widgets.remove(principal, openWidget.key),
      tokens: () => domain.sharing.tokensOf(principal, board.key),
      page: () => domain.pages.remove(principal, openBoard, page.number),
      account: () => domain.accounts.unlink(principal, account.id),
      dataset: () => domain.datasets.remove(principal, dataset.id),
      bin: async () => domain.insights.removeWith(await domain.boards.bin(principal, openBoard)),
      restore: () => domain.boards.restore(principal, openBoard.id),
    };
    for (const [name, change] of Object.entries(changes)) {
      using reads = countDataReads();
      await change();
      assert.equal(reads.count, 0, name);
    }
  });
});

describe('plain text of markup', () => {
  it('takes linear time', () => {
    // In quadratic time, as before, the first of these would take minutes.
    for (const piece of ['<i> ', '&#32;', '<br', '<script', '<!--', '</p', '\n<p> ', '&a', '<td>\t'])
      markupToText(piece.repeat(Math.floor((1024 * 1024) / piece.length)));
    assert.equal(markupToText('<p> a <b> b</b> </p>\n\n<ul><li>c &amp; d</li> <li> </li></ul> e '), 'a  b\nc & d\ne');
  });
});
