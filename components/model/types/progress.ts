import type { TypeSchema, TypeSpec } from '../parse.ts';
import type { CommonConfig } from '../widget.ts';

export interface ProgressConfig extends CommonConfig {
  prefix?: string;
  suffix?: string;
  decimal_places?: number;
  /** `0` smart (1.2K), `1` exact with thousands separators. */
  format_number?: '0' | '1';
}

export interface ProgressData {
  current: number;
  /** Value at the start; 0 when absent. */
  min?: number;
  /** Value to reach; `current` may exceed it. */
  max: number;
  text?: string;
}

export const schema: TypeSchema = {
  type: 'progress',
  config: { prefix: 'string', suffix: 'string', decimal_places: 'number', format_number: '0|1' },
  data: { current: 'number!', min: 'number', max: 'number!', text: 'string' },
};

export const spec: TypeSpec = {
  ...schema,
  title: 'Progress',
  w: 4,
  h: 2,
  sample: {
    config: { title: 'Donations', prefix: '€' },
    data: { current: 7350, max: 10000, text: 'for the new roof' },
  },
  docs: {
    data: {
      current: 'The current value.',
      min: 'Value at the start; 0 by default.',
      max: 'Value to reach; `current` may exceed it.',
      text: 'Caption.',
    },
  },
};
