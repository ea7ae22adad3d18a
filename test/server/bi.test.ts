import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { signJwt } from '../../server/auth/jwt.ts';
import { openTestApp, type TestApp } from '../support/app.ts';
import { bearer, send } from '../support/asking.ts';

const BASE = '/api/v1/bi/dashboards';

describe('bi', () => {
  let t: TestApp;
  before(async () => {
    t = await openTestApp();
  });
  after(() => t.close());

  const tokenOf = (sub: string, roles = ['analyst'], tenant = 'acme-corp', ttl = 900) =>
    signJwt({ iss: 'matih-platform', sub, tenant_id: tenant, roles }, t.deps.config.jwtSecret, Date.now(), ttl);

  const ask = (token: string, method: string, path: string, body?: unknown) =>
    send(t, method, BASE + path, body, bearer(token));

  it('creates a tenant and its members from their first token, and answers the example of the reference', async () => {
    const token = await tokenOf('user-456');
    const filters = [{ field: 'region', operator: 'in', values: ['US', 'EU', 'APAC'] }];
    const draft = { name: 'Q4 Revenue', description: 'Quarterly', visibility: 'private', tags: ['revenue'], filters };
    const { status, body } = await ask(token, 'POST', '', draft);
    assert.equal(status, 201);
    assert.match(body.id, /^dash-/);
    assert.match(body.created_at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    assert.deepEqual(body, {
      ...{ ...draft, id: body.id, tenant_id: 'acme-corp', created_by: 'user-456', widget_count: 0 },
      ...{ created_at: body.created_at, updated_at: body.updated_at },
    });
    const { body: list } = await ask(token, 'GET', '?visibility=private&tag=revenue&limit=5');
    assert.deepEqual([list.total, list.limit, list.offset, list.dashboards[0].id], [1, 5, 0, body.id]);
    assert.equal((await ask(token, 'GET', '?limit=many')).body.error.code, 'INVALID_PARAMETER');
    assert.equal((await ask(await tokenOf('user-1', ['admin'], 'other'), 'GET', `/${body.id}`)).status, 404);
    assert.equal((await ask(await tokenOf('u', [], 'acme-corp', -60), 'GET', '')).body.error.code, 'TOKEN_EXPIRED');
  });

  it('adds, changes and removes widgets on twelve columns', async () => {
    const token = await tokenOf('user-456');
    const { id } = (await ask(token, 'POST', '', { name: 'Board' })).body;
    const draft = {
      ...{ name: 'Revenue by Region', widget_type: 'bar_chart', position: { x: 0, y: 0, width: 6, height: 4 } },
      data_source: { sql: 'SELECT 1', cache_ttl_seconds: 300 },
      config: { x_axis: 'region', show_legend: true },
    };
    const { status, body } = await ask(token, 'POST', `/${id}/widgets`, draft);
    assert.deepEqual([status, body], [201, { ...draft, id: body.id, dashboard_id: id, created_at: body.created_at }]);
    const path = `/${id}/widgets/${body.id}`;
    const outside = await ask(token, 'PUT', path, { position: { x: 7 } });
    const message = 'must be at most 5, because x is 7';
    assert.deepEqual([outside.status, outside.body.error.message], [400, `position.width: ${message}`]);
    assert.deepEqual(outside.body.error.details, { fields: [{ field: 'position.width', message }] });
    assert.deepEqual((await ask(token, 'PUT', path, { position: { x: 6 } })).body.position, {
      ...draft.position,
      x: 6,
    });
    for (const wrong of [{ widget_type: 'radar' }, { data_source: undefined }, { name: undefined }])
      assert.equal((await ask(token, 'POST', `/${id}/widgets`, { ...draft, ...wrong })).status, 400);
    assert.equal((await ask(token, 'GET', `/${id}`)).body.widgets.length, 1);
    assert.equal((await ask(token, 'DELETE', path)).status, 204);
    assert.equal((await ask(token, 'DELETE', path)).status, 404);
  });

  it('lets its owner and admins share and change it, and others what they were given', async () => {
    const [owner, other] = [await tokenOf('user-456'), await tokenOf('user-789')];
    const admin = await tokenOf('boss', ['admin']);
    const { id } = (await ask(owner, 'POST', '', { name: 'Board' })).body;
    assert.equal((await ask(other, 'GET', `/${id}`)).status, 404);
    const given = { visibility: 'private', shared_with: ['user-789', 'team-analytics'], permissions: 'view' };
    const shared = await ask(owner, 'POST', `/${id}/share`, given);
    assert.deepEqual(shared.body, {
      ...given,
      dashboard_id: id,
      shared_with: [
        { user_id: 'user-789', permission: 'view' },
        { team_id: 'team-analytics', permission: 'view' },
      ],
    });
    assert.equal((await ask(other, 'GET', `/${id}`)).status, 200);
    assert.equal((await ask(other, 'PUT', `/${id}`, { name: 'x' })).body.error.code, 'FORBIDDEN');
    assert.equal((await ask(admin, 'PUT', `/${id}`, { name: 'Changed' })).body.name, 'Changed');
    await ask(owner, 'POST', `/${id}/share`, { shared_with: ['user-1'] });
    assert.equal((await ask(other, 'GET', `/${id}`)).status, 200);
    const none = { shared_with: [{ user_id: 'user-789', permission: 'none' }] };
    assert.deepEqual((await ask(owner, 'POST', `/${id}/share`, none)).body.shared_with, [
      { team_id: 'team-analytics', permission: 'view' },
      { user_id: 'user-1', permission: 'view' },
    ]);
    assert.equal((await ask(other, 'GET', `/${id}`)).status, 404);
    assert.equal((await ask(owner, 'DELETE', `/${id}`)).status, 204);
  });
});
