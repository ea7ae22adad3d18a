import { Chart, type Element as Drawn } from 'chart.js';
import type { Datum } from '../../components/events.ts';
import type { BcSelectEvent } from '../../components/select-event.ts';
import { type BcChart, view as chart } from '../../components/widgets/chart.ts';
import { expect, mount, until } from '../support/expect.ts';
import { drawn, type Shown, show } from '../support/views.ts';
import { Clock } from './clock.ts';

const labels = ['Mon', 'Tue', 'Wed'];
const data = { labels, datasets: [['This week', [1, 2, 5]], { label: 'Last week', data: [3, null, 5] }] };
const points = {
  datasets: [
    {
      label: 'A',
      data: [
        { x: 1, y: 10 },
        { x: '2', y: 30 },
      ],
    },
    ['B', [[5, 4], null]],
  ],
};

/** What has a size of its text. */
interface Sized {
  font: { size: number };
}

const chartOf = ({ root }: Shown) => Chart.getChart(root.querySelector('canvas') as HTMLCanvasElement) as Chart;

async function draw(given: unknown, config: object, options?: object): Promise<{ shown: Shown; made: Chart }> {
  const shown = await show(chart, given, config, options);
  expect(shown.issues).toEqual([]);
  await drawn(shown);
  return { shown, made: chartOf(shown) };
}

const scale = ({ scales, options }: Chart, name: 'x' | 'y') => ({
  ...(options.scales?.[name] as { reverse: boolean; position: string; stacked: boolean; title: { text: string } }),
  ticks: scales[name]?.ticks.map(({ label }) => label),
});

const placeOf = (made: Chart, { row, column }: Datum) =>
  (made.getDatasetMeta(column).data[row] as Drawn).tooltipPosition(true) as {
    x: number;
    y: number;
  };

