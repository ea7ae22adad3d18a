import type { JsonObject } from '../../../components/model/widget.ts';
import type { Context } from '../context.ts';
import { forbidden, notFound } from '../errors.ts';
import type { Dashboard, Insight, Principal, Widget } from '../model.ts';
import type { Tables } from '../ports.ts';
import { authorOf, ROLES } from '../rights.ts';
import { given } from '../validate.ts';
import { sourceErrorAfter } from '../widgets/clear-data.ts';
import { firstPage, type Look, type Place, placeWidgets } from '../widgets/placing.ts';
import { retitled, titledAs } from '../widgets/titles.ts';
import {
  adopt,
  derived,
  lockPlaced,
  nameOf,
  numberOf,
  numberOfShort,
  onLivingBoards,
  type Placed,
  placesOf,
  TELLING,
  type Telling,
} from './insight-links.ts';
import { createInsightReach } from './insight-reach.ts';
import { checkInsight, INSIGHT_FIELDS, type InsightFields, insightOf } from './insight-rows.ts';

export type InsightDraft = InsightFields & {
  /** How its widgets look. */
  look?: Look;
  /** All dashboards that it is to be on. */
  dashboards?: readonly Dashboard[];
  deleted?: boolean;
  /** The place of its first tile, and the extras stored with that. */
  place?: Place;
  tileExtras?: JsonObject;
};

export type InsightId = number | string;

/** Questions shown on dashboards; the widgets of other dialects count as such too. */
export interface Insights {
  /** The living insights that the principal may read, without texts, newest first. */
  list(principal: Principal): Promise<Placed<Telling>[]>;
  /** Those of a list, with all that is to be known of their widgets. */
  whole(listed: readonly Placed<Telling>[]): Promise<Placed[]>;
  /** By the integer that `numberOf` gives, or the short id. @throws not_found */
  byId(principal: Principal, id: InsightId, options?: { deleted?: boolean }): Promise<Placed>;
  /** @throws forbidden, invalid */
  create(principal: Principal, draft: InsightDraft & { look: Look }): Promise<Placed>;
  /** @throws not_found, forbidden, invalid */
  update(principal: Principal, id: InsightId, patch: InsightDraft): Promise<Placed>;
  /** Deletes the insights of a deleted dashboard that stand on no other. The caller checks access to the dashboard. */
  removeWith(dashboard: Dashboard): Promise<void>;
}

/** The look of an insight of which nothing else is known, because its widgets were deleted through other APIs. */
const PLAIN: Look = { type: 'table', givenType: 'ActionsTable', config: {} };

