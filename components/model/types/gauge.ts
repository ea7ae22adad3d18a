import type { TypeSchema, TypeSpec } from '../parse.ts';
import type { CommonConfig } from '../widget.ts';

export interface GaugeConfig extends CommonConfig {
  /** Ends of the scale, if the data has none; 0 and 1 when absent. A scale from 0 to 1 without a unit is in percent. */
  min?: number;
  max?: number;
  prefix?: string;
  suffix?: string;
  decimal_places?: number;
  /** `0` smart (1.2K), `1` exact with thousands separators. */
  format_number?: '0' | '1';
  /** Limits: good from the last on, bad below the first, a warning in between; reversed by `direction: 'down-good'`. */
  thresholds?: (number | null)[];
  direction?: 'up-good' | 'down-good';
}

export interface GaugeData {
  value: number;
  min?: number;
  max?: number;
  /** Caption. */
  text?: string;
}

export const schema: TypeSchema = {
  type: 'gauge',
  config: {
    min: 'number',
    max: 'number',
    prefix: 'string',
    suffix: 'string',
    decimal_places: 'number',
    format_number: '0|1',
    thresholds: 'number[]',
    direction: 'up-good|down-good',
  },
  data: { value: 'number!', min: 'number', max: 'number', text: 'string' },
};

export const spec: TypeSpec = {
  ...schema,
  title: 'Gauge',
  w: 3,
  h: 3,
  sample: {
    config: { title: 'Disk space', thresholds: [0.7, 0.9], direction: 'down-good' },
    data: { value: 0.76, text: 'used' },
  },
  docs: {
    config: {
      min: 'Lower end of the scale, unless the data has one; 0 by default.',
      max: 'Upper end of the scale, unless the data has one; 1 by default. On a scale from 0 to 1 without `prefix` and `suffix`, values are shown in percent.',
    },
    data: {
      value: 'The value to show.',
      min: 'Lower end of the scale.',
      max: 'Upper end of the scale.',
      text: 'Caption.',
    },
  },
};
