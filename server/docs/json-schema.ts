import { z } from 'zod';
import type { Json, JsonObject } from '../../components/model/widget.ts';
import { isObject } from '../domain/json.ts';

/** Named schemas: `components.schemas` of a document. */
export type Components = Record<string, JsonObject>;

const PREFIX = '#/components/schemas/';
const BOUNDS = { minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER } as const;

/** The name of the schema that a `$ref` points to, `undefined` for other references. */
export const refName = ({ $ref }: JsonObject): string | undefined =>
  typeof $ref === 'string' && $ref.startsWith(PREFIX) ? $ref.slice(PREFIX.length) : undefined;

export const refTo = (name: string): JsonObject => ({ $ref: PREFIX + name });

/** Converts Zod schemas to JSON Schema 2020-12, as used by OpenAPI 3.1, with references to named schemas. */
export interface Converter {
  /** @param io whether to describe what is sent (`input`), or the parsed result where that is more specific */
  convert(schema: z.ZodType, io?: 'input' | 'output'): JsonObject;
  /** The named schemas referenced so far. */
  readonly components: Components;
}

export function createConverter(named: Readonly<Record<string, z.ZodType>>): Converter {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(named)) registry.add(schema, { id });
  const components: Components = {};
  return {
    components,
    convert(schema, io = 'input') {
      const { properties, $defs = {} } = z.toJSONSchema(z.object({ it: schema }), {
        target: 'draft-2020-12',
        unrepresentable: 'any',
        metadata: registry,
        io,
        override: ({ zodSchema, jsonSchema }) => {
          Object.assign(jsonSchema, z.globalRegistry.get(zodSchema));
        },
      }) as unknown as { properties: { it: JsonObject }; $defs?: Components };
      for (const [name, each] of Object.entries($defs)) components[name] ??= tidied(each) as JsonObject;
      return tidied(properties.it) as JsonObject;
    },
  };
}

/** Drops constraints that are true of all JSON numbers and keys, and points references into the document. */
function tidied(value: Json): Json {
  if (Array.isArray(value)) return value.map(tidied);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, each]) => !isIdle(name, each))
      .map(([name, each]) => [
        name,
        name === '$ref' && typeof each === 'string' ? each.replace('#/$defs/', PREFIX) : tidied(each),
      ]),
  );
}

const isIdle = (name: string, value: Json): boolean =>
  name === 'id' && value === undefined
    ? true
    : (name === 'additionalProperties' && isObject(value) && Object.keys(value).length === 0) ||
      (name === 'propertyNames' && isObject(value) && value.type === 'string' && Object.keys(value).length === 1) ||
      (name in BOUNDS && value === BOUNDS[name as keyof typeof BOUNDS]);
