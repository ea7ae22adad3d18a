import type { Json, JsonObject } from '../../components/model/widget.ts';
import { objectOf } from '../domain/json.ts';
import type { Dashboard, Widget } from '../domain/model.ts';
import { numberIn } from '../domain/series/readings.ts';
import { defaultsOf } from '../domain/sources/substitute.ts';
import { type DateRange, isOpen, rangeIn } from './dates.ts';
import { type Condition, filtersIn } from './filters.ts';
import { propertiesIn } from './properties.ts';

/** What is asked of the sources of a dashboard: values for their placeholders, and which rows count. */
export interface Question {
  parameters: ReadonlyMap<string, Json>;
  filters: readonly Condition[];
  range: DateRange;
}

/** What somebody asks for instead of a dashboard's own question. */
export interface Overrides {
  /** Over the dashboard's own, by name. */
  parameters?: Iterable<readonly [string, Json]>;
  /** Over the members of the dashboard's own filters in PostHog's form: `{properties, date_from, date_to}`. */
  filters?: JsonObject;
}

/** What of a dashboard is asked. */
export type Asked = Pick<Dashboard, 'parameters' | 'variables' | 'filters' | 'extras'>;

/** A dashboard's own question, or the one that comes of it by overrides. A parameter is what its default is: `'7'` for 3 is 7. */
export function questionOf(dashboard: Asked, { parameters = [], filters = {} }: Overrides = {}): Question {
  const own = new Map([...variablesIn(dashboard.variables), ...defaultsOf(dashboard.parameters)]);
  const types = typesOf(dashboard.parameters);
  const all = new Map(own);
  for (const [name, value] of parameters) all.set(name, alike(value, own.get(name), types.get(name)));
  const asked = { ...objectOf(objectOf(dashboard.extras.posthog).filters), ...filters };
  return { parameters: all, filters: [...filtersIn(dashboard.filters), ...propertiesIn(asked)], range: rangeIn(asked) };
}

/** What a tile asks for instead of its dashboard's filters, in the same form. */
export const filtersOfTile = ({ extras }: Pick<Widget, 'extras'>): JsonObject =>
  objectOf(objectOf(extras.posthog).filters_overrides);

/** Values of PostHog's variables by their code names: `{id: {code_name, value}}`. */
export function variablesIn(variables: Json | undefined): [string, Json][] {
  return Object.values(objectOf(variables)).flatMap((each): [string, Json][] => {
    const { code_name: name, value, default: fallback = null } = objectOf(each);
    return typeof name === 'string' ? [[name, value ?? fallback]] : [];
  });
}

/** The types that a list of parameters names. */
const typesOf = (parameters: Json): Map<string, Json> =>
  new Map(
    (Array.isArray(parameters) ? parameters : []).map((each) => {
      const { name, type = null } = objectOf(each);
      return [String(name), type];
    }),
  );

function alike(value: Json, fallback: Json | undefined, type: Json | undefined): Json {
  if (typeof value !== 'string') return value;
  if (typeof fallback === 'number' || /^(number|int|integer|float)$/.test(`${type}`)) return numberIn(value) ?? value;
  if (typeof fallback === 'boolean' || type === 'boolean') return value === 'true' || value === '1';
  return value;
}

/** The question as text: equal questions are equal texts. */
export const questionKey = ({ parameters, filters, range }: Question): string =>
  JSON.stringify([[...parameters].sort(([a], [b]) => (a < b ? -1 : 1)), filters, ...(isOpen(range) ? [] : [range])]);
