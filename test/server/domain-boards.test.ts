import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { DashboardId, Finding } from '../../server/domain/boards/lookup.ts';
import type { Dashboard, Principal, Role } from '../../server/domain/model.ts';
import { systemPrincipal } from '../../server/domain/rights.ts';
import { failsWith, openTestDomain, PASSWORD } from '../support/domain.ts';
import { countDataReads } from '../support/statements.ts';

/** Random bytes that a label is made of. */
const LABEL_BYTES = 6;
const NO_KEY = 'f'.repeat(32);

describe('dashboards', () => {
  it('get a slug from their name, numbered when it is taken and free again after deletion', async () => {
    await using test = await openTestDomain();
    const { dashboards } = test.domain;
    const create = async (name: string) => dashboards.create(test.system, { name });
    const first = await create('Ünïcode Böard');
    assert.equal(first.slug, 'unicode-board');
    assert.equal((await create('Ünïcode Böard')).slug, 'unicode-board-2');
    assert.equal((await create('日本')).slug, 'dashboard');
    await dashboards.remove(test.system, first.key);
    assert.equal((await create('unicode board')).slug, 'unicode-board');
    await assert.rejects(dashboards.create(test.system, { name: 'x', slug: 'unicode-board' }), failsWith('conflict'));
    await assert.rejects(dashboards.create(test.system, { name: 'x', slug: 'Not a slug' }), failsWith('invalid'));
  });

  it('keep their slug when they become public, unless another public dashboard has it', async () => {
    await using test = await openTestDomain();
    const { dashboards, people } = test.domain;
    const other = systemPrincipal((await people.createWorkspace({ slug: 'other' })).id);
    const [mine, theirs] = [
      await dashboards.create(test.system, { name: 'Shop' }),
      await dashboards.create(other, { name: 'Shop' }),
    ];
    const open = { visibility: 'public' } as const;
    assert.equal((await dashboards.update(test.system, mine.key, open)).slug, 'shop');
    assert.equal((await dashboards.update(other, theirs.key, open)).slug, 'shop-2');
  });

  it('get different slugs when made at the same time', async () => {
    await using test = await openTestDomain();
    const made = await Promise.all(
      Array.from({ length: 60 }, () => test.domain.dashboards.create(test.system, { name: 'Sales' })),
    );
    assert.equal(new Set(made.map(({ slug }) => slug)).size, 60);
    assert.equal(new Set(made.map(({ position }) => position)).size, 60);
  });

  it('come back with all their widgets, even if two people deleted them at the same time', async () => {
    await using test = await openTestDomain();
    const { boards, dashboards, widgets } = test.domain;
    const board = await dashboards.create(test.system, { name: 'Sales' });
    const { key } = await widgets.create(test.system, board.key, { type: 'number' });
    const first = await boards.bin(test.system, board);
    test.clock.at += 1;
    assert.deepEqual(await boards.bin(test.system, board), first);
    const restored = await boards.restore(test.system, board.id);
    assert.deepEqual(
      (await widgets.of(restored)).map((widget) => widget.key),
      [key],
    );
  });

  it('are created with all their widgets or not at all', async () => {
    await using test = await openTestDomain();
    const { dashboards, newBoards, copies } = test.domain;
    const source = await dashboards.create(test.system, { name: 'Source' });
    await test.domain.widgets.create(test.system, source.key, { type: 'number' });
    const heard = test.changes.length;
    // Another widget already has the key that every new one gets here.
    const [{ key } = { key: '' }] = await test.domain.widgets.of(source);
    test.secrets.hex = () => key;
    const look = { type: 'number' };
    const makes = [
      () => newBoards.copied(test.system, { name: 'Copy' }, source, { clone: true }),
      () => newBoards.filled(test.system, { name: 'Filled' }, [{ look, insight: { name: 'a' }, extras: {} }]),
      () => copies.duplicate(test.system, source),
    ];
    for (const make of makes) await assert.rejects(make(), failsWith('conflict'));
    assert.deepEqual([await test.store.dashboards.count({}), await test.store.insights.count({})], [1, 0]);
    assert.equal(test.changes.length, heard);
  });

  it('are copied with the data of their widgets, which is not read for that', async () => {
    await using test = await openTestDomain();
    const { dashboards, newBoards, copies, tiles, widgets } = test.domain;
    const source = await dashboards.create(test.system, { name: 'Source' });
    const config = { title: 'Rows', sql: 'select 1' };
    for (let row = 0; row < 40; row += 1)
      await widgets.create(test.system, source.key, {
        type: 'number',
        config,
        sound: row % 2 === 0,
        data: { value1: row },
      });
    const shown = async (dashboard: Dashboard) =>
      (await widgets.of(dashboard)).map(({ config, data, dataUpdatedAt, sound, y, version }) => {
        return { config, data, dataUpdatedAt, sound, y, version };
      });
    const before = await shown(source);
    const renamed = before.map((widget) => ({ ...widget, config: { ...config, title: 'Rows (Copy)' } }));
    using reads = countDataReads();
    const made = [
      await copies.duplicate(test.system, source),
      await newBoards.copied(test.system, { name: 'Shared' }, source, { clone: false }),
      await newBoards.copied(test.system, { name: 'Cloned' }, source, { clone: true }),
    ];
    const both = made[1] as Dashboard;
    const there = await widgets.of(both, { columns: ['id'] });
    await tiles.duplicate(
      test.system,
      both,
      there.map(({ id }) => ({ id, extras: { mine: { id } } })),
    );
    assert.equal(reads.count, 0);
    assert.deepEqual(await shown(made[0] as Dashboard), before);
    assert.deepEqual(await shown(made[2] as Dashboard), renamed);
    const doubled = await widgets.of(both);
    assert.deepEqual(
      doubled.slice(40).map(({ config, data, extras }) => [config.title, data, extras]),
      before.map(({ data }, index) => ['Rows (Copy)', data, { mine: { id: there[index]?.id } }]),
    );
  });

  it('get no widget whose slots get no labels, and hear of none', async () => {
    await using test = await openTestDomain();
    const { dashboards, slots } = test.domain;
    const board = await dashboards.create(test.system, { name: 'a' });
    const { hex } = test.secrets;
    test.secrets.hex = (bytes) => {
      if (bytes === LABEL_BYTES) throw new Error('no label');
      return hex(bytes);
    };
    const heard = test.changes.length;
    const draft = { type: 'number', givenType: 'custom_numeric_counter' };
    await assert.rejects(slots.create(test.system, board, draft, {}), /no label/);
    assert.deepEqual([await test.store.widgets.count({}), test.changes.length], [0, heard]);
  });

  it('get no copy of a card whose slots get no labels of their own', async () => {
    await using test = await openTestDomain();
    const { cards, dashboards, slots } = test.domain;
    const board = await dashboards.create(test.system, { name: 'a' });
    const { widget } = await slots.create(
      test.system,
      board,
      { type: 'number', givenType: 'custom_numeric_counter' },
      {},
    );
    const { hex } = test.secrets;
    test.secrets.hex = (bytes) => {
      if (bytes === LABEL_BYTES) throw new Error('no label');
      return hex(bytes);
    };
    const heard = test.changes.length;
    await assert.rejects(cards.duplicate(test.system, board, widget.id), /no label/);
    assert.deepEqual([await test.store.widgets.count({}), test.changes.length], [1, heard]);
    test.secrets.hex = hex;
    const copy = await cards.duplicate(test.system, board, widget.id);
    assert.deepEqual(
      [copy.x, copy.y, test.changes.at(-1)],
      [copy.w, 0, { kind: 'widget', widgetId: copy.id, dashboardId: board.id }],
    );
    assert.match((await slots.byId(test.system, copy.id)).labels[1] ?? '', /^\d{10}$/);
  });

  it('are listed in order with the number of their widgets, page by page', async () => {
    await using test = await openTestDomain();
    const { dashboards, widgets } = test.domain;
    const [a, b] = [
      await dashboards.create(test.system, { name: 'A' }),
      await dashboards.create(test.system, { name: 'B' }),
    ];
    await widgets.create(test.system, b.key, { type: 'number' });
    await dashboards.update(test.system, a.key, { position: 9 });
    const list = await dashboards.list(test.system);
    assert.deepEqual(
      list.map(({ name, widgetsCount }) => [name, widgetsCount]),
      [
        ['B', 1],
        ['A', 0],
      ],
    );
    await test.domain.pages.add(test.system, a, { name: 'Second' });
    assert.deepEqual(
      (await dashboards.pages(a)).map(({ number, name }) => [number, name]),
      [
        [1, ''],
        [2, 'Second'],
      ],
    );
  });

  for (const [what, draft] of [
    ['an empty name', { name: ' ' }],
    ['a name that is too long', { name: 'x'.repeat(401) }],
    ['a control character', { name: 'a\u0000b' }],
    ['half a surrogate pair', { name: 'a\ud800' }],
    ['an unknown visibility', { name: 'a', visibility: 'everyone' as 'public' }],
    ['a refresh interval of nothing', { name: 'a', refreshInterval: 0 }],
    ['a collection that is not there', { name: 'a', collectionId: 99 }],
  ] as const) {
    it(`refuse ${what}`, async () => {
      await using test = await openTestDomain();
      await assert.rejects(test.domain.dashboards.create(test.system, draft), failsWith('invalid'));
      assert.deepEqual(await test.domain.dashboards.list(test.system), []);
    });
  }

  it('become private when they are shared with some, unless requested otherwise', async () => {
    await using test = await openTestDomain();
    const { dashboards } = test.domain;
    assert.equal((await dashboards.create(test.system, { name: 'a' })).isPrivate, false);
    assert.equal((await dashboards.create(test.system, { name: 'a', visibility: 'team' })).isPrivate, true);
    const open = await dashboards.create(test.system, { name: 'a', visibility: 'team', isPrivate: false });
    assert.equal(open.isPrivate, false);
    assert.equal((await dashboards.update(test.system, open.key, { visibility: 'private' })).isPrivate, true);
  });

  it('are deleted with their widgets', async () => {
    await using test = await openTestDomain();
    const { dashboards, widgets, values } = test.domain;
    const board = await dashboards.create(test.system, { name: 'a' });
    const widget = await widgets.create(test.system, board.key, { type: 'number' });
    await values.push(test.system, widget.key, { value1: 1 });
    await dashboards.remove(test.system, board.key);
    assert.equal(await test.store.widgets.count({ dashboardId: board.id, deletedAt: null }), 0);
    for (const attempt of [
      () => test.domain.lookup.dashboard(test.system, { key: board.key }),
      () => widgets.byKey(test.system, widget.key),
      () => values.push(test.system, widget.key, { value1: 2 }),
      () => widgets.create(test.system, board.key, { type: 'number' }),
    ])
      await assert.rejects(attempt, failsWith('not_found'));
  });

  it('emit every change after it is made', async () => {
    await using test = await openTestDomain();
    const { dashboards } = test.domain;
    const board = await dashboards.create(test.system, { name: 'a' });
    const { id, key } = board;
    await dashboards.update(test.system, key, { name: 'b' });
    await test.domain.pages.add(test.system, board, { name: 'p' });
    await dashboards.remove(test.system, key);
    assert.deepEqual(test.changes, Array(4).fill({ kind: 'dashboard', dashboardId: id }));
  });
});

