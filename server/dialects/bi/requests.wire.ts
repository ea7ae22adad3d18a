import { z } from 'zod';
import type { Json, JsonObject } from '../../../components/model/widget.ts';
import type { DashboardDraft } from '../../domain/boards/dashboards.ts';
import { invalid } from '../../domain/errors.ts';
import type { Visibility } from '../../domain/model.ts';
import type { GrantChange } from '../../domain/people/grants.ts';
import { nameOf, subjectOf } from '../../domain/subjects.ts';
import { given } from '../../domain/validate.ts';
import type { WidgetDraft } from '../../domain/widgets/widgets.ts';
import { validate } from '../../http/validate.ts';
import { widgetConfig } from '../operation.ts';

/** The nine widget types and the closest catalog type of each; for the way back the first match counts. */
export const TYPES: Readonly<Record<string, string>> = {
  bar_chart: 'chart',
  line_chart: 'chart',
  pie_chart: 'chart',
  area_chart: 'chart',
  scatter_plot: 'chart',
  kpi_card: 'number',
  table: 'table',
  heatmap: 'heatmap',
  text: 'markdown',
};
/** Visibilities in this API's words and in ours. */
export const VISIBILITIES: Readonly<Record<string, Visibility>> = {
  private: 'private',
  team: 'team',
  tenant: 'workspace',
  public: 'public',
};
const OPERATORS = ['in', 'not_in', 'eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'between', 'contains'] as const;

const visibility = z.enum(['private', 'team', 'tenant', 'public']);
const filter = z.looseObject({
  field: z.string().min(1),
  operator: z.enum(OPERATORS),
  values: z.array(z.custom<Json>()),
});
export const boardFields = z
  .object({
    name: z.string().min(1).max(255),
    description: z.string(),
    visibility,
    tags: z.array(z.string()),
    filters: z.array(filter),
  })
  .partial();
export const newBoard = boardFields.required({ name: true });
const position = z
  .object({ x: z.int().min(0), y: z.int().min(0), width: z.int().min(1), height: z.int().min(1) })
  .partial();
const seconds = z.int().min(0).optional();
const source = z
  .looseObject({ sql: z.string().min(1).optional(), metric: z.string().min(1).optional(), cache_ttl_seconds: seconds })
  .refine(({ sql, metric }) => sql !== undefined || metric !== undefined, { error: 'must have sql or metric' })
  .meta({ anyOf: [{ required: ['sql'] }, { required: ['metric'] }] });
export const widgetFields = z
  .object({
    name: z.string().min(1).max(255),
    widget_type: z.enum(Object.keys(TYPES) as [string, ...string[]]),
    position,
    data_source: source.nullable(),
    config: widgetConfig,
  })
  .partial();
export const newWidget = widgetFields.required({ name: true, widget_type: true });
/** `none` removes a grant. */
const LEVELS: Readonly<Record<string, GrantChange['level']>> = { view: 'viewer', edit: 'editor', none: null };
const permission = z.enum(['view', 'edit', 'none']);
const subject = z.union([
  z.string().min(1),
  z.object({ user_id: z.string().min(1), permission: permission.optional() }),
  z.object({ team_id: z.string().min(1), permission: permission.optional() }),
]);
export const sharing = z
  .object({ visibility, shared_with: z.array(subject).max(1000), permissions: z.enum(['view', 'edit']) })
  .partial();

/** @throws DomainError `invalid` */
export function dashboardPatch(body: JsonObject): Partial<DashboardDraft> {
  const { visibility: word, filters, ...rest } = validate(boardFields, body);
  return given({ ...rest, filters: filters as Json | undefined, visibility: word && VISIBILITIES[word] });
}

/** @throws DomainError `invalid` */
export function dashboardDraft(body: JsonObject): DashboardDraft {
  const { name } = validate(newBoard, body);
  return { visibility: 'private', ...dashboardPatch(body), name };
}

/** @throws DomainError `invalid` */
export function widgetPatch(body: JsonObject): Partial<WidgetDraft> {
  const { name: title, widget_type: givenType, position: place = {}, ...rest } = validate(widgetFields, body);
  const { x, y, width: w, height: h } = place;
  const cached = rest.data_source && { cache_ttl_seconds: 300, ...rest.data_source };
  const wired = rest.data_source === null ? null : (cached as JsonObject | undefined);
  const type = givenType && TYPES[givenType];
  return given({ title, type, givenType, x, y, w, h, source: wired, config: rest.config });
}

/** @throws DomainError `invalid` */
export function widgetDraft(body: JsonObject): WidgetDraft {
  const { widget_type: type, data_source: from } = validate(newWidget, body);
  if (type !== 'text' && !from) throw invalid({ path: 'data_source', message: 'is required' });
  return widgetPatch(body) as WidgetDraft;
}

/** A subject that another API identifies by number, in a form that no name has: when it is sent back, the grant is the same. */
export const shown = (subject: string): string => (/^\d+$/.test(subject) ? `#${subject}` : nameOf(subject));
const granted = (name: string): string => /^#(\d+)$/.exec(name)?.[1] ?? subjectOf(name);

/** Ids beginning with `team-` are teams', like objects with a `team_id`. @throws DomainError `invalid` */
export function sharingOf(body: JsonObject) {
  const { visibility: word, shared_with: subjects, permissions = 'view' } = validate(sharing, body);
  const grants = subjects?.map((each): GrantChange => {
    const {
      user_id: user,
      team_id: team,
      permission: own = permissions,
    } = (typeof each === 'string' ? { [each.startsWith('team-') ? 'team_id' : 'user_id']: each } : each) as {
      user_id?: string;
      team_id?: string;
      permission?: string;
    };
    const level = LEVELS[own] ?? null;
    return {
      subjectType: team === undefined ? 'user' : 'group',
      subjectId: granted((team ?? user) as string),
      level,
    };
  });
  return { visibility: word && VISIBILITIES[word], grants, permissions };
}

const number = (max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .pipe(z.int().min(0).max(max));
export const listFilter = z.object({ visibility, tag: z.string(), limit: number(100), offset: number(1e9) }).partial();

/** Filters and paging of the list. @throws DomainError `invalid` about the `query` */
export function listQuery(query: { visibility?: string; tag?: string; limit?: string; offset?: string }) {
  const { visibility: word, tag, limit = 20, offset = 0 } = validate(listFilter, query);
  return { word, tag, limit, offset };
}
