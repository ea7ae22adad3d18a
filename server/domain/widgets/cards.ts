import { parse } from '../../../components/model/parse.ts';
import { types } from '../../../components/model/types/index.ts';
import type { JsonObject } from '../../../components/model/widget.ts';
import type { Context } from '../context.ts';
import { conflict, DomainError, notFound } from '../errors.ts';
import type { Dashboard, Principal, Widget } from '../model.ts';
import type { Tables } from '../ports.ts';
import { authorOf } from '../rights.ts';
import { integerIssue, refuse } from '../validate.ts';
import { copyWidgets } from './copying.ts';
import { COLUMNS, MAX_HEIGHT, MAX_ROW, overlaps, type Rectangle } from './layout.ts';
import { placesFor, WHEREABOUTS, type Whereabouts } from './placing.ts';
import type { WidgetDraft, Widgets } from './widgets.ts';

/** A new place for a widget on its page. */
export interface Move extends Rectangle {
  id: number;
}

/** Widgets that never overlap and whose config always matches their type: stricter than `Widgets`. */
export interface Cards {
  /** @throws DomainError `not_found` */
  byId(dashboard: Dashboard, id: number): Promise<Widget>;
  /** @throws DomainError `invalid` about a `card` when its config is wrong, `conflict` when its place is taken */
  add(principal: Principal, dashboard: Dashboard, draft: WidgetDraft): Promise<Widget>;
  /** @param patch called with the card as it is while nobody else changes the dashboard, perhaps more than once */
  change(
    principal: Principal,
    dashboard: Dashboard,
    id: number,
    patch: (before: Widget) => Partial<WidgetDraft>,
  ): Promise<Widget>;
  remove(principal: Principal, dashboard: Dashboard, id: number): Promise<void>;
  /** Copies the card to the first free place of its page. */
  duplicate(principal: Principal, dashboard: Dashboard, id: number): Promise<Widget>;
  /**
   * Moves all of them or none; those that move may swap places.
   * @throws DomainError `not_found` for an unknown card, `conflict`, `invalid`
   */
  arrange(principal: Principal, dashboard: Dashboard, moves: readonly Move[]): Promise<number>;
}

export function createCards(ctx: Context, widgets: Widgets): Cards {
  const { store, now } = ctx;

  async function byId<Column extends keyof Widget = keyof Widget>(
    dashboard: Dashboard,
    id: number,
    columns?: readonly Column[],
  ): Promise<Pick<Widget, Column>> {
    const widget = await store.widgets.get({ id, dashboardId: dashboard.id, deletedAt: null }, { columns });
    if (!widget) throw notFound('card', id);
    return widget;
  }

  function checkConfig(type: string, config: JsonObject): void {
    const spec = types[type];
    const issues = spec
      ? parse(spec, config, null).issues
      : [{ path: 'card_type', message: `unknown type ${JSON.stringify(type)}` }];
    if (issues.length > 0)
      throw new DomainError('invalid', 'the config does not match the type', { subject: 'card', issues });
  }

  async function arrange(principal: Principal, dashboard: Dashboard, moves: readonly Move[]): Promise<number> {
    await ctx.require(principal, dashboard, 'write');
    refuse(...moves.flatMap(moveIssues));
    const rearrange = async (tables: Tables): Promise<void> => {
      const where = { dashboardId: dashboard.id, deletedAt: null };
      const all = await tables.widgets.list(where, { columns: WHEREABOUTS });
      const known = new Map(all.map((widget) => [widget.id, widget]));
      const moved = new Map<number, Whereabouts>();
      for (const { id, x, y, w, h } of moves) {
        const widget = known.get(id);
        if (!widget) throw notFound('card', id);
        moved.set(id, { ...widget, x, y, w, h });
      }
      const after = all.map((widget) => moved.get(widget.id) ?? widget);
      for (const widget of moved.values()) requireNoOverlap(widget, after);
      // In the order of ids, as values are pushed to them.
      for (const { id, x, y, w, h } of [...moved.values()].sort((a, b) => a.id - b.id)) {
        if (!samePlace({ x, y, w, h }, known.get(id) as Whereabouts))
          await tables.widgets.update({ id }, { x, y, w, h });
      }
    };
    await ctx.alone(dashboard, rearrange, { updatedAt: now() });
    await ctx.announce({ kind: 'dashboard', dashboardId: dashboard.id });
    return moves.length;
  }

  return {
    byId,
    arrange,

    async add(principal, dashboard, draft) {
      checkConfig(draft.type, draft.config ?? {});
      const isPlaced = draft.x !== undefined || draft.y !== undefined;
      return widgets.create(principal, dashboard.key, draft, { accept: isPlaced ? requireNoOverlap : undefined });
    },

    async change(principal, dashboard, id, patch) {
      const { key } = await byId(dashboard, id, ['key']);
      const checked = (before: Widget): Partial<WidgetDraft> => {
        const draft = patch(before);
        checkConfig(draft.type ?? before.type, draft.config ?? before.config);
        return draft;
      };
      return widgets.update(principal, key, checked, { accept: requireNoOverlap });
    },

    async remove(principal, dashboard, id) {
      await widgets.remove(principal, (await byId(dashboard, id)).key);
    },

    async duplicate(principal, dashboard, id) {
      await ctx.require(principal, dashboard, 'write');
      const { type, w, h, pageId } = await byId(dashboard, id, ['type', 'w', 'h', 'pageId']);
      const copy = await store.transaction(async (tables) => {
        const [place] = await placesFor(tables, { dashboard, pageId }, [{ content: { type }, place: { w, h } }]);
        const to = { dashboard, by: authorOf(principal), at: now() };
        const [widgetId] = await copyWidgets(ctx, tables, [{ id, pageId, changed: () => place ?? {} }], to);
        return widgetId as number;
      });
      await ctx.announce({ kind: 'widget', widgetId: copy, dashboardId: dashboard.id });
      return byId(dashboard, copy);
    },
  };
}

/** @throws DomainError `conflict` when another widget of the page touches it */
function requireNoOverlap(card: Rectangle & { id?: number; pageId: number }, others: readonly Whereabouts[]): void {
  const blocker = others.find(({ id, pageId, ...place }) => {
    return id !== card.id && pageId === card.pageId && overlaps(card, place);
  });
  if (blocker) throw conflict('card_position', `card ${blocker.id} is already in this position`);
}

const samePlace = (a: Rectangle, b: Rectangle): boolean => a.x === b.x && a.y === b.y && a.w === b.w && a.h === b.h;

function moveIssues({ id, x, y, w, h }: Move, index: number, moves: readonly Move[]) {
  const path = (field: string) => `[${index}].${field}`;
  return [
    moves.findIndex((other) => other.id === id) !== index && {
      path: path('card_id'),
      message: 'must not appear twice',
    },
    integerIssue(path('x'), x, 0, COLUMNS - 1),
    integerIssue(path('y'), y, 0, MAX_ROW),
    integerIssue(path('w'), w, 1, COLUMNS),
    integerIssue(path('h'), h, 1, MAX_HEIGHT),
    x + w > COLUMNS && { path: path('w'), message: `must be at most ${COLUMNS - x}, because x is ${x}` },
  ];
}
