import { pageAddressOf } from '../address.ts';
import type { TypeSchema, TypeSpec } from '../parse.ts';
import type { CommonConfig } from '../widget.ts';

export interface EmbedConfig extends CommonConfig {
  /** Minimum height of the embedded page, in pixels; in a smaller widget it scrolls. */
  height?: number;
}

/** One of the two; `url` wins. */
export interface EmbedData {
  /** Address of a page, http or https. */
  url?: string;
  /** Access token of a dashboard on the same server, or the key of one that is not private. */
  dashboard?: string;
}

export const schema: TypeSchema = {
  type: 'embed',
  config: { height: 'number' },
  data: {
    url: (value, path, issues) => {
      if (value == null || value === '') return undefined;
      const url = pageAddressOf(value);
      if (url === undefined) issues.push({ path, message: 'expected URL (http, https)' });
      return url;
    },
    dashboard: (value, path, issues) => {
      if (value == null || value === '') return undefined;
      // It becomes part of a path, so only characters of keys, access tokens and signed tokens are allowed.
      if (typeof value === 'string' && /^[\w-]+(?:\.[\w-]+){0,2}$/.test(value) && value.length <= 4096) return value;
      return void issues.push({ path, message: 'expected access token or key of a dashboard' });
    },
  },
  // The cards dialect has these fields in the config.
  fallback: ({ url, dashboard }: EmbedConfig & EmbedData): EmbedData | null =>
    url || dashboard ? { ...(url && { url }), ...(dashboard && { dashboard }) } : null,
};

export const spec: TypeSpec = {
  ...schema,
  title: 'Embed',
  w: 6,
  h: 6,
  sample: { config: { title: 'Status page' }, data: { url: 'https://example.org/' } },
  docs: {
    config: { height: 'Minimum height of the embedded page, in pixels; in a smaller widget it scrolls.' },
    data: {
      url: ['URL of the page, http or https.', { type: ['string', 'null'] }],
      dashboard: [
        'Instead of `url`: the access token of a dashboard on the same server, or its key if it is not private.',
        { type: ['string', 'null'] },
      ],
    },
  },
};
