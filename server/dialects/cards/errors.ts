import { type Answer, json } from '../../http/answer.ts';
import { type Problem, type ProblemCode, renamed } from '../../http/problems.ts';

const PERMISSIONS: Readonly<Record<string, string>> = {
  'dashboard:write': 'dashboard.edit',
  'dashboard:read': 'dashboard.view',
};
/** Cards' names for the domain's fields. */
const FIELDS = { x: 'layout.x', y: 'layout.y', w: 'layout.w', h: 'layout.h' };
/** Cards' names for subjects that the domain calls otherwise. */
const SUBJECTS: Readonly<Record<string, string>> = { widget: 'card' };
/** Conflicts that have a code of their own, by what they are about. */
const CONFLICTS: Readonly<Record<string, string>> = {
  card_position: 'card_position_conflict',
  collection_cycle: 'collection_cycle',
  collection_not_empty: 'collection_not_empty',
  last_page: 'last_page',
  dataset_in_use: 'dataset_in_use',
};

const unauthenticated = ({ message }: Problem): Answer => json({ error: 'unauthenticated', detail: message }, 401);

/** The body of each failure: its code and details. */
const ERRORS: Partial<Record<ProblemCode, (problem: Problem) => Answer>> = {
  unauthenticated,
  invalid_credential: unauthenticated,
  expired: unauthenticated,
  forbidden({ details: { permission = '', subject, id } }) {
    const target = subject === 'dashboard' && id !== undefined ? String(id) : null;
    return json(
      {
        error: 'permission_denied',
        permission: PERMISSIONS[permission] ?? permission.replace(':', '.'),
        target_id: target,
      },
      403,
    );
  },
  foreign: () => json({ error: 'dashboard_not_found', detail: 'dashboard not found' }, 404),
  not_found({ message, details: { subject = 'path' } }) {
    const error = subject === 'path' ? 'not_found' : `${SUBJECTS[subject] ?? subject}_not_found`;
    return json({ error, detail: message }, 404);
  },
  conflict({ message, details: { issues = [] } }) {
    return json({ error: CONFLICTS[issues[0]?.path ?? ''] ?? 'conflict', detail: message }, 409);
  },
  invalid({ message, details: { subject, issues = [] } }) {
    const error = subject === 'card' ? 'invalid_card_config' : 'validation_error';
    return json(
      { error, detail: message, errors: issues.map(({ path, message: text }) => ({ path, message: text })) },
      422,
    );
  },
  internal: ({ requestId, message }) => json({ error: 'internal', detail: `${message} (request ${requestId})` }, 500),
};

/** Renders a failure as `{"error": code, …}`. */
export const renderError = (problem: Problem): Answer =>
  ERRORS[problem.code]?.(renamed(problem, FIELDS)) ??
  json({ error: problem.code, detail: problem.message }, problem.status);
