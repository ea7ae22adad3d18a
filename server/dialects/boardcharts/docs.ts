import { z } from 'zod';
import { type About, described, type Operations, tagged, widgetConfig, widgetData } from '../operation.ts';
import { changedDashboard, changedWidget, newDashboard, newWidget } from './wire.ts';

const KEY = '3f5b1c0a9d7e4f2b8a6c5d4e3f2a1b0c';
const UPDATED = '2026-05-08T20:01:30+00:00';
const text = z.string();
const count = z.int().min(0);
const seconds = z.int().min(1);
const key = text.regex(/^[0-9a-f]{32}$/);
const updated = described(text.nullable(), 'When the data was pushed, in UTC; null before the first push.', UPDATED);

const dashboard = described(
  z.object({ key, name: text, widgets_count: count, is_private: z.boolean(), refresh_interval: seconds }),
  'A dashboard.',
  { key: KEY, name: 'Shop', widgets_count: 4, is_private: false, refresh_interval: 60 },
);
const row = described(
  z.object({ key, type: text, title: text, refresh_interval: seconds, data_updated_at: updated }),
  'A widget in a list. If it has no refresh_interval of its own, this is the dashboard’s.',
  { key: KEY, type: 'number', title: 'Revenue', refresh_interval: 60, data_updated_at: UPDATED },
);
const position = z.object({ x: count, y: count, w: seconds, h: seconds });
const widget = described(
  z.object({
    key,
    type: text,
    title: text,
    refresh_interval: seconds.nullable(),
    data_updated_at: updated,
    config: widgetConfig,
    data: widgetData.nullable(),
    position,
  }),
  'A widget with its config, its data and its position on the grid of 12 columns.',
  {
    ...{ key: KEY, type: 'number', title: 'Revenue', refresh_interval: null, data_updated_at: UPDATED },
    ...{ config: { prefix: '€' }, data: { value1: 12450 }, position: { x: 0, y: 0, w: 3, h: 2 } },
  },
);
const pushed = described(
  z.object({ success: z.literal(true), widget_key: key, data: widgetData, data_updated_at: text }),
  'What the widget shows now.',
  { success: true, widget_key: KEY, data: { value1: 12450, value2: 9800 }, data_updated_at: UPDATED },
);
const success = z.literal(true);
const WHOLE = 'The whole object can be sent back, including its key: fields that cannot be changed here are ignored.';

/** The documentation of this API. */
export const about: About = {
  title: 'BoardCharts',
  description:
    'Dashboards with number, text, HTML, list, chart and countdown widgets. A push replaces what a widget shows, on ' +
    'every page. Bodies are read as JSON, whatever their Content-Type. The API key can also be sent as the field ' +
    '`api_key` of the body. A slash at the end of a path is optional.',
  schemas: { Dashboard: dashboard, WidgetRow: row, Widget: widget, Pushed: pushed, Position: position },
  params: { key: described(key, 'Key of the dashboard or widget.', KEY) },
  error: described(z.object({ error: text }), 'The error code.', { error: 'invalid_api_key' }),
  examples: [
    { username: 'ada', email: 'ada@example.com', dashboards_count: 2, dashboard_key: KEY },
    {
      content: `<bc-widget key="${KEY}">…</bc-widget>`,
      js: `import(${JSON.stringify('http://localhost:8787/bc.js')});`,
    },
  ],
};

/** Documentation of its routes. */
export const docs: Operations = {
  'GET /api/v2/me': {
    tag: 'Account',
    summary: 'Get the owner of the API key',
    answers: {
      200: z.object({
        username: text,
        email: text,
        accounts: z.array(z.object({ key: text, name: text })),
        dashboards_count: count,
        widgets_count: count,
      }),
    },
  },
  ...tagged('Dashboards', '/api/v2/dashboards', {
    'GET ': {
      summary: 'List the dashboards',
      answers: { 200: z.object({ dashboards: z.array(dashboard) }) },
    },
    'POST ': {
      summary: 'Create a dashboard',
      body: newDashboard,
      example: { name: 'Shop', is_private: false, refresh_interval: 60 },
      answers: { 201: dashboard },
    },
    'GET /:key': { summary: 'Get a dashboard', answers: { 200: dashboard } },
    'PATCH /:key': {
      summary: 'Update a dashboard',
      description: `Fields that are not sent keep their values. ${WHOLE}`,
      body: changedDashboard,
      example: { refresh_interval: 30 },
      answers: { 200: z.object({ success, dashboard_key: key, ...dashboard.shape }) },
    },
    'DELETE /:key': {
      summary: 'Delete a dashboard and its widgets',
      answers: { 200: z.object({ success, dashboard_key: key }) },
    },
  }),
  ...tagged('Widgets', '/api/v2', {
    'GET /dashboards/:key/widgets': {
      summary: 'List the widgets of a dashboard',
      answers: { 200: z.object({ widgets: z.array(row) }) },
    },
    'POST /dashboards/:key/widgets': {
      summary: 'Add a widget to a dashboard',
      description: 'Without a position, it is placed where there is room.',
      body: newWidget,
      example: { type: 'number', title: 'Revenue', config: { prefix: '€' }, data: { value1: 12450 } },
      answers: { 201: widget },
    },
    'GET /widgets/:key': { summary: 'Get a widget', answers: { 200: widget } },
    'PATCH /widgets/:key': {
      summary: 'Update a widget',
      description:
        'The config is merged into the current one; null removes a field (JSON Merge Patch, RFC 7396). ' +
        `${WHOLE} To change the data, push it.`,
      body: changedWidget,
      example: { title: 'Revenue today', config: { suffix: null } },
      answers: { 200: z.object({ success, widget_key: key, ...widget.shape }) },
    },
    'DELETE /widgets/:key': { summary: 'Delete a widget', answers: { 200: z.object({ success, widget_key: key }) } },
    'POST /widgets/:key/data': {
      summary: 'Push data to a widget',
      description:
        'Replaces what the widget shows. The response is sent once the data is safely stored; open pages update at once.',
      body: widgetData,
      example: { value1: 12450, value2: 9800, text1: 'today', text2: 'yesterday' },
      answers: { 200: pushed },
    },
    'GET /widgets/:key/render': {
      summary: 'Render a widget as HTML',
      description: 'Widgets of private dashboards require an API key or a session.',
      fails: ['forbidden'],
      answers: {
        200: z.object({
          content: described(text, 'Markup of the widget with its values, to insert into a page.'),
          js: described(text, 'Script that keeps it up to date; running it more than once does no harm.'),
          data_updated_at: updated,
        }),
      },
    },
  }),
};
