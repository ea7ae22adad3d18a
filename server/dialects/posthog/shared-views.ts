import type { Json, JsonObject } from '../../../components/model/widget.ts';
import { bearerOf, cookieOf } from '../../auth/credentials.ts';
import type { TileView } from '../../domain/boards/boards.ts';
import { DomainError, notFound } from '../../domain/errors.ts';
import type { Widget } from '../../domain/model.ts';
import type { OpenedShare } from '../../domain/sharing/shares.ts';
import { liveDashboard, liveWidget, PUBLIC_SOURCE_ERROR } from '../../domain/widgets/state.ts';
import { type Answer, json } from '../../http/answer.ts';
import type { Call } from '../../http/call.ts';
import type { Dialect, Route } from '../dialect.ts';
import { documented } from '../operation.ts';
import { answeredBoard } from './answers.ts';
import { bare, renderError as renderEnvelope } from './errors.ts';
import { fieldsOf } from './fields.ts';
import { withoutSql } from './looks.ts';
import { parseBody } from './project.ts';
import { CLOSED, OPEN } from './shapes.ts';
import { about, docs } from './shared.docs.ts';
import { closedPage, dashboardPage, placeholder, unlockPage } from './shared-pages.ts';
import { FLAGS } from './sharing.ts';
import { dashboard as render } from './wire.ts';

const COOKIE = 'posthog_sharing_token';

const view = (path: string, type: 'scene' | 'embed'): Route[] => [
  { method: 'GET', path: `${path}/:token`, right: 'public', run: (call) => show(call, type) },
  { method: 'POST', path: `${path}/:token`, right: 'public', run: (call) => unlock(call, path, type) },
];

/** Path prefixes of shared views. */
export const SHARED_PREFIXES: readonly string[] = ['/shared', '/shared_dashboard', '/embedded'];

/** Shared dashboards as PostHog's addresses show them: a page, or with `.json` what is on it. They need nothing but the token. */
export const posthogShared: Dialect = {
  name: 'posthog-shared',
  about,
  credentials: [],
  parseBody,
  renderError: (problem) =>
    problem.code === 'not_found' && problem.details.subject !== 'resource' ? closedPage : renderEnvelope(problem),
  routes: documented(docs, [
    ...view('/shared', 'scene'),
    ...view('/shared_dashboard', 'scene'),
    ...view('/embedded', 'embed'),
  ]),
};

/** Token and suffix of the path. */
function asked(call: Call): { token: string; form: string } {
  const [, token = '', form = ''] = /^(.*?)(\.json|\.png)?$/s.exec(call.param('token')) ?? [];
  return { token, form };
}

/** Shared pages of deleted dashboards have a different error than those that never existed. */
async function opened<Result>(open: Promise<Result>): Promise<Result> {
  try {
    return await open;
  } catch (error) {
    const isDeleted =
      error instanceof DomainError && error.code === 'not_found' && error.details.subject === 'dashboard';
    throw isDeleted ? notFound('resource', 'dashboard') : error;
  }
}

async function show(call: Call, type: 'scene' | 'embed', proven: readonly string[] = []): Promise<Answer> {
  const { domain } = call;
  const { token, form } = asked(call);
  if (form === '.png') {
    await opened(domain.shares.open(token, []).catch(passwordIsNoMatter));
    return placeholder();
  }
  const bearer = bearerOf(call.header('authorization'));
  const tickets = [...proven, cookieOf(call.header('cookie'), COOKIE), bearer].filter((each) => each !== undefined);
  const wantsJson =
    form === '.json' || (bearer !== undefined && /\bapplication\/json\b/.test(call.header('accept') ?? ''));
  let share: OpenedShare;
  try {
    share = await opened(domain.shares.open(token, tickets));
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'password_required') throw error;
    return wantsJson ? json({ type: 'unlock', accessToken: token }) : unlockPage(type);
  }
  const dashboard = await domain.boards.accessed(share.dashboard);
  const data = await exported({ ...share, dashboard }, token, type, call);
  if (wantsJson) return json(data);
  const [pages, widgets] = await Promise.all([domain.dashboards.pages(dashboard), domain.widgets.of(dashboard)]);
  const theme = share.share.settings?.theme;
  const markup = call.deps.renderer.dashboardHtml(
    liveDashboard(dashboard, pages, widgets),
    widgets.map((widget) => liveWidget(widget, dashboard)),
    {
      lang: 'en',
      ...((theme === 'light' || theme === 'dark') && { theme }),
      attributes: share.proof ? { token, proof: share.proof } : { token },
    },
  );
  return dashboardPage({ title: dashboard.name, markup, data, type, theme });
}

