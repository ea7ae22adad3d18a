import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { types } from '../components/model/types/index.ts';
import { type Built, chunk, closure, gzipSize, readBundle, weight } from './support/bundle.ts';

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

  it('bc.js, which holds the number view, weighs at most 8 KB', () => {
    atMost(8 * KB, closure(bundle, 'bc.js'));
  });

  it('with the live client it is at most 12 KB', () => {
    atMost(12 * KB, closure(bundle, 'bc.js', chunk(bundle, 'client')));
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
    // without Chart.js among them, the check would be meaningless
    assert.ok(weight(files) > 40 * KB, list(files));
  });

  it('has a chunk of each type under its name, which costs the start no more than that name', () => {
    const { text, gzip } = bundle.get('bc.js') as Built;
    const names = Object.keys(types);
    assert.equal(
      text
        .match(/`(number [a-z ]+)`/)?.[1]
        ?.split(' ')
        .sort()
        .join(),
      names.sort().join(),
    );
    for (const name of names.filter((each) => each !== 'number')) {
      assert.match(bundle.get(chunk(bundle, name))?.text ?? '', /as view\b/);
      assert.ok(gzip - gzipSize(text.replace(` ${name}`, '')) <= 16, name);
    }
  });

  it('the start loads neither Chart.js, nor DOMPurify, nor the cache', () => {
    const start = closure(bundle, 'bc.js')
      .map(({ text }) => text)
      .join('');
    for (const trace of ['indexedDB', 'registerables', 'createNodeIterator', 'ZodError']) {
      assert.ok(!start.includes(trace), `${trace} is part of the start`);
    }
  });
});
