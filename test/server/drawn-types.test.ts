import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { types } from '../../components/model/types/index.ts';
import { TYPES } from '../../server/dialects/bi/requests.wire.ts';
import { KINDS, kindOf } from '../../server/dialects/cards/kinds.ts';
import { lookOf, queryOf } from '../../server/dialects/posthog/looks.ts';
import type { Widget } from '../../server/domain/model.ts';

describe('what each API calls a widget', () => {
  it('is drawn by a type that there is', () => {
    for (const [name, type] of Object.entries({ ...KINDS, ...TYPES })) assert.ok(types[type], `${name} is ${type}`);
  });

  it('is drawn by its own type in Cards, and has one name there when it comes from elsewhere', () => {
    const seen: [kind: string, type: string][] = [
      ['status_panel', 'status'],
      ['badge', 'status'],
      ['metric_grid', 'boxes'],
      ['calendar_heatmap', 'heatmap'],
      ['bullet', 'progress'],
    ];
    for (const [kind, type] of seen) assert.equal(KINDS[kind], type, kind);
    assert.equal(kindOf({ givenType: 'custom_textual_status', type: 'status' }), 'status_panel');
    assert.equal(kindOf({ givenType: 'badge', type: 'status' }), 'badge');
    for (const type of ['heatmap', 'gauge', 'progress', 'status', 'funnel', 'boxes'])
      assert.equal(KINDS[kindOf({ givenType: 'elsewhere', type })], type, type);
  });

  it('is a heatmap in BI', () => assert.equal(TYPES.heatmap, 'heatmap'));

  it('is a funnel or a heatmap in PostHog, also after a round trip', () => {
    const displays: [filters: Record<string, string>, type: string][] = [
      [{ insight: 'FUNNELS' }, 'funnel'],
      [{ display: 'CalendarHeatmap' }, 'heatmap'],
    ];
    for (const [filters, type] of displays) {
      assert.equal(lookOf(null, filters).type, type);
      assert.equal(lookOf(queryOf({ type, config: {} } as Widget, 'aB3dE5f7'), {}).type, type);
    }
  });
});
