import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser } from 'puppeteer-core';
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

/** A board of texts, each with a link. */
const board = (hrefs: readonly string[]) => ({
  key: 'd',
  name: 'Board',
  background: '',
  pages: [{ number: 1, name: 'One' }],
  layout: hrefs.map((key, at) => ({ key, page: 1, x: (at % 3) * 4, y: Math.floor(at / 3) * 3, w: 4, h: 3 })),
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

  async function print(content: string, hrefs: readonly string[] = []): Promise<Printed[]> {
    const head = '<meta charset="utf-8"><script type="module" src="/bc.js"></script>';
    const path = `/paper-${pages.size}`;
    const end = '<p><a href="https://end/">End</a></p>';
    pages.set(path, { type: 'text/html', text: `<!doctype html>${head}${content}${end}` });
    const page = await openLooks(browser, gallery.url + path);
    const shown = { type: 'markdown', title: 'Text', config: {}, version: 1, error: null };
    const widgets = hrefs.map((key) => ({ ...shown, key, data: markdown(key) }));
    await page.evaluate(
      async (widgets, state) => {
        const dashboard = document.querySelector('bc-dashboard');
        if (!dashboard) return;
        Object.assign(dashboard, { widgets, state });
        const texts = () =>
          [
            ...(dashboard.shadowRoot?.querySelector('bc-board')?.shadowRoot?.querySelectorAll('bc-widget') ?? []),
          ].filter((each) => each.shadowRoot?.querySelector('bc-markdown')?.shadowRoot?.querySelector('a'));
        while (texts().length < widgets.length) await new Promise((resolve) => requestIdleCallback(resolve));
      },
      widgets,
      board(hrefs),
    );
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

  it('goes on with a long table to its last row, and with the page below it', async () => {
    const hrefs = counted('row', 150);
    const columns = [{ key: 'id' }, { key: 'page', type: 'link' }];
    const rows = hrefs.map((href, id) => ({ id, page: `https://${href}/` }));
    const links = await print(`<h1>Start</h1>${widget('table', { columns, rows })}`);
    assert.deepEqual(new Set(links.map(({ href }) => href)), new Set([...hrefs, 'end']));
    assert.equal(links[0]?.sheet, 0);
    const [last, end] = ['row-149', 'end'].map((name) => links.find(({ href }) => href === name)) as [Printed, Printed];
    assert.ok(end.sheet > last.sheet || end.top < last.top);
  });

  it('leaves out what the page hides', async () => {
    const rows = (name: string) => counted(name, 40).map((href) => ({ page: `https://${href}/` }));
    const table = (name: string) => widget('table', { columns: [{ key: 'page', type: 'link' }], rows: rows(name) });
    const hide = '<style>@media print { .screen { display: none } }</style>';
    const links = await print(`${hide}<div>${table('shown')}</div>${table('hidden').replace(' ', ' class="screen" ')}`);
    assert.deepEqual(new Set(links.map(({ href }) => href)), new Set([...counted('shown', 40), 'end']));
  });

  it('prints a board to its last widget', async () => {
    const hrefs = counted('place', 40);
    const links = await print('<bc-dashboard></bc-dashboard>', hrefs);
    assert.deepEqual(new Set(links.map(({ href }) => href)), new Set([...hrefs, 'end']));
  });
});
