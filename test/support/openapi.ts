import assert from 'node:assert/strict';
import { z } from 'zod';
import type { Json, JsonObject } from '../../components/model/widget.ts';

/** An OpenAPI document. */
export interface OpenApi extends JsonObject {
  paths: Record<string, Record<string, OperationObject>>;
  components: { schemas: Record<string, JsonObject>; responses: Record<string, ResponseObject> } & JsonObject;
}
export interface OperationObject extends JsonObject {
  operationId: string;
  responses: Record<string, ResponseObject>;
}
export interface ResponseObject extends JsonObject {
  description: string;
}
export type Media = Record<string, { schema: JsonObject } & JsonObject>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Resolves a `$ref` of the document; returns anything else unchanged. @throws AssertionError when it points nowhere */
export function resolve<Value extends JsonObject>(document: OpenApi, value: Value): Value {
  if (typeof value.$ref !== 'string') return value;
  const found = value.$ref
    .replace(/^#\//, '')
    .split('/')
    .reduce<Json | undefined>((at, part) => (isObject(at) ? at[part] : undefined), document);
  assert.ok(isObject(found), `${value.$ref} points nowhere`);
  return found as Value;
}

/** Every object in a value, with its path. */
export function* walk(value: Json, path = '#'): Generator<[path: string, object: JsonObject]> {
  if (Array.isArray(value)) for (const [index, each] of value.entries()) yield* walk(each, `${path}/${index}`);
  if (!isObject(value)) return;
  yield [path, value];
  for (const [name, each] of Object.entries(value)) yield* walk(each, `${path}/${name}`);
}

/** A schema without additional properties. */
const closed = (schema: Json): Json => {
  if (Array.isArray(schema)) return schema.map(closed);
  if (!isObject(schema)) return schema;
  const inside = Object.fromEntries(
    Object.entries(schema).map(([name, each]) => [name, name === 'examples' ? each : closed(each)]),
  );
  const isOpen = isObject(schema.properties) && schema.type === 'object' && schema.additionalProperties === undefined;
  return isOpen && !schema.anyOf ? { ...inside, additionalProperties: false } : inside;
};

/**
 * Validates a value against a schema of the document; returns the problem, `undefined` when it is valid.
 * @param isClosed whether additional properties are invalid
 */
export function problemWith(
  document: OpenApi,
  schema: JsonObject,
  value: unknown,
  { isClosed = false } = {},
): string | undefined {
  const { schemas } = document.components;
  const text = JSON.stringify({ ...schema, $defs: schemas }).replaceAll('#/components/schemas/', '#/$defs/');
  const whole = JSON.parse(text) as JsonObject;
  const result = z.fromJSONSchema((isClosed ? closed(whole) : whole) as never).safeParse(value);
  return result.success ? undefined : result.error.issues.map((issue) => described(issue)).join('; ');
}

/** What is wrong and where; of a union, the alternative that the value is closest to. */
function described(issue: z.core.$ZodIssue, at: readonly PropertyKey[] = []): string {
  const path = [...at, ...issue.path];
  const closest =
    issue.code === 'invalid_union' ? issue.errors.toSorted((one, other) => one.length - other.length)[0] : undefined;
  return closest?.length
    ? closest.map((inner) => described(inner, path)).join('; ')
    : `${path.join('.')}: ${issue.message}`;
}
