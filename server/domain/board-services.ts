import type { JsonObject } from '../../components/model/widget.ts';
import type { Dashboard, Insight, Principal, User, Widget } from './model.ts';

/** An insight with the widgets it lives in now, those that were asked for first. */
export interface Placed {
  insight: Insight;
  widgets: Widget[];
}

/** One place on a dashboard and what it shows. */
export interface TileView extends Placed {
  widget: Widget;
}

/** What belongs to dashboards where they are shown with their people and rights. */
export interface Surroundings {
  /** Whoever made or changed any of it, by id. */
  users: ReadonlyMap<number, User>;
  /** Ids of the dashboards that a shared page shows. */
  shared: ReadonlySet<number>;
  /** Ids of those the reader may change. */
  writable: ReadonlySet<number>;
}

export interface BoardView extends Surroundings {
  dashboard: Dashboard;
  tiles: TileView[];
}

/** Dashboards by their integer, deleted ones and those around them included. */
export interface Boards {
  /** One of another workspace is not found. @throws not_found, forbidden */
  byId(principal: Principal, id: number, right?: 'read' | 'write'): Promise<Dashboard>;
  /** All that the principal may read. */
  overview(principal: Principal): Promise<Surroundings & { dashboards: Dashboard[] }>;
  /** A dashboard that the caller already holds, whole; without a principal it may change nothing. */
  view(dashboard: Dashboard, principal?: Principal): Promise<BoardView>;
  /** Notes that somebody looked at it; that is no change of the dashboard. */
  accessed(dashboard: Dashboard): Promise<Dashboard>;
  /** Puts a dashboard and its widgets into the bin. @returns it with the time @throws forbidden */
  bin(principal: Principal, dashboard: Dashboard): Promise<Dashboard>;
  /** Takes a dashboard and what was deleted with it out of the bin; a living one stays as it is. @throws not_found, forbidden */
  restore(principal: Principal, id: number): Promise<Dashboard>;
  /** Whether the principal may say who else may change it: its maker and administrators. */
  mayRestrict(principal: Pick<Principal, 'role' | 'userId'>, dashboard: Dashboard): boolean;
  /** By id; those that are gone are missing. */
  usersOf(ids: readonly (number | null)[]): Promise<Map<number, User>>;
}

/** What a widget looks like, before anybody placed it. */
export type Look = { type: string } & Partial<Pick<Widget, 'givenType' | 'config' | 'data' | 'source'>>;

/** A place on the grid as far as it was said. */
export type Place = Partial<Pick<Widget, 'x' | 'y' | 'w' | 'h'>>;

export interface TileChange {
  /** Of a widget of this dashboard; one it does not have is passed over, unless there is text for a new tile. */
  id?: number;
  /** Text to show: of a new tile, or instead of the one there is. */
  text?: Look;
  place?: Place;
  /** Merged into the widget's, one level below each name. */
  extras?: JsonObject;
  deleted?: boolean;
}

/** Widgets as places where something hangs: changed many at a time, copied and moved between dashboards. */
export interface Tiles {
  /** All or nothing. @throws forbidden */
  change(principal: Principal, dashboard: Dashboard, changes: readonly TileChange[]): Promise<void>;
  /** Everything on one dashboard onto another: the same insights once more, or clones of them. @throws forbidden */
  copyAll(principal: Principal, from: Dashboard, to: Dashboard, options: { clone: boolean }): Promise<void>;
  /** Clones beside the originals. Unknown ids are passed over. @throws forbidden */
  duplicate(principal: Principal, dashboard: Dashboard, tiles: readonly TileChange[]): Promise<void>;
  /** @throws not_found, forbidden, conflict when the target shows the same insight already */
  move(principal: Principal, id: number, from: Dashboard, to: Dashboard): Promise<void>;
}

export type InsightDraft = Partial<
  Pick<Insight, 'name' | 'description' | 'query' | 'filters' | 'tags' | 'isFavorited' | 'isSaved' | 'extras'>
> & {
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
