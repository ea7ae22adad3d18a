import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'puppeteer-core';
import { launchBrowser } from '../support/browser.ts';
import { type Served, serveGallery } from '../support/gallery.ts';
import { openLooks } from '../support/looks.ts';

/** A link as it was printed: a PDF keeps where it is, also from what is cut, and nothing of what is lost. */
interface Printed {
  sheet: number;
  href: string;
  /** From the lower edge of the sheet. */
  top: number;
}

/** The links of a PDF in the order of its sheets. */
function linksOf(pdf: string): Printed[] {
  const objects = new Map([...pdf.matchAll(/(\d+) 0 obj\n(.*?)endobj/gs)].map(([, id, text]) => [id, text as string]));
  const sheets = [...objects.values()].filter((text) => /\/Type \/Page\b/.test(text));
  return sheets.flatMap((text, sheet) =>
    [...(/\/Annots \[([^\]]*)/.exec(text)?.[1] ?? '').matchAll(/(\d+) 0 R/g)].map(([, id]) => {
      const link = objects.get(id as string) ?? '';
      const [, href = ''] = /\/URI \(https:..([^)]*)\/\)/.exec(link) ?? [];
      return { sheet, href, top: Number(/\/Rect \[(?:\S+ ){3}([^\]]+)/.exec(link)?.[1]) };
    }),
  );
}

const counted = (name: string, count: number): string[] => Array.from({ length: count }, (_, at) => `${name}-${at}`);
const markdown = (...hrefs: string[]) => ({
  body: hrefs.map((href) => `[${href}](https://${href}/)`).join('\n\nx\n\n'),
});
const widget = (type: string, data: object): string =>
  `<bc-widget type="${type}" data='${JSON.stringify(data)}' config='{"title":"Title"}'></bc-widget>`;

interface Shown {
  type: string;
  data: object;
}
const text = (href: string): Shown => ({ type: 'markdown', data: markdown(href) });

/** A table of links, after the number of each. */
const table = (hrefs: readonly string[]): Shown => ({
  type: 'table',
  data: {
    columns: [{ key: 'id' }, { key: 'page', type: 'link' }],
    rows: hrefs.map((href, id) => ({ id, page: `https://${href}/` })),
  },
});

/** A board of widgets, each with a link. */
const board = (widgets: readonly { key: string }[]) => ({
  key: 'd',
  name: 'Board',
  background: '',
  pages: [
    { number: 1, name: 'One' },
    { number: 2, name: 'Two' },
  ],
  layout: widgets.map(({ key }, at) => ({ key, page: 1, x: (at % 3) * 4, y: Math.floor(at / 3) * 3, w: 4, h: 3 })),
  parameters: [],
  error: null,
});

