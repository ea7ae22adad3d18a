import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openTestApp, PASSWORD, type TestApp } from '../support/app.ts';
import { basicHeader, type Curl, curl } from '../support/ducksboard.ts';

/** One test per sentence of the reference that promises something about dashboards and tokens, and every row of its table. */
let t: TestApp;
let api: Curl;
before(async () => {
  t = await openTestApp();
  api = curl(t, t.alpha.keys.owner.secret);
});
after(() => t.close());

const names = async (): Promise<string[]> =>
  (await api.get('/api/dashboards/')).data.map(({ name }: { name: string }) => name);

describe('Ducksboard: authentication', () => {
  it('accepts the key as user name with any password, or none', async () => {
    for (const password of ['x', '', 'ignored', 'a:b'])
      assert.equal((await curl(t, t.alpha.keys.owner.secret, password).get('/api/dashboards/')).count, 2);
  });

  it('accepts a session, and for changes its CSRF token', async () => {
    const { cookie, csrf } = await t.domain.people.openSession(
      await t.domain.people.byPassword('beta-owner', PASSWORD),
    );
    const headers = { cookie: `bc_session=${cookie}` };
    const listed = await t.send({ path: '/api/dashboards/', headers });
    assert.equal(JSON.parse(listed.text).count, 2);
    const change = { method: 'PUT', path: `/api/dashboards/${t.beta.board.slug}`, body: '{"background":"white"}' };
    assert.equal((await t.send({ ...change, headers })).status, 403);
    assert.equal((await t.send({ ...change, headers: { ...headers, 'x-csrf-token': csrf } })).status, 200);
  });

  it('is 401 without credentials, in its own format', async () => {
    const answer = await t.send({ path: '/api/widgets/' });
    assert.equal(answer.status, 401);
    assert.equal(answer.text, '{"errors":"unauthorized"}');
    assert.equal(answer.headers['www-authenticate'], 'Basic realm="Ducksboard"');
    const pull = await t.send({ path: '/values/x/last' });
    assert.equal(pull.headers['www-authenticate'], 'Basic realm="Ducksboard pull API"');
    const bad = await t.send({ path: '/v/x/last', headers: basicHeader('nobody') });
    assert.equal(bad.headers['www-authenticate'], 'Basic realm="Ducksboard pull API"');
  });

  it('refuses the tokens of other dialects', async () => {
    const headers = { authorization: `Bearer ${t.alpha.keys.owner.secret}` };
    const answer = await t.send({ path: '/api/widgets/', headers });
    assert.deepEqual([answer.status, answer.text], [401, '{"errors":"unauthorized"}']);
  });
});

