import type { Json, JsonObject } from '../../../components/model/widget.ts';
import type { DashboardDraft } from '../../domain/boards/dashboards.ts';
import type { NewTile } from '../../domain/insights/new-boards.ts';
import { objectOf } from '../../domain/json.ts';
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

/** Routes that create dashboards from a template in the body. */
export const templateRoutes: readonly Route[] = [
  inProject('POST', '/dashboards/create_from_template_json', 'dashboard:write', createFromJson),
];

/** A stored template by its exact name. */
export const templateNamed = (name: string): Template | undefined =>
  TEMPLATES.find((template) => template.template_name === name);

/** Status 200, like the original. */
async function createFromJson(call: Call): Promise<Answer> {
  const { template = null, creation_context: context } = await fieldsOf(call);
  const problem = problemOf(template);
  if (problem) throw refusal(problem);
  const given = template as unknown as Template;
  const extras = { posthog: { name: null, ...(typeof context === 'string' && { creation_context: context }) } };
  const draft = { name: NAMELESS, visibility: 'workspace', creationMode: 'template', extras } as const;
  return show(call, await call.domain.newBoards.filled(call.principal, templated(draft, given), tilesOf(given)));
}

/** A new dashboard with the template's filters, variables and description. */
export function templated(draft: DashboardDraft & { extras: JsonObject }, template: Template): DashboardDraft {
  const own = extrasOf(draft);
  const isNameless = draft.name === NAMELESS && own.name === null;
  const { template_name: name, dashboard_description: description, dashboard_filters: filters, tags } = template;
  return {
    ...draft,
    ...(isNameless && name.trim() && { name }),
    description,
    variables: template.variables ?? null,
    tags: [...new Set([...(draft.tags ?? []), ...(tags ?? []).map((tag) => tag.trim().toLowerCase())])].filter(Boolean),
    extras: { ...draft.extras, posthog: { ...own, filters } },
  };
}

const textOf = (value: Json | undefined, attr: string): string => {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  throw refusal(`${attr} must be a string, not ${pythonType(value)}`);
};

/** Tiles of unknown types are ignored. */
export const tilesOf = ({ tiles }: Template): NewTile[] =>
  tiles.flatMap((tile): NewTile[] => {
    const { layouts = {}, color = null } = tile;
    const placed = { place: placeOf(layouts), extras: { posthog: { layouts, color } } };
    if (tile.type === 'TEXT') return [{ look: textLook(textOf(tile.body, 'body').slice(0, 4000)), ...placed }];
    if (tile.type !== 'INSIGHT') return [];
    const query = objectOf(tile.query);
    const isQuery = Object.keys(query).length > 0;
    // A query takes precedence over filters.
    const filters = isQuery ? {} : objectOf(tile.filters);
    const insight = {
      name: textOf(tile.name, 'name'),
      description: textOf(tile.description, 'description'),
      query: isQuery ? query : null,
      filters,
    };
    return [{ look: lookOf(insight.query, filters), insight, ...placed }];
  });
