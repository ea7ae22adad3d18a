import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openTestApp } from '../support/app.ts';
import { CROSS, CROSS_NAMES } from '../support/cross-dialects.ts';
import { largeBoard } from '../support/large-boards.ts';
import { countQuestions } from '../support/statements.ts';

const FEW = 2;
const MANY = 25;
/** Who a key belongs to is remembered for a second: so many questions come now and then, whatever is shown. */
const REMEMBERED = 4;

/** Questions to the database for every way to look at dashboards of one size, one made by each dialect. */
async function questionsFor(size: number): Promise<Map<string, number>> {
  const t = await openTestApp();
  using questions = countQuestions();
  try {
    const looks = [];
    for (const origin of CROSS_NAMES.filter((name) => CROSS[name].many))
      for (const look of await largeBoard(t, origin, size))
        looks.push({ ...look, what: `${look.dialect} ${look.name}, made by ${origin}` });
    // The runtime comes last, because watched widgets are looked up again by themselves.
    looks.sort((a, b) => Number(a.dialect === 'runtime') - Number(b.dialect === 'runtime'));
    const counts = new Map<string, number>();
    for (const { what, ask } of looks) {
      const before = questions.count;
      const { status, text } = await ask();
      assert.equal(status, 200, `${what}: ${text.slice(0, 300)}`);
      counts.set(what, questions.count - before);
    }
    return counts;
  } finally {
    await t.close();
  }
}

describe('a dashboard', () => {
  it('needs the same number of queries with many widgets as with few, in every dialect', async () => {
    const [few, many] = [await questionsFor(FEW), await questionsFor(MANY)];
    assert.ok(few.size > 100);
    assert.deepEqual([...many.keys()], [...few.keys()]);
    for (const [what, count] of few) {
      assert.ok(count > 0 && count < 20, `${what} takes ${count}`);
      assert.ok((many.get(what) ?? 0) <= count + REMEMBERED, `${what} takes ${count}, and ${many.get(what)} with more`);
    }
  });
});
