import { type Context, Hono } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { cors } from 'hono/cors';
import type { Domain } from '../domain/domain.ts';
import { DomainError, type ErrorCode } from '../domain/errors.ts';
import type { Reader } from '../domain/sharing/sharing.ts';
import { isKey } from '../domain/validate.ts';
import { liveDashboard, liveWidget } from '../domain/widgets/state.ts';
import { limitBody } from '../http/body.ts';
import { clientOf } from '../http/client.ts';
import type { Sources } from '../sources/index.ts';
import { passwordPage, troublePage, unavailablePage } from './notes.ts';
import { discoveryLink, richAnswer, targetOf } from './oembed.ts';
import { type Html, inMain, PAGE_HEADERS, page } from './page.ts';
import { type PageOptions, pageOptionsOf } from './page-options.ts';
import type { Renderer } from './ssr.ts';

export interface RenderDeps {
  config: { publicUrl: string; trustProxy: number };
  domain: Domain;
  renderer: Renderer;
  sources: Pick<Sources, 'current'>;
}

/** Most bytes of a form with a password. */
const BODY_LIMIT = 16 * 1024;
/** Milliseconds a page waits for sources that are due; later data arrives over the stream. */
const PATIENCE = 1500;
const PROOF_COOKIE = 'bc_proof';
/** Errors after which the page looks as if the token had never existed. */
const UNAVAILABLE: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'not_found',
  'password_required',
  'revoked',
  'expired',
  'forbidden',
  'foreign',
  'unauthenticated',
  'invalid_credential',
  'invalid',
  'malformed',
]);

/**
 * The pages that a token opens: `/embed/TOKEN` (one widget), `/public/TOKEN/` (one dashboard) and `/oembed`.
 * Values are in the document before any script runs.
 */
