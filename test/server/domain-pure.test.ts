import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { DomainError } from '../../server/domain/errors.ts';
import { checkJson, exceedsBytes, MAX_DEPTH, MAX_NODES } from '../../server/domain/json.ts';
import { createMemo } from '../../server/domain/memo.ts';
import type { Role } from '../../server/domain/model.ts';
import { hasRight, hasScope } from '../../server/domain/rights.ts';
import { snippetsOf, snippetsText } from '../../server/domain/sharing/snippets.ts';
import { isSlug, MAX_SLUG, numberedSlug, slugify } from '../../server/domain/slug.ts';
import { createThrottle } from '../../server/domain/throttle.ts';
import { foldName, MAX_NAME } from '../../server/domain/validate.ts';
import { COLUMNS, createFiller, firstFree, overlaps, type Rectangle } from '../../server/domain/widgets/layout.ts';
import { failsWith } from '../support/domain.ts';

describe('slugs', () => {
  for (const [name, slug] of [
    ['Ünïcode Böard', 'unicode-board'],
    ['  Sales & Øre / Straße  ', 'sales-ore-strasse'],
    ['İstanbul', 'istanbul'],
    ['日本', ''],
    ['--', ''],
    ['x'.repeat(500), 'x'.repeat(MAX_SLUG)],
  ] as const) {
    it(`makes ${JSON.stringify(slug.slice(0, 20))} of ${JSON.stringify(name.slice(0, 20))}`, () => {
      assert.equal(slugify(name), slug);
    });
  }

  it('are empty or well-formed, whatever the name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (name) => {
        const slug = slugify(name);
        assert.ok(slug === '' || isSlug(slug), slug);
        assert.equal(slugify(slug), slug);
      }),
    );
  });

  it('use at most as much text as a name may have', () => {
    assert.equal(slugify(`${'!'.repeat(MAX_NAME)}a`), '', 'the rest would be decomposed in vain, which takes long');
    assert.equal(foldName('É'.repeat(2 * MAX_NAME)), 'é'.repeat(MAX_NAME + 1), 'still too long for any name');
  });

  it('stay well-formed and differ when numbered', () => {
    const slugs = fc.stringMatching(/^[a-z0-9]{1,60}(-[a-z0-9]{1,20}){0,2}$/);
    fc.assert(
      fc.property(slugs, fc.integer({ min: 1, max: 100_000 }), fc.integer({ min: 1, max: 100_000 }), (slug, a, b) => {
        assert.ok(isSlug(numberedSlug(slug, a)));
        assert.equal(numberedSlug(slug, a) === numberedSlug(slug, b), a === b);
      }),
    );
  });
});

describe('layout', () => {
  const rectangles = fc.array(
    fc
      .record({
        x: fc.integer({ min: 0, max: COLUMNS - 1 }),
        y: fc.integer({ min: 0, max: 20 }),
        w: fc.integer({ min: 1, max: COLUMNS }),
        h: fc.integer({ min: 1, max: 6 }),
      })
      .map((place) => ({ ...place, w: Math.min(place.w, COLUMNS - place.x) })),
    { maxLength: 25 },
  );
  const width = fc.integer({ min: 1, max: COLUMNS });
  const height = fc.integer({ min: 1, max: 6 });
  const isFree = (taken: Rectangle[], place: Rectangle) => taken.every((other) => !overlaps(place, other));

  it('finds a place that is free, on the grid, and the first of all', () => {
    fc.assert(
      fc.property(rectangles, width, height, (taken, w, h) => {
        const place = firstFree(taken, w, h);
        assert.ok(place.x >= 0 && place.x + w <= COLUMNS && isFree(taken, place));
        for (let y = 0; y <= place.y; y += 1) {
          const end = y === place.y ? place.x : COLUMNS - w + 1;
          for (let x = 0; x < end; x += 1) assert.ok(!isFree(taken, { x, y, w, h }), `${x},${y} is free before`);
        }
      }),
    );
  });

  it('places many at once as it would one after another', () => {
    const places = fc.array(fc.record({ x: fc.nat(11), y: fc.nat(20) }, { requiredKeys: [] }), { maxLength: 20 });
    fc.assert(
      fc.property(rectangles, rectangles, places, (taken, sizes, wanted) => {
        const fill = createFiller(taken);
        const there = [...taken];
        for (const [index, { w, h }] of sizes.entries()) {
          const { x, y } = wanted[index] ?? {};
          const isPlaced = x !== undefined || y !== undefined;
          const place = isPlaced ? { x: Math.min(x ?? 0, COLUMNS - w), y: y ?? 0, w, h } : firstFree(there, w, h);
          assert.deepEqual(fill(wanted[index] ?? {}, { w, h }), place);
          there.push(place);
        }
      }),
    );
  });

  it('detects overlaps in both directions, and none between neighbours', () => {
    fc.assert(
      fc.property(rectangles, ([a, b]) => {
        if (a && b) assert.equal(overlaps(a, b), overlaps(b, a));
        if (a)
          assert.ok(overlaps(a, a) && !overlaps(a, { ...a, x: a.x + a.w }) && !overlaps(a, { ...a, y: a.y + a.h }));
      }),
    );
  });
});

