import { DomainError } from '../../domain/errors.ts';
import { orphan, taken, unavailable, unstorable } from '../errors.ts';

/** SQLSTATE classes and codes. @see https://www.postgresql.org/docs/current/errcodes-appendix.html */
const CODES: readonly [prefixes: RegExp, translate: (error: PostgresError) => Error][] = [
  [/^23505/, (error) => taken(columnsIn(error.detail ?? ''), error)],
  [/^23503/, orphan],
  // Data exceptions, and text too long for an index.
  [/^(22|54000)/, unstorable],
  // Connection lost or refused, read-only, database missing while it is restored, deadlocks, resources, locks,
  // intervention by operators, system errors, corruption.
  [/^(08|25006|28|3D|40|53|55P03|57|58|XX)/, (error) => outOfOrder(error)],
  // Network errors of Node.
  [/^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOST|ENET)/, (error) => outOfOrder(error)],
];

interface PostgresError extends Error {
  code?: string;
  detail?: string;
}

/** Messages of `pg` about lost connections, which have no code. */
const LOST = /connection (terminated|ended|error)|not queryable|timeout|client was closed|cannot use a pool/i;

const outOfOrder = (error: PostgresError) =>
  unavailable(`the database cannot be used right now (${error.code ?? error.message})`, error);

/** `Key (workspace_id, slug)=(1, sales) already exists.` */
const columnsIn = (detail: string): string[] => /\(([^)]+)\)=/.exec(detail)?.[1]?.split(', ') ?? [];

/** Most attempts at a transaction that others got in the way of. */
const ATTEMPTS = 3;
/** Deadlock or serialization failure: nothing of the transaction was done, and it can be repeated. */
const COLLISIONS: readonly unknown[] = ['40P01', '40001'];

/** Whether it is a collision, as the database reports it or as the domain hears of it. */
const isCollision = (error: unknown): boolean => {
  const cause = error instanceof DomainError ? error.cause : error;
  return cause instanceof Error && 'code' in cause && COLLISIONS.includes(cause.code);
};

/** Runs a transaction, and again after a collision. */
export async function repeatedly<T>(run: () => Promise<T>): Promise<T> {
  for (let left = ATTEMPTS; ; left -= 1) {
    try {
      return await run();
    } catch (error) {
      if (left === 1 || !isCollision(error)) throw error;
    }
  }
}

/** Translates errors of PostgreSQL and of the connection into those of the domain. */
export function translatePostgres(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { code } = error as PostgresError;
  if (typeof code === 'string') return CODES.find(([prefixes]) => prefixes.test(code))?.[1](error) ?? error;
  return LOST.test(error.message) ? outOfOrder(error) : error;
}
