import type { Context } from '../context.ts';
import { lockDashboards, lockWorkspace } from '../lock.ts';
import type { Insight, Widget } from '../model.ts';
import type { Secrets, Tables } from '../ports.ts';
import { MAX_NAME } from '../validate.ts';
import { copyWidgets, type Original } from '../widgets/copying.ts';
import { type Look, type Placing, whole } from '../widgets/placing.ts';
import { retitled, titledAs } from '../widgets/titles.ts';
import { blankInsight } from './insight-model.ts';

/** The columns of a widget that say which insight it shows. */
export const TELLING = [
  ...(['id', 'workspaceId', 'dashboardId', 'key', 'type', 'title'] as const),
  ...(['createdBy', 'createdAt', 'updatedAt', 'deletedAt'] as const),
];
export type Telling = Pick<Widget, (typeof TELLING)[number]>;

/** An insight with the widgets that show it now; those that were asked for come first. */
export interface Placed<W extends Telling = Widget> {
  insight: Insight;
  widgets: W[];
}

/** Widget types that are plain text rather than the answer to a question. */
const TEXTS: ReadonlySet<string> = new Set(['markdown', 'text']);
const COPY_SUFFIX = ' (Copy)';

/**
 * The public id of an insight: odd if it was created as an insight, even if it was a widget first. So every widget has
 * an insight id before it has a row as an insight, and keeps it.
 */
export const numberOf = ({ id, originWidgetId }: Insight): number =>
  originWidgetId === null ? 2 * id + 1 : 2 * originWidgetId;

/** The short id that a widget has as an insight, before there is a row for it. */
const shortIdOf = ({ key }: Pick<Widget, 'key'>): string => Buffer.from(key.slice(0, 12), 'hex').toString('base64url');

/** The public id of the insight with a short id, without a check of rights; 0 where there is none. */
export async function numberOfShort({ store }: Context, workspaceId: number, shortId: string): Promise<number> {
  const row = await store.insights.get({ shortId, workspaceId });
  if (row) return numberOf(row);
  const widgets = await store.widgets.list({ workspaceId, deletedAt: null }, { columns: ['id', 'key'] });
  const widget = widgets.find((each) => shortIdOf(each) === shortId);
  return widget ? 2 * widget.id : 0;
}

/** A rename through any API counts: a widget's title takes precedence over the name stored with the insight. */
export const nameOf = ({ insight, widgets: [first] }: Placed<Telling>): string | null =>
  first && first.title !== (insight.name ?? '') ? first.title : insight.name;

/**
 * The insights of living widgets, by widget id; those without a row are derived from the widget. A fixed number of
 * queries. `columns` are what is read of their other widgets.
 */
export async function placesOf<Column extends keyof Widget = keyof Widget>(
  store: Tables,
  widgets: readonly (Telling & Pick<Widget, NoInfer<Column>>)[],
  columns?: readonly Column[],
): Promise<Map<number, Placed<Telling & Pick<Widget, Column>>>> {
  const read = columns && [...columns, ...TELLING];
  const own = await store.tiles.list({ widgetId: widgets.map(({ id }) => id) });
  const insightIds = [...new Set(own.map(({ insightId }) => insightId))];
  const [rows, links] = await Promise.all([
    store.insights.list({ id: insightIds }),
    store.tiles.list({ insightId: insightIds }),
  ]);
  const known = new Map(widgets.map((widget) => [widget.id, widget]));
  const elsewhere = links.map(({ widgetId }) => widgetId).filter((id) => !known.has(id));
  const where = { id: elsewhere, deletedAt: null };
  const others = await onLivingBoards(store, await store.widgets.list(where, { columns: read }));
  for (const widget of others) known.set(widget.id, widget);

  const byInsight = new Map(
    rows.map((insight): [number, Placed<Telling & Pick<Widget, Column>>] => [insight.id, { insight, widgets: [] }]),
  );
  const isOwn = new Set(own.map(({ widgetId }) => widgetId));
  for (const { widgetId, insightId } of [...links].sort((a, b) => +isOwn.has(b.widgetId) - +isOwn.has(a.widgetId))) {
    const widget = known.get(widgetId);
    if (widget) byInsight.get(insightId)?.widgets.push(widget);
  }
  const linked = new Map(own.map(({ widgetId, insightId }) => [widgetId, byInsight.get(insightId)]));
  return new Map(widgets.map((widget) => [widget.id, linked.get(widget.id) ?? derived(widget)]));
}

/** Only the widgets whose dashboard is not deleted. */
export async function onLivingBoards<W extends Pick<Widget, 'dashboardId'>>(
  store: Pick<Tables, 'dashboards'>,
  widgets: readonly W[],
): Promise<W[]> {
  const ids = [...new Set(widgets.map(({ dashboardId }) => dashboardId))];
  const living = new Set((await store.dashboards.list({ id: ids, deletedAt: null })).map(({ id }) => id));
  return widgets.filter(({ dashboardId }) => living.has(dashboardId));
}

