import type { Migration } from '../engine.ts';

/**
 * What strangers name without saying in which workspace. SQLite does not use an index over some of the rows for a value
 * that is bound, so the unique ones of people do not serve.
 */
export const lookups: Migration = () => [
  'create index dashboards_public on dashboards (slug)',
  'create index series_label on series (label)',
  'create index users_by_email on users (email)',
  'create index users_by_username on users (username)',
];
