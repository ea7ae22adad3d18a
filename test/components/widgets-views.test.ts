import { Chart } from 'chart.js';
import type { LitElement } from 'lit';
import '../../components/locales/ar.ts';
import { view as chart } from '../../components/widgets/chart.ts';
import { view as countdown } from '../../components/widgets/countdown.ts';
import { view as html } from '../../components/widgets/html.ts';
import { view as list } from '../../components/widgets/list.ts';
import { view as number } from '../../components/widgets/number.ts';
import { areaOf, sparkline } from '../../components/widgets/number-trend.ts';
import { view as text } from '../../components/widgets/text.ts';
import { expect, mount, until } from '../support/expect.ts';
import { drawn, show } from '../support/views.ts';
import { later } from './clock.ts';

const chartOf = (root: ShadowRoot) => Chart.getChart(root.querySelector('canvas') as HTMLCanvasElement);

describe('number', () => {
  const data = { value1: 12450.5, value2: 9800, text1: 'today', text2: 'yesterday' };

  it('shows the figure, its caption and how it moved', async () => {
    const { part, text: words } = await show(number, data, { prefix: '€' });
    expect(words()).toBe('€12.5Ktoday↑ +27% €9.8K yesterday');
    expect(part('value')?.title).toBe('€12,450.50');
    // Orca would read the tooltip in place of the text, if no part of that had one of its own.
    expect(part('change')?.querySelector('b')?.title).toBe('yesterday');
    expect(part('change')?.querySelector('b')?.dataset.level).toBe('good');
  });

  it('shows nothing but the figure where there is nothing else', async () => {
    const shown = await show(number, { value1: 150 });
    expect(shown.text()).toBe('150');
    await shown.update({ data });
    const figure = shown.part('value');
    await shown.update({ data: { value1: 3 } });
    expect(shown.text()).toBe('3');
    expect(shown.part('value')).toBe(figure);
  });

  it('judges by the direction that is good', async () => {
    const shown = await show(number, data, { direction: 'down-good' });
    const judgement = () => shown.part('change')?.querySelector('b')?.dataset.level;
    expect(judgement()).toBe('bad');
    await shown.update({ data: { ...data, value1: 1 } });
    expect(judgement()).toBe('good');
    await shown.update({ data: { ...data, value1: 9800 } });
    expect(judgement()).toBe('');
  });

  it('describes change, goal and level for readers who see no colours', async () => {
    const told = () => shown.part('change')?.querySelector('[role=img]')?.ariaLabel;
    const shown = await show(number, data, { direction: 'down-good' });
    expect(told()).toBe('Worse');
    await shown.update({ data: { ...data, value1: 1 } });
    expect(told()).toBe('Better');
    await shown.update({ data: { ...data, value1: 9800 } });
    expect(told()).toBe(undefined);
    await shown.update({ data, config: { goal: 15000, thresholds: [5000, 10000] } });
    await until(() => shown.root.querySelector('bc-trend'), 'what lies below');
    const sentence = '12.5K today, +27% (9.8K yesterday), Better, 83% of 15K, Good';
    expect((await number.words()).summary(shown.props)).toBe(sentence);
  });

  it('has three templates', async () => {
    const sizes = [];
    for (const template of ['widget_number.html', 'widget_number_small.html', 'widget_number_small_updown.html']) {
      const shown = await show(number, data, { template });
      sizes.push(Number.parseFloat(getComputedStyle(shown.part('value') as Element).fontSize));
      expect(shown.text().includes('9.8K')).toBe(!template.includes('updown'));
      expect(shown.text()).toContain('+27%');
    }
    expect(sizes[0]).toBeGreaterThan(sizes[1] as number);
    expect(sizes[1]).toBe(sizes[2]);
  });

  it('never shows anything but a number', async () => {
    for (const value2 of [0, -5, 1e-300, 1e308]) {
      const shown = await show(number, { value1: -1e308, value2 });
      expect(shown.text()).not.toMatch(/NaN|∞|undefined/);
    }
    const zero = await show(number, { value1: 5, value2: 0 });
    expect(zero.text()).toContain('↑ +5');
  });

  it('draws raw data before its rules are loaded', async () => {
    const shown = await show(number, { value1: 1 });
    for (const wrong of [{ value1: {} }, { value1: 'x', value2: [] }, { series: 'x' }, { value1: '12', text1: {} }]) {
      shown.card.props = { config: { thresholds: 5, decimal_places: 'x', goal: {} }, data: wrong };
      await shown.card.updateComplete;
      await shown.element.updateComplete;
      expect(shown.text()).not.toMatch(/NaN|∞|undefined/);
    }
  });

  it('has a sparkline, a goal and thresholds on request', async () => {
    const shown = await show(number, { value1: 40, series: [1, 5, null, 3] }, { goal: 100, thresholds: [10, 50] });
    const trend = (await until(() => shown.root.querySelector('bc-trend')?.shadowRoot, 'the trend')) as ShadowRoot;
    await until(() => trend.querySelector('path'), 'the line');
    expect(trend.textContent).toContain('40% of 100');
    expect(trend.querySelector('rect')?.getAttribute('width')).toBe('40');
    expect(shown.part('value')?.dataset.level).toBe('warn');
    expect(trend.textContent).toContain('▲ Warning');
    expect(trend.querySelector('.line')?.getAttribute('aria-label')).toBe('Trend: between 1 and 5');
    await shown.update({ data: { value1: 5 } });
    expect(shown.part('value')?.dataset.level).toBe('bad');
  });

  it('tells levels apart without colour at every size, and never lets the sparkline shrink away', async () => {
    const data = { value1: 40, value2: 30, text1: 'orders', text2: 'last week', series: [1, 2, 3] };
    for (const [width, height] of [
      [100, 48],
      [268, 82],
      [208, 96],
      [208, 140],
      [208, 160],
      [208, 175],
      [268, 240],
    ]) {
      const shown = await show(number, data, { goal: 100, thresholds: [10, 50] }, { width, height });
      const trend = (await until(() => shown.root.querySelector('bc-trend')?.shadowRoot, 'the trend')) as ShadowRoot;
      const line = (await until(() => trend.querySelector('.line'), 'the line')) as Element;
      const words = trend.querySelector('[data-level]') as Element;
      const sign = getComputedStyle(shown.part('value') as Element, '::after').content;
      // Screen readers are told in words at every size.
      expect(words.textContent).toBe('▲ Warning');
      const inWords = getComputedStyle(words).clipPath === 'none' && words.getClientRects().length > 0;
      expect(sign.includes('▲') === !(inWords && getComputedStyle(trend.host).clipPath === 'none')).toBe(true);
      // A box without a height would draw its lines in the units of the box, far too large.
      expect(line.getBoundingClientRect().height).toBeAtLeast(12);
    }
  });

  it('does not say that a goal is reached before it is', async () => {
    const shown = await show(number, { value1: 1496 }, { goal: 1500, format_number: '1', decimal_places: 0 });
    const words = await until(() => shown.root.querySelector('bc-trend')?.shadowRoot?.querySelector('bdi'), 'the goal');
    expect(words?.textContent).toBe('99% of 1,500');
  });

  it('has a goal of zero, and of less, which is reached or not, in the direction that is good', async () => {
    const shown = await show(number, { value1: 3 }, { goal: 0, direction: 'down-good' });
    const trend = (await until(() => shown.root.querySelector('bc-trend')?.shadowRoot, 'the trend')) as ShadowRoot;
    const goal = async (value1: number, config: object) => {
      await shown.update({ data: { value1 }, config });
      await until(() => trend.querySelector('rect'), 'the goal');
      await (trend.host as LitElement).updateComplete;
      return [trend.querySelector('div')?.textContent?.trim(), trend.querySelector('rect')?.getAttribute('width')];
    };
    expect(await goal(3, { goal: 0, direction: 'down-good' })).toEqual(['0% of 0', '0']);
    expect(await goal(0, { goal: 0, direction: 'down-good' })).toEqual(['100% of 0', '100']);
    expect(await goal(3, { goal: 0 })).toEqual(['100% of 0', '100']);
    expect(await goal(-3, { goal: -2 })).toEqual(['0% of -2', '0']);
    expect(await goal(150, { goal: 100 })).toEqual(['150% of 100', '100']);
    expect(await goal(-5, { goal: 100 })).toEqual(['0% of 100', '0']);
  });

  it('writes small numbers with enough digits', async () => {
    const shown = await show(number, { value1: 1, series: [0.0004, -0.0002] });
    const trend = (await until(() => shown.root.querySelector('bc-trend')?.shadowRoot, 'the trend')) as ShadowRoot;
    const line = await until(() => trend.querySelector('.line'), 'the line');
    expect((line as Element).getAttribute('aria-label')).toBe('Trend: between -0.0002 and 0.0004');
    const items = await show(list, { items: [{ name: 'a', value: 0.0004 }] });
    expect(items.text()).toBe('a0.0004');
  });

  it('writes how far the goal is from right to left in Arabic', async () => {
    const shown = await show(number, { value1: 40 }, { goal: 100 }, { locale: 'ar', dir: 'rtl' });
    const words = await until(() => shown.root.querySelector('bc-trend')?.shadowRoot?.querySelector('bdi'), 'the goal');
    expect(words?.textContent).toContain('من');
    expect(getComputedStyle(words as Element).direction).toBe('rtl');
  });

  it('lifts the pen of the sparkline where there is a gap', () => {
    expect(sparkline([1, 2, null, 3, 4]).match(/M/g)?.length).toBe(2);
    expect(sparkline([5])).toBe('M100.00 15.00');
    expect(sparkline([null])).toBe('');
    expect(areaOf('M0 10L50 20M60 5L100 1')).toBe('M0 10L50 20V30H0ZM60 5L100 1V30H60Z');
  });
});

