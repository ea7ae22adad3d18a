import type { Issue } from './widget.ts';

/** Reads a word, in any case, as what it stands for; `undefined` for absent and empty values, an issue for other words. */
export function readAlias<Meaning>(
  words: Readonly<Record<string, Meaning>>,
  value: unknown,
  path: string,
  issues: Issue[],
): Meaning | undefined {
  if (value == null || value === '') return undefined;
  const text = typeof value === 'object' ? '' : `${value}`.toLowerCase();
  if (Object.hasOwn(words, text)) return words[text];
  return void issues.push({ path, message: `expected ${Object.keys(words).join('|')}` });
}
