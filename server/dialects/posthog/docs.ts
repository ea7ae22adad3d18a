import { z } from 'zod';
import type { JsonObject } from '../../../components/model/widget.ts';
import { type About, anyObject, described, type Operations, tagged } from '../operation.ts';
import { fields as collaboratorFields } from './collaborators.ts';
import { fields as dashboardFields } from './dashboards.ts';
import { examples, INSIGHT } from './examples.docs.ts';
import * as forms from './forms.docs.ts';
import { identityDocs } from './identity.docs.ts';
import { fields as insightFields } from './insights.ts';
import { format, listOf, many } from './lists.docs.ts';
import { fields as queryFields } from './query.ts';
import { asked, FILTERS, insightsAsked, listAsked, QUERIES, RESULTS } from './questions.docs.ts';
import { config, newPassword } from './sharing.ts';
import { SCHEMA } from './template-schema.ts';
import { moved, tileFields } from './tiles.ts';

const text = z.string();
const id = z.int().min(0);
const flag = z.enum(['true', 'false']).optional();
const PROJECT = '/api/projects/:project_id';

/** The documentation of this API. */
export const about: About = {
  title: 'PostHog',
  description:
    'Dashboards in projects, with tiles that show insights, texts and buttons. Bodies are JSON or forms, so numbers and ' +
    'booleans can be strings; unknown fields are ignored. An environment is another name for a project, and ' +
    '`@current` is the project of the API key.',
  schemas: {
    ...{ User: forms.user, DashboardBasic: forms.basic, Dashboard: forms.dashboard, Tile: forms.tile },
    ...{ Insight: forms.insight, Collaborator: forms.collaborator, Sharing: forms.sharing },
    ...{ SharePassword: forms.newPassword, Project: forms.project, OrganizationBasic: forms.organizationBasic },
    ...{ Organization: forms.organization, ApiKey: forms.apiKey, Me: forms.me },
  },
  params: {
    project_id: described(text, 'Id of the project, or `@current`.', '@current'),
    organization_id: described(text, 'Id of the organization, or `@current`.', '@current'),
    id: described(id, 'Id of the dashboard.', 7),
    insight_id: described(z.union([id, text]), 'Id or short id of the insight.', 'aB3dE5f7'),
    user__uuid: described(text, 'UUID of the user.', '3f5b1c0a-9d7e-4f2b-8a6c-5d4e3f2a1b0c'),
    password_id: described(id, 'Id of the password.', 1),
  },
  error: forms.error,
  examples,
  bodyTypes: ['application/json', 'application/x-www-form-urlencoded'],
};

const one = z.object({ format });

const tiles = described(
  z.array(tileFields.extend({ text: anyObject.nullable(), button_tile: anyObject.nullable() }).partial()).optional(),
  'Tiles to change, with their ids, and new texts and buttons, without id.',
);
const dashboardPatch = dashboardFields.extend({
  tiles,
  duplicate_tiles: described(z.array(tileFields).optional(), 'Tiles to copy, with their ids.'),
});
const dashboardDraft = dashboardFields.extend({
  duplicate_tiles: described(z.boolean().optional(), 'Whether to copy the insights too, with `use_dashboard`.'),
});
const template = z.object({
  template: anyObject.meta(SCHEMA as unknown as JsonObject),
  creation_context: text.optional(),
});

