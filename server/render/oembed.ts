import { html } from 'hono/html';
import type { Html } from './page.ts';

/** A token page's URL: the kind of thing it shows, and its token. */
export interface Target {
  kind: 'embed' | 'public';
  token: string;
}

/** Largest size of the frame, in CSS pixels. */
const SIZES = { embed: { width: 400, height: 240 }, public: { width: 960, height: 640 } } as const;

/** Parses a URL as one of our token pages; `undefined` for anything else. */
export function targetOf(address: string, publicUrl: string): (Target & { search: string }) | undefined {
  if (!URL.canParse(address)) return undefined;
  const { origin, pathname, search } = new URL(address);
  const base = new URL(publicUrl);
  const root = base.pathname.replace(/\/$/, '');
  if (origin !== base.origin || !pathname.startsWith(`${root}/`)) return undefined;
  const [, kind, token] = /^\/(embed|public)\/([\w.~-]+)\/?$/.exec(pathname.slice(root.length)) ?? [];
  return kind && token ? { kind: kind as Target['kind'], token, search } : undefined;
}

/** The URL of a token's page. */
export const addressOf = ({ kind, token }: Target, publicUrl: string): string =>
  `${publicUrl}/${kind}/${encodeURIComponent(token)}${kind === 'public' ? '/' : ''}`;

/** The oEmbed answer of type `rich` (oembed.com, section 2.3.4.4). Limits that are not numbers are ignored. */
export function richAnswer(target: Target & { search?: string }, title: string, publicUrl: string, limits: Limits) {
  const size = SIZES[target.kind];
  const width = within(size.width, limits.maxwidth);
  const height = within(size.height, limits.maxheight);
  const source = addressOf(target, publicUrl) + (target.search ?? '');
  const frame = html`<iframe src="${source}" title="${title}" width="${width}" height="${height}" loading="lazy" style="border:0;max-width:100%"></iframe>`;
  return {
    version: '1.0',
    type: 'rich',
    provider_name: 'Boardcast',
    provider_url: publicUrl,
    title,
    width,
    height,
    html: String(frame),
    cache_age: 3600,
  };
}

interface Limits {
  maxwidth?: string | undefined;
  maxheight?: string | undefined;
}

const within = (size: number, limit: string | undefined): number =>
  limit && /^[1-9]\d{0,5}$/.test(limit) ? Math.min(size, Number(limit)) : size;

/** The `<link>` by which consumers discover a page's oEmbed answer. */
export function discoveryLink(target: Target, title: string, publicUrl: string): Html {
  const address = encodeURIComponent(addressOf(target, publicUrl));
  return html`<link rel="alternate" type="application/json+oembed" title="${title}" href="${publicUrl}/oembed?url=${address}&amp;format=json">`;
}
