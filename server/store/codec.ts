import type { Json } from '../../components/model/widget.ts';
import { invalid } from '../domain/errors.ts';
import type { Kind, KindName, Scalar } from './schema.ts';
import { snake } from './schema.ts';

/** One field of a noun: its two names, and how its values are encoded and decoded. */
export interface Field {
  readonly name: string;
  readonly column: string;
  readonly kind: KindName;
  readonly nullable: boolean;
}

export const fieldsOf = (columns: Readonly<Record<string, Kind>>): Field[] =>
  Object.entries(columns).map(([name, kind]) => ({
    name,
    column: snake(name),
    kind: kind.replace('?', '') as KindName,
    nullable: kind.endsWith('?'),
  }));

/** PostgreSQL cannot hold U+0000 in text, and SQLite's functions stop at it: refused on both alike. */
const isText = (value: unknown): value is string => typeof value === 'string' && !value.includes('\0');

/** Per kind: validation, encoding, decoding. */
const kinds: Record<
  KindName,
  {
    accepts: (value: unknown) => boolean;
    expected: string;
    encode: (value: never) => Scalar;
    decode: (stored: never) => unknown;
  }
> = {
  text: {
    accepts: isText,
    expected: 'must be text without U+0000',
    encode: (value: string) => value.toWellFormed(),
    decode: (stored: string) => stored,
  },
  integer: {
    accepts: Number.isSafeInteger,
    expected: 'must be a whole number',
    encode: (value: number) => value,
    decode: (stored: number) => stored,
  },
  boolean: {
    accepts: (value) => typeof value === 'boolean',
    expected: 'must be true or false',
    encode: (value: boolean) => Number(value),
    decode: (stored: number) => stored !== 0,
  },
  json: {
    accepts: (value) => value !== undefined,
    expected: 'must be JSON',
    encode: (value: Json) => JSON.stringify(value),
    decode: (stored: string) => JSON.parse(stored),
  },
};

/** @throws DomainError `invalid`, naming the field */
export function encode(field: Field, value: unknown): Scalar {
  if (value === null && field.nullable) return null;
  const kind = kinds[field.kind];
  if (!kind.accepts(value)) throw invalid({ path: field.name, message: kind.expected });
  return kind.encode(value as never);
}

/** Whether any row can hold this value; looking for one that cannot be stored finds nothing. */
export const isStorable = (field: Field, value: unknown): boolean => kinds[field.kind].accepts(value);

export const decode = (field: Field, stored: unknown): unknown =>
  stored === null ? null : kinds[field.kind].decode(stored as never);
