import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { common, parse } from '../../components/model/parse.ts';
import { markupToText } from '../../components/model/types/html.ts';
import { types } from '../../components/model/types/index.ts';

const spec = (type: string) => {
  const found = types[type];
  assert.ok(found, `${type} is a type`);
  return found;
};
const issuesOf = (type: string, config: unknown, data: unknown) =>
  parse(spec(type), config, data).issues.map(({ path, message }) => `${path}: ${message}`);

describe('every type', () => {
  it('reads its own sample without a complaint', () => {
    for (const { type, sample } of Object.values(types)) {
      const { data, issues } = parse(spec(type), sample.config, sample.data);
      assert.deepEqual(issues, [], type);
      assert.ok(data, type);
    }
  });

  it('is called by its own name', () => {
    for (const [name, { type }] of Object.entries(types)) assert.equal(type, name);
    assert.equal(types.constructor, undefined);
  });

  it('never throws and keeps what it does not know, whatever it is given', () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(types)), fc.jsonValue(), fc.jsonValue(), (type, config, data) => {
        const result = parse(spec(type), config, data);
        assert.equal(typeof result.config, 'object');
        for (const { path, message } of result.issues) assert.ok(/^(config|data)/.test(path) && message);
      }),
    );
    const wordless = [{ toString: 1, valueOf: 1 }, [{ toString: null }]];
    for (const { type, config, data, sample } of Object.values(types))
      for (const value of wordless) {
        const all = (fields: object) => Object.fromEntries(Object.keys(fields).map((name) => [name, value]));
        assert.ok(parse(spec(type), all({ ...common, ...config }), all(data)), type);
        for (const [name, given] of Object.entries(sample.data))
          if (Array.isArray(given) && typeof given[0] === 'object' && given[0])
            assert.ok(parse(spec(type), {}, { ...sample.data, [name]: [all(given[0])] }), `${type} ${name}`);
      }
    const { data, config } = parse(spec('text'), { extra: [1] }, { text1: 'a', extra: { b: 1 } });
    assert.deepEqual([config, data], [{ extra: [1] }, { text1: 'a', extra: { b: 1 } }]);
  });

  it('does not take hostile keys for fields', () => {
    const { data, issues } = parse(spec('number'), {}, JSON.parse('{"value1":1,"__proto__":{"value2":"x"}}'));
    assert.deepEqual(issues, []);
    assert.equal((data as { value2?: number }).value2, undefined);
    assert.equal(({} as { value2?: number }).value2, undefined);
  });

  it('has no data before the first push', () => {
    for (const type of Object.keys(types)) assert.deepEqual(parse(spec(type), {}, null).data, null);
  });

  it('rejects anything but objects', () => {
    assert.deepEqual(issuesOf('text', [], {}), ['config: expected object']);
    assert.deepEqual(issuesOf('text', {}, 'x'), ['data: expected object']);
    assert.deepEqual(issuesOf('text', {}, [1]), ['data: expected object']);
  });
});

describe('number', () => {
  it('reads figures written as text', () => {
    const { data, config, issues } = parse(spec('number'), { decimal_places: '1' }, { value1: '12.5', value2: '' });
    assert.deepEqual([data, config, issues], [{ value1: 12.5 }, { decimal_places: 1 }, []]);
  });

  it('names the field that is wrong', () => {
    assert.deepEqual(issuesOf('number', {}, { value2: 1 }), ['data.value1: expected number']);
    assert.deepEqual(issuesOf('number', {}, { value1: 'twelve' }), ['data.value1: expected number']);
    assert.deepEqual(issuesOf('number', {}, { value1: ' ' }), ['data.value1: expected number']);
    assert.deepEqual(issuesOf('number', {}, { value1: 1, series: 3 }), ['data.series: expected number list']);
    assert.deepEqual(issuesOf('number', {}, { value1: 1, series: [1, 'x'] }), ['data.series[1]: expected number']);
    assert.deepEqual(issuesOf('number', { direction: 'up' }, { value1: 1 }), [
      'config.direction: expected up-good|down-good',
    ]);
  });

  it('takes 0 and 1 for the formats, in whatever type they come', () => {
    const { config } = parse(spec('number'), { format_number: 1 }, null);
    assert.deepEqual(config, { format_number: '1' });
  });
});

describe('list', () => {
  it('reads both forms', () => {
    const items = 'Nike,€4,280\r\n\n"Shoes, red",3\nalone';
    assert.deepEqual(parse(spec('list'), { items }, null).data, {
      items: [{ name: 'Nike', value: '€4,280' }, { name: 'Shoes, red', value: '3' }, { name: 'alone' }],
    });
    assert.deepEqual(parse(spec('list'), { items }, { items: [{ name: 'a', value: 1 }] }).data, {
      items: [{ name: 'a', value: 1 }],
    });
  });

  it('names the row that is wrong', () => {
    assert.deepEqual(issuesOf('list', {}, { items: [{ name: 'a', value: {} }, 3] }), [
      'data.items[0].value: expected string or number',
      'data.items[1]: expected object with name and value',
    ]);
    assert.deepEqual(issuesOf('list', {}, { rows: [] }), ['data.items: expected list of {name, value}']);
  });
});

