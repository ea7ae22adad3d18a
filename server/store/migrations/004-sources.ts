import type { Migration } from '../engine.ts';

/** The refresh of widgets with a source: the lease of the process that is filling it, and the last error. */
export const sources: Migration = ({ id, integer, text, tableOptions }) => [
  `create table sources (
     id ${id}, widget_id ${integer} not null unique references widgets (id) on delete cascade,
     fingerprint ${text} not null, stamp ${integer} not null, claimed_until ${integer} not null,
     due_at ${integer} not null, failures ${integer} not null
   ) ${tableOptions}`,
  `alter table widgets add column source_error ${text}`,
];
