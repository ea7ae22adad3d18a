import assert from 'node:assert/strict';
import type { TestApp } from './app.ts';

/** A response and its parsed JSON; `null` when it has none. */
export interface Reply {
  status: number;
  headers: Headers;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: answers are compared field by field
  body: any;
}

type Sender = Pick<TestApp, 'fetch'>;

/** Sends JSON, or text unchanged, with these headers. */
export async function send(
  t: Sender,
  method: string,
  path: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Reply> {
  const answer = await t.fetch(path, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await answer.text();
  const isJson = text !== '' && answer.headers.get('content-type')?.includes('json');
  return { status: answer.status, headers: answer.headers, text, body: isJson ? JSON.parse(text) : null };
}

/** A key or a token as a header. */
export const bearer = (token: string): { authorization: string } => ({ authorization: `Bearer ${token}` });

/** The body of a request that must succeed. */
export async function sent(...asked: Parameters<typeof send>): Promise<Reply['body']> {
  const { status, body, text } = await send(...asked);
  assert.ok(status < 300, `${asked[1]} ${asked[2]}: ${status} ${text}`);
  return body;
}
