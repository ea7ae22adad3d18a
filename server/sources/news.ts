/** Who waits until something is heard of a widget, from whichever process. */
export interface News {
  /** Ends the waiting for a widget. */
  tell(widgetId: number): void;
  /** Resolves when something is heard of it; `forget` ends the waiting without. */
  of(widgetId: number): { heard: Promise<void>; forget: () => void };
}

export function createNews(): News {
  const heard = new Map<number, Set<() => void>>();
  return {
    tell(widgetId) {
      for (const wake of heard.get(widgetId) ?? []) wake();
    },
    of(widgetId) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const listeners = heard.get(widgetId) ?? new Set();
      heard.set(widgetId, listeners.add(resolve));
      const forget = (): void => {
        listeners.delete(resolve);
        if (listeners.size === 0) heard.delete(widgetId);
      };
      return { heard: promise, forget };
    },
  };
}