describe('rights on dashboards', () => {
  /** What happens: the error's code, or `done`. */
  const outcome = (attempt: Promise<unknown>): Promise<string> =>
    attempt.then(
      () => 'done',
      (error: { code: string }) => error.code,
    );

  it('decide what is missing, what is foreign and what is forbidden alike for every kind of id', async () => {
    await using test = await openTestDomain();
    const { dashboards, people, lookup } = test.domain;
    const stranger = systemPrincipal((await people.createWorkspace({ slug: 'other' })).id);
    const [viewer, owner] = [await test.person('viewer'), await test.person('owner')];
    const unscoped: Principal = { ...owner, scopes: ['insight:read'] };
    const shared = await dashboards.create(owner, { name: 'Shared' });
    const secret = await dashboards.create(owner, { name: 'Secret', visibility: 'private' });
    const gone = await dashboards.create(owner, { name: 'Gone' });
    await dashboards.remove(owner, gone.key);
    for (const name of ['key', 'slug', 'publicId', 'id'] as const) {
      const find = (who: Principal, board: Dashboard, options?: Finding) =>
        outcome(lookup.dashboard(who, { [name]: board[name] } as unknown as DashboardId, options));
      assert.deepEqual(
        [
          await find(viewer, shared),
          await find(viewer, shared, { right: 'write' }),
          await find(viewer, shared, { right: 'write', hidden: true }),
          await find(viewer, secret),
          await find(viewer, secret, { hidden: true }),
          await find(owner, gone),
          await find(owner, gone, { deleted: true }),
          await find(unscoped, shared),
          await find(unscoped, gone),
          await find(unscoped, shared, { unscoped: true }),
          await find(stranger, shared),
        ],
        [
          ...['done', 'forbidden', 'forbidden', 'forbidden', 'not_found', 'not_found', 'done'],
          ...['forbidden', 'forbidden', 'done', name === 'key' ? 'foreign' : 'not_found'],
        ],
        name,
      );
    }
    for (const id of [{ key: 'x' }, { slug: 'No slug' }, { publicId: '\0' }, { id: Number.NaN }])
      assert.equal(await outcome(lookup.dashboard(owner, id)), 'not_found');
  });

  it('hold for every method, for every role and for anonymous callers', async () => {
    await using test = await openTestDomain();
    const { dashboards, widgets, values, people } = test.domain;
    const secret = await dashboards.create(test.system, { name: 'secret', visibility: 'private' });
    const shared = await dashboards.create(test.system, { name: 'shared' });
    const inSecret = await widgets.create(test.system, secret.key, { type: 'number' });
    const inShared = await widgets.create(test.system, shared.key, { type: 'number' });
    const other = await people.createWorkspace({ slug: 'other' });
    const ways = (who: Principal, board: string, widget: string) =>
      Promise.all(
        [
          test.domain.lookup.dashboard(who, { key: board }),
          widgets.byKey(who, widget),
          test.domain.lookup.dashboard(who, { key: board }, { right: 'write' }),
          widgets.byKey(who, widget, 'write'),
          dashboards.update(who, board, {}),
          widgets.create(who, board, { type: 'text' }),
          widgets.update(who, widget, {}),
          values.push(who, widget, {}),
        ].map(outcome),
      );
    const [read, write] = [Array(2), Array(6)];
    for (const [role, onSecret, onShared] of [
      ['owner', ['done', 'done'], ['done', 'done']],
      ['admin', ['done', 'done'], ['done', 'done']],
      ['editor', ['forbidden', 'forbidden'], ['done', 'done']],
      ['viewer', ['forbidden', 'forbidden'], ['done', 'forbidden']],
    ] as const) {
      const who = await test.person(role as Role);
      assert.deepEqual(
        await ways(who, secret.key, inSecret.key),
        [...read.fill(onSecret[0]), ...write.fill(onSecret[1])],
        role,
      );
      assert.deepEqual(
        await ways(who, shared.key, inShared.key),
        [...read.fill(onShared[0]), ...write.fill(onShared[1])],
        role,
      );
      const adding = [secret, shared].map((board) => outcome(test.domain.pages.add(who, board, {})));
      assert.deepEqual(await Promise.all(adding), [onSecret[1], onShared[1]], role);
    }
    const stranger = systemPrincipal(other.id);
    assert.equal(await outcome(test.domain.pages.add(stranger, shared, {})), 'foreign');
    assert.deepEqual(await ways(stranger, shared.key, inShared.key), Array(8).fill('foreign'));
    assert.deepEqual(await ways(test.system, NO_KEY, NO_KEY), Array(8).fill('not_found'));
    assert.deepEqual(await ways(test.system, '../x', "'"), Array(8).fill('not_found'));
    assert.deepEqual(await dashboards.list(stranger), []);
    const reader: Principal = { ...test.system, via: 'key', scopes: ['dashboard:read'] };
    assert.deepEqual(await ways(reader, shared.key, inShared.key), [...read.fill('done'), ...write.fill('forbidden')]);
    assert.equal(await outcome(dashboards.create(reader, { name: 'x' })), 'forbidden');
    assert.equal(await outcome(dashboards.create(await test.person('viewer'), { name: 'x' })), 'forbidden');
    assert.equal(await outcome(dashboards.list({ ...reader, scopes: [] })), 'forbidden');
  });

  it('are given by grants to users and groups, by any of their names', async () => {
    await using test = await openTestDomain();
    const { dashboards } = test.domain;
    const board = await dashboards.create(test.system, { name: 'secret', visibility: 'private' });
    const [viewer, member] = [await test.person('viewer'), await test.person('viewer')];
    const user = await test.domain.people.userOf(viewer);
    const at = test.clock.at;
    const group = await test.store.groups.insert({
      workspaceId: test.workspace.id,
      slug: 'ops',
      name: 'Ops',
      createdAt: at,
    });
    await test.store.groupMembers.insert({ groupId: group.id, userId: member.userId });
    const grant = { dashboardId: board.id, createdAt: at, updatedAt: at };
    assert.deepEqual(await dashboards.list(viewer), []);
    await test.store.grants.insert({ ...grant, subjectType: 'user', subjectId: user.uuid, level: 'editor' });
    await test.store.grants.insert({ ...grant, subjectType: 'group', subjectId: 'ops', level: 'viewer' });
    await test.domain.lookup.dashboard(viewer, { key: board.key }, { right: 'write' });
    await test.domain.lookup.dashboard(member, { key: board.key });
    assert.equal((await dashboards.list(member)).length, 1);
    await assert.rejects(
      test.domain.lookup.dashboard(member, { key: board.key }, { right: 'write' }),
      failsWith('forbidden'),
    );
    await assert.rejects(
      test.domain.lookup.dashboard(await test.person('viewer'), { key: board.key }),
      failsWith('forbidden'),
    );
  });

  it('apply to names of users and groups in the dashboard’s own workspace', async () => {
    await using test = await openTestDomain();
    const { dashboards, grants, groups, people } = test.domain;
    const board = await dashboards.create(test.system, { name: 'secret', visibility: 'private' });
    const elsewhere = await people.createWorkspace({ slug: 'elsewhere' });
    const there = await test.person('admin', 'elsewhere');
    const friend = await test.person('viewer');
    const { email, username } = await people.userOf(there);
    await people.createUser({ email, username, password: PASSWORD, workspace: 'main', role: 'viewer' });
    const member: Principal = { ...there, workspaceId: test.workspace.id, role: 'viewer' };
    const group = await groups.create(there, 'Ops');
    await groups.addMember(there, group.id, member.userId);
    await test.store.memberships.update({ userId: member.userId, workspaceId: elsewhere.id }, { subject: 'boss' });
    const grant = (subjectType: 'user' | 'group', subjectId: string) =>
      grants.set(test.system, board, { subjectType, subjectId, level: 'editor' });
    await grant('group', 'ops');
    await grant('group', `${group.id}`);
    await grant('user', 'boss');
    await assert.rejects(test.domain.lookup.dashboard(member, { key: board.key }), failsWith('forbidden'));
    await grant('user', 'VIEWER2');
    await assert.rejects(test.domain.lookup.dashboard(friend, { key: board.key }), failsWith('forbidden'));
    await grant('user', 'VIEWER2@example.test');
    await test.domain.lookup.dashboard(friend, { key: board.key });
  });
});

