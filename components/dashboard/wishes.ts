import type { ReactiveController } from 'lit';
import { Parameters, type Questioned } from './parameters.ts';
import type { Show, Stage } from './show.ts';

/**
 * What a `bc-dashboard` wishes for its board beyond the common: `kiosk`, `rotate` and `param.*`. They are attributes
 * that only boards look at; what turns pages and fills the screen is loaded where it is wished for.
 */
export class Wishes implements ReactiveController {
  readonly #board: Stage & Questioned;
  #observer: MutationObserver | undefined;
  /** What turns pages and fills the screen, once it is loaded. */
  show: Show | undefined;
  /**
   * The fields of the dashboard's parameters: part of the first drawing, because they would move what is below. What was
   * chosen in them stays when the element is moved.
   */
  parameters: Parameters | undefined;

  constructor(board: Stage & Questioned) {
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

  /** Looks at them again. */
  follow(): void {
    const { host } = this.#board;
    if (!host) return;
    const isKiosk = host.hasAttribute('kiosk');
    const seconds = Number(host.getAttribute('rotate')) || 0;
    this.#board.toggleAttribute('kiosk', isKiosk);
    if (this.show) this.show.wish(isKiosk, seconds);
    else if (isKiosk || seconds)
      import('./show.ts').then(({ Show }) => {
        if (!this.#board.isConnected || this.show) return;
        this.show = new Show(this.#board);
        this.#board.requestUpdate();
      });
    this.parameters ??= new Parameters(this.#board);
    this.parameters.follow();
  }
}
