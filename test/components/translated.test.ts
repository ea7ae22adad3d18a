import type { BcWidget } from '../../components/bc-widget.ts';
import '../../components/index.ts';
import { expect, mount, until } from '../support/expect.ts';

/** Every text of an element, also in its shadow roots. */
function textsOf(root: Node): Text[] {
  if (root instanceof Text) return root.data.trim() ? [root] : [];
  const inner = root instanceof Element ? (root.shadowRoot ?? root) : root;
  return [...inner.childNodes].flatMap(textsOf);
}

const wordsOf = (element: Element): string =>
  textsOf(element)
    .map(({ data }) => data.trim())
    .join(' ');

/** As browsers and their extensions do it: other words in elements of their own, in place of the texts. */
function translate(element: Element): Map<Element, Text> {
  const originals = new Map<Element, Text>();
  for (const text of textsOf(element).filter(({ parentElement }) => !parentElement?.closest('font'))) {
    const wrapper = document.createElement('font');
    wrapper.append(document.createElement('font'));
    wrapper.firstElementChild?.append(text.data.toUpperCase());
    text.replaceWith(wrapper);
    originals.set(wrapper, text);
  }
  return originals;
}

describe('a widget of a page that is translated', () => {
  const shown = async (type: string, data: object): Promise<BcWidget> => {
    const widget = mount<BcWidget>(`<bc-widget type="${type}" config='{"title":"Stock"}'></bc-widget>`);
    const drawn = new Promise((resolve) => widget.addEventListener('bc-data', resolve, { once: true }));
    widget.data = data;
    await drawn;
    await until(() => wordsOf(widget).length > 'Stock'.length, 'its view');
    return widget;
  };

  it('keeps showing new values, and leaves unchanged text translated', async () => {
    for (const [type, field] of [
      ['number', 'text1'],
      ['status', 'text'],
    ] as const) {
      const data = type === 'number' ? { value1: 1, series: [1, 2] } : { status: 1 };
      const widget = await shown(type, { ...data, [field]: 'first' });
      translate(widget);
      for (const [text, title] of [
        ['second', 'Stock'],
        ['third', 'STOCK'],
        ['fourth', 'STOCK'],
      ] as const) {
        widget.data = { ...data, [field]: text };
        await until(() => wordsOf(widget).includes(text), `the ${text} value of a ${type}`);
        expect(wordsOf(widget)).toContain(title);
        expect(/first|FIRST|(second|third).*fourth/.test(wordsOf(widget))).toBe(false);
        translate(widget);
      }
    }
  });

  it('excludes running seconds from translation', async () => {
    const widget = await shown('countdown', { target_datetime: '2999-01-01 00:00:00' });
    const counts = [...(widget.shadowRoot?.querySelector('bc-countdown')?.shadowRoot?.querySelectorAll('b') ?? [])];
    expect(counts.length).toBe(2);
    expect(counts.some(({ translate: may }) => may)).toBe(false);
  });

  it('continues when the originals are restored', async () => {
    const widget = await shown('status', { status: 1, text: 'first' });
    widget.data = { status: 1, text: 'second' };
    await until(() => wordsOf(widget).includes('second'), 'the second value');
    await import('../../components/frame/translated.ts');
    await new Promise((resolve) => setTimeout(resolve));
    const originals = translate(widget);
    await new Promise((resolve) => setTimeout(resolve));
    for (const [wrapper, text] of originals) wrapper.replaceWith(text);
    await new Promise((resolve) => setTimeout(resolve));
    widget.data = { status: 1, text: 'third' };
    await until(() => wordsOf(widget).includes('third'), 'the third value');
    expect(wordsOf(widget)).not.toContain('second');
  });

  it('is drawn again if another script removed its nodes', async () => {
    const widget = await shown('status', { status: 1, text: 'first' });
    const title = widget.shadowRoot?.querySelector('[part=title]') as Element;
    title.textContent = 'LAGER';
    widget.config = { title: 'Store' };
    await widget.updateComplete;
    expect([widget.status, wordsOf(widget)]).toEqual(['live', 'Store Error first']);
    widget.data = { status: 1, text: 'second' };
    await until(() => wordsOf(widget).includes('second'), 'the second value');
    expect(wordsOf(widget)).toContain('Store');
    expect(widget.status).toBe('live');
  });
});
