import type { BcWidget } from '../../components/bc-widget.ts';
import '../../components/index.ts';
import { expect, mount, until } from '../support/expect.ts';
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

  it('say the newest values of a page at once, at most three, and none of what has left or is not seen', async () => {
    const stage = mount<HTMLElement>('<div></div>');
    let count = 0;
    stage.addEventListener('bc-data', () => count++);
    stage.innerHTML = [1, 2, 3, 4, 5]
      .map((n) => `<bc-widget type="number" data='{"value1":${n}}' config='{"title":"T${n}"}'></bc-widget>`)
      .join('');
    const widgets = [...stage.querySelectorAll<BcWidget>('bc-widget')];
    const push = async (some: BcWidget[], value1: number) => {
      for (const each of some) each.data = { value1 };
      await Promise.all(some.map(({ updateComplete }) => updateComplete));
      // What announces them is loaded, and its turn comes before this.
      await import('../../components/frame/announce.ts');
      await new Promise((resolve) => setTimeout(resolve));
    };
    const said = () =>
      widgets.flatMap(({ shadowRoot }) => shadowRoot?.querySelector('[aria-live]')?.textContent || []).join(' | ');
    await until(() => count === 5);
    see(false);
    await push(widgets, 20);
    expect(clock.fire(10)).toBe(0);
    see(true);
    await push(widgets, 30);
    widgets[4]?.remove();
    expect(clock.fire(10)).toBe(1);
    await until(said);
    expect(said()).toBe('T2: 30. T3: 30. T4: 30.');
    await push(widgets.slice(1, 2), 40);
    expect(clock.fire(10)).toBe(1);
    await until(() => said() === 'T2: 40.', 'the next one, in the same place');
  });
});
