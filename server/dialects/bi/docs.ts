import { z } from 'zod';
import { type About, anyObject, described, type Operations, tagged, widgetConfig } from '../operation.ts';
import { boardFields, listFilter, newBoard, newWidget, sharing, widgetFields } from './requests.wire.ts';

const text = z.string();
const count = z.int().min(0);
const size = z.int().min(1);
const time = described(text, 'UTC.', '2026-05-08T20:01:30Z');
const visibility = z.enum(['private', 'team', 'tenant', 'public']);

const summary = described(
  z.object({
    id: text,
    name: text,
    description: text,
    tenant_id: text,
    created_by: text.nullable(),
    visibility,
    tags: z.array(text),
    filters: z.array(anyObject),
    widget_count: count,
    created_at: time,
    updated_at: time,
  }),
  'A dashboard without its widgets.',
  {
    ...{ id: 'dash-4f1c2b', name: 'Sales', description: 'Sales by region', tenant_id: 'acme', created_by: 'user-123' },
    ...{ visibility: 'team', tags: ['sales'], filters: [{ field: 'region', operator: 'in', values: ['EU'] }] },
    ...{ widget_count: 1, created_at: '2026-05-08T20:01:30Z', updated_at: '2026-05-08T20:01:30Z' },
  },
);
const widget = described(
  z.object({
    id: text,
    dashboard_id: text,
    name: text,
    widget_type: text,
    position: z.object({ x: count, y: count, width: size, height: size }),
    data_source: anyObject.nullable(),
    config: widgetConfig,
    created_at: time,
  }),
  'A widget and its position on the grid of 12 columns.',
  {
    ...{ id: 'wid-9a7e3c', dashboard_id: 'dash-4f1c2b', name: 'Revenue', widget_type: 'kpi_card' },
    ...{ position: { x: 0, y: 0, width: 3, height: 2 }, data_source: { metric: 'revenue', cache_ttl_seconds: 300 } },
    ...{ config: { prefix: '€' }, created_at: '2026-05-08T20:01:30Z' },
  },
);
const SOURCES =
  'All types except text need a data source. SQL has to be a single, valid SELECT. An unknown table or column is not ' +
  'refused, because its dataset may be uploaded later: the widget shows the error until then.';
const permission = z.enum(['view', 'edit']);
const share = described(
  z.union([z.object({ user_id: text, permission }), z.object({ team_id: text, permission })]),
  'The permission of a user or a team on a dashboard.',
  { user_id: 'user-789', permission: 'view' },
);
const dashboard = described(
  z.object({ ...summary.shape, widgets: z.array(widget), shared_with: z.array(share) }),
  'A dashboard with its widgets and shares.',
);

/** The documentation of this API. */
export const about: About = {
  title: 'BI',
  description:
    'Dashboards of tenants and their members, who are identified by signed tokens: tenants and members are created on ' +
    'their first request. Successful responses contain the plain object; errors are wrapped in an envelope.',
  schemas: { DashboardSummary: summary, Dashboard: dashboard, Widget: widget, Share: share },
  params: {
    id: described(text, 'Id of the dashboard.', 'dash-4f1c2b'),
    widget: described(text, 'Id of the widget.', 'wid-9a7e3c'),
    template: described(text, 'Name of the template.', 'executive_overview'),
  },
  error: described(
    z.object({
      success: z.literal(false),
      error: z.object({ code: text, category: text, message: text, details: anyObject }),
      metadata: z.object({ timestamp: text, requestId: text, version: z.literal('v1') }),
    }),
    'The error.',
  ),
  examples: [{ total: 1, limit: 20, offset: 0 }],
};

const BOARDS = '/api/v1/bi/dashboards';

/** Documentation of its routes. */
export const docs: Operations = {
  ...tagged('Dashboards', BOARDS, {
    'POST ': {
      summary: 'Create a dashboard',
      body: newBoard,
      example: { name: 'Sales', description: 'Sales by region', visibility: 'team', tags: ['sales'] },
      answers: { 201: summary },
    },
    'GET ': {
      summary: 'List the dashboards',
      query: listFilter,
      fails: ['invalid'],
      answers: { 200: z.object({ dashboards: z.array(summary), total: count, limit: count, offset: count }) },
    },
    'GET /:id': { summary: 'Get a dashboard with its widgets', answers: { 200: dashboard } },
    'PUT /:id': {
      summary: 'Update a dashboard',
      description: 'For its owner and the tenant’s administrators. Fields that are not sent keep their values.',
      body: boardFields,
      example: { description: 'Sales by region and month', visibility: 'tenant' },
      answers: { 200: dashboard },
    },
    'DELETE /:id': { summary: 'Delete a dashboard', answers: { 204: null } },
    'POST /:id/clone': {
      summary: 'Copy a dashboard and its widgets',
      query: z.object({ new_name: described(text.optional(), 'Name of the copy.', 'Sales (copy)') }),
      answers: { 201: dashboard },
    },
    'POST /templates/:template': {
      summary: 'Create a dashboard from a template',
      query: z.object({ name: described(text.optional(), 'Name of the dashboard.', 'Q4') }),
      answers: { 201: dashboard },
    },
    'POST /:id/share': {
      summary: 'Share a dashboard',
      description:
        'For its owner and the tenant’s administrators. In `shared_with`, strings that begin with `team-` are teams, ' +
        'others users. Shares that are not listed stay; the permission `none` removes one.',
      body: sharing,
      example: { visibility: 'private', shared_with: ['user-789', { team_id: 'team-1', permission: 'edit' }] },
      answers: {
        200: z.object({ dashboard_id: text, visibility, shared_with: z.array(share), permissions: permission }),
      },
    },
  }),
  ...tagged('Widgets', `${BOARDS}/:id/widgets`, {
    'POST ': {
      summary: 'Add a widget to a dashboard',
      description: SOURCES,
      body: newWidget,
      example: {
        ...{ name: 'Revenue', widget_type: 'kpi_card', position: { x: 0, y: 0, width: 3, height: 2 } },
        ...{ data_source: { metric: 'revenue', cache_ttl_seconds: 300 }, config: { prefix: '€' } },
      },
      answers: { 201: widget },
    },
    'PUT /:widget': {
      summary: 'Update a widget',
      description: SOURCES,
      body: widgetFields,
      example: { name: 'Revenue today', position: { x: 3, y: 0 } },
      answers: { 200: widget },
    },
    'DELETE /:widget': { summary: 'Delete a widget', answers: { 204: null } },
  }),
};
