import { type Answer, json } from '../../http/answer.ts';
import { type Problem, type ProblemCode, renamed } from '../../http/problems.ts';

/** Code and status of each failure. */
const ERRORS: Partial<Record<ProblemCode, [code: string, status: number]>> = {
  unauthenticated: ['UNAUTHORIZED', 401],
  invalid_credential: ['UNAUTHORIZED', 401],
  expired: ['TOKEN_EXPIRED', 401],
  forbidden: ['FORBIDDEN', 403],
  foreign: ['RESOURCE_NOT_FOUND', 404],
  not_found: ['RESOURCE_NOT_FOUND', 404],
  invalid: ['VALIDATION_FAILED', 400],
  malformed: ['VALIDATION_FAILED', 400],
  conflict: ['CONFLICT', 409],
  rate_limited: ['RATE_LIMITED', 429],
  too_large: ['PAYLOAD_TOO_LARGE', 413],
  method_not_allowed: ['METHOD_NOT_ALLOWED', 405],
  unavailable: ['SERVICE_UNAVAILABLE', 503],
};
const CATEGORIES: Readonly<Record<number, string>> = {
  400: 'VALIDATION_ERROR',
  401: 'AUTHORIZATION_ERROR',
  403: 'AUTHORIZATION_ERROR',
};

/** This API's names for the domain's fields. */
const FIELDS = { x: 'position.x', y: 'position.y', w: 'position.width', h: 'position.height' };

/** The error envelope. */
export function renderError(problem: Problem): Answer {
  const { code: cause, message, details, requestId } = renamed(problem, FIELDS);
  const [known, status] = ERRORS[cause] ?? ['INTERNAL_ERROR', 500];
  const code = details.subject === 'query' ? 'INVALID_PARAMETER' : known;
  const { subject, id, issues } = details;
  const type = subject && subject.charAt(0).toUpperCase() + subject.slice(1);
  const isMissing = status === 404 && id !== undefined;
  const error = {
    code,
    category: CATEGORIES[status] ?? (status >= 500 ? 'SERVER_ERROR' : 'CLIENT_ERROR'),
    message: isMissing ? `${type} with ID '${id}' not found` : message,
    details: isMissing
      ? { resourceType: type, resourceId: String(id) }
      : issues
        ? { fields: issues.map(({ path, message: text }) => ({ field: path, message: text })) }
        : {},
  };
  const metadata = { timestamp: new Date().toISOString(), requestId, version: 'v1' };
  return json({ success: false, error, metadata }, status);
}
