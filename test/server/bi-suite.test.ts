import assert from 'node:assert/strict';
import { bi } from '../../server/dialects/bi/index.ts';
import { type DialectUnderTest, testDialect } from '../suites/dialect.ts';

const FORMS: Partial<Record<Parameters<DialectUnderTest['assertError']>[1], [number, string, string]>> = {
  malformed: [400, 'VALIDATION_FAILED', 'VALIDATION_ERROR'],
  unauthenticated: [401, 'UNAUTHORIZED', 'AUTHORIZATION_ERROR'],
  invalid_credential: [401, 'UNAUTHORIZED', 'AUTHORIZATION_ERROR'],
  forbidden: [403, 'FORBIDDEN', 'AUTHORIZATION_ERROR'],
  foreign: [404, 'RESOURCE_NOT_FOUND', 'CLIENT_ERROR'],
  not_found: [404, 'RESOURCE_NOT_FOUND', 'CLIENT_ERROR'],
  method_not_allowed: [405, 'METHOD_NOT_ALLOWED', 'CLIENT_ERROR'],
  too_large: [413, 'PAYLOAD_TOO_LARGE', 'CLIENT_ERROR'],
};

const BODIES: Record<string, string> = {
  'POST /api/v1/bi/dashboards': '{"name":"New"}',
  'PUT /api/v1/bi/dashboards/:id': '{"description":"Changed"}',
  'POST /api/v1/bi/dashboards/:id/widgets': '{"name":"New","widget_type":"text"}',
  'PUT /api/v1/bi/dashboards/:id/widgets/:widget': '{"name":"Changed"}',
  'POST /api/v1/bi/dashboards/:id/share': '{"shared_with":["user-789"],"permissions":"view"}',
};

testDialect({
  dialect: bi,
  prefix: '/api/v1/bi',
  authorize: (key) => ({ authorization: `Bearer ${key}` }),
  fill: (path, { board, widget }) => path.replace(':id', board.publicId).replace(':widget', widget.publicId),
  fillUnknown: (path) => path.replace(':id', 'dash-none').replace(':widget', 'wid-none'),
  body: (method, path) => BODIES[`${method} ${path}`],
  read: '/api/v1/bi/dashboards/:id',
  write: { method: 'POST', path: '/api/v1/bi/dashboards/:id/widgets' },
  assertError(answer, code) {
    const { success, error, metadata } = JSON.parse(answer.text);
    assert.deepEqual([answer.status, error.code, error.category], FORMS[code], answer.text);
    assert.deepEqual([success, metadata.version], [false, 'v1']);
    assert.equal(metadata.requestId, answer.headers['x-request-id']);
  },
});
