import { z } from 'zod';
import { type About, described, type Medium } from '../dialects/operation.ts';
import type { DocumentedRoute } from '../docs/openapi.ts';

const text = z.string();
const failure = z.object({ error: text });
const page = (description: string): Medium => ({ type: 'text/html', description });
const theme = described(z.enum(['light', 'dark', 'high-contrast']).optional(), 'Theme of the page.', 'dark');
const look = z.object({
  theme,
  locale: described(text.optional(), 'BCP 47 language tag.', 'de'),
  height: described(
    z.enum(['auto']).optional(),
    'As tall as its content; the page tells its height to the page around it.',
    'auto',
  ),
});
const tagged = { right: 'public', tag: 'Pages' } as const;

/** Documentation of the pages that tokens open. */
export const about: About = {
  title: 'Page',
  description: 'Pages that tokens open.',
  partOf: 'live',
  schemas: {},
  params: { token: described(text, 'The embed or access token.', 'TOKEN') },
  error: failure,
  examples: [
    { proof: 'eyJ0IjoiVE9LRU4ifQ…', expires_in: 86_400, error: 'wrong password', version: '0.1.0' },
    { provider_name: 'Boardcast', provider_url: 'http://localhost:8787', title: 'Revenue', cache_age: 3600 },
    { width: 640, height: 360, html: '<iframe src="http://localhost:8787/embed/TOKEN"></iframe>' },
  ],
};

/** Documentation of their routes. */
export const renderDocs: readonly DocumentedRoute[] = [
  {
    ...{ method: 'GET', path: '/embed/:token', ...tagged },
    summary: 'Show a widget, in an iframe for example',
    query: look,
    answers: {
      200: page('The widget, with its values in the HTML before any script runs.'),
      404: page('The token is unknown, revoked or expired. The page is the same in each case.'),
      503: page('The values cannot be read right now.'),
    },
  },
  {
    ...{ method: 'GET', path: '/public/:token', ...tagged },
    summary: 'Show a dashboard, or ask for its password',
    query: look,
    answers: {
      200: page('The dashboard, or a form for its password.'),
      404: page('The token is unknown, revoked or expired. The page is the same in each case.'),
      503: page('The values cannot be read right now.'),
    },
  },
  {
    ...{ method: 'POST', path: '/public/:token/unlock', ...tagged },
    summary: 'Exchange a dashboard’s password for a proof',
    body: z.object({ password: text }),
    example: { password: 'correct horse' },
    answers: {
      200: z.object({ proof: described(text, 'For `proof` of POST /live.'), expires_in: z.int().min(0) }),
      400: failure,
      401: failure,
      404: failure,
      429: failure,
    },
  },
  {
    ...{ method: 'GET', path: '/oembed', ...tagged },
    summary: 'Get the HTML to embed a page (oembed.com)',
    query: z.object({
      url: described(text, 'Address of an /embed/ or /public/ page.', 'http://localhost:8787/embed/TOKEN'),
      format: described(z.enum(['json']).optional(), 'Only JSON is supported.', 'json'),
      maxwidth: described(z.int().min(1).optional(), 'In CSS pixels.', 640),
      maxheight: described(z.int().min(1).optional(), 'In CSS pixels.', 360),
    }),
    answers: {
      200: z.object({
        ...{ version: z.literal('1.0'), type: z.literal('rich'), provider_name: text, provider_url: text, title: text },
        ...{ width: z.int(), height: z.int(), html: text, cache_age: z.int() },
      }),
      400: failure,
      404: failure,
      501: failure,
    },
  },
];
