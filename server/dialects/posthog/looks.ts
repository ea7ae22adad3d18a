import { bodyIn } from '../../../components/model/types/markdown.ts';
import type { Json, JsonObject } from '../../../components/model/widget.ts';
import { entryOf, isObject, objectOf } from '../../domain/json.ts';
import type { Widget } from '../../domain/model.ts';
import { drawnConfig } from '../../domain/widgets/drawn-config.ts';
import { drawnData } from '../../domain/widgets/drawn-data.ts';
import type { Look } from '../../domain/widgets/placing.ts';
import { variablesIn } from '../../sources/question.ts';
import { seriesIn } from './tabular.ts';

const bar = (more: JsonObject = {}) => ({ type: 'chart', config: { chart_type: 'bar', ...more } });
const line = { type: 'chart', config: { chart_type: 'line' } };
const area = { type: 'chart', config: { chart_type: 'area' } };
const table = { type: 'table', config: {} };

/** How each display of an insight is drawn. */
const DISPLAYS: Readonly<Record<string, { type: string; config: JsonObject }>> = {
  BoldNumber: { type: 'number', config: {} },
  ActionsBar: bar(),
  ActionsBarValue: bar({ horizontal: true }),
  ActionsStackedBar: bar({ stacked: true }),
  ActionsUnstackedBar: bar(),
  ActionsLineGraph: line,
  ActionsLineGraphCumulative: line,
  ActionsAreaGraph: area,
  ActionsPie: { type: 'chart', config: { chart_type: 'pie' } },
  ActionsTable: table,
  WorldMap: table,
  CalendarHeatmap: { type: 'heatmap', config: {} },
  TwoDimensionalHeatmap: { type: 'heatmap', config: {} },
  FunnelViz: { type: 'funnel', config: {} },
};

/** The default display of a query, by its kind in either notation. */
const DEFAULT_DISPLAY: Readonly<Record<string, string>> = {
  TrendsQuery: 'ActionsLineGraph',
  TRENDS: 'ActionsLineGraph',
  StickinessQuery: 'ActionsLineGraph',
  STICKINESS: 'ActionsLineGraph',
  LifecycleQuery: 'ActionsStackedBar',
  LIFECYCLE: 'ActionsStackedBar',
  FunnelsQuery: 'FunnelViz',
  FUNNELS: 'FunnelViz',
  RetentionQuery: 'ActionsTable',
  RETENTION: 'ActionsTable',
  PathsQuery: 'ActionsTable',
  PATHS: 'ActionsTable',
  HogQLQuery: 'ActionsTable',
  EventsQuery: 'ActionsTable',
};

const wordOf = (value: Json | undefined): string | undefined => (typeof value === 'string' ? value : undefined);

/** The display a question asks for, in its query or its legacy filters. */
export function displayOf(query: Json, filters: JsonObject): string {
  const outer = objectOf(query);
  const inner = objectOf(outer.source);
  const kind = wordOf(inner.kind) ?? wordOf(outer.kind) ?? wordOf(filters.insight) ?? 'TrendsQuery';
  const [trends, other] = [objectOf(inner.trendsFilter ?? outer.trendsFilter), objectOf(inner.stickinessFilter)];
  const asked = [trends.display, other.display, outer.display, filters.display].map(wordOf).find(isDisplay);
  return asked ?? entryOf(DEFAULT_DISPLAY, kind) ?? 'ActionsLineGraph';
}

const isDisplay = (name: string | undefined): boolean => name !== undefined && Object.hasOwn(DISPLAYS, name);

/** Nodes that only say how their source is shown. */
export const FRAMES: ReadonlySet<Json | undefined> = new Set([
  'InsightVizNode',
  'DataVisualizationNode',
  'DataTableNode',
]);

/** A question without the node that says how it is shown. */
export const framed = (query: Json): Json => {
  const { kind, source = null } = objectOf(query);
  return FRAMES.has(kind) ? source : query;
};

/** The widget for a question. SQL becomes the widget's source. */
export function lookOf(query: Json, filters: JsonObject): Look {
  const display = displayOf(query, filters);
  const { type, config } = DISPLAYS[display] ?? line;
  return { type, givenType: display, config: { ...config, ...axesOf(query) }, source: sourceOf(query) };
}

const columnOf = (axis: Json | undefined): Json => objectOf(axis).column ?? null;

/** The columns of the SQL that the chart settings of a question name, in the words of the config. */
function axesOf(query: Json): JsonObject {
  const { chartSettings } = objectOf(query);
  if (!isObject(chartSettings)) return {};
  const { xAxis, yAxis, seriesBreakdownColumn: series = null } = chartSettings;
  const y = Array.isArray(yAxis) ? yAxis.map(columnOf).filter((name) => name !== null) : [];
  return { x: columnOf(xAxis), y: y.length > 0 ? y : null, series };
}

