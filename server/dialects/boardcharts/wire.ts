import { z } from 'zod';
import type { Json, JsonObject } from '../../../components/model/widget.ts';
import type { DashboardDraft, DashboardSummary } from '../../domain/boards/dashboards.ts';
import { isObject } from '../../domain/json.ts';
import type { Dashboard, User, Widget, Workspace } from '../../domain/model.ts';
import { given } from '../../domain/validate.ts';
import type { Pushed } from '../../domain/widgets/values.ts';
import type { WidgetDraft } from '../../domain/widgets/widgets.ts';
import { validate } from '../../http/validate.ts';
import { changedFields } from '../changed-fields.ts';
import { widgetConfig, widgetData } from '../operation.ts';

let lastSecond = { at: 0, text: '1970-01-01T00:00:00+00:00' };

/** `2026-05-08T20:01:30+00:00`: seconds, always UTC, `null` before the first push. */
export function time(at: number | null): string | null {
  if (at === null) return null;
  // Cached per second: formatting a date costs as much as routing the request.
  const second = Math.floor(at / 1000);
  if (second !== lastSecond.at) {
    lastSecond = { at: second, text: `${new Date(at).toISOString().slice(0, 19)}+00:00` };
  }
  return lastSecond.text;
}

/** A body without the key it may carry. */
export const withoutKey = ({ api_key: _, ...rest }: JsonObject): JsonObject => rest;

/** Fields that only this server sets. */
const READ_ONLY: ReadonlySet<string> = new Set([
  ...['key', 'type', 'data', 'data_updated_at', 'widgets_count'],
  ...['success', 'widget_key', 'dashboard_key'],
]);

/** A body without its read-only fields: clients that read, change and write send everything back, as the key in it shows. */
export const withoutReadOnly = (body: JsonObject, key: string): JsonObject =>
  body.key === key ? Object.fromEntries(Object.entries(body).filter(([name]) => !READ_ONLY.has(name))) : body;

/** A list row has no position and contains the effective interval: sent back, it must not become the widget's own. */
export function changedWidgetFields(body: JsonObject, before: Widget, on: Dashboard): JsonObject {
  const isRow = body.key === before.key && body.position === undefined;
  return changedFields(withoutReadOnly(body, before.key), isRow ? widgetRow(before, on) : {});
}

export const me = (user: User, accounts: readonly Workspace[], counts: { dashboards: number; widgets: number }) => ({
  username: user.username,
  email: user.email,
  accounts: accounts.map(({ key, name }) => ({ key, name })),
  dashboards_count: counts.dashboards,
  widgets_count: counts.widgets,
});

export const dashboard = ({ key, name, widgetsCount, isPrivate, refreshInterval }: DashboardSummary) => ({
  key,
  name,
  widgets_count: widgetsCount,
  is_private: isPrivate,
  refresh_interval: refreshInterval,
});

/** A widget as lists show it, and the columns of it that they show. */
export const ROW = ['key', 'type', 'title', 'refreshInterval', 'dataUpdatedAt'] as const;
export const widgetRow = (widget: Pick<Widget, (typeof ROW)[number]>, { refreshInterval }: Dashboard) => ({
  key: widget.key,
  type: widget.type,
  title: widget.title,
  refresh_interval: widget.refreshInterval ?? refreshInterval,
  data_updated_at: time(widget.dataUpdatedAt),
});

/** A widget by itself, with both of its payloads. */
export const widget = (widget: Widget) => ({
  key: widget.key,
  type: widget.type,
  title: widget.title,
  refresh_interval: widget.refreshInterval,
  data_updated_at: time(widget.dataUpdatedAt),
  config: widget.config,
  data: widget.data,
  position: { x: widget.x, y: widget.y, w: widget.w, h: widget.h },
});

export const pushed = ({ widget: { key }, data, dataUpdatedAt }: Pushed) => ({
  success: true,
  widget_key: key,
  data,
  data_updated_at: time(dataUpdatedAt),
});

/** What a page needs to show a widget by itself: `js` may be run again and again and loads the elements once. */
export const rendered = (content: string, publicUrl: string, dataUpdatedAt: number | null) => ({
  content,
  js: `import(${JSON.stringify(`${publicUrl}/bc.js`)});`,
  data_updated_at: time(dataUpdatedAt),
});

const seconds = z.int().min(1);
const cell = z.int().min(0);

const dashboardFields = { name: z.string(), is_private: z.boolean(), refresh_interval: seconds };
const widgetFields = {
  title: z.string(),
  config: widgetConfig,
  refresh_interval: seconds.nullable(),
  position: z.strictObject({ page: z.int().min(1), x: cell, y: cell, w: cell.min(1), h: cell.min(1) }).partial(),
};

export const newDashboard = z.strictObject(dashboardFields).partial().required({ name: true });
export const changedDashboard = z.strictObject(dashboardFields).partial();
export const newWidget = z
  .strictObject({ ...widgetFields, type: z.string().min(1), data: widgetData })
  .partial()
  .required({ type: true });
export const changedWidget = z.strictObject(widgetFields).partial();

/** @throws DomainError `invalid` */
export function dashboardDraft(body: JsonObject): DashboardDraft {
  const { name, ...rest } = validate(newDashboard, body);
  return { name, ...dashboardPatch(rest) };
}

/** @throws DomainError `invalid` */
export function dashboardPatch(body: object): Partial<DashboardDraft> {
  const { name, is_private: isPrivate, refresh_interval: refreshInterval } = validate(changedDashboard, body);
  return given({ name, isPrivate, refreshInterval });
}

/** @throws DomainError `invalid` */
export function widgetDraft(body: JsonObject): WidgetDraft {
  const { type, data, ...rest } = validate(newWidget, body);
  return { type, ...given({ data }), ...widgetPatch(rest, {}) };
}

/** The config that is sent is merged into the one there is. @throws DomainError `invalid` */
export function widgetPatch(body: object, current: JsonObject): Partial<WidgetDraft> {
  const { title, config, refresh_interval: refreshInterval, position } = validate(changedWidget, body);
  const merged = config && (mergePatch(current, config) as JsonObject);
  return { ...given({ title, config: merged, refreshInterval }), ...given(position ?? {}) };
}

/** JSON Merge Patch (RFC 7396): `null` removes a member, objects are merged, everything else replaces. */
export function mergePatch(target: Json, patch: Json): Json {
  if (!isObject(patch)) return patch;
  const merged: JsonObject = isObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key];
    else merged[key] = mergePatch(merged[key] ?? null, value);
  }
  return merged;
}