describe('Ducksboard: dashboards', () => {
  it('POST: name, slug, wood by default, and always the last', async () => {
    const made = await api.post('/api/dashboards/', { name: 'My Dashboard', layout: 1, colour: 'ignored' });
    assert.deepEqual(made, { name: 'My Dashboard', background: 'wood', layout: 3, slug: 'my-dashboard' });
    const dark = await api.post('/api/dashboards', { name: 'Second one', background: 'dark wood' });
    assert.deepEqual(dark, { name: 'Second one', background: 'dark wood', layout: 4, slug: 'second-one' });
    assert.deepEqual(await api.get('/api/dashboards/my-dashboard'), made);
    assert.deepEqual(await api.get('/api/dashboards/my-dashboard/'), made);
  });

  it('POST: names invalid fields', async () => {
    const failures: [unknown, unknown][] = [
      [{}, { code: 100, errors: { name: 'This field is required.' } }],
      [{ name: '' }, { code: 100, errors: { name: 'This field is required.' } }],
      [{ name: null }, { code: 100, errors: { name: 'This field is required.' } }],
      [{ name: '…' }, { code: 100, errors: { name: 'Enter a name with letters or digits.' } }],
      [{ name: 'MY dashboard!' }, { code: 101, errors: { name: 'the slug my-dashboard is taken' } }],
    ];
    for (const [body, answer] of failures)
      assert.deepEqual(await api.fails('POST', '/api/dashboards/', body), [400, answer]);
    const [status, answer] = await api.fails('POST', '/api/dashboards/', { name: 'n', background: 'plaid' });
    assert.deepEqual([status, answer.code, Object.keys(answer.errors)], [400, 102, ['background']]);
  });

  it('GET: a collection ordered by layout', async () => {
    const { count, data } = await api.get('/api/dashboards/');
    assert.equal(count, 4);
    assert.deepEqual(
      data.map(({ layout }: { layout: number }) => layout),
      [1, 2, 3, 4],
    );
  });

  it('PUT: any of its fields; a new name makes a new slug', async () => {
    const body = { name: 'New name', background: 'grey tiles', layout: 7 };
    const changed = await api.put('/api/dashboards/my-dashboard', body);
    assert.deepEqual(changed, { ...body, slug: 'new-name' });
    assert.deepEqual(await api.put('/api/dashboards/new-name', { background: 'white' }), {
      ...changed,
      background: 'white',
    });
    assert.deepEqual(await api.fails('GET', '/api/dashboards/my-dashboard'), [404, { errors: 'not found' }]);
    assert.equal((await names()).at(-1), 'New name');
  });

  it('PUT: sending back what was returned changes nothing, and a slug is ignored', async () => {
    const before = await api.get('/api/dashboards/new-name');
    assert.deepEqual(await api.put('/api/dashboards/new-name', { ...before, slug: 'other' }), before);
    assert.deepEqual(await api.put('/api/dashboards/new-name', {}), before);
  });

  it('PUT: layout and slug are unique, a layout is a whole number', async () => {
    const path = '/api/dashboards/new-name';
    assert.deepEqual(await api.fails('PUT', path, { layout: 'first' }), [
      400,
      { code: 100, errors: { layout: 'Enter a whole number.' } },
    ]);
    assert.deepEqual(await api.fails('PUT', path, { layout: 4 }), [
      400,
      { code: 101, errors: { layout: 'Another dashboard has this position.' } },
    ]);
    const [status, { code, errors }] = await api.fails('PUT', path, { name: 'second ONE' });
    assert.deepEqual([status, code, Object.keys(errors)], [400, 101, ['name']]);
    assert.equal((await api.get(path)).layout, 7);
  });

  it('PUT: limits the layout so that another dashboard can always come after it', async () => {
    const slug = 'end-of-the-line';
    const path = `/api/dashboards/${slug}`;
    const made = await api.post('/api/dashboards/', { name: 'End of the line' });
    const [status, { errors }] = await api.fails('PUT', path, { layout: 2 ** 31 - 1 });
    assert.deepEqual([status, Object.keys(errors)], [400, ['layout']]);
    await api.put(path, { layout: 2 ** 30 });
    const after = await api.post('/api/dashboards/', { name: 'One more' });
    assert.equal(after.layout, 2 ** 30 + 1);
    assert.deepEqual(await api.put('/api/dashboards/one-more', after), after);
    await api.delete('/api/dashboards/one-more');
    await api.put(path, made);
  });

  it('DELETE: a restored one gets a free layout and slug', async () => {
    const layouts = async () => {
      const { data } = await api.get('/api/dashboards/');
      return (data as { layout: number }[]).map(({ layout }) => layout);
    };
    const before = await layouts();
    const made = await api.post('/api/dashboards/', { name: 'Back again' });
    const { id } = (await t.deps.store.dashboards.get({ slug: made.slug })) as { id: number };
    const principal = await t.domain.people.byApiKey(t.alpha.keys.owner.secret);
    const restore = () => t.domain.boards.restore(principal, id);
    await api.delete('/api/dashboards/back-again');
    await restore();
    assert.deepEqual(await api.get('/api/dashboards/back-again'), made);
    await api.delete('/api/dashboards/back-again');
    await api.post('/api/dashboards/', { name: 'Back again' });
    await restore();
    const [last] = (await api.get('/api/dashboards/')).data.slice(-1);
    assert.deepEqual(last, { ...made, slug: 'back-again-2', layout: made.layout + 1 });
    for (const slug of ['back-again', 'back-again-2']) await api.delete(`/api/dashboards/${slug}`);
    assert.deepEqual(await layouts(), before);
  });

  it('accessed: in singular and plural', async () => {
    for (const word of ['dashboard', 'dashboards'])
      assert.deepEqual(await api.post(`/api/${word}/new-name/accessed`, 'ignored'), { response: 'ok' });
    const [board] = await t.deps.store.dashboards.list({ slug: 'new-name' });
    assert.ok(Date.now() - (board?.lastAccessedAt ?? 0) < 60_000);
  });

  it('DELETE: with its widgets and tokens, but never the only one', async () => {
    const { token } = await api.post('/api/dashboards/new-name/tokens/', { description: 'x' });
    const draft = { kind: 'custom_numeric_counter', title: 'Goes too', dashboard: 'new-name' };
    const { widget } = await api.post('/api/widgets/', { widget: draft });
    assert.deepEqual(await api.delete('/api/dashboards/new-name', '{}'), { deleted: 1 });
    assert.equal((await api.fails('DELETE', '/api/dashboards/new-name'))[0], 404);
    assert.equal((await api.fails('GET', `/api/widgets/${widget.id}`))[0], 404);
    assert.equal((await t.fetch(`/public/${token}/`)).status, 404);

    const { slug } = await t.domain.people.createWorkspace({ slug: 'alone' });
    await t.domain.people.createUser({
      email: 'alone@example.test',
      username: 'alone',
      password: PASSWORD,
      workspace: slug,
      role: 'owner',
    });
    const { secret } = await t.domain.people.createKey({ workspace: slug, user: 'alone', name: 'key' });
    const alone = curl(t, secret);
    await alone.post('/api/dashboards/', { name: 'Only' });
    assert.deepEqual(await alone.delete('/api/dashboards/only'), { deleted: 0 });
    assert.equal((await alone.get('/api/dashboards/only')).name, 'Only');
  });

  it('is private until it is shared by a token', async () => {
    const { slug } = await api.post('/api/dashboards/', { name: 'Closed' });
    const [board] = await t.deps.store.dashboards.list({ slug });
    assert.equal(board?.isPrivate, true);
  });
});

