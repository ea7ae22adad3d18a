import type { BcWidget } from '../../components/bc-widget.ts';
import '../../components/index.ts';
import { keep } from '../../components/live/cache.ts';
import type { Link } from '../../components/live/client.ts';
import { eventOn, expect, mount, until } from '../support/expect.ts';
import { FakeServer, number, textOf } from './fake-server.ts';

let server: FakeServer;

const widget = (key: string) => `<bc-widget key="${key}" src="${server.src}"></bc-widget>`;
const all = () => [...document.querySelectorAll<BcWidget>('#stage bc-widget')];
const add = (key: string): BcWidget => {
  const element = document.createElement('bc-widget') as BcWidget;
  element.key = key;
  element.src = server.src;
  document.querySelector('#stage')?.append(element);
  return element;
};
const shows = (element: Element | undefined, text: string) =>
  until(() => element && textOf(element).includes(text), `“${text}” in ${element && textOf(element)}`);

/** Keeps timers of such delays (milliseconds) from ever running, in one test; collects their delays. */
function holdTimers(from: number, to: number): number[] {
  const held: number[] = [];
  const { setTimeout } = window;
  restoreTimers = () => Object.assign(window, { setTimeout });
  const hold = (run: TimerHandler, delay = 0, ...values: unknown[]) =>
    delay >= from && delay <= to ? held.push(delay) : setTimeout(run, delay, ...(values as []));
  Object.assign(window, { setTimeout: hold });
  return held;
}
let restoreTimers = (): unknown => undefined;

