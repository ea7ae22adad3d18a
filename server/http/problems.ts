import { DomainError, type ErrorCode, type ErrorDetails } from '../domain/errors.ts';
import { entryOf } from '../domain/json.ts';

/** Failures of a request beyond those of the domain. */
export type ProblemCode = ErrorCode | 'method_not_allowed' | 'internal';

/** A failure in terms of HTTP, for a dialect to render in its own format. */
export interface Problem {
  /** The default status for the code; a dialect may use another. */
  status: number;
  code: ProblemCode;
  message: string;
  details: ErrorDetails;
  requestId: string;
}

/** The default status of each failure. */
export const STATUS: Readonly<Record<ProblemCode, number>> = {
  unauthenticated: 401,
  invalid_credential: 401,
  password_required: 401,
  forbidden: 403,
  foreign: 403,
  not_found: 404,
  revoked: 410,
  expired: 410,
  method_not_allowed: 405,
  conflict: 409,
  invalid: 400,
  malformed: 400,
  too_large: 413,
  rate_limited: 429,
  internal: 500,
  unavailable: 503,
};

/** Turns anything thrown into a problem. Unexpected errors reveal nothing to the client but that they happened. */
export function toProblem(error: unknown, requestId: string): Problem {
  return error instanceof DomainError
    ? { status: STATUS[error.code], code: error.code, message: error.message, details: error.details, requestId }
    : problem('internal', 'Internal Server Error', requestId);
}

export const problem = (code: ProblemCode, message: string, requestId: string): Problem => ({
  status: STATUS[code],
  code,
  message,
  details: {},
  requestId,
});

/** A problem whose fields have the names that an API has for them, in its message too. */
export function renamed(from: Problem, names: Readonly<Record<string, string>>): Problem {
  const { issues } = from.details;
  if (!issues?.some(({ path }) => Object.hasOwn(names, path))) return from;
  const own = issues.map(({ path, message }) => ({ path: entryOf(names, path) ?? path, message }));
  const message = own.map((each) => `${each.path}: ${each.message}`).join('; ');
  return { ...from, message, details: { ...from.details, issues: own } };
}
