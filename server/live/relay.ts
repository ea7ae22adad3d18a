import type { Logger } from 'pino';
import type { Bus } from '../domain/bus.ts';
import type { ChangeFeed } from '../domain/ports.ts';

/**
 * Emits changes made by other processes on the same database on this process's bus. The other direction needs nothing
 * here: pushes are published by their commit, everything else by the domain.
 * @returns a function that ends it
 */
export function relayChanges(feed: ChangeFeed, bus: Bus, log: Logger): () => Promise<void> {
  const subscription = feed.subscribe((change) => bus.emit(change));
  subscription.catch((error: unknown) => log.error({ err: error }, 'changes of other processes cannot be received'));
  return async () => {
    const end = await subscription.catch(() => undefined);
    await end?.();
  };
}
