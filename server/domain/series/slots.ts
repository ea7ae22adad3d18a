import type { JsonObject } from '../../../components/model/widget.ts';
import type { Context } from '../context.ts';
import { conflict, notFound } from '../errors.ts';
import { lockDashboards } from '../lock.ts';
import type { Dashboard, Principal, Widget } from '../model.ts';
import type { Tables } from '../ports.ts';
import { requireScope } from '../rights.ts';
import type { Place } from '../widgets/placing.ts';
import type { WidgetDraft, Widgets } from '../widgets/widgets.ts';
import { presentation } from './drawing.ts';
import { type Kind, kindOfWidget } from './kinds.ts';
import { addSeries, discard } from './labels.ts';
import type { CachedWidget, WidgetCache } from './widget-cache.ts';

/** The fields of a widget to create or change, without its slots. */
export type SlottedDraft = Omit<WidgetDraft, 'slots' | 'data' | 'page'>;

const SLOTTED = [
  ...(['id', 'workspaceId', 'dashboardId', 'key', 'type', 'givenType', 'title'] as const),
  ...(['slots', 'source', 'x', 'y', 'w', 'h', 'sound', 'extras'] as const),
];
type Slotted = Pick<Widget, (typeof SLOTTED)[number]>;

/** A widget with its slots and labels. */
export interface SlottedWidget<W extends Slotted = Slotted> {
  widget: W;
  /** The slug of its dashboard. */
  slug: string;
  /** The label of each slot, by the slot's number. */
  labels: Readonly<Record<string, string>>;
}

export interface SlotSettings {
  /** Fields given replace the old ones; the label cannot be changed here. */
  settings: JsonObject;
  label?: string | undefined;
}

export type SlotPatch = Readonly<Record<string, SlotSettings>>;

/** A widget's place, and what its dialect stores about it. */
export type SlottedPlace = Place & Pick<WidgetDraft, 'extras'>;

/** Widgets with numbered slots, named by their integer id. */
export interface SlottedWidgets {
  /** Of one dashboard (access checked by the caller), or of all that the principal may read; by id. */
  list(principal: Principal, dashboard?: Dashboard): Promise<SlottedWidget[]>;
  /** @throws DomainError not_found, foreign, forbidden */
  byId(principal: Principal, id: number, right?: 'read' | 'write'): Promise<SlottedWidget>;
  /** Every slot of the kind gets its own label. @throws DomainError not_found, foreign, forbidden, invalid */
  create(principal: Principal, dashboard: Dashboard, draft: SlottedDraft, slots: SlotPatch): Promise<SlottedWidget>;
  /**
   * Changes all of it or nothing. `patch` is called with the widget as it is while nobody else changes the dashboard,
   * perhaps more than once. @throws DomainError also `conflict` for a label that is taken
   */
  update(
    principal: Principal,
    id: number,
    patch: (before: Widget) => Partial<SlottedDraft>,
    slots: SlotPatch,
  ): Promise<SlottedWidget>;
  /** Copies a widget with the same settings and new labels, to the given place or the first free one. */
  copy(principal: Principal, id: number, to: Dashboard, place?: SlottedPlace): Promise<SlottedWidget>;
  /** Moves many at once, all or none. `places` returns the new place of each widget. */
  place(principal: Principal, ids: readonly number[], places: (widget: Slotted) => SlottedPlace): Promise<void>;
}

