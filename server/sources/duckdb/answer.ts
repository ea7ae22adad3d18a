import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  type DuckDBConnection,
  type DuckDBPreparedStatement,
  type DuckDBResult,
  type DuckDBType,
  type DuckDBValue,
  LIST,
  listValue,
  SQLNULL,
  VARCHAR,
} from '@duckdb/node-api';
import type { Json } from '../../../components/model/widget.ts';
import type { QueryResult } from '../../domain/sources/queries.ts';
import { cellsOf } from './cells.ts';
import { LIMITS, Refusal } from './protocol.ts';

/** Prepares one statement, binds its values and reads its rows. @throws Refusal */
export async function answer(
  connection: DuckDBConnection,
  sql: string,
  values: Readonly<Record<string, Json>>,
  maxRows: number,
): Promise<QueryResult> {
  const statement = await connection.prepare(sql);
  try {
    bind(statement, values);
    return await read(await statement.stream(), maxRows);
  } finally {
    statement.destroySync();
  }
}

function bind(statement: DuckDBPreparedStatement, values: Readonly<Record<string, Json>>): void {
  for (let index = 1; index <= statement.parameterCount; index += 1) {
    const name = statement.parameterName(index);
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined) throw new Refusal(`values.${name}`, 'is required');
    statement.bindValue(index, ...typed(value));
  }
}

const isWhole = (value: Json): value is number => Number.isSafeInteger(value);

/** A value with the type it is bound as; objects are bound as their JSON text. */
function typed(value: Json): [DuckDBValue, DuckDBType] {
  if (value === null) return [null, SQLNULL];
  if (typeof value === 'boolean') return [value, BOOLEAN];
  if (isWhole(value)) return [BigInt(value), BIGINT];
  if (typeof value === 'number') return [value, DOUBLE];
  if (typeof value === 'string') return [value, VARCHAR];
  return Array.isArray(value) ? typedList(value) : [JSON.stringify(value), VARCHAR];
}

/** DuckDB lists have one item type: the common type of all items, or text. */
function typedList(items: readonly Json[]): [DuckDBValue, DuckDBType] {
  const given = items.filter((item) => item !== null);
  const list = (type: DuckDBType, convert: (item: Json) => DuckDBValue): [DuckDBValue, DuckDBType] => [
    listValue(items.map((item) => (item === null ? null : convert(item)))),
    LIST(type),
  ];
  if (given.length > 0) {
    if (given.every(isWhole)) return list(BIGINT, (item) => BigInt(item as number));
    if (given.every((item) => typeof item === 'number')) return list(DOUBLE, Number);
    if (given.every((item) => typeof item === 'boolean')) return list(BOOLEAN, Boolean);
  }
  return list(VARCHAR, (item) => (typeof item === 'string' ? item : JSON.stringify(item)));
}

async function read(result: DuckDBResult, maxRows: number): Promise<QueryResult> {
  const types = result.columnTypes();
  const cells = types.map(cellsOf);
  const columns = result.columnNames().map((name, index) => ({ name, type: cells[index]?.type ?? 'string' }));
  const rows: Json[][] = [];
  let bytes = 0;
  for (;;) {
    const chunk = await result.fetchChunk();
    if (!chunk || chunk.rowCount === 0) return { columns, rows, isTruncated: false };
    const taken = Math.min(chunk.rowCount, maxRows - rows.length);
    for (const row of chunk.getRows().slice(0, taken)) {
      const shown = row.map((value, index): Json => {
        const [cell, type] = [cells[index], types[index]];
        return value === null || !cell || !type ? null : cell.show(value, type);
      });
      bytes += JSON.stringify(shown).length;
      if (bytes > LIMITS.resultBytes) throw new Refusal('sql', `the result is larger than ${LIMITS.resultBytes} bytes`);
      rows.push(shown);
    }
    if (taken < chunk.rowCount) return { columns, rows, isTruncated: true };
  }
}