describe('chart kinds', () => {
  /** Colour and opacity of the canvas at a place between two values at one label. */
  const pixel = (made: Chart, at: number, value: number) => {
    const { x, y } = { x: made.scales.x?.getPixelForValue(at) ?? 0, y: made.scales.y?.getPixelForValue(value) ?? 0 };
    const ratio = made.currentDevicePixelRatio;
    return [...made.ctx.getImageData(x * ratio, y * ratio, 1, 1).data];
  };

  it('fills areas down to zero, stacked ones down to the area below, and changes into a line chart in place', async () => {
    const flat = {
      labels: ['a', 'b', 'c'],
      datasets: [
        ['low', [10, 10, 10]],
        ['high', [20, 20, 20]],
      ],
    };
    const { shown, made } = await draw(flat, { chart_type: 'area', colors: ['#ff0000', '#0000ff'] });
    expect(scale(made, 'y').ticks?.[0]).toBe('0');
    const [both, upper] = [pixel(made, 1, 3), pixel(made, 1, 17)];
    expect([both[0], both[2], upper[0], upper[2]].map((part) => Number(part) > 0)).toEqual([true, true, false, true]);
    await shown.update({ config: { chart_type: 'area', stacked: true, colors: ['#ff0000', '#0000ff'] } });
    await until(() => pixel(made, 1, 3)[2] === 0 && Number(pixel(made, 1, 3)[0]) > 0, 'the stack');
    expect(Number(pixel(made, 1, 23)[2])).toBeGreaterThan(0);
    expect(scale(made, 'y').stacked).toBe(true);
    await shown.update({ config: { chart_type: 'line' } });
    await until(() => pixel(made, 1, 3)[3] === 0, 'the line');
    expect(chartOf(shown)).toBe(made);
  });

  it('fills areas up to new points as soon as these are drawn', async () => {
    const sets = (...values: number[]) => [{ data: [...values] }, { data: values.map((value) => value / 2) }];
    const datasets = sets(10, 20, 10).map(({ data }, index) => [`${index}`, data]);
    const config = { chart_type: 'area', stacked: true, colors: ['#ff0000', '#0000ff'] };
    const { made } = await draw({ labels: ['a', 'b', 'c'], datasets }, config);
    made.data.labels = [0, 1, 2, 3, 4];
    for (const [index, { data }] of sets(10, 20, 10, 20, 20).entries())
      (made.data.datasets[index] as { data: number[] }).data = data;
    made.update('none');
    const below = [0.5, 2.5, 3.5].map((at) => pixel(made, at, 3));
    expect(below.map(([red, , blue]) => Number(red) > 0 && blue === 0)).toEqual([true, true, true]);
    const above = [pixel(made, 2, 12), pixel(made, 3.5, 25)];
    expect(above.map(([red, , blue]) => red === 0 && Number(blue) > 0)).toEqual([true, true]);
  });

  it('draws shares of the whole, and says value and share', async () => {
    const { shown, made } = await draw(data, { relative: true });
    expect(made.data.datasets.map((set) => set.data)).toEqual([
      [25, 100, 50],
      [75, null, 50],
    ]);
    expect(scale(made, 'y').ticks?.at(-1)).toBe('100%');
    const tooltip = made.options.plugins?.tooltip as { callbacks: { label(item: object): string } };
    expect(tooltip.callbacks.label({ dataset: { label: 'Last week' }, datasetIndex: 1, dataIndex: 0 })).toBe(
      'Last week: 3 (75%)',
    );
    expect(shown.root.querySelector('canvas')?.ariaLabel).toContain('This week 1 to 5');
  });

  it('draws a single point of a line in the middle, several from end to end', async () => {
    const line = (...values: number[]) => ({ labels: values.map((value) => `${value}`), datasets: [['A', values]] });
    const places = async (...values: number[]) => {
      const { made } = await draw(line(...values), { chart_type: 'line' });
      const { left = 0, right = 0 } = made.scales.x ?? {};
      return made.getDatasetMeta(0).data.map(({ x }) => Math.round((100 * (x - left)) / (right - left)));
    };
    expect(await places(12)).toEqual([50]);
    expect(await places(12, 13, 14)).toEqual([0, 50, 100]);
  });

  it('draws scatter points on two numeric axes, and describes them', async () => {
    const { shown, made } = await draw(points, { chart_type: 'scatter', x_axis: 'Age', y_axis: 'Height' });
    expect(made.data.datasets[0]?.data).toEqual([
      { x: 1, y: 10 },
      { x: 2, y: 30 },
    ] as never);
    expect([scale(made, 'x').title.text, scale(made, 'y').title.text]).toEqual(['Age', 'Height']);
    expect(made.data.datasets.map((set) => (set as { showLine?: boolean }).showLine)).toEqual([false, false]);
    const words = made.options.plugins?.tooltip?.callbacks as { title?(): string[] } | undefined;
    expect(words?.title?.()).toEqual([]);
    const { summary, table } = await chart.words();
    expect(summary(shown.props)).toBe('Scatter chart: A 10 to 30, at 1 to 2, B 4 to 4, at 5 to 5');
    expect(table(shown.props)).toEqual([
      ['', 'Age', 'Height'],
      ['A', 1, 10],
      ['A', 2, 30],
      ['B', 5, 4],
      ['B', null, null],
    ]);
    await until(() => shown.root.querySelectorAll('.sr tbody tr').length === 4, 'the table');
  });

  it('updates its table for screen readers only once for several values in quick succession', async () => {
    const clock = new Clock(2000);
    const { shown } = await draw(data, {});
    const cell = () => shown.root.querySelector('.sr tbody td')?.textContent;
    await until(() => cell() === '1', 'the table');
    const written: (string | null | undefined)[] = [];
    const observer = new MutationObserver(() => written.push(cell()));
    observer.observe(shown.root.querySelector('canvas.sr') as Element, { subtree: true, characterData: true });
    for (const value of [7, 8, 9]) {
      await shown.update({ data: { labels, datasets: [{ label: 'This week', data: [value, 2, 5] }] } });
      await new Promise((resolve) => requestIdleCallback(resolve));
    }
    expect(clock.fire(2)).toBe(1);
    await until(() => cell() === '9', 'the last value');
    observer.disconnect();
    clock.restore();
    expect(written.filter((each) => each !== '9')).toEqual([]);
  });

  it('never writes two axis values alike, and writes x values in full', async () => {
    const close = { labels, datasets: [['Index', [17_412, 17_431, 17_448]]] };
    const { made } = await draw(close, { chart_type: 'line', prefix: '€' });
    const ticks = scale(made, 'y').ticks as string[];
    expect(new Set(ticks).size).toBe(ticks.length);
    expect(ticks[0]).toMatch(/^€17,4\d\d$/);
    const rates = await draw({ labels, datasets: [['Rate', [1.0831, 1.0834, 1.0836]]] }, { chart_type: 'line' });
    const read = scale(rates.made, 'y').ticks;
    expect(new Set(read).size).toBe(read?.length);
    const { shown } = await draw({ datasets: [['a', [[1_234_567, 1]]]] }, { chart_type: 'scatter' });
    await until(() => shown.root.querySelector('.sr tbody td')?.textContent === '1,234,567', 'the place');
    const near = await draw(
      {
        datasets: [
          [
            'a',
            [
              [1.0001, 1],
              [1.0004, 2],
            ],
          ],
        ],
      },
      { chart_type: 'scatter' },
    );
    const places = scale(near.made, 'x').ticks;
    expect(new Set(places).size).toBe(places?.length);
  });

  it('reads dates as x values of points, and x values as labels', async () => {
    const moments = {
      datasets: [
        [
          'a',
          [
            { x: '2026-01-01', y: 1 },
            { x: '2026-01-02', y: 2 },
          ],
        ],
      ],
    };
    const { made } = await draw(moments, { chart_type: 'scatter', x_axes_type: '1' });
    expect(made.data.datasets[0]?.data[0]).toEqual({ x: Date.UTC(2026, 0, 1), y: 1 } as never);
    expect(scale(made, 'x').ticks?.[0]).toMatch(/Jan|Dec/);
    const bars = await draw({ datasets: [['a', [{ x: 1, y: 7 }, [2, 8]]]] }, {});
    expect(bars.made.data.labels).toEqual(['1', '2']);
    expect(bars.made.data.datasets[0]?.data).toEqual([7, 8]);
    const years = { datasets: [['a', [2024, 2025, 2026].map((year) => [`${year}-01-01T00:00:00Z`, 1])]] };
    const { shown: long, made: wide } = await draw(years, { chart_type: 'scatter', x_axes_type: '1' });
    expect(scale(wide, 'x').ticks?.every((tick) => /202\d/.test(`${tick}`))).toBe(true);
    await until(() => long.root.querySelector('.sr tbody td')?.textContent?.includes('2024'), 'the year');
  });

  it('names the wrong field of a point', async () => {
    const wrong = { datasets: [['a', [{ x: 1, y: 'high' }, { y: 2 }, 'b']], { label: {}, data: [] }] };
    const shown = await show(chart, wrong, { chart_type: 'scatter', stacked: 'maybe' });
    expect(shown.issues.map(({ path }) => path)).toEqual([
      'config.stacked',
      'data.datasets[0][1][0].y',
      'data.datasets[0][1][1].x',
      'data.datasets[0][1][2]',
      'data.datasets[1].label',
    ]);
  });

  it('runs from right to left in right-to-left languages, with horizontal bars as well', async () => {
    for (const [config, values] of [
      [{}, 'y'],
      [{ horizontal: true }, 'x'],
      [{ chart_type: 'scatter' }, 'y'],
    ] as const) {
      const { made } = await draw(data, config, { locale: 'ar', dir: 'rtl' });
      expect([scale(made, 'x').reverse, scale(made, 'y').position]).toEqual([true, 'right']);
      expect(made.scales[values]?.type).toBe('linear');
    }
  });

  it('mirrors itself in place when the direction of the page changes', async () => {
    for (const [dir, other] of [
      ['ltr', 'rtl'],
      ['rtl', 'ltr'],
    ] as const) {
      const { shown, made } = await draw(data, {}, { dir });
      expect(scale(made, 'x').reverse).toBe(dir === 'rtl');
      // After two frames it has been drawn for its size, so only the direction can change it now.
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      shown.card.dir = other;
      await until(() => scale(made, 'x').reverse === (other === 'rtl'), `the axis to run ${other}`);
      expect(chartOf(shown)).toBe(made);
    }
  });

  it('shortens word labels to their share of the width, but never dates', async () => {
    const long = ['Donaudampfschifffahrt', 'Everything that there is', 'Short'];
    const { made } = await draw({ ...data, labels: long }, {}, { width: 208 });
    const ticks = scale(made, 'x').ticks as string[];
    expect(ticks.map((label) => label.slice(0, 3))).toEqual(['Don', 'Eve', 'Sho']);
    const dates = await draw({ ...data, labels: ['2026-03-01', '2026-03-02', '2026-03-03'] }, {}, { width: 208 });
    expect(scale(dates.made, 'x').ticks?.[0]).toBe('2026-03-01');
  });

  it('shows the year once along the axis, and at every label if they span years', async () => {
    const write = async (labels: string[]) =>
      scale((await draw({ ...data, labels }, { x_axes_type: '1' }, { width: 480 })).made, 'x').ticks;
    expect(await write(['2025-12-30', '2025-12-31', '2026-01-01'])).toEqual(['Dec 30, 2025', 'Dec 31', 'Jan 1']);
    expect(await write(['2024-03-01', '2025-03-01', '2026-03-01'])).toEqual([
      'Mar 1, 2024',
      'Mar 1, 2025',
      'Mar 1, 2026',
    ]);
  });

  it("uses the reader's font size, without labels that touch", async () => {
    document.documentElement.style.fontSize = '200%';
    const { made } = await draw(data, { y_axis: 'Pieces' }, { width: 320 }).finally(
      () => (document.documentElement.style.fontSize = ''),
    );
    const size = 2 * 11;
    const { x, y } = made.options.scales as Record<'x' | 'y', { ticks: Sized; title: Sized }>;
    const tooltip = made.options.plugins?.tooltip as { titleFont: Sized['font']; bodyFont: Sized['font'] };
    expect(
      [x.ticks.font, y.ticks.font, y.title.font, tooltip.titleFont, tooltip.bodyFont].map((font) => font.size),
    ).toEqual(Array(5).fill(size));
    const axis = made.scales.y as Chart['scales'][string];
    expect(axis.height / (axis.ticks.length - 1)).toBeGreaterThan(size);
  });

  it('leaves room for the last label of a mirrored line', async () => {
    const labels = ['Mon', 'Tue', 'Wednesday'];
    const { made } = await draw({ ...data, labels }, { chart_type: 'line' }, { dir: 'rtl', width: 480 });
    expect(scale(made, 'x').ticks?.at(-1)).toContain('Wednesday');
    made.ctx.font = `11px ${getComputedStyle(made.canvas).fontFamily}`;
    expect(made.chartArea.left).toBeGreaterThan(made.ctx.measureText('Wednesday').width / 2 - 1);
  });

  it('is sharp on a zoomed page, whenever it was zoomed', async () => {
    const sharpness = ({ canvas }: Chart) => canvas.width / canvas.getBoundingClientRect().width / devicePixelRatio;
    document.body.style.zoom = '2';
    const { shown, made } = await draw(data, { chart_type: 'bar' }).finally(() => (document.body.style.zoom = ''));
    expect(made.currentDevicePixelRatio).toBe(2 * devicePixelRatio);
    shown.card.style.zoom = '1.6';
    await shown.update({ data: { labels, datasets: [['This week', [2, 3, 4]]] } });
    await until(() => Math.abs(sharpness(made) - 1) < 0.02, 'as many pixels as are seen');
  });

  it('keeps text and figures in their own direction', async () => {
    const config = { chart_type: 'scatter', x_axis: 'Price in €', y_axis: 'Pieces (sold)' };
    const { made } = await draw(
      {
        datasets: [
          [
            'A',
            [
              [-5, -1],
              [5, 1],
            ],
          ],
        ],
      },
      config,
      { dir: 'rtl' },
    );
    const { x, y } = { x: scale(made, 'x'), y: scale(made, 'y') };
    const texts = [x.title.text, y.title.text, ...(x.ticks ?? []), ...(y.ticks ?? [])];
    expect(texts.length).toBeGreaterThan(6);
    expect(texts.filter((text) => !/^\u2068.+\u2069$/.test(`${text}`))).toEqual([]);
    const ltr = await draw(data, { x_axis: 'Day' });
    expect(scale(ltr.made, 'x').title.text).toBe('Day');
  });

  it('puts the legend beside a pie if there is more room than below, and below bars', async () => {
    const few = { labels, datasets: ['A', 'B'].map((name) => [name, [1, 2, 3]]) };
    const many = {
      labels: Array.from({ length: 40 }, (_, row) => `A slice called ${row}`),
      datasets: [['A', Array(40).fill(1)]],
    };
    const legend = async (config: object, width: number, height: number, given: object = few, dir = 'ltr') => {
      const { shown, made } = await draw(given, config, { width, height, dir });
      const names = shown.part('legend')?.getBoundingClientRect() as DOMRect;
      const box = made.canvas.getBoundingClientRect();
      if (!names.height) return 'none';
      if (names.left < box.left - 1 || names.right > box.right + 1)
        return `out by ${names.right - box.right} in ${width}`;
      const { left, right } = made.chartArea;
      const isBeside = dir === 'rtl' ? names.right <= box.left + left : names.left >= box.left + right;
      return isBeside ? 'beside' : names.top >= box.bottom ? 'below' : 'over';
    };
    expect(await legend({ chart_type: 'pie' }, 208, 102)).toBe('beside');
    expect(await legend({ chart_type: 'pie' }, 208, 102, few, 'rtl')).toBe('beside');
    expect(await legend({ chart_type: 'pie' }, 480, 240, many)).toBe('beside');
    expect(await legend({ chart_type: 'doughnut' }, 240, 300)).toBe('below');
    expect(await legend({}, 208, 102)).toBe('below');
    expect(await legend({ chart_type: 'pie' }, 96, 36)).toBe('none');
  });

  it('has a skeleton in the shape of its type, mirrored on right-to-left pages', async () => {
    const shapes = new Set<string>();
    for (const config of [
      {},
      ...['line', 'area', 'scatter', 'pie', 'doughnut'].map((chart_type) => ({ chart_type })),
      { horizontal: true },
    ]) {
      const shown = await show(chart, undefined, config, { dir: 'rtl' });
      const { maskImage, clipPath, transform } = getComputedStyle(shown.root.querySelector('.skeleton') as Element);
      shapes.add(`${maskImage} ${clipPath}`);
      expect(transform).toBe('matrix(-1, 0, 0, 1, 0, 0)');
    }
    expect(shapes.size).toBe(7);
  });

  it('takes the colours of a scheme, in place', async () => {
    const { shown, made } = await draw(data, {});
    const colors = () => made.data.datasets.map((set) => set.backgroundColor as string);
    const before = colors();
    await shown.update({ config: { color_scheme: 'Blues' } });
    await until(() => colors()[0] !== before[0], 'the colours');
    expect(colors().every((color) => color.startsWith('oklch('))).toBe(true);
    expect(new Set(colors()).size).toBe(2);
    const swatch = shown.root.querySelector('li i') as Element;
    expect(getComputedStyle(swatch).color).toBe(colors()[0]);
    await shown.update({ config: { color_scheme: 'nothing that exists' } });
    await until(() => colors()[0] === before[0], 'the palette again');
  });
});

