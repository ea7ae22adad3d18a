import { html, raw } from 'hono/html';
import type { Json, JsonObject } from '../../../components/model/widget.ts';
import type { Answer } from '../../http/answer.ts';
import { passwordPage, unavailablePage } from '../../render/notes.ts';
import { type Html, PAGE_HEADERS, page } from '../../render/page.ts';

const send = async (document: Html, status: number, isFrameable: boolean): Promise<Answer> => {
  const policy = PAGE_HEADERS['content-security-policy'] ?? '';
  const headers = isFrameable
    ? PAGE_HEADERS
    : { ...PAGE_HEADERS, 'content-security-policy': policy.replace('frame-ancestors *', "frame-ancestors 'self'") };
  return { status, type: 'text/html; charset=utf-8', body: String(await document), headers };
};

/** JSON for a script element: escaped so that no markup can begin in it. */
const exportedData = (data: Json) =>
  html`<script id="posthog-exported-data" type="application/json">${raw(JSON.stringify(data).replaceAll('<', '\\u003c'))}</script>`;

/** The live dashboard, with its content as JSON. Only embedded ones may be framed by other sites. */
export function dashboardPage(options: {
  title: string;
  markup: string;
  data: JsonObject;
  type: 'scene' | 'embed';
  theme: Json | undefined;
}): Promise<Answer> {
  const { title, markup, data, type, theme } = options;
  const body = html`${raw(markup)}${exportedData(data)}`;
  const shown = theme === 'light' || theme === 'dark' ? theme : undefined;
  return send(page({ title, lang: 'en', theme: shown, body, kind: 'board', live: true }), 200, type === 'embed');
}

/** The password form, with the reason the last attempt failed. */
export function unlockPage(type: 'scene' | 'embed', problem?: 'wrong' | 'wait', status = 200): Promise<Answer> {
  const data = exportedData({ type: 'unlock' });
  return send(passwordPage({ lang: 'en', theme: undefined }, '?', problem, data), status, type === 'embed');
}

/**
 * The answer to every token that opens nothing. It never changes, and it is rendered at load because failures have to be
 * rendered synchronously.
 */
export const closedPage: Answer = await send(unavailablePage({ lang: 'en', theme: undefined }), 404, true);

/** A transparent pixel, where the original has an image of the dashboard. */
const POINT = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);

/** The answer in place of the image. */
export const placeholder = (): Answer => ({
  status: 200,
  type: 'image/png',
  body: new Blob([new Uint8Array(POINT)]).stream(),
});
