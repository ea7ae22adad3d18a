import { StatementSync } from 'node:sqlite';
import pg from 'pg';

type Method = (this: StatementSync, ...args: unknown[]) => unknown;

/** Statements of the repositories; background jobs prepare theirs in another form. */
const QUESTION = /^select .* from "/;
const DATA = /^select (?:\*|(?:"\w+", )*"data").* from "widgets"/;
const STATEMENT = /^(select|insert into|update|delete from) .*"/;

/** Counts the queries to any SQLite database of this process, until it is disposed. */
export const countQuestions = () => counting(QUESTION);

/** Counts the queries for the data of widgets. */
export const countDataReads = () => counting(DATA);

/** Counts the statements of repositories to any database of this process, SQLite or PostgreSQL. */
export const countStatements = () => counting(STATEMENT);

function counting(form: RegExp): Disposable & { readonly count: number } {
  let count = 0;
  const methods = StatementSync.prototype as unknown as Record<string, Method>;
  const originals = ['all', 'get', 'iterate', 'run'].map((name) => [name, methods[name] as Method] as const);
  for (const [name, original] of originals)
    methods[name] = function counted(...args) {
      if (form.test(this.sourceSQL)) count += 1;
      return original.apply(this, args);
    };
  const { query } = pg.Client.prototype;
  pg.Client.prototype.query = function counted(this: pg.Client, ...args: unknown[]) {
    if (typeof args[0] === 'string' && form.test(args[0])) count += 1;
    return (query as (...args: unknown[]) => unknown).apply(this, args);
  } as typeof query;
  return {
    get count() {
      return count;
    },
    [Symbol.dispose]: () => {
      for (const [name, original] of originals) methods[name] = original;
      pg.Client.prototype.query = query;
    },
  };
}
