import { DomainError } from './errors.ts';

/** A value that is none of a limited set: a country, a time zone, a kind. */
export const noChoice = (path: string, message: string): DomainError =>
  new DomainError('invalid', `${path}: ${message}`, { subject: 'choice', issues: [{ path, message }] });
