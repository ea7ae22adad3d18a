import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { read } from '../../components/model/parse.ts';
import { types } from '../../components/model/types/index.ts';
import type { Issue, Json, JsonObject } from '../../components/model/widget.ts';
import { DIALECTS } from '../../server/dialects/index.ts';
import { APIS } from '../../server/docs/apis.ts';
import { type Api, openapi } from '../../server/docs/openapi.ts';
import { configFields, dataFields, schemaOf, widgetComponents } from '../../server/docs/rules.ts';
import { sampleOf } from '../../server/docs/sample.ts';
import { isObject, type Media, type OpenApi, problemWith, resolve, walk } from '../support/openapi.ts';

const documentOf = (api: Api) => openapi(api, { publicUrl: 'http://localhost:8787', version: '1.2.3' }) as OpenApi;
const METHODS: ReadonlySet<string> = new Set(['get', 'put', 'post', 'delete', 'patch']);

/** What a schema may say (JSON Schema 2020-12, and annotations of OpenAPI 3.1), as far as it is used here. */
const KEYWORDS: ReadonlySet<string> = new Set(
  (
    '$ref type enum const properties required additionalProperties propertyNames patternProperties items prefixItems ' +
    'minItems maxItems minLength maxLength pattern minimum maximum exclusiveMinimum format anyOf oneOf allOf not ' +
    'description examples default writeOnly readOnly title'
  ).split(' '),
);

/** Every schema in a schema, itself included. */
function* schemasIn(schema: Json | undefined): Generator<JsonObject> {
  if (!isObject(schema)) return;
  yield schema;
  const { properties = {}, patternProperties = {}, anyOf = [], oneOf = [], allOf = [], prefixItems = [] } = schema;
  for (const each of [properties, patternProperties])
    for (const inner of Object.values(each as object)) yield* schemasIn(inner);
  for (const inner of [anyOf, oneOf, allOf, prefixItems].flat() as Json[]) yield* schemasIn(inner);
  for (const name of ['items', 'additionalProperties', 'propertyNames', 'not']) yield* schemasIn(schema[name]);
}

/** Fields of an example answer that would be made up from their type alone. Widgets have samples of their own. */
function* madeUp(document: OpenApi, schema: JsonObject, name = 'the answer', depth = 0): Generator<string> {
  const { $ref, examples, enum: choices, properties, anyOf = [], items } = schema;
  const isGiven = /\/Widget(Config|Data)$/.test(String($ref)) || examples || choices || 'const' in schema;
  if (isGiven || depth > 12) return;
  if ($ref) yield* madeUp(document, resolve(document, schema), String($ref), depth + 1);
  for (const [field, each] of Object.entries((properties ?? {}) as Record<string, JsonObject>))
    yield* madeUp(document, each, `${name}.${field}`, depth + 1);
  const [first = items] = anyOf as JsonObject[];
  if (isObject(first)) yield* madeUp(document, first, name, depth + 1);
  else if (!$ref && !properties && !['boolean', 'null'].includes(String(schema.type))) yield name;
}

describe('the tables of routes', () => {
  it('describe every route', () => {
    const rows = [
      ...DIALECTS.map(({ dialect }) => dialect),
      ...APIS.flatMap(({ name, parts }) => parts.map((part) => ({ name, ...part }))),
    ];
    const silent = rows.flatMap(({ name, routes }) =>
      routes
        .filter(({ summary }) => !summary?.trim())
        .map(({ method, path }) => `${name}: ${method} ${[path].flat()[0]}`),
    );
    assert.deepEqual([...new Set(silent)], [], 'rows without a summary');
  });

  it('have a document each', () => {
    const own = DIALECTS.flatMap(({ dialect: { name, about } }) => (about?.partOf === undefined ? [name] : []));
    assert.deepEqual(APIS.map(({ name }) => name).sort(), [...own, 'live'].sort(), 'a dialect has one by its `about`');
    const told = new Set(APIS.flatMap(({ parts }) => parts.map(({ about }) => about)));
    assert.deepEqual(
      DIALECTS.filter(({ dialect: { about } }) => !about || !told.has(about)).map(({ dialect }) => dialect.name),
      [],
    );
  });
});

