import type { Dashboard } from '../../domain/model.ts';
import { liveWidget } from '../../domain/widgets/state.ts';
import { type Answer, inertPage, json, text } from '../../http/answer.ts';
import { parseJson } from '../../http/body.ts';
import type { Call } from '../../http/call.ts';
import { bearerKey, bodyKey, headerKey, sessionCookie } from '../../http/credentials.ts';
import { type Problem, type ProblemCode, renamed } from '../../http/problems.ts';
import type { Dialect } from '../dialect.ts';
import { documented } from '../operation.ts';
import { about, docs } from './docs.ts';
import * as wire from './wire.ts';

const KEYS = [bearerKey, headerKey('x-api-key'), bodyKey('api_key')];

/**
 * BoardCharts, API v2. Creating, changing and deleting dashboards and widgets is ours: the original leaves them
 * to its admin pages. Any Content-Type will do for a body, it is JSON in any case.
 */
export const boardcharts: Dialect = {
  name: 'boardcharts',
  about,
  credentials: KEYS,
  parseBody: (bytes) => (bytes.length === 0 ? undefined : parseJson(bytes)),
  renderError,
  routes: documented(docs, [
    { method: 'GET', path: '/api/v2/me', right: 'authenticated', run: me },
    { method: 'GET', path: '/api/v2/dashboards', right: 'dashboard:read', run: listDashboards },
    { method: 'POST', path: '/api/v2/dashboards', right: 'dashboard:write', run: createDashboard },
    { method: 'GET', path: '/api/v2/dashboards/:key', right: 'dashboard:read', run: getDashboard },
    { method: 'PATCH', path: '/api/v2/dashboards/:key', right: 'dashboard:write', run: changeDashboard },
    { method: 'DELETE', path: '/api/v2/dashboards/:key', right: 'dashboard:write', run: deleteDashboard },
    { method: 'GET', path: '/api/v2/dashboards/:key/widgets', right: 'dashboard:read', run: listWidgets },
    { method: 'POST', path: '/api/v2/dashboards/:key/widgets', right: 'dashboard:write', run: createWidget },
    { method: 'GET', path: '/api/v2/widgets/:key', right: 'dashboard:read', run: getWidget },
    { method: 'PATCH', path: '/api/v2/widgets/:key', right: 'dashboard:write', run: changeWidget },
    { method: 'DELETE', path: '/api/v2/widgets/:key', right: 'dashboard:write', run: deleteWidget },
    { method: 'POST', path: '/api/v2/widgets/:key/data', right: 'dashboard:write', quiet: true, run: push },
    {
      method: 'GET',
      path: '/api/v2/widgets/:key/render',
      right: 'public',
      credentials: [...KEYS, sessionCookie],
      run: render,
    },
  ]),
};

/** This API's names for the domain's fields. */
const FIELDS = { x: 'position.x', y: 'position.y', w: 'position.w', h: 'position.h' };

/** The error bodies that the reference documents; all others follow its rule: JSON with an `error` field. */
const ERRORS: Partial<Record<ProblemCode, (problem: Problem) => Answer>> = {
  malformed: ({ message }) => text(message, 400),
  invalid: (problem) => text(renamed(problem, FIELDS).message, 400),
  too_large: ({ message }) => text(message, 413),
  method_not_allowed: ({ message }) => text(message, 405),
  internal: ({ requestId }) => text(`Internal Server Error (request ${requestId})`, 500),
  unauthenticated: () => json({ error: 'invalid_api_key' }, 401),
  invalid_credential: () => json({ error: 'invalid_api_key' }, 401),
  foreign: () => json({ error: 'forbidden' }, 403),
  not_found: () => inertPage('Not Found', 'The requested resource was not found on this server.', 404),
};

function renderError(problem: Problem): Answer {
  return ERRORS[problem.code]?.(problem) ?? json({ error: problem.code }, problem.status);
}

const objectOf = async (call: Call) => wire.withoutKey(await call.object());

