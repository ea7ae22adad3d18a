import type { BcWidget } from '../../components/bc-widget.ts';
import '../../components/index.ts';
import { type Asked, type Member, Page } from '../../components/live/batch.ts';
import { keep, recall } from '../../components/live/cache.ts';
import { idOf, type Link } from '../../components/live/client.ts';
import { Share } from '../../components/live/share.ts';
import type { LiveDashboard, LiveState } from '../../components/model/messages.ts';
import { eventOn, expect, mount, until } from '../support/expect.ts';
import { Clock } from './clock.ts';
import { FakeServer, number, textOf } from './fake-server.ts';

let server: FakeServer;
let clock: Clock | undefined;

const widget = (key: string) => `<bc-widget key="${key}" src="${server.src}"></bc-widget>`;
const all = () => [...document.querySelectorAll<BcWidget>('#stage bc-widget')];
const add = (key: string): BcWidget => {
  const element = document.createElement('bc-widget') as BcWidget;
  element.key = key;
  element.src = server.src;
  document.querySelector('#stage')?.append(element);
  return element;
};
/** Whether somebody sees the page, which may run behind others. */
const see = (isSeen: boolean) => Object.defineProperty(document, 'hidden', { configurable: true, value: !isSeen });
/** What was to be done at once has been done then. */
const nextTurn = () => new Promise((resolve) => setTimeout(resolve));
const member = (host: Asked, receive: Member['receive']): Member => ({
  host,
  receive,
  change: () => undefined,
  cut: () => undefined,
});
const dashboard: LiveDashboard = {
  key: 'd',
  name: 'Sales',
  background: '',
  pages: [{ number: 1, name: '' }],
  layout: [{ key: 'a', page: 1, x: 0, y: 0, w: 3, h: 2 }],
  error: null,
};
const shows = (element: Element | undefined, text: string) =>
  until(() => element && textOf(element).includes(text), `“${text}” in ${element && textOf(element)}`);

