import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  clamp,
  fitOf,
  formatExact,
  formatPart,
  formatShare,
  levelOf,
  limitsOf,
  shareOf,
} from '../../components/model/figures.ts';
import { isDiverging, RAMPS, ramp } from '../../components/theme/ramps.ts';
import { gradeOf, gradesOf, gridOf, pathsOf, sizeOf } from '../../components/widgets/heatmap-grid.ts';

const number = fc.double({ noNaN: true, noDefaultInfinity: true });

describe('shares', () => {
  it('lie between the ends, in either direction', () => {
    assert.equal(shareOf(5, 0, 10), 0.5);
    assert.equal(shareOf(7, 10, 0), 0.3);
    assert.equal(shareOf(15, 0, 10), 1.5);
    assert.equal(shareOf(Number.MAX_VALUE, -Number.MAX_VALUE, Number.MAX_VALUE), 1);
    assert.equal(shareOf(Number.MIN_VALUE, 0, 2 * Number.MIN_VALUE), 0.5);
    assert.deepEqual([shareOf(1, 2, 2), shareOf(2, 2, 2)], [0, 1]);
  });

  it('are never NaN, and within 0 and 1 once clamped', () => {
    fc.assert(
      fc.property(number, number, number, (value, from, to) => {
        assert.ok(!Number.isNaN(shareOf(value, from, to)));
        const share = clamp(shareOf(value, from, to));
        assert.ok(share >= 0 && share <= 1);
      }),
      { examples: [[5.4e-323, 6e-323, 5.4e-323]] },
    );
  });

  it('are written in percent of the language', () => {
    assert.equal(formatShare(0.7564, 'en'), '75.6%');
    assert.equal(formatShare(0.00123, 'en'), '0.12%');
    assert.equal(formatShare(0.5, 'de', 1), '50,0\u00a0%');
    assert.deepEqual([formatShare(123, 'en'), formatShare(-123, 'en')], ['12.3K%', '-12.3K%']);
    for (const none of [Number.NaN, Number.POSITIVE_INFINITY]) assert.equal(formatShare(none, 'en'), '–');
  });
});

describe('parts of a whole', () => {
  it('are 100% only if nothing is missing', () => {
    for (const [ratio, text] of [
      [0.9999, '99.9%'],
      [1, '100%'],
      [1.0001, '100%'],
      [0.0004, '0.04%'],
      [Number.NaN, '–'],
    ] as const)
      assert.equal(formatPart(ratio, 'en'), text);
  });
});

describe('figures in full', () => {
  it('have all their digits, or those that were asked for', () => {
    assert.equal(formatExact(12480, 'en', { prefix: '€' }), '€12,480');
    assert.equal(formatExact(0.125, 'en'), '0.125');
    assert.equal(formatExact(1.5e-7, 'en'), '0.00000015');
    assert.equal(formatExact(1e-30, 'en'), `0.${'0'.repeat(20)}`);
    assert.equal(formatExact(1.5e21, 'en'), '1.5E21');
    assert.equal(formatExact(2, 'en', { decimal_places: 2 }), '2.00');
    assert.equal(formatExact(1.5, 'en', { decimal_places: 0 }), '2');
  });

  it('are measured without invisible marks', () => {
    assert.equal(fitOf('\u200e76%\u200e'), 1);
    assert.equal(fitOf('12,450'), 2);
  });
});

describe('limits', () => {
  it('judge by the direction that is good, in whatever order they come', () => {
    const levels = (limits: object) => [10, 70, 95].map((value) => levelOf(value, limits));
    assert.deepEqual(levels({ thresholds: [90, null, 60] }), ['bad', 'warn', 'good']);
    assert.deepEqual(levels({ thresholds: [60, 90], direction: 'down-good' }), ['good', 'warn', 'bad']);
    assert.deepEqual(levels({ thresholds: [60] }), ['bad', 'good', 'good']);
    assert.deepEqual(levels({ thresholds: [10, 95] }), ['warn', 'warn', 'good']);
    assert.deepEqual(limitsOf({ thresholds: [90, null, 60] }), [60, 90]);
    for (const none of [{}, { thresholds: 'x' }]) assert.deepEqual(levels(none), ['', '', '']);
  });
});

