import { html as ownHtml } from 'lit';
import type { BcWidget } from '../../components/bc-widget.ts';
import { module, registerWidget, TYPES } from '../../components/catalog.ts';
import { registerWidget as exported } from '../../components/index.ts';
import { types } from '../../components/model/types/index.ts';
import type { BcSelectEvent } from '../../components/select-event.ts';
import type { WidgetDefinition } from '../../components/widgets/custom.ts';
import { axeFindings } from '../support/axe.ts';
import { eventOn, expect, mount, until } from '../support/expect.ts';
import { textOf } from './fake-server.ts';

interface Light {
  state: string;
}

const light: WidgetDefinition<{ label?: string }, Light> = {
  config: { label: 'string' },
  data: { state: 'red|amber|green!' },
  template: ({ data, config }, { html, choose }) =>
    html`<button @click=${() => choose({ row: 0, column: 0, label: data.state, value: data.state })}>${config.label} ${data.state}</button>`,
  summary: ({ data }) => `The light is ${data.state}`,
  table: ({ data }) => [['Light'], [data.state]],
};

const shows = (element: Element, text: string) => until(() => textOf(element).includes(text), `“${text}”`);
const widget = (type: string, data: object, config: object = {}) =>
  mount<BcWidget>(
    `<bc-widget type="${type}" data='${JSON.stringify(data)}' config='${JSON.stringify(config)}' controls></bc-widget>`,
  );

describe('the catalog', () => {
  it('has the types that the server knows', () => {
    expect(TYPES.split(' ').sort()).toEqual(Object.keys(types).sort());
  });

  it('says at once what is unknown', () => {
    for (const name of ['nothing', 'constructor', '__proto__', '', 'text html', '../frame/states'])
      expect(module(name)?.message).toBe(`Type "${name}" is unknown.`);
  });
});

describe('registerWidget', () => {
  it('adds a type for elements that were there before', async () => {
    const element = widget('light-before', { state: 'green' });
    await shows(element, 'Type "light-before" is unknown.');
    registerWidget('light-before', light);
    await shows(element, 'green');
    await until(() => element.status === 'live');
  });

  it('loads it when it is shown, and reads, words and tells it like any other', async () => {
    let loads = 0;
    registerWidget('light-lazy', async () => {
      loads += 1;
      return { default: light };
    });
    await Promise.resolve();
    expect(loads).toBe(0);
    const element = widget('light-lazy', { state: 'amber' }, { label: 'Now' });
    await shows(element, 'Now amber');
    expect(await axeFindings(element)).toEqual([]);
    const words = await element.view?.words();
    expect(words?.summary(element.props as never)).toBe('The light is amber');
    expect(words?.table(element.props as never)).toEqual([['Light'], ['amber']]);
    const selected = eventOn<BcSelectEvent>(document, 'bc-select');
    element.renderRoot.querySelector('bc-custom')?.shadowRoot?.querySelector('button')?.click();
    expect((await selected).datum).toEqual({ row: 0, column: 0, label: 'amber', value: 'amber' });
    const button = element.renderRoot.querySelector('bc-custom')?.shadowRoot?.querySelector('button');
    element.data = { state: 'red' };
    await shows(element, 'Now red');
    expect(element.renderRoot.querySelector('bc-custom')?.shadowRoot?.querySelector('button')).toBe(button);
    element.data = { state: 'blue' };
    await shows(element, 'data.state expected red|amber|green');
    element.data = null;
    widget('light-lazy', { state: 'green' });
    expect(loads).toBe(1);
  });

  it('draws an element of its own, which gets what there is to draw as properties', async () => {
    class TestDial extends HTMLElement {
      set data({ value }: { value: number }) {
        this.textContent = `dial ${value}`;
      }
    }
    customElements.define('test-dial', TestDial);
    (customElements.get('bc-widget') as typeof BcWidget).register('dial', { element: 'test-dial' });
    const element = widget('dial', { value: 5, unit: 'bar' });
    await shows(element, 'dial 5');
    const dial = element.renderRoot.querySelector('bc-custom')?.shadowRoot?.querySelector('test-dial');
    element.data = { value: 6 };
    await shows(element, 'dial 6');
    expect(element.renderRoot.querySelector('bc-custom')?.shadowRoot?.querySelector('test-dial')).toBe(dial ?? null);
    const words = await element.view?.words();
    expect(words?.table(element.props as never)).toEqual([
      ['Name', 'Value'],
      ['value', 6],
    ]);
  });

  it('draws another element for another type, and one that is defined later', async () => {
    class Named extends HTMLElement {
      set data({ value }: { value: number }) {
        this.textContent = `${this.localName} ${value}`;
      }
    }
    customElements.define('test-early', class extends Named {});
    registerWidget('early', { element: 'test-early' });
    registerWidget('late', { element: 'test-late' });
    const element = widget('early', { value: 5 });
    await shows(element, 'test-early 5');
    element.type = 'late';
    const drawn = () => element.renderRoot.querySelector('bc-custom')?.shadowRoot;
    await until(() => drawn()?.querySelector('test-late'));
    expect(drawn()?.querySelector('test-early')).toBeNull();
    customElements.define('test-late', class extends Named {});
    await shows(element, 'test-late 5');
    element.data = { value: 6 };
    await shows(element, 'test-late 6');
  });

  it('replaces nothing that is there, and says in the frame what cannot be drawn', async () => {
    expect(exported).toBe(registerWidget);
    registerWidget('once', light);
    for (const name of ['number', 'chart', '#states', 'once']) {
      let message = '';
      try {
        exported(name, light);
      } catch (error) {
        message = (error as Error).message;
      }
      expect(message).toBe(`Type "${name}" is taken.`);
    }
    registerWidget('hollow', {});
    await shows(widget('hollow', {}), 'needs a template');
    registerWidget('failing', () => Promise.reject(new Error('no such file')));
    await shows(widget('failing', {}), 'no such file');
    registerWidget('throwing', {
      template: () => {
        throw new Error('a fault of theirs');
      },
    });
    await shows(widget('throwing', {}), 'a fault of theirs');
    registerWidget('own-lit', { template: () => ownHtml`<i>fine</i>` });
    await shows(widget('own-lit', { a: 1 }), 'fine');
  });
});
