import assert from 'node:assert/strict';
import { cards } from '../../server/dialects/cards/index.ts';
import { systemPrincipal } from '../../server/domain/rights.ts';
import { type DialectUnderTest, testDialect } from '../suites/dialect.ts';

type Form = [status: number, body: RegExp];

const FORMS: Partial<Record<Parameters<DialectUnderTest['assertError']>[1], Form>> = {
  malformed: [400, /^\{"error":"malformed","detail":"/],
  unauthenticated: [401, /"error":"unauthenticated"/],
  invalid_credential: [401, /^\{"error":"unauthenticated","detail":"/],
  forbidden: [403, /^\{"error":"permission_denied","permission":"[a-z]+\.[a-z]+","target_id":("\d+"|null)\}$/],
  foreign: [404, /^\{"error":"[a-z]+_not_found","detail":"/],
  not_found: [404, /^\{"error":"([a-z]+_)?not_found","detail":"/],
  method_not_allowed: [405, /^\{"error":"method_not_allowed","detail":"/],
  too_large: [413, /^\{"error":"too_large","detail":"/],
};

const BODIES: Record<string, string> = {
  'POST /api/dashboards/collections': '{"name":"New"}',
  'PATCH /api/dashboards/collections/:collection': '{"name":"Changed"}',
  'POST /api/dashboards/from-template': '{"template_id":"kpi-summary","dataset_id":1,"name":"New"}',
  'POST /api/dashboards': '{"name":"New"}',
  'PATCH /api/dashboards/:id': '{"description":"Changed"}',
  'POST /api/dashboards/:id/cards': '{"card_type":"kpi_card","config":{}}',
  'PATCH /api/dashboards/:id/cards/:card': '{"config":{"prefix":"€"}}',
  'PATCH /api/dashboards/:id/layout': '[]',
  'POST /api/dashboards/:id/pages': '{"name":"Second"}',
  'PATCH /api/dashboards/:id/pages/:page': '{"name":"First"}',
  'POST /api/dashboards/:id/shares': '{"subject_type":"user","subject_id":1,"access_level":"viewer"}',
  'POST /api/groups': '{"name":"Team"}',
  'POST /api/datasets': '{"name":"More","rows":[{"a":1}]}',
  'POST /api/datasets/query': '{"sql":"select 1"}',
  'PATCH /api/datasets/:dataset': '{"name":"Renamed"}',
  'POST /api/datasets/:dataset/append': '{"rows":[{"a":2}]}',
  'POST /api/datasets/:dataset/replace': '{"rows":[{"b":2}]}',
  'PUT /api/datasets/:dataset/data': '{"rows":[{"b":2}]}',
};

const fillWith = (path: string, ids: { board: number; card: number; dataset: number; other: number }): string =>
  path
    .replace(':id', String(ids.board))
    .replace(':card', String(ids.card))
    .replace(':dataset', String(ids.dataset))
    .replace(/:(collection|share|group|user)/g, String(ids.other))
    .replace(':page', '1');

/** A dataset of each workspace. */
const datasets = new Map<number, number>();

testDialect({
  // Routes without credentials have their own tests.
  dialect: { ...cards, routes: cards.routes.filter(({ right }) => right !== 'public') },
  prefix: '/api/auth',
  async prepare({ alpha, beta, domain }) {
    const upload = { format: 'csv', bytes: Buffer.from('a\n1\n') } as const;
    for (const { workspace, users } of [alpha, beta]) {
      const owner = systemPrincipal(workspace.id, users.owner.id);
      datasets.set(workspace.id, (await domain.datasets.create(owner, { name: 'Rows', upload })).id);
    }
  },
  authorize: (key) => ({ authorization: `Bearer ${key}` }),
  fill: (path, { board, widget, workspace }) =>
    fillWith(path, {
      ...{ board: board.id, card: widget.id, other: 999_999 },
      dataset: datasets.get(workspace.id) ?? 0,
    }),
  fillUnknown: (path) => fillWith(path, { board: 999_999, card: 999_999, dataset: 999_999, other: 999_999 }),
  body: (method, path) => BODIES[`${method} ${path}`],
  read: '/api/dashboards/:id',
  write: { method: 'POST', path: '/api/dashboards/:id/cards' },
  assertError(answer, code) {
    const [status, body] = FORMS[code] as Form;
    assert.equal(answer.status, status, answer.text);
    assert.match(answer.text, body);
  },
});
