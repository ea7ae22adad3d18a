import { DomainError, forbidden, invalid, notFound } from '../../domain/errors.ts';
import type { Dashboard } from '../../domain/model.ts';
import { type Right, ROLES } from '../../domain/rights.ts';
import type { WidgetDraft } from '../../domain/widgets/widgets.ts';
import { type Answer, empty, json } from '../../http/answer.ts';
import { parseJson } from '../../http/body.ts';
import type { Call } from '../../http/call.ts';
import { bearerToken } from '../../http/tokens.ts';
import type { Dialect } from '../dialect.ts';
import { documented } from '../operation.ts';
import { about, docs } from './docs.ts';
import { renderError } from './errors.ts';
import { fromTemplate } from './templates.ts';
import * as wire from './wire.ts';

const BOARDS = '/api/v1/bi/dashboards';
const BOARD = `${BOARDS}/:id`;
const read = 'dashboard:read';
const write = 'dashboard:write';

/** BI (MATIH), v1: tenants and members come with their signed tokens; success bodies are bare, failures in an envelope. */
export const bi: Dialect = {
  name: 'bi',
  about,
  credentials: [bearerToken],
  parseBody: (bytes) => (bytes.length === 0 ? undefined : parseJson(bytes)),
  renderError,
  routes: documented(docs, [
    { method: 'POST', path: BOARDS, right: write, run: create },
    { method: 'GET', path: BOARDS, right: read, run: list },
    { method: 'POST', path: `${BOARDS}/templates/:template`, right: write, run: instantiate },
    { method: 'GET', path: BOARD, right: read, run: get },
    { method: 'PUT', path: BOARD, right: write, run: change },
    { method: 'DELETE', path: BOARD, right: write, run: remove },
    { method: 'POST', path: `${BOARD}/clone`, right: write, run: clone },
    { method: 'POST', path: `${BOARD}/widgets`, right: write, run: addWidget },
    { method: 'PUT', path: `${BOARD}/widgets/:widget`, right: write, run: changeWidget },
    { method: 'DELETE', path: `${BOARD}/widgets/:widget`, right: write, run: removeWidget },
    { method: 'POST', path: `${BOARD}/share`, right: write, run: share },
  ]),
};

function find(call: Call, right: Right = 'read'): Promise<Dashboard> {
  return call.domain.lookup.dashboard(call.principal, { publicId: call.param('id') }, { right, hidden: true });
}

/** The dashboard of the path, for its owner and the tenant's administrators. @throws DomainError `forbidden`, `not_found` */
async function owned(call: Call): Promise<Dashboard> {
  const dashboard = await find(call);
  const { userId, role } = call.principal;
  if (dashboard.createdBy === userId || ROLES[role].administers) return find(call, 'write');
  throw forbidden('dashboard:write', 'dashboard', dashboard.publicId);
}

/** Summaries of dashboards, with two queries in total. */
async function summaries({ domain, principal }: Call, rows: readonly (Dashboard & { widgetsCount: number })[]) {
  const creators = rows.flatMap(({ createdBy }) => createdBy ?? []);
  const [tenant, names] = await Promise.all([
    domain.identities.workspaceOf(principal),
    domain.identities.subjects(principal.workspaceId, creators),
  ]);
  return rows.map((row) => wire.summary(row, tenant.slug, names.get(row.createdBy ?? 0) ?? null, row.widgetsCount));
}

async function full(call: Call, dashboard: Dashboard) {
  const [widgets, grants] = await Promise.all([
    call.domain.widgets.of(dashboard, { columns: wire.WIDGET }),
    call.domain.grants.of(dashboard),
  ]);
  const [summary] = await summaries(call, [{ ...dashboard, widgetsCount: widgets.length }]);
  return {
    ...(summary as NonNullable<typeof summary>),
    widgets: widgets.map((widget) => wire.widget(widget, dashboard.publicId)),
    shared_with: grants.map(wire.share),
  };
}

