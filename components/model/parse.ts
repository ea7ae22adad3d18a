import type { Issue, JsonObject } from './widget.ts';

/**
 * What one field must be: `'number'` (numeric strings count), `'string'` (numbers count), `'boolean'`, or `'a|b'`, one
 * of these words. `[]` after it makes a list, whose empty places stay `null`; `!` makes it required. A function reads
 * shapes that words cannot say: it is asked about absent values too and pushes what is wrong to `issues`.
 */
export type Rule = string | Check;
export type Schema = { readonly [field: string]: Rule };
export type Check = (value: unknown, path: string, issues: Issue[]) => unknown;

/** What the browser must know of a widget type to read it. */
export interface TypeSchema {
  readonly type: string;
  readonly config: Schema;
  readonly data: Schema;
  /** Data that lies in the config, for types whose older form kept it there; used while none was pushed. */
  fallback?(config: object): object | null;
}

/** What a field means, in one line; of one that a function reads also the shape of its values, as JSON Schema. */
export type FieldDoc = string | readonly [meaning: string, shape: JsonObject];

/** A widget type as the catalog, the documentation and the demo present it. Sizes are grid columns and rows. */
export interface TypeSpec extends TypeSchema {
  readonly title: string;
  readonly w: number;
  readonly h: number;
  readonly sample: { readonly config: JsonObject; readonly data: JsonObject };
  readonly docs?: { readonly [Part in 'config' | 'data']?: { readonly [field: string]: FieldDoc } };
}

export interface Parsed {
  config: object;
  /** `null` where there is nothing to draw yet, or nothing that can be drawn. */
  data: object | null;
  issues: Issue[];
}

/** Config every type understands, see `CommonConfig`. */
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

/** Reads one value by one rule. Never throws; what is wrong goes to `issues` and reads as `undefined`. */
export function read(rule: Rule, value: unknown, path: string, issues: Issue[]): unknown {
  if (typeof rule === 'function') return rule(value, path, issues);
  const kind = rule.replace(/\W+$/, '');
  if (value === '' && kind !== 'string') value = undefined;
  if (value == null && !rule.endsWith('!')) return;
  let result: unknown;
  if (rule.includes('[]')) {
    if (Array.isArray(value)) return value.map((item, index) => read(kind, item, `${path}[${index}]`, issues) ?? null);
  } else if (kind === 'number') {
    const number = typeof value === 'string' && value.trim() ? Number(value) : value;
    if (Number.isFinite(number)) result = number;
  } else if (kind === 'string') {
    if (/string|number/.test(typeof value)) result = `${value}`;
  } else if (kind === 'boolean') {
    result = { true: true, 1: true, false: false, 0: false }[`${value}`];
  } else result = kind.split('|').find((word) => word === `${value}`);
  if (result === undefined) issues.push({ path, message: `expected ${rule.replace('[]', ' list').replace('!', '')}` });
  return result;
}

/** Reads the fields of an object; fields that the schema does not know are kept. */
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

/** Reads a widget's config and data by its type. Never throws: what is wrong comes back as issues, each with its path. */
export function parse(schema: TypeSchema, config: unknown, data: unknown): Parsed {
  const issues: Issue[] = [];
  const settings = readFields({ ...common, ...schema.config }, config ?? {}, 'config', issues) ?? {};
  const empty = !data || !Object.keys(data).length;
  const given = (empty && schema.fallback?.(settings)) || (data ?? null);
  return { config: settings, data: readFields(schema.data, given, 'data', issues), issues };
}
