/** Columns of every page's grid, and how far down one reaches. */
export const COLUMNS = 12;
export const MAX_ROW = 10_000;
/** Rows of one widget. */
export const MAX_HEIGHT = 1_000;

/** A rectangle on the grid, in columns and rows, counted from the top left at 0. */
export interface Rectangle {
  x: number;
  y: number;
  w: number;
  h: number;
}

export type Size = Pick<Rectangle, 'w' | 'h'>;

export const overlaps = (a: Rectangle, b: Rectangle): boolean =>
  a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

/**
 * The first place, row by row and from the left, where a rectangle of this size touches none of the taken ones.
 * @param w columns, 1 to 12
 * @param from a row above which there is none
 */
export function firstFree(taken: readonly Rectangle[], w: number, h: number, from = 0): Rectangle {
  const bottom = taken.reduce((lowest, { y, h: height }) => Math.max(lowest, y + height), 0);
  for (let y = from; y < bottom; y = nextRow(taken, y)) {
    const near = taken.filter((other) => other.y < y + h && y < other.y + other.h);
    for (let x = 0; x + w <= COLUMNS; ) {
      const place = { x, y, w, h };
      const blocker = near.find((other) => overlaps(place, other));
      if (!blocker) return place;
      x = blocker.x + blocker.w;
    }
  }
  return { x: 0, y: bottom, w, h };
}

/** The next row below `y` where a widget ends: only there can a place be free that was not free above. */
const nextRow = (taken: readonly Rectangle[], y: number): number =>
  taken.reduce((next, other) => {
    const end = other.y + other.h;
    return end > y && end < next ? end : next;
  }, Number.POSITIVE_INFINITY);

/** Finds places on a page for many widgets. Places only fill up, so the search for a size resumes at the last one found. */
export function createFiller(widgets: readonly Rectangle[]): (place: Partial<Rectangle>, size: Size) => Rectangle {
  const taken = [...widgets];
  const reached = new Map<string, number>();
  return ({ x, y, w: width, h: height }, size) => {
    const [w, h] = [width ?? size.w, height ?? size.h];
    const key = `${w} ${h}`;
    const isPlaced = x !== undefined || y !== undefined;
    const place = isPlaced ? { x: x ?? 0, y: y ?? 0, w, h } : firstFree(taken, w, h, reached.get(key));
    if (!isPlaced) reached.set(key, place.y);
    const fitted = { ...place, x: Math.min(place.x, COLUMNS - w) };
    taken.push(fitted);
    return fitted;
  };
}
