import { setTimeout as sleep } from 'node:timers/promises';
import { isBusy } from './errors.ts';

/** How long to wait for another process to release the lock, ms. */
const PATIENCE = 5000;

/**
 * Retries while another process holds the lock. SQLite's own busy timeout would block the event loop instead.
 * A statement that failed as busy has changed nothing.
 */
export async function patiently<T>(run: () => T): Promise<T> {
  const start = performance.now();
  for (let wait = 1; ; wait = Math.min(wait * 2, 50)) {
    try {
      return run();
    } catch (error) {
      if (!isBusy(error) || performance.now() - start > PATIENCE) throw error;
    }
    await sleep(wait);
  }
}
