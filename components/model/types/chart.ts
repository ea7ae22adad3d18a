import { read, readFields, type TypeSchema, type TypeSpec } from '../parse.ts';
import type { CommonConfig } from '../widget.ts';

export type ChartKind = 'bar' | 'line' | 'pie' | 'doughnut';

export interface ChartConfig extends CommonConfig {
  /** `bar` when absent. */
  chart_type?: ChartKind;
  /** What the labels are: 1 datetime, 2 time, 3 currency, 4 number. Where they are words, 3 and 4 speak of the values. */
  x_axes_type?: '0' | '1' | '2' | '3' | '4';
  /** ISO 4217 code for currency. */
  currency?: string;
  prefix?: string;
  suffix?: string;
  decimal_places?: number;
  stacked?: boolean;
  /** Bars that lie. */
  horizontal?: boolean;
  /** Legend shown or not; by default where there is more than one thing to tell apart. */
  show_legend?: boolean;
}

export interface Dataset {
  label: string;
  /** `null` is a gap. */
  data: (number | null)[];
}

export interface ChartData {
  labels: (string | number | null)[];
  datasets: Dataset[];
}

const dataset = { label: 'string', data: 'number[]!' };

export const schema: TypeSchema = {
  type: 'chart',
  config: {
    chart_type: 'bar|line|pie|doughnut',
    x_axes_type: '0|1|2|3|4',
    currency: 'string',
    prefix: 'string',
    suffix: 'string',
    decimal_places: 'number',
    stacked: 'boolean',
    horizontal: 'boolean',
    show_legend: 'boolean',
  },
  data: {
    labels: (value, path, issues) => {
      if (value == null) return [];
      if (!Array.isArray(value)) return void issues.push({ path, message: 'expected list' });
      return value.map((label: unknown, index) =>
        typeof label === 'number' && Number.isFinite(label)
          ? label
          : ((read('string', label, `${path}[${index}]`, issues) as string | undefined) ?? null),
      );
    },
    datasets: (value, path, issues) => {
      if (!Array.isArray(value)) return void issues.push({ path, message: 'expected list of [label, [values]]' });
      return value.map((item: unknown, index): Dataset => {
        const at = `${path}[${index}]`;
        const pair = Array.isArray(item);
        const found: typeof issues = [];
        const given = pair ? { label: item[0], data: item[1] } : item;
        const result = readFields(dataset, given ?? false, at, found) as Partial<Dataset> | null;
        // A pair has no field names: its places are named as they were written.
        for (const { path: wrong, message } of found)
          issues.push({
            path: pair ? wrong.replace(`${at}.data`, `${at}[1]`).replace(`${at}.label`, `${at}[0]`) : wrong,
            message,
          });
        return { ...result, label: result?.label ?? '', data: result?.data ?? [] };
      });
    },
  },
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
};
