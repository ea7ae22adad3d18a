import type { DuckDBConnection } from '@duckdb/node-api';
import { LIMITS, Refusal } from './protocol.ts';

/** What a statement reads and asks for. */
export interface Statement {
  /** Names of tables, as they are written. */
  tables: ReadonlySet<string>;
  /** Names of the values that have to be bound. */
  parameters: ReadonlySet<string>;
}

/** Functions that make rows out of nothing but their arguments; every other one is for files, settings or secrets. */
const TABLE_FUNCTIONS = new Set(['range', 'generate_series', 'unnest', 'json_each', 'json_tree', 'repeat']);
/** Functions that leave something behind. */
const BARRED_FUNCTIONS = new Set(['write_log']);

interface Node {
  [key: string]: unknown;
}

/** What is wrong with a node of the syntax tree, by its type; the others are fine. */
const CHECKS: Readonly<Record<string, (node: Node) => string | false>> = {
  TABLE_FUNCTION(node) {
    const name = String((node.function as Node | undefined)?.function_name).toLowerCase();
    return !TABLE_FUNCTIONS.has(name) && `${name}() cannot be used here`;
  },
  FUNCTION(node) {
    const name = String(node.function_name).toLowerCase();
    return BARRED_FUNCTIONS.has(name) && `${name}() cannot be used here`;
  },
  SHOW_REF: (node) => Boolean(node.table_name) && 'settings and catalogs cannot be asked for',
  BASE_TABLE(node) {
    const isOurs = !node.catalog_name && (!node.schema_name || node.schema_name === 'main');
    return !isOurs && 'a dataset is named without a database or schema before it';
  },
};

/**
 * Takes a text apart with the engine's own parser, before anything of it is bound or run.
 * @param connection of an engine that knows no data
 * @throws Refusal for whatever is not exactly one statement that only reads
 */
export async function inspect(connection: DuckDBConnection, sql: string): Promise<Statement> {
  if (sql.length > LIMITS.sqlLength) throw refusal(`must be at most ${LIMITS.sqlLength} characters long`);
  if (sql.includes('\0') || !sql.isWellFormed()) throw refusal('must be valid text');
  const reader = await connection.runAndReadAll('select json_serialize_sql($1::varchar)::varchar', [sql]);
  const tree = JSON.parse(String(reader.getRows()[0]?.[0])) as Node & { statements?: unknown[] };
  if (tree.error) {
    const isOther = tree.error_type === 'not implemented';
    throw refusal(isOther ? 'must be one SELECT statement' : firstLine(String(tree.error_message)));
  }
  if (tree.statements?.length !== 1) throw refusal('must be one SELECT statement');
  return collect(tree);
}

function collect(tree: unknown): Statement {
  const tables = new Set<string>();
  const named = new Set<string>();
  const parameters = new Set<string>();
  const pending = [tree];
  while (pending.length > 0) {
    const value = pending.pop();
    if (Array.isArray(value)) for (const each of value) pending.push(each);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) continue;
    const node = value as Node;
    const wrong = CHECKS[String(node.type)]?.(node);
    if (wrong) throw refusal(wrong);
    if (node.type === 'BASE_TABLE') tables.add(String(node.table_name));
    if (node.type === 'VALUE_PARAMETER') parameters.add(String(node.identifier));
    for (const { key } of entriesOf(node.cte_map)) named.add(key.toLowerCase());
    for (const each of Object.values(node)) pending.push(each);
  }
  return { tables: new Set([...tables].filter((name) => !named.has(name.toLowerCase()))), parameters };
}

const entriesOf = (map: unknown): { key: string }[] => (map as { map?: { key: string }[] } | undefined)?.map ?? [];

const firstLine = (text: string): string => (text.split('\n', 1)[0] ?? '').slice(0, 400);
const refusal = (message: string): Refusal => new Refusal('sql', message);
