import type { Json, JsonObject } from '../../components/model/widget.ts';
import { isObject } from '../domain/json.ts';
import { type Components, refName } from './json-schema.ts';

const MAX_DEPTH = 12;
const BARE: Readonly<Record<string, Json>> = {
  string: 'text',
  integer: 1,
  number: 1,
  boolean: true,
  null: null,
  object: {},
};

/** An example value of a schema: its own example, or else one built from its parts. */
export function sampleOf(schema: JsonObject, components: Components, depth = 0): Json {
  const named = components[refName(schema) ?? ''];
  if (named) return sampleOf(named, components, depth + 1);
  const { examples, const: only, enum: choices, anyOf, type, properties, items, minimum } = schema;
  if (Array.isArray(examples) && examples.length > 0) return examples[0] as Json;
  if (only !== undefined) return only;
  if (Array.isArray(choices)) return choices[0] as Json;
  if (isObject(properties) && depth < MAX_DEPTH)
    return Object.fromEntries(
      Object.entries(properties).map(([name, each]) => [
        name,
        isObject(each) ? sampleOf(each, components, depth + 1) : null,
      ]),
    );
  if (Array.isArray(anyOf) && isObject(anyOf[0])) return sampleOf(anyOf[0], components, depth + 1);
  const [word = 'object'] = [type ?? []].flat() as string[];
  if (word === 'array') return isObject(items) && depth < MAX_DEPTH ? [sampleOf(items, components, depth + 1)] : [];
  return typeof minimum === 'number' && minimum > 0 ? minimum : (BARE[word] ?? null);
}
