import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import type { JsonObject } from '../../components/model/widget.ts';
import type { Widget } from '../../server/domain/model.ts';
import { systemPrincipal } from '../../server/domain/rights.ts';
import { PUBLIC_SOURCE_ERROR } from '../../server/domain/widgets/state.ts';
import { openTestApp, type TestApp } from '../support/app.ts';
import { bearer, sent } from '../support/asking.ts';
import { openStream, type StreamReader } from '../support/stream.ts';

/** Viewers see changes of a dataset at once, long before the next refresh is due. */
describe('changes of datasets', { timeout: 30_000 }, () => {
  let t: TestApp;
  const readers: StreamReader[] = [];
  const TTL = { cache_ttl_seconds: 86_400 };

  before(async () => {
    t = await openTestApp();
  });
  after(() => t.close());
  afterEach(() => {
    for (const reader of readers.splice(0)) reader.close();
  });

  const send = (method: string, path: string, body?: object): Promise<JsonObject | null> =>
    sent(t, method, path, body, bearer(t.alpha.keys.owner.secret));
  const rows = (...amounts: number[]) => ({ rows: amounts.map((amount) => ({ amount })) });
  async function show(source: JsonObject): Promise<Widget> {
    const system = systemPrincipal(t.alpha.workspace.id, t.alpha.users.owner.id);
    return t.domain.widgets.create(system, t.alpha.openBoard.key, { type: 'number', source: { ...source, ...TTL } });
  }
  async function watch(...widgets: Widget[]): Promise<StreamReader> {
    const body = JSON.stringify({ widgets: widgets.map(({ key }) => ({ key })) });
    const { stream } = (await (await t.fetch('/live', { method: 'POST', body })).json()) as { stream: string };
    const reader = await openStream(t.url + stream);
    readers.push(reader);
    return reader;
  }
  const value = (reader: StreamReader, { key }: Widget, wanted: number) =>
    reader.next(({ event, data }) => event === 'data' && data.key === key && data.data?.value1 === wanted);
  const trouble = (reader: StreamReader, { key }: Widget) =>
    reader.next(
      ({ event, data }) => event === 'widget' && data.key === key && data.source_error === PUBLIC_SOURCE_ERROR,
    );

  it('update all widgets that use it when rows are appended or replaced, and no others', async () => {
    const { dataset_id: id } = (await send('POST', '/api/datasets', { name: 'Sales', ...rows(1, 2) })) as JsonObject;
    await send('POST', '/api/datasets', { name: 'Other', ...rows(9) });
    const sql = await show({ sql: 'select sum(amount) from "Sales"' });
    const metric = await show({ metric: 'sum(amount)', dataset: 'sales' });
    const other = await show({ sql: 'select sum(amount) from other' });
    const shown = await t.deps.sources.current([sql, metric, other], t.alpha.openBoard);
    assert.deepEqual(
      shown.map(({ data }) => data),
      [{ value1: 3 }, { value1: 3 }, { value1: 9 }],
    );
    const reader = await watch(sql, metric, other);
    await send('POST', `/api/datasets/${id}/append`, rows(4));
    await value(reader, sql, 7);
    const [one, two] = [value(reader, sql, 100), (await watch(metric)).next(({ data }) => data.data?.value1 === 100)];
    await send('PUT', `/api/datasets/${id}/data`, rows(100));
    await Promise.all([one, two]);
    const { version } = (await t.deps.store.widgets.get({ id: other.id })) as Widget;
    assert.equal(version, 1, 'what is about another dataset is not asked again');
  });

  it('are shown to the next viewer when nobody was watching', async () => {
    const { dataset_id: id } = (await send('POST', '/api/datasets', { name: 'Quiet', ...rows(1) })) as JsonObject;
    const widget = await show({ sql: 'select sum(amount) from quiet' });
    const look = async () => (await t.deps.sources.current([widget], t.alpha.openBoard))[0]?.data;
    assert.deepEqual(await look(), { value1: 1 });
    await send('POST', `/api/datasets/${id}/append`, rows(1));
    assert.deepEqual(await look(), { value1: 2 });
  });

  it('update widgets when a missing dataset is created, and when one is deleted', async () => {
    const widget = await show({ sql: 'select sum(amount) from soon' });
    await t.deps.sources.current([widget], t.alpha.openBoard);
    const reader = await watch(widget);
    const { dataset_id: id } = (await send('POST', '/api/datasets', { name: 'Soon', ...rows(5) })) as JsonObject;
    await value(reader, widget, 5);
    await send('DELETE', `/api/datasets/${id}`);
    await trouble(reader, widget);
  });
});