describe('the live connection', () => {
  beforeEach(() => {
    server = new FakeServer();
    for (const [index, key] of ['a', 'b', 'c'].entries()) server.widgets.set(key, number(key, 100 + index));
  });
  afterEach(() => {
    restoreTimers();
    mount('<div></div>');
    server.restore();
  });

  it('asks for all elements of a page in one simple request, and opens one stream', async () => {
    mount(`<div>${widget('a')}${widget('b')}<bc-widget token="t" src="${server.src}/"></bc-widget></div>`);
    await shows(all()[1], '101');
    await until(() => server.open.length === 1);
    expect(server.posts).toEqual([
      { widgets: [{ key: 'a' }, { key: 'b' }, { token: 't' }], dashboards: [], proof: [] },
    ]);
    expect(typeof server.bodies[0]).toBe('string');
  });

  it('draws the others when one entry is refused', async () => {
    mount(`<div>${widget('nope')}${widget('a')}</div>`);
    await shows(all()[1], '100');
    await shows(all()[0], 'widget not found');
    expect(all()[0]?.status).toBe('error');
  });

  it('repaints on a push, and never goes back to an older version', async () => {
    mount(`<div>${widget('a')}</div>`);
    await until(() => server.open.length);
    server.push('a', 555);
    await shows(all()[0], '555');
    server.open[0]?.send('data', { key: 'a', version: 1, data: { value1: 111 }, data_updated_at: null });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(textOf(all()[0] as Element)).toContain('555');
    server.open[0]?.send('widget', { ...number('a', 555, 2), title: 'Renamed' });
    await shows(all()[0], 'Renamed');
    expect(textOf(all()[0] as Element)).toContain('555');
  });

  it('draws an answer once, and not again when the stream opens', async () => {
    const drawn: string[] = [];
    const frame = customElements.get('bc-widget')?.prototype as { update(changed: unknown): void };
    const { update } = frame;
    frame.update = function (this: BcWidget, changed) {
      drawn.push(this.status);
      update.call(this, changed);
    };
    try {
      mount(`<div>${widget('a')}</div>`);
      await eventOn(all()[0] as Element, 'bc-data');
      await until(() => server.open.length);
      await all()[0]?.updateComplete;
      expect(drawn).toEqual(['loading', 'live']);
    } finally {
      frame.update = update;
    }
  });

  it('asks again for an element that comes later, and keeps the old stream until the new one is open', async () => {
    mount(`<div>${widget('a')}</div>`);
    await until(() => server.open.length);
    const [first] = server.open;
    add('b');
    await until(() => server.streams.length === 2);
    server.push('a', 222);
    await shows(all()[0], '222');
    await until(() => first?.readyState === 2 && server.open.length === 1);
    expect(server.posts[1]?.widgets).toEqual([{ key: 'a' }, { key: 'b' }]);
    server.push('b', 333);
    await shows(all()[1], '333');
  });

  it('asks for nothing that it has already', async () => {
    mount(`<div>${widget('a')}</div>`);
    await until(() => server.open.length);
    const second = add('a');
    await shows(second, '100');
    expect(server.posts.length).toBe(1);
    server.push('a', 321);
    await shows(second, '321');
  });

  it('says that a widget is gone, and takes its last value away', async () => {
    mount(`<div>${widget('a')}${widget('b')}</div>`);
    await until(() => server.open.length);
    server.open[0]?.send('gone', { key: 'a', reason: 'revoked' });
    await shows(all()[0], 'withdrawn');
    expect(textOf(all()[0] as Element).includes('100')).toBe(false);
    expect(textOf(all()[1] as Element)).toContain('101');
  });

  it('starts again when the server says so', async () => {
    mount(`<div>${widget('a')}</div>`);
    await until(() => server.open.length);
    server.widgets.set('a', number('a', 900, 5));
    server.open[0]?.send('reset', {});
    await shows(all()[0], '900');
    await until(() => server.open.length === 1 && server.streams.length === 2);
  });

  it('asks again when its stream is refused, as after a restart of the server', async () => {
    mount(`<div>${widget('a')}</div>`);
    await until(() => server.open.length);
    server.isUp = false;
    server.open[0]?.fail();
    await until(() => all()[0]?.status === 'stale', 'the mark of age');
    expect(textOf(all()[0] as Element)).toContain('100');
    server.widgets.set('a', number('a', 901, 6));
    server.isUp = true;
    await shows(all()[0], '901');
    await until(() => all()[0]?.status === 'live');
  });

  it('comes back at once when the machine is online again', async () => {
    server.isUp = false;
    const held = holdTimers(600, 4000);
    mount(`<div>${widget('a')}</div>`);
    await until(() => held.length, 'a retry that is far away');
    server.isUp = true;
    window.dispatchEvent(new Event('online'));
    await until(() => server.posts.length === 1, 'a request');
    await shows(all()[0], '100');
  });

  it('closes its stream for the back-forward cache, and asks again when the page is shown again', async () => {
    mount(`<div>${widget('a')}</div>`);
    await until(() => server.open.length);
    window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
    expect(server.open.length).toBe(0);
    server.widgets.set('a', number('a', 902, 7));
    window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
    await shows(all()[0], '902');
    await until(() => server.open.length === 1);
  });

  it('polls by the refresh interval where no stream ever opens', async () => {
    // A page that nobody sees does not poll, and this one may run in the background.
    Object.defineProperty(document, 'hidden', { configurable: true, value: false });
    server.hasStreams = false;
    server.widgets.set('a', number('a', 1, 1, { refresh_interval: 1 }));
    mount(`<div>${widget('a')}</div>`);
    await until(() => server.streams.length === 3, 'three streams that failed');
    await until(() => server.posts.length > 4, 'polls');
    expect(server.streams.length).toBe(3);
    server.widgets.set('a', number('a', 777, 2));
    await shows(all()[0], '777');
  });

  it('closes the stream some time after the last element has left', async () => {
    mount(`<div>${widget('a')}</div>`);
    await until(() => server.open.length);
    mount('<div></div>');
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(server.open.length).toBe(1);
    await until(() => !server.open.length, 'the end of the stream');
    mount(`<div>${widget('a')}</div>`);
    await shows(all()[0], '100');
    await until(() => server.open.length === 1);
  });

  it('shows what it knew last, marked as old, when the server is away', async () => {
    const state = number('a', 4711, 3);
    const page = { server: `${server.src}/`, members: new Set() };
    const states = new Map([['["widgets",{"key":"a"},null]', state]]);
    await keep({ page, states, widgets: new Map(), isCut: true } as unknown as Link);
    server.isUp = false;
    mount(`<div>${widget('a')}${widget('b')}</div>`);
    await shows(all()[0], '4.7K');
    await until(() => all()[0]?.status === 'stale');
    server.isUp = true;
    await shows(all()[0], '100');
  });

  it('fires bc-data for each push, bubbling out of shadow roots', async () => {
    const stage = mount<HTMLElement>(`<div>${widget('a')}</div>`);
    await until(() => server.open.length);
    const pushed = eventOn<HTMLElementEventMap['bc-data']>(stage, 'bc-data');
    server.push('a', 12);
    const { detail, composed } = await pushed;
    expect(detail).toEqual({ key: 'a', version: 2, data: { value1: 12 } });
    expect(composed).toBe(true);
  });

  it('tells everything again of what it shows instead', async () => {
    const told: string[] = [];
    const stage = mount<HTMLElement>('<div></div>');
    stage.addEventListener('bc-ready', ({ detail }) => told.push(`ready ${detail.type}`));
    stage.addEventListener('bc-data', ({ detail }) => told.push(`data ${detail.key} ${detail.version}`));
    stage.addEventListener('bc-error', ({ detail }) => told.push(detail.code));
    stage.innerHTML = widget('a');
    const element = all()[0] as BcWidget;
    const expected = [
      'ready number,data a 1',
      'ready number,data b 1',
      'not_found',
      'not_found',
      'ready number,data a 1',
    ];
    for (const [index, key] of ['a', 'b', 'gone', 'gone as well', 'a'].entries()) {
      element.key = key;
      await until(() => told.join() === expected.slice(0, index + 1).join(), `${told}`);
    }
  });
});

