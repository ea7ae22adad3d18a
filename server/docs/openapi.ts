import { types } from '../../components/model/types/index.ts';
import type { Json, JsonObject } from '../../components/model/widget.ts';
import type { Route } from '../dialects/dialect.ts';
import {
  type About,
  type Content,
  type Medium,
  type Operation,
  widgetConfig,
  widgetData,
} from '../dialects/operation.ts';
import { isObject } from '../domain/json.ts';
import type { Answer } from '../http/answer.ts';
import type { Problem, ProblemCode } from '../http/problems.ts';
import { errorResponses, responseName, statusOf } from './errors.ts';
import { withExamples } from './examples.ts';
import { type Converter, createConverter, refName } from './json-schema.ts';
import { withWidgets } from './rules.ts';
import { requirementsOf, schemesOf, type Told } from './security.ts';

/** A documented route; {@link Route} is one. */
export interface DocumentedRoute extends Operation, Pick<Route, 'method' | 'path' | 'right'> {
  readonly credentials?: readonly Told[];
}

/** Routes with the same form of errors; a dialect is one. */
export interface Part {
  readonly routes: readonly DocumentedRoute[];
  readonly credentials: readonly Told[];
  readonly about: About;
  renderError(problem: Problem): Answer;
}

/** The content of one document. */
export interface Api {
  readonly name: string;
  /** The first part provides title and description. */
  readonly parts: readonly [Part, ...Part[]];
}

const isMedium = (content: Content): content is Medium => content !== null && 'type' in content && !('_zod' in content);

/** `/a/:b/c` as `/a/{b}/c` */
const templateOf = (path: string): string => path.replace(/:(\w+)/g, '{$1}');
const namesIn = (path: string): string[] => [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => name);

const words = (text: string): string =>
  text
    .replace(/[^a-z0-9]+/gi, ' ')
    .trim()
    .replace(/(?:^| )(\w)/g, (_, letter: string) => letter.toUpperCase());

/** `GET /api/v2/dashboards/:key` as `getDashboardsByKey`: unique, since method and path are. */
const operationId = (method: string, path: string): string =>
  method.toLowerCase() +
  path
    .replace(/^\/api(\/v\d+)?/, '')
    .split('/')
    .map((part) => (part.startsWith(':') ? `By${words(part)}` : words(part)))
    .join('');

/** Generates an OpenAPI 3.1 document (spec.openapis.org/oas/v3.1) from the route tables and the schemas that validate. */
export function openapi(
  { name, parts }: Api,
  { publicUrl, version }: { publicUrl: string; version: string },
): JsonObject {
  const prefixes = parts.map(({ about }, index) => (index === 0 ? '' : words(about.title)));
  const named = Object.assign(
    {},
    ...parts.map(({ about }, index) => ({ ...about.schemas, [`${prefixes[index]}Error`]: about.error })),
  );
  const converter = createConverter({ ...named, WidgetConfig: widgetConfig, WidgetData: widgetData });
  const paths: Record<string, JsonObject> = {};
  const responses: Record<string, JsonObject> = {};
  const tags = new Set<string>();
  for (const [index, part] of parts.entries()) {
    const prefix = prefixes[index] ?? '';
    const failures = errorResponses(part.renderError, converter.convert(part.about.error), prefix);
    const used = new Set(index === 0 ? Object.keys(failures) : []);
    for (const route of part.routes) {
      const [path = '', ...aliases] = [route.path].flat();
      const tag = route.tag ?? words(path.replace(/^\/api(\/v\d+)?/, '').split('/')[1] ?? name);
      tags.add(tag);
      const operation = operationOf(route, path, part, converter, prefix);
      (paths[templateOf(path)] ??= {})[route.method.toLowerCase()] = {
        tags: [tag],
        ...operation,
        ...(aliases.length > 0 && { 'x-aliases': aliases.map(templateOf) }),
      };
      for (const status of failureStatuses(route, path, part)) used.add(responseName(status, prefix));
    }
    for (const name of used) responses[name] ??= failures[name] as JsonObject;
  }
  const { title, description } = parts[0].about;
  const { paths: filled, schemas } = withExamples({ paths, schemas: converter.components }, parts);
  return {
    openapi: '3.1.1',
    info: { title, description, version },
    servers: [{ url: publicUrl }],
    tags: [...tags].map((tag) => ({ name: tag })),
    paths: filled,
    components: {
      schemas: withWidgets(schemas, types),
      responses,
      securitySchemes: schemesOf(parts.flatMap((part) => [part, ...part.routes])),
    },
  };
}