/** Documentation of its routes. */
export const docs: Operations = {
  ...tagged('Dashboards', `${PROJECT}/dashboards`, {
    'GET ': {
      summary: 'List the dashboards',
      query: z.object({
        ...many,
        search: described(text.optional(), 'Only dashboards with this text in their name or description.', 'growth'),
        tags: described(text.optional(), 'Only dashboards with this tag; can be repeated.', 'sales'),
        creation_mode: described(text.optional(), 'Only dashboards created in this way.', 'template'),
        exclude_generated: described(flag, '`true`: without generated dashboards.', 'true'),
      }),
      answers: { 200: listOf(forms.basic) },
    },
    'POST ': {
      summary: 'Create a dashboard',
      description: 'Empty, from a named template (`use_template`), or as a copy of another one (`use_dashboard`).',
      body: dashboardDraft,
      example: { name: 'Growth', description: 'Signups and retention', tags: ['growth'], pinned: true },
      answers: { 201: forms.dashboard },
    },
    'POST /create_from_template_json': {
      summary: 'Create a dashboard from a template in the request',
      body: template,
      example: {
        template: {
          ...{ template_name: 'Growth', dashboard_description: '', dashboard_filters: {} },
          tiles: [{ type: 'TEXT', body: '# Growth' }],
        },
      },
      answers: { 200: forms.dashboard },
    },
    'GET /:id': {
      summary: 'Get a dashboard with its tiles',
      description: FILTERS,
      query: one.extend(asked),
      answers: { 200: forms.dashboard },
    },
    'PATCH /:id': {
      summary: 'Update a dashboard',
      description: '`deleted: true` deletes the dashboard, `deleted: false` restores it.',
      body: dashboardPatch,
      isBodyOptional: true,
      example: { name: 'Growth 2026', tiles: [{ text: { body: '# Growth' } }] },
      answers: { 200: forms.dashboard },
    },
    'PUT /:id': {
      summary: 'Update a dashboard',
      description: 'Same as PATCH: no field is required.',
      body: dashboardPatch,
      isBodyOptional: true,
      example: { pinned: false },
      answers: { 200: forms.dashboard },
    },
    'DELETE /:id': {
      summary: 'Not supported: dashboards cannot be deleted permanently',
      description: 'Send PATCH with `deleted: true` instead.',
      answers: { 405: null },
    },
    'PATCH /:id/move_tile': {
      summary: 'Move a tile to another dashboard',
      body: moved,
      example: { tile: { id: 12 }, toDashboard: 8 },
      answers: { 200: described(forms.dashboard, 'The dashboard that the tile was on.') },
    },
    'GET /:id/stream_tiles': {
      summary: 'Stream a dashboard tile by tile',
      query: z.object({
        layoutSize: described(z.enum(['sm', 'xs']).optional(), 'Layout that sets the order; `sm` by default.', 'sm'),
        ...asked,
      }),
      answers: {
        200: {
          type: 'text/event-stream',
          description:
            'Server-sent events; each is one `data:` line with JSON. First `{"type":"metadata","dashboard":…}` with the ' +
            'first tiles, then `{"type":"tile","order":…,"tile":…}` or `{"type":"error","tile_id":…,"error":…}` for each ' +
            'of the others, and finally `{"type":"complete"}`.',
        },
      },
    },
  }),
  ...tagged('Collaborators', `${PROJECT}/dashboards/:id/collaborators`, {
    'GET ': { summary: 'List the collaborators of a dashboard', answers: { 200: z.array(forms.collaborator) } },
    'POST ': {
      summary: 'Add a collaborator to a restricted dashboard',
      body: collaboratorFields,
      example: { level: 37, user_uuid: '3f5b1c0a-9d7e-4f2b-8a6c-5d4e3f2a1b0c' },
      answers: { 201: forms.collaborator },
    },
    'DELETE /:user__uuid': { summary: 'Remove a collaborator', fails: ['invalid'], answers: { 204: null } },
  }),
  ...tagged('Sharing', `${PROJECT}/dashboards/:id/sharing`, {
    'GET ': { summary: 'Get the sharing configuration of a dashboard', answers: { 200: forms.sharing } },
    'PATCH ': {
      summary: 'Share a dashboard, or stop sharing it',
      body: config,
      isBodyOptional: true,
      example: { enabled: true, settings: { theme: 'dark' }, password_required: true },
      answers: { 200: forms.sharing },
    },
    'POST /refresh': {
      summary: 'Replace the access token with a new one',
      description: 'The old one stays valid for 300 seconds.',
      answers: { 200: forms.sharing },
    },
    'POST /passwords': {
      summary: 'Create a password',
      description: 'Choose one of at least 8 characters with `raw_password`, or leave it out to get a random one.',
      body: newPassword,
      isBodyOptional: true,
      example: { note: 'for the board' },
      answers: {
        201: forms.newPassword,
        400: z.union([forms.error, z.object({ error: text })]),
      },
    },
    'DELETE /passwords/:password_id': { summary: 'Delete a password', answers: { 204: null } },
  }),
  ...tagged('Insights', `${PROJECT}/insights`, {
    'GET ': {
      summary: 'List the insights',
      description: 'With the results that are there; `refresh` gets current ones, which `refresh=blocking` waits for.',
      query: z.object({
        ...many,
        search: described(text.optional(), 'Only insights with this text in name, description or tags.', 'signups'),
        short_id: described(text.optional(), 'Only the insight with this short id.', 'aB3dE5f7'),
        basic: described(flag, '`true`: without results.', 'true'),
        saved: described(flag, '`true`: only insights that are saved or on a dashboard; `false`: the others.', 'true'),
        favorited: described(flag, '`true`: only favorites.', 'true'),
        dashboards: described(text.optional(), 'Only insights that are on all of these dashboards (ids).', '[7,8]'),
        ...insightsAsked,
        ...listAsked,
      }),
      answers: { 200: listOf(forms.listedInsight) },
    },
    'POST ': {
      summary: 'Create an insight, and add it to dashboards',
      description: RESULTS,
      body: insightFields,
      isBodyOptional: true,
      example: INSIGHT,
      answers: { 201: forms.insight },
    },
    'GET /:insight_id': {
      summary: 'Get an insight',
      description: `An insight in SQL has a result even if it is on no dashboard. ${FILTERS}`,
      query: z.object(asked),
      answers: { 200: forms.insight },
    },
    'PATCH /:insight_id': {
      summary: 'Update an insight',
      body: insightFields,
      isBodyOptional: true,
      example: { name: 'Revenue per region' },
      answers: { 200: forms.insight },
    },
  }),
  ...tagged('Query', `${PROJECT}/query`, {
    'POST ': {
      summary: 'Run a query',
      description: QUERIES,
      body: queryFields,
      example: {
        query: { kind: 'HogQLQuery', query: 'SELECT region, sum(revenue) AS revenue FROM orders GROUP BY 1' },
      },
      fails: ['rate_limited'],
      answers: { 200: forms.queryResult },
    },
  }),
  ...identityDocs,
};
