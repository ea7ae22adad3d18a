import type { Migration } from '../engine.ts';

/**
 * The first tables. Times are milliseconds, booleans 0 or 1, JSON is text.
 * Rows are deleted with what they belong to, but stay when the user who created them is deleted.
 */
export const first: Migration = ({ id, integer, text, tableOptions }) => {
  const table = (name: string, columns: string) =>
    `create table ${name} (id ${id}, ${columns.replaceAll(' int', ` ${integer}`).replaceAll(' text', ` ${text}`)}) ${tableOptions}`;
  const parent = (name: string) => `int not null references ${name} (id) on delete cascade`;
  const maker = 'created_by int references users (id) on delete set null';

  return [
    table(
      'workspaces',
      `uuid text not null unique, key text not null unique, slug text not null unique, name text not null,
       embed_secret_sealed text not null, created_at int not null`,
    ),
    table(
      'users',
      `uuid text not null unique, username text not null, email text not null, password_hash text,
       first_name text not null, last_name text not null, time_zone text not null, country text not null,
       company text not null, position text not null, plan text not null, created_at int not null`,
    ),
    // Users who are known only from a signed token may have no user name or email.
    "create unique index users_username on users (username) where username <> ''",
    "create unique index users_email on users (email) where email <> ''",

    table(
      'memberships',
      `workspace_id ${parent('workspaces')}, user_id ${parent('users')}, role text not null, subject text,
       created_at int not null, unique (workspace_id, user_id), unique (workspace_id, subject)`,
    ),
    'create index memberships_user on memberships (user_id)',

    table(
      'groups',
      `workspace_id ${parent('workspaces')}, slug text not null, name text not null, created_at int not null,
       unique (workspace_id, slug)`,
    ),
    table('group_members', `group_id ${parent('groups')}, user_id ${parent('users')}, unique (group_id, user_id)`),
    'create index group_members_user on group_members (user_id)',

    table(
      'api_keys',
      `workspace_id ${parent('workspaces')}, user_id ${parent('users')}, name text not null, prefix text not null,
       hash text not null unique, sealed text, scopes text not null, is_active int not null,
       created_at int not null, last_used_at int, expires_at int`,
    ),
    'create index api_keys_workspace on api_keys (workspace_id)',
    'create index api_keys_user on api_keys (user_id)',

    table(
      'sessions',
      `hash text not null unique, user_id ${parent('users')}, workspace_id ${parent('workspaces')},
       csrf text not null, created_at int not null, expires_at int not null`,
    ),
    'create index sessions_user on sessions (user_id)',
    'create index sessions_workspace on sessions (workspace_id)',

    table(
      'collections',
      `workspace_id ${parent('workspaces')}, parent_id int references collections (id) on delete cascade,
       name text not null, description text not null, created_at int not null`,
    ),
    'create index collections_workspace on collections (workspace_id)',
    'create index collections_parent on collections (parent_id)',

    table(
      'dashboards',
      `workspace_id ${parent('workspaces')}, key text not null unique, slug text not null,
       public_id text not null unique, name text not null, description text not null, tags text not null,
       filters text, parameters text, variables text, visibility text not null, is_private int not null,
       background text not null, position int not null, is_pinned int not null, refresh_interval int not null,
       collection_id int references collections (id) on delete set null, restriction_level int not null,
       creation_mode text not null, ${maker}, extras text not null, created_at int not null,
       updated_at int not null, last_accessed_at int, deleted_at int`,
    ),
    // The slug of a deleted dashboard can be used again.
    'create unique index dashboards_slug on dashboards (workspace_id, slug) where deleted_at is null',
    'create index dashboards_workspace on dashboards (workspace_id, position)',
    'create index dashboards_collection on dashboards (collection_id)',

    table(
      'pages',
      `dashboard_id ${parent('dashboards')}, number int not null, name text not null, unique (dashboard_id, number)`,
    ),
    table(
      'widgets',
      `workspace_id ${parent('workspaces')}, dashboard_id ${parent('dashboards')}, page_id ${parent('pages')},
       key text not null unique, public_id text not null unique, type text not null, given_type text not null,
       title text not null, config text not null, data text, data_updated_at int, version int not null,
       slots text not null, source text, x int not null, y int not null, w int not null, h int not null,
       refresh_interval int, sound int not null, extras text not null, ${maker}, created_at int not null,
       updated_at int not null, deleted_at int`,
    ),
    'create index widgets_dashboard on widgets (dashboard_id)',
    'create index widgets_page on widgets (page_id)',
    'create index widgets_workspace on widgets (workspace_id)',

    table(
      'series',
      `workspace_id ${parent('workspaces')}, widget_id int references widgets (id) on delete cascade,
       slot text not null, label text not null, created_at int not null, unique (workspace_id, label)`,
    ),
    'create index series_widget on series (widget_id)',
    table('samples', `series_id ${parent('series')}, at int not null, value text`),
    'create index samples_series on samples (series_id, at)',

    table(
      'grants',
      `dashboard_id ${parent('dashboards')}, subject_type text not null, subject_id text not null,
       level text not null, created_at int not null, updated_at int not null,
       unique (dashboard_id, subject_type, subject_id)`,
    ),
    'create index grants_subject on grants (subject_type, subject_id)',

    table(
      'access_tokens',
      `dashboard_id ${parent('dashboards')}, hash text not null unique, sealed text not null,
       description text not null, password_hash text, settings text not null, ${maker}, created_at int not null,
       expires_at int, revoked_at int`,
    ),
    'create index access_tokens_dashboard on access_tokens (dashboard_id)',
    table(
      'embed_tokens',
      `widget_id ${parent('widgets')}, hash text not null unique, sealed text not null, created_at int not null,
       revoked_at int`,
    ),
    'create index embed_tokens_widget on embed_tokens (widget_id)',

    table(
      'accounts',
      `workspace_id ${parent('workspaces')}, kind text not null, username text not null,
       credentials_sealed text not null, created_at int not null, updated_at int not null,
       unique (workspace_id, kind, username)`,
    ),
    table(
      'datasets',
      `workspace_id ${parent('workspaces')}, name text not null, schema text, row_count int not null,
       created_at int not null, updated_at int not null`,
    ),
    'create index datasets_workspace on datasets (workspace_id)',
  ];
};
