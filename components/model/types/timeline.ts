import { linkOf, pictureOf } from '../address.ts';
import { read, type TypeSchema, type TypeSpec } from '../parse.ts';
import { toMoment } from '../time.ts';
import type { CommonConfig } from '../widget.ts';

export interface TimelineConfig extends CommonConfig {
  /** Shows only so many entries, the newest; all when absent. */
  limit?: number;
}

export interface TimelineEntry {
  title: string;
  content?: string;
  /** Address of an image, or `data:image/…`. */
  image?: string;
  /** http, https or mailto. */
  link?: string;
  /** Milliseconds since 1970, if a timestamp was given. */
  at?: number;
}

export interface TimelineData {
  /** In the order given; see `newest`. */
  entries: TimelineEntry[];
}

export const schema: TypeSchema = {
  type: 'timeline',
  config: { limit: 'number' },
  data: {
    entries: (value, path, issues) => {
      if (value == null) return [];
      if (!Array.isArray(value)) return void issues.push({ path, message: 'expected list of {title, timestamp}' });
      return value.flatMap((item: unknown, index): TimelineEntry | never[] => {
        const here = `${path}[${index}]`;
        if (typeof item !== 'object' || item === null || Array.isArray(item)) {
          issues.push({ path: here, message: 'expected object with title and timestamp' });
          return [];
        }
        const { title, content, image, link, timestamp } = item as Record<string, unknown>;
        const words = (field: string, value: unknown) =>
          read('string', value, `${here}.${field}`, issues) as string | undefined;
        const given = timestamp != null && timestamp !== '';
        const at = given ? momentOf(timestamp) : Number.NaN;
        if (given && Number.isNaN(at))
          issues.push({ path: `${here}.timestamp`, message: 'expected time (ISO 8601, or seconds since 1970)' });
        const text = words('content', content);
        // Invalid images and links are left out without an issue: feeds often have some, and an entry does without.
        const [picture, href] = [pictureOf(image), linkOf(link)];
        return {
          title: words('title', title) ?? '',
          ...(text && { content: text }),
          ...(picture && { image: picture }),
          ...(href && { link: href }),
          ...(!Number.isNaN(at) && { at }),
        };
      });
    },
  },
};

/** Digits as text count as a number too. */
const momentOf = (value: unknown): number =>
  toMoment(typeof value === 'string' && /^\s*\d+(?:\.\d+)?\s*$/.test(value) ? Number(value) : value);

/** Earliest time there is (ECMA-262, Time Values). */
const UNDATED = -8.64e15;

/** The entries to show: newest first, undated ones last, equal ones in the order given. */
export function newest({ entries }: TimelineData, { limit }: TimelineConfig): TimelineEntry[] {
  const sorted = entries.toSorted((a, b) => (b.at ?? UNDATED) - (a.at ?? UNDATED));
  return limit !== undefined && limit >= 1 ? sorted.slice(0, Math.floor(limit)) : sorted;
}

export const spec: TypeSpec = {
  ...schema,
  title: 'Timeline',
  w: 4,
  h: 4,
  sample: {
    config: { title: 'Deployments' },
    data: {
      entries: [
        {
          title: 'Version 2.4.0 is live',
          content: 'Checkout is twice as fast.',
          link: 'https://example.org/releases/2.4.0',
          timestamp: '2026-03-02T09:30:00Z',
        },
        { title: 'Database moved to the new cluster', timestamp: '2026-03-01T22:05:00Z' },
        { title: 'Version 2.3.9 rolled back', content: 'Payments timed out.', timestamp: '2026-02-27T14:12:00Z' },
      ],
    },
  },
  docs: {
    config: { limit: 'Maximum number of entries, newest first; all by default.' },
    data: {
      entries: [
        'The entries, each `{title, content, image, link, timestamp}`; `timestamp` is ISO 8601, or seconds or milliseconds since 1970.',
        {
          type: ['array', 'null'],
          items: {
            type: 'object',
            properties: {
              title: { type: ['string', 'number'] },
              content: { type: ['string', 'number'] },
              image: { type: 'string' },
              link: { type: 'string' },
              timestamp: { type: ['string', 'number', 'null'] },
            },
          },
        },
      ],
    },
  },
};
