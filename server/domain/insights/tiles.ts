import type { JsonObject } from '../../../components/model/widget.ts';
import type { Context } from '../context.ts';
import { conflict, notFound } from '../errors.ts';
import { lockLiving } from '../lock.ts';
import type { Dashboard, Insight, Principal, Widget } from '../model.ts';
import type { Tables } from '../ports.ts';
import { authorOf } from '../rights.ts';
import { COLUMNS, createFiller, firstFree, overlaps } from '../widgets/layout.ts';
import { firstPage, type Look, type Place, placeWidgets, type Wanted, WHEREABOUTS } from '../widgets/placing.ts';
import {
  adopt,
  type CopiedTile,
  copyTiles,
  derived,
  type Placed,
  placesOf,
  TELLING,
  type Telling,
} from './insight-links.ts';

export interface TileChange {
  /** Id of a widget of this dashboard. An unknown id is ignored, unless there is text for a new tile. */
  id?: number;
  /** Text to show: of a new tile, or in place of the current one. */
  text?: Look;
  place?: Place;
  /** Merged into the widget's extras, one level deep. */
  extras?: JsonObject;
  deleted?: boolean;
}

/** The tiles of dashboards: changed many at a time, copied, and moved between dashboards. */
export interface Tiles {
  /** All or nothing. @throws forbidden */
  change(principal: Principal, dashboard: Dashboard, changes: readonly TileChange[]): Promise<void>;
  /** Puts clones on the same dashboard. Unknown ids are ignored. @throws forbidden */
  duplicate(principal: Principal, dashboard: Dashboard, tiles: readonly TileChange[]): Promise<void>;
  /** @throws not_found, forbidden, conflict when the target shows the same insight already */
  move(principal: Principal, id: number, from: Dashboard, to: Dashboard): Promise<void>;
}

