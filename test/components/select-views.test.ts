import type { Datum } from '../../components/events.ts';
import type { BcSelectEvent } from '../../components/select-event.ts';
import { axeFindings } from '../support/axe.ts';
import { expect } from '../support/expect.ts';
import { allViews, show } from '../support/views.ts';

const views = await allViews();

/** What bc-select tells the page while `act` runs. */
function chosen(act: () => void): Datum[] {
  const told: Datum[] = [];
  const listen = (event: Event) => told.push((event as BcSelectEvent).datum);
  document.addEventListener('bc-select', listen);
  act();
  document.removeEventListener('bc-select', listen);
  return told;
}

const press = (root: ShadowRoot, key: string) =>
  root.activeElement?.dispatchEvent(
    new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true }),
  );

/** Data of each type that holds several, and what its second row is. */
const SEVERAL: Record<string, [data: object, second: Datum]> = {
  boxes: [
    {
      values: [
        { label: 'Open', value: 3 },
        { label: 'Done', value: 9 },
      ],
    },
    { row: 1, column: 0, label: 'Done', value: 9 },
  ],
  funnel: [
    {
      funnel: [
        { name: 'Visits', value: 200 },
        { name: 'Orders', value: 50 },
      ],
    },
    { row: 1, column: 0, label: 'Orders', value: 50 },
  ],
  leaderboard: [
    {
      board: [
        { name: 'Oslo', values: [5, 6] },
        { name: 'Rome', values: [4] },
      ],
    },
    { row: 1, column: 0, label: 'Rome', value: 4 },
  ],
  timeline: [
    {
      entries: [
        { title: 'First', timestamp: 1000 },
        { title: 'Second', timestamp: 2000 },
      ],
    },
    { row: 1, column: 0, label: 'First', value: 1_000_000 },
  ],
  table: [
    {
      columns: ['Shop', 'Orders'],
      rows: [
        ['Oslo', 1],
        ['Rome', 2],
      ],
    },
    { row: 1, column: 0, label: 'Rome', value: ['Rome', 2] },
  ],
};

