import type { Json, JsonObject } from '../../../components/model/widget.ts';
import { objectOf } from '../../domain/json.ts';
import type { Dashboard } from '../../domain/model.ts';
import type { Answer } from '../../http/answer.ts';
import type { Call } from '../../http/call.ts';
import type { Route } from '../dialect.ts';
import { refusal } from './errors.ts';
import { fieldsOf, pythonType } from './fields.ts';
import { placeOf } from './layouts.ts';
import { lookOf, textLook } from './looks.ts';
import { inProject } from './project.ts';
import { extrasOf } from './shapes.ts';
import { show } from './show.ts';
import { problemOf, type Template } from './template-schema.ts';
import { TEMPLATES } from './templates.ts';
import { NAMELESS } from './wire.ts';

/** Dashboards out of a description that comes along. */
export const templateRoutes: readonly Route[] = [
  inProject('POST', '/dashboards/create_from_template_json', 'dashboard:write', createFromJson),
];

/** A stored template by its exact name. */
export const templateNamed = (name: string): Template | undefined =>
  TEMPLATES.find((template) => template.template_name === name);

/** 200, as the original has it. */
async function createFromJson(call: Call): Promise<Answer> {
  const { template = null, creation_context: context } = await fieldsOf(call);
  const problem = problemOf(template);
  if (problem) throw refusal(problem);
  const { domain, principal } = call;
  const extras = { posthog: { name: null, ...(typeof context === 'string' && { creation_context: context }) } };
  const made = await domain.dashboards.create(principal, {
    name: NAMELESS,
    visibility: 'workspace',
    creationMode: 'template',
    extras,
  });
  try {
    return await show(call, await fillFrom(call, made, template as unknown as Template));
  } catch (error) {
    await domain.insights.removeWith(await domain.boards.bin(principal, made));
    throw error;
  }
}

/** Puts a template's tiles on a new dashboard; filters, variables and description become the template's. */
export async function fillFrom(call: Call, dashboard: Dashboard, template: Template): Promise<Dashboard> {
  const { domain, principal } = call;
  const own = extrasOf(dashboard);
  const isNameless = dashboard.name === NAMELESS && own.name === null;
  const { template_name: name, dashboard_description: description, dashboard_filters: filters, tags = [] } = template;
  const changed = await domain.dashboards.update(principal, dashboard.key, {
    ...(isNameless && name.trim() && { name }),
    description,
    variables: template.variables ?? null,
    tags: [...new Set([...dashboard.tags, ...(tags ?? []).map((tag) => tag.trim().toLowerCase())])].filter(Boolean),
    extras: { ...dashboard.extras, posthog: { ...own, filters } },
  });
  for (const tile of template.tiles) await addTile(call, changed, tile);
  return changed;
}

const textOf = (value: Json | undefined, attr: string): string => {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  throw refusal(`${attr} must be a string, not ${pythonType(value)}`);
};
/** What is of no known type is passed over. */
async function addTile({ domain, principal }: Call, dashboard: Dashboard, tile: JsonObject): Promise<void> {
  const { layouts = {}, color = null } = tile;
  const posthog = { layouts, color };
  const place = placeOf(layouts);
  if (tile.type === 'TEXT') {
    const text = textLook(textOf(tile.body, 'body').slice(0, 4000));
    await domain.tiles.change(principal, dashboard, [{ text, ...(place && { place }), extras: { posthog } }]);
  }
  if (tile.type !== 'INSIGHT') return;
  const query = objectOf(tile.query);
  const isQuery = Object.keys(query).length > 0;
  // A query wins, and then there are no filters.
  const filters = isQuery ? {} : objectOf(tile.filters);
  await domain.insights.create(principal, {
    name: textOf(tile.name, 'name'),
    description: textOf(tile.description, 'description'),
    query: isQuery ? query : null,
    filters,
    isSaved: true,
    look: lookOf(isQuery ? query : null, filters),
    dashboards: [dashboard],
    ...(place && { place }),
    tileExtras: { posthog },
  });
}
