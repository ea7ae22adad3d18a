import type { LitElement, ReactiveController } from 'lit';

/** Looks at `.scroll` whenever its host was drawn, or has another size. Where nothing has one (jsdom) there is no observer. */
export abstract class BoxController implements ReactiveController {
  protected readonly host: LitElement;
  #sizes: ResizeObserver | undefined;

  constructor(host: LitElement) {
    this.host = host;
    host.addController(this);
  }

  protected abstract look(box: Element): void;

  hostConnected(): void {
    this.#sizes = globalThis.ResizeObserver && new ResizeObserver(() => this.hostUpdated());
    this.#sizes?.observe(this.host);
  }

  hostDisconnected(): void {
    this.#sizes?.disconnect();
  }

  /** To be called when `.scroll` is scrolled, too, where that matters. */
  hostUpdated(): void {
    const box = this.host.renderRoot?.querySelector('.scroll');
    if (box) this.look(box);
  }
}
