import { type DuckDBType, DuckDBTypeId, type DuckDBValue, JsonDuckDBValueConverter } from '@duckdb/node-api';
import type { Json } from '../../../components/model/widget.ts';
import type { CellType } from '../../domain/sources/queries.ts';

/** The cell type that a DuckDB type becomes, how a dataset stores it, and how a value is converted to JSON. */
interface Cells {
  type: CellType;
  /** The column type in dataset files. */
  stored: string;
  show(value: DuckDBValue, type: DuckDBType): Json;
}

/** Integers that JSON readers would round become text. */
const showInteger = (value: DuckDBValue): Json => {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
};
const showNumber = (value: DuckDBValue): Json => {
  const number = Number(typeof value === 'object' ? String(value) : value);
  return Number.isFinite(number) ? number : null;
};

/** Converts a count since 1970 to an ISO time; values outside of the calendar, such as `infinity`, become null. */
const moment =
  (field: string, perMillisecond: number) =>
  (value: DuckDBValue): Json => {
    const count = Number((value as unknown as Record<string, bigint>)[field]);
    const date = new Date(count / perMillisecond);
    return Number.isNaN(date.getTime()) ? null : date.toISOString();
  };

const showDate = (value: DuckDBValue): Json => {
  const date = new Date((value as unknown as { days: number }).days * 86_400_000);
  return Number.isNaN(date.getTime()) ? null : date.toISOString().slice(0, -'T00:00:00.000Z'.length);
};

/** Lists, structs and so on; each value inside is converted like a top-level one. */
const showNested = (value: DuckDBValue, type: DuckDBType): Json => {
  if (value === null) return null;
  const cells = cellsOf(type);
  return cells.show === showNested
    ? (JsonDuckDBValueConverter(value, type, showNested) as Json)
    : cells.show(value, type);
};

const showJson = (value: DuckDBValue): Json => {
  try {
    return JSON.parse(String(value)) as Json;
  } catch {
    return String(value);
  }
};

const integer: Cells = { type: 'number', stored: 'BIGINT', show: showInteger };
const number: Cells = { type: 'number', stored: 'DOUBLE', show: showNumber };
const large: Cells = { type: 'number', stored: 'DOUBLE', show: showInteger };
const text: Cells = { type: 'string', stored: 'VARCHAR', show: String };
const time: Cells = { type: 'time', stored: 'TIME', show: String };
const nested: Cells = { type: 'json', stored: 'JSON', show: showNested };
const at = (field: string, perMillisecond: number): Cells => {
  return { type: 'datetime', stored: 'TIMESTAMP', show: moment(field, perMillisecond) };
};

const CELLS: Partial<Record<DuckDBTypeId, Cells>> = {
  [DuckDBTypeId.BOOLEAN]: { type: 'boolean', stored: 'BOOLEAN', show: (value) => value as boolean },
  [DuckDBTypeId.TINYINT]: integer,
  [DuckDBTypeId.SMALLINT]: integer,
  [DuckDBTypeId.INTEGER]: integer,
  [DuckDBTypeId.BIGINT]: integer,
  [DuckDBTypeId.UTINYINT]: integer,
  [DuckDBTypeId.USMALLINT]: integer,
  [DuckDBTypeId.UINTEGER]: integer,
  [DuckDBTypeId.UBIGINT]: large,
  [DuckDBTypeId.HUGEINT]: large,
  [DuckDBTypeId.UHUGEINT]: large,
  [DuckDBTypeId.BIGNUM]: large,
  [DuckDBTypeId.FLOAT]: number,
  [DuckDBTypeId.DOUBLE]: number,
  [DuckDBTypeId.DECIMAL]: number,
  [DuckDBTypeId.DATE]: { type: 'date', stored: 'DATE', show: showDate },
  [DuckDBTypeId.TIME]: time,
  [DuckDBTypeId.TIME_TZ]: time,
  [DuckDBTypeId.TIME_NS]: time,
  [DuckDBTypeId.TIMESTAMP]: at('micros', 1000),
  [DuckDBTypeId.TIMESTAMP_TZ]: at('micros', 1000),
  [DuckDBTypeId.TIMESTAMP_S]: at('seconds', 0.001),
  [DuckDBTypeId.TIMESTAMP_MS]: at('millis', 1),
  [DuckDBTypeId.TIMESTAMP_NS]: at('nanos', 1_000_000),
  [DuckDBTypeId.LIST]: nested,
  [DuckDBTypeId.ARRAY]: nested,
  [DuckDBTypeId.STRUCT]: nested,
  [DuckDBTypeId.MAP]: nested,
  [DuckDBTypeId.UNION]: nested,
  [DuckDBTypeId.VARIANT]: nested,
};
const json: Cells = { ...nested, show: showJson };

/** Unknown types are shown as text. */
export const cellsOf = (type: DuckDBType): Cells => (type.alias === 'JSON' ? json : (CELLS[type.typeId] ?? text));