export function createTiles(ctx: Context): Tiles {
  const { store, now } = ctx;
  /** Pushes the new text to every widget that shows it. */
  async function rewrite(texts: readonly { widget: Telling; data: JsonObject }[]): Promise<void> {
    const places = await placesOf(
      store,
      texts.map(({ widget }) => widget),
      TELLING,
    );
    await Promise.all(
      texts.flatMap(({ widget, data }) =>
        (places.get(widget.id)?.widgets ?? [widget]).map(async ({ id: widgetId }) => {
          await ctx.push({ widgetId, data: JSON.stringify(data), at: now() });
        }),
      ),
    );
  }

  return {
    async change(principal, dashboard, changes) {
      await ctx.requireReach(principal, dashboard, 'write');
      const { id: dashboardId } = dashboard;
      const by = authorOf(principal);
      const at = now();
      const texts = await ctx.alone(dashboard, async (tables) => {
        const rewritten: { widget: Telling; data: JsonObject }[] = [];
        const pageId = await firstPage(tables, dashboard.id);
        const columns = [...TELLING, 'x', 'w', 'extras'] as const;
        const there = await tables.widgets.list({ dashboardId }, { columns });
        const known = new Map(there.map((widget) => [widget.id, widget]));
        const added: Wanted[] = [];
        for (const { id = 0, text, place, extras, deleted } of changes) {
          const widget = known.get(id);
          if (widget) {
            const patch: Partial<Widget> = {
              ...(place && fitted(widget, place)),
              ...(extras && { extras: merged(widget.extras, extras) }),
              ...(deleted !== undefined && { deletedAt: deleted ? (widget.deletedAt ?? at) : null }),
              ...(text && { type: text.type, updatedAt: at }),
            };
            await tables.widgets.update({ id }, patch);
            if (text) await signText(tables, widget, by, at);
            if (text?.data) rewritten.push({ widget, data: text.data });
          } else if (text && !deleted) {
            added.push({ content: { ...text, extras: extras ?? {} }, place });
          }
        }
        await placeWidgets(ctx, tables, { dashboard, pageId, by, at }, added);
        return rewritten;
      });
      await rewrite(texts);
      await ctx.announceDashboards([dashboardId]);
    },

    async duplicate(principal, dashboard, tiles) {
      await ctx.requireReach(principal, dashboard, 'write');
      const there = { dashboardId: dashboard.id, deletedAt: null };
      const columns = [...TELLING, ...WHEREABOUTS];
      const widgets = await store.widgets.list({ ...there, id: tiles.map(({ id = 0 }) => id) }, { columns });
      const known = new Map(widgets.map((widget) => [widget.id, widget]));
      const places = await placesOf(store, widgets, TELLING);
      const [by, at] = [authorOf(principal), now()];
      await ctx.alone(dashboard, async (tables) => {
        const taken = await tables.widgets.list(there, { columns: WHEREABOUTS });
        const byPage = Map.groupBy(taken, ({ pageId }) => pageId);
        const fillers = new Map([...byPage].map(([pageId, there]) => [pageId, createFiller(there)]));
        const copied = tiles.flatMap(({ id = 0, place = {}, extras = {} }): CopiedTile[] => {
          const widget = known.get(id);
          const fill = fillers.get(widget?.pageId ?? 0);
          if (!widget || !fill) return [];
          const free = fill(place, widget);
          const changed: CopiedTile['changed'] = (row) => ({ ...free, extras: merged(row.extras, extras) });
          return [{ id, pageId: widget.pageId, placed: places.get(id) as Placed<Telling>, changed }];
        });
        await copyTiles(ctx, tables, copied, { dashboard, clone: true, by, at });
      });
      await ctx.announceDashboards([dashboard.id]);
    },

    async move(principal, id, from, to) {
      await ctx.requireReach(principal, from, 'write');
      const columns = [...TELLING, ...WHEREABOUTS];
      const where = { id, dashboardId: from.id, deletedAt: null };
      if ((await store.widgets.count(where)) === 0) throw notFound('tile', id);
      await ctx.requireReach(principal, to, 'write');
      await store.transaction(async (tables) => {
        await lockLiving(tables, [from.id, to.id], to.workspaceId);
        const widget = await tables.widgets.get(where, { columns });
        if (!widget) throw notFound('tile', id);
        const { insight, widgets } = (await placesOf(tables, [widget], TELLING)).get(id) as Placed<Telling>;
        if (insight.kind === 'insight' && widgets.some((each) => each.id !== id && each.dashboardId === to.id))
          throw conflict('tile', 'this insight is already on the dashboard');
        const pageId = await firstPage(tables, to.id);
        const all = await tables.widgets.list({ pageId, deletedAt: null }, { columns: WHEREABOUTS });
        const there = all.filter((each) => each.id !== id);
        const place = there.some((each) => overlaps(widget, each)) ? firstFree(there, widget.w, widget.h) : {};
        await tables.widgets.update({ id }, { ...place, dashboardId: to.id, pageId });
      });
      await ctx.announce({ kind: 'widget', widgetId: id, dashboardId: to.id });
      await ctx.announceDashboards([from.id, to.id]);
    },
  };
}

/** Records who changed a text. */
async function signText(tables: Tables, widget: Telling, modifiedBy: number | null, modifiedAt: number): Promise<void> {
  const tile = await tables.tiles.get({ widgetId: widget.id });
  const [adopted] = tile ? [] : await adopt(tables, [derived(widget)]);
  await tables.insights.update({ id: tile?.insightId ?? (adopted as Insight).id }, { modifiedBy, modifiedAt });
}

/** The changed place, moved left where it would not fit into the columns. */
function fitted({ x, w }: Pick<Widget, 'x' | 'w'>, place: Place): Place {
  const width = place.w ?? w;
  return { ...place, w: width, x: Math.min(place.x ?? x, COLUMNS - width) };
}

/** Merges the objects under each name, the new over the old. */
function merged(old: JsonObject, more: JsonObject): JsonObject {
  const result = { ...old };
  for (const [name, value] of Object.entries(more))
    result[name] = { ...(old[name] as JsonObject | undefined), ...(value as JsonObject) };
  return result;
}
