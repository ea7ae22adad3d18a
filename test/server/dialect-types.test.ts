import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { types } from '../../components/model/types/index.ts';
import { TYPES } from '../../server/dialects/bi/requests.wire.ts';
import { widget as biWidget } from '../../server/dialects/bi/wire.ts';
import { KINDS, kindOf } from '../../server/dialects/cards/kinds.ts';
import { lookOf, textLook } from '../../server/dialects/posthog/looks.ts';
import type { Widget } from '../../server/domain/model.ts';
import { systemPrincipal } from '../../server/domain/rights.ts';
import { openTestApp, type TestApp } from '../support/app.ts';

describe('the type names of the dialects', () => {
  it('are drawn by a type of the catalog, by the type of that name if there is one', () => {
    for (const type of [...Object.values(KINDS), ...Object.values(TYPES)]) assert.ok(types[type], type);
    const own = {
      data_table: 'table',
      profile_header: 'table',
      text: 'markdown',
      timeline: 'timeline',
      embed: 'embed',
    };
    for (const [kind, type] of Object.entries(own)) assert.equal(KINDS[kind], type);
    assert.deepEqual([TYPES.table, TYPES.text], ['table', 'markdown']);
    assert.equal(textLook('a').type, 'markdown');
    assert.equal(lookOf({ kind: 'HogQLQuery', query: 'SELECT 1' }, {}).type, 'table');
  });

  it('map the types of other dialects to the most similar one', () => {
    const given = (type: string) => ({ type, givenType: type }) as Widget;
    const cards = {
      table: 'table',
      markdown: 'text',
      list: 'list',
      text: 'text',
      embed: 'embed',
      timeline: 'timeline',
    };
    for (const [type, kind] of Object.entries(cards)) assert.equal(kindOf(given(type)), kind);
    assert.deepEqual(
      ['list', 'table', 'markdown'].map((type) => kindOf({ type, givenType: 'x' })),
      ['relationship_list', 'data_table', 'text'],
    );
    const row = (type: string) =>
      ({ ...given(type), publicId: 'w', createdAt: 0, title: '', config: {}, source: null }) as Widget;
    const bi = {
      table: 'table',
      markdown: 'text',
      list: 'table',
      text: 'text',
      html: 'text',
      timeline: 'table',
      chart: 'bar_chart',
    };
    for (const [type, word] of Object.entries(bi)) assert.equal(biWidget(row(type), 'd').widget_type, word);
  });
});

describe('a text that other dialects wrote', () => {
  let t: TestApp;
  before(async () => {
    t = await openTestApp();
  });
  after(() => t.close());

  const TEXTS: [name: string, draft: object, body: string][] = [
    ['pushed as Markdown', { type: 'markdown', data: { body: '# a\n\nb' } }, '# a\n\nb'],
    ['kept in the config of a block', { type: 'markdown', givenType: 'text', config: { content: '*c*' } }, '*c*'],
    ['in headline and paragraph', { type: 'text', data: { text1: 'd', text3: 'e' } }, 'd\n\ne'],
    ['in none of the places', { type: 'markdown', data: { own: 1 } }, ''],
  ];
  for (const [name, draft, body] of TEXTS)
    it(`survives PostHog, ${name}`, async () => {
      const system = systemPrincipal(t.alpha.workspace.id, t.alpha.users.owner.id);
      const dashboard = await t.domain.dashboards.create(system, { name: 'Texts' });
      const made = await t.domain.widgets.create(system, dashboard.key, { title: '', ...draft } as never);
      const ask = async (method: string, sent?: object) => {
        const answer = await t.fetch(`/api/projects/${t.alpha.workspace.id}/dashboards/${dashboard.id}`, {
          method,
          headers: { authorization: `Bearer ${t.alpha.keys.owner.secret}`, 'content-type': 'application/json' },
          ...(sent && { body: JSON.stringify(sent) }),
        });
        return (await answer.json()) as { tiles: { id: number; text: { body: string } }[] };
      };
      const [tile] = (await ask('GET')).tiles;
      assert.equal(tile?.text.body, body);
      await ask('PATCH', { tiles: [tile] });
      const [same] = await t.domain.widgets.of(dashboard);
      assert.deepEqual([same?.type, same?.data, same?.config], [made.type, made.data, made.config]);
      await ask('PATCH', { tiles: [{ id: tile?.id, text: { body: 'new' } }] });
      const [changed] = await t.domain.widgets.of(dashboard);
      assert.deepEqual([changed?.type, changed?.givenType, changed?.config], [made.type, made.givenType, made.config]);
      assert.equal((await ask('GET')).tiles[0]?.text.body, 'new');
    });
});
