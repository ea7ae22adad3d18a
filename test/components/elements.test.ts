import { BcWidget } from '../../components/bc-widget.ts';
import { load, module } from '../../components/catalog.ts';
import { toCsv } from '../../components/frame/controls.ts';
import { picture } from '../../components/frame/picture.ts';
import '../../components/index.ts';
import type { LiveDashboard, LiveWidget } from '../../components/model/messages.ts';
import { define } from '../../components/widgets/widget-element.ts';
import { axeFindings } from '../support/axe.ts';
import { eventOn, expect, mount, until } from '../support/expect.ts';
import { Clock } from './clock.ts';
import { FakeServer, number, textOf } from './fake-server.ts';

const inline = (attributes: string) => mount<BcWidget>(`<bc-widget type="number" ${attributes}></bc-widget>`);
const shows = (element: Element, text: string) => until(() => textOf(element).includes(text), `“${text}”`);
const part = (element: Element, name: string) => element.shadowRoot?.querySelector<HTMLElement>(`[part=${name}]`);

describe('a number without data', () => {
  it('has a text for screen readers in place of the dash', async () => {
    const element = mount<BcWidget>('<bc-widget type="number" locale="de"></bc-widget>');
    const empty = () => element.shadowRoot?.querySelector('bc-number')?.shadowRoot?.querySelector('.empty');
    await until(() => empty()?.ariaLabel === 'Noch keine Daten', 'the words');
    expect(empty()?.textContent).toBe('–');
    expect(empty()?.role).toBe('img');
  });
});

describe('a frame', () => {
  it('reads its attributes also after another script has asked the class for their names', async () => {
    const names = [1, 2].map(() => (BcWidget as unknown as { observedAttributes: string[] }).observedAttributes);
    expect(names[0]?.includes('heading-level')).toBe(true);
    expect(names[1]).toEqual(names[0]);
    await shows(inline(`data='{"value1":7}'`), '7');
  });

  it('sets the `lang` of its content, if the language is known', async () => {
    const element = mount<BcWidget>(
      `<bc-widget type="number" data='{"value1":3}' config='{"locale":"de"}'></bc-widget>`,
    );
    const card = () => element.shadowRoot?.querySelector('section');
    const languages = () => [card()?.lang, card()?.hasAttribute('lang')];
    await until(() => card()?.lang === 'de', 'German');
    element.locale = 'en';
    await until(() => card()?.lang === 'en', 'English');
    const { lang } = document.documentElement;
    document.documentElement.removeAttribute('lang');
    try {
      Object.assign(element, { locale: undefined, config: {} });
      await element.updateComplete;
      expect(languages()).toEqual(['', false]);
    } finally {
      document.documentElement.lang = lang;
    }
  });
});

describe('a number that moved', () => {
  it('says whether the change is good, once its words are loaded', async () => {
    const element = mount<BcWidget>(
      `<bc-widget type="number" locale="de" data='{"value1":3,"value2":4}' config='{"direction":"down-good"}'></bc-widget>`,
    );
    const told = () => element.shadowRoot?.querySelector('bc-number')?.shadowRoot?.querySelector('b [role=img]');
    await until(() => told()?.ariaLabel === 'Besser', 'the words');
    expect(await axeFindings(element)).toEqual([]);
  });
});

