import { z } from 'zod';
import type { Json, JsonObject } from '../../../components/model/widget.ts';
import type { DashboardDraft } from '../../domain/boards/dashboards.ts';
import { DomainError } from '../../domain/errors.ts';
import { isObject } from '../../domain/json.ts';
import type { Dashboard } from '../../domain/model.ts';
import { given } from '../../domain/validate.ts';
import { type Answer, empty } from '../../http/answer.ts';
import type { Call } from '../../http/call.ts';
import type { Route } from '../dialect.ts';
import { denied, refusal } from './errors.ts';
import { any, bool, choice, datetime, dict, fieldsOf, int, list, read, string } from './fields.ts';
import { dashboardOf, idOf, inProject, paged } from './project.ts';
import { CLOSED, extrasOf, OPEN, time } from './shapes.ts';
import { show, showFresh } from './show.ts';
import { templated, templateNamed, tilesOf } from './template-fill.ts';
import { changeTiles } from './tiles.ts';
import { basic, NAMELESS } from './wire.ts';

/** Routes of dashboards. */
export const dashboardRoutes: readonly Route[] = [
  inProject('GET', '/dashboards', 'dashboard:read', listAll),
  inProject('POST', '/dashboards', 'dashboard:write', create),
  inProject('GET', '/dashboards/:id', 'dashboard:read', retrieve),
  inProject('PATCH', '/dashboards/:id', 'dashboard:write', change),
  inProject('PUT', '/dashboards/:id', 'dashboard:write', change),
  inProject('DELETE', '/dashboards/:id', 'dashboard:write', refuseDelete),
];

/** Fields of a body. Unknown ones are ignored; `tiles` and `duplicate_tiles` are parsed separately. */
export const fields = z
  .object({
    name: string(400).nullable(),
    description: string(),
    pinned: bool,
    last_accessed_at: datetime.nullable(),
    last_refresh: datetime.nullable(),
    deleted: bool,
    breakdown_colors: any,
    data_color_theme_id: int.nullable(),
    tags: list(string(255)),
    restriction_level: choice(OPEN, CLOSED),
    use_template: string(),
    use_dashboard: int.nullable(),
    delete_insights: bool,
    _create_in_folder: string(),
    filters: dict('Filters must be a dictionary').nullable(),
    variables: dict('Variables must be a dictionary').nullable(),
  })
  .partial();
type Fields = z.infer<typeof fields>;

/** Dashboards that the original creates by itself for insights that are on none. */
const GENERATED = 'Generated Dashboard';

async function listAll(call: Call): Promise<Answer> {
  const { dashboards, ...around } = await call.domain.boards.overview(call.principal);
  const { searchParams } = call.url;
  const search = (searchParams.get('search') ?? '').trim().toLowerCase();
  const tags = searchParams.getAll('tags').filter(Boolean).map(tagify);
  const mode = searchParams.get('creation_mode');
  const isGeneratedOut = searchParams.get('exclude_generated') === 'true';
  const found = dashboards.filter(
    (each) =>
      (search === '' || `${each.name}\n${each.description}`.toLowerCase().includes(search)) &&
      (tags.length === 0 || each.tags.some((tag) => tags.includes(tagify(tag)))) &&
      (!mode || each.creationMode === mode) &&
      !(isGeneratedOut && each.name.startsWith(GENERATED)),
  );
  const order = (a: Dashboard, b: Dashboard) =>
    Number(b.isPinned) - Number(a.isPinned) || (a.name < b.name ? -1 : Number(a.name > b.name)) || a.id - b.id;
  return paged(call, found.sort(order), (each) => basic(each, around));
}

async function create(call: Call): Promise<Answer> {
  const body = await fieldsOf(call);
  const sent = read(fields, filtersChecked(body));
  const template = sent.use_template ? templateNamed(sent.use_template) : undefined;
  if (sent.use_template && sent.use_dashboard)
    throw refusal('`use_dashboard` and `use_template` cannot be used together');
  if (sent.use_template && !template) throw refusal(`Invalid template provided: ${sent.use_template}`, 'use_template');
  const { domain, principal } = call;
  const source = sent.use_dashboard ? await sourceOf(call, sent.use_dashboard) : undefined;
  const copied = source ? copiedFrom(source) : { extras: {} };
  const draft = patchOf({ ...sent, name: sent.name ?? null }, copied);
  const creationMode = template ? 'template' : source ? 'duplicate' : 'default';
  const whole: DashboardDraft & { extras: JsonObject } = {
    visibility: 'workspace',
    ...copied,
    ...draft,
    name: draft.name ?? NAMELESS,
    creationMode,
  };
  const made = source
    ? await domain.newBoards.copied(principal, whole, source, { clone: isTrue(body.duplicate_tiles) })
    : template
      ? await domain.newBoards.filled(principal, templated(whole, template), tilesOf(template))
      : await domain.dashboards.create(principal, whole);
  return show(call, sent.deleted ? await domain.boards.bin(principal, made) : made, 201);
}

