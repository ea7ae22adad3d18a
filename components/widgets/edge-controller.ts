import type { LitElement, ReactiveController } from 'lit';

/** Marks `.edges` around `.scroll` with `before` and `after` while there is more to see sideways; see `edges`. */
export class EdgeController implements ReactiveController {
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

  /** To be called when `.scroll` is scrolled, too. */
  hostUpdated(): void {
    const box = this.#host.renderRoot?.querySelector('.scroll');
    if (!box?.parentElement) return;
    const behind = Math.abs(box.scrollLeft);
    box.parentElement.toggleAttribute('before', behind > 1);
    box.parentElement.toggleAttribute('after', box.scrollWidth - box.clientWidth - behind > 1);
  }
}
