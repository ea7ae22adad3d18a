import type { Json, JsonObject } from '../../../components/model/widget.ts';
import type { Surroundings } from '../../domain/boards/boards.ts';
import { nameOf, numberOf, type Placed } from '../../domain/insights/insight-links.ts';
import type { Widget } from '../../domain/model.ts';
import { queryOf, resultOf, sqlOf } from './looks.ts';
import { levels, OPEN, time, user } from './shapes.ts';
import { tabularOf } from './tabular.ts';

/** The query: the stored one, else one made up to fit the widget. */
export const shownQuery = ({ insight, widgets: [first] }: Placed, widget = first): Json =>
  insight.query ?? (widget && Object.keys(insight.filters).length === 0 ? queryOf(widget, insight.shortId) : null);

/** The view of an insight: from one of its dashboards, or on none, with the widget that answers it there. */
export interface Seen {
  from?: number;
  alone?: Widget | undefined;
}

/** An insight, seen from one of its dashboards or by itself. */
export function insight(placed: Placed, { users, writable }: Surroundings, { from, alone }: Seen = {}) {
  const { insight: row, widgets } = placed;
  const widget = widgets.find(({ dashboardId }) => dashboardId === from) ?? widgets[0];
  const shown = alone ?? widget;
  const boards = [...new Set(widgets.map(({ dashboardId }) => dashboardId))];
  return {
    id: numberOf(row),
    short_id: row.shortId,
    name: nameOf({ insight: row, widgets: widget ? [widget] : [] }),
    derived_name: row.extras.derived_name ?? null,
    description: row.description,
    query: shownQuery(placed, widget),
    filters: row.filters,
    ...answerOf(row.query, shown),
    ...(from === undefined && shown && shown.sourceError !== null && { query_status: failure(shown.sourceError) }),
    order: null,
    deleted: row.deletedAt !== null,
    dashboards: boards,
    dashboard_tiles: widgets.map(({ id, dashboardId }) => ({ id, dashboard_id: dashboardId, deleted: null })),
    tags: row.tags,
    favorited: row.isFavorited,
    saved: row.isSaved,
    is_sample: false,
    created_at: time(row.createdAt),
    created_by: user(users.get(row.createdBy ?? 0)),
    updated_at: time(row.modifiedAt),
    last_modified_at: time(row.modifiedAt),
    last_modified_by: user(users.get(row.modifiedBy ?? 0)),
    last_refresh: time(shown?.data ? shown.dataUpdatedAt : null),
    is_cached: (shown?.data ?? null) !== null,
    timezone: 'UTC',
    ...levels(OPEN, boards.length === 0 || boards.every((id) => writable.has(id))),
  };
}

const ANSWER = new Set(['result', 'columns', 'types', 'hogql', 'query_status', 'is_cached', 'timezone']);

/** An insight without its result, as in lists of many. */
export const basic = (shown: ReturnType<typeof insight>): JsonObject =>
  Object.fromEntries(Object.entries(shown).filter(([name]) => !ANSWER.has(name))) as JsonObject;

/** The original's error fields for a failed query; on a tile they are next to its insight. */
const failure = (message: string) => ({ complete: true, error: true, error_message: message });

/** The result: rows and columns for SQL, else in the format of its display. */
function answerOf(query: Json, widget: Widget | undefined) {
  const sql = sqlOf(query);
  if (sql === undefined || !widget) return { result: widget ? resultOf(widget) : null };
  const answer = tabularOf(widget);
  return { result: answer?.results ?? null, columns: answer?.columns ?? null, types: [], hogql: sql };
}
