import type { TypeSchema, TypeSpec } from '../parse.ts';
import type { CommonConfig } from '../widget.ts';

export interface NumberConfig extends CommonConfig {
  /** BoardCharts template name; `_small` draws a smaller figure, `_small_updown` without the compared value. */
  template?: string;
  prefix?: string;
  suffix?: string;
  /** Digits after the decimal sign in exact format; 2 when absent. */
  decimal_places?: number;
  /** `0` smart (1.2K), `1` exact with thousands separators. */
  format_number?: '0' | '1';
  goal?: number;
  /** Whether growth is good news; it decides the colour of the change. */
  direction?: 'up-good' | 'down-good';
  /** Ascending limits: from the last on is good, below the first is bad, between is a warning; reversed by direction. */
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
      template: '`widget_number_small.html` draws a smaller figure, `widget_number_small_updown.html` only its change.',
      goal: 'The value to reach; how far it is gets drawn.',
    },
    data: {
      value1: 'The figure.',
      value2: 'The value it is compared with.',
      text1: 'What the figure is.',
      text2: 'What it is compared with.',
      series: 'Earlier values, drawn as a sparkline; `null` is a gap.',
    },
  },
};
