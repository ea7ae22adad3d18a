import { read, type TypeSchema, type TypeSpec } from '../parse.ts';
import { labels } from '../rows.ts';
import type { CommonConfig } from '../widget.ts';

export interface HeatmapConfig extends CommonConfig {
  /** One hue (`blue`, `green`, …) or two (`blue-orange`, …), see `theme/ramps.ts`; two or more `colors` override it. */
  color_scheme?: string;
  /** Ends of the scale; the smallest and the largest value when absent. */
  min?: number;
  max?: number;
  /** What the column names are: 1 datetime, 2 time, 3 currency, 4 number. */
  x_axes_type?: '0' | '1' | '2' | '3' | '4';
  prefix?: string;
  suffix?: string;
  decimal_places?: number;
  /** `0` smart (1.2K), `1` exact with thousands separators. */
  format_number?: '0' | '1';
  show_legend?: boolean;
}

export interface HeatmapData {
  /** Names of the columns (`x`) and of the rows (`y`). */
  x: (string | number | null)[];
  y: (string | number | null)[];
  /** A list for each row; `null` is an empty cell. */
  values: (number | null)[][];
}

export const schema: TypeSchema = {
  type: 'heatmap',
  config: {
    color_scheme: 'string',
    min: 'number',
    max: 'number',
    x_axes_type: '0|1|2|3|4',
    prefix: 'string',
    suffix: 'string',
    decimal_places: 'number',
    format_number: '0|1',
    show_legend: 'boolean',
  },
  data: {
    x: labels,
    y: labels,
    values: (value, path, issues) => {
      if (!Array.isArray(value)) return void issues.push({ path, message: 'expected list of number lists' });
      return value.map((row: unknown, index) => read('number[]', row, `${path}[${index}]`, issues) ?? []);
    },
  },
};

export const spec: TypeSpec = {
  ...schema,
  title: 'Heatmap',
  w: 6,
  h: 4,
  sample: {
    config: { title: 'Orders by day and hour' },
    data: {
      x: ['8–10', '10–12', '12–14', '14–16', '16–18', '18–20'],
      y: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
      values: [
        [4, 11, 18, 14, 21, 17],
        [6, 12, 20, 15, 23, 19],
        [5, 14, 22, 17, 24, 22],
        [7, 13, 19, 18, 26, 25],
        [6, 15, 24, 21, 31, 28],
        [12, 27, 34, 36, 30, 22],
        [9, 19, 26, 28, null, null],
      ],
    },
  },
  docs: {
    config: {
      color_scheme:
        'Colours of the scale: from light to dark (`blue`, `green`, `orange`, `purple`, `gray`, `heat` or `sea`), or two hues around zero (`blue-orange`, `purple-green` or `teal-pink`). Two or more `colors` (`#rrggbb`) override it.',
      x_axes_type: 'Type of the column names: `0` text, `1` date and time, `2` time, `3` currency, `4` number.',
      show_legend: 'Whether to show a legend; by default if there is room for it.',
      min: 'Lower end of the scale; the smallest value by default.',
      max: 'Upper end of the scale; the largest value by default.',
    },
    data: {
      x: ['Names of the columns.', { type: ['array', 'null'], items: { type: ['string', 'number', 'null'] } }],
      y: ['Names of the rows.', { type: ['array', 'null'], items: { type: ['string', 'number', 'null'] } }],
      values: [
        'A list of numbers for each row; `null` is an empty cell.',
        { type: 'array', items: { type: 'array', items: { type: ['number', 'null'] } } },
      ],
    },
  },
};
