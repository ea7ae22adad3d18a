import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { placesOf } from '../../components/dashboard/places.ts';

const of = (...widths: number[]) => widths.map((w, index) => ({ key: `${index}`, page: 1, x: 0, y: index, w, h: 2 }));
const columns = (...widths: number[]) => placesOf(of(...widths), 1).map(({ n }) => n);

describe('places of a board among few columns', () => {
  it('fill their rows: the last one takes the rest', () => {
    assert.deepEqual(columns(3, 3, 6), [3, 3, 6]);
    assert.deepEqual(columns(3, 6, 3), [6, 6, 6]);
    assert.deepEqual(columns(4, 4, 4), [6, 6, 6]);
    assert.deepEqual(columns(2, 3, 12, 1, 1), [2, 4, 6, 1, 5]);
  });

  it('leave no gap and are as wide as they were at least, whatever there is', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 12 })), (widths) => {
        let taken = 0;
        for (const [index, n] of columns(...widths).entries()) {
          assert.ok(n >= Math.min(widths[index] as number, 6));
          taken += n;
          assert.ok(taken <= 6);
          if (taken === 6) taken = 0;
        }
        assert.equal(taken, 0);
      }),
    );
  });

  it('come in the order of reading, of their page alone', () => {
    const [a, b, c] = [
      { key: 'a', page: 1, x: 3, y: 0, w: 3, h: 1 },
      { key: 'b', page: 1, x: 0, y: 0, w: 3, h: 1 },
      { key: 'c', page: 2, x: 0, y: 0, w: 3, h: 1 },
    ];
    assert.deepEqual(
      placesOf([a, b, c], 1).map(({ key }) => key),
      ['b', 'a'],
    );
  });
});
