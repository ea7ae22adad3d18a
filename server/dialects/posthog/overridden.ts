import type { Json, JsonObject } from '../../../components/model/widget.ts';
import { objectOf } from '../../domain/json.ts';
import { listOf } from '../../sources/filters.ts';
import type { Overrides } from '../../sources/index.ts';
import { FRAMES } from './looks.ts';

/** A question in SQL as overrides change it: sent back by itself, it has the result that was shown with it. */
export function overridden(query: Json, overrides: Overrides): Json {
  const outer = objectOf(query);
  if (FRAMES.has(outer.kind)) return { ...outer, source: overridden(outer.source ?? null, overrides) };
  const { variables = [], filters = {} } = overrides;
  const named = [...variables].map(([name, value]) => [name, { code_name: name, value }]);
  if (outer.kind !== 'HogQLQuery' || named.length + Object.keys(filters).length === 0) return query;
  return {
    ...outer,
    ...(named.length > 0 && { variables: { ...objectOf(outer.variables), ...Object.fromEntries(named) } }),
    ...(Object.keys(filters).length > 0 && { filters: together(objectOf(outer.filters), filters) }),
  };
}

/** Conditions of both, and the dates of the second if it has any. */
function together(own: JsonObject, { properties, date_from = null, date_to = null }: JsonObject): JsonObject {
  const isDated = date_from !== null || date_to !== null;
  return {
    ...own,
    properties: [...listOf(own.properties ?? undefined), ...listOf(properties ?? undefined)],
    ...(isDated && { dateRange: { date_from, date_to } }),
  };
}
