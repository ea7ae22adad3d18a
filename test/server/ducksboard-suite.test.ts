import assert from 'node:assert/strict';
import { ducksboard } from '../../server/dialects/ducksboard/index.ts';
import { systemPrincipal } from '../../server/domain/rights.ts';
import { type DialectUnderTest, testDialect } from '../suites/dialect.ts';
import type { Tenant } from '../support/app.ts';

type Code = Parameters<DialectUnderTest['assertError']>[1];

const FORMS: Partial<Record<Code, readonly [status: number, body: RegExp][]>> = {
  malformed: [[400, /^\{"code":100,"errors":"[^"]+"\}$/]],
  unauthenticated: [
    [401, /^\{"errors":"unauthorized"\}$/],
    // On paths that Cards has too, requests without a credential belong to neither.
    [401, /^\{"errors":"unauthorized","error":"unauthenticated","detail":"[^"]+"\}$/],
  ],
  invalid_credential: [[401, /^\{"errors":"unauthorized"\}$/]],
  forbidden: [[403, /^\{"errors":"forbidden"\}$/]],
  // The error for a label tells that it belongs to somebody else; the one for an id does not.
  foreign: [
    [404, /^\{"errors":"not found"\}$/],
    [403, /^\{"errors":"forbidden"\}$/],
  ],
  not_found: [[404, /^\{"errors":"not found"\}$/]],
  method_not_allowed: [[405, /^\{"errors":"Method [A-Z]+ is not allowed here\."\}$/]],
  too_large: [[413, /^\{"errors":"The request body is larger than 1048576 bytes\."\}$/]],
};

const BODIES: Record<string, (tenant: Tenant) => string> = {
  'POST /api/dashboards': () => '{"name":"New board"}',
  'PUT /api/dashboards/:slug': () => '{"background":"white"}',
  'POST /api/dashboards/:slug/tokens': () => '{"description":"for joe"}',
  'POST /api/widgets': ({ board }) =>
    `{"widget":{"kind":"custom_numeric_counter","title":"New","dashboard":"${board.slug}"}}`,
  'POST /api/widgets/positions': ({ widget }) => `{"${widget.id}":{"row":1,"column":2}}`,
  'PUT /api/widgets/:id': () => '{"widget":{"title":"Changed"}}',
  'POST /api/widgets/:id/copy': ({ board }) => `{"dashboard":"${board.slug}"}`,
  'POST /api/accounts': () => '{"kind":"rss","username":"News","url":"https://example.test/"}',
  'POST /api/accounts/:id': () => '{"username":"Other news"}',
  'POST /v/:label': () => '{"value":1}',
  'POST /values/:label': () => '{"value":1}',
};

/** What paths name, by the tenant's workspace. */
const names = new Map<string, { token: string; account: number; label: string }>();
let alpha: Tenant;

testDialect({
  // All users may change their own profile, and the API key needs the password: `ducksboard-user.test.ts`.
  dialect: { ...ducksboard, routes: ducksboard.routes.filter(({ path }) => !/user|api_key/.test(`${path}`)) },
  prefix: '/api/dashboard',
  async prepare({ alpha: first, beta, domain, deps }) {
    alpha = first;
    for (const { workspace, users, board, widget } of [first, beta]) {
      const system = systemPrincipal(workspace.id, users.owner.id);
      const { token } = await domain.namedBoards.share(system, board, { description: 'for joe' });
      await domain.namedBoards.embed(system, widget);
      const draft = { type: 'number', givenType: 'custom_numeric_counter' };
      const { labels } = await domain.slots.create(system, board, draft, {});
      const account = await deps.store.accounts.insert({
        workspaceId: workspace.id,
        kind: 'rss',
        username: 'News',
        credentialsSealed: '',
        createdAt: 1,
        updatedAt: 1,
      });
      names.set(workspace.slug, { token, account: account.id, label: labels['1'] ?? '' });
    }
  },
  isForWriters: (path) => /\/(tokens|embed)/.test(path),
  authorize: (key) => ({ authorization: `Basic ${Buffer.from(`${key}:x`).toString('base64')}` }),
  fill(path, { board, widget, workspace }) {
    const { token = '', account = 0, label = '' } = names.get(workspace.slug) ?? {};
    return path
      .replace(':slug', board.slug)
      .replace(':token', token)
      .replace(':label', label)
      .replace(':id', `${path.includes('/accounts') ? account : widget.id}`);
  },
  fillUnknown: (path) =>
    path.replace(':slug', 'nothing').replace(':token', 'nothing').replace(':label', 'nothing').replace(':id', '999999'),
  body: (method, path) =>
    BODIES[`${method} ${path}`]?.(alpha) ??
    (/^\/v[a-z]*$/.test(path) ? `{"${names.get('alpha')?.label}":{"value":1}}` : undefined),
  read: '/api/widgets/:id',
  write: { method: 'PUT', path: '/api/widgets/:id' },
  assertError(answer, code) {
    assert.match(String(answer.headers['content-type']), /^application\/json/);
    const isOne = FORMS[code]?.some(([status, body]) => status === answer.status && body.test(answer.text));
    assert.ok(isOne, `${answer.status} ${answer.text} for ${code}`);
    if (answer.status === 401)
      assert.match(String(answer.headers['www-authenticate']), /^Basic realm="Ducksboard( pull API)?"/);
  },
});
