import type { JsonObject } from '../../../components/model/widget.ts';
import { isObject } from '../../domain/json.ts';
import type { Collection, Dashboard, Dataset, Grant, Group, Page, Widget } from '../../domain/model.ts';
import type { QueryResult } from '../../domain/sources/queries.ts';
import { nameOf } from '../../domain/subjects.ts';
import { changedFields } from '../changed-fields.ts';
import { kindOf } from './kinds.ts';
import { AUDIENCES } from './requests.wire.ts';

export * from './requests.wire.ts';

const audienceOf = ({ visibility, isPrivate }: Dashboard): string =>
  visibility === 'public' && isPrivate
    ? 'org'
    : (Object.keys(AUDIENCES).find((audience) => AUDIENCES[audience] === visibility) ?? 'org');

const time = (at: number): string => new Date(at).toISOString();

export const collection = (row: Collection & { dashboardsCount: number }) => ({
  collection_id: row.id,
  name: row.name,
  description: row.description,
  parent_id: row.parentId,
  dashboard_count: row.dashboardsCount,
});

export const summary = (row: Dashboard) => ({
  dashboard_id: row.id,
  name: row.name,
  description: row.description,
  slug: row.slug,
  collection_id: row.collectionId,
  parameters: row.parameters ?? {},
  audience: audienceOf(row),
  created_at: time(row.createdAt),
  updated_at: time(row.updatedAt),
});

/** The columns of a widget that are shown of a card. */
export const CARD = ['id', 'pageId', 'type', 'givenType', 'title', 'config', 'x', 'y', 'w', 'h'] as const;
type Card = Pick<Widget, (typeof CARD)[number]>;

/** A dashboard with everything on it. */
export function dashboard(row: Dashboard, pages: readonly Page[], widgets: readonly Card[], grants: readonly Grant[]) {
  const numbers = new Map(pages.map(({ id, number }) => [id, number]));
  return {
    ...summary(row),
    pages: pages.map(({ number, name }) => ({ page_number: number, name })),
    cards: widgets.map((widget) => card(widget, numbers.get(widget.pageId) ?? 1)),
    shares: grants.map(share),
  };
}

/** The fields of a card's body, and of its config (which is merged), that differ from what was shown. */
export function changedCardFields(body: JsonObject, widget: Widget): JsonObject {
  const { config, ...rest } = changedFields(body, { title: widget.title, card_type: kindOf(widget) });
  if (config === undefined) return rest;
  return { ...rest, config: isObject(config) ? changedFields(config, widget.config) : config };
}

export const card = (widget: Card, page: number) => ({
  card_id: widget.id,
  page,
  card_type: kindOf(widget),
  title: widget.title,
  config: widget.config,
  layout: { x: widget.x, y: widget.y, w: widget.w, h: widget.h },
});

export const page = ({ number, name }: Page) => ({ page_number: number, name, position: number });

export const share = ({ id, subjectType, subjectId, level }: Grant) => ({
  share_id: id,
  subject_type: subjectType,
  subject_id: /^[1-9]\d{0,14}$/.test(subjectId) ? Number(subjectId) : nameOf(subjectId),
  access_level: level,
});

export const group = ({ id, name, slug }: Group, members: readonly number[]) => ({
  group_id: id,
  name,
  slug,
  members,
});

export const dataset = (row: Dataset) => ({
  dataset_id: row.id,
  name: row.name,
  table_name: row.tableName,
  columns: row.schema,
  row_count: row.rowCount,
  size_bytes: row.bytes,
  created_at: time(row.createdAt),
  updated_at: time(row.updatedAt),
});

export const rows = ({ columns, rows, isTruncated }: QueryResult) => ({
  columns: columns.map(({ name, type }) => ({ name, type })),
  rows,
  is_truncated: isTruncated,
});
