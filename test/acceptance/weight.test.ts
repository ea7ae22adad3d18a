import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { Page } from 'puppeteer-core';
import { openScene, type Scene, untilShown } from './scene.ts';

interface Seen {
  url: string;
  type: string;
  /** Bytes after gzip at level 9, whatever the server's own compression did. */
  gzip: number;
  sent: number;
}

/** Everything a page asked the server for, in order, with what it would weigh compressed. */
async function record(page: Page, origin: string): Promise<{ seen: Seen[]; settle(): Promise<void> }> {
  const seen: Seen[] = [];
  const pending: Promise<void>[] = [];
  const client = await page.createCDPSession();
  await client.send('Network.enable');
  const asked = new Map<string, Seen>();
  client.on('Network.requestWillBeSent', ({ requestId, request, type = '' }) => {
    if (!request.url.startsWith(origin)) return;
    const entry = { url: request.url.slice(origin.length), type, gzip: 0, sent: performance.now() };
    asked.set(requestId, entry);
    seen.push(entry);
  });
  client.on('Network.loadingFinished', ({ requestId }) => {
    const entry = asked.get(requestId);
    if (!entry) return;
    pending.push(
      client.send('Network.getResponseBody', { requestId }).then(({ body, base64Encoded }) => {
        entry.gzip = gzipSync(Buffer.from(body, base64Encoded ? 'base64' : 'utf8'), { level: 9 }).length;
      }),
    );
  });
  return {
    seen,
    async settle() {
      await page.waitForNetworkIdle({ idleTime: 500, timeout: 5000 }).catch(() => undefined);
      await Promise.all(pending);
    },
  };
}

const total = (entries: Seen[]): number => entries.reduce((sum, { gzip }) => sum + gzip, 0);

describe('a page with numbers only', () => {
  let scene: Scene;

  before(async () => {
    scene = await openScene();
  });
  after(() => scene.close());

  it('draws its figures after 3 requests and 8 KB of script, and loads 12 KB in all', async () => {
    const tokens = await Promise.all([scene.token('number'), scene.token('number'), scene.token('number')]);
    await scene.push('number', { value1: 512 });
    const page = await scene.browser.newPage();
    const { seen, settle } = await record(page, scene.server.url);
    const markup = tokens.map(({ token }) => `<bc-widget token="${token}"></bc-widget>`).join('');
    await page.goto(
      scene.host.serve('/numbers', {
        html: `<!doctype html><title>Numbers</title><script type="module" src="${scene.server.url}/bc.js"></script>${markup}`,
      }),
    );
    await untilShown(page, '512', 'bc-widget:last-of-type');
    const drawn = seen.length;
    const list = (entries: Seen[]) => entries.map(({ url, gzip }) => `${gzip} ${url}`).join('\n');
    await settle();
    const scripts = seen.filter(({ url }) => /\.js(?:\?|$)/.test(url));
    const posts = seen.filter(({ url }) => url === '/live');
    assert.equal(posts.length, 1, `one POST for three widgets:\n${list(seen)}`);
    // the stream opens once the figures are there: it is the last request, and the only one after the third
    const before = seen.slice(0, drawn).filter(({ url }) => !/^\/live\/./.test(url));
    const early = before.slice(0, before.indexOf(posts[0] as Seen) + 1);
    assert.ok(early.length <= 3, `requests up to the answer that is drawn:\n${list(early)}`);
    const needed = scripts.filter((entry) => early.includes(entry));
    assert.ok(total(needed) <= 8192, `script until the figures are drawn, ${total(needed)} B:\n${list(needed)}`);
    assert.ok(total(scripts) <= 12_288, `script in all, ${total(scripts)} B:\n${list(scripts)}`);
    assert.equal(seen.filter(({ url }) => /^\/live\/./.test(url)).length, 1, `one stream:\n${list(seen)}`);
    await page.close();
  });

  it('moves nothing else on the page while it loads (CLS 0)', async () => {
    const { snippets } = await scene.token('number');
    const page = await scene.browser.newPage();
    await page.evaluateOnNewDocument(() => {
      const record = globalThis as unknown as { shift: number };
      record.shift = 0;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) record.shift += (entry as unknown as { value: number }).value;
      }).observe({ type: 'layout-shift', buffered: true });
    });
    const board = await scene.server.cli('token', 'create', '--dashboard', scene.dashboard);
    const html = `<!doctype html><title>Shift</title><p>above</p>${snippets.element}<p>between</p>`;
    await page.goto(scene.host.serve('/shift', { html: `${html}${snippets.script}<p>below</p>` }));
    await scene.push('number', { value1: 622 });
    await untilShown(page, '622', 'bc-widget');
    await new Promise((resolve) => setTimeout(resolve, 300));
    const shift = () => page.evaluate(() => (globalThis as unknown as { shift: number }).shift);
    assert.equal(await shift(), 0);
    await page.goto(`${scene.server.url}/public/${board.token}/`, { waitUntil: 'load' });
    await untilShown(page, '622');
    await page.waitForNetworkIdle({ idleTime: 500, timeout: 5000 }).catch(() => undefined);
    assert.equal(await shift(), 0, 'the public page');
    await page.close();
  });
});
