import type { JsonObject } from '../../../components/model/widget.ts';
import { entryOf } from '../json.ts';
import type { Widget } from '../model.ts';

/** What configs say by default, by the type and the dialect's name for the widget. */
const DEFAULTS: Readonly<Record<string, Readonly<Record<string, JsonObject>>>> = {
  chart: {
    line_chart: { chart_type: 'line' },
    area_chart: { chart_type: 'area' },
    pie_chart: { chart_type: 'pie' },
    scatter_plot: { chart_type: 'scatter' },
    line: { chart_type: 'line' },
    area: { chart_type: 'area' },
    pie: { chart_type: 'pie' },
    pie_3d: { chart_type: 'pie' },
    donut: { chart_type: 'doughnut' },
    sparkline: { chart_type: 'line' },
  },
  heatmap: { calendar_heatmap: { x_axes_type: '1' } },
};

/** A widget's config as it is drawn. The stored one stays as given, so that a dialect returns what it received. */
export function drawnConfig({ type, givenType, config }: Pick<Widget, 'type' | 'givenType' | 'config'>): JsonObject {
  const kinds = entryOf(DEFAULTS, type) ?? {};
  const defaults = entryOf(kinds, givenType) ?? {};
  return Object.keys(defaults).every((name) => Object.hasOwn(config, name)) ? config : { ...defaults, ...config };
}
