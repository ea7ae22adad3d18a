import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Dashboard, Principal, Widget } from '../../server/domain/model.ts';
import type { Store } from '../../server/domain/ports.ts';
import { failsWith, openTestDomain, type TestDomain } from '../support/domain.ts';

/** What is still there when something has ended, and who gets at it. */

const LOOK = { type: 'number', givenType: 'number', config: {} };

describe('an insight of a private dashboard', () => {
  type End = (test: TestDomain, owner: Principal, board: Dashboard, number: number) => Promise<unknown>;
  const ends: Record<string, End> = {
    'when the dashboard is in the bin': ({ domain }, owner, board) => domain.boards.bin(owner, board),
    'when it went to the bin with the dashboard': async ({ domain }, owner, board) =>
      domain.insights.removeWith(await domain.boards.bin(owner, board)),
    'when the dashboard was deleted': ({ domain }, owner, board) => domain.dashboards.remove(owner, board.key),
    'when it is in the bin': ({ domain }, owner, _, number) => domain.insights.update(owner, number, { deleted: true }),
    'when it was taken off': ({ domain }, owner, _, number) =>
      domain.insights.update(owner, number, { dashboards: [] }),
  };
  for (const [when, end] of Object.entries(ends)) {
    it(`stays out of reach for others ${when}`, async () => {
      await using test = await openTestDomain();
      const { dashboards, insights } = test.domain;
      const [owner, colleague] = [await test.person('editor'), await test.person('editor')];
      const board = await dashboards.create(owner, { name: 'Salaries', visibility: 'private' });
      const made = await insights.create(owner, { name: 'Salaries', look: LOOK, dashboards: [board] });
      const open = await insights.create(owner, { name: 'On nothing', look: LOOK });
      const number = 2 * made.insight.id + 1;
      await end(test, owner, board, number);

      const [their, own] = [await insights.list(colleague), await insights.list(owner)];
      assert.deepEqual(
        their.map(({ insight }) => insight.id),
        [open.insight.id],
      );
      assert.ok(own.length >= their.length);
      for (const deleted of [false, true])
        await assert.rejects(insights.byId(colleague, number, { deleted }), failsWith('not_found'));
      await assert.rejects(insights.update(colleague, number, { deleted: false }), failsWith('not_found'));
      assert.equal((await insights.byId(owner, number, { deleted: true })).insight.id, made.insight.id);
      await insights.update(owner, number, { deleted: false, name: 'Still mine' });
    });
  }

  it('keeps the rights of its last dashboard', async () => {
    await using test = await openTestDomain();
    const { dashboards, insights } = test.domain;
    const [owner, colleague] = [await test.person('editor'), await test.person('editor')];
    const board = await dashboards.create(owner, { name: 'Prices', restrictionLevel: 37 });
    const { insight } = await insights.create(owner, { name: 'Prices', look: LOOK, dashboards: [board] });
    const number = 2 * insight.id + 1;
    await dashboards.remove(owner, board.key);
    assert.equal((await insights.list(colleague)).length, 1);
    await assert.rejects(insights.update(colleague, number, { name: 'Mine' }), failsWith('forbidden'));
    await insights.update(owner, number, { name: 'Mine' });
  });
});

describe('an insight', () => {
  it('on no dashboard can be read by every member, and changed by those who may create dashboards', async () => {
    await using test = await openTestDomain();
    const { insights } = test.domain;
    const [owner, viewer] = [await test.person('editor'), await test.person('viewer')];
    const { insight } = await insights.create(owner, { name: 'Idea', look: LOOK });
    const number = 2 * insight.id + 1;
    assert.equal((await insights.byId(viewer, number)).insight.id, insight.id);
    await assert.rejects(insights.update(viewer, number, { name: 'Mine' }), failsWith('forbidden'));
  });

  it('is placed where requested, inside the grid, or where a deleted one made room', async () => {
    await using test = await openTestDomain();
    const { dashboards, insights, widgets } = test.domain;
    const board = await dashboards.create(test.system, { name: 'Places' });
    const hang = async (place?: object) => {
      const look = { ...LOOK, data: { value1: 1 } };
      const made = await insights.create(test.system, { look, dashboards: [board], ...(place && { place }) });
      const { key, version, x, y, w } = made.widgets[0] as Widget;
      assert.equal(version, 1, 'data counts as a push');
      return { key, at: [x, y, w] };
    };
    const first = await hang();
    assert.deepEqual(first.at, [0, 0, 3]);
    assert.deepEqual((await hang({ y: 40 })).at, [0, 40, 3]);
    assert.deepEqual((await hang({ x: 10, y: 50, w: 4 })).at, [8, 50, 4]);
    await widgets.remove(test.system, first.key);
    assert.deepEqual((await hang()).at, [0, 0, 3]);
  });

  it('on two dashboards is listed for readers of either, and can be changed by those who may change both', async () => {
    await using test = await openTestDomain();
    const { dashboards, insights } = test.domain;
    const [owner, colleague] = [await test.person('editor'), await test.person('editor')];
    const hidden = await dashboards.create(owner, { name: 'Hidden', visibility: 'private' });
    const shared = await dashboards.create(owner, { name: 'Shared' });
    const { insight } = await insights.create(owner, { name: 'Both', look: LOOK, dashboards: [hidden, shared] });
    const number = 2 * insight.id + 1;
    await assert.rejects(insights.update(colleague, number, { name: 'Mine' }), failsWith('forbidden'));
    assert.equal((await insights.list(colleague)).length, 1);
    await dashboards.remove(owner, shared.key);
    assert.deepEqual(await insights.list(colleague), [], 'it still hangs where they do not see it');
    await assert.rejects(insights.byId(colleague, number), failsWith('not_found'));
  });
});

