import type { BcWidget } from '../../components/bc-widget.ts';
import { module } from '../../components/catalog.ts';
import '../../components/index.ts';
import { expect, mount, until } from '../support/expect.ts';
import { Clock } from './clock.ts';
import { FakeServer, number } from './fake-server.ts';

const isDrawn = ({ shadowRoot }: BcWidget): boolean => !!shadowRoot?.querySelector('section');

/** Numbers one below the other, once the page has heard of the data of the first. */
async function column(count: number) {
  const stage = mount<HTMLElement>('<div></div>');
  const heard = new Set<EventTarget | null>();
  stage.addEventListener('bc-data', ({ target }) => heard.add(target));
  stage.innerHTML = `<bc-widget type="number" data='{"value1":7}'></bc-widget>`.repeat(count);
  const widgets = [...stage.querySelectorAll('bc-widget')] as [BcWidget, ...BcWidget[]];
  await until(() => heard.has(widgets[0]), 'the data of the first');
  expect(heard.size).toBe(widgets.filter(isDrawn).length);
  return widgets;
}

// The first on the page: later ones find the words loaded.
describe('the first number of a page', () => {
  it('is completed with words for those who do not see its colours', async () => {
    const clock = new Clock();
    try {
      const first = mount<BcWidget>(`<bc-widget type="number" data='{"value1":2,"value2":1}'></bc-widget>`);
      const word = () =>
        first.shadowRoot
          ?.querySelector('bc-number')
          ?.shadowRoot?.querySelector<HTMLElement>('[part=change] [role=img]');
      await until(() => clock.pending.length, 'the time to complete it');
      await module('number')?.view?.rules?.();
      await first.updateComplete;
      expect(word()).toBe(null);
      for (const { run } of clock.pending) run();
      await until(() => word()?.ariaLabel === 'Better', 'the word');
    } finally {
      clock.restore();
    }
  });
});

describe('on pages with a great many widgets', () => {
  let clock: Clock;
  beforeEach(() => {
    clock = new Clock();
  });
  afterEach(() => {
    clock.restore();
    mount('<div></div>');
    scrollTo(0, 0);
  });

  it('those near the screen are drawn, and the others when they come near it', async () => {
    const widgets = await column(100);
    const last = widgets.at(-1) as BcWidget;
    expect(isDrawn(widgets[0])).toBe(true);
    expect(widgets.filter(isDrawn).length).toBeLessThan(20);
    const { height } = last.getBoundingClientRect();
    last.scrollIntoView();
    await until(() => isDrawn(last), 'the last one');
    expect(last.getBoundingClientRect().height).toBe(height);
    expect(widgets.filter(isDrawn).length).toBeLessThan(40);
  });

  it('what was drawn once stays so, and shows new values far from the screen', async () => {
    const widgets = await column(100);
    const [first] = widgets;
    (widgets.at(-1) as BcWidget).scrollIntoView();
    await until(() => isDrawn(widgets.at(-1) as BcWidget), 'the last one');
    first.data = { value1: 8 };
    await first.updateComplete;
    await until(
      () =>
        first.shadowRoot?.querySelector('bc-number')?.shadowRoot?.querySelector('[part=value]')?.textContent === '8',
      'the new value',
    );
  });

  it('the others are drawn later, one after the other', async () => {
    const widgets = await column(100);
    const count = () => widgets.filter(isDrawn).length;
    for (const { run } of clock.pending) {
      const before = count();
      run();
      await Promise.resolve();
      expect(count()).toBeAtMost(before + 1);
    }
    expect(count()).toBe(100);
  });

  it('of thousands, several are drawn at a time', async () => {
    const widgets = await column(400);
    for (const { run } of clock.pending.slice(0, 300)) run();
    await widgets.at(-1)?.updateComplete;
    expect(widgets.every(isDrawn)).toBe(true);
  });

  it('nothing is watched any more when all are drawn', async () => {
    const { prototype } = IntersectionObserver;
    const { observe, unobserve } = prototype;
    const watched = new Set<Element>();
    prototype.observe = function (target) {
      watched.add(target);
      observe.call(this, target);
    };
    prototype.unobserve = function (target) {
      watched.delete(target);
      unobserve.call(this, target);
    };
    try {
      await column(100);
      expect(watched.size).toBeGreaterThan(80);
      for (const { run } of clock.pending) run();
      expect(watched.size).toBe(0);
    } finally {
      Object.assign(prototype, { observe, unobserve });
    }
  });

  it('all are measured before one is drawn', async () => {
    const { prototype } = Element;
    const { getBoundingClientRect } = prototype;
    const drawn = new Set<number>();
    prototype.getBoundingClientRect = function () {
      if (this.localName === 'bc-widget')
        drawn.add([...document.querySelectorAll<BcWidget>('bc-widget')].filter(isDrawn).length);
      return getBoundingClientRect.call(this);
    };
    try {
      await column(100);
      expect([...drawn]).toEqual([0]);
    } finally {
      prototype.getBoundingClientRect = getBoundingClientRect;
    }
  });

  it('all are asked for in one request, those that get their keys in the document as well', async () => {
    const server = new FakeServer();
    try {
      const stage = mount<HTMLElement>('<div></div>');
      stage.innerHTML = `<bc-widget src="${server.src}"></bc-widget>`.repeat(100);
      const widgets = [...stage.querySelectorAll('bc-widget')] as BcWidget[];
      for (const [index, widget] of widgets.entries()) {
        server.widgets.set(`w${index}`, number(`w${index}`, index));
        widget.setAttribute('key', `w${index}`);
      }
      const last = widgets.at(-1) as BcWidget;
      await until(() => server.open.length, 'the stream');
      last.scrollIntoView();
      await until(() => last.status === 'live', 'the last one');
      expect(server.posts.map((post) => post.widgets?.length)).toEqual([100]);
    } finally {
      server.restore();
    }
  });

  it('those in shadow roots, which printing would not find, are drawn', async () => {
    await column(100);
    const host = document.createElement('div');
    document.querySelector('#stage')?.append(host);
    const root = host.attachShadow({ mode: 'open' });
    root.innerHTML = `<bc-widget type="number" data='{"value1":7}'></bc-widget>`;
    const widget = root.firstElementChild as BcWidget;
    await widget.updateComplete;
    expect(isDrawn(widget)).toBe(true);
  });

  it('the others tell of their data when they are drawn', async () => {
    const last = (await column(100)).at(-1) as BcWidget;
    const told: string[] = [];
    for (const name of ['bc-ready', 'bc-data'] as const)
      last.addEventListener(name, () => told.push(`${name} ${isDrawn(last)}`));
    last.data = { value1: 8 };
    await last.updateComplete;
    expect(told).toEqual([]);
    last.scrollIntoView();
    await until(() => told.length, 'its events');
    expect(told).toEqual(['bc-ready true', 'bc-data true']);
  });

  it('printing draws them all', async () => {
    const widgets = await column(100);
    dispatchEvent(new Event('beforeprint'));
    await Promise.resolve();
    expect(widgets.every(isDrawn)).toBe(true);
  });

  it('pages of usual size draw all of them, for search in the page and for screenshots', async () => {
    expect((await column(48)).every(isDrawn)).toBe(true);
  });

  it('hidden ones are drawn, so that they are there when they are shown', async () => {
    const stage = mount<HTMLElement>('<div></div>');
    stage.innerHTML = `<bc-widget type="number" data='{"value1":7}' hidden></bc-widget>`.repeat(60);
    const widgets = [...stage.querySelectorAll<BcWidget>('bc-widget')];
    await until(() => widgets.every(isDrawn), 'all of them');
  });
});