export function createInsights(ctx: Context): Insights {
  const { store, secrets, now } = ctx;
  const reach = createInsightReach(ctx);

  async function find({ workspaceId }: Principal, id: InsightId, isDeleted: boolean): Promise<Placed> {
    const number = typeof id === 'number' ? id : await numberOfShort(ctx, workspaceId, id);
    const half = Math.floor(number / 2);
    const where = number % 2 === 1 ? { id: half, originWidgetId: null } : { originWidgetId: half };
    const row = await store.insights.get({ ...where, workspaceId });
    if (row) {
      if (row.kind === 'text' || (row.deletedAt !== null && !isDeleted)) throw notFound('insight', number);
      return { insight: row, widgets: await reach.widgetsOf(row) };
    }
    const widget = number % 2 === 0 ? await store.widgets.get({ id: half, workspaceId, deletedAt: null }) : undefined;
    const [living] = widget ? await onLivingBoards(store, [widget]) : [];
    const placed = living && (await placesOf(store, [living])).get(half);
    if (!placed || placed.insight.originWidgetId !== half || placed.insight.kind === 'text')
      throw notFound('insight', number);
    return placed;
  }

  async function byId(principal: Principal, id: InsightId, { deleted = false } = {}): Promise<Placed> {
    const placed = await find(principal, id, deleted);
    if (!(await reach.has(principal, placed, 'read'))) throw notFound('insight', id);
    return reach.readableFirst(principal, placed);
  }

  async function addTile(
    tables: Tables,
    by: number | null,
    insight: Insight,
    dashboard: Dashboard,
    draft: InsightDraft,
  ) {
    const look = (draft.look ?? insight.extras.look ?? PLAIN) as unknown as Look;
    const placing = { dashboard, pageId: await firstPage(tables, dashboard.id), by, at: now() };
    const { place, tileExtras: extras = {} } = draft;
    const content = { ...look, ...titledAs(insight.name ?? '', look.config ?? {}), extras };
    const widgets = await placeWidgets(ctx, tables, placing, [{ content, place }]);
    await tables.tiles.insertAll(widgets.map(({ id: widgetId }) => ({ widgetId, insightId: insight.id })));
  }

  /** Adds and removes tiles until the insight is on exactly these dashboards. */
  async function placeOn(
    tables: Tables,
    by: number | null,
    { insight, widgets }: Placed,
    dashboards: readonly Dashboard[],
    draft: InsightDraft,
  ): Promise<void> {
    const wanted = new Set(dashboards.map(({ id }) => id));
    const gone = widgets.filter(({ dashboardId }) => !wanted.has(dashboardId)).map(({ id }) => id);
    await tables.widgets.update({ id: gone }, { deletedAt: now() });
    const look = lookOf(widgets[0]);
    const links = await tables.tiles.list({ insightId: insight.id });
    const there = { id: links.map(({ widgetId }) => widgetId), deletedAt: null };
    // Read again: somebody else may have placed it at the same time.
    const isOn = new Set(
      (await tables.widgets.list(there, { columns: ['dashboardId'] })).map((each) => each.dashboardId),
    );
    for (const dashboard of dashboards) {
      if (isOn.has(dashboard.id)) continue;
      await addTile(tables, by, insight, dashboard, { ...(look && { look }), ...draft });
    }
  }

  return {
    byId,

    async list(principal) {
      const { workspaceId } = principal;
      const boards = await ctx.readable({ ...principal, scopes: ['*'] });
      const dashboardId = boards.map(({ id }) => id);
      const widgets = await store.widgets.list({ dashboardId, deletedAt: null }, { columns: TELLING });
      const places = await placesOf(store, widgets, TELLING);
      const found = new Map([...places.values()].map((placed) => [numberOf(placed.insight), placed]));
      const rows = await store.insights.list({ workspaceId, deletedAt: null });
      const rest = rows.filter((row) => !found.has(numberOf(row)));
      const loose = await reach.loose(principal, rest);
      return [...found.values(), ...loose]
        .filter(({ insight }) => insight.kind === 'insight' && insight.deletedAt === null)
        .sort((a, b) => b.insight.modifiedAt - a.insight.modifiedAt || numberOf(b.insight) - numberOf(a.insight));
    },

    async whole(listed) {
      const id = listed.flatMap(({ widgets }) => widgets.map((widget) => widget.id));
      const rows = new Map((await store.widgets.list({ id })).map((widget) => [widget.id, widget]));
      return listed.map(({ insight, widgets }) => ({
        insight,
        widgets: widgets.flatMap((widget) => rows.get(widget.id) ?? []),
      }));
    },

    async create(principal, draft) {
      if (!ROLES[principal.role].creates) throw forbidden('insight:write', 'workspace', principal.workspaceId);
      checkInsight(draft);
      const dashboards = draft.dashboards ?? [];
      await Promise.all(dashboards.map((dashboard) => ctx.requireReach(principal, dashboard, 'write')));
      const [by, at] = [authorOf(principal), now()];
      const insight = await store.transaction(async (tables) => {
        const row = await tables.insights.insert(insightOf(secrets, principal, draft, at));
        if (!draft.deleted) for (const dashboard of dashboards) await addTile(tables, by, row, dashboard, draft);
        return row;
      });
      await ctx.announceDashboards(dashboards.map(({ id }) => id));
      return { insight, widgets: await reach.widgetsOf(insight) };
    },

    async update(principal, id, patch) {
      const known = await byId(principal, id, { deleted: patch.deleted === false });
      if (!(await reach.has(principal, known, 'write'))) throw forbidden('insight:write', 'insight', id);
      checkInsight(patch);
      const before = known.widgets.map(({ dashboardId }) => dashboardId);
      const added = (patch.dashboards ?? []).filter(({ id }) => !before.includes(id));
      await Promise.all(added.map((dashboard) => ctx.requireReach(principal, dashboard, 'write')));
      const { look, deleted } = patch;
      const [by, at] = [authorOf(principal), now()];
      const insight = await store.transaction(async (tables) => {
        const placed = await lockPlaced(tables, known);
        const [row = placed.insight] = await adopt(tables, [placed]);
        // Its look is stored when it leaves its last dashboard, because no widget holds it any more.
        const kept = patch.dashboards?.length === 0 ? lookOf(placed.widgets[0]) : undefined;
        const looks = look || kept ? { look: { ...kept, ...look } as unknown as JsonObject } : {};
        const extras = { ...row.extras, ...patch.extras, ...looks };
        // A title that another API set becomes the name.
        const changed = {
          name: nameOf(placed),
          ...given(patch, INSIGHT_FIELDS),
          extras,
          modifiedBy: by,
          modifiedAt: at,
        };
        const bin = deleted === undefined ? {} : { deletedAt: deleted ? at : null };
        await tables.insights.update({ id: row.id }, { ...changed, ...bin });
        const widgets: Widget[] = [];
        for (const widget of placed.widgets) {
          const shown = widgetPatch(widget, patch, at);
          await tables.widgets.update({ id: widget.id }, shown);
          widgets.push({ ...widget, ...shown });
        }
        const after = { ...row, ...changed, ...bin };
        if (deleted === false) await restoreTiles(tables, row);
        else if (patch.dashboards) await placeOn(tables, by, { widgets, insight: after }, patch.dashboards, patch);
        return after;
      });
      for (const { id: widgetId, dashboardId } of known.widgets)
        await ctx.announce({ kind: 'widget', widgetId, dashboardId });
      await ctx.announceDashboards([...before, ...added.map(({ id }) => id)]);
      return { insight, widgets: insight.deletedAt === null ? await reach.widgetsOf(insight) : [] };
    },

    async removeWith({ id, deletedAt }) {
      const widgets = await store.widgets.list({ dashboardId: id, deletedAt }, { columns: TELLING });
      const places = await placesOf(store, widgets, TELLING);
      const gone = widgets
        .map((widget) => places.get(widget.id) ?? derived(widget))
        .filter(
          (placed) =>
            placed.insight.kind === 'insight' && placed.widgets.every(({ dashboardId }) => dashboardId === id),
        );
      await store.transaction(async (tables) => {
        const rows = await adopt(tables, gone);
        await tables.insights.update({ id: rows.map((row) => row.id) }, { deletedAt });
      });
    },
  };
}

/** The part of a widget that does not depend on where it is. */
const lookOf = (widget: Widget | undefined) =>
  widget &&
  (({ type, givenType, config, data, source }: Widget) => ({ type, givenType, config, data, source }))(widget);

/** The change that an insight's patch makes to each of its widgets. */
function widgetPatch(widget: Widget, { name, look, deleted }: InsightDraft, at: number): Partial<Widget> {
  const { type, givenType = type, config = {}, source = null } = look ?? widget;
  const drawn = { type, givenType, config: { ...widget.config, ...config }, source };
  return retitled(widget, {
    ...(name !== undefined && { title: name ?? '' }),
    ...(look && { ...drawn, ...sourceErrorAfter(widget, drawn) }),
    ...(deleted && { deletedAt: at }),
    updatedAt: at,
  });
}

/** Takes out of the bin the widgets that were deleted together with their insight. */
async function restoreTiles(tables: Tables, { id, deletedAt }: Insight): Promise<void> {
  if (deletedAt === null) return;
  const links = await tables.tiles.list({ insightId: id });
  await tables.widgets.update({ id: links.map(({ widgetId }) => widgetId), deletedAt }, { deletedAt: null });
}
