import { z } from 'zod';
import type { Json, JsonObject } from '../../../components/model/widget.ts';
import { isObject } from '../../domain/json.ts';
import type { Call } from '../../http/call.ts';
import { refusal } from './errors.ts';

/**
 * Fields parsed as by Django REST framework: forms, and sometimes JSON, send everything as text, so values are coerced
 * where possible. The messages are the original's, since clients show them to people.
 */
const YES = new Set<unknown>([true, 'true', 'True', 'TRUE', 't', 'T', '1', 1, 'yes', 'on']);
const NO = new Set<unknown>([false, 'false', 'False', 'FALSE', 'f', 'F', '0', 0, 'no', 'off']);
const MAX_INTEGER = 2_147_483_647;

const coerced = <Schema extends z.ZodType>(read: (value: unknown) => unknown, schema: Schema) =>
  z.preprocess(read, schema);

export const bool = coerced(
  (value) => (YES.has(value) ? true : NO.has(value) ? false : value),
  z.boolean('Must be a valid boolean.'),
);

export const int = coerced(
  (value) => (typeof value === 'string' && /^\s*-?\d{1,10}(\.0*)?\s*$/.test(value) ? Number(value) : value),
  z
    .int('A valid integer is required.')
    .max(MAX_INTEGER, `Ensure this value is less than or equal to ${MAX_INTEGER}.`)
    .min(-MAX_INTEGER, `Ensure this value is greater than or equal to ${-MAX_INTEGER}.`),
);

/** Text of any length up to `max`; numbers are taken as they are written. */
export const string = (max?: number) => {
  const text = z
    .string('Not a valid string.')
    .refine((value) => !value.includes('\0'), 'Null characters are not allowed.');
  return coerced(
    (value) => (typeof value === 'number' ? String(value) : value),
    max === undefined ? text : text.max(max, `Ensure this field has no more than ${max} characters.`),
  );
};

export const choice = <Value extends number>(...values: readonly Value[]) =>
  coerced(
    (value) => (typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value),
    z.custom<Value>((value) => values.includes(value as Value), {
      error: ({ input }) => `"${typeof input === 'object' ? JSON.stringify(input) : input}" is not a valid choice.`,
    }),
  ).meta({ enum: [...values] });

const DATETIME = /^(\d{4}-\d\d-(\d\d))[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?) ?(Z|[+-]\d\d:?\d\d)?$/i;

/** Without a zone the time is UTC, whatever the server's zone. Days beyond the end of the month are invalid. */
function momentOf(text: string): number {
  const [, date = '', day, time, zone = 'Z'] = DATETIME.exec(text) ?? [];
  const isDay = new Date(date).getUTCDate() === Number(day);
  return isDay ? Date.parse(`${date}T${time}${zone}`) : Number.NaN;
}

/** A date string as milliseconds since 1970; plain numbers are invalid. */
export const datetime = coerced(
  (value) => (typeof value === 'string' ? momentOf(value.trim()) : Number.NaN),
  z.int(
    'Datetime has wrong format. Use one of these formats instead: YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z].',
  ),
).meta({ type: 'string', format: 'date-time' });

export const uuid = z
  .string('Must be a valid UUID.')
  .regex(/^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$/i, 'Must be a valid UUID.');

export const any = z.custom<Json>((value) => value !== undefined);

export const dict = (message: string) =>
  z.custom<JsonObject>((value) => isObject(value as Json), message).meta({ type: 'object' });

/** A list; forms repeat the field or send it once. */
export const list = <Item extends z.ZodType>(item: Item) =>
  coerced(
    (value) => (typeof value === 'string' && value.startsWith('[') ? jsonOr(value) : value),
    z.array(item, { error: ({ input }) => `Expected a list of items but got type "${pythonType(input)}".` }),
  );

/**
 * Parses a body with a schema, ignoring unknown fields.
 * @throws DomainError `invalid` about the first invalid field
 */
export function read<Schema extends z.ZodType>(schema: Schema, body: unknown): z.infer<Schema> {
  const result = schema.safeParse(body, { reportInput: true });
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const { path = [], message = 'Invalid input.', input, code } = issue ?? {};
  const attr = path.map(String).join('__');
  if (attr && input === undefined) throw refusal('This field is required.', attr, 'required');
  if (attr && input === null) throw refusal('This field may not be null.', attr, 'null');
  if (code === 'too_big' && typeof input === 'string') throw refusal(message, attr, 'max_length');
  if (message.endsWith('is not a valid choice.')) throw refusal(message, attr, 'invalid_choice');
  if (message.startsWith('Expected a list')) throw refusal(message, attr, 'not_a_list');
  throw refusal(message, attr);
}

/** The body as an object; a missing one counts as empty. @throws DomainError malformed, invalid */
export async function fieldsOf(call: Call): Promise<JsonObject> {
  const body = (await call.body()) ?? {};
  if (isObject(body)) return body;
  throw refusal(`Invalid data. Expected a dictionary, but got ${pythonType(body)}.`);
}

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The Python name of a value's type. */
export function pythonType(value: unknown): string {
  if (value === null || value === undefined) return 'NoneType';
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float';
  return { string: 'str', boolean: 'bool', object: 'dict' }[typeof value as string] ?? 'object';
}
