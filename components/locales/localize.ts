import { en } from './en.ts';

export type Words = Record<string, string>;

/** Words by language, in the order of asking: the full tag, its language alone, English. */
const locales: Record<string, Words> = { en };

/** Adds or replaces words of a language (a BCP 47 tag); what it lacks is looked up in its language alone, then in English. */
export function registerLocale(tag: string, words: Words): void {
  locales[tag] = { ...locales[tag], ...words };
}

/** Every word that is known in a language, by its key. */
export const wordsOf = (tag: string): Words => ({ ...locales[tag] });

/** Our own words for `key` in the reader's language (the browser's where the page names none), with `{0}`, `{1}`, … filled in; the key itself when nobody knows it. */
export function localize(key: string, locale = navigator.language, ...values: unknown[]): string {
  const words = [locale, locale.split(/[-_]/)[0] as string, 'en'].find((tag) => locales[tag]?.[key]) ?? '';
  return (locales[words]?.[key] ?? key).replace(/\{(\d)}/g, (_, index) => `${values[index] ?? ''}`);
}
