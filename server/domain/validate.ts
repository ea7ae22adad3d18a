import type { Issue } from '../../components/model/widget.ts';
import { invalid } from './errors.ts';

/** Longest name or title, in characters. */
export const MAX_NAME = 400;
/** Shortest password, in characters. */
export const MIN_PASSWORD = 8;
/** Seconds: a refresh interval is at most a month. */
export const MAX_INTERVAL = 31 * 86_400;

/** @throws DomainError `invalid` when there is any issue */
export function refuse(...issues: (Issue | undefined | false)[]): void {
  const found = issues.filter((issue): issue is Issue => Boolean(issue));
  if (found.length > 0) throw invalid(...found);
}

/** A text of one line, possibly empty. */
export function lineIssue(path: string, text: unknown, max = MAX_NAME): Issue | undefined {
  if (typeof text !== 'string') return { path, message: 'must be text' };
  if (text.length > max) return { path, message: `must be at most ${max} characters long` };
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(text)) return { path, message: 'must not contain control characters' };
  return text.isWellFormed() ? undefined : { path, message: 'must be valid Unicode' };
}

/** A text of one line with at least one visible character. */
export function nameIssue(path: string, text: unknown, max = MAX_NAME): Issue | undefined {
  if (typeof text === 'string' && text.trim() === '') return { path, message: 'must not be empty' };
  return lineIssue(path, text, max);
}

/** Prose: several lines, without characters that a database cannot store or a page cannot show. */
export function proseIssue(path: string, text: unknown, max: number): Issue | undefined {
  if (typeof text !== 'string') return { path, message: 'must be text' };
  if (text.length > max) return { path, message: `must be at most ${max} characters long` };
  if (text.includes('\0') || !text.isWellFormed()) return { path, message: 'must be valid text' };
  return undefined;
}

/** A whole number from `min` to `max`, both included. */
export function integerIssue(path: string, value: unknown, min: number, max: number): Issue | undefined {
  if (Number.isInteger(value) && (value as number) >= min && (value as number) <= max) return undefined;
  return { path, message: `must be a whole number from ${min} to ${max}` };
}

/** One of a few words. */
export function choiceIssue(path: string, value: unknown, choices: readonly string[]): Issue | undefined {
  if (typeof value === 'string' && choices.includes(value)) return undefined;
  return { path, message: `must be one of ${choices.join(', ')}` };
}

export const intervalIssue = (path: string, value: unknown): Issue | undefined =>
  integerIssue(path, value, 1, MAX_INTERVAL);

/** Picks the allowed fields that were given: a patch contains no `undefined`. */
export function given<Fields extends object, Key extends keyof Fields = keyof Fields>(
  fields: Fields,
  keys?: readonly Key[],
): { [Name in Key]?: Exclude<Fields[Name], undefined> } {
  const isMeant = (name: string): boolean => keys?.includes(name as Key) ?? true;
  const entries = Object.entries(fields).filter(([name, value]) => value !== undefined && isMeant(name));
  return Object.fromEntries(entries) as { [Name in Key]?: Exclude<Fields[Name], undefined> };
}

/**
 * Usernames and emails are stored and compared in lower case. Only as much of a text is read as shows that it is too
 * long: normalizing text with many combining marks takes quadratic time.
 */
export const foldName = (text: string): string =>
  text
    .trim()
    .slice(0, MAX_NAME + 1)
    .normalize('NFC')
    .toLowerCase();

/** Whether a text has the form of an email address. */
export const isEmail = (text: string): boolean => text.length <= 254 && /^[^@\s]+@[^@\s]+$/.test(text);

/** Whether a text is long enough for a password, and short enough to be hashed. */
export const isPassword = (text: string): boolean => text.length >= MIN_PASSWORD && text.length <= MAX_NAME;

/** Whether a text has the form of a key: 32 lower-case hex digits. */
export const isKey = (text: string): boolean => /^[0-9a-f]{32}$/.test(text);
