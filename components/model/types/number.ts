import type { TypeSchema, TypeSpec } from '../parse.ts';
import type { CommonConfig } from '../widget.ts';

export interface NumberConfig extends CommonConfig {
  /** BoardCharts template name: `_small` draws a smaller figure, `_small_updown` also leaves out the compared value. */
  template?: string;
  prefix?: string;
  suffix?: string;
  /** Digits after the decimal sign in exact format; 2 when absent. */
  decimal_places?: number;
  /** `0` smart (1.2K), `1` exact with thousands separators. */
  format_number?: '0' | '1';
  goal?: number;
  /** Whether a rise (the default) or a fall is good; it decides the colours of change and thresholds. */
  direction?: 'up-good' | 'down-good';
  /** Limits: good from the last on, bad below the first, a warning in between; reversed by `direction: 'down-good'`. */
  thresholds?: (number | null)[];
}

export interface NumberData {
  value1: number;
  /** The value it is compared with. */
  value2?: number;
  text1?: string;
  text2?: string;
  series?: (number | null)[];
}

export const schema: TypeSchema = {
  type: 'number',
  config: {
    template: 'string',
    prefix: 'string',
    suffix: 'string',
    decimal_places: 'number',
    format_number: '0|1',
    goal: 'number',
    direction: 'up-good|down-good',
    thresholds: 'number[]',
  },
  data: { value1: 'number!', value2: 'number', text1: 'string', text2: 'string', series: 'number[]' },
};

export const spec: TypeSpec = {
  ...schema,
  title: 'Number',
  w: 3,
  h: 2,
  sample: {
    config: { title: 'Revenue', prefix: '€', format_number: '1', decimal_places: 0 },
    data: { value1: 12450, value2: 9800, text1: 'today', text2: 'yesterday' },
  },
  docs: {
    config: {
      template:
        '`widget_number_small.html` shows a smaller number; `widget_number_small_updown.html` also hides the previous value and shows only the change.',
      goal: 'The value to reach; a bar shows the progress.',
    },
    data: {
      value1: 'The number to show.',
      value2: 'The previous value, or another one to compare with; the change is shown in percent.',
      text1: 'Caption of `value1`.',
      text2: 'Caption of `value2`.',
      series: 'Earlier values, drawn as a sparkline; `null` is a gap.',
    },
  },
};
