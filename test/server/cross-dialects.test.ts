import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import type { Json } from '../../components/model/widget.ts';
import { openTestApp, type TestApp } from '../support/app.ts';
import { type Client, clientOf, differences, type Facet, idsOf, type Values } from '../support/cross.ts';
import { CROSS, CROSS_NAMES, type CrossName } from '../support/cross-dialects.ts';

const USUAL: Values = { text: 'Changed elsewhere', number: 4711, json: { a: [1, { b: null }], ü: '☃' } };

let t: TestApp;
let clients: Record<CrossName, Client>;
before(async () => {
  t = await openTestApp();
  const { secret } = t.alpha.keys.owner;
  const client = (name: CrossName) => clientOf(t, secret, name === 'ducksboard' ? 'basic' : 'bearer');
  clients = Object.fromEntries(CROSS_NAMES.map((name) => [name, client(name)])) as typeof clients;
});
after(() => t.close());

/** When something changed, and who did it, changes along. */
const TIMES = /(updated_at|last_modified_at|last_modified_by\b.*|last_refresh)$/;

/** What all five show of a dashboard. */
async function everywhere(id: number): Promise<Record<CrossName, Json>> {
  const ids = await idsOf(t, id);
  const entries = CROSS_NAMES.map(async (name) => [name, await CROSS[name].read(clients[name], ids)] as const);
  return Object.fromEntries(await Promise.all(entries)) as Record<CrossName, Json>;
}

/** Fails unless nothing differs but what was touched, and that wherever it is shown. */
function assertOnly(
  touched: readonly Facet[],
  was: Record<CrossName, Json>,
  is: Record<CrossName, Json>,
  { by }: { by: CrossName },
): void {
  for (const name of CROSS_NAMES) {
    const { shows, follows = {} } = CROSS[name];
    const changed = differences(was[name], is[name]).filter((path) => !TIMES.test(path));
    const allowed = touched.flatMap((facet) => [shows[facet], follows[facet]]).filter((path) => path !== undefined);
    const lost = changed.filter((path) => !allowed.some((pattern) => pattern.test(path)));
    assert.deepEqual(lost, [], `${name} sees more than ${touched} changed by ${by}`);
  }
}

describe('a dashboard made in one dialect and changed in another loses nothing', () => {
  for (const origin of CROSS_NAMES)
    for (const other of CROSS_NAMES)
      it(`made by ${origin}, changed by ${other}`, async () => {
        const id = await CROSS[origin].make(clients[origin], t);
        let was = await everywhere(id);
        for (const [name, { touches, run }] of Object.entries(CROSS[other].changes)) {
          await run(clients[other], await idsOf(t, id), { ...USUAL, text: `${USUAL.text}: ${name}` });
          const is = await everywhere(id);
          assertOnly(touches, was, is, { by: other });
          const [first] = touches as [Facet];
          for (const reader of CROSS_NAMES) {
            const path = CROSS[reader].shows[first];
            if (!path) continue;
            const isSeen = differences(was[reader], is[reader]).some((each) => path.test(each));
            assert.ok(isSeen, `${reader} does not see the ${first} that ${other} changed`);
          }
          was = is;
        }
      });

  for (const origin of CROSS_NAMES)
    for (const other of CROSS_NAMES)
      it(`made by ${origin}, sent back as it was by ${other}`, async () => {
        const id = await CROSS[origin].make(clients[origin], t);
        const was = await everywhere(id);
        await CROSS[other].echo(clients[other], await idsOf(t, id));
        const is = await everywhere(id);
        assertOnly([], was, is, { by: other });
      });
});
void fc;
