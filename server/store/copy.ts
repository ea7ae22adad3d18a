import { type Kysely, sql } from 'kysely';
import type { Engine, StoredRow } from './engine.ts';
import { nouns, snake } from './schema.ts';

/** Most rows per insert, and bytes of text after which no more are added: one row may have megabytes. */
const ROWS = 100;
const BYTES = 4 * 1024 * 1024;

/**
 * Copies the rows of every table from one snapshot into an empty database of the same schema, all or nothing, and has it
 * go on counting ids where the other one is.
 * @returns the number of rows by table
 * @throws when the target has rows, or cannot store one
 */
export async function copyRows(source: Engine, target: Engine): Promise<Record<string, number>> {
  const { ddl, copying } = target.capabilities;
  const tables = Object.keys(nouns).map(snake);
  return source.snapshot((rowsOf) =>
    target.db.transaction().execute(async (transaction) => {
      const loose = transaction as unknown as Loose;
      const run = async (statements: readonly string[]) => {
        for (const statement of statements) await sql.raw(statement).execute(loose);
      };
      // A server that starts on the target meanwhile waits for the end instead of creating its first user.
      await run(ddl.lock);
      for (const table of tables) await refuseRows(loose, table);
      await run(copying.begin);
      const counts: Record<string, number> = {};
      const lastIds: Record<string, number> = {};
      for (const table of tables) {
        const copied = await copyTable(rowsOf(table), loose, table);
        [counts[table], lastIds[table]] = [copied.count, Math.max(copied.lastId, await lastIdOf(source, table))];
      }
      await run(copying.end);
      for (const [table, id] of Object.entries(lastIds)) if (id > 0) await run(copying.setLastId(table, id));
      return counts;
    }),
  );
}

async function lastIdOf({ capabilities, db }: Engine, table: string): Promise<number> {
  const { rows } = await sql.raw<{ id: number }>(capabilities.copying.lastId(table)).execute(db);
  return rows[0]?.id ?? 0;
}

type Loose = Kysely<Record<string, Record<string, unknown>>>;

async function refuseRows(target: Loose, table: string): Promise<void> {
  const [row] = await target.selectFrom(table).select('id').limit(1).execute();
  if (row) throw new Error(`nothing was copied: the target is not empty, its table "${table}" has rows`);
}

async function copyTable(rows: AsyncIterable<StoredRow>, target: Loose, table: string) {
  let [count, lastId] = [0, 0];
  for await (const slice of slicesOf(rows)) {
    const [from, to] = [slice.at(0)?.id ?? 0, slice.at(-1)?.id ?? 0];
    try {
      await target.insertInto(table).values(slice).execute();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const place = `rows ${from} to ${to} of the table "${table}"`;
      throw new Error(`nothing was copied: ${place} cannot be stored (${reason})`, { cause: error });
    }
    count += slice.length;
    lastId = to;
  }
  return { count, lastId };
}

async function* slicesOf(rows: AsyncIterable<StoredRow>): AsyncGenerator<StoredRow[]> {
  let slice: StoredRow[] = [];
  let bytes = 0;
  for await (const row of rows) {
    slice.push(row);
    for (const value of Object.values(row)) if (typeof value === 'string') bytes += value.length;
    if (slice.length < ROWS && bytes < BYTES) continue;
    yield slice;
    [slice, bytes] = [[], 0];
  }
  if (slice.length > 0) yield slice;
}
