import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { parse } from '../../components/model/parse.ts';
import { types } from '../../components/model/types/index.ts';
import type { Domain } from '../../server/domain/domain.ts';
import { createDomain } from '../../server/domain/index.ts';
import type { Dashboard } from '../../server/domain/model.ts';
import { systemPrincipal } from '../../server/domain/rights.ts';
import { overlaps } from '../../server/domain/widgets/layout.ts';
import { shopOrders } from '../../server/sample/shop.ts';
import { SAMPLE_PAGES, seedSample, seedShop } from '../../server/sample.ts';
import { openTestApp, type TestApp } from '../support/app.ts';

/** A machine has no pictures to show, and its board is a page of its own already. */
const LEFT_OUT = new Set(['image', 'embed']);
const TODAY = Date.parse('2026-03-01T12:00:00Z');

let app: TestApp;
before(async () => {
  app = await openTestApp();
});
after(() => app.close());

const systemOf = ({ workspace, users }: TestApp['alpha']) => systemPrincipal(workspace.id, users.owner.id);

async function requirePlaced(domain: Domain, dashboard: Dashboard): Promise<void> {
  const widgets = await domain.widgets.of(dashboard);
  for (const [index, widget] of widgets.entries()) {
    assert.ok(widget.x + widget.w <= 12, widget.title);
    for (const other of widgets.slice(index + 1).filter(({ pageId }) => pageId === widget.pageId))
      assert.ok(!overlaps(widget, other), `${widget.title} / ${other.title}`);
  }
}

it('creates one dashboard only, public by key, with every type that suits a machine', async () => {
  const principal = systemOf(app.alpha);
  const dashboard = await seedSample(app.domain, principal);
  assert.equal((await seedSample(app.domain, principal)).key, dashboard.key);
  assert.equal(dashboard.isPrivate, false);
  const pages = await app.domain.dashboards.pages(dashboard);
  assert.deepEqual(
    pages.map(({ number, name }) => [number, name]),
    [
      [1, 'Now'],
      [2, 'Programs'],
      [3, 'History'],
    ],
  );
  const widgets = await app.domain.widgets.of(dashboard);
  for (const [index, [name, drafts]] of SAMPLE_PAGES.entries()) {
    const there = widgets.filter(({ pageId }) => pageId === pages[index]?.id).map(({ title }) => title);
    assert.deepEqual(there.sort(), drafts.map(({ title }) => title).sort(), name);
  }
  const wanted = Object.keys(types).filter((type) => !LEFT_OUT.has(type));
  const shown = new Set(widgets.map(({ type }) => type));
  assert.deepEqual(
    wanted.filter((type) => !shown.has(type)),
    [],
    'these tell nothing of a machine in server/sample/, and are not LEFT_OUT here',
  );
  const kinds = new Set(widgets.filter(({ type }) => type === 'chart').map(({ config }) => config.chart_type));
  assert.deepEqual([...kinds].sort(), ['area', 'bar', 'doughnut', 'scatter']);
  await requirePlaced(app.domain, dashboard);
});

it('has valid data for its types, and unique titles', () => {
  const drafts = SAMPLE_PAGES.flatMap(([, widgets]) => widgets);
  for (const { type, title, config, data } of drafts) {
    const spec = types[type];
    assert.ok(spec && data, title);
    assert.deepEqual(parse(spec, config, data).issues, [], title);
  }
  assert.equal(new Set(drafts.map(({ title }) => title)).size, drafts.length);
});

it('creates the same five hundred orders at every start, up to the current day', () => {
  const csv = shopOrders(TODAY);
  assert.equal(shopOrders(TODAY), csv);
  const days = csv
    .split('\n')
    .slice(1)
    .map((line) => line.split(',')[1]);
  assert.equal(days.length, 500);
  assert.deepEqual([days[0], days.at(-1), new Set(days).size], ['2025-12-08', '2026-03-01', 84]);
  const amounts = (text: string) => text.split('\n').map((line) => line.split(',')[5]);
  assert.notEqual(shopOrders(TODAY + 86_400_000), csv);
  assert.equal(amounts(shopOrders(TODAY + 7 * 86_400_000)).join(), amounts(csv).join());
});

it('answers every query of the shop, and for a chosen region or day', async () => {
  const principal = systemOf(app.beta);
  const shop = await seedShop(app.domain, principal, TODAY);
  assert.ok(shop && !shop.isPrivate);
  assert.equal((await seedShop(app.domain, principal, TODAY))?.key, shop.key);
  await requirePlaced(app.domain, shop);

  const ask = async (params: object) => {
    const body = JSON.stringify({ dashboard: { key: shop.key }, params });
    const answer = await app.fetch('/live/query', { method: 'POST', body });
    assert.equal(answer.status, 200);
    const { widgets } = (await answer.json()) as {
      // biome-ignore lint/suspicious/noExplicitAny: each type has a shape of its own
      widgets: { type: string; title: string; config: object; data: any; error: unknown }[];
    };
    for (const { type, title, config, data, error } of widgets) {
      assert.equal(error, null, `${title}: ${JSON.stringify(error)}`);
      const spec = types[type];
      assert.ok(spec && data, title);
      assert.deepEqual(parse(spec, config, data).issues, [], title);
    }
    return new Map(widgets.map(({ title, data }) => [title, data]));
  };
  const own = await ask({});
  assert.equal(own.size, 6);
  const [revenue, orders] = [own.get('Revenue'), own.get('Orders')];
  assert.equal(revenue.text1, 'since 18 January');
  assert.ok(
    revenue.value1 > 0 && revenue.value2 > 0 && orders.value1 > orders.value2,
    JSON.stringify(own.get('Orders')),
  );
  assert.deepEqual(
    [own.get('Revenue per day').labels[0], own.get('Revenue per day').labels.length],
    ['2026-01-18', 43],
  );
  assert.deepEqual(own.get('Revenue by region').labels.length, 4);
  assert.equal(own.get('From the basket to the door').funnel[0].value, orders.value1);
  const perDay = own.get('Revenue per day').datasets[0].data.reduce((sum: number, value: number) => sum + value, 0);
  assert.equal(perDay, revenue.value1);

  const asia = await ask({ region: 'Asia', since: '2026-02-20' });
  assert.equal(asia.get('Revenue by region').labels.length, 4);
  assert.ok(asia.get('Revenue').value1 < revenue.value1);
  assert.equal(asia.get('Revenue per day').labels.length, 10);
  assert.deepEqual((await ask({ since: '' })).get('Orders'), { value1: 500, text1: 'since 8 December' });
  assert.deepEqual((await ask({ since: '2027-01-01' })).get('Revenue'), { value1: 0, text1: 'since 1 January' });
});

it('leaves out the shop when there are no datasets', async () => {
  const { store, bus } = app.deps;
  const secrets = { hex: () => '0'.repeat(32) } as never;
  const domain = createDomain({ store, bus, secrets, now: () => TODAY });
  const before = await app.domain.dashboards.list(systemOf(app.alpha));
  assert.equal(await seedShop(domain, systemOf(app.alpha), TODAY), undefined);
  assert.equal((await app.domain.dashboards.list(systemOf(app.alpha))).length, before.length);
});
