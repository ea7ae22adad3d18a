import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser } from 'puppeteer-core';
import { launchBrowser } from '../support/browser.ts';
import { type Served, serveGallery } from '../support/gallery.ts';
import { PATIENCE } from '../support/patience.ts';

/** Screens, and how many times larger than on a desk all is on them. */
const SCREENS = [
  [1280, 720, 1],
  [1920, 1080, 1.2],
  [1080, 1920, 1.2],
  [3840, 2160, 2.4],
] as const;

const TEXT = `<!doctype html><meta charset="utf-8"><script type="module" src="/bc.js"></script><bc-dashboard kiosk></bc-dashboard>`;
const CHART = { labels: ['Mon', 'Tue'], datasets: [['Orders', [12, 15]]] };

describe('on a wall', () => {
  let gallery: Served;
  let browser: Browser;

  before(async () => {
    const pages = new Map([['/wall', { type: 'text/html', text: TEXT }]]);
    [gallery, browser] = await Promise.all([serveGallery(pages), launchBrowser()]);
  });
  after(() => Promise.all([gallery.close(), browser.close()]));

  for (const [width, height, times] of SCREENS)
    it(`fills ${width} × ${height}, all of it ${times} times as large as on a desk, axes too`, async () => {
      const page = await browser.newPage();
      await page.setViewport({ width, height });
      await page.goto(`${gallery.url}/wall`, { waitUntil: 'load' });
      await page.evaluate((data) => {
        const dashboard = document.querySelector('bc-dashboard');
        const layout = [{ key: 'w', page: 1, x: 0, y: 0, w: 12, h: 3 }];
        const board = {
          key: 'd',
          name: 'Wall',
          background: '',
          pages: [{ number: 1, name: '' }],
          layout,
          parameters: [],
        };
        const chart = { key: 'w', type: 'chart', title: 'Orders', config: {}, data, version: 1, error: null };
        Object.assign(dashboard as Element, { widgets: [chart], state: { ...board, error: null } });
      }, CHART);
      const found = await page.waitForFunction(
        () => {
          const board = document.querySelector('bc-dashboard')?.shadowRoot?.querySelector('bc-board')?.shadowRoot;
          const frame = board?.querySelector('bc-widget')?.shadowRoot;
          const view = frame?.querySelector('bc-chart');
          const canvas = view?.shadowRoot?.querySelector('canvas');
          if (!board || !frame || !view?.hasAttribute('drawn') || !canvas) return undefined;
          const scale = (element: Element | null, size: number) =>
            Math.round((10 * (element as HTMLElement).getBoundingClientRect().height) / size) / 10;
          const title = frame.querySelector<HTMLElement>('[part=title]');
          const box = board.querySelector('.board') as HTMLElement;
          return {
            title: scale(title, title?.clientHeight ?? 0),
            chart: scale(canvas, Number.parseFloat(canvas.style.height)),
            sharp: Math.round((10 * canvas.height) / canvas.getBoundingClientRect().height) / 10,
            bottom: Math.round(box.getBoundingClientRect().bottom),
            hidden: box.scrollHeight - box.clientHeight,
          };
        },
        { polling: 50, timeout: PATIENCE },
      );
      assert.deepEqual(await found.jsonValue(), { title: times, chart: times, sharp: 1, bottom: height, hidden: 0 });
      await page.close();
    });
});