describe('a chart in words', () => {
  it('describes lines with their last value, while the label of the focused plot stays the same', async () => {
    const values = { labels: ['Mon', 'Tue', 'Wed'], datasets: [{ label: 'Load', data: [3, 9, 5, null] }] };
    const words = await chart.words();
    const told = {
      bar: 'Bar chart: Load 3 to 9',
      line: 'Line chart: Load 3 to 9, last 5',
      area: 'Area chart: Load 3 to 9, last 5',
    };
    for (const [chart_type, start] of Object.entries(told)) {
      const shown = await show(chart, values, { chart_type });
      const sentence = `${start}, from Mon to Wed`;
      expect(words.summary(shown.props)).toBe(sentence);
      expect(shown.root.querySelector('canvas')?.ariaLabel).toBe(sentence);
      expect(shown.root.querySelector('figure')?.ariaLabel).toBe(sentence);
      const name = start.replace(/:.*/, '');
      expect(shown.part('plot')?.ariaLabel).toBe(`${name}. Use the arrow keys to move between points, Enter to select`);
    }
  });
});

describe('bc-select of a chart', () => {
  const plotOf = ({ root }: Shown) => root.querySelector('.plot') as HTMLElement;
  const press = (shown: Shown, ...keys: string[]) => {
    for (const key of keys) plotOf(shown).dispatchEvent(new KeyboardEvent('keydown', { key, cancelable: true }));
  };

  async function choose(shown: Shown, act: () => void) {
    let chosen: BcSelectEvent | undefined;
    const listen = (event: Event) => {
      chosen = event as BcSelectEvent;
    };
    document.body.addEventListener('bc-select', listen, { once: true });
    act();
    document.body.removeEventListener('bc-select', listen);
    expect(shown.element.isConnected).toBe(true);
    return chosen?.datum;
  }

  it('moves over points with arrow keys, announces them, skips gaps and chooses with Enter', async () => {
    const { shown, made } = await draw(data, {});
    const said = () => shown.root.querySelector('[aria-live]')?.textContent;
    press(shown, 'ArrowRight');
    expect(said()).toBe('Mon, This week, 1');
    press(shown, 'ArrowDown');
    expect(said()).toBe('Mon, Last week, 3');
    press(shown, 'ArrowRight');
    expect(said()).toBe('Wed, Last week, 5');
    expect(made.getActiveElements().map(({ datasetIndex, index }) => [datasetIndex, index])).toEqual([[1, 2]]);
    expect(made.tooltip?.opacity).not.toBe(0);
    press(shown, 'ArrowRight', 'Home', 'End', 'ArrowLeft');
    expect(said()).toBe('Mon, Last week, 3');
    expect(await choose(shown, () => press(shown, 'Enter'))).toEqual({ row: 0, column: 1, label: 'Mon', value: 3 });
    press(shown, 'Escape');
    expect(made.getActiveElements()).toEqual([]);
    // Screen readers would reach it while reading on, as if it were part of the page.
    expect(said()).toBe('');
  });

  it('starts over if newer data has no such point', async () => {
    const { shown, made } = await draw(data, {});
    press(shown, 'End');
    await shown.update({ data: { labels: ['Mon'], datasets: [{ label: 'Now', data: [7] }] } });
    await until(() => made.data.datasets.length === 1, 'the newer value');
    expect(await choose(shown, () => press(shown, 'Enter'))).toBe(undefined);
    press(shown, 'ArrowLeft');
    expect(shown.root.querySelector('[aria-live]')?.textContent).toBe('Mon, Now, 7');
  });

  it('mirrors its arrow keys in right-to-left languages, and turns them in horizontal bars', async () => {
    const { shown } = await draw(data, {}, { locale: 'ar', dir: 'rtl' });
    press(shown, 'Home', 'ArrowLeft');
    expect(await choose(shown, () => press(shown, ' '))).toEqual({ row: 1, column: 0, label: 'Tue', value: 2 });
    const { shown: lying } = await draw(data, { horizontal: true });
    press(lying, 'ArrowDown', 'ArrowDown');
    expect(await choose(lying, () => press(lying, 'Enter'))).toEqual({ row: 1, column: 0, label: 'Tue', value: 2 });
  });

  it('chooses the bar, slice or point that is clicked, and nothing beside them', async () => {
    for (const [chart_type, given, datum] of [
      ['bar', data, { row: 2, column: 1, label: 'Wed', value: 5 }],
      ['pie', data, { row: 2, column: 0, label: 'Wed', value: 5 }],
      ['scatter', points, { row: 1, column: 0, label: 'A', value: { x: 2, y: 30 } }],
    ] as const) {
      const { shown, made } = await draw(given, { chart_type });
      const { x, y } = placeOf(made, datum);
      const canvas = made.canvas.getBoundingClientRect();
      const click = (dx: number, dy: number) => () =>
        made.canvas.dispatchEvent(
          new MouseEvent('click', { bubbles: true, composed: true, clientX: canvas.x + dx, clientY: canvas.y + dy }),
        );
      expect(await choose(shown, click(x, y + (chart_type === 'bar' ? 2 : 0)))).toEqual(datum);
      expect(await choose(shown, click(1, 1))).toBeUndefined();
    }
  });

  it('finds the point under the pointer on zoomed and scaled pages', async () => {
    for (const style of ['zoom: 2', 'transform: scale(2); transform-origin: 0 0', 'zoom: 1.5; transform: scale(0.5)']) {
      const { shown, made } = await draw(data, {});
      shown.card.style.cssText += `;${style}`;
      for (const column of [0, 2]) {
        const { x, y } = placeOf(made, { row: column, column: 0 } as Datum);
        const frame = made.canvas.getBoundingClientRect();
        const at = {
          bubbles: true,
          composed: true,
          clientX: frame.x + ((x as number) / made.width) * frame.width,
          clientY: frame.y + (((y as number) + 2) / made.height) * frame.height,
        };
        made.canvas.dispatchEvent(new MouseEvent('mousemove', at));
        await until(() => made.getActiveElements()[0]?.index === column, `the tooltip of ${column}, ${style}`);
        const chosen = await choose(shown, () => made.canvas.dispatchEvent(new MouseEvent('click', at)));
        expect(chosen?.row).toBe(column);
      }
    }
  });

  it('follows a finger along the plot', async () => {
    const { shown, made } = await draw(data, { chart_type: 'line' });
    expect(getComputedStyle(shown.root.querySelector('figure') as Element).touchAction).toBe('pan-y pinch-zoom');
    const frame = made.canvas.getBoundingClientRect();
    for (const [type, row] of [
      ['touchstart', 0],
      ['touchmove', 1],
      ['touchmove', 2],
    ] as const) {
      const { x, y } = placeOf(made, { row, column: 0 } as Datum);
      const touches = [{ clientX: frame.x + x, clientY: frame.y + y }];
      made.canvas.dispatchEvent(Object.assign(new Event(type, { bubbles: true }), { touches }));
      await until(() => made.getActiveElements()[0]?.index === row, `the tooltip of ${row}`);
    }
  });

  it('gives the row in the original data if a long line was reduced', async () => {
    const long = { datasets: [['a', Array.from({ length: 5000 }, (_, index) => Math.sin(index / 50))]] };
    const { shown } = await draw(long, { chart_type: 'line' });
    press(shown, 'End');
    expect((await choose(shown, () => press(shown, 'Enter')))?.row).toBe(4999);
  });
});

