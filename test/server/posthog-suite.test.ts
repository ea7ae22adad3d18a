import assert from 'node:assert/strict';
import { posthog } from '../../server/dialects/posthog/index.ts';
import { type DialectUnderTest, testDialect } from '../suites/dialect.ts';
import type { Tenant } from '../support/app.ts';

type Code = Parameters<DialectUnderTest['assertError']>[1];

/** The envelope of each failure: status, type, code and the sentences there are for it. */
const FORMS: Partial<Record<Code, [status: number, type: string, code: RegExp, detail: RegExp]>> = {
  malformed: [400, '(validation_error|invalid_request)', /^(parse_error|invalid_input|required)$/, /./],
  unauthenticated: [
    401,
    'authentication_error',
    /^not_authenticated$/,
    /^Authentication credentials were not provided\.$/,
  ],
  invalid_credential: [
    401,
    'authentication_error',
    /^authentication_failed$/,
    /^Personal API key found in request Authorization header is invalid\.$/,
  ],
  forbidden: [
    403,
    'authentication_error',
    /^permission_denied$/,
    /^(API key missing required scope '[a-z_]+:(read|write)'|You don't have edit permissions for this (dashboard|insight)\.|You do not have permission to perform this action\.|This action does not support personal API key access)$/,
  ],
  foreign: [403, 'authentication_error', /^permission_denied$/, /^You don't have access to the project\.$/],
  not_found: [
    404,
    'invalid_request',
    /^not_found$/,
    /^(Not found\.|Project not found\.|Dashboard not found\.|Endpoint not found\.)$/,
  ],
  method_not_allowed: [405, 'invalid_request', /^method_not_allowed$/, /^Method "[A-Z]+" not allowed\.$/],
  too_large: [413, 'invalid_request', /^request_too_large$/, /larger than/],
};

const QUERY = '{"kind":"InsightVizNode","source":{"kind":"TrendsQuery"}}';
const TEMPLATE = '{"template_name":"T","dashboard_description":"","dashboard_filters":{},"tiles":[{"type":"TEXT"}]}';
const BODIES: Record<string, string> = {
  'POST /api/personal_api_keys': '{"label":"New","scopes":["dashboard:read"]}',
  'POST /dashboards': '{"name":"New"}',
  'POST /dashboards/create_from_template_json': `{"template":${TEMPLATE}}`,
  'PATCH /dashboards/:id': '{"pinned":true}',
  'PUT /dashboards/:id': '{"pinned":true}',
  'PATCH /dashboards/:id/move_tile': '{"tile":{"id":1},"toDashboard":2}',
  'POST /dashboards/:id/collaborators': '{"level":37,"user_uuid":"00000000-0000-4000-8000-000000000000"}',
  'PATCH /dashboards/:id/sharing': '{"enabled":false}',
  'POST /dashboards/:id/sharing/passwords': '{"note":"n"}',
  'POST /insights': `{"name":"New","query":${QUERY}}`,
  'PATCH /insights/:insight_id': '{"name":"Changed"}',
  'POST /query': '{"query":{"kind":"HogQLQuery","query":"select 1"}}',
};

const fillWith = (path: string, ids: Record<string, string | number>): string =>
  path
    .replace(':project_id', String(ids.project))
    .replace(':organization_id', String(ids.organization))
    .replace(':insight_id', String(ids.insight))
    .replace(':id', String(ids.dashboard))
    .replace(':user__uuid', String(ids.user))
    .replace(':password_id', '1');

testDialect({
  dialect: posthog,
  prefix: '/api/projects/@current/boards',
  authorize: (key) => ({ authorization: `Bearer ${key}` }),
  fill: (path, { workspace, board, widget, users }: Tenant) =>
    fillWith(path, {
      ...{ project: workspace.id, organization: workspace.uuid, dashboard: board.id, insight: 2 * widget.id },
      user: users.editor.uuid,
    }),
  fillUnknown: (path) =>
    fillWith(path, {
      project: /\/:(insight_)?id/.test(path) ? '@current' : 424242,
      organization: '00000000-0000-4000-8000-000000000000',
      dashboard: 424242,
      insight: 424242,
      user: '00000000-0000-4000-8000-000000000000',
    }),
  body: (method, path) => BODIES[`${method} ${path.replace(/^\/api\/(projects|environments)\/:project_id/, '')}`],
  read: '/api/projects/:project_id',
  write: { method: 'PATCH', path: '/api/projects/:project_id/dashboards/:id/move_tile' },
  assertError(answer, code) {
    const [status, type, word, detail] = FORMS[code] ?? assert.fail(code);
    assert.equal(answer.status, status, answer.text);
    assert.match(String(answer.headers['content-type']), /^application\/json/);
    const body = JSON.parse(answer.text);
    assert.deepEqual(Object.keys(body), ['type', 'code', 'detail', 'attr']);
    assert.match(body.type, new RegExp(`^${type}$`));
    assert.match(body.code, word);
    assert.match(body.detail, detail);
  },
});
