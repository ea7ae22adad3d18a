import { picture } from '../../components/frame/picture.ts';
import { view as boxes } from '../../components/widgets/boxes.ts';
import { view as funnel } from '../../components/widgets/funnel.ts';
import { view as gauge } from '../../components/widgets/gauge.ts';
import { view as progress } from '../../components/widgets/progress.ts';
import { view as status } from '../../components/widgets/status.ts';
import { expect } from '../support/expect.ts';
import { type Shown, show } from '../support/views.ts';

const attribute = (shown: Shown, selector: string, name: string) =>
  shown.root.querySelector(selector)?.getAttribute(name);
const texts = (shown: Shown, selector: string) =>
  [...shown.root.querySelectorAll(selector)].map((element) => element.textContent?.trim());

describe('gauge', () => {
  it('reads 0 to 1 in percent and moves its arc in place', async () => {
    const shown = await show(gauge, { value: 0.25, text: 'used' });
    expect(
      [shown.part('min'), shown.part('value'), shown.part('caption'), shown.part('max')].map(
        (part) => part?.textContent,
      ),
    ).toEqual(['0%', '25%', 'used', '100%']);
    const arc = shown.root.querySelector('.fill');
    expect(arc?.getAttribute('stroke-dasharray')).toBe('25 200');
    await shown.update({ data: { value: 0.5 } });
    expect(shown.root.querySelector('.fill')).toBe(arc);
    expect(arc?.getAttribute('stroke-dasharray')).toBe('50 200');
    expect(attribute(shown, 'svg.arc', 'aria-label')).toBe('50% on a scale from 0% to 100%');
  });

  it('never rounds up to 100%, unless decimal places are set', async () => {
    const shown = await show(gauge, { value: 0.99987 });
    expect(shown.part('value')?.textContent).toBe('99.9%');
    expect(shown.part('value')?.title).toBe('99.99%');
    expect(attribute(shown, 'svg.arc', 'aria-label')).toBe('99.9% on a scale from 0% to 100%');
    await shown.update({ config: { decimal_places: 3 } });
    expect(shown.part('value')?.textContent).toBe('99.987%');
    await shown.update({ data: { value: 1 }, config: {} });
    expect(shown.part('value')?.textContent).toBe('100%');
  });

  it('stops at the ends of its scale but shows the true figure', async () => {
    const shown = await show(gauge, { value: 250, min: 0, max: 200 });
    expect(attribute(shown, '.fill', 'stroke-dasharray')).toBe('100 200');
    expect(shown.part('value')?.textContent).toBe('250');
    await shown.update({ data: { value: -5 }, config: { min: 0, max: 200, suffix: ' °C' } });
    expect(attribute(shown, '.fill', 'stroke-dasharray')).toBe('0 200');
    expect(shown.part('value')?.textContent).toBe('-5 °C');
    await shown.update({ data: { value: 1, min: 1, max: 1 } });
    expect(shown.root.innerHTML).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('has bands where there are limits, and says the level by a shape and a word', async () => {
    const shown = await show(gauge, { value: 70 }, { max: 100, thresholds: [60, 80], direction: 'down-good' });
    const bands = [...shown.root.querySelectorAll<SVGElement>('.band')].map(({ dataset }) => dataset.level);
    expect(bands).toEqual(['good', 'warn', 'bad']);
    expect(shown.part('level')?.textContent).toBe('Warning');
    const shape = attribute(shown, '.shape', 'd');
    await shown.update({ data: { value: 95 } });
    expect(shown.part('level')?.textContent).toBe('Critical');
    expect(attribute(shown, '.shape', 'd')).not.toBe(shape);
    expect(attribute(shown, 'svg.arc', 'aria-label')).toContain('Critical');
  });

  it('draws limits outside of the scale as no band of their own', async () => {
    const shown = await show(gauge, { value: 5, min: 0, max: 10 }, { thresholds: [-5, 20] });
    expect([...shown.root.querySelectorAll<SVGElement>('.band')].map(({ dataset }) => dataset.level)).toEqual(['warn']);
  });

  it('is exported as it looks: the filled arc up to the value, the scale beyond', async () => {
    const shown = await show(gauge, { value: 0.5 });
    const canvas = picture(shown.card);
    const pen = canvas.getContext('2d') as CanvasRenderingContext2D;
    const box = shown.card.getBoundingClientRect();
    const arc = (shown.root.querySelector('.fill') as SVGPathElement).getScreenCTM() as DOMMatrix;
    const at = (share: number) => {
      const turn = Math.PI * (1 - share);
      const point = new DOMPoint(50 + 40.5 * Math.cos(turn), 51 - 40.5 * Math.sin(turn)).matrixTransform(arc);
      const scale = canvas.width / box.width;
      const { data } = pen.getImageData((point.x - box.left) * scale, (point.y - box.top) * scale, 1, 1);
      return [...data].join();
    };
    expect(at(0.2)).toBe('44,86,204,255');
    expect(at(0.2)).toBe(at(0.4));
    expect(at(0.7)).not.toBe(at(0.2));
  });

  it('runs the other way from right to left', async () => {
    const shown = await show(gauge, { value: 0.2 }, {}, { dir: 'rtl', locale: 'ar' });
    const [low, high] = ['min', 'max'].map((name) => shown.part(name)?.getBoundingClientRect().left ?? 0);
    expect(low).toBeGreaterThan(high as number);
    const needle = shown.root.querySelector('.arc') as Element;
    expect(new DOMMatrix(getComputedStyle(needle).transform).a).toBe(-1);
  });
});

describe('progress', () => {
  it('says how much, of what, and fills its bar in place', async () => {
    const shown = await show(progress, { current: 30, max: 40, text: 'sold' }, { suffix: ' t' });
    expect([shown.part('value'), shown.part('amount'), shown.part('caption')].map((part) => part?.textContent)).toEqual(
      ['75%', '\u206830 t\u2069 of \u206840 t\u2069', 'sold'],
    );
    const bar = shown.root.querySelector('.fill');
    await shown.update({ data: { current: 10, max: 40 } });
    expect(shown.root.querySelector('.fill')).toBe(bar);
    expect(bar?.getAttribute('width')).toBe('25');
    expect(shown.part('caption')).toBeNull();
  });

  it('never shows 100% too early, and its tooltip is at least as exact', async () => {
    const shown = await show(progress, { current: 9997, max: 10_000 });
    const { summary } = await progress.words();
    expect([shown.part('value')?.textContent, shown.part('value')?.title]).toEqual(['99.9%', '99.97%']);
    expect(summary(shown.props)).toContain('99.9%');
    await shown.update({ data: { current: 0.4, max: 1_000_000 } });
    expect([shown.part('value')?.textContent, shown.part('value')?.title]).toEqual(['0.00004%', '0.00004%']);
  });

  it('goes beyond its goal, and marks it', async () => {
    const shown = await show(progress, { current: 150, min: 50, max: 100 });
    expect(shown.part('value')?.textContent).toBe('200%');
    expect(shown.part('value')?.dataset.level).toBe('good');
    expect(shown.root.querySelector('[part=value] .sign')).toBeTruthy();
    expect([attribute(shown, '.fill', 'width'), attribute(shown, '.goal', 'd')]).toEqual(['100', 'M50 0V10']);
    expect([shown.part('min'), shown.part('max')].map((part) => part?.textContent)).toEqual(['50', '100']);
  });

  it('is never NaN', async () => {
    for (const data of [
      { current: 0, max: 0 },
      { current: -1, max: 0 },
      { current: 1e308, min: -1e308, max: 1e-300 },
      { current: -5, max: 60 },
    ]) {
      const shown = await show(progress, data);
      expect(shown.root.innerHTML).not.toMatch(/NaN|Infinity|undefined|width="-/);
    }
  });
});

describe('funnel', () => {
  const stages = {
    funnel: [
      { name: 'Visits', value: 200 },
      { name: 'Basket', value: 50 },
      { name: 'Orders', value: 60 },
    ],
  };

  it('tells each stage, how many came from the one before, and from the first', async () => {
    const shown = await show(funnel, stages, {}, { width: 600, height: 300 });
    expect(texts(shown, '[part=name]')).toEqual(['Visits', 'Basket', 'Orders']);
    expect(texts(shown, '[part=value] b')).toEqual(['200', '50', '60']);
    expect(texts(shown, '[part=share]')).toEqual(['100%', '25%', '30%']);
    expect(texts(shown, '[part=step] bdi')).toEqual(['25%', '120%']);
    expect(texts(shown, '.sr')).toEqual([
      '25% of the previous stage, 25% of the first',
      '120% of the previous stage, 30% of the first',
    ]);
    const words = await funnel.words();
    expect(words.table(shown.props)).toEqual([
      ['Stage', 'Value', 'Share of previous stage', 'Share of first stage'],
      ['Visits', 200, null, 1],
      ['Basket', 50, 0.25, 0.25],
      ['Orders', 60, 1.2, 0.3],
    ]);
  });

  it('takes stages that are zero, grow or fall below', async () => {
    const values = (...numbers: number[]) => ({ funnel: numbers.map((value) => ({ value })) });
    for (const data of [
      values(0, 40, 55),
      values(0, 0),
      values(-5, 3),
      values(5, -3),
      values(1e308, 1e-300),
      values(0),
    ]) {
      const shown = await show(funnel, data, {}, { width: 600, height: 300 });
      expect(shown.root.innerHTML).not.toMatch(/NaN|Infinity|undefined|width="-/);
    }
    const shown = await show(funnel, values(0, 0));
    expect(texts(shown, '.sr')).toEqual([]);
  });

  it('writes long names in two lines where there is room, and cuts no letter below its line', async () => {
    const long = { funnel: [{ name: 'Interviews that were agreed upon', value: 2 }] };
    const lines = ({ root }: Shown) => {
      const name = root.querySelector('[part=name] > *') as HTMLElement;
      return Math.round(name.getBoundingClientRect().height / Number.parseFloat(getComputedStyle(name).lineHeight));
    };
    expect(lines(await show(funnel, long, {}, { width: 480, height: 300 }))).toBe(2);
    const small = await show(funnel, long, {}, { width: 160, height: 60 });
    expect(getComputedStyle(small.root.querySelector('[part=name] > *') as Element).overflowY).toBe('visible');
  });

  it('clips its words only: of clipped shapes, Firefox draws nothing', async () => {
    const shown = await show(funnel, stages, {}, { width: 600, height: 300 });
    const clipped = (selector: string) =>
      [...shown.root.querySelectorAll(selector)].map((each) => getComputedStyle(each).overflowX);
    expect(clipped('svg *').length).toBe(11);
    expect(new Set(clipped('svg *'))).toEqual(new Set(['visible']));
    expect(new Set(clipped('[part=value] > *'))).toEqual(new Set(['clip']));
  });

  it('keeps its stages and scrolls where there are many', async () => {
    const shown = await show(funnel, stages, { colors: ['rgb(1, 2, 3)', 'url(//x.test/)'] });
    const [first, second] = shown.root.querySelectorAll('.fill');
    expect(getComputedStyle(first as Element).fill).toBe('rgb(1, 2, 3)');
    expect(getComputedStyle(second as Element).fill).not.toMatch(/url/);
    await shown.update({
      data: { funnel: Array.from({ length: 30 }, (_, index) => ({ name: `${index}`, value: index })) },
    });
    expect(shown.root.querySelector('.fill')).toBe(first);
    const box = shown.root.querySelector('.scroll') as HTMLElement;
    expect(box.scrollHeight).toBeGreaterThan(box.clientHeight);
    await shown.update({ data: { funnel: [] } });
    expect(shown.text()).toBe('No data yet');
  });
});

describe('status', () => {
  it('has a word and a shape of its own for each state', async () => {
    const shown = await show(status, { status: 0 });
    const seen = new Set<string>();
    for (const [number, word, level] of [
      [0, 'OK', 'good'],
      [1, 'Error', 'bad'],
      [2, 'Warning', 'warn'],
      [3, 'Unknown', 'none'],
      [9, 'Unknown', 'none'],
    ] as const) {
      await shown.update({ data: { status: number, text: 'since noon' } });
      expect([shown.part('word')?.textContent, shown.part('status')?.dataset.level]).toEqual([word, level]);
      seen.add(attribute(shown, '.shape', 'd') ?? '');
    }
    expect(seen.size).toBe(4);
    await shown.update({ config: { unknown_text: 'Nobody knows' } });
    expect(shown.text()).toBe('Nobody knowssince noon');
  });

  it('is a text alone where the config has only that, as badges have', async () => {
    const shown = await show(status, {}, { text: 'Beta' });
    expect(shown.text()).toBe('Beta');
    expect(shown.root.querySelector('.sign')).toBe(null);
    await shown.update({ config: { text: 'Beta', status: 'ok' } });
    expect(shown.text()).toBe('OKBeta');
    expect(shown.part('status')?.dataset.level).toBe('good');
  });
});

describe('status in a large card', () => {
  it('has room for the text below its light', async () => {
    const text = 'The webhooks of the payment provider have been failing since noon, and 1,204 events are in the queue';
    for (const [width, height] of [
      [360, 200],
      [448, 240],
      [900, 460],
      [240, 420],
    ] as const) {
      const shown = await show(status, { status: 1, text }, {}, { width, height });
      const words = shown.part('text') as HTMLElement;
      const lines = words.getBoundingClientRect().height / Number.parseFloat(getComputedStyle(words).lineHeight);
      expect(Math.abs(lines - Math.round(lines))).toBeLessThan(0.05);
      const card = shown.element.getBoundingClientRect();
      expect(words.getBoundingClientRect().bottom).toBeLessThan(card.bottom + 0.5);
    }
  });
});

describe('boxes', () => {
  const values = (count: number) => ({
    values: Array.from({ length: count }, (_, index) => ({ label: `Box ${index}`, value: index * 1500 })),
  });
  const columns = (shown: Shown) =>
    new Set([...shown.root.querySelectorAll('[part=box]')].map((box) => box.getBoundingClientRect().left)).size;

  it('stand beside each other or below, by the shape of the widget', async () => {
    for (const [width, height, count] of [
      [900, 100, 4],
      [400, 300, 2],
      [150, 500, 1],
    ] as const)
      expect(columns(await show(boxes, values(4), {}, { width, height }))).toBe(count);
  });

  it('show labels, figures and colours, in place', async () => {
    const shown = await show(
      boxes,
      { values: [{ label: 'a', value: 1500 }, { label: 'b' }] },
      { prefix: '€', colors: ['', 'rgb(1, 2, 3)'] },
    );
    expect(texts(shown, 'dt')).toEqual(['a', 'b']);
    expect(texts(shown, 'dd')).toEqual(['€1.5K', '–No value']);
    expect(texts(shown, 'dd [aria-hidden]:not(svg)')).toEqual(['–']);
    const { summary } = await boxes.words();
    expect(summary(shown.props)).toBe('a €1.5K and b No value');
    const fills = [...shown.root.querySelectorAll('rect')].map((mark) => getComputedStyle(mark).fill);
    expect(fills[1]).toBe('rgb(1, 2, 3)');
    expect(fills[0]).not.toBe(fills[1]);
    const box = shown.part('box');
    expect(box?.title).toBe('a €1,500');
    await shown.update({ data: values(2) });
    expect(shown.part('box')).toBe(box);
    await shown.update({ data: { values: [] } });
    expect(shown.text()).toBe('No data yet');
  });
});
