import { DomainError } from '../domain/errors.ts';
import { FairQueue } from './queue.ts';

export interface LimiterOptions {
  /** Tasks that run at the same time. */
  concurrency: number;
  /** Of these, the most that one workspace may have, so that nobody's slow tasks hold up those of others. */
  perWorkspace: number;
  /** Tasks of one workspace that may wait; any number when absent. */
  maxWaiting?: number;
}

/** Runs a task when it is its workspace's turn; throws the signal's reason where it was aborted by then. */
export type Limiter = <T>(workspaceId: number, run: () => Promise<T>, signal: AbortSignal) => Promise<T>;

/**
 * Limits how many tasks run at a time. The others wait, and workspaces take turns.
 * @throws DomainError `unavailable` when too many of the workspace's tasks are waiting
 */
export function createLimiter({
  concurrency,
  perWorkspace,
  maxWaiting = Number.POSITIVE_INFINITY,
}: LimiterOptions): Limiter {
  const queue = new FairQueue<() => void>({ total: Number.POSITIVE_INFINITY, perWorkspace: maxWaiting });
  const running = new Map<number, number>();
  let free = concurrency;

  const isBelowShare = (workspaceId: number): boolean => (running.get(workspaceId) ?? 0) < perWorkspace;

  function count(workspaceId: number, by: 1 | -1): void {
    free -= by;
    const own = (running.get(workspaceId) ?? 0) + by;
    if (own > 0) running.set(workspaceId, own);
    else running.delete(workspaceId);
  }

  function turnOf(workspaceId: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const begin = () => {
      count(workspaceId, 1);
      resolve();
    };
    if (queue.add(workspaceId, begin)) return promise;
    throw new DomainError('unavailable', 'Too many queries at the same time. Try again in a moment.');
  }

  return async (workspaceId, run, signal) => {
    if (free > 0 && isBelowShare(workspaceId)) count(workspaceId, 1);
    else await turnOf(workspaceId);
    try {
      signal.throwIfAborted();
      return await run();
    } finally {
      count(workspaceId, -1);
      queue.take(isBelowShare)?.();
    }
  };
}
