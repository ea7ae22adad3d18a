import assert from 'node:assert/strict';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'puppeteer-core';
import { startHost } from '../../demo/host.ts';
import { axeOn } from '../support/axe-page.ts';
import { PATIENCE } from '../support/patience.ts';
import { openScene, type Scene, textOf, untilShown } from './scene.ts';

describe("the demo's foreign page", () => {
  let scene: Scene;
  let host: Server;
  let address: string;

  before(async () => {
    scene = await openScene();
    const list = async (path: string) => (await scene.server.api('GET', `/api/v2/${path}`)).json;
    const { widgets } = (await list(`dashboards/${scene.dashboard}/widgets/`)) as {
      widgets: { title: string; key: string }[];
    };
    const { dashboards } = (await list('dashboards/')) as { dashboards: { name: string; key: string }[] };
    const [{ snippets: one }, { snippets: board }] = await Promise.all([
      scene.token('number'),
      scene.server.cli('token', 'create', '--dashboard', scene.dashboard),
    ]);
    host = await startHost(0, {
      server: scene.server.url,
      key: scene.widgets.number ?? '',
      keys: {
        ...Object.fromEntries(widgets.map(({ title, key }) => [title, key])),
        ...Object.fromEntries(dashboards.map(({ name, key }) => [name, key])),
      },
      snippets: { ...Object.fromEntries(widgets.map(({ title }) => [title, one])), board },
    });
    address = `http://127.0.0.1:${(host.address() as AddressInfo).port}/`;
  });
  after(async () => {
    host.closeAllConnections();
    host.close();
    await scene.close();
  });

  async function open(width: number): Promise<{ page: Page; told: string[] }> {
    const page = await scene.browser.newPage();
    const told: string[] = [];
    page.on('pageerror', (error) => told.push(`${error}`));
    page.on('console', (message) => void (message.type() === 'error' && told.push(message.text())));
    await page.setViewport({ width, height: 900 });
    await page.goto(address, { waitUntil: 'load' });
    await untilShown(page, 'until you push another', '.stage');
    return { page, told };
  }

  const near = (page: Page, id: string) =>
    page.evaluate((place) => document.getElementById(place)?.scrollIntoView({ behavior: 'instant' }), id);

  const heightOf = (page: Page) => page.evaluate(() => document.documentElement.scrollHeight);
  const widthOf = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth);

  it('fits every width', async () => {
    const { page, told } = await open(1280);
    for (const width of [1920, 1280, 960, 768, 640, 560, 360, 320]) {
      await page.setViewport({ width, height: 900 });
      const wide = await widthOf(page);
      assert.ok(wide <= width, `${width}: the page is ${wide} wide`);
    }
    assert.deepEqual(told, []);
    await page.close();
  });

  it('keeps the place of both boards free, in twelve columns, six and one', async () => {
    for (const width of [360, 768, 1280]) {
      const { page } = await open(width);
      const before = await heightOf(page);
      await near(page, 'shop');
      await untilShown(page, 'One table, six queries', '.shop');
      await untilShown(page, 'Region', '.shop');
      await near(page, 'board');
      await untilShown(page, 'Waiting for the first push', '#board');
      assert.equal(await heightOf(page), before, `${width}: what is below the boards has moved`);
      await page.close();
    }
  });

  it('speaks the language that its reader chooses, in its direction', async () => {
    const { page } = await open(1280);
    await near(page, 'languages');
    await untilShown(page, 'sec', '.spoken');
    await page.click('.languages [lang=de]');
    await untilShown(page, 'Sek.', '.spoken');
    await page.click('.languages [lang=ar]');
    await untilShown(page, ' ث', '.spoken');
    const { dir, pressed } = await page.evaluate(() => ({
      dir: (document.querySelector('.spoken') as HTMLElement).dir,
      pressed: [...document.querySelectorAll('.languages [aria-pressed=true]')].map(({ textContent }) => textContent),
    }));
    assert.deepEqual([dir, pressed], ['rtl', ['العربية']]);
    await page.close();
  });

  it('asks the shop by the region of its tag, and by the one that the reader chooses', async () => {
    const { page } = await open(1280);
    await near(page, 'shop');
    await untilShown(page, 'Region', '.shop');
    const select = await page.waitForSelector('.shop >>> [part=parameters] select');
    const chosen = () => select?.evaluate((element) => (element as HTMLSelectElement).value);
    assert.equal(await chosen(), 'Europe');
    const orders = () => textOf(page, '.shop bc-dashboard').then((text) => /Orders (\d+) since/.exec(text)?.[1]);
    await untilShown(page, 'Placed', '.shop');
    const before = await orders();
    assert.ok(Number(before) > 0, await textOf(page, '.shop'));
    await select?.select('Oceania');
    await page.waitForFunction(
      (last) => {
        const board = document.querySelector('.shop bc-dashboard')?.shadowRoot?.querySelector('bc-board')?.shadowRoot;
        const widgets = [...(board?.querySelectorAll('bc-widget') ?? [])];
        const texts = widgets.map((each) => each.shadowRoot?.querySelector('bc-number')?.shadowRoot?.textContent ?? '');
        return texts.filter(Boolean).length === 2 && !texts.some((text) => text.trim().startsWith(`${last}`));
      },
      { polling: 50, timeout: PATIENCE },
      before as string,
    );
    assert.ok(Number(await orders()) < Number(before));
    await page.close();
  });

  it('axe finds nothing, light and dark', async () => {
    const { page } = await open(1280);
    for (const id of ['paste', 'types', 'languages', 'shop', 'board']) await near(page, id);
    await untilShown(page, 'Waiting for the first push', '#board');
    await page.waitForNetworkIdle({ idleTime: 300, concurrency: 2, timeout: 5000 }).catch(() => undefined);
    const told: string[] = [];
    for (const scheme of ['light', 'dark']) {
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
      told.push(...(await axeOn(page)).map((line) => `${scheme}: ${line}`));
    }
    assert.deepEqual(told, []);
    await page.close();
  });
});
