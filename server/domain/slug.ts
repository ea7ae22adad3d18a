import { MAX_NAME } from './validate.ts';

/** Longest slug, in characters. */
export const MAX_SLUG = 100;

/** Latin letters that Unicode does not decompose into a base letter and a mark. */
const LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  ħ: 'h',
  ı: 'i',
};

/**
 * A name in a form fit for URLs: lower-case ASCII letters and digits in groups joined by single hyphens,
 * at most {@link MAX_SLUG} characters. `Ünïcode Böard` gives `unicode-board`. Longer names are cut first:
 * decomposing text with many combining marks takes quadratic time.
 * Empty when no character of the name can be written that way.
 */
export function slugify(name: string): string {
  return name
    .slice(0, MAX_NAME)
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}+/gu, '')
    .replace(/[ßæœøđðþłħı]/g, (letter) => LETTERS[letter] ?? '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, MAX_SLUG)
    .replace(/^-+|-+$/g, '');
}

/** Whether a text has the form that `slugify` gives. */
export const isSlug = (text: string): boolean => text.length <= MAX_SLUG && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(text);

/** The `n`th choice for a slug: itself, then with `-2`, `-3`, … appended, never longer than {@link MAX_SLUG}. */
export function numberedSlug(slug: string, n: number): string {
  if (n <= 1) return slug;
  const suffix = `-${n}`;
  return slug.slice(0, MAX_SLUG - suffix.length).replace(/-+$/, '') + suffix;
}