describe('the live connection', () => {
  beforeEach(() => {
    server = new FakeServer();
    for (const [index, key] of ['a', 'b', 'c'].entries()) server.widgets.set(key, number(key, 100 + index));
  });
  // Asynchronous, so that removed elements are gone before the next test.
  afterEach(async () => {
    clock?.restore();
    clock = undefined;
    Reflect.deleteProperty(document, 'hidden');
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
    await shows(all()[0], 'This does not exist or was deleted.');
    expect(all()[0]?.status).toBe('error');
  });

  it('repaints on a push, and never goes back to an older version', async () => {
    mount(`<div>${widget('a')}</div>`);
    await until(() => server.open.length);
    server.push('a', 555);
    await shows(all()[0], '555');
    server.open[0]?.send('widget', { ...number('a', 555, 2), title: 'Renamed' });
    server.open[0]?.send('data', { key: 'a', version: 1, data: { value1: 111 }, data_updated_at: null });
    server.open[0]?.send('widget', number('a', 111, 1));
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
    server.hasStreams = undefined;
    add('b');
    const next = await until(() => server.streams[1]);
    server.push('a', 222);
    await shows(all()[0], '222');
    next.open();
    expect(server.open).toEqual([next]);
    expect(server.posts[1]?.widgets).toEqual([{ key: 'a' }, { key: 'b' }]);
    server.push('b', 333);
    await shows(all()[1], '333');
    add('c');
    const late = await until(() => server.streams[2]);
    server.open[0]?.send('reset', {});
    const last = await until(() => server.streams[3]);
    late.open();
    expect(server.open).toEqual([next]);
    window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
    last.open();
    expect(server.open).toEqual([]);
  });

  it('asks again once for simultaneous resets, after a random delay', async () => {
    const { random } = Math;
    clock = new Clock(200);
    try {
      mount(`<div>${widget('a')}</div>`);
      const stream = await until(() => server.open[0]);
      for (const [chance, seconds] of [
        [0, 0.25],
        [0.5, 0.375],
      ] as const) {
        Math.random = () => chance;
        stream.send('reset', {});
        stream.send('reset', {});
        expect(clock.pending.filter(({ delay }) => delay === seconds * 1000).length).toBe(1);
      }
      expect(clock.fire(0.25) + clock.fire(0.375)).toBe(1);
      await until(() => server.posts.length === 2);
    } finally {
      Math.random = random;
    }
  });

  it('waits longer each time, half a minute at most, and briefly again once it was answered', async () => {
    const { random } = Math;
    Math.random = () => 1;
    server.isUp = false;
    clock = new Clock(500);
    const waits: number[] = [];
    // Others keep what they know, and complete the frames.
    const isOther = (delay: number) => delay === 10_000 || (delay > 3000 && delay < 4000);
    const wait = async () => {
      const next = await until(() => clock?.pending.find(({ delay }) => !isOther(delay)));
      waits.push(next.delay / 1000);
      clock?.fire(next.delay / 1000);
    };
    try {
      mount(`<div>${widget('a')}</div>`);
      for (let time = 0; time < 8; time++) await wait();
      server.isUp = true;
      await wait();
      await until(() => server.open.length);
      server.isUp = false;
      server.open[0]?.fail();
      for (let time = 0; time < 2; time++) await wait();
      expect(waits).toEqual([0.5, 1, 2, 4, 8, 16, 30, 30, 30, 0.5, 1]);
    } finally {
      Math.random = random;
    }
  });

  it('asks for nothing that it has already', async () => {
    mount(`<div>${widget('a')}</div>`);
    await until(() => server.open.length);
    const second = add('a');
    await shows(second, '100');
    expect(server.posts.length).toBe(1);
    server.push('a', 321);
    await shows(second, '321');
    await shows(add('a'), '321');
    expect(server.posts.length).toBe(1);
  });

  it('says that a widget is gone and why, and takes its last value away', async () => {
    const reasons = {
      a: ['revoked', 'no longer shared'],
      b: ['deleted', 'does not exist'],
      c: ['private', 'cannot be shown'],
    } as const;
    server.widgets.set('d', number('d', 103));
    mount(`<div>${['a', 'b', 'c', 'd'].map(widget).join('')}</div>`);
    await until(() => server.open.length);
    for (const [key, [reason]] of Object.entries(reasons)) server.open[0]?.send('gone', { key, reason });
    for (const [index, [, said]] of Object.values(reasons).entries()) {
      await shows(all()[index], said);
      expect(textOf(all()[index] as Element).includes(`10${index}`)).toBe(false);
    }
    expect(textOf(all()[3] as Element)).toContain('103');
    server.push('a', 555);
    server.push('d', 777);
    await shows(all()[3], '777');
    expect(textOf(all()[0] as Element)).toContain('no longer shared');
    await shows(add('a'), 'no longer shared');
  });

  it('starts again when the server says so', async () => {
    mount(`<div>${widget('a')}</div>`);
    await until(() => server.open.length);
    server.widgets.set('a', number('a', 900, 5));
    server.open[0]?.send('reset', {});
    await shows(all()[0], '900');
    await until(() => server.open.length === 1 && server.streams.length === 2);
    server.widgets.delete('a');
    server.open[0]?.send('reset', {});
    await shows(all()[0], 'This does not exist or was deleted.');
  });

  it('lets the browser reconnect a stream, but not for long', async () => {
    clock = new Clock();
    mount(`<div>${widget('a')}</div>`);
    const stream = await until(() => server.open[0]);
    const breaks = () => Object.assign(stream, { readyState: 0 }).onerror?.();
    breaks();
    stream.open();
    expect(server.open).toEqual([stream]);
    expect(clock.fire(5)).toBe(0);
    breaks();
    breaks();
    const go = server.hold();
    expect(clock.fire(5)).toBe(1);
    await until(() => all()[0]?.status === 'stale');
    go();
    await until(() => all()[0]?.status === 'live');
    expect(server.posts.length).toBe(2);
  });

  it('gives up on streams only when several in a row did not open', async () => {
    mount(`<div>${widget('a')}</div>`);
    for (const count of [1, 4]) {
      await until(() => server.open.length === 1 && server.streams.length === count);
      server.hasStreams = false;
      server.open[0]?.fail();
      await until(() => server.streams.length === count + 2);
      server.hasStreams = true;
    }
    await until(() => server.open.length === 1);
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

  it('asks again when the server was too busy to answer', async () => {
    server.status = 503;
    mount(`<div>${widget('a')}</div>`);
    await until(() => server.posts.length > 1, 'a second try');
    server.status = 200;
    await shows(all()[0], '100');
  });

  it('asks for elements that come during a request with another one, and has one stream', async () => {
    let go = server.hold();
    mount(`<div>${widget('a')}</div>`);
    for (const [index, key] of ['b', 'c'].entries()) {
      await until(() => server.posts.length > index);
      await add(key).updateComplete;
      expect(server.posts.length).toBe(index + 1);
      const goOn = go;
      go = server.hold();
      goOn();
    }
    await until(() => server.posts.length === 3);
    go();
    await shows(all()[2], '102');
    expect(server.posts.map(({ widgets }) => widgets?.length)).toEqual([1, 2, 3]);
    await until(() => server.streams.every(({ readyState }) => readyState));
    expect(server.open.length).toBe(1);
  });

  it('shows what was pushed while an answer was on its way, on a dashboard as well', async () => {
    server.dashboards.set('d', dashboard);
    mount(`<div>${widget('a')}<bc-dashboard key="d" src="${server.src}"></bc-dashboard></div>`);
    const board = () => document.querySelector('bc-dashboard') as Element;
    await until(() => server.open.length && textOf(board()).includes('100'));
    const go = server.hold();
    const second = add('b');
    await until(() => server.posts.length === 2);
    server.push('a', 222);
    await until(() => textOf(board()).includes('222'));
    go();
    await shows(second, '101');
    await (board() as BcWidget).updateComplete;
    await shows(board(), '222');
    expect(textOf(all()[0] as Element)).toContain('222');
  });

  it('gives what came along with a dashboard in the very first answer', async () => {
    server.dashboards.set('d', dashboard);
    const came: unknown[] = [];
    const page = new Page(`${server.src}/`);
    page.set(
      member({ kind: 'dashboards', key: 'd' }, (...answer) => came.push(answer)),
      true,
    );
    await until(() => came.length);
    expect(came[0]).toEqual([dashboard, [server.widgets.get('a')]]);
  });

  it('says that the server does not answer where there is nothing to show, not at once, and draws what comes then', async () => {
    server.isUp = false;
    clock = new Clock(240);
    mount(`<div>${widget('a')}${widget('b')}</div>`);
    // As what the server has drawn, which is not taken away.
    Object.assign(all()[1] as Element, { isGiven: true });
    const retries = () => clock?.pending.filter(({ delay }) => delay <= 1000) ?? [];
    await until(() => retries().length, 'a retry');
    expect(all()[0]?.status).toBe('loading');
    for (const { run } of retries()) run();
    await shows(all()[0], 'The server cannot respond right now.');
    expect(all()[1]?.status).toBe('loading');
    server.isUp = true;
    await until(() => retries().length, 'another');
    for (const { run } of retries()) run();
    await shows(all()[0], '100');
  });

  it('comes back at once when the machine is online again', async () => {
    server.isUp = false;
    clock = new Clock(600);
    mount(`<div>${widget('a')}</div>`);
    await until(() => clock?.pending.some(({ delay }) => delay < 4000), 'a retry that is far away');
    server.isUp = true;
    window.dispatchEvent(new Event('online'));
    await until(() => server.posts.length === 1, 'a request');
    await shows(all()[0], '100');
  });

  it('asks again when the machine has slept, or its clock was set', async () => {
    const { setInterval } = window;
    const { now } = Date;
    const looks: (() => void)[] = [];
    window.setInterval = ((look: () => void) => looks.push(look)) as typeof setInterval;
    try {
      mount(`<div>${widget('a')}</div>`);
      await until(() => server.open.length);
      const lookAfter = async (late: number) => {
        const { length } = server.posts;
        Date.now = () => now() + late;
        for (const look of looks) look();
        await nextTurn();
        await nextTurn();
        return server.posts.length - length;
      };
      expect(await lookAfter(60_000)).toBe(0);
      server.widgets.set('a', number('a', 900, 5));
      expect(await lookAfter(210_000)).toBe(1);
      await shows(all()[0], '900');
      expect(await lookAfter(210_000)).toBe(0);
      expect(await lookAfter(-86_400_000)).toBe(1);
    } finally {
      Object.assign(Date, { now });
      Object.assign(window, { setInterval });
    }
  });

  it('asks for nothing while its stream is open, however often the reader looks at it', async () => {
    see(true);
    mount(`<div>${widget('a')}</div>`);
    await until(() => server.open.length);
    document.dispatchEvent(new Event('visibilitychange'));
    window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: false }));
    await nextTurn();
    expect(server.posts.length).toBe(1);
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

  it('polls by the refresh interval where no stream ever opens, but not for a page that nobody sees', async () => {
    see(true);
    server.hasStreams = false;
    server.widgets.set('a', number('a', 1, 1, { refresh_interval: 30 }));
    clock = new Clock();
    mount(`<div>${widget('a')}</div>`);
    await until(() => clock?.fire(30), 'the first poll');
    server.widgets.set('a', number('a', 777, 2, { refresh_interval: 30 }));
    await until(() => clock?.fire(30), 'the second one');
    await shows(all()[0], '777');
    expect(server.streams.length).toBe(3);
    server.isUp = false;
    await until(() => clock?.fire(30));
    await until(() => all()[0]?.status === 'stale');
    server.isUp = true;
    window.dispatchEvent(new Event('online'));
    await until(() => all()[0]?.status === 'live');

    see(false);
    const { length } = server.posts;
    await until(() => clock?.fire(30));
    expect(server.posts.length).toBe(length);
    see(true);
    document.dispatchEvent(new Event('visibilitychange'));
    await until(() => server.posts.length > length, 'a request as soon as it is seen again');
  });

  it('closes the stream some time after the last element has left', async () => {
    clock = new Clock();
    mount(`<div>${widget('a')}</div>`);
    await until(() => server.open.length);
    mount('<div></div>');
    const isLeft = () => clock?.pending.some(({ delay }) => delay === 5000);
    await until(isLeft);
    expect(server.open.length).toBe(1);
    mount(`<div>${widget('a')}</div>`);
    await until(() => !isLeft(), 'the end of it: somebody came back');
    expect(server.posts.length).toBe(1);
    mount('<div></div>');
    await until(() => clock?.fire(5));
    expect(server.open.length).toBe(0);
    window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
    await nextTurn();
    expect(server.posts.length).toBe(1);
    mount(`<div>${widget('a')}</div>`);
    await shows(all()[0], '100');
    await until(() => server.open.length === 1);
  });

  it("tells old values by the server's clock: that of a screen on a wall may be wrong by hours", async () => {
    for (const behind of [5000, -5000]) {
      const time = (seconds: number) => new Date(Date.now() - (behind + seconds) * 1000).toISOString();
      server.behind = behind;
      server.widgets.set(`a${behind}`, number(`a${behind}`, 1, 1, { data_updated_at: time(10) }));
      server.widgets.set(`b${behind}`, number(`b${behind}`, 2, 1, { data_updated_at: time(1000) }));
      const drawn = eventOn(window, 'bc-stale');
      mount(`<div>${widget(`a${behind}`)}${widget(`b${behind}`)}</div>`);
      await drawn;
      expect(all().map(({ status }) => status)).toEqual(['live', 'stale']);
    }
  });

  it('shows what it knew last, marked as old, when the server is away', async () => {
    clock = new Clock();
    server.widgets.set('a', number('a', 4711));
    mount(`<div>${widget('a')}</div>`);
    await until(() => server.open.length && clock?.fire(10), 'a page worth keeping values for');
    mount('<div></div>');
    await until(() => clock?.fire(5), 'the end of all that this page knows');
    server.isUp = false;
    mount(`<div>${widget('a')}${widget('b')}</div>`);
    await shows(all()[0], '4.7K');
    await until(() => all()[0]?.status === 'stale');
    server.isUp = true;
    server.widgets.set('a', number('a', 100, 2));
    window.dispatchEvent(new Event('online'));
    await shows(all()[0], '100');
  });

  it('keeps a dashboard with its widgets for the next time, but nothing that was refused since', async () => {
    const came: unknown[] = [];
    const asker = member({ kind: 'dashboards', key: 'd' }, (...answer) => came.push(answer));
    const link = (state?: LiveState): Link => {
      const states = new Map(state && [[idOf(asker), state]]);
      const page = { server: `${server.src}/`, members: new Set([asker]) };
      return { page, states, widgets: server.widgets, isCut: true } as unknown as Link;
    };
    await keep(link(dashboard));
    await recall(link(dashboard));
    expect(came).toEqual([]);
    await recall(link());
    expect(came).toEqual([[dashboard, [server.widgets.get('a')]]]);
    await keep(link({ key: 'd', error: { code: 'revoked', message: '' } }));
    await recall(link());
    expect(came.length).toBe(1);
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

  it('fires all events again when it shows something else', async () => {
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
    const widgets = contentDocument?.querySelectorAll('bc-widget') ?? [];
    return Array.from(
      widgets,
      ({ shadowRoot }) => shadowRoot?.querySelector('bc-number')?.shadowRoot?.textContent,
    ).join();
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

    const asked = server.posts.length;
    second.contentDocument?.body.insertAdjacentHTML('beforeend', widget('c'));
    await until(() => textIn(second).includes('102'), 'one more in the frame without a stream');
    expect(server.posts.slice(asked).map(({ widgets }) => widgets?.length)).toEqual([3]);
    await until(() => server.open.length === 1 && server.streams.every(({ readyState }) => readyState));

    const { length } = server.streams;
    first.remove();
    for (const stream of server.open) stream.close();
    await until(() => server.streams.length > length && server.open.length === 1, 'a stream of the other frame');
    server.push('b', 666);
    await until(() => textIn(second).includes('666'), 'a push after the change');
  });

  it('ask once for all that is in a document, however slowly it comes', async () => {
    const page = document.createElement('iframe');
    document.querySelector('#stage')?.append(page);
    const [inside, self] = [page.contentDocument as Document, page.contentWindow as Window & typeof globalThis];
    inside.open();
    server.install(self);
    inside.write(`<script async type="module" src="/components/index.ts"></script>${widget('a')}`);
    await self.customElements.whenDefined('bc-widget');
    inside.write(widget('b'));
    inside.close();
    await until(() => textIn(page).includes('101'));
    expect(server.posts[0]?.widgets).toEqual([{ key: 'a' }, { key: 'b' }]);
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

  it('stay with a leader that was elected while it waited for the one before', async () => {
    const clock = new Clock();
    const prefix = `boardcast ${server.src}/`;
    const heard: object[] = [];
    const room = new BroadcastChannel(`${prefix} 1`);
    room.onmessage = ({ data }) => heard.push(data);
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let asked = 0;
    try {
      navigator.locks.request(`${prefix} 1 leader`, () => held);
      const page = new Page(`${server.src}/`);
      const share = new Share({ page, isCut: false, ask: () => asked++ } as unknown as Link);
      expect(await share.isFollower()).toBe(true);
      share.join();
      release();
      await until(() => !share.isFollowing && heard.some((each) => 'lead' in each), 'its election');
      clock.fire(3);
      expect(asked).toBe(1);
      room.postMessage({ join: 'guest', entries: [] });
      await until(() => heard.some((each) => 'to' in each), 'its answer to who asks in the same room');
    } finally {
      clock.restore();
      room.close();
    }
  });
});

describe('a room of frames that share a stream', () => {
  /** A frame in its first room, and the other end of that room: what the frame says there, and what it passes on. */
  const enter = (name: string) => {
    const prefix = `boardcast https://${name}.test/`;
    const page = new Page(`https://${name}.test/`);
    page.sync = () => {};
    const said: { join?: string; to?: string; lead?: true }[] = [];
    const room = new BroadcastChannel(`${prefix} 1`);
    room.onmessage = ({ data }) => said.push(data);
    const passed: unknown[] = [];
    const pass = (...values: unknown[]) => passed.push(...values);
    const link = { page, isCut: false, ask: () => pass('ask'), cut: pass, hear: pass, give: pass };
    const enterNow = () => new Share(link as unknown as Link);
    return { prefix, page, said, room, passed, enterNow };
  };
  /** Holds a lock, like a frame that lives. @returns a function that ends it */
  const hold = async (name: string): Promise<() => void> => {
    const { promise, resolve } = Promise.withResolvers<void>();
    await new Promise<void>((isHeld) => {
      navigator.locks.request(name, () => {
        isHeld();
        return promise;
      });
    });
    return resolve;
  };
  let clock: Clock;
  beforeEach(() => {
    clock = new Clock();
  });
  afterEach(() => clock.restore());

  it('is not left while its leader answers, nor when another one is elected', async () => {
    const { prefix, page, said, room, passed, enterNow } = enter('follower');
    const leave = await hold(`${prefix} 1 leader`);
    const member = { host: { kind: 'widgets', key: 'a' } } as Member;
    page.members.add(member);
    const share = enterNow();
    expect(await share.isFollower()).toBe(true);
    share.join();
    const { join: id } = await until(() => said.find((each) => each.join));
    expect(clock.pending.length).toBe(1);
    room.postMessage({ to: 'another', index: 0, state: 'theirs', widgets: [] });
    room.postMessage({ to: id, isCut: false });
    await until(() => clock.pending.length === 0, 'patience with its leader');
    room.postMessage({ to: id, index: 0, state: 'ours', widgets: [] });
    await until(() => passed.includes('ours'));
    expect(passed).toEqual([false, member, 'ours', []]);
    room.postMessage({ lead: true });
    await until(() => said.filter((each) => each.join === id).length === 2, 'the same request to the new leader');
    leave();
    room.close();
  });

  it('is left once, and for good, if its leader does not answer', async () => {
    const { prefix, room, passed, enterNow } = enter('left');
    const leave = await hold(`${prefix} 1 leader`);
    const share = enterNow();
    expect(await share.isFollower()).toBe(true);
    share.join();
    share.join();
    expect(clock.fire(3)).toBe(1);
    expect(await share.isFollower()).toBe(false);
    leave();
    let isFree = false;
    navigator.locks.request(`${prefix} 1 leader`, () => {
      isFree = true;
    });
    await until(() => isFree, 'the lead of the room that it left');
    const next = new BroadcastChannel(`${prefix} 2`);
    room.postMessage({ name: 'data', text: 'of the first room' });
    next.postMessage({ name: 'data', text: 'of the second' });
    await until(() => passed.includes('of the second'));
    expect(passed).toEqual(['ask', 'data', 'of the second']);
    room.close();
    next.close();
  });

  it('asks for what a guest shows as long as that lives', async () => {
    const { prefix, page, said, room, enterNow } = enter('leader');
    const share = enterNow();
    expect(await share.isFollower()).toBe(false);
    const end = await hold(`${prefix} guest`);
    const shown = () => [...page.members].map(({ host: { key } }) => key).join();
    const join = async (...keys: string[]) => {
      room.postMessage({ join: 'guest', entries: keys.map((key) => ({ kind: 'widgets', key })) });
      await until(() => shown() === keys.join(), shown());
    };
    await join('a');
    await join('b', 'c');
    expect(said.filter(({ to }) => to === 'guest').length).toBe(2);
    const { pending = [] } = await navigator.locks.query();
    expect(pending.filter(({ name }) => name === `${prefix} guest`).length).toBe(1);
    end();
    await until(() => shown() === '', 'without the guest');
    room.close();
  });
});
