import { z } from 'zod';
import type { JsonObject } from '../../../components/model/widget.ts';
import { type About, anyObject, anyValue, described, type Operations, tagged } from '../operation.ts';
import { fields as collaboratorFields } from './collaborators.ts';
import { fields as dashboardFields } from './dashboards.ts';
import * as forms from './forms.docs.ts';
import { newKey } from './identity.ts';
import { fields as insightFields } from './insights.ts';
import { asked, FILTERS } from './questions.docs.ts';
import { config, newPassword } from './sharing.ts';
import { SCHEMA } from './template-schema.ts';
import { moved, tileFields } from './tiles.ts';

const text = z.string();
const id = z.int().min(0);
const PROJECT = '/api/projects/:project_id';
const QUERY = { kind: 'InsightVizNode', source: { kind: 'TrendsQuery', series: [{ kind: 'EventsNode' }] } };

/** The documentation of this API. */
export const about: About = {
  title: 'PostHog',
  description:
    'Dashboards of tiles with insights, texts and buttons, in projects. Bodies are JSON or real forms, so numbers and ' +
    'flags may come as text; fields nobody asks for are passed over. An environment is another name for a project, and ' +
    '`@current` is the project of the key.',
  schemas: {
    ...{ User: forms.user, DashboardBasic: forms.basic, Dashboard: forms.dashboard, Tile: forms.tile },
    ...{ Insight: forms.insight, Collaborator: forms.collaborator, Sharing: forms.sharing },
    ...{ SharePassword: forms.newPassword, Project: forms.project, OrganizationBasic: forms.organizationBasic },
    ...{ Organization: forms.organization, ApiKey: forms.apiKey, Me: forms.me },
  },
  params: {
    project_id: described(text, 'Id of the project, or `@current`.', '@current'),
    id: described(id, 'Id of the dashboard, or of the insight.', 7),
    user__uuid: described(text, 'UUID of the user.', '3f5b1c0a-9d7e-4f2b-8a6c-5d4e3f2a1b0c'),
    password_id: described(id, 'Id of the password.', 1),
  },
  error: forms.error,
  bodyTypes: ['application/json', 'application/x-www-form-urlencoded'],
};

const format = described(z.enum(['json', 'txt']).optional(), 'Media type of the answer.', 'json');
const one = z.object({ format });
const many = {
  format,
  limit: described(id.optional(), 'At most so many; 100 when absent.', 100),
  offset: described(id.optional(), 'Without the first so many.', 0),
};
const listOf = (item: z.ZodType) =>
  z.object({ count: id, next: text.nullable(), previous: text.nullable(), results: z.array(item) });

