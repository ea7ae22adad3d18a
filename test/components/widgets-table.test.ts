import { view as leaderboard } from '../../components/widgets/leaderboard.ts';
import { view as table } from '../../components/widgets/table.ts';
import { axeFindings } from '../support/axe.ts';
import { expect, until } from '../support/expect.ts';
import { type Shown, show } from '../support/views.ts';

const many = (count: number, columns = 20) =>
  Array.from({ length: count }, (_, row) =>
    Object.fromEntries(
      Array.from({ length: columns }, (_, column) => [`c${column}`, column ? (row * 7919) % 1000 : row]),
    ),
  );

const heads = ({ root }: Shown) => [...root.querySelectorAll<HTMLTableCellElement>('thead th')];
const rows = ({ root }: Shown) => [...root.querySelectorAll<HTMLElement>('[part=row]')];
const column = (shown: Shown, index: number) => rows(shown).map((row) => row.children[index]?.textContent?.trim());
const click = async (shown: Shown, selector: string, index = 0) => {
  [...shown.root.querySelectorAll<HTMLElement>(selector)][index]?.click();
  await shown.element.updateComplete;
};
const scrollTo = async (shown: Shown, top: number) => {
  const box = shown.root.querySelector('.scroll') as HTMLElement;
  box.scrollTop = top;
  box.dispatchEvent(new Event('scroll'));
  await shown.element.updateComplete;
  await shown.element.updateComplete;
};