describe('bc-widget', () => {
  afterEach(() => mount('<div></div>'));

  it('draws inline data without a server, and fires its events', async () => {
    const stage = mount<HTMLElement>('<div></div>');
    const ready = eventOn<HTMLElementEventMap['bc-ready']>(stage, 'bc-ready');
    stage.innerHTML = `<bc-widget type="number" data='{"value1":512}' config='{"title":"Sales"}'></bc-widget>`;
    const element = stage.firstElementChild as BcWidget;
    await shows(element, '512');
    expect((await ready).detail).toEqual({ type: 'number' });
    expect(part(element, 'title')?.textContent).toBe('Sales');
    expect(element.status).toBe('live');
    expect(await axeFindings(element)).toEqual([]);
  });

  it('follows its properties and its attributes', async () => {
    const element = inline(`data='{"value1":1}'`);
    await shows(element, '1');
    element.data = { value1: 222 };
    await shows(element, '222');
    element.setAttribute('data', '{"value1":333}');
    await shows(element, '333');
    element.headingLevel = 5;
    element.config = { title: 'Now titled' };
    await shows(element, 'Now titled');
    expect(part(element, 'title')?.ariaLevel).toBe('5');
  });

  it('reads JSON from properties as well, which frameworks set in place of attributes', async () => {
    const element = document.createElement('bc-widget') as BcWidget;
    Object.assign(element, { type: 'number', data: '{"value1":444}', config: '{"title":"Put as text"}' });
    mount<HTMLElement>('<div></div>').append(element);
    await shows(element, '444');
    await shows(element, 'Put as text');
    element.config = '{title: "Sales"}';
    await shows(element, 'config expected JSON');
    expect(element.status).toBe('error');
    element.config = { title: 'Right again' };
    await shows(element, 'Right again');
    await until(() => element.status === 'live');
  });

  it('takes its theme from its property, its attribute and its config, in this order of who sets it', async () => {
    const element = inline(`data='{"value1":1}'`);
    const themes: string[] = [];
    const look = async () => {
      await element.updateComplete;
      themes.push(getComputedStyle(element).colorScheme);
    };
    for (const theme of ['dark', 'light', undefined]) {
      element.config = { theme: theme as string };
      await look();
    }
    for (const theme of ['dark', 'light', undefined, '']) {
      element.theme = theme;
      await look();
    }
    element.setAttribute('theme', 'dark');
    element.config = { theme: 'light' };
    await look();
    expect(themes).toEqual(['dark', 'light', 'normal', 'dark', 'light', 'normal', 'normal', 'dark']);
    expect(inline(`data='{"value1":1}'`).hasAttribute('theme')).toBe(false);
  });

  it('names the wrong field, and an unknown type', async () => {
    const stage = mount<HTMLElement>('<div></div>');
    const told: (string | undefined)[] = [];
    stage.addEventListener('bc-error', ({ detail }) => told.push(detail.path));
    stage.innerHTML = `<bc-widget type="number" data='{"value1":"many"}'></bc-widget>
      <bc-widget type="number" data="{oops"></bc-widget>
      <bc-widget type="constructor" data="{}"></bc-widget>
      <bc-widget data="{}"></bc-widget>
      <bc-widget type="number" data='{"value1":7}'></bc-widget>`;
    const [wrong, broken, unknown, none, fine] = stage.querySelectorAll<BcWidget>('bc-widget');
    await shows(wrong as Element, 'data.value1');
    await shows(broken as Element, 'data expected JSON');
    await shows(unknown as Element, 'constructor');
    await shows(none as Element, 'Type "undefined"');
    await shows(fine as Element, '7');
    await until(() => told.includes('data.value1') && told.includes('data'), 'both paths');
    expect([wrong?.status, broken?.status, unknown?.status, fine?.status]).toEqual(['error', 'error', 'error', 'live']);
    wrong?.setAttribute('data', '{"value1":8}');
    await shows(wrong as Element, '8');
  });

  it('keeps a fault in a view from its neighbours', async () => {
    await load('text');
    const view = module('text')?.view as { template: unknown };
    const { template } = view;
    view.template = () => {
      throw new Error('a fault in the view');
    };
    try {
      const stage = mount<HTMLElement>(`<div><bc-widget type="text" data='{"text1":"x"}'></bc-widget>
        <bc-widget type="number" data='{"value1":77}'></bc-widget></div>`);
      const [faulty, fine] = stage.querySelectorAll<BcWidget>('bc-widget');
      await shows(faulty as Element, 'a fault in the view');
      await shows(fine as Element, '77');
    } finally {
      view.template = template;
    }
  });

  it('shows a fault that comes while a view draws, and recovers with the next value', async () => {
    await load('text');
    const { prototype } = customElements.get('bc-text') as unknown as { prototype: { renderData: unknown } };
    const { renderData } = prototype;
    prototype.renderData = () => {
      throw new Error('a late fault');
    };
    const element = mount<BcWidget>(`<bc-widget type="text" data='{"text1":"x"}'></bc-widget>`);
    await shows(element, 'a late fault');
    expect(element.status).toBe('error');
    prototype.renderData = renderData;
    element.data = { text1: 'fine again' };
    await shows(element, 'fine again');
    expect(element.status).toBe('live');
  });

  it('marks what is too old, by its own limit or three times its interval', async () => {
    const old = new Date(Date.now() - 5 * 60_000).toISOString();
    const element = mount(document.createElement('bc-widget') as BcWidget);
    const stale = eventOn<HTMLElementEventMap['bc-stale']>(element, 'bc-stale');
    element.state = number('k', 5, 1, { data_updated_at: old, refresh_interval: 60 });
    expect((await stale).detail).toEqual({ key: 'k', updatedAt: old });
    expect(element.status).toBe('stale');
    const mark = await until(() => part(element, 'mark'), 'the mark');
    expect(mark.textContent).toContain('5 min');
    expect(mark.getAttribute('title')).toBe(mark.textContent);
    expect(await axeFindings(element)).toEqual([]);
    element.state = number('k', 5, 1, { data_updated_at: new Date(Date.now() - 2 * 60_000).toISOString() });
    await until(() => element.status === 'live');
    element.state = number('k', 5, 1, { data_updated_at: old });
    await until(() => element.status === 'stale');
    element.state = number('k', 5, 1, { data_updated_at: old, config: { stale_after: 3600 } });
    await until(() => element.status === 'live');
    expect(part(element, 'mark')).toBe(null);
  });

  it('says why its source cannot be read, beside the previous values or in their place', async () => {
    const element = inline('');
    element.state = number('k', 512, 1, { source_error: 'there is no column amount' });
    await shows(element, '512');
    await until(() => element.status === 'stale');
    const mark = await until(() => part(element, 'mark'), 'the mark');
    expect(mark.textContent).toContain('there is no column amount');
    expect(mark.localName).toBe('div');
    expect(await axeFindings(element)).toEqual([]);
    element.state = { ...number('k', 0, 2, { source_error: 'still no column' }), data: null };
    await until(() => part(element, 'message')?.textContent?.includes('still no column') ?? false);
    expect(element.status).toBe('error');
    // Orca reads a paragraph with a tooltip twice.
    await until(() => part(element, 'message')?.title, 'the tooltip');
    expect(part(element, 'message')?.localName).toBe('div');
    element.state = number('k', 513, 3, { source_error: null });
    await until(() => element.status === 'live');
    expect([part(element, 'mark'), part(element, 'message')]).toEqual([null, null]);
  });

  it('takes a JSON document as its source, wrapped or bare', async () => {
    const server = new FakeServer();
    server.other = (url) =>
      url.endsWith('/wrapped') ? { data: { value1: 61 }, config: { title: 'Wrapped' } } : { value1: 62 };
    const wrapped = inline(`src="${server.src}/wrapped"`);
    await shows(wrapped, '61');
    await shows(wrapped, 'Wrapped');
    await shows(inline(`src="${server.src}/bare"`), '62');
    server.restore();
  });

  it('reports a missing document until it is back, with one timer, and shares it with later elements', async () => {
    const server = new FakeServer();
    const clock = new Clock(10_000);
    let asked = 0;
    server.other = () => ({ data: { value1: 70 + ++asked }, config: { refresh_interval: 30 } });
    try {
      const element = inline(`src="${server.src}/away"`);
      await shows(element, '71');
      const later = element.cloneNode() as BcWidget;
      element.after(later);
      await shows(later, '71');
      expect(asked).toBe(1);
      server.isUp = false;
      await until(() => clock.fire(30), 'the next poll');
      await until(() => element.status === 'stale' && later.status === 'stale', 'both old');
      server.isUp = true;
      for (const figure of ['72', '73']) {
        window.dispatchEvent(new Event('online'));
        await shows(later, figure);
        await until(() => element.status === 'live' && later.status === 'live', 'both live');
      }
      await until(() => clock.pending.some(({ delay }) => delay === 30_000), 'the timer');
      expect(clock.fire(30)).toBe(1);
    } finally {
      clock.restore();
      server.restore();
    }
  });

  it('does not load a document all the time that wants to be loaded once a month', async () => {
    const server = new FakeServer();
    const clock = new Clock(10_000);
    server.other = () => ({ data: { value1: 75 }, config: { refresh_interval: 30 * 86_400 } });
    try {
      await shows(inline(`src="${server.src}/monthly"`), '75');
      expect((await until(() => clock.pending.at(-1))).delay).toBeLessThan(2 ** 31);
    } finally {
      clock.restore();
      server.restore();
    }
  });

  it('loads no document while the page is hidden or nobody needs it, and one when it is visible again', async () => {
    const server = new FakeServer();
    const clock = new Clock(10_000);
    const see = (isSeen: boolean) => Object.defineProperty(document, 'hidden', { configurable: true, value: !isSeen });
    let asked = 0;
    server.other = () => ({ data: { value1: 80 + ++asked }, config: { refresh_interval: 30 } });
    try {
      const element = inline(`src="${server.src}/hidden"`);
      await shows(element, '81');
      await until(() => clock.pending.some(({ delay }) => delay === 30_000), 'the timer');
      see(false);
      clock.fire(30);
      document.dispatchEvent(new Event('visibilitychange'));
      expect(asked).toBe(1);
      see(true);
      document.dispatchEvent(new Event('visibilitychange'));
      await shows(element, '82');
      await until(() => clock.pending.some(({ delay }) => delay === 30_000), 'the timer');
      element.remove();
      clock.fire(30);
      expect(asked).toBe(2);
    } finally {
      Reflect.deleteProperty(document, 'hidden');
      clock.restore();
      server.restore();
    }
  });

  it('counts a document that was read again and has not changed as new, and takes its config', async () => {
    const { fetch } = window;
    let title = 'First';
    const asked: (string | null)[] = [];
    window.fetch = async (_, init) => {
      asked.push(new Headers(init?.headers).get('if-none-match'));
      const body = JSON.stringify({ data: { value1: 5 }, config: { title, refresh_interval: 1, stale_after: 2 } });
      return asked.at(-1) === title
        ? new Response(null, { status: 304 })
        : new Response(body, { headers: { etag: title } });
    };
    const versions: number[] = [];
    try {
      const element = inline('src="/again.json"');
      element.addEventListener('bc-data', ({ detail }) => versions.push(detail.version));
      const time = () => Date.parse((element.shown as LiveWidget).data_updated_at ?? '');
      await shows(element, 'First');
      const first = time();
      await until(() => asked.length > 2 && time() > first);
      title = 'Second';
      await shows(element, 'Second');
      expect(asked.slice(0, 3)).toEqual([null, 'First', 'First']);
      expect(versions).toEqual([1]);
      expect(element.status).toBe('live');
    } finally {
      window.fetch = fetch;
    }
  });

  it('tells nothing of equal data: a framework sets them anew whenever a listener makes it render', async () => {
    const element = inline('');
    let count = 0;
    element.addEventListener('bc-data', () => {
      // Where each event led to the next, this would never end.
      if (count++ < 9) element.data = { ...(element.data as object) };
    });
    element.data = { value1: 1 };
    await shows(element, '1');
    await element.updateComplete;
    expect(count).toBe(1);
    element.data = { value1: 2 };
    await until(() => count > 1);
    expect(count).toBe(2);
  });

  it('draws the whole of a chart where the page has made its height automatic', async () => {
    const data = '{"labels":["a","b"],"datasets":[["x",[1,9]]]}';
    const element = mount<BcWidget>(`<bc-widget type="chart" style="height:auto" data='${data}'></bc-widget>`);
    const view = () => element.shadowRoot?.querySelector('bc-chart[drawn]');
    const bottomOf = (each: Element | null | undefined) => each?.getBoundingClientRect().bottom ?? Number.NaN;
    await until(() => bottomOf(view()?.shadowRoot?.querySelector('canvas')) <= bottomOf(view()), 'all of it');
  });

  it("replaces the server's rendering in one step", async () => {
    const stage = mount<HTMLElement>('<div></div>');
    const server = new FakeServer();
    server.widgets.set('a', number('a', 314));
    stage.setHTMLUnsafe(
      `<bc-widget key="a" src="${server.src}"><template shadowrootmode="open"><bc-number><template shadowrootmode="open">drawn 314</template></bc-number></template></bc-widget>`,
    );
    const element = stage.firstElementChild as BcWidget;
    const root = element.shadowRoot as ShadowRoot;
    expect(textOf(element)).toBe('drawn 314');
    const blanks: string[] = [];
    let isWatched = true;
    const watch = () => {
      const text = textOf(element);
      if (!text.includes('314') || (text !== 'drawn 314' && text.includes('drawn'))) blanks.push(text);
      if (isWatched) requestAnimationFrame(watch);
    };
    watch();
    await until(() => root.querySelector('section bc-number'));
    await shows(element, '314');
    isWatched = false;
    expect(blanks).toEqual([]);
    expect(textOf(element).includes('drawn')).toBe(false);
    server.restore();
  });

  it("keeps the server's rendering if there is nothing to replace it", async () => {
    const stage = mount<HTMLElement>('<div></div>');
    stage.setHTMLUnsafe('<bc-widget><template shadowrootmode="open"><p>drawn</p></template></bc-widget>');
    await (stage.firstElementChild as BcWidget).updateComplete;
    expect(stage.firstElementChild?.shadowRoot?.textContent).toBe('drawn');
  });

  it('can be defined twice', () => {
    define('bc-widget', class extends HTMLElement {});
    expect(customElements.get('bc-widget')).toBe(BcWidget);
  });

  it('keeps the styles of its page out', async () => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(
      'body, div, section, p { color: red; font-size: 60px; text-align: right; line-height: 5; direction: ltr }',
    );
    document.adoptedStyleSheets.push(sheet);
    try {
      const element = inline(`data='{"value1":1}' config='{"title":"Calm"}'`);
      await shows(element, 'Calm');
      const title = part(element, 'title') as HTMLElement;
      const { fontSize, color, textAlign } = getComputedStyle(title);
      expect([fontSize, color === 'rgb(255, 0, 0)', textAlign]).toEqual(['14px', false, 'start']);
    } finally {
      document.adoptedStyleSheets.pop();
    }
  });

  it('does not move while it loads', async () => {
    const server = new FakeServer();
    server.widgets.set('a', number('a', 5));
    const element = mount<BcWidget>(`<bc-widget key="a" src="${server.src}"></bc-widget>`);
    const { height } = element.getBoundingClientRect();
    await shows(element, '5');
    expect(element.getBoundingClientRect().height).toBe(height);
    expect(height).toBe(176);
    server.restore();
  });

  it('offers its tools on request', async () => {
    const element = inline(`data='{"value1":5}' controls`);
    const tools = await until(() => part(element, 'controls'));
    const names = [...tools.querySelectorAll('button')].map(({ ariaLabel }) => ariaLabel);
    expect(names).toEqual(['Download data (CSV)', 'Download image (PNG)', 'Full screen']);
    expect(await axeFindings(element)).toEqual([]);
    element.controls = false;
    await until(() => !part(element, 'controls'));
  });

  it('saves CSV named after its title, in an encoding that spreadsheets recognise', async () => {
    const { click } = HTMLAnchorElement.prototype;
    const saved = new Promise<HTMLAnchorElement>((resolve) => {
      HTMLAnchorElement.prototype.click = function () {
        resolve(this);
      };
    });
    try {
      const element = inline(`data='{"value1":5,"text1":"Käufe"}' config='{"title":"Sales: 2026/11"}' controls`);
      const tools = await until(() => part(element, 'controls'));
      tools.querySelector('button')?.click();
      const { download, href } = await saved;
      expect(download).toBe('Sales- 2026-11.csv');
      const bytes = await (await fetch(href)).bytes();
      expect([...bytes.slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
      expect(new TextDecoder().decode(bytes)).toBe('Käufe\r\n5\r\n');
    } finally {
      HTMLAnchorElement.prototype.click = click;
    }
  });

  it('fills the screen, and leaves it again', async () => {
    const element = inline(`data='{"value1":5}' controls`);
    const tools = await until(() => part(element, 'controls'));
    const button = [...tools.querySelectorAll('button')].at(-1);
    const asked: string[] = [];
    element.requestFullscreen = async () => void asked.push('fill');
    document.exitFullscreen = async () => void asked.push('leave');
    try {
      button?.click();
      // The board around it, or the page, is already in full screen.
      Object.defineProperty(document, 'fullscreenElement', { configurable: true, value: document.body });
      button?.click();
      Object.assign(element, { matches: (selector: string) => selector === ':fullscreen' });
      button?.click();
      Reflect.deleteProperty(element, 'matches');
      element.requestFullscreen = () => ({ catch: () => asked.push('refused') }) as unknown as Promise<void>;
      button?.click();
    } finally {
      for (const name of ['exitFullscreen', 'fullscreenElement']) Reflect.deleteProperty(document, name);
    }
    expect(asked).toEqual(['fill', 'fill', 'leave', 'refused']);
  });

  it('exports a picture of the card, in its colours', async () => {
    const element = inline(
      `data='{"value1":5,"series":[1,3,2]}' config='{"title":"Sales"}' theme="dark" style="inline-size:20rem"`,
    );
    await until(() => element.shadowRoot?.querySelector('bc-number')?.shadowRoot?.querySelector('bc-trend'));
    const card = element.shadowRoot?.querySelector('section') as HTMLElement;
    const canvas = picture(card);
    const pen = canvas.getContext('2d') as CanvasRenderingContext2D;
    const frame = card.getBoundingClientRect();
    const coloursAt = (part: Element) => {
      const { left, top, width, height } = part.getBoundingClientRect();
      const scale = canvas.width / frame.width;
      const [x, y] = [(left - frame.left) * scale, (top - frame.top) * scale];
      const { data } = pen.getImageData(x, y, Math.max(1, width * scale), Math.max(1, height * scale));
      const found = new Set<string>();
      for (let at = 0; at < data.length; at += 4) found.add(`rgb(${data[at]}, ${data[at + 1]}, ${data[at + 2]})`);
      return found;
    };
    const number = element.shadowRoot?.querySelector('bc-number')?.shadowRoot as ShadowRoot;
    const value = number.querySelector('[part=value]') as Element;
    const line = number.querySelector('bc-trend')?.shadowRoot?.querySelector('.course') as Element;
    expect(canvas.width >= frame.width * 2).toBe(true);
    expect(coloursAt(card).has(getComputedStyle(card).backgroundColor)).toBe(true);
    expect(coloursAt(value).has(getComputedStyle(value).color)).toBe(true);
    expect(coloursAt(line).has(getComputedStyle(line).stroke)).toBe(true);
    expect(coloursAt(part(element, 'title') as Element).has(getComputedStyle(card).color)).toBe(true);
  });

  it('writes CSV that a spreadsheet reads as text and figures, not as formulas', () => {
    expect(toCsv([['a', 'b"c'], [-1, '=1+1'], [null, 'x,y'], ['-1', '+1', '@a', '\tb'], ['c\nd']])).toBe(
      `a,"b""c"\r\n-1,'=1+1\r\n,"x,y"\r\n'-1,'+1,'@a,'\tb\r\n"c\nd"\r\n`,
    );
    // for programs that split at semicolons or accept full-width signs; signs in the middle of a text stay
    expect(toCsv([['a;=1+1', '＝1+1', 'a=b; c-d']])).toBe(`a;'=1+1,'＝1+1,a=b; c-d\r\n`);
    expect(toCsv([['x', 'a;"=1&', '&B1;,']])).toBe(`x,"a;""'=1&","&B1;,"\r\n`);
  });
});

describe('bc-dashboard', () => {
  let server: FakeServer;
  const layout = [
    { key: 'b', page: 1, x: 3, y: 0, w: 9, h: 2 },
    { key: 'a', page: 1, x: 0, y: 0, w: 3, h: 2 },
    { key: 'c', page: 2, x: 0, y: 0, w: 12, h: 2 },
  ];
  const dashboard: LiveDashboard = {
    key: 'd',
    name: 'Shop floor',
    background: 'dark wood',
    pages: [
      { number: 1, name: 'First' },
      { number: 2, name: 'Second' },
    ],
    layout,
    error: null,
  };
  const board = () => document.querySelector('bc-dashboard')?.shadowRoot?.querySelector('bc-board')?.shadowRoot;
  const cell = (key: string) => board()?.querySelector<HTMLElement>(`.cell[data-key=${key}]`) as HTMLElement;

  beforeEach(async () => {
    server = new FakeServer();
    for (const key of ['a', 'b', 'c']) server.widgets.set(key, number(key, key.charCodeAt(0)));
    server.dashboards.set('d', dashboard);
  });
  afterEach(() => {
    mount('<div></div>');
    server.restore();
  });
  const show = async (width = '1200px') => {
    mount(`<div style="inline-size: ${width}"><bc-dashboard key="d" src="${server.src}"></bc-dashboard></div>`);
    await until(() => board()?.querySelector('bc-widget'));
    await until(() => server.open.length);
  };

  it('puts its widgets on the grid, with one request for the whole page', async () => {
    mount(`<div style="inline-size:1200px"><bc-dashboard key="d" src="${server.src}"></bc-dashboard>
      <bc-widget key="a" src="${server.src}"></bc-widget></div>`);
    await until(() => board()?.querySelectorAll('bc-widget').length === 2);
    await shows(cell('b'), '98');
    expect(server.posts).toEqual([{ widgets: [{ key: 'a' }], dashboards: [{ key: 'd' }], proof: [] }]);
    const [a, b] = [cell('a').getBoundingClientRect(), cell('b').getBoundingClientRect()];
    expect(a.top).toBe(b.top);
    expect(Math.round(b.width / a.width)).toBe(3);
    expect(a.height).toBe(2 * 80 + 12);
    expect(board()?.textContent).toContain('Shop floor');
    const widgets = [...(board()?.querySelectorAll<BcWidget>('bc-widget') ?? [])];
    expect(widgets.map(({ dataset, headingLevel }) => [dataset.key, headingLevel])).toEqual([
      ['a', 3],
      ['b', 3],
    ]);
  });

  it('positions widgets without style attributes, which strict content policies forbid', async () => {
    const { setAttribute } = Element.prototype;
    const set: string[] = [];
    Element.prototype.setAttribute = function (name, value) {
      set.push(name);
      setAttribute.call(this, name, value);
    };
    try {
      await show();
    } finally {
      Element.prototype.setAttribute = setAttribute;
    }
    expect(set.includes('style')).toBe(false);
    expect(cell('b').style.getPropertyValue('--place-x')).toBe('4');
    // Views inherit these, and use short names themselves.
    expect([...cell('b').style].filter((name) => !name.startsWith('--place-'))).toEqual([]);
  });

  it('becomes narrower with its container, and keeps the order', async () => {
    const columns = () =>
      getComputedStyle(board()?.querySelector('.grid') as Element).gridTemplateColumns.split(' ').length;
    const widths = () => ['a', 'b'].map((key) => cell(key).getBoundingClientRect().width);
    const isBelow = () => cell('a').getBoundingClientRect().bottom <= cell('b').getBoundingClientRect().top;
    await show('1000px');
    expect([columns(), isBelow(), Math.round((widths()[1] ?? 0) / (widths()[0] ?? 0))]).toEqual([12, false, 3]);
    (document.querySelector('#stage > div') as HTMLElement).style.inlineSize = '700px';
    await until(() => columns() === 6);
    expect([isBelow(), widths()[0] === widths()[1]]).toEqual([true, true]);
    (document.querySelector('#stage > div') as HTMLElement).style.inlineSize = '360px';
    await until(() => columns() === 1);
    expect([isBelow(), widths()[0] === widths()[1]]).toEqual([true, true]);
  });

  it('repaints a widget in place on a push', async () => {
    await show();
    await shows(cell('a'), '97');
    const element = cell('a').firstElementChild;
    server.push('a', 4321);
    await shows(cell('a'), '4.3K');
    expect(cell('a').firstElementChild).toBe(element);
  });

  it('says how old the newest of its values is', async () => {
    await show();
    const age = board()?.querySelector('bc-age') as HTMLElement & { time: string };
    const tell = (key: string, value1: number, data_updated_at: string) =>
      server.open[0]?.send('data', { key, version: 9, data: { value1 }, data_updated_at });
    tell('a', 4321, '2099-01-01T00:00:00Z');
    tell('b', 5432, '2026-01-01T00:00:00Z');
    await shows(cell('b'), '5.4K');
    expect(age.time).toBe('2099-01-01T00:00:00Z');
    await until(() => textOf(age) === 'Updated now');
  });

  it('shows its pages as tabs that the keyboard reaches', async () => {
    await show();
    const tabs = [...(board()?.querySelectorAll<HTMLElement>('[role=tab]') ?? [])];
    expect(tabs.map(({ tabIndex, ariaSelected }) => [tabIndex, ariaSelected])).toEqual([
      [0, 'true'],
      [-1, 'false'],
    ]);
    const selected = eventOn<HTMLElementEventMap['bc-select']>(document.body, 'bc-select');
    tabs[0]?.focus();
    tabs[0]?.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true }));
    expect((await selected).detail).toEqual({ name: 'page', value: 2 });
    await until(() => cell('c'));
    await shows(cell('c'), '99');
    expect(board()?.activeElement?.textContent).toBe('Second');
    expect(await axeFindings(document.querySelector('bc-dashboard') as Element)).toEqual([]);
  });

  it('builds only what is near the viewport', async () => {
    const far = Array.from({ length: 200 }, (_, y) => ({ key: `k${y}`, page: 1, x: 0, y: y * 4, w: 12, h: 4 }));
    for (const { key } of far) server.widgets.set(key, number(key, 1));
    server.dashboards.set('d', { ...dashboard, layout: far });
    await show();
    expect(board()?.querySelectorAll('.cell').length).toBe(200);
    await new Promise((resolve) => requestIdleCallback(() => setTimeout(resolve)));
    expect(Number(board()?.querySelectorAll('bc-widget').length)).toBeLessThan(20);
    expect(getComputedStyle(board()?.querySelector('.cell') as Element).contentVisibility).toBe('auto');
    dispatchEvent(new Event('beforeprint'));
    await until(() => board()?.querySelectorAll('bc-widget').length === 200, 'all of them, for print');
    await shows(cell('k199'), '1');
  });

  it('builds distant widgets as well on pages of usual size', async () => {
    const far = Array.from({ length: 48 }, (_, y) => ({ key: `k${y}`, page: 1, x: 0, y: y * 4, w: 12, h: 4 }));
    for (const { key } of far) server.widgets.set(key, number(key, 1));
    server.dashboards.set('d', { ...dashboard, layout: far });
    await show();
    await shows(await until(() => cell('k47')), '1');
    const shownAt = (key: string) => getComputedStyle(cell(key)?.parentElement as Element).contentVisibility;
    expect(shownAt('k47')).toBe('visible');
  });

  it('asks for the password of its share, and sends the proof', async () => {
    const refused = { token: 't', error: { code: 'password_required', message: 'A password is needed.' } } as const;
    server.dashboards.set('t', refused as unknown as LiveDashboard);
    const tries: unknown[] = [];
    server.other = (url, init) => {
      tries.push([url.slice(server.src.length), JSON.parse(init?.body as string)]);
      if (tries.length === 3) throw new TypeError('Failed to fetch');
      if (tries.length < 3) return new Response('{}', { status: tries.length === 1 ? 401 : 429 });
      server.dashboards.set('t', { ...dashboard, token: 't' });
      return { proof: 'p1', expires_in: 60 };
    };
    const element = mount<BcWidget>(`<bc-dashboard token="t" src="${server.src}"></bc-dashboard>`);
    await until(() => part(element, 'unlock'));
    expect(await axeFindings(element)).toEqual([]);
    const input = element.shadowRoot?.querySelector('input') as HTMLInputElement;
    const submit = (text: string) => {
      input.value = text;
      input.form?.requestSubmit();
    };
    const alerts = new Set<unknown>();
    for (const answer of ['Wrong password', 'Too many attempts', 'not responding']) {
      submit('no');
      await shows(element, answer);
      alerts.add(element.shadowRoot?.querySelector('[role=alert]'));
    }
    // New text in the same alert is not told by all screen readers.
    expect(alerts.size).toBe(3);
    input.focus();
    submit('yes');
    await until(() => board()?.querySelector('bc-widget'));
    // The form is gone, but the focus must not be lost with it.
    expect(element.shadowRoot?.activeElement).toBe(part(element, 'frame'));
    expect(tries).toEqual([
      ...Array(3).fill(['/public/t/unlock', { password: 'no' }]),
      ['/public/t/unlock', { password: 'yes' }],
    ]);
    expect(server.posts.at(-1)?.proof).toEqual(['p1']);
  });
});

