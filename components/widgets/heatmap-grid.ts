import { clamp, shareOf } from '../model/figures.ts';
import { extent } from '../model/series.ts';
import type { HeatmapConfig, HeatmapData } from '../model/types/heatmap.ts';
import { isDiverging, ramp, type Step } from '../theme/ramps.ts';

/** Colours of a scale; odd, so that it has a middle. */
const STEPS = 21;

/** A matrix made ready for drawing. */
export interface Grid {
  columns: number;
  rows: number;
  /** Ends of the scale; `null` where there is no value at all. */
  range: [number, number] | null;
  steps: Step[];
  /** The step of a value. */
  stepOf(value: number): number;
  at(row: number, column: number): number | null;
}

/** Ends of the scale: as they were given, else those of the values; a scheme of two hues has zero in its middle. */
function rangeOf({ values }: HeatmapData, { min, max, color_scheme }: HeatmapConfig): [number, number] | null {
  const found = extent(values.flat());
  if (!found) return null;
  const [low, high] = found;
  if (min === undefined && max === undefined && isDiverging(color_scheme) && low < 0 && high > 0) {
    const reach = Math.max(-low, high);
    return [-reach, reach];
  }
  return [min ?? Math.min(low, max ?? low), max ?? Math.max(high, min ?? high)];
}

/** The matrix of some data, as large as its labels and its values together. */
export function gridOf(data: HeatmapData, config: HeatmapConfig): Grid {
  const { x, y, values } = data;
  const range = rangeOf(data, config);
  const [low, high] = range ?? [0, 0];
  return {
    columns: values.reduce((most, row) => Math.max(most, row.length), x.length),
    rows: Math.max(y.length, values.length),
    range,
    steps: ramp(config.color_scheme, config.colors, STEPS),
    // Where all values are the same none of them is low or high.
    stepOf: (value) => Math.round((low === high ? 0.5 : clamp(shareOf(value, low, high))) * (STEPS - 1)),
    at: (row, column) => values[row]?.[column] ?? null,
  };
}

/** The cells of each step as one path of unit squares, and those without a value as squares with a stroke through them. */
export function pathsOf(grid: Grid): { steps: string[]; none: string; strokes: string } {
  const steps = Array<string>(STEPS).fill('');
  let none = '';
  let strokes = '';
  for (let row = 0; row < grid.rows; row++)
    for (let column = 0; column < grid.columns; column++) {
      const value = grid.at(row, column);
      const square = `M${column} ${row}h1v1h-1z`;
      if (value === null) {
        none += square;
        strokes += `M${column} ${row + 1}l1 -1`;
      } else steps[grid.stepOf(value)] += square;
    }
  return { steps, none, strokes };
}

/** Sizes that style sheets can ask for, four to the double, in pixels of an unchanged root font size. */
export const SMALLEST = 18;
export const LARGEST = 44;
export const sizeOf = (grade: number): number => 2 ** (grade / 4);

/** The smallest of these sizes that is enough. */
export const gradeOf = (pixels: number): number =>
  clamp(Math.ceil(4 * Math.log2(Math.max(1, pixels))), SMALLEST, LARGEST);

/**
 * How large an axis of `count` cells must be for each of its labels, so that none runs into the next: every second,
 * fourth, eighth … stays where there is less room. `each` is the room that one takes, in pixels;
 * `slack` is the part of it that the last may lack.
 */
export const gradesOf = (count: number, each: number, slack = 0): number[] =>
  Array.from({ length: count }, (_, index) => {
    // The first one always has some room, if only by the others' leaving.
    if (!index) return SMALLEST;
    let span = 1;
    while (index % (span * 2) === 0 && index + span * 2 <= count + span * slack) span *= 2;
    return gradeOf((count / span) * each);
  });

/** Widths of labels of columns where there is no room for all of them, in pixels of an unchanged root font size. */
export const LABELS: readonly number[] = [24, 32, 40, 48, 64, 96];

/** Width between two cells, by how many there are. */
export const gapOf = ({ columns, rows }: Grid): number =>
  Math.max(columns, 1.5 * rows) <= 16 ? 2 : columns <= 40 && rows <= 30 ? 1 : 0;
