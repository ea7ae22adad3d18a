import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { settle, shares, thin } from '../../components/model/chart-data.ts';
import { formatLabel, formatTick, formatValue } from '../../components/model/labels.ts';
import { downsample, extent, ticks } from '../../components/model/series.ts';
import { formatDuration, formatMoment, parseMoment, splitDuration, toMoment } from '../../components/model/time.ts';

const series = fc.array(fc.option(fc.double({ noNaN: true, min: -1e9, max: 1e9 })), { maxLength: 300 });

describe('series', () => {
  it('know their extent', () => {
    assert.deepEqual(extent([3, null, -1]), [-1, 3]);
    assert.equal(extent([null]), null);
    assert.deepEqual(extent([Number.NaN, 2, Number.NEGATIVE_INFINITY]), [2, 2]);
  });

  it('are thinned out to some of their own points, in order, ends included', () => {
    fc.assert(
      fc.property(series, fc.integer({ min: 3, max: 100 }), (values, count) => {
        const picked = downsample(values, count);
        assert.equal(picked.length, Math.min(count, values.length));
        assert.deepEqual(
          picked,
          [...new Set(picked)].sort((a, b) => a - b),
        );
        assert.ok(picked.every((index) => index in values));
        if (values.length) assert.deepEqual([picked[0], picked.at(-1)], [0, values.length - 1]);
      }),
    );
  });

  it('keep a lone peak', () => {
    const values = Array.from({ length: 1000 }, (_, index) => (index === 437 ? 100 : 0));
    assert.ok(downsample(values, 20).includes(437));
  });

  it('have round ticks around them', () => {
    assert.deepEqual(ticks(0, 97), [0, 20, 40, 60, 80, 100]);
    assert.deepEqual(ticks(0.1, 0.3, 2), [0.1, 0.2, 0.3]);
    assert.deepEqual(ticks(5, 5), [5]);
    for (const [low, high] of [
      [0, Number.MIN_VALUE],
      [-Number.MAX_VALUE, Number.MAX_VALUE],
    ] as const)
      assert.deepEqual(ticks(low, high), [low, high]);
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, min: -1e12, max: 1e12 }),
        fc.double({ noNaN: true, min: 1e-3, max: 1e12 }),
        fc.integer({ min: 1, max: 20 }),
        (low, size, count) => {
          const list = ticks(low, low + size, count);
          const slack = (Math.abs(low) + size) * 1e-9;
          assert.ok((list[0] ?? 1) <= low + slack && (list.at(-1) ?? 0) >= low + size - slack);
          assert.ok(list.length <= count + 3 && list.every(Number.isFinite));
        },
      ),
    );
  });
});

describe('the rows of a chart', () => {
  const points = (data: (number | null)[], xs?: (string | number | null)[]) => ({ label: '', data, ...(xs && { xs }) });

  it('are thinned out together, in order, each with its place in what was given', () => {
    const labels = Array.from({ length: 100 }, (_, index) => `${index}`);
    const peak = (at: number) => points(labels.map((_, index) => (index === at ? 100 : 0)));
    const { rows, ...thinned } = thin({ labels, datasets: [peak(70), peak(30)] }, 20);
    assert.deepEqual(
      rows,
      rows.toSorted((a, b) => a - b),
    );
    assert.deepEqual(thinned.labels, rows.map(String));
    assert.deepEqual(
      thinned.datasets.map(({ data }) => rows[data.indexOf(100)]),
      [70, 30],
    );
    // A line keeps at least its ends and what is between them.
    const lines = Array.from({ length: 50 }, () => peak(50));
    assert.deepEqual(thin({ labels, datasets: lines }, 20).rows, [0, 50, 99]);
  });

  it('are shares of all that is at a label, whatever its sign, and of nothing where there is nothing', () => {
    assert.deepEqual(shares([points([1, 0, null]), points([-3, 0, 2])]), [
      [25, null, null],
      [-75, null, 100],
    ]);
  });

  it('are places of points: numbers, moments, or where they stand in the list', () => {
    const placesOf = (config: object, xs?: (string | number | null)[], labels: (string | number | null)[] = []) =>
      settle({ chart_type: 'scatter', ...config }, { labels, datasets: [points([1, 2, 3], xs)] }).datasets[0]?.xs;
    assert.deepEqual(placesOf({}, [5, '6', ' ']), [5, 6, 3]);
    assert.deepEqual(placesOf({}, [null, 'x', '2026-01-01']), [null, 2, Date.UTC(2026, 0, 1)]);
    assert.deepEqual(placesOf({ x_axes_type: '1' }, [1_750_000_000, '2026-01-01', '7']), [
      1_750_000_000_000,
      Date.UTC(2026, 0, 1),
      3,
    ]);
    assert.deepEqual(placesOf({}, undefined, [10, null]), [10, 2, 3]);
  });
});