describe('embed.js', () => {
  const run = (attributes: Record<string, string>) => {
    const script = document.createElement('script');
    script.src = '/components/embed.ts';
    for (const [name, value] of Object.entries(attributes)) script.setAttribute(name, value);
    document.querySelector('#stage')?.append(script);
    return script;
  };

  it('puts an iframe where the elements cannot be loaded, and only one', async () => {
    mount('<div></div>');
    const first = run({ 'data-widget': 'T/1', 'data-height': '240', 'data-theme': 'dark', title: 'Sales' });
    const second = run({ 'data-dashboard': 'D2', 'data-page': '2', 'data-param.region': 'EU' });
    await until(() => document.querySelectorAll('#stage iframe').length === 2);
    const frames = [first, second].map((script) => script.nextElementSibling as HTMLIFrameElement);
    expect(frames.map(({ src }) => src.replace(location.origin, ''))).toEqual([
      '/components/embed/T%2F1?theme=dark',
      '/components/public/D2?page=2&param.region=EU',
    ]);
    expect([frames[0]?.title, frames[0]?.style.blockSize]).toEqual(['Sales', '240px']);
    const source = frames[0]?.contentWindow as Window;
    const message = (origin: string, height: number) =>
      dispatchEvent(new MessageEvent('message', { origin, source, data: { type: 'bc-height', height } }));
    message('https://elsewhere.example', 999);
    message(location.origin, 333);
    expect(frames[0]?.style.height).toBe('333px');
    mount('<div></div>');
  });
});
