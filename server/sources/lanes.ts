import { DomainError } from '../domain/errors.ts';

export interface LaneLimits {
  /** Things that run at the same time. */
  width: number;
  /** Of these, at most so many of one owner, so that nobody's slow things hold up the others'. */
  share: number;
  /** Things of one owner that may wait; any number when absent. */
  room?: number;
}

/** Runs something in its owner's turn, or throws what its signal was aborted with, when its turn comes. */
export type Lanes = <T>(owner: number, run: () => Promise<T>, signal: AbortSignal) => Promise<T>;

/**
 * Runs so many things at a time; the others wait. A lane that gets free goes to the owner that has the fewest, and of
 * several to the one who has waited longest.
 * @throws DomainError `unavailable` when too many of the owner's wait already
 */
export function createLanes({ width, share, room = Number.POSITIVE_INFINITY }: LaneLimits): Lanes {
  const running = new Map<number, number>();
  const waiting: { owner: number; begin: () => void }[] = [];
  let free = width;

  const has = (owner: number): number => running.get(owner) ?? 0;

  function move(owner: number, by: 1 | -1): void {
    free -= by;
    running.set(owner, has(owner) + by);
    if (has(owner) === 0) running.delete(owner);
  }

  function next(): void {
    const least = Math.min(share, ...waiting.map(({ owner }) => has(owner)));
    const index = waiting.findIndex(({ owner }) => has(owner) === least);
    if (free === 0 || least === share || index < 0) return;
    const [{ owner, begin }] = waiting.splice(index, 1) as [(typeof waiting)[number]];
    move(owner, 1);
    begin();
  }

  return async (owner, run, signal) => {
    if (free === 0 || has(owner) >= share) {
      if (waiting.filter((each) => each.owner === owner).length >= room)
        throw new DomainError('unavailable', 'Too much is asked at the same time.');
      await new Promise<void>((begin) => waiting.push({ owner, begin }));
    } else move(owner, 1);
    try {
      signal.throwIfAborted();
      return await run();
    } finally {
      move(owner, -1);
      next();
    }
  };
}
