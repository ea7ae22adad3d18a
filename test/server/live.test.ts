import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Principal } from '../../server/domain/model.ts';
import { systemPrincipal } from '../../server/domain/rights.ts';
import { PUBLIC_SOURCE_ERROR } from '../../server/domain/widgets/state.ts';
import { openTestApp, type TestApp } from '../support/app.ts';

let app: TestApp;
let system: Principal;
before(async () => {
  app = await openTestApp();
  system = systemPrincipal(app.alpha.workspace.id, app.alpha.users.owner.id);
});
after(() => app.close());

const post = (body: unknown, headers: Record<string, string> = {}) =>
  app.fetch('/live', {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: { 'content-type': 'text/plain;charset=UTF-8', ...headers },
  });
// biome-ignore lint/suspicious/noExplicitAny: tests look into whatever came
const ask = async (body: unknown, headers?: Record<string, string>): Promise<any> => {
  const response = await post(body, headers);
  assert.equal(response.status, 200);
  return response.json();
};
const code = (entry: { error: { code: string } | null }) => entry.error?.code ?? null;

describe('POST /live', { timeout: 60_000 }, () => {
  it('answers with everything a page needs to draw, and the id of its stream', async () => {
    const { openWidget } = app.alpha;
    await app.domain.values.push(system, openWidget.key, { value1: 12.5 });
    const answer = await ask({ widgets: [{ key: openWidget.key }] });
    assert.match(answer.stream, /^\/live\/[\w-]{22}$/);
    assert.equal(answer.expires_in, 60);
    const [widget] = answer.widgets;
    assert.deepEqual(Object.keys(widget).sort(), [
      'config',
      'data',
      'data_updated_at',
      'error',
      'key',
      'refresh_interval',
      'title',
      'type',
      'version',
    ]);
    assert.equal(widget.key, openWidget.key);
    assert.equal(widget.type, 'number');
    assert.deepEqual(widget.data, { value1: 12.5 });
    assert.match(widget.data_updated_at, /^\d{4}-\d\d-\d\dT[\d:.]+\+00:00$/);
    assert.equal(widget.error, null);
    assert.deepEqual(answer.dashboards, []);
  });

  it('accepts any content type and any origin', async () => {
    for (const type of ['text/plain', 'application/json', 'application/x-www-form-urlencoded']) {
      const response = await post({ widgets: [{ key: app.alpha.openWidget.key }] }, { 'content-type': type });
      assert.equal(response.status, 200);
      assert.equal(response.headers.get('access-control-allow-origin'), '*');
      assert.equal(response.headers.get('cross-origin-resource-policy'), 'cross-origin');
      assert.equal(response.headers.get('cache-control'), 'no-store');
    }
    const preflight = await app.fetch('/live', { method: 'OPTIONS' });
    assert.equal(preflight.status, 204);
    assert.equal(preflight.headers.get('access-control-allow-origin'), '*');
  });

  it('handles the most entries and proofs that a page may send, without checking all combinations', {
    timeout: 20_000,
  }, async () => {
    const widgets = Array.from({ length: 1000 }, (_, index) => ({ key: index.toString(16).padStart(32, '0') }));
    const proof = Array.from({ length: 100 }, (_, index) => `${index}`.padEnd(4096, '.'));
    const answer = await ask({ widgets, proof });
    assert.equal(answer.widgets.length, 1000);
  });

  it('keeps the order and answers a bad entry in its place', async () => {
    const { openWidget, widget } = app.alpha;
    const unknown = 'f'.repeat(32);
    const { widgets } = await ask({
      widgets: [{ key: unknown }, { key: openWidget.key }, 7, {}, { key: widget.key }, { token: 'no' }, null],
    });
    assert.deepEqual(widgets.map(code), ['not_found', null, 'invalid', 'invalid', 'forbidden', 'not_found', 'invalid']);
    assert.equal(widgets[0].key, unknown);
    assert.equal(widgets[5].token, 'no');
    assert.equal('data' in widgets[4], false);
  });

  it('answers a duplicate twice', async () => {
    const { key } = app.alpha.openWidget;
    const { widgets } = await ask({ widgets: [{ key }, { key }] });
    assert.deepEqual(
      widgets.map((widget: { key: string }) => widget.key),
      [key, key],
    );
  });

  it('denies entries beyond the size limit of an answer in their place', async () => {
    const board = await app.domain.dashboards.create(system, { name: 'Large', isPrivate: false });
    const data = { text1: 'x'.repeat(1_000_000) };
    const { key } = await app.domain.widgets.create(system, board.key, { type: 'text', data });
    const { widgets, dashboards } = await ask({
      widgets: Array(40).fill({ key }),
      dashboards: [{ key: board.key }],
    });
    assert.deepEqual(widgets.map(code), [...Array(33).fill(null), ...Array(7).fill('invalid')]);
    assert.deepEqual(widgets[39].key, key);
    assert.deepEqual(dashboards.map(code), [null], 'where everything is comes first');
  });

  it('appends the widgets of dashboards that were not asked for individually, without a token', async () => {
    const board = await app.domain.dashboards.create(system, { name: 'Wall', isPrivate: true });
    const first = await app.domain.widgets.create(system, board.key, { type: 'number' });
    const second = await app.domain.widgets.create(system, board.key, { type: 'number' });
    const access = await app.domain.sharing.createAccessToken(board.key);
    const embed = await app.domain.sharing.createEmbedToken(second.key);
    const answer = await ask({ widgets: [{ token: embed.token }], dashboards: [{ token: access.token }] });
    assert.deepEqual(
      answer.widgets.map(({ key, token }: { key: string; token?: string }) => [key, token]),
      [
        [second.key, embed.token],
        [first.key, undefined],
      ],
    );
    const [dashboard] = answer.dashboards;
    assert.equal(dashboard.name, 'Wall');
    assert.equal(dashboard.token, access.token);
    assert.deepEqual(
      dashboard.layout.map(({ key }: { key: string }) => key),
      [first.key, second.key],
    );
  });

  it('lets a key or a session read what is private', async () => {
    const entry = { widgets: [{ key: app.alpha.widget.key }] };
    const own = { authorization: `Bearer ${app.alpha.keys.viewer.secret}` };
    assert.equal(code((await ask(entry, own)).widgets[0]), null);
    const foreign = { authorization: `Bearer ${app.beta.keys.owner.secret}` };
    assert.equal(code((await ask(entry, foreign)).widgets[0]), 'forbidden');
    const { cookie } = await app.domain.people.openSession({ ...system, via: 'session' });
    assert.equal(code((await ask(entry, { cookie: `bc_session=${cookie}` })).widgets[0]), null);
    assert.equal(code((await ask(entry, { authorization: 'Bearer sk_wrong' })).widgets[0]), 'forbidden');
  });

  it('asks for the password of an access token and accepts its proof', async () => {
    const { token } = await app.domain.sharing.createAccessToken(app.alpha.board.key, { password: 'open sesame' });
    assert.equal(code((await ask({ dashboards: [{ token }] })).dashboards[0]), 'password_required');
    const { proof } = await app.domain.sharing.unlock(token, 'open sesame');
    assert.equal(code((await ask({ dashboards: [{ token }], proof: [proof] })).dashboards[0]), null);
  });

  it('says that the source of a widget fails, but not why', async () => {
    const { id, key } = app.alpha.openWidget;
    const troubleOf = async () => (await ask({ widgets: [{ key }, { key }] })).widgets[0].source_error;
    await app.deps.store.widgets.update({ id }, { sourceError: 'password of db.internal refused' });
    app.deps.bus.emit({ kind: 'gap' });
    assert.equal(await troubleOf(), PUBLIC_SOURCE_ERROR);
    await app.deps.store.widgets.update({ id }, { sourceError: null });
    app.deps.bus.emit({ kind: 'gap' });
    assert.equal(await troubleOf(), undefined);
  });

  it('shows a push at once, also to readers who asked a moment ago', async () => {
    const { key } = app.alpha.openWidget;
    for (const value1 of [1, 2, 3]) {
      await app.domain.values.push(system, key, { value1 });
      assert.deepEqual((await ask({ widgets: [{ key }] })).widgets[0].data, { value1 });
    }
  });

  it('reads lists that arrive as text from pages with an old Prototype.js', async () => {
    const { key } = app.alpha.openWidget;
    const { widgets } = await ask({ widgets: `[{"key": "${key}"}]`, dashboards: '[]', proof: '[]' });
    assert.deepEqual([widgets.length, widgets[0].key], [1, key]);
  });

  it('refuses what is not a request with one clear error', async () => {
    const many = { widgets: Array.from({ length: 600 }, () => ({ key: 'a' })) };
    const bad: [unknown, number][] = [
      ['{', 400],
      ['', 400],
      ['[]', 400],
      ['null', 400],
      [{ widgets: {} }, 400],
      [{ widgets: '{}' }, 400],
      [{ widgets: '[' }, 400],
      [{ widgets: JSON.stringify(many.widgets), dashboards: many.widgets }, 400],
      [{ widgets: Array.from({ length: 1001 }, () => ({ key: 'a' })) }, 400],
      [{ ...many, dashboards: many.widgets }, 400],
      [`{"widgets":${'['.repeat(5000)}${']'.repeat(5000)}}`, 400],
      [' '.repeat(600_000), 413],
    ];
    for (const [body, status] of bad) {
      const response = await post(body);
      assert.equal(response.status, status);
      const { error } = (await response.json()) as { error: { code: string; message: string } };
      assert.ok(error.code && error.message);
    }
    const latin1 = await app.send({ method: 'POST', path: '/live', body: Buffer.from([0x7b, 0xff, 0x7d]) });
    assert.equal(latin1.status, 400);
  });
});
