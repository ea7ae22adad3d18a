import { z } from 'zod';
import type { Json, JsonObject } from '../../components/model/widget.ts';
import type { ProblemCode } from '../http/problems.ts';

/** An answer that is not JSON: its media type, a description, and its schema where there is one. */
export interface Medium {
  readonly type: string;
  readonly description: string;
  readonly schema?: z.ZodType;
  /** For a stream: the schema of each event, by name. */
  readonly events?: Readonly<Record<string, z.ZodType>>;
}

/** The content of an answer: JSON with a schema, something else, or nothing. */
export type Content = z.ZodType | Medium | null;

/**
 * The documentation of a route in `/openapi` and `/docs`, beyond what follows from its row (path parameters,
 * credentials, scope, and the failures these bring), which is derived.
 */
export interface Operation {
  /** What it does, in one line. A row without it fails a test. */
  readonly summary?: string;
  /** Details. */
  readonly description?: string;
  /** The heading it is listed under; by default the first segment of its path after the common prefix. */
  readonly tag?: string;
  /** Parameters of the query. */
  readonly query?: z.ZodObject;
  /** The body's schema, as validated by the handler; absent where no body is read. */
  readonly body?: z.ZodType;
  /** Further media types accepted for the body. */
  readonly media?: Readonly<Record<string, z.ZodType>>;
  /** Whether the body may be left out. */
  readonly isBodyOptional?: boolean;
  /** An example body. */
  readonly example?: Json;
  /** By status: successes, and failures with a schema of their own. */
  readonly answers?: { readonly [status: number]: Content };
  /** Failures beyond the derived ones. */
  readonly fails?: readonly ProblemCode[];
}

/** The documentation of a whole dialect. */
export interface About {
  readonly title: string;
  readonly description: string;
  /** Name of the API whose document it is part of; absent when it has its own. */
  readonly partOf?: string;
  /** Named schemas: the document refers to them wherever they are used. */
  readonly schemas: Readonly<Record<string, z.ZodType>>;
  /** Path parameters by name, each with a description and an example in its `meta`. */
  readonly params: Readonly<Record<string, z.ZodType>>;
  /** The JSON body of failures. */
  readonly error: z.ZodType;
  /** Objects as clients see them: fields of schemas without an example of their own take one of that name from these. */
  readonly examples?: readonly JsonObject[];
  /** Media types a body may have; JSON where absent. */
  readonly bodyTypes?: readonly string[];
}

/** Operations by `METHOD path` (the first, where a row has several). */
export type Operations = Readonly<Record<string, Operation>>;

/** Gives several operations the same heading and path prefix. */
export const tagged = (tag: string, base: string, operations: Operations): Operations =>
  Object.fromEntries(
    Object.entries(operations).map(([name, each]) => [name.replace(/(?<= ).*/, `${base}$&`), { tag, ...each }]),
  );

/**
 * Adds the documentation to rows; a row may carry some of it itself.
 * @throws Error when an operation has no row
 */
export function documented<Row extends Operation & { method: string; path: string | readonly string[] }>(
  operations: Operations,
  rows: readonly Row[],
): Row[] {
  const left = new Set(Object.keys(operations));
  const result = rows.map((row) => {
    const name = `${row.method} ${[row.path].flat()[0]}`;
    left.delete(name);
    return { ...operations[name], ...row };
  });
  if (left.size > 0) throw new Error(`there is no route ${[...left].join(', ')}`);
  return result;
}

/** A widget's config; the documents replace it by the fields of every type. */
export const widgetConfig = z.record(z.string(), z.custom<Json>());
/** A widget's data; replaced likewise. */
export const widgetData = z.record(z.string(), z.custom<Json>());
/** Any JSON object. */
export const anyObject = z.record(z.string(), z.custom<Json>());
/** Any JSON value. */
export const anyValue = z.custom<Json>();

/** A schema with a description and examples. */
export const described = <Schema extends z.ZodType>(
  schema: Schema,
  description: string,
  ...examples: readonly Json[]
): Schema => schema.meta({ description, ...(examples.length > 0 && { examples }) }) as Schema;
