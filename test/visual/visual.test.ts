import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { PNG } from 'pngjs';
import { types } from '../../components/model/types/index.ts';
import { check, openVisual, type Visual } from './check.ts';
import { compare } from './compare.ts';

/** What every type looks like in every state, size, theme and direction; see check.ts for how and why. */
describe('the look of every widget type', () => {
  let visual: Visual;
  let version: string;

  before(async () => {
    visual = await openVisual();
    version = await visual.browser.version();
  });
  after(() => visual.close());

  for (const type of Object.keys(types))
    it(`${type} looks as it did`, async () => {
      assert.deepEqual(check(type, await visual.take(type), version), []);
    });

  it('sees a label that has moved by two pixels, and a colour that has changed', async () => {
    const { cells, png } = await visual.take('number');
    const changed = (style: string) =>
      visual.take('number', {
        style: [style],
        change: (css) => {
          for (const widget of document.querySelectorAll('[data-name="light, large"] bc-widget')) {
            const view = widget.shadowRoot?.querySelector('bc-number')?.shadowRoot?.querySelector('[part=caption]');
            (view as HTMLElement).style.cssText = css as string;
          }
        },
      });
    const before = PNG.sync.read(Buffer.from(png));
    for (const style of ['translate:2px 0', 'translate:0 2px', 'color:#8a8f98']) {
      const after = PNG.sync.read(Buffer.from((await changed(style)).png));
      assert.deepEqual(
        compare(before, after, cells).map(({ cell }) => cell),
        ['light, large'],
        style,
      );
    }
  });
});

describe('the comparison of sheets', () => {
  const cells = [{ name: 'a', x: 0, y: 0, width: 40, height: 20 }];
  /** A white sheet with a bar on it. */
  const sheet = (x: number, y: number, grey = 0): PNG => {
    const png = new PNG({ width: 40, height: 20 });
    png.data.fill(255);
    for (let row = y; row < y + 6; row += 1)
      for (let column = x; column < x + 12; column += 1)
        png.data.fill(grey, (row * 40 + column) * 4, (row * 40 + column) * 4 + 3);
    return png;
  };

  it('lets an edge be smoothed, and nothing move or change', () => {
    const wrong = (other: PNG) => compare(sheet(8, 6), other, cells).length;
    assert.equal(wrong(sheet(8, 6)), 0);
    assert.equal(wrong(sheet(9, 6)), 0);
    assert.equal(wrong(sheet(8, 6, 15)), 0);
    for (const other of [sheet(10, 6), sheet(8, 8), sheet(6, 6), sheet(8, 4), sheet(8, 6, 40)])
      assert.equal(wrong(other), 1);
  });

  it('says where', () => {
    assert.deepEqual(compare(sheet(8, 6), sheet(10, 6), cells), [
      { cell: 'a', count: 20, box: { left: 8, top: 6, right: 21, bottom: 11 } },
    ]);
  });
});
