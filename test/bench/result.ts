/** One figure of a benchmark, beside what a minimal program reached in the same run. */
export interface Result {
  /** What was measured, for people. */
  name: string;
  /** The minimal program's figure; `null` where there is nothing to compare with. */
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

/** What a benchmark module exports: it measures, cleans up after itself, and ends within two minutes. */
export interface Bench {
  run(): Promise<Result[]>;
}

/** The value below which the share `p` (0..1) of the samples lies. */
export function percentile(samples: readonly number[], p: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))] ?? Number.NaN;
}

export const median = (samples: readonly number[]): number => percentile(samples, 0.5);

/** A figure whose goal is an absolute limit. */
export function limited(name: string, floor: number | null, ours: number, unit: string, limit: number): Result {
  const ratio = floor ? ours / floor : null;
  return { name, floor, ours, unit, ratio, goal: `<= ${limit} ${unit}`, pass: ours <= limit };
}

/** A figure whose goal is a multiple of the floor that it must not exceed. */
export function within(name: string, floor: number, ours: number, unit: string, factor: number): Result {
  const ratio = ours / floor;
  return { name, floor, ours, unit, ratio, goal: `<= ${factor}x`, pass: ratio <= factor };
}
