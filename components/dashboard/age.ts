import { html, nothing } from 'lit';
import { updated } from '../frame/ago.ts';
import type { LiveState, LiveWidget } from '../model/messages.ts';
import { SizedElement } from '../theme/sized-element.ts';
import { define } from '../widgets/widget-element.ts';

/** Milliseconds between updates of the text. */
const PERIOD = 10_000;

/** When a widget got its data; empty if unknown. */
export const timeOf = (state: LiveState | undefined): string =>
  (state as LiveWidget | undefined)?.data_updated_at ?? '';

/** Version of a widget's data; -1 if unknown. */
export const versionOf = (state: LiveState | undefined): number => (state && 'version' in state ? state.version : -1);

/** @summary Shows how long ago something was, and keeps that up to date. */
export class Age extends SizedElement {
  static override properties = { time: {}, locale: {} };

  /** ISO 8601. */
  declare time: string | undefined;
  declare locale: string | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#timer = setInterval(() => this.requestUpdate(), PERIOD);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  protected override render(): unknown {
    const { time, locale } = this;
    if (!time) return nothing;
    return html`<time datetime=${time}>${updated(time, locale)}</time>`;
  }
}

define('bc-age', Age);
