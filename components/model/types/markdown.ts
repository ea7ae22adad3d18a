import type { TypeSchema, TypeSpec } from '../parse.ts';
import type { CommonConfig } from '../widget.ts';

export type MarkdownConfig = CommonConfig;

export interface MarkdownData {
  /** GitHub Flavored Markdown (https://github.github.com/gfm/). */
  body?: string;
}

export const schema: TypeSchema = {
  type: 'markdown',
  config: {},
  data: { body: 'string' },
};

const BODY = `## Release 2.4 is out

Checkout is **twice as fast**, and [the notes](https://example.org/notes) say why.

- [x] Roll out to Europe
- [ ] Roll out to Asia

| Region | Orders |
| :----- | -----: |
| Europe |    812 |
| Asia   |    343 |
`;

export const spec: TypeSpec = {
  ...schema,
  title: 'Markdown',
  w: 4,
  h: 4,
  sample: { config: { title: 'From the team' }, data: { body: BODY } },
};
