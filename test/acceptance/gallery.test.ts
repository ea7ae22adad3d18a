import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'puppeteer-core';
import { parse } from '../../components/model/parse.ts';
import { types } from '../../components/model/types/index.ts';
import { samplesOf } from '../../demo/gallery/samples/index.ts';
import { axeOn } from '../support/axe-page.ts';
import { launchBrowser } from '../support/browser.ts';
import { type Served, serveGallery } from '../support/gallery.ts';
import { cutInPage, isSettled, statesInPage } from '../support/in-page.ts';
import { PATIENCE } from '../support/patience.ts';

/** What one page did while it was looked at. */
interface Seen {
  states: string[];
  expected: string[];
  problems: string[];
}

/**
 * Remembers what moves from the first paint on: nothing of the page around the widgets may, and nothing within a widget
 * up or down; words of another language may be wider or narrower than those that they replace.
 */
const watchShifts = (): void => {
  type Source = { node?: Node; previousRect: DOMRectReadOnly; currentRect: DOMRectReadOnly };
  const shifts: string[] = [];
  Object.assign(globalThis, { shifts });
  new PerformanceObserver((list) => {
    const entries = list.getEntries() as (PerformanceEntry & { sources: Source[] })[];
    for (const { node, previousRect: from, currentRect: to } of entries.flatMap(({ sources }) => sources))
      if (node || from.y !== to.y)
        shifts.push(`${node?.nodeName ?? 'in a widget'} moved from ${from.x},${from.y} to ${to.x},${to.y}`);
  }).observe({ type: 'layout-shift', buffered: true });
};

describe('the gallery', () => {
  let gallery: Served;
  let browser: Browser;

  before(async () => {
    [gallery, browser] = await Promise.all([serveGallery(), launchBrowser()]);
  });
  after(() => Promise.all([gallery.close(), browser.close()]));

  /** Opens a page as a whole, so that everything on it is drawn, and waits until nothing is under way any more. */
  async function open(path: string): Promise<{ page: Page; problems: string[] }> {
    const page = await browser.newPage();
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(`threw ${error}`));
    page.on('console', (message) => message.type() !== 'log' && problems.push(`said ${message.text()}`));
    page.on('requestfailed', (request) => {
      // An iframe that is removed while it loads: the view that is made to fail.
      if (request.failure()?.errorText !== 'net::ERR_ABORTED') problems.push(`failed: ${request.url()}`);
    });
    page.on('response', (answer) => answer.ok() || problems.push(`${answer.status()}: ${answer.url()}`));
    await page.setViewport({ width: 1280, height: 9000 });
    await page.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'reduce' }]);
    await page.evaluateOnNewDocument(watchShifts);
    await page.goto(gallery.url + path, { waitUntil: 'load' });
    await page.waitForFunction(isSettled, { polling: 50, timeout: PATIENCE });
    return { page, problems };
  }

  async function see(path: string): Promise<Seen> {
    const { page, problems } = await open(path);
    const { states, expected } = await page.evaluate(statesInPage);
    problems.push(...(await page.evaluate(cutInPage)));
    problems.push(...(await page.evaluate(() => (globalThis as unknown as { shifts: string[] }).shifts)));
    problems.push(...(await axeOn(page, { iframes: false })));
    await page.close();
    return { states, expected, problems };
  }

  for (const [name, path] of [
    ['the index', '/gallery/'],
    ['one of each', '/gallery/board/'],
    ...Object.keys(types).map((type) => [type, `/gallery/${type}/`]),
  ])
    it(`${name}: every widget in its state, nothing cut, moved, failed or found by axe`, async () => {
      const { states, expected, problems } = await see(path as string);
      assert.ok(states.length >= Object.keys(types).length, `only ${states.length} widgets`);
      assert.deepEqual(states, expected);
      assert.deepEqual(problems, []);
    });

  it('fits a phone, whose page never scrolls sideways', async () => {
    const { page } = await open('/gallery/number/');
    await page.setViewport({ width: 320, height: 800 });
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320);
    await page.close();
  });

  it('has ordinary and extreme samples of every type, and all of them are right', () => {
    for (const [type, spec] of Object.entries(types)) {
      const samples = samplesOf(type, gallery.url);
      assert.ok(samples.length >= 3, `demo/gallery/samples: ${type} has ${samples.length} of 3 samples or more`);
      assert.equal(new Set(samples.map((each) => each.name)).size, samples.length);
      for (const { name, config, data } of samples)
        assert.deepEqual(parse(spec, config, data).issues, [], `${type}, ${name}`);
    }
  });

  it('redraws while one types, names what is wrong, and updates the snippets', async () => {
    const { page, problems } = await open('/gallery/number/');
    const text = (selector: string) => page.$eval(selector, (element) => element.textContent ?? '');
    const shows = (words: string) =>
      page.waitForFunction(
        (wanted) =>
          document
            .querySelector('#play bc-widget')
            ?.shadowRoot?.querySelector('bc-number')
            ?.shadowRoot?.textContent?.includes(wanted),
        { polling: 20, timeout: PATIENCE },
        words,
      );
    const write = (selector: string, value: string) =>
      page.$eval(
        selector,
        (control, given) => {
          (control as HTMLInputElement).value = given;
          control.dispatchEvent(new Event('input', { bubbles: true }));
        },
        value,
      );
    await write('#play textarea', `{"value1": 731, "text1": "it's"}`);
    await shows('731');
    assert.ok((await text('[data-snippet=Push]')).endsWith(`-d '{"value1":731,"text1":"it'\\''s"}'`));
    assert.ok((await text('[data-snippet="No server"]')).includes(`data='{"value1":731,"text1":"it&#39;s"}'`));
    await write('#play [name=prefix]', '£');
    await shows('£731');
    assert.ok((await text('#config')).includes('"prefix": "£"'));
    await write('#play [name=locale]', 'de');
    await write('#play [name=dir]', 'rtl');
    await write('#play [name=theme]', 'dark');
    const { dir, lang, scheme } = await page.$eval('#play .slot', (slot) => ({
      dir: (slot as HTMLElement).dir,
      lang: (slot as HTMLElement).lang,
      scheme: getComputedStyle(slot.firstElementChild as Element).colorScheme,
    }));
    assert.deepEqual([dir, lang, scheme], ['rtl', 'de', 'dark']);
    await write('#play textarea', '{"value1": {}}');
    await page.waitForFunction(() => document.querySelector('.issues')?.textContent?.includes('data.value1 expected'));
    await write('#play textarea', '{"value1": ');
    assert.match(await text('.issues'), /is not JSON/);
    await write('#play [name=sample]', '1');
    await shows('1.284');
    assert.equal(await text('.issues'), '');
    assert.deepEqual(problems, []);
    await page.close();
  });
});
