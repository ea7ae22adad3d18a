import type { TypeSchema, TypeSpec } from '../parse.ts';
import { listOf } from '../rows.ts';
import type { CommonConfig } from '../widget.ts';

export interface FunnelConfig extends CommonConfig {
  prefix?: string;
  suffix?: string;
  decimal_places?: number;
  /** `0` smart (1.2K), `1` exact with thousands separators. */
  format_number?: '0' | '1';
}

export interface FunnelStage {
  name?: string;
  value: number;
}

export interface FunnelData {
  /** The stages in order; one may be larger than the one before. */
  funnel: FunnelStage[];
}

export const schema: TypeSchema = {
  type: 'funnel',
  config: { prefix: 'string', suffix: 'string', decimal_places: 'number', format_number: '0|1' },
  data: { funnel: listOf({ name: 'string', value: 'number!' }) },
};

export const spec: TypeSpec = {
  ...schema,
  title: 'Funnel',
  w: 5,
  h: 4,
  sample: {
    config: { title: 'From visit to order' },
    data: {
      funnel: [
        { name: 'Visits', value: 12480 },
        { name: 'Product seen', value: 7310 },
        { name: 'In the basket', value: 2140 },
        { name: 'Checkout', value: 1265 },
        { name: 'Orders', value: 1012 },
      ],
    },
  },
  docs: {
    data: {
      funnel: [
        'The stages in order, each `{name, value}`.',
        {
          type: 'array',
          items: {
            type: 'object',
            properties: { name: { type: 'string' }, value: { type: 'number' } },
            required: ['value'],
          },
        },
      ],
    },
  },
};