describe('a chart on a dark page', () => {
  it('is printed in light colours, without waiting for a redraw', async () => {
    const { made } = await draw(data, {}, { scheme: 'dark' });
    const colours = () => [
      (made.scales.y?.options as unknown as { ticks: { color: string } } | undefined)?.ticks.color,
      made.getDatasetMeta(0).data[0]?.options.backgroundColor,
    ];
    const onScreen = colours();
    try {
      dispatchEvent(new Event('beforeprint'));
      const onPaper = colours();
      expect(onPaper.map((colour, index) => colour === onScreen[index])).toEqual([false, false]);
      expect(made.options.animation).toBe(false);
    } finally {
      dispatchEvent(new Event('afterprint'));
    }
  });
});

describe('a chart that was drawn in a hidden place', () => {
  it('is drawn when the place is opened, however busy the page is', async () => {
    const stage = mount<HTMLElement>('<div style="display:none;block-size:200px"></div>');
    const hidden = document.createElement('bc-chart') as BcChart;
    Object.assign(hidden, chart.read({}, data));
    stage.append(hidden);
    await until(() => hidden.hasAttribute('drawn'), 'drawn while nobody sees it');
    const canvas = hidden.renderRoot.querySelector('canvas') as HTMLCanvasElement;
    expect(canvas.clientWidth).toBe(0);
    const Channel = globalThis.MessageChannel;
    const held: (() => void)[] = [];
    try {
      // The chart is drawn only after every observer has seen it.
      globalThis.MessageChannel = class extends Channel {
        constructor() {
          super();
          const send = this.port2.postMessage.bind(this.port2);
          this.port2.postMessage = (message: unknown) => void held.push(() => send(message));
        }
      };
      stage.style.display = '';
      await new Promise<void>((resolve) => {
        new IntersectionObserver(([entry]) => entry?.isIntersecting && resolve()).observe(hidden);
      });
      await new Promise((resolve) => setTimeout(resolve));
    } finally {
      globalThis.MessageChannel = Channel;
      for (const send of held) send();
    }
    await until(() => canvas.clientWidth && canvas.clientWidth === canvas.parentElement?.clientWidth, 'its size');
  });
});

