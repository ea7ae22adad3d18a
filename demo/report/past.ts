/** Number of points in a history: one minute for figures, two for a chart. */
const POINTS = 60;

export const GIGABYTE = 1e9;
export const MEGABYTE = 1e6;

export const round = (value: number, digits = 1): number => Number(value.toFixed(digits));

/** Appends to a list and drops its oldest entries. */
export function remember<T>(list: T[], value: T, limit = POINTS): T {
  list.push(value);
  if (list.length > limit) list.splice(0, list.length - limit);
  return value;
}

/** The last values of a series, for sparklines and comparisons. */
export class Past {
  readonly values: number[] = [];

  add(value: number, limit = POINTS): number {
    return remember(this.values, value, limit);
  }

  get average(): number {
    return this.values.reduce((sum, value) => sum + value, 0) / (this.values.length || 1);
  }
}

/** A time in the format of widgets, UTC. */
export const momentOf = (ms: number): string => new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
