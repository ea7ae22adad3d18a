import { DomainError } from '../domain/errors.ts';

/**
 * Runs at most `width` things at a time; the others wait for their turn, or for the end.
 * @throws DomainError `unavailable` when more than `room` wait already
 */
export function createLanes(
  width: number,
  room = Number.POSITIVE_INFINITY,
): <T>(run: () => Promise<T>, signal: AbortSignal) => Promise<T> {
  let free = width;
  const waiting: (() => void)[] = [];
  return async (run, signal) => {
    if (free === 0 && waiting.length >= room)
      throw new DomainError('unavailable', 'Too much is asked at the same time.');
    if (free === 0) await new Promise<void>((resolve) => waiting.push(resolve));
    else free -= 1;
    try {
      signal.throwIfAborted();
      return await run();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
}
