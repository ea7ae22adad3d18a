import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'puppeteer-core';
import { launchBrowser } from '../support/browser.ts';
import { ADMIN_PASSWORD, startServer, type TestServer } from '../support/server.ts';

describe('the admin pages in a browser', () => {
  let server: TestServer;
  let browser: Browser;
  let page: Page;
  before(async () => {
    [server, browser] = await Promise.all([startServer(), launchBrowser()]);
    page = await browser.newPage();
    await page.goto(`${server.url}/admin/`);
    await page.type('[name=login]', 'admin');
    await page.type('[name=password]', ADMIN_PASSWORD);
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
  });
  after(() => Promise.all([browser?.close(), server?.remove()]));

  it('stay as wide as the screen, whatever workspaces are called', async () => {
    await server.cli('workspace', 'create', 'other', '--name', 'x'.repeat(150));
    const me = ['admin@localhost', '--username', 'admin', '--password', ADMIN_PASSWORD];
    await server.cli('user', 'create', ...me, '--workspace', 'other');
    await page.goto(`${server.url}/admin/`);
    assert.match(await page.$eval('main', (main) => main.textContent), /Switch to xxx/);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0);
  });

  it('take a double click for one: the second key would hide the first, which is shown only once', async () => {
    await page.goto(`${server.url}/admin/api/apikey/`);
    await page.type('[name=name]', 'cron');
    const made = page.waitForNavigation();
    const refused = await page.evaluate(() => {
      const seen: boolean[] = [];
      document.addEventListener('submit', (event) => seen.push(event.defaultPrevented));
      const button = document.querySelector<HTMLButtonElement>('form[action="/admin/api/apikey/"] button');
      button?.click();
      button?.click();
      return seen;
    });
    assert.deepEqual(refused, [false, true]);
    await made;
    assert.match(await page.$eval('main', (main) => main.textContent), /The key “cron” was added/);
  });

  it('keep buttons whole in narrow windows, and captions clear of the button beside them', async () => {
    await page.setViewport({ width: 320, height: 640 });
    const crampedIn = async (path: string): Promise<(string | undefined)[]> => {
      await page.goto(server.url + path);
      return page.evaluate(() => {
        for (const details of document.querySelectorAll('details')) details.open = true;
        const linesOf = (node: Node): DOMRect[] => {
          const range = document.createRange();
          range.selectNodeContents(node);
          return [...range.getClientRects()];
        };
        const broken = [...document.querySelectorAll('td button')].filter((button) => linesOf(button).length > 1);
        const covered = [...document.querySelectorAll('.copy')].filter((figure) => {
          const left = figure.querySelector('button')?.getBoundingClientRect().left ?? 0;
          return linesOf(figure.querySelector('figcaption') as Element).some(({ right }) => right > left);
        });
        return [...broken, ...covered].map(({ textContent }) => textContent?.trim().slice(0, 40));
      });
    };
    assert.deepEqual(await crampedIn('/admin/api/apikey/'), []);
    const { json: board } = await server.api('POST', '/api/v2/dashboards/', { name: 'Shop' });
    const widgets = `/api/v2/dashboards/${board.key}/widgets/`;
    const { json: widget } = await server.api('POST', widgets, { type: 'number', title: 'Orders' });
    await server.cli('token', 'create', '--widget', `${widget.key}`);
    assert.deepEqual(await crampedIn(`/admin/dashboards/${board.key}/`), []);
  });
});
