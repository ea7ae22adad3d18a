import type { DuckDBConnection } from '@duckdb/node-api';
import { LIMITS, Refusal } from './protocol.ts';

/** The tables and parameters of a statement. */
export interface Statement {
  /** Names of tables, lowercased as the engine compares them. */
  tables: ReadonlySet<string>;
  parameters: ReadonlySet<string>;
}

/** Table functions that only use their arguments; all others read files, settings or secrets. */
const TABLE_FUNCTIONS = new Set(['range', 'generate_series', 'unnest', 'json_each', 'json_tree', 'repeat']);
/** Functions with side effects. */
const BARRED_FUNCTIONS = new Set(['write_log']);

interface Node {
  [key: string]: unknown;
}

/** Checks of syntax tree nodes, by type; nodes of other types are allowed. */
const CHECKS: Readonly<Record<string, (node: Node) => string | false>> = {
  TABLE_FUNCTION(node) {
    const name = String((node.function as Node | undefined)?.function_name).toLowerCase();
    return !TABLE_FUNCTIONS.has(name) && `${name}() cannot be used here`;
  },
  FUNCTION(node) {
    const name = String(node.function_name).toLowerCase();
    return BARRED_FUNCTIONS.has(name) && `${name}() cannot be used here`;
  },
  SHOW_REF: (node) => Boolean(node.table_name) && 'settings and catalogs cannot be queried',
  BASE_TABLE(node) {
    const isOurs = !node.catalog_name && (!node.schema_name || node.schema_name === 'main');
    return !isOurs && 'datasets have no database or schema: use only the name';
  },
};

/**
 * Parses SQL with the engine's own parser, before anything is bound or run.
 * @param connection of an engine without data
 * @throws Refusal unless it is exactly one read-only statement
 */
export async function inspect(connection: DuckDBConnection, sql: string): Promise<Statement> {
  if (sql.length > LIMITS.sqlLength) throw refusal(`must be at most ${LIMITS.sqlLength} characters long`);
  if (sql.includes('\0') || !sql.isWellFormed()) throw refusal('must be valid text');
  const reader = await connection.runAndReadAll('select json_serialize_sql($1::varchar)::varchar', [sql]);
  const tree = JSON.parse(String(reader.getRows()[0]?.[0])) as Node & { statements?: unknown[] };
  if (tree.error) {
    const isOther = tree.error_type === 'not implemented';
    throw refusal(isOther ? 'must be a single SELECT statement' : firstLine(String(tree.error_message)));
  }
  if (tree.statements?.length !== 1) throw refusal('must be a single SELECT statement');
  return collect(tree);
}

/** Walks the tree and tracks which CTEs are in scope: only there does a CTE hide a table of the same name. */
function collect(tree: unknown): Statement {
  const tables = new Set<string>();
  const parameters = new Set<string>();
  const pending: [value: unknown, queries: Set<string>][] = [[tree, new Set()]];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const [value, outer] = next;
    if (typeof value !== 'object' || value === null) continue;
    const node = value as Node;
    const wrong = CHECKS[String(node.type)]?.(node);
    if (wrong) throw refusal(wrong);
    // A CTE has no schema: `main.name` is what the engine itself has under that name.
    if (node.type === 'BASE_TABLE' && (node.schema_name || !outer.has(lowered(String(node.table_name)))))
      tables.add(lowered(String(node.table_name)));
    if (node.type === 'VALUE_PARAMETER') parameters.add(String(node.identifier));
    const { cte_map: map, ...rest } = node;
    const own = entriesOf(map);
    const seen = own.length > 0 ? new Set(outer) : outer;
    for (const { key, value: query } of own) {
      pending.push([query, new Set(seen)]);
      seen.add(lowered(key));
    }
    // Only the second part of a recursive CTE sees itself; others see those before them.
    const again = node.type === 'RECURSIVE_CTE_NODE' ? new Set(seen).add(lowered(String(node.cte_name))) : seen;
    for (const [name, each] of Object.entries(rest)) pending.push([each, name === 'right' ? again : seen]);
  }
  return { tables, parameters };
}

/** The engine ignores case for ASCII letters only. */
const lowered = (name: string): string => name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

interface Entry {
  key: string;
  value: unknown;
}
const entriesOf = (map: unknown): Entry[] => (map as { map?: Entry[] } | undefined)?.map ?? [];

const firstLine = (text: string): string => (text.split('\n', 1)[0] ?? '').slice(0, 400);
const refusal = (message: string): Refusal => new Refusal('sql', message);
