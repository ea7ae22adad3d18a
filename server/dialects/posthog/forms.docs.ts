import { z } from 'zod';
import { anyObject, anyValue, described } from '../operation.ts';
import { CLOSED, OPEN, ROLES } from './shapes.ts';

const text = z.string();
const id = z.int().min(0);
const NOW = '2026-05-08T20:01:30.000Z';
export const time = described(text, 'ISO 8601, in UTC.', NOW);
const level = z.union([z.literal(OPEN), z.literal(CLOSED)]);
const access = z.enum(['none', 'viewer', 'editor']).nullable();
const levels = {
  effective_restriction_level: level,
  effective_privilege_level: level,
  user_access_level: access,
};

export const user = described(
  z.object({
    ...{ id, uuid: text, distinct_id: text, first_name: text, last_name: text, email: text },
    ...{ is_email_verified: z.boolean().nullable(), hedgehog_config: anyValue },
    role_at_organization: z.enum(ROLES).nullable(),
  }),
  'A user as others see them.',
);

export const basic = described(
  z.object({
    ...{ id, name: text.nullable(), description: text, pinned: z.boolean(), created_at: time },
    ...{ created_by: user.nullable(), last_accessed_at: time.nullable(), last_viewed_at: time.nullable() },
    ...{ is_shared: z.boolean(), deleted: z.boolean(), creation_mode: text, tags: z.array(text) },
    restriction_level: described(level, '21: everybody in the project may edit it; 37: only collaborators may.'),
    ...levels,
    access_control_version: z.enum(['v1', 'v2']),
    last_refresh: anyValue,
    team_id: id,
  }),
  'A dashboard in a list.',
);

export const insight = described(
  z.object({
    ...{ id, short_id: text, name: text.nullable(), derived_name: anyValue, description: text },
    ...{ query: anyValue, filters: anyObject, result: anyValue, order: z.null(), deleted: z.boolean() },
    dashboards: z.array(id),
    dashboard_tiles: z.array(z.object({ id, dashboard_id: id, deleted: z.null() })),
    ...{ tags: z.array(text), favorited: z.boolean(), saved: z.boolean(), is_sample: z.boolean() },
    ...{ created_at: time, created_by: user.nullable(), updated_at: time },
    ...{ last_modified_at: time, last_modified_by: user.nullable(), last_refresh: time.nullable() },
    ...{ is_cached: z.boolean(), timezone: text },
    ...levels,
    columns: described(z.array(text).nullable().optional(), 'Columns of the result, if the query is SQL.'),
    types: z.array(anyValue).optional(),
    query_status: described(
      z.object({ complete: z.boolean(), error: z.boolean(), error_message: text }).optional(),
      'Why the query failed.',
    ),
    hogql: described(text.optional(), 'The SQL, if the query is SQL.'),
  }),
  'A query and its result.',
);

export const listedInsight = described(
  insight.partial({ result: true, is_cached: true, timezone: true }),
  'An insight in a list; with `basic=true`, its result is left out.',
);

export const tile = described(
  z.object({
    id,
    layouts: described(anyObject, 'Positions by screen size (`sm`, `xs`), as they were sent.', {
      sm: { x: 0, y: 0, w: 6, h: 5 },
    }),
    color: anyValue,
    insight: insight.nullable(),
    text: z
      .object({
        ...{ id, body: text.nullable(), created_by: user.nullable(), last_modified_at: time },
        ...{ last_modified_by: user.nullable(), team: id },
      })
      .nullable(),
    button_tile: anyObject.nullable(),
    order: id,
    is_cached: z.boolean(),
    last_refresh: time.nullable(),
    ...{ filters_overrides: anyValue, show_description: anyValue, transparent_background: anyValue },
    error: described(z.object({ type: text, message: text }).optional(), 'Why it could not be refreshed.'),
    deleted: z.boolean(),
  }),
  'An insight, a text or a button on a dashboard.',
);

export const dashboard = described(
  z.object({
    ...basic.shape,
    ...{ filters: anyObject, variables: anyValue, breakdown_colors: anyValue },
    ...{ data_color_theme_id: z.int().nullable(), persisted_filters: anyValue, persisted_variables: anyValue },
    quick_filter_ids: z.array(anyValue),
    tiles: z.array(tile),
  }),
  'A dashboard with its tiles, from top to bottom and left to right.',
);

