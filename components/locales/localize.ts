import { en } from './en.ts';

export type Words = Record<string, string>;

/** Our own words by language; the order of asking is the full tag, its language alone, English. */
const locales: Record<string, Words> = { en };

/** The page's own words. They win, whenever ours are loaded, and all copies of the elements on a page share them. */
const given: Record<string, Words> = ((globalThis as { bcWords?: typeof locales }).bcWords ??= {});

/** Adds words of ours in a language (a BCP 47 tag). */
export function registerLocale(tag: string, words: Words): void {
  locales[tag] = { ...locales[tag], ...words };
}

/** Adds or replaces words of a language (a BCP 47 tag); what it lacks is looked up in its language alone, then in English. */
export function giveWords(tag: string, words: Words): void {
  given[tag] = { ...given[tag], ...words };
}

/** All our words in a language, by key. */
export const wordsOf = (tag: string): Words => ({ ...locales[tag] });

/** Our own words for `key` in the reader's language (the browser's where the page names none), with `{0}`, `{1}`, … filled in; the key itself when nobody knows it. */
export function localize(key: string, locale = navigator.language, ...values: unknown[]): string {
  const tags = [locale, locale.split(/[-_]/)[0] as string, 'en'];
  const words = tags.flatMap((tag) => [given[tag], locales[tag]]).find((each) => each?.[key]);
  return (words?.[key] ?? key).replace(/\{(\d)}/g, (_, index) => `${values[index] ?? ''}`);
}
