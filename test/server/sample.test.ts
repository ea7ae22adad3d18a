import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { parse } from '../../components/model/parse.ts';
import { types } from '../../components/model/types/index.ts';
import { overlaps } from '../../server/domain/layout.ts';
import { systemPrincipal } from '../../server/domain/rights.ts';
import { SAMPLE_WIDGETS, seedSample } from '../../server/sample.ts';
import { openTestApp, type TestApp } from '../support/app.ts';

/** What a machine has to tell is told by these; the gallery shows the others. */
const SHOWN = new Set(['number', 'text', 'html', 'list', 'chart', 'countdown']);

let app: TestApp;
before(async () => {
  app = await openTestApp();
});
after(() => app.close());

it('seeds one dashboard however often it is asked, open by its key', async () => {
  const principal = systemPrincipal(app.alpha.workspace.id, app.alpha.users.owner.id);
  const dashboard = await seedSample(app.domain, principal);
  assert.equal((await seedSample(app.domain, principal)).key, dashboard.key);
  assert.equal(dashboard.isPrivate, false);
  const widgets = await app.domain.widgets.of(dashboard);
  assert.equal(widgets.length, SAMPLE_WIDGETS.length);
  assert.deepEqual(new Set(widgets.map(({ type }) => type)), SHOWN);
  for (const [index, widget] of widgets.entries()) {
    assert.ok(widget.x + widget.w <= 12, widget.title);
    for (const other of widgets.slice(index + 1))
      assert.ok(!overlaps(widget, other), `${widget.title} / ${other.title}`);
  }
});

it('holds data that its types can draw', () => {
  for (const { type, title, config, data } of SAMPLE_WIDGETS) {
    const spec = types[type];
    assert.ok(spec && data, title);
    assert.deepEqual(parse(spec, config, data).issues, [], title);
  }
});
