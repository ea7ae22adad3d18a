import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Json } from '../../components/model/widget.ts';
import { drawnData, summed } from '../../server/domain/widgets/drawn-data.ts';
import { openTestApp, type TestApp } from '../support/app.ts';
import { bearer, sent } from '../support/asking.ts';
import { openStream } from '../support/stream.ts';

const query = (display: string) => ({
  kind: 'InsightVizNode',
  source: { kind: 'TrendsQuery', trendsFilter: { display } },
});
const PUSHED = { labels: ['Mon', 'Tue', 'Wed'], datasets: [['Signups', [5, null, 2]]] };
const SUMS = [['Signups', [5, null, 7]]];

describe('cumulative displays', { timeout: 60_000 }, () => {
  let t: TestApp;
  before(async () => {
    t = await openTestApp();
  });
  after(() => t.close());

  const send = (method: string, path: string, body?: object) =>
    sent(t, method, path, body, bearer(t.alpha.keys.owner.secret));
  const project = (path: string) => `/api/projects/${t.alpha.workspace.id}${path}`;

  /** An insight on a dashboard that is open to everybody, with what was pushed. */
  async function insight(display: string) {
    const { id } = await send('POST', project('/dashboards'), { name: 'Growth' });
    await t.deps.store.dashboards.update({ id }, { isPrivate: false });
    const made = await send('POST', project('/insights'), { query: query(display), dashboards: [id] });
    const { key } = (await t.deps.store.widgets.get({ id: made.dashboard_tiles[0].id })) ?? { key: '' };
    await send('POST', `/api/v2/widgets/${key}/data/`, PUSHED);
    return { path: project(`/insights/${made.id}`), key };
  }
  const live = async (key: string) => {
    const answer = await t.fetch('/live', { method: 'POST', body: JSON.stringify({ widgets: [{ key }] }) });
    return (await answer.json()) as { stream: string; widgets: { data: { datasets: Json } }[] };
  };

  it('show running sums wherever they are drawn, and keep what was pushed', async () => {
    const { key, path } = await insight('ActionsLineGraphCumulative');
    assert.deepEqual((await live(key)).widgets[0]?.data.datasets, SUMS);
    const drawn = await (await t.fetch(`/api/v2/widgets/${key}/render/`)).text();
    assert.match(drawn, />7</);
    assert.doesNotMatch(drawn, />2</, 'plain values are not drawn');
    const [result] = (await send('GET', path)).result;
    assert.deepEqual([result.data, result.count], [[5, null, 7], 7]);
    const { data } = await send('GET', `/api/v2/widgets/${key}/`);
    assert.deepEqual(data, PUSHED);
  });

  it('show them in the stream, too, and follow a change of the display', async () => {
    const { key, path } = await insight('ActionsLineGraphCumulative');
    const stream = await openStream(t.url + (await live(key)).stream);
    try {
      await send('POST', `/api/v2/widgets/${key}/data/`, { ...PUSHED, datasets: [['Signups', [1, 1, 1]]] });
      const pushed = await stream.next(({ event }) => event === 'data');
      assert.deepEqual(pushed.data.data.datasets, [['Signups', [1, 2, 3]]]);
      await send('PATCH', path, { query: query('ActionsLineGraph') });
      const changed = await stream.next(({ event }) => event === 'widget');
      assert.deepEqual(changed.data.data.datasets, [['Signups', [1, 1, 1]]]);
      assert.deepEqual((await live(key)).widgets[0]?.data.datasets, [['Signups', [1, 1, 1]]]);
    } finally {
      stream.close();
    }
  });

  it('are added up once, however often a widget is asked for', async () => {
    const { key } = await insight('ActionsLineGraphCumulative');
    const [parse, text] = [JSON.parse, JSON.stringify(PUSHED)];
    let parsed = 0;
    JSON.parse = (given, ...rest) => {
      if (given === text) parsed += 1;
      return parse(given, ...rest);
    };
    try {
      const body = JSON.stringify({ widgets: Array.from({ length: 20 }, () => ({ key })) });
      await (await t.fetch('/live', { method: 'POST', body })).text();
      assert.ok(parsed < 5, `${parsed}: reading the row takes some, too`);
      assert.deepEqual((await live(key)).widgets[0]?.data.datasets, SUMS);
    } finally {
      JSON.parse = parse;
    }
  });

  it('leave other displays alone', async () => {
    const { key } = await insight('ActionsLineGraph');
    assert.deepEqual((await live(key)).widgets[0]?.data.datasets, PUSHED.datasets);
  });

  it('understand every form of a series, and leave alone what is none', () => {
    const of = (...datasets: Json[]) => summed({ datasets }).datasets;
    assert.deepEqual(of({ label: 'a', data: [0.1, 0.2, '3'] }), [{ label: 'a', data: [0.1, 0.3, 3.3] }]);
    assert.deepEqual(of(['a', [{ x: 1, y: 2 }, { x: 2, y: 3 }, [3, 4], null]]), [
      ['a', [{ x: 1, y: 2 }, { x: 2, y: 5 }, [3, 9], null]],
    ]);
    for (const odd of [null, 'x', 7, {}, [], ['a'], ['a', 'b'], { data: { y: 1 } }])
      assert.doesNotThrow(() => JSON.stringify(of(odd as Json)));
    assert.deepEqual(of(['a', ['soon', true]]), [['a', ['soon', true]]]);
    for (const data of [null, {}, { datasets: 'none' }, { value1: 7 }])
      assert.deepEqual(drawnData({ type: 'chart', givenType: 'ActionsLineGraphCumulative', data }), data);
    const number = { type: 'number', givenType: 'ActionsLineGraphCumulative', data: PUSHED };
    assert.deepEqual(drawnData(number), PUSHED);
  });
});
