import { z } from 'zod';
import { described } from '../operation.ts';

const text = z.string();

const REFRESH = ['blocking', 'async', 'force_blocking', 'force_async', 'force_cache'] as const;
/** What the query of those who read answers says of them. */
export const asked = {
  refresh: described(
    z.enum(REFRESH).optional(),
    'Whether what is due, everything or nothing is asked anew.',
    'blocking',
  ),
  date_from: described(text.optional(), 'In place of the dashboard’s: a date, a moment, or how long ago.', '-7d'),
  date_to: described(text.optional(), 'In place of the dashboard’s; a day is meant to its end.', '2026-01-31'),
  filters_override: described(
    text.optional(),
    'JSON, in place of the members of the dashboard’s filters that it names: date_from, date_to, properties.',
    '{"date_from":"-7d","properties":[{"key":"plan","operator":"exact","value":["paid"]}]}',
  ),
  variables_override: described(
    text.optional(),
    'JSON, in place of the dashboard’s variables: by their ids, or by their code names.',
    '{"plan":{"value":"paid"}}',
  ),
};
/** How filters, dates and values come into SQL. */
export const FILTERS =
  'Filters of a dashboard, a tile (`filters_overrides`, before those of its dashboard) and a query apply to SQL: ' +
  '`{filters}` in its text is the condition that they make on the columns of its datasets, `{filters.dateRange.from}` ' +
  'and `{filters.dateRange.to}` are moments, and without `{filters}` they choose among the rows of the answer. Dates ' +
  'count in the column `timestamp`, else in the first one with dates (UTC). `{variables.NAME}` and `{NAME}` are values ' +
  'of variables and of the query’s `values`. All of them are bound, never part of the text.';