describe('widgets', () => {
  it('take the first free place of their size, and stay on the grid', async () => {
    await using test = await openTestDomain();
    const { dashboards, widgets } = test.domain;
    const { key } = await dashboards.create(test.system, { name: 'a' });
    const create = (draft: object) => widgets.create(test.system, key, { type: 'number', ...draft });
    const places = [await create({ w: 8, h: 2 }), await create({ w: 6, h: 2 }), await create({ w: 4, h: 1 })];
    assert.deepEqual(
      places.map(({ x, y }) => [x, y]),
      [
        [0, 0],
        [0, 2],
        [8, 0],
      ],
    );
    await assert.rejects(create({ x: 10, w: 3 }), failsWith('invalid'));
    await assert.rejects(create({ w: 13 }), failsWith('invalid'));
    await assert.rejects(create({ page: 2 }), failsWith('invalid'));
    await assert.rejects(create({ type: 'nonsense' }), failsWith('invalid'));
    await assert.rejects(create({ type: '__proto__' }), failsWith('invalid'));
    const moved = await widgets.update(test.system, places[0]?.key ?? '', { x: 4, title: 'Moved' });
    assert.deepEqual([moved.x, moved.w, moved.title], [4, 8, 'Moved']);
    await assert.rejects(widgets.update(test.system, moved.key, { x: 5 }), failsWith('invalid'));
    const board = await test.domain.lookup.dashboard(test.system, { key });
    assert.deepEqual(
      (await widgets.of(board)).map(({ y, x }) => [y, x]),
      [
        [0, 4],
        [0, 8],
        [2, 0],
      ],
    );
    const fitted = await create({ x: 11, y: 9 });
    assert.deepEqual([fitted.x, fitted.w], [9, 3], 'nobody said how wide it is');
  });

  it('are listed by page first', async () => {
    await using test = await openTestDomain();
    const { dashboards, widgets } = test.domain;
    const board = await dashboards.create(test.system, { name: 'a' });
    await test.domain.pages.add(test.system, board, { name: 'two' });
    await widgets.create(test.system, board.key, { type: 'text', title: 'second', page: 2 });
    await widgets.create(test.system, board.key, { type: 'text', title: 'first', y: 5 });
    assert.deepEqual(
      (await widgets.of(board)).map(({ title }) => title),
      ['first', 'second'],
    );
  });

  it('can be created with data, which counts as a version, and can be cleared', async () => {
    await using test = await openTestDomain();
    const { dashboards, widgets } = test.domain;
    const { key } = await dashboards.create(test.system, { name: 'a' });
    const widget = await widgets.create(test.system, key, { type: 'number', data: { value1: 1 } });
    assert.deepEqual([widget.data, widget.dataUpdatedAt, widget.version], [{ value1: 1 }, test.clock.at, 1]);
    const pushed = await widgets.update(test.system, widget.key, { data: { value1: 2 }, title: 'T' });
    assert.deepEqual([pushed.data, pushed.version, pushed.title], [{ value1: 2 }, 2, 'T']);
    assert.deepEqual(await widgets.byKey(test.system, widget.key), pushed);
    const wiped = await widgets.update(test.system, widget.key, { data: null });
    assert.deepEqual([wiped.data, wiped.dataUpdatedAt, wiped.version], [null, null, 3]);
  });
});

