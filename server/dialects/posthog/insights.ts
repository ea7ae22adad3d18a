import { z } from 'zod';
import type { Json, JsonObject } from '../../../components/model/widget.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Placed, Telling } from '../../domain/insights/insight-links.ts';
import type { InsightDraft, InsightId } from '../../domain/insights/insights.ts';
import { objectOf } from '../../domain/json.ts';
import type { Dashboard } from '../../domain/model.ts';
import { given } from '../../domain/validate.ts';
import { type Answer, json } from '../../http/answer.ts';
import type { Call } from '../../http/call.ts';
import type { Route } from '../dialect.ts';
import { answerAlone, answersOf, overridesOf, type Reading } from './answers.ts';
import { refusal } from './errors.ts';
import { bool, dict, fieldsOf, int, list, read, string } from './fields.ts';
import { chosen } from './insight-filters.ts';
import { basic, insight as render, shownQuery } from './insight-wire.ts';
import { displayOf, lookOf } from './looks.ts';
import { overridden } from './overridden.ts';
import { inProject, listed, pageOf } from './project.ts';

/** Routes of insights: what clients need to put something on a dashboard. */
export const insightRoutes: readonly Route[] = [
  inProject('GET', '/insights', 'insight:read', listAll),
  inProject('POST', '/insights', 'insight:write', create),
  inProject('GET', '/insights/:insight_id', 'insight:read', retrieve),
  inProject('PATCH', '/insights/:insight_id', 'insight:write', change),
];

export const fields = z
  .object({
    name: string(400).nullable(),
    derived_name: string(400).nullable(),
    description: string().nullable(),
    query: dict('Query must be a dictionary').nullable(),
    filters: dict('Filters must be a dictionary').nullable(),
    tags: list(string(255)),
    favorited: bool,
    saved: bool,
    deleted: bool,
    dashboards: list(int),
    delete_insights: bool,
  })
  .partial();

async function listAll(call: Call): Promise<Answer> {
  const found = chosen(call, await call.domain.insights.list(call.principal));
  const page = await call.domain.insights.whole(pageOf(call, found));
  const around = await surroundings(call, page);
  const shown =
    call.query('basic') === 'true'
      ? page.map((placed) => basic(render(placed, around)))
      : await answeredInsights(call, page, around, { isListed: true });
  return listed(call, found.length, shown);
}

async function create(call: Call): Promise<Answer> {
  const draft = await draftOf(call);
  const { query = null, filters = {} } = draft;
  const made = await call.domain.insights.create(call.principal, { ...draft, look: lookOf(query, filters) });
  return json(render(made, await surroundings(call, [made])), 201);
}

async function retrieve(call: Call): Promise<Answer> {
  const placed = await call.domain.insights.byId(call.principal, idIn(call));
  const [shown] = await answeredInsights(call, [placed], await surroundings(call, [placed]));
  return json(shown);
}

/** The id or the short id in the path. */
function idIn(call: Call): InsightId {
  const text = call.param('insight_id');
  return /^\d{1,15}$/.test(text) ? Number(text) : text;
}

/** Insights with current data, and with their questions as they were asked for this request. */
export async function answeredInsights(
  call: Call,
  insights: readonly Placed[],
  { dashboards, ...around }: Awaited<ReturnType<typeof surroundings>>,
  reading: Reading = {},
) {
  const boards = new Map(dashboards.map((each) => [each.id, each]));
  const placed = Map.groupBy(
    insights.flatMap(({ widgets }) => widgets),
    ({ dashboardId }) => boards.get(dashboardId),
  );
  // Those of a dashboard together: asked for one by one, long lists would hold up everybody else.
  const asked = [...placed].map(async ([board, widgets]) => (board ? answersOf(call, board, widgets, reading) : []));
  const fresh = new Map((await Promise.all(asked)).flat().map((widget) => [widget.id, widget]));
  return Promise.all(
    insights.map(async ({ insight, widgets }) => {
      const board = widgets[0] && boards.get(widgets[0].dashboardId);
      const overrides = overridesOf(call, board ?? { variables: null }, reading.isListed);
      const [alone, isAsked] = await answerAlone(call, { insight, widgets }, reading);
      const current = widgets.map((widget) => fresh.get(widget.id) ?? widget);
      const isAnew = widgets.some(({ version, dataUpdatedAt }, index) => {
        const now = current[index];
        return version !== now?.version || dataUpdatedAt !== now.dataUpdatedAt;
      });
      const whole = render({ insight, widgets: current }, around, { alone });
      const query = overridden(whole.query, overrides);
      return { ...whole, query, ...((alone ? isAsked : isAnew) && { is_cached: false }) };
    }),
  );
}

