import { DomainError } from '../domain/errors.ts';

/**
 * The fields of a form (application/x-www-form-urlencoded). Nobody is known yet who sends one: of more fields than these
 * none is read.
 * @throws DomainError `malformed`
 */
export function pairsOf(text: string, most: number): URLSearchParams {
  if (text.split('&', most + 1).length > most) throw new DomainError('malformed', `more than ${most} values`);
  return new URLSearchParams(text);
}
