import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openTestApp, type TestApp } from '../support/app.ts';
import { type Answered, type Curl, curl } from '../support/ducksboard.ts';

/** The Push and the Pull API, call by call, and what a push does to the widget that is looked at. */
let t: TestApp;
let api: Curl;
before(async () => {
  t = await openTestApp();
  api = curl(t, t.alpha.keys.owner.secret);
  await api.post('/api/dashboards/', { name: 'Values' });
});
after(() => t.close());

const OK = { response: 'ok' };
const seconds = (ago: number): number => Math.floor(Date.now() / 1000) - ago;

/** A new widget: its labels, and a way to its stored data. */
async function widget(kind: string, slots: object = {}) {
  const made = await api.post('/api/widgets/', { widget: { kind, title: kind, dashboard: 'values' }, slots });
  const labels = Object.values(made.slots).map((slot: Answered) => slot.label as string);
  const row = async () => (await t.deps.store.widgets.get({ id: made.widget.id })) as NonNullable<Answered>;
  return {
    id: made.widget.id as number,
    labels,
    label: labels[0] as string,
    row,
    data: async () => (await row()).data,
  };
}

describe('Ducksboard: pushing', () => {
  it('a value, under both names, with and without a slash at the end', async () => {
    const { label, data } = await widget('custom_numeric_counter', { '1': { subtitle: 'users' } });
    const paths = [`/v/${label}`, `/v/${label}/`, `/values/${label}`, `/values/${label}/`];
    for (const [index, path] of paths.entries()) {
      assert.deepEqual(await api.post(path, { value: index + 1 }), OK);
      assert.equal((await data()).value1, index + 1);
    }
    assert.equal((await data()).text1, 'users');
    const { count, data: last } = await api.get(`/values/${label}/last?count=10`);
    assert.equal(count, 4);
    assert.deepEqual(
      last.map(({ value }: Answered) => value),
      [4, 3, 2, 1],
    );
  });

  it('after the two slashes of clients that join a base address with one and a path with one', async () => {
    const { label, data } = await widget('custom_numeric_counter');
    // As the Emacs client does.
    assert.deepEqual(await api.post(`//values/${label}/`, { value: 7 }), OK);
    assert.equal((await data()).value1, 7);
    assert.equal((await api.get(`//values/${label}/last/`)).data[0].value, 7);
    assert.equal((await api.get('//api/dashboards/values')).slug, 'values');
  });

  it('repaints pages that show the widget', async () => {
    const { id, label } = await widget('custom_numeric_counter');
    const changes: Answered[] = [];
    const off = t.deps.bus.on((change) => changes.push(change));
    await api.post(`/v/${label}`, { value: 5 });
    off();
    const change = changes.find(({ kind, widgetId }) => kind === 'data' && widgetId === id);
    assert.equal(JSON.parse(change.data).value1, 5);
    assert.equal(change.version, 1);
  });

  it('a delta moves the last value; a value beats a delta, a delta knows no time', async () => {
    const { label, data } = await widget('custom_numeric_counter');
    await api.post(`/v/${label}`, { delta: 5 });
    await api.post(`/v/${label}`, { delta: -2, timestamp: 1 });
    assert.equal((await data()).value1, 3);
    await api.post(`/v/${label}`, { delta: 100, value: 10 });
    assert.equal((await data()).value1, 10);
    await Promise.all(Array.from({ length: 50 }, () => api.post(`/v/${label}`, { delta: 1 })));
    assert.equal((await data()).value1, 60);
    const { data: last } = await api.get(`/v/${label}/last?count=100`);
    assert.deepEqual(
      last.slice(0, 50).map(({ value }: Answered) => value),
      Array.from({ length: 50 }, (_, index) => 60 - index),
    );
  });

  it('a list of values with their times, in any order', async () => {
    const { label, data } = await widget('custom_numeric_counter');
    const [old, older] = [seconds(60), seconds(120)];
    await api.post(`/v/${label}`, [
      { value: 2, timestamp: old + 0.147 },
      { value: 1, timestamp: older },
    ]);
    assert.equal((await data()).value1, 2);
    assert.deepEqual((await api.get(`/v/${label}/last`)).data, [
      { timestamp: old + 0.147, value: 2 },
      { timestamp: older, value: 1 },
    ]);
    await api.post(`/v/${label}`, { value: 7, timestamp: older - 60 });
    assert.equal((await data()).value1, 2, 'what is late does not become the latest');
  });

  it('given a time to come holds up nothing that comes before it', async () => {
    const [graph, counter] = [await widget('custom_numeric_line_graph'), await widget('custom_numeric_counter')];
    const drawn = async () => (await graph.data()).datasets[0].data.at(-1);
    for (const { label } of [graph, counter]) {
      await api.post(`/v/${label}`, [{ value: 5 }, { value: 900, timestamp: Date.UTC(9999, 0) / 1000 }]);
      await api.post(`/v/${label}`, { value: 6 });
    }
    assert.deepEqual([await drawn(), (await counter.data()).value1], [6, 6]);
    for (const { label } of [graph, graph, counter, counter]) await api.post(`/v/${label}`, { delta: 1 });
    assert.deepEqual([await drawn(), (await counter.data()).value1], [8, 8]);
    await api.delete(`/v/${counter.label}`);
    await api.post(`/v/${counter.label}`, { value: 1 });
    const [last] = (await api.get(`/values/${counter.label}/last`)).data;
    assert.ok(last.timestamp <= Date.now() / 1000, 'deleting the values ends it');
  });

  for (const [kind, values, shown] of [
    ['custom_numeric_counter', [1, 2, 3, 4], (data: Answered) => data.value1],
    ['custom_numeric_gauge', [0.1, 0.2, 0.3, 0.4], (data: Answered) => data.value],
    ['custom_numeric_bars1', [1, 2, 3, 4], (data: Answered) => data.datasets[0].data[0]],
    ['custom_numeric_boxes1', [1, 2, 3, 4], (data: Answered) => data.values[0].value],
    ['custom_textual_status', [0, 1, 2, 3], (data: Answered) => data.status],
  ] as const)
    it(`for years to come hides nothing of a ${kind} that was given its own time`, async () => {
      const { id, label, data } = await widget(kind);
      const [early, mistaken, now, late] = values;
      const far = Date.UTC(2100, 0) / 1000;
      await api.post(`/v/${label}`, { value: mistaken, timestamp: far });
      assert.equal(shown(await data()), mistaken, 'the only value there is');
      await api.post(`/v/${label}`, { value: early, timestamp: seconds(600) });
      assert.equal(shown(await data()), early);
      await api.post(`/v/${label}`, { value: now, timestamp: seconds(0) });
      assert.equal(shown(await data()), now);
      await api.put(`/api/widgets/${id}`, { widget: { title: 'read again' } });
      await api.post(`/v/${label}`, { value: early, timestamp: seconds(300) });
      assert.equal(shown(await data()), now, 'after the widget was read again');
      // A client that tells the time of its zone as if it were UTC.
      await api.post(`/v/${label}`, { value: late, timestamp: seconds(-14 * 3600) });
      assert.equal(shown(await data()), late);
      await api.put(`/api/widgets/${id}`, { widget: { title: 'and again' } });
      await api.post(`/v/${label}`, { value: early, timestamp: seconds(300) });
      assert.equal(shown(await data()), late, 'after the widget was read again');
      assert.equal((await api.get(`/values/${label}/last?count=1`)).data[0].timestamp, far, 'newest first');
    });

  it('that changes a value starts from the current one, not from one for years to come', async () => {
    const { label, data } = await widget('custom_numeric_counter');
    await api.post(`/v/${label}`, [{ value: 5 }, { value: 900, timestamp: Date.UTC(2100, 0) / 1000 }]);
    await api.post(`/v/${label}`, { delta: 2 });
    assert.equal((await data()).value1, 7);
    const [, last] = (await api.get(`/values/${label}/last`)).data;
    assert.ok(last.value === 7 && last.timestamp <= Date.now() / 1000, JSON.stringify(last));
  });

  it('many labels at once, all or none', async () => {
    const { labels, data } = await widget('custom_numeric_boxes2', { '1': { subtitle: 'a' }, '2': { subtitle: 'b' } });
    const other = await widget('custom_numeric_counter');
    const [first = '', second = ''] = labels;
    const body = { [first]: { value: 1 }, [second]: [{ value: 2 }, { value: 3 }], [other.label]: { delta: 4 } };
    assert.deepEqual(await api.post('/values/', body), OK);
    const shown = JSON.stringify(await data());
    assert.match(shown, /"a".*1.*"b".*3/);
    assert.equal((await other.data()).value1, 4);
    for (const bad of [{ nothing: { value: 1 } }, { [second]: { value: 'x' } }]) {
      await api.fails('POST', '/values/', { [other.label]: { value: 99 }, ...bad });
      assert.equal((await other.data()).value1, 4);
    }
  });

  it('pushes to the slots of one widget at the same time lose nothing', async () => {
    const { labels, data } = await widget('custom_numeric_bars6');
    await Promise.all(labels.map((label, index) => api.post(`/v/${label}`, { value: index + 1 })));
    assert.deepEqual((await data()).datasets[0].data, [1, 2, 3, 4, 5, 6]);
  });

  it('names what is invalid', async () => {
    const { label } = await widget('custom_numeric_counter');
    const required = { code: 100, errors: { value: 'This field is required.' } };
    const failures: [unknown, unknown][] = [
      [{}, required],
      [{ value: null }, required],
      [[{ delta: 1 }], required],
      [{ value: 'many' }, { code: 100, errors: { value: 'Enter a number.' } }],
      [
        { value: 1, timestamp: 'now' },
        { code: 100, errors: { timestamp: 'Enter seconds since 1970.' } },
      ],
      [
        { value: 1, timestamp: -1 },
        { code: 100, errors: { timestamp: 'Enter seconds since 1970.' } },
      ],
      [
        { value: 1, timestamp: 1e300 },
        { code: 100, errors: { timestamp: 'Enter seconds since 1970.' } },
      ],
      [
        { value: 1, timestamp: 1_767_225_600_000 },
        { code: 100, errors: { timestamp: 'Enter seconds since 1970.' } },
      ],
      ['5', { code: 100, errors: 'Enter an object with a value, or a list of them.' }],
      ['{', { code: 100, errors: 'The request body is not valid JSON.' }],
    ];
    for (const [body, answer] of failures)
      assert.deepEqual(await api.fails('POST', `/v/${label}`, body), [400, answer], JSON.stringify(body));
    assert.equal((await api.get(`/v/${label}/last`)).count, 0);
    assert.deepEqual(await api.fails('POST', '/v/nothing', { value: 1 }), [404, { errors: 'not found' }]);
    const stranger = curl(t, t.beta.keys.owner.secret);
    assert.deepEqual(await stranger.fails('POST', `/v/${label}`, { value: 1 }), [403, { errors: 'forbidden' }]);
    assert.deepEqual(await stranger.fails('GET', `/v/${label}/last`), [403, { errors: 'forbidden' }]);
    const [status] = await api.fails('POST', `/v/${label}`, JSON.stringify({ value: 'x'.repeat(2 ** 20) }));
    assert.equal(status, 413);
  });

  it('to a widget that another API made a table is a 404 and changes nothing, until it is a number again', async () => {
    const { label, id, data } = await widget('custom_numeric_counter');
    await api.post(`/v/${label}`, { value: 1 });
    const principal = await t.domain.people.byApiKey(t.alpha.keys.owner.secret);
    const { key } = (await t.deps.store.widgets.get({ id })) as { key: string };
    const table = { columns: ['a'], rows: [[1]] };
    await t.domain.widgets.update(principal, key, { type: 'table', givenType: 'data_table', data: table });
    assert.deepEqual((await api.get(`/api/widgets/${id}`)).slots, {});
    assert.deepEqual(await api.fails('POST', `/v/${label}`, { value: 2 }), [404, { errors: 'not found' }]);
    assert.deepEqual(await data(), table);
    assert.equal((await api.get(`/v/${label}/last`)).data[0].value, 1);
    await t.domain.widgets.update(principal, key, { type: 'number', givenType: 'kpi_card' });
    await api.post(`/v/${label}`, { delta: 2 });
    assert.equal((await data()).value1, 3);
    await t.domain.widgets.update(principal, key, { type: 'table', givenType: 'data_table', data: table });
    await api.delete(`/v/${label}`);
    assert.deepEqual([await data(), (await api.get(`/v/${label}/last`)).count], [table, 0]);
  });

  it('DELETE forgets every value, and the widget is empty again', async () => {
    const { label, data } = await widget('custom_numeric_counter');
    await api.post(`/v/${label}`, [{ value: 1 }, { value: 2 }]);
    assert.deepEqual(await api.delete(`/values/${label}`, '{}'), OK);
    assert.deepEqual(await api.get(`/values/${label}/last`), { count: 0, data: [] });
    assert.equal(await data(), null);
    await api.post(`/v/${label}`, { delta: 1 });
    assert.equal((await data()).value1, 1);
  });

  it('to a widget that is gone is a 404, and its label is free', async () => {
    const gone = await widget('custom_numeric_counter');
    await api.post(`/v/${gone.label}`, { value: 1 });
    await api.delete(`/api/widgets/${gone.id}`);
    assert.equal((await api.fails('POST', `/v/${gone.label}`, { value: 1 }))[0], 404);
    assert.equal((await api.fails('GET', `/v/${gone.label}/last`))[0], 404);
    const { id, data } = await widget('custom_numeric_counter');
    await api.put(`/api/widgets/${id}`, { slots: { '1': { label: gone.label } } });
    await api.post(`/v/${gone.label}`, { value: 8 });
    assert.equal((await data()).value1, 8);
  });

  it('follows the settings of the slot', async () => {
    const { id, label, data } = await widget('custom_numeric_counter', { '1': { subtitle: 'before' } });
    await api.post(`/v/${label}`, { value: 1 });
    await api.put(`/api/widgets/${id}`, { slots: { '1': { subtitle: 'after' } } });
    assert.equal((await data()).text1, 'after');
  });

  it('continues from values that another process wrote', async () => {
    const { id, label, data } = await widget('custom_numeric_counter');
    await api.post(`/v/${label}`, { value: 1 });
    const [series] = await t.deps.store.series.list({ label });
    await t.deps.store.samples.insert({ seriesId: series?.id ?? 0, at: Date.now(), value: 40 });
    t.deps.bus.emit({ kind: 'data', widgetId: id, version: 2 });
    await api.post(`/v/${label}`, { delta: 2 });
    assert.equal((await data()).value1, 42);
  });
});

