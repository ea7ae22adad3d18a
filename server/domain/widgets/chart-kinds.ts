import type { JsonObject } from '../../../components/model/widget.ts';
import type { Widget } from '../model.ts';

/** The default chart kind for configs without one, by the dialect's name for the widget. */
const KINDS: Readonly<Record<string, string>> = {
  line_chart: 'line',
  area_chart: 'area',
  pie_chart: 'pie',
  scatter_plot: 'scatter',
  line: 'line',
  area: 'area',
  pie: 'pie',
  pie_3d: 'pie',
  donut: 'doughnut',
  sparkline: 'line',
};

/** A widget's config as it is drawn. The stored one stays as given, so that a dialect returns what it received. */
export function drawnConfig({ type, givenType, config }: Pick<Widget, 'type' | 'givenType' | 'config'>): JsonObject {
  if (type !== 'chart' || config.chart_type !== undefined || !Object.hasOwn(KINDS, givenType)) return config;
  return { ...config, chart_type: KINDS[givenType] as string };
}
