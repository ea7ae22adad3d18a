import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parse } from '../../components/model/parse.ts';
import { types } from '../../components/model/types/index.ts';
import type { Json, JsonObject } from '../../components/model/widget.ts';
import { DomainError } from '../../server/domain/errors.ts';
import type { QueryResult } from '../../server/domain/sources/queries.ts';
import { feedEntries } from '../../server/sources/accounts/feed-xml.ts';
import { aggregation } from '../../server/sources/aggregate.ts';
import { dateColumn, edgeOf, momentOf, OPEN_RANGE, settled } from '../../server/sources/dates.ts';
import { datasetQuery, rolesOf } from '../../server/sources/fields.ts';
import { conditions, filtered, filtersIn, filtersOf } from '../../server/sources/filters.ts';
import { frameOf } from '../../server/sources/frame.ts';
import { placer } from '../../server/sources/placed-filters.ts';
import { propertiesIn } from '../../server/sources/properties.ts';
import { questionOf } from '../../server/sources/question.ts';
import { shape } from '../../server/sources/shape.ts';
import { chart } from '../../server/sources/shape-charts.ts';
import { sourceOf, ttlOf } from '../../server/sources/source-of.ts';
import { bind, namesIn, placesFilters, toPositional } from '../../server/sources/sql.ts';

const result = (names: string, ...cells: Json[][]): QueryResult => ({
  columns: names.split(' ').map((name, index) => ({
    name,
    type: cells.every((row) => typeof row[index] === 'number' || row[index] === null) ? 'number' : 'string',
  })),
  rows: cells,
  isTruncated: false,
});
const says = (pattern: RegExp) => (error: unknown) => error instanceof DomainError && pattern.test(error.message);

describe('placeholders in SQL', () => {
  const values = new Map<string, Json>([
    ['region', "x'; drop table sales; --"],
    ['min-amount', 7],
  ]);

  it('are bound anywhere, and their values are never part of the SQL', () => {
    const forms = ['$region', '{{region}}', '{{ param.region }}', '{variables.region}'];
    for (const form of forms)
      assert.deepEqual(bind(`select ${form}, ${form};`, values), {
        sql: 'select $p1, $p1',
        values: { p1: "x'; drop table sales; --" },
      });
    assert.deepEqual(bind("select '{{region}}', '%{{ region }}''s{{min-amount}}'", values), {
      sql: "select cast($p1 as varchar), ('%' || cast($p1 as varchar) || '''s' || cast($p2 as varchar))",
      values: { p1: "x'; drop table sales; --", p2: 7 },
    });
  });

  it('are not recognized in comments, quoted names, dollar quotes, or inside names', () => {
    const sql = [
      'select a$region, "$region", "a""$region"',
      '-- $region ; {{nothing}}',
      '/* $region /* ; */ {{nothing}} */',
      "  $$ $region ; $$, $q$ '; $region $q$, E'\\'; $region', '$region ; '''",
      'from t',
    ].join('\n');
    assert.deepEqual(bind(`${sql} ; -- end`, values), { sql, values: {} });
  });

  it('report which has no value', () => {
    assert.throws(() => bind('select $region, $year', values), says(/^no value for year$/));
  });

  it('need a single complete statement', () => {
    for (const sql of ['select 1; select 2', 'select 1;\n;delete from t'])
      assert.throws(() => bind(sql, values), says(/more than one statement/));
    for (const sql of ['', ' ; ', '-- nothing']) assert.throws(() => bind(sql, values), says(/statement is missing/));
    for (const sql of ["select 'a", 'select "a', 'select $$a', 'select /* a /* b */'])
      assert.throws(() => bind(sql, values), says(/is not closed/), sql);
  });

  it('never let a value into the SQL, with random inputs', () => {
    const piece = fc.constantFrom("'", '"', '$$', '$a$', '/*', '*/', '--', '\n', ';', '{{p}}', '$p', "E'", '\\', ' a ');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const secret = 'SECRET-1';
        try {
          const { sql } = bind(
            pieces.join(''),
            new Map([
              ['p', secret],
              ['a', secret],
            ]),
          );
          assert.ok(!sql.includes(secret));
        } catch (error) {
          assert.ok(error instanceof DomainError);
        }
      }),
    );
  });

  it('are found in linear time', () => {
    for (const odd of ['$a$ ', "'", '/*', '{{', '$$', '"', '$a'])
      try {
        bind(odd.repeat(131_072 / odd.length), new Map([['a', 1]]));
      } catch (error) {
        assert.ok(error instanceof DomainError);
      }
  });

  it('are not looked for in what is too long', () => {
    const sql = `select 1${';'.repeat(131_072)}`;
    for (const read of [() => bind(sql, new Map()), () => placesFilters(sql), () => namesIn(sql)])
      assert.throws(read, says(/must be at most 131072 characters long/));
  });

  it('become positional for drivers that need it', () => {
    assert.deepEqual(toPositional({ sql: "select $b, $a, $b, '$a'", values: { a: 1, b: [2] } }), {
      text: "select $1, $2, $1, '$a'",
      values: [[2], 1],
    });
  });
});

