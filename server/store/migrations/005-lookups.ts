import type { Migration } from '../engine.ts';

/**
 * Indexes for lookups by anonymous readers, who name no workspace. SQLite does not use a partial index for a bound
 * value, so the unique indexes of users do not help.
 */
export const lookups: Migration = () => [
  'create index dashboards_public on dashboards (slug)',
  'create index series_label on series (label)',
  'create index users_by_email on users (email)',
  'create index users_by_username on users (username)',
];
