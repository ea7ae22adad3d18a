import type { Json, JsonObject } from '../../../components/model/widget.ts';
import type { BoardView, TileView } from '../../domain/boards/boards.ts';
import { type Placed, unplaced } from '../../domain/insights/insight-links.ts';
import { isObject, objectOf } from '../../domain/json.ts';
import type { Dashboard, Widget } from '../../domain/model.ts';
import type { Call } from '../../http/call.ts';
import { momentOf } from '../../sources/dates.ts';
import type { Overrides } from '../../sources/index.ts';
import { variablesIn } from '../../sources/question.ts';
import { refusal } from './errors.ts';

/** How each value of `?refresh=` refreshes; `null` is not at all. Without one, sources that are due are queried. */
const REFRESH: Readonly<Record<string, { force?: boolean; patience?: number } | null>> = {
  true: { force: true },
  force_blocking: { force: true },
  async: { patience: 0 },
  lazy_async: { patience: 0 },
  force_async: { force: true, patience: 0 },
  force_cache: null,
  false: null,
};

/** Who reads: a guest's query overrides nothing, and a list asks only what its query says. */
export interface Reading {
  isGuest?: boolean;
  isListed?: boolean;
}

/**
 * The dashboard with current data, with `filters_override` and `variables_override` applied;
 * these are ignored for anonymous holders of a link.
 */
export async function answeredBoard(call: Call, view: BoardView, isGuest = false): Promise<BoardView> {
  const widgets = await answersOf(
    call,
    view.dashboard,
    view.tiles.map(({ widget }) => widget),
    { isGuest },
  );
  const byId = new Map(widgets.map((widget) => [widget.id, widget]));
  const fresh = (widget: Widget): Widget => byId.get(widget.id) ?? widget;
  const tiles = view.tiles.map(
    (each): TileView => ({ ...each, widget: fresh(each.widget), widgets: each.widgets.map(fresh) }),
  );
  return { ...view, tiles };
}

/** Widgets of a dashboard with current data. */
export async function answersOf(
  call: Call,
  dashboard: Dashboard,
  widgets: readonly Widget[],
  { isGuest = false, isListed = false }: Reading = {},
): Promise<Widget[]> {
  if (isGuest) return call.deps.sources.current(widgets, dashboard);
  const options = refreshOf(call, isListed);
  return options
    ? call.deps.sources.current(widgets, dashboard, { ...options, overrides: overridesOf(call, dashboard, isListed) })
    : [...widgets];
}

/** An insight on no dashboard with current data, and whether its source was queried for this; nothing without a source. */
export async function answerAlone(
  call: Call,
  placed: Placed,
  { isListed = false }: Reading = {},
): Promise<[widget: Widget | undefined, isAnew: boolean]> {
  const widget = unplaced(placed);
  if (!widget) return [undefined, false];
  const overrides = overridesOf(call, { variables: null }, isListed);
  return call.deps.sources.alone(widget, { ...(refreshOf(call, isListed) ?? { onlyKnown: true }), overrides });
}

const OVERRIDES = ['filters_override', 'variables_override'] as const;

/** How to refresh, from the query; `null` to use only existing data, as lists do unless they ask for something else. */
function refreshOf(call: Call, isListed: boolean): { force?: boolean; patience?: number } | null {
  const asked = call.query('refresh') ?? '';
  if (Object.hasOwn(REFRESH, asked)) return REFRESH[asked] ?? null;
  return isListed && asked === '' && !OVERRIDES.some((name) => call.query(name)) ? null : {};
}

/** The overrides in `filters_override`, `variables_override`, `date_from` and `date_to` of the query. @throws DomainError `invalid` */
export function overridesOf(call: Call, { variables }: Pick<Dashboard, 'variables'>, isListed = false): Overrides {
  // In lists, these choose by the day of the last change.
  const dates = (isListed ? [] : ['date_from', 'date_to']).flatMap((name) => {
    const text = call.query(name);
    return text === undefined ? [] : [[name, text]];
  });
  const filters = { ...dictionary(call, 'filters_override'), ...Object.fromEntries(dates) };
  return overridesIn(filters, dictionary(call, 'variables_override'), variables);
}

/**
 * Overrides of filters and variables. A variable's code name is the one given with it, else the known one for its id.
 * @throws DomainError `invalid`
 */
export function overridesIn(filters: JsonObject, variables: JsonObject, known: Json): Overrides {
  const names = objectOf(known);
  const named = Object.entries(variables).map(([id, each]) => [
    id,
    { code_name: objectOf(names[id]).code_name ?? id, ...objectOf(each) },
  ]);
  for (const side of ['from', 'to'] as const) {
    const name = `date_${side}`;
    const given: Json = filters[name] ?? null;
    if (given !== null && (typeof given !== 'string' || momentOf(given, side, Date.now()) === undefined))
      throw refusal(`${name} must be a date or a time ago, such as -7d`, name);
  }
  return { variables: variablesIn(Object.fromEntries(named)), filters };
}

/** JSON in the query. @throws DomainError `invalid` */
function dictionary(call: Call, name: string): JsonObject {
  const text = call.query(name);
  if (!text) return {};
  try {
    const value = JSON.parse(text) as Json;
    if (isObject(value)) return value;
  } catch {
    // Reported below, like anything else that is not a dictionary.
  }
  throw refusal(`${name} must be a JSON dictionary`, name);
}
