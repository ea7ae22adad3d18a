import { type CompiledQuery, type Kysely, sql } from 'kysely';
import type { ListOptions, Projection, Table } from '../domain/ports.ts';
import { decode, encode, type Field, fieldsOf, isStorable } from './codec.ts';
import type { Capabilities } from './engine.ts';
import type { Kind, Scalar } from './schema.ts';
import { snake } from './schema.ts';

/** Runs a compiled statement on the table's connection or transaction. */
export interface Runner {
  readonly capabilities: Capabilities;
  /** Builds statements only. */
  readonly builder: Kysely<Loose>;
  run(query: CompiledQuery): Promise<{ rows: Record<string, unknown>[]; numAffectedRows?: bigint }>;
}

/** Any table: columns are checked against the noun, not by Kysely. */
type Loose = Record<string, Record<string, Scalar>>;

/** Placeholder for a bound value while a statement is compiled; `at` is the path of the value. */
class Slot {
  readonly at: string;
  constructor(at: string) {
    this.at = at;
  }
}
const slot = (at: string) => new Slot(at) as unknown as Scalar;

interface Condition {
  field: Field;
  form: 'is' | 'null' | 'in' | 'in or null';
  value: unknown;
}

/** Most compiled statements per table; shapes come from code, so this is only a safeguard. */
const SHAPES = 500;
/** Rows of one insert, of few shapes and far from the 32,766 values that one may bind; fewer are a power of two. */
const ROWS = 64;

