import { view as heatmap } from '../../components/widgets/heatmap.ts';
import { expect, until } from '../support/expect.ts';
import { type Shown, show } from '../support/views.ts';

const attribute = (shown: Shown, selector: string, name: string) =>
  shown.root.querySelector(selector)?.getAttribute(name);
const texts = (shown: Shown, selector: string) =>
  [...shown.root.querySelectorAll(selector)].map((element) => element.textContent?.trim());

describe('heatmap', () => {
  const data = {
    x: ['Mon', 'Tue'],
    y: ['Ann', 'Ben'],
    values: [
      [0, 10],
      [null, 4],
    ],
  };
  const ofStep = (shown: Shown, step: number) => shown.root.querySelectorAll('.plot path')[step]?.getAttribute('d');

  it('colours its cells by their values, and tells them as a table', async () => {
    const shown = await show(heatmap, data, { color_scheme: 'heat' });
    expect([ofStep(shown, 0), ofStep(shown, 20), ofStep(shown, 8)]).toEqual([
      'M0 0h1v1h-1z',
      'M1 0h1v1h-1z',
      'M1 1h1v1h-1z',
    ]);
    expect(attribute(shown, '.none', 'd')).toBe('M0 1h1v1h-1z');
    await until(() => shown.root.querySelector('.sr table'), 'the table');
    expect(texts(shown, '.sr tr').map((row) => row?.replace(/\s+/g, ' '))).toEqual(['MonTue', 'Ann010', 'Ben4']);
    const summary = '2 by 2 values, from 0 to 10; highest at Ann, Tue';
    expect(attribute(shown, 'svg', 'aria-label')).toBe(summary);
    expect(attribute(shown, 'figure', 'aria-label')).toBe(summary);
    // The focused element keeps its name when values change.
    const hint = '2 by 2 values. Use the arrow keys to move between points, Enter to select';
    expect(attribute(shown, '.plot', 'aria-label')).toBe(hint);
    expect(shown.part('legend')?.textContent?.replace(/\s+/g, '')).toBe('010Novalue');
  });

  it('writes values where they have the room, in an ink that is read on their colour', async () => {
    const shown = await show(heatmap, data, {}, { width: 600, height: 300 });
    const [low, high] = shown.root.querySelectorAll('.rows span');
    expect([low, high].map((cell) => getComputedStyle(cell as Element).color)).toEqual([
      'rgb(0, 0, 0)',
      'rgb(255, 255, 255)',
    ]);
    const seen = () => getComputedStyle(shown.root.querySelector('.rows') as Element).visibility;
    expect(seen()).toBe('visible');
    shown.card.style.inlineSize = '30px';
    expect(seen()).toBe('hidden');
    shown.card.style.cssText = 'inline-size:600px;block-size:30px';
    expect(seen()).toBe('hidden');
  });

  it('names the cell under the pointer', async () => {
    for (const [dir, title] of [
      ['ltr', 'Ann, Tue: 10'],
      ['rtl', 'Ann, Mon: 0'],
    ] as const) {
      const shown = await show(heatmap, data, {}, { dir });
      const plot = shown.part('plot') as HTMLElement;
      const { right, top } = plot.getBoundingClientRect();
      plot.dispatchEvent(new PointerEvent('pointermove', { clientX: right - 5, clientY: top + 5, bubbles: true }));
      expect(plot.title).toBe(title);
    }
  });

  it('draws a large matrix with few elements, and changes only what changed', async () => {
    const large = (middle: number) =>
      Array.from({ length: 100 }, (_, row) =>
        Array.from({ length: 100 }, (_, column) => (row === 50 && column === 50 ? middle : row + column)),
      );
    const shown = await show(heatmap, { values: large(0) });
    const drawn = shown.root.querySelectorAll('.plot *');
    expect(drawn.length).toBeLessThan(40);
    const before = ofStep(shown, 10);
    await shown.update({ data: { values: large(198) } });
    expect([...shown.root.querySelectorAll('.plot *')].every((node, index) => node === drawn[index])).toBe(true);
    expect([ofStep(shown, 10) === before, ofStep(shown, 20)?.includes('M50 50h')]).toEqual([true, true]);
  });

  it('draws empty data, and nothing but gaps', async () => {
    const shown = await show(heatmap, { values: [] });
    expect(shown.text()).toBe('No data yet');
    await shown.update({ data: { values: [[null, null]] } });
    expect(shown.root.innerHTML).not.toMatch(/NaN|Infinity|undefined/);
    expect((await heatmap.words()).summary(shown.props)).toBe('1 by 2 values');
  });
});
