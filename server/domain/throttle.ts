import { DomainError } from './errors.ts';

/** Slows the guessing of passwords. */
export interface Throttle {
  /**
   * Counts a try before it is checked, so that tries at the same time count too.
   * @returns how many there were within the time, this one included
   * @throws DomainError `rate_limited`
   */
  take(key: string): number;
  /** The try was right: what was counted is forgotten. */
  forgive(key: string): void;
}

/** Wrong tries within a quarter of an hour; the next one is refused unseen. */
const LIMIT = 9;
const WINDOW = 15 * 60_000;
/** Keys remembered at most; the oldest leave first. */
const MAX_KEYS = 10_000;

/** Milliseconds that the next try is held up, after so many within the time from wherever; never long enough to lock out. */
export const holdUp = (tries: number): number => (tries <= LIMIT ? 0 : Math.min(2000, 50 * 2 ** (tries - LIMIT)));

/** @param limit tries that are let through; the next is refused */
export function createThrottle(now: () => number, limit = LIMIT): Throttle {
  const tries = new Map<string, { count: number; until: number }>();
  return {
    take(key) {
      const at = now();
      let entry = tries.get(key);
      // A clock that was put back must not make it last longer.
      if (!entry || at >= entry.until || at < entry.until - WINDOW) {
        entry = { count: 0, until: at + WINDOW };
        tries.delete(key);
        tries.set(key, entry);
        if (tries.size > MAX_KEYS) tries.delete(tries.keys().next().value as string);
      }
      if (entry.count >= limit) {
        const retryAfter = Math.ceil((entry.until - at) / 1000);
        throw new DomainError('rate_limited', 'too many wrong passwords', { retryAfter });
      }
      entry.count += 1;
      return entry.count;
    },
    forgive: (key) => void tries.delete(key),
  };
}
