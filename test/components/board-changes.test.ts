import '../../components/index.ts';
import type { LiveDashboard, QueryRequest } from '../../components/model/messages.ts';
import { choose, expect, mount, until } from '../support/expect.ts';
import { FakeServer, number, textOf } from './fake-server.ts';

describe('a board that changes while it is read', () => {
  let server: FakeServer;
  let asked: QueryRequest[];
  const dashboard: LiveDashboard = {
    key: 'd',
    name: 'Shop floor',
    background: 'white',
    pages: [1, 2, 3].map((number) => ({ number, name: `Page ${number}` })),
    layout: [1, 2, 3].map((page) => ({ key: `w${page}`, page, x: 0, y: 0, w: 12, h: 2 })),
    parameters: [
      { name: 'region', label: 'Region', value: 'all', options: ['all', 'EU', null] },
      { name: 'open', label: 'Open', value: false },
    ],
    error: null,
  };
  const element = (key = 'd') => document.querySelector(`bc-dashboard[key=${key}]`) as HTMLElement;
  const root = (key = 'd') => element(key)?.shadowRoot?.querySelector('bc-board')?.shadowRoot;
  const find = <Found extends HTMLElement>(selector: string) => root()?.querySelector<Found>(selector) as Found;
  const shown = () => find('[role=tab][aria-selected=true]')?.textContent;
  const figure = () => textOf(find('[data-key=w1] bc-widget') ?? document.createTextNode(''));
  const show = async (attributes = '') => {
    mount(`<section></section><main><bc-dashboard key="d" src="${server.src}" ${attributes}></bc-dashboard></main>`);
    await until(() => shown() && server.open.length);
  };

  beforeEach(() => {
    server = new FakeServer();
    asked = [];
    for (const page of [1, 2, 3]) server.widgets.set(`w${page}`, number(`w${page}`, 55));
    server.dashboards.set('d', dashboard);
    server.other = (url, init) => {
      if (!url.endsWith('/live/query')) return undefined;
      asked.push(JSON.parse(init?.body as string));
      return { widgets: [number('w1', 77, 1, { refresh_interval: 3600 })] };
    };
  });
  afterEach(() => {
    mount('<div></div>');
    server.restore();
  });

  it('tells the age of its own widgets, whatever else is on the page', async () => {
    const time = '2026-01-01T00:00:00Z';
    for (const page of [1, 2, 3]) server.widgets.set(`w${page}`, number(`w${page}`, 1, 1, { data_updated_at: time }));
    server.widgets.set('other', number('other', 1));
    server.dashboards.set('e', { ...dashboard, key: 'e', layout: [{ key: 'other', page: 1, x: 0, y: 0, w: 3, h: 2 }] });
    mount(
      `<bc-dashboard key="d" src="${server.src}"></bc-dashboard><bc-dashboard key="e" src="${server.src}"></bc-dashboard>`,
    );
    await until(() => root('e')?.querySelector('bc-widget') && server.open.length);
    const age = find<HTMLElement & { time: string }>('bc-age');
    expect(age.time).toBe(time);
    server.push('other', 5);
    await until(() => textOf(root('e')?.querySelector('bc-widget') as Element).includes('5'));
    expect(age.time).toBe(time);
  });

  it('reports once that it cannot be drawn, if the server sends an invalid board', async () => {
    server.dashboards.set('d', { ...dashboard, background: null as unknown as string });
    mount(`<bc-dashboard key="d" src="${server.src}"></bc-dashboard>`);
    const message = () => element().shadowRoot?.querySelector('[part=message]')?.textContent;
    await until(message);
    expect(message()).toContain('null');
    let drawings = 0;
    const observer = new MutationObserver(() => drawings++);
    observer.observe(element().shadowRoot as ShadowRoot, { childList: true, subtree: true, characterData: true });
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setTimeout(resolve));
    expect(drawings).toBe(0);
  });

  it('keeps what its reader has chosen when it is moved in the page', async () => {
    await show();
    choose(find<HTMLSelectElement>('select'), 'EU');
    await until(() => figure().includes('77'));
    document.querySelector('section')?.append(element());
    await until(() => asked.length === 2, 'the question that goes on');
    expect(asked[1]?.params).toEqual({ region: 'EU' });
    await until(() => find<HTMLSelectElement>('select').value === 'EU' && figure().includes('77'));
  });

  it('follows its attributes in its fields and figures, also after a choice and when they go', async () => {
    await show('param.region="EU" param.open');
    const [select, open] = [find<HTMLSelectElement>('select'), find<HTMLInputElement>('[type=checkbox]')];
    await until(() => figure().includes('77'));
    choose(select, 'all');
    open.click();
    await until(() => figure().includes('55'));
    choose(select, 'EU');
    open.click();
    await until(() => figure().includes('77'));
    element().setAttribute('param.region', 'all');
    element().setAttribute('param.open', 'false');
    await until(() => select.value === 'all' && !open.checked, 'the fields as the attributes say');
    await until(() => figure().includes('55'));
    element().setAttribute('param.region', 'EU');
    await until(() => figure().includes('77'));
    element().removeAttribute('param.region');
    await until(() => select.value === 'all' && figure().includes('55'), 'the own value of the dashboard');
  });

  it('offers an empty value of a parameter, and can leave it again', async () => {
    await show();
    const select = find<HTMLSelectElement>('select');
    choose(select, 'null');
    await until(() => figure().includes('77'));
    expect([select.value, asked.at(-1)?.params]).toEqual(['null', { region: null }]);
    choose(select, 'all');
    await until(() => figure().includes('55'), 'the own value of the dashboard');
  });

  it('turns to the page that its element names, also after a choice', async () => {
    await show('page="2"');
    find('#tab-3').click();
    await until(() => shown() === 'Page 3');
    element().setAttribute('page', '1');
    await until(() => shown() === 'Page 1');
  });

  it('gives a widget back its own theme when that of the board is taken away', async () => {
    server.widgets.set('w1', number('w1', 55, 1, { config: { theme: 'dark' } }));
    await show();
    const widget = await until(() => find('bc-widget'));
    for (const [theme, expected] of [
      ['', 'dark'],
      ['light', 'light'],
      ['', 'dark'],
    ] as const) {
      element()[theme ? 'setAttribute' : 'removeAttribute']('theme', theme);
      await until(() => widget.getAttribute('theme') === expected, expected);
    }
  });

  it('writes figures in the language of the part of the page it is in', async () => {
    server.widgets.set('w1', number('w1', 1234.5, 1, { config: { decimal_places: 1, format_number: '1' } }));
    mount(`<div lang="de"><bc-dashboard key="d" src="${server.src}"></bc-dashboard></div>`);
    await until(() => figure().includes('1.234,5'), 'a German figure');
  });

  it('releases the screen lock if it was removed before it got it', async () => {
    const wakeLock = Object.getOwnPropertyDescriptor(Navigator.prototype, 'wakeLock') as PropertyDescriptor;
    const { promise, resolve } = Promise.withResolvers<object>();
    let [asks, ends] = [0, 0];
    const request = () => {
      asks++;
      return promise;
    };
    Object.defineProperty(Navigator.prototype, 'wakeLock', { configurable: true, value: { request } });
    try {
      await show('kiosk');
      await until(() => asks);
      element().remove();
      resolve({ release: async () => void ends++ });
      await until(() => ends, 'the lock to be let go');
    } finally {
      Object.defineProperty(Navigator.prototype, 'wakeLock', wakeLock);
    }
  });

  it('enters full screen at the end of a touch, as browsers do not accept its beginning', async () => {
    const root = document.documentElement;
    const asks: string[] = [];
    let isAllowed = false;
    root.requestFullscreen = async () => {
      asks.push(isAllowed ? 'allowed' : 'refused');
      if (!isAllowed) throw new TypeError('no gesture');
    };
    const touch = (type: string) => document.dispatchEvent(new Event(type));
    try {
      await show('kiosk');
      await until(() => {
        touch('pointerdown');
        return asks.length;
      });
      await Promise.resolve();
      isAllowed = true;
      touch('pointerup');
      touch('pointerdown');
      expect(asks).toEqual(['refused', 'allowed']);
    } finally {
      Reflect.deleteProperty(root, 'requestFullscreen');
    }
  });
});
