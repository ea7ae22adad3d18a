import type { TypeSchema, TypeSpec } from '../parse.ts';
import { listOf } from '../rows.ts';
import type { CommonConfig } from '../widget.ts';

export interface BoxesConfig extends CommonConfig {
  prefix?: string;
  suffix?: string;
  /** Digits after the decimal sign in exact format; 2 when absent. */
  decimal_places?: number;
  /** `0` smart (1.2K), `1` exact with thousands separators. */
  format_number?: '0' | '1';
}

export interface Box {
  label?: string;
  /** Absent while there is none: a dash is shown. */
  value?: number;
}

export interface BoxesData {
  values: Box[];
}

export const schema: TypeSchema = {
  type: 'boxes',
  config: { prefix: 'string', suffix: 'string', decimal_places: 'number', format_number: '0|1' },
  data: { values: listOf({ label: 'string', value: 'number' }) },
};

export const spec: TypeSpec = {
  ...schema,
  title: 'Boxes',
  w: 4,
  h: 3,
  sample: {
    config: { title: 'Support today' },
    data: {
      values: [
        { label: 'Open', value: 38 },
        { label: 'Waiting', value: 12 },
        { label: 'Solved', value: 164 },
        { label: 'Escalated', value: 3 },
      ],
    },
  },
  docs: {
    data: {
      values: [
        'The boxes, each `{label, value}`; a box without a value shows a dash.',
        {
          type: 'array',
          items: { type: 'object', properties: { label: { type: 'string' }, value: { type: 'number' } } },
        },
      ],
    },
  },
};
