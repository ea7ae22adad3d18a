type Follow = (listener: () => void) => () => void;

/** Calls listeners on every full second, minute, …, with one timer for all listeners of the page. */
function createClock(period: number): Follow {
  const listeners = new Set<() => void>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  function wait(): void {
    timer = setTimeout(
      () => {
        wait();
        for (const listener of listeners) listener();
      },
      period - (Date.now() % period),
    );
  }

  return (listener) => {
    listeners.add(listener);
    if (timer === undefined) wait();
    return () => {
      listeners.delete(listener);
      if (listeners.size) return;
      clearTimeout(timer);
      timer = undefined;
    };
  };
}

/** Calls `listener` on every full second, with one timer for the page. @returns a function that stops it */
export const onSecond: Follow = createClock(1000);

/** The same on every full minute. */
export const onMinute: Follow = createClock(60_000);
