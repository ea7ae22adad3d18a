/**
 * Server-sent events as bytes, encoded once and written to every viewer.
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
 */

/** Response headers of a stream, which must not be buffered, transformed or cached by proxies. */
export const STREAM_HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-store, no-transform',
  'x-accel-buffering': 'no',
  'x-content-type-options': 'nosniff',
  'access-control-allow-origin': '*',
  'cross-origin-resource-policy': 'cross-origin',
};

/** Keeps proxies from closing a quiet stream. */
export const COMMENT = Buffer.from(':\n\n');

/** One event. `data` may hold any text: each of its lines becomes one `data:` line. */
export function encodeEvent(event: string, id: number, data: string): Buffer {
  return Buffer.from(`event: ${event}\nid: ${id}\n${dataLines(data)}\n`);
}

/** How many milliseconds the browser waits before it connects again. */
export const encodeRetry = (milliseconds: number): Buffer => Buffer.from(`retry: ${Math.round(milliseconds)}\n\n`);

/** The last event id the client saw, or `null` when the header is missing or not one of our ids. */
export function parseEventId(header: string | undefined): number | null {
  if (header === undefined || !/^\d{1,16}$/.test(header)) return null;
  const id = Number(header);
  return Number.isSafeInteger(id) ? id : null;
}

/** JSON contains no raw line breaks, so usually this is one line; U+2028 and U+2029 do not end a line in SSE. */
function dataLines(data: string): string {
  if (!/[\r\n]/.test(data)) return `data: ${data}\n`;
  return data
    .split(/\r\n|\r|\n/)
    .map((line) => `data: ${line}\n`)
    .join('');
}
