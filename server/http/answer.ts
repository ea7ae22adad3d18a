import type { Json } from '../../components/model/widget.ts';
import { API_HEADERS, INERT_PAGE } from './headers.ts';

/** A response: status, content type and bytes. Headers common to all answers are added when it is sent. */
export interface Answer {
  status: number;
  /** Content-Type; absent when there is no body. */
  type?: string;
  body: string | ReadableStream<Uint8Array> | null;
  headers?: Readonly<Record<string, string>>;
}

/** Values whose optional fields may be `undefined`, which JSON leaves out. */
export type Jsonable = Json | undefined | readonly Jsonable[] | { readonly [key: string]: Jsonable };

export const json = (value: Jsonable, status = 200, headers?: Answer['headers']): Answer => ({
  status,
  type: 'application/json',
  body: JSON.stringify(value),
  ...(headers && { headers }),
});

export const text = (body: string, status: number): Answer => ({ status, type: 'text/plain; charset=utf-8', body });

/** A document to read; nothing in it runs. */
export const inertPage = (title: string, message: string, status: number): Answer => ({
  status,
  type: 'text/html; charset=utf-8',
  body: `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${title}</title></head>
<body><h1>${title}</h1><p>${message}</p></body>
</html>
`,
  headers: INERT_PAGE,
});

export const empty = (status = 204, headers?: Answer['headers']): Answer => ({
  status,
  body: null,
  ...(headers && { headers }),
});

/** All headers of an API's answer. */
export function headersOf({ type, headers }: Answer, requestId: string): Record<string, string> {
  const all: Record<string, string> = { ...API_HEADERS, 'x-request-id': requestId };
  if (type !== undefined) all['content-type'] = type;
  return headers ? Object.assign(all, headers) : all;
}
