import type { JsonObject } from '../../../components/model/widget.ts';
import type { Context } from '../context.ts';
import { forbidden, notFound } from '../errors.ts';
import type { Dashboard, Insight, Principal, Widget } from '../model.ts';
import type { Tables } from '../ports.ts';
import { authorOf, ROLES } from '../rights.ts';
import { given } from '../validate.ts';
import { firstPage, type Look, type Place, placeWidgets } from '../widgets/placing.ts';
import { retitled, titledAs } from '../widgets/titles.ts';
import { troubleAfter } from '../widgets/wipe.ts';
import { adopt, derived, nameOf, numberOf, onLivingBoards, type Placed, placesOf } from './insight-links.ts';
import { createInsightReach } from './insight-reach.ts';
import { checkInsight, INSIGHT_FIELDS, type InsightFields, insightOf } from './insight-rows.ts';

export type InsightDraft = InsightFields & {
  /** Of the widgets it becomes. */
  look?: Look;
  /** The dashboards it hangs on, all of them. */
  dashboards?: readonly Dashboard[];
  deleted?: boolean;
  /** Of its first tile, and what that keeps for the dialect. */
  place?: Place;
  tileExtras?: JsonObject;
};

/** Questions that hang on dashboards; what the widgets of other dialects show is among them. */
export interface Insights {
  /** Living ones, newest first, texts left out, but for those on nothing the principal may read. */
  list(principal: Principal): Promise<Placed[]>;
  /** By the integer that `numberOf` gives. @throws not_found */
  byNumber(principal: Principal, number: number, options?: { deleted?: boolean }): Promise<Placed>;
  /** @throws forbidden, invalid */
  create(principal: Principal, draft: InsightDraft & { look: Look }): Promise<Placed>;
  /** @throws not_found, forbidden, invalid */
  update(principal: Principal, number: number, patch: InsightDraft): Promise<Placed>;
  /** Deletes those of a deleted dashboard that hang on no other. The dashboard is the caller's to check. */
  removeWith(dashboard: Dashboard): Promise<void>;
}

/** Of an insight whose places were all deleted by others. */
const PLAIN: Look = { type: 'table', givenType: 'ActionsTable', config: {} };

