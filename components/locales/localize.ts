import { en } from './en.ts';

export type Words = Record<string, string>;

/** Our words by language. A word is looked up in the full tag, then in its language, then in English. */
const locales: Record<string, Words> = { en };

/** The page's own words. They take precedence, and all copies of the elements on a page share them. */
const given: Record<string, Words> = ((globalThis as { bcWords?: typeof locales }).bcWords ??= {});

/** Adds our own words for a language (BCP 47 tag). */
export function registerLocale(tag: string, words: Words): void {
  locales[tag] = { ...locales[tag], ...words };
}

/** Adds or replaces words for a language (BCP 47 tag). Missing words are looked up in its language, then in English. */
export function giveWords(tag: string, words: Words): void {
  given[tag] = { ...given[tag], ...words };
}

/** All our words in a language, by key. */
export const wordsOf = (tag: string): Words => ({ ...locales[tag] });

/**
 * The words for `key` in a language (by default the browser's), with `{0}`, `{1}`, … replaced by the values.
 * The key itself if it is unknown.
 */
export function localize(key: string, locale = navigator.language, ...values: unknown[]): string {
  const tags = [locale, locale.split(/[-_]/)[0] as string, 'en'];
  const words = tags.flatMap((tag) => [given[tag], locales[tag]]).find((each) => each?.[key]);
  return (words?.[key] ?? key).replace(/\{(\d)}/g, (_, index) => `${values[index] ?? ''}`);
}
