import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { loadAll } from '../../components/catalog.ts';
import { learn, learnAll } from '../../components/locales/languages.ts';
import { giveWords, localize, registerLocale, wordsOf } from '../../components/locales/localize.ts';
import { LOCALES } from '../../demo/gallery/scenes.ts';
import '../../components/frame/unlock.ts';
import '../../components/frame/controls.ts';
import '../../components/dashboard/parameters.ts';
import '../../components/dashboard/show.ts';

/** Files of the folder that are called as a language is. */
const LANGUAGES = readdirSync(join(import.meta.dirname, '../../components/locales'))
  .flatMap((file) => /^(\w{2,3}(?:-\w+)?)\.ts$/.exec(file)?.[1] ?? [])
  .filter((language) => language !== 'en');
const holes = (text: string): string[] => [...text.matchAll(/\{\d\}/g)].map(([hole]) => hole).sort();

describe('our own words', () => {
  before(async () => {
    await Promise.all([loadAll(), learnAll()]);
  });

  for (const language of LANGUAGES) {
    it(`are all there in ${language}, with the same holes, and no others`, () => {
      const english = wordsOf('en');
      const words = wordsOf(language);
      const without = (some: object, others: object) => Object.keys(some).filter((key) => !Object.hasOwn(others, key));
      assert.deepEqual(without(english, words), [], `components/locales/${language}.ts lacks these`);
      assert.deepEqual(without(words, english), [], `components/locales/${language}.ts translates what nothing shows`);
      for (const [key, text] of Object.entries(english)) {
        assert.deepEqual(holes(words[key] ?? ''), holes(text), `${language} ${key}`);
        assert.ok(words[key]?.trim(), `${language} ${key} is empty`);
      }
    });
  }

  it('hold signs as the language sets them: no French sign at the start of a line, no blank between Japanese words', () => {
    for (const [key, text] of Object.entries(wordsOf('fr'))) assert.doesNotMatch(text, / [:;?!»]/, `fr ${key}`);
    for (const [key, text] of Object.entries(wordsOf('ar'))) assert.doesNotMatch(text, /[?;,]/, `ar ${key}`);
    for (const [key, text] of Object.entries(wordsOf('ja')))
      assert.doesNotMatch(text, /[ぁ-ん一-龠] [ぁ-ん一-龠]/, `ja ${key}`);
  });

  it('can be looked at in the gallery, whatever the language', () =>
    assert.deepEqual([...LOCALES].sort(), ['en', ...LANGUAGES].sort(), 'LOCALES of demo/gallery/scenes.ts'));

  it('are in languages that the README names', () => {
    const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');
    const names = new Intl.DisplayNames('en', { type: 'language' });
    assert.deepEqual(
      LANGUAGES.filter((language) => !readme.includes(names.of(language) ?? language)),
      [],
    );
  });

  it('say one thing under one name: no word is registered twice', () => {
    const root = join(import.meta.dirname, '../../components');
    const seen = new Map<string, string>();
    for (const file of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.ts') || LANGUAGES.some((language) => file.endsWith(`locales/${language}.ts`))) continue;
      const text = readFileSync(join(root, file), 'utf8');
      const tables = [
        ...text.matchAll(/registerLocale\('en', \{([\s\S]*?)\}\);|(?:en|words)\b[^\n]* = \{([\s\S]*?)\n\};/g),
      ];
      for (const [, one, other] of tables) {
        for (const [, key = ''] of `${one ?? other}`.matchAll(/(?:^|[\s{,])(\w+): ['"]/g)) {
          assert.ok(!seen.has(key), `${key} is in ${seen.get(key)} and in ${file}`);
          seen.set(key, file);
        }
      }
    }
    assert.deepEqual([...seen.keys()].sort(), Object.keys(wordsOf('en')).sort(), 'every table is looked into');
  });

  it('are there wherever one is asked for', () => {
    const root = join(import.meta.dirname, '../../components');
    const english = wordsOf('en');
    const missing = readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) =>
        [...readFileSync(join(root, file), 'utf8').matchAll(/\blocalize\('(\w+)'/g)]
          .filter(([, key = '']) => !english[key])
          .map(([, key]) => `${file}: “${key}” is in no table of English words`),
      );
    assert.deepEqual(missing, []);
  });

  it('come in the full tag, its language, or English, in this order', async () => {
    assert.equal(localize('empty', 'de-AT'), 'Noch keine Daten');
    assert.equal(localize('empty', 'xx'), 'No data yet');
    registerLocale('de-AT', { empty: 'Noch nix da' });
    assert.equal(localize('empty', 'de-AT'), 'Noch nix da');
    assert.equal(localize('empty', 'de'), 'Noch keine Daten');
    giveWords('fr', { bare: 'Rien ici' });
    registerLocale('fr', { bare: 'Aucun widget' });
    assert.equal(localize('bare', 'fr'), 'Rien ici', 'what the page says stays when ours come later');
    const { bcWords } = globalThis as unknown as { bcWords: Record<string, object> };
    assert.deepEqual(bcWords.fr, { bare: 'Rien ici' }, 'another copy of the elements finds it there');
    delete bcWords.fr;
    assert.equal(localize('nobody knows this', 'de'), 'nobody knows this');
    assert.equal(learn('de'), undefined, 'nothing to wait for any more');
    assert.equal(learn('constructor'), undefined);
  });
});
