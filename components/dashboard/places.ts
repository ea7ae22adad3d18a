import type { LivePlace } from '../model/messages.ts';

/** Number of columns on a tablet. */
const FEW = 6;

/** A place, and how many columns it takes on a tablet. */
export interface Placed extends LivePlace {
  n: number;
}

/** Cache of the places by layout and page: a large board is drawn in many steps, and each needs all of them. */
const known = new WeakMap<readonly LivePlace[], Map<number | undefined, readonly Placed[]>>();

/** The places of a page in reading order. On a tablet, the last one of a row fills the rest of it. */
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

/** A place as custom properties, counted from 1. Views inherit them, so long names avoid conflicts. */
export const styles = ({ x, y, w, n, h }: Placed): [name: string, value: string][] =>
  Object.entries({ x: x + 1, y: y + 1, w, n, h }).map(([name, value]) => [`--place-${name}`, `${value}`]);

/** The same for a style attribute. */
export const styleText = (place: Placed): string =>
  styles(place)
    .map((pair) => pair.join(':'))
    .join(';');

/** How many rows a grid needs. */
export const rowsOf = (places: readonly Pick<LivePlace, 'y' | 'h'>[]): number =>
  Math.max(1, ...places.map(({ y, h }) => y + h));
