import { z } from 'zod';
import type {
  DataEvent,
  GoneEvent,
  LiveAnswer,
  LiveDashboard,
  LiveParameter,
  LiveRefusal,
  LiveWidget,
  QueryAnswer,
  WidgetEvent,
} from '../../components/model/messages.ts';
import { type About, described, widgetConfig, widgetData } from '../dialects/operation.ts';
import type { DocumentedRoute } from '../docs/openapi.ts';
import { bearerKey, headerKey, type Scheme, sessionCookie } from '../http/credentials.ts';
import { liveEntry, liveRequest, queryRequest } from './requests.ts';

const text = z.string();
const count = z.int().min(0);
const place = z.int().min(0);
const KEY = '3f5b1c0a9d7e4f2b8a6c5d4e3f2a1b0c';
const UPDATED = '2026-05-08T20:01:30.000+00:00';

const shown = {
  key: text,
  type: text,
  title: text,
  config: widgetConfig,
  data: widgetData.nullable(),
  data_updated_at: described(text.nullable(), 'When the data was pushed; null before the first push.', UPDATED),
  refresh_interval: described(z.number(), 'Seconds between polls, where a stream is not possible.'),
  source_error: described(text.nullable().exactOptional(), 'Why its source could not be refreshed.'),
  version: described(count, 'Increases with every push; ignore data whose version is lower than the one shown.'),
};
const widget = described(
  z.object({ ...shown, token: text.exactOptional(), error: z.null() }) satisfies z.ZodType<LiveWidget>,
  'Everything needed to draw a widget.',
  {
    ...{ key: KEY, token: 'EMBED_TOKEN', type: 'number', title: 'Revenue', config: { prefix: '€' } },
    ...{ data: { value1: 12450 }, data_updated_at: UPDATED, refresh_interval: 60, version: 7, error: null },
  },
);
const refusal = described(
  z.object({
    key: text.exactOptional(),
    token: text.exactOptional(),
    error: z.object({
      code: z.enum(['not_found', 'forbidden', 'password_required', 'revoked', 'expired', 'invalid', 'unavailable']),
      message: text,
    }),
  }) satisfies z.ZodType<LiveRefusal>,
  'An entry that cannot be served, or (`invalid`) that would make the response longer than 32 Mi characters. The other entries are served.',
  { token: 'EMBED_TOKEN', error: { code: 'not_found', message: 'not found' } },
);
const value = z.union([text, z.number(), z.boolean(), z.null()]);
const parameter = z.object({
  name: text,
  label: text,
  value: described(value, 'The default value.'),
  options: described(z.array(value).exactOptional(), 'The values to choose from; any value if absent.'),
}) satisfies z.ZodType<LiveParameter>;
const dashboard = described(
  z.object({
    key: text,
    token: text.exactOptional(),
    name: text,
    background: text,
    pages: z.array(z.object({ number: count, name: text })),
    layout: z.array(z.object({ key: text, page: count, x: place, y: place, w: place, h: place })),
    parameters: described(z.array(parameter).exactOptional(), 'What readers can set, with POST /live/query.'),
    error: z.null(),
  }) satisfies z.ZodType<LiveDashboard>,
  'A dashboard: its pages, and the positions of its widgets on their grids of 12 columns.',
);
const answer = described(
  z.object({
    stream: described(text, 'Path of the stream.', '/live/Zm9v'),
    expires_in: described(count, 'Seconds within which the stream must be opened.', 30),
    widgets: z.array(z.union([widget, refusal])),
    dashboards: z.array(z.union([dashboard, refusal])),
  }) satisfies z.ZodType<LiveAnswer>,
  'The requested entries, in the same order, followed by the other widgets of the dashboards.',
);
const data = described(
  z.object({
    key: text,
    version: count,
    data: shown.data,
    data_updated_at: shown.data_updated_at,
  }) satisfies z.ZodType<DataEvent>,
  'New data of a widget.',
);
const changed = described(
  z.object(shown) satisfies z.ZodType<WidgetEvent>,
  'A widget whose title, config or position changed, with its data.',
);
const gone = described(
  z.object({ key: text, reason: z.enum(['revoked', 'deleted', 'private']) }) satisfies z.ZodType<GoneEvent>,
  'A widget or dashboard that must no longer be shown.',
);

/** The documentation of the runtime. */
export const about: About = {
  title: 'Runtime',
  description:
    'What the elements use: one request and one stream per page, whatever the number of widgets, tokens and ' +
    'dashboards. Also the pages that tokens open, oEmbed, health checks and metrics.',
  schemas: {
    LiveEntry: liveEntry,
    ...{ LiveAnswer: answer, LiveWidget: widget, LiveDashboard: dashboard, LiveRefusal: refusal },
    ...{ DataEvent: data, WidgetEvent: changed, GoneEvent: gone },
  },
  params: { id: described(text, 'The id in `stream` of the response to POST /live.', 'Zm9v') },
  error: described(z.object({ error: z.object({ code: text, message: text }) }), 'The error.'),
  examples: [
    { name: 'Shop', background: 'wood', number: 1, page: 1, x: 0, y: 0, w: 3, h: 2, token: 'q3Zr8mXw0c7pLk2VtB5n' },
    { label: 'Region', value: 'EU', options: ['EU', 'US'] },
  ],
  // The elements send it as text/plain, so that the browser needs no CORS preflight.
  bodyTypes: ['application/json', 'text/plain'],
};

/** `POST /live` changes nothing, so a session needs no CSRF token for it. */
const session: Scheme = { ...(sessionCookie.scheme as Scheme), csrf: false };

/** Documentation of its routes. */
export const liveDocs: readonly DocumentedRoute[] = [
  {
    method: 'POST',
    path: '/live',
    right: 'public',
    credentials: [bearerKey, headerKey('x-api-key'), { scheme: session }],
    tag: 'Live',
    summary: 'Get everything a page shows, and the address of its stream',
    description:
      'An entry is served if its dashboard is not private, or with an embed or access token, a signed embed token, an ' +
      'API key or a session. `proof` holds the proofs from POST /public/{token}/unlock.',
    body: liveRequest,
    example: { widgets: [{ token: 'EMBED_TOKEN' }, { key: KEY }], dashboards: [{ token: 'ACCESS_TOKEN' }] },
    answers: { 200: answer },
  },
  {
    method: 'POST',
    path: '/live/query',
    right: 'public',
    credentials: [bearerKey, headerKey('x-api-key'), { scheme: session }],
    tag: 'Live',
    summary: 'Query a dashboard with values for its parameters',
    description:
      'Returns the widgets with queries (SQL, datasets), filled with these values. Only this response has them; they ' +
      'are not streamed. Values are bound, never inserted into the SQL.',
    body: queryRequest,
    example: { dashboard: { token: 'ACCESS_TOKEN' }, params: { region: 'EU' } },
    fails: ['not_found', 'forbidden', 'password_required', 'revoked', 'expired'],
    answers: { 200: z.object({ widgets: z.array(widget) }) satisfies z.ZodType<QueryAnswer> },
  },
  {
    method: 'GET',
    path: '/live/:id',
    right: 'public',
    tag: 'Live',
    summary: 'Listen for changes',
    description:
      'Server-sent events. `id:` increases; `Last-Event-ID` resumes. A comment is sent every 20 seconds. After `reset`, ' +
      'or if the id is unknown (404), start again with POST /live.',
    answers: {
      200: {
        type: 'text/event-stream',
        description: 'The stream. `reset` holds an empty object.',
        events: { data, widget: changed, gone, reset: z.object({}) },
      },
    },
  },
];