export function renderRoutes({ config, domain, renderer, sources }: RenderDeps): Hono {
  const app = new Hono({ strict: false });
  const { publicUrl, trustProxy } = config;
  const limit = limitBody(BODY_LIMIT);

  app.use('/oembed', cors());
  app.use('/public/:token/unlock', cors());

  app.get('/embed/:token', async (c) => {
    const token = c.req.param('token');
    const options = pageOptionsOf(c);
    const { widget: row, dashboard } = await domain.sharing.widget({ token }, {});
    const [widget = row] = await sources.current([row], dashboard, { patience: PATIENCE });
    const title = widget.title || dashboard.name;
    return send(
      c,
      page({
        title,
        ...options,
        head: discoveryLink({ kind: 'embed', token }, title, publicUrl),
        body: inMain(
          renderer.widgetHtml(liveWidget(widget, dashboard), {
            ...options,
            headingLevel: 1,
            attributes: { token },
          }),
        ),
        kind: 'embed',
        live: true,
      }),
    );
  });

  app.get('/public/:token', async (c) => {
    const token = c.req.param('token');
    const proof = getCookie(c, PROOF_COOKIE);
    try {
      return await send(c, await boardPage(token, pageOptionsOf(c), proof));
    } catch (error) {
      if (codeOf(error) !== 'password_required') throw error;
      return send(c, askFor(c, token));
    }
  });

  app.post('/public/:token', limit, async (c) => {
    const token = c.req.param('token');
    try {
      const unlocked = await domain.sharing.unlock(token, await formPassword(c), clientOf(c, trustProxy));
      const secure = publicUrl.startsWith('https:');
      setCookie(c, PROOF_COOKIE, unlocked.proof, {
        httpOnly: true,
        path: `/public/${token}`,
        maxAge: unlocked.expiresIn,
        // In another site's frame browsers only return partitioned third-party cookies, which need https.
        ...(secure ? { secure, sameSite: 'None', partitioned: true } : { sameSite: 'Lax' }),
      });
      // Not a redirect: with blocked cookies that would ask for the password again.
      return await send(c, await boardPage(token, pageOptionsOf(c), unlocked.proof));
    } catch (error) {
      const code = codeOf(error);
      if (code === 'rate_limited') {
        c.header('retry-after', retryAfter(error));
        return send(c, askFor(c, token, 'wait'), 429);
      }
      if (code !== 'forbidden') throw error;
      return send(c, askFor(c, token, 'wrong'), 401);
    }
  });

  app.post('/public/:token/unlock', limit, async (c) => {
    c.header('cache-control', 'no-store');
    const password = await passwordOf(c);
    if (password === undefined) return c.json({ error: 'the body must be a JSON object with a password' }, 400);
    try {
      const { proof, expiresIn } = await domain.sharing.unlock(c.req.param('token'), password, clientOf(c, trustProxy));
      return c.json({ proof, expires_in: expiresIn });
    } catch (error) {
      const code = codeOf(error);
      if (code === 'rate_limited')
        return c.json({ error: 'too many attempts' }, 429, { 'retry-after': retryAfter(error) });
      if (code === 'forbidden') return c.json({ error: 'wrong password' }, 401);
      if (code && UNAVAILABLE.has(code)) return c.json({ error: 'not found' }, 404);
      throw error;
    }
  });

  app.get('/oembed', async (c) => {
    c.header('cache-control', 'no-store');
    const { url, format = 'json', maxwidth, maxheight } = c.req.query();
    if (format !== 'json') return c.json({ error: 'only format=json is supported' }, 501);
    if (!url) return c.json({ error: 'the url parameter is missing' }, 400);
    const target = targetOf(url, publicUrl);
    const title = target && (await titleOf(target.kind, target.token));
    if (!target || title === undefined) return c.json({ error: 'not found' }, 404);
    c.header('cache-control', 'private, max-age=60');
    return c.json(richAnswer(target, title, publicUrl, { maxwidth, maxheight }));
  });

  app.onError((error, c) => {
    const code = codeOf(error);
    if (code && UNAVAILABLE.has(code)) return send(c, unavailablePage(pageOptionsOf(c)), 404);
    if (code !== 'unavailable') throw error;
    c.header('retry-after', retryAfter(error));
    return send(c, troublePage(pageOptionsOf(c)), 503);
  });

  /** A dashboard by its access token or, when it is not private, by its key; with the attribute that names it. */
  async function opened(name: string, reader: Reader) {
    const token = { token: name };
    try {
      return { dashboard: await domain.sharing.dashboard(token, reader), entry: token };
    } catch (error) {
      if (codeOf(error) !== 'not_found' || !isKey(name)) throw error;
      const key = { key: name };
      return { dashboard: await domain.sharing.dashboard(key, {}), entry: key };
    }
  }

  async function boardPage(token: string, options: PageOptions, proof: string | undefined): Promise<Html> {
    const { dashboard, entry } = await opened(token, { proofs: proof ? [proof] : [] });
    const [pages, widgets] = await Promise.all([domain.dashboards.pages(dashboard), domain.widgets.of(dashboard)]);
    const current = await sources.current(widgets, dashboard, {
      patience: PATIENCE,
      ...(options.parameters.size > 0 && { overrides: { parameters: options.parameters } }),
    });
    const states = current.map((widget) => liveWidget(widget, dashboard));
    return page({
      title: dashboard.name,
      ...options,
      head: discoveryLink({ kind: 'public', token }, dashboard.name, publicUrl),
      body: inMain(
        renderer.dashboardHtml(liveDashboard(dashboard, pages, widgets), states, {
          ...options,
          headingLevel: 1,
          attributes: { ...entry, ...(proof && { proof }), ...options.board },
        }),
      ),
      kind: 'board',
      live: true,
    });
  }

  const askFor = (c: Context, token: string, problem?: 'wrong' | 'wait'): Html =>
    passwordPage(
      pageOptionsOf(c),
      new URL(c.req.url).search || '?',
      problem,
      discoveryLink({ kind: 'public', token }, 'Dashboard', publicUrl),
    );

  /** The title of the target for its frame, `undefined` when the token opens nothing. */
  async function titleOf(kind: 'embed' | 'public', token: string): Promise<string | undefined> {
    try {
      if (kind === 'public') return (await opened(token, {})).dashboard.name;
      const { widget, dashboard } = await domain.sharing.widget({ token }, {});
      return widget.title || dashboard.name;
    } catch (error) {
      const code = codeOf(error);
      if (code === 'password_required' && kind === 'public') return 'Dashboard';
      if (code && UNAVAILABLE.has(code)) return undefined;
      throw error;
    }
  }

  return app;
}

async function send(c: Context, document: Html, status: 200 | 401 | 404 | 429 | 503 = 200): Promise<Response> {
  for (const [name, value] of Object.entries(PAGE_HEADERS)) c.header(name, value);
  return c.body(String(await document), status);
}

const codeOf = (error: unknown): ErrorCode | undefined => (error instanceof DomainError ? error.code : undefined);

const retryAfter = (error: unknown): string => String((error instanceof DomainError && error.details.retryAfter) || 60);

/** The password of a form; empty when there is none. */
async function formPassword(c: Context): Promise<string> {
  const { password } = await c.req.parseBody().catch((error: unknown): Record<string, unknown> => {
    if (error instanceof TypeError) return {};
    throw error;
  });
  return typeof password === 'string' ? password : '';
}

async function passwordOf(c: Context): Promise<string | undefined> {
  try {
    const body: unknown = JSON.parse(await c.req.text());
    const password = body && typeof body === 'object' && 'password' in body ? body.password : undefined;
    return typeof password === 'string' ? password : undefined;
  } catch {
    return undefined;
  }
}