describe('list', () => {
  it('writes figures in the language and words as they are', async () => {
    const items = [
      { name: 'a', value: 1234.5 },
      { name: 'b', value: '€4 280' },
    ];
    const shown = await show(list, { items }, {}, { locale: 'de' });
    expect([...shown.root.querySelectorAll('dd')].map((cell) => cell.textContent)).toEqual(['1.234,5', '€4 280']);
    const row = shown.root.querySelector('dd');
    await shown.update({ data: { items: [{ name: 'a', value: 2 }] } });
    expect(shown.root.querySelector('dd')).toBe(row);
    expect(shown.root.querySelectorAll('dd').length).toBe(1);
  });

  it('reads the older form', async () => {
    const shown = await show(list, null, { items: 'Nike,1\nPuma,2' });
    expect(shown.text()).toBe('Nike1Puma2');
  });
});

describe('text', () => {
  it('has a headline, a subheading and paragraphs, each only where there is text', async () => {
    const shown = await show(text, { text1: 'a', text2: 'b', text3: 'c', text4: 'd' });
    const tags = () => [...shown.root.querySelectorAll('.scroll > *')].map((element) => element.localName);
    expect(tags()).toEqual(['h1', 'h2', 'p', 'p']);
    const headline = shown.part('headline');
    expect([headline, shown.part('subheading')].map((part) => part?.ariaLevel)).toEqual(['4', '5']);
    await shown.update({ data: { text1: '<b>x</b>', text4: 'd' } });
    expect(tags()).toEqual(['h1', 'p']);
    expect(shown.part('headline')).toBe(headline);
    expect(headline?.textContent).toBe('<b>x</b>');
    await shown.update({ data: { text1: '' } });
    expect(shown.text()).toBe('No data yet');
  });
});

