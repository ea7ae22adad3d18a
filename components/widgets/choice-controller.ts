import { css, type ReactiveController, type ReactiveElement } from 'lit';
import type { Datum } from '../events.ts';

type Choosable = HTMLElement | SVGElement;
type Host = ReactiveElement & { choose(datum: Datum): void };

/** Where each key goes: rows further down, columns further on. */
const STEPS: Readonly<Record<string, readonly [down: number, on: number]>> = {
  ArrowDown: [1, 0],
  ArrowUp: [-1, 0],
  ArrowRight: [0, 1],
  ArrowLeft: [0, -1],
  Home: [Number.NEGATIVE_INFINITY, 0],
  End: [Number.POSITIVE_INFINITY, 0],
};

/** Focus and pointer of what can be chosen; for the styles of views that use a `ChoiceController`. */
export const choosable = css`[data-row]{cursor:pointer}[data-row]:focus-visible{outline:2px solid var(--_accent);outline-offset:-2px}`;

/**
 * Lets the reader choose rows, cells or shapes by mouse and by key: what a view marks with `data-row` (and, where there
 * are several in a row, `data-column`), both from 0. They are one stop of the tab key; arrow keys, Home and End move
 * among them, Enter and space choose. `datumOf` says what is chosen, `undefined` for what is none.
 *
 *     protected readonly choice = new ChoiceController(this, (row, column) => ({ row, column, label, value }));
 *     html`<tr data-row=${row}>` …
 *
 * It sets `tabindex` itself, and leaves alone what is a link or a button inside.
 */
export class ChoiceController implements ReactiveController {
  readonly #host: Host;
  readonly #datumOf: (row: number, column: number) => Datum | undefined;
  #current: Choosable | undefined;

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

  /** Keeps exactly one of them in the order of the tab key. */
  hostUpdated(): void {
    const all = this.#all;
    if (!this.#current || !all.includes(this.#current)) this.#current = all[0];
    for (const each of all) each.setAttribute('tabindex', each === this.#current ? '0' : '-1');
  }

  get #all(): Choosable[] {
    return [...(this.#host.renderRoot?.querySelectorAll<Choosable>('[data-row]') ?? [])];
  }

  /** What can be chosen at the place of an event; nothing where a link or a button of its own was meant. */
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
    const [down = 0, on = 0] = STEPS[key] ?? [];
    if (!Number.isFinite(down)) return down < 0 ? all[0] : all.at(-1);
    const way = getComputedStyle(this.#host).direction === 'rtl' ? -on : on;
    const columns = all.filter(({ dataset }) => dataset.row === at.dataset.row).length;
    return down || way ? all[all.indexOf(at) + (way || down * columns)] : undefined;
  }

  #choose(at: Choosable | undefined): void {
    const datum = at && this.#datumOf(Number(at.dataset.row), Number(at.dataset.column ?? 0));
    if (datum) this.#host.choose(datum);
  }
}
