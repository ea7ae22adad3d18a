import type { Issue, JsonObject } from './widget.ts';

/**
 * What one field must be: `'number'` (numeric strings count), `'string'` (numbers count), `'boolean'`, or one of the
 * words of `'a|b'`. A `[]` suffix makes it a list, whose gaps stay `null`; a `!` suffix makes it required. A function
 * reads any other shape: it is called for absent values too, and pushes what is wrong to `issues`.
 */
export type Rule = string | Check;
export type Schema = { readonly [field: string]: Rule };
export type Check = (value: unknown, path: string, issues: Issue[]) => unknown;

/** What the browser needs to read config and data of a widget type. */
export interface TypeSchema {
  readonly type: string;
  readonly config: Schema;
  readonly data: Schema;
  /** Data from the config, for types whose older form has it there; used while no data has been pushed. */
  fallback?(config: object): object | null;
}

/** What a field means, in one line; for a field that a function reads, also its shape as JSON Schema. */
export type FieldDoc = string | readonly [meaning: string, shape: JsonObject];

/** A widget type with all that the server, the documentation and the demo need. `w` and `h` are grid columns and rows. */
export interface TypeSpec extends TypeSchema {
  readonly title: string;
  readonly w: number;
  readonly h: number;
  readonly sample: { readonly config: JsonObject; readonly data: JsonObject };
  readonly docs?: { readonly [Part in 'config' | 'data']?: { readonly [field: string]: FieldDoc } };
}

export interface Parsed {
  config: object;
  /** `null` if there is none yet, or none that can be drawn. */
  data: object | null;
  issues: Issue[];
}

/** Config fields of every type; see `CommonConfig`. */
export const common: Schema = {
  title: 'string',
  subtitle: 'string',
  theme: 'string',
  locale: 'string',
  time_zone: 'string',
  colors: 'string[]',
  sound: 'boolean',
  stale_after: 'number',
};

/** Reads one value by one rule. Never throws: a wrong value becomes an issue and reads as `undefined`. */
export function read(rule: Rule, value: unknown, path: string, issues: Issue[]): unknown {
  if (typeof rule === 'function') return rule(value, path, issues);
  const kind = rule.replace(/\W+$/, '');
  if (value === '' && kind !== 'string') value = undefined;
  if (value == null && !rule.endsWith('!')) return;
  let result: unknown;
  // An object may say that it cannot be written as text.
  const text = typeof value === 'object' ? '' : `${value}`;
  if (rule.includes('[]')) {
    if (Array.isArray(value)) return value.map((item, index) => read(kind, item, `${path}[${index}]`, issues) ?? null);
  } else if (kind === 'number') {
    const number = typeof value === 'string' && value.trim() ? Number(value) : value;
    if (Number.isFinite(number)) result = number;
  } else if (kind === 'string') {
    if (/string|number/.test(typeof value)) result = text;
  } else if (kind === 'boolean') {
    result = { true: true, 1: true, false: false, 0: false }[text];
  } else result = kind.split('|').find((word) => word === text);
  if (result === undefined) issues.push({ path, message: `expected ${rule.replace('[]', ' list').replace('!', '')}` });
  return result;
}

/** Reads the fields of an object; fields that are not in the schema are kept. */
export function readFields(schema: Schema, value: unknown, path: string, issues: Issue[]): object | null {
  if (typeof value !== 'object' || Array.isArray(value)) issues.push({ path, message: 'expected object' });
  else if (value) {
    const result: Record<string, unknown> = { ...value };
    for (const field of Object.keys(schema)) {
      result[field] = read(schema[field] as Rule, result[field], `${path}.${field}`, issues);
      if (result[field] === undefined) delete result[field];
    }
    return result;
  }
  return null;
}

/** Reads a widget's config and data by its schema. Never throws: what is wrong is returned as issues, each with its path. */
export function parse(schema: TypeSchema, config: unknown, data: unknown): Parsed {
  const issues: Issue[] = [];
  const settings = readFields({ ...common, ...schema.config }, config ?? {}, 'config', issues) ?? {};
  const empty = !data || !Object.keys(data).length;
  const given = (empty && schema.fallback?.(settings)) || (data ?? null);
  return { config: settings, data: readFields(schema.data, given, 'data', issues), issues };
}