/** The verbs of one noun. Statements are compiled once per shape: only the values differ from call to call. */
export function createTable<Row>(name: string, columns: Readonly<Record<string, Kind>>, runner: Runner): Table<Row> {
  const { capabilities, builder } = runner;
  const fields = new Map(fieldsOf(columns).map((field) => [field.name, field]));
  const table = snake(name);
  const compiled = new Map<string, CompiledQuery>();

  const fieldOf = (fieldName: string): Field => {
    const field = fields.get(fieldName);
    if (!field) throw new TypeError(`${name} has no field ${fieldName}`);
    return field;
  };

  const all = [...fields.values()];
  const decodeRow = (stored: Record<string, unknown>, read: readonly Field[] = all): Row => {
    const row: Record<string, unknown> = {};
    for (const field of read) row[field.name] = decode(field, stored[field.column]);
    return row as Row;
  };

  /** @returns `undefined` when no row can match */
  const conditionsOf = (where: object): Condition[] | undefined => {
    const conditions: Condition[] = [];
    for (const [fieldName, wanted] of Object.entries(where)) {
      const field = fieldOf(fieldName);
      // An `undefined` value must never widen a query to all rows.
      if (wanted === undefined) throw new TypeError(`${name}.${fieldName} is undefined`);
      if (wanted === null) conditions.push({ field, form: 'null', value: null });
      else if (Array.isArray(wanted) && field.kind !== 'json') {
        const values = wanted.filter((value) => value !== null && isStorable(field, value));
        const orNull = values.length < wanted.length && wanted.includes(null);
        if (values.length === 0 && !orNull) return undefined;
        const list = capabilities.encodeList(values.map((value) => encode(field, value)));
        conditions.push({ field, form: orNull ? 'in or null' : 'in', value: list });
      } else if (isStorable(field, wanted)) conditions.push({ field, form: 'is', value: encode(field, wanted) });
      else return undefined;
    }
    return conditions;
  };

  const shapeOf = (conditions: Condition[]) => conditions.map(({ field, form }) => `${field.name} ${form}`).join();

  const toSql = (conditions: Condition[]) => {
    const parts = conditions.map(({ field, form }) => {
      const column = sql.ref(field.column);
      const at = slot(`where.${field.name}`);
      if (form === 'is') return sql<boolean>`${column} = ${at}`;
      if (form === 'null') return sql<boolean>`${column} is null`;
      const list = capabilities.oneOf(field.column, at);
      return form === 'in' ? list : sql<boolean>`(${list} or ${column} is null)`;
    });
    return parts.length === 0 ? sql<boolean>`1 = 1` : sql<boolean>`${sql.join(parts, sql` and `)}`;
  };

  const execute = async (shape: string, compile: () => CompiledQuery, values: Record<string, unknown>) => {
    let query = compiled.get(shape);
    if (!query) {
      if (compiled.size >= SHAPES) compiled.clear();
      query = compile();
      compiled.set(shape, query);
    }
    const parameters = query.parameters.map((value) => (value instanceof Slot ? values[value.at] : value));
    return runner.run({ ...query, parameters });
  };

  const valuesOf = (conditions: Condition[]) =>
    Object.fromEntries(conditions.map(({ field, value }) => [`where.${field.name}`, value]));

  const select = async <Column extends keyof Row>(
    where: object,
    { columns, orderBy = [], limit, offset }: ListOptions<Row, Column>,
  ): Promise<Pick<Row, Column>[]> => {
    const conditions = conditionsOf(where);
    if (!conditions || limit === 0) return [];
    const order = orderBy.map(String);
    const read = columns ? [...new Set(columns)].map((column) => fieldOf(String(column))) : all;
    const shape = `list ${columns ?? '*'} | ${shapeOf(conditions)} | ${order} | ${limit === undefined} ${offset === undefined}`;
    const compile = () => {
      let query = builder
        .selectFrom(table)
        .select(read.map(({ column }) => column))
        .where(toSql(conditions));
      for (const entry of order) {
        const descending = entry.startsWith('-');
        const { column, nullable } = fieldOf(descending ? entry.slice(1) : entry);
        // The order of nulls differs between databases; for columns without nulls, specifying it would prevent using the index.
        query = query.orderBy(column, (by) => {
          const directed = descending ? by.desc() : by.asc();
          if (!nullable) return directed;
          return descending ? directed.nullsLast() : directed.nullsFirst();
        });
      }
      if (limit !== undefined || offset !== undefined) query = query.limit(sql<number>`${slot('limit')}`);
      return (offset === undefined ? query : query.offset(sql<number>`${slot('offset')}`)).compile();
    };
    const values = { ...valuesOf(conditions), limit: limit ?? Number.MAX_SAFE_INTEGER, offset };
    return (await execute(shape, compile, values)).rows.map((row) => decodeRow(row, read));
  };

  const given = all.filter(({ name: fieldName }) => fieldName !== 'id');
  /** Columns that are not the rows' `own` are copied from the rows that they are copies of. */
  const insert = async (rows: readonly object[], own: readonly Field[], read: readonly Field[]) => {
    const values: Record<string, unknown> = {};
    for (const [index, row] of rows.entries()) {
      for (const field of own)
        values[`${field.name} ${index}`] = encode(field, (row as Record<string, unknown>)[field.name]);
      if ('of' in row) values[`of ${index}`] = row.of;
    }
    const cell = (field: Field, index: number) =>
      own.includes(field)
        ? slot(`${field.name} ${index}`)
        : sql<Scalar>`(select ${sql.ref(field.column)} from ${sql.table(table)} where id = ${slot(`of ${index}`)})`;
    const compile = () => {
      const cells = rows.map((_, index) => given.map((field) => [field.column, cell(field, index)]));
      return builder
        .insertInto(table)
        .values(cells.map((row) => Object.fromEntries(row)))
        .returning(read.map(({ column }) => column))
        .compile();
    };
    const shape = `insert ${own.map(({ name: at }) => at)} | ${rows.length} ${read.length}`;
    const stored = (await execute(shape, compile, values)).rows;
    // No database guarantees the order of returned rows, but ids are assigned in the order of the inserted ones.
    return stored.sort((a, b) => Number(a.id) - Number(b.id)).map((row) => decodeRow(row, read));
  };

  const insertMany: typeof insert = async (rows, own, read) => {
    const made: Row[] = [];
    for (let size = ROWS; made.length < rows.length; ) {
      while (size > rows.length - made.length) size /= 2;
      made.push(...(await insert(rows.slice(made.length, made.length + size), own, read)));
    }
    return made;
  };

  return {
    get: async <Column extends keyof Row>(where: object, { columns }: Projection<Column> = {}) =>
      (await select(where, { columns, limit: 1 }))[0],
    list: (where, options = {}) => select(where, options),

    async count(where) {
      const conditions = conditionsOf(where);
      if (!conditions) return 0;
      const compile = () =>
        builder
          .selectFrom(table)
          .select((query) => query.fn.countAll<number>().as('total'))
          .where(toSql(conditions))
          .compile();
      const { rows } = await execute(`count ${shapeOf(conditions)}`, compile, valuesOf(conditions));
      return Number(rows[0]?.total);
    },

    insert: async (row) => (await insert([row], given, all))[0] as Row,
    insertAll: (rows) => insertMany(rows, given, all),

    async copyAll(copies) {
      const own = given.filter(({ name: fieldName }) => copies[0] && fieldName in copies[0]);
      const made = await insertMany(copies, own, [fieldOf('id')]);
      return made.map((row) => (row as { id: number }).id);
    },

    async update(where, patch) {
      const conditions = conditionsOf(where);
      const changes = Object.entries(patch).filter(([, value]) => value !== undefined);
      const values: Record<string, unknown> = {};
      for (const [fieldName, value] of changes) values[fieldName] = encode(fieldOf(fieldName), value);
      if (!conditions || changes.length === 0) return 0;
      const set = changes.map(([fieldName]) => [fieldOf(fieldName).column, slot(fieldName)]);
      const compile = () => builder.updateTable(table).set(Object.fromEntries(set)).where(toSql(conditions)).compile();
      const shape = `update ${Object.keys(values)} | ${shapeOf(conditions)}`;
      return Number((await execute(shape, compile, { ...values, ...valuesOf(conditions) })).numAffectedRows ?? 0);
    },

    async delete(where) {
      const conditions = conditionsOf(where);
      if (!conditions) return 0;
      const compile = () => builder.deleteFrom(table).where(toSql(conditions)).compile();
      const result = await execute(`delete ${shapeOf(conditions)}`, compile, valuesOf(conditions));
      return Number(result.numAffectedRows ?? 0);
    },
  };
}
