/**
 * What changed, announced after the commit. A `data` change made in this process carries the bytes to send; one made in
 * another process does not, so code that needs them reads the store.
 */
export type Change =
  | { kind: 'data'; widgetId: number; version: number; data?: string; dataUpdatedAt?: number }
  /** A widget was created, deleted, or its title, config or place changed. */
  | { kind: 'widget'; widgetId: number; dashboardId: number }
  /** A dashboard's name, pages, privacy or existence changed. */
  | { kind: 'dashboard'; dashboardId: number }
  /** A dataset came or went, or its rows or its name changed. */
  | { kind: 'dataset'; workspaceId: number }
  /** A token, key, grant or membership was changed or revoked: everybody who is reading must be checked again. */
  | { kind: 'access' }
  /** Changes may have been missed: everything that is being watched must be compared with the store. */
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
