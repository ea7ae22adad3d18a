import type { LivePlace } from '../model/messages.ts';

/** Whether a place is on the screen or within half of one. */
export function isNear(cell: Element): boolean {
  const { top, bottom } = cell.getBoundingClientRect();
  return bottom > -innerHeight / 2 && top < innerHeight * 1.5;
}

/** A place as custom properties, whose columns and rows count from 1. Views inherit them, so their names are long. */
export const styles = ({ x, y, w, h }: Pick<LivePlace, 'x' | 'y' | 'w' | 'h'>): [name: string, value: string][] =>
  Object.entries({ x: x + 1, y: y + 1, w, n: Math.min(w, 6), h }).map(([name, value]) => [
    `--place-${name}`,
    `${value}`,
  ]);

/** Rows of a grid up to the last place on it. */
export const rowsOf = (places: readonly Pick<LivePlace, 'y' | 'h'>[]): number =>
  Math.max(1, ...places.map(({ y, h }) => y + h));
