import type { Change } from '../../server/domain/bus.ts';
import type { Query, QueryResult } from '../../server/domain/sources/queries.ts';
import type { TestApp } from './app.ts';

/** One query, to be answered by the test. */
export interface AskedQuery extends Query {
  workspaceId: number;
  signal: AbortSignal;
}

/** An engine with one table, `sales(region, amount)`, that records queries; the test provides the results. */
export function fakeQueries() {
  const asked: AskedQuery[] = [];
  const waiting: (() => void)[] = [];
  const fake = {
    asked,
    /** The next result. */
    answer: (_: AskedQuery): QueryResult | Promise<QueryResult> => rows([[1]]),
    async query(workspaceId: number, query: Query, { signal }: { signal: AbortSignal }): Promise<QueryResult> {
      const question = { ...query, workspaceId, signal };
      asked.push(question);
      for (const wake of waiting.splice(0)) wake();
      return fake.answer(question);
    },
    /** Resolves after this many queries. */
    async count(wanted: number): Promise<void> {
      while (asked.length < wanted) await new Promise<void>((resolve) => waiting.push(resolve));
    },
  };
  return fake;
}

/** A result with a column of numbers, or several columns. */
export const rows = (cells: QueryResult['rows'], names: string[] = ['amount']): QueryResult => ({
  columns: names.map((name, index) => ({
    name,
    type: typeof cells[0]?.[index] === 'number' ? 'number' : 'string',
  })),
  rows: cells,
  isTruncated: false,
});

/** The next matching change. */
export function nextChange({ deps }: Pick<TestApp, 'deps'>, fits: (change: Change) => boolean): Promise<Change> {
  return new Promise((resolve) => {
    const off = deps.bus.on((change) => {
      if (!fits(change)) return;
      off();
      resolve(change);
    });
  });
}
