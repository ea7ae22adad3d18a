import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import type { Json, JsonObject } from '../../components/model/widget.ts';
import { DIALECTS } from '../../server/dialects/index.ts';
import { DomainError } from '../../server/domain/errors.ts';
import { openTestApp, type TestApp } from '../support/app.ts';
import {
  type Change,
  type Client,
  clientOf,
  differences,
  type Facet,
  type Ids,
  idsOf,
  leavesOf,
  type Values,
} from '../support/cross.ts';
import { CROSS, CROSS_NAMES, type CrossName } from '../support/cross-dialects.ts';

/** Those that make dashboards. */
const MAKERS = CROSS_NAMES.filter((name) => CROSS[name].make);

const USUAL: Values = { text: 'Changed elsewhere', number: 4711, json: { a: [1, { b: null }], ü: '☃' } };

let t: TestApp;
let clients: Record<CrossName, Client>;
before(async () => {
  // Sources fail here, so that nothing changes by itself.
  t = await openTestApp({ queries: { query: () => Promise.reject(new DomainError('unavailable', 'not here')) } });
  const { secret } = t.alpha.keys.owner;
  clients = Object.fromEntries(CROSS_NAMES.map((name) => [name, clientOf(t, secret, name)])) as typeof clients;
});
after(() => t.close());

const make = (by: CrossName) => CROSS[by].make?.(clients[by], t) ?? assert.fail(`${by} makes no dashboards`);

it('are all dialects of this server, each with the shared tests too', () => {
  const own = DIALECTS.flatMap(({ dialect: { name, about } }) => (about?.partOf === undefined ? [name] : []));
  assert.deepEqual(own.sort(), [...CROSS_NAMES].sort(), 'test/support/cross-dialects.ts has a client of each');
  const isHeld = (name: string) => existsSync(join(import.meta.dirname, `${name}-suite.test.ts`));
  assert.deepEqual(
    own.filter((name) => !isHeld(name)),
    [],
    'these have no NAME-suite.test.ts',
  );
});

/** When something changed, and who did it, changes along. */
const TIMES = /(updated_at|last_modified_at|last_modified_by\b.*|last_refresh)$/;

/** Names that every dialect takes. */
const isTitle = (text: string): boolean => text.isWellFormed() && text.trim() === text && !/\p{C}/u.test(text);
const isField = (name: string): boolean => !['__proto__', 'constructor', 'prototype', 'title'].includes(name);
/** `null` takes a field away where bodies are merged, and -0 is no JSON. */
const isKept = (value: unknown): boolean =>
  !/null|__proto__|constructor|prototype|-0/.test(JSON.stringify(value)) && !hasMinusZero(value);
const hasMinusZero = (value: unknown): boolean =>
  Object.is(value, -0) || (typeof value === 'object' && value !== null && Object.values(value).some(hasMinusZero));

/** What all of them show of a dashboard, or some of them. */
async function everywhere(id: number, readers = CROSS_NAMES): Promise<Record<CrossName, Json>> {
  const ids = await idsOf(t, id);
  const entries = readers.map(async (name) => [name, await CROSS[name].read(clients[name], ids)] as const);
  return Object.fromEntries(await Promise.all(entries)) as Record<CrossName, Json>;
}

/** Fails unless nothing differs but what was touched, and that wherever it is shown. */
function assertOnly(
  touched: readonly Facet[],
  was: Record<CrossName, Json>,
  is: Record<CrossName, Json>,
  { by }: { by: CrossName },
): void {
  for (const name of Object.keys(was) as CrossName[]) {
    const { shows, follows = {} } = CROSS[name];
    const changed = differences(was[name], is[name]).filter((path) => !TIMES.test(path));
    const allowed = touched.flatMap((facet) => [shows[facet], follows[facet]]).filter((path) => path !== undefined);
    const lost = changed.filter((path) => !allowed.some((pattern) => pattern.test(path)));
    assert.deepEqual(lost, [], `${name} sees more than ${touched} changed by ${by}`);
  }
}

