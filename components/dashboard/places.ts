import type { LivePlace } from '../model/messages.ts';

/** Whether a place is on the screen or within half of one. */
export function isNear(cell: Element): boolean {
  const { top, bottom } = cell.getBoundingClientRect();
  return bottom > -innerHeight / 2 && top < innerHeight * 1.5;
}

/** Columns where there is room for half of them. */
const FEW = 6;

/** A place, and how many of the few columns it takes. */
export interface Placed extends LivePlace {
  n: number;
}

/** The places of each page of a layout. A large board is drawn in many steps, each of which asks for all of them. */
const known = new WeakMap<readonly LivePlace[], Map<number | undefined, readonly Placed[]>>();

/** The places of a page in the order of reading. Among few columns, the last one of a row takes what is left of it. */
export function placesOf(layout: readonly LivePlace[], page: number | undefined): readonly Placed[] {
  const pages = known.get(layout) ?? new Map<number | undefined, readonly Placed[]>();
  known.set(layout, pages);
  const places = pages.get(page) ?? arrange(layout.filter((place) => place.page === page));
  pages.set(page, places);
  return places;
}

function arrange(layout: readonly LivePlace[]): Placed[] {
  const places = layout
    .toSorted((a, b) => a.y - b.y || a.x - b.x)
    .map((place) => ({ ...place, n: Math.min(place.w, FEW) }));
  let left = FEW;
  for (const [index, place] of places.entries()) {
    left -= place.n;
    const next = places[index + 1]?.n ?? FEW;
    if (next <= left) continue;
    place.n += left;
    left = FEW;
  }
  return places;
}

/** A place as custom properties, whose columns and rows count from 1. Views inherit them, so their names are long. */
export const styles = ({ x, y, w, n, h }: Placed): [name: string, value: string][] =>
  Object.entries({ x: x + 1, y: y + 1, w, n, h }).map(([name, value]) => [`--place-${name}`, `${value}`]);

/** The same as the text of a style attribute. */
export const styleText = (place: Placed): string =>
  styles(place)
    .map((pair) => pair.join(':'))
    .join(';');

/** Rows of a grid up to the last place on it. */
export const rowsOf = (places: readonly Pick<LivePlace, 'y' | 'h'>[]): number =>
  Math.max(1, ...places.map(({ y, h }) => y + h));
