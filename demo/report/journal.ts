/** An entry of a timeline; `timestamp` is ISO 8601. */
export interface Entry {
  title: string;
  content?: string;
  timestamp: string;
}

/** The measurements that events are derived from. */
export interface Scene {
  viewers: number;
  /** Percent of all cores. */
  busy: number;
  /** Event loop delay of the server, in milliseconds. */
  lag: number;
  /** The number that the reader can push. */
  own: number | undefined;
}

/** An event begins above the first limit and ends below the second; values that vary in between cause no more events. */
interface Threshold {
  of: (scene: Scene) => number;
  above: number;
  below: number;
  began: string;
  ended: string;
  unit: string;
}

const THRESHOLDS: readonly Threshold[] = [
  {
    of: ({ busy }) => busy,
    above: 85,
    below: 60,
    began: 'The CPU is busy',
    ended: 'The CPU is idle again',
    unit: '%',
  },
  {
    of: ({ lag }) => lag,
    above: 50,
    below: 20,
    began: 'The server is falling behind',
    ended: 'The server is keeping up again',
    unit: ' ms',
  },
];

const MOST = 20;

/** The events since the pusher was started, newest first. */
export class Journal {
  readonly #entries: Entry[] = [];
  readonly #crossed = new Set<Threshold>();
  readonly #now: () => number;
  #last: Scene | undefined;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  get entries(): readonly Entry[] {
    return this.#entries;
  }

  /** @param at milliseconds since 1970 */
  note(title: string, content?: string, at = this.#now()): void {
    this.#entries.unshift({ title, ...(content && { content }), timestamp: new Date(at).toISOString() });
    this.#entries.splice(MOST);
  }

  /** Adds events for what has changed since the last call. @returns whether there are any */
  look(scene: Scene): boolean {
    const count = this.#entries.length;
    const newest = this.#entries[0];
    const { viewers: before, own } = this.#last ?? { viewers: 0, own: scene.own };
    if (scene.viewers > before) this.note('A viewer joined', inAll(scene.viewers));
    if (scene.viewers < before) this.note('A viewer left', inAll(scene.viewers));
    if (scene.own !== undefined && scene.own !== own) this.note(`You changed the number to ${scene.own}`);
    for (const threshold of THRESHOLDS) this.#cross(threshold, threshold.of(scene));
    this.#last = { ...scene, own: scene.own ?? own };
    return this.#entries.length !== count || this.#entries[0] !== newest;
  }

  #cross(threshold: Threshold, value: number): void {
    const { above, below, began, ended, unit } = threshold;
    const isCrossed = this.#crossed.has(threshold);
    if (!isCrossed && value > above) {
      this.#crossed.add(threshold);
      this.note(began, `${Math.round(value)}${unit}, above the limit of ${above}${unit}`);
    } else if (isCrossed && value < below) {
      this.#crossed.delete(threshold);
      this.note(ended);
    }
  }
}

const inAll = (viewers: number): string =>
  viewers === 1 ? 'One page is open now' : `${viewers === 0 ? 'No' : viewers} pages are open now`;