describe('countdown', () => {
  const inSeconds = (seconds: number) =>
    new Date(Date.now() + seconds * 1000).toISOString().slice(0, 19).replace('T', ' ');

  it('ticks, and ends', async () => {
    const shown = await show(countdown, { target_datetime: inSeconds(3) }, { end_text: 'Now!' });
    const timer = shown.part('timer');
    const first = timer?.textContent;
    expect(timer?.getAttribute('role')).toBe('timer');
    expect(timer?.getAttribute('aria-label')).toMatch(/^\d seconds? left$/);
    await until(() => timer?.textContent !== first, 'a tick');
    expect(shown.part('timer')).toBe(timer);
    await until(() => shown.part('ended'), 'the end');
    expect(shown.text()).toBe('Now!');
    await shown.update({ data: { target_datetime: inSeconds(90) } });
    expect(shown.part('timer')).toBeTruthy();
  });

  it('says the units in the language', async () => {
    const data = { target_datetime: inSeconds(2 * 86400 + 3 * 3600 + 30) };
    for (const [width, words] of [
      [240, /^2Tg\.03Std\.00Min\.\d\dSek\.$/],
      [480, /^2Tage03Stunden00Minuten\d\dSekunden$/],
    ] as const) {
      const shown = await show(countdown, data, {}, { locale: 'de', width });
      expect(shown.part('timer')?.innerText.replaceAll(/\s/g, '')).toMatch(words);
    }
  });

  it('cuts no figure in a card of medium size, however far the moment', async () => {
    for (const days of [9, 304, 1552, 12_345, 2_900_000]) {
      const data = { target_datetime: inSeconds(days * 86400 + 3600) };
      const shown = await show(countdown, data, {}, { width: 206, height: 106 });
      const cut = [...shown.root.querySelectorAll('b, small')].filter((each) => each.scrollWidth > each.clientWidth);
      expect(cut.map((each) => each.textContent)).toEqual([]);
      expect(shown.root.querySelectorAll('b').length).toBe(days > 9999 ? 2 : 4);
    }
  });

  it('ends with a long text at a size that fits, and leaves out what does not with a mark', async () => {
    const end_text = 'Everything that was ordered before noon has left the warehouse, except for the parcels';
    for (const [width, height] of [
      [206, 106],
      [98, 36],
    ] as const) {
      const shown = await show(countdown, { target_datetime: inSeconds(-9) }, { end_text }, { width, height });
      const ended = shown.part('ended') as HTMLElement;
      expect(ended.scrollHeight).toBeAtMost(ended.clientHeight + 1);
      expect(ended.title).toContain(end_text);
    }
  });
});

