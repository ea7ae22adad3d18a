import { html } from 'hono/html';
import type { Json, JsonObject } from '../../components/model/widget.ts';
import { isObject } from '../domain/json.ts';
import type { Html } from '../render/page.ts';
import { type Components, refName } from './json-schema.ts';
import { listing, prose, table } from './layout.ts';

/** The link to a named schema on the page of its API. */
const formAddress = (name: string): string => `#form-${name}`;

const or = (choices: readonly Html[]): Html =>
  html`${choices.map((choice, index) => (index === 0 ? choice : html` or ${choice}`))}`;

const objects = (value: Json | undefined): JsonObject[] => (Array.isArray(value) ? value.filter(isObject) : []);

/** The type of a schema, in a few words. */
export function takes(schema: JsonObject): Html {
  const name = refName(schema);
  if (name) return html`<a href="${formAddress(name)}">${name}</a>`;
  const { anyOf, enum: choices, const: only, type, items, format, additionalProperties, properties } = schema;
  if (only !== undefined) return html`<code>${JSON.stringify(only)}</code>`;
  if (Array.isArray(choices)) return or(choices.map((each) => html`<code>${JSON.stringify(each)}</code>`));
  if (anyOf && !properties) return or(objects(anyOf).map(takes));
  if (type === 'array') return isObject(items) ? html`list of ${takes(items)}` : html`list`;
  if (type === 'object' && isObject(additionalProperties)) return html`object of ${takes(additionalProperties)}`;
  if (type === undefined) return html`${schema.not ? 'nothing' : 'any'}`;
  return html`${[type].flat().join(' or ')}${typeof format === 'string' ? ` (${format})` : ''}${limits(schema)}`;
}

const LIMITS: Readonly<Record<string, string>> = {
  minimum: '≥',
  maximum: '≤',
  maxLength: 'length ≤',
  maxItems: 'items ≤',
};

function limits(schema: JsonObject): string {
  const told = Object.entries(LIMITS).filter(([name]) => typeof schema[name] === 'number');
  return told.length > 0 ? `, ${told.map(([name, sign]) => `${sign} ${schema[name]}`).join(', ')}` : '';
}

type Row = [name: string, takes: Html, isRequired: boolean, meaning: string];

/** The fields of a schema; nested fields have a path with dots, and named schemas are not expanded. */
function rows(schema: JsonObject, prefix = ''): Row[] {
  const { properties, required = [] } = schema;
  if (!isObject(properties)) return [];
  return Object.entries(properties).flatMap(([name, each]) => {
    if (!isObject(each)) return [];
    const path = prefix + name;
    const meaning = typeof each.description === 'string' ? each.description : '';
    const choices = objects(each.anyOf).find((choice) => isObject(choice.properties));
    const inner = isObject(each.items) ? each.items : (choices ?? each);
    const behind = isObject(each.items) ? `${path}[].` : `${path}.`;
    return [[path, takes(each), (required as Json[]).includes(name), meaning] as Row, ...rows(inner, behind)];
  });
}

/** A schema as a table of fields, or as its type when it has none. */
export function formTable(label: string, schema: JsonObject): Html {
  const inside = isObject(schema.items) && schema.items.properties ? schema.items : schema;
  const fields = rows(inside, inside === schema ? '' : '[].');
  if (fields.length === 0) return html`<p>${takes(schema)}</p>`;
  return table(
    label,
    ['Field', 'Type', 'Description'],
    fields.map(([name, form, isRequired, meaning]) => [
      html`<code>${name}</code>${isRequired ? html` <span class="tag">required</span>` : ''}`,
      form,
      prose(meaning),
    ]),
  );
}

export const pretty = (value: Json): string => JSON.stringify(value, null, 2);

/** All named schemas. */
export const formsSection = (components: Components): Html[] =>
  Object.entries(components).map(
    ([name, schema]) => html`<section class="part" aria-labelledby="${formAddress(name).slice(1)}">
<h3 id="${formAddress(name).slice(1)}">${name}</h3>
${typeof schema.description === 'string' ? html`<p>${prose(schema.description)}</p>` : ''}
${formTable(`Fields of ${name}`, schema)}
${objects(schema.examples).map((example) => listing('Example', pretty(example)))}
</section>`,
  );
