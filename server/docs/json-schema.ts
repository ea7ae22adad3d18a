import { z } from 'zod';
import type { Json, JsonObject } from '../../components/model/widget.ts';
import { isObject } from '../domain/json.ts';

/** Forms that have a name, by that name: `components.schemas` of a document. */
export type Components = Record<string, JsonObject>;

const PREFIX = '#/components/schemas/';
const BOUNDS = { minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER } as const;

/** The name that a `$ref` points to, `undefined` where it is none of ours. */
export const refName = ({ $ref }: JsonObject): string | undefined =>
  typeof $ref === 'string' && $ref.startsWith(PREFIX) ? $ref.slice(PREFIX.length) : undefined;

export const refTo = (name: string): JsonObject => ({ $ref: PREFIX + name });

/** Turns the schemas that validate into JSON Schema 2020-12, as OpenAPI 3.1 has it; named ones are referred to. */
export interface Converter {
  /** @param io what is sent (`input`), or what is made of it where that says more */
  convert(schema: z.ZodType, io?: 'input' | 'output'): JsonObject;
  /** The named forms that were referred to so far. */
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

/** Without what every JSON number and key is anyway, and with references into the document. */
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
