import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createSecrets } from '../../server/auth/secrets.ts';
import { createBus } from '../../server/domain/bus.ts';
import { createDomain } from '../../server/domain/index.ts';
import type { Dashboard, Principal } from '../../server/domain/model.ts';
import { systemPrincipal } from '../../server/domain/rights.ts';
import { openStore } from '../../server/store/open.ts';
import { postgres } from '../support/postgres.ts';

/** One of several processes on a database. Nothing tells it what the others do: it has to notice. */
async function startNode(databaseUrl: string, now = Date.now) {
  const store = await openStore({ databaseUrl });
  const secrets = createSecrets({ secretKey: 's'.repeat(40) });
  return { store, domain: createDomain({ store, bus: createBus(), secrets, now }) };
}

const DIRECTORY = mkdtempSync(join(tmpdir(), 'boardcast-nodes-'));
after(() => rmSync(DIRECTORY, { recursive: true, force: true }));
const SQLITE = async () => `sqlite:${join(DIRECTORY, 'nodes.db')}`;
const POSTGRES = async () => (await postgres()).fresh();
after(async () => (await postgres()).stop());

for (const [name, fresh] of Object.entries({ SQLite: SQLITE, PostgreSQL: POSTGRES }))
  describe(`two nodes on one ${name} that push to the same widget at the same moment`, () => {
    type Node = Awaited<ReturnType<typeof startNode>>;
    let here: Node;
    let there: Node;
    /** Milliseconds that the clock of `there` is late. */
    let behind = 0;
    let system: Principal;
    let board: Dashboard;

    before(async () => {
      const url = await fresh();
      [here, there] = [await startNode(url), await startNode(url, () => Date.now() - behind)];
      const { id } = await here.domain.people.createWorkspace({ slug: 'alpha' });
      system = systemPrincipal(id);
      board = await here.domain.dashboards.create(system, { name: 'Board' });
    });
    after(() => Promise.all([here.store.close(), there.store.close()]));

    const makeWidget = (givenType: string, type = 'number') =>
      here.domain.slots.create(system, board, { type, givenType }, {});
    const push = ({ domain }: Node, label: string | undefined, reading: { delta: number } | { value: number }) =>
      domain.series.push(system, new Map([[label ?? '', [reading]]]));
    const lastOf = async (label = '') => (await there.domain.series.last(system, label, 1))[0]?.value;

    it('lose no delta', async () => {
      const { widget, labels } = await makeWidget('custom_numeric_counter');
      const label = labels['1'];
      await Promise.all([push(here, label, { delta: 0 }), push(there, label, { delta: 0 })]);
      const rounds = 40;
      const all = Array.from({ length: rounds }, (_, index) => [
        push(here, label, { delta: 1 }),
        push(there, label, { delta: 1000 }),
        // Pushes by key work differently and may arrive in between.
        ...(index % 10 === 0 ? [here.domain.values.push(system, widget.key, { value1: -1 })] : []),
      ]);
      await Promise.all(all.flat());
      assert.equal(await lastOf(label), rounds * 1001);
      const stored = await there.store.widgets.get({ id: widget.id });
      assert.equal(stored?.version, 2 + 2 * rounds + rounds / 10);
      await push(there, label, { delta: 1 });
      assert.equal((await there.store.widgets.get({ id: widget.id }))?.data?.value1, rounds * 1001 + 1);
    });

    for (const [how, late] of [
      ['is behind', 250],
      ['was set back for an hour', 3_600_000],
    ] as const)
      it(`show what came last, also if the clock of one ${how}`, async (test) => {
        const { widget, labels } = await makeWidget('custom_numeric_counter');
        const shown = async () => (await here.store.widgets.get({ id: widget.id }))?.data?.value1;
        await push(here, labels['1'], { value: 10 });
        behind = late;
        test.after(() => {
          behind = 0;
        });
        await push(there, labels['1'], { value: 20 });
        assert.equal(await shown(), 20);
        for (const node of [there, here, there]) await push(node, labels['1'], { delta: 1 });
        assert.deepEqual([await shown(), await lastOf(labels['1'])], [23, 23]);
      });

    it('draw what both of them sent', async () => {
      const { widget, labels } = await makeWidget('custom_numeric_boxes2', 'list');
      await Promise.all([push(here, labels['1'], { value: 1 }), push(there, labels['2'], { value: 2 })]);
      const data = JSON.stringify((await here.store.widgets.get({ id: widget.id }))?.data);
      await Promise.all([push(here, labels['1'], { value: 11 }), push(there, labels['2'], { value: 22 })]);
      const after = JSON.stringify((await here.store.widgets.get({ id: widget.id }))?.data);
      for (const [text, values] of [
        [data, [1, 2]],
        [after, [11, 22]],
      ] as const)
        for (const value of values) assert.match(text, new RegExp(`"value":${value}\\b`));
    });

    it('answer that it is gone when a deletion was faster', async () => {
      const { widget, labels } = await makeWidget('custom_numeric_counter');
      await push(there, labels['1'], { value: 1 });
      await here.domain.widgets.remove(system, widget.key);
      await assert.rejects(push(there, labels['1'], { delta: 1 }), { code: 'not_found' });
    });
  });