describe('filters', () => {
  const columns = [
    { name: 're"gion', type: 'string' as const },
    { name: 'amount', type: 'number' as const },
    { name: 'day', type: 'date' as const },
  ];
  const where = (filter: JsonObject) => {
    const { sql, values } = filtered({ sql: 'select 1 -- x' }, filtersIn([filter]), columns);
    return [sql.split(' where ')[1] ?? '', ...Object.values(values ?? {})];
  };

  it('wrap the query, even if it ends in a comment', () => {
    const { sql } = filtered({ sql: 'select 1 -- x' }, filtersIn([{ field: 'amount', values: [1] }]), columns);
    assert.equal(sql, 'select * from (select 1 -- x\n) as "asked" where ("amount" in ($f1))');
  });

  it('compare by every operator with values bound in the type of the column', () => {
    const amount = (operator: string, ...values: Json[]) => where({ field: 'amount', operator, values });
    assert.deepEqual(amount('in', '1', 2), ['("amount" in ($f1, $f2))', 1, 2]);
    assert.deepEqual(amount('eq', null), ['((false or "amount" is null))']);
    assert.deepEqual(amount('not_in', 1), ['(("amount" in ($f1)) is not true)', 1]);
    assert.deepEqual(amount('ne', 1), ['(("amount" in ($f1)) is not true)', 1]);
    assert.deepEqual(amount('gt', 1), ['("amount" > $f1)', 1]);
    assert.deepEqual(amount('gte', 1), ['("amount" >= $f1)', 1]);
    assert.deepEqual(amount('lt', 1), ['("amount" < $f1)', 1]);
    assert.deepEqual(amount('lte', 1), ['("amount" <= $f1)', 1]);
    assert.deepEqual(amount('between', 1, 2), ['("amount" between $f1 and $f2)', 1, 2]);
    assert.deepEqual(amount('in', 1.5, 3e9), [
      '("amount" in (cast($f1 as double precision), cast($f2 as bigint)))',
      1.5,
      3e9,
    ]);
    assert.deepEqual(where({ field: 'day', operator: 'gte', values: ['2024-01-01'] }), [
      '("day" >= cast($f1 as date))',
      '2024-01-01',
    ]);
    assert.deepEqual(where({ field: 're"gion', operator: 'contains', values: ["'); --"] }), [
      '(position(lower($f1) in lower(cast("re""gion" as varchar))) > 0)',
      "'); --",
    ]);
  });

  it('compare times in UTC, whatever zone they are given in', () => {
    const columns = [{ name: 'at', type: 'datetime' as const }];
    const asked = (value: string) =>
      Object.values(filtered({ sql: 'select 1' }, filtersIn([{ field: 'at', value }]), columns).values ?? {})[0];
    assert.equal(asked('2026-01-01T01:30:00.123456+02:00'), '2025-12-31T23:30:00.123456');
    assert.equal(asked('2026-01-01 10:00-0530'), '2026-01-01T15:30');
    assert.equal(asked('2026-01-01T10:00Z'), '2026-01-01T10:00');
    assert.equal(asked('2026-01-01 10:00:00+02'), '2026-01-01T08:00:00');
    for (const plain of ['2026-01-01', '2026-01-01 10:00:00', '2026-02-30T10:00-99:99', 'x'])
      assert.equal(asked(plain), plain);
  });

  it('include the whole day when a time is compared with a date', () => {
    const columns = [{ name: 'at', type: 'datetime' as const }];
    const of = (operator: string, ...values: Json[]) => {
      const { sql, values: bound } = filtered({ sql: 'q' }, filtersIn([{ field: 'at', operator, values }]), columns);
      const where = (sql.split(' where ')[1] ?? '').replaceAll(/cast\(\$(f\d) as timestamp\)/g, '$1');
      return where.replaceAll(/f\d/g, (name) => `${bound?.[name]}`).replaceAll('"', '');
    };
    assert.equal(of('lte', '2026-01-31'), '(at < 2026-02-01)');
    assert.equal(of('gt', '2024-02-28'), '(at >= 2024-02-29)');
    assert.equal(of('gte', '2026-01-31'), '(at >= 2026-01-31)');
    assert.equal(of('lt', '2026-01-31'), '(at < 2026-01-31)');
    assert.equal(of('between', '2026-12-01', '2026-12-31'), '(at >= 2026-12-01 and at < 2027-01-01)');
    assert.equal(of('between', '2026-12-01', '2026-12-31T12:00'), '(at >= 2026-12-01 and at <= 2026-12-31T12:00)');
    assert.equal(of('between', '2026-12-01', null), '(at >= 2026-12-01 and false)');
    const both = '(at >= 2026-01-31 and at < 2026-02-01) or at in (2026-03-01T10:00)';
    assert.equal(of('in', '2026-01-31', '2026-03-01T10:00'), `(${both})`);
    assert.equal(of('ne', '2026-01-31', '2026-03-01T10:00'), `((${both}) is not true)`);
    assert.equal(of('lte', '2026-01-31T00:00'), '(at <= 2026-01-31T00:00)');
    assert.equal(of('lte', '2026-2-28'), '(at < 2026-03-01)');
    assert.equal(of('lte', '9999-12-31'), '(at <= 9999-12-31)', 'no database has a day after it');
    assert.equal(of('lte', '2026-13-31'), '(at <= 2026-13-31)', 'what is no day is the database’s to refuse');
  });

  it('of PostHog support relative dates, and is_set', () => {
    const properties = [
      { key: 'at', value: '-7d', operator: 'is_date_after' },
      { key: 'at', value: '2026-01-31', operator: 'is_date_exact' },
      { key: 'text', value: '-7d', operator: 'exact' },
      { key: 'text', value: 'is_set', operator: 'is_set' },
      { key: 'text', operator: 'is_not_set' },
      { key: 'x', value: 1, operator: 'constructor' },
    ];
    const now = Date.parse('2026-03-31T15:45:30.500Z');
    assert.deepEqual(
      filtersOf(settled(propertiesIn({ properties }), now)).map(({ field, operator, values }) => [
        field,
        operator,
        ...values,
      ]),
      [
        ['at', 'gt', '2026-03-24 15:45:30.000'],
        ['at', 'eq', '2026-01-31'],
        ['text', 'in', '-7d'],
        ['text', 'not_in', null],
        ['text', 'in', null],
        ['x', 'unknown', 'constructor'],
      ],
    );
  });

  it('of PostHog with invalid values are refused if the column exists', () => {
    const [filter] = propertiesIn({ properties: [{ key: 'version', value: '1.2', operator: 'semver_gt' }] });
    const all = filter ? [filter] : [];
    assert.throws(
      () => conditions(all, [{ name: 'version', type: 'string' }], {}),
      says(/filters: "version" has an unknown operator "semver_gt"/),
    );
    assert.deepEqual(conditions(all, [{ name: 'other', type: 'string' }], {}), []);
  });

  it('without a known column, operator or value change nothing', () => {
    for (const filter of [
      { field: 'amount) or (1=1', operator: 'eq', values: [1] },
      { field: 'amount', operator: '= 1 or', values: [1] },
      { field: 'amount', operator: 'in', values: [] },
    ])
      assert.deepEqual(where(filter), ['']);
  });

  it('bind long lists in linear time', () => {
    let counted = 0;
    const values = new Proxy<Record<string, Json>>(
      { p1: 'x', f2: 'y' },
      {
        ownKeys(target) {
          counted += 1;
          return Reflect.ownKeys(target);
        },
      },
    );
    const many = Array.from({ length: 100 }, (_, index) => index);
    conditions(filtersIn([{ field: 'n', operator: 'in', values: many }]), [{ name: 'n', type: 'number' }], values);
    assert.equal(counted, 1);
    assert.deepEqual([values.f2, values.f3, values.f102], ['y', 0, 99], 'and no name is taken twice');
  });

  it('of PostHog are read in its own format', () => {
    const properties = [
      { key: 'a', value: 'x', operator: 'exact' },
      { key: 'b', value: ['y'], operator: 'is_not' },
      { key: 'c', value: ['p', 'q'], operator: 'not_icontains_multi' },
      { key: 'id', value: 7, type: 'cohort' },
      { key: 'id', value: null, type: 'hogql' },
    ];
    assert.deepEqual(propertiesIn({ properties }), [
      { field: 'a', operator: 'in', values: ['x'] },
      { field: 'b', operator: 'not_in', values: ['y'] },
      { field: 'c', operator: 'contains', values: ['p', 'q'], isNot: true },
    ]);
  });
});

