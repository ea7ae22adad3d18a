/** How many points a history holds: a minute of figures, two of a chart. */
const POINTS = 60;

export const GIGABYTE = 1e9;
export const MEGABYTE = 1e6;

export const round = (value: number, digits = 1): number => Number(value.toFixed(digits));

/** Adds to the end of a list, and lets go of its beginning. */
export function remember<T>(list: T[], value: T, limit = POINTS): T {
  list.push(value);
  if (list.length > limit) list.splice(0, list.length - limit);
  return value;
}

/** The last values of something, with what they were before. */
export class Past {
  readonly values: number[] = [];

  add(value: number, limit = POINTS): number {
    return remember(this.values, value, limit);
  }

  get average(): number {
    return this.values.reduce((sum, value) => sum + value, 0) / (this.values.length || 1);
  }
}

/** A moment as widgets read it, UTC. */
export const momentOf = (ms: number): string => new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
