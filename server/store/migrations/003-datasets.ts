import type { Migration } from '../engine.ts';

/** The table name of a dataset in queries, and the engine's file with its rows. */
export const datasets: Migration = ({ integer, text }) => [
  `alter table datasets add column table_name ${text} not null default ''`,
  `alter table datasets add column file ${text} not null default ''`,
  `alter table datasets add column bytes ${integer} not null default 0`,
  "create unique index datasets_table_name on datasets (workspace_id, table_name) where table_name <> ''",
];