async function retrieve(call: Call): Promise<Answer> {
  const dashboard = await dashboardOf(call);
  return showFresh(call, await call.domain.boards.accessed(dashboard));
}

async function change(call: Call): Promise<Answer> {
  const { domain, principal } = call;
  const body = await fieldsOf(call);
  const sent = read(fields, filtersChecked(body));
  const id = idOf(call.param('id'));
  const dashboard =
    sent.deleted === false ? await domain.boards.restore(principal, id) : await dashboardOf(call, 'write');
  const level = sent.restriction_level;
  if (level !== undefined && level !== dashboard.restrictionLevel && !domain.boards.mayRestrict(principal, dashboard))
    throw denied(
      "Only the dashboard owner and project admins have the restriction rights required to change the dashboard's restriction level.",
    );
  const tiles = await changeTiles(call, dashboard, body);
  const isChanged = Object.keys(patchOf(sent, dashboard)).length > 0;
  const changed = isChanged
    ? await domain.dashboards.update(principal, dashboard.key, (before) => patchOf(sent, before))
    : dashboard;
  await tiles();
  if (!sent.deleted) return show(call, changed);
  const binned = await domain.boards.bin(principal, changed);
  if (sent.delete_insights) await domain.insights.removeWith(binned);
  return show(call, binned);
}

/** The original never deletes for good. Missing rights are reported first. */
async function refuseDelete(call: Call): Promise<Answer> {
  await dashboardOf(call, 'write');
  return empty(405, { allow: 'GET, HEAD, OPTIONS, PATCH, PUT' });
}

/** @throws DomainError `invalid` for a missing one, or one the caller may not read */
async function sourceOf({ domain, principal }: Call, id: number): Promise<Dashboard> {
  try {
    return await domain.lookup.dashboard(principal, { id }, { unscoped: true });
  } catch (error) {
    if (error instanceof DomainError && ['not_found', 'forbidden'].includes(error.code))
      throw refusal('Invalid value provided', 'use_dashboard');
    throw error;
  }
}

/** The fields a duplicate takes over besides its tiles. */
function copiedFrom(source: Dashboard): Partial<DashboardDraft> & { extras: JsonObject } {
  const { last_refresh: _, name: __, ...own } = extrasOf(source);
  const { filters, parameters, variables, visibility, background, refreshInterval } = source;
  return {
    filters,
    parameters,
    variables,
    visibility,
    background,
    refreshInterval,
    isPrivate: true,
    extras: { ...source.extras, posthog: own },
  };
}

/** The message about filters names no field. */
function filtersChecked(body: JsonObject): JsonObject {
  const { filters } = body;
  const isDictionary = filters === undefined || filters === null || isObject(filters);
  if (!isDictionary) throw refusal('Filters must be a dictionary');
  return body;
}

function patchOf(
  sent: Fields,
  { extras, tags = [] }: { extras: JsonObject; tags?: readonly string[] },
): Partial<DashboardDraft> {
  const isNameless = sent.name !== undefined && !sent.name?.trim();
  const own = given({
    filters: sent.filters ?? undefined,
    breakdown_colors: sent.breakdown_colors,
    data_color_theme_id: sent.data_color_theme_id,
    last_refresh: sent.last_refresh === undefined ? undefined : time(sent.last_refresh),
    name: isNameless || extrasOf({ extras }).name !== undefined ? sent.name : undefined,
  }) as { [name: string]: Json };
  const isOwn = Object.keys(own).length > 0;
  return given({
    name: sent.name === undefined ? undefined : sent.name?.trim() || NAMELESS,
    description: sent.description,
    isPinned: sent.pinned,
    lastAccessedAt: sent.last_accessed_at,
    tags: sent.tags && [...new Set(sent.tags.map((tag) => spelled(tag, tags)).filter(Boolean))],
    restrictionLevel: sent.restriction_level,
    variables: sent.variables,
    extras: isOwn ? { ...extras, posthog: { ...(extras.posthog as JsonObject | undefined), ...own } } : undefined,
  });
}

const tagify = (tag: string): string => tag.trim().toLowerCase();
/** Normalizes a tag; existing tags keep the spelling given by other dialects. */
const spelled = (tag: string, known: readonly string[]): string =>
  known.find((each) => tagify(each) === tagify(tag)) ?? tagify(tag);
const isTrue = (value: Json | undefined): boolean =>
  value === true || value === 'true' || value === 'True' || value === 1;
