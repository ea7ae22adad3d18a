import type { Json } from '../../../components/model/widget.ts';
import { Refusal } from './protocol.ts';

/** The kind of a column's values. `null` values fit every kind. */
export type JsonKind = 'integer' | 'number' | 'boolean' | 'text' | 'json';

const WORDS: Readonly<Record<JsonKind, readonly [one: string, many: string]>> = {
  integer: ['a number', 'numbers'],
  number: ['a number', 'numbers'],
  boolean: ['a boolean', 'booleans'],
  text: ['text', 'text'],
  json: ['a list or an object', 'lists or objects'],
};
/** The same limit as everywhere. */
const MAX_DEPTH = 32;

/**
 * The columns of a list of objects with the kinds of their values, in the order of the first object.
 * @throws Refusal that names the row, counted from 0, and the column that differs
 */
export function readJsonRows(text: string): Map<string, JsonKind | null> {
  const rows = parse(text);
  if (!Array.isArray(rows)) throw new Refusal('rows', 'must be a list of objects');
  if (rows.length === 0) throw new Refusal('rows', 'must not be empty');
  const kinds = new Map<string, JsonKind | null>();
  for (const [index, row] of rows.entries()) {
    if (typeof row !== 'object' || row === null || Array.isArray(row)) {
      throw new Refusal(`rows[${index}]`, 'must be an object');
    }
    const names = Object.keys(row);
    if (index === 0) for (const name of names) kinds.set(name, null);
    for (const name of names) {
      const path = `rows[${index}].${name}`;
      const before = kinds.get(name);
      if (before === undefined) throw new Refusal(path, 'is a column that earlier rows do not have');
      kinds.set(name, merge(before, kindOf(row[name] as Json, path), path));
    }
    if (names.length < kinds.size) {
      const missing = [...kinds.keys()].find((name) => !Object.hasOwn(row, name));
      throw new Refusal(`rows[${index}].${missing}`, 'is missing, but earlier rows have it');
    }
  }
  return kinds;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Refusal('file', 'is not valid JSON');
  }
}

function kindOf(value: Json, path: string): JsonKind | null {
  if (value === null) return null;
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new Refusal(path, 'must be a finite number');
    return Number.isInteger(value) ? 'integer' : 'number';
  }
  if (typeof value === 'object') {
    if (isDeeper(value, MAX_DEPTH)) throw new Refusal(path, `is nested more than ${MAX_DEPTH} levels deep`);
    return 'json';
  }
  if (!value.isWellFormed()) throw new Refusal(path, 'must be valid Unicode');
  return 'text';
}

const isDeeper = (value: Json, depth: number): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (depth === 0 || Object.values(value).some((each) => isDeeper(each, depth - 1)));

function merge(before: JsonKind | null, kind: JsonKind | null, path: string): JsonKind | null {
  if (before === null || kind === null || before === kind) return kind ?? before;
  const isNumbers = [before, kind].every((each) => each === 'integer' || each === 'number');
  if (isNumbers) return 'number';
  throw new Refusal(path, `is ${WORDS[kind][0]}, but earlier rows have ${WORDS[before][1]} there`);
}
