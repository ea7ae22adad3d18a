import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { backgrounds } from '../../components/dashboard/backgrounds.styles.ts';
import { parse, type TypeSpec } from '../../components/model/parse.ts';
import { types } from '../../components/model/types/index.ts';
import { BACKGROUNDS } from '../../server/dialects/ducksboard/wire.ts';
import { ownerOf, type SharedOwner, type SharedRequest } from '../../server/dialects/shared-paths.ts';
import { lettersAndDigits } from '../../server/domain/letters.ts';
import { addPoint, compact, currentOf, type Point, periodsFor, perPeriod } from '../../server/domain/series/drawing.ts';
import { isCustomKind, kindOf } from '../../server/domain/series/kinds.ts';
import { isTimeZone, periodsOf, TIMESPANS } from '../../server/domain/series/periods.ts';
import { openTestApp } from '../support/app.ts';
import { basicHeader } from '../support/ducksboard.ts';

const iso = (at: number): string => new Date(at).toISOString();

describe('backgrounds', () => {
  it('that a dashboard can have are those that are drawn', () => {
    const drawn = backgrounds.cssText.matchAll(/\[data-background='([\w-]+)'\]/g);
    assert.deepEqual(
      BACKGROUNDS.map((name) => name.replaceAll(' ', '-')).sort(),
      [...new Set(Array.from(drawn, ([, name]) => name))].sort(),
    );
  });
});

describe('periods', () => {
  const now = Date.UTC(2026, 2, 29, 12, 34, 56);

  it('are hours, days and months as the clocks of a zone count them', () => {
    const daily = periodsOf('daily', 'UTC', now);
    assert.deepEqual([daily.length, iso(daily[23]?.start ?? 0)], [24, '2026-03-29T12:00:00.000Z']);
    const india = periodsOf('daily', 'Asia/Kolkata', now);
    assert.equal(iso(india[23]?.start ?? 0), '2026-03-29T12:30:00.000Z');
    const months = periodsOf('yearly', 'UTC', now).map(({ start }) => iso(start).slice(0, 10));
    assert.deepEqual([months.length, months[0], months[11]], [12, '2025-04-01', '2026-03-01']);
  });

  it('have days of 23 and 25 hours where clocks change', () => {
    const hours = (zone: string, at: number) =>
      periodsOf('weekly', zone, at).map(({ start, end }) => (end - start) / 3_600_000);
    assert.deepEqual(hours('Europe/Berlin', now), [24, 24, 24, 24, 24, 24, 23]);
    assert.deepEqual(hours('Europe/Berlin', Date.UTC(2026, 9, 25, 12)), [24, 24, 24, 24, 24, 24, 25]);
    const [last] = periodsOf('weekly', 'Europe/Berlin', now).slice(-1);
    assert.equal(iso(last?.start ?? 0), '2026-03-28T23:00:00.000Z');
  });

  it('have no gaps, and the last one contains the current time', () => {
    const zones = [
      'UTC',
      'America/New_York',
      'Asia/Kathmandu',
      'Australia/Lord_Howe',
      'Pacific/Apia',
      'America/St_Johns',
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...TIMESPANS),
        fc.constantFrom(...zones),
        fc.integer({ min: Date.UTC(1990, 0), max: Date.UTC(2040, 0) }),
        (timespan, zone, at) => {
          const periods = periodsOf(timespan, zone, at);
          periods.forEach(({ start, end }, index) => {
            assert.ok(start < end || zone === 'Pacific/Apia');
            if (index > 0) assert.equal(start, periods[index - 1]?.end);
          });
          const last = periods.at(-1);
          assert.ok(last && last.start <= at && at < last.end);
        },
      ),
    );
  });

  it('need a valid time zone', () => {
    for (const zone of ['UTC', 'Europe/Berlin', 'America/Argentina/Buenos_Aires', 'US/Eastern', 'Etc/GMT+5'])
      assert.ok(isTimeZone(zone), zone);
    for (const zone of ['', 'Mars/Base', '+02:00', 'Europe/Berlin;', '__proto__', '../x'])
      assert.ok(!isTimeZone(zone), zone);
  });
});