describe('Ducksboard: access tokens', () => {
  const path = '/api/dashboards/second-one/tokens/';

  it('are made with a description, and a password that is never given back', async () => {
    const open = await api.post(path, { description: 'token for joe' });
    assert.deepEqual(Object.keys(open), ['token', 'description', 'date_created', 'has_password']);
    assert.match(open.token, /^[A-Za-z0-9]{20}$/);
    assert.match(open.date_created, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$/);
    assert.equal(open.has_password, false);
    const closed = await api.post(path, { description: 'token for mary', password: 'secret!' });
    assert.equal(closed.has_password, true);
    assert.ok(!JSON.stringify(closed).includes('secret!'));
    assert.equal((await t.fetch(`/public/${open.token}/`)).status, 200);
    const rows = await t.deps.store.accessTokens.list({});
    assert.ok(!JSON.stringify(rows).includes('secret!') && !JSON.stringify(rows).includes(open.token));
    assert.match(rows.find((row) => row.description === 'token for mary')?.passwordHash ?? '', /^\$argon2id\$/);
  });

  it('are listed newest first', async () => {
    await api.post(path, { description: 'third', password: null });
    const { count, data } = await api.get(path);
    assert.equal(count, 3);
    assert.deepEqual(
      data.map(({ description }: { description: string }) => description),
      ['third', 'token for mary', 'token for joe'],
    );
    assert.deepEqual(await api.get(`${path}${data[1].token}`), data[1]);
  });

  it('cannot be shown when the SECRET_KEY was lost, but still work', async () => {
    const { token } = await api.post(path, { description: 'lost' });
    const [row] = await t.deps.store.accessTokens.list({ description: 'lost' });
    await t.deps.store.accessTokens.update({ id: row?.id ?? 0 }, { sealed: 'v1.of-another-key' });
    assert.deepEqual([(await api.get(path)).data[0].token, (await t.fetch(`/public/${token}/`)).status], [null, 200]);
    await t.deps.store.accessTokens.delete({ id: row?.id ?? 0 });
  });

  it('are deleted once, and open nothing afterwards', async () => {
    const [{ token }] = (await api.get(path)).data;
    assert.deepEqual(await api.delete(path + token), { deleted: 1 });
    for (const method of ['GET', 'DELETE'])
      assert.deepEqual(await api.fails(method, path + token), [404, { errors: 'not found' }]);
    assert.notEqual((await t.fetch(`/public/${token}/`)).status, 200);
    assert.equal((await api.get(path)).count, 2);
  });

  it('belong to one dashboard, and need a description', async () => {
    const [{ token }] = (await api.get(path)).data;
    assert.equal((await api.fails('GET', `/api/dashboards/closed/tokens/${token}`))[0], 404);
    assert.deepEqual(await api.fails('POST', path, {}), [
      400,
      { code: 100, errors: { description: 'This field is required.' } },
    ]);
    assert.equal((await api.fails('GET', '/api/dashboards/nothing/tokens/'))[0], 404);
  });
});
