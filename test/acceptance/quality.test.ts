import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { axeOn } from '../support/axe-page.ts';
import { PATIENCE } from '../support/patience.ts';
import { ADMIN_PASSWORD } from '../support/server.ts';
import { openScene, type Scene, untilShown } from './scene.ts';

/** Pages that anybody may read; one API stands for all of them. */
const DOCS = ['/docs', '/docs/boardcharts', '/docs/posthog', '/docs/widgets'];

describe('accessibility of the pages', () => {
  let scene: Scene;
  let paths: Record<string, string>;

  before(async () => {
    scene = await openScene();
    const { token } = await scene.token('chart');
    const board = await scene.server.cli('token', 'create', '--dashboard', scene.dashboard);
    await scene.push('text', { text1: 'A headline to wait for' });
    paths = { 'a widget in its iframe': `/embed/${token}`, 'a public dashboard': `/public/${board.token}/` };
    for (const path of DOCS) paths[path] = path;
  });
  after(() => scene.close());

  for (const scheme of ['light', 'dark'] as const) {
    it(`axe finds nothing on any page, ${scheme}`, async () => {
      const told: string[] = [];
      for (const [name, path] of Object.entries({ ...paths, 'the admin login': '/admin/' })) {
        const page = await scene.browser.newPage();
        await page.setBypassCSP(true);
        await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
        await page.goto(scene.server.url + path, { waitUntil: 'load' });
        if (path.startsWith('/public/')) await untilShown(page, 'A headline to wait for');
        await page.waitForNetworkIdle({ idleTime: 300, timeout: 5000 }).catch(() => undefined);
        told.push(...(await axeOn(page)).map((line) => `${name}: ${line}`));
        await page.close();
      }
      assert.deepEqual(told, []);
    });
  }

  it('a chart has its figures in the accessibility tree', async () => {
    const page = await scene.browser.newPage();
    await page.goto(scene.server.url + paths['a widget in its iframe'], { waitUntil: 'load' });
    const cell = await page.waitForSelector('::-p-aria([role="cell"])', { timeout: PATIENCE });
    const row = await page.waitForSelector('::-p-aria([role="rowheader"])', { timeout: PATIENCE });
    assert.match(`${await row?.evaluate(({ textContent }) => textContent)}`, /\w/);
    assert.match(`${await cell?.evaluate(({ textContent }) => textContent)}`, /\d/);
    await page.close();
  });

  it('pages throw no error and write none to the console', async () => {
    const told: string[] = [];
    for (const path of [...Object.values(paths), '/admin/']) {
      const page = await scene.browser.newPage();
      page.on('pageerror', (error) => told.push(`${path}: ${error}`));
      page.on('console', (message) => {
        if (message.type() === 'error') told.push(`${path}: ${message.text()} ${message.location().url ?? ''}`);
      });
      await page.goto(scene.server.url + path, { waitUntil: 'load' });
      await page.waitForNetworkIdle({ idleTime: 300, timeout: 5000 }).catch(() => undefined);
      await page.close();
    }
    assert.deepEqual(told, []);
  });

  it('the admin’s page of a dashboard stays as wide as its window, whatever things are called', async () => {
    const word = 'x'.repeat(390);
    const { json: made } = await scene.server.api('POST', '/api/v2/dashboards/', { name: word });
    await scene.server.api('POST', `/api/v2/dashboards/${made.key}/widgets/`, { type: 'text', title: word });
    const page = await scene.browser.newPage();
    await page.goto(`${scene.server.url}/admin/dashboards/${made.key}/`);
    await page.type('[name=login]', 'admin');
    await page.type('[name=password]', ADMIN_PASSWORD);
    await Promise.all([page.waitForNavigation(), page.click('main button')]);
    await page.type('[name=description]', word.slice(0, 190));
    await Promise.all([page.waitForNavigation(), page.click('form.row[action$="/share"] button')]);
    const [wide, window] = await page.evaluate(() => {
      for (const details of document.querySelectorAll('details')) details.open = true;
      return [document.documentElement.scrollWidth, innerWidth];
    });
    assert.equal(wide, window);
    await page.close();
  });
});
