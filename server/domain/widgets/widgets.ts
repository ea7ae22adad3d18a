import { types } from '../../../components/model/types/index.ts';
import type { Issue } from '../../../components/model/widget.ts';
import type { Context } from '../context.ts';
import { invalid, notFound } from '../errors.ts';
import type { Dashboard, Principal, Widget } from '../model.ts';
import type { Projection, Tables, Where } from '../ports.ts';
import { authorOf } from '../rights.ts';
import { given, integerIssue, intervalIssue, lineIssue, nameIssue, refuse } from '../validate.ts';
import { clearData, sourceErrorAfter } from './clear-data.ts';
import { COLUMNS, MAX_HEIGHT, MAX_ROW, type Rectangle } from './layout.ts';
import { type Content, type Place, placesFor, WHEREABOUTS, type Whereabouts, widgetOf } from './placing.ts';
import { retitled } from './titles.ts';
import type { Values } from './values.ts';

/** The fields of a new widget; those left out come from its type and its dashboard. */
export type WidgetDraft = Content & Place & { page?: number };

/**
 * What to change about a widget. A function is called with the widget as it is while nobody else changes the dashboard,
 * perhaps more than once.
 */
export type WidgetPatch = Partial<WidgetDraft> | ((before: Widget, dashboard: Dashboard) => Partial<WidgetDraft>);

/** Called in the transaction that places or moves a widget, with all widgets of its page; throws to refuse the place. */
export type AcceptPlace = (place: Rectangle & { id?: number; pageId: number }, others: readonly Whereabouts[]) => void;

/** Part of the transaction that writes a widget: when one of these fails, nothing is written. Called more than once. */
export interface Within {
  accept?: AcceptPlace | undefined;
  /** Writes what belongs to the widget. */
  fill?: (tables: Tables, widget: Widget) => Promise<void>;
}

/** Which widgets of dashboards, and what of them: all of all when absent. */
export interface Selection<Column> extends Projection<Column> {
  where?: Where<Widget>;
}

export interface Widgets {
  /** Widgets of a dashboard (access checked by the caller), by page, y, x, id. */
  of<Column extends keyof Widget = keyof Widget>(
    dashboard: Dashboard,
    selection?: Selection<Column>,
  ): Promise<Pick<Widget, Column>[]>;
  /** The same for many dashboards, by dashboard id; dashboards without widgets are missing. */
  ofAll<Column extends keyof Widget = keyof Widget>(
    dashboards: readonly Dashboard[],
    selection?: Selection<Column>,
  ): Promise<Map<number, Pick<Widget, Column>[]>>;
  /** @throws not_found, foreign, forbidden */
  byKey(principal: Principal, key: string, right?: 'read' | 'write'): Promise<Widget>;
  /** Without x and y it takes the first free place; a widget that does not fit at its x is moved to the left. */
  create(principal: Principal, dashboardKey: string, draft: WidgetDraft, within?: Within): Promise<Widget>;
  update(principal: Principal, key: string, patch: WidgetPatch, within?: Within): Promise<Widget>;
  remove(principal: Principal, key: string): Promise<void>;
}

/** Fields of a draft that are stored unchanged. */
const FIELDS = [
  'type',
  'givenType',
  'title',
  'config',
  'slots',
  'source',
  'x',
  'y',
  'w',
  'h',
  'refreshInterval',
  'sound',
  'extras',
] as const satisfies readonly (keyof WidgetDraft)[];

const MAX_TYPE = 100;

