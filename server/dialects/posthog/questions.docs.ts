import { z } from 'zod';
import { described } from '../operation.ts';

const text = z.string();

const REFRESH = ['blocking', 'async', 'force_blocking', 'force_async', 'force_cache'] as const;
/** What the query of those who read answers says of them. */
export const asked = {
  refresh: described(
    z.enum(REFRESH).optional(),
    'Which queries to run again: those that are due, all (`force_…`) or none (`force_cache`). `…async` does not wait for them.',
    'blocking',
  ),
  date_from: described(text.optional(), 'Overrides the dashboard’s: a date, a date and time, or how long ago.', '-7d'),
  date_to: described(text.optional(), 'Overrides the dashboard’s; a date includes the whole day.', '2026-01-31'),
  filters_override: described(
    text.optional(),
    'JSON that overrides filters of the dashboard: `date_from`, `date_to`, `properties`.',
    '{"date_from":"-7d","properties":[{"key":"plan","operator":"exact","value":["paid"]}]}',
  ),
  variables_override: described(
    text.optional(),
    'JSON that overrides variables of the dashboard, by their ids or code names.',
    '{"plan":{"value":"paid"}}',
  ),
};
const { refresh, filters_override, variables_override } = asked;
/** What the query of a list says of answers. */
export const listAsked = { refresh, filters_override, variables_override };
const MOMENT = ': a date, a date and time (UTC), or how long ago.';
/** Which insights a list has, by more than their names, and in which order. */
export const insightsAsked = {
  insight: described(
    text.optional(),
    'Only insights of this type: `TRENDS`, `FUNNELS`, `RETENTION`, `PATHS`, `STICKINESS`, `LIFECYCLE`, `SQL`, or `JSON` for all queries but SQL.',
    'SQL',
  ),
  tags: described(
    text.optional(),
    'Only insights with one of these tags: a JSON list, or names with commas.',
    '["sales"]',
  ),
  user: described(z.enum(['true', 'false']).optional(), '`true`: only those of the caller.', 'true'),
  created_by: described(text.optional(), 'Only insights of these users (ids).', '[1,2]'),
  created_date_from: described(text.optional(), `Only insights created after this moment${MOMENT}`, '-7d'),
  created_date_to: described(text.optional(), `Only insights created before this moment${MOMENT}`, '2027-01-31'),
  date_from: described(text.optional(), `Only insights last changed after this moment${MOMENT}`, '-7d'),
  date_to: described(text.optional(), `Only insights last changed before this moment${MOMENT}`, '2027-01-31'),
  order: described(
    text.optional(),
    '`id`, `name`, `created_at` or `last_modified_at`, with `-` in front for the reverse; by default what was changed last comes first.',
    '-created_at',
  ),
};
/** Where the results of insights come from. */
export const RESULTS =
  'Its results are those of SQL over the datasets of the workspace (`HogQLQuery`, by itself or as the source of a ' +
  '`DataVisualizationNode`); datasets are uploaded through the Cards API. Without SQL, it shows what is pushed to its ' +
  'widget through the BoardCharts API, which lists the widgets of a dashboard with their keys. Queries about events, ' +
  'such as `TrendsQuery`, are stored and set how the insight is drawn, but have no results, because no events are ' +
  'collected here. The display `ActionsLineGraphCumulative` shows running sums of what is pushed. A `result` in the ' +
  'request is ignored.';
/** How filters, dates and values come into SQL. */
export const FILTERS =
  'Filters of a dashboard, of a tile (`filters_overrides`, which take precedence over the dashboard’s) and of a query ' +
  'apply to SQL. In the SQL, `{filters}` is the condition they make on the columns of its datasets, and ' +
  '`{filters.dateRange.from}` and `{filters.dateRange.to}` are dates and times. Without `{filters}`, they filter the ' +
  'rows of the result. Date ranges apply to the column `timestamp`, or else to the first column with dates (UTC). ' +
  '`{variables.NAME}` and `{NAME}` are values of variables and of the query’s `values`. All values are bound, never ' +
  'inserted into the SQL.';
/** Which queries have results, and which do not. */
export const QUERIES =
  'A `HogQLQuery` is SQL over the datasets of the workspace (a SELECT in DuckDB’s dialect), for those who may create ' +
  'dashboards; `filters`, `variables` and `values` in it, `filters_override` and `variables_override` apply as they do ' +
  'to insights. `hasMore` says that there are more than the 10,000 rows that are returned. Any other query has a result ' +
  'if it is exactly that of one insight that has data, as the insight’s `query` shows it. Queries about events are ' +
  'refused otherwise, because no events are collected here. The node that a query is the `source` of makes no ' +
  'difference. Results are always complete: `refresh`, `async`, `client_query_id` and `name` are ignored.';
