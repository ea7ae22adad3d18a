/** One result of a benchmark, compared with a minimal program in the same run. */
export interface Result {
  /** What was measured, for display. */
  name: string;
  /** The minimal program's result; `null` when there is none. */
  floor: number | null;
  ours: number;
  unit: string;
  /** `ours / floor` */
  ratio: number | null;
  /** The goal, as a sentence: `<= 1.5x`, `p50 <= 16 ms`. */
  goal: string;
  pass: boolean;
  note?: string;
}

/** A benchmark module, which cleans up after itself and ends within two minutes. */
export interface Bench {
  run(): Promise<Result[]>;
}

/** The value below which a share `p` (0..1) of the samples is. */
export function percentile(samples: readonly number[], p: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))] ?? Number.NaN;
}

export const median = (samples: readonly number[]): number => percentile(samples, 0.5);

/** A result with an absolute limit. */
export function limited(name: string, floor: number | null, ours: number, unit: string, limit: number): Result {
  const ratio = floor ? ours / floor : null;
  return { name, floor, ours, unit, ratio, goal: `<= ${limit} ${unit}`, pass: ours <= limit };
}

/** A result whose limit is a multiple of the floor. */
export function within(name: string, floor: number, ours: number, unit: string, factor: number): Result {
  const ratio = ours / floor;
  return { name, floor, ours, unit, ratio, goal: `<= ${factor}x`, pass: ratio <= factor };
}
