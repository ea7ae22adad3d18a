import type { Context } from '../context.ts';
import type { Insight, Widget } from '../model.ts';
import type { Tables } from '../ports.ts';
import { relabel } from '../series/labels.ts';
import { MAX_NAME } from '../validate.ts';
import type { Rectangle } from '../widgets/layout.ts';
import { type Look, newAt, type Placing, whole } from '../widgets/placing.ts';
import { blankInsight } from './insight-model.ts';

/** An insight with the widgets it lives in now, those that were asked for first. */
export interface Placed {
  insight: Insight;
  widgets: Widget[];
}

/** Types that are text to read instead of an answer to a question. */
const TEXTS: ReadonlySet<string> = new Set(['markdown', 'text']);
const COPY_SUFFIX = ' (Copy)';

/**
 * The integer under which an insight is known outside: odd for those made as insights, even for those that were
 * a widget first. So every widget has one before anybody changes it, and keeps it.
 */
export const numberOf = ({ id, originWidgetId }: Insight): number =>
  originWidgetId === null ? 2 * id + 1 : 2 * originWidgetId;

/** A rename through any API counts: a widget's title wins over the name that was given when it was an insight. */
export const nameOf = ({ insight, widgets: [first] }: Placed): string | null =>
  first && first.title !== (insight.name ?? '') ? first.title : insight.name;

/** The insights of living widgets, by widget id; those that have no row are made up from the widget. A few queries in all. */
export async function placesOf({ store }: Context, widgets: readonly Widget[]): Promise<Map<number, Placed>> {
  const own = await store.tiles.list({ widgetId: widgets.map(({ id }) => id) });
  const insightIds = [...new Set(own.map(({ insightId }) => insightId))];
  const [rows, links] = await Promise.all([
    store.insights.list({ id: insightIds }),
    store.tiles.list({ insightId: insightIds }),
  ]);
  const known = new Map(widgets.map((widget) => [widget.id, widget]));
  const elsewhere = links.map(({ widgetId }) => widgetId).filter((id) => !known.has(id));
  const others = await onLivingBoards(store, await store.widgets.list({ id: elsewhere, deletedAt: null }));
  for (const widget of others) known.set(widget.id, widget);

  const byInsight = new Map(rows.map((insight): [number, Placed] => [insight.id, { insight, widgets: [] }]));
  const isOwn = new Set(own.map(({ widgetId }) => widgetId));
  for (const { widgetId, insightId } of [...links].sort((a, b) => +isOwn.has(b.widgetId) - +isOwn.has(a.widgetId))) {
    const widget = known.get(widgetId);
    if (widget) byInsight.get(insightId)?.widgets.push(widget);
  }
  const linked = new Map(own.map(({ widgetId, insightId }) => [widgetId, byInsight.get(insightId)]));
  return new Map(widgets.map((widget) => [widget.id, linked.get(widget.id) ?? derived(widget)]));
}

/** Widgets whose dashboard was not deleted. */
export async function onLivingBoards(store: Pick<Tables, 'dashboards'>, widgets: Widget[]): Promise<Widget[]> {
  const ids = [...new Set(widgets.map(({ dashboardId }) => dashboardId))];
  const living = new Set((await store.dashboards.list({ id: ids, deletedAt: null })).map(({ id }) => id));
  return widgets.filter(({ dashboardId }) => living.has(dashboardId));
}

/** What a widget is as an insight before anybody made it one. */
export const derived = (widget: Widget): Placed => ({
  insight: {
    id: 0,
    workspaceId: widget.workspaceId,
    originWidgetId: widget.id,
    kind: TEXTS.has(widget.type) ? 'text' : 'insight',
    shortId: Buffer.from(widget.key.slice(0, 12), 'hex').toString('base64url'),
    ...blankInsight(),
    name: widget.title || null,
    extras: {},
    createdBy: widget.createdBy,
    modifiedBy: widget.createdBy,
    createdAt: widget.createdAt,
    modifiedAt: widget.updatedAt,
    deletedAt: null,
  },
  widgets: [widget],
});

/** What would answer an insight that is on no dashboard, as a widget of which there is no row; `undefined` for nothing. */
export function unplaced({ insight, widgets }: Placed): Widget | undefined {
  const look = insight.extras.look as unknown as Look | undefined;
  if (!look || widgets.length > 0 || insight.id === 0) return undefined;
  const { workspaceId, name, createdBy, createdAt, modifiedAt } = insight;
  return {
    ...whole({ ...look, title: name ?? '' }),
    id: -insight.id,
    workspaceId,
    dashboardId: 0,
    pageId: 0,
    key: '',
    publicId: '',
    dataUpdatedAt: null,
    version: 0,
    ...{ x: 0, y: 0, w: 1, h: 1 },
    createdBy,
    createdAt,
    updatedAt: modifiedAt,
    deletedAt: null,
  };
}

/** The insight with a row of its own. */
export async function adopt(tables: Tables, { insight, widgets }: Placed): Promise<Insight> {
  if (insight.id !== 0) return insight;
  const { id: _, ...row } = insight;
  const adopted = await tables.insights.insert(row);
  for (const { id: widgetId } of widgets) await tables.tiles.insert({ widgetId, insightId: adopted.id });
  return adopted;
}

/** Where a copy goes, and how. */
export interface CopyTo extends Placing {
  /** Whether the insight becomes one of its own, or is the same on another tile. */
  clone: boolean;
  place?: Rectangle;
}

/** A widget once more, with its insight. What feeds the original by label stays there: a label belongs to one widget. */
export async function copyWidget(
  ctx: Context,
  tables: Tables,
  widget: Widget,
  placed: Placed,
  { clone, place, ...placing }: CopyTo,
): Promise<Widget> {
  const { secrets } = ctx;
  const renames = clone && placed.insight.kind === 'insight';
  const { id, ...fields } = widget;
  const copy = await tables.widgets.insert({
    ...fields,
    ...place,
    ...newAt(secrets, placing),
    title: renames && widget.title ? copyName(widget.title) : widget.title,
    sourceError: null,
    version: widget.data ? 1 : 0,
  });
  await relabel(ctx, tables, new Map([[id, copy.id]]));
  const insight = clone
    ? await cloneInsight(tables, placed, secrets.token().slice(0, 8), renames, placing)
    : await adopt(tables, placed);
  await tables.tiles.insert({ widgetId: copy.id, insightId: insight.id });
  return copy;
}

async function cloneInsight(
  tables: Tables,
  placed: Placed,
  shortId: string,
  renames: boolean,
  { by, at }: Placing,
): Promise<Insight> {
  const { id: _, ...row } = placed.insight;
  const name = nameOf(placed);
  const made = { originWidgetId: null, shortId, createdBy: by, modifiedBy: by, createdAt: at, modifiedAt: at };
  return tables.insights.insert({ ...row, ...made, name: renames && name ? copyName(name) : name });
}

const copyName = (name: string): string => name.slice(0, MAX_NAME - COPY_SUFFIX.length) + COPY_SUFFIX;
