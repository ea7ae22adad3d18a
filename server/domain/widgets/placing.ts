import { types } from '../../../components/model/types/index.ts';
import type { JsonObject } from '../../../components/model/widget.ts';
import type { Context } from '../context.ts';
import type { Dashboard, Widget } from '../model.ts';
import type { Secrets, Tables } from '../ports.ts';
import { COLUMNS, firstFree } from './layout.ts';

/** What a widget looks like, before anybody placed it. */
export type Look = { type: string } & Partial<Pick<Widget, 'givenType' | 'config' | 'data' | 'source'>>;

/** A place on the grid as far as it was said. */
export type Place = Partial<Pick<Widget, 'x' | 'y' | 'w' | 'h'>>;

/** The names of a new widget, as every API has it. */
export const namesOfWidget = ({ hex }: Pick<Secrets, 'hex'>): Pick<Widget, 'key' | 'publicId'> => ({
  key: hex(16),
  publicId: `wid-${hex(8)}`,
});

/** Who places a widget where. */
export interface Placing {
  dashboard: Dashboard;
  pageId: number;
  by: number | null;
  at: number;
}

/** A new widget where it was said to be, else at the first free place. The dashboard is the caller's to check. */
export async function placeWidget(
  { secrets }: Context,
  tables: Tables,
  { dashboard, pageId, by, at }: Placing,
  { type, givenType = type, config = {}, data = null, source = null }: Look,
  { title = '', place, extras = {} }: { title?: string; place?: Place | undefined; extras?: JsonObject | undefined },
): Promise<Widget> {
  const size = { w: 6, h: 5, ...types[type], ...place };
  const isPlaced = place?.x !== undefined || place?.y !== undefined;
  const spot = isPlaced
    ? { x: 0, y: 0, ...size }
    : { ...firstFree(await tables.widgets.list({ pageId, deletedAt: null }), size.w, size.h) };
  const { x, y, w, h } = spot;
  return tables.widgets.insert({
    workspaceId: dashboard.workspaceId,
    dashboardId: dashboard.id,
    pageId,
    ...namesOfWidget(secrets),
    type,
    givenType,
    title,
    config,
    data,
    dataUpdatedAt: data ? at : null,
    version: data ? 1 : 0,
    slots: {},
    source,
    sourceError: null,
    x: Math.min(x, COLUMNS - w),
    y,
    w,
    h,
    refreshInterval: null,
    sound: false,
    extras,
    createdBy: by,
    createdAt: at,
    updatedAt: at,
    deletedAt: null,
  });
}

/** The id of a dashboard's first page, which is made when there is none. */
export async function firstPage(tables: Tables, dashboardId: number): Promise<number> {
  const [page] = await tables.pages.list({ dashboardId }, { orderBy: ['number'], limit: 1 });
  return (page ?? (await tables.pages.insert({ dashboardId, number: 1, name: '' }))).id;
}