function passwordIsNoMatter(error: unknown): void {
  if (!(error instanceof DomainError) || error.code !== 'password_required') throw error;
}

/** The JSON of a shared page: no names of people, and nothing that could be changed. */
async function exported(
  { dashboard, share }: OpenedShare,
  token: string,
  type: string,
  call: Call,
): Promise<JsonObject> {
  const view = await answeredBoard(call, await call.domain.boards.view(dashboard), true);
  const whole = render({ ...view, tiles: view.tiles.map(discreet) }) as JsonObject;
  const shown = {
    ...(anonymous(whole) as JsonObject),
    effective_restriction_level: CLOSED,
    effective_privilege_level: OPEN,
  };
  const settings = share.settings ?? {};
  const flags = [...FLAGS, 'theme'].filter((name) => settings[name]).map((name) => [name, settings[name] as Json]);
  return { type, accessToken: token, dashboard: shown, themes: COLOR_THEMES, ...Object.fromEntries(flags) };
}

const COLOR_THEMES: Json = [
  { id: 1, name: 'Default Theme', is_global: true, colors: ['#1d4aff', '#621da6', '#42827e', '#ce0e74', '#f14f58'] },
];

/** A tile without its query and without the reason of a failure. */
const discreet = ({ widget, insight, widgets }: TileView): TileView => ({
  widget: told(widget),
  insight: { ...insight, query: withoutSql(insight.query) },
  widgets: widgets.map(told),
});

const told = (widget: Widget): Widget =>
  widget.sourceError === null ? widget : { ...widget, sourceError: PUBLIC_SOURCE_ERROR };

const PERSONAL: ReadonlySet<string> = new Set(['created_by', 'last_modified_by']);

function anonymous(value: Json): Json {
  if (Array.isArray(value)) return value.map(anonymous);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !PERSONAL.has(name))
      .map(([name, each]) => [name, anonymous(each)]),
  );
}

async function unlock(call: Call, path: string, type: 'scene' | 'embed'): Promise<Answer> {
  const { token } = asked(call);
  const { password } = await fieldsOf(call);
  const { shares } = call.domain;
  const isForm =
    /\bapplication\/x-www-form-urlencoded\b/.test(call.header('content-type') ?? '') &&
    /\btext\/html\b/.test(call.header('accept') ?? '');
  try {
    const given = typeof password === 'string' ? password : '';
    const { ticket, expiresIn } = await opened(shares.unlock(token, given, call.address));
    const cookie = {
      'set-cookie': `${COOKIE}=${ticket}; Max-Age=${expiresIn}; Path=${path}/${token}; HttpOnly; ${sites(call, type)}`,
    };
    if (!isForm) return json({ shareToken: ticket }, 200, cookie);
    // Not a redirect: with blocked cookies, as in another site's frame, that would ask for the password again.
    const shown = await show(call, type, [ticket]);
    return { ...shown, headers: { ...shown.headers, ...cookie } };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const { code, details } = error;
    if (isForm && code === 'rate_limited') {
      const page = await unlockPage(type, 'wait', 429);
      return { ...page, headers: { ...page.headers, 'retry-after': String(details.retryAfter ?? 60) } };
    }
    if (code === 'forbidden') return isForm ? unlockPage(type, 'wrong', 401) : bare('Incorrect password', 401);
    throw error;
  }
}

/** In another site's frame browsers only return partitioned third-party cookies, which need https. */
function sites(call: Call, type: 'scene' | 'embed'): string {
  if (!call.deps.config.publicUrl.startsWith('https:')) return 'SameSite=Lax';
  return type === 'embed' ? 'SameSite=None; Secure; Partitioned' : 'SameSite=Lax; Secure';
}
