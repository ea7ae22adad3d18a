import type { Json, JsonObject } from '../../../components/model/widget.ts';

/** A dashboard as `create_from_template_json` accepts it. */
export interface Template {
  template_name: string;
  dashboard_description: string;
  dashboard_filters: JsonObject;
  tiles: JsonObject[];
  variables?: Json[] | null;
  tags?: string[] | null;
}

interface Schema {
  type?: string | string[];
  const?: string;
  required?: string[];
  properties?: Record<string, Schema>;
  items?: Schema;
  minItems?: number;
}

const string: Schema = { type: 'string' };

/** The original's JSON Schema: error messages quote it. */
export const SCHEMA: Schema = {
  type: 'object',
  required: ['template_name', 'dashboard_description', 'dashboard_filters', 'tiles'],
  properties: {
    id: string,
    template_name: string,
    team_id: { type: ['number', 'null'] },
    created_at: string,
    image_url: { type: ['string', 'null'] },
    dashboard_description: string,
    dashboard_filters: { type: 'object' },
    tiles: { type: 'array', items: { type: 'object' }, minItems: 1 },
    variables: {
      type: ['array', 'null'],
      items: {
        type: 'object',
        required: ['id', 'name', 'type', 'default', 'description', 'required'],
        properties: {
          id: string,
          name: string,
          type: { const: 'event' },
          default: { type: 'object' },
          description: string,
          required: { type: 'boolean' },
        },
      },
    },
    tags: { type: ['array', 'null'], items: string },
  },
};

/** The error in a template, worded as by Python's jsonschema; `undefined` when it is valid. */
export function problemOf(template: Json): string | undefined {
  return check(template, SCHEMA, '');
}

function check(value: Json, schema: Schema, where: string): string | undefined {
  const fail = (message: string, keyword: string, rule: unknown = schema) => {
    const of = where ? ` ${keyword && `'${keyword}' in `}schema${where}` : ` '${keyword}' in schema`;
    return `${message}\n\nFailed validating${of}:\n    ${repr(rule as Json)}\n\nOn instance:\n    ${repr(value)}`;
  };
  const { type, const: only, required = [], properties = {}, items, minItems = 0 } = schema;
  if (only !== undefined && value !== only) return fail(`${repr(only)} was expected`, 'const');
  if (type !== undefined && ![type].flat().includes(typeOf(value)))
    return fail(`${repr(value)} is not of type ${[type].flat().map(repr).join(', ')}`, 'type');
  if (Array.isArray(value)) {
    if (value.length < minItems) return fail(`${repr(value)} is too short`, 'minItems');
    return first(value.entries(), ([, item]) => items && check(item, items, `${where}['items']`));
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const missing = required.find((name) => !Object.hasOwn(value, name));
  if (missing !== undefined) return fail(`${repr(missing)} is a required property`, 'required');
  return first(Object.entries(properties), ([name, each]) =>
    Object.hasOwn(value, name) ? check(value[name] as Json, each, `${where}['properties'][${repr(name)}]`) : undefined,
  );
}

function first<Item>(items: Iterable<Item>, find: (item: Item) => string | undefined): string | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

function typeOf(value: Json): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

/** A value as Python's `repr` writes it. */
function repr(value: Json): string {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') {
    const quote = value.includes("'") && !value.includes('"') ? '"' : "'";
    const inside = value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll(quote, `\\${quote}`);
    return quote + inside + quote;
  }
  if (Array.isArray(value)) return `[${value.map(repr).join(', ')}]`;
  return `{${Object.entries(value)
    .map(([key, each]) => `${repr(key)}: ${repr(each)}`)
    .join(', ')}}`;
}
