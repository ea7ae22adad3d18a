import { z } from 'zod';
import { TIMESPANS } from '../../domain/series/periods.ts';
import { anyObject, described, type Operations, tagged } from '../operation.ts';
import * as forms from './forms.docs.ts';
import { MAX_COUNT, MAX_SECONDS } from './values.wire.ts';
import { BACKGROUNDS } from './wire.ts';

export { about } from './forms.docs.ts';

const text = z.string();
const count = z.int().min(0);
const collection = (item: z.ZodType) => z.object({ count, data: z.array(item) });
const deleted = z.object({ deleted: count });
const done = z.object({ response: z.literal('ok') });

const background = described(z.enum(BACKGROUNDS as [string, ...string[]]).optional(), '`wood` by default.');
const position = described(count.max(2 ** 30).optional(), 'Position in the list of dashboards, unique.');
const boardFields = z.object({ name: text, background });

const widgetFields = z
  .object({
    kind: described(text, 'What it shows and how, such as `custom_numeric_counter` or `github_watchers_counter`.'),
    title: text,
    dashboard: described(text, 'Slug of the dashboard.'),
    sound: described(z.boolean(), 'Whether new values play a sound.'),
    ...forms.place.shape,
  })
  .partial();
const parts = {
  slots: described(z.record(z.string().regex(/^[1-9]$/), forms.slot).optional(), 'Settings of slots, by number.'),
  content: described(anyObject.optional(), 'What to request from the service, if one fills the widget.'),
};
const samples = collection(forms.sample);
const push = z.union([forms.reading, z.array(forms.reading)]);
const profile = z
  .object({
    ...{ first_name: text, last_name: text, timezone: text, country: text, company: text },
    position: text,
    email: described(text, 'Must not be taken, and no dashboard may be shared with it yet.'),
    new_password: text,
    current_password: described(text, 'Needed to change the email or the password.'),
  })
  .partial();
const apiKey = z.object({ api_key: text });