describe('a group', () => {
  it('leaves no rights to another that gets its name', async () => {
    await using test = await openTestDomain();
    const { dashboards, grants, groups, people } = test.domain;
    const [admin, member] = [await test.person('admin'), await test.person('viewer')];
    await people.createWorkspace({ slug: 'other' });
    const stranger = await test.person('admin', 'other');
    const theirs = await dashboards.create(stranger, { name: 'Theirs' });
    await grants.set(stranger, theirs, { subjectType: 'group', subjectId: 'sales', level: 'viewer' });
    const group = await groups.create(admin, 'Sales');
    const board = await dashboards.create(admin, { name: 'Plans', visibility: 'private' });
    for (const subjectId of ['sales', `${group.id}`, 'others'])
      await grants.set(admin, board, { subjectType: 'group', subjectId, level: 'editor' });
    await grants.set(admin, board, { subjectType: 'user', subjectId: 'sales', level: 'viewer' });

    await groups.remove(admin, group.id);
    const { id } = await groups.create(admin, 'Sales');
    await groups.addMember(admin, id, member.userId);
    await assert.rejects(test.domain.lookup.dashboard(member, { key: board.key }), failsWith('forbidden'));
    assert.deepEqual(
      (await grants.of(board)).map(({ subjectType, subjectId }) => [subjectType, subjectId]),
      [
        ['group', 'others'],
        ['user', 'sales'],
      ],
    );
    assert.equal((await grants.of(theirs)).length, 1);
  });
});

describe('cleared data', () => {
  it('is a new version, even if a push comes between reading and clearing', async () => {
    let before: (() => Promise<unknown>) | undefined;
    await using test = await openTestDomain((store) => ({
      store: {
        ...store,
        async transaction(run) {
          await before?.();
          return store.transaction(run);
        },
      } as Store,
    }));
    const { dashboards, values, widgets } = test.domain;
    const board = await dashboards.create(test.system, { name: 'Orders' });
    const { id, key } = await widgets.create(test.system, board.key, { type: 'number', data: { value1: 1 } });
    before = () => values.push(test.system, key, { value1: 2 });
    const after = await widgets.update(test.system, key, { data: null });
    assert.deepEqual([after.data, after.dataUpdatedAt, after.version], [null, null, 3]);
    const stored = await test.store.widgets.get({ id });
    assert.deepEqual([stored?.data, stored?.dataUpdatedAt, stored?.version], [null, null, 3]);
  });
});

describe('a series with years of samples', () => {
  /** A widget that was pushed to, and what of its series is taken away a few samples at a time. */
  async function pushed() {
    const cleared: number[] = [];
    const collision = new Error('collision');
    const test = await openTestDomain((store) => {
      const clear = (id: number) => store.samples.clear(id).then(() => void cleared.push(id));
      /** As on PostgreSQL, where every transaction may run again. */
      const transaction: Store['transaction'] = async (run) => {
        const collided = store.transaction((tables) => run(tables).then(() => Promise.reject(collision)));
        const error: unknown = await collided.catch((reason: unknown) => reason);
        if (error !== collision) throw error;
        return store.transaction(run);
      };
      return { store: { ...store, transaction, samples: { ...store.samples, clear } } };
    });
    const { system, store, domain } = test;
    const board = await domain.dashboards.create(system, { name: 'Years' });
    const counter = { type: 'number', givenType: 'custom_numeric_counter' };
    const { widget, labels } = await domain.slots.create(system, board, counter, {});
    const label = labels[1] as string;
    await domain.series.push(system, new Map([[label, [{ value: 1 }, { value: 2 }]]]));
    const left = async () => [
      await store.series.count({ workspaceId: board.workspaceId }),
      await store.samples.count({}),
    ];
    return { test, board, counter, widget, label, cleared, left };
  }

  it('is deleted with its page, without delaying others', async () => {
    const { test, board, widget, cleared, left } = await pushed();
    await using _ = test;
    const { pages } = test.domain;
    await pages.add(test.system, board, { position: 1 });
    await assert.rejects(pages.remove(test.system, board, 9), failsWith('not_found'));
    assert.deepEqual(await left(), [1, 2]);
    await pages.remove(test.system, board, 2);
    assert.equal(await test.store.widgets.get({ id: widget.id }), undefined);
    assert.equal(cleared.length, 1);
    assert.deepEqual(await left(), [0, 0]);
  });

  it('is deleted when another widget takes the label of a deleted one, without delaying others', async () => {
    const { test, board, counter, widget, label, cleared, left } = await pushed();
    await using _ = test;
    const { system, domain } = test;
    await domain.widgets.remove(system, widget.key);
    const other = await domain.slots.create(system, board, counter, {});
    await domain.slots.update(system, other.widget.id, () => ({}), { 1: { settings: {}, label } });
    assert.equal((await domain.slots.byId(system, other.widget.id)).labels[1], label);
    assert.equal(cleared.length, 1);
    assert.deepEqual(await left(), [1, 0]);
  });
});
