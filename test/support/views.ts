import { css, html, LitElement } from 'lit';
import { loadAll, module } from '../../components/catalog.ts';
import { types } from '../../components/model/types/index.ts';
import type { Issue } from '../../components/model/widget.ts';
import { theme } from '../../components/theme/base.styles.ts';
import type { DrawnProps, View, ViewProps, WidgetElement } from '../../components/widgets/widget-element.ts';
import { mount, until } from './expect.ts';

/** Every view of the catalog by its type. */
export async function allViews(): Promise<Record<string, View>> {
  await loadAll();
  return Object.fromEntries(
    Object.keys(types).map((type) => {
      const view = module(type)?.view;
      if (!view) throw new Error(`components/catalog.ts: TYPES has no ${type}, or its module exports no view`);
      return [type, view];
    }),
  );
}

/** A card with the tokens and a fixed size, as in a widget. */
class TestCard extends LitElement {
  static override properties = { view: { attribute: false }, props: { attribute: false } };
  static override styles = [
    theme,
    css`:host{display:block;inline-size:320px;block-size:200px}div{block-size:100%;color:var(--_ink);background:var(--_surface);font:1rem/1.4 var(--_font)}`,
  ];
  declare view: View;
  declare props: ViewProps;

  protected override render() {
    return html`<div>${this.view.template(this.props)}</div>`;
  }
}
customElements.define('test-card', TestCard);

export interface Shown {
  card: TestCard;
  element: WidgetElement<object, object>;
  root: ShadowRoot;
  issues: Issue[];
  /** One part of the view. */
  part(name: string): HTMLElement | null;
  /** Current text of the view, with white space collapsed. */
  text(): string;
  /** Changes data, config or language. */
  update(next: Partial<{ config: object; data: unknown; locale: string }>): Promise<void>;
  props: DrawnProps;
}

/** Draws a view in a box; `words` are loaded before, as they are shortly after the first paint of a page. */
export async function show(
  view: View,
  data: unknown,
  config: object = {},
  { width = 320, height = 200, locale = 'en', dir = 'ltr', scheme = 'light' } = {},
): Promise<Shown> {
  await view.words();
  const card = document.createElement('test-card') as TestCard;
  card.view = view;
  card.dir = dir;
  card.lang = locale;
  card.style.cssText = `inline-size:${width}px;block-size:${height}px;color-scheme:${scheme}`;
  const state = { config, data, locale };
  const shown = {
    card,
    part: (name: string) => shown.root.querySelector<HTMLElement>(`[part=${name}]`),
    text: () => (shown.root.textContent ?? '').replace(/\s+/g, ' ').trim(),
    update: async (next: Partial<typeof state>) => {
      Object.assign(state, next);
      const { issues, ...props } = view.read(state.config, state.data);
      shown.issues = issues;
      shown.props = { ...props, locale: state.locale, timeZone: 'UTC' } as DrawnProps;
      card.props = data === undefined ? { ...shown.props, data: undefined } : shown.props;
      await card.updateComplete;
      await shown.element?.updateComplete;
    },
  } as Shown;
  const first = shown.update({});
  mount(card);
  await first;
  shown.element = card.renderRoot.querySelector('div')?.firstElementChild as Shown['element'];
  await shown.element.updateComplete;
  shown.root = shown.element.renderRoot as ShadowRoot;
  return shown;
}

/** Elements that cut their text: larger than their box, with neither a way to scroll to it nor an ellipsis (or whole
 * lines left out) and a title. */
export function cutTexts(root: ShadowRoot): string[] {
  return [...root.querySelectorAll<HTMLElement>('*')]
    .filter((element) => {
      const { display, overflowX, overflowY, textOverflow, webkitLineClamp, flexWrap } = getComputedStyle(element);
      if (display === 'none' || display === 'inline' || element.closest('.sr, svg')) return false;
      const cuts = (overflow: string) => overflow === 'hidden' || overflow === 'clip';
      const overflows =
        (cuts(overflowX) && element.scrollWidth > element.clientWidth + 1) ||
        (cuts(overflowY) && element.scrollHeight > element.clientHeight + 2);
      const tells = webkitLineClamp !== 'none' || textOverflow === 'ellipsis' || flexWrap === 'wrap';
      return overflows && !(tells && element.closest('[title]'));
    })
    .map((element) => `${element.localName}.${element.className} “${element.textContent?.trim().slice(0, 40)}”`);
}

/** Waits until a chart is drawn. */
export const drawn = (shown: Shown): Promise<unknown> =>
  until(() => shown.element.hasAttribute('drawn'), 'the drawing');
