import { DomainError } from '../../domain/errors.ts';
import { type Answer, json } from '../../http/answer.ts';
import type { Problem, ProblemCode } from '../../http/problems.ts';

/**
 * The envelope of every failure; `attr` is the field it is about. A DomainError `invalid` carries the original's
 * code (`required`, `max_length`, …) as its subject, and the field as the path of its only issue.
 */
export const envelope = (
  status: number,
  type: string,
  code: string,
  detail: string,
  attr: string | null = null,
): Answer => json({ type, code, detail, attr }, status);

/** An invalid field, or with an empty `attr` an invalid body. */
export const refusal = (detail: string, attr = '', code = 'invalid_input'): DomainError =>
  new DomainError('invalid', detail, { subject: code, issues: [{ path: attr, message: detail }] });

/** A 403 in the words of the original. */
export const denied = (detail: string): DomainError => new DomainError('forbidden', detail);

/** Failures that the original answers without the envelope. */
export const bare = (error: string, status: number): Answer => json({ error }, status);

const invalidRequest = (status: number, code: string, detail: string) =>
  envelope(status, 'invalid_request', code, detail);
const authentication = (status: number, code: string, detail: string) =>
  envelope(status, 'authentication_error', code, detail);

/** The name of each subject in "not found" messages. */
const MISSING: Readonly<Record<string, string>> = {
  path: 'Endpoint not found.',
  project: 'Project not found.',
  parent: 'Dashboard not found.',
  password: 'Password not found',
  resource: 'No resource found',
};

const FORMS: Readonly<Partial<Record<ProblemCode, (problem: Problem) => Answer>>> = {
  unauthenticated: () => authentication(401, 'not_authenticated', 'Authentication credentials were not provided.'),
  invalid_credential: ({ message }) => authentication(401, 'authentication_failed', message),
  forbidden: (problem) => authentication(403, 'permission_denied', deniedBecause(problem)),
  foreign: () => authentication(403, 'permission_denied', "You don't have access to the project."),
  not_found: ({ details }) => invalidRequest(404, 'not_found', MISSING[details.subject ?? ''] ?? 'Not found.'),
  method_not_allowed: ({ message }) =>
    invalidRequest(405, 'method_not_allowed', `Method "${/Method (\S+)/.exec(message)?.[1]}" not allowed.`),
  malformed: ({ message }) => invalidRequest(400, 'parse_error', `JSON parse error - ${message}`),
  too_large: ({ message }) => invalidRequest(413, 'request_too_large', message),
  conflict: ({ message }) => invalidRequest(409, 'conflict', message),
  invalid: ({ message, details: { subject: code = 'invalid_input', issues } }) => {
    const { path = '', message: detail = message } = issues?.[0] ?? {};
    return envelope(
      400,
      'validation_error',
      code,
      detail,
      path.replace(/\.|\[|\]\.?/g, '__').replace(/__$/, '') || null,
    );
  },
  rate_limited: ({ details }) =>
    envelope(
      429,
      'throttled_error',
      'throttled',
      `Request was throttled. Expected available in ${details.retryAfter ?? 60} seconds.`,
    ),
  unavailable: () => envelope(503, 'server_error', 'unavailable', 'The database is not responding.'),
};

/** Renders failures like the original's exception handler; unexpected ones are a plain server error. */
export function renderError(problem: Problem): Answer {
  const { code, status } = problem;
  if (status >= 500 && code !== 'unavailable')
    return envelope(500, 'server_error', 'error', `A server error occurred. (request ${problem.requestId})`);
  return FORMS[code]?.(problem) ?? invalidRequest(404, 'not_found', 'Not found.');
}

function deniedBecause({ message, details: { permission, subject } }: Problem): string {
  if (subject === 'scope') return `API key missing required scope '${permission}'`;
  if (permission === undefined) return message;
  if (permission === 'csrf') return 'CSRF Failed: CSRF token missing or incorrect.';
  if (permission.endsWith(':write') && subject === 'dashboard')
    return "You don't have edit permissions for this dashboard.";
  if (permission.endsWith(':write') && subject === 'insight')
    return "You don't have edit permissions for this insight.";
  return 'You do not have permission to perform this action.';
}
