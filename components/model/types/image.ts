import { pictureOf } from '../address.ts';
import type { TypeSchema, TypeSpec } from '../parse.ts';
import type { CommonConfig } from '../widget.ts';

export interface ImageConfig extends CommonConfig {
  /** `contain` (the default) shows the whole image, `cover` fills the box and may crop it. */
  fit?: 'contain' | 'cover';
}

export interface ImageData {
  /** Address of the image, or the image itself as `data:image/…`. */
  source?: string;
  /** Caption and text alternative. */
  caption?: string;
}

export const schema: TypeSchema = {
  type: 'image',
  config: { fit: 'contain|cover' },
  data: {
    source: (value, path, issues) => {
      if (value == null || value === '') return undefined;
      const source = pictureOf(value);
      if (source === undefined) issues.push({ path, message: 'expected URL (http, https) or data:image' });
      return source;
    },
    caption: 'string',
  },
};

const HILLS =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 320 180'%3E%3Crect width='320' height='180' fill='%23bfe0f5'/%3E%3Ccircle cx='250' cy='48' r='22' fill='%23fff3c4'/%3E%3Cpath d='M0 130 90 60l70 60 60-40 100 70v30H0z' fill='%235d8f9c'/%3E%3Cpath d='M0 150q80-40 160-10t160-10v50H0z' fill='%232f5d50'/%3E%3C/svg%3E";

export const spec: TypeSpec = {
  ...schema,
  title: 'Image',
  w: 4,
  h: 4,
  sample: {
    config: { title: 'Summit camera' },
    data: { source: HILLS, caption: 'View from the summit, this morning' },
  },
  docs: {
    config: { fit: '`contain` (the default) shows the whole image, `cover` fills the box and may crop it.' },
    data: {
      source: ['URL of the image, or the image itself as `data:image/…`.', { type: ['string', 'null'] }],
      caption: 'Caption, also read by screen readers.',
    },
  },
};
