import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { linkOf, pageAddressOf, pictureOf } from '../../components/model/address.ts';
import { formatCell, gridOf, orderOf, valueAt } from '../../components/model/grid.ts';
import { parse } from '../../components/model/parse.ts';
import { types } from '../../components/model/types/index.ts';
import type { TableConfig, TableData } from '../../components/model/types/table.ts';
import { newest, type TimelineData } from '../../components/model/types/timeline.ts';
import { markdown } from '../../components/widgets/markdown-markup.ts';
import { iconOf, since } from '../../components/widgets/timeline-parts.ts';

const place = { locale: 'en', timeZone: 'UTC' };

function read(type: string, config: object, data: object) {
  const spec = types[type];
  assert.ok(spec);
  return parse(spec, config, data);
}
const issuesOf = (type: string, config: object, data: object) =>
  read(type, config, data).issues.map(({ path }) => path);

function tableOf(data: object, config: object = {}) {
  const { issues, ...props } = read('table', config, data) as unknown as {
    issues: unknown[];
    config: TableConfig;
    data: TableData;
  };
  assert.deepEqual(issues, []);
  const grid = gridOf(props.data, props.config, place);
  return {
    grid,
    cells: grid.rows.map((row) =>
      grid.columns.map((column) => formatCell(valueAt(row, column), column, place).replace(/\s/g, ' ')),
    ),
    first: (key: string, sign: 1 | -1) =>
      orderOf(grid, { key, sign }, 'en').map((index) =>
        formatCell(Object.values(grid.rows[index] ?? {})[0], grid.columns[0] as never, place),
      ),
  };
}

describe('addresses', () => {
  it('lead to pages and mailboxes, pictures may lie in them', () => {
    for (const good of ['https://x.test/a?b', '/a', '#a', 'a/b', 'mailto:a@x.test', ' HTTP://x.test '])
      assert.equal(linkOf(good), good.trim());
    for (const bad of [
      'javascript:a()',
      'java\tscript:a()',
      ' \u0001javascript:a()',
      '\u00a0javascript:a()',
      '\ufeffjavascript:a()\u2028',
      '\u3000data:text/html,x',
      'data:text/html,x',
      'vbscript:x',
      'blob:x',
      '',
      null,
      5,
      'http://[',
    ])
      assert.equal(linkOf(bad), undefined, `${bad}`);
    assert.equal(pictureOf('data:image/svg+xml,<svg>'), 'data:image/svg+xml,<svg>');
    for (const bad of [
      'data:text/html,x',
      'data:image/svg+xml',
      'mailto:a@x.test',
      'javascript:a',
      '\u00a0javascript:a',
    ])
      assert.equal(pictureOf(bad), undefined, bad);
    assert.equal(pageAddressOf('https://x.test'), 'https://x.test');
    for (const bad of ['/a', 'https:/a', 'https:///', 'ftp://x.test', 'x.test'])
      assert.equal(pageAddressOf(bad), undefined, bad);
  });
});

