import { html, type ReactiveElement, type TemplateResult } from 'lit';
import { localize, registerLocale } from '../locales/localize.ts';
import type { LiveDashboard } from '../model/messages.ts';

registerLocale('en', { pause: 'Stop changing pages', resume: 'Change pages again' });

/** A board, as far as it is shown. */
export interface Stage extends ReactiveElement {
  /** The element whose wishes count. */
  readonly host: Element;
  readonly dashboard: Pick<LiveDashboard, 'pages'>;
  /** Shows the page after the present one. */
  next(): void;
}

/** Pixels of the shorter side of a window in which a board on a wall is as large as on a desk. */
const DESK = 900;

/** Seconds a page stays at least, so that it can be read. */
const SHORTEST = 3;

/** Whether somebody has come there by key; a tap leaves a focus as well, but none that is seen. */
const isHeld = ({ activeElement: at }: DocumentOrShadowRoot): boolean =>
  !!at && (at.shadowRoot?.activeElement ? isHeld(at.shadowRoot) : at.matches(':focus-visible'));

/**
 * A board on a wall: it fills the screen and keeps it awake (`kiosk`), and shows its pages in turn (`rotate`, seconds).
 * Whoever chooses a page has it for twice as long; the button in the header stops the turning (WCAG 2.2.2),
 * and so does a reader who has gone into the page by key.
 */
export class Show {
  readonly #board: Stage;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #seconds = 0;
  #isPaused = false;
  #isKiosk = false;
  #lock: { release(): Promise<void> } | undefined;
  #hasFilled = false;

  constructor(board: Stage) {
    this.#board = board;
    document.addEventListener('visibilitychange', this.#wake);
  }

  /** Takes the wishes of the element; `0` seconds: pages stay. */
  wish(isKiosk: boolean, seconds: number): void {
    if (isKiosk !== this.#isKiosk) {
      this.#isKiosk = isKiosk;
      const change = isKiosk ? 'addEventListener' : 'removeEventListener';
      // What counts as a gesture: a key, the press of a mouse, the end of a touch.
      for (const gesture of ['pointerdown', 'pointerup', 'keydown']) document[change](gesture, this.#fill);
      window[change]('resize', this.#grow);
      this.#grow();
      this.#wake();
    }
    const wanted = seconds > 0 ? Math.max(seconds, SHORTEST) : 0;
    if (wanted === this.#seconds) return;
    this.#seconds = wanted;
    this.#turn(1);
  }

  end(): void {
    this.wish(false, 0);
    document.removeEventListener('visibilitychange', this.#wake);
  }

  /** A page was chosen by hand. */
  chosen(): void {
    this.#turn(2);
  }

  button(locale: string | undefined): TemplateResult | undefined {
    if (!this.#seconds || this.#board.dashboard.pages.length < 2) return;
    const word = localize(this.#isPaused ? 'resume' : 'pause', locale);
    const toggle = () => {
      this.#isPaused = !this.#isPaused;
      this.#turn(1);
      this.#board.requestUpdate();
    };
    return html`<button part="rotation" title=${word} aria-label=${word} @click=${toggle}><svg viewBox="0 0 16 16" aria-hidden="true"><path d=${
      this.#isPaused ? 'M4 2v12l10-6z' : 'M3 2h3.5v12H3zM9.5 2H13v12H9.5z'
    } /></svg></button>`;
  }

  #turn(patience: number): void {
    clearTimeout(this.#timer);
    if (!this.#seconds || this.#isPaused) return;
    this.#timer = setTimeout(
      () => {
        const { renderRoot } = this.#board;
        const { activeElement: at } = renderRoot as ShadowRoot;
        // What is taken away under a reader's fingers takes the focus with it. On a wall nobody would ever take it back.
        const isRead = !this.#isKiosk && !!at?.closest('[part=page]') && isHeld(renderRoot as ShadowRoot);
        if (!document.hidden && !isRead) this.#board.next();
        this.#turn(1);
      },
      this.#seconds * patience * 1000,
    );
  }

  /**
   * Where zoom is as its standard says. Elsewhere (Safari 26) text that is as large as its container lets it be would grow
   * twice as much as the container.
   */
  readonly #grow = (): void => {
    const times = 'currentCSSZoom' in this.#board ? Math.min(innerWidth, innerHeight) / DESK : 1;
    this.#board.style.setProperty('--wall-zoom', `${Math.max(1, times)}`);
  };

  /** The screen stays awake for as long as it shows this; the browser takes the lock back from hidden pages. */
  readonly #wake = async (): Promise<void> => {
    if (this.#isKiosk && !document.hidden)
      this.#lock = await navigator.wakeLock?.request('screen').catch(() => undefined);
    // It may have come to an end meanwhile.
    if (this.#isKiosk) return;
    await this.#lock?.release();
    this.#lock = undefined;
  };

  /** Browsers fill the screen at a gesture of the reader only; whoever leaves it again is not asked twice. */
  readonly #fill = async (): Promise<void> => {
    if (this.#hasFilled || document.fullscreenElement) return;
    this.#hasFilled = true;
    await document.documentElement.requestFullscreen?.().catch(() => {
      this.#hasFilled = false;
    });
  };
}
