import type { DuckDBConnection } from '@duckdb/node-api';
import type { JsonKind } from './json-rows.ts';
import { quoted, Refusal } from './protocol.ts';

/** The types in which datasets keep their cells. */
export type Stored = 'BIGINT' | 'DOUBLE' | 'BOOLEAN' | 'DATE' | 'TIMESTAMP' | 'TIME' | 'JSON' | 'VARCHAR';

/** How a text becomes a cell of a type, as SQL over the column `c`. */
interface Reading {
  /** Whether it can; `c` is not null. */
  test(c: string): string;
  cast(c: string): string;
  /** What such a column holds, for people. */
  words: string;
}

const NUMBER = String.raw`[+-]?(?:0|[1-9]\d*)?(?:[.]\d+)?(?:[eE][+-]?\d{1,3})?`;
const DAY = String.raw`\d{4}-\d\d-\d\d`;
const CLOCK = String.raw`\d\d:\d\d(?::\d\d(?:[.]\d{1,9})?)?`;

const matching = (pattern: string, type: string) => (c: string) =>
  `regexp_full_match(${c}, '${pattern}') and try_cast(${c} as ${type}) is not null`;
const casting = (type: string) => (c: string) => `cast(${c} as ${type})`;

/**
 * A number with a zero in front is a code, not a number; days are written as ISO 8601 does, since others are ambiguous;
 * moments without a zone are UTC.
 */
const READINGS: Readonly<Record<Stored, Reading>> = {
  BIGINT: {
    test: matching(String.raw`[+-]?(?:0|[1-9]\d*)`, 'bigint'),
    cast: casting('bigint'),
    words: 'whole numbers',
  },
  // What is too large for it would be infinite, and so would every sum.
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
    words: 'moments',
  },
  TIME: { test: matching(CLOCK, 'time'), cast: casting('time'), words: 'times' },
  JSON: { test: (c) => `json_valid(${c})`, cast: casting('json'), words: 'lists or objects' },
  VARCHAR: { test: () => 'true', cast: (c) => c, words: 'texts' },
};

/** What a column's texts may turn out to be, the narrowest first. */
const TEXT: readonly Stored[] = ['DATE', 'TIMESTAMP', 'VARCHAR'];
export const ANY: readonly Stored[] = ['BIGINT', 'DOUBLE', 'BOOLEAN', 'DATE', 'TIMESTAMP', 'TIME', 'VARCHAR'];
export const CANDIDATES: Readonly<Record<JsonKind, readonly Stored[]>> = {
  integer: ['BIGINT', 'DOUBLE'],
  number: ['DOUBLE'],
  boolean: ['BOOLEAN'],
  text: TEXT,
  json: ['JSON'],
};

/** A column of texts on its way into a dataset; `decimalComma`: numbers are written `1.234,5`. */
export interface TextColumn {
  name: string;
  candidates: readonly Stored[];
  decimalComma?: boolean;
}

/** Where a comma is decimal, points stand between thousands; elsewhere they make no number. */
const GROUPED = String.raw`[+-]?\d{1,3}(?:[.]\d{3})+(?:,\d+)?`;

/** The text that is read as a type: only texts are made of nothing, and keep the spaces around them. */
const source = ({ name, decimalComma }: TextColumn, type: Stored): string => {
  if (type === 'VARCHAR') return quoted(name);
  const c = `nullif(trim(${quoted(name)}), '')`;
  // The engine takes no zone right behind minutes.
  if (type === 'TIMESTAMP') return `regexp_replace(${c}, '^(.{16})(Z|[+-].*)$', '\\1:00\\2')`;
  if (type !== 'DOUBLE' || !decimalComma) return c;
  const plain = `case when regexp_full_match(${c}, '${GROUPED}') then replace(${c}, '.', '') else ${c} end`;
  return `translate(${plain}, ',.', '.?')`;
};

/** The narrowest candidate that every text of a column fits; `null` when it has none. One pass over the table `stage`. */
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

/** The SQL that makes cells of a type from a column of texts. */
export const castText = (column: TextColumn, type: Stored): string => READINGS[type].cast(source(column, type));

const WIDER: Readonly<Record<string, Stored>> = {
  'BIGINT DOUBLE': 'DOUBLE',
  'DOUBLE BIGINT': 'DOUBLE',
  'DATE TIMESTAMP': 'TIMESTAMP',
  'TIMESTAMP DATE': 'TIMESTAMP',
};

/** The type of a column that has cells of both types; `undefined` when there is none. Everything fits a column of texts. */
export const widen = (own: Stored, more: Stored | null): Stored | undefined =>
  more === null || own === more || own === 'VARCHAR' ? own : WIDER[`${own} ${more}`];

/** Names the first row, counted from 1, that does not fit a column of the dataset it is appended to. */
export async function misfit(connection: DuckDBConnection, column: TextColumn, type: Stored): Promise<Refusal> {
  const { test, words } = READINGS[type];
  const c = source(column, type);
  const where = `${c} is not null and not (${test(c)})`;
  const reader = await connection.runAndReadAll(`select min(rowid) + 1 from stage where ${where}`);
  const row = reader.getRows()[0]?.[0];
  const at = row === null || row === undefined ? '' : ` in row ${row}`;
  return new Refusal('file', `does not fit${at}: the column ${JSON.stringify(column.name)} holds ${words}`);
}

/** When a type cannot be added to a column at all. */
export const unfit = (name: string, type: Stored): Refusal =>
  new Refusal('file', `does not fit: the column ${JSON.stringify(name)} holds ${READINGS[type].words}`);
