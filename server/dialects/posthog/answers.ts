import type { Json, JsonObject } from '../../../components/model/widget.ts';
import type { BoardView, TileView } from '../../domain/board-services.ts';
import type { Dashboard, Widget } from '../../domain/model.ts';
import type { Call } from '../../http/call.ts';
import { propertiesIn } from '../../sources/filters.ts';
import type { Wishes } from '../../sources/index.ts';
import { variablesIn } from '../../sources/question.ts';
import { refusal } from './errors.ts';

/** How `?refresh=` says that something is to be asked again; without it whatever is due is. */
const REFRESH: Readonly<Record<string, { force?: boolean; patience?: number } | null>> = {
  true: { force: true },
  force_blocking: { force: true },
  async: { patience: 0 },
  lazy_async: { patience: 0 },
  force_async: { force: true, patience: 0 },
  force_cache: null,
  false: null,
};

/**
 * The dashboard as its sources answer now, to what `filters_override` and `variables_override` ask;
 * whoever only holds a link gets what everybody gets.
 */
export async function answered(call: Call, view: BoardView, isGuest = false): Promise<BoardView> {
  const widgets = await answersOf(
    call,
    view.dashboard,
    view.tiles.map(({ widget }) => widget),
    isGuest,
  );
  const byId = new Map(widgets.map((widget) => [widget.id, widget]));
  const fresh = (widget: Widget): Widget => byId.get(widget.id) ?? widget;
  const tiles = view.tiles.map(
    (each): TileView => ({ ...each, widget: fresh(each.widget), widgets: each.widgets.map(fresh) }),
  );
  return { ...view, tiles };
}

/** Widgets of a dashboard as their sources answer now. */
export async function answersOf(
  call: Call,
  dashboard: Dashboard,
  widgets: readonly Widget[],
  isGuest = false,
): Promise<Widget[]> {
  if (isGuest) return call.deps.sources.current(widgets, dashboard);
  const asked = call.query('refresh') ?? '';
  const options = Object.hasOwn(REFRESH, asked) ? REFRESH[asked] : {};
  return options ? call.deps.sources.current(widgets, dashboard, { ...options, wishes: wishesOf(call) }) : [...widgets];
}

function wishesOf(call: Call): Wishes {
  return {
    parameters: variablesIn(dictionary(call, 'variables_override')),
    filters: propertiesIn(dictionary(call, 'filters_override')),
  };
}

/** JSON in the query. @throws DomainError `invalid` */
function dictionary(call: Call, name: string): JsonObject {
  const text = call.query(name);
  if (!text) return {};
  try {
    const value = JSON.parse(text) as Json;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch {
    // Told below, like everything else that is no dictionary.
  }
  throw refusal(`${name} must be a JSON dictionary`, name);
}