describe('a dashboard made in one dialect and changed in another loses nothing', () => {
  for (const origin of MAKERS)
    for (const other of CROSS_NAMES)
      it(`made by ${origin}, changed by ${other}`, async () => {
        const id = await make(origin);
        // The creator, the changer and a third API; the test below reads through all of them.
        const third = CROSS_NAMES[(CROSS_NAMES.indexOf(origin) + 2 * CROSS_NAMES.indexOf(other)) % CROSS_NAMES.length];
        const readers = [...new Set([origin, other, third as CrossName])];
        let was = await everywhere(id, readers);
        for (const [name, { touches, run }] of Object.entries(CROSS[other].changes)) {
          await run(clients[other], await idsOf(t, id), { ...USUAL, text: `${USUAL.text}: ${name}` });
          const is = await everywhere(id, readers);
          assertOnly(touches, was, is, { by: other });
          const [first] = touches as [Facet];
          for (const reader of readers) {
            const path = CROSS[reader].shows[first];
            if (!path) continue;
            const isSeen = differences(was[reader], is[reader]).some((each) => path.test(each));
            assert.ok(isSeen, `${reader} does not see the ${first} that ${other} changed`);
          }
          was = is;
        }
      });

  for (const origin of MAKERS)
    for (const other of CROSS_NAMES.filter((name) => CROSS[name].echo))
      it(`made by ${origin}, sent back as it was by ${other}`, async () => {
        const id = await make(origin);
        const was = await everywhere(id);
        await CROSS[other].echo?.(clients[other], await idsOf(t, id));
        const is = await everywhere(id);
        assertOnly([], was, is, { by: other });
      });

  it('with random changes in any order by all dialects', async () => {
    const steps = CROSS_NAMES.flatMap((by) => Object.keys(CROSS[by].changes).map((name) => ({ by, name })));
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }).filter(isTitle);
    const json = fc.dictionary(fc.string({ maxLength: 8 }).filter(isField), fc.jsonValue({ maxDepth: 3 }), {
      maxKeys: 3,
    });
    const values = fc.record({ text, number: fc.nat(1000), json: json.filter(isKept) as fc.Arbitrary<JsonObject> });
    const sequence = fc.array(fc.record({ step: fc.constantFrom(...steps), values }), { minLength: 2, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...MAKERS), sequence, async (origin, changes) => {
        const id = await make(origin);
        let was = await everywhere(id);
        for (const { step, values } of changes) {
          const { touches, run } = CROSS[step.by].changes[step.name] as Change;
          await run(clients[step.by], await idsOf(t, id), values);
          const is = await everywhere(id);
          assertOnly(touches, was, is, step);
          was = is;
        }
      }),
      { numRuns: 8 },
    );
  });
});

describe('a dashboard made in one dialect', () => {
  const requestOf = (by: CrossName, what: 'board' | 'widget', ids: Ids) =>
    CROSS[by].deletes?.[what](ids) ?? assert.fail(`${by} deletes nothing`);
  const ERASERS = CROSS_NAMES.filter((name) => CROSS[name].deletes);

  for (const [index, origin] of MAKERS.entries()) {
    const other = ERASERS[(index + 2) % ERASERS.length] as CrossName;
    it(`by ${origin} and deleted by ${other} is gone everywhere, and back whole when it is restored`, async () => {
      const id = await make(origin);
      const [was, ids] = [await everywhere(id), await idsOf(t, id)];
      await clients[other].ask(...requestOf(other, 'board', ids));
      for (const name of CROSS_NAMES) {
        const path = CROSS[name].found?.(ids);
        if (path !== undefined) assert.equal(await clients[name].status('GET', path), 404, name);
      }
      for (const { key } of ids.widgets)
        assert.equal(await clients.boardcharts.status('GET', `/api/v2/widgets/${key}`), 404);
      await clients.posthog.ask('PATCH', `/api/projects/@current/dashboards/${id}`, { deleted: false });
      assertOnly([], was, await everywhere(id), { by: 'posthog' });
    });
  }

  it('loses a widget everywhere when one dialect deletes it, and nothing else', async () => {
    const id = await make('ducksboard');
    for (const by of ERASERS) {
      const ids = await idsOf(t, id);
      const [{ id: number, key, publicId }] = ids.widgets as [Ids['widgets'][number]];
      const was = await everywhere(id);
      await clients[by].ask(...requestOf(by, 'widget', ids));
      const is = await everywhere(id);
      const own = new RegExp(
        `(^|\\.)(${number}|${key}|${publicId})\\.|^(values|embed)\\b|(order|widget_count|widgets_count)$`,
      );
      for (const name of CROSS_NAMES)
        assert.deepEqual(
          differences(was[name], is[name]).filter(
            (path) => leavesOf(was[name]).has(path) && !own.test(path) && !TIMES.test(path),
          ),
          [],
          `${name} misses more than what ${by} deleted`,
        );
      assert.ok(!(await idsOf(t, id)).widgets.some((each) => each.id === number));
    }
  });
});

