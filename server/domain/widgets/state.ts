import type { LiveDashboard, LivePlace, LiveWidget } from '../../../components/model/messages.ts';
import type { JsonObject } from '../../../components/model/widget.ts';
import type { Dashboard, Page, Widget } from '../model.ts';
import { parametersOf } from '../sources/substitute.ts';
import { drawnConfig } from './drawn-config.ts';
import { drawnData } from './drawn-data.ts';

/** What readers see of a source error. The actual message may quote the owner's data and is only in the APIs. */
export const PUBLIC_SOURCE_ERROR = 'The source of these values does not answer as it should.';

/** The columns of a widget that browsers learn of, except for its data: that may be a megabyte. */
export const DESCRIBED = [
  ...(['id', 'workspaceId', 'dashboardId', 'pageId', 'key', 'type', 'givenType', 'title', 'config', 'source'] as const),
  ...(['sourceError', 'x', 'y', 'w', 'h', 'refreshInterval', 'sound', 'version', 'dataUpdatedAt'] as const),
];
export type Described = Pick<Widget, (typeof DESCRIBED)[number]>;

/** Config fields about where data comes from: the query and its target. */
const QUESTIONS = ['sql', 'dataset_id', 'account_id'];

/** A widget's config without the fields that are private to its owner. */
export const shownConfig = (config: JsonObject): JsonObject =>
  QUESTIONS.some((name) => name in config)
    ? Object.fromEntries(Object.entries(config).filter(([name]) => !QUESTIONS.includes(name)))
    : config;

/**
 * The state of a widget as browsers get it, from its row and its dashboard's.
 * The one place that decides what leaves the server about a widget.
 */
export function liveWidget(
  widget: Described & Pick<Widget, 'data'>,
  dashboard: Pick<Dashboard, 'refreshInterval'>,
): LiveWidget {
  return {
    ...liveHead(widget, dashboard),
    data: drawnData(widget),
    data_updated_at: widget.dataUpdatedAt === null ? null : isoTime(widget.dataUpdatedAt),
    version: widget.version,
    ...(widget.sourceError !== null && { source_error: PUBLIC_SOURCE_ERROR }),
    error: null,
  };
}

/** What rarely changes about a widget. */
export const liveHead = (
  widget: Described,
  dashboard: Pick<Dashboard, 'refreshInterval'>,
): Pick<LiveWidget, 'key' | 'type' | 'title' | 'config' | 'refresh_interval'> => ({
  key: widget.key,
  type: widget.type,
  title: widget.title,
  config: { ...shownConfig(drawnConfig(widget)), ...(widget.sound && { sound: true }) },
  refresh_interval: widget.refreshInterval ?? dashboard.refreshInterval,
});

/** A dashboard with its pages and the place of each of its widgets, in their order. */
export function liveDashboard(
  dashboard: Pick<Dashboard, 'key' | 'name' | 'background' | 'parameters'>,
  pages: readonly Page[],
  widgets: readonly Described[],
): LiveDashboard {
  const parameters = parametersOf(dashboard.parameters);
  const numbers = new Map(pages.map(({ id, number }) => [id, number]));
  return {
    key: dashboard.key,
    name: dashboard.name,
    background: dashboard.background,
    pages: pages.map(({ number, name }) => ({ number, name })),
    layout: widgets.map((widget) => livePlace(widget, numbers.get(widget.pageId) ?? 1)),
    ...(parameters.length > 0 && { parameters: parameters as LiveDashboard['parameters'] & object }),
    error: null,
  };
}

/** Milliseconds since 1970 as ISO 8601 with offset. */
export const isoTime = (at: number): string => new Date(at).toISOString().replace('Z', '+00:00');

const livePlace = ({ key, x, y, w, h }: Described, page: number): LivePlace => ({ key, page, x, y, w, h });
