import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { type Built, chunk, closure, readBundle, weight } from './support/bundle.ts';

const KB = 1024;

/** Bytes of what browsers load, after gzip at level 9. */
describe('size', () => {
  let bundle: Map<string, Built>;

  before(() => {
    bundle = readBundle();
    const rows = [...bundle.values()].sort((a, b) => a.path.localeCompare(b.path));
    for (const { path, gzip } of rows) console.log(`| ${String(gzip).padStart(7)} B gz  ${path}`);
  });

  const list = (files: Built[]): string => files.map(({ path, gzip }) => `${gzip} ${path}`).join(', ');

  function atMost(limit: number, files: Built[]): void {
    const bytes = weight(files);
    assert.ok(bytes <= limit, `${bytes} B of ${limit}: ${list(files)}`);
  }

  it('bc.js and the number view together weigh at most 8 KB', () => {
    atMost(8 * KB, closure(bundle, 'bc.js', chunk(bundle, 'number')));
  });

  it('with the live client it is at most 12 KB', () => {
    atMost(12 * KB, closure(bundle, 'bc.js', chunk(bundle, 'number'), chunk(bundle, 'client')));
  });

  it('embed.js weighs at most 2 KB and loads nothing with it', () => {
    const files = closure(bundle, 'embed.js');
    atMost(2 * KB, files);
    assert.equal(files.length, 1);
  });

  it('the first chart loads at most 65 KB more than a live page has', () => {
    const known = closure(bundle, 'bc.js', chunk(bundle, 'client'));
    const isNew = (each: Built): boolean => !known.includes(each);
    const view = closure(bundle, chunk(bundle, 'chart')).filter(isNew);
    const files = closure(bundle, ...view.flatMap(({ path, lazy }) => [path, ...lazy])).filter(isNew);
    atMost(65 * KB, files);
    // were Chart.js not found among them, the check would say nothing
    assert.ok(weight(files) > 40 * KB, list(files));
  });

  it('the start loads neither Chart.js, nor DOMPurify, nor the cache', () => {
    const start = closure(bundle, 'bc.js', chunk(bundle, 'number'))
      .map(({ text }) => text)
      .join('');
    for (const trace of ['indexedDB', 'registerables', 'createNodeIterator', 'ZodError']) {
      assert.ok(!start.includes(trace), `${trace} is part of the start`);
    }
  });
});
