export type Level = 'good' | 'warn' | 'bad';

/** A series with gaps. */
export type Series = readonly (number | null)[];

/** Smallest and largest number of a series; `null` if there is none. */
export function extent(series: Iterable<number | null>): [number, number] | null {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of series) {
    if (value === null || !Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : null;
}

/** Axis ticks: multiples of 1, 2 or 5 times a power of ten that cover `low` to `high` in about `count` steps. */
export function ticks(low: number, high: number, count = 5): number[] {
  if (!(Number.isFinite(low) && Number.isFinite(high)) || high < low || count < 1) return [];
  if (low === high) return [low];
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough * 0.999) ?? 10);
  if (!(step > 0 && Number.isFinite(step))) return [low, high];
  const first = Math.floor(low / step);
  const last = Math.ceil(high / step);
  const digits = Math.max(0, Math.min(100, -Math.floor(Math.log10(step))));
  return Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toFixed(digits)));
}

/**
 * Indices of the `count` points (at least 3) that preserve the shape of a line, including first and last.
 * Largest-Triangle-Three-Buckets (Steinarsson 2013), on evenly spaced points; a gap counts as zero height.
 */
export function downsample(series: Series, count: number): number[] {
  const { length } = series;
  if (count >= length) return Array.from({ length }, (_, index) => index);
  const at = (index: number) => series[index] ?? 0;
  const size = (length - 2) / (count - 2);
  const picked = [0];
  let previous = 0;
  for (let bucket = 0; bucket < count - 2; bucket++) {
    const start = Math.floor(bucket * size) + 1;
    const end = Math.floor((bucket + 1) * size) + 1;
    const nextEnd = Math.min(length, Math.floor((bucket + 2) * size) + 1);
    let sum = 0;
    for (let index = end; index < nextEnd; index++) sum += at(index);
    const nextX = (end + nextEnd - 1) / 2;
    const nextY = sum / (nextEnd - end);
    let best = -1;
    let chosen = start;
    for (let index = start; index < end; index++) {
      const area = Math.abs(
        (previous - nextX) * (at(index) - at(previous)) - (previous - index) * (nextY - at(previous)),
      );
      if (area > best) {
        best = area;
        chosen = index;
      }
    }
    picked.push(chosen);
    previous = chosen;
  }
  picked.push(length - 1);
  return picked;
}
