import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openTestApp, type TestApp } from '../support/app.ts';
import { bearer, send } from '../support/asking.ts';

/** What `GET /insights` lists: each documented parameter, one request and its answer. */
let t: TestApp;
let P: string;
let board: number;
before(async () => {
  t = await openTestApp();
  P = `/api/projects/${t.alpha.workspace.id}`;
  const made = await ask('POST', `${P}/dashboards`, { name: 'Lists' });
  board = made.body.id;
  const viz = (kind: string) => ({ kind: 'InsightVizNode', source: { kind, series: [] } });
  const sql = { kind: 'HogQLQuery', query: 'SELECT 1 AS one' };
  for (const fields of [
    { name: 'Alpha', query: viz('TrendsQuery'), tags: ['Sales'], dashboards: [board] },
    { name: 'Bravo', query: viz('FunnelsQuery'), tags: ['sales', 'web'], saved: false, favorited: true },
    { name: 'Charlie', query: { kind: 'DataTableNode', source: sql }, derived_name: 'One row', tags: ['sql,web'] },
    { name: 'Delta', query: sql },
    { name: 'Echo', filters: { insight: 'TRENDS' }, description: 'of old' },
  ])
    assert.equal((await ask('POST', `${P}/insights`, fields)).status, 201);
  const theirs = await ask('POST', `${P}/insights`, { name: 'Foxtrot', query: viz('PathsQuery') }, 'admin');
  assert.equal(theirs.status, 201, theirs.text);
  const rows = await t.deps.store.insights.list({ workspaceId: t.alpha.workspace.id });
  const day = (count: number): number => Date.now() - count * 86_400_000;
  const [echo, foxtrot] = ['Echo', 'Foxtrot'].map((name) => rows.find((row) => row.name === name)?.id ?? 0);
  await t.deps.store.insights.update({ id: echo as number }, { createdAt: day(40), modifiedAt: day(3) });
  await t.deps.store.insights.update({ id: foxtrot as number }, { createdAt: day(20), modifiedAt: day(20) });
});
after(() => t.close());

const ask = (method: string, path: string, body?: unknown, who: 'owner' | 'admin' = 'owner') =>
  send(t, method, path, body, bearer(t.alpha.keys[who].secret));
interface Named {
  name: string;
  query: { source: { kind: string } };
}
/** The first letters of the insights in the answer; those that the workspace came with are left out. */
async function listed(query: string, who?: 'owner' | 'admin'): Promise<string> {
  const { status, body, text } = await ask('GET', `${P}/insights/?${query}&basic=true`, undefined, who);
  assert.equal(status, 200, text);
  const ours = body.results.filter(({ name }: Named) => /^(Alpha|Bravo|Charlie|Delta|Echo|Foxtrot)$/.test(name));
  return ours.map(({ name }: Named) => name[0]).join('');
}
const sorted = async (query: string, who?: 'owner' | 'admin') => [...(await listed(query, who))].sort().join('');
const idOf = (who: 'owner' | 'admin') => t.alpha.users[who].id;

describe('the list of insights', () => {
  for (const [query, found] of [
    ['insight=TRENDS', 'AE'],
    ['insight=FUNNELS', 'B'],
    ['insight=PATHS', 'F'],
    ['insight=RETENTION', ''],
    ['insight=SQL', 'CD'],
    ['insight=JSON', 'ABF'],
    ['insight=constructor', ''],
    ['tags=["sales"]', 'AB'],
    ['tags=["SALES","sql,web"]', 'ABC'],
    ['tags=web,other', 'B'],
    ['tags=[]', 'ABCDEF'],
    ['saved=true', 'ACDEF'],
    ['saved=1', 'ACDEF'],
    ['saved=false', 'B'],
    ['favorited=true', 'B'],
    ['favorited=false', 'ABCDEF'],
    ['search=one row', 'C'],
    ['search=OF OLD', 'E'],
    ['created_date_from=-30d', 'ABCDF'],
    ['created_date_to=-30d', 'E'],
    ['created_date_from=-50d&created_date_to=-10d', 'EF'],
    ['date_from=-7d', 'ABCDE'],
    ['date_to=-7d', 'F'],
    ['date_to=2020-01-31', ''],
    ['date_from=all', 'ABCDEF'],
    ['insight=TRENDS&tags=["sales"]', 'A'],
    ['hobby=chess&insight=&tags=&created_by=&date_from=', 'ABCDEF'],
  ] as const)
    it(`is that of ${query}`, async () => assert.equal(await sorted(query), found));

  it('is that of one user, or of the caller', async () => {
    assert.equal(await sorted(`created_by=[${idOf('admin')}]`), 'F');
    assert.equal(await sorted(`created_by=${idOf('owner')}`), 'ABCDE');
    assert.equal(await sorted(`created_by=[${idOf('owner')},${idOf('admin')}]`), 'ABCDEF');
    assert.deepEqual([await sorted('user=true'), await sorted('user=true', 'admin')], ['ABCDE', 'F']);
  });

  it('is that of a dashboard', async () => assert.equal(await sorted(`dashboards=[${board}]`), 'A'));

  it('has the widgets of other APIs by the type they are shown as', async () => {
    const path = `/api/v2/dashboards/${t.alpha.board.key}/widgets/`;
    for (const type of ['funnel', 'chart'])
      assert.equal((await ask('POST', path, { type, title: `Bravo, as ${type}` })).status, 201);
    const found = async (type: string) => {
      const { body } = await ask('GET', `${P}/insights?search=as&insight=${type}&basic=true`);
      return body.results.map(({ name, query }: Named) => `${name}: ${query.source.kind}`);
    };
    assert.deepEqual(await found('FUNNELS'), ['Bravo, as funnel: FunnelsQuery']);
    assert.deepEqual(await found('TRENDS'), ['Bravo, as chart: TrendsQuery']);
  });

  it('is in the order that is asked for', async () => {
    assert.equal(await listed('order=name'), 'ABCDEF');
    assert.equal(await listed('order=-name'), 'FEDCBA');
    assert.equal(await listed('order=-created_at'), 'DCBAFE');
    assert.equal(await listed('order=last_modified_at'), 'FEABCD');
    assert.equal(await listed('order=constructor'), await listed(''));
  });

  it('is refused for what is no moment', async () => {
    for (const name of ['date_from', 'date_to', 'created_date_from', 'created_date_to']) {
      const { status, body } = await ask('GET', `${P}/insights?${name}=soon`);
      assert.deepEqual([status, body.type, body.attr], [400, 'validation_error', name]);
    }
  });
});
