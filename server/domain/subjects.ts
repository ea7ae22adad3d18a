import { foldName, isEmail } from './validate.ts';

/** Email addresses are case-insensitive and stored in lower case; other names are case-sensitive. */
export const folded = (name: string): string => (isEmail(name) ? foldName(name) : name);

/**
 * Grants and a dashboard's teams name people and groups by our ids or by external names. Token issuers may use numbers
 * as names too, and their 7 is not our 7: an external name of digits alone is stored with a prefix.
 */
export const subjectOf = (name: string): string => (/^=*\d+$/.test(name) ? `=${name}` : folded(name));

/** The name without the prefix. */
export const nameOf = (subject: string): string => subject.replace(/^=(?==*\d+$)/, '');

/** Every way a grant may name one: our id and the names; missing ones are left out. */
export const subjectsOf = (...names: readonly (number | string | null | undefined)[]): string[] =>
  names.flatMap((name) => (name ? [typeof name === 'number' ? `${name}` : subjectOf(name)] : []));
