import type { Json, JsonObject } from '../../components/model/widget.ts';
import type { ErrorDetails } from '../domain/errors.ts';
import type { Answer } from '../http/answer.ts';
import { type Problem, type ProblemCode, STATUS } from '../http/problems.ts';

/** An example of each error code. */
const SAMPLES: Readonly<Record<ProblemCode, readonly [message: string, details?: ErrorDetails]>> = {
  unauthenticated: ['Authentication credentials were not provided.'],
  invalid_credential: ['The API key is not valid.'],
  password_required: ['A password is required.', { subject: 'token' }],
  forbidden: ['missing permission dashboard:write', { permission: 'dashboard:write', subject: 'dashboard', id: 7 }],
  foreign: ['dashboard belongs to another workspace', { subject: 'dashboard', id: 7 }],
  not_found: ['dashboard not found', { subject: 'dashboard', id: 7 }],
  revoked: ['The token was revoked.', { subject: 'token' }],
  expired: ['The token has expired.', { subject: 'token' }],
  method_not_allowed: ['Method PATCH is not allowed here.'],
  conflict: ['name: is taken', { issues: [{ path: 'name', message: 'is taken' }] }],
  invalid: ['name: expected a text', { issues: [{ path: 'name', message: 'expected a text' }] }],
  malformed: ['The request body is not valid JSON.'],
  too_large: ['The request body is larger than 1048576 bytes.'],
  rate_limited: ['Too many attempts.', { retryAfter: 60 }],
  internal: ['Internal Server Error'],
  unavailable: ['The database is not responding.', { retryAfter: 5 }],
};

const NAMES: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  409: 'Conflict',
  410: 'Gone',
  413: 'ContentTooLarge',
  422: 'UnprocessableContent',
  429: 'TooManyRequests',
  500: 'InternalServerError',
  503: 'ServiceUnavailable',
};

const MEANINGS: Readonly<Record<number, string>> = {
  400: 'The request is malformed, or a field is invalid.',
  401: 'The credential is missing or not valid.',
  403: 'The caller is not allowed to do this.',
  404: 'It does not exist, or the caller may not see it.',
  405: 'The path does not support this method; the header Allow lists the supported ones.',
  409: 'The request conflicts with existing data, such as a name that is taken.',
  410: 'It no longer exists.',
  413: 'The body is too large.',
  422: 'A field is invalid.',
  429: 'Too many requests; wait for the seconds in the header Retry-After, then try again.',
  500: 'An unexpected error; the server’s log has the details under the request id.',
  503: 'The server cannot respond right now. Try again later.',
};

/** The request id in examples. */
const REQUEST_ID = '9f2c4e8a1b3d-2s';

type Render = (problem: Problem) => Answer;

const answerOf = (render: Render, code: ProblemCode): Answer => {
  const [message, details = {}] = SAMPLES[code];
  return render({ code, message, details, status: STATUS[code], requestId: REQUEST_ID });
};

/** The HTTP status of an error code. */
export const statusOf = (render: Render, code: ProblemCode): number => answerOf(render, code).status;

/** The name of the response for a status. */
export const responseName = (status: number, prefix = ''): string => prefix + (NAMES[status] ?? `Status${status}`);

/**
 * Every error as the API renders it, by the name of its response. Made by the function that renders real errors, so
 * the documents cannot differ from what the server sends.
 * @param schema of the JSON bodies
 */
export function errorResponses(render: Render, schema: JsonObject, prefix = ''): Record<string, JsonObject> {
  const responses: Record<string, JsonObject> = {};
  for (const code of Object.keys(SAMPLES) as ProblemCode[]) {
    const { status, type, body } = answerOf(render, code);
    const response = (responses[responseName(status, prefix)] ??= { description: MEANINGS[status] ?? 'Failed.' });
    if (type === undefined || typeof body !== 'string') continue;
    const media = type.replace(/;.*/, '');
    const isJson = media === 'application/json';
    const content = (response.content ??= {}) as Record<string, { schema: JsonObject; examples: JsonObject }>;
    const medium = (content[media] ??= { schema: isJson ? schema : { type: 'string' }, examples: {} });
    medium.examples[code] = { value: isJson ? (JSON.parse(body) as Json) : body };
  }
  return responses;
}
