import { type CSSResultGroup, css, html } from 'lit';
import type { Datum } from '../events.ts';
import { localize } from '../locales/localize.ts';
import '../locales/en.views.ts';
import { BcSelectEvent } from '../select-event.ts';
import { WidgetElement } from './widget-element.ts';

/** A view that loads after the first paint and so can afford words and knows its zone. */
export abstract class WordedElement<Config, Data> extends WidgetElement<Config, Data> {
  static override properties = { ...WidgetElement.properties, timeZone: {} };
  static override styles: CSSResultGroup = [
    WidgetElement.styles,
    css`.empty{block-size:100%;display:grid;place-content:center;text-align:center;font-size:.875rem}`,
  ];

  declare timeZone: string | undefined;

  /** Tells the page what the reader has chosen, by mouse or by key. `ChoiceController` does it for rows and cells. */
  choose(datum: Datum): void {
    this.dispatchEvent(new BcSelectEvent(datum));
  }

  protected override renderEmpty(): unknown {
    return html`<p class="empty">${localize('empty', this.locale)}</p>`;
  }
}

/** A box that scrolls where its content is larger; see ScrollController. */
export const scroll = css`.scroll{block-size:100%;overflow:auto;overflow-wrap:anywhere;scrollbar-width:thin;scrollbar-color:var(--_line) transparent}.scroll:focus-visible{outline:2px solid var(--_accent);outline-offset:-2px}@media print{.scroll{overflow:visible}}`;

/** The same for what can be long: on paper it is as high as it must be. */
export const long = css`${scroll}@media print{:host{display:grid;grid-template-columns:minmax(0,1fr);container-type:inline-size;block-size:auto;min-block-size:100%;overflow:visible}.scroll{block-size:auto}}`;
