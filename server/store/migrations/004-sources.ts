import type { Migration } from '../engine.ts';

/** Whose turn it is to fill a widget that fills itself, and what went wrong the last time. */
export const sources: Migration = ({ id, integer, text, tableOptions }) => [
  `create table sources (
     id ${id}, widget_id ${integer} not null unique references widgets (id) on delete cascade,
     fingerprint ${text} not null, stamp ${integer} not null, claimed_until ${integer} not null,
     due_at ${integer} not null, failures ${integer} not null
   ) ${tableOptions}`,
  `alter table widgets add column source_error ${text}`,
];