export function createWidgets(ctx: Context, values: Values): Widgets {
  const { store, secrets, now } = ctx;

  async function pageIdOf({ pages }: Pick<Tables, 'pages'>, dashboard: Dashboard, number: number): Promise<number> {
    const page = await pages.get({ dashboardId: dashboard.id, number });
    if (!page) throw invalid({ path: 'page', message: `page ${number} does not exist` });
    return page.id;
  }

  function check(draft: Partial<WidgetDraft>): void {
    const known = draft.type === undefined || types[draft.type];
    refuse(!known && { path: 'type', message: `unknown type ${JSON.stringify(draft.type)}` }, ...issuesOf(draft));
  }

  /** Serializes the placing of this dashboard's widgets across all nodes: writing the dashboard's row locks it. */
  async function requireAccepted(
    tables: Tables,
    accept: AcceptPlace | undefined,
    place: Parameters<AcceptPlace>[0] & { dashboardId: number },
  ): Promise<void> {
    if (!accept) return;
    await tables.dashboards.update({ id: place.dashboardId }, { updatedAt: now() });
    accept(place, await tables.widgets.list({ pageId: place.pageId, deletedAt: null }, { columns: WHEREABOUTS }));
  }

  async function ofAll<Column extends keyof Widget = keyof Widget>(
    dashboards: readonly Dashboard[],
    { columns, where }: Selection<Column> = {},
  ): Promise<Map<number, Pick<Widget, Column>[]>> {
    const read = columns && [...columns, 'dashboardId' as const, 'pageId' as const];
    const dashboardId = dashboards.map(({ id }) => id);
    const [pages, widgets] = await Promise.all([
      store.pages.list({ dashboardId }),
      store.widgets.list({ ...where, dashboardId, deletedAt: null }, { columns: read, orderBy: ['y', 'x', 'id'] }),
    ]);
    const numbers = new Map(pages.map(({ id, number }) => [id, number]));
    widgets.sort((a, b) => (numbers.get(a.pageId) ?? 0) - (numbers.get(b.pageId) ?? 0));
    return Map.groupBy(widgets, (widget) => widget.dashboardId);
  }

  const announce = ({ id, dashboardId }: Pick<Widget, 'id' | 'dashboardId'>): Promise<void> =>
    ctx.announce({ kind: 'widget', widgetId: id, dashboardId });

  return {
    ofAll,
    of: async (dashboard, selection) => (await ofAll([dashboard], selection)).get(dashboard.id) ?? [],
    byKey: async (principal, key, right = 'read') => (await ctx.widget(principal, { key }, right)).widget,

    async create(principal, dashboardKey, draft, { accept, fill } = {}) {
      const dashboard = await ctx.dashboard(principal, { key: dashboardKey }, { right: 'write' });
      check(draft);
      refuse(fitIssue(draft));
      const pageId = await pageIdOf(store, dashboard, draft.page ?? 1);
      const placing = { dashboard, pageId, by: authorOf(principal), at: now() };
      const widget = await store.transaction(async (tables) => {
        const [place] = (await placesFor(tables, placing, [{ content: draft, place: draft }])) as [Rectangle];
        await requireAccepted(tables, accept, { ...place, pageId, dashboardId: dashboard.id });
        const made = await tables.widgets.insert(widgetOf(secrets, placing, draft, place));
        await fill?.(tables, made);
        return made;
      });
      await announce(widget);
      return widget;
    },

    async update(principal, key, patch, { accept, fill } = {}) {
      const { widget: known, dashboard } = await ctx.widget(principal, { key }, 'write', ['id']);
      const change = async (tables: Tables) => {
        // On another dashboard meanwhile, it is another dashboard's writers who may change it.
        const widget = await tables.widgets.get({ id: known.id, dashboardId: dashboard.id, deletedAt: null });
        if (!widget) throw notFound('widget', key);
        const draft = typeof patch === 'function' ? patch(widget, dashboard) : patch;
        check(draft);
        const page = draft.page === undefined ? {} : { pageId: await pageIdOf(tables, dashboard, draft.page) };
        const wanted = retitled(widget, given(draft, FIELDS));
        const changed = { ...wanted, ...sourceErrorAfter(widget, wanted), ...page, updatedAt: now() };
        const after = { ...widget, ...changed };
        refuse(fitIssue(after));
        // Unmoved it is not checked: another dialect may have placed it over its neighbours.
        const isMoved = WHEREABOUTS.some((name) => after[name] !== widget[name]);
        if (isMoved) await requireAccepted(tables, accept, after);
        await tables.widgets.update({ id: widget.id }, changed);
        await fill?.(tables, after);
        // Data is pushed; only taking it away is a change of the widget.
        if (draft.data === null) Object.assign(after, await clearData(tables, widget.id));
        return { after, pushed: draft.data };
      };
      const { after, pushed } = await ctx.alone(dashboard, change);
      await announce(after);
      if (!pushed) return after;
      const { version, data, dataUpdatedAt } = await values.push(principal, key, pushed);
      return { ...after, version, data, dataUpdatedAt };
    },

    async remove(principal, key) {
      const { widget } = await ctx.widget(principal, { key }, 'write', ['id']);
      await store.widgets.update({ id: widget.id }, { deletedAt: now() });
      await announce(widget);
    },
  };
}

const fitIssue = ({ x = 0, w = 1 }: Place): Issue | undefined =>
  x + w > COLUMNS ? { path: 'w', message: `must be at most ${COLUMNS - x}, because x is ${x}` } : undefined;

function issuesOf(draft: Partial<WidgetDraft>) {
  const { givenType, title, page, x, y, w, h, refreshInterval } = draft;
  return [
    givenType !== undefined && nameIssue('givenType', givenType, MAX_TYPE),
    title !== undefined && lineIssue('title', title),
    page !== undefined && integerIssue('page', page, 1, MAX_ROW),
    x !== undefined && integerIssue('x', x, 0, COLUMNS - 1),
    y !== undefined && integerIssue('y', y, 0, MAX_ROW),
    w !== undefined && integerIssue('w', w, 1, COLUMNS),
    h !== undefined && integerIssue('h', h, 1, MAX_HEIGHT),
    refreshInterval !== undefined && refreshInterval !== null && intervalIssue('refreshInterval', refreshInterval),
  ];
}