describe('chart', () => {
  const data = {
    labels: ['Mon', 'Tue', 'Wed'],
    datasets: [['This week', [1, 2, 3]], { label: 'Last week', data: [3, null, 1] }],
  };

  for (const kind of ['bar', 'line', 'pie', 'doughnut'])
    it(`draws ${kind} and tells it in words`, async () => {
      const shown = await show(chart, data, { chart_type: kind });
      await drawn(shown);
      expect((chartOf(shown.root)?.config as { type?: string } | undefined)?.type).toBe(kind);
      const canvas = shown.root.querySelector('canvas') as HTMLCanvasElement;
      expect(canvas.getAttribute('role')).toBe('img');
      expect(canvas.getAttribute('aria-label')).toMatch(new RegExp(`^${kind} chart: This week 1 to 3`, 'i'));
      const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data;
      expect(pixels?.some((value) => value > 0)).toBe(true);
      await until(() => shown.root.querySelector('.sr table'), 'the table');
      expect(shown.root.querySelectorAll('.sr tbody tr').length).toBe(3);
    });

  it('is changed in place by new data, another theme and another box', async () => {
    const shown = await show(chart, data);
    await drawn(shown);
    const made = chartOf(shown.root);
    await shown.update({ data: { ...data, datasets: [['Next week', [7, 8, 9]]] } });
    await until(() => made?.data.datasets.length === 1 && made.data.datasets[0]?.data[0] === 7, 'the new data');
    const color = made?.data.datasets[0]?.backgroundColor;
    shown.card.style.colorScheme = 'dark';
    await until(() => made?.data.datasets[0]?.backgroundColor !== color, 'the dark colours');
    shown.card.style.inlineSize = '500px';
    await until(() => made?.width === 500, 'the new width');
    expect(chartOf(shown.root)).toBe(made);
  });

  it('is created anew for another type, and destroyed with its element', async () => {
    const shown = await show(chart, data);
    await drawn(shown);
    const first = chartOf(shown.root);
    await shown.update({ config: { chart_type: 'pie' } });
    await until(() => chartOf(shown.root) && chartOf(shown.root) !== first, 'the pie');
    const pie = chartOf(shown.root);
    const { parentElement } = shown.card;
    shown.card.remove();
    parentElement?.append(shown.card);
    await shown.element.updateComplete;
    expect(chartOf(shown.root)).toBe(pie);
    shown.card.remove();
    await until(() => !chartOf(shown.root), 'the end of the chart');
  });

  it('starts only near the viewport where there are many, wherever it is among up to fifty', async () => {
    const stage = mount('<main><section></section><p style="block-size:500vh"></p></main>');
    const fill = (count: number) =>
      Array.from({ length: count }, () => Object.assign(document.createElement('bc-chart'), chart.read({}, data)));
    const [near, far] = [fill(48), fill(2)];
    stage.append(...far);
    await until(() => far.every((element) => element.hasAttribute('drawn')), 'charts far away');
    const late = fill(12);
    stage.querySelector('section')?.append(...near);
    await until(() => near.every((element) => element.hasAttribute('drawn')), 'charts on the screen');
    stage.append(...late);
    await until(() => late.every((element) => element.shadowRoot?.querySelector('.plot')));
    await new Promise((resolve) => requestIdleCallback(() => setTimeout(resolve)));
    expect(late.some((element) => element.hasAttribute('drawn'))).toBe(false);
    late.at(-1)?.scrollIntoView();
    await until(() => late.at(-1)?.hasAttribute('drawn'), 'the one that was scrolled to');
    scrollTo(0, 0);
  });

  for (const gap of ['', 'url(x)'])
    it(`uses the colours of the config, and those of the palette for one that is '${gap}', as its legend does`, async () => {
      const shown = await show(chart, data, { colors: ['rgb(1, 2, 3)', gap] });
      await drawn(shown);
      const colors = chartOf(shown.root)?.data.datasets.map((set) => set.backgroundColor);
      const swatches = [...shown.root.querySelectorAll('li i')].map((swatch) => getComputedStyle(swatch).color);
      expect(colors).toEqual(swatches);
      expect(colors?.[0]).toBe('rgb(1, 2, 3)');
      expect(new Set(colors).size).toBe(2);
    });

  it('gives each bar its own colour where it is told to, and the series one where there is none', async () => {
    const bars = { labels: ['a', 'b', 'c'], datasets: [['', [1, 2, 3]]] };
    const fillOf = async (config: object) => {
      const shown = await show(chart, bars, { vary_colors: true, ...config });
      await drawn(shown);
      return chartOf(shown.root)?.data.datasets[0]?.backgroundColor;
    };
    const colors = ['rgb(1, 2, 3)', 'rgb(4, 5, 6)', 'rgb(7, 8, 9)'];
    expect(await fillOf({ colors })).toEqual(colors);
    expect(typeof (await fillOf({}))).toBe('string');
  });

  it('thins out long lines', async () => {
    const long = { labels: [], datasets: [['a', Array.from({ length: 20_000 }, (_, index) => Math.sin(index))]] };
    const shown = await show(chart, long, { chart_type: 'line' });
    await drawn(shown);
    expect(chartOf(shown.root)?.data.labels?.length).toBeAtMost(330);
  });

  it('says that it is empty', async () => {
    const shown = await show(chart, { labels: ['a'], datasets: [] });
    expect(shown.text()).toBe('No data yet');
  });
});