async function create(call: Call): Promise<Answer> {
  const dashboard = await call.domain.dashboards.create(call.principal, wire.dashboardDraft(await call.object()));
  return json((await summaries(call, [{ ...dashboard, widgetsCount: 0 }]))[0] ?? null, 201);
}

async function list(call: Call): Promise<Answer> {
  const { word, tag, limit, offset } = listQuery(call);
  const all = (await call.domain.dashboards.list(call.principal)).filter(
    (row) => (!word || wire.visibilityOf(row) === word) && (tag === undefined || row.tags.includes(tag)),
  );
  const dashboards = await summaries(call, all.slice(offset, offset + limit));
  return json({ dashboards, total: all.length, limit, offset });
}

function listQuery(call: Call) {
  try {
    return wire.listQuery(Object.fromEntries(call.search()));
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    throw new DomainError(error.code, error.message, { ...error.details, subject: 'query' });
  }
}

async function get(call: Call): Promise<Answer> {
  return json(await full(call, await find(call)));
}

async function change(call: Call): Promise<Answer> {
  const dashboard = await owned(call);
  const patch = wire.dashboardPatch(wire.changedBoardFields(await call.object(), dashboard));
  return json(await full(call, await call.domain.dashboards.update(call.principal, dashboard.key, patch)));
}

async function remove(call: Call): Promise<Answer> {
  await call.domain.dashboards.remove(call.principal, (await owned(call)).key);
  return empty();
}

async function clone(call: Call): Promise<Answer> {
  const copy = await call.domain.copies.duplicate(call.principal, await find(call), call.query('new_name'));
  return json(await full(call, copy), 201);
}

async function instantiate(call: Call): Promise<Answer> {
  return json(await full(call, await fromTemplate(call)), 201);
}

async function widgetOf(call: Call, dashboard: Dashboard) {
  const id = call.param('widget');
  const [found] = await call.domain.widgets.of(dashboard, {
    columns: [...wire.WIDGET, 'key'],
    where: { publicId: id },
  });
  if (!found) throw notFound('widget', id);
  return found;
}

async function addWidget(call: Call): Promise<Answer> {
  const dashboard = await find(call, 'write');
  const draft = wire.widgetDraft(await call.object());
  await checkSql(call, draft);
  const widget = await call.domain.widgets.create(call.principal, dashboard.key, draft);
  return json(wire.widget(widget, dashboard.publicId), 201);
}

async function changeWidget(call: Call): Promise<Answer> {
  const dashboard = await find(call, 'write');
  const before = await widgetOf(call, dashboard);
  const patch = wire.widgetPatch(wire.changedWidgetFields(await call.object(), before));
  await checkSql(call, patch);
  const widget = await call.domain.widgets.update(call.principal, before.key, patch);
  return json(wire.widget(widget, dashboard.publicId));
}

/** Invalid SQL is refused at once; a missing table is only reported at the widget, since it may be added later. */
async function checkSql({ deps, principal }: Call, { source, config = {} }: Partial<WidgetDraft>): Promise<void> {
  if (!source) return;
  const issues = await deps.sources.check(principal.workspaceId, { source, config }, 'data_source');
  if (issues.length > 0) throw invalid(...issues);
}

async function removeWidget(call: Call): Promise<Answer> {
  const { key } = await widgetOf(call, await find(call, 'write'));
  await call.domain.widgets.remove(call.principal, key);
  return empty();
}

async function share(call: Call): Promise<Answer> {
  const dashboard = await owned(call);
  const { visibility, grants, permissions } = wire.sharingOf(await call.object());
  if (grants) {
    const there = await call.domain.grants.of(dashboard);
    await call.domain.grants.merge(call.principal, dashboard, wire.newGrants(grants, there));
  }
  const after = visibility
    ? await call.domain.dashboards.update(call.principal, dashboard.key, { visibility })
    : dashboard;
  const shared = (await call.domain.grants.of(dashboard)).map(wire.share);
  return json({
    dashboard_id: dashboard.publicId,
    visibility: wire.visibilityOf(after),
    shared_with: shared,
    permissions,
  });
}
