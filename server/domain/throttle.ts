import { DomainError } from './errors.ts';

/** Slows the guessing of passwords. */
export interface Throttle {
  /** Counts a try before it is checked, so that tries at the same time count too. @throws DomainError `rate_limited` */
  take(key: string): void;
  /** The try was right: what was counted is forgotten. */
  forgive(key: string): void;
}

/** Wrong tries within a quarter of an hour; the next one is refused unseen. */
const LIMIT = 9;
const WINDOW = 15 * 60_000;
/** Keys remembered at most; the oldest leave first. */
const MAX_KEYS = 10_000;

export function createThrottle(now: () => number): Throttle {
  const tries = new Map<string, { count: number; until: number }>();
  return {
    take(key) {
      const at = now();
      let entry = tries.get(key);
      if (!entry || at >= entry.until) {
        entry = { count: 0, until: at + WINDOW };
        tries.delete(key);
        tries.set(key, entry);
        if (tries.size > MAX_KEYS) tries.delete(tries.keys().next().value as string);
      }
      if (entry.count >= LIMIT) {
        const retryAfter = Math.ceil((entry.until - at) / 1000);
        throw new DomainError('rate_limited', 'too many wrong passwords', { retryAfter });
      }
      entry.count += 1;
    },
    forgive: (key) => void tries.delete(key),
  };
}