describe('html', () => {
  it('shows the blocks in order and opens links elsewhere', async () => {
    const shown = await show(html, { html2: '<a href="https://example.org">b</a>', html1: '<b>a</b>' });
    const link = (await until(() => shown.root.querySelector('a'), 'the link')) as HTMLAnchorElement;
    expect(shown.text()).toBe('ab');
    expect([link.target, link.rel]).toEqual(['_blank', 'noopener noreferrer']);
  });

  it('is plain text while it cannot be drawn safely, and tries again later', async () => {
    const { replaceChildren } = Element.prototype;
    Element.prototype.replaceChildren = function (...nodes) {
      if (this.part.contains('content')) throw new Error('as without the sanitiser');
      replaceChildren.apply(this, nodes);
    };
    try {
      const shown = await show(html, { html1: '<b>a</b>' });
      await until(() => shown.root.querySelector('.plain'), 'the text');
      expect([shown.text(), shown.root.querySelector('b')]).toEqual(['a', null]);
      Element.prototype.replaceChildren = replaceChildren;
      await later(5, async () => {
        await shown.update({ data: { html1: '<b>a</b>' } });
        await until(() => shown.root.querySelector('b'), 'the markup');
      });
    } finally {
      Element.prototype.replaceChildren = replaceChildren;
    }
  });

  it('draws in a frame of its own origin, as high as its content', async () => {
    const markup = '<p id="p" style="height:700px">x</p><script>p.textContent = self.origin</script>';
    const shown = await show(html, { html1: markup }, { sandbox: true, title: 'Mine' });
    const frame = shown.root.querySelector('iframe') as HTMLIFrameElement;
    expect([frame.title, frame.getAttribute('sandbox')]).toEqual(['Mine', 'allow-scripts allow-popups']);
    await until(() => frame.clientHeight > 700, 'the height of the content');
    expect(frame.contentDocument).toBeNull();
    await shown.update({ data: { html1: markup } });
    expect(shown.root.querySelector('iframe')).toBe(frame);
  });
});