export const collaborator = described(
  z.object({ id: text, dashboard_id: id, user: user.nullable(), level, added_at: time, updated_at: time }),
  'Somebody who may edit a restricted dashboard.',
);

export const queryResult = described(
  z.object({
    results: described(z.array(anyValue), 'Rows of SQL; of other queries, the `result` of the insight.', [
      ['EU', 12450],
      ['US', 9800],
    ]),
    columns: described(z.array(text).optional(), 'Columns of the rows, if the query is SQL.'),
    types: described(z.array(z.tuple([text, text])).optional(), 'Name and type of each column, as in ClickHouse.', [
      ['region', 'String'],
      ['revenue', 'Float64'],
    ]),
    hasMore: described(z.boolean(), 'Whether there are more rows.'),
    ...{ hogql: text.optional(), query: text.optional() },
    ...{ is_cached: z.boolean(), last_refresh: time.nullable(), timezone: text, error: z.null() },
  }),
  'The result of a query.',
);

const password = z.object({ id, created_at: time, note: text, created_by_email: text });
export const newPassword = described(
  password.extend({ password: text }),
  'A new password. It is shown only once, in this response.',
);
export const sharing = described(
  z.object({
    created_at: time.nullable(),
    enabled: z.boolean(),
    access_token: text.nullable(),
    settings: anyObject.nullable(),
    password_required: z.boolean(),
    share_passwords: z.array(password.extend({ is_active: z.boolean() })),
  }),
  'How a dashboard is shared. Until it is shared for the first time, each response has a different access_token.',
  {
    ...{ created_at: NOW, enabled: true, access_token: 'q3Zr8mXw0c7pLk2VtB5nYh1dFs9aGe', settings: { theme: 'dark' } },
    ...{ password_required: false, share_passwords: [] },
  },
);

const owned = { id, uuid: text, organization: text, api_token: text, name: text };
export const project = described(
  z.object({
    ...{ ...owned, project_id: id, completed_snippet_onboarding: z.boolean() },
    ...{ has_completed_onboarding_for: anyObject, ingested_event: z.boolean(), is_demo: z.boolean() },
    ...{ timezone: text, access_control: z.boolean(), effective_membership_level: z.int().nullable() },
  }),
  'A project: a Boardcast workspace.',
);
const member = {
  ...{ id: text, name: text, slug: text, logo_media_id: z.null(), created_at: time, membership_level: z.int() },
};
export const organizationBasic = described(
  z.object(member),
  'An organization: the same Boardcast workspace as its project.',
);
export const organization = described(
  z.object({
    ...{ ...member, updated_at: time, plugins_access_level: z.int() },
    ...{ teams: z.array(z.object(owned)), projects: z.array(z.object(owned)) },
    ...{ available_product_features: z.array(anyValue), is_member_join_email_enabled: z.boolean() },
    ...{ metadata: anyObject, enforce_2fa: z.null(), members_can_invite: z.boolean(), member_count: id },
  }),
  'The organization of the API key.',
);
export const apiKey = described(
  z.object({
    ...{ id: text, label: text, mask_value: text, created_at: time, last_used_at: time.nullable() },
    value: described(text.nullable(), 'The key itself, only in the response that creates it.'),
    ...{ last_rolled_at: z.null(), user_id: id, scopes: z.array(text), scoped_teams: z.array(id) },
    scoped_organizations: z.array(text),
  }),
  'A personal API key.',
);
export const me = described(
  z.object({
    ...user.shape,
    ...{ date_joined: time, pending_email: z.null(), has_password: z.boolean(), is_staff: z.boolean() },
    ...{ is_impersonated: z.boolean(), anonymize_data: z.boolean(), team: project, organization: organizationBasic },
    ...{ organizations: z.array(organizationBasic), scoped_organizations: z.array(text).nullable() },
    scoped_teams: z.array(id).nullable(),
  }),
  'The current user.',
);
export const error = described(
  z.object({ type: text, code: text, detail: text, attr: text.nullable() }),
  'The error; `attr` is the field that it is about.',
);
