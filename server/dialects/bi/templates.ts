import type { JsonObject } from '../../../components/model/widget.ts';
import { notFound } from '../../domain/errors.ts';
import { entryOf } from '../../domain/json.ts';
import type { Dashboard } from '../../domain/model.ts';
import { requireCreator } from '../../domain/rights.ts';
import type { Call } from '../../http/call.ts';
import * as wire from './wire.ts';

interface Template {
  name: string;
  description: string;
  /** As they would be sent to `POST /dashboards/:id/widgets`. */
  widgets: readonly JsonObject[];
}

const place = (x: number, y: number, width: number, height: number): JsonObject => ({ x, y, width, height });

const figure = (name: string, metric: string, x: number): JsonObject => ({
  ...{ name, widget_type: 'kpi_card', position: place(x, 0, 3, 2), data_source: { metric } },
});

/** Dashboards by the names under which the original makes them. */
const TEMPLATES: Readonly<Record<string, Template>> = {
  executive_overview: {
    name: 'Executive overview',
    description: 'Key figures, their trend, and where they come from.',
    widgets: [
      figure('Revenue', 'revenue', 0),
      figure('Orders', 'orders', 3),
      figure('Customers', 'customers', 6),
      figure('Churn', 'churn_rate', 9),
      {
        ...{ name: 'Revenue over time', widget_type: 'line_chart', position: place(0, 2, 8, 4) },
        data_source: { metric: 'revenue', dimensions: ['month'] },
      },
      {
        ...{ name: 'Revenue by region', widget_type: 'bar_chart', position: place(8, 2, 4, 4) },
        data_source: { metric: 'revenue', dimensions: ['region'] },
      },
      {
        ...{ name: 'Top products', widget_type: 'table', position: place(0, 6, 12, 4) },
        data_source: { metric: 'revenue', dimensions: ['product'], limit: 10 },
      },
    ],
  },
};

/** A dashboard as a template has it. @throws DomainError `not_found`, `invalid`, `forbidden` */
export async function fromTemplate(call: Call): Promise<Dashboard> {
  const { domain, principal } = call;
  requireCreator(principal);
  const asked = call.param('template');
  const template = entryOf(TEMPLATES, asked);
  if (!template) throw notFound('template', asked);
  const { name, description, widgets } = template;
  const draft = wire.dashboardDraft({ name: call.query('name') ?? name, description });
  return domain.templates.create(principal, draft, widgets.map(wire.widgetDraft));
}
