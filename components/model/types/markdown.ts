import type { TypeSchema, TypeSpec } from '../parse.ts';
import type { CommonConfig } from '../widget.ts';

export type MarkdownConfig = CommonConfig;

export interface MarkdownData {
  /** GitHub Flavored Markdown (https://github.github.com/gfm/). */
  body?: string;
}

/** Config fields in which other dialects keep the text of a block that gets no pushes. */
const FIELDS = ['body', 'content', 'markdown', 'text'];

/** The text in the config of a widget, if there is one. */
export const bodyIn = (config: object): string | undefined =>
  FIELDS.map((field) => (config as Record<string, unknown>)[field]).find(
    (text): text is string => typeof text === 'string' && text.trim() !== '',
  );

export const schema: TypeSchema = {
  type: 'markdown',
  config: {},
  data: { body: 'string' },
  fallback: (config): MarkdownData | null => {
    const body = bodyIn(config);
    return body === undefined ? null : { body };
  },
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
  docs: { data: { body: 'GitHub Flavored Markdown; HTML in it is sanitised.' } },
};
