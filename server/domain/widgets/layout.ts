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

export const overlaps = (a: Rectangle, b: Rectangle): boolean =>
  a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

/**
 * The first place, row by row and from the left, where a rectangle of this size touches none of the taken ones.
 * @param w columns, 1 to 12
 */
export function firstFree(taken: readonly Rectangle[], w: number, h: number): Rectangle {
  const bottom = taken.reduce((lowest, { y, h: height }) => Math.max(lowest, y + height), 0);
  for (let y = 0; y < bottom; y = nextRow(taken, y)) {
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

/** The next row below `y` where something ends: only there can a place appear that was not free above. */
const nextRow = (taken: readonly Rectangle[], y: number): number =>
  taken.reduce((next, other) => {
    const end = other.y + other.h;
    return end > y && end < next ? end : next;
  }, Number.POSITIVE_INFINITY);
