import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parse, type TypeSpec } from '../../components/model/parse.ts';
import { types } from '../../components/model/types/index.ts';
import { TYPES } from '../../server/dialects/bi/wire.ts';
import { KINDS } from '../../server/dialects/cards/kinds.ts';
import type { Widget } from '../../server/domain/model.ts';
import { drawnConfig } from '../../server/domain/widgets/drawn-config.ts';
import { liveWidget } from '../../server/domain/widgets/state.ts';

const drawn = (givenType: string, config = {}) => drawnConfig({ type: 'chart', givenType, config }).chart_type;

describe('chart types of the dialects', () => {
  it('are drawn as their name says', () => {
    const bi = Object.keys(TYPES).filter((name) => TYPES[name] === 'chart');
    assert.deepEqual(Object.fromEntries(bi.map((name) => [name, drawn(name)])), {
      bar_chart: undefined,
      line_chart: 'line',
      pie_chart: 'pie',
      area_chart: 'area',
      scatter_plot: 'scatter',
    });
    const cards = Object.keys(KINDS).filter((name) => KINDS[name] === 'chart');
    assert.deepEqual(
      cards.filter((name) => !drawn(name)),
      ['chart', 'bar', 'combo'],
      'bars',
    );
    for (const name of [...bi, ...cards]) {
      const config = drawnConfig({ type: 'chart', givenType: name, config: {} });
      assert.deepEqual(parse(types.chart as TypeSpec, config, { datasets: [] }).issues, [], name);
    }
  });

  it('keep what their config says, and what is stored', () => {
    const config = { x_axis: 'region', chart_type: 'bar' };
    assert.equal(drawnConfig({ type: 'chart', givenType: 'line', config }), config);
    assert.deepEqual(drawnConfig({ type: 'list', givenType: 'line', config: {} }), {});
    assert.deepEqual(drawnConfig({ type: 'toString', givenType: 'line', config: {} }), {});
    const weeks = { type: 'heatmap', givenType: 'calendar_heatmap' };
    assert.deepEqual(drawnConfig({ ...weeks, config: { locale: 'fr' } }), { x_axes_type: '1', locale: 'fr' });
    assert.deepEqual(drawnConfig({ ...weeks, config: { x_axes_type: '0' } }), { x_axes_type: '0' });
    const widget = { type: 'chart', givenType: 'area_chart', config: {}, dataUpdatedAt: null } as unknown as Widget;
    assert.deepEqual(liveWidget(widget, { refreshInterval: 60 }).config, { chart_type: 'area' });
    assert.deepEqual(widget.config, {});
  });
});
