import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { Page } from 'puppeteer-core';
import { PATIENCE } from '../support/patience.ts';
import { openScene, type Scene, untilShown } from './scene.ts';

interface Seen {
  url: string;
  type: string;
  /** Bytes after gzip at level 9, whatever the server's own compression did. */
  gzip: number;
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
    const entry = { url: request.url.slice(origin.length), type, gzip: 0 };
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
      await rest(page);
      await Promise.all(pending);
    },
  };
}

/** Waits until nothing is loaded any more; the streams of an element and of a frame stay open. */
const rest = (page: Page): Promise<void> =>
  page.waitForNetworkIdle({ idleTime: 500, concurrency: 2, timeout: PATIENCE });

/** Runs in the page: in the task that puts the last figure there, notes what had been loaded by then. */
function noteWhenDrawn(): void {
  const look = (): void => {
    if ('loadedWhenDrawn' in globalThis) return;
    const widgets = document.querySelectorAll('bc-widget');
    const view = widgets[widgets.length - 1]?.shadowRoot?.querySelector('bc-number');
    if (!view?.shadowRoot?.textContent?.includes('512')) return;
    const now = performance.now();
    const entries = performance.getEntriesByType('resource') as PerformanceResourceTiming[];
    const loaded = entries.filter(({ responseEnd }) => responseEnd > 0 && responseEnd <= now).map(({ name }) => name);
    Object.assign(globalThis, { loadedWhenDrawn: loaded });
  };
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (options) {
    const root = attach.call(this, options);
    new MutationObserver(look).observe(root, { childList: true, characterData: true, subtree: true });
    return root;
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
    const tokens = [await scene.token('number'), await scene.token('number'), await scene.token('number')];
    await scene.push('number', { value1: 512 });
    const page = await scene.browser.newPage();
    await page.evaluateOnNewDocument(noteWhenDrawn);
    const { seen, settle } = await record(page, scene.server.url);
    const markup = tokens.map(({ token }) => `<bc-widget token="${token}"></bc-widget>`).join('');
    await page.goto(
      scene.host.serve('/numbers', {
        html: `<!doctype html><title>Numbers</title><script type="module" src="${scene.server.url}/bc.js"></script>${markup}`,
      }),
    );
    await untilShown(page, '512', 'bc-widget:last-of-type');
    const drawn = await page.waitForFunction('window.loadedWhenDrawn', { polling: 50, timeout: PATIENCE });
    const loaded = (await drawn.jsonValue()) as string[];
    await settle();
    const list = (entries: Seen[]): string => entries.map(({ url, gzip }) => `${gzip} ${url}`).join('\n');
    const needed = seen.filter(({ url }) => loaded.includes(scene.server.url + url));
    const scripts = seen.filter(({ url }) => url.endsWith('.js'));
    assert.ok(needed.length <= 3, `loaded when the figures were drawn:\n${list(needed)}`);
    const start = total(needed.filter((entry) => scripts.includes(entry)));
    assert.ok(start <= 8192, `script loaded when the figures were drawn, ${start} B:\n${list(needed)}`);
    assert.ok(total(scripts) <= 12_288, `script in all, ${total(scripts)} B:\n${list(scripts)}`);
    assert.equal(seen.filter(({ url }) => url === '/live').length, 1, `one POST for all widgets:\n${list(seen)}`);
    assert.equal(seen.filter(({ url }) => url.startsWith('/live/')).length, 1, `one stream for all:\n${list(seen)}`);
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
    // undefined elements have no size: the one rule that a page needs to reserve the space
    const place = '<style>bc-widget:not(:defined) { display: block; block-size: 11rem }</style>';
    const html = `<!doctype html><title>Shift</title>${place}<p>above</p>${snippets.element}<p>between</p>`;
    await scene.push('number', { value1: 622 });
    await page.goto(scene.host.serve('/shift', { html: `${html}${snippets.iframe}<p>below</p>` }));
    await untilShown(page, '622', 'bc-widget');
    await rest(page);
    const shift = () => page.evaluate(() => (globalThis as unknown as { shift: number }).shift);
    assert.equal(await shift(), 0);
    const { dashboards } = (await scene.server.api('GET', '/api/v2/dashboards/')).json;
    assert.equal(dashboards.length, 2);
    for (const { key, name } of dashboards) {
      const board = await scene.server.cli('token', 'create', '--dashboard', key);
      await page.goto(`${scene.server.url}/public/${board.token}/`, { waitUntil: 'load' });
      await page.waitForSelector('bc-dashboard >>> bc-board >>> bc-widget >>> [data-status=live]', {
        timeout: PATIENCE,
      });
      await rest(page);
      assert.equal(await shift(), 0, `the public page of ${name}`);
    }
    await page.close();
  });
});
