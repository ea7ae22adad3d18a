import { DomainError } from '../domain/errors.ts';
import { decodeUtf8 } from './body.ts';
import { isMultipart, partsOf } from './multipart.ts';

/**
 * The text fields of a form, urlencoded or multipart; `undefined` for other content types. Forms come before anybody is
 * authenticated, so one of more than `most` fields is refused unread: parsing it would take seconds.
 * @throws DomainError `malformed`
 */
export function formFields(bytes: Uint8Array, contentType: string, most: number): URLSearchParams | undefined {
  if (isMultipart(contentType)) {
    const fields = partsOf(bytes, contentType).filter(({ filename }) => filename === undefined);
    return new URLSearchParams(fields.map((field) => [field.name, decodeUtf8(field.bytes)]));
  }
  if (!/^application\/x-www-form-urlencoded\b/i.test(contentType)) return undefined;
  const text = decodeUtf8(bytes);
  if (text.split('&', most + 1).length > most)
    throw new DomainError('malformed', `the form has more than ${most} values`);
  return new URLSearchParams(text);
}