describe('table', () => {
  it('finds the columns of rows as objects and as lists, with their types', () => {
    const { grid, cells } = tableOf({
      rows: [
        { a: 'x', b: '1234.5' },
        { b: 2, c: true },
      ],
    });
    assert.deepEqual(
      grid.columns.map(({ key, type, align }) => [key, type, align]),
      [
        ['a', 'text', 'start'],
        ['b', 'number', 'end'],
        ['c', 'text', 'start'],
      ],
    );
    assert.deepEqual(cells, [
      ['x', '1,234.5', '–'],
      ['–', '2', '✓'],
    ]);
    assert.deepEqual(tableOf({ columns: ['Shop', 'Orders'], rows: [['Oslo', 3]] }).cells, [['Oslo', '3']]);
    assert.deepEqual(
      tableOf({ rows: [['Oslo', 3]] }).grid.columns.map(({ label }) => label),
      ['1', '2'],
    );
  });

  it('formats every column type, and leaves values of other types as they are', () => {
    const columns = [
      { key: 'a', type: 'money', currency: 'EUR', decimal_places: 0 },
      { key: 'b', type: 'percentage' },
      { key: 'c', type: 'date' },
      { key: 'd', type: 'timestamp' },
      { key: 'e', type: 'url' },
      { key: 'f', type: 'number', suffix: ' kg', decimal_places: 1 },
      { key: 'g', type: 'bar' },
    ];
    const row = { a: 1234.5, b: 0.425, c: '2026-03-01 00:00:00', d: 0, e: 'https://x.test/a/', f: '2', g: 5 };
    const odd = { a: 'n/a', b: 'x', c: 'soon', d: {}, e: 'javascript:x', f: [1], g: null };
    assert.deepEqual(tableOf({ columns, rows: [row, odd] }).cells, [
      ['€1,235', '42.5%', 'Mar 1, 2026', 'Jan 1, 1970, 12:00 AM', 'x.test/a', '2.0 kg', '5'],
      ['n/a', 'x', 'soon', '{}', 'javascript:x', '[1]', '–'],
    ]);
  });

  it('lets the config override the columns of the data', () => {
    const config = { columns: [{ key: 'b', label: 'B', decimal_places: 2 }] };
    const { grid, cells } = tableOf({ columns: ['a', 'b'], rows: [{ a: 1, b: 2 }] }, config);
    assert.deepEqual(
      grid.columns.map(({ label }) => label),
      ['a', 'B'],
    );
    assert.deepEqual(cells, [['1', '2.00']]);
  });

  it('sorts numbers, dates and words of the language, with blanks last and a stable order', () => {
    const rows = [
      { name: 'b10', value: 2, at: '2026-01-10' },
      { name: 'B9', value: null, at: '2025-12-31' },
      { name: 'ä', value: '10', at: null },
      { name: 'a', value: 2, at: '2026-01-09' },
    ];
    const { first } = tableOf({ columns: ['name', 'value', { key: 'at', type: 'date' }], rows });
    assert.deepEqual(first('name', 1), ['a', 'ä', 'B9', 'b10']);
    assert.deepEqual(first('value', 1), ['b10', 'a', 'ä', 'B9']);
    assert.deepEqual(first('value', -1), ['ä', 'b10', 'a', 'B9']);
    assert.deepEqual(first('at', -1), ['b10', 'a', 'B9', 'ä']);
    assert.deepEqual(first('none', 1), ['b10', 'B9', 'ä', 'a']);
  });

  it('orders words that mean an order, figures before words, and blanks last in both directions', () => {
    const orders = (type: string, values: unknown[]) =>
      ([1, -1] as const).map((sign) =>
        tableOf({ columns: [{ key: 'a', type }], rows: values.map((a) => ({ a })) }).first('a', sign),
      );
    assert.deepEqual(orders('text', [true, '', 'x', 5, false]), [
      ['✗', '✓', '5', 'x', '–'],
      ['x', '5', '✓', '✗', '–'],
    ]);
    assert.deepEqual(orders('date', ['2026-02-01', 'soon', '2025-12-31'])[0], ['Dec 31, 2025', 'Feb 1, 2026', 'soon']);
    const moments = ['2026-01-01T00:00:00-05:00', '2026-01-01T01:00:00Z'];
    assert.match(`${orders('datetime', moments)[1]?.[0]}`, /5:00/);
    const link = (text: string) => ({ url: `https://x.test/${5 - text.length}`, text });
    assert.deepEqual(orders('link', [link('bb'), link('a')])[0], ['a', 'bb']);
  });

  it('writes a day as it is, and a moment in the zone of the reader', () => {
    const away = { locale: 'en', timeZone: 'America/New_York' };
    const cell = (type: 'date' | 'datetime', value: string) =>
      formatCell(value, { key: 'a', at: 0, label: 'a', align: 'start', type }, away).replace(/\s/g, ' ');
    for (const day of ['2026-03-01', '2026-03-01T00:00:00']) assert.equal(cell('date', day), 'Mar 1, 2026');
    assert.equal(cell('date', '2026-03-01T02:00:00Z'), 'Feb 28, 2026');
    assert.equal(cell('datetime', '2026-03-01'), 'Feb 28, 2026, 7:00 PM');
  });

  it('ignores invalid currencies and decimal places', () => {
    const cell = (value: number, column: object) =>
      tableOf({ columns: [{ key: 'a', ...column }], rows: [[value]] }).cells[0]?.[0];
    assert.equal(cell(5, { type: 'currency', currency: 'euro', prefix: '€' }), '€5.00');
    assert.equal(cell(5, { type: 'number', decimal_places: 21 }), '5');
    assert.equal(cell(0.5, { type: 'percent', decimal_places: 1.5 }), '50.0%');
  });

  it('writes small figures as what they are, and the sign before the unit', () => {
    const write = (value: number, column: object) =>
      formatCell(value, { key: 'a', at: 0, label: '', type: 'number', align: 'end', ...column }, place);
    assert.equal(write(0.0004, {}), '0.0004');
    assert.equal(write(-5, { prefix: '£' }), '-£5');
    assert.equal(write(0.0004, { type: 'percent' }), '0.04%');
    assert.equal(write(1234.567, { type: 'percent' }), '123,456.7%');
    assert.equal(write(-0.0004, { type: 'percent', decimal_places: 1 }), '0.0%');
    assert.equal(write(-0.001, { type: 'currency', currency: 'EUR' }), '€0.00');
    assert.equal(write(-1.5, { type: 'currency', currency: 'EUR', decimal_places: 0 }), '-€2');
  });

  it('makes columns as wide as most of their cells need', () => {
    const widths = (rows: unknown[][], columns?: object[]) =>
      tableOf({ rows, ...(columns && { columns }) }).grid.columns.map(({ width }) => width);
    const many = Array.from({ length: 39 }, () => ['x'.repeat(10)]);
    assert.deepEqual(widths([...many, ['x'.repeat(30)]]), [10]);
    assert.deepEqual(widths([['東京都庁舎前'], ['x']]), [12]);
    assert.deepEqual(widths([[12345, 'word word']]), [6, 11]);
    assert.deepEqual(widths([['word word', 'word word']]), [9, 9]);
    assert.deepEqual(widths([['x']], [{ key: 'a', label: 'x'.repeat(40) }]), [18]);
    assert.deepEqual(widths([[5]], [{ key: 'a', type: 'bar' }]), [9]);
  });

  it('treats empty and inherited values as blank', () => {
    const { grid, cells } = tableOf({ columns: ['a', 'toString'], rows: [{ a: '' }, { a: '5' }] });
    assert.deepEqual(cells, [
      ['–', '–'],
      ['5', '–'],
    ]);
    assert.deepEqual(
      grid.columns.map(({ type }) => type),
      ['number', 'text'],
    );
    assert.equal(tableOf({ columns: [{ key: 'a', type: 'bar' }], rows: [{ a: -1 }] }).grid.columns[0]?.max, 1);
  });

  it('names the row or column that is wrong', () => {
    assert.deepEqual(issuesOf('table', {}, { rows: [{}, 5] }), ['data.rows[1]']);
    assert.deepEqual(issuesOf('table', {}, { rows: 'x', columns: [{ key: {}, type: 'no', align: 'up' }, 1, null] }), [
      'data.columns[0].type',
      'data.columns[0].align',
      'data.columns[0].key',
      'data.columns[2]',
      'data.rows',
    ]);
  });

  it('treats empty values as absent, and knows no inherited words', () => {
    const columns = [{ key: 'a', type: 'constructor', align: '' }];
    assert.deepEqual(issuesOf('table', {}, { rows: [], columns }), ['data.columns[0].type']);
  });

  it('draws whatever JSON it is given', () => {
    const cell = fc.jsonValue({ maxDepth: 2 });
    const row = fc.oneof(fc.array(cell), fc.dictionary(fc.string(), cell));
    fc.assert(
      fc.property(
        fc.array(row),
        fc.array(fc.dictionary(fc.constantFrom('key', 'label', 'type'), fc.string())),
        (rows, columns) => {
          const { data, config, issues } = read('table', {}, { rows, columns });
          if (issues.length) return;
          const grid = gridOf(data as TableData, config, place);
          for (const column of grid.columns) {
            assert.equal(orderOf(grid, { key: column.key, sign: -1 }, 'en').length, rows.length);
            for (const each of grid.rows)
              assert.equal(typeof formatCell(valueAt(each, column), column, place), 'string');
          }
        },
      ),
    );
  });
});

