import { StatementSync } from 'node:sqlite';

type Method = (this: StatementSync, ...args: unknown[]) => unknown;

/** As the repositories write them: what runs by itself now and then is prepared by hand, and in another form. */
const QUESTION = /^select .* from "/;

/** Counts the questions that are put to any SQLite database of this process, until it is disposed of. */
export function countQuestions(): Disposable & { readonly count: number } {
  let count = 0;
  const methods = StatementSync.prototype as unknown as Record<string, Method>;
  const originals = ['all', 'get', 'iterate'].map((name) => [name, methods[name] as Method] as const);
  for (const [name, original] of originals)
    methods[name] = function counted(...args) {
      if (QUESTION.test(this.sourceSQL)) count += 1;
      return original.apply(this, args);
    };
  return {
    get count() {
      return count;
    },
    [Symbol.dispose]: () => {
      for (const [name, original] of originals) methods[name] = original;
    },
  };
}
