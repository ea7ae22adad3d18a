import { parse } from '../../../components/model/parse.ts';
import { types } from '../../../components/model/types/index.ts';
import type { Json, JsonObject } from '../../../components/model/widget.ts';
import { notFound } from '../../domain/errors.ts';
import type { Dashboard, Widget } from '../../domain/model.ts';
import { defaultsOf, type Parameters, substitute } from '../../domain/sources/substitute.ts';
import { PUBLIC_SOURCE_ERROR, shownConfig } from '../../domain/widgets/state.ts';
import { type Answer, json } from '../../http/answer.ts';
import type { Call } from '../../http/call.ts';
import { hasSource } from '../../sources/source-of.ts';
import { isMissingValue } from '../../sources/sql.ts';
import { boardOf, idOf } from './boards.ts';
import { kindOf } from './kinds.ts';

const PREFIX = 'param.';

export const render = async (call: Call): Promise<Answer> => rendered(call, await boardOf(call));

export const renderPublic = async (call: Call): Promise<Answer> =>
  rendered(call, await call.domain.lookup.publicDashboard(call.param('slug')), outwardly);

async function rendered(call: Call, dashboard: Dashboard, shownTo = (widget: Widget) => widget): Promise<Answer> {
  const asked = call.query('page') || '1';
  const pages = await call.domain.dashboards.pages(dashboard);
  const page = pages.find(({ number }) => number === idOf(asked));
  if (!page) throw notFound('page', asked);
  const params = [...call.search()].flatMap(([name, value]) =>
    name.startsWith(PREFIX) ? [[name.slice(PREFIX.length), value] as const] : [],
  );
  const parameters = new Map([...defaultsOf(dashboard.parameters), ...params]);
  const onPage = await call.domain.widgets.of(dashboard, { where: { pageId: page.id } });
  const shown = await call.deps.sources.current(onPage, dashboard, { overrides: { parameters: params } });
  return json({
    dashboard: { name: dashboard.name, parameters: Object.fromEntries(parameters) },
    page: page.number,
    cards: shown.map((widget) => card(shownTo(widget), parameters)),
  });
}

/** A widget as anonymous readers see it. */
function outwardly(widget: Widget): Widget {
  const { config, sourceError: trouble } = widget;
  const isTold = trouble === null || isMissingValue(trouble);
  return { ...widget, config: shownConfig(config), sourceError: isTold ? trouble : PUBLIC_SOURCE_ERROR };
}

/** Renders one card; a failure becomes the error of this card only. Data from before a source failed is kept. */
function card(widget: Widget, parameters: Parameters) {
  const missing = new Set<string>();
  // Placeholders of a query are bound by the source; braces in its results are not placeholders.
  const { sql, ...rest } = widget.config;
  const isAsked = hasSource(widget);
  const config = substitute(isAsked ? rest : widget.config, parameters, missing);
  const data = isAsked ? widget.data : (substitute<Json>(widget.data, parameters, missing) as JsonObject | null);
  const error = errorOf(widget.type, config, data, missing);
  return {
    card_id: widget.id,
    card_type: kindOf(widget),
    config: isAsked && sql !== undefined ? { ...config, sql } : config,
    data: error ? null : data,
    error: error ?? sourceError(widget),
  };
}

function sourceError({ sourceError: message }: Widget) {
  return message === null ? null : { code: isMissingValue(message) ? 'missing_parameter' : 'source_failed', message };
}

function errorOf(type: string, config: JsonObject, data: JsonObject | null, missing: ReadonlySet<string>) {
  if (missing.size > 0) return { code: 'missing_parameter', message: `no value for ${[...missing].join(', ')}` };
  const spec = types[type];
  if (!spec) return { code: 'unknown_type', message: `unknown type ${type}` };
  const { issues } = parse(spec, config, data);
  if (issues.length === 0) return null;
  return { code: 'invalid_data', message: issues.map(({ path, message }) => `${path}: ${message}`).join('; ') };
}