describe('moments', () => {
  it('are UTC unless they say otherwise', () => {
    assert.equal(parseMoment('2026-12-31 23:59:59'), Date.UTC(2026, 11, 31, 23, 59, 59));
    assert.equal(parseMoment('2026-12-31T23:59:59+02:00'), Date.UTC(2026, 11, 31, 21, 59, 59));
    assert.equal(parseMoment('2026-12-31T23:59:59.5z'), Date.UTC(2026, 11, 31, 23, 59, 59));
    assert.equal(parseMoment('2026-12-31 23:59-0330'), Date.UTC(2027, 0, 1, 3, 29));
    assert.equal(parseMoment('2026-12-31'), Date.UTC(2026, 11, 31));
    for (const wrong of ['', '2026-2-1', '2026-02-30', '2026-01-01 25:00:00', 'x2026-01-01'])
      assert.equal(parseMoment(wrong), Number.NaN);
  });

  it('are parsed in linear time, however long an invalid text is', () => {
    assert.equal(parseMoment(`2026-01-01${' '.repeat(1_000_000)}x`), Number.NaN);
    assert.equal(parseMoment(' 2026-01-01 10:00:00 +02:00  '), Date.UTC(2026, 0, 1, 8));
  });

  it('may be seconds or milliseconds', () => {
    assert.equal(toMoment(1_750_000_000), 1_750_000_000_000);
    assert.equal(toMoment(1_750_000_000_000), 1_750_000_000_000);
    assert.equal(toMoment(-1_750_000_000_000), -1_750_000_000_000);
  });

  it('are written in the zone and language, whatever these are', () => {
    const ms = Date.UTC(2026, 0, 1, 23, 30);
    assert.match(formatMoment(ms, 'en', 'Asia/Tokyo'), /Jan 2, 2026/);
    assert.equal(formatMoment(Number.NaN, 'en', undefined), '–');
    for (const beyond of [1e99, 8.64e15 + 1]) assert.equal(formatMoment(beyond, 'en', 'UTC'), '–');
    fc.assert(
      fc.property(fc.double(), fc.string(), fc.string(), (value, locale, zone) => {
        assert.ok(formatMoment(value, locale, zone));
      }),
    );
  });
});

describe('durations', () => {
  it('split without a loss', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e10 }), (seconds) => {
        const size = { day: 86400, hour: 3600, minute: 60, second: 1 };
        const parts = splitDuration(seconds);
        assert.equal(
          parts.reduce((sum, { unit, count }) => sum + count * size[unit], 0),
          seconds,
        );
        assert.ok(parts.length === 1 || (parts[0]?.count ?? 0) > 0);
      }),
    );
  });

  it('are said in their two largest units', () => {
    assert.equal(formatDuration(2 * 86400 + 3 * 3600 + 5, 'en'), '2 days, 3 hours');
    assert.equal(formatDuration(3600, 'en'), '1 hour');
    assert.equal(formatDuration(0, 'en'), '0 seconds');
    assert.equal(formatDuration(Number.NaN, 'en'), '0 seconds');
  });
});

