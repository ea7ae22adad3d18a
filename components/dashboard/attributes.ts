import type { ReactiveController } from 'lit';
import { type ParameterHost, Parameters } from './parameters.ts';
import type { Show, ShowHost } from './show.ts';

/**
 * Applies the attributes that only dashboards have: `kiosk`, `rotate` and `param.*`. The code for the first two is loaded
 * when one of them is set.
 */
export class BoardAttributes implements ReactiveController {
  readonly #board: ShowHost & ParameterHost;
  #observer: MutationObserver | undefined;
  /** Page rotation and full screen, once loaded. */
  show: Show | undefined;
  /**
   * The fields of the dashboard's parameters: drawn at once, because they would move what is below. Chosen values are kept
   * when the element is moved in the page.
   */
  parameters: Parameters | undefined;

  constructor(board: ShowHost & ParameterHost) {
    this.#board = board;
    board.addController(this);
  }

  hostConnected(): void {
    const { host } = this.#board.getRootNode() as ShadowRoot;
    this.#observer = new MutationObserver(() => this.#board.requestUpdate());
    if (host) this.#observer.observe(host, { attributes: true });
    this.parameters?.ask();
  }

  hostDisconnected(): void {
    this.#observer?.disconnect();
    this.show?.end();
    this.parameters?.end();
    this.show = undefined;
  }

  /** Reads the attributes and applies changes. */
  apply(): void {
    const { host } = this.#board;
    if (!host) return;
    const isKiosk = host.hasAttribute('kiosk');
    const seconds = Number(host.getAttribute('rotate')) || 0;
    this.#board.toggleAttribute('kiosk', isKiosk);
    if (this.show) this.show.apply(isKiosk, seconds);
    else if (isKiosk || seconds)
      import('./show.ts').then(({ Show }) => {
        if (!this.#board.isConnected || this.show) return;
        this.show = new Show(this.#board);
        this.#board.requestUpdate();
      });
    this.parameters ??= new Parameters(this.#board);
    this.parameters.apply();
  }
}
