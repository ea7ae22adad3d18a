import { css, html } from 'lit';
import type { Datum } from '../../components/events.ts';
import type { BcSelectEvent } from '../../components/select-event.ts';
import { ChoiceController } from '../../components/widgets/choice-controller.ts';
import { choosable } from '../../components/widgets/choosable.styles.ts';
import { view as list } from '../../components/widgets/list.ts';
import { define } from '../../components/widgets/widget-element.ts';
import { WordedElement } from '../../components/widgets/worded-element.ts';
import { axeFindings } from '../support/axe.ts';
import { expect, mount } from '../support/expect.ts';
import { show } from '../support/views.ts';

class TestGrid extends WordedElement<object, object> {
  static override styles = [WordedElement.styles, choosable, css`b{display:inline-block}`];
  protected readonly choice = new ChoiceController(this, (row, column) => ({
    row,
    column,
    label: `r${row}`,
    value: row * 10 + column,
  }));

  protected override renderData() {
    return [0, 1].map(
      (row) =>
        html`<p>${[0, 1, 2].map((column) => html`<b data-row=${row} data-column=${column}>${column}<a href="#x">x</a><button>y</button></b>`)}</p>`,
    );
  }
}
define('test-grid', TestGrid);

/** What bc-select tells the page while `act` runs. */
function chosen(act: () => void): Datum[] {
  const told: Datum[] = [];
  const listen = (event: Event) => told.push((event as BcSelectEvent).datum);
  document.addEventListener('bc-select', listen);
  act();
  document.removeEventListener('bc-select', listen);
  return told;
}

describe('bc-select', () => {
  const rows = {
    items: [{ name: 'a', value: 1 }, { name: 'b', value: '€2' }, { name: 'c' }],
  };
  const press = (root: ShadowRoot, key: string, more: KeyboardEventInit = {}) =>
    root.activeElement?.dispatchEvent(
      new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true, ...more }),
    );

  it('tells the row of a list that was clicked or reached by keys', async () => {
    const { root, card } = await show(list, rows);
    const all = [...root.querySelectorAll<HTMLElement>('[data-row]')];
    expect(all.map(({ tabIndex }) => tabIndex)).toEqual([0, -1, -1]);
    expect(chosen(() => all[1]?.querySelector('dd')?.click())).toEqual([
      { row: 1, column: 0, label: 'b', value: '€2' },
    ]);
    all[0]?.focus();
    press(root, 'ArrowDown');
    expect(root.activeElement).toBe(all[1]);
    press(root, 'End');
    press(root, 'ArrowDown');
    expect(all.map(({ tabIndex }) => tabIndex)).toEqual([-1, -1, 0]);
    expect(chosen(() => press(root, 'Enter'))).toEqual([{ row: 2, column: 0, label: 'c', value: null }]);
    expect(await axeFindings(card)).toEqual([]);
  });

  it('leaves keys without a target, and those of the browser, to the browser', async () => {
    const { root } = await show(list, rows);
    const all = [...root.querySelectorAll<HTMLElement>('[data-row]')];
    all[1]?.focus();
    expect(press(root, 'ArrowDown')).toBe(false);
    expect(press(root, 'ArrowDown')).toBe(true);
    for (const held of ['altKey', 'ctrlKey', 'metaKey'])
      expect([press(root, 'ArrowUp', { [held]: true }), root.activeElement]).toEqual([true, all[2]]);
    expect([press(root, 'Home'), root.activeElement]).toEqual([false, all[0]]);
  });

  it('keeps its row when data changes, and starts over if that is gone', async () => {
    const { root, update } = await show(list, rows);
    root.querySelectorAll<HTMLElement>('[data-row]')[2]?.focus();
    await update({ data: { items: [...rows.items, { name: 'd' }] } });
    expect(root.querySelector('[tabindex="0"]')?.textContent).toContain('c');
    await update({ data: { items: [{ name: 'only' }] } });
    expect(root.querySelector('[tabindex="0"]')?.textContent).toContain('only');
  });

  it('moves over cells, also from right to left, and leaves links alone', async () => {
    const grid = document.createElement('test-grid') as TestGrid;
    Object.assign(grid, { config: {}, data: {} });
    mount(grid);
    await grid.updateComplete;
    const root = grid.renderRoot as ShadowRoot;
    const cell = (row: number, column: number) =>
      root.querySelector<HTMLElement>(`[data-row="${row}"][data-column="${column}"]`);
    cell(0, 0)?.focus();
    press(root, 'ArrowRight');
    press(root, 'ArrowDown');
    expect(root.activeElement).toBe(cell(1, 1));
    grid.dir = 'rtl';
    press(root, 'ArrowRight');
    expect(root.activeElement).toBe(cell(1, 0));
    expect(chosen(() => press(root, ' '))).toEqual([{ row: 1, column: 0, label: 'r1', value: 10 }]);
    for (const own of ['a', 'button'])
      expect(chosen(() => cell(0, 2)?.querySelector<HTMLElement>(own)?.click())).toEqual([]);
  });
});
