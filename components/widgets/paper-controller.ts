import type { ReactiveController, ReactiveElement } from 'lit';

/** Redraws its host before printing, as paper does not scroll, and again after it. */
export class PaperController implements ReactiveController {
  readonly #host: ReactiveElement;
  /** Whether it is drawn for printing. */
  isOn = false;

  constructor(host: ReactiveElement) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    addEventListener('beforeprint', this);
    addEventListener('afterprint', this);
  }

  hostDisconnected(): void {
    removeEventListener('beforeprint', this);
    removeEventListener('afterprint', this);
  }

  handleEvent({ type }: Event): void {
    this.isOn = type === 'beforeprint';
    this.#host.requestUpdate();
  }
}
