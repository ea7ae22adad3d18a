import { readFileSync } from 'node:fs';
import { type Context, Hono } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { html } from 'hono/html';
import { types } from '../../components/model/types/index.ts';
import { SESSION_COOKIE } from '../auth/credentials.ts';
import type { Domain } from '../domain/domain.ts';
import { DomainError, type ErrorCode, invalid, notFound } from '../domain/errors.ts';
import type { Principal } from '../domain/model.ts';
import { ROLES } from '../domain/rights.ts';
import { liveWidget } from '../domain/widgets/state.ts';
import { clientOf } from '../http/client.ts';
import type { Renderer } from '../render/ssr.ts';
import { type Board, boardPage } from './board.ts';
import { changeRoutes } from './changes.ts';
import {
  type AdminContext,
  type AdminEnv,
  formOf,
  knownMethods,
  localPath,
  pageBefore,
  refuseForeignForms,
  send,
  text,
} from './forms.ts';
import type { Viewer } from './layout.ts';
import { againForm, dashboardsPage, keysPage, LISTED, loginPage, reasonOf, SCOPES } from './pages.ts';

export interface AdminDeps {
  config: { publicUrl: string; trustProxy: number };
  domain: Domain;
  renderer: Renderer;
}

const STATUS: Partial<Record<ErrorCode, 400 | 403 | 404 | 409 | 413 | 429 | 503>> = {
  forbidden: 403,
  foreign: 404,
  not_found: 404,
  invalid: 400,
  malformed: 400,
  conflict: 409,
  too_large: 413,
  rate_limited: 429,
  unavailable: 503,
};

