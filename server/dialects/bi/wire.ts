import type { JsonObject } from '../../../components/model/widget.ts';
import type { Dashboard, Grant, Widget } from '../../domain/model.ts';
import type { GrantChange } from '../../domain/people/grants.ts';
import { changedFields } from '../changed-fields.ts';
import { shown, TYPES, VISIBILITIES } from './requests.wire.ts';

export * from './requests.wire.ts';

/** This API's word for a dashboard's visibility. A public one restricted by another API counts as the tenant's. */
export const visibilityOf = ({ visibility, isPrivate }: Pick<Dashboard, 'visibility' | 'isPrivate'>): string =>
  visibility === 'public' && isPrivate
    ? 'tenant'
    : (Object.keys(VISIBILITIES).find((word) => VISIBILITIES[word] === visibility) ?? 'tenant');

/** The closest widget type of this API for catalog types it has no name for. */
const NEAREST: Readonly<Record<string, string>> = {
  ...{ list: 'table', leaderboard: 'table', timeline: 'table' },
  ...{ text: 'text', html: 'text' },
};

const wordFor = (type: string): string =>
  NEAREST[type] ?? Object.keys(TYPES).find((word) => TYPES[word] === type) ?? type;

/** The type a widget is returned as: the given one if this API knows it, else the closest. */
export const typeOf = ({ givenType, type }: Pick<Widget, 'givenType' | 'type'>): string =>
  Object.hasOwn(TYPES, givenType) ? givenType : wordFor(type);

/** A public one that another API closed is shown as the tenant's, which does not make it that. */
export const changedBoardFields = (body: JsonObject, row: Dashboard): JsonObject =>
  changedFields(body, { name: row.name, ...(row.visibility === 'public' && { visibility: visibilityOf(row) }) });

/** The columns of a widget that this API shows. */
export const WIDGET = [
  ...(['publicId', 'title', 'type', 'givenType', 'x', 'y', 'w', 'h'] as const),
  ...(['source', 'config', 'createdAt'] as const),
];
type Shown = Pick<Widget, (typeof WIDGET)[number]>;

export const changedWidgetFields = (body: JsonObject, row: Shown): JsonObject =>
  changedFields(body, { name: row.title, widget_type: typeOf(row), data_source: row.source });

const time = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;

export const summary = (row: Dashboard, tenant: string, creator: string | null, widgetCount: number) => ({
  id: row.publicId,
  name: row.name,
  description: row.description,
  tenant_id: tenant,
  created_by: creator,
  visibility: visibilityOf(row),
  tags: row.tags,
  filters: row.filters ?? [],
  widget_count: widgetCount,
  created_at: time(row.createdAt),
  updated_at: time(row.updatedAt),
});

export const widget = (row: Shown, dashboardId: string) => ({
  id: row.publicId,
  dashboard_id: dashboardId,
  name: row.title,
  widget_type: typeOf(row),
  position: { x: row.x, y: row.y, width: row.w, height: row.h },
  data_source: row.source,
  config: row.config,
  created_at: time(row.createdAt),
});

/** The shares that would change something: `view` for somebody who may already comment does not. */
export const newGrants = (grants: readonly GrantChange[], there: readonly Grant[]): GrantChange[] =>
  grants.filter(({ subjectType, subjectId, level }) => {
    const known = there.find((grant) => grant.subjectType === subjectType && grant.subjectId === subjectId);
    return !known || level === null || share(known).permission !== (level === 'editor' ? 'edit' : 'view');
  });

export const share = ({ subjectId, subjectType, level }: Grant) => ({
  [subjectType === 'group' ? 'team_id' : 'user_id']: shown(subjectId),
  permission: level === 'editor' ? 'edit' : 'view',
});