describe('table', () => {
  const data = {
    rows: [
      { shop: 'Oslo', orders: 9 },
      { shop: 'Berlin', orders: 10 },
      { shop: 'Rome', orders: null },
    ],
  };

  it('has a sort button for every column, and row headers in the first one', async () => {
    const shown = await show(table, data);
    expect(heads(shown).map((head) => [head.scope, head.ariaSort, head.querySelector('button') !== null])).toEqual([
      ['col', 'none', true],
      ['col', 'none', true],
    ]);
    expect(rows(shown)[0]?.querySelector('th')?.getAttribute('scope')).toBe('row');
    expect(column(shown, 1)).toEqual(['9', '10', '–']);
    expect(getComputedStyle(rows(shown)[0]?.children[1] as Element).textAlign).toBe('right');
  });

  it('is sorted up, down and not, and keeps the order when new rows come', async () => {
    const shown = await show(table, data);
    const told = () => heads(shown).map(({ ariaSort }) => ariaSort);
    await click(shown, 'thead button', 1);
    expect([column(shown, 0), told()]).toEqual([
      ['Oslo', 'Berlin', 'Rome'],
      ['none', 'ascending'],
    ]);
    await click(shown, 'thead button', 1);
    expect([column(shown, 0), told()]).toEqual([
      ['Berlin', 'Oslo', 'Rome'],
      ['none', 'descending'],
    ]);
    const berlin = rows(shown)[0];
    await shown.update({
      data: { rows: [{ shop: 'Berlin', orders: 1 }, ...data.rows.slice(0, 1), { shop: 'Bonn', orders: 99 }] },
    });
    expect([column(shown, 0), told()]).toEqual([
      ['Bonn', 'Oslo', 'Berlin'],
      ['none', 'descending'],
    ]);
    expect(rows(shown)[2]).toBe(berlin);
    await click(shown, 'thead button', 1);
    expect([column(shown, 0), told()]).toEqual([
      ['Berlin', 'Oslo', 'Bonn'],
      ['none', 'none'],
    ]);
  });

  it('turns pages, stays on one when new rows come, and goes back where there are fewer', async () => {
    const shown = await show(table, { rows: many(25, 2) }, { page_size: 10 });
    const place = () => shown.root.querySelector('.pager span')?.textContent;
    expect([rows(shown).length, place()]).toEqual([10, '1–10 of 25']);
    await click(shown, '.pager button', 0);
    expect(place()).toBe('1–10 of 25');
    await click(shown, '.pager button', 1);
    expect([column(shown, 0)[0], place(), rows(shown)[0]?.getAttribute('aria-rowindex')]).toEqual([
      '10',
      '11–20 of 25',
      '12',
    ]);
    await shown.update({ data: { rows: many(26, 2) } });
    expect(place()).toBe('11–20 of 26');
    await click(shown, '.pager button', 1);
    await click(shown, '.pager button', 1);
    expect([rows(shown).length, place()]).toEqual([6, '21–26 of 26']);
    await shown.update({ data: { rows: many(12, 2) } });
    expect(place()).toBe('11–12 of 12');
    expect(await axeFindings(shown.card)).toEqual([]);
  });

  it('draws only the visible part of 10,000 rows and 20 columns, with the right row numbers for screen readers', async () => {
    const shown = await show(table, { rows: many(10_000) });
    await shown.element.updateComplete;
    const element = shown.root.querySelector('table') as HTMLTableElement;
    expect(element.getAttribute('aria-rowcount')).toBe('10001');
    expect(rows(shown).length).toBeAtMost(100);
    const { scrollHeight } = shown.root.querySelector('.scroll') as HTMLElement;
    const height = rows(shown)[0]?.getBoundingClientRect().height ?? 0;
    expect(Math.abs(scrollHeight - 10_000 * height)).toBeLessThan(2 * height + 40);
    await scrollTo(shown, 5000 * height);
    const box = (shown.root.querySelector('.scroll') as HTMLElement).getBoundingClientRect();
    const seen = rows(shown).filter((row) => {
      const { top, bottom } = row.getBoundingClientRect();
      return bottom > box.top && top < box.bottom;
    });
    expect(seen[0]?.getAttribute('aria-rowindex')).toMatch(/^500[0-3]$/);
    expect(seen.at(-1)?.getBoundingClientRect().bottom).toBeAtLeast(box.bottom - 1);
    await scrollTo(shown, scrollHeight);
    expect(rows(shown).at(-1)?.getAttribute('aria-rowindex')).toBe('10001');
    await shown.update({ data: { rows: many(300) } });
    await until(() => rows(shown).at(-1)?.getAttribute('aria-rowindex') === '301', 'the end of fewer rows');
    expect(await axeFindings(shown.card)).toEqual([]);
  });

  it('prints the rows of a page up to a useful limit, and says where it ends', async () => {
    const shown = await show(table, { rows: many(1200, 3) });
    const print = async (event: string) => {
      dispatchEvent(new Event(event));
      await shown.element.updateComplete;
      return [
        rows(shown).length,
        shown.root.querySelector('.pager span')?.textContent,
        shown.root.querySelector('[data-rows]'),
      ];
    };
    await scrollTo(shown, 9000);
    const [first] = column(shown, 0);
    expect(await print('beforeprint')).toEqual([1000, '1–1,000 of 1,200', null]);
    expect(column(shown, 0)).toEqual(Array.from({ length: 1000 }, (_, row) => `${row.toLocaleString('en')}`));
    await print('afterprint');
    expect(column(shown, 0)[0]).toBe(first);
    expect(rows(shown).length).toBeAtMost(100);
    await shown.update({ config: { page_size: 300 } });
    await click(shown, '.pager button', 1);
    expect((await print('beforeprint')).slice(0, 2)).toEqual([300, '301–600 of 1,200']);
    await print('afterprint');
  });

  it('prints columns that do not fit below the others, each time with the first one', async () => {
    const shown = await show(table, { rows: many(3) }, {}, { width: 480 });
    const tables = () =>
      [...shown.root.querySelectorAll('table')].map((each) =>
        [...each.querySelectorAll('thead th')].map((head) => head.textContent?.replace('↕', '')),
      );
    const names = Array.from({ length: 20 }, (_, index) => `c${index}`);
    expect(tables()).toEqual([names]);
    dispatchEvent(new Event('beforeprint'));
    await shown.element.updateComplete;
    expect(tables().length).toBeAtLeast(2);
    expect(tables().every(([lead]) => lead === 'c0')).toBe(true);
    expect(tables().flatMap(([, ...others]) => others)).toEqual(names.slice(1));
    const box = shown.root.querySelector('.scroll') as HTMLElement;
    expect(box.scrollWidth).toBe(box.clientWidth);
    dispatchEvent(new Event('afterprint'));
    await shown.element.updateComplete;
    expect(tables()).toEqual([names]);
  });

  it('shows that there is more to the side, in both directions', async () => {
    for (const dir of ['ltr', 'rtl']) {
      const shown = await show(table, { rows: many(3) }, {}, { dir });
      const edges = shown.root.querySelector('.edges') as HTMLElement;
      const box = shown.root.querySelector('.scroll') as HTMLElement;
      await until(() => edges.hasAttribute('after') && box.matches(':has([data-row][tabindex="0"])'), 'the edge');
      expect(edges.hasAttribute('before')).toBe(false);
      box.scrollLeft = dir === 'rtl' ? -9999 : 9999;
      await until(() => edges.hasAttribute('before') && !edges.hasAttribute('after'), 'the other edge');
    }
  });

  it('draws links that lead somewhere and bars that fit', async () => {
    const columns = ['name', { key: 'site', type: 'link' }, { key: 'share', type: 'bar' }];
    const sites = ['https://x.test/', 'javascript:x', { url: 'mailto:a@x.test', text: 'Write' }];
    const shown = await show(table, {
      columns,
      rows: sites.map((site, index) => ({ name: index, site, share: index * 50 })),
    });
    const links = [...shown.root.querySelectorAll('a')];
    expect(links.map(({ href, rel, textContent }) => [href, rel, textContent])).toEqual([
      ['https://x.test/', 'noopener noreferrer', 'x.test'],
      ['mailto:a@x.test', 'noopener noreferrer', 'Write'],
    ]);
    expect([...shown.root.querySelectorAll('rect')].map((bar) => bar.getAttribute('width'))).toEqual([
      '0',
      '50',
      '100',
    ]);
  });
});

