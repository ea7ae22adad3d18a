import { z } from 'zod';
import type { Json } from '../../components/model/widget.ts';
import type { ProblemCode } from '../http/problems.ts';

/** An answer that is not JSON: its media type, what it is, and its form where that can be said. */
export interface Medium {
  readonly type: string;
  readonly description: string;
  readonly schema?: z.ZodType;
  /** Of a stream: what each event holds, by its name. */
  readonly events?: Readonly<Record<string, z.ZodType>>;
}

/** What an answer holds: JSON of a form, something else, or nothing. */
export type Content = z.ZodType | Medium | null;

/**
 * What `/openapi` and `/docs` say of a route beyond what its row says anyway. Everything that follows from the row
 * (path parameters, credentials, scope, and the failures these bring) comes by itself.
 */
export interface Operation {
  /** What it does, in one line. A row without it fails a test. */
  readonly summary?: string;
  /** What there is to know beyond that. */
  readonly description?: string;
  /** The heading under which it stands; without one, the first word of the path behind what all paths share. */
  readonly tag?: string;
  /** Parameters of the query. */
  readonly query?: z.ZodObject;
  /** The body, as the handler validates it; absent where none is read. */
  readonly body?: z.ZodType;
  /** Bodies of other media types that are understood too. */
  readonly media?: Readonly<Record<string, z.ZodType>>;
  /** Whether the body may be left out. */
  readonly isBodyOptional?: boolean;
  /** A body that is accepted. */
  readonly example?: Json;
  /** By status: what succeeds, and failures that have a form of their own. */
  readonly answers?: { readonly [status: number]: Content };
  /** Failures beyond those that come by themselves. */
  readonly fails?: readonly ProblemCode[];
}

/** What a document says of a whole dialect. */
export interface About {
  readonly title: string;
  readonly description: string;
  /** Name of the API whose document this one is a part of; absent where it has its own. */
  readonly partOf?: string;
  /** Forms that have a name: wherever one is used, the document refers to it. */
  readonly schemas: Readonly<Record<string, z.ZodType>>;
  /** Path parameters by name, each with a description and an example in its `meta`. */
  readonly params: Readonly<Record<string, z.ZodType>>;
  /** The JSON body of failures. */
  readonly error: z.ZodType;
  /** Media types a body may have; JSON where absent. */
  readonly bodyTypes?: readonly string[];
}

/** Operations by `METHOD path` (the first, where a row has several). */
export type Operations = Readonly<Record<string, Operation>>;

/** The same heading, and the same start of their paths, for several operations. */
export const tagged = (tag: string, base: string, operations: Operations): Operations =>
  Object.fromEntries(
    Object.entries(operations).map(([name, each]) => [name.replace(/(?<= ).*/, `${base}$&`), { tag, ...each }]),
  );

/**
 * Rows with what documents say of them; a row may say some of it itself.
 * @throws Error when operations speak of a row that is not there
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

/** Presentation of a widget; documents put the fields of every type in its place. */
export const widgetConfig = z.record(z.string(), z.custom<Json>());
/** What is pushed to a widget; likewise. */
export const widgetData = z.record(z.string(), z.custom<Json>());
/** Any JSON object. */
export const anyObject = z.record(z.string(), z.custom<Json>());
/** Any JSON value. */
export const anyValue = z.custom<Json>();

/** A form with what a reader should know of it, and values it may have. */
export const described = <Schema extends z.ZodType>(
  schema: Schema,
  description: string,
  ...examples: readonly Json[]
): Schema => schema.meta({ description, ...(examples.length > 0 && { examples }) }) as Schema;