describe('dates in the format of PostHog', () => {
  const now = Date.parse('2026-03-31T15:45:30.500Z');
  const moment = (text: string, side: 'from' | 'to') => {
    const at = momentOf(text, side, now);
    return typeof at === 'number' ? new Date(at).toISOString().slice(0, 19) : at;
  };

  it('are dates, times, or relative', () => {
    const starts: Record<string, string> = {
      '2026-01-31': '2026-01-31T00:00:00',
      '2026-1-5': '2026-01-05T00:00:00',
      '2026-01-31 10:00:00+02:00': '2026-01-31T08:00:00',
      '-7d': '2026-03-24T00:00:00',
      '-24h': '2026-03-30T15:00:00',
      '-5M': '2026-03-31T15:40:30',
      '-1m': '2026-02-28T00:00:00',
      '-1mStart': '2026-02-01T00:00:00',
      '-1qStart': '2025-10-01T00:00:00',
      yStart: '2026-01-01T00:00:00',
      wStart: '2026-03-29T00:00:00',
    };
    for (const [text, expected] of Object.entries(starts)) assert.equal(moment(text, 'from'), expected, text);
    const ends: Record<string, string> = {
      '2026-01-31': '2026-01-31T23:59:59',
      '-1d': '2026-03-30T23:59:59',
      '-1mEnd': '2026-02-28T23:59:59',
      qEnd: '2026-03-31T23:59:59',
      '-1h': '2026-03-31T14:45:30',
    };
    for (const [text, expected] of Object.entries(ends)) assert.equal(moment(text, 'to'), expected, text);
  });

  it('are open for null and all, and nothing else', () => {
    for (const open of [null, '', 'all']) assert.equal(momentOf(open, 'from', now), null);
    for (const wrong of ['x', '2026-02-30', '-99999y', '7', "-7d' or 1=1", '-7dd', '0000-01-01'])
      assert.equal(momentOf(wrong, 'from', now), undefined, wrong);
    const range = { from: 'nonsense', to: null };
    assert.deepEqual([edgeOf(range, 'from', now), edgeOf(range, 'to', now)], ['-infinity', 'infinity']);
  });

  it('apply to the column timestamp, or else the first with dates', () => {
    const [day, timestamp] = [{ name: 'day', type: 'date' } as const, { name: 'Timestamp', type: 'datetime' } as const];
    assert.equal(dateColumn([{ name: 'a', type: 'string' }, day, timestamp])?.name, 'Timestamp');
    assert.equal(dateColumn([{ name: 'timestamp', type: 'string' }, day])?.name, 'day');
    assert.equal(dateColumn([{ name: 'a', type: 'string' }]), undefined);
  });
});

