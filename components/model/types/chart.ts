import { type Check, read, readFields, type TypeSchema, type TypeSpec } from '../parse.ts';
import { toMoment } from '../time.ts';
import type { CommonConfig, Issue } from '../widget.ts';

export type ChartKind = 'bar' | 'line' | 'area' | 'pie' | 'doughnut' | 'scatter';

export interface ChartConfig extends CommonConfig {
  /** `bar` when absent. */
  chart_type?: ChartKind;
  /** What the labels are: 1 datetime, 2 time, 3 currency, 4 number. If the labels are words, 3 applies to the values. */
  x_axes_type?: '0' | '1' | '2' | '3' | '4';
  /** ISO 4217 code for currency. */
  currency?: string;
  prefix?: string;
  suffix?: string;
  decimal_places?: number;
  /** Stack the series. */
  stacked?: boolean;
  /** Draw the bars from side to side. */
  horizontal?: boolean;
  /** Give each bar, instead of each series, its own of the `colors`. */
  vary_colors?: boolean;
  /** Draw percentages of the sum at each label; bars and areas are stacked then. */
  relative?: boolean;
  /** Whether there is a legend; by default with more than one series or slice. */
  show_legend?: boolean;
  /** Name of a palette in `theme/schemes.ts`; for other names, the palette of the theme. `colors` overrides it. */
  color_scheme?: string;
  /** Titles of the axes. */
  x_axis?: string;
  y_axis?: string;
}

export interface Dataset {
  label: string;
  /** The values; `null` is a gap. */
  data: (number | null)[];
  /** The x values, for data given as points: numbers, or times as text. */
  xs?: (number | string | null)[];
}

export interface ChartData {
  labels: (string | number | null)[];
  datasets: Dataset[];
}

/** An x value: a number, or a time as text. */
const place: Check = (value, path, issues) => {
  if (typeof value === 'string' && !Number.isNaN(toMoment(value))) return value;
  return read('number!', value, path, issues);
};

const point = { x: place, y: 'number' };
const isPoint = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Reads values: numbers, or points as `{x, y}` or `[x, y]`. */
function readValues(value: unknown, path: string, issues: Issue[]): Pick<Dataset, 'data' | 'xs'> {
  if (!Array.isArray(value)) {
    issues.push({ path, message: 'expected number list' });
    return { data: [] };
  }
  if (!value.some(isPoint)) return { data: read('number[]', value, path, issues) as Dataset['data'] };
  const points = value.map((each: unknown, index): { x?: number | string; y?: number } => {
    const at = `${path}[${index}]`;
    if (each === null) return {};
    const [x, y] = Array.isArray(each) ? each : [];
    return readFields(point, Array.isArray(each) ? { x, y } : each, at, issues) ?? {};
  });
  return { data: points.map(({ y = null }) => y), xs: points.map(({ x = null }) => x) };
}

// A copy of the one in rows.ts, whose chunk would cost a page with a chart more bytes.
const labels: Check = (value, path, issues) => {
  if (value == null) return [];
  if (!Array.isArray(value)) return void issues.push({ path, message: 'expected list' });
  return value.map((label: unknown, index) =>
    typeof label === 'number' && Number.isFinite(label)
      ? label
      : ((read('string', label, `${path}[${index}]`, issues) as string | undefined) ?? null),
  );
};

const datasets: Check = (value, path, issues) => {
  if (!Array.isArray(value)) return void issues.push({ path, message: 'expected list of [label, [values]]' });
  return value.map((item: unknown, index): Dataset => {
    const at = `${path}[${index}]`;
    // A pair has no field names, so issues name its index.
    const isPair = Array.isArray(item);
    const [label, data] = isPair ? item : [];
    const given = readFields({}, isPair ? { label, data } : (item ?? false), at, issues) as Record<
      string,
      unknown
    > | null;
    if (!given) return { label: '', data: [] };
    const name = read('string', given.label, isPair ? `${at}[0]` : `${at}.label`, issues) as string | undefined;
    return { ...given, label: name ?? '', ...readValues(given.data, isPair ? `${at}[1]` : `${at}.data`, issues) };
  });
};

export const schema: TypeSchema = {
  type: 'chart',
  config: {
    chart_type: 'bar|line|area|pie|doughnut|scatter',
    x_axes_type: '0|1|2|3|4',
    currency: 'string',
    prefix: 'string',
    suffix: 'string',
    decimal_places: 'number',
    stacked: 'boolean',
    vary_colors: 'boolean',
    horizontal: 'boolean',
    relative: 'boolean',
    show_legend: 'boolean',
    color_scheme: 'string',
    x_axis: 'string',
    y_axis: 'string',
  },
  data: { labels, datasets },
};

export const spec: TypeSpec = {
  ...schema,
  title: 'Chart',
  w: 6,
  h: 4,
  sample: {
    config: { title: 'Orders per day', chart_type: 'bar' },
    data: {
      labels: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri'],
      datasets: [
        ['This week', [120, 145, 132, 170, 198]],
        ['Last week', [110, 128, 125, 152, 180]],
      ],
    },
  },
  docs: {
    config: {
      chart_type: 'The kind of chart; `bar` by default.',
      x_axes_type:
        'Type of the labels: `0` text, `1` date and time, `2` time, `3` currency, `4` number. If the labels are words, `3` formats the values as currency.',
      currency: 'ISO 4217 code of the currency, for `x_axes_type` 3.',
      decimal_places: 'Decimal places of values; by default as many as needed, up to 3.',
      color_scheme:
        'One hue for all series or slices: `blue`, `teal`, `green`, `yellow`, `orange`, `red`, `pink`, `purple` or `gray`. `colors` overrides it.',
      show_legend: 'Whether to show a legend; by default only with more than one series or slice.',
    },
    data: {
      labels: [
        'Labels along the axis, or names of the slices.',
        { type: ['array', 'null'], items: { type: ['string', 'number', 'null'] } },
      ],
      datasets: [
        'The series, each `[label, [values]]` or `{label, data}`; `null` is a gap. A value can also be a point: `{x, y}` or `[x, y]`.',
        {
          type: 'array',
          items: {
            anyOf: [
              {
                type: 'array',
                prefixItems: [{ type: 'string' }, { type: 'array', items: { type: ['number', 'null'] } }],
                minItems: 2,
              },
              {
                type: 'object',
                properties: {
                  label: { type: 'string' },
                  data: { type: 'array', items: { type: ['number', 'null'] } },
                },
                required: ['data'],
              },
            ],
          },
        },
      ],
    },
  },
};
