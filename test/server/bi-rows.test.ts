import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { signJwt } from '../../server/auth/jwt.ts';
import { openTestApp, type TestApp } from '../support/app.ts';
import { bearer, send } from '../support/asking.ts';

const BASE = '/api/v1/bi/dashboards';
const TYPES = [
  ...['bar_chart', 'line_chart', 'pie_chart', 'area_chart', 'scatter_plot', 'kpi_card', 'table', 'heatmap', 'text'],
];

describe('BI: every row of its table', () => {
  let t: TestApp;
  let owner: string;
  let other: string;
  let admin: string;
  before(async () => {
    t = await openTestApp();
    const token = (sub: string, roles: string[]) =>
      signJwt({ iss: 'matih-platform', sub, tenant_id: 'acme', roles }, t.deps.config.jwtSecret, Date.now(), 900);
    [owner, other, admin] = [
      await token('owner', []),
      await token('other', ['analyst']),
      await token('boss', ['admin']),
    ];
  });
  after(() => t.close());

  const ask = (token: string, method: string, path: string, body?: unknown) =>
    send(t, method, BASE + path, body, bearer(token));
  const make = async (draft: object = {}) => (await ask(owner, 'POST', '', { name: 'Board', ...draft })).body;
  const refused = async (method: string, path: string, body: object, field: string) => {
    const answer = await ask(owner, method, path, body);
    assert.deepEqual([answer.status, answer.body.error.code], [400, 'VALIDATION_FAILED'], JSON.stringify(body));
    const fields = answer.body.error.details.fields.map((each: { field: string }) => each.field);
    assert.ok(
      fields.some((name: string) => name.startsWith(field)),
      `${field}: ${fields}`,
    );
  };

  it('POST /dashboards: name of 1 to 255, private by default, four words for who sees it, known operators', async () => {
    const { visibility, tags, filters, description, widget_count } = await make();
    assert.deepEqual([visibility, tags, filters, description, widget_count], ['private', [], [], '', 0]);
    for (const word of ['private', 'team', 'public', 'tenant'])
      assert.equal((await make({ visibility: word })).visibility, word);
    for (const operator of ['in', 'not_in', 'eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'between', 'contains']) {
      const filter = { field: 'f', operator, values: [1, 'a'] };
      assert.deepEqual((await make({ filters: [filter] })).filters, [filter]);
    }
    assert.equal((await make({ name: 'x'.repeat(255) })).name.length, 255);
    await refused('POST', '', {}, 'name');
    await refused('POST', '', { name: '' }, 'name');
    await refused('POST', '', { name: 'x'.repeat(256) }, 'name');
    await refused('POST', '', { name: 'a', visibility: 'world' }, 'visibility');
    await refused('POST', '', { name: 'a', tags: 'one' }, 'tags');
    await refused('POST', '', { name: 'a', filters: [{ field: 'f', operator: 'like', values: [] }] }, 'filters');
  });

  it('GET /dashboards: by visibility and tag, 20 at a time and at most 100, only what the caller may read', async () => {
    for (let index = 0; index < 22; index += 1) await make({ tags: ['many'], visibility: 'tenant' });
    await make({ tags: ['many'] });
    const count = async (token: string, query: string) => {
      const { body } = await ask(token, 'GET', query);
      return [body.dashboards.length, body.total, body.limit, body.offset];
    };
    assert.deepEqual(await count(owner, '?tag=many'), [20, 23, 20, 0]);
    assert.deepEqual(await count(owner, '?tag=many&limit=100&offset=21'), [2, 23, 100, 21]);
    assert.deepEqual(await count(owner, '?tag=many&visibility=private'), [1, 1, 20, 0]);
    assert.deepEqual(await count(other, '?tag=many'), [20, 22, 20, 0]);
    assert.deepEqual(await count(owner, '?tag=none'), [0, 0, 20, 0]);
    for (const query of ['?limit=101', '?limit=-1', '?offset=x', '?visibility=world']) {
      const { status, body } = await ask(owner, 'GET', query);
      assert.deepEqual([status, body.error.code], [400, 'INVALID_PARAMETER'], query);
    }
  });

  it('GET /dashboards/:id: widgets, filters, tags, shared_with; 404 names what is missing', async () => {
    const { id } = await make({ tags: ['a'] });
    await ask(owner, 'POST', `/${id}/widgets`, { name: 'W', widget_type: 'text' });
    await ask(owner, 'POST', `/${id}/share`, { shared_with: ['someone'] });
    const { body } = await ask(owner, 'GET', `/${id}`);
    assert.deepEqual(
      [body.widget_count, body.widgets[0].name, body.tags, body.shared_with[0].user_id],
      [1, 'W', ['a'], 'someone'],
    );
    const missing = await ask(owner, 'GET', '/dash-xyz');
    const { code, category, message, details } = missing.body.error;
    assert.deepEqual(
      [missing.status, code, category, message, details],
      [
        404,
        'RESOURCE_NOT_FOUND',
        'CLIENT_ERROR',
        "Dashboard with ID 'dash-xyz' not found",
        { resourceType: 'Dashboard', resourceId: 'dash-xyz' },
      ],
    );
  });

  it('PUT and DELETE /dashboards/:id: any of the fields, for the owner and admins', async () => {
    const { id } = await make({ description: 'Old', tags: ['a'], visibility: 'tenant' });
    assert.equal((await ask(other, 'PUT', `/${id}`, { name: 'Theirs' })).body.error.code, 'FORBIDDEN');
    assert.equal((await ask(other, 'DELETE', `/${id}`)).status, 403);
    assert.equal((await ask(other, 'POST', `/${id}/share`, { visibility: 'public' })).status, 403);
    const { body } = await ask(owner, 'PUT', `/${id}`, {
      tags: ['b'],
      filters: [{ field: 'f', operator: 'eq', values: [] }],
    });
    assert.deepEqual([body.name, body.description, body.tags, body.filters.length], ['Board', 'Old', ['b'], 1]);
    assert.equal((await ask(admin, 'PUT', `/${id}`, { description: 'New' })).body.description, 'New');
    await refused('PUT', `/${id}`, { name: '' }, 'name');
    assert.equal((await ask(admin, 'DELETE', `/${id}`)).status, 204);
    assert.equal((await ask(owner, 'PUT', `/${id}`, { name: 'x' })).status, 404);
    assert.equal((await ask(owner, 'DELETE', `/${id}`)).status, 404);
  });

  it('PUT /dashboards/:id: accepts what GET returned, including names and access set through other APIs', async () => {
    const { id } = await make({ visibility: 'public' });
    const row = await t.deps.store.dashboards.get({ publicId: id });
    const long = 'Long '.repeat(60).trim();
    await t.deps.store.dashboards.update({ id: row?.id ?? 0 }, { name: long, isPrivate: true });
    const { body: shown } = await ask(owner, 'GET', `/${id}`);
    assert.deepEqual([shown.name, shown.visibility], [long, 'tenant']);
    const { status, body } = await ask(owner, 'PUT', `/${id}`, { ...shown, description: 'Changed' });
    assert.deepEqual([status, body.name, body.description], [200, long, 'Changed']);
    const after = await t.deps.store.dashboards.get({ publicId: id });
    assert.deepEqual([after?.visibility, after?.isPrivate], ['public', true]);
    await refused('PUT', `/${id}`, { name: `${long}!` }, 'name');
  });

  it('POST and PUT widgets: nine types, twelve columns, a source in either form, and nothing else', async () => {
    const { id } = await make();
    const path = `/${id}/widgets`;
    for (const widget_type of TYPES) {
      const { status, body } = await ask(owner, 'POST', path, { name: 'W', widget_type, data_source: { metric: 'm' } });
      assert.deepEqual([status, body.widget_type, body.data_source.cache_ttl_seconds], [201, widget_type, 300]);
    }
    const draft = { name: 'W', widget_type: 'kpi_card', data_source: { metric: 'revenue', dimensions: ['a'] } };
    const { body } = await ask(owner, 'POST', path, { ...draft, config: { prefix: '$' } });
    assert.deepEqual(body.data_source.dimensions, ['a']);
    const own = `${path}/${body.id}`;
    for (const [wrong, field] of [
      [{ position: { x: -1 } }, 'position'],
      [{ position: { width: 0 } }, 'position'],
      [{ position: { x: 6, width: 7 } }, 'position.width'],
      [{ widget_type: 'radar' }, 'widget_type'],
      [{ data_source: {} }, 'data_source'],
      [{ data_source: { sql: '' } }, 'data_source'],
      [{ config: [] }, 'config'],
    ] as const) {
      await refused('PUT', own, wrong, field);
      await refused('POST', path, { ...draft, ...wrong }, field);
    }
    const sql = { sql: 'select 1', cache_ttl_seconds: 5 };
    const changed = (await ask(owner, 'PUT', own, { data_source: sql })).body;
    assert.deepEqual([changed.data_source, changed.config, changed.name], [sql, { prefix: '$' }, 'W']);
    assert.equal((await ask(other, 'PUT', own, { name: 'x' })).status, 404);
    await ask(owner, 'PUT', `/${id}`, { visibility: 'tenant' });
    await ask(owner, 'POST', `/${id}/share`, { shared_with: [{ user_id: 'other', permission: 'view' }] });
    assert.equal((await ask(other, 'GET', `/${id}`)).status, 200);
    assert.equal(
      (await ask(owner, 'PUT', `${path}/wid-none`, { name: 'x' })).body.error.details.resourceType,
      'Widget',
    );
  });

  it('POST and PUT widgets: SQL that can never run is refused, and nothing of it is stored', async () => {
    const { id } = await make();
    const path = `/${id}/widgets`;
    const draft = { name: 'W', widget_type: 'kpi_card' };
    const good = {
      sql: "select region, sum(revenue) from sales where day > {{since}} and {filters} group by region -- '",
    };
    const { status, body } = await ask(owner, 'POST', path, { ...draft, data_source: good });
    assert.equal(status, 201, 'tables, columns and values may come later');
    const own = `${path}/${body.id}`;
    for (const sql of [
      'select (1',
      'selec 1',
      "select 'a",
      'select 1; select 2',
      '-- nothing',
      'drop table sales',
      'insert into sales values (1)',
      'create table t as select 1',
      "copy sales to '/tmp/x'",
      "attach '/etc/passwd' as x",
      'pragma database_list',
      "set memory_limit = '1TB'",
      "select * from read_csv('/etc/passwd')",
      "select * from '/etc/passwd'.x.y",
      'with d as (delete from sales returning *) select * from d',
      `select '${'x'.repeat(33_000)}'`,
    ]) {
      await refused('POST', path, { ...draft, data_source: { sql } }, 'data_source.sql');
      await refused('PUT', own, { name: 'other', data_source: { sql } }, 'data_source.sql');
    }
    const { widgets } = (await ask(owner, 'GET', `/${id}`)).body;
    assert.deepEqual(
      widgets.map((each: { name: string; data_source: { sql: string } }) => [each.name, each.data_source.sql]),
      [['W', good.sql]],
    );
    const account = { sql: 'select now() at time zone $zone', account_id: 7 };
    assert.equal((await ask(owner, 'PUT', own, { data_source: account })).status, 200);
    await refused('PUT', own, { data_source: { ...account, sql: 'select 1; drop table t' } }, 'data_source.sql');
  });

  it('POST /share: strings and objects, a level for all or for each', async () => {
    const { id } = await make();
    const shared_with = ['ann', 'team-a', { user_id: 'bob', permission: 'edit' }, { team_id: 'x' }];
    const { status, body } = await ask(owner, 'POST', `/${id}/share`, {
      visibility: 'team',
      shared_with,
      permissions: 'view',
    });
    assert.deepEqual(
      [status, body],
      [
        200,
        {
          ...{ dashboard_id: id, visibility: 'team', permissions: 'view' },
          shared_with: [
            { user_id: 'ann', permission: 'view' },
            { team_id: 'team-a', permission: 'view' },
            { user_id: 'bob', permission: 'edit' },
            { team_id: 'x', permission: 'view' },
          ],
        },
      ],
    );
    await refused('POST', `/${id}/share`, { permissions: 'own' }, 'permissions');
    await refused('POST', `/${id}/share`, { shared_with: 'ann' }, 'shared_with');
    await refused('POST', `/${id}/share`, { shared_with: [''] }, 'shared_with');
    const own = (await make()).id;
    await ask(owner, 'POST', `/${own}/share`, { shared_with: ['other'], permissions: 'edit' });
    assert.equal((await ask(other, 'POST', `/${own}/widgets`, { name: 'W', widget_type: 'text' })).status, 201);
    assert.equal(
      (await ask(other, 'PUT', `/${own}`, { name: 'x' })).status,
      403,
      'what the dashboard is stays the owner’s',
    );
  });

  it('POST /clone: everything but who it was shared with, under another name', async () => {
    const { id } = await make({ tags: ['a'], description: 'D' });
    await ask(owner, 'POST', `/${id}/widgets`, { name: 'W', widget_type: 'text', config: { a: 1 } });
    await ask(owner, 'POST', `/${id}/share`, { shared_with: ['someone'] });
    const { status, body } = await ask(owner, 'POST', `/${id}/clone?new_name=Copy`);
    assert.deepEqual(
      [status, body.name, body.tags, body.description, body.widgets[0].config, body.shared_with],
      [201, 'Copy', ['a'], 'D', { a: 1 }, []],
    );
    assert.notEqual(body.widgets[0].id, (await ask(owner, 'GET', `/${id}`)).body.widgets[0].id);
    assert.equal((await ask(other, 'POST', `/${id}/clone`)).status, 404);
  });

  it('tokens: must be HS256 and have tenant_id, sub and exp', async () => {
    const sign = (claims: object, ttl = 60, secret = t.deps.config.jwtSecret) =>
      signJwt(claims as never, secret, Date.now(), ttl);
    const claims = { sub: 'a', tenant_id: 'acme' };
    assert.equal((await ask(await sign(claims), 'GET', '')).status, 200);
    for (const wrong of [
      { sub: 'a' },
      { tenant_id: 'acme' },
      { sub: '', tenant_id: 'acme' },
      { sub: 7, tenant_id: 'acme' },
    ])
      assert.equal((await ask(await sign(wrong), 'GET', '')).body.error.code, 'UNAUTHORIZED');
    assert.equal((await ask(await sign(claims, -60), 'GET', '')).body.error.code, 'TOKEN_EXPIRED');
    assert.equal((await ask(await sign(claims, 60, 'x'.repeat(40)), 'GET', '')).status, 401);
  });
});
