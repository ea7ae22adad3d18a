import { type Answer, json } from '../../http/answer.ts';
import type { Problem, ProblemCode } from '../../http/problems.ts';

/** Application codes of a 400: other, value already taken, value not one of a limited set. */
const DEFAULT = 100;
const DUPLICATE = 101;
const NO_CHOICE = 102;

/** This API's names for the domain's fields. */
const FIELDS: Readonly<Record<string, string>> = {
  slug: 'name',
  position: 'layout',
  firstName: 'first_name',
  lastName: 'last_name',
  timeZone: 'timezone',
  currentPassword: 'current_password',
  newPassword: 'new_password',
};

function badRequest({ message, code, details: { issues, subject } }: Problem): Answer {
  const fields = issues?.map(({ path, message: wrong }) => [FIELDS[path] ?? path, wrong]);
  const isWhole = code === 'malformed' || !fields || fields.length === 0;
  const number = code === 'conflict' ? DUPLICATE : subject === 'choice' ? NO_CHOICE : DEFAULT;
  return json({ code: number, errors: isWhole ? message : Object.fromEntries(fields) }, 400);
}

const unauthorized = ({ details: { subject } }: Problem): Answer =>
  json({ errors: 'unauthorized' }, 401, {
    'www-authenticate': `Basic realm="Ducksboard${subject === 'pull' ? ' pull API' : ''}"`,
  });

const forbidden = (): Answer => json({ errors: 'forbidden' }, 403);
const notFound = (): Answer => json({ errors: 'not found' }, 404);

const ERRORS: Partial<Record<ProblemCode, (problem: Problem) => Answer>> = {
  malformed: badRequest,
  invalid: badRequest,
  conflict: badRequest,
  unauthenticated: unauthorized,
  invalid_credential: unauthorized,
  forbidden,
  // For labels the API documents a 403 for those of others; foreign ids look like missing ones.
  foreign: ({ details: { subject } }) => (subject === 'label' ? forbidden() : notFound()),
  not_found: notFound,
  revoked: notFound,
  expired: notFound,
};

/** A failure as `{"errors": text or fields}`, with an application code where it is a 400. */
export function renderError(problem: Problem): Answer {
  const { code, message, requestId, status } = problem;
  const said = code === 'internal' ? `${message} (request ${requestId})` : message;
  return ERRORS[code]?.(problem) ?? json({ errors: said }, status);
}