describe('on paper', () => {
  const pages = new Map<string, { type: string; text: string }>();
  let gallery: Served;
  let browser: Browser;

  before(async () => {
    [gallery, browser] = await Promise.all([serveGallery(pages), launchBrowser()]);
  });
  after(() => Promise.all([gallery.close(), browser.close()]));

  /** A page with a board of those widgets, where it has one, as soon as so many of them are drawn. */
  async function open(content: string, shown: readonly Shown[], first = shown.length): Promise<Page> {
    const head = '<meta charset="utf-8"><script type="module" src="/bc.js"></script>';
    const path = `/paper-${pages.size}`;
    const end = '<p><a href="https://end/">End</a></p>';
    pages.set(path, { type: 'text/html', text: `<!doctype html>${head}${content}${end}` });
    const page = await openLooks(browser, gallery.url + path);
    const live = { title: 'Title', config: {}, version: 1, error: null };
    const widgets = shown.map((each, at) => ({ ...live, ...each, key: `${at}` }));
    await page.evaluate(
      async (widgets, state, first) => {
        const dashboard = document.querySelector('bc-dashboard');
        if (!dashboard) return;
        Object.assign(dashboard, { widgets, state });
        const drawn = () =>
          [
            ...(dashboard.shadowRoot?.querySelector('bc-board')?.shadowRoot?.querySelectorAll('bc-widget') ?? []),
          ].filter((each) => each.shadowRoot?.querySelector('[part=body] > *')?.shadowRoot?.querySelector('a'));
        while (drawn().length < first) await new Promise((resolve) => requestIdleCallback(resolve));
      },
      widgets,
      board(widgets),
      first,
    );
    return page;
  }

  async function print(content: string, shown: readonly Shown[] = []): Promise<Printed[]> {
    const page = await open(content, shown);
    const links = linksOf(Buffer.from(await page.pdf({ format: 'A4' })).toString('latin1'));
    await page.close();
    return links;
  }

  it('keeps a card that has room on a sheet in one piece', async () => {
    const cards = counted('card', 9).map((card) => widget('markdown', markdown(`${card}-top`, `${card}-bottom`)));
    const links = await print(cards.map((card) => `<p>Between</p>${card}`).join(''));
    const sheetOf = (name: string) => links.find(({ href }) => href === name)?.sheet;
    assert.ok(links.some(({ sheet }) => sheet > 0));
    for (const card of counted('card', 9)) assert.equal(sheetOf(`${card}-top`) ?? -1, sheetOf(`${card}-bottom`), card);
  });

  it('prints a long table to its last row, and the page below it', async () => {
    const hrefs = counted('row', 150);
    const links = await print(`<h1>Start</h1>${widget('table', table(hrefs).data)}`);
    assert.deepEqual(new Set(links.map(({ href }) => href)), new Set([...hrefs, 'end']));
    assert.equal(links[0]?.sheet, 0);
    const [last, end] = ['row-149', 'end'].map((name) => links.find(({ href }) => href === name)) as [Printed, Printed];
    assert.ok(end.sheet > last.sheet || end.top < last.top);
  });

  it('leaves out what the page hides', async () => {
    const rows = (name: string) => counted(name, 40).map((href) => ({ page: `https://${href}/` }));
    const list = (name: string) => widget('table', { columns: [{ key: 'page', type: 'link' }], rows: rows(name) });
    const hide = '<style>@media print { .screen { display: none } }</style>';
    const links = await print(`${hide}<div>${list('shown')}</div>${list('hidden').replace(' ', ' class="screen" ')}`);
    assert.deepEqual(new Set(links.map(({ href }) => href)), new Set([...counted('shown', 40), 'end']));
  });

  it('prints a board to its last widget', async () => {
    const hrefs = counted('place', 40);
    const links = await print('<bc-dashboard></bc-dashboard>', hrefs.map(text));
    assert.deepEqual(new Set(links.map(({ href }) => href)), new Set([...hrefs, 'end']));
  });

  it('prints the cards of a large board at their size, also those that nobody has scrolled to', async () => {
    const page = await open('<bc-dashboard></bc-dashboard>', counted('place', 200).map(text), 1);
    await page.pdf();
    await page.emulateMediaType('print');
    const heights = await page.evaluate(() => {
      const board = document.querySelector('bc-dashboard')?.shadowRoot?.querySelector('bc-board')?.shadowRoot;
      return [...(board?.querySelectorAll<HTMLElement>('bc-widget') ?? [])].map(
        ({ offsetHeight, shadowRoot }) =>
          offsetHeight - (shadowRoot?.querySelector<HTMLElement>('section')?.offsetHeight ?? 0),
      );
    });
    await page.close();
    assert.deepEqual(heights, new Array(200).fill(0));
  });

  it('prints no part of a board over the end of a long table', async () => {
    const hrefs = counted('row', 150);
    const links = await print('<bc-dashboard></bc-dashboard>', [table(hrefs), text('next')]);
    assert.deepEqual(new Set(links.map(({ href }) => href)), new Set([...hrefs, 'next', 'end']));
    const [last, next] = ['row-149', 'next'].map((name) => links.find(({ href }) => href === name)) as [
      Printed,
      Printed,
    ];
    assert.ok(next.sheet > last.sheet || next.top < last.top);
  });

  it('has Firefox lay out its sheets again, which draws cards at the size of a sheet at first', async () => {
    const page = await open('<bc-dashboard></bc-dashboard>', [text('one')]);
    const sheets = () => page.evaluate(() => document.adoptedStyleSheets.length);
    assert.equal(await sheets(), 0);
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    assert.equal(await sheets(), 1);
    await page.emulateMediaType('print');
    const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.equal(await overflow(), 0);
    // As Firefox reads it.
    await page.evaluate(() => {
      const [sheet] = document.adoptedStyleSheets;
      sheet?.replaceSync(
        [...sheet.cssRules]
          .map((rule) => [...(rule as CSSSupportsRule).cssRules].map((each) => each.cssText).join(''))
          .join(''),
      );
    });
    assert.ok((await overflow()) > 0);
    await page.emulateMediaType('screen');
    assert.equal(await overflow(), 0);
    await page.close();
  });

  it('prints the name of the current page of a board only, and no background', async () => {
    const page = await open('<bc-dashboard theme="dark"></bc-dashboard>', [text('one')]);
    await page.emulateMediaType('print');
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    const printed = await page.evaluate(() => {
      const frame = document.querySelector('bc-dashboard')?.shadowRoot;
      const board = frame?.querySelector('bc-board')?.shadowRoot;
      const tabs = [...(board?.querySelectorAll<HTMLElement>('[part=tab]') ?? [])];
      const grounds = [frame?.querySelector('section'), board?.querySelector('.board')] as Element[];
      return {
        tabs: tabs.filter((tab) => tab.checkVisibility()).map((tab) => tab.innerText),
        grounds: grounds.map((element) => getComputedStyle(element).backgroundColor),
      };
    });
    await page.close();
    const none = 'rgba(0, 0, 0, 0)';
    assert.deepEqual(printed, { tabs: ['One'], grounds: [none, none] });
  });
});
