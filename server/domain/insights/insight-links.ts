import type { Context } from '../context.ts';
import type { Insight, Widget } from '../model.ts';
import type { Secrets, Tables } from '../ports.ts';
import { relabel } from '../series/labels.ts';
import { MAX_NAME } from '../validate.ts';
import type { Rectangle } from '../widgets/layout.ts';
import { type Look, newAt, type Placing, whole } from '../widgets/placing.ts';
import { retitled, titledAs } from '../widgets/titles.ts';
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
    ...whole({ ...look, ...titledAs(name ?? '', look.config ?? {}) }),
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

/** Insights with rows of their own, in this order. */
export async function adopt(tables: Tables, places: readonly Placed[]): Promise<Insight[]> {
  const bare = places.filter(({ insight }) => insight.id === 0);
  const rows = await tables.insights.insertAll(bare.map(({ insight: { id: _, ...row } }) => row));
  const adopted = new Map(bare.map((placed, index) => [placed, rows[index] as Insight]));
  const links = [...adopted].flatMap(([{ widgets }, { id: insightId }]) =>
    widgets.map(({ id: widgetId }) => ({ widgetId, insightId })),
  );
  await tables.tiles.insertAll(links);
  return places.map((placed) => adopted.get(placed) ?? placed.insight);
}

/** A widget to be copied, with its insight, and where the copy goes. */
export interface Copied {
  widget: Widget;
  placed: Placed;
  pageId: number;
  place?: Rectangle;
}

/** Where copies go, and whether their insights become ones of their own or are the same on other tiles. */
export type CopyTo = Omit<Placing, 'pageId'> & { clone: boolean };

/** Widgets once more, with their insights. What feeds an original by label stays there: a label belongs to one widget. */
export async function copyWidgets(ctx: Context, tables: Tables, copied: readonly Copied[], to: CopyTo): Promise<void> {
  const rows = copied.map(({ widget: { id: _, ...fields }, placed, pageId, place }) => ({
    ...fields,
    ...place,
    ...newAt(ctx.secrets, { ...to, pageId }),
    ...(to.clone &&
      placed.insight.kind === 'insight' &&
      fields.title &&
      retitled(fields, { title: copyName(fields.title) })),
    sourceError: null,
    version: fields.data ? 1 : 0,
  }));
  const copies = await tables.widgets.insertAll(rows);
  const pairs = copied.map(({ widget }, index): [number, number] => [widget.id, (copies[index] as Widget).id]);
  await relabel(ctx, tables, pairs);
  const places = copied.map(({ placed }) => placed);
  const insights = to.clone
    ? await tables.insights.insertAll(places.map((placed) => cloned(ctx.secrets, placed, to)))
    : await adopt(tables, places);
  await tables.tiles.insertAll(
    copies.map(({ id: widgetId }, index) => ({ widgetId, insightId: (insights[index] as Insight).id })),
  );
}

/** The row of a clone. */
function cloned(secrets: Secrets, placed: Placed, { by, at }: CopyTo): Omit<Insight, 'id'> {
  const { id: _, ...row } = placed.insight;
  const name = nameOf(placed);
  return {
    ...row,
    originWidgetId: null,
    shortId: secrets.token().slice(0, 8),
    name: row.kind === 'insight' && name ? copyName(name) : name,
    createdBy: by,
    modifiedBy: by,
    createdAt: at,
    modifiedAt: at,
  };
}

const copyName = (name: string): string => name.slice(0, MAX_NAME - COPY_SUFFIX.length) + COPY_SUFFIX;
