import { DomainError } from '../domain/errors.ts';
import { FairQueue } from './queue.ts';

export interface LaneLimits {
  /** Things that run at the same time. */
  width: number;
  /** Of these, at most so many of one workspace, so that nobody's slow things hold up the others'. */
  share: number;
  /** Things of one workspace that may wait; any number when absent. */
  room?: number;
}

/** Runs something in its workspace's turn, or throws what its signal was aborted with, when its turn comes. */
export type Lanes = <T>(workspaceId: number, run: () => Promise<T>, signal: AbortSignal) => Promise<T>;

/**
 * Runs so many things at a time; the others wait, and the workspaces take turns.
 * @throws DomainError `unavailable` when too many of the workspace's wait already
 */
export function createLanes({ width, share, room = Number.POSITIVE_INFINITY }: LaneLimits): Lanes {
  const queue = new FairQueue<() => void>({ total: Number.POSITIVE_INFINITY, perWorkspace: room });
  const running = new Map<number, number>();
  let free = width;

  const hasRoom = (workspaceId: number): boolean => (running.get(workspaceId) ?? 0) < share;

  function move(workspaceId: number, by: 1 | -1): void {
    free -= by;
    const count = (running.get(workspaceId) ?? 0) + by;
    if (count > 0) running.set(workspaceId, count);
    else running.delete(workspaceId);
  }

  function turnOf(workspaceId: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const begin = () => {
      move(workspaceId, 1);
      resolve();
    };
    if (queue.add(workspaceId, begin)) return promise;
    throw new DomainError('unavailable', 'Too much is asked at the same time.');
  }

  return async (workspaceId, run, signal) => {
    if (free > 0 && hasRoom(workspaceId)) move(workspaceId, 1);
    else await turnOf(workspaceId);
    try {
      signal.throwIfAborted();
      return await run();
    } finally {
      move(workspaceId, -1);
      queue.take(hasRoom)?.();
    }
  };
}
