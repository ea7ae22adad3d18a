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

/**
 * Whether a widget is one of many in the document, and far from the screen. Its `isFar` becomes false when it comes near
 * it, or later. All are measured before one is drawn: to measure after a drawing is to lay out the page once more.
 */
export function isFar(widget: Waiting): boolean | undefined {
  const all = document.getElementsByTagName('bc-widget') as HTMLCollectionOf<Waiting>;
  if (all[MANY]) {
    const watcher = new IntersectionObserver(
      (entries) => {
        for (const entry of entries) (entry.target as Waiting).isFar &&= !entry.isIntersecting;
      },
      { rootMargin: '50%' },
    );
    const far = [...all].filter((each) => each.isFar === undefined && (each.isFar = !isNear(each)));
    for (const each of far) {
      watcher.observe(each);
      // For search in the page, screen readers and screenshots; of thousands, several at a time, because the browser lays
      // out and paints such a page after every few tasks.
      setTimeout(() => {
        for (const next of far.splice(0, 1 + far.length / 99)) {
          watcher.unobserve(next);
          next.isFar = false;
        }
      }, 3500);
    }
  }
  return widget.isFar;
}
