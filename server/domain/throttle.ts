import { DomainError } from './errors.ts';

/** Slows down password guessing. */
export interface Throttle {
  /**
   * Counts an attempt before it is verified, so that concurrent attempts count too.
   * @returns the number of attempts within the window, this one included
   * @throws DomainError `rate_limited`
   */
  take(key: string): number;
  /** Resets the count after a correct attempt. */
  forgive(key: string): void;
  /** Takes back one attempt, which was correct. */
  undo(key: string): void;
}

/** Failed attempts within a quarter of an hour; the next one is refused without being checked. */
const LIMIT = 9;
const WINDOW = 15 * 60_000;
/** Most keys tracked. */
const MAX_KEYS = 10_000;

/** Milliseconds the next attempt is delayed, by the number of attempts from anywhere; never long enough to lock out. */
export const holdUp = (tries: number): number => (tries <= LIMIT ? 0 : Math.min(2000, 50 * 2 ** (tries - LIMIT)));

/** @param limit number of attempts allowed; the next is refused */
export function createThrottle(now: () => number, limit = LIMIT): Throttle {
  const tries = new Map<string, { count: number; until: number }>();

  /** Drops the oldest of the keys with the fewest attempts, so that many keys tried once cannot evict one being guessed. */
  function makeRoom(at: number): void {
    let [least, fewest] = ['', Number.POSITIVE_INFINITY];
    for (const [key, { count, until }] of tries) {
      const living = at < until ? count : 0;
      if (living < fewest) [least, fewest] = [key, living];
      if (living <= 1) break;
    }
    tries.delete(least);
  }

  return {
    take(key) {
      const at = now();
      let entry = tries.get(key);
      // A clock that was set back must not prolong the window.
      if (!entry || at >= entry.until || at < entry.until - WINDOW) {
        entry = { count: 0, until: at + WINDOW };
        tries.delete(key);
        if (tries.size >= MAX_KEYS) makeRoom(at);
        tries.set(key, entry);
      }
      if (entry.count >= limit) {
        const retryAfter = Math.ceil((entry.until - at) / 1000);
        throw new DomainError('rate_limited', 'too many wrong passwords', { retryAfter });
      }
      entry.count += 1;
      return entry.count;
    },
    forgive: (key) => void tries.delete(key),
    undo(key) {
      const entry = tries.get(key);
      if (entry && entry.count > 0) entry.count -= 1;
    },
  };
}

/** Attempts at passwords that anybody may try. */
export interface Guesses {
  /**
   * Counts an attempt before it is verified, per network it comes from, so that a stranger cannot lock anybody else out.
   * The more attempts there were from anywhere, the longer this waits.
   * @returns a function to call if the password was right
   * @throws DomainError `rate_limited`
   */
  begin(what: string, from: string): Promise<() => void>;
}

export function createGuesses(now: () => number, wait: (milliseconds: number) => Promise<unknown> = sleep): Guesses {
  const throttle = createThrottle(now);
  const everywhere = createThrottle(now, Number.POSITIVE_INFINITY);
  return {
    async begin(what, from) {
      const tried = `${what} ${from}`;
      throttle.take(tried);
      const pause = holdUp(everywhere.take(what));
      if (pause > 0) await wait(pause);
      return () => {
        throttle.forgive(tried);
        everywhere.undo(what);
      };
    },
  };
}

const sleep = (milliseconds: number): Promise<unknown> => new Promise((resolve) => setTimeout(resolve, milliseconds));
