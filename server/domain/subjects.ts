import { foldName, isEmail } from './validate.ts';

/** Addresses are the same in capitals, and kept in small letters; other names mean whom they spell. */
export const folded = (name: string): string => (isEmail(name) ? foldName(name) : name);

/**
 * Grants, and teams of a dashboard, speak of people and groups by our numbers and by what others call them, and who
 * signs tokens may number people as well: their 7 is not our 7. A name of digits alone stands in a grant behind a sign.
 */
export const subjectOf = (name: string): string => (/^=*\d+$/.test(name) ? `=${name}` : folded(name));

/** The name as it was given. */
export const nameOf = (subject: string): string => subject.replace(/^=(?==*\d+$)/, '');

/** All that a grant may say of one: our number, and names; what is missing is left out. */
export const subjectsOf = (...names: readonly (number | string | null | undefined)[]): string[] =>
  names.flatMap((name) => (name ? [typeof name === 'number' ? `${name}` : subjectOf(name)] : []));