describe('points of a slot', () => {
  it('give each period the last value before its end', () => {
    const periods = [0, 10, 20, 30].map((start) => ({ start, end: start + 10 }));
    const points = [
      { at: 12, value: 1 },
      { at: 19, value: 2 },
      { at: 31, value: 3 },
    ];
    assert.deepEqual(perPeriod(points, periods), [null, 2, 2, 3]);
    assert.deepEqual(perPeriod([{ at: -5, value: 9 }, ...points], periods), [9, 2, 2, 3]);
  });

  it('look the same without the samples that are not drawn', () => {
    const periods = [0, 10, 20, 30].map((start) => ({ start, end: start + 10 }));
    const point = fc.record({ at: fc.integer({ min: -30, max: 60 }), value: fc.nat() });
    fc.assert(
      fc.property(fc.array(point), (list) => {
        const points: Point[] = [];
        for (const each of list) addPoint(points, each);
        const kept = compact('graph', points, periods);
        assert.deepEqual(perPeriod(kept, periods), perPeriod(points, periods));
        assert.deepEqual(kept.at(-1), points.at(-1));
        assert.ok(kept.length <= periods.length + 2);
      }),
    );
  });

  it('that count now stay when those no longer drawn are dropped', () => {
    const hours = (count: number): number => count * 3_600_000;
    const now = hours(1000);
    const point = fc.record({ at: fc.integer({ min: 0, max: hours(1100) }), value: fc.nat() });
    fc.assert(
      fc.property(fc.constantFrom('counter', 'gauge', 'graph'), fc.array(point), (family, list) => {
        const points: Point[] = [];
        for (const each of list) addPoint(points, each);
        const slot = { family, settings: { timespan: 'daily' } };
        const kept = compact(family, points, periodsFor(slot, [slot], 'UTC', now));
        assert.deepEqual(currentOf({ family, points: kept }, now), currentOf({ family, points }, now));
        assert.ok(kept.length <= (family === 'gauge' ? 2 : 28), `${kept.length}`);
      }),
    );
  });
});

describe('kinds', () => {
  it('define the widget type and the values of their slots', () => {
    const seen: [string, string, string, number][] = [
      ['custom_numeric_counter', 'number', 'counter', 1],
      ['custom_numeric_counter3', 'boxes', 'counter', 3],
      ['custom_numeric_absolute_area_graph', 'chart', 'graph', 1],
      ['custom_numeric_relative_graph9', 'chart', 'graph', 9],
      ['custom_textual_trend_leaderboard4', 'leaderboard', 'leaderboard', 1],
      ['custom_textual_whatever', 'text', 'text', 1],
      ['newrelic_response_time_counter', 'number', 'counter', 1],
      ['github_watchers_counter_timeline', 'number', 'counter', 2],
    ];
    for (const [name, type, family, slots] of seen) {
      const kind = kindOf(name);
      assert.deepEqual([kind.type, kind.slots[0], kind.slots.length], [type, family, slots], name);
    }
    assert.deepEqual(kindOf('github_watchers_counter_timeline').slots, ['counter', 'timeline']);
    for (const [name, config] of [
      ['custom_numeric_absolute_graph', { chart_type: 'line' }],
      ['custom_numeric_absolute_area_graph', { chart_type: 'area' }],
      ['custom_numeric_stacked_graph3', { chart_type: 'area', stacked: true }],
      ['custom_numeric_relative_graph2', { chart_type: 'line', relative: true }],
      ['custom_numeric_relative_area_graph', { chart_type: 'area', relative: true }],
      ['custom_numeric_bars3', { chart_type: 'bar', vary_colors: true }],
    ] as const) {
      assert.deepEqual(kindOf(name).config, config, name);
      assert.deepEqual(parse(types.chart as TypeSpec, config, null).issues, []);
    }
  });

  it('are custom by their form', () => {
    for (const kind of ['custom_numeric_bars3', 'custom_map_pins', 'custom_image', 'custom_image2', 'custom_textual_x'])
      assert.ok(isCustomKind(kind), kind);
    for (const kind of [
      'custom_numeric_',
      'custom_numeric_bars33',
      'custom_Numeric_x',
      'number',
      `custom_numeric_${'x'.repeat(100)}`,
    ])
      assert.ok(!isCustomKind(kind), kind);
  });
});

