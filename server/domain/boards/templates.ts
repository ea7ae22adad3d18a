import type { Context } from '../context.ts';
import { notFound } from '../errors.ts';
import { isObject } from '../json.ts';
import type { Dashboard, Dataset, Principal } from '../model.ts';
import { authorOf, requireCreator } from '../rights.ts';
import { type Content, firstPage, type Place, placeWidgets } from '../widgets/placing.ts';
import type { WidgetDraft } from '../widgets/widgets.ts';
import type { DashboardDraft, Dashboards } from './dashboards.ts';

export interface Templates {
  list(): readonly { id: string; name: string; description: string; widgets: number }[];
  /** @throws DomainError `not_found` for an unknown `template` or `dataset` */
  instantiate(principal: Principal, draft: { templateId: string; datasetId: number; name: string }): Promise<Dashboard>;
  /** A dashboard with these widgets on its first page, or none at all. @throws DomainError `forbidden`, `invalid` */
  create(principal: Principal, draft: DashboardDraft, widgets: readonly WidgetDraft[]): Promise<Dashboard>;
}

/** A predefined dashboard whose widgets are filled from the columns of a dataset. */
export interface Template {
  id: string;
  name: string;
  description: string;
  /** The widgets for a dataset; how many there are may depend on its columns. */
  widgets(columns: readonly Column[]): (Content & Required<Place>)[];
}

export interface Column {
  name: string;
  isNumber: boolean;
}

const MAX_FIGURES = 4;

const place = (x: number, y: number, w: number, h: number) => ({ x, y, w, h });

const TEMPLATES: readonly Template[] = [
  {
    id: 'kpi-summary',
    name: 'KPI summary',
    description: 'The figures of a dataset side by side, their trend, and its rows.',
    widgets(columns) {
      const figures = columns.filter(({ isNumber }) => isNumber).slice(0, MAX_FIGURES);
      const label = columns.find(({ isNumber }) => !isNumber)?.name ?? columns[0]?.name ?? null;
      const fields = figures.map(({ name }) => name);
      return [
        ...figures.map(({ name }, index) => ({
          ...{ type: 'number', givenType: 'kpi_card', title: name, ...place(index * 3, 0, 3, 2) },
          config: { title: name, value: name },
        })),
        {
          ...{ type: 'chart', givenType: 'chart', title: 'Trend', ...place(0, 2, 12, 4) },
          config: { title: 'Trend', chart_type: 'line', x: label, y: fields },
        },
        {
          ...{ type: 'table', givenType: 'data_table', title: 'Rows', ...place(0, 6, 12, 4) },
          config: { title: 'Rows', columns: columns.map(({ name }) => name) },
        },
      ];
    },
  },
  {
    id: 'profile-detail',
    name: 'Profile detail',
    description: 'One row of a dataset: its name, its fields, and what is related to it.',
    widgets(columns) {
      const names = columns.map(({ name }) => name);
      return [
        {
          ...{ type: 'table', givenType: 'profile_header', title: 'Profile', ...place(0, 0, 12, 2) },
          config: { title: 'Profile', field: names[0] ?? null },
        },
        {
          ...{ type: 'table', givenType: 'detail_card', title: 'Details', ...place(0, 2, 6, 4) },
          config: { title: 'Details', fields: names },
        },
        {
          ...{ type: 'list', givenType: 'relationship_list', title: 'Related', ...place(6, 2, 6, 4) },
          config: { title: 'Related', field: names[0] ?? null },
        },
      ];
    },
  },
];

/** Columns by which the list of templates counts widgets, where no dataset is chosen yet. */
const EXAMPLE: readonly Column[] = [
  { name: 'name', isNumber: false },
  { name: 'value', isNumber: true },
];

export function createTemplates(ctx: Context, dashboards: Dashboards): Templates {
  const { store, now } = ctx;

  const create: Templates['create'] = (principal, draft, widgets) =>
    dashboards.create(principal, draft, async (tables, dashboard) => {
      const pageId = await firstPage(tables, dashboard.id);
      const placing = { dashboard, pageId, by: authorOf(principal), at: now() };
      const wanted = widgets.map((widget) => ({ content: widget, place: widget }));
      await placeWidgets(ctx, tables, placing, wanted);
    });

  return {
    create,

    list: () =>
      TEMPLATES.map(({ id, name, description, widgets: draft }) => {
        return { id, name, description, widgets: draft(EXAMPLE).length };
      }),

    async instantiate(principal, { templateId, datasetId, name }) {
      const { workspaceId } = principal;
      requireCreator(principal);
      const template = TEMPLATES.find(({ id }) => id === templateId);
      if (!template) throw notFound('template', templateId);
      const dataset = await store.datasets.get({ id: datasetId, workspaceId });
      if (!dataset) throw notFound('dataset', datasetId);
      const source = { kind: 'dataset', dataset_id: dataset.id };
      const widgets = template.widgets(columnsOf(dataset)).map((widget) => {
        return { ...widget, source, config: { ...widget.config, dataset_id: dataset.id } };
      });
      return create(principal, { name }, widgets);
    },
  };
}

/** The columns of a dataset's schema: a list of names or of `{name, type}`, alone or as `columns`. */
function columnsOf({ schema }: Dataset): Column[] {
  const list = isObject(schema) ? (schema.columns ?? []) : schema;
  if (!Array.isArray(list)) return [];
  return list.flatMap((column): Column[] => {
    if (typeof column === 'string') return [{ name: column, isNumber: false }];
    if (!isObject(column) || typeof column.name !== 'string') return [];
    return [{ name: column.name, isNumber: /int|num|float|double|decimal|real/i.test(String(column.type)) }];
  });
}