describe('values', () => {
  it('are stored and published exactly as sent, with a growing version', async () => {
    await using test = await openTestDomain();
    const { dashboards, widgets, values } = test.domain;
    const { key } = await dashboards.create(test.system, { name: 'a' });
    const widget = await widgets.create(test.system, key, { type: 'number' });
    const data = { z: 1, a: ['ä', null, 1e-7], nested: { deep: true } };
    test.changes.length = 0;
    const pushes = await Promise.all([1, 2, 3].map((n) => values.push(test.system, widget.key, { ...data, n })));
    assert.deepEqual(
      pushes.map(({ version }) => version),
      [1, 2, 3],
    );
    assert.deepEqual(
      test.changes.map((change) => change.kind === 'data' && [change.version, change.data, change.dataUpdatedAt]),
      [1, 2, 3].map((n) => [n, JSON.stringify({ ...data, n }), test.clock.at]),
    );
    const stored = await widgets.byKey(test.system, widget.key);
    assert.deepEqual([stored.data, stored.version], [{ ...data, n: 3 }, 3]);
    assert.equal(JSON.stringify(stored.data), JSON.stringify({ ...data, n: 3 }));
  });

  it('above 1 MiB are refused', async () => {
    await using test = await openTestDomain();
    const { dashboards, widgets, values } = test.domain;
    const { key } = await dashboards.create(test.system, { name: 'a' });
    const widget = await widgets.create(test.system, key, { type: 'text' });
    const room = 1024 * 1024 - '{"text1":""}'.length;
    await values.push(test.system, widget.key, { text1: 'x'.repeat(room) });
    await assert.rejects(values.push(test.system, widget.key, { text1: 'x'.repeat(room + 1) }), failsWith('too_large'));
  });

  it('are refused as soon as the widget is deleted or the right is revoked', async () => {
    await using test = await openTestDomain();
    const { dashboards, widgets, values } = test.domain;
    const editor = await test.person('editor');
    const { key } = await dashboards.create(test.system, { name: 'a' });
    const widget = await widgets.create(test.system, key, { type: 'text' });
    await values.push(editor, widget.key, {});
    await dashboards.update(test.system, key, { visibility: 'private' });
    await assert.rejects(values.push(editor, widget.key, {}), failsWith('forbidden'));
    await widgets.remove(test.system, widget.key);
    await assert.rejects(values.push(test.system, widget.key, {}), failsWith('not_found'));
  });
});
