import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { markupToText } from '../../components/model/types/html.ts';
import { systemPrincipal } from '../../server/domain/rights.ts';
import { createHub } from '../../server/live/hub.ts';
import { createTextCache } from '../../server/render/text-cache.ts';
import { openTestApp, type TestApp } from '../support/app.ts';

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
    // What is asked first would be the first to be forgotten, and the answer that is kept at the end is too much.
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

describe('plain text of markup', () => {
  it('takes linear time', () => {
    // By its square, as it was, the first of these takes minutes.
    for (const piece of ['<i> ', '&#32;', '<br', '<script', '<!--', '</p', '\n<p> ', '&a', '<td>\t'])
      markupToText(piece.repeat(Math.floor((1024 * 1024) / piece.length)));
    assert.equal(markupToText('<p> a <b> b</b> </p>\n\n<ul><li>c &amp; d</li> <li> </li></ul> e '), 'a  b\nc & d\ne');
  });
});
