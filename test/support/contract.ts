import assert from 'node:assert/strict';
import type { Json, JsonObject } from '../../components/model/widget.ts';
import { type Api, openapi } from '../../server/docs/openapi.ts';
import { Call } from '../../server/http/call.ts';
import type { TestApp } from './app.ts';
import { isObject, type Media, type OpenApi, type OperationObject, problemWith, resolve } from './openapi.ts';

/** Values for a documented request. */
export interface Ask {
  params?: Record<string, string | number>;
  query?: Record<string, string>;
  body?: Json;
  headers?: Record<string, string>;
  /** Properties that the server ignores when they are invalid. */
  lenient?: readonly string[];
}

// biome-ignore lint/suspicious/noExplicitAny: what came was checked by its schema
export type Answered = any;

/** A client that relies on the document only, and checks it. */
export interface Contract {
  document: OpenApi;
  /**
   * Sends a request that must succeed, and before it all variants of its body that are invalid by the document.
   * Status, media type and body of all answers must be documented, to the last field.
   */
  ask(name: string, ask?: Ask): Promise<Answered>;
  /** The same for a request that fails: its status. */
  fails(name: string, ask?: Ask): Promise<number>;
  /** Operations that have not succeeded yet. */
  unseen(): string[];
  operations(): { name: string; operation: OperationObject }[];
}

/** Values that hardly any property accepts. */
const WRONG: readonly Json[] = [[{ wrong: [] }], 'wrong', { wrong: [] }, 7];

/** Counts how often a body is asked for, so that none is read that the document does not name. */
let reads = 0;
const { body: readBody, bytes: readBytes } = Call.prototype;
Call.prototype.bytes = function bytes(this: Call, limit: number) {
  reads += 1;
  return readBytes.call(this, limit);
};
Call.prototype.body = function body(this: Call) {
  reads += 1;
  return readBody.call(this);
};

/** One for an API, with the credential of its ordinary user. */
export function contract(t: TestApp, api: Api, credential: Record<string, string>): Contract {
  const document = openapi(api, { publicUrl: t.url, version: '0' }) as OpenApi;
  const seen = new Set<string>();
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ name: `${method.toUpperCase()} ${path}`, operation })),
  );
  const operationOf = (name: string): OperationObject =>
    operations.find((each) => each.name === name)?.operation ?? assert.fail(`${name} is not documented`);

  async function exchange(name: string, { params = {}, query, body, headers = credential }: Ask) {
    const [method = '', template = ''] = name.split(' ');
    const search = query ? `?${new URLSearchParams(query)}` : '';
    const path = template.replace(/\{(\w+)\}/g, (_, word) =>
      encodeURIComponent(params[word] ?? assert.fail(`${name}: ${word}`)),
    );
    const answer = await t.send({
      method,
      path: path + search,
      headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const { status, text } = answer;
    const response = operationOf(name).responses[status];
    assert.ok(response, `${name} answered ${status}, which is not documented: ${text}`);
    const { content } = resolve(document, response) as { content?: Media };
    if (!content) {
      assert.equal(text, '', `${name} answered ${status} with a body`);
      return { status, value: undefined };
    }
    const type = String(answer.headers['content-type']).replace(/;.*/, '');
    const medium = content[type];
    assert.ok(medium, `${name} answered ${status} with ${type}, which is not documented: ${text.slice(0, 500)}`);
    const value: Answered = type === 'application/json' ? JSON.parse(text) : text;
    const problem = problemWith(document, medium.schema, value, { isClosed: true });
    assert.equal(problem, undefined, `${name} answered ${status} with what is not documented: ${text.slice(0, 2000)}`);
    return { status, value };
  }

  const schemaOf = (name: string): JsonObject | undefined => {
    const { content } = (operationOf(name).requestBody ?? {}) as { content?: Media };
    const schema = content?.['application/json']?.schema;
    return schema && resolve(document, schema);
  };

  /** Invalid bodies: with one wrong property, or without a required one. */
  function* spoiled(schema: JsonObject, body: Json, lenient: readonly string[]): Generator<Json> {
    const whole = WRONG.find(
      (value) => problemWith(document, schema, value) !== undefined && typeof value === 'object',
    );
    if (whole !== undefined) yield whole;
    if (!isObject(body)) return;
    for (const [field, inner] of Object.entries((schema.properties ?? {}) as Record<string, JsonObject>)) {
      const wrong = WRONG.find((value) => problemWith(document, inner, value) !== undefined);
      if (wrong !== undefined && !lenient.includes(field) && !inner.writeOnly) yield { ...body, [field]: wrong };
    }
    for (const field of (schema.required ?? []) as string[])
      yield Object.fromEntries(Object.entries(body).filter(([name]) => name !== field));
  }

  async function spoil(name: string, ask: Ask): Promise<void> {
    const schema = schemaOf(name);
    if (!schema || ask.body === undefined) return;
    const problem = problemWith(document, schema, ask.body);
    assert.equal(problem, undefined, `${name}: ${JSON.stringify(ask.body)} is not allowed by the document`);
    for (const body of ['{"open":', ...spoiled(schema, ask.body, ask.lenient ?? [])]) {
      const { status } = await exchange(name, { ...ask, body });
      assert.ok([400, 422].includes(status), `${name} answered ${status} to ${JSON.stringify(body)}`);
    }
  }

  return {
    document,
    operations: () => operations,
    unseen: () => operations.map(({ name }) => name).filter((name) => !seen.has(name)),
    async ask(name, ask = {}) {
      await spoil(name, ask);
      reads = 0;
      const { status, value } = await exchange(name, ask);
      const isOwn = operationOf(name).responses[status]?.$ref === undefined;
      assert.ok(status < 400 || isOwn, `${name} answered ${status}: ${JSON.stringify(value)}`);
      if (api.name !== 'live')
        assert.equal(
          reads > 0,
          operationOf(name).requestBody !== undefined,
          `whether ${name} reads a body is not documented`,
        );
      seen.add(name);
      return value;
    },
    async fails(name, ask = {}) {
      const { status } = await exchange(name, ask);
      assert.ok(status >= 400 && status < 500, `${name} answered ${status}`);
      return status;
    },
  };
}