describe('a chart on a sheet narrower than the screen', () => {
  it('is printed completely, with its proportions', async () => {
    const { made } = await draw(data, {});
    const { canvas } = made;
    const plot = canvas.parentElement as HTMLElement;
    // Print layout sends no event: resize observers run later.
    plot.style.cssText = 'inline-size:150px';
    expect(canvas.clientWidth).toBe(plot.clientWidth);
    expect(getComputedStyle(canvas).objectFit).toBe('contain');
  });
});

describe('a chart that nobody has scrolled to', () => {
  async function isPrinted(isLate: boolean): Promise<boolean> {
    await draw(data, {});
    const stage = mount('<div style="block-size:500vh"></div>');
    const far = document.createElement('bc-chart') as BcChart;
    Object.assign(far, chart.read({}, data));
    try {
      if (isLate) dispatchEvent(new Event('beforeprint'));
      stage.after(far);
      await far.updateComplete;
      if (!isLate) dispatchEvent(new Event('beforeprint'));
      // Printing waits only for promises that are already settled.
      for (let turn = 0; turn < 20; turn += 1) await null;
      return far.hasAttribute('drawn');
    } finally {
      dispatchEvent(new Event('afterprint'));
    }
  }

  it('is printed nevertheless', async () => {
    expect(await isPrinted(false)).toBe(true);
  });

  it('is printed, too, if its frame is drawn for print only', async () => {
    expect(await isPrinted(true)).toBe(true);
  });
});
