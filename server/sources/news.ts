/** `maybe`: something changed, and nobody knows what. */
export type Word = 'told' | 'maybe';

/** Who waits until something is heard of a widget, from whichever process. */
export interface News {
  /** Ends the waiting for a widget; without one, whatever was waited for may have come. */
  tell(widgetId?: number): void;
  /** Resolves when something is heard of it; `forget` ends the waiting without. */
  of(widgetId: number): { heard: Promise<Word>; forget: () => void };
}

export function createNews(): News {
  const heard = new Map<number, Set<(word: Word) => void>>();
  return {
    tell(widgetId) {
      if (widgetId !== undefined) for (const wake of heard.get(widgetId) ?? []) wake('told');
      else for (const listeners of heard.values()) for (const wake of listeners) wake('maybe');
    },
    of(widgetId) {
      const { promise, resolve } = Promise.withResolvers<Word>();
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
