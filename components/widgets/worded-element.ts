import { html } from 'lit';
import { localize } from '../locales/localize.ts';
import '../locales/en.views.ts';
import { WidgetElement } from './widget-element.ts';

/** A view that loads after the first paint and so can afford words. */
export abstract class WordedElement<Config, Data> extends WidgetElement<Config, Data> {
  protected override renderEmpty(): unknown {
    return html`<p class="empty">${localize('empty', this.locale)}</p>`;
  }
}