describe('checkJson', () => {
  const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth));

  it('returns what it got', () => {
    const harmless = fc
      .jsonValue({ maxDepth: 6 })
      .filter((value) => !/"(?:__proto__|constructor|prototype)":/.test(JSON.stringify(value)));
    fc.assert(
      fc.property(harmless, (value) => {
        assert.deepEqual(checkJson(structuredClone(value)), value);
      }),
    );
  });

  it('drops hostile keys at every level and leaves no prototype behind', () => {
    const value = JSON.parse('{"a":[{"__proto__":{"x":1},"b":1}],"constructor":{"prototype":1},"prototype":2}');
    const checked = checkJson(value);
    assert.equal(JSON.stringify(checked), '{"a":[{"b":1}]}');
    assert.equal(({} as { x?: number }).x, undefined);
  });

  it('allows the deepest and largest, and refuses one more', () => {
    checkJson(nested(MAX_DEPTH));
    assert.throws(() => checkJson(nested(MAX_DEPTH + 1)), failsWith('malformed'));
    checkJson(Array.from({ length: MAX_NODES - 1 }, () => 0));
    assert.throws(() => checkJson(Array.from({ length: MAX_NODES }, () => 0)), failsWith('malformed'));
    assert.throws(() => checkJson(nested(50_000)), failsWith('malformed'));
  });

  it('names the path of a number that is not finite', () => {
    assert.throws(
      () => checkJson(JSON.parse('{"datasets":[{"data":[1,1e999]}]}')),
      /datasets\[0\]\.data\[1\]: is not a finite/,
    );
  });

  it('counts bytes, not characters', () => {
    assert.equal(exceedsBytes('ab', 2), false);
    assert.equal(exceedsBytes('äb', 2), true);
    assert.equal(exceedsBytes('ä', 2), false);
    assert.equal(exceedsBytes('abc', 2), true);
  });
});

describe('rights', () => {
  const SHARED = { visibility: 'workspace', restrictionLevel: 21, createdBy: 7, extras: {} } as const;
  const of = (role: Role, userId = 1) => ({ via: 'session', workspaceId: 1, userId, role, scopes: ['*'] }) as const;

  for (const [role, what, dashboard, grants, reads, writes] of [
    ['owner', 'private', { ...SHARED, visibility: 'private' }, [], true, true],
    ['admin', 'private', { ...SHARED, visibility: 'private' }, [], true, true],
    ['editor', 'shared', SHARED, [], true, true],
    ['editor', 'restricted', { ...SHARED, restrictionLevel: 37 }, [], true, false],
    ['editor', 'private', { ...SHARED, visibility: 'private' }, [], false, false],
    ['editor', 'own private', { ...SHARED, visibility: 'private', createdBy: 1 }, [], true, true],
    ['editor', 'private, granted to view', { ...SHARED, visibility: 'private' }, ['commenter'], true, false],
    ['viewer', 'shared', SHARED, [], true, false],
    ['viewer', 'private', { ...SHARED, visibility: 'private' }, [], false, false],
    ['viewer', 'private, granted to edit', { ...SHARED, visibility: 'private' }, ['editor'], true, true],
  ] as const) {
    it(`lets ${role} ${reads ? '' : 'not '}read and ${writes ? '' : 'not '}write: ${what}`, () => {
      assert.equal(hasRight(of(role), dashboard, 'read', grants), reads);
      assert.equal(hasRight(of(role), dashboard, 'write', grants), writes);
    });
  }

  it('match scopes exactly, except that write includes read and * everything', () => {
    assert.ok(hasScope(['dashboard:read'], 'dashboard:read'));
    assert.ok(hasScope(['dashboard:write'], 'dashboard:read'));
    assert.ok(hasScope(['*'], 'sharing_configuration:write'));
    assert.ok(!hasScope(['dashboard:read'], 'dashboard:write'));
    assert.ok(!hasScope(['dashboard:write'], 'sharing_configuration:read'));
    assert.ok(!hasScope([], 'dashboard:read'));
  });
});

