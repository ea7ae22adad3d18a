import type { Json, JsonObject } from '../../components/model/widget.ts';
import { objectOf } from '../domain/json.ts';
import type { Dashboard, Widget } from '../domain/model.ts';
import { numberIn } from '../domain/series/readings.ts';
import { allows, defaultsOf, parametersOf } from '../domain/sources/substitute.ts';
import { type DateRange, isOpen, rangeIn } from './dates.ts';
import { type Condition, filtersIn } from './filters.ts';
import { propertiesIn } from './properties.ts';

/** What a dashboard asks of its sources: values for placeholders, and row filters. */
export interface Question {
  parameters: ReadonlyMap<string, Json>;
  filters: readonly Condition[];
  range: DateRange;
}

/** A reader's overrides of a dashboard's question. */
export interface Overrides {
  /** By readers, merged over the dashboard's own by name, as far as readers have a field that offers them the value. */
  parameters?: Iterable<readonly [string, Json]>;
  /** By members, who may change all of them. */
  variables?: Iterable<readonly [string, Json]>;
  /** Merged over the members of the dashboard's own filters in PostHog's format: `{properties, date_from, date_to}`. */
  filters?: JsonObject;
}

/** The fields of a dashboard that make up its question. */
export type Asked = Pick<Dashboard, 'parameters' | 'variables' | 'filters' | 'extras'>;

/**
 * A dashboard's question, with overrides applied. A parameter takes the type of its default: `'7'` for 3 becomes 7.
 * @param given values that the source has itself, for names that the dashboard has no parameters for
 */
export function questionOf(
  dashboard: Asked,
  { parameters = [], variables = [], filters = {} }: Overrides = {},
  given: JsonObject = {},
): Question {
  const own = new Map([...variablesIn(dashboard.variables), ...defaultsOf(dashboard.parameters)]);
  const types = typesOf(dashboard.parameters);
  const offered = new Map(parametersOf(dashboard.parameters).map((each) => [each.name, each]));
  const typed = ([name, value]: readonly [string, Json]) =>
    [name, alike(value, own.get(name), types.get(name))] as const;
  const asReader = Array.from(parameters, typed).filter(([name, value]) => {
    const parameter = offered.get(name);
    return parameter ? allows(parameter, value) : !(own.has(name) || Object.hasOwn(given, name));
  });
  const all = new Map<string, Json>([...own, ...asReader, ...Array.from(variables, typed)]);
  const asked = { ...objectOf(objectOf(dashboard.extras.posthog).filters), ...filters };
  return { parameters: all, filters: [...filtersIn(dashboard.filters), ...propertiesIn(asked)], range: rangeIn(asked) };
}

/** A tile's overrides of its dashboard's filters, in the same format. */
export const filtersOfTile = ({ extras }: Pick<Widget, 'extras'>): JsonObject =>
  objectOf(objectOf(extras.posthog).filters_overrides);

/** Values of PostHog's variables by their code names: `{id: {code_name, value}}`. */
export function variablesIn(variables: Json | undefined): [string, Json][] {
  return Object.values(objectOf(variables)).flatMap((each): [string, Json][] => {
    const { code_name: name, value, default: fallback = null } = objectOf(each);
    return typeof name === 'string' ? [[name, value ?? fallback]] : [];
  });
}

/** The declared types of a list of parameters. */
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
