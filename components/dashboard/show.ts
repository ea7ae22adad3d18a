import { html, type ReactiveElement, type TemplateResult } from 'lit';
import { localize, registerLocale } from '../locales/localize.ts';
import type { LiveDashboard } from '../model/messages.ts';

registerLocale('en', { pause: 'Pause page rotation', resume: 'Resume page rotation' });

/** The members of a board that a show needs. */
export interface ShowHost extends ReactiveElement {
  /** The element around the board. */
  readonly host: Element;
  readonly dashboard: Pick<LiveDashboard, 'pages'>;
  /** Shows the next page. */
  next(): void;
}

/** Pixels of the window's shorter side up to which a board on a wall is not enlarged. */
const DESK = 900;

/** Minimum seconds per page, so that it can be read; maximum, because browsers run timers above 2^31 ms at once. */
const SHORTEST = 3;
const LONGEST = 1e6;

/** Whether there is a visible keyboard focus: a tap moves the focus as well, but it is not visible. */
const hasKeyboardFocus = ({ activeElement: at }: DocumentOrShadowRoot): boolean =>
  !!at && (at.shadowRoot?.activeElement ? hasKeyboardFocus(at.shadowRoot) : at.matches(':focus-visible'));

/**
 * A board on a wall: `kiosk` fills the screen and keeps it awake, `rotate` shows the pages in turn. A page that a reader
 * chooses stays for twice as long. The button in the header stops the rotation (WCAG 2.2.2), and so does the keyboard
 * focus inside a page.
 */
export class Show {
  readonly #board: ShowHost;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #seconds = 0;
  #isPaused = false;
  #isKiosk = false;
  #lock: { release(): Promise<void> } | undefined;
  #hasFilled = false;

  constructor(board: ShowHost) {
    this.#board = board;
    document.addEventListener('visibilitychange', this.#wake);
  }

  /** Applies the attributes of the element; with `0` seconds, pages do not rotate. */
  apply(isKiosk: boolean, seconds: number): void {
    if (isKiosk !== this.#isKiosk) {
      this.#isKiosk = isKiosk;
      const change = isKiosk ? 'addEventListener' : 'removeEventListener';
      // Browsers accept these as gestures: a key, a mouse press, the end of a touch.
      for (const gesture of ['pointerdown', 'pointerup', 'keydown']) document[change](gesture, this.#fill);
      window[change]('resize', this.#grow);
      this.#grow();
      this.#wake();
    }
    const wanted = seconds > 0 ? Math.min(Math.max(seconds, SHORTEST), LONGEST) : 0;
    if (wanted === this.#seconds) return;
    this.#seconds = wanted;
    this.#turn(1);
  }

  end(): void {
    this.apply(false, 0);
    document.removeEventListener('visibilitychange', this.#wake);
  }

  /** Called after the reader has chosen a page. */
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

  /** Schedules the next page after `periods` times the seconds of a page. */
  #turn(periods: number): void {
    clearTimeout(this.#timer);
    if (!this.#seconds || this.#isPaused) return;
    this.#timer = setTimeout(
      () => {
        const { renderRoot } = this.#board;
        const { activeElement: at } = renderRoot as ShadowRoot;
        // Turning the page would lose the keyboard focus in it. On a wall, nobody would ever move the focus away again.
        const isRead = !this.#isKiosk && !!at?.closest('[part=page]') && hasKeyboardFocus(renderRoot as ShadowRoot);
        if (!document.hidden && !isRead) this.#board.next();
        this.#turn(1);
      },
      this.#seconds * periods * 1000,
    );
  }

  /**
   * Zooms the board to the screen, in browsers whose zoom follows the standard. In others (Safari 26), text sized by its
   * container would grow twice.
   */
  readonly #grow = (): void => {
    const times = 'currentCSSZoom' in this.#board ? Math.min(innerWidth, innerHeight) / DESK : 1;
    this.#board.style.setProperty('--wall-zoom', `${Math.max(1, times)}`);
  };

  /** Keeps the screen awake. Browsers release the lock of hidden pages, so it is requested again. */
  readonly #wake = async (): Promise<void> => {
    if (this.#isKiosk && !document.hidden)
      this.#lock = await navigator.wakeLock?.request('screen').catch(() => undefined);
    // Kiosk mode may have ended meanwhile.
    if (this.#isKiosk) return;
    await this.#lock?.release();
    this.#lock = undefined;
  };

  /** Enters full screen, which browsers allow only on a gesture. Once only: a reader who leaves it does not want it. */
  readonly #fill = async (): Promise<void> => {
    if (this.#hasFilled || document.fullscreenElement) return;
    this.#hasFilled = true;
    await document.documentElement.requestFullscreen?.().catch(() => {
      this.#hasFilled = false;
    });
  };
}
