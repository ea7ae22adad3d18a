import type { BcDashboard } from '../../components/bc-dashboard.ts';
import type { BcWidget } from '../../components/bc-widget.ts';
import '../../components/index.ts';
import { eventOn, expect, mount, until } from '../support/expect.ts';
import { Clock } from './clock.ts';

describe('announcements', () => {
  let clock: Clock;
  const see = (isSeen: boolean) => Object.defineProperty(document, 'hidden', { configurable: true, value: !isSeen });
  beforeEach(() => {
    clock = new Clock();
    see(true);
  });
  afterEach(() => {
    clock.restore();
    Reflect.deleteProperty(document, 'hidden');
    mount('<div></div>');
  });

  /** Number widgets T1, T2, … with their numbers, once they are drawn; `said` is what is announced at the moment. */
  async function numbers(count: number) {
    const stage = mount<HTMLElement>('<div></div>');
    let drawn = 0;
    stage.addEventListener('bc-data', () => drawn++);
    stage.innerHTML = Array.from({ length: count }, (_, index) => index + 1)
      .map((n) => `<bc-widget type="number" data='{"value1":${n}}' config='{"title":"T${n}"}'></bc-widget>`)
      .join('');
    const widgets = [...stage.querySelectorAll('bc-widget')] as [BcWidget, BcWidget, BcWidget, BcWidget, ...BcWidget[]];
    await until(() => drawn === count);
    const said = () =>
      widgets.flatMap(({ shadowRoot }) => shadowRoot?.querySelector('[aria-live]')?.textContent || []).join(' | ');
    return { stage, widgets, said };
  }

  it('name the newest values of a page together, at most three, and none of removed or hidden widgets', async () => {
    const { widgets, said } = await numbers(5);
    const push = async (some: BcWidget[], value1: number) => {
      for (const each of some) each.data = { value1 };
      await Promise.all(some.map(({ updateComplete }) => updateComplete));
      // The announcer is loaded now, and its task runs before this one.
      await import('../../components/frame/announce.ts');
      await new Promise((resolve) => setTimeout(resolve));
    };
    see(false);
    await push(widgets, 20);
    expect(clock.fire(10)).toBe(0);
    see(true);
    await push(widgets, 30);
    await push(widgets.slice(0, 1), 31);
    widgets[4]?.remove();
    expect(clock.fire(10)).toBe(1);
    await until(said);
    expect(said()).toBe('T3: 30. T4: 30. T1: 31.');
    const region = widgets[2]?.shadowRoot?.querySelector('[aria-live]') as HTMLElement;
    const card = region.parentNode?.querySelector('section') as Element;
    expect(region.getBoundingClientRect().bottom).toBeAtMost(card.getBoundingClientRect().bottom);
    await push(widgets.slice(2, 3), 40);
    expect(clock.fire(10)).toBe(1);
    await until(() => said() === 'T3: 40.', 'the next one, in the same place');
    // Screen readers must not find it later and take it for current values.
    expect(clock.fire(5)).toBe(2);
    expect(said()).toBe('');
  });

  it('say once that the connection is lost, of each widget what else is wrong, and nothing of what is over by then', async () => {
    const { stage, widgets, said } = await numbers(4);
    const settle = async () => {
      await Promise.all(widgets.map(({ updateComplete }) => updateComplete));
      // What announces them is loaded, and its turn comes before this.
      await import('../../components/frame/announce.ts');
      await new Promise((resolve) => setTimeout(resolve));
    };
    const board = document.createElement('bc-dashboard') as BcDashboard;
    const pages = [{ number: 1, name: 'Page' }];
    board.state = { key: 'd', name: 'D', background: 'white', pages, layout: [], error: null };
    const isShown = eventOn(board, 'bc-ready');
    stage.append(board);
    await isShown;
    board.live.cut(true);
    await board.updateComplete;
    for (const { live } of widgets) live.cut(true);
    await settle();
    expect(clock.fire(10)).toBe(1);
    const region = () => board.shadowRoot?.querySelector('[aria-live]')?.textContent;
    await until(region);
    expect([region(), said()]).toEqual(['Connection lost.', '']);
    clock.fire(5);
    board.remove();

    for (const { live } of widgets) live.cut(false);
    await settle();
    const hasFailed = new Promise((resolve) => widgets[1].addEventListener('bc-error', resolve));
    widgets[1].state = { type: 'number', error: { code: 'revoked', message: 'This is gone.' } } as never;
    widgets[2].live.cut(true);
    widgets[3].data = { value1: 5 };
    await hasFailed;
    await settle();
    widgets[2].live.cut(false);
    await settle();
    expect(clock.fire(10)).toBe(1);
    await until(said);
    expect(said()).toBe('T2: This is no longer shared. T4: 5.');
  });

  it('take turns among changing widgets, and repeat no unchanged value', async () => {
    const { widgets, said } = await numbers(4);
    const { announce } = await import('../../components/frame/announce.ts');
    const hear = async (...values: number[]) => {
      for (const [index, value1] of values.entries()) Object.assign(widgets[index] as BcWidget, { data: { value1 } });
      await Promise.all(widgets.map(({ updateComplete }) => updateComplete));
      for (const widget of widgets) announce(widget);
      clock.fire(10);
      await until(said);
      const words = said();
      clock.fire(5);
      return words;
    };
    expect(await hear(11, 12, 13, 14)).toBe('T2: 12. T3: 13. T4: 14.');
    expect(await hear(21, 22, 23, 24)).toBe('T3: 23. T4: 24. T1: 21.');
    expect(await hear(21, 32, 23, 24)).toBe('T2: 32.');
    // The page may show a widget more than once.
    (widgets[3] as BcWidget).config = { title: 'T1' };
    expect(await hear(51, 32, 23, 51)).toBe('T1: 51.');
    expect(await hear(51, 62, 23, 51)).toBe('T2: 62.');
  });

  it('sound where a widget wants it, once the page was touched, and not more than once a second', async () => {
    const told: (string | number)[] = [];
    const audio = { now: 0, state: 'suspended' };
    class FakeAudio {
      destination = 'speaker';
      get state() {
        return audio.state;
      }
      get currentTime() {
        return audio.now;
      }
      async resume() {
        told.push('resume');
        audio.state = 'running';
      }
      createGain() {
        const gain = { setValueAtTime() {}, exponentialRampToValueAtTime() {} };
        return { gain, connect: (to: string) => told.push(to) };
      }
      createOscillator() {
        const start = (at: number) => told.push(`from ${at}`);
        const stop = (at: number) => told.push(`to ${at.toFixed(2)}`);
        return { frequency: {}, connect: <To>(to: To) => to, start, stop };
      }
    }
    const { AudioContext: real } = window;
    Object.assign(window, { AudioContext: FakeAudio });
    const touch = (hasBeenActive: boolean) =>
      Object.defineProperty(navigator, 'userActivation', { configurable: true, value: { hasBeenActive } });
    const { play } = await import('../../components/frame/sound.ts');
    const { announce } = await import('../../components/frame/announce.ts');
    const turn = () => new Promise((resolve) => setTimeout(resolve));
    try {
      const widget = (config: string) =>
        mount<BcWidget>(`<bc-widget type="number" data='{"value1":1}' config='${config}'></bc-widget>`);
      const loud = widget('{"sound":true}');
      await loud.updateComplete;
      touch(false);
      announce(loud);
      await turn();
      expect(told).toEqual([]);
      touch(true);
      announce(loud);
      await until(() => told.length === 4);
      expect(told).toEqual(['resume', 'speaker', 'from 0', 'to 0.12']);
      audio.now = 0.99;
      await play();
      expect(told.length).toBe(4);
      audio.now = 1;
      await play();
      expect(told.slice(4)).toEqual(['speaker', 'from 1', 'to 1.12']);
      const quiet = widget('{}');
      await quiet.updateComplete;
      audio.now = 9;
      announce(quiet);
      await turn();
      expect(told.length).toBe(7);
    } finally {
      Object.assign(window, { AudioContext: real });
      Reflect.deleteProperty(navigator, 'userActivation');
    }
  });
});
