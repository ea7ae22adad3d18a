import type { Issue, JsonObject } from './widget.ts';

/**
 * What one field must be:
 * - `'number'` (numeric strings count), `'string'` (numbers count), `'boolean'`, `'any'`; a trailing `!` makes it required;
 * - `'a|b'`: one of these words;
 * - `[rule]`: a list, whose empty places stay `null`;
 * - a nested table of fields;
 * - a function, for shapes a table cannot say. It pushes what is wrong to `issues`.
 */
export type Rule = string | readonly [Rule] | Schema | Check;
export interface Schema {
  readonly [field: string]: Rule;
}
export type Check = (value: unknown, path: string, issues: Issue[]) => unknown;

/** What the browser must know of a widget type to read it. */
export interface TypeSchema {
  readonly type: string;
  readonly config: Schema;
  readonly data: Schema;
  /** Data that lies in the config, for types whose older form kept it there. */
  fallback?(config: object): object | null;
}

/** A widget type as the catalog, the documentation and the demo present it. Sizes are grid columns and rows. */
export interface TypeSpec extends TypeSchema {
  readonly title: string;
  readonly w: number;
  readonly h: number;
  readonly sample: { readonly config: JsonObject; readonly data: JsonObject };
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
  colors: ['string'],
  sound: 'boolean',
  stale_after: 'number',
};

/** Reads one primitive; `undefined` means it is not of that kind. */
const kinds: Record<string, (value: unknown) => unknown> = {
  number: (value) => {
    const number = typeof value === 'string' ? Number(value) : value;
    return Number.isFinite(number) ? number : undefined;
  },
  string: (value) =>
    typeof value === 'string' ? value : typeof value === 'number' && Number.isFinite(value) ? `${value}` : undefined,
  boolean: (value) => ({ true: true, false: false, 1: true, 0: false })[`${value}`],
  any: (value) => value,
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Reads `value` by `rule`. Never throws; what is wrong goes to `issues` and reads as `undefined`. */
export function read(rule: Rule, value: unknown, path: string, issues: Issue[]): unknown {
  const wrong = (message: string) => void issues.push({ path, message });
  if (typeof rule === 'function') return rule(value, path, issues);
  if (typeof rule === 'string') {
    const kind = rule.replace('!', '');
    if (value == null || (kind !== 'string' && typeof value === 'string' && !value.trim()))
      return kind === rule ? undefined : wrong('is required');
    const words = kind.split('|');
    const result = words[1] ? words.find((word) => word === `${value}`) : kinds[kind]?.(value);
    return result === undefined ? wrong(`must be ${words[1] ? words.join(', ') : `a ${kind}`}`) : result;
  }
  if (Array.isArray(rule)) {
    if (!Array.isArray(value)) return value == null ? undefined : wrong('must be a list');
    return value.map((item, index) => read(rule[0], item, `${path}[${index}]`, issues) ?? null);
  }
  if (!isObject(value)) return wrong('must be an object');
  const result: Record<string, unknown> = { ...value };
  for (const [field, inner] of Object.entries(rule)) {
    const item = Object.hasOwn(value, field) ? value[field] : undefined;
    const known = item == null && typeof inner !== 'string' ? undefined : read(inner, item, `${path}.${field}`, issues);
    if (known === undefined) delete result[field];
    else result[field] = known;
  }
  return result;
}

/** Reads a widget's config and data by its type. Never throws: what is wrong comes back as issues, each with its path. */
export function parse(schema: TypeSchema, config: unknown, data: unknown): Parsed {
  const issues: Issue[] = [];
  const settings = (read({ ...common, ...schema.config }, config ?? {}, 'config', issues) ?? {}) as object;
  const values = data == null ? schema.fallback?.(settings) : (read(schema.data, data, 'data', issues) as object);
  return { config: settings, data: values ?? null, issues };
}