export function createInsights(ctx: Context): Insights {
  const { store, secrets, now } = ctx;
  const reach = createInsightReach(ctx);

  async function find(principal: Principal, number: number, isDeleted: boolean): Promise<Placed> {
    const { workspaceId } = principal;
    const half = Math.floor(number / 2);
    const where = number % 2 === 1 ? { id: half, originWidgetId: null } : { originWidgetId: half };
    const row = await store.insights.get({ ...where, workspaceId });
    if (row) {
      if (row.kind === 'text' || (row.deletedAt !== null && !isDeleted)) throw notFound('insight', number);
      return { insight: row, widgets: await reach.widgetsOf(row) };
    }
    const widget = number % 2 === 0 ? await store.widgets.get({ id: half, workspaceId, deletedAt: null }) : undefined;
    const [living] = widget ? await onLivingBoards(store, [widget]) : [];
    const placed = living && (await placesOf(ctx, [living])).get(half);
    if (!placed || placed.insight.originWidgetId !== half || placed.insight.kind === 'text')
      throw notFound('insight', number);
    return placed;
  }

  async function byNumber(principal: Principal, number: number, { deleted = false } = {}): Promise<Placed> {
    const placed = await find(principal, number, deleted);
    if (!(await reach.has(principal, placed, 'read'))) throw notFound('insight', number);
    return reach.readableFirst(principal, placed);
  }

  async function hang(tables: Tables, by: number | null, insight: Insight, dashboard: Dashboard, draft: InsightDraft) {
    const look = (draft.look ?? insight.extras.look ?? PLAIN) as unknown as Look;
    const placing = { dashboard, pageId: await firstPage(tables, dashboard.id), by, at: now() };
    const { place, tileExtras: extras = {} } = draft;
    const content = { ...look, ...titledAs(insight.name ?? '', look.config ?? {}), extras };
    const widgets = await placeWidgets(ctx, tables, placing, [{ content, place }]);
    await tables.tiles.insertAll(widgets.map(({ id: widgetId }) => ({ widgetId, insightId: insight.id })));
  }

  /** Gives and takes places until it hangs on exactly these dashboards. */
  async function settle(
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
    for (const dashboard of dashboards) {
      if (widgets.some(({ dashboardId }) => dashboardId === dashboard.id)) continue;
      await hang(tables, by, insight, dashboard, { ...(look && { look }), ...draft });
    }
  }

  return {
    byNumber,

    async list(principal) {
      const { workspaceId } = principal;
      const boards = await ctx.readable({ ...principal, scopes: ['*'] });
      const dashboardId = boards.map(({ id }) => id);
      const places = await placesOf(ctx, await store.widgets.list({ dashboardId, deletedAt: null }));
      const found = new Map([...places.values()].map((placed) => [numberOf(placed.insight), placed]));
      const rows = await store.insights.list({ workspaceId, deletedAt: null });
      const rest = rows.filter((row) => !found.has(numberOf(row)));
      const loose = await reach.loose(principal, rest);
      return [...found.values(), ...loose]
        .filter(({ insight }) => insight.kind === 'insight' && insight.deletedAt === null)
        .sort((a, b) => b.insight.modifiedAt - a.insight.modifiedAt || numberOf(b.insight) - numberOf(a.insight));
    },

    async create(principal, draft) {
      if (!ROLES[principal.role].creates) throw forbidden('insight:write', 'workspace', principal.workspaceId);
      checkInsight(draft);
      const dashboards = draft.dashboards ?? [];
      await Promise.all(dashboards.map((dashboard) => ctx.requireReach(principal, dashboard, 'write')));
      const [by, at] = [authorOf(principal), now()];
      const insight = await store.transaction(async (tables) => {
        const row = await tables.insights.insert(insightOf(secrets, principal, draft, at));
        if (!draft.deleted) for (const dashboard of dashboards) await hang(tables, by, row, dashboard, draft);
        return row;
      });
      await ctx.announceDashboards(dashboards.map(({ id }) => id));
      return { insight, widgets: await reach.widgetsOf(insight) };
    },

    async update(principal, number, patch) {
      const placed = await byNumber(principal, number, { deleted: patch.deleted === false });
      if (!(await reach.has(principal, placed, 'write'))) throw forbidden('insight:write', 'insight', number);
      checkInsight(patch);
      const before = placed.widgets.map(({ dashboardId }) => dashboardId);
      const added = (patch.dashboards ?? []).filter(({ id }) => !before.includes(id));
      await Promise.all(added.map((dashboard) => ctx.requireReach(principal, dashboard, 'write')));
      const { look, deleted } = patch;
      const [by, at] = [authorOf(principal), now()];
      const insight = await store.transaction(async (tables) => {
        const [row = placed.insight] = await adopt(tables, [placed]);
        // What it looks like stays known when it leaves its last dashboard.
        const kept = patch.dashboards?.length === 0 ? lookOf(placed.widgets[0]) : undefined;
        const looks = look || kept ? { look: { ...kept, ...look } as unknown as JsonObject } : {};
        const extras = { ...row.extras, ...patch.extras, ...looks };
        // A title that another API gave is the name from now on, wherever it is hung.
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
          const shown = ofWidget(widget, patch, at);
          await tables.widgets.update({ id: widget.id }, shown);
          widgets.push({ ...widget, ...shown });
        }
        const after = { ...row, ...changed, ...bin };
        if (deleted === false) await comeBack(tables, row);
        else if (patch.dashboards) await settle(tables, by, { widgets, insight: after }, patch.dashboards, patch);
        return after;
      });
      for (const { id: widgetId, dashboardId } of placed.widgets)
        await ctx.announce({ kind: 'widget', widgetId, dashboardId });
      await ctx.announceDashboards([...before, ...added.map(({ id }) => id)]);
      return { insight, widgets: insight.deletedAt === null ? await reach.widgetsOf(insight) : [] };
    },

    async removeWith({ id, deletedAt }) {
      const widgets = await store.widgets.list({ dashboardId: id, deletedAt });
      const places = await placesOf(ctx, widgets);
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

/** What a widget looks like wherever it hangs. */
const lookOf = (widget: Widget | undefined) =>
  widget &&
  (({ type, givenType, config, data, source }: Widget) => ({ type, givenType, config, data, source }))(widget);

/** What a change of an insight is to each of its widgets. */
function ofWidget(widget: Widget, { name, look, deleted }: InsightDraft, at: number): Partial<Widget> {
  const { type, givenType = type, config = {}, source = null } = look ?? widget;
  const drawn = { type, givenType, config: { ...widget.config, ...config }, source };
  return retitled(widget, {
    ...(name !== undefined && { title: name ?? '' }),
    ...(look && { ...drawn, ...troubleAfter(widget, drawn) }),
    ...(deleted && { deletedAt: at }),
    updatedAt: at,
  });
}

/** Takes the tiles out of the bin that went there with their insight. */
async function comeBack(tables: Tables, { id, deletedAt }: Insight): Promise<void> {
  if (deletedAt === null) return;
  const links = await tables.tiles.list({ insightId: id });
  await tables.widgets.update({ id: links.map(({ widgetId }) => widgetId), deletedAt }, { deletedAt: null });
}