async function push(call: Call): Promise<Answer> {
  const data = await objectOf(call);
  return json(wire.pushed(await call.domain.values.push(call.principal, call.param('key'), data)));
}

/** A key belongs to one account and does not see its user's other accounts. */
async function me({ domain: { people }, principal }: Call): Promise<Answer> {
  const [user, workspaces, counts] = await Promise.all([
    people.userOf(principal),
    people.workspacesOf(principal.userId),
    people.counts(principal),
  ]);
  const own = workspaces.filter(({ id }) => id === principal.workspaceId);
  return json(wire.me(user, own, counts));
}

async function listDashboards({ domain, principal }: Call): Promise<Answer> {
  return json({ dashboards: (await domain.dashboards.list(principal)).map(wire.dashboard) });
}

async function createDashboard(call: Call): Promise<Answer> {
  const draft = wire.dashboardDraft(await objectOf(call));
  return json(
    wire.dashboard({ ...(await call.domain.dashboards.create(call.principal, draft)), widgetsCount: 0 }),
    201,
  );
}

/** A dashboard with the number of its widgets. */
async function shown({ domain }: Call, dashboard: Dashboard) {
  const widgets = await domain.widgets.of(dashboard, { columns: ['id'] });
  return wire.dashboard({ ...dashboard, widgetsCount: widgets.length });
}

async function getDashboard(call: Call): Promise<Answer> {
  return json(await shown(call, await call.domain.lookup.dashboard(call.principal, { key: call.param('key') })));
}

async function changeDashboard(call: Call): Promise<Answer> {
  const patch = wire.dashboardPatch(wire.withoutReadOnly(await objectOf(call), call.param('key')));
  const dashboard = await call.domain.dashboards.update(call.principal, call.param('key'), patch);
  return json({ success: true, dashboard_key: dashboard.key, ...(await shown(call, dashboard)) });
}

async function deleteDashboard(call: Call): Promise<Answer> {
  await call.domain.dashboards.remove(call.principal, call.param('key'));
  return json({ success: true, dashboard_key: call.param('key') });
}

async function listWidgets(call: Call): Promise<Answer> {
  const dashboard = await call.domain.lookup.dashboard(call.principal, { key: call.param('key') });
  const widgets = await call.domain.widgets.of(dashboard, { columns: wire.ROW });
  return json({ widgets: widgets.map((widget) => wire.widgetRow(widget, dashboard)) });
}

async function createWidget(call: Call): Promise<Answer> {
  const draft = wire.widgetDraft(await objectOf(call));
  const widget = await call.domain.widgets.create(call.principal, call.param('key'), draft);
  return json(wire.widget(widget), 201);
}

async function getWidget(call: Call): Promise<Answer> {
  return json(wire.widget(await call.domain.widgets.byKey(call.principal, call.param('key'))));
}

async function changeWidget(call: Call): Promise<Answer> {
  const { domain, principal } = call;
  const [key, body] = [call.param('key'), await objectOf(call)];
  // An invalid body is reported before a missing widget, as everywhere in this API.
  wire.widgetPatch(wire.withoutReadOnly(body, key), {});
  const widget = await domain.widgets.update(principal, key, (before, dashboard) =>
    wire.widgetPatch(wire.changedWidgetFields(body, before, dashboard), before.config),
  );
  return json({ success: true, widget_key: widget.key, ...wire.widget(widget) });
}

async function deleteWidget(call: Call): Promise<Answer> {
  await call.domain.widgets.remove(call.principal, call.param('key'));
  return json({ success: true, widget_key: call.param('key') });
}

async function render(call: Call): Promise<Answer> {
  const { domain, deps, reader } = call;
  const { widget: row, dashboard } = await domain.sharing.widget({ key: call.param('key') }, reader);
  const [widget = row] = await deps.sources.current([row], dashboard);
  const content = deps.renderer.widgetHtml(liveWidget(widget, dashboard), { attributes: { key: widget.key } });
  return json(wire.rendered(content, deps.config.publicUrl, widget.dataUpdatedAt));
}
