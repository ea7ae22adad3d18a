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
}

/** Failed attempts within a quarter of an hour; the next one is refused without being checked. */
const LIMIT = 9;
const WINDOW = 15 * 60_000;
/** Most keys tracked; the oldest are dropped first. */
const MAX_KEYS = 10_000;

/** Milliseconds the next attempt is delayed, by the number of attempts from anywhere; never long enough to lock out. */
export const holdUp = (tries: number): number => (tries <= LIMIT ? 0 : Math.min(2000, 50 * 2 ** (tries - LIMIT)));

/** @param limit number of attempts allowed; the next is refused */
export function createThrottle(now: () => number, limit = LIMIT): Throttle {
  const tries = new Map<string, { count: number; until: number }>();
  return {
    take(key) {
      const at = now();
      let entry = tries.get(key);
      // A clock that was set back must not prolong the window.
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
