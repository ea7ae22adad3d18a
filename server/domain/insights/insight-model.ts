import type { Json, JsonObject } from '../../../components/model/widget.ts';

/**
 * What a tile shows: one question (or one text), on any number of dashboards. Each place where it is shown is a widget,
 * which holds title, type and data; the insight holds what widgets have no field for.
 */
export interface Insight {
  /** 0 for a widget that was never changed as an insight, and so has no row yet. */
  id: number;
  workspaceId: number;
  /** The widget it came from, when it was not made as an insight. */
  originWidgetId: number | null;
  kind: 'insight' | 'text';
  /** 8 characters of `[0-9A-Za-z_-]` */
  shortId: string;
  name: string | null;
  description: string;
  query: Json;
  filters: JsonObject;
  tags: string[];
  isFavorited: boolean;
  isSaved: boolean;
  extras: JsonObject;
  createdBy: number | null;
  modifiedBy: number | null;
  createdAt: number;
  modifiedAt: number;
  deletedAt: number | null;
}

/** Default values of a new insight. */
export const blankInsight = () => ({
  name: null,
  description: '',
  query: null,
  filters: {},
  tags: [],
  isFavorited: false,
  isSaved: true,
});

/** Links a widget to the insight that it shows. */
export interface Tile {
  id: number;
  widgetId: number;
  insightId: number;
}
