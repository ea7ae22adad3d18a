import type { LitElement, ReactiveController } from 'lit';

/** Calls `look` with `.scroll` whenever the host was drawn or resized. jsdom, without layout, has no observer. */
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

  /** A host also calls it when `.scroll` is scrolled, if that matters. */
  hostUpdated(): void {
    const box = this.host.renderRoot?.querySelector('.scroll');
    if (box) this.look(box);
  }
}
