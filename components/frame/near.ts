/**
 * How many widgets a page or a dashboard draws wherever they are. Of more, a dashboard draws those near the screen; a page
 * draws these first.
 */
export const MANY = 48;

/** Whether an element is in the viewport or within half of its height. */
export function isNear(element: Element): boolean {
  const { top, bottom } = element.getBoundingClientRect();
  return bottom > -innerHeight / 2 && top < innerHeight * 1.5;
}

interface Waiting extends Element {
  isFar?: boolean | undefined;
}

let watcher: IntersectionObserver | undefined;

/** After how long (milliseconds) those far from the screen are drawn, too, each in a task of its own. */
const LATER = 3500;

/** Whether an element is one of many, and far from the screen. Its `isFar` becomes false when it comes near it, or later. */
export function isFar(element: Waiting): boolean {
  if (!document.getElementsByTagName(element.localName)[MANY] || isNear(element)) return false;
  watcher ??= new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) (target as Waiting).isFar &&= !isIntersecting;
    },
    { rootMargin: '50%' },
  );
  watcher.observe(element);
  // For search in the page, screen readers and screenshots.
  setTimeout(() => (element.isFar = false), LATER);
  return true;
}
