import { z } from 'zod';
import { TIMESPANS } from '../../domain/series/periods.ts';
import { type About, anyObject, anyValue, described } from '../operation.ts';
import { MAX } from './widgets.wire.ts';

const text = z.string();
const count = z.int().min(0);
const id = z.int().min(1);
const DATE = '2026-03-10T17:20:48.753000+00:00';

export const dashboard = described(
  z.object({ name: text, background: text, layout: count, slug: text }),
  'A dashboard. `layout` is its position in the list, `slug` its name in URLs.',
  { name: 'Main dashboard', background: 'wood', layout: 1, slug: 'main-dashboard' },
);
export const accessToken = described(
  z.object({ token: text.nullable(), description: text, date_created: text, has_password: z.boolean() }),
  'Opens a dashboard to anyone who has it and knows its password, if it has one.',
  { token: 'kQx7…', description: 'for joe', date_created: DATE, has_password: false },
);
export const embedToken = described(z.object({ token: text, date_created: text }), 'Embeds a widget in other pages.', {
  token: 'kQx7…',
  date_created: DATE,
});
/** A place as Ducksboard counts. */
export const place = z.object({
  row: id.max(MAX.row),
  column: id.max(MAX.column),
  width: id.max(MAX.width),
  height: id.max(MAX.height),
});
/** Settings of a slot; those that end in a digit are of a column. */
export const slot = described(
  z.object({
    label: described(text.optional(), 'The name to push values to.'),
    timespan: z.enum(TIMESPANS).optional(),
    subtitle1: text.optional(),
    color1: text.optional(),
  }),
  'A slot of a widget. Leaderboards have `subtitle1` to `subtitle9` and `color1` to `color9`, other kinds `subtitle` ' +
    'and `color`.',
);
export const widget = described(
  z.object({
    widget: z.object({ id, kind: text, title: text, dashboard: text, ...place.shape, sound: z.boolean() }),
    slots: z.record(text, anyObject),
    content: anyObject,
  }),
  'A widget with its slots and its content.',
  {
    widget: {
      ...{ id: 12, kind: 'custom_numeric_counter', title: 'Signups', dashboard: 'main-dashboard' },
      ...{ width: 1, height: 1, row: 1, column: 2, sound: false },
    },
    slots: { 1: { timespan: 'monthly', subtitle: 'this month', color: '#c11f70', label: '31804' } },
    content: {},
  },
);
export const account = described(
  z.object({ id, kind: text, username: text }),
  'An account with an external service. Its passwords and other secrets are never shown.',
  { id: 3, kind: 'rss', username: 'News' },
);
export const user = described(
  z.object({
    ...{ first_name: text, last_name: text, email: text, timezone: text, country: text, company: text },
    ...{ position: text, plan: text },
  }),
  'The user who sends the request.',
  {
    ...{ first_name: 'Ada', last_name: 'Lovelace', email: 'ada@example.com', timezone: 'Europe/London' },
    ...{ country: 'GB', company: 'Analytical Engines', position: 'Engineer', plan: 'free' },
  },
);
export const sample = described(
  z.object({ timestamp: z.number(), value: anyValue }),
  'A value with its time, in seconds since 1970.',
  { timestamp: 1773163248, value: 42 },
);
/** A pushed value, or how much to add to the last one. */
export const reading = described(
  z.object({
    value: described(anyValue.optional(), 'A number, a string or an object, depending on the kind of widget.'),
    delta: described(z.number().optional(), 'Is added to the last value.'),
    timestamp: described(
      z.number().min(0).max(253_402_300_799).optional(),
      'Seconds since 1970; now by default. A value for more than a day ahead is shown only while there is no other.',
    ),
  }),
  'A value, or a change to the last one.',
  { value: 42 },
  { delta: -1 },
).meta({ anyOf: [{ required: ['value'] }, { required: ['delta'] }] });

/** The documentation of this API. */
export const about: About = {
  title: 'Ducksboard',
  description:
    'The Dashboard API, and the Push and Pull APIs for the values of its widgets. Every success has status 200. Bodies ' +
    'are read as JSON, whatever their Content-Type; numbers and booleans can be strings, and unknown fields are ' +
    'ignored. Requests under /api/dashboards need basic authentication to reach this API.',
  schemas: {
    ...{ Dashboard: dashboard, AccessToken: accessToken, EmbedToken: embedToken, Widget: widget, Slot: slot },
    ...{ Account: account, User: user, Value: sample, Reading: reading },
  },
  params: {
    slug: described(text, 'Slug of the dashboard.', 'main-dashboard'),
    token: described(text, 'The access token.', 'kQx7'),
    id: described(id, 'Id of the widget or the account.', 12),
    label: described(text, 'Label of the slot.', '31804'),
  },
  error: described(
    z.object({
      errors: described(z.union([text, z.record(text, text)]), 'The error, or the error of each field.'),
      code: described(
        z.int().optional(),
        '101: the value is taken; 102: not one of the allowed values; 100: any other error.',
      ),
      error: described(
        text.optional(),
        'Sent if another API has the same path and the request has no credential to tell which one is meant.',
      ),
      detail: text.optional(),
    }),
    'The error.',
  ),
  examples: [{ count: 1, deleted: 1, api_key: 'n8Qw2Lk7Vt5Yh1dFs9aGeq3Zr8mXw0c7pLk2VtB5nYh1dFs9aGe' }],
};