describe('tokens of letters and digits', () => {
  it('have the requested length, with all characters equally likely', () => {
    const bytes = ['ff', 'f8', '00', '3e', '0a', 'f7'];
    assert.equal(lettersAndDigits({ hex: () => bytes.join('') }, 4), '00Az');
  });
});

describe('whose a request under /api/dashboards is', () => {
  const ask = (request: Partial<SharedRequest>): SharedOwner =>
    ownerOf({ method: 'GET', path: '/api/dashboards', authorization: undefined, hasSession: false, ...request });

  it('is decided by the scheme, whatever the path and the method', () => {
    for (const path of ['/api/dashboards', '/api/dashboards/', '/api/dashboards/collections', '/api/dashboards/42'])
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
        assert.equal(ask({ path, method, authorization: 'Basic eDp4' }), 'ducksboard');
        assert.equal(ask({ path, method, authorization: 'bearer x', hasSession: true }), 'cards');
        assert.equal(ask({ path, method, authorization: 'Digest x', hasSession: true }), 'nobody');
        assert.equal(ask({ path, method, authorization: '', hasSession: true }), 'nobody');
      }
  });

  it('without one is Cards’ where only Cards has the method or the part of the path', () => {
    assert.equal(ask({ method: 'PATCH', path: '/api/dashboards/7', hasSession: true }), 'cards');
    for (const part of [
      'collections',
      'templates',
      'from-template',
      '7/cards',
      '7/cards/3',
      '7/pages',
      '7/layout',
      '7/shares',
      '7/render',
      '7/duplicate',
    ])
      for (const hasSession of [true, false])
        assert.equal(ask({ path: `/api/dashboards/${part}`, hasSession }), 'cards', part);
  });

  it('otherwise is Ducksboard’s with a session, and nobody’s without', () => {
    for (const path of ['/api/dashboards/', '/api/dashboards/42', '/api/dashboards/my-cards/widgets/']) {
      assert.equal(ask({ path, hasSession: true }), 'ducksboard');
      assert.equal(ask({ path }), 'nobody');
    }
  });

  it('is answered so that clients of both understand when it is nobody’s', async () => {
    const t = await openTestApp();
    try {
      for (const authorization of [undefined, 'Digest x']) {
        const headers = authorization ? { authorization } : {};
        const answer = await t.send({ path: '/api/dashboards/', headers });
        assert.equal(answer.status, 401);
        assert.equal(answer.headers['www-authenticate'], 'Basic realm="Ducksboard", Bearer');
        const { errors, error, detail } = JSON.parse(answer.text);
        assert.deepEqual([errors, error, typeof detail], ['unauthorized', 'unauthenticated', 'string']);
      }
      const preflight = await t.send({ method: 'OPTIONS', path: '/api/dashboards/x' });
      assert.equal(preflight.status, 204);
      assert.match(String(preflight.headers['access-control-allow-methods']), /PUT/);
      const mine = { headers: basicHeader(t.alpha.keys.owner.secret) };
      const patched = await t.send({ method: 'PATCH', path: `/api/dashboards/${t.alpha.board.slug}`, ...mine });
      assert.deepEqual([patched.status, patched.headers.allow], [405, 'DELETE, GET, HEAD, OPTIONS, PUT']);
      const { headers } = mine;
      const body = '{"name":"Collections"}';
      assert.equal((await t.send({ method: 'POST', path: '/api/dashboards', headers, body })).status, 200);
      assert.match((await t.send({ path: '/api/dashboards/collections', headers })).text, /"slug":"collections"/);
      const found = await t.send({ path: '/api/dashboards/42/nothing/here', headers });
      assert.deepEqual([found.status, found.text], [404, '{"errors":"not found"}']);
    } finally {
      await t.close();
    }
  });
});
