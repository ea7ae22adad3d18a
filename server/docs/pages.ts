import { html } from 'hono/html';
import type { Json, JsonObject } from '../../components/model/widget.ts';
import { isObject } from '../domain/json.ts';
import type { Html } from '../render/page.ts';
import { curlOf, pushCommand } from './curl.ts';
import { formsSection, formTable, pretty, takes } from './forms.ts';
import type { Components } from './json-schema.ts';
import { layout, listing, prose, table } from './layout.ts';
import { sampleOf } from './sample.ts';

/** A document to show as a page. */
export interface Shown {
  name: string;
  document: JsonObject;
  publicUrl: string;
}

const infoOf = ({ document }: Shown) => document.info as { title: string; description: string };
const componentsOf = ({ document }: Shown) =>
  document.components as { schemas: Components; responses: Record<string, JsonObject>; securitySchemes: JsonObject };
const jsonAddress = ({ name }: Shown): string => `/openapi/${name}.json`;

/** The list of all APIs. */
export const indexPage = (all: readonly Shown[], publicUrl: string): Html =>
  layout({
    title: 'APIs',
    body: html`<h1>APIs</h1>
<p>Several APIs for the same dashboards: what you create through one is available in all the others. Each has an OpenAPI
3.1 document, generated from the tables that route its requests and the schemas that validate them.</p>
${listing('Push a number', pushCommand('{"value1": 12450, "value2": 9800}', publicUrl))}
<ul class="cards">${all.map(
      (shown) => html`<li class="part"><h2><a href="/docs/${shown.name}">${infoOf(shown).title}</a></h2>
<p>${prose(infoOf(shown).description)}</p>
<p class="meta"><span>${operationsOf(shown).length} operations</span><a href="${jsonAddress(shown)}">${shown.name}.json</a></p></li>`,
    )}
<li class="part"><h2><a href="/docs/widgets">Widget types</a></h2><p>Config and data of every widget type, with samples.</p></li></ul>`,
  });

interface Listed {
  id: string;
  method: string;
  path: string;
  operation: JsonObject;
}

function operationsOf({ document }: Shown): Listed[] {
  return Object.entries(document.paths as Record<string, Record<string, JsonObject>>).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({
      id: String(operation.operationId),
      method: method.toUpperCase(),
      path,
      operation,
    })),
  );
}

/** An API: its operations by tag, credentials, errors and schemas. */
export function apiPage(shown: Shown): Html {
  const { title, description } = infoOf(shown);
  const { schemas, responses, securitySchemes } = componentsOf(shown);
  const operations = operationsOf(shown);
  const tags = (shown.document.tags as { name: string }[]).map(({ name }) => ({
    name,
    id: `tag-${name.replace(/\W+/g, '-')}`,
    operations: operations.filter(({ operation }) => (operation.tags as string[]).includes(name)),
  }));
  const credentials = Object.entries(securitySchemes as Record<string, JsonObject>);
  return layout({
    title,
    index: [
      ...tags.map(({ name, id, operations: own }) => ({
        name,
        address: `#${id}`,
        entries: own.map((each) => ({ name: String(each.operation.summary), address: `#${each.id}` })),
      })),
      ...(credentials.length > 0 ? [{ name: 'Credentials', address: '#credentials' }] : []),
      { name: 'Errors', address: '#errors' },
      { name: 'Schemas', address: '#forms' },
    ],
    body: html`<h1>${title}</h1>
<p>${prose(description)}</p>
<p class="meta"><a href="${jsonAddress(shown)}">OpenAPI document</a></p>
${tags.map(({ name, id, operations: own }) => html`<h2 id="${id}">${name}</h2>${own.map((each) => operationSection(each, shown))}`)}
${credentials.length > 0 ? html`<h2 id="credentials">Credentials</h2>${credentialTable(credentials)}` : ''}
<h2 id="errors">Errors</h2>${Object.entries(responses).map(([name, response]) => errorSection(name, response))}
<h2 id="forms">Schemas</h2>${formsSection(schemas)}`,
  });
}

const credentialTable = (credentials: readonly (readonly [string, JsonObject])[]): Html =>
  table(
    'Credentials',
    ['Name', 'Where', 'Description'],
    credentials.map(([name, { type, scheme, in: place, name: field, description }]) => [
      html`<code>${name}</code>`,
      type === 'http'
        ? html`<code>Authorization: ${scheme === 'basic' ? 'Basic' : 'Bearer'}</code>`
        : html`${place} <code>${field}</code>`,
      String(description),
    ]),
  );

