import type { Json, JsonObject } from '../../../components/model/widget.ts';

/**
 * What a tile shows, wherever it hangs: one question (or one text) on any number of dashboards. Each place is a widget,
 * and title, type and data are the widget's; the insight keeps what widgets do not know.
 */
export interface Insight {
  /** 0 for a widget that was never changed as an insight: it has no row yet. */
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

/** What an insight is before anybody said more of it. */
export const blankInsight = () => ({
  name: null,
  description: '',
  query: null,
  filters: {},
  tags: [],
  isFavorited: false,
  isSaved: true,
});

/** That a widget is a place of an insight. */
export interface Tile {
  id: number;
  widgetId: number;
  insightId: number;
}
