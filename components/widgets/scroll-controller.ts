import type { LitElement, ReactiveController } from 'lit';

/**
 * Lets the keyboard reach `.scroll` while its content is larger than its box, and only then; not where rows in it can be
 * reached, which scroll it as well.
 */
export class ScrollController implements ReactiveController {
  readonly #host: LitElement;
  #sizes: ResizeObserver | undefined;

  constructor(host: LitElement) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    this.#sizes = new ResizeObserver(() => this.hostUpdated());
    this.#sizes.observe(this.#host);
  }

  hostDisconnected(): void {
    this.#sizes?.disconnect();
  }

  hostUpdated(): void {
    const box = this.#host.renderRoot?.querySelector('.scroll');
    if (!box) return;
    const overflows = box.scrollHeight > box.clientHeight + 1 || box.scrollWidth > box.clientWidth + 1;
    if (overflows && !box.querySelector('[data-row]')) box.setAttribute('tabindex', '0');
    else box.removeAttribute('tabindex');
  }
}
