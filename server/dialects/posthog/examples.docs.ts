import type { JsonObject } from '../../../components/model/widget.ts';

const NOW = '2026-05-08T20:01:30.000Z';
const UUID = '018f5b1c-0a9d-7e4f-8a6c-5d4e3f2a1b0c';
const TOKEN = 'q3Zr8mXw0c7pLk2VtB5nYh1dFs9aGe';

/** An insight whose results are here, because they are those of SQL over a dataset. */
export const INSIGHT = {
  name: 'Revenue by region',
  query: {
    kind: 'DataVisualizationNode',
    source: { kind: 'HogQLQuery', query: 'SELECT region, sum(revenue) AS revenue FROM orders GROUP BY region' },
    display: 'ActionsBar',
  },
};

const user = {
  ...{ id: 1, uuid: UUID, distinct_id: UUID, first_name: 'Ada', last_name: 'Lovelace', email: 'ada@example.com' },
  ...{ is_email_verified: true, hedgehog_config: null },
};
const dashboard = {
  ...{ id: 7, name: 'Growth', description: 'Revenue and retention', tags: ['growth'], creation_mode: 'default' },
  ...{ last_refresh: null, team_id: 1, filters: { date_from: '-30d' }, variables: {}, breakdown_colors: [] },
  ...{ data_color_theme_id: null, persisted_filters: null, persisted_variables: null, quick_filter_ids: [] },
};
const insight = {
  ...{ ...INSIGHT, short_id: 'aB3dE5f7', derived_name: null, dashboards: [7], dashboard_id: 7 },
  result: [
    ['EU', 12450],
    ['US', 9800],
  ],
  ...{ columns: ['region', 'revenue'], types: [], hogql: INSIGHT.query.source.query, timezone: 'UTC' },
  error_message: 'sql: unknown dataset "orders"',
};
const tile = {
  ...{ color: 'blue', body: '# Growth', team: 1, order: 0, button_tile: null, filters_overrides: {} },
  ...{ show_description: null, transparent_background: null, type: 'QueryError' },
  message: 'sql: unknown dataset "orders"',
};
const project = {
  ...{ project_id: 1, organization: UUID, api_token: 'phc_13a093c86c0bee3c39f3e4ff396a6319', slug: 'main' },
  ...{ has_completed_onboarding_for: {}, effective_membership_level: 15, membership_level: 15, member_count: 3 },
  ...{ plugins_access_level: 0, available_product_features: [], metadata: {}, user_access_level: 'editor' },
};
const apiKey = {
  ...{ label: 'Nightly report', value: null, mask_value: 'phx_8fq2...', scopes: ['dashboard:read'], user_id: 1 },
  ...{ scoped_teams: [1], scoped_organizations: [UUID] },
};
const shared = {
  ...{ accessToken: TOKEN, shareToken: 'eyJhbGciOiJIUzI1NiJ9…', themes: [], created_by_email: 'ada@example.com' },
  ...{ dashboard: { id: 7, name: 'Growth' }, error: 'Incorrect password', password: 'Pq3ZrX0c7LkVtB5n' },
  ...{ whitelabel: true, noHeader: true, showInspector: true, legend: true, detailed: true, hideExtraDetails: true },
  ...{ theme: 'dark', note: 'for the board' },
};
const listed = { count: 1, next: null, previous: null };
const error = {
  type: 'validation_error',
  code: 'invalid_input',
  detail: 'Filters must be a dictionary',
  attr: 'filters',
};

/** Objects of this API. */
export const examples: readonly JsonObject[] = [
  ...[user, dashboard, insight, tile, project, apiKey, shared, listed, error, { id: UUID, created_at: NOW }],
];
