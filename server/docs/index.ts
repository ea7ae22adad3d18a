import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Context, Hono } from 'hono';
import type { AppEnv } from '../http/headers.ts';
import type { Html } from '../render/page.ts';
import { APIS } from './apis.ts';
import { DOCS_HEADERS } from './layout.ts';
import { openapi } from './openapi.ts';
import { apiPage, indexPage, type Shown } from './pages.ts';
import { widgetsPage } from './widgets-page.ts';

export interface DocsDeps {
  config: { publicUrl: string };
  assets: { version: string };
}

/** Pages of any origin may read the documents. They change only with the version of the server. */
const JSON_HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'application/json',
  'access-control-allow-origin': '*',
  'cross-origin-resource-policy': 'cross-origin',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-cache',
};
const STYLE_HEADERS = {
  'content-type': 'text/css; charset=utf-8',
  'cache-control': 'no-cache',
  'x-content-type-options': 'nosniff',
};

/** `/openapi/NAME.json`: an OpenAPI 3.1 document for each API; `/docs`: the same as pages. Generated on first use. */
export function docsRoutes({ config: { publicUrl }, assets: { version } }: DocsDeps): Hono<AppEnv> {
  const app = new Hono<AppEnv>({ strict: false });
  const style = readFileSync(new URL('docs.css', import.meta.url), 'utf8');
  const documents = new Map<string, Shown>();
  const made = new Map<string, Promise<{ body: string; etag: string }>>();

  const documentOf = (name: string): Shown | undefined => {
    const api = APIS.find((each) => each.name === name);
    if (api && !documents.has(name))
      documents.set(name, { name, document: openapi(api, { publicUrl, version }), publicUrl });
    return documents.get(name);
  };

  async function send(c: Context, headers: Readonly<Record<string, string>>, make: () => Html | string) {
    const { path } = c.req;
    if (!made.has(path))
      made.set(
        path,
        Promise.resolve(make()).then((text) => tagged(String(text))),
      );
    const { body, etag } = (await made.get(path)) as { body: string; etag: string };
    const isKnown = c.req.header('if-none-match') === etag;
    return isKnown ? c.body(null, 304, { ...headers, etag }) : c.body(body, 200, { ...headers, etag });
  }

  app.get('/docs/docs.css', (c) => send(c, STYLE_HEADERS, () => style));
  app.get('/docs', (c) =>
    send(c, DOCS_HEADERS, () =>
      indexPage(
        APIS.map(({ name }) => documentOf(name) as Shown),
        publicUrl,
      ),
    ),
  );
  app.get('/docs/widgets', (c) => send(c, DOCS_HEADERS, () => widgetsPage(publicUrl)));
  app.get('/docs/:name', async (c) => {
    const shown = documentOf(c.req.param('name'));
    return shown ? send(c, DOCS_HEADERS, () => apiPage(shown)) : c.text('Not Found\n', 404);
  });
  app.get('/openapi/:file{[a-z-]+\\.json}', async (c) => {
    const shown = documentOf(c.req.param('file').replace(/\.json$/, ''));
    return shown ? send(c, JSON_HEADERS, () => JSON.stringify(shown.document)) : c.text('Not Found\n', 404);
  });
  return app;
}

const tagged = (body: string) => ({
  body,
  etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
});
