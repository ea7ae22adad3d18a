import type { PNG } from 'pngjs';

/** A part of a sheet, in pixels. */
export interface Cell {
  name: string;
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Difference {
  cell: string;
  /** Pixels that are wrong. */
  count: number;
  /** Where they are, within the cell. */
  box: { left: number; top: number; right: number; bottom: number };
}

/** How far two values of a channel may lie apart: less than a hairline on its surface, more than a rounding. */
const TOLERANCE = 20;
/** How many wrong pixels are too few to see. */
const FEWEST = 3;

const RED = [230, 20, 60, 255] as const;

/**
 * Compares two sheets cell by cell. A pixel is wrong when the other sheet has nothing like it within one pixel: so
 * edges may be smoothed otherwise, and nothing may move by two. Paints what is wrong into `marked`, over a pale copy.
 */
export function compare(before: PNG, after: PNG, cells: readonly Cell[], marked?: PNG): Difference[] {
  const { width } = after;
  const near = (a: PNG, at: number, b: PNG, x: number, y: number): boolean => {
    const place = (y * width + x) * 4;
    for (let channel = 0; channel < 3; channel += 1)
      if (Math.abs((a.data[at + channel] ?? 0) - (b.data[place + channel] ?? 0)) > TOLERANCE) return false;
    return true;
  };
  const known = (a: PNG, b: PNG, x: number, y: number): boolean => {
    const at = (y * width + x) * 4;
    if (near(a, at, b, x, y)) return true;
    for (let dy = -1; dy <= 1; dy += 1)
      for (let dx = -1; dx <= 1; dx += 1)
        if (x + dx >= 0 && y + dy >= 0 && x + dx < width && y + dy < b.height && near(a, at, b, x + dx, y + dy))
          return true;
    return false;
  };
  if (marked)
    for (const [index, value] of after.data.entries()) marked.data[index] = index % 4 === 3 ? 255 : 160 + value * 0.37;
  return cells.flatMap(({ name, x: left, y: top, width: across, height: down }): Difference[] => {
    let count = 0;
    const box = { left: across, top: down, right: 0, bottom: 0 };
    for (let y = top; y < top + down; y += 1)
      for (let x = left; x < left + across; x += 1) {
        if (known(after, before, x, y) && known(before, after, x, y)) continue;
        count += 1;
        box.left = Math.min(box.left, x - left);
        box.top = Math.min(box.top, y - top);
        box.right = Math.max(box.right, x - left);
        box.bottom = Math.max(box.bottom, y - top);
        marked?.data.set(RED, (y * width + x) * 4);
      }
    return count > FEWEST ? [{ cell: name, count, box }] : [];
  });
}