for (const api of APIS) {
  const document = documentOf(api);
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({
      name: `${method.toUpperCase()} ${path}`,
      path,
      method,
      operation,
    })),
  );

  describe(`the document of ${api.name}`, () => {
    it('says what it is', () => {
      assert.match(document.openapi as string, /^3\.1\.\d+$/);
      const { title, version, description } = document.info as Record<string, string>;
      assert.ok(title && description);
      assert.equal(version, '1.2.3');
      assert.deepEqual(document.servers, [{ url: 'http://localhost:8787' }]);
      assert.deepEqual(JSON.parse(JSON.stringify(document)), document);
    });

    it('has every row, and nothing else', () => {
      const rows = api.parts.flatMap(({ routes }) =>
        routes.map(({ method, path }) => `${method} ${[path].flat()[0]?.replace(/:(\w+)/g, '{$1}')}`),
      );
      assert.deepEqual(operations.map(({ name }) => name).sort(), rows.sort());
      assert.deepEqual(
        operations.filter(({ method }) => !METHODS.has(method)),
        [],
      );
    });

    it('has no broken references', () => {
      for (const [path, object] of walk(document)) {
        if (typeof object.$ref !== 'string') continue;
        assert.doesNotThrow(() => resolve(document, object), path);
        assert.match(object.$ref, /^#\/components\/(schemas|responses)\/[\w.-]+$/);
      }
    });

    it('has unique operation ids', () => {
      const ids = operations.map(({ operation }) => operation.operationId);
      assert.deepEqual(
        ids.filter((id, index) => ids.indexOf(id) !== index),
        [],
      );
      for (const id of ids) assert.match(id, /^[a-zA-Z]\w*$/);
    });

    it('declares every parameter of a path', () => {
      for (const { name, path, operation } of operations) {
        const parameters = (operation.parameters ?? []) as JsonObject[];
        const named = parameters.filter((each) => each.in === 'path');
        assert.deepEqual(
          named.map((each) => each.name),
          [...path.matchAll(/\{(\w+)\}/g)].map(([, word]) => word),
          name,
        );
        for (const each of named)
          assert.ok(each.required && each.description && each.example !== undefined, `${name}: ${each.name}`);
        const places = parameters.map((each) => `${each.in} ${each.name}`);
        assert.equal(new Set(places).size, places.length, name);
        for (const each of parameters) assert.ok(isObject(each.schema), `${name}: ${each.name}`);
      }
    });

    it('has responses and descriptions for everything', () => {
      const tags = (document.tags as JsonObject[]).map(({ name }) => name);
      for (const { name, operation } of operations) {
        assert.ok(operation.summary, name);
        assert.ok(
          (operation.tags as string[]).every((tag) => tags.includes(tag)),
          name,
        );
        const statuses = Object.keys(operation.responses);
        assert.ok(statuses.length > 0 && statuses.every((status) => /^[2345]\d\d$/.test(status)), name);
        for (const response of Object.values(operation.responses))
          assert.ok(resolve(document, response).description, name);
        if (operation.requestBody) assert.ok(isObject((operation.requestBody as JsonObject).content), name);
      }
    });

    it('describes every credential that it requires', () => {
      const schemes = document.components.securitySchemes as Record<string, JsonObject>;
      for (const scheme of Object.values(schemes)) {
        assert.ok(
          scheme.type === 'http'
            ? scheme.scheme
            : ['header', 'query', 'cookie'].includes(scheme.in as string) && scheme.name,
        );
        assert.ok(scheme.description);
      }
      for (const { name, operation } of operations)
        for (const requirement of operation.security as JsonObject[])
          for (const scheme of Object.keys(requirement))
            assert.ok(Object.hasOwn(schemes, scheme), `${name}: ${scheme}`);
    });

    it('has valid JSON Schemas', () => {
      const roots: Json[] = Object.values(document.components.schemas);
      for (const [, object] of walk(document.paths)) if (isObject(object.schema)) roots.push(object.schema);
      for (const schema of roots.flatMap((root) => [...schemasIn(root)]))
        assert.deepEqual(
          Object.keys(schema).filter((word) => !KEYWORDS.has(word)),
          [],
          JSON.stringify(schema).slice(0, 300),
        );
      for (const name of Object.keys(document.components.schemas)) assert.match(name, /^[\w.-]+$/);
    });

    it('has an example of every field of its answers, so that none is made up from its type', () => {
      const made = new Set<string>();
      for (const { name, operation } of operations)
        for (const response of Object.values(operation.responses)) {
          const { schema } = (response.content as Media | undefined)?.['application/json'] ?? {};
          if (!schema) continue;
          for (const field of madeUp(document, schema)) made.add(field);
          const sample = sampleOf(schema, document.components.schemas);
          assert.equal(problemWith(document, schema, sample), undefined, `${name}: ${JSON.stringify(sample)}`);
        }
      assert.deepEqual([...made], []);
    });

    it('has examples that are valid', () => {
      const check = (schema: JsonObject, value: unknown, where: string) =>
        assert.equal(problemWith(document, schema, value), undefined, `${where}: ${JSON.stringify(value)}`);
      for (const [name, root] of Object.entries(document.components.schemas))
        for (const schema of schemasIn(root))
          for (const value of (schema.examples ?? []) as Json[]) check(schema, value, name);
      const media = (content: unknown, where: string) => {
        for (const { schema, example, examples = {} } of Object.values((content ?? {}) as Media)) {
          if (example !== undefined) check(schema, example, where);
          for (const each of Object.values(examples as Record<string, JsonObject>)) check(schema, each.value, where);
        }
      };
      for (const [name, response] of Object.entries(document.components.responses)) media(response.content, name);
      for (const { name, operation } of operations) {
        for (const { schema, example, name: parameter } of (operation.parameters ?? []) as JsonObject[])
          if (example !== undefined) check(schema as JsonObject, example, `${name}: ${parameter}`);
        const { content } = (operation.requestBody ?? {}) as JsonObject;
        media(content, name);
        if (content)
          assert.ok(
            Object.values(content as Media).some(({ example }) => example !== undefined),
            `${name} has no example`,
          );
        for (const response of Object.values(operation.responses)) media(response.content, name);
      }
    });
  });
}

