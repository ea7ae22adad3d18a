import '../../components/index.ts';
import type { LiveDashboard, QueryRequest } from '../../components/model/messages.ts';
import { axeFindings } from '../support/axe.ts';
import { choose, eventOn, expect, mount, until } from '../support/expect.ts';
import { Clock } from './clock.ts';
import { FakeServer, number, textOf } from './fake-server.ts';

describe('parameters of a dashboard', () => {
  let server: FakeServer;
  let asked: QueryRequest[];
  const dashboard: LiveDashboard = {
    key: 'd',
    name: 'Sales',
    background: 'white',
    pages: [{ number: 1, name: '' }],
    layout: ['sql', 'plain'].map((key, x) => ({ key, page: 1, x: x * 6, y: 0, w: 6, h: 2 })),
    parameters: [
      { name: 'Region', label: 'Region', value: 'all', options: ['all', 'EU', 'US'] },
      { name: 'limit', label: 'Limit', value: 10 },
      { name: 'open', label: 'Only open', value: false },
      { name: 'since', label: 'Since', value: '2026-01-01' },
    ],
    error: null,
  };
  const element = () => document.querySelector('bc-dashboard') as HTMLElement;
  const root = () => element().shadowRoot?.querySelector('bc-board')?.shadowRoot;
  const cell = (key: string) =>
    textOf(root()?.querySelector(`[data-key=${key}] bc-widget`) ?? document.createTextNode(''));
  const show = async (attributes = '') => {
    mount(`<bc-dashboard key="d" src="${server.src}" ${attributes}></bc-dashboard>`);
    await until(() => root()?.querySelector('select'), 'the fields');
    await until(() => cell('plain').includes('5') && server.open.length);
  };

  beforeEach(() => {
    server = new FakeServer();
    asked = [];
    server.widgets.set('sql', number('sql', 42));
    server.widgets.set('plain', number('plain', 5));
    server.dashboards.set('d', dashboard);
    server.other = (url, init) => {
      if (!url.endsWith('/live/query')) return undefined;
      const body = JSON.parse(init?.body as string) as QueryRequest;
      asked.push(body);
      if (body.params.Region === 'US') return new Response('', { status: 503 });
      const widget = number('sql', 7, 1, { refresh_interval: 3600 });
      if (body.params.limit === 0) return { widgets: [{ ...widget, data: null, source_error: 'It does not answer.' }] };
      return { widgets: [widget] };
    };
  });
  afterEach(() => {
    mount('<div></div>');
    server.restore();
  });

  it('are fields of the type of their values, and change the board for this reader alone', async () => {
    await show();
    const fields = [...(root()?.querySelectorAll<HTMLInputElement>('[part=parameters] :is(input, select)') ?? [])];
    expect(fields.map(({ type, value }) => [type, value])).toEqual([
      ['select-one', 'all'],
      ['number', '10'],
      ['checkbox', 'on'],
      ['date', '2026-01-01'],
    ]);
    expect(asked).toEqual([]);
    expect(await axeFindings(element())).toEqual([]);
    const chosen = eventOn<HTMLElementEventMap['bc-select']>(document.body, 'bc-select');
    choose(fields[0] as HTMLInputElement, 'EU');
    expect((await chosen).detail).toEqual({ name: 'param.Region', value: 'EU' });
    await until(() => cell('sql').includes('7'));
    expect(asked).toEqual([{ dashboard: { key: 'd' }, params: { Region: 'EU' }, proof: [] }]);

    server.push('sql', 999);
    server.push('plain', 512);
    await until(() => cell('plain').includes('512'));
    expect(cell('sql').includes('999')).toBe(false);

    choose(fields[0] as HTMLInputElement, 'all');
    await until(() => cell('sql').includes('999'), 'the stream again');
    expect(asked.length).toBe(1);
  });

  it('start with the values of the attributes, whatever the case of their names', async () => {
    await show('param.region="EU" param.LIMIT="3" param.open');
    await until(() => cell('sql').includes('7'));
    expect(asked.at(-1)?.params).toEqual({ Region: 'EU', limit: 3, open: true });
    element().setAttribute('param.limit', '4');
    await until(() => asked.at(-1)?.params.limit === 4);
  });

  it('show the error of a failed query, and no previous values', async () => {
    await show('param.region="EU"');
    await until(() => cell('sql').includes('7'));
    element().setAttribute('param.limit', '0');
    await until(() => cell('sql').includes('It does not answer.'), 'the error');
    expect(cell('sql').includes('7')).toBe(false);
    const frame = root()?.querySelector('[data-key=sql] bc-widget')?.shadowRoot?.querySelector('[part=frame]');
    expect(frame?.getAttribute('data-status')).toBe('error');
  });

  it('keep the shown values when the server does not answer, and say so', async () => {
    await show('param.region="EU"');
    await until(() => cell('sql').includes('7'));
    choose(root()?.querySelector('select') as HTMLSelectElement, 'US');
    await until(() => root()?.querySelector('[role=alert]')?.textContent?.includes('Connection lost'));
    expect(cell('sql').includes('7')).toBe(true);
    choose(root()?.querySelector('select') as HTMLSelectElement, 'EU');
    await until(() => root()?.querySelector('[role=alert]')?.textContent === '');
  });

  it('use the credentials of the element, and show only the latest answer', async () => {
    const answers = [number('sql', 7), number('sql', 8)].map((widget) => ({ widgets: [widget] }));
    const { promise: late, resolve } = Promise.withResolvers<void>();
    server.other = async (_, init) => {
      const index = asked.push(JSON.parse(init?.body as string)) - 1;
      if (!index) await late;
      return answers[index];
    };
    server.dashboards.set('t', { ...dashboard, token: 't' } as LiveDashboard);
    mount(`<bc-dashboard token="t" proof="p" src="${server.src}"></bc-dashboard>`);
    choose(await until(() => root()?.querySelector('select')), 'EU');
    choose(root()?.querySelector('select') as HTMLSelectElement, 'US');
    await until(() => cell('sql').includes('8'));
    resolve();
    await new Promise((done) => setTimeout(done));
    await (element() as HTMLElement & { updateComplete: Promise<unknown> }).updateComplete;
    expect(cell('sql').includes('8')).toBe(true);
    expect(root()?.querySelector('[role=alert]')?.textContent).toBe('');
    expect(asked[0]).toEqual({ dashboard: { token: 't' }, params: { Region: 'EU' }, proof: ['p'] });
  });

  it('are requested again after the refresh interval, while the page is visible', async () => {
    const clock = new Clock();
    const see = (isSeen: boolean) => Object.defineProperty(document, 'hidden', { configurable: true, value: !isSeen });
    try {
      await show('param.region="EU"');
      await until(() => cell('sql').includes('7'));
      see(false);
      expect(clock.fire(3600)).toBe(1);
      expect(asked.length).toBe(1);
      see(true);
      clock.fire(10);
      expect(asked.length).toBe(2);
      await until(() => clock.pending.some(({ delay }) => delay === 3_600_000));
      element().remove();
      expect(clock.fire(3600)).toBe(0);
    } finally {
      Reflect.deleteProperty(document, 'hidden');
      clock.restore();
    }
  });

  it('are not requested all the time if every widget is refreshed once a month', async () => {
    server.other = () => ({ widgets: [number('sql', 7, 1, { refresh_interval: 30 * 86_400 })] });
    const clock = new Clock(10_000);
    try {
      await show('param.region="EU"');
      await until(() => cell('sql').includes('7'));
      const later = await until(() => clock.pending.find(({ delay }) => delay > 60_000));
      expect(later.delay).toBeLessThan(2 ** 31);
    } finally {
      clock.restore();
    }
  });

  it('fit into the board however long their labels, and always have one', async () => {
    const label = 'customer_acquisition_channel_identifier_of_the_region';
    const parameters = [label, ''].map((each) => ({ name: `p${each}`, label: each, value: '' }));
    server.dashboards.set('d', { ...dashboard, parameters });
    const page = mount(
      `<div style="inline-size: 320px"><bc-dashboard key="d" src="${server.src}"></bc-dashboard></div>`,
    );
    const labels = await until(() => root()?.querySelectorAll('label')[1] && root()?.querySelectorAll('label'));
    expect(labels[1]?.textContent?.trim()).toBe('p');
    const { right } = page.getBoundingClientRect();
    for (const field of root()?.querySelectorAll('input') ?? []) {
      expect(field.getBoundingClientRect().right).toBeLessThan(right);
      expect(field.getBoundingClientRect().width).toBeGreaterThan(60);
    }
  });

  it('send a choice with the type of the parameter', async () => {
    const size = { name: 'size', label: 'Size', value: 'all', options: [1, 2] };
    server.dashboards.set('d', { ...dashboard, parameters: [...(dashboard.parameters ?? []), size] });
    await show();
    const [, limit, open] = root()?.querySelectorAll<HTMLInputElement>('[part=parameters] :is(input, select)') ?? [];
    const sizes = [...(root()?.querySelectorAll('select') ?? [])].at(-1) as HTMLSelectElement;
    expect(Array.from(sizes.options, ({ value }) => value)).toEqual(['all', '1', '2']);
    choose(sizes, '2');
    choose(limit as HTMLInputElement, '');
    open?.click();
    expect(asked.at(-1)?.params).toEqual({ size: 2, limit: '', open: true });
  });

  it('keep the default for an attribute that is none of their options', async () => {
    await show('param.region="internal" param.limit="3"');
    await until(() => asked.length);
    expect(asked.at(-1)?.params).toEqual({ limit: 3 });
    expect(Array.from(root()?.querySelector('select')?.options ?? [], ({ value }) => value)).toEqual([
      'all',
      'EU',
      'US',
    ]);
  });
});
