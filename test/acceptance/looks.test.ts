import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'puppeteer-core';
import type { TypeSpec } from '../../components/model/parse.ts';
import { types } from '../../components/model/types/index.ts';
import { axeOn } from '../support/axe-page.ts';
import { launchBrowser } from '../support/browser.ts';
import { chartColorsInPage, paintedInPage } from '../support/charts-in-page.ts';
import { contrast } from '../support/color.ts';
import { type Served, serveGallery } from '../support/gallery.ts';
import {
  brokenInPage,
  crowdedInPage,
  cutInPage,
  focusInPage,
  isSettled,
  pushInPage,
  spaceInPage,
  toolsInPage,
} from '../support/in-page.ts';
import {
  allPage,
  densePage,
  inkOf,
  type Opened,
  openLooks,
  paperPage,
  statesPage,
  toolsPage,
} from '../support/looks.ts';
import { PATIENCE } from '../support/patience.ts';

const FORCED = { features: [{ name: 'forced-colors', value: 'active' }] };

/** Texts over each other, views of which nothing is seen, what is cut, and a page that is too wide. */
const wrongIn = async (page: Page): Promise<string[]> => [
  ...(await page.evaluate(crowdedInPage)),
  ...(await page.evaluate(cutInPage)),
];

describe('the looks', () => {
  const pages = new Map<string, { type: string; text: string }>();
  let gallery: Served;
  let browser: Browser;

  before(async () => {
    [gallery, browser] = await Promise.all([serveGallery(pages), launchBrowser()]);
  });
  after(() => Promise.all([gallery.close(), browser.close()]));

  const open = (text: string, options?: Opened): Promise<Page> => {
    const path = `/looks-${pages.size}`;
    pages.set(path, { type: 'text/html', text });
    return openLooks(browser, gallery.url + path, options);
  };

  for (const [type, spec] of Object.entries(types)) {
    it(`${type}: ordinary and long texts in three languages fit every box, spaced out as well`, async () => {
      const page = await open(densePage(spec, gallery.url));
      assert.deepEqual(await wrongIn(page), []);
      await page.evaluate(spaceInPage);
      assert.deepEqual(
        (await wrongIn(page)).filter((each) => / lies over |nothing is seen|too wide/.test(each)),
        [],
      );
      await page.close();
    });

    it(`${type}: every state in every theme is whole, and axe finds nothing`, async () => {
      const page = await open(statesPage(spec, gallery.url));
      assert.deepEqual(await wrongIn(page), []);
      assert.deepEqual(await axeOn(page, { iframes: false }), []);
      await page.close();
    });
  }

  for (const [colours, features] of [
    ['its own colours', []],
    ['forced colours', FORCED.features],
  ] as const)
    it(`has room for its tools in any box, and all of them by key, in ${colours}`, async () => {
      const page = await open(toolsPage(gallery.url), { features });
      await page.waitForFunction(
        () =>
          [...document.querySelectorAll('bc-widget')].every(({ shadowRoot }) =>
            shadowRoot?.querySelector('[part=controls]'),
          ),
        { timeout: PATIENCE },
      );
      assert.deepEqual(await page.evaluate(toolsInPage), []);
      assert.deepEqual(await wrongIn(page), []);
      await page.close();
    });

  it('tells its data and shows focus in forced colours', async () => {
    const text = allPage(gallery.url);
    const [plain, forced] = [await open(text), await open(text, FORCED)];
    const [before, now] = [await inkOf(plain), await inkOf(forced)];
    const shares = [...before]
      .filter(([, ink]) => ink > 20)
      .map(([name, ink]) => [name, (now.get(name) ?? 0) / ink] as const);
    assert.ok(shares.length > 8, `only ${shares.map(([name]) => name)} draw anything`);
    assert.deepEqual(
      shares.filter(([, share]) => share < 0.8 || share > 1.6),
      [],
    );
    assert.deepEqual(await forced.evaluate(focusInPage), []);
    assert.deepEqual(await plain.evaluate(focusInPage), []);
    await Promise.all([plain.close(), forced.close()]);
  });

  for (const ground of ['light', 'dark'])
    it(`draws charts that are read and told apart upon a forced ${ground} ground, whatever the theme`, async () => {
      const features = [...FORCED.features, { name: 'prefers-color-scheme', value: ground }];
      const page = await open(statesPage(types.chart as TypeSpec, gallery.url), { features });
      const charts = await page.evaluate(chartColorsInPage);
      assert.ok(charts.length > 8, `only ${charts.length} charts`);
      for (const { name, words, series, surface } of charts) {
        assert.equal(series.length, 8);
        const faint = [words, ...series].filter((color, index) => contrast(color, surface) < (index ? 3 : 4.5));
        assert.deepEqual(faint, [], `on ${surface}: ${name}`);
      }
      await page.close();
    });

  it('leaves thin bars their colours in forced colours', async () => {
    const labels = Array.from({ length: 40 }, (_, index) => `${index}`);
    const datasets = ['a', 'b', 'c'].map((label) => ({ label, data: labels.map(() => 1) }));
    const data = JSON.stringify({ labels, datasets });
    const page = await open(
      `<!doctype html><html lang="en"><title>Bars</title><script type="module" src="/bc.js"></script><bc-widget type="chart" data='${data}' style="inline-size:320px"></bc-widget>`,
      FORCED,
    );
    const [{ series = [] } = {}] = await page.evaluate(chartColorsInPage);
    const painted = await page.evaluate(paintedInPage);
    assert.deepEqual(
      series.slice(0, 3).filter((color) => (painted[color] ?? 0) < 500),
      [],
    );
    await page.close();
  });

  it('stands still where motion is not wanted, whatever is pushed', async () => {
    const text = allPage(gallery.url);
    const moves = async (preference: string): Promise<string[]> => {
      const page = await open(text, { features: [{ name: 'prefers-reduced-motion', value: preference }] });
      const told = await page.evaluate(pushInPage);
      await page.close();
      return told;
    };
    assert.deepEqual(await moves('reduce'), []);
    assert.ok((await moves('no-preference')).length > 0, 'nothing ever moves');
  });

  for (const [zoom, width] of [
    [200, 640],
    [400, 320],
  ] as const)
    it(`fits a page at ${zoom} %`, async () => {
      const page = await open(allPage(gallery.url, { size: ['100%', 320] }), { width, scale: zoom / 100 });
      assert.deepEqual(await wrongIn(page), []);
      await page.close();
    });

  it('stays whole when letters alone are twice as large', async () => {
    const page = await open(
      allPage(gallery.url, { size: [480, 320] }).replace('<style>', '<style>:root{font-size:200%}'),
    );
    assert.deepEqual(await wrongIn(page), []);
    await page.close();
  });

  for (const size of [
    [320, 240],
    [300, 176],
  ] as const)
    it(`loses nothing in ${size.join(' × ')} pixels when its texts are spaced out`, async () => {
      const page = await open(allPage(gallery.url, { size }));
      await page.evaluate(spaceInPage);
      assert.deepEqual(await wrongIn(page), []);
      await page.close();
    });

  it('can be read on paper, from dark screens too, as far down as it goes', async () => {
    const page = await open(paperPage(gallery.url));
    await page.emulateMediaType('print');
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    await page.waitForFunction(isSettled, { polling: 50, timeout: PATIENCE });
    assert.deepEqual(await wrongIn(page), []);
    assert.deepEqual(await page.evaluate(brokenInPage), []);
    assert.deepEqual(await axeOn(page, { iframes: false }), []);
    await page.close();
  });
});
