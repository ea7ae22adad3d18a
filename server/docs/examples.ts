import type { Json, JsonObject } from '../../components/model/widget.ts';
import type { About } from '../dialects/operation.ts';
import { isObject } from '../domain/json.ts';

/** Examples of fields by name, those that were found first first. */
type Known = Map<string, Json[]>;

/** Keywords of a schema that hold other schemas. */
const INNER = ['items', 'additionalProperties', 'anyOf', 'oneOf', 'allOf'] as const;

/** Collects every field of an example, and of the objects in it. */
function collect(example: Json, known: Known): void {
  if (Array.isArray(example)) for (const each of example) collect(each, known);
  if (!isObject(example)) return;
  for (const [name, value] of Object.entries(example)) {
    known.set(name, [...(known.get(name) ?? []), value]);
    collect(value, known);
  }
}

/** Collects the examples that a schema, or a part of a document that contains some, already has. */
function collectOwn(value: Json, known: Known): void {
  if (Array.isArray(value)) for (const each of value) collectOwn(each, known);
  if (!isObject(value)) return;
  const { example = [], examples, ...rest } = value;
  collect(example, known);
  if (typeof value.name === 'string' && value.example !== undefined) collect({ [value.name]: value.example }, known);
  if (Array.isArray(examples)) collect(examples, known);
  for (const [name, inner] of Object.entries(rest)) {
    if (isObject(inner) && Array.isArray(inner.examples)) collect({ [name]: inner.examples[0] as Json }, known);
    collectOwn(inner, known);
  }
}

const typesOf = (value: Json): string[] => {
  if (value === null) return ['null'];
  if (Array.isArray(value)) return ['array'];
  return Number.isInteger(value) ? ['integer', 'number'] : [typeof value];
};

/** Whether a value can be the example of a schema by its type. */
function fits(schema: JsonObject, value: Json): boolean {
  const { type, anyOf, items, pattern, enum: choices, $ref } = schema;
  if ($ref !== undefined) return false;
  if (Array.isArray(choices)) return choices.includes(value as string);
  if (Array.isArray(anyOf)) return anyOf.some((each) => isObject(each) && fits(each, value));
  if (type !== undefined && !typesOf(value).some((name) => [type].flat().includes(name))) return false;
  if (Array.isArray(value)) return value.every((each) => !isObject(items) || fits(items, each));
  return typeof pattern !== 'string' || new RegExp(pattern).test(String(value));
}

/** Whether an example is needed: a schema that is made of others has those of its parts. */
function isPlain({ examples, $ref, properties, const: only, enum: choices, items, anyOf }: JsonObject): boolean {
  if (examples ?? $ref ?? properties ?? only ?? choices) return false;
  return [items, ...((anyOf ?? []) as Json[])].every((each) => !isObject(each) || isPlain(each));
}

function filled(schema: Json, known: Known): Json {
  if (Array.isArray(schema)) return schema.map((each) => filled(each, known));
  if (!isObject(schema)) return schema;
  const inner = INNER.flatMap((name) => (schema[name] === undefined ? [] : [[name, filled(schema[name], known)]]));
  const { properties } = schema;
  return {
    ...schema,
    ...Object.fromEntries(inner),
    ...(isObject(properties) && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, each]) => [name, field(name, filled(each, known), known)]),
      ),
    }),
  };
}

function field(name: string, schema: Json, known: Known): Json {
  if (!isObject(schema) || !isPlain(schema)) return schema;
  const found = (known.get(name) ?? []).filter((value) => fits(schema, value));
  const example = found.find((value) => value !== null && !(Array.isArray(value) && value.length === 0)) ?? found[0];
  return example === undefined ? schema : { ...schema, examples: [example] };
}

/** Media with their schemas filled, wherever they are in a part of a document. */
function filledMedia(value: Json, known: Known): Json {
  if (Array.isArray(value)) return value.map((each) => filledMedia(each, known));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => {
      if (name === 'example' || name === 'examples') return [name, each];
      return [name, name === 'schema' ? filled(each, known) : filledMedia(each, known)];
    }),
  );
}

/** A part of a document, with an example of each field that has none: what the API's other examples call by that name. */
export function withExamples(
  { paths, schemas }: { paths: JsonObject; schemas: JsonObject },
  parts: readonly { readonly about: Pick<About, 'examples'> }[],
): { paths: JsonObject; schemas: JsonObject } {
  const known: Known = new Map();
  collect(
    parts.flatMap(({ about }) => about.examples ?? []),
    known,
  );
  collectOwn(schemas, known);
  collectOwn(paths, known);
  return {
    paths: filledMedia(paths, known) as JsonObject,
    schemas: Object.fromEntries(Object.entries(schemas).map(([name, each]) => [name, filled(each, known)])),
  };
}