const hogqlOf = (query: Json): JsonObject => {
  const outer = objectOf(query);
  return outer.kind === 'HogQLQuery' ? outer : objectOf(outer.source);
};

/** The SQL of a question, if it has any. */
export const sqlOf = (query: Json): string | undefined => {
  const { kind, query: sql } = hogqlOf(query);
  return kind === 'HogQLQuery' ? wordOf(sql) : undefined;
};

/** A question as anonymous readers see it: without its SQL. */
export function withoutSql(query: Json): Json {
  const outer = objectOf(query);
  if (outer.kind === 'HogQLQuery') return { kind: 'HogQLQuery', query: '' };
  return objectOf(outer.source).kind === 'HogQLQuery' ? { ...outer, source: withoutSql(outer.source ?? null) } : query;
}

/** The source of a widget that shows a question, `null` where it is not SQL. */
export function sourceOf(query: Json): JsonObject | null {
  const sql = sqlOf(query);
  if (sql === undefined) return null;
  const { variables, values, filters } = hogqlOf(query);
  const parameters = { ...objectOf(values), ...Object.fromEntries(variablesIn(variables)) };
  const asked = objectOf(filters);
  return {
    kind: 'sql',
    sql,
    ...(Object.keys(parameters).length > 0 && { parameters }),
    ...(Object.keys(asked).length > 0 && { filters: asked }),
  };
}

const CHARTS: Readonly<Record<string, string>> = {
  bar: 'ActionsBar',
  line: 'ActionsLineGraph',
  area: 'ActionsAreaGraph',
  pie: 'ActionsPie',
  doughnut: 'ActionsPie',
};

/** The kind of question that is made up for a widget of this type. */
export const kindFor = (type: string): string => (type === 'funnel' ? 'FunnelsQuery' : 'TrendsQuery');

/** Makes up a question for a widget of another dialect; the name tells it from those of others. */
export function queryOf(widget: Widget, name: string): JsonObject {
  const { type } = widget;
  const tags = { name };
  const kind = kindFor(type);
  if (kind === 'FunnelsQuery') return viz({ kind, series: [], tags });
  const others: Readonly<Record<string, string>> = { number: 'BoldNumber', heatmap: 'CalendarHeatmap' };
  const chart = entryOf(CHARTS, wordOf(drawnConfig(widget).chart_type) ?? 'bar');
  const display = type === 'chart' ? chart : (others[type] ?? 'ActionsTable');
  return viz({ kind, series: [], trendsFilter: { display: display ?? 'ActionsBar' }, tags });
}

const viz = (source: JsonObject): JsonObject => ({ kind: 'InsightVizNode', source });

/** A text widget. */
export const textLook = (body: string): Look => ({ type: 'markdown', givenType: 'markdown', data: { body } });

/** The data of a text widget, which may be another dialect's. */
export const textData = (type: string, body: string): JsonObject => (type === 'markdown' ? { body } : { text3: body });

/** The text of a text widget of any dialect. */
export function bodyOf({ type, data, config }: Pick<Widget, 'type' | 'data' | 'config'>): string {
  if (typeof data?.body === 'string') return data.body;
  if (type === 'markdown' && (data === null || Object.keys(data).length === 0)) return bodyIn(config) ?? '';
  return ['text1', 'text2', 'text3', 'text4']
    .map((name) => data?.[name])
    .filter((text): text is string => typeof text === 'string' && text !== '')
    .join('\n\n');
}

/** Pushed data in the format in which the original answers a query with this display; `null` before the first push. */
export function resultOf(widget: Widget): Json {
  const { type, title, data } = widget;
  if (data === null) return null;
  if (type === 'number') {
    const value = data.value1 ?? null;
    const series = Array.isArray(data.series) ? data.series : [];
    return [{ label: title, aggregated_value: value, count: value, data: series, labels: [], days: [] }];
  }
  if (type === 'chart' && Array.isArray(data.datasets)) {
    const labels = Array.isArray(data.labels) ? data.labels : [];
    const drawn = seriesIn(drawnData(widget));
    return seriesIn(data).map(({ label, points }, index): Json => {
      const count = points.reduce<number>((sum, point) => sum + (typeof point === 'number' ? point : 0), 0);
      const shown = drawn[index]?.points ?? points;
      return { label, data: shown, labels, days: labels, count, aggregated_value: count };
    });
  }
  if (type === 'funnel' && Array.isArray(data.funnel))
    return data.funnel.map(
      (step, order): Json => ({ order, name: objectOf(step).name ?? '', count: objectOf(step).value ?? 0 }),
    );
  return [data];
}