const contentOf = (holder: JsonObject): [type: string, medium: JsonObject][] =>
  Object.entries((holder.content ?? {}) as Record<string, JsonObject>);

const errorSection = (
  name: string,
  response: JsonObject,
): Html => html`<section class="part" aria-labelledby="error-${name}">
<h3 id="error-${name}">${name}</h3><p>${response.description}</p>
${contentOf(response).flatMap(([, { examples }]) =>
  Object.entries((examples ?? {}) as Record<string, { value: Json }>).map(([code, { value }]) =>
    listing(code, typeof value === 'string' ? value : pretty(value)),
  ),
)}</section>`;

function operationSection({ id, method, path, operation }: Listed, shown: Shown): Html {
  const { schemas, securitySchemes } = componentsOf(shown);
  const { summary, description, parameters = [], requestBody, responses, security } = operation;
  const aliases = (operation['x-aliases'] ?? []) as string[];
  const [body] = contentOf((requestBody ?? {}) as JsonObject);
  const answers = Object.entries(responses as Record<string, JsonObject>);
  const made = answers.flatMap(([, each]) => contentOf(each)).find(([type]) => type === 'application/json');
  return html`<section class="part" aria-labelledby="${id}">
<h3 id="${id}"><span class="method ${method.toLowerCase()}">${method}</span> <code>${path}</code></h3>
<p><strong>${summary}.</strong> ${description ? prose(String(description)) : ''}</p>
<p class="meta">${credentialsOf(security as JsonObject[])}${aliases.map((alias) => html`<span>Also <code>${alias}</code></span>`)}</p>
${listing('Try it', curlOf({ method, path, operation, schemes: securitySchemes, publicUrl: shown.publicUrl }))}
${(parameters as JsonObject[]).length > 0 ? html`<h4>Parameters</h4>${parameterTable(parameters as JsonObject[], String(summary))}` : ''}
${body ? html`<h4>Request body</h4>${formTable(`Body of ${summary}`, body[1].schema as JsonObject)}` : ''}
<h4>Responses</h4>${table(
    `Responses of ${summary}`,
    ['Status', 'Description', 'Schema'],
    answers.filter(([, response]) => !response.$ref).map(([status, response]) => answerRow(status, response)),
  )}
<p class="meta"><span>Errors</span>${answers.map(([status, response]) => errorLink(status, response))}</p>
${made ? listing('Example response', pretty(sampleOf(made[1].schema as JsonObject, schemas))) : ''}
</section>`;
}

function credentialsOf(security: readonly JsonObject[]): Html {
  const named = security.filter((each) => Object.keys(each).length > 0);
  if (named.length === 0) return html`<span>No credential</span>`;
  const scopes = new Set(named.flatMap((each) => Object.values(each).flat() as string[]));
  return html`${named.length < security.length ? html`<span>Credential optional</span>` : ''}${[...scopes].map((scope) => html`<span>Scope <code>${scope}</code></span>`)}<a href="#credentials">${named.map((each) => Object.keys(each).join(' + ')).join(', ')}</a>`;
}

const parameterTable = (parameters: readonly JsonObject[], summary: string): Html =>
  table(
    `Parameters of ${summary}`,
    ['Name', 'Type', 'Description'],
    parameters.map(({ name, in: place, required, schema, description, example }) => [
      html`<code>${name}</code> <span class="tag">${place}</span>${required ? html` <span class="tag">required</span>` : ''}`,
      isObject(schema) ? takes(schema) : '',
      html`${prose(typeof description === 'string' ? description : '')}${example === undefined ? '' : html` <span class="muted">Example: <code>${String(example)}</code></span>`}`,
    ]),
  );

function errorLink(status: string, { $ref }: JsonObject): Html | string {
  const name = typeof $ref === 'string' ? $ref.split('/').at(-1) : undefined;
  return name ? html`<a href="#error-${name}">${status} ${name}</a>` : '';
}

function answerRow(status: string, response: JsonObject): (Html | Html[] | string)[] {
  const forms = contentOf(response).map(([type, { schema, 'x-events': events }]) => {
    const named = Object.entries((events ?? {}) as Record<string, JsonObject>);
    const own = type === 'application/json' ? takes(schema as JsonObject) : html`<code>${type}</code>`;
    return html`${own}${named.map(([name, form]) => html`<br><code>event: ${name}</code> ${takes(form)}`)}`;
  });
  return [status, prose(String(response.description)), forms];
}