describe('chart', () => {
  it('reads both forms of datasets, with gaps', () => {
    const { data, issues } = parse(
      spec('chart'),
      {},
      {
        labels: ['a', 2, null],
        datasets: [['x', [1, '2', null]], { label: 'y', data: [3], color: 'red' }],
      },
    );
    assert.deepEqual(issues, []);
    assert.deepEqual(data, {
      labels: ['a', 2, null],
      datasets: [
        { label: 'x', data: [1, 2, null] },
        { label: 'y', data: [3], color: 'red' },
      ],
    });
  });

  it('names the wrong value by its path as given', () => {
    assert.deepEqual(
      issuesOf('chart', { chart_type: 'donut' }, { datasets: [['a', 'b'], { label: 'c', data: {} }, 4] }),
      [
        'config.chart_type: expected bar|line|area|pie|doughnut|scatter',
        'data.datasets[0][1]: expected number list',
        'data.datasets[1].data: expected number list',
        'data.datasets[2]: expected object',
      ],
    );
    assert.deepEqual(issuesOf('chart', {}, { datasets: [['a', [1, 'x']]] }), [
      'data.datasets[0][1][1]: expected number',
    ]);
    assert.deepEqual(issuesOf('chart', {}, { labels: 'Mon' }), [
      'data.labels: expected list',
      'data.datasets: expected list of [label, [values]]',
    ]);
  });
});

describe('countdown', () => {
  it('takes moments that exist', () => {
    assert.deepEqual(issuesOf('countdown', {}, { target_datetime: '2026-12-31 23:59:59' }), []);
    for (const wrong of ['soon', '2026-02-30 00:00:00', '2026-13-01 00:00:00', 5, undefined])
      assert.deepEqual(issuesOf('countdown', {}, { target_datetime: wrong, x: 1 }), [
        'data.target_datetime: expected time as YYYY-MM-DD HH:MM:SS',
      ]);
  });
});

describe('gauge, progress, funnel, heatmap, status and boxes', () => {
  it('read figures written as text, and rows written as lists', () => {
    assert.deepEqual(parse(spec('gauge'), { thresholds: ['5'] }, { value: '0.5' }).data, { value: 0.5 });
    assert.deepEqual(parse(spec('funnel'), {}, { funnel: [['Visits', '9'], { name: 7, value: 3, note: 'x' }] }).data, {
      funnel: [
        { name: 'Visits', value: 9 },
        { name: '7', value: 3, note: 'x' },
      ],
    });
    assert.deepEqual(parse(spec('boxes'), {}, { values: [['Open', null], { value: 1 }] }).data, {
      values: [{ label: 'Open' }, { value: 1 }],
    });
    assert.deepEqual(parse(spec('heatmap'), {}, { y: [1, 'b', null], values: [['1', null], null] }).data, {
      x: [],
      y: [1, 'b', null],
      values: [[1, null], []],
    });
  });

  it('read a status by its number or its word', () => {
    const statusOf = (status: unknown) => (parse(spec('status'), {}, { status }).data as { status?: number }).status;
    assert.deepEqual([0, '2', 'error', ' Unknown ', 17].map(statusOf), [0, 2, 1, 3, 17]);
    for (const wrong of ['on fire', {}, undefined])
      assert.deepEqual(issuesOf('status', {}, { status: wrong, text: 'x' }), ['data.status: expected number']);
  });

  it('name the field that is wrong', () => {
    assert.deepEqual(issuesOf('gauge', { direction: 'up' }, { min: 0 }), [
      'config.direction: expected up-good|down-good',
      'data.value: expected number',
    ]);
    assert.deepEqual(issuesOf('progress', {}, { current: 1, max: 'x' }), ['data.max: expected number']);
    assert.deepEqual(issuesOf('funnel', {}, { funnel: [{ name: 'a' }, 3, null] }), [
      'data.funnel[0].value: expected number',
      'data.funnel[1]: expected object',
      'data.funnel[2]: expected object',
    ]);
    assert.deepEqual(issuesOf('funnel', {}, { funnel: {} }), ['data.funnel: expected list of {name, value}']);
    assert.deepEqual(issuesOf('boxes', {}, { values: [{ value: 'many' }] }), ['data.values[0].value: expected number']);
    assert.deepEqual(issuesOf('heatmap', {}, { x: 'Mon', y: [{}], values: [[1, 'x'], 4] }), [
      'data.x: expected list',
      'data.y[0]: expected string',
      'data.values[0][1]: expected number',
      'data.values[1]: expected number list',
    ]);
    assert.deepEqual(issuesOf('heatmap', {}, { x: [] }), ['data.values: expected list of number lists']);
  });
});

describe('markup as text', () => {
  it('is what a reader would see', () => {
    assert.equal(markupToText('<p><b>12</b> orders</p><ul><li>a &amp; b<li>c</ul>'), '12 orders\na & b\nc');
    assert.equal(markupToText('<script>alert(1)</script><style>p{}</style>x<!-- y -->'), 'x');
    assert.equal(markupToText('1 < 2 &#x41;&#66;&bogus;&constructor;'), '1 < 2 AB&bogus;&constructor;');
  });

  it('takes time in proportion to its length', { timeout: 20_000 }, () => {
    for (const piece of ['<', '<!--', '<script', '</script ', '<p ', '<p>', '&#', ' \n', '<a <', '</td '])
      assert.ok(markupToText(piece.repeat(1_000_000 / piece.length)).length <= 1_000_000);
  });
});
