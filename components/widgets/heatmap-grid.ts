import { clamp, shareOf } from '../model/figures.ts';
import { extent } from '../model/series.ts';
import type { HeatmapConfig, HeatmapData } from '../model/types/heatmap.ts';
import { isDiverging, ramp, type Step } from '../theme/ramps.ts';

/** Number of colours; odd, so that there is a middle one. */
const STEPS = 21;

/** A matrix prepared for drawing. */
export interface Grid {
  columns: number;
  rows: number;
  /** Ends of the scale; `null` if there are no values. */
  range: [number, number] | null;
  steps: Step[];
  /** Index of the colour for a value. */
  stepOf(value: number): number;
  at(row: number, column: number): number | null;
}

/** Ends of the scale: as configured, else those of the values; around zero for schemes with two hues. */
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

/** The matrix, large enough for all labels and all values. */
export function gridOf(data: HeatmapData, config: HeatmapConfig): Grid {
  const { x, y, values } = data;
  const range = rangeOf(data, config);
  const [low, high] = range ?? [0, 0];
  return {
    columns: values.reduce((most, row) => Math.max(most, row.length), x.length),
    rows: Math.max(y.length, values.length),
    range,
    steps: ramp(config.color_scheme, config.colors, STEPS),
    // If all values are equal, they get the middle colour.
    stepOf: (value) => Math.round((low === high ? 0.5 : clamp(shareOf(value, low, high))) * (STEPS - 1)),
    at: (row, column) => values[row]?.[column] ?? null,
  };
}

/** One path of unit squares for the cells of each colour; empty cells are squares with a diagonal stroke. */
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

/** Grades of size for container queries, four per doubling, in pixels at the default root font size. */
export const SMALLEST = 18;
export const LARGEST = 44;
export const sizeOf = (grade: number): number => 2 ** (grade / 4);

/** The smallest grade that is large enough. */
export const gradeOf = (pixels: number): number =>
  clamp(Math.ceil(4 * Math.log2(Math.max(1, pixels))), SMALLEST, LARGEST);

/**
 * For each label of an axis with `count` cells, the grade of size from which it is shown, so that labels never overlap:
 * with less room every second, fourth, eighth … remains. `each` is the size of a label in pixels;
 * `slack` is the part of it that the last one may lack.
 */
export const gradesOf = (count: number, each: number, slack = 0): number[] =>
  Array.from({ length: count }, (_, index) => {
    // The first one is always shown.
    if (!index) return SMALLEST;
    let span = 1;
    while (index % (span * 2) === 0 && index + span * 2 <= count + span * slack) span *= 2;
    return gradeOf((count / span) * each);
  });

/** Possible widths of column labels when there is no room for all, in pixels at the default root font size. */
export const LABELS: readonly number[] = [24, 32, 40, 48, 64, 96];

/** Gap between cells in pixels, by how many there are. */
export const gapOf = ({ columns, rows }: Grid): number =>
  Math.max(columns, 1.5 * rows) <= 16 ? 2 : columns <= 40 && rows <= 30 ? 1 : 0;