describe('leaderboard', () => {
  it('reads what clients call trends and lights, and at most nine values', () => {
    const { data, issues } = read(
      'leaderboard',
      {},
      {
        board: [
          { name: 'a', values: Array.from({ length: 12 }, (_, index) => index), trend: 'equal', status: 'GREY' },
          { name: 5, values: [null, '96%', true], trend: -3, status: 1 },
        ],
      },
    );
    assert.deepEqual(issues, []);
    assert.deepEqual((data as { board: object[] }).board, [
      { name: 'a', values: [0, 1, 2, 3, 4, 5, 6, 7, 8], trend: 'flat', status: 'unknown' },
      { name: '5', values: [null, '96%', 'true'], trend: 'down', status: 'error' },
    ]);
  });

  it('names what is wrong', () => {
    assert.deepEqual(
      issuesOf(
        'leaderboard',
        { subtitle1: {} },
        { board: [5, { name: [], values: {}, trend: 'x', status: 9 }, { values: [[]] }] },
      ),
      [
        'config.subtitle1',
        'data.board[0]',
        'data.board[1].values',
        'data.board[1].trend',
        'data.board[1].status',
        'data.board[1].name',
        'data.board[2].values[0]',
      ],
    );
  });
});

describe('timeline', () => {
  const entries = [
    { title: 'old', timestamp: '2026-01-01T00:00:00Z' },
    { title: 'undated', link: 'javascript:x', image: 'javascript:x' },
    { title: 'new', timestamp: 1_800_000_000, link: 'mailto:a@x.test' },
    { title: 'same', timestamp: '1800000000' },
  ];

  it('shows the newest first, and only so many', () => {
    const { data } = read('timeline', {}, { entries });
    const titles = (config: object) => newest(data as TimelineData, config).map(({ title }) => title);
    assert.deepEqual(titles({}), ['new', 'same', 'old', 'undated']);
    assert.deepEqual(titles({ limit: 1.5 }), ['new']);
    assert.deepEqual(titles({ limit: 0 }).length, 4);
    assert.deepEqual((data as TimelineData).entries[1], { title: 'undated' });
  });

  it('names what is wrong', () => {
    assert.deepEqual(issuesOf('timeline', {}, { entries: [1, { title: {}, timestamp: 'soon', content: [] }] }), [
      'data.entries[0]',
      'data.entries[1].timestamp',
      'data.entries[1].content',
      'data.entries[1].title',
    ]);
    assert.deepEqual(issuesOf('timeline', {}, { entries: {} }), ['data.entries']);
    assert.deepEqual(issuesOf('timeline', {}, { entries: [[], null] }), ['data.entries[0]', 'data.entries[1]']);
    const undated = [{ title: 'a' }, { title: 'b', timestamp: null }, { title: 'c', timestamp: '' }];
    assert.deepEqual(issuesOf('timeline', {}, { entries: undated }), []);
    assert.deepEqual(issuesOf('timeline', {}, { entries: null }), []);
  });

  it('says how long ago something was, and after a week when it was', () => {
    const now = Date.UTC(2026, 2, 15, 12);
    const ago = (seconds: number) => since(now - seconds * 1000, 'en', 'UTC', now);
    assert.deepEqual([0, 59, 60, 7199, 86_400, 6 * 86_400, 7 * 86_400, -3600].map(ago), [
      'now',
      'now',
      '1 min. ago',
      '1 hr. ago',
      'yesterday',
      '6 days ago',
      'Mar 8, 2026',
      'in 1 hr.',
    ]);
    assert.equal(since(1e300, 'en', 'UTC', now), '–');
  });

  it('draws the icons that Ducksboard served by itself', () => {
    assert.equal(iconOf('https://app.ducksboard.com/static/img/timeline/red.gif').level, 'bad');
    assert.equal(iconOf('created.png').sign, '+');
    assert.equal(iconOf('https://x.test/red.gif').picture, 'https://x.test/red.gif');
    assert.equal(iconOf('constructor').picture, 'constructor');
  });
});

