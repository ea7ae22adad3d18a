import type { Migration } from '../engine.ts';

const OF_DIGITS = "ltrim(subject_id, '0123456789') = ''";

/**
 * Grants now mark names that consist of digits with a prefix (`domain/subjects.ts`). Until now nothing distinguished
 * them from ids: those that are a member's name, or no id in the workspace, were names.
 */
export const subjects: Migration = () => {
  const there = (table: string, condition: string) =>
    `exists (select 1 from ${table} there join dashboards on dashboards.workspace_id = there.workspace_id
       where dashboards.id = grants.dashboard_id and ${condition})`;
  const isNumber = (column: string) => `cast(there.${column} as text) = grants.subject_id`;
  const mark = (subject: string, isName: string) =>
    `update grants set subject_id = '=' || subject_id
     where subject_type = '${subject}' and ${OF_DIGITS} and ${isName}`;
  return [
    mark(
      'user',
      `(${there('memberships', 'there.subject = grants.subject_id')} or not ${there('memberships', isNumber('user_id'))})`,
    ),
    mark('group', `not ${there('groups', isNumber('id'))}`),
  ];
};