describe('Ducksboard: the formats of values', () => {
  const FORMATS: [kind: string, good: unknown, bad: unknown, shown: RegExp][] = [
    ['custom_numeric_gauge', 0.5, 'half', /0\.5/],
    ['custom_numeric_completion', { current: 3, min: 0, max: 10 }, { current: 3 }, /3/],
    ['custom_textual_status', 2, 4, /2|Warning/],
    ['custom_textual_text', { content: 'Hello' }, { content: [] }, /"Hello"/],
    [
      'custom_textual_timeline',
      { title: 'Deployed', image: 'https://x.test/created.png', content: 'v2', link: 'https://x.test/' },
      { content: 'no title' },
      /Deployed/,
    ],
    [
      'custom_textual_leaderboard2',
      { board: [{ name: 'Ann', values: [1, '96%'] }] },
      { board: [{ name: 'Ann' }] },
      /Ann/,
    ],
    [
      'custom_textual_status_leaderboard2',
      { board: [{ name: 'API', values: ['96%'], status: 'red' }] },
      { board: 'x' },
      /API.*96%/,
    ],
    [
      'custom_textual_trend_leaderboard2',
      { board: [{ name: 'Ann', values: [1], trend: 'equal' }] },
      { board: [{ name: 'Ann', values: [1], trend: 'sideways' }] },
      /Ann/,
    ],
    [
      // As a MongoDB monitor pushes its hosts: whether it warned, its shard, its state, seconds since its last ping.
      'custom_textual_status_leaderboard5',
      { board: [{ name: 'D db1:27017', values: [false, 'shard1', ' ', 12.3], status: 'green' }] },
      { board: [{ name: 'D db1:27017', values: [{}], status: 'green' }] },
      /db1.*false.*shard1/,
    ],
    [
      'custom_textual_funnel',
      { funnel: [{ name: 'Visits', value: 9 }] },
      { funnel: [{ name: 'x', value: 'y' }] },
      /Visits/,
    ],
    [
      'custom_image',
      { source: 'data:image/png;base64,AAAA', caption: '"<b>' },
      { source: 'javascript:alert(1)' },
      /data:image\/png;base64,AAAA/,
    ],
    ['custom_map_pins', { latitude: 1, longitude: 2, value: 3 }, { latitude: 1 }, /3/],
  ];
  for (const [kind, good, bad, shown] of FORMATS) {
    it(kind, async () => {
      const { label, data } = await widget(kind);
      const [status, answer] = await api.fails('POST', `/v/${label}`, { value: bad });
      assert.deepEqual([status, answer.code, Object.keys(answer.errors)], [400, 100, ['value']]);
      await api.post(`/v/${label}`, { value: good });
      assert.match(JSON.stringify(await data()), shown);
      assert.deepEqual((await api.get(`/v/${label}/last`)).data[0].value, good);
    });
  }

  it('a timeline shows the newest entries first, and only so many', async () => {
    const { label, data } = await widget('custom_textual_timeline');
    await api.post(
      `/v/${label}`,
      Array.from({ length: 40 }, (_, index) => ({ value: { title: `n${index}` }, timestamp: seconds(100 - index) })),
    );
    const shown = await data();
    const titles = (shown.entries ?? shown.items).map(({ title, name }: Answered) => title ?? name);
    assert.deepEqual([titles.length, titles[0], titles.at(-1)], [30, 'n39', 'n10']);
  });

  it('a timeline keeps the time of what comes after an entry of the future', async () => {
    const { label, data } = await widget('custom_textual_timeline');
    await api.post(`/v/${label}`, { value: { title: 'maintenance' }, timestamp: seconds(-3600) });
    await api.post(`/v/${label}`, { value: { title: 'deployed' } });
    const { entries } = await data();
    assert.deepEqual(
      entries.map(({ title }: Answered) => title),
      ['maintenance', 'deployed'],
    );
    assert.ok(Date.parse(entries[1].timestamp) <= Date.now(), entries[1].timestamp);
  });

  it('a graph shows the timespan of each slot on one axis', async () => {
    const { labels, data, row } = await widget('custom_numeric_stacked_graph2', {
      '1': { subtitle: 'long', timespan: 'monthly', color: '#111' },
      '2': { subtitle: 'short', timespan: 'weekly', color: '#222' },
    });
    const day = 86_400;
    for (const label of labels)
      await api.post(`/v/${label}`, [
        { value: 1, timestamp: seconds(20 * day) },
        { value: 5, timestamp: seconds(0) },
      ]);
    const shown = await data();
    assert.equal(shown.labels.length, 30);
    assert.match(shown.labels[29], /^\d{4}-\d\d-\d\d$/);
    const [long, short] = shown.datasets;
    assert.deepEqual([long.label, short.label], ['long', 'short']);
    assert.deepEqual([long.data[0], long.data[9], long.data[28], long.data[29]], [null, 1, 1, 5]);
    assert.deepEqual([short.data[9], short.data[22], short.data[23], short.data[29]], [null, null, 1, 5]);
    const { config } = await row();
    assert.deepEqual([config.stacked, config.colors, config.x_axes_type], [true, ['#111', '#222'], '1']);
  });

  it('a counter shows its previous value', async () => {
    const { label, data } = await widget('custom_numeric_counter', { '1': { timespan: 'weekly' } });
    await api.post(`/v/${label}`, [
      { value: 10, timestamp: seconds(3 * 86_400) },
      { value: 14, timestamp: seconds(0) },
    ]);
    const { value1, value2, series } = await data();
    assert.deepEqual([value1, value2, series], [14, 10, [10, 10, 10, 14]]);
  });
});