const linear = (value: number) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => linear(Number.parseInt(hex.slice(at, at + 2), 16) / 255));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

describe('colour ramps', () => {
  for (const name of Object.keys(RAMPS)) {
    for (const [place, scheme] of (['light', 'dark'] as const).entries()) {
      const steps = ramp(name, undefined, 21);
      const lights = steps.map((step) => luminance(step[scheme]));

      it(`${name} tells the order by lightness alone (${scheme})`, () => {
        const halves = isDiverging(name) ? [lights.slice(0, 11).reverse(), lights.slice(10)] : [lights];
        for (const half of halves) {
          const away = scheme === 'light' ? half : half.map((light) => -light);
          assert.ok(away.every((light, index) => !index || light < (away[index - 1] ?? 0)));
        }
      });

      it(`${name} has an ink with contrast on every step (${scheme}, WCAG AA)`, () => {
        for (const [index, light] of lights.entries()) {
          const contrast = steps[index]?.isWhite[place] ? 1.05 / (light + 0.05) : (light + 0.05) / 0.05;
          assert.ok(contrast >= 4.5, `${steps[index]?.[scheme]} ${contrast}`);
        }
      });
    }
  }

  it('take colours of a config, and the first scheme for one that nobody knows', () => {
    const own = ramp('blue', ['#000', '#ffffff', 'url(x)'], 3).map(({ light }) => light);
    assert.deepEqual([own[0], own[2]], ['#000000', '#ffffff']);
    assert.deepEqual(ramp('__proto__', ['red'], 3), ramp('blue', undefined, 3));
  });
});

describe('the grid of a heatmap', () => {
  const data = {
    x: ['a', 'b'],
    y: ['r'],
    values: [
      [0, 5, 10],
      [null, 10],
    ],
  };

  it('is as large as its labels and values, with empty places where there are none', () => {
    const grid = gridOf(data, {});
    assert.deepEqual([grid.columns, grid.rows, grid.range], [3, 2, [0, 10]]);
    assert.deepEqual([grid.at(1, 0), grid.at(1, 2), grid.at(0, 2)], [null, null, 10]);
    assert.deepEqual([0, 5, 10, 99].map(grid.stepOf), [0, 10, 20, 20]);
    const { steps, none } = pathsOf(grid);
    assert.equal(steps[20], 'M2 0h1v1h-1zM1 1h1v1h-1z');
    assert.equal(none, 'M0 1h1v1h-1zM2 1h1v1h-1z');
  });

  it('has zero in the middle of two hues, configured ends, and one colour if all values are equal', () => {
    const values = [[-2, 8]];
    assert.deepEqual(gridOf({ x: [], y: [], values }, { color_scheme: 'blue-orange' }).range, [-8, 8]);
    assert.deepEqual(gridOf({ x: [], y: [], values }, { color_scheme: 'blue-orange', min: 0 }).range, [0, 8]);
    assert.deepEqual(gridOf({ x: [], y: [], values }, { max: -5 }).range, [-5, -5]);
    assert.equal(gridOf({ x: [], y: [], values: [[7]] }, {}).stepOf(7), 10);
    assert.equal(gridOf({ x: [], y: [], values: [[null]] }, {}).range, null);
  });

  it('never lets labels of an axis run into each other', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 120 }), fc.integer({ min: 15, max: 90 }), (count, each) => {
        const grades = gradesOf(count, each);
        for (const width of [100, 300, 900]) {
          const cell = width / count;
          const shown = grades.flatMap((grade, index) => (!index || width >= sizeOf(grade) ? [index] : []));
          for (const [at, index] of shown.entries()) {
            const next = shown[at + 1] ?? (index ? count : Number.POSITIVE_INFINITY);
            assert.ok((next - index) * cell >= each - 0.01, `${index} of ${count} at ${width}`);
          }
        }
      }),
    );
    assert.ok(sizeOf(gradeOf(200)) >= 200 && sizeOf(gradeOf(200)) < 240);
  });
});
