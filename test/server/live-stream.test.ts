import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import type { Dashboard, Principal, Widget } from '../../server/domain/model.ts';
import { systemPrincipal } from '../../server/domain/rights.ts';
import { openTestApp, type TestApp } from '../support/app.ts';
import { openStream, type StreamReader } from '../support/stream.ts';

let app: TestApp;
let system: Principal;
const readers: StreamReader[] = [];
before(async () => {
  app = await openTestApp();
  system = systemPrincipal(app.alpha.workspace.id, app.alpha.users.owner.id);
});
afterEach(() => {
  for (const reader of readers.splice(0)) reader.close();
});
after(() => app.close());

async function subscribe(body: object, headers: Record<string, string> = {}): Promise<string> {
  const response = await app.fetch('/live', { method: 'POST', body: JSON.stringify(body), headers });
  assert.equal(response.status, 200);
  return ((await response.json()) as { stream: string }).stream;
}
async function open(path: string, lastEventId?: string): Promise<StreamReader> {
  const reader = await openStream(app.url + path, lastEventId);
  readers.push(reader);
  return reader;
}
const listen = async (body: object, headers?: Record<string, string>) => open(await subscribe(body, headers));
const push = (widget: Widget, value1: number) => app.domain.values.push(system, widget.key, { value1 });

async function openBoard(widgets = 1): Promise<{ board: Dashboard; widgets: Widget[] }> {
  const board = await app.domain.dashboards.create(system, { name: 'Board', isPrivate: false });
  const made: Widget[] = [];
  while (made.length < widgets) made.push(await app.domain.widgets.create(system, board.key, { type: 'number' }));
  return { board, widgets: made };
}
async function oneWidget(): Promise<{ board: Dashboard; widget: Widget }> {
  const { board, widgets } = await openBoard();
  return { board, widget: widgets[0] as Widget };
}