/** Documentation of its routes. */
export const docs: Operations = {
  ...tagged('Dashboards', '/api/dashboards', {
    'GET ': { summary: 'List the dashboards', answers: { 200: collection(forms.dashboard) } },
    'POST ': {
      summary: 'Create a dashboard',
      body: boardFields,
      example: { name: 'Main dashboard', background: 'dark wood' },
      answers: { 200: forms.dashboard },
    },
    'GET /:slug': { summary: 'Get a dashboard', answers: { 200: forms.dashboard } },
    'PUT /:slug': {
      summary: 'Update a dashboard',
      description: 'A new name also changes the slug.',
      body: boardFields.partial().extend({ layout: position }),
      example: { background: 'white' },
      answers: { 200: forms.dashboard },
    },
    'DELETE /:slug': { summary: 'Delete a dashboard, unless it is the only one', answers: { 200: deleted } },
    'GET /:slug/widgets': { summary: 'List the widgets of a dashboard', answers: { 200: collection(forms.widget) } },
    'GET /:slug/tokens': {
      summary: 'List the access tokens of a dashboard',
      answers: { 200: collection(forms.accessToken) },
    },
    'POST /:slug/tokens': {
      summary: 'Create an access token',
      body: z.object({ description: text, password: text.optional() }),
      example: { description: 'for joe' },
      answers: { 200: forms.accessToken },
    },
    'GET /:slug/tokens/:token': { summary: 'Get an access token', answers: { 200: forms.accessToken } },
    'DELETE /:slug/tokens/:token': { summary: 'Revoke an access token', answers: { 200: deleted } },
  }),
  'POST /api/dashboard/:slug/accessed': {
    tag: 'Dashboards',
    summary: 'Record that somebody viewed a dashboard',
    answers: { 200: done },
  },
  ...tagged('Widgets', '/api/widgets', {
    'GET ': { summary: 'List the widgets of all dashboards', answers: { 200: collection(forms.widget) } },
    'POST ': {
      summary: 'Add a widget to a dashboard',
      description: 'Each slot gets a label: the name to push values to.',
      body: z.object({ widget: widgetFields.required({ kind: true, title: true, dashboard: true }), ...parts }),
      example: {
        widget: { kind: 'custom_numeric_counter', title: 'Signups', dashboard: 'main-dashboard', row: 1, column: 2 },
        slots: { 1: { subtitle: 'this month', color: '#c11f70', timespan: 'monthly' } },
      },
      answers: { 200: forms.widget },
    },
    'POST /positions': {
      summary: 'Move several widgets',
      description: 'Either all widgets are moved or none.',
      body: z.record(z.string().regex(/^[1-9]\d{0,14}$/), forms.place.pick({ row: true, column: true }).partial()),
      example: { 12: { row: 1, column: 1 }, 13: { row: 1, column: 2 } },
      answers: { 200: done },
    },
    'GET /:id': { summary: 'Get a widget', answers: { 200: forms.widget } },
    'PUT /:id': {
      summary: 'Update a widget',
      description: 'Fields that are not sent keep their values. The response tells what changed.',
      body: z.object({ widget: widgetFields.omit({ kind: true, dashboard: true }).optional(), ...parts }),
      example: { widget: { title: 'Signups today' } },
      answers: {
        200: z.object({
          changed: z.object({ widget: z.boolean(), slots: z.boolean(), content: z.boolean() }),
          ...forms.widget.shape,
        }),
      },
    },
    'DELETE /:id': { summary: 'Delete a widget', answers: { 200: deleted } },
    'POST /:id/copy': {
      summary: 'Copy a widget to a dashboard',
      body: z.object({ dashboard: text, ...forms.place.partial().shape }),
      example: { dashboard: 'main-dashboard' },
      answers: { 200: forms.widget },
    },
    'GET /:id/embed': { summary: 'Get the embed token of a widget', answers: { 200: forms.embedToken } },
    'PUT /:id/embed': { summary: 'Allow other pages to embed a widget', answers: { 200: forms.embedToken } },
    'DELETE /:id/embed': { summary: 'Stop other pages from embedding a widget', answers: { 200: deleted } },
  }),
  ...tagged('Accounts', '/api/accounts', {
    'GET ': { summary: 'List the linked accounts', answers: { 200: collection(forms.account) } },
    'POST ': {
      summary: 'Link an account',
      description: 'Send the fields that the kind requires. They are checked with the service.',
      body: z.looseObject({ kind: text, username: text.optional() }),
      example: { kind: 'rss', username: 'News', url: 'https://example.com/feed.xml' },
      answers: { 200: forms.account },
    },
    'GET /:id': { summary: 'Get an account', answers: { 200: forms.account } },
    'POST /:id': {
      summary: 'Update an account',
      description:
        'Fields that are not sent keep their values. If the server or host changes, send passwords and other secrets ' +
        'again: stored ones are not sent to another server.',
      body: z.looseObject({ username: text.optional() }),
      example: { username: 'Other news' },
      answers: { 200: forms.account },
    },
    'DELETE /:id': { summary: 'Unlink an account and delete the widgets that it fills', answers: { 200: deleted } },
  }),
  ...tagged('User', '/api/user', {
    'GET ': { summary: 'Get your profile', answers: { 200: forms.user } },
    'PUT ': {
      summary: 'Update your profile',
      body: profile,
      example: { company: 'Analytical Engines' },
      answers: {
        200: z.object({ password_change: z.boolean(), password_changed: z.boolean(), ...forms.user.shape }),
      },
    },
    'GET /api_key': { summary: 'Get your API key', fails: ['rate_limited'], answers: { 200: apiKey } },
    'POST /api_key': {
      summary: 'Replace your API key with a new one',
      fails: ['rate_limited'],
      answers: { 200: apiKey },
    },
  }),
  ...tagged('Values', '/v', {
    'POST ': {
      summary: 'Push values to several labels',
      body: z.record(text, push),
      example: { 31804: { value: 42 }, 31805: { delta: -1 } },
      answers: { 200: done },
    },
    'POST /:label': {
      summary: 'Push values to a label',
      description: 'The response is sent once they are safely stored; open pages update at once.',
      body: push,
      example: { value: 42 },
      answers: { 200: done },
    },
    'DELETE /:label': { summary: 'Delete all values of a label', answers: { 200: done } },
    'GET /:label/last': {
      summary: 'Get the last values of a label',
      query: z.object({
        count: described(z.int().min(1).max(MAX_COUNT).optional(), 'Number of values; 3 by default.', 3),
      }),
      fails: ['invalid'],
      answers: { 200: samples },
    },
    'GET /:label/since': {
      summary: 'Get recent values of a label',
      query: z.object({
        seconds: described(z.int().min(1).max(MAX_SECONDS).optional(), 'How far back; 3600 by default.', 3600),
      }),
      fails: ['invalid'],
      answers: { 200: samples },
    },
    'GET /:label/timespan': {
      summary: 'Get one value for each period of a timespan',
      query: z.object({
        timespan: described(z.enum(TIMESPANS).optional(), '`monthly` by default.', 'monthly'),
        timezone: described(text.optional(), 'IANA time zone in which days begin; UTC by default.', 'Europe/Madrid'),
      }),
      fails: ['invalid'],
      answers: { 200: samples },
    },
  }),
};