describe('frames of our origin', () => {
  const frame = (key: string): HTMLIFrameElement => {
    const element = document.createElement('iframe');
    document.querySelector('#stage')?.append(element);
    const { contentWindow, contentDocument } = element;
    server.install(contentWindow as Window & typeof globalThis);
    const script = Object.assign(document.createElement('script'), { type: 'module', src: '/components/index.ts' });
    contentDocument?.head.append(script);
    if (contentDocument) contentDocument.body.innerHTML = widget(key);
    return element;
  };
  const textIn = ({ contentDocument }: HTMLIFrameElement): string => {
    const inside = contentDocument?.querySelector('bc-widget')?.shadowRoot;
    return inside ? [...inside.querySelectorAll('bc-number')].map((each) => each.shadowRoot?.textContent).join('') : '';
  };

  beforeEach(() => {
    server = new FakeServer();
    for (const [index, key] of ['a', 'b', 'c'].entries()) server.widgets.set(key, number(key, 100 + index));
    mount('<div></div>');
  });
  afterEach(() => {
    mount('<div></div>');
    server.restore();
  });

  it('have one stream between them, and the next one takes over when its frame goes', async () => {
    const first = frame('a');
    await until(() => server.open.length === 1, 'the stream of the first frame');
    const second = frame('b');
    await until(() => server.posts.some(({ widgets }) => widgets?.length === 2), 'the request for both');
    await until(() => server.open.length === 1 && server.streams.length === 2);
    server.push('b', 444);
    await until(() => textIn(second).includes('444'), 'a push in the frame without a stream');
    server.push('a', 555);
    await until(() => textIn(first).includes('555'));

    const { length } = server.streams;
    first.remove();
    for (const stream of server.open) stream.close();
    await until(() => server.streams.length > length && server.open.length === 1, 'a stream of the other frame');
    server.push('b', 666);
    await until(() => textIn(second).includes('666'), 'a push after the change');
  });

  it('leave a leader that does not answer, and have one stream between them all the same', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    navigator.locks.request(`boardcast ${server.src}/ 1 leader`, () => held);
    const [first, second] = [frame('a'), frame('b')];
    await until(() => server.open.length === 1 && server.streams.length >= 2, 'one stream for what both want');
    await until(() => server.posts.some(({ widgets }) => widgets?.length === 2), 'the request for both');
    server.push('a', 555);
    server.push('b', 444);
    await until(() => textIn(first).includes('555') && textIn(second).includes('444'), 'a push in both');
    expect(server.open.length).toBe(1);
    release();
  });
});
