import { DomainError, type ErrorCode, type ErrorDetails } from '../domain/errors.ts';

/** What a request can fail of, beyond what the domain knows. */
export type ProblemCode = ErrorCode | 'method_not_allowed' | 'internal';

/** A failure in HTTP's terms, for a dialect to put into its own words. */
export interface Problem {
  /** The usual status for the code; a dialect that promises another one answers that. */
  status: number;
  code: ProblemCode;
  message: string;
  details: ErrorDetails;
  requestId: string;
}

/** The status of each failure, unless a dialect promises another. */
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

/** Turns whatever was thrown into a problem. What nobody foresaw tells the caller nothing but that it happened. */
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