describe('markdown', () => {
  const html = (body: string, level = 2) => markdown(body, { level, locale: 'en', keepMarkup: false }).blocks.join('');
  /** Every tag and attribute that markup of ours may have; what the body says is never among them. */
  const OURS =
    /^<(?:\/?(?:p|strong|em|del|code|pre|ul|ol|li|blockquote|h[2-6]|table|thead|tbody|tr|th|td|a|span)|br|hr|(?:p|h[2-6]) class="(?:plain|h[1-6])"|ol start="\d+"|span class="box" role="img" aria-label="[^"<>]*"|t[hd](?: scope="col")?(?: class="(?:left|right|center)")?|a href="[^"<>]*"(?: title="[^"<>]*")? target="_blank" rel="noopener noreferrer"|img src="[^"<>]*" alt="[^"<>]*"(?: title="[^"<>]*")? loading="lazy" decoding="async" referrerpolicy="no-referrer")>$/;

  it('contains only our own tags and attributes, whatever the body', () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom(
        '<',
        '>',
        '"',
        "'",
        '`',
        '```',
        '*',
        '**',
        '_',
        '~~',
        '[',
        ']',
        '(',
        ')',
        '!',
        '#',
        '- ',
        '- [x] ',
        '1. ',
        '> ',
        '|',
        '\n',
        '\n\n',
        '    ',
        '\\',
        '&',
        '&lt;',
      ),
      fc.constantFrom(
        '<script>',
        '</script>',
        '<pre>',
        '<img src=x onerror=a()//',
        '<a href="javascript:a()">',
        '<style>',
        'javascript:a()',
        '<!--',
        '-->',
        'http://x.test/"onx=',
        '|a|b|\n|-|-|\n',
        '[a]: javascript:a() "<b>"\n',
        '<svg/onload=a()>',
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        for (const tag of html(pieces.join('')).match(/<[^>]*>?/g) ?? []) assert.match(tag, OURS);
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps headings in order below the title', () => {
    assert.deepEqual(html('### a\n# b\n#### c\n## d\n###### e').match(/<h\d class="h\d">/g), [
      '<h2 class="h3">',
      '<h2 class="h1">',
      '<h3 class="h4">',
      '<h3 class="h2">',
      '<h4 class="h6">',
    ]);
    assert.match(html('# a\n## b', 6), /<h6 class="h1">a<\/h6>\s*<h6 class="h2">/);
  });

  it('decodes entities in addresses', () => {
    assert.match(html('[a](https://x.test/?a=1&amp;b=2)'), /href="https:\/\/x\.test\/\?a=1&amp;b=2"/);
    assert.match(html('see https://x.test/?a=1&b=2'), /href="https:\/\/x\.test\/\?a=1&amp;b=2"/);
    assert.match(html('AT&amp;T &copy; &'), /AT&amp;T &copy; &amp;/);
  });

  it('may be in the config, where other dialects have it', () => {
    assert.deepEqual(read('markdown', { content: 'a' }, {}).data, { body: 'a' });
    assert.deepEqual(read('markdown', { content: 'a' }, { body: 'b' }).data, { body: 'b' });
    assert.equal(parse(types.markdown as never, { content: ' ' }, null).data, null);
  });
});

describe('embed and image', () => {
  it('accept only web addresses', () => {
    assert.deepEqual(issuesOf('embed', {}, { url: 'javascript:a', dashboard: '../x' }), ['data.url', 'data.dashboard']);
    assert.deepEqual(issuesOf('embed', {}, { dashboard: 'a.b.c' }), []);
    assert.deepEqual(read('embed', { url: 'https://x.test' }, {}).data, { url: 'https://x.test' });
    assert.deepEqual(issuesOf('image', { fit: 'fill' }, { source: 'data:text/html,x' }), ['config.fit', 'data.source']);
  });
});