describe('the rules of widget types as JSON Schema', () => {
  const document = { paths: {}, components: { schemas: widgetComponents(types), responses: {} } } as unknown as OpenApi;
  const issuesOf = (rule: string, value: unknown): Issue[] => {
    const issues: Issue[] = [];
    read(rule, value, 'x', issues);
    return issues;
  };
  const VALUES = [
    0,
    -1.5,
    '12',
    ' 1.5e3 ',
    '-.5',
    '1e',
    'abc',
    '',
    true,
    false,
    'true',
    '0',
    1,
    2,
    [],
    [1, null],
    ['a'],
    {},
    'up',
    'down',
  ];

  for (const rule of [
    'number',
    'number!',
    'string',
    'string!',
    'boolean',
    'up|down',
    '0|1|2',
    'number[]',
    'string[]!',
    'boolean[]',
  ])
    it(`takes by ${rule} what is valid by its schema, and little else`, () => {
      for (const value of VALUES) {
        const isValid = problemWith(document, schemaOf(rule), value) === undefined;
        const isRead = issuesOf(rule, value).length === 0;
        if (isValid) assert.ok(isRead, `${JSON.stringify(value)} is valid, and refused`);
        // An empty text counts as absent, so optional fields accept it.
        else if (value !== '') assert.ok(!isRead, `${JSON.stringify(value)} is taken, and not valid`);
      }
    });

  for (const [name, spec] of Object.entries(types)) {
    it(`has the fields of ${name}, and what it shows is valid by them`, () => {
      const { docs = {}, sample } = spec;
      for (const part of ['config', 'data'] as const) {
        const unknown = Object.keys(docs[part] ?? {}).filter((field) => !Object.hasOwn(spec[part], field));
        assert.deepEqual(unknown, [], `docs of fields that ${name} does not have`);
      }
      const unexplained = [...configFields(spec), ...dataFields(spec)].filter(({ meaning }) => !meaning);
      assert.deepEqual(
        unexplained.map((field) => field.name),
        [],
        `fields of ${name} that have no docs`,
      );
      const [config, data] = [
        `${name[0]?.toUpperCase()}${name.slice(1)}Config`,
        `${name[0]?.toUpperCase()}${name.slice(1)}Data`,
      ];
      for (const [component, value] of [
        [config, sample.config],
        [data, sample.data],
      ] as const) {
        const schema = document.components.schemas[component];
        assert.ok(schema, component);
        assert.equal(problemWith(document, schema, value), undefined);
      }
    });
  }

  it('has the description of each field, and which are required', () => {
    const { number, list, countdown } = types;
    assert.ok(number && list && countdown);
    const value1 = dataFields(number).find(({ name }) => name === 'value1');
    assert.deepEqual([value1?.required, value1?.takes, value1?.meaning], [true, 'number', 'The number to show.']);
    assert.deepEqual(
      dataFields(list).map(({ required }) => required),
      [true],
    );
    assert.deepEqual(
      configFields(countdown).map(({ required }) => required),
      [false],
    );
    assert.match(JSON.stringify(document.components.schemas.NumberData), /"required":\["value1"\]/);
  });
});
