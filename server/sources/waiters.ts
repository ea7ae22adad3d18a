/** Why a wait ended: this widget changed, or it is unknown which widgets changed. */
export type Signal = 'changed' | 'unknown';

/** Waits for changes of a widget, in whichever process they happen. */
export interface Waiters {
  /** Ends the waits for a widget, or all of them where it is not known which widgets changed. */
  notify(widgetId?: number): void;
  /** `changed` resolves at the next notification; `cancel` ends the wait without one. */
  waitFor(widgetId: number): { changed: Promise<Signal>; cancel: () => void };
}

export function createWaiters(): Waiters {
  const waiting = new Map<number, Set<(signal: Signal) => void>>();
  return {
    notify(widgetId) {
      if (widgetId !== undefined) for (const wake of waiting.get(widgetId) ?? []) wake('changed');
      else for (const waiters of waiting.values()) for (const wake of waiters) wake('unknown');
    },
    waitFor(widgetId) {
      const { promise, resolve } = Promise.withResolvers<Signal>();
      const waiters = waiting.get(widgetId) ?? new Set();
      waiting.set(widgetId, waiters.add(resolve));
      const cancel = (): void => {
        waiters.delete(resolve);
        if (waiters.size === 0) waiting.delete(widgetId);
      };
      return { changed: promise, cancel };
    },
  };
}
