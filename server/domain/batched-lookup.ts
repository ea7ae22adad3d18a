import type { Table } from './ports.ts';

/**
 * Looks rows up by a unique column. All calls within one turn of the event loop share one query, so that a thousand
 * concurrent look-ups are not a thousand statements.
 * @returns `undefined` for one that is not there
 */
export function createBatchedLookup<Row, Column extends keyof Row>(
  table: Pick<Table<Row>, 'list'>,
  column: Column,
): (value: Row[Column]) => Promise<Row | undefined> {
  let waiting: Map<Row[Column], PromiseWithResolvers<Row | undefined>> | undefined;

  async function ask(asked: NonNullable<typeof waiting>): Promise<void> {
    try {
      const where = { [column]: [...asked.keys()] } as Parameters<typeof table.list>[0];
      const rows = new Map((await table.list(where)).map((row) => [row[column], row]));
      for (const [value, { resolve }] of asked) resolve(rows.get(value));
    } catch (error) {
      for (const { reject } of asked.values()) reject(error);
    }
  }

  return (value) => {
    if (!waiting) {
      const asked = new Map<Row[Column], PromiseWithResolvers<Row | undefined>>();
      waiting = asked;
      // At the end of this turn, after the answers of other look-ups were handled.
      process.nextTick(() => {
        waiting = undefined;
        void ask(asked);
      });
    }
    const known = waiting.get(value) ?? Promise.withResolvers<Row | undefined>();
    waiting.set(value, known);
    return known.promise;
  };
}
