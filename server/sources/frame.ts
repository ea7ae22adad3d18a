import type { Json, JsonObject } from '../../components/model/widget.ts';
import { type DomainError, invalid } from '../domain/errors.ts';
import { numberIn } from '../domain/series/readings.ts';
import type { Column, QueryResult } from '../domain/sources/queries.ts';

/** A column of a result: its cells, and whether they are numbers. */
export interface Cells extends Column {
  readonly isNumeric: boolean;
  readonly isTime: boolean;
  readonly cells: readonly Json[];
}

/** A result by columns. */
export interface Frame {
  readonly columns: readonly Cells[];
  readonly rows: readonly (readonly Json[])[];
}

const ISO = /^\d{4}-\d\d(-\d\d([T ]\d\d:\d\d.*)?)?$/;

/** NaN and infinities become `null`. */
const settled = (cell: Json): Json => (typeof cell === 'number' && !Number.isFinite(cell) ? null : cell);

/** Numbers that a database returns as text count as numbers; times are recognized by type or by format. */
export function frameOf({ columns, ...result }: QueryResult): Frame {
  const rows = result.rows.map((row) => row.map(settled));
  return {
    rows,
    columns: columns.map(({ name, type }, index) => {
      const cells = rows.map((row) => row[index] ?? null);
      const known = cells.filter((cell) => cell !== null);
      const isText = type === 'string' && known.length > 0;
      return {
        name,
        type,
        cells,
        isNumeric: type === 'number' || (isText && known.every((cell) => numberIn(cell) !== undefined)),
        isTime: type === 'date' || type === 'datetime' || (isText && known.every((cell) => ISO.test(words(cell)))),
      };
    }),
  };
}

/** An error about a column of a result. */
export const unfit = (message: string, column?: string): DomainError =>
  invalid({ path: column === undefined ? 'result' : `column ${JSON.stringify(column.slice(0, 100))}`, message });

/** The first column with one of the names, ignoring case. */
export const columnNamed = ({ columns }: Frame, ...names: readonly (string | undefined)[]): Cells | undefined => {
  for (const name of names) {
    if (name === undefined) continue;
    const found =
      columns.find((column) => column.name === name) ??
      columns.find((column) => column.name.toLowerCase() === name.toLowerCase());
    if (found) return found;
  }
  return undefined;
};

/** A column requested by name. @throws DomainError `invalid` */
export function requiredColumn(frame: Frame, name: string): Cells {
  const found = columnNamed(frame, name);
  if (found) return found;
  const names = frame.columns.map((column) => column.name).join(', ');
  throw unfit(`is not among the columns ${names || '(none)'}`, name);
}

/** A column as numbers, empty cells as `null`. @throws DomainError `invalid`, naming the column */
export function figures({ name, cells }: Cells): (number | null)[] {
  return cells.map((cell) => figure(name, cell));
}

/** A cell as a number. @throws DomainError `invalid`, naming the column */
export function figure(name: string, cell: Json | undefined): number | null {
  if (cell === null || cell === undefined || cell === '') return null;
  if (typeof cell === 'boolean') return Number(cell);
  const number = numberIn(cell);
  if (number === undefined) throw unfit(`${JSON.stringify(words(cell).slice(0, 50))} is not a number`, name);
  return number;
}

/** A cell as text; `null` as the empty text. */
export const words = (cell: Json | undefined): string =>
  cell === null || cell === undefined ? '' : typeof cell === 'object' ? JSON.stringify(cell) : `${cell}`;

/**
 * The first numeric column; failing that, one with numeric texts, then one without any values, which may be of any type.
 * @throws DomainError `invalid`
 */
export function firstFigures({ columns }: Frame): Cells {
  const found =
    columns.find(({ type }) => type === 'number') ??
    columns.find(({ isNumeric }) => isNumeric) ??
    columns.find(({ cells }) => cells.every((cell) => cell === null));
  if (!found) throw unfit(`none of the columns ${columns.map(({ name }) => name).join(', ')} contains numbers`);
  return found;
}

/** Columns named like fields of a widget type are taken as these fields, from the first row. */
export const fieldsNamed =
  (...names: readonly string[]) =>
  (frame: Frame): JsonObject => {
    const [row = []] = frame.rows;
    const found = names.flatMap((name): [string, Json][] => {
      const column = columnNamed(frame, name);
      return column ? [[name, row[frame.columns.indexOf(column)] ?? null]] : [];
    });
    return Object.fromEntries(found.filter(([, cell]) => cell !== null));
  };
