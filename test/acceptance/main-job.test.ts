import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { CDPSession } from 'puppeteer-core';
import { PATIENCE } from '../support/patience.ts';
import { framesOf, openScene, type Scene, textOf, untilShown } from './scene.ts';

describe('the main job: paste, push, watch', () => {
  let scene: Scene;

  before(async () => {
    scene = await openScene();
  });
  after(() => scene.close());

  it('moves the element, the script and the iframe on a foreign page with one push', async () => {
    const { snippets } = await scene.token('number');
    await scene.push('number', { value1: 417, text1: 'orders' });
    const page = await scene.paste(
      `<div id="element">${snippets.element}</div><div id="script">${snippets.script}</div>${snippets.iframe}`,
    );
    const [frame] = (await framesOf(page, scene.server)) as [CDPSession];
    const showAll = (text: string) =>
      Promise.all([untilShown(page, text, '#element'), untilShown(page, text, '#script'), untilShown(frame, text)]);
    await showAll('417');
    await scene.push('number', { value1: 528, text1: 'orders' });
    await showAll('528');
    assert.doesNotMatch(await textOf(page), /417/);
    await page.close();
  });

  it('shows a dashboard by its access token, every sample widget drawn and none with an error', async () => {
    const { token, snippets } = await scene.server.cli('token', 'create', '--dashboard', scene.dashboard);
    const page = await scene.paste(snippets.element);
    await scene.push('text', { text1: 'A headline of today' });
    await untilShown(page, 'A headline of today', 'bc-dashboard');
    await page.goto(`${scene.server.url}/public/${token}/`);
    await untilShown(page, 'A headline of today');
    await page.close();
  });

  it('shows what was pushed while the board was still loading', async () => {
    const { token } = await scene.server.cli('token', 'create', '--dashboard', scene.dashboard);
    const page = await scene.browser.newPage();
    await page.evaluateOnNewDocument(() => {
      const Watched = class extends EventSource {
        constructor(url: string) {
          super(url);
          this.addEventListener('open', () => Object.assign(globalThis, { isOpen: true }));
          this.addEventListener('data', () => Object.assign(globalThis, { hasHeard: true }));
        }
      };
      Object.assign(globalThis, { EventSource: Watched });
    });
    const isHeld = Promise.withResolvers<() => void>();
    await page.setRequestInterception(true);
    page.on('request', (request) => {
      if (/\/chunks\/board-/.test(request.url())) isHeld.resolve(() => void request.continue());
      else void request.continue();
    });
    const element = `<bc-dashboard token="${token}"></bc-dashboard>`;
    const html = `<!doctype html><script type="module" src="${scene.server.url}/bc.js"></script>${element}`;
    await page.goto(scene.host.serve('/late-board', { html }), { waitUntil: 'domcontentloaded' });
    const release = await isHeld.promise;
    await page.waitForFunction('globalThis.isOpen', { polling: 20, timeout: PATIENCE });
    await scene.push('text', { text1: 'Said before the board came' });
    await page.waitForFunction('globalThis.hasHeard', { polling: 20, timeout: PATIENCE });
    release();
    await untilShown(page, 'Said before the board came', 'bc-dashboard');
    await page.close();
  });

  it('draws inline data without any server behind it', async () => {
    const page = await scene.paste(
      `<script type="module" src="${scene.server.url}/bc.js"></script>
       <bc-widget type="number" data='{"value1":731,"value2":700}'></bc-widget>`,
    );
    await untilShown(page, '731', 'bc-widget');
    await page.close();
  });

  it('says in the frame that there is no such widget', async () => {
    const page = await scene.paste(
      `<script type="module" src="${scene.server.url}/bc.js"></script><bc-widget key="${'0'.repeat(32)}"></bc-widget>`,
    );
    await page.waitForFunction(
      () => document.querySelector('bc-widget')?.shadowRoot?.querySelector('[part~="message"]')?.textContent?.trim(),
      { polling: 50, timeout: PATIENCE },
    );
    await page.close();
  });

  it('tells the page what happens through events', async () => {
    const { token } = await scene.token('number');
    const page = await scene.paste(
      `<script>window.seen = []; for (const type of ['bc-ready', 'bc-data', 'bc-error'])
         addEventListener(type, (event) => seen.push(type + (event.composed ? '' : ' (not composed)')));</script>
       <script type="module" src="${scene.server.url}/bc.js"></script><bc-widget token="${token}"></bc-widget>`,
    );
    await page.waitForFunction(() => (globalThis as unknown as { seen: string[] }).seen.includes('bc-ready'), {
      polling: 50,
    });
    await scene.push('number', { value1: 12 });
    await page.waitForFunction(() => (globalThis as unknown as { seen: string[] }).seen.includes('bc-data'), {
      polling: 50,
    });
    const seen = await page.evaluate(() => (globalThis as unknown as { seen: string[] }).seen);
    assert.ok(!seen.includes('bc-error'), seen.join());
    await page.close();
  });
});

describe('with script off', () => {
  let scene: Scene;

  before(async () => {
    scene = await openScene();
  });
  after(() => scene.close());

  it('shows the values in the iframe document and on the public page', async () => {
    const { token } = await scene.token('number');
    const board = await scene.server.cli('token', 'create', '--dashboard', scene.dashboard);
    await scene.push('number', { value1: 346, text1: 'without script' });
    await scene.push('list', { items: [{ name: 'Row of a list', value: 12 }] });
    await scene.push('chart', { labels: ['Monday'], datasets: [['Visits', [4711]]] });
    const page = await scene.browser.newPage();
    await page.setJavaScriptEnabled(false);
    await page.goto(`${scene.server.url}/embed/${token}`);
    await untilShown(page, '346');
    await page.goto(`${scene.server.url}/public/${board.token}/`);
    for (const text of ['346', 'Row of a list', 'Monday']) await untilShown(page, text);
    await page.close();
  });
});
