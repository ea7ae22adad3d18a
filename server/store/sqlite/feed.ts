import type { DatabaseSync } from 'node:sqlite';
import type { Listener } from '../../domain/bus.ts';
import type { ChangeFeed } from '../../domain/ports.ts';
import type { StoreLog } from '../engine.ts';

const EVERY = 250;

/**
 * SQLite sends no notifications, but `data_version` changes when another connection commits, and only then. It does
 * not say what changed, so every change is a `gap`.
 */
export function createPoll(database: DatabaseSync, log: StoreLog): ChangeFeed & { stop(): void } {
  const listeners = new Set<Listener>();
  const statement = database.prepare('pragma data_version');
  const read = () => Number(statement.get()?.data_version);
  let known = read();
  let timer: NodeJS.Timeout | undefined;

  const poll = () => {
    try {
      const version = read();
      if (version === known) return;
      known = version;
    } catch (error) {
      log.warn({ err: error }, 'changes of other processes cannot be detected');
      return;
    }
    for (const listener of listeners) listener({ kind: 'gap' });
  };
  const stop = () => {
    clearInterval(timer);
    timer = undefined;
  };

  return {
    // Other processes detect the commit itself.
    publish: async () => {},
    async subscribe(listener) {
      listeners.add(listener);
      timer ??= setInterval(poll, EVERY).unref();
      return async () => {
        listeners.delete(listener);
        if (listeners.size === 0) stop();
      };
    },
    stop,
  };
}