const tiles = described(
  z.array(tileFields.extend({ text: anyObject.nullable(), button_tile: anyObject.nullable() }).partial()).optional(),
  'Tiles to change by id, and new texts and buttons without one.',
);
const dashboardPatch = dashboardFields.extend({
  tiles,
  duplicate_tiles: described(z.array(tileFields).optional(), 'Tiles to copy, by id.'),
});
const dashboardDraft = dashboardFields.extend({
  duplicate_tiles: described(z.boolean().optional(), 'With use_dashboard: whether insights are copied too.'),
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
        search: described(text.optional(), 'Only those with this in their name or description.', 'growth'),
        tags: described(text.optional(), 'Only those with this tag; may be repeated.', 'sales'),
        creation_mode: described(text.optional(), 'Only those made in this way.', 'template'),
        exclude_generated: described(z.enum(['true', 'false']).optional(), 'Without generated ones.', 'true'),
      }),
      answers: { 200: listOf(forms.basic) },
    },
    'POST ': {
      summary: 'Make a dashboard',
      description: 'Empty, from a template by its name, or as a duplicate of another one.',
      body: dashboardDraft,
      example: { name: 'Growth', description: 'Signups and retention', tags: ['growth'], pinned: true },
      answers: { 201: forms.dashboard },
    },
    'POST /create_from_template_json': {
      summary: 'Make a dashboard from a template that comes along',
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
      summary: 'Read a dashboard with its tiles',
      description: FILTERS,
      query: one.extend(asked),
      answers: { 200: forms.dashboard },
    },
    'PATCH /:id': {
      summary: 'Change a dashboard',
      description: '`deleted: true` puts it away, `deleted: false` brings it back.',
      body: dashboardPatch,
      isBodyOptional: true,
      example: { name: 'Growth 2026', tiles: [{ text: { body: '# Growth' } }] },
      answers: { 200: forms.dashboard },
    },
    'PUT /:id': {
      summary: 'Change a dashboard',
      description: 'The same as PATCH: nothing is required.',
      body: dashboardPatch,
      isBodyOptional: true,
      example: { pinned: false },
      answers: { 200: forms.dashboard },
    },
    'DELETE /:id': {
      summary: 'Refuse to delete a dashboard for good',
      description: 'Send PATCH with `deleted: true` instead.',
      answers: { 405: null },
    },
    'PATCH /:id/move_tile': {
      summary: 'Move a tile to another dashboard',
      body: moved,
      example: { tile: { id: 12 }, toDashboard: 8 },
      answers: { 200: described(forms.dashboard, 'The dashboard that it was on.') },
    },
    'GET /:id/stream_tiles': {
      summary: 'Read a dashboard tile by tile',
      query: z.object({
        layoutSize: described(z.enum(['sm', 'xs']).optional(), 'Whose order; sm when absent.', 'sm'),
        ...asked,
      }),
      answers: {
        200: {
          type: 'text/event-stream',
          description:
            'Server-sent events, each a line `data:` with JSON: `{"type":"metadata","dashboard":…}` with the first tiles, ' +
            'then `{"type":"tile","order":…,"tile":…}` or `{"type":"error","tile_id":…,"error":…}` for each other one, ' +
            'then `{"type":"complete"}`.',
        },
      },
    },
  }),
  ...tagged('Collaborators', `${PROJECT}/dashboards/:id/collaborators`, {
    'GET ': { summary: 'List who may change a closed dashboard', answers: { 200: z.array(forms.collaborator) } },
    'POST ': {
      summary: 'Let somebody change a closed dashboard',
      body: collaboratorFields,
      example: { level: 37, user_uuid: '3f5b1c0a-9d7e-4f2b-8a6c-5d4e3f2a1b0c' },
      answers: { 201: forms.collaborator },
    },
    'DELETE /:user__uuid': { summary: 'Take that back', fails: ['invalid'], answers: { 204: null } },
  }),
  ...tagged('Sharing', `${PROJECT}/dashboards/:id/sharing`, {
    'GET ': { summary: 'Tell how a dashboard is shared', answers: { 200: forms.sharing } },
    'PATCH ': {
      summary: 'Share a dashboard, or stop sharing it',
      body: config,
      isBodyOptional: true,
      example: { enabled: true, settings: { theme: 'dark' }, password_required: true },
      answers: { 200: forms.sharing },
    },
    'POST /refresh': {
      summary: 'Make a new access token',
      description: 'The old one stays good for 300 seconds.',
      answers: { 200: forms.sharing },
    },
    'POST /passwords': {
      summary: 'Make a password',
      description: 'Without one of at least 8 characters it is made up.',
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
      query: z.object({
        ...many,
        search: described(text.optional(), 'Only those with this in their name, description or tags.', 'signups'),
        short_id: described(text.optional(), 'Only the one with this short id.', 'aB3dE5f7'),
        saved: described(z.enum(['true', 'false']).optional(), 'Only those somebody saved.', 'true'),
        favorited: described(z.enum(['true', 'false']).optional(), 'Only those somebody likes.', 'true'),
        dashboards: described(text.optional(), 'Only those on all of these dashboards, by id.', '7,8'),
      }),
      answers: { 200: listOf(forms.insight) },
    },
    'POST ': {
      summary: 'Make an insight, and put it on dashboards',
      body: insightFields,
      isBodyOptional: true,
      example: { name: 'Signups', query: QUERY },
      answers: { 201: forms.insight },
    },
    'GET /:id': {
      summary: 'Read an insight',
      description: `One in SQL is answered on no dashboard, too. ${FILTERS}`,
      query: z.object(asked),
      answers: { 200: forms.insight },
    },
    'PATCH /:id': {
      summary: 'Change an insight',
      body: insightFields,
      isBodyOptional: true,
      example: { name: 'Signups per week' },
      answers: { 200: forms.insight },
    },
  }),
  ...tagged('Identity', '/api', {
    'GET /projects': { summary: 'List the projects', query: z.object(many), answers: { 200: listOf(forms.project) } },
    'GET /projects/:project_id': {
      summary: 'Read a project',
      answers: { 200: forms.project.extend({ user_access_level: anyValue }) },
    },
    'GET /personal_api_keys/@current': { summary: 'Tell which key this is', answers: { 200: forms.apiKey } },
    'POST /personal_api_keys': {
      summary: 'Make an API key',
      body: newKey,
      example: { label: 'Reporting', scopes: ['dashboard:read'] },
      fails: ['forbidden'],
      answers: { 201: forms.apiKey },
    },
    'GET /users/@me': { summary: 'Tell who is asking', answers: { 200: forms.me } },
    'GET /organizations/@current': { summary: 'Read the organization', answers: { 200: forms.organization } },
  }),
};
