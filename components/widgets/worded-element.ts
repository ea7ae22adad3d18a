import { type CSSResultGroup, css, html } from 'lit';
import type { Datum } from '../events.ts';
import { localize } from '../locales/localize.ts';
import '../locales/en.views.ts';
import { BcSelectEvent } from '../select-event.ts';
import { WidgetElement } from './widget-element.ts';

const empty = css`
.empty {
  block-size: 100%;
  display: grid;
  place-content: center;
  text-align: center;
  font-size: 0.875rem;
}
`;

/** Base of views that load after the first paint: with localised texts and a time zone. */
export abstract class WordedElement<Config, Data> extends WidgetElement<Config, Data> {
  static override properties = { ...WidgetElement.properties, timeZone: {} };
  static override styles: CSSResultGroup = [WidgetElement.styles, empty];

  declare timeZone: string | undefined;

  /** Fires `bc-select` with what the reader has chosen. `ChoiceController` calls it for rows and cells. */
  choose(datum: Datum): void {
    this.dispatchEvent(new BcSelectEvent(datum));
  }

  protected override renderEmpty(): unknown {
    return html`<p class="empty">${localize('empty', this.locale)}</p>`;
  }
}

/** A box that scrolls if its content overflows; see ScrollController. */
export const scroll = css`
.scroll {
  block-size: 100%;
  overflow: auto;
  overflow-wrap: anywhere;
  scrollbar-width: thin;
  scrollbar-color: var(--_line) transparent;
}
.scroll:focus-visible {
  outline: 2px solid var(--_accent);
  outline-offset: -2px;
}
@media print {
  .scroll {
    overflow: visible;
  }
}
`;

/** The same for long content: printed, it grows to its full height. */
export const long = css`
${scroll}
@media print {
  :host {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    container-type: inline-size;
    block-size: auto;
    min-block-size: 100%;
    overflow: visible;
  }
  .scroll {
    block-size: auto;
  }
}
`;