describe('memo', () => {
  it('looks up once per lifetime, also for concurrent callers', async () => {
    let at = 0;
    let lookups = 0;
    const memo = createMemo({ ttl: 1000, max: 2, now: () => at }, async (key) => `${key}${++lookups}`);
    assert.deepEqual(await Promise.all([memo.get('a'), memo.get('a')]), ['a1', 'a1']);
    at = 999;
    assert.equal(await memo.get('a'), 'a1');
    at = 1000;
    assert.equal(await memo.get('a'), 'a2');
    memo.clear();
    assert.equal(await memo.get('a'), 'a3');
    await memo.get('b');
    await memo.get('c');
    assert.equal(await memo.get('a'), 'a6', 'the oldest has left');
  });

  it('survives a clock that is set back', async () => {
    let at = 10 ** 12;
    let lookups = 0;
    const memo = createMemo({ ttl: 1000, max: 2, now: () => at }, async () => ++lookups);
    await memo.get('a');
    at -= 86_400_000;
    assert.equal(await memo.get('a'), 2);
  });

  it('does not cache failures', async () => {
    let fails = true;
    const memo = createMemo({ ttl: 1000, max: 2, now: () => 0 }, async () => {
      if (fails) throw new Error('down');
      return 'up';
    });
    await assert.rejects(memo.get('a'), /down/);
    fails = false;
    assert.equal(await memo.get('a'), 'up');
  });
});

describe('throttle', () => {
  const retryAfterOf = (error: unknown) => (error as DomainError).details.retryAfter;

  it('refuses the tenth attempt and says when to retry', () => {
    let at = 0;
    const throttle = createThrottle(() => at);
    for (let n = 0; n < 9; n += 1) throttle.take('x');
    at = 60_000;
    assert.throws(
      () => throttle.take('x'),
      (error: unknown) => failsWith('rate_limited')(error) && retryAfterOf(error) === 14 * 60,
    );
    at = 15 * 60_000 - 1;
    assert.throws(
      () => throttle.take('x'),
      (error: unknown) => retryAfterOf(error) === 1,
      'never at once',
    );
    throttle.take('y');
    at = 15 * 60_000;
    throttle.take('x');
  });

  it('forgets attempts that were reset', () => {
    const throttle = createThrottle(() => 0);
    for (let n = 0; n < 9; n += 1) throttle.take('x');
    throttle.forgive('x');
    throttle.take('x');
  });

  it('remembers the latest 10,000 keys', () => {
    let at = 0;
    const throttle = createThrottle(() => at, 1);
    throttle.take('again');
    throttle.take('first');
    at = 15 * 60_000;
    throttle.take('again');
    for (let n = 0; n < 9_999; n += 1) throttle.take(`${n}`);
    assert.throws(() => throttle.take('again'), failsWith('rate_limited'), 'counted anew, it is not the oldest');
    throttle.take('one more');
    assert.equal(throttle.take('again'), 1);
  });
});

describe('a throttle that many fill', () => {
  it('forgets names that were tried once before the one that is guessed', () => {
    const throttle = createThrottle(() => 0);
    for (let n = 0; n < 9; n += 1) throttle.take('guessed');
    for (let n = 0; n < 10_500; n += 1) throttle.take(`${n}`);
    assert.throws(() => throttle.take('guessed'), failsWith('rate_limited'));
  });

  it('takes back a try that was right', () => {
    const throttle = createThrottle(() => 0);
    for (let n = 0; n < 20; n += 1) {
      throttle.take('x');
      throttle.undo('x');
    }
    throttle.undo('never tried');
    assert.equal(throttle.take('x'), 1);
  });
});

describe('snippets', () => {
  it('match the contract, and escape the title', () => {
    const { element, script, iframe, link } = snippetsOf('widget', 'TOKEN', 'https://b.test', '"><script>');
    assert.equal(
      element,
      '<script type="module" src="https://b.test/bc.js"></script>\n<bc-widget token="TOKEN"></bc-widget>',
    );
    assert.equal(script, '<script async src="https://b.test/embed.js" data-widget="TOKEN"></script>');
    assert.match(iframe, /^<iframe src="https:\/\/b\.test\/embed\/TOKEN" title="&quot;&gt;&lt;script&gt;"/);
    assert.equal(link, 'https://b.test/embed/TOKEN');
    assert.equal(snippetsOf('dashboard', 'TOKEN', 'https://b.test').link, 'https://b.test/public/TOKEN/');
  });

  it('can be copied from a terminal as they are', () => {
    const snippets = snippetsOf('widget', 'TOKEN', 'https://b.test');
    const lines = snippetsText(snippets).split('\n');
    for (const line of Object.values(snippets).flatMap((snippet) => snippet.split('\n')))
      assert.ok(lines.includes(line));
  });
});