describe('a title in the config, which is the one that is drawn', () => {
  it('can be changed by every dialect, also after the widget moved', async () => {
    const id = await make('cards');
    const drawn = async (key: string) => {
      const body = JSON.stringify({ widgets: [{ key }] });
      const headers = { authorization: `Bearer ${t.alpha.keys.owner.secret}`, 'content-type': 'application/json' };
      const answer = await (await t.fetch('/live', { method: 'POST', headers, body })).json();
      return [answer.widgets[0].title, answer.widgets[0].config.title];
    };
    for (const by of CROSS_NAMES.filter((name) => CROSS[name].changes.title)) {
      const ids = await idsOf(t, id);
      const text = `Named by ${by}`;
      await CROSS[by].changes.title?.run(clients[by], ids, { ...USUAL, text });
      assert.deepEqual(await drawn(ids.widgets[0]?.key as string), [text, text]);
    }

    const { widgets } = await idsOf(t, id);
    const [{ id: number, key }] = widgets as [Ids['widgets'][number]];
    const insight = `/api/projects/@current/insights/${2 * number}`;
    const other = await make('posthog');
    const there = (await idsOf(t, other)).widgets.length;
    await clients.boardcharts.ask('PATCH', `/api/v2/widgets/${key}`, { title: 'Renamed since' });
    await clients.posthog.ask('PATCH', insight, { dashboards: [id, other] });
    const hung = (await idsOf(t, other)).widgets[there]?.key as string;
    assert.deepEqual(await drawn(hung), ['Renamed since', 'Renamed since']);

    const duplicate = { use_dashboard: id, duplicate_tiles: true };
    const copy = await clients.posthog.ask('POST', '/api/projects/@current/dashboards', duplicate);
    const [copied] = (await idsOf(t, copy.id)).widgets;
    assert.deepEqual(await drawn(copied?.key as string), ['Renamed since (Copy)', 'Renamed since (Copy)']);

    await clients.posthog.ask('PATCH', insight, { dashboards: [] });
    assert.equal(
      (await clients.posthog.ask('PATCH', insight, { name: 'Renamed on nothing' })).name,
      'Renamed on nothing',
    );
    await clients.posthog.ask('PATCH', insight, { dashboards: [id] });
    const again = (await idsOf(t, id)).widgets.at(-1)?.key as string;
    assert.deepEqual(await drawn(again), ['Renamed on nothing', 'Renamed on nothing']);

    const { ask } = clients.boardcharts;
    for (const [title, body] of [
      ['On the page', { config: { title: 'On the page' } }],
      ['In both places', { title: 'Own', config: { title: 'In both places' } }],
      ['2 lines', { config: { title: '2\nlines' } }],
      ['2030', { config: { title: 2030 } }],
      ['Renamed again', { title: 'Renamed again' }],
    ] as const) {
      await ask('PATCH', `/api/v2/widgets/${again}`, body);
      assert.equal((await drawn(again))[0], title);
      for (const by of CROSS_NAMES.filter((name) => CROSS[name].shows.title)) {
        const told = JSON.stringify(await CROSS[by].read(clients[by], await idsOf(t, id)));
        assert.ok(told.includes(JSON.stringify(title)), `${by} does not show the title “${title}”`);
      }
    }
    assert.deepEqual(await drawn(again), ['Renamed again', 'Renamed again']);
    await ask('PATCH', `/api/v2/widgets/${again}`, { config: { title: null } });
    assert.deepEqual(await drawn(again), ['Renamed again', undefined]);
    const added = { type: 'number', title: 'Own', config: { title: 'Drawn' } };
    assert.equal(
      (await ask('POST', `/api/v2/dashboards/${(await idsOf(t, id)).board.key}/widgets`, added)).title,
      'Drawn',
    );
  });
});

describe('ways to open a dashboard without a key', () => {
  it('are three, and independent of each other', async () => {
    const id = await make('bi');
    const ids = await idsOf(t, id);
    const { ask } = clients.posthog;
    const sharing = `${`/api/projects/@current/dashboards/${id}`}/sharing`;
    const hog = (await ask('PATCH', sharing, { enabled: true })).access_token as string;
    const tokens = `/api/dashboards/${ids.board.slug}/tokens/`;
    const duck = (await clients.ducksboard.ask('POST', tokens, { description: 'wall' })).token as string;
    const cli = (await t.domain.sharing.createAccessToken(ids.board.key)).token;

    const opens = async (token: string) => {
      const [page, shared] = [
        await t.send({ path: `/public/${token}/` }),
        await t.send({ path: `/shared/${token}.json` }),
      ];
      return [page.status, shared.status];
    };
    // PostHog's path accepts only PostHog's tokens; the others open the page.
    assert.deepEqual(await opens(hog), [200, 200]);
    assert.deepEqual(await opens(duck), [200, 404]);
    assert.deepEqual(await opens(cli), [200, 404]);

    const fresh = (await ask('POST', `${sharing}/refresh`)).access_token as string;
    assert.notEqual(fresh, hog);
    assert.deepEqual(
      [await opens(fresh), await opens(hog)],
      [
        [200, 200],
        [200, 200],
      ],
      'the old one has 300 seconds',
    );
    await clients.ducksboard.ask('DELETE', `${tokens}${duck}`);
    assert.deepEqual([(await opens(duck))[0], (await opens(cli))[0], (await opens(fresh))[0]], [404, 200, 200]);
    await ask('PATCH', sharing, { enabled: false });
    assert.deepEqual([(await opens(fresh))[0], (await opens(cli))[0]], [404, 200]);
    await t.domain.sharing.revoke(cli);
    assert.equal((await opens(cli))[0], 404);
    assert.equal((await ask('GET', `/api/projects/@current/dashboards/${id}`)).is_shared, false);
  });
});