async function change(call: Call): Promise<Answer> {
  const { domain, principal } = call;
  const sent = await draftOf(call);
  const id = idIn(call);
  const placed = await domain.insights.byId(principal, id, { deleted: sent.deleted === false });
  const { insight } = placed;
  // The query we made up for a widget of another dialect, sent back unchanged, changes nothing; older ones had no name.
  const { query: asked, ...rest } = sent;
  const known = shownQuery(placed);
  const isSame = insight.query === null ? !isChanged(unnamed(asked), unnamed(known)) : !isChanged(asked, known);
  const patch: InsightDraft = isSame ? rest : sent;
  const [query, filters] = [patch.query ?? insight.query, patch.filters ?? insight.filters];
  // The same query in another notation keeps its display, even one chosen through another dialect.
  const asksAnew =
    displayOf(query, filters) !== displayOf(insight.query, insight.filters) || isChanged(patch.query, insight.query);
  const changed = await domain.insights.update(principal, id, {
    ...patch,
    ...(asksAnew && { look: lookOf(query, filters) }),
  });
  return json(render(changed, await surroundings(call, [changed])));
}

/** A made-up query without the tags that tell it from others. */
function unnamed(query: Json | undefined): Json | undefined {
  const { tags: _, ...source } = objectOf(objectOf(query).source);
  return query == null ? query : { ...objectOf(query), source };
}

const isChanged = (now: unknown, before: unknown): boolean =>
  now !== undefined && JSON.stringify(now) !== JSON.stringify(before);

async function draftOf(call: Call): Promise<InsightDraft> {
  const sent = read(fields, await fieldsOf(call));
  const boards = sent.dashboards && (await Promise.all([...new Set(sent.dashboards)].map((id) => boardOf(call, id))));
  const extras: JsonObject | undefined =
    sent.derived_name === undefined ? undefined : { derived_name: sent.derived_name };
  return given({
    name: sent.name,
    description: sent.description ?? (sent.description === null ? '' : undefined),
    query: sent.query,
    filters: sent.filters ?? undefined,
    tags: sent.tags && [...new Set(sent.tags.map((tag) => tag.trim().toLowerCase()).filter(Boolean))],
    isFavorited: sent.favorited,
    isSaved: sent.saved,
    deleted: sent.deleted,
    dashboards: boards,
    extras,
  });
}

async function boardOf({ domain, principal }: Call, id: number): Promise<Dashboard> {
  try {
    return await domain.lookup.dashboard(principal, { id }, { unscoped: true });
  } catch (error) {
    if (error instanceof DomainError && error.code === 'not_found')
      throw refusal(`Invalid pk "${id}" - object does not exist.`, 'dashboards', 'does_not_exist');
    throw error;
  }
}

/** The context in which insights are rendered: their authors, and the dashboards that the caller may read. */
export async function surroundings({ domain, principal }: Call, placed: readonly Placed<Telling>[]) {
  const people = placed.flatMap(({ insight: { createdBy, modifiedBy } }) => [createdBy, modifiedBy]);
  const [overview, users] = await Promise.all([
    domain.boards.overview({ ...principal, scopes: ['*'] }),
    domain.boards.usersOf(people),
  ]);
  return { ...overview, users };
}