/** The admin pages, under `/admin/`. They work without script; every change needs the session's CSRF token. */
export function adminRoutes({ config, domain, renderer }: AdminDeps): Hono<AdminEnv> {
  const app = new Hono<AdminEnv>({ strict: false });
  const { publicUrl } = config;
  const specs = Object.values(types);
  const { dashboards, widgets, sharing, people } = domain;

  for (const [name, type] of [
    ['admin.css', 'text/css; charset=utf-8'],
    ['admin.js', 'text/javascript; charset=utf-8'],
    ['icon.svg', 'image/svg+xml'],
  ] as const) {
    const text = readFileSync(new URL(name, import.meta.url), 'utf8');
    app.get(`/admin/${name}`, (c) =>
      c.body(text, 200, { 'content-type': type, 'cache-control': 'no-cache', 'x-content-type-options': 'nosniff' }),
    );
  }

  app.use('/admin/*', knownMethods, refuseForeignForms(publicUrl));

  app.get('/admin/login', (c) => send(c, loginPage(localPath(c.req.query('next')))));

  app.post('/admin/login', async (c) => {
    const form = await formOf(c);
    const login = text(form, 'login');
    const next = localPath(text(form, 'next'));
    try {
      const from = clientOf(c, config.trustProxy);
      const principal = await people.byPassword(login, String(form.get('password') ?? ''), from);
      await enter(c, principal);
      return c.redirect(next, 303);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      if (error.code === 'rate_limited') {
        c.header('retry-after', String(error.details.retryAfter ?? 60));
        return send(c, loginPage(next, login, 'Too many attempts. Please wait a moment.'), 429);
      }
      if (error.code !== 'invalid_credential') throw error;
      return send(c, loginPage(next, login, 'Wrong username or password.'), 401);
    }
  });

  app.use('/admin/*', async (c, next) => {
    const cookie = getCookie(c, SESSION_COOKIE);
    const find = async () => (cookie ? people.bySession(cookie) : undefined);
    const isForm = c.req.method !== 'GET' && c.req.method !== 'HEAD';
    let session = await find();
    const form = session && isForm ? await formOf(c) : undefined;
    // A form that is sent slowly may outlive its session.
    if (form) session = await find();
    if (!session) {
      const path = c.req.method === 'GET' ? new URL(c.req.url).pathname : pageBefore(c);
      return c.redirect(`/admin/login?next=${encodeURIComponent(path)}`, 303);
    }
    c.set('principal', session.principal);
    c.set('csrf', session.csrf);
    if (form && (c.req.header('x-csrf-token') ?? form.get('_csrf')) !== session.csrf)
      throw new DomainError('forbidden', 'This form has expired. Go back, reload the page and try again.');
    if (form) c.set('form', form);
    return next();
  });

  app.post('/admin/logout', async (c) => {
    await people.closeSession(getCookie(c, SESSION_COOKIE) ?? '');
    deleteCookie(c, SESSION_COOKIE, { path: '/' });
    return c.redirect('/admin/login', 303);
  });

  app.post('/admin/workspaces/:slug', async (c) => {
    const [slug, before] = [c.req.param('slug'), getCookie(c, SESSION_COOKIE) ?? ''];
    const workspace = (await people.workspacesOf(c.var.principal.userId)).find((each) => each.slug === slug);
    if (!workspace) throw notFound('workspace', slug);
    await enter(c, { ...c.var.principal, workspaceId: workspace.id, role: workspace.role });
    await people.closeSession(before);
    return c.redirect('/admin/', 303);
  });

  app.get('/admin', async (c) => {
    const viewer = await viewerOf(c);
    const boards = await dashboards.list(c.var.principal);
    const placed = await widgets.ofAll(boards, { columns: LISTED });
    const overview = boards.map((dashboard) => ({ dashboard, widgets: placed.get(dashboard.id) ?? [] }));
    return send(
      c,
      dashboardsPage(viewer, overview, viewer.isAdmin ? await people.embedSecret(c.var.principal) : undefined),
    );
  });

  app.get('/admin/dashboards/:key', async (c) =>
    send(c, boardPage(await viewerOf(c), await boardOf(c.var.principal, c.req.param('key')))),
  );

  app.post('/admin/embed-secret', async (c) => {
    await people.renewEmbedSecret(c.var.principal);
    return c.redirect('/admin/', 303);
  });

  changeRoutes(app, domain, specs);

  app.get('/admin/api/apikey', async (c) => send(c, keysPage(await viewerOf(c), await people.keysOf(c.var.principal))));

  app.post('/admin/api/apikey', async (c) => {
    const viewer = await viewerOf(c);
    if (!viewer.canWrite) throw new DomainError('forbidden', 'Your role does not allow you to add API keys.');
    const { user, workspace } = await identity(c.var.principal);
    const asked = c.var.form.getAll('scopes').map(String);
    const scopes = SCOPES.map(([scope]) => scope).filter((scope) => asked.includes(scope));
    const name = text(c.var.form, 'name');
    if (!name) throw invalid({ path: 'name', message: 'is required' });
    const added = await people.createKey({
      workspace: workspace?.slug ?? '',
      user: user.username,
      name,
      ...(scopes.length ? { scopes } : {}),
    });
    return send(c, keysPage(viewer, await people.keysOf(c.var.principal), added));
  });

  app.post('/admin/api/apikey/:id/deactivate', async (c) => {
    if (!(await viewerOf(c)).canWrite)
      throw new DomainError('forbidden', 'Your role does not allow you to change API keys.');
    await people.deactivateKey(Number(c.req.param('id')), c.var.principal);
    return c.redirect('/admin/api/apikey/', 303);
  });

  app.all('/admin/*', () => {
    throw new DomainError('not_found', 'This page does not exist.');
  });

  app.onError(async (error, c) => {
    const status = error instanceof DomainError ? STATUS[error.code] : undefined;
    if (!status) throw error;
    const viewer = c.var.principal ? await viewerOf(c) : undefined;
    const title = status === 404 ? 'Not found' : status === 403 ? 'Not allowed' : 'That did not work';
    const reason = status === 404 ? 'It does not exist, or it was deleted.' : reasonOf(error as DomainError);
    const wrong = error instanceof DomainError ? (error.details.issues ?? []).map(({ path }) => path) : [];
    const again = viewer && c.var.form ? againForm(viewer, c.req.path, c.var.form, wrong) : '';
    const before = status === 404 ? '/admin/' : pageBefore(c);
    const back = html`<p><a href="${before}">${before === '/admin/' ? 'Dashboards' : 'Back'}</a></p>`;
    return send(
      c,
      { title, viewer, body: html`<h1>${title}</h1><p role="alert">${reason}</p>${again}${back}` },
      status,
    );
  });

  async function enter(c: Context, principal: Principal): Promise<void> {
    const { cookie, expiresIn } = await people.openSession(principal);
    setCookie(c, SESSION_COOKIE, cookie, {
      httpOnly: true,
      sameSite: 'Lax',
      path: '/',
      secure: publicUrl.startsWith('https:'),
      maxAge: expiresIn,
    });
  }

  async function identity(principal: Principal) {
    const [user, workspaces] = await Promise.all([people.userOf(principal), people.workspacesOf(principal.userId)]);
    return { user, workspace: workspaces.find(({ id }) => id === principal.workspaceId), workspaces };
  }

  async function viewerOf({ var: { principal, csrf } }: AdminContext): Promise<Viewer> {
    const { user, workspace, workspaces } = await identity(principal);
    return {
      name: user.username,
      workspace: workspace?.name ?? '',
      issuer: workspace?.slug ?? '',
      others: workspaces.filter((each) => each !== workspace),
      csrf,
      canWrite: ROLES[principal.role].creates,
      isAdmin: ROLES[principal.role].administers,
    };
  }

  async function boardOf(principal: Principal, key: string): Promise<Board> {
    const dashboard = await domain.lookup.dashboard(principal, { key });
    const [rows, tokens] = await Promise.all([widgets.of(dashboard), tokensFor(principal, key)]);
    return {
      dashboard,
      widgets: rows,
      canWrite: tokens !== undefined,
      embeds: tokens?.embeds ?? [],
      accesses: tokens?.accesses ?? [],
      types: specs,
      publicUrl,
      draw: (widget) => renderer.widgetHtml(liveWidget(widget, dashboard), { attributes: { key: widget.key } }),
    };
  }

  /** The dashboard's valid tokens, `undefined` for viewers who may only read it. */
  async function tokensFor(principal: Principal, key: string) {
    try {
      return await sharing.tokensOf(principal, key);
    } catch (error) {
      if (error instanceof DomainError && error.code === 'forbidden') return undefined;
      throw error;
    }
  }

  return app;
}