describe('GET /live/:id', { timeout: 60_000 }, () => {
  it('streams what is pushed, uncached and unbuffered', async () => {
    const { widget } = await oneWidget();
    const reader = await listen({ widgets: [{ key: widget.key }] });
    assert.equal(reader.status, 200);
    assert.equal(reader.headers['content-type'], 'text/event-stream; charset=utf-8');
    assert.match(reader.headers['cache-control'] ?? '', /no-transform/);
    assert.equal(reader.headers['x-accel-buffering'], 'no');
    assert.equal(reader.headers['access-control-allow-origin'], '*');
    const { version, dataUpdatedAt } = await push(widget, 7);
    const { event, id, data } = await reader.next();
    assert.equal(event, 'data');
    assert.match(id, /^\d+$/);
    assert.deepEqual(
      { ...data, data_updated_at: Date.parse(data.data_updated_at) },
      { key: widget.key, version, data: { value1: 7 }, data_updated_at: dataUpdatedAt },
    );
    const [retry = 0, ...more] = reader.retries;
    assert.ok(retry >= 1000 && retry <= 3000 && more.length === 0, `${reader.retries}`);
  });

  it('carries any text unharmed', async () => {
    const { widget } = await oneWidget();
    const reader = await listen({ widgets: [{ key: widget.key }] });
    const text1 = 'a\nb\r\n\n: c\u2028d\u2029data: e\0\u{1f600}';
    await app.domain.values.push(system, widget.key, { value1: 1, text1: text1.replace('\0', '') });
    assert.equal((await reader.next()).data.data.text1, text1.replace('\0', ''));
  });

  it('sends what happened between the answer and the stream', async () => {
    const { widget } = await oneWidget();
    const path = await subscribe({ widgets: [{ key: widget.key }] });
    await push(widget, 1);
    await push(widget, 2);
    assert.equal((await (await open(path)).next()).data.data.value1, 2);
  });

  it('streams a widget that was asked for twice once', async () => {
    const { widgets, board } = await openBoard(2);
    const [first, second] = widgets as [Widget, Widget];
    const { token } = await app.domain.sharing.createEmbedToken(first.key);
    const entries = [{ key: first.key }, { key: first.key }, { token }];
    const reader = await listen({ widgets: entries, dashboards: [{ key: board.key }] });
    await push(first, 1);
    await push(second, 2);
    await reader.next(({ data }) => data.key === second.key);
    assert.equal(reader.events.filter(({ data }) => data.key === first.key).length, 1);
  });

  it('coalesces bursts and ends on the latest', async () => {
    const { widget } = await oneWidget();
    const reader = await listen({ widgets: [{ key: widget.key }] });
    for (let value = 1; value <= 300; value++) await push(widget, value);
    await reader.next(({ data }) => data.data.value1 === 300);
    const first = Date.parse(reader.events[0]?.data.data_updated_at);
    const last = Date.parse(reader.events.at(-1)?.data.data_updated_at);
    assert.ok(reader.events.length <= 2 + (last - first) / 90, `${reader.events.length} events`);
    const versions = reader.events.map(({ data }) => data.version);
    assert.deepEqual(
      versions,
      [...versions].sort((a, b) => a - b),
    );
  });

  it('is 404 for an id that is not known', async () => {
    for (const id of ['nope', 'a'.repeat(5000), '%00', '..%2f']) {
      const response = await app.fetch(`/live/${id}`);
      assert.equal(response.status, 404);
      assert.equal(((await response.json()) as { error: { code: string } }).error.code, 'not_found');
      assert.equal(response.headers.get('access-control-allow-origin'), '*');
    }
  });

  it('does not open for HEAD', async () => {
    const path = await subscribe({ widgets: [{ key: app.alpha.openWidget.key }] });
    const response = await app.fetch(path, { method: 'HEAD' });
    assert.equal(response.status, 405);
    assert.equal(response.headers.get('allow'), 'GET, OPTIONS');
  });

  it('resumes after the last event id', async () => {
    const { widgets } = await openBoard(2);
    const [first, second] = widgets as [Widget, Widget];
    const path = await subscribe({ widgets: widgets.map(({ key }) => ({ key })) });
    const reader = await open(path);
    await push(first, 1);
    const { id } = await reader.next();
    reader.close();
    await push(second, 2);
    const resumed = await open(path, id);
    assert.equal((await resumed.next()).data.key, second.key);
    await push(first, 3);
    await resumed.next(({ data }) => data.key === first.key);
    assert.equal(resumed.events.length, 2);
  });

  it('treats an unknown event id as nothing seen', async () => {
    const { widget } = await oneWidget();
    const path = await subscribe({ widgets: [{ key: widget.key }] });
    const reader = await open(path);
    await push(widget, 1);
    await reader.next();
    reader.close();
    for (const id of ['0', '-1', 'x', '9007199254740991', '99999999999999999999', '1e3', '']) {
      const again = await open(path, id);
      assert.equal((await again.next()).data.data.value1, 1, id);
      again.close();
    }
  });

  it('gives the stream to the latest connection', async () => {
    const { widget } = await oneWidget();
    const path = await subscribe({ widgets: [{ key: widget.key }] });
    const first = await open(path);
    const second = await open(path);
    await first.ended;
    await push(widget, 1);
    assert.equal((await second.next()).data.data.value1, 1);
  });

  it('sends a changed title with everything needed to draw', async () => {
    const { widget } = await oneWidget();
    const reader = await listen({ widgets: [{ key: widget.key }] });
    await app.domain.widgets.update(system, widget.key, { title: 'New title' });
    const { event, data } = await reader.next();
    assert.equal(event, 'widget');
    assert.equal(data.title, 'New title');
    assert.equal(data.type, 'number');
    assert.ok('data' in data && 'version' in data && 'config' in data && 'refresh_interval' in data);
  });

  it('sends a changed title even if a clock was set back, or that of another node is behind', async (t) => {
    let clock = Date.now();
    const other = await openTestApp({ now: () => clock });
    t.after(() => other.close());
    const { widgets } = other.domain;
    const owner = systemPrincipal(other.alpha.workspace.id, other.alpha.users.owner.id);
    const { key } = await widgets.create(owner, other.alpha.board.key, { type: 'number' });
    const { token } = await other.domain.sharing.createEmbedToken(key);
    const ask = async () => {
      const response = await other.fetch('/live', { method: 'POST', body: JSON.stringify({ widgets: [{ token }] }) });
      return (await response.json()) as { stream: string; widgets: [{ title: string }] };
    };
    const reader = await openStream(other.url + (await ask()).stream);
    readers.push(reader);
    for (const [title, step] of Object.entries({ later: 2000, earlier: -1000 })) {
      clock += step;
      await widgets.update(owner, key, { title });
      assert.equal((await ask()).widgets[0].title, title);
      assert.equal((await reader.next()).data.title, title);
    }
  });

  it('resets a dashboard when a widget is added or moved', async () => {
    const { board, widgets } = await openBoard();
    const reader = await listen({ dashboards: [{ key: board.key }] });
    const added = await app.domain.widgets.create(system, board.key, { type: 'number' });
    assert.equal((await reader.next()).event, 'reset');
    await push(added, 4);
    assert.equal((await reader.next()).data.key, added.key);
    await app.domain.widgets.update(system, widgets[0]?.key as string, { x: 6, y: 9 });
    assert.equal((await reader.next()).event, 'reset');
  });

  it('resets a stream that was not open', async () => {
    const { widget } = await oneWidget();
    const path = await subscribe({ widgets: [{ key: widget.key }] });
    const reader = await open(path);
    await app.domain.widgets.update(system, widget.key, { title: 'A' });
    const { id } = await reader.next();
    reader.close();
    const watching = await listen({ widgets: [{ key: widget.key }] });
    await app.domain.widgets.update(system, widget.key, { title: 'B' });
    await watching.next(({ data }) => data.title === 'B');
    assert.equal((await (await open(path, id)).next()).event, 'reset');
  });

  it('gives everybody the same title after one of them has seen it', async () => {
    const { widget } = await oneWidget();
    const [alone, twice] = [[{ key: widget.key }], [{ key: widget.key }, { key: widget.key }]];
    const titleOf = async (widgets: object) => {
      const response = await app.fetch('/live', { method: 'POST', body: JSON.stringify({ widgets }) });
      return ((await response.json()) as { widgets: [{ title: string }] }).widgets[0].title;
    };
    for (const each of [alone, twice, twice]) assert.equal(await titleOf(each), '');
    // Another process changed it, without a notification so far.
    await app.deps.store.widgets.update({ id: widget.id }, { title: 'New' });
    const first = { widgets: [...alone, { key: 'a'.repeat(32) }] };
    assert.equal(await titleOf(first.widgets), 'New');
    assert.equal(await titleOf(twice), 'New');
  });

  it('refreshes widgets with a source as long as somebody watches, and no longer', async (t) => {
    const asked = t.mock.method(app.deps.sources, 'watch', () => {});
    const { board, widget } = await oneWidget();
    const fed = await app.domain.widgets.create(system, board.key, { type: 'number', source: { sql: 'select 1' } });
    const reader = await listen({ widgets: [{ key: widget.key }, { key: fed.key }] });
    const [[, isAskedFor], [widgets, isWatched]] = asked.mock.calls.map((call) => call.arguments) as [
      Parameters<typeof app.deps.sources.watch>,
      Parameters<typeof app.deps.sources.watch>,
    ];
    assert.deepEqual(
      [...widgets].map(({ id }) => id),
      [fed.id],
    );
    assert.deepEqual([isAskedFor(fed.id), isWatched(fed.id)], [true, true]);
    reader.close();
    while (app.deps.hub.stats().viewers > 0) await new Promise(setImmediate);
    assert.equal(isWatched(fed.id), false);
  });

  it('says why a widget is gone, and ends when nothing is left', async () => {
    const { board, widgets } = await openBoard(2);
    const [first, second] = widgets as [Widget, Widget];
    const reader = await listen({ dashboards: [{ key: board.key }] });
    await app.domain.widgets.remove(system, first.key);
    const gone = await reader.next();
    assert.deepEqual([gone.event, gone.data], ['gone', { key: first.key, reason: 'deleted' }]);
    await app.domain.dashboards.update(system, board.key, { isPrivate: true });
    const lost = [await reader.next(), await reader.next()];
    assert.deepEqual(
      new Set(lost.map(({ data }) => `${data.key} ${data.reason}`)),
      new Set([`${board.key} private`, `${second.key} private`]),
    );
    await reader.ended;
    assert.equal(reader.events.length, 3);
  });

  it('removes a widget with the dashboard that it was moved to', async () => {
    const [{ board: from, widget }, { board: to }] = [await oneWidget(), await openBoard(0)];
    const [reader, watching] = [await listen({ widgets: [{ key: widget.key }] }), await listen({ dashboards: [to] })];
    await app.domain.tiles.move(system, widget.id, from, to);
    await watching.next(({ event }) => event === 'reset');
    await app.domain.dashboards.update(system, to.key, { isPrivate: true });
    assert.deepEqual((await reader.next()).data, { key: widget.key, reason: 'private' });
    await reader.ended;
  });

  it('keeps a dashboard when another of its tokens is still valid', async () => {
    const { board, widgets } = await openBoard();
    const make = () => app.domain.sharing.createAccessToken(board.key);
    const [lost, kept] = [await make(), await make()];
    const reader = await listen({ dashboards: [{ token: lost.token }, { token: kept.token }] });
    await app.domain.sharing.revoke(lost.token);
    assert.equal((await reader.next()).event, 'reset');
    await push(widgets[0] as Widget, 1);
    assert.equal((await reader.next()).event, 'data');
  });

  it('closes what a revoked token or a deactivated key had opened, and nothing else', async () => {
    const { widget } = await oneWidget();
    const { token } = await app.domain.sharing.createEmbedToken(app.alpha.widget.key);
    const { id, secret } = await app.domain.people.createKey({
      workspace: 'alpha',
      user: 'alpha-owner',
      name: 'soon gone',
      scopes: ['*'],
    });
    const byToken = await listen({ widgets: [{ token }, { key: widget.key }] });
    const path = await subscribe({ widgets: [{ token }] });
    const alone = await open(path);
    const byKey = await listen({ widgets: [{ key: app.alpha.widget.key }] }, { authorization: `Bearer ${secret}` });
    const other = await listen({ widgets: [{ key: widget.key }] });

    await app.domain.sharing.revoke(token);
    assert.deepEqual((await byToken.next()).data, { key: app.alpha.widget.key, reason: 'revoked' });
    await alone.ended;
    assert.equal(alone.events.at(-1)?.data.reason, 'revoked');
    assert.equal((await open(path)).status, 404);
    await push(widget, 5);
    assert.equal((await byToken.next()).data.key, widget.key);

    await app.domain.people.deactivateKey(id);
    await byKey.ended;
    assert.equal(byKey.events.at(-1)?.data.reason, 'revoked');
    await other.next();
    assert.deepEqual(
      other.events.map(({ event }) => event),
      ['data'],
    );
  });

  it('resets readers who were refused once it is allowed', async () => {
    const { board, widget } = await oneWidget();
    await app.domain.dashboards.update(system, board.key, { isPrivate: true });
    const reader = await listen({ widgets: [{ key: widget.key }] });
    await app.domain.dashboards.update(system, board.key, { isPrivate: false });
    assert.equal((await reader.next()).event, 'reset');
  });

  it('reads a dashboard of 1,000 widgets in a handful of queries', async (t) => {
    const { board } = await openBoard(0);
    const rows = await app.deps.store.widgets.list({ id: app.alpha.openWidget.id });
    const { id: _, ...template } = rows[0] as Widget;
    const [page] = await app.domain.dashboards.pages(board);
    await app.deps.store.transaction(async (tables) => {
      for (let n = 0; n < 1000; n++) {
        const key = n.toString(16).padStart(32, '0');
        const place = { dashboardId: board.id, pageId: page?.id ?? 0, publicId: `wid-${key}` };
        await tables.widgets.insert({ ...template, ...place, key });
      }
    });
    const single = t.mock.method(app.deps.store.widgets, 'get');
    const list = t.mock.method(app.deps.store.widgets, 'list');
    const response = await app.fetch('/live', {
      method: 'POST',
      body: JSON.stringify({ dashboards: [{ key: board.key }] }),
    });
    const { widgets } = (await response.json()) as { widgets: unknown[] };
    assert.equal(widgets.length, 1000);
    assert.ok(single.mock.callCount() + list.mock.callCount() < 5);
  });

  it('lets a slow reader miss steps but not the latest state, without delaying others', async () => {
    const { widget } = await oneWidget();
    const path = await subscribe({ widgets: [{ key: widget.key }] });
    const slow = await open(path);
    const quick = await listen({ widgets: [{ key: widget.key }] });
    slow.pause();
    const text1 = 'x'.repeat(200_000);
    let value = 0;
    while (app.deps.hub.stats().lagging === 0) {
      value++;
      await app.domain.values.push(system, widget.key, { value1: value, text1 });
      await quick.next(({ data }) => data.data.value1 === value);
    }
    for (let more = 0; more < 5; more++) {
      value++;
      await app.domain.values.push(system, widget.key, { value1: value, text1 });
      await quick.next(({ data }) => data.data.value1 === value);
    }
    slow.resume();
    await slow.next(({ data }) => data.data.value1 === value);
    assert.ok(slow.events.length < quick.events.length);
    assert.equal(app.deps.hub.stats().lagging, 0);
    slow.pause();
    while (app.deps.hub.stats().lagging === 0) {
      await app.domain.values.push(system, widget.key, { value1: ++value, text1 });
      await quick.next(({ data }) => data.data.value1 === value);
    }
    const again = await open(path, quick.events.at(-1)?.id);
    await push(widget, ++value);
    assert.equal((await again.next()).data.data.value1, value, 'what the stream before was behind with is forgotten');
  });
});

describe('closing', { timeout: 60_000 }, () => {
  it('ends streams with a reconnect delay, and accepts no new ones', async () => {
    const own = await openTestApp();
    after(() => own.close());
    const ask = async () => {
      const body = JSON.stringify({ widgets: [{ key: own.alpha.openWidget.key }] });
      const answer = await own.fetch('/live', { method: 'POST', body });
      return ((await answer.json()) as { stream: string }).stream;
    };
    const [opened, unopened] = [await ask(), await ask()];
    const reader = await openStream(own.url + opened);
    await own.deps.hub.close();
    await reader.ended;
    assert.equal((await own.fetch(unopened)).status, 503);
    const [, retry = 0] = reader.retries;
    assert.ok(retry >= 500 && retry <= 2500, String(retry));
    const late = await own.fetch('/live', { method: 'POST', body: '{}' });
    assert.equal(late.status, 503);
    assert.equal(late.headers.get('retry-after'), '1');
  });
});
