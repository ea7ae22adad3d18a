/** Milliseconds of work before yielding to the page. */
const SLICE = 8;

const tasks = new Map<object, () => void>();
let runs = false;
let isPrinting = false;

function next(): void {
  runs = tasks.size > 0;
  if (!runs) return;
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    port1.close();
    slice();
  };
  port2.postMessage(0);
}

function slice(): void {
  const end = performance.now() + SLICE;
  try {
    for (const [key, task] of tasks) {
      tasks.delete(key);
      task();
      if (performance.now() >= end) break;
    }
  } finally {
    next();
  }
}

/**
 * Runs heavy tasks in time slices, so that the page stays responsive; at once while the page is printed, which does not
 * wait. A newer task with the same key replaces a waiting one.
 */
export function inSlices(key: object, task: () => void): void {
  if (isPrinting) task();
  else {
    tasks.set(key, task);
    if (!runs) next();
  }
}

const waiting = new Map<Element, () => void>();
let watcher: IntersectionObserver | undefined;

function arrive(element: Element): void {
  const arrived = waiting.get(element);
  waiting.delete(element);
  watcher?.unobserve(element);
  arrived?.();
}

/** Calls `arrived` once, when the element is within half a viewport of the visible part, or the page is printed. */
export function whenNear(element: Element, arrived: () => void): () => void {
  if (!watcher) {
    watcher = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) if (isIntersecting) arrive(target);
      },
      { rootMargin: '50%' },
    );
    addEventListener('afterprint', () => (isPrinting = false));
    addEventListener('beforeprint', () => {
      isPrinting = true;
      for (const target of [...waiting.keys()]) arrive(target);
      for (const task of [...tasks.values()]) task();
      tasks.clear();
    });
  }
  if (isPrinting) arrived();
  else {
    waiting.set(element, arrived);
    watcher.observe(element);
  }
  return () => {
    waiting.delete(element);
    watcher?.unobserve(element);
  };
}

/** Calls `task` when the page is idle, at the latest after about two seconds. */
export const whenIdle = (task: () => void): void => {
  if ('requestIdleCallback' in globalThis) requestIdleCallback(task, { timeout: 2000 });
  else setTimeout(task, 200);
};

/** Minimum milliseconds between two versions of content for screen readers: nobody listens faster. */
const PAUSE = 2000;
/** Whether the next version is scheduled. */
const scheduled = new WeakMap<object, boolean>();

/** Writes content for screen readers: when the page is idle, and at most every two seconds. */
export function whenListened(key: object, write: () => void): void {
  const isDue = scheduled.get(key);
  if (isDue) return;
  scheduled.set(key, true);
  setTimeout(
    () =>
      whenIdle(() => {
        scheduled.set(key, false);
        write();
      }),
    isDue === false ? PAUSE : 0,
  );
}
