import type { Dashboard, Grant, Widget } from '../../domain/model.ts';
import { TYPES, VISIBILITIES } from './requests.wire.ts';

export * from './requests.wire.ts';

/** The word of this API for who sees a dashboard. */
export const visibilityOf = ({ visibility }: Pick<Dashboard, 'visibility'>): string =>
  Object.keys(VISIBILITIES).find((word) => VISIBILITIES[word] === visibility) ?? 'tenant';

/** What comes nearest, in the words of this API, to types that it has no word for. */
const NEAREST: Readonly<Record<string, string>> = {
  ...{ list: 'table', leaderboard: 'table', timeline: 'table' },
  ...{ text: 'text', html: 'text' },
};

const wordFor = (type: string): string =>
  NEAREST[type] ?? Object.keys(TYPES).find((word) => TYPES[word] === type) ?? type;

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

export const widget = (row: Widget, dashboardId: string) => ({
  id: row.publicId,
  dashboard_id: dashboardId,
  name: row.title,
  widget_type: Object.hasOwn(TYPES, row.givenType) ? row.givenType : wordFor(row.type),
  position: { x: row.x, y: row.y, width: row.w, height: row.h },
  data_source: row.source,
  config: row.config,
  created_at: time(row.createdAt),
});

export const share = ({ subjectId, subjectType, level }: Grant) => ({
  [subjectType === 'group' ? 'team_id' : 'user_id']: subjectId,
  permission: level === 'editor' ? 'edit' : 'view',
});
