import type { Issue } from './widget.ts';

/** Reads one of some words, whatever its case, as what it stands for; absent and empty values are nothing. */
export function readAlias<Meaning>(
  words: Readonly<Record<string, Meaning>>,
  value: unknown,
  path: string,
  issues: Issue[],
): Meaning | undefined {
  if (value == null || value === '') return undefined;
  const text = `${value}`.toLowerCase();
  if (Object.hasOwn(words, text)) return words[text];
  return void issues.push({ path, message: `expected ${Object.keys(words).join('|')}` });
}
