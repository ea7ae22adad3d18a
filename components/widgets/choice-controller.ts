import type { ReactiveController, ReactiveElement } from 'lit';
import type { Datum } from '../events.ts';

type Choosable = HTMLElement | SVGElement;
type Host = ReactiveElement & { choose(datum: Datum): void };

/** Direction of each arrow key. */
const DIRECTIONS: Readonly<Record<string, readonly [right: number, down: number]>> = {
  ArrowDown: [0, 1],
  ArrowUp: [0, -1],
  ArrowRight: [1, 0],
  ArrowLeft: [-1, 0],
};

/**
 * Lets the reader choose rows, cells or shapes by mouse and keyboard: all elements that a view marks with `data-row`
 * (and, if there are several in a row, `data-column`), both from 0. Together they are one tab stop. Arrow keys move to
 * the nearest one in that direction on the screen, Home and End to the first and the last, Enter and Space choose. If
 * there is none in that direction, the browser handles the key and scrolls. `datumOf` returns what was chosen, or
 * `undefined` if it is no datum.
 *
 *     protected readonly choice = new ChoiceController(this, (row, column) => ({ row, column, label, value }));
 *     html`<tr data-row=${row}>` …
 *
 * It sets `tabindex`, labels table rows with the text of their cells, and ignores events of links and buttons inside.
 */
export class ChoiceController implements ReactiveController {
  readonly #host: Host;
  readonly #datumOf: (row: number, column: number) => Datum | undefined;
  #current: Choosable | undefined;
  #held: Choosable | null | undefined;

  constructor(host: Host, datumOf: (row: number, column: number) => Datum | undefined) {
    this.#host = host;
    this.#datumOf = datumOf;
    host.addController(this);
  }

  hostConnected(): void {
    this.#host.renderRoot.addEventListener('click', this.#onClick);
    this.#host.renderRoot.addEventListener('keydown', this.#onKey as EventListener);
    this.#host.renderRoot.addEventListener('focusin', this.#onFocus);
  }

  hostDisconnected(): void {
    this.#host.renderRoot.removeEventListener('click', this.#onClick);
    this.#host.renderRoot.removeEventListener('keydown', this.#onKey as EventListener);
    this.#host.renderRoot.removeEventListener('focusin', this.#onFocus);
  }

  /** A view calls it before it draws rows that may move: an element that is moved loses the focus. */
  hold(): void {
    this.#held = (this.#host.renderRoot as ShadowRoot | undefined)?.activeElement as Choosable | null | undefined;
  }

  /** Makes one of them the tab stop, and gives the focus back to an element that was moved. */
  hostUpdated(): void {
    const all = this.#all;
    if (!this.#current || !all.includes(this.#current)) this.#current = all[0];
    for (const each of all) each.setAttribute('tabindex', each === this.#current ? '0' : '-1');
    // Unlike the other elements, a table row is not named by its content.
    if (this.#current instanceof HTMLTableRowElement) this.#current.ariaLabel = nameOf(this.#current);
    const held = this.#held;
    this.#held = undefined;
    if (held?.matches(':focus') === false) (held.isConnected ? held : this.#current)?.focus({ preventScroll: true });
  }

  get #all(): Choosable[] {
    return [...(this.#host.renderRoot?.querySelectorAll<Choosable>('[data-row]') ?? [])];
  }

  /** The element to choose for an event; `undefined` if a link or a control in it was the target. */
  #at(event: Event): Choosable | undefined {
    const path = event.composedPath();
    const index = path.findIndex((target) => target instanceof Element && target.hasAttribute('data-row'));
    const isOther = path
      .slice(0, index)
      .some((target) => target instanceof Element && target.matches('a,button,input'));
    return index < 0 || isOther ? undefined : (path[index] as Choosable);
  }

  readonly #onFocus = (event: Event): void => {
    const at = this.#at(event);
    if (!at) return;
    this.#current = at;
    this.hostUpdated();
  };

  readonly #onClick = (event: Event): void => this.#choose(this.#at(event));

  readonly #onKey = (event: KeyboardEvent): void => {
    const at = this.#at(event);
    if (!at || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === 'Enter' || event.key === ' ') this.#choose(at);
    else {
      const next = this.#next(at, event.key);
      if (!next) return;
      next.focus();
      next.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    }
    event.preventDefault();
  };

  #next(at: Choosable, key: string): Choosable | undefined {
    const all = this.#all;
    if (key === 'Home') return all[0];
    if (key === 'End') return all.at(-1);
    const direction = DIRECTIONS[key];
    return direction && nearest(at, all, direction);
  }

  #choose(at: Choosable | undefined): void {
    const datum = at && this.#datumOf(Number(at.dataset.row), Number(at.dataset.column ?? 0));
    if (datum) this.#host.choose(datum);
  }
}

/** The cells of a row as an accessible name, without what is hidden from screen readers. */
function nameOf(row: HTMLTableRowElement): string {
  const copy = row.cloneNode(true) as HTMLTableRowElement;
  for (const seen of copy.querySelectorAll('[aria-hidden=true]')) seen.remove();
  const texts = Array.from(copy.cells, ({ textContent }) => textContent.trim());
  return texts.filter(Boolean).join(', ');
}

/** The nearest element in a direction: on the same line to the side, or on the next line above or below. */
function nearest(at: Choosable, all: Choosable[], [right, down]: readonly [number, number]): Choosable | undefined {
  const here = at.getBoundingClientRect();
  let found: Choosable | undefined;
  let least = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY] as const;
  for (const each of all) {
    const { left, top, width, height } = each.getBoundingClientRect();
    const across = left + width / 2 - (here.left + here.width / 2);
    const below = top + height / 2 - (here.top + here.height / 2);
    const isBeside = Math.abs(below) < (height + here.height) / 2 - 1;
    const along = right ? across * right : below * down;
    if (each === at || along < 1 || isBeside !== !!right) continue;
    const distance = [Math.round(along), right ? 0 : Math.abs(across)] as const;
    if (distance[0] > least[0] || (distance[0] === least[0] && distance[1] >= least[1])) continue;
    found = each;
    least = distance;
  }
  return found;
}
