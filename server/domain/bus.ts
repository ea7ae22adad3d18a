/**
 * What changed, told after the commit. Inside the process a `data` change carries the bytes to send;
 * one that comes from another process does not, and whoever needs them reads the store.
 */
export type Change =
  | { kind: 'data'; widgetId: number; version: number; data?: string; dataUpdatedAt?: number }
  /** A widget was created, deleted, or its title, config or place changed. */
  | { kind: 'widget'; widgetId: number; dashboardId: number }
  /** A dashboard's name, pages, privacy or existence changed. */
  | { kind: 'dashboard'; dashboardId: number }
  /** A dataset came or went, or its rows or its name changed. */
  | { kind: 'dataset'; workspaceId: number }
  /** A token, key, grant or membership was changed or revoked: whoever is reading is to be checked again. */
  | { kind: 'access' }
  /** Changes may have been missed: compare everything that is being watched. */
  | { kind: 'gap' };

export type Listener = (change: Change) => void;

/** In-process fan-out of changes. Listeners must not throw and must not wait. */
export interface Bus {
  emit(change: Change): void;
  /** @returns a function that ends the subscription */
  on(listener: Listener): () => void;
}

export function createBus(): Bus {
  const listeners = new Set<Listener>();
  return {
    emit(change) {
      for (const listener of listeners) listener(change);
    },
    on(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