export function createSlots(ctx: Context, widgets: Widgets, cache: WidgetCache): SlottedWidgets {
  const { store, secrets, now } = ctx;

  async function labelled<W extends Slotted>(
    found: readonly W[],
    dashboards: readonly Dashboard[],
  ): Promise<SlottedWidget<W>[]> {
    const slugs = new Map(dashboards.map(({ id, slug }) => [id, slug]));
    const labels = new Map<number, Record<string, string>>();
    for (const { widgetId, slot, label } of await store.series.list({ widgetId: found.map(({ id }) => id) })) {
      const own = labels.get(widgetId as number) ?? {};
      labels.set(widgetId as number, own);
      own[slot] = label;
    }
    return found.map((widget) => ({
      widget,
      slug: slugs.get(widget.dashboardId) ?? '',
      labels: labels.get(widget.id) ?? {},
    }));
  }

  async function find<Column extends keyof Widget = never>(
    principal: Principal,
    id: number,
    right: 'read' | 'write',
    more: readonly Column[] = [],
  ): Promise<SlottedWidget<Slotted & Pick<Widget, Column>>> {
    const { widget, dashboard } = await ctx.widget(principal, { id }, right, [...SLOTTED, ...more]);
    return (await labelled([widget], [dashboard]))[0] as SlottedWidget<Slotted & Pick<Widget, Column>>;
  }

  /**
   * Sets the label of a slot; labels of deleted widgets are free.
   * @returns the series that had it, for `discard` @throws DomainError `conflict`
   */
  async function claim(tables: Tables, { id: widgetId, workspaceId }: Slotted, slot: string, label: string) {
    const holder = await tables.series.get({ workspaceId, label });
    if (holder) {
      if (holder.widgetId === widgetId && holder.slot === slot) return [];
      const owner = holder.widgetId && (await tables.widgets.count({ id: holder.widgetId, deletedAt: null }));
      if (owner) throw conflict('label', `The label ${label} is taken.`);
      await tables.series.update({ id: holder.id }, { widgetId: null, label: secrets.uuid() });
    }
    const own = await tables.series.get({ widgetId, slot });
    if (own) await tables.series.update({ id: own.id }, { label });
    else await tables.series.insert({ workspaceId, widgetId, slot, label, createdAt: now() });
    return holder ? [holder.id] : [];
  }

  /**
   * Gives slots the labels chosen for them, and generated ones to those without.
   * @returns the series that had the chosen ones, for `discard` @throws DomainError `conflict`
   */
  async function label(tables: Tables, widget: Slotted, chosen: Readonly<Record<string, string | undefined>>) {
    const released: number[] = [];
    for (const [slot, text] of Object.entries(chosen))
      if (text !== undefined) released.push(...(await claim(tables, widget, slot, text)));
    const { id: widgetId, workspaceId } = widget;
    const has = new Set((await tables.series.list({ widgetId }, { columns: ['slot'] })).map(({ slot }) => slot));
    const bare = Object.keys(chosen).filter((slot) => !has.has(slot));
    await addSeries(
      ctx,
      tables,
      bare.map((slot) => ({ workspaceId, widgetId, slot })),
    );
    return released;
  }

  /** Data that did not come from values, like that of a copy, cannot be redrawn and stays. */
  async function redraw(cached: CachedWidget): Promise<void> {
    const seriesId = cached.slots.map((slot) => slot.seriesId);
    const [some] = await store.samples.list({ seriesId }, { limit: 1 });
    if (some) await cache.commit(cached);
  }

  async function create(principal: Principal, dashboard: Dashboard, draft: SlottedDraft, slots: SlotPatch) {
    const { kind } = kindOfWidget({ givenType: draft.type, source: null, ...draft });
    const settings = settingsOf(kind, {}, slots);
    const config = { ...presentation(kind, Object.values(settings)), ...draft.config };
    const unlabelled = Object.fromEntries(Object.keys(settings).map((slot) => [slot, undefined]));
    const fill = async (tables: Tables, made: Widget) => void (await label(tables, made, unlabelled));
    const widget = await widgets.create(principal, dashboard.key, { ...draft, config, slots: settings }, { fill });
    return (await labelled([widget], [dashboard]))[0] as SlottedWidget;
  }

  return {
    byId: (principal, id, right = 'read') => find(principal, id, right),
    create,

    async list(principal, dashboard) {
      const dashboards = dashboard ? [dashboard] : await ctx.readable(principal);
      const where = { dashboardId: dashboards.map(({ id }) => id), deletedAt: null };
      return labelled(await store.widgets.list(where, { columns: SLOTTED, orderBy: ['id'] }), dashboards);
    },

    async update(principal, id, patch, slots) {
      const before = await find(principal, id, 'write');
      const { widget, labels } = before;
      const { kind, hasSlots } = kindOfWidget(widget);
      const given = Object.fromEntries(
        Object.entries(slots).filter(([slot]) => hasSlots && kind.slots[Number(slot) - 1] !== undefined),
      );
      const chosen = Object.fromEntries(Object.entries(given).map(([slot, each]) => [slot, each.label]));
      let released: number[] = [];
      const fill = async (tables: Tables) => {
        released = await label(tables, widget, chosen);
      };
      const draft = (current: Widget) => {
        const settings = { ...current.slots, ...settingsOf(kind, current.slots, given, Object.keys(given)) };
        const changed = patch(current);
        const config = { ...withPresentation(kind, current, settings), ...changed.config };
        return { ...changed, slots: settings, config };
      };
      const after = await widgets.update(principal, widget.key, draft, { fill });
      await discard(ctx, released);
      const isRedrawn = JSON.stringify(after.slots) !== JSON.stringify(widget.slots) && Object.keys(labels).length > 0;
      if (isRedrawn) await cache.use(id, redraw);
      return { ...before, ...(await labelled([after], []))[0], slug: before.slug } as SlottedWidget;
    },

    async copy(principal, id, to, place = {}) {
      const { widget } = await find(principal, id, 'read', ['config', 'data', 'refreshInterval']);
      const { type, givenType, title, config, source, w, h, refreshInterval, sound, extras, slots } = widget;
      const { hasSlots } = kindOfWidget(widget);
      const isFed = hasSlots && Object.keys(slots).length > 0;
      const draft = { type, givenType, title, config, source, w, h, refreshInterval, sound, extras, ...place };
      const patch = Object.fromEntries(
        Object.entries(slots).map(([slot, each]) => [slot, { settings: each as JsonObject }]),
      );
      if (isFed) return create(principal, to, draft, patch);
      const made = await widgets.create(principal, to.key, { ...draft, slots, data: widget.data });
      return { widget: made, slug: to.slug, labels: {} };
    },

    async place(principal, ids, places) {
      requireScope(principal, 'dashboard:write', 'workspace', principal.workspaceId);
      const options = { columns: SLOTTED, orderBy: ['id'] } as const;
      const where = { id: [...ids], deletedAt: null };
      const found = await store.widgets.list(where, options);
      const known = new Set(found.map(({ id }) => id));
      const missing = ids.find((id) => !known.has(id));
      if (missing !== undefined) throw notFound('widget', missing);
      const boards = await store.dashboards.list({ id: [...new Set(found.map(({ dashboardId }) => dashboardId))] });
      await Promise.all(boards.map((board) => ctx.require(principal, board, 'write')));
      const updatedAt = now();
      const dashboardId = boards.map(({ id }) => id);
      await store.transaction(async (tables) => {
        await lockDashboards(tables, dashboardId, principal.workspaceId);
        for (const widget of await tables.widgets.list({ ...where, dashboardId }, options))
          await tables.widgets.update({ id: widget.id }, { ...places(widget), updatedAt });
      });
      await ctx.announceDashboards(dashboardId);
    },
  };
}

/** The settings of every slot of a kind (or of those named): the given ones merged over the old. */
function settingsOf(
  kind: Kind,
  before: JsonObject,
  slots: SlotPatch,
  only?: readonly string[],
): Record<string, JsonObject> {
  const numbers = only ?? kind.slots.map((_, index) => `${index + 1}`);
  return Object.fromEntries(
    numbers.map((slot) => [slot, { ...(before[slot] as JsonObject | undefined), ...slots[slot]?.settings }]),
  );
}

/** The config with the part derived from its slots; the part derived from the previous settings is removed first. */
function withPresentation(
  kind: Kind,
  { config, slots }: Pick<Widget, 'config' | 'slots'>,
  settings: JsonObject,
): JsonObject {
  const valuesOf = (all: JsonObject) => kind.slots.map((_, index) => (all[`${index + 1}`] ?? {}) as JsonObject);
  const before = presentation(kind, valuesOf(slots));
  const left = Object.entries(config).filter(([name, value]) => JSON.stringify(before[name]) !== JSON.stringify(value));
  return Object.keys(settings).length === 0
    ? config
    : { ...Object.fromEntries(left), ...presentation(kind, valuesOf(settings)) };
}
