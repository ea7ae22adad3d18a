import { types } from '../../../components/model/types/index.ts';
import type { Context } from '../context.ts';
import { lockLiving } from '../lock.ts';
import type { Dashboard, Widget } from '../model.ts';
import type { Secrets, Tables } from '../ports.ts';
import { createFiller, type Rectangle } from './layout.ts';
import { drawnTitle } from './titles.ts';

/** A widget without a place. */
export type Look = { type: string } & Partial<Pick<Widget, 'givenType' | 'config' | 'data' | 'source'>>;

/** The fields of a widget other than its place. */
export type Content = Look & Partial<Pick<Widget, 'title' | 'slots' | 'refreshInterval' | 'sound' | 'extras'>>;

/** A place on the grid; fields may be missing. */
export type Place = Partial<Pick<Widget, 'x' | 'y' | 'w' | 'h'>>;

/** The columns of a widget that say where it is. */
export const WHEREABOUTS = ['id', 'pageId', 'x', 'y', 'w', 'h'] as const;
export type Whereabouts = Pick<Widget, (typeof WHEREABOUTS)[number]>;

/** Who places a widget where. */
export interface Placing {
  dashboard: Pick<Dashboard, 'id' | 'workspaceId'>;
  pageId: number;
  by: number | null;
  at: number;
}

/** Default size of types that are not in the catalog. */
const USUAL_SIZE = { w: 6, h: 5 };

/** Fields that are new for every widget, copies included. */
export const newAt = ({ hex }: Pick<Secrets, 'hex'>, { dashboard, pageId, by, at }: Placing) => ({
  workspaceId: dashboard.workspaceId,
  dashboardId: dashboard.id,
  pageId,
  key: hex(16),
  publicId: `wid-${hex(8)}`,
  createdBy: by,
  createdAt: at,
  updatedAt: at,
  deletedAt: null,
});

/** Content with defaults for the fields left out. */
export const whole = ({
  type,
  givenType = type,
  title = '',
  config = {},
  data = null,
  slots = {},
  source = null,
  refreshInterval = null,
  sound = false,
  extras = {},
}: Content) => ({
  ...{ type, givenType, config, data, slots, source, refreshInterval, sound, extras },
  title: drawnTitle({ title, config }),
  sourceError: null,
});

/** The row of a new widget. */
export function widgetOf(secrets: Secrets, placing: Placing, content: Content, place: Rectangle): Omit<Widget, 'id'> {
  const pushed = content.data ? { dataUpdatedAt: placing.at, version: 1 } : { dataUpdatedAt: null, version: 0 };
  return { ...newAt(secrets, placing), ...whole(content), ...pushed, ...place };
}

/** A widget to create and the place it was given. */
export interface Wanted {
  content: Content;
  place?: Place | undefined;
}

/**
 * Where new widgets go on a page: where they were said to be, moved to the left where their size does not fit into the
 * columns there, else the first free place. The dashboard is locked, so that others do not find the same one.
 */
export async function placesFor(
  tables: Tables,
  { dashboard: { id, workspaceId }, pageId }: Pick<Placing, 'dashboard' | 'pageId'>,
  wanted: readonly Wanted[],
): Promise<Rectangle[]> {
  const isOpen = wanted.some(({ place: { x, y } = {} }) => x === undefined && y === undefined);
  if (isOpen) await lockLiving(tables, [id], workspaceId);
  const there = isOpen ? await tables.widgets.list({ pageId, deletedAt: null }, { columns: WHEREABOUTS }) : [];
  const fill = createFiller(there);
  return wanted.map(({ content: { type }, place = {} }) => fill(place, types[type] ?? USUAL_SIZE));
}

/** Creates widgets in their places. The caller checks access to the dashboard. */
export async function placeWidgets(
  { secrets }: Context,
  tables: Tables,
  placing: Placing,
  wanted: readonly Wanted[],
): Promise<Widget[]> {
  const places = await placesFor(tables, placing, wanted);
  return tables.widgets.insertAll(
    wanted.map(({ content }, index) => widgetOf(secrets, placing, content, places[index] as Rectangle)),
  );
}

/** The id of a dashboard's first page, which is made when there is none. */
export async function firstPage(tables: Tables, dashboardId: number): Promise<number> {
  const [page] = await tables.pages.list({ dashboardId }, { orderBy: ['number'], limit: 1 });
  return (page ?? (await tables.pages.insert({ dashboardId, number: 1, name: '' }))).id;
}
