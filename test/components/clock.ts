/** Timers of the page, told apart by their delay: long ones run when the test says so. */
export class Clock {
  pending: { run: () => void; delay: number; id: number }[] = [];
  readonly restore: () => void;

  /** @param least milliseconds from which on a timer is long */
  constructor(least = 3000) {
    const { setTimeout, clearTimeout } = window;
    let count = 1e9;
    window.setTimeout = ((run: () => void, delay = 0, ...values: unknown[]) => {
      if (delay < least) return Reflect.apply(setTimeout, window, [run, delay, ...values]);
      this.pending.push({ run, delay, id: ++count });
      return count;
    }) as typeof setTimeout;
    window.clearTimeout = (id) => {
      this.pending = this.pending.filter((timer) => timer.id !== id);
      clearTimeout.call(window, id);
    };
    this.restore = () => Object.assign(window, { setTimeout, clearTimeout });
  }

  /** Runs those that wait for exactly so many seconds. @returns how many these were */
  fire(seconds: number): number {
    const due = this.pending.filter(({ delay }) => delay === seconds * 1000);
    this.pending = this.pending.filter((timer) => !due.includes(timer));
    for (const { run } of due) run();
    return due.length;
  }
}

/** Runs something so many seconds later, by the clock of the page. */
export async function later(seconds: number, run: () => Promise<void>): Promise<void> {
  const { now } = Date;
  Date.now = () => now() + seconds * 1000;
  try {
    await run();
  } finally {
    Date.now = now;
  }
}