function operationOf(
  route: DocumentedRoute,
  path: string,
  part: Part,
  converter: Converter,
  prefix: string,
): JsonObject {
  const { method, summary, description, query, right } = route;
  const { credentials = part.credentials } = route;
  const parameters = [
    ...namesIn(path).map((name) => ({
      ...parameter(name, part.about.params[name], converter),
      in: 'path',
      required: true,
    })),
    ...Object.entries(query?.shape ?? {}).map(([name, schema]) => ({
      ...parameter(name, schema, converter),
      in: 'query',
      ...(!schema.safeParse(undefined).success && { required: true }),
    })),
  ];
  const bodyField = credentials.map(({ scheme }) => scheme).find((scheme) => scheme?.where === 'body');
  const requestBody = route.body && bodyOf(route, part, converter, bodyField?.field);
  return {
    operationId: operationId(method, path),
    ...(summary && { summary }),
    ...(description && { description }),
    ...(parameters.length > 0 && { parameters }),
    ...(requestBody && { requestBody }),
    responses: {
      ...Object.fromEntries(
        Object.entries(route.answers ?? {}).map(([status, content]) => [
          status,
          answerOf(content, Number(status), converter),
        ]),
      ),
      ...failuresOf(route, path, part, prefix),
    },
    security: requirementsOf(credentials, right, method),
  };
}

function parameter(name: string, schema: About['params'][string] | undefined, converter: Converter): JsonObject {
  const { description = '', examples = [], style, ...form } = schema ? converter.convert(schema, 'output') : {};
  const [example] = examples as Json[];
  return {
    name,
    ...(description && { description }),
    schema: form,
    ...(example !== undefined && { example }),
    ...(style === 'form' && { style, explode: true }),
  };
}

function bodyOf(
  route: DocumentedRoute,
  { about }: Part,
  converter: Converter,
  keyField: string | undefined,
): JsonObject {
  const schema = converter.convert(route.body as NonNullable<Operation['body']>);
  const keyed = keyField && schema.type === 'object' ? withKey(schema, keyField) : schema;
  const content = { schema: keyed, ...(route.example !== undefined && { example: route.example }) };
  return {
    required: !route.isBodyOptional,
    content: {
      ...Object.fromEntries((about.bodyTypes ?? ['application/json']).map((type) => [type, content])),
      ...Object.fromEntries(
        Object.entries(route.media ?? {}).map(([type, each]) => [type, { schema: converter.convert(each) }]),
      ),
    },
  };
}

const withKey = (schema: JsonObject, field: string): JsonObject => ({
  ...schema,
  properties: {
    ...(isObject(schema.properties) ? schema.properties : {}),
    [field]: { type: 'string', description: 'The API key, unless a header contains it.', writeOnly: true },
  },
});

/** The description of a schema, or of the one it refers to. */
function meaningOf(schema: JsonObject, { components }: Converter): string | undefined {
  const { description = components[refName(schema) ?? '']?.description } = schema;
  return typeof description === 'string' ? description : undefined;
}

const DONE: Readonly<Record<number, string>> = { 200: 'Done.', 201: 'Created.', 204: 'Done; no response body.' };
function answerOf(content: Content, status: number, converter: Converter): JsonObject {
  if (content === null) return { description: DONE[status] ?? 'The response has no body.' };
  if (isMedium(content)) {
    const { type, description, events } = content;
    const schema = content.schema ? converter.convert(content.schema) : { type: 'string' };
    const shapes = events && Object.entries(events).map(([name, each]) => [name, converter.convert(each)] as const);
    return {
      description,
      content: { [type]: { schema, ...(shapes && { 'x-events': Object.fromEntries(shapes) }) } },
    };
  }
  const schema = converter.convert(content);
  return {
    description: meaningOf(schema, converter) ?? DONE[status] ?? 'Done.',
    content: { 'application/json': { schema } },
  };
}

/** The error codes of a route. */
function codesOf({ right, credentials, body, fails = [] }: DocumentedRoute, path: string, part: Part): ProblemCode[] {
  const isAnyone = right === 'public' && (credentials ?? part.credentials).length === 0;
  return [
    ...(isAnyone ? [] : (['unauthenticated', 'invalid_credential'] as const)),
    ...(right === 'public' ? [] : (['forbidden'] as const)),
    ...(path.includes(':') ? (['not_found', ...(isAnyone ? [] : (['foreign'] as const))] as const) : []),
    ...(body ? (['malformed', 'invalid', 'too_large'] as const) : []),
    ...fails,
    'internal',
    'unavailable',
  ];
}

function failureStatuses(route: DocumentedRoute, path: string, part: Part): number[] {
  const statuses = new Set(codesOf(route, path, part).map((code) => statusOf(part.renderError, code)));
  return [...statuses].filter((status) => route.answers?.[status] === undefined).sort((a, b) => a - b);
}

function failuresOf(route: DocumentedRoute, path: string, part: Part, prefix: string): JsonObject {
  return Object.fromEntries(
    failureStatuses(route, path, part).map((status) => [
      status,
      { $ref: `#/components/responses/${responseName(status, prefix)}` },
    ]),
  );
}