describe('Ducksboard: pulling', () => {
  it('last: three by default, a hundred at most', async () => {
    const { label } = await widget('custom_numeric_counter');
    await api.post(
      `/v/${label}`,
      Array.from({ length: 120 }, (_, index) => ({ value: index, timestamp: seconds(200 - index) })),
    );
    const { count, data } = await api.get(`/values/${label}/last/`);
    assert.deepEqual([count, data.map(({ value }: Answered) => value)], [3, [119, 118, 117]]);
    assert.equal((await api.get(`/values/${label}/last/?count=5`)).count, 5);
    assert.equal((await api.get(`/values/${label}/last?count=1000`)).count, 100);
    assert.deepEqual(await api.fails('GET', `/values/${label}/last?count=x`), [
      400,
      { code: 100, errors: { count: 'Enter a whole number.' } },
    ]);
  });

  it('since: an hour by default, ninety days at most', async () => {
    const { label } = await widget('custom_numeric_counter');
    const day = 86_400;
    const ages = [60, 3500, 3700, 89 * day, 91 * day];
    await api.post(
      `/v/${label}`,
      ages.map((age) => ({ value: age, timestamp: seconds(age) })),
    );
    const values = async (query: string) =>
      (await api.get(`/v/${label}/since${query}`)).data.map(({ value }: Answered) => value);
    assert.deepEqual(await values(''), [60, 3500]);
    assert.deepEqual(await values('?seconds=100'), [60]);
    assert.deepEqual(await values('?seconds=99999999'), [60, 3500, 3700, 89 * day]);
  });

  it('timespan: the last value of each period, the one before where there is none', async () => {
    const { label } = await widget('custom_numeric_counter');
    await api.post(`/v/${label}`, [
      { value: 1, timestamp: seconds(2 * 86_400) },
      { value: 2, timestamp: seconds(0) },
    ]);
    const pull = async (query: string) => (await api.get(`/v/${label}/timespan${query}`)).data;
    const month = await pull('');
    assert.equal(month.length, 30);
    assert.deepEqual(
      month.slice(-4).map(({ value }: Answered) => value),
      [null, 1, 1, 2],
    );
    assert.equal((await pull('?timespan=weekly')).length, 7);
    assert.equal((await pull('?timespan=yearly')).length, 12);
    const hours = await pull('?timespan=daily&timezone=Asia/Kolkata');
    assert.equal(hours.length, 24);
    assert.equal(hours[0].value, 1);
    assert.equal(hours[0].timestamp % 3600, 1800, 'hours begin at half past in India');
    const days = await pull('?timespan=weekly&timezone=America/New_York');
    assert.match(
      new Date(days[6].timestamp * 1000).toLocaleString('en-US', { timeZone: 'America/New_York' }),
      /12:00:00 AM/,
    );
  });

  it('timespan: an unknown zone or span', async () => {
    const { label } = await widget('custom_numeric_counter');
    for (const zone of ['Mars/Base', '+02:00', 'x'.repeat(500)])
      assert.deepEqual(await api.fails('GET', `/v/${label}/timespan?timezone=${encodeURIComponent(zone)}`), [
        400,
        { code: 102, errors: 'unrecognized timezone' },
      ]);
    assert.equal((await api.fails('GET', `/v/${label}/timespan?timespan=hourly`))[0], 400);
  });
});
