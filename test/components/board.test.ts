import type { BcWidget } from '../../components/bc-widget.ts';
import type { Board } from '../../components/dashboard/board.ts';
import { registerWidget } from '../../components/index.ts';
import type { LiveDashboard } from '../../components/model/messages.ts';
import { axeFindings } from '../support/axe.ts';
import { eventOn, expect, mount, until } from '../support/expect.ts';
import { Clock } from './clock.ts';
import { FakeServer, number } from './fake-server.ts';

describe('a board on a wall', () => {
  let server: FakeServer;
  let clock: Clock;
  const dashboard: LiveDashboard = {
    key: 'd',
    name: 'Shop floor',
    background: 'night',
    pages: [
      { number: 1, name: 'First' },
      { number: 2, name: 'Second' },
      { number: 3, name: 'Third' },
    ],
    layout: [1, 2, 3].map((page) => ({ key: `w${page}`, page, x: 0, y: 0, w: 12, h: 4 })),
    error: null,
  };
  const element = () => document.querySelector('bc-dashboard') as HTMLElement;
  const board = () => element().shadowRoot?.querySelector('bc-board');
  const find = (selector: string) => board()?.shadowRoot?.querySelector<HTMLElement>(selector);
  const shown = () => find('[role=tab][aria-selected=true]')?.textContent;
  const show = async (attributes: string, tabs = true) => {
    mount(`<bc-dashboard key="d" src="${server.src}" ${attributes}></bc-dashboard>`);
    await until(() => (tabs ? shown() : find('[part=name]')), 'the board');
  };

  beforeEach(() => {
    server = new FakeServer();
    for (const page of [1, 2, 3]) server.widgets.set(`w${page}`, number(`w${page}`, page));
    server.dashboards.set('d', dashboard);
    clock = new Clock();
  });
  afterEach(() => {
    mount('<div></div>');
    clock.restore();
    server.restore();
  });

  it('fires `bc-ready` with the type `dashboard`', async () => {
    const ready = eventOn<HTMLElementEventMap['bc-ready']>(document, 'bc-ready');
    await show('');
    expect((await ready).detail).toEqual({ type: 'dashboard' });
  });

  it('lets the page style its parts, as bc-dashboard says it does', async () => {
    const style = document.createElement('style');
    style.textContent = 'bc-dashboard::part(name),bc-dashboard::part(tab),bc-dashboard::part(page){color:rgb(1,2,3)}';
    document.head.append(style);
    try {
      await show('');
      for (const part of ['name', 'tab', 'page'])
        expect(getComputedStyle(find(`[part~=${part}]`) as HTMLElement).color).toBe('rgb(1, 2, 3)');
    } finally {
      style.remove();
    }
  });

  it('shows its pages in turn, and the first after the last', async () => {
    await show('rotate="8"');
    await until(() => find('[part=rotation]'));
    for (const name of ['Second', 'Third', 'First']) {
      expect(clock.fire(8)).toBe(1);
      await until(() => shown() === name, name);
    }
  });

  it('stays twice as long on a page that was chosen, and stops at the button', async () => {
    await show('rotate="8"');
    const button = await until(() => find('[part=rotation]'));
    find('#tab-3')?.click();
    await until(() => shown() === 'Third');
    expect(clock.fire(8)).toBe(0);
    expect(clock.fire(16)).toBe(1);
    await until(() => shown() === 'First');
    button.click();
    await until(() => button.ariaLabel === 'Resume page rotation');
    expect(clock.fire(8)).toBe(0);
    expect(await axeFindings(element())).toEqual([]);
    button.click();
    expect(clock.fire(8)).toBe(1);
  });

  it('stays while the keyboard focus is in the page, except in kiosk mode', async () => {
    server.widgets.set('w1', {
      ...number('w1', 1),
      type: 'list',
      data: { items: [{ name: 'a', value: 1 }] },
    });
    await show('rotate="8"');
    await until(() => find('[part=rotation]'));
    const row = () => find('bc-widget')?.shadowRoot?.querySelector('bc-list')?.shadowRoot?.querySelector('[data-row]');
    const at = (await until(row)) as HTMLElement;
    at.focus({ focusVisible: true } as FocusOptions);
    expect(at.matches(':focus-visible')).toBe(true);
    expect(clock.fire(8)).toBe(1);
    await (board() as Board).updateComplete;
    expect(shown()).toBe('First');
    element().toggleAttribute('kiosk', true);
    await until(() => board()?.hasAttribute('kiosk'));
    await until(() => clock.fire(8) && shown() === 'Second', 'the next page');
    element().removeAttribute('kiosk');
    find('[part=tab]')?.focus({ focusVisible: true } as FocusOptions);
    await until(() => clock.fire(8) && shown() === 'Third', 'the page after');
  });

  it('announces new values, however often it was drawn', async () => {
    await show('');
    const widget = await until(() => find('bc-widget'));
    await until(() => (widget as BcWidget).status === 'live');
    for (let times = 0; times < 2; times++) {
      (element() as BcWidget).requestUpdate();
      await (element() as BcWidget).updateComplete;
    }
    server.push('w1', 87);
    const said = () => widget.shadowRoot?.querySelector('[aria-live]')?.textContent ?? '';
    await until(() => clock.fire(10) >= 0 && said().includes('87'), 'the figure');
  });

  it('announces them beside a widget without a text of its own', async () => {
    const summary = () => {
      throw new Error('no words');
    };
    registerWidget('wordless', { template: ({ data }) => JSON.stringify(data), summary });
    await show('');
    const widget = await until(() => find('bc-widget'));
    const wordless = Object.assign(document.createElement('bc-widget'), { type: 'wordless', data: { a: 1 } });
    element().after(wordless);
    await until(() => [widget, wordless].every((each) => (each as BcWidget).status === 'live'));
    const heard = eventOn<HTMLElementEventMap['bc-data']>(wordless, 'bc-data');
    (wordless as BcWidget).data = { a: 2 };
    await heard;
    server.push('w1', 93);
    const said = () =>
      [widget, wordless].map((each) => each.shadowRoot?.querySelector('[aria-live]')?.textContent).join();
    await until(() => clock.fire(10) >= 0 && said().includes('93'), 'the figure');
  });

  it('never turns faster than can be read, however long a page is to stay', async () => {
    await show('rotate="3000000"');
    await until(() => find('[part=rotation]'));
    find('[role=tab]')?.click();
    expect(clock.pending.at(-1)?.delay).toBeLessThan(2 ** 31);
  });

  it('never turns faster than can be read, and follows its attribute', async () => {
    await show('rotate="0.1"');
    await until(() => find('[part=rotation]'));
    expect(clock.fire(3)).toBe(1);
    element().removeAttribute('rotate');
    await until(() => !find('[part=rotation]'));
    expect(clock.fire(3)).toBe(0);
    element().setAttribute('rotate', '20');
    await until(() => find('[part=rotation]'));
    expect(clock.fire(20)).toBe(1);
  });

  it('does not turn while nobody sees it', async () => {
    await show('rotate="8"');
    await until(() => find('[part=rotation]'));
    Object.defineProperty(document, 'hidden', { configurable: true, value: true });
    try {
      expect(clock.fire(8)).toBe(1);
      await (board() as BcWidget).updateComplete;
      expect(shown()).toBe('First');
    } finally {
      Reflect.deleteProperty(document, 'hidden');
    }
    expect(clock.fire(8)).toBe(1);
    await until(() => shown() === 'Second');
  });

  it('fills the screen at the first gesture, and asks no second time', async () => {
    const root = document.documentElement;
    let asked = 0;
    root.requestFullscreen = async () => void asked++;
    const gesture = () => {
      for (const type of ['pointerdown', 'keydown']) document.dispatchEvent(new Event(type));
    };
    try {
      await show('');
      gesture();
      expect(asked).toBe(0);
      element().toggleAttribute('kiosk', true);
      await until(() => {
        gesture();
        return asked;
      });
      gesture();
      expect(asked).toBe(1);
    } finally {
      Reflect.deleteProperty(root, 'requestFullscreen');
    }
  });

  it('fills the window, its rows share the height, and keeps the screen awake until it is gone', async () => {
    const held: string[] = [];
    const lock = { release: async () => void held.pop() };
    const wakeLock = Object.getOwnPropertyDescriptor(Navigator.prototype, 'wakeLock') as PropertyDescriptor;
    const request = async (kind: string) => {
      held.push(kind);
      return lock;
    };
    Object.defineProperty(Navigator.prototype, 'wakeLock', { configurable: true, value: { request } });
    try {
      await show('kiosk');
      await until(() => held.length);
      expect(held).toEqual(['screen']);
      const { width, height, top } = (board() as Element).getBoundingClientRect();
      expect([top, width, height]).toEqual([0, document.documentElement.clientWidth, innerHeight]);
      const cell = (find('.cell') as Element).getBoundingClientRect();
      expect(cell.bottom).toBeLessThan(innerHeight);
      const { scrollHeight, clientHeight } = find('.board') as Element;
      expect(scrollHeight).toBe(clientHeight);
      expect(clientHeight).toBe(innerHeight);
      element().remove();
      await until(() => held.length === 0, 'the screen may sleep');
    } finally {
      Object.defineProperty(Navigator.prototype, 'wakeLock', wakeLock);
    }
  });

  it('moves through its tabs with arrow keys, Home and End, in reading direction', async () => {
    for (const direction of ['ltr', 'rtl']) {
      await show(`dir="${direction}"`);
      const [ahead, back] = direction === 'ltr' ? ['ArrowRight', 'ArrowLeft'] : ['ArrowLeft', 'ArrowRight'];
      const ways = { [back as string]: 'Third', [ahead as string]: 'First', End: 'Third', Home: 'First' };
      for (const [key, name] of Object.entries(ways)) {
        find('[part=tabs]')?.dispatchEvent(new KeyboardEvent('keydown', { key }));
        await until(() => shown() === name, `${name} by ${key} (${direction})`);
      }
    }
  });

  it('begins with the page that it is asked for, and with the first when there is no such page', async () => {
    await show('page="2"');
    expect(shown()).toBe('Second');
    await show('page="9"');
    expect(shown()).toBe('First');
  });

  it('is of high contrast with all that is on it, and without its background', async () => {
    await show('');
    expect(find('.board')?.dataset.background).toBe('night');
    element().setAttribute('theme', 'high-contrast');
    await until(() => !find('.board')?.dataset.background);
    const line = (host: Element) => getComputedStyle(host).getPropertyValue('--_line');
    await until(() => line(find('bc-widget') as Element) === line(element()), 'the lines of high contrast');
    element().setAttribute('theme', 'dark');
    await until(() => find('.board')?.dataset.background === 'night');
  });

  it('shows the tab of its page however many there are, also on a narrow wall', async () => {
    const pages = Array.from({ length: 12 }, (_, index) => ({ number: index + 1, name: `Page number ${index + 1}` }));
    server.dashboards.set('d', { ...dashboard, pages });
    for (const direction of ['ltr', 'rtl']) {
      await show(`kiosk page="9" dir="${direction}"`);
      const box = (find('[part=tabs]') as Element).getBoundingClientRect();
      await until(() => {
        const tab = (find('#tab-9') as Element).getBoundingClientRect();
        return tab.left >= box.left && tab.right <= box.right && tab.bottom <= box.bottom;
      }, `the ninth tab (${direction})`);
    }
  });

  it('has a visible tab for a page without a name', async () => {
    server.dashboards.set('d', { ...dashboard, pages: [{ number: 1, name: '' }, ...dashboard.pages.slice(1)] });
    await show('');
    expect(find('#tab-1')?.textContent).toBe('1');
    expect(await axeFindings(element())).toEqual([]);
  });

  it('refuses in the language of its reader', async () => {
    mount(`<bc-dashboard key="nothing" src="${server.src}" locale="de"></bc-dashboard>`);
    const message = () => element().shadowRoot?.querySelector('[part=message]')?.textContent;
    await until(() => message()?.includes('Das gibt es nicht'), 'the German message');
  });

  it('speaks the language of the part of the page it is in', async () => {
    const page = mount(`<div lang="de"><bc-dashboard key="d" src="${server.src}"></bc-dashboard></div>`);
    const tabs = () =>
      page
        .querySelector('bc-dashboard')
        ?.shadowRoot?.querySelector('bc-board')
        ?.shadowRoot?.querySelector('[part=tabs]');
    await until(() => tabs()?.getAttribute('aria-label') === 'Seiten', 'the German name of the tabs');
  });

  it('says that there is nothing on it', async () => {
    server.dashboards.set('d', { ...dashboard, pages: [{ number: 1, name: '' }], layout: [] });
    await show('', false);
    await until(() => find('[part=empty]')?.textContent === 'No widgets yet');
    expect(await axeFindings(element())).toEqual([]);
  });
});