describe('filters at placeholders of a statement', () => {
  const now = Date.parse('2026-03-31T12:00:00Z');
  const filters = propertiesIn({
    properties: [
      { key: 'region', value: "x' or 1=1" },
      { key: 'nowhere', value: 1 },
    ],
  });
  const range = { from: '2026-01-01', to: '2026-01-31' };
  const columns = [
    { name: 'region', type: 'string' as const },
    { name: 'day', type: 'date' as const },
  ];
  const placed = (sql: string, known?: typeof columns) => {
    const place = placer({ filters, range }, known, now);
    const query = bind(sql, new Map([['name', 'n']]), place.text);
    return { ...query, hasEdge: place.hasEdge() };
  };

  it('become one condition on existing columns, and are bound', () => {
    const { sql, values, hasEdge } = placed(
      'select 1 from t where {filters} and a = {name} and b = {variables.name}',
      columns,
    );
    assert.equal(
      sql,
      'select 1 from t where (("region" in (cast($f1 as varchar))) and ("day" >= cast($f2 as date)) and ' +
        '("day" <= cast($f3 as date))) and a = $p1 and b = $p1',
    );
    assert.deepEqual(values, {
      f1: "x' or 1=1",
      f2: '2026-01-01 00:00:00.000',
      f3: '2026-01-31 23:59:59.999',
      p1: 'n',
    });
    assert.equal(hasEdge, false);
  });

  it('are bound once, however often they are named, and not written beyond the longest statement', () => {
    const often = (times: number, place: string) => `select 1 from t where ${`${place} and `.repeat(times)}true`;
    const { values } = placed(often(100, '{filters} and {filters.dateRange.from} < day'), columns);
    assert.deepEqual(Object.keys(values), ['f1', 'f2', 'f3', 'd4']);
    assert.throws(() => placed(often(5000, '{filters}'), columns), says(/must be at most 131072 characters long/));
  });

  it('become all filters if the columns are unknown', () => {
    const { sql } = placed('select 1 where {filters}');
    assert.match(sql, /"region" in .*"nowhere" in \(\$f2\).*"timestamp" >= cast\(\$f3 as timestamp\)/);
    const properties = [
      { key: 'a', operator: 'between', value: ['2026-01-01', '2026-01-31'] },
      { key: 'b', operator: 'is_date_exact', value: '2026-01-01T10:00' },
    ];
    const text = placer({ filters: propertiesIn({ properties }), range: OPEN_RANGE }, undefined, now).text('all', {});
    assert.match(text, /"a" >= cast\(\$f1 as timestamp\) and "a" < cast.*"b" in \(cast\(\$f3 as timestamp\)\)/);
  });

  it('have placeholders for the ends of the range, outside of comments and strings only', () => {
    const { sql, values, hasEdge } = placed(
      "select '{filters}' -- {filters}\nwhere ts >= {filters.dateRange.from} and ts < {filters.dateRange.to}",
      columns,
    );
    assert.match(
      sql,
      /^select '\{filters\}' -- \{filters\}\nwhere ts >= cast\(\$d1 as timestamp\) and ts < cast\(\$d2 as/,
    );
    assert.deepEqual(Object.values(values), ['2026-01-01 00:00:00.000', '2026-01-31 23:59:59.999']);
    assert.equal(hasEdge, true);
    assert.equal(placesFilters("select '{filters}' /* {filters} */, {filters.dateRange.to}"), false);
    assert.equal(placesFilters('select {filters}'), true);
    assert.throws(() => bind('select {filters}', new Map()), says(/filters/));
    const names = namesIn('select "Am""ount" from Sales s, "my data" -- other');
    assert.deepEqual(
      [...names].filter((name) => /am|sales|data|other/.test(name)),
      ['am"ount', 'sales', 'my data'],
    );
  });
});

describe('parameters of a query', () => {
  const dashboard = { parameters: { year: 2024, region: 'north' }, variables: null, filters: null, extras: {} };

  it('are the defaults, or given values converted to their type', () => {
    assert.deepEqual([...questionOf(dashboard).parameters.values()], [2024, 'north']);
    const overrides = [
      ['year', '2025'],
      ['region', '7'],
      ['more', 'x'],
    ] as const;
    const { parameters } = questionOf(dashboard, { parameters: overrides });
    assert.deepEqual(Object.fromEntries(parameters), { year: 2025, region: '7', more: 'x' });
  });

  it('include PostHog’s variables and filters', () => {
    const variables = { u: { code_name: 'plan', value: 'free' } };
    const extras = { posthog: { filters: { properties: [{ key: 'a', value: 1 }] } } };
    const question = questionOf({ ...dashboard, parameters: null, variables, extras });
    assert.deepEqual(
      [[...question.parameters], question.filters],
      [[['plan', 'free']], [{ field: 'a', operator: 'in', values: [1] }]],
    );
    const dated = { posthog: { filters: { date_from: '-7d', properties: [{ key: 'a', value: 1 }] } } };
    const asked = (filters?: JsonObject) =>
      questionOf({ ...dashboard, extras: dated }, { ...(filters && { filters }) });
    assert.deepEqual(asked().range, { from: '-7d', to: null });
    assert.deepEqual(asked({ date_to: '-1d' }).range, { from: '-7d', to: '-1d' });
    assert.deepEqual([asked({ properties: [] }).filters, asked({ date_from: null }).range.from], [[], null]);
  });
});

describe('the source of a widget', () => {
  const kindOf = (source: JsonObject | null, config: JsonObject = {}) => sourceOf({ source, config })?.kind ?? null;

  it('is read the same way, whichever dialect wrote it', () => {
    assert.equal(kindOf({ sql: 'select 1', cache_ttl_seconds: 5 }), 'sql');
    assert.equal(kindOf({ kind: 'sql', sql: 'select 1' }), 'sql');
    assert.equal(kindOf(null, { sql: 'select 1' }), 'sql');
    assert.equal(kindOf({ metric: 'count', dataset: 'sales' }), 'metric');
    assert.equal(kindOf({ kind: 'dataset', dataset_id: 7 }), 'dataset');
    assert.equal(kindOf(null, { dataset_id: 7 }), 'dataset');
    assert.equal(kindOf({ type: 'account', service: 'rss', account_id: null, params: {} }), 'account');
    assert.equal(kindOf(null, { title: 'x' }), null);
    assert.equal(kindOf({ note: 'x' }), null);
  });

  it('has the requested lifetime, within limits', () => {
    const ttl = (source: JsonObject, refreshInterval: number | null = null) =>
      ttlOf({ source, refreshInterval }, { refreshInterval: 60 });
    assert.deepEqual(
      [ttl({ cache_ttl_seconds: 300 }), ttl({ cache_ttl_seconds: 0 }), ttl({}), ttl({}, 30)],
      [300_000, 1000, 60_000, 30_000],
    );
  });
});

describe('feeds', () => {
  it('are read in linear time, however malformed', () => {
    for (const tag of ['<item ', '<title ', '<link ']) {
      const xml = `<rss><item><title>One</title></item><item>${tag.repeat(170_000)}</item>`;
      assert.equal(feedEntries(xml)?.[0]?.value.title, 'One', tag);
    }
  });
});

describe('metrics of a dataset', () => {
  const sales = {
    name: '"sales"',
    columns: [
      { name: 'region', type: 'string' as const },
      { name: 'amount', type: 'number' as const },
      { name: 'a"; drop table x; --', type: 'number' as const },
      { name: 'day', type: 'date' as const },
    ],
  };
  const sqlOf = (asked: Partial<Parameters<typeof aggregation>[1]>) =>
    aggregation(sales, { metrics: ['count'], dimensions: [], filters: [], ...asked });

  it('are parsed in linear time, however many spaces they have', () => {
    const space = ' '.repeat(300_000);
    assert.throws(() => sqlOf({ metrics: [`sum(${space}`] }), { code: 'invalid' });
    assert.throws(() => sqlOf({ metrics: [`count(${space}x`] }), { code: 'invalid' });
    for (const metric of ['COUNT', 'count ()', `count${space}(${space}*${space})`])
      assert.match(sqlOf({ metrics: [metric] }).sql, /^select count\(\*\) as /);
    assert.match(sqlOf({ metrics: [` Sum${space}( amount )${space}`] }).sql, /^select sum\("amount"\) as /);
  });

  it('are counts, sums, or the given function, by group', () => {
    assert.equal(sqlOf({}).sql, 'select count(*) as "count" from "sales" limit 10000');
    assert.equal(
      sqlOf({ metrics: ['amount', 'avg( AMOUNT )', 'region'], dimensions: ['region'], limit: 5 }).sql,
      'select "region", sum("amount") as "amount", avg("amount") as "avg( AMOUNT )", count("region") as "region" ' +
        'from "sales" group by 1 order by 1 limit 5',
    );
    const { sql, values } = sqlOf({
      filters: filtersIn([{ field: 'region', values: ["n'"] }]),
      timeRange: { from: '2024-01-01' },
    });
    assert.match(sql, /where \("region" in \(cast\(\$f1 as varchar\)\)\) and \("day" >= cast\(\$f2 as date\)\) limit/);
    assert.deepEqual(values, { f1: "n'", f2: '2024-01-01' });
    const until = (to: string) => /"day" (<=?) /.exec(sqlOf({ timeRange: { to } }).sql)?.[1];
    assert.deepEqual([until('2024-01-31'), until('2024-02-01T00:00')], ['<=', '<'], 'a day is part of the range');
  });

  it('are refused for unknown columns and functions', () => {
    for (const metric of ['sum(nothing)', 'sum(amount) from other --', 'evil(amount)', 'amount; drop table x'])
      assert.throws(() => sqlOf({ metrics: [metric] }), DomainError, metric);
    assert.throws(() => sqlOf({ dimensions: ['nothing'] }), says(/dimensions: unknown column "nothing"/));
    assert.match(sqlOf({ metrics: ['a"; drop table x; --'] }).sql, /sum\("a""; drop table x; --"\)/);
  });

  it('follow from the type and config of a card', () => {
    const asks = (type: string, config: JsonObject) =>
      datasetQuery(sales, type, config, []).sql.replace(' limit 10000', '');
    assert.equal(asks('number', { value: 'amount' }), 'select sum("amount") as "amount" from "sales"');
    assert.equal(
      asks('number', { measure: 'amount', aggregate: 'max' }),
      'select max("amount") as "amount" from "sales"',
    );
    assert.equal(
      asks('chart', { x: 'region', y: ['amount'], series: 'day' }),
      'select "region", "day", sum("amount") as "amount" from "sales" group by 1, 2 order by 1, 2',
    );
    assert.equal(asks('table', { columns: ['day', { key: 'region' }] }), 'select "day", "region" from "sales"');
    assert.equal(asks('table', {}), 'select * from "sales"');
    assert.throws(() => asks('chart', { x: 'nothing' }), says(/unknown column "nothing"/));
    assert.equal(
      asks('chart', { label: 'region', value: 'amount' }),
      'select "region", sum("amount") as "amount" from "sales" group by 1 order by 1',
      'pies',
    );
    assert.equal(asks('list', { label: 'region', size: 'amount' }), 'select "region", "amount" from "sales"');
    assert.equal(asks('number', { label: 'Total', size: 'large' }), asks('number', {}), 'texts');
  });
});

describe('rows as data', () => {
  const drawn = (type: string, given: QueryResult, config: JsonObject = {}) => shape(type, config, given) as JsonObject;

  it('become a number, with the value it is compared with', () => {
    assert.deepEqual(drawn('number', result('total before', [42, 40])), { value1: 42, value2: 40 });
    assert.deepEqual(drawn('number', result('name total', ['now', '42.5'], ['then', '40'])), {
      value1: 42.5,
      value2: 40,
      text1: 'now',
      text2: 'then',
    });
    const course = result('day total', ['2024-01-01', 1], ['2024-01-02', null], ['2024-01-03', 3]);
    assert.deepEqual(drawn('number', course), { value1: 3, series: [1, null, 3] });
    const newestFirst = result('day total', ['2024-01-03', 3], ['2024-01-02', 2], ['2024-01-01', 1]);
    assert.deepEqual(drawn('number', newestFirst), { value1: 3, value2: 2, series: [1, 2, 3] });
    assert.deepEqual(drawn('number', result('a b', [1, 2]), { metric: 'b' }), { value1: 2, value2: 1 });
  });

  it('become labels and series, one per column or per value', () => {
    assert.deepEqual(drawn('chart', result('day a b', ['x', 1, 2], ['y', null, '3'])), {
      labels: ['x', 'y'],
      datasets: [
        { label: 'a', data: [1, null] },
        { label: 'b', data: [2, 3] },
      ],
    });
    assert.deepEqual(drawn('chart', result('x series y', ['x', 's', 1], ['x', 't', 2], ['y', 't', 3])), {
      labels: ['x', 'y'],
      datasets: [
        { label: 's', data: [1, null] },
        { label: 't', data: [2, 3] },
      ],
    });
    const gaps = result('day s n', ['2024-01-01', 'a', 1], ['2024-01-03', 'a', 3], ['2024-01-02', 'b', 2]);
    assert.deepEqual(drawn('chart', gaps), {
      labels: ['2024-01-01', '2024-01-02', '2024-01-03'],
      datasets: [
        { label: 'a', data: [1, null, 3] },
        { label: 'b', data: [null, 2, null] },
      ],
    });
    const newestFirst = result('day s n', ['2024-01-03', 'a', 3], ['2024-01-02', 'b', 2]);
    assert.deepEqual(drawn('chart', newestFirst).labels, ['2024-01-03', '2024-01-02']);
    assert.deepEqual(drawn('chart', result('a b c', [1, 2, 'k']), { x: 'c', y: 'b' }), {
      labels: ['k'],
      datasets: [{ label: 'b', data: [2] }],
    });
    assert.deepEqual(drawn('chart', result('n', [5], [6])), {
      labels: [1, 2],
      datasets: [{ label: 'n', data: [5, 6] }],
    });
    const points = frameOf(result('a b', [1, 2], [3, null]));
    assert.deepEqual(chart(points, { chart_type: 'scatter' }, rolesOf({}, [])), {
      labels: [],
      datasets: [{ label: 'b', data: [{ x: 1, y: 2 }] }],
    });
  });

  it('become one series per word where labels are figures, such as years', () => {
    const byYear = result('year region total', [2024, 'US', 1], [2024, 'EU', 2], [2025, 'US', 3], [2025, 'EU', 4]);
    assert.deepEqual(drawn('chart', byYear), {
      labels: [2024, 2025],
      datasets: [
        { label: 'US', data: [1, 3] },
        { label: 'EU', data: [2, 4] },
      ],
    });
    const byRegion = result('region year total', ['US', 2024, 1], ['US', 2025, 3], ['EU', 2024, 2], ['EU', 2025, 4]);
    const years = [
      { label: '2024', data: [1, 2] },
      { label: '2025', data: [3, 4] },
    ];
    assert.deepEqual(drawn('chart', byRegion), { labels: ['US', 'EU'], datasets: years });
    assert.deepEqual(drawn('chart', byRegion, { y: 'TOTAL' }), { labels: ['US', 'EU'], datasets: years });
    assert.deepEqual(drawn('chart', byRegion, { y: 'year' }).datasets, [
      { label: 'year', data: [2024, 2025, 2024, 2025] },
    ]);
    const byQuarter = result('year quarter total', [2024, 1, 5], [2024, 2, 6], [2025, 1, 7], [2025, 2, 8]);
    assert.deepEqual(drawn('chart', byQuarter), {
      labels: [2024, 2025],
      datasets: [
        { label: '1', data: [5, 7] },
        { label: '2', data: [6, 8] },
      ],
    });
    const measured = result('room in out', ['a', 20, 5], ['a', 21, 6], ['b', 20, 7], ['b', 20, 8]);
    assert.deepEqual(
      (drawn('chart', measured).datasets as JsonObject[]).map(({ label }) => label),
      ['in', 'out'],
    );
    const named = result('id name total', [1, 'Ann', 5], [2, 'Bob', 6]);
    assert.deepEqual(drawn('chart', named).labels, ['Ann', 'Bob']);
  });

  it('become a matrix where both its sides are figures, such as hours and days', () => {
    const hours = result('hour day n', [0, 1, 5], [0, 2, 6], [1, 1, 7], [1, 2, 8]);
    assert.deepEqual(drawn('heatmap', hours), {
      x: [0, 1],
      y: ['1', '2'],
      values: [
        [5, 7],
        [6, 8],
      ],
    });
    const regions = result('region year n', ['US', 2024, 5], ['EU', 2024, 6], ['US', 2025, 7], ['EU', 2025, 8]);
    assert.deepEqual(drawn('heatmap', regions).y, ['2024', '2025']);
  });

  it('become a calendar where each of several days has one figure', () => {
    const days = result('day value', ['2026-01-07', 3], ['2025-12-29', 1], ['2026-01-11', 4]);
    assert.deepEqual(drawn('heatmap', days), {
      x: ['2025-12-29', '2026-01-05'],
      y: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
      values: [
        [1, null],
        [null, null],
        [null, 3],
        [null, null],
        [null, null],
        [null, null],
        [null, 4],
      ],
    });
    assert.equal((drawn('heatmap', days, { locale: 'de' }).y as string[])[1], 'Di');
    const oneColumn = (...rows: [string, number][]) => drawn('heatmap', result('day value', ...rows)).x;
    assert.deepEqual(oneColumn(['2026-01-07', 3], ['2026-01-07', 1]), ['value'], 'a day that comes twice');
    assert.deepEqual(oneColumn(['2026-01', 3], ['2026-02', 1]), ['value'], 'months');
    assert.deepEqual(oneColumn(['1000-01-01', 3], ['2026-02-01', 1]), ['value'], 'days of a thousand years');
  });

  it('become data of every other type', () => {
    const pairs = result('name value', ['a', 1], ['b', 2]);
    const expected: [string, QueryResult, JsonObject][] = [
      [
        'table',
        pairs,
        {
          columns: [
            { key: 'name', label: 'name' },
            { key: 'value', label: 'value' },
          ],
          rows: pairs.rows as Json,
        },
      ],
      [
        'list',
        pairs,
        {
          items: [
            { name: 'a', value: 1 },
            { name: 'b', value: 2 },
          ],
        },
      ],
      [
        'funnel',
        pairs,
        {
          funnel: [
            { name: 'a', value: 1 },
            { name: 'b', value: 2 },
          ],
        },
      ],
      [
        'boxes',
        pairs,
        {
          values: [
            { label: 'a', value: 1 },
            { label: 'b', value: 2 },
          ],
        },
      ],
      [
        'leaderboard',
        pairs,
        {
          board: [
            { name: 'a', values: [1] },
            { name: 'b', values: [2] },
          ],
        },
      ],
      ['heatmap', result('x y v', ['a', 'p', 1], ['b', 'p', 2]), { x: ['a', 'b'], y: ['p'], values: [[1, 2]] }],
      ['heatmap', result('day a b', ['mo', 1, 2]), { x: ['a', 'b'], y: ['mo'], values: [[1, 2]] }],
      ['gauge', result('value max', [3, 9]), { value: 3, max: 9 }],
      ['progress', result('done all', [3, 9]), { current: 3, max: 9 }],
      ['status', result('state note', ['down', 'disk']), { status: 1, text: 'disk' }],
      [
        'timeline',
        result('at what', ['2024-01-01T00:00:00Z', 'x']),
        { entries: [{ title: 'x', timestamp: '2024-01-01T00:00:00Z' }] },
      ],
      ['text', result('a b', ['x', 2]), { text1: 'x', text2: '2' }],
      ['markdown', result('body', ['# x'], ['y']), { body: '# x\n\ny' }],
      ['image', result('source', ['https://x.test/a.png']), { source: 'https://x.test/a.png' }],
      ['countdown', result('at', ['2030-01-01T00:00:00Z']), { target_datetime: '2030-01-01 00:00:00' }],
    ];
    for (const [type, given, data] of expected) assert.deepEqual(drawn(type, given), data, type);
  });

  it('become a table that groups no digits of years and ids', () => {
    const { columns } = drawn('table', result('order_id Year total paid', [10234, 2024, 1234, 'yes']));
    assert.deepEqual(
      (columns as JsonObject[]).map(({ type, align }) => [type, align]),
      [
        ['text', 'end'],
        ['text', 'end'],
        [undefined, undefined],
        [undefined, undefined],
      ],
    );
  });

  it('take labels from the first column when all are numbers, and from texts that look like numbers', () => {
    const named = (given: QueryResult, config?: JsonObject) => [
      ...(drawn('list', given).items as JsonObject[]).map(({ name, value }) => [name, value]),
      ...(drawn('boxes', given, config).values as JsonObject[]).map(({ label, value }) => [label, value]),
      ...(drawn('funnel', given, config).funnel as JsonObject[]).map(({ name, value }) => [name, value]),
    ];
    const years = result('year total', [2024, 30], [2025, 50]);
    const byYear = [
      ['2024', 30],
      ['2025', 50],
    ];
    assert.deepEqual(named(years), [...byYear, ...byYear, ...byYear]);
    assert.deepEqual(drawn('boxes', years, { metric: 'year' }).values, [
      { label: '30', value: 2024 },
      { label: '50', value: 2025 },
    ]);
    const byZip = [
      ['01067', 3],
      ['04109', 5],
    ];
    assert.deepEqual(named(result('zip n', ['01067', 3], ['04109', 5])), [...byZip, ...byZip, ...byZip]);
    assert.deepEqual(named(result('n zip', [3, '01067'], [5, '04109'])), [...byZip, ...byZip, ...byZip]);
    assert.equal(drawn('number', result('zip n', ['01067', 3])).value1, 3);
    assert.deepEqual(drawn('boxes', result('n', [3], [5])).values, [
      { label: '1', value: 3 },
      { label: '2', value: 5 },
    ]);
  });

  it('fill a widget of every type', () => {
    const tells = (type: string): string => {
      try {
        drawn(type, result('a', [1]));
        return '';
      } catch (error) {
        return (error as Error).message;
      }
    };
    assert.deepEqual(
      Object.keys(types).filter((type) => tells(type).includes('cannot be filled')),
      [],
      'server/sources/shape.ts has no row of these',
    );
  });

  it('that do not fit name the column', () => {
    assert.throws(() => drawn('number', result('name', ['x'])), says(/columns name contains numbers/));
    assert.throws(
      () => drawn('chart', result('x y', ['a', 'b']), { x: 'x', y: 'y' }),
      says(/"y": "b" is not a number/),
    );
    assert.throws(() => drawn('chart', result('x y', ['a', 1]), { x: 'gone' }), says(/"gone": is not among .* x, y/));
    assert.throws(() => drawn('unheard', result('n', [1])), says(/unheard/));
  });

  it('without values become no data instead of an error, like the sum of no rows', () => {
    const none: [string, QueryResult][] = [
      ...['number', 'gauge', 'progress', 'text', 'html', 'image', 'embed', 'countdown'].flatMap(
        (type): [string, QueryResult][] => [
          [type, result('n', [null])],
          [type, result('n')],
        ],
      ),
      ['number', result('today yesterday', [null, 40])],
      ['number', result('day n', ['2024-01-01', 1], ['2024-01-02', null])],
      ['progress', result('current max', [null, 9])],
      ['status', result('state')],
    ];
    for (const [type, given] of none) assert.equal(drawn(type, given), null, type);
    const text = { ...result('n', [null]), columns: [{ name: 'n', type: 'string' as const }] };
    assert.equal(drawn('number', text), null, 'nothing says what such a column holds');
    assert.deepEqual(drawn('number', result('n', [0])), { value1: 0 });
    assert.throws(() => drawn('number', result('n', [null]), { metric: 'gone' }), says(/"gone": is not among/));
  });

  it('become valid data or a clear error, with random inputs', () => {
    const cell = fc.oneof(fc.jsonValue({ maxDepth: 1 }), fc.double(), fc.constantFrom('7', '2024-01-01', null, true));
    const table = fc.record({
      names: fc.array(fc.constantFrom('name', 'value', 'status', 'max', 'timestamp', '__proto__', ''), {
        maxLength: 4,
      }),
      rows: fc.array(fc.array(cell, { maxLength: 4 }), { maxLength: 5 }),
      kinds: fc.array(fc.constantFrom('string', 'number', 'date', 'json' as const), { minLength: 4, maxLength: 4 }),
    });
    fc.assert(
      fc.property(
        table,
        fc.constantFrom(...Object.keys(types), 'gauge', 'heatmap', 'status'),
        ({ names, rows, kinds }, type) => {
          const columns = names.map((name, index) => ({ name, type: kinds[index] as 'string' }));
          try {
            const data = shape(type, {}, { columns, rows: rows as Json[][], isTruncated: false });
            const spec = types[type];
            if (spec && data) assert.deepEqual(parse(spec, {}, JSON.parse(JSON.stringify(data))).issues, []);
            assert.ok(!/NaN|Infinity/.test(JSON.stringify(data, (_, each) => (Number.isNaN(each) ? 'NaN' : each))));
          } catch (error) {
            assert.ok(error instanceof DomainError, String(error));
          }
        },
      ),
      {
        numRuns: 400,
        examples: [
          [{ names: ['name'], rows: [[-Infinity]], kinds: Array(4).fill('string') }, 'list'],
          [{ names: ['name'], rows: [[{ toString: 0 }]], kinds: Array(4).fill('string') }, 'number'],
        ],
      },
    );
  });
});
