import { z } from 'zod';
import { type About, anyObject, anyValue, described, widgetConfig, widgetData } from '../operation.ts';

const text = z.string();
const count = z.int().min(0);
const id = z.int().min(1);
const NOW = '2026-05-08T20:01:30.000Z';
const time = described(text, 'UTC.', NOW);
const place = z.object({ x: count, y: count, w: id, h: id });

export const collection = described(
  z.object({ collection_id: id, name: text, description: text, parent_id: id.nullable(), dashboard_count: count }),
  'A folder of dashboards, which may be inside another one.',
  { collection_id: 3, name: 'Finance', description: '', parent_id: null, dashboard_count: 2 },
);
export const summary = described(
  z.object({
    dashboard_id: id,
    name: text,
    description: text,
    slug: text,
    collection_id: id.nullable(),
    parameters: described(
      z.union([anyObject, z.array(anyValue)]),
      'Defaults by name, or definitions by name: an object with a `default`, and maybe a `label` and `options`. Or a list of such objects, each with its `name`.',
      { region: 'EU', year: { default: 2026, label: 'Year' } },
    ),
    audience: z.enum(['private', 'project', 'org', 'public']),
    created_at: time,
    updated_at: time,
  }),
  'A dashboard without its content.',
  {
    ...{ dashboard_id: 7, name: 'Cash flow', description: '', slug: 'cash-flow', collection_id: 3 },
    ...{ parameters: { region: 'EU' }, audience: 'org', created_at: NOW, updated_at: NOW },
  },
);
export const card = described(
  z.object({ card_id: id, page: id, card_type: text, title: text, config: widgetConfig, layout: place }),
  'A card and its position on the grid of 12 columns. The cards of a page never overlap.',
  {
    ...{ card_id: 42, page: 1, card_type: 'kpi_card', title: 'Revenue', config: { title: 'Revenue', prefix: '€' } },
    ...{ layout: { x: 0, y: 0, w: 3, h: 2 } },
  },
);
export const share = described(
  z.object({
    share_id: id,
    subject_type: z.enum(['user', 'group']),
    subject_id: z.union([id, text]),
    access_level: z.enum(['viewer', 'commenter', 'editor']),
  }),
  'The access level of a user or a group on a dashboard.',
  { share_id: 5, subject_type: 'group', subject_id: 2, access_level: 'viewer' },
);
export const dashboard = described(
  z.object({
    ...summary.shape,
    pages: z.array(z.object({ page_number: id, name: text })),
    cards: z.array(card),
    shares: z.array(share),
  }),
  'A dashboard with its pages, cards and shares.',
);
export const page = described(z.object({ page_number: id, name: text, position: id }), 'A page of a dashboard.', {
  page_number: 2,
  name: 'Details',
  position: 2,
});
export const group = described(
  z.object({ group_id: id, name: text, slug: text, members: z.array(id) }),
  'A group of users.',
  { group_id: 2, name: 'Controlling', slug: 'controlling', members: [1, 4] },
);
export const rendering = described(
  z.object({
    dashboard: z.object({ name: text, parameters: anyObject }),
    page: id,
    cards: z.array(
      z.object({
        card_id: id,
        card_type: text,
        config: widgetConfig,
        data: widgetData.nullable(),
        error: z.object({ code: text, message: text }).nullable(),
      }),
    ),
  }),
  'One page with the values of its parameters filled in. A card that fails has its own error.',
  {
    dashboard: { name: 'Cash flow', parameters: { region: 'EU' } },
    page: 1,
    cards: [{ card_id: 42, card_type: 'kpi_card', config: { prefix: '€' }, data: { value1: 12450 }, error: null }],
  },
);

const cellType = z.enum(['string', 'number', 'boolean', 'date', 'datetime', 'time', 'json']);
const COLUMNS = [
  { name: 'region', type: 'string' },
  { name: 'revenue', type: 'number' },
];
const columns = z.array(z.object({ name: text, type: cellType }));
export const dataset = described(
  z.object({
    ...{ dataset_id: id, name: text, table_name: described(text, 'Its name in SQL.'), columns },
    ...{ row_count: count, size_bytes: count, created_at: time, updated_at: time },
  }),
  'A table of the workspace, for cards and SQL queries.',
  {
    ...{ dataset_id: 1, name: 'Orders', table_name: 'orders', columns: COLUMNS },
    ...{ row_count: 2, size_bytes: 612, created_at: NOW, updated_at: NOW },
  },
);
export const rows = described(
  z.object({ columns, rows: z.array(z.array(anyValue)), is_truncated: z.boolean() }),
  'Rows, with their cells in the order of the columns; dates and times are ISO 8601 strings.',
  {
    columns: COLUMNS,
    rows: [
      ['EU', 12450],
      ['US', 9800],
    ],
    is_truncated: false,
  },
);

/** The documentation of this API. */
export const about: About = {
  title: 'Cards',
  description:
    'Dashboards with integer ids, sorted into collections, with pages of cards that never overlap. Bodies are read as ' +
    'JSON, whatever their Content-Type. Requests under /api/dashboards need a bearer token to reach this API.',
  schemas: {
    ...{ Collection: collection, DashboardSummary: summary, Dashboard: dashboard, Card: card, Share: share },
    ...{ Page: page, Group: group, Rendering: rendering, Dataset: dataset, Rows: rows },
  },
  params: {
    id: described(id, 'Id of the dashboard.', 7),
    card: described(id, 'Id of the card.', 42),
    page: described(id, 'Number of the page.', 2),
    collection: described(id, 'Id of the collection.', 3),
    share: described(id, 'Id of the share.', 5),
    group: described(id, 'Id of the group.', 2),
    user: described(id, 'Id of the user.', 4),
    slug: described(text, 'Slug of the dashboard.', 'cash-flow'),
    dataset: described(id, 'Id of the dataset.', 1),
  },
  error: described(
    z.object({
      error: described(text, 'The error code.'),
      detail: described(text.optional(), 'Explanation for people.'),
      errors: described(
        z.union([z.array(z.object({ path: text, message: text })), text]).optional(),
        'Invalid fields.',
      ),
      permission: described(text.optional(), 'The missing permission.'),
      target_id: described(text.nullable().optional(), 'The dashboard that it is missing on.'),
    }),
    'The error.',
  ),
  examples: [
    { total: 1, limit: 50, offset: 0, updated: 2, cards: 4, access_token: 'eyJhbGciOiJIUzI1NiJ9…', expires_in: 3600 },
  ],
};
