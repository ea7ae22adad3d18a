import type { DuckDBConnection } from '@duckdb/node-api';
import type { JsonKind } from './json-rows.ts';
import { quoted, Refusal } from './protocol.ts';

/** The column types of dataset files. */
export type Stored = 'BIGINT' | 'DOUBLE' | 'BOOLEAN' | 'DATE' | 'TIMESTAMP' | 'TIME' | 'JSON' | 'VARCHAR';

/** How text is converted to a type, as SQL over the column `c`. */
interface Reading {
  /** Whether the text can be converted; `c` is not null. */
  test(c: string): string;
  cast(c: string): string;
  /** What such a column holds, for error messages. */
  words: string;
}

const NUMBER = String.raw`[+-]?(?:0|[1-9]\d*)?(?:[.]\d+)?(?:[eE][+-]?\d{1,3})?`;
const DAY = String.raw`\d{4}-\d\d-\d\d`;
const CLOCK = String.raw`\d\d:\d\d(?::\d\d(?:[.]\d{1,9})?)?`;

const matching = (pattern: string, type: string) => (c: string) =>
  `regexp_full_match(${c}, '${pattern}') and try_cast(${c} as ${type}) is not null`;
const casting = (type: string) => (c: string) => `cast(${c} as ${type})`;

/**
 * Digits with a leading zero are a code, not a number. Only ISO 8601 dates are recognized, since other formats are
 * ambiguous. Times without a zone are UTC.
 */
const READINGS: Readonly<Record<Stored, Reading>> = {
  BIGINT: {
    test: matching(String.raw`[+-]?(?:0|[1-9]\d*)`, 'bigint'),
    cast: casting('bigint'),
    words: 'whole numbers',
  },
  // A number that is too large would become infinite, and so would every sum.
  DOUBLE: {
    test: (c) => `${matching(NUMBER, 'double')(c)} and isfinite(try_cast(${c} as double))`,
    cast: casting('double'),
    words: 'numbers',
  },
  BOOLEAN: { test: matching('(?i:true|false)', 'boolean'), cast: casting('boolean'), words: 'true or false' },
  DATE: { test: matching(DAY, 'date'), cast: casting('date'), words: 'dates' },
  TIMESTAMP: {
    test: matching(`${DAY}(?:[T ]${CLOCK}(?:Z|[+-]\\d\\d(?::?\\d\\d)?)?)?`, 'timestamptz'),
    cast: (c) => `cast(cast(${c} as timestamptz) as timestamp)`,
    words: 'dates with times',
  },
  TIME: { test: matching(CLOCK, 'time'), cast: casting('time'), words: 'times' },
  JSON: { test: (c) => `json_valid(${c})`, cast: casting('json'), words: 'lists or objects' },
  VARCHAR: { test: () => 'true', cast: (c) => c, words: 'text' },
};

/** The types that a column of text may be converted to, narrowest first. */
const TEXT: readonly Stored[] = ['DATE', 'TIMESTAMP', 'VARCHAR'];
export const ANY: readonly Stored[] = ['BIGINT', 'DOUBLE', 'BOOLEAN', 'DATE', 'TIMESTAMP', 'TIME', 'VARCHAR'];
export const CANDIDATES: Readonly<Record<JsonKind, readonly Stored[]>> = {
  integer: ['BIGINT', 'DOUBLE'],
  number: ['DOUBLE'],
  boolean: ['BOOLEAN'],
  text: TEXT,
  json: ['JSON'],
};

/** A staged column; with `decimalComma`, its numbers are written `1.234,5`. */
export interface TextColumn {
  name: string;
  candidates: readonly Stored[];
  decimalComma?: boolean;
}

/** A number with a decimal comma and points between thousands, and only there. */
const GROUPED = String.raw`[+-]?\d{1,3}(?:[.]\d{3})+(?:,\d+)?`;

/** The text to convert: as it is for text columns, otherwise trimmed, and null when empty. */
const source = ({ name, decimalComma }: TextColumn, type: Stored): string => {
  if (type === 'VARCHAR') return quoted(name);
  const c = `nullif(trim(${quoted(name)}), '')`;
  // The engine rejects a time zone directly after the minutes.
  if (type === 'TIMESTAMP') return `regexp_replace(${c}, '^(.{16})(Z|[+-].*)$', '\\1:00\\2')`;
  if (type !== 'DOUBLE' || !decimalComma) return c;
  const plain = `case when regexp_full_match(${c}, '${GROUPED}') then replace(${c}, '.', '') else ${c} end`;
  return `translate(${plain}, ',.', '.?')`;
};

/** The narrowest type that fits every text of a column; `null` for an empty column. One pass over the table `stage`. */
export async function detect(connection: DuckDBConnection, columns: readonly TextColumn[]): Promise<(Stored | null)[]> {
  const tests = columns.flatMap((column) => [
    `count(nullif(trim(${quoted(column.name)}), '')) = 0`,
    ...column.candidates.map((type) => {
      const c = source(column, type);
      return `coalesce(bool_and(${READINGS[type].test(c)}) filter (${c} is not null), true)`;
    }),
  ]);
  const reader = await connection.runAndReadAll(`select ${tests.join()} from stage`);
  const answers = reader.getRows()[0] ?? [];
  let next = 0;
  return columns.map(({ candidates }) => {
    const isEmpty = answers[next] === true;
    const fits = candidates.filter((_, index) => answers[next + 1 + index] === true);
    next += 1 + candidates.length;
    return isEmpty ? null : (fits[0] ?? 'VARCHAR');
  });
}

/** The SQL that converts a text column to a type. */
export const castText = (column: TextColumn, type: Stored): string => READINGS[type].cast(source(column, type));

const WIDER: Readonly<Record<string, Stored>> = {
  'BIGINT DOUBLE': 'DOUBLE',
  'DOUBLE BIGINT': 'DOUBLE',
  'DATE TIMESTAMP': 'TIMESTAMP',
  'TIMESTAMP DATE': 'TIMESTAMP',
};

/** The type that holds cells of both types; `undefined` when there is none. Everything fits a text column. */
export const widen = (own: Stored, more: Stored | null): Stored | undefined =>
  more === null || own === more || own === 'VARCHAR' ? own : WIDER[`${own} ${more}`];

/** The error that names the first row, counted from 1, which does not fit a column of the dataset. */
export async function misfit(connection: DuckDBConnection, column: TextColumn, type: Stored): Promise<Refusal> {
  const { test, words } = READINGS[type];
  const c = source(column, type);
  const where = `${c} is not null and not (${test(c)})`;
  const reader = await connection.runAndReadAll(`select min(rowid) + 1 from stage where ${where}`);
  const row = reader.getRows()[0]?.[0];
  const at = row === null || row === undefined ? '' : ` in row ${row}`;
  return new Refusal('file', `does not fit${at}: the column ${JSON.stringify(column.name)} contains ${words}`);
}

/** The error when two types are incompatible and the row is not known. */
export const unfit = (name: string, type: Stored): Refusal =>
  new Refusal('file', `does not fit: the column ${JSON.stringify(name)} contains ${READINGS[type].words}`);
