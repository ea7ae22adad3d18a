import { types } from '../../components/model/types/index.ts';
import type { Json, JsonObject } from '../../components/model/widget.ts';
import { isObject } from './readings.ts';

interface Nearest {
  type: string;
  /** Data of the type that is wanted as data of the one there is. */
  data(data: JsonObject): JsonObject;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (value: Json | undefined): string =>
  `${value ?? ''}`.replace(/[&<>"]/g, (mark) => ENTITIES[mark] ?? '');
const items = (list: Json | undefined, of: (row: JsonObject) => JsonObject): JsonObject => ({
  items: Array.isArray(list) ? list.filter(isObject).map(of) : [],
});
const words = (value: Json | undefined): Json => (Array.isArray(value) ? value.join(' · ') : (value ?? ''));

/** What draws a type as long as the catalog lacks it. A row counts for nothing once the catalog has its type. */
const NEAREST: Readonly<Record<string, Nearest>> = {
  leaderboard: {
    type: 'list',
    data: ({ board }) => items(board, ({ name = '', values }) => ({ name, value: words(values) })),
  },
  timeline: {
    type: 'list',
    data: ({ entries }) => items(entries, ({ title = '', content }) => ({ name: title, value: words(content) })),
  },
  image: {
    type: 'html',
    data: ({ source, caption }) => ({
      html1: `<figure><img src="${escaped(source)}" alt="${escaped(caption)}"><figcaption>${escaped(caption)}</figcaption></figure>`,
    }),
  },
};

const nearestOf = (type: string): Nearest | undefined => (Object.hasOwn(NEAREST, type) ? NEAREST[type] : undefined);

/** The catalog's type that draws what is wanted: itself, or the nearest there is. */
export const drawnBy = (type: string): string => (types[type] ? type : (nearestOf(type)?.type ?? 'text'));

/** Data of a wanted type, for a widget that was made when another one was the nearest, or is now. */
export function dataFor(widgetType: string, wanted: string, data: JsonObject): JsonObject {
  const nearest = nearestOf(wanted);
  return widgetType !== wanted && nearest?.type === widgetType ? nearest.data(data) : data;
}
