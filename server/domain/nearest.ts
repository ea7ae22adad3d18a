import { types } from '../../components/model/types/index.ts';
import type { Json, JsonObject } from '../../components/model/widget.ts';
import { isObject } from './readings.ts';

interface Nearest {
  type: string;
  /** Data of the type that is wanted as data of the one there is. */
  data(data: JsonObject): JsonObject;
}

const STATUS = ['OK', 'Error', 'Warning', 'Unknown'];
const items = (list: Json | undefined, of: (row: JsonObject) => JsonObject): JsonObject => ({
  items: Array.isArray(list) ? list.filter(isObject).map(of) : [],
});
const words = (value: Json | undefined): Json => (Array.isArray(value) ? value.join(' · ') : (value ?? ''));

/** What draws a type as long as the catalog lacks it. A row counts for nothing once the catalog has its type. */
const NEAREST: Readonly<Record<string, Nearest>> = {
  gauge: { type: 'number', data: ({ value = null }) => ({ value1: value }) },
  progress: { type: 'number', data: ({ current = null }) => ({ value1: current }) },
  status: { type: 'text', data: ({ status, text = '' }) => ({ text1: STATUS[Number(status)] ?? '', text2: text }) },
  funnel: {
    type: 'list',
    data: ({ funnel }) => items(funnel, ({ name = '', value }) => ({ name, value: words(value) })),
  },
  boxes: {
    type: 'list',
    data: ({ values }) => items(values, ({ label = '', value }) => ({ name: label, value: words(value) })),
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
