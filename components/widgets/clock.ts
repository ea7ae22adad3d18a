const listeners = new Set<() => void>();
let timer: ReturnType<typeof setTimeout> | undefined;

function wait(): void {
  timer = setTimeout(
    () => {
      wait();
      for (const listener of listeners) listener();
    },
    1000 - (Date.now() % 1000),
  );
}

/** Calls `listener` on every full second, all listeners of a page by one timer. Returns what ends it. */
export function onSecond(listener: () => void): () => void {
  listeners.add(listener);
  if (timer === undefined) wait();
  return () => {
    listeners.delete(listener);
    if (listeners.size) return;
    clearTimeout(timer);
    timer = undefined;
  };
}
