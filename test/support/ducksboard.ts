import assert from 'node:assert/strict';
import type { TestApp } from './app.ts';

// biome-ignore lint/suspicious/noExplicitAny: answers are compared field by field
export type Answered = any;

/** Sends requests like `curl -u KEY:x`, with bodies as its clients write them. */
export interface Curl {
  get(path: string): Promise<Answered>;
  post(path: string, body?: unknown): Promise<Answered>;
  put(path: string, body?: unknown): Promise<Answered>;
  delete(path: string, body?: unknown): Promise<Answered>;
  /** Status and body of a request that fails. */
  fails(method: string, path: string, body?: unknown): Promise<[number, Answered]>;
}

/** HTTP Basic as a header. */
export const basicHeader = (user: string, password = 'x'): { authorization: string } => ({
  authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
});

/** A client with one key. Requests that succeed must return 200 and JSON. */
export function curl(t: TestApp, key: string, password?: string): Curl {
  const ask = async (method: string, path: string, body?: unknown) => {
    const answer = await t.send({
      method,
      path,
      // Several clients send their JSON with this type.
      headers: { ...basicHeader(key, password), 'content-type': 'application/x-www-form-urlencoded' },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    assert.match(String(answer.headers['content-type']), /^application\/json/);
    return { status: answer.status, body: JSON.parse(answer.text) };
  };
  const succeeds = async (method: string, path: string, body?: unknown) => {
    const answer = await ask(method, path, body);
    assert.equal(answer.status, 200, `${method} ${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  return {
    get: (path) => succeeds('GET', path),
    post: (path, body) => succeeds('POST', path, body),
    put: (path, body) => succeeds('PUT', path, body),
    delete: (path, body) => succeeds('DELETE', path, body),
    async fails(method, path, body) {
      const { status, body: answer } = await ask(method, path, body);
      assert.ok(status >= 400, `${method} ${path} succeeded`);
      return [status, answer];
    },
  };
}
