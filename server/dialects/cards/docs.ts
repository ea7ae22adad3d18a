import { z } from 'zod';
import { described, type Operations, tagged } from '../operation.ts';
import * as forms from './forms.docs.ts';
import * as requests from './requests.wire.ts';

export { about } from './forms.docs.ts';

const BOARDS = '/api/dashboards';
const BOARD = `${BOARDS}/:id`;
const text = z.string();
const count = z.int().min(0);
const id = z.int().min(1);

/** Values of parameters have names that only the dashboard knows. */
const parameters = z
  .record(text, text)
  .optional()
  .meta({
    description: 'Values of the dashboard’s parameters, each as `param.NAME=VALUE`.',
    style: 'form',
    propertyNames: { pattern: '^param\\.' },
  });
const rendered = z.object({
  page: described(id.optional(), 'Number of the page; 1 by default.', 1),
  param: parameters,
});

/** Documentation of its routes. */
export const docs: Operations = {
  'POST /api/auth/login': {
    tag: 'Sign in',
    summary: 'Exchange username and password for a token',
    body: requests.login,
    example: { username: 'ada', password: 'correct horse battery staple' },
    fails: ['invalid_credential', 'rate_limited'],
    answers: { 200: z.object({ access_token: text, token_type: z.literal('bearer'), expires_in: id }) },
  },
  ...tagged('Collections', `${BOARDS}/collections`, {
    'GET ': { summary: 'List the collections', answers: { 200: z.array(forms.collection) } },
    'POST ': {
      summary: 'Create a collection',
      body: requests.newCollection,
      example: { name: 'Finance', description: 'What comes in and goes out' },
      fails: ['not_found'],
      answers: { 201: forms.collection },
    },
    'PATCH /:collection': {
      summary: 'Update a collection',
      body: requests.collectionFields,
      example: { name: 'Finance and controlling' },
      fails: ['conflict'],
      answers: { 200: forms.collection },
    },
    'DELETE /:collection': { summary: 'Delete an empty collection', fails: ['conflict'], answers: { 204: null } },
  }),
  ...tagged('Dashboards', BOARDS, {
    'GET /templates': {
      summary: 'List the templates',
      answers: { 200: z.array(z.object({ template_id: text, name: text, description: text, cards: count })) },
    },
    'POST /from-template': {
      summary: 'Create a dashboard from a template and a dataset',
      body: requests.instantiation,
      example: { template_id: 'kpi-summary', dataset_id: 1, name: 'Orders' },
      fails: ['not_found'],
      answers: { 201: forms.dashboard },
    },
    'GET ': {
      summary: 'List the dashboards',
      query: z.object({
        collection_id: described(id.optional(), 'Only dashboards in this collection.', 3),
        q: described(text.optional(), 'Only dashboards with this text in their name or description.', 'cash'),
        limit: described(z.int().min(0).max(200).optional(), 'Maximum number of results; 50 by default.', 50),
        offset: described(count.optional(), 'Number of results to skip.', 0),
      }),
      answers: {
        200: z.object({ dashboards: z.array(forms.summary), total: count, limit: count, offset: count }),
      },
    },
    'POST ': {
      summary: 'Create a dashboard',
      body: requests.newBoard,
      example: { name: 'Cash flow', parameters: { region: 'EU' }, audience: 'org' },
      fails: ['not_found'],
      answers: { 201: forms.dashboard },
    },
    'GET /:id': { summary: 'Get a dashboard with its pages, cards and shares', answers: { 200: forms.dashboard } },
    'PATCH /:id': {
      summary: 'Update a dashboard',
      description:
        'Fields that are not sent keep their values. The whole object can be sent back, with its id and unchanged cards.',
      body: requests.boardFields,
      example: { description: 'Money in, money out' },
      answers: { 200: forms.dashboard },
    },
    'DELETE /:id': { summary: 'Delete a dashboard', answers: { 204: null } },
    'POST /:id/duplicate': {
      summary: 'Copy a dashboard with its pages and cards',
      description: 'Shares are not copied.',
      body: requests.named.partial(),
      isBodyOptional: true,
      example: { name: 'Cash flow (copy)' },
      answers: { 201: z.object({ dashboard_id: id }) },
    },
  }),
  ...tagged('Cards', BOARD, {
    'POST /cards': {
      summary: 'Add a card to a dashboard',
      description:
        'The config has to match the type, and SQL has to be a single SELECT. An unknown table or column is not refused, ' +
        'because its dataset may be uploaded later: the card shows the error until then.',
      body: requests.newCard,
      example: { card_type: 'kpi_card', config: { title: 'Revenue' }, layout: { x: 0, y: 0, w: 3, h: 2 }, page: 1 },
      fails: ['conflict'],
      answers: { 201: forms.card },
    },
    'PATCH /cards/:card': {
      summary: 'Update a card',
      description: 'The config is merged into the current one, field by field; null removes a field.',
      body: requests.cardFields,
      example: { config: { prefix: '€' } },
      fails: ['conflict'],
      answers: { 200: forms.card },
    },
    'DELETE /cards/:card': { summary: 'Delete a card', answers: { 204: null } },
    'POST /cards/:card/duplicate': {
      summary: 'Copy a card to the first free place',
      answers: { 201: forms.card },
    },
    'PATCH /layout': {
      summary: 'Move and resize cards',
      description: 'Either all cards are moved or none. Two cards can swap places in one request.',
      body: requests.moves,
      example: [{ card_id: 42, x: 3, y: 0, w: 3, h: 2 }],
      fails: ['conflict'],
      answers: { 200: z.object({ updated: count }) },
    },
    'GET /render': { summary: 'Get a page with its values', query: rendered, answers: { 200: forms.rendering } },
  }),
  'GET /api/public/dashboards/:slug/render': {
    tag: 'Cards',
    summary: 'Get a page of a public dashboard with its values',
    query: rendered,
    answers: { 200: forms.rendering },
  },
  ...tagged('Pages', `${BOARD}/pages`, {
    'POST ': {
      summary: 'Add a page',
      body: requests.newPage,
      example: { name: 'Details', position: 2 },
      answers: { 201: forms.page },
    },
    'PATCH /:page': {
      summary: 'Update a page',
      body: requests.pageFields,
      example: { name: 'More details' },
      answers: { 200: forms.page },
    },
    'DELETE /:page': { summary: 'Delete a page and its cards', fails: ['conflict'], answers: { 204: null } },
  }),
  ...tagged('Shares', `${BOARD}/shares`, {
    'GET ': { summary: 'List the shares of a dashboard', answers: { 200: z.array(forms.share) } },
    'POST ': {
      summary: 'Share a dashboard',
      description: 'If the user or group already has a share, its access level is changed.',
      body: requests.shareFields,
      example: { subject_type: 'user', subject_id: 1, access_level: 'viewer' },
      answers: { 200: forms.share, 201: forms.share },
    },
    'DELETE /:share': { summary: 'Delete a share', answers: { 204: null } },
  }),
  ...tagged('Groups', '/api/groups', {
    'GET ': { summary: 'List the groups', answers: { 200: z.array(forms.group) } },
    'POST ': {
      summary: 'Create a group',
      body: requests.named,
      example: { name: 'Controlling' },
      answers: { 201: forms.group },
    },
    'DELETE /:group': { summary: 'Delete a group', answers: { 204: null } },
    'POST /:group/members/:user': { summary: 'Add a member', answers: { 204: null } },
    'DELETE /:group/members/:user': { summary: 'Remove a member', answers: { 204: null } },
  }),
};
