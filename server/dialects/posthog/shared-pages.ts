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

/** What scripts of a page may read as data: no markup can begin in it. */
const exportedData = (data: Json) =>
  html`<script id="posthog-exported-data" type="application/json">${raw(JSON.stringify(data).replaceAll('<', '\\u003c'))}</script>`;

/** The dashboard, alive, and what is on it as JSON. Only embedded ones may stand in other sites' frames. */
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

/** Asks for the password, and shows nothing; says what was wrong with the last one. */
export function unlockPage(type: 'scene' | 'embed', problem?: 'wrong' | 'wait', status = 200): Promise<Answer> {
  const data = exportedData({ type: 'unlock' });
  return send(passwordPage({ lang: 'en', theme: undefined }, '?', problem, data), status, type === 'embed');
}

/** Whatever a token does not open looks the same from outside. */
export const closedPage: Answer = await send(unavailablePage({ lang: 'en', theme: undefined }), 404, true);

/** One transparent point, where the original has a picture of the dashboard. */
const POINT = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);

/** In place of the picture. */
export const placeholder = (): Answer => ({
  status: 200,
  type: 'image/png',
  body: new Blob([new Uint8Array(POINT)]).stream(),
});
