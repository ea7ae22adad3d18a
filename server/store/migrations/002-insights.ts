import type { Migration } from '../engine.ts';

/** Insights, which can be on several dashboards at once, and the passwords of shared dashboards. */
export const insights: Migration = ({ id, integer, text, tableOptions }) => {
  const table = (name: string, columns: string) =>
    `create table ${name} (id ${id}, ${columns.replaceAll(' int', ` ${integer}`).replaceAll(' text', ` ${text}`)}) ${tableOptions}`;
  const parent = (name: string) => `int not null references ${name} (id) on delete cascade`;
  const person = (column: string) => `${column} int references users (id) on delete set null`;

  return [
    table(
      'insights',
      `workspace_id ${parent('workspaces')}, origin_widget_id int unique, kind text not null, short_id text not null,
       name text, description text not null, query text, filters text not null, tags text not null,
       is_favorited int not null, is_saved int not null, extras text not null, ${person('created_by')},
       ${person('modified_by')}, created_at int not null, modified_at int not null, deleted_at int`,
    ),
    'create index insights_workspace on insights (workspace_id)',
    table('tiles', `widget_id ${parent('widgets')} unique, insight_id ${parent('insights')}`),
    'create index tiles_insight on tiles (insight_id)',
    table(
      'share_passwords',
      `access_token_id ${parent('access_tokens')}, hash text not null, note text not null, ${person('created_by')},
       created_at int not null, is_active int not null`,
    ),
    'create index share_passwords_token on share_passwords (access_token_id)',
  ];
};
