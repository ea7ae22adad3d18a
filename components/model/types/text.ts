import type { TypeSchema, TypeSpec } from '../parse.ts';
import type { CommonConfig } from '../widget.ts';

export type TextConfig = CommonConfig;

/** Headline, subheading and two paragraphs, each optional. */
export interface TextData {
  text1?: string;
  text2?: string;
  text3?: string;
  text4?: string;
}

export const schema: TypeSchema = {
  type: 'text',
  config: {},
  data: { text1: 'string', text2: 'string', text3: 'string', text4: 'string' },
};

export const spec: TypeSpec = {
  ...schema,
  title: 'Text',
  w: 4,
  h: 2,
  sample: {
    config: {},
    data: { text1: 'Black Friday sale is live', text2: 'Ends in 2 days — free shipping on orders over €50' },
  },
  docs: {
    data: { text1: 'Headline.', text2: 'Subheading.', text3: 'First paragraph.', text4: 'Second paragraph.' },
  },
};
