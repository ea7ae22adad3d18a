import type { ReactiveController, ReactiveElement } from 'lit';
import type { Datum } from '../events.ts';

/** What the cursor needs to know of the heatmap. */
export interface Matrix {
  columns: number;
  rows: number;
  datumOf(row: number, column: number): Datum;
  /** A cell as text. */
  tell(row: number, column: number): string;
}

type Host = ReactiveElement & { choose(datum: Datum): void; readonly matrix: Matrix | undefined };
type At = readonly [row: number, column: number];

const STEPS: Readonly<Record<string, At>> = {
  ArrowDown: [1, 0],
  ArrowUp: [-1, 0],
  ArrowRight: [0, 1],
  ArrowLeft: [0, -1],
  Home: [0, Number.NEGATIVE_INFINITY],
  End: [0, Number.POSITIVE_INFINITY],
};

/**
 * Lets the reader explore and choose the cells of a heatmap: by mouse, or with arrow keys, Home, End, Enter and Space
 * while the plot has the focus. The mouse gets a tooltip; the keyboard's cell is outlined and announced politely.
 */
export class HeatmapCursor implements ReactiveController {
  readonly #host: Host;
  #at: At | undefined;

  constructor(host: Host) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    const root = this.#host.renderRoot;
    root.addEventListener('pointermove', this.#onPoint as EventListener);
    root.addEventListener('click', this.#onClick as EventListener);
    root.addEventListener('keydown', this.#onKey as EventListener);
    root.addEventListener('focusout', this.#onLeave);
  }

  hostDisconnected(): void {
    const root = this.#host.renderRoot;
    root.removeEventListener('pointermove', this.#onPoint as EventListener);
    root.removeEventListener('click', this.#onClick as EventListener);
    root.removeEventListener('keydown', this.#onKey as EventListener);
    root.removeEventListener('focusout', this.#onLeave);
  }

  hostUpdated(): void {
    this.#frame();
  }

  /** The cell under the pointer. */
  #under({ clientX, clientY, target }: MouseEvent): At | undefined {
    const { matrix } = this.#host;
    const plot = (target as Element).closest('.plot');
    const { left = 0, top = 0, width = 0, height = 0 } = plot?.getBoundingClientRect() ?? {};
    if (!matrix || !width || !height) return undefined;
    const isRtl = getComputedStyle(this.#host).direction === 'rtl';
    const across = (clientX - left) / width;
    const [row, column] = [(clientY - top) / height, isRtl ? 1 - across : across];
    return clamped([Math.floor(row * matrix.rows), Math.floor(column * matrix.columns)], matrix);
  }

  readonly #onPoint = (event: MouseEvent): void => {
    const at = this.#under(event);
    if (at) (event.target as Element).closest('.plot')?.setAttribute('title', this.#host.matrix?.tell(...at) ?? '');
  };

  readonly #onClick = (event: MouseEvent): void => this.#choose(this.#under(event));

  readonly #onKey = (event: KeyboardEvent): void => {
    const { matrix } = this.#host;
    const isHere = (event.target as Element).closest('.plot');
    if (!matrix || !isHere || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === 'Enter' || event.key === ' ') this.#choose(this.#at);
    else {
      const [down, on] = STEPS[event.key] ?? [];
      if (down === undefined || on === undefined) return;
      const isMirrored = getComputedStyle(this.#host).direction === 'rtl' && Number.isFinite(on);
      const [row, column] = this.#at ?? [0, 0];
      this.#at = this.#at ? clamped([row + down, column + (isMirrored ? -on : on)], matrix) : [0, 0];
      this.#frame();
      this.#tell(matrix.tell(...this.#at));
    }
    event.preventDefault();
  };

  readonly #onLeave = (): void => {
    this.#at = undefined;
    this.#frame();
    // Old announcements must not be found by later reading.
    this.#tell('');
  };

  #tell(words: string): void {
    const told = this.#host.renderRoot.querySelector('.told');
    if (told) told.textContent = words;
  }

  #frame(): void {
    const { matrix, renderRoot } = this.#host;
    if (this.#at && matrix) this.#at = clamped(this.#at, matrix);
    for (const frame of renderRoot?.querySelectorAll('.cursor') ?? []) {
      frame.toggleAttribute('hidden', !this.#at);
      frame.setAttribute('d', this.#at ? `M${this.#at[1]} ${this.#at[0]}h1v1h-1z` : '');
    }
  }

  #choose(at: At | undefined): void {
    if (at && this.#host.matrix) this.#host.choose(this.#host.matrix.datumOf(...at));
  }
}

const clamped = ([row, column]: At, { rows, columns }: Pick<Matrix, 'rows' | 'columns'>): At => [
  Math.min(Math.max(row, 0), rows - 1),
  Math.min(Math.max(column, 0), columns - 1),
];
