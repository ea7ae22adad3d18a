import assert from 'node:assert/strict';
import { boardcharts } from '../../server/dialects/boardcharts/index.ts';
import { type DialectUnderTest, testDialect } from '../suites/dialect.ts';

type Form = [status: number, type: string, body: string | RegExp];

/** The table of the reference's chapter on errors, and what follows from it for the failures it does not name. */
const FORMS: Partial<Record<Parameters<DialectUnderTest['assertError']>[1], Form>> = {
  malformed: [400, 'text/plain', /^The request body|^\S+: |^not a|^nested|^more than/],
  unauthenticated: [401, 'application/json', '{"error":"invalid_api_key"}'],
  invalid_credential: [401, 'application/json', '{"error":"invalid_api_key"}'],
  forbidden: [403, 'application/json', '{"error":"forbidden"}'],
  foreign: [403, 'application/json', '{"error":"forbidden"}'],
  not_found: [404, 'text/html', /^<!doctype html>/],
  method_not_allowed: [405, 'text/plain', /not allowed/],
  too_large: [413, 'text/plain', /larger than/],
};

const BODIES: Record<string, string> = {
  'POST /api/v2/dashboards': '{"name":"New"}',
  'PATCH /api/v2/dashboards/:key': '{"refresh_interval":30}',
  'POST /api/v2/dashboards/:key/widgets': '{"type":"number","title":"New"}',
  'PATCH /api/v2/widgets/:key': '{"title":"Changed"}',
  'POST /api/v2/widgets/:key/data': '{"value1":1}',
};

const fillWith = (path: string, keys: { board: string; widget: string }): string =>
  path.replace(':key', path.includes('/widgets/:key') ? keys.widget : keys.board);

testDialect({
  dialect: boardcharts,
  prefix: '/api/v2',
  authorize: (key) => ({ authorization: `Bearer ${key}` }),
  fill: (path, { board, widget }) => fillWith(path, { board: board.key, widget: widget.key }),
  fillUnknown: (path) => fillWith(path, { board: 'f'.repeat(32), widget: 'f'.repeat(32) }),
  body: (method, path) => BODIES[`${method} ${path}`],
  read: '/api/v2/dashboards/:key/widgets',
  write: { method: 'POST', path: '/api/v2/widgets/:key/data' },
  assertError(answer, code) {
    const [status, type, body] = FORMS[code] as Form;
    assert.equal(answer.status, status, answer.text);
    assert.ok(String(answer.headers['content-type']).startsWith(type), String(answer.headers['content-type']));
    if (typeof body === 'string') assert.equal(answer.text, body);
    else assert.match(answer.text, body);
  },
});