describe('leaderboard', () => {
  const board = [
    { name: 'Ann', values: [1234.5, '96%'], trend: 'up', status: 'green' },
    { name: 'Bob', values: [7], trend: 'equal', status: 'red' },
  ];

  it('ranks rows, says trends and lights in words, and names its columns', async () => {
    const config = { subtitle1: 'Points', subtitle2: 'Share', color1: 'rgb(1, 2, 3)', color2: 'url(x)' };
    const shown = await show(leaderboard, { board }, config, { locale: 'de' });
    expect(heads(shown).map((head) => head.textContent?.trim())).toEqual([
      'Rank',
      'Status',
      'Name',
      'Points',
      'Share',
      'Trend',
    ]);
    expect(
      rows(shown).map((row) => [...row.children].map((cell) => cell.textContent?.trim().replace(/^[▲▼▬]/, ''))),
    ).toEqual([
      ['1', 'OK', 'Ann', '1.234,5', '96%', 'Up'],
      ['2', 'Error', 'Bob', '7', '–', 'Unchanged'],
    ]);
    const marks = [...shown.root.querySelectorAll<HTMLElement>('.mark')];
    expect(marks.map(({ hidden, style }) => [hidden, style.backgroundColor])).toEqual([
      [false, 'rgb(1, 2, 3)'],
      [true, ''],
    ]);
    expect(await axeFindings(shown.card)).toEqual([]);
  });

  it('shows one full value in a narrow card, and all of them in a tooltip', async () => {
    const lit = board.map(({ trend: _, ...place }) => place);
    const shown = await show(leaderboard, { board: lit }, { subtitle1: 'Points' }, { width: 100, height: 41 });
    const cells = [...(rows(shown)[0]?.querySelectorAll<HTMLElement>('[part=value]') ?? [])];
    expect(cells.map((cell) => cell.checkVisibility())).toEqual([true, false]);
    const box = shown.root.querySelector('.scroll') as HTMLElement;
    expect(box.scrollWidth).toBe(box.clientWidth);
    expect(shown.part('name')?.title).toBe('Ann\nPoints 1,234.5\n96%');
    const wide = await show(leaderboard, { board });
    expect([...wide.root.querySelectorAll('[part=value]')].every((cell) => cell.checkVisibility())).toBe(true);
  });

  it('writes the title of a marked column in full where there is room', async () => {
    const config = { subtitle1: 'Host', color1: '#f00' };
    for (const height of [120, 300]) {
      const shown = await show(leaderboard, { board: [{ name: 'Ann', values: [1] }] }, config, { width: 600, height });
      const [mark, title] = [...shown.root.querySelectorAll<HTMLElement>('thead :is(.mark, .mark + .text)')];
      expect(title?.scrollWidth).toBe(title?.clientWidth);
      expect((mark as HTMLElement).getBoundingClientRect().top).toBeGreaterThan(
        title?.getBoundingClientRect().top ?? 0,
      );
    }
  });

  it('moves the row of somebody who rises', async () => {
    const shown = await show(leaderboard, { board });
    const [ann, bob] = rows(shown);
    await shown.update({ data: { board: board.toReversed() } });
    expect(rows(shown)).toEqual([bob, ann] as HTMLElement[]);
    expect(rows(shown)[0] === bob).toBe(true);
    expect(shown.root.querySelector('thead th')?.textContent).toBe('Rank');
  });
});