/** A widget as an insight, before there is a row for it. */
export const derived = <W extends Telling>(widget: W): Placed<W> => ({
  insight: {
    id: 0,
    workspaceId: widget.workspaceId,
    originWidgetId: widget.id,
    kind: TEXTS.has(widget.type) ? 'text' : 'insight',
    shortId: shortIdOf(widget),
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

/** The widget that would show an insight which is on no dashboard; it has no row. `undefined` where nothing would. */
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

/**
 * An insight and its widgets as they are now. Nobody else changes them until the transaction ends: their dashboards and
 * the insight are locked before they are read.
 */
export async function lockPlaced(tables: Tables, { insight, widgets }: Placed): Promise<Placed> {
  const { id, workspaceId, originWidgetId } = insight;
  await lockDashboards(
    tables,
    widgets.map(({ dashboardId }) => dashboardId),
    workspaceId,
  );
  const own = id === 0 ? { originWidgetId } : { id };
  await tables.insights.update(own, { workspaceId });
  const rows = await tables.widgets.list({ id: widgets.map((widget) => widget.id), deletedAt: null });
  const known = new Map(rows.map((widget) => [widget.id, widget]));
  return {
    insight: (await tables.insights.get(own)) ?? insight,
    widgets: widgets.flatMap((widget) => known.get(widget.id) ?? []),
  };
}

/** The insights of these places, in the same order; those that have no row yet get one. */
export async function adopt(tables: Tables, places: readonly Placed<Telling>[]): Promise<Insight[]> {
  const bare = places.filter(({ insight }) => insight.id === 0);
  const known = await adoptedMeanwhile(tables, bare);
  const rowOf = ({ insight }: Placed<Telling>) => known.get(insight.originWidgetId);
  const fresh = bare.filter((placed) => !rowOf(placed));
  const rows = await tables.insights.insertAll(fresh.map(({ insight: { id: _, ...row } }) => row));
  const adopted = new Map(fresh.map((placed, index) => [placed, rows[index] as Insight]));
  const links = [...adopted].flatMap(([{ widgets }, { id: insightId }]) =>
    widgets.map(({ id: widgetId }) => ({ widgetId, insightId })),
  );
  await tables.tiles.insertAll(links);
  return places.map((placed) => adopted.get(placed) ?? rowOf(placed) ?? placed.insight);
}

/** The rows that others have made since these were read, by widget. Until this is committed, nobody makes more. */
async function adoptedMeanwhile(
  tables: Tables,
  bare: readonly Placed<Telling>[],
): Promise<ReadonlyMap<number | null, Insight>> {
  const [first] = bare;
  if (!first) return new Map();
  await lockWorkspace(tables, first.insight.workspaceId);
  const rows = await tables.insights.list({ originWidgetId: bare.map(({ insight }) => insight.originWidgetId) });
  return new Map(rows.map((row) => [row.originWidgetId, row]));
}

/** A tile to copy: its widget and its insight. */
export interface CopiedTile extends Original {
  placed: Placed<Telling>;
}

/** Where copies go, and whether insights are cloned or shared between the original and the copy. */
export type CopyTo = Omit<Placing, 'pageId'> & { clone: boolean };

/** Copies widgets with their insights. */
export async function copyTiles(
  ctx: Context,
  tables: Tables,
  tiles: readonly CopiedTile[],
  { clone, ...to }: CopyTo,
): Promise<void> {
  const places = tiles.map(({ placed }) => placed);
  const originals = tiles.map(({ placed, changed, ...original }): Original => {
    if (!clone || placed.insight.kind !== 'insight') return { ...original, changed };
    return { ...original, changed: (widget) => ({ ...changed?.(widget), ...asCopy(widget) }) };
  });
  const copies = await copyWidgets(ctx, tables, originals, to);
  const insights = clone
    ? await tables.insights.insertAll(places.map((placed) => cloned(ctx.secrets, placed, to)))
    : await adopt(tables, places);
  await tables.tiles.insertAll(
    copies.map((widgetId, index) => ({ widgetId, insightId: (insights[index] as Insight).id })),
  );
}

/** What is different about the widget of a clone: its title, if it has one. */
const asCopy = (widget: Pick<Widget, 'title' | 'config'>) =>
  widget.title ? retitled(widget, { title: copyName(widget.title) }) : {};

/** The row of a clone. */
function cloned(
  secrets: Secrets,
  placed: Placed<Telling>,
  { by, at }: Pick<Placing, 'by' | 'at'>,
): Omit<Insight, 'id'> {
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