describe('bc-select of the views', () => {
  for (const [type, [data, second]] of Object.entries(SEVERAL))
    it(`tells what was chosen in a ${type}, by mouse and by key`, async () => {
      const { root, card } = await show(views[type] as NonNullable<(typeof views)[string]>, data);
      const all = [...root.querySelectorAll<HTMLElement>('[data-row]')];
      expect(all.map(({ tabIndex }) => tabIndex)).toEqual([0, -1]);
      expect(chosen(() => all[1]?.click())).toEqual([second]);
      all[0]?.focus();
      press(root, 'ArrowDown');
      expect(root.activeElement).toBe(all[1]);
      expect(chosen(() => press(root, 'Enter'))).toEqual([second]);
      expect(await axeFindings(card)).toEqual([]);
    });

  it('writes the titles of columns in two lines and leaves their room to names', async () => {
    const board = [{ name: 'Anneliese Müller-Lüdenscheidt', values: [48, 9] }];
    const config = { subtitle1: 'Deals closed', subtitle2: 'Avg. discount' };
    const { root } = await show(views.leaderboard as (typeof views)[string], { board }, config, {
      width: 448,
      height: 240,
    });
    const cut = [...root.querySelectorAll('.text')].filter((each) => each.scrollWidth > each.clientWidth);
    expect(cut.map((each) => each.textContent)).toEqual([]);
  });

  it('labels a row with its text, without its arrow', async () => {
    const board = [{ name: 'Ada', values: [48], trend: 'up' }];
    const shown = await show(views.leaderboard as (typeof views)[string], { board });
    expect(shown.root.querySelector('[data-row]')?.ariaLabel).toBe('1, Ada, 48, Up');
  });

  it('gives the original row, also in a sorted table', async () => {
    const { root } = await show(views.table as NonNullable<(typeof views)[string]>, SEVERAL.table?.[0] as object);
    for (let turn = 0; turn < 2; turn += 1) {
      root.querySelectorAll<HTMLElement>('th button')[1]?.click();
      await (root.host as HTMLElement & { updateComplete: Promise<unknown> }).updateComplete;
    }
    expect(chosen(() => root.querySelector<HTMLElement>('[data-row]')?.click())[0]?.label).toBe('Rome');
    root.querySelector<HTMLElement>('[data-row]')?.focus();
    expect(root.activeElement?.ariaLabel).toBe('Rome, 2');
  });

  const moved: Record<string, object> = {
    leaderboard: { board: [{ name: 'Rome', values: [9] }, { name: 'Oslo', values: [5] }, { name: 'Bonn' }] },
    timeline: {
      entries: [
        { title: 'First', timestamp: 1000 },
        { title: 'Second', timestamp: 2000 },
        { title: 'Third', timestamp: 3000 },
      ],
    },
    table: {
      columns: ['Shop', 'Orders'],
      rows: [
        ['Rome', 3],
        ['Bonn', 2],
        ['Oslo', 1],
      ],
    },
  };
  for (const [type, data] of Object.entries(moved))
    it(`keeps the focus of a ${type} with its row where a newer value moves it, and within where it takes it away`, async () => {
      const [first, second] = SEVERAL[type] as [object, Datum];
      const { root, update } = await show(views[type] as NonNullable<(typeof views)[string]>, first);
      const rows = () => [...root.querySelectorAll<HTMLElement>('[data-row]')];
      for (const row of rows()) {
        await update({ data: first });
        row.focus();
        await update({ data });
        expect(root.activeElement === row).toBe(true);
      }
      const name = root.activeElement?.textContent;
      expect(chosen(() => press(root, 'Enter'))[0]?.label).toBe(second.label);
      expect(name).toContain(second.label);
      const only = {
        leaderboard: { board: [{ name: 'New' }] },
        timeline: { entries: [{ title: 'New', timestamp: 1 }] },
      };
      await update({ data: only[type as keyof typeof only] ?? { columns: ['Shop'], rows: [['New']] } });
      expect(root.activeElement?.textContent).toContain('New');
    });

  const matrix = {
    x: ['Mon', 'Tue', 'Wed'],
    y: ['Ann', 'Bob'],
    values: [
      [1, 2, 3],
      [4, null, 6],
    ],
  };

  it('goes over the cells of a heatmap, names them, and stays within', async () => {
    const { root, card } = await show(views.heatmap as NonNullable<(typeof views)[string]>, matrix);
    const plot = root.querySelector('.plot') as HTMLElement;
    plot.focus();
    press(root, 'ArrowRight');
    const frame = () => root.querySelector('.cursor')?.getAttribute('d');
    expect(frame()).toBe('M0 0h1v1h-1z');
    press(root, 'ArrowDown');
    press(root, 'ArrowDown');
    press(root, 'ArrowRight');
    expect(frame()).toBe('M1 1h1v1h-1z');
    expect(root.querySelector('.told')?.textContent).toBe('Bob, Tue: No value');
    expect(chosen(() => press(root, ' '))).toEqual([{ row: 1, column: 1, label: 'Bob, Tue', value: null }]);
    press(root, 'End');
    expect(chosen(() => press(root, 'Enter'))).toEqual([{ row: 1, column: 2, label: 'Bob, Wed', value: 6 }]);
    expect(await axeFindings(card)).toEqual([]);
    plot.blur();
    expect(root.querySelector('.told')?.textContent).toBe('');
    expect(frame()).toBe('');
  });

  it('gives the clicked cell of a heatmap, also in right-to-left languages', async () => {
    const { root, card } = await show(views.heatmap as NonNullable<(typeof views)[string]>, matrix);
    const click = (across: number, down: number) => {
      const plot = root.querySelector('.plot') as HTMLElement;
      const { left, top, width, height } = plot.getBoundingClientRect();
      const at = { clientX: left + width * across, clientY: top + height * down };
      return chosen(() => plot.dispatchEvent(new MouseEvent('click', { ...at, bubbles: true, composed: true })))[0];
    };
    expect(click(0.9, 0.1)?.label).toBe('Ann, Wed');
    (card as HTMLElement).dir = 'rtl';
    expect(click(0.9, 0.9)?.label).toBe('Bob, Mon');
  });
});