describe('chart labels', () => {
  const place = { locale: 'en', timeZone: 'Europe/Berlin' };

  it('are written as the axis type says', () => {
    assert.equal(formatLabel('Mon', {}, place), 'Mon');
    for (const config of [{}, { x_axes_type: '0' } as const]) assert.equal(formatLabel(1234, config, place), '1234');
    assert.match(formatLabel('2026-06-01 12:00:00', { x_axes_type: '1' }, place), /Jun 1.*2:00/);
    assert.equal(
      formatLabel('2026-06-01', { x_axes_type: '1' }, { locale: 'en', timeZone: 'America/New_York' }),
      'Jun 1, 2026',
    );
    assert.match(formatLabel('14:05', { x_axes_type: '2' }, place), /^2:05.PM$/);
    assert.match(formatLabel('14:05:30', { x_axes_type: '2' }, place), /^2:05:30.PM$/);
    assert.match(formatLabel('14:05', { x_axes_type: '2' }, place, ['14:05', '14:05:30']), /^2:05:00.PM$/);
    assert.match(formatLabel(1_750_000_020, { x_axes_type: '2' }, place), /^5:07.PM$/);
    assert.match(formatLabel(1_750_000_004, { x_axes_type: '2' }, place), /^5:06:44.PM$/);
    assert.equal(formatLabel('1234.5', { x_axes_type: '3', currency: 'EUR' }, place), '€1,234.50');
    assert.equal(formatLabel(1234.5, { x_axes_type: '3', prefix: '£' }, place), '£1,234.50');
    assert.equal(formatLabel('1234.5', { x_axes_type: '4' }, place), '1,234.5');
    assert.match(formatLabel('9:05', { x_axes_type: '2' }, { locale: 'en', timeZone: 'Asia/Tokyo' }), /^9:05.AM$/);
  });

  it('name the year where they are more than one apart', () => {
    const write = (...all: string[]) =>
      all.map((label) => formatLabel(label, { x_axes_type: '1' }, { ...place, timeZone: 'UTC' }, all));
    const [first, last] = ['2024-01-01T00:00:00Z', '2025-01-01T00:00:00Z'];
    assert.deepEqual(
      write(first, last).map((text) => /, 202[45],/.exec(text)?.[0]),
      [', 2024,', ', 2025,'],
    );
    assert.match(write(last, first)[1] ?? '', /2024/);
    assert.doesNotMatch(write(first, '2024-12-30T00:00:00Z').join(), /2024/);
  });

  it('stay as they are if they are neither clock times nor numbers', () => {
    for (const text of ['25:30', '24:00', '7:75', '7:15:60', '107:15', ' '])
      for (const x_axes_type of ['2', '3', '4'] as const) assert.equal(formatLabel(text, { x_axes_type }, place), text);
  });

  it('stay as they are where they cannot be read so, or the currency does not exist', () => {
    for (const type of ['1', '2', '3', '4'] as const)
      assert.equal(formatLabel('Mon', { x_axes_type: type }, place), 'Mon');
    assert.equal(formatLabel(null, { x_axes_type: '1' }, place), '');
    assert.equal(formatLabel(5, { x_axes_type: '3', currency: 'euro' }, place), '5.00');
  });

  it('leave money to the values where labels are words', () => {
    const data = { labels: ['Mon'], datasets: [] };
    const config = { x_axes_type: '3', currency: 'EUR' } as const;
    assert.equal(formatValue(1234.5, config, data, place), '€1,234.50');
    assert.equal(formatTick(1200, config, data, place), '€1.2K');
    assert.equal(formatValue(1234.5, config, { ...data, labels: [1] }, place), '1,234.5');
    assert.equal(formatTick(1200, config, { ...data, labels: [1] }, place), '1.2K');
    assert.equal(formatValue(1234.5, config, { ...data, labels: [1, 'Sum'] }, place), '€1,234.50');
  });
});

describe('chart values', () => {
  const place = { locale: 'en' };
  const data = { labels: ['Mon'], datasets: [] };

  it('have their sign before the unit, and none if they round to zero', () => {
    assert.equal(formatValue(-5, { prefix: '€', suffix: ' net' }, data, place), '-€5 net');
    assert.equal(formatValue(-5, { prefix: '€', decimal_places: 1 }, data, place), '-€5.0');
    const money = { x_axes_type: '3', currency: 'EUR' } as const;
    assert.equal(formatValue(-0.001, money, data, place), '€0.00');
    assert.equal(formatTick(-0.001, money, data, place), '€0');
    assert.equal(formatValue(1234, { ...money, currency: 'JPY' }, data, place), '¥1,234');
  });

  it('never round to zero, nor show needless digits', () => {
    assert.equal(formatValue(1234.56789, {}, data, place), '1,234.568');
    assert.equal(formatValue(1234567, {}, data, place), '1,234,567');
    fc.assert(
      fc.property(fc.double({ noNaN: true, min: -1e15, max: 1e15 }), (value) => {
        const read = Number(formatValue(value, {}, data, place).replaceAll(',', ''));
        assert.ok(Math.abs(read - value) <= Math.min(0.000501, Math.abs(value) / 19) + Math.abs(value) * 1e-15);
        if (Math.abs(value) > 1e-90) assert.equal(Math.sign(read), Math.sign(value) || 0);
      }),
    );
  });
});
