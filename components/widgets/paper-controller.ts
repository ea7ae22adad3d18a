import type { ReactiveController, ReactiveElement } from 'lit';

/** Has its host drawn anew for paper, where nothing scrolls, and for the screen again once it has been printed. */
export class PaperController implements ReactiveController {
  readonly #host: ReactiveElement;
  /** Whether paper is what it is drawn for. */
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
