import type { Json, JsonObject } from '../../../components/model/widget.ts';
import type { BoardView, Surroundings, TileView } from '../../domain/boards/boards.ts';
import { numberOf } from '../../domain/insights/insight-links.ts';
import type { Dashboard } from '../../domain/model.ts';
import type { Jsonable } from '../../http/answer.ts';
import { insight } from './insight-wire.ts';
import { layoutsOf, orderOf } from './layouts.ts';
import { bodyOf } from './looks.ts';
import { extrasOf, levels, OPEN, time, user } from './shapes.ts';

/** A dashboard created without a name has a stored placeholder, returned as no name. */
export const NAMELESS = 'Untitled';
const dashboardName = (dashboard: Dashboard): Json => {
  const { name } = extrasOf(dashboard);
  return dashboard.name === NAMELESS && (name === null || name === '') ? name : dashboard.name;
};

/** A dashboard in lists. */
export const basic = (dashboard: Dashboard, { users, shared, writable }: Surroundings) => ({
  id: dashboard.id,
  name: dashboardName(dashboard),
  description: dashboard.description,
  pinned: dashboard.isPinned,
  created_at: time(dashboard.createdAt),
  created_by: user(users.get(dashboard.createdBy ?? 0)),
  last_accessed_at: time(dashboard.lastAccessedAt),
  last_viewed_at: time(dashboard.lastAccessedAt),
  is_shared: shared.has(dashboard.id),
  deleted: dashboard.deletedAt !== null,
  creation_mode: dashboard.creationMode,
  tags: dashboard.tags,
  restriction_level: dashboard.restrictionLevel,
  ...levels(dashboard.restrictionLevel, writable.has(dashboard.id)),
  access_control_version: dashboard.restrictionLevel > OPEN ? 'v1' : 'v2',
  last_refresh: extrasOf(dashboard).last_refresh ?? null,
  team_id: dashboard.workspaceId,
});

/** A single dashboard, without its tiles. */
export function whole(view: BoardView) {
  const { dashboard } = view;
  const own = extrasOf(dashboard);
  return {
    ...basic(dashboard, view),
    filters: own.filters ?? {},
    variables: dashboard.variables,
    breakdown_colors: own.breakdown_colors ?? [],
    data_color_theme_id: own.data_color_theme_id ?? null,
    persisted_filters: Object.keys(own.filters ?? {}).length > 0 ? (own.filters as Json) : null,
    persisted_variables: dashboard.variables,
    quick_filter_ids: [],
  };
}

/** A single dashboard with its tiles, sorted by row and column; a deleted one has none. */
export const dashboard = (view: BoardView): Jsonable => ({
  ...whole(view),
  tiles: sortedTiles(view).map((each, order) => tile(each, order, view)),
});

export const sortedTiles = ({ tiles }: BoardView, size: 'sm' | 'xs' = 'sm'): TileView[] => {
  const keyed = tiles.map((view) => ({ view, key: orderOf(view.widget, size) }));
  return keyed.sort((a, b) => a.key[0] - b.key[0] || a.key[1] - b.key[1]).map(({ view }) => view);
};

/** One tile; `order` is its index among the others. */
export function tile({ widget, insight: row, widgets }: TileView, order: number, around: Surroundings) {
  const own = extrasOf(widget);
  const button = (own.button_tile as JsonObject | undefined) ?? null;
  const text = {
    id: numberOf(row),
    body: bodyOf(widget),
    created_by: user(around.users.get(row.createdBy ?? 0)),
    last_modified_at: time(row.modifiedAt),
    last_modified_by: user(around.users.get(row.modifiedBy ?? 0)),
    team: widget.workspaceId,
  };
  const isText = row.kind === 'text';
  return {
    id: widget.id,
    layouts: layoutsOf(widget),
    color: own.color ?? null,
    insight: isText ? null : insight({ insight: row, widgets }, around, { from: widget.dashboardId }),
    text: isText && !button ? text : null,
    button_tile: button && { id: numberOf(row), ...button },
    order,
    is_cached: widget.data !== null,
    last_refresh: time(widget.dataUpdatedAt),
    filters_overrides: own.filters_overrides ?? {},
    show_description: own.show_description ?? null,
    ...(widget.sourceError !== null && { error: { type: 'QueryError', message: widget.sourceError } }),
    transparent_background: own.transparent_background ?? null,
    deleted: false,
  };
}
