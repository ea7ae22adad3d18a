import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { createSecrets } from '../../server/auth/secrets.ts';
import type { Credentials } from '../../server/domain/sources/account-kinds.ts';
import { createServices, type ServiceName, type Services } from '../../server/sources/accounts/index.ts';
import { createGuard } from '../../server/sources/guard.ts';
import { openTestApp, type TestApp } from '../support/app.ts';
import { type Curl, curl } from '../support/ducksboard.ts';

/** Accounts over services that answer as the real ones do, and take only the right credentials. */
let t: TestApp;
let api: Curl;
let outside: Server;
let services: Services;
let base: string;
const seen: Pick<IncomingMessage, 'url' | 'headers'>[] = [];

const RSS = `<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>
<item><title><![CDATA[A & <b>B</b>]]></title><link>https://x.test/2</link><pubDate>Tue, 02 Jan 2024 00:00:00 GMT</pubDate>
<description>&lt;p&gt;Words &amp;amp; more&lt;/p&gt;</description></item>
<item><title>First</title><link>javascript:alert(1)</link><pubDate>Mon, 01 Jan 2024 00:00:00 GMT</pubDate></item></channel></rss>`;
const ATOM = `<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>Entry</title><link rel="self" href="https://x.test/self"/>
<link href="https://x.test/e?a=1&amp;b=2"/><updated>2024-01-01T00:00:00Z</updated><summary>S</summary></entry></feed>`;
const STAR = {
  type: 'WatchEvent',
  created_at: '2024-01-01T00:00:00Z',
  actor: { login: 'ann', avatar_url: 'https://x.test/a.png' },
};

/** Path (without the query) to what it answers and the header it asks for. */
const ANSWERS: Record<string, { body: unknown; needs?: [string, string]; type?: string }> = {
  '/user': { body: { login: 'octocat' }, needs: ['authorization', 'Bearer gh'] },
  '/repos/octocat/hello': { body: { stargazers_count: 42, forks_count: 7, open_issues_count: 3 } },
  '/repos/octocat/hello/events': { body: [STAR, { type: 'PushEvent' }] },
  '/v2/applications.json': { body: { applications: [] }, needs: ['x-api-key', 'nr'] },
  '/v2/applications/9.json': { body: { application: { application_summary: { response_time: 12.5 } } } },
  '/api/v3/users.json': { body: { Users: [] }, needs: ['authorization', `Basic ${btoa('f93s-45md:footastic')}`] },
  '/api/v3/forms/contact/entries/count.json': { body: { EntryCount: '31' } },
  '/2/users/me': {
    body: { data: { username: 'ducksboard', public_metrics: { followers_count: 5 } } },
    needs: ['authorization', 'Bearer tw'],
  },
  '/data.json': { body: { a: { b: [{ c: 7 }] } }, needs: ['authorization', 'Bearer token'] },
  '/rss': { body: RSS },
  '/atom': { body: ATOM },
  '/declared': {
    body: Buffer.from(
      '<?xml version="1.0" encoding="ISO-8859-1"?><rss><item><title>Schön</title></item></rss>',
      'latin1',
    ),
  },
  '/told': {
    body: Buffer.concat([
      Buffer.from('<rss><item><title>'),
      Buffer.from([0xcc, 0xe8, 0xf0]),
      Buffer.from('</title></item></rss>'),
    ]),
    type: 'text/xml; charset="windows-1251"',
  },
  '/unknown': { body: '<rss><item><title>é</title></item></rss>', type: 'text/xml; charset=x-klingon' },
  '/marked.json': { body: '\ufeff{"a":1}' },
  '/page': { body: '<html></html>' },
};

before(async () => {
  outside = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '', 'http://x');
    seen.push({ url: request.url, headers: request.headers });
    const answer = ANSWERS[pathname];
    const [header = '', value] = answer?.needs ?? [];
    response.statusCode = !answer ? 404 : value !== undefined && request.headers[header] !== value ? 401 : 200;
    if (answer?.type) response.setHeader('content-type', answer.type);
    const isRaw = typeof answer?.body === 'string' || Buffer.isBuffer(answer?.body);
    response.end(isRaw ? answer.body : JSON.stringify(answer?.body ?? {}));
  });
  outside.listen(0, '127.0.0.1');
  await once(outside, 'listening');
  base = `http://127.0.0.1:${(outside.address() as AddressInfo).port}`;
  const bases = Object.fromEntries((['github', 'newrelic', 'wufoo', 'twitter'] as const).map((name) => [name, base]));
  services = createServices(createGuard({ allow: ['127.0.0.1'] }), bases);
  t = await openTestApp({ accountKinds: services });
  api = curl(t, t.alpha.keys.owner.secret);
  await api.post('/api/dashboards/', { name: 'Accounts' });
});
after(async () => {
  await t.close();
  outside.closeAllConnections();
  outside.close();
});

const link = (kind: string, fields: object) => api.post('/api/accounts/', { kind, ...fields });

describe('Ducksboard: accounts', () => {
  it('POST: the example of the reference; nothing but id, kind and name comes back', async () => {
    const fields = { username: 'ACME S.A.', subdomain: 'acmesa', api_key: 'f93s-45md' };
    const made = await link('wufoo', fields);
    assert.deepEqual(made, { id: made.id, kind: 'wufoo', username: 'ACME S.A.' });
    assert.deepEqual(await api.get(`/api/accounts/${made.id}`), made);
    assert.deepEqual(await api.get('/api/accounts/'), { count: 1, data: [made] });
  });

  it('stores credentials encrypted', async () => {
    const [row] = await t.deps.store.accounts.list({ kind: 'wufoo' });
    assert.ok(!JSON.stringify(row).includes('f93s-45md'));
    const opened = await t.domain.accounts.credentials(t.alpha.workspace.id, row?.id ?? 0);
    assert.deepEqual(opened, { kind: 'wufoo', credentials: { subdomain: 'acmesa', api_key: 'f93s-45md' } });
    await assert.rejects(t.domain.accounts.credentials(t.beta.workspace.id, row?.id ?? 0));
    assert.ok(!t.logged().includes('f93s-45md'));
  });

  it('reports unreadable credentials when the SECRET_KEY was lost, and accepts new ones', async () => {
    const given = { username: 'Lost', subdomain: 'acmesa', api_key: 'f93s-45md' };
    const { id } = await link('wufoo', given);
    const { seal } = createSecrets({ secretKey: 'another one'.repeat(3) });
    await t.deps.store.accounts.update({ id }, { credentialsSealed: seal('{}') });
    const credentials = () => t.domain.accounts.credentials(t.alpha.workspace.id, id);
    await assert.rejects(credentials(), /stored with another SECRET_KEY/);
    await api.post(`/api/accounts/${id}`, given);
    assert.equal((await credentials()).credentials.api_key, given.api_key);
    await api.delete(`/api/accounts/${id}`);
  });

  it('never sends stored credentials to a new host', async (test) => {
    const told: Credentials[] = [];
    const check = async (credentials: Credentials) => {
      told.push(credentials);
      return {};
    };
    for (const [kind, before, after, is] of [
      ['http_json', 'https://a.test/x', 'https://a.test/y?z', 'the same'],
      ['http_json', 'https://a.test/x', 'https://a.test:8443/x', 'another'],
      ['http_json', 'https://a.test/x', 'http://a.test/x', 'another'],
      ['postgresql', 'fd00::1', 'fd00::1', 'the same'],
      ['postgresql', 'fd00::1', 'fd00::2', 'another'],
    ] as const) {
      const { fields } = services[kind];
      const place = fields.find(({ isPlace }) => isPlace)?.name ?? '';
      const app = await openTestApp({ accountKinds: { [kind]: { fields, widgets: {}, check } } });
      test.after(() => app.close());
      const owner = await app.domain.people.byApiKey(app.alpha.keys.owner.secret);
      const rest = { username: 'n', user: 'u', database: 'd' };
      const { id } = await app.domain.accounts.link(owner, { kind, ...rest, password: 'secret', [place]: before });
      await app.domain.accounts.update(owner, id, { ...rest, [place]: after });
      assert.equal(told.at(-1)?.password, is === 'the same' ? 'secret' : undefined, `${before} ${after}`);
    }
  });

  it('POST: names invalid fields', async () => {
    const failures: [object, number, string[] | RegExp][] = [
      [{}, 100, ['kind']],
      [{ kind: 'myspace' }, 102, ['kind']],
      [{ kind: 'constructor' }, 102, ['kind']],
      [{ kind: 'wufoo', username: 'x' }, 100, ['subdomain', 'api_key']],
      [{ kind: 'wufoo', username: 'x', subdomain: 'a.evil.test/#', api_key: 'f93s-45md' }, 100, ['subdomain']],
      [{ kind: 'wufoo', subdomain: 'acmesa', api_key: 'f93s-45md' }, 100, ['username']],
      [{ kind: 'wufoo', username: 'ACME S.A.', subdomain: 'acmesa', api_key: 'f93s-45md' }, 101, ['username']],
      [
        { kind: 'wufoo', username: 'Other', subdomain: 'acmesa', api_key: 'guess' },
        100,
        /does not accept these credentials/,
      ],
      [{ kind: 'newrelic', username: 'N', api_key: 'a\r\nb' }, 100, ['api_key']],
      [{ kind: 'http_json', username: 'H', url: 'file:///etc/passwd' }, 100, ['url']],
      [{ kind: 'http_json', username: 'H', url: `${base}/page` }, 100, /JSON/],
      [{ kind: 'http_json', username: 'H', url: `${base}/nothing` }, 100, /status 404/],
      [{ kind: 'http_json', username: 'H', url: 'http://10.0.0.1/' }, 100, /is not allowed/],
      [{ kind: 'rss', username: 'R', url: `${base}/page` }, 100, /no RSS or Atom feed/],
      [{ kind: 'postgresql', username: 'P', host: '10.0.0.1', database: 'd', user: 'u' }, 100, /is not allowed/],
    ];
    for (const [body, code, wanted] of failures) {
      const [status, { code: told, errors }] = await api.fails('POST', '/api/accounts/', body);
      assert.deepEqual([status, told], [400, code], JSON.stringify(body));
      if (wanted instanceof RegExp) assert.match(errors, wanted);
      else assert.deepEqual(Object.keys(errors), wanted);
    }
    assert.equal((await api.get('/api/accounts/')).count, 1);
  });

  it('each service checks the credentials in its own way', async () => {
    assert.equal((await link('github', { access_token: 'gh' })).username, 'octocat', 'called as GitHub calls it');
    assert.equal((await link('newrelic', { username: 'Prod', api_key: 'nr' })).username, 'Prod');
    assert.equal((await link('twitter', { username: 'mine', access_token: 'tw' })).username, 'ducksboard');
    assert.equal(
      (await link('http_json', { username: 'Prod', url: `${base}/data.json`, token: 'token' })).username,
      'Prod',
    );
    assert.equal((await link('rss', { username: 'News', url: `${base}/rss` })).kind, 'rss');
    assert.equal(seen.find(({ url }) => url === '/user')?.headers['x-github-api-version'], '2022-11-28');
    const again = await api.fails('POST', '/api/accounts/', { kind: 'twitter', access_token: 'tw' });
    assert.deepEqual([again[0], again[1].code], [400, 101]);
  });

  it('POST on an account changes the given fields, and checks the credentials again', async () => {
    const { data } = await api.get('/api/accounts/');
    const wufoo = data.find(({ kind }: { kind: string }) => kind === 'wufoo');
    const path = `/api/accounts/${wufoo.id}`;
    const before = seen.length;
    assert.deepEqual(await api.post(path, { username: 'ACME', kind: 'ignored' }), { ...wufoo, username: 'ACME' });
    assert.equal(seen.length, before + 1);
    assert.equal((await api.fails('POST', path, { api_key: 'guess' }))[1].code, 100);
    const { credentials } = await t.domain.accounts.credentials(t.alpha.workspace.id, wufoo.id);
    assert.equal(credentials.api_key, 'f93s-45md');
    await link('wufoo', { username: 'Second', subdomain: 'acmesa', api_key: 'f93s-45md' });
    assert.equal((await api.fails('POST', path, { username: 'Second' }))[1].code, 101);
    assert.equal((await api.fails('POST', '/api/accounts/999999', {}))[0], 404);
  });

  it('DELETE unlinks it, and removes its widgets and no other', async () => {
    const { data } = await api.get('/api/accounts/');
    const idOf = (wanted: string): number => data.find(({ kind }: { kind: string }) => kind === wanted).id;
    const make = async (kind: string, content: object): Promise<number> => {
      const widget = { kind, title: kind, dashboard: 'accounts' };
      return (await api.post('/api/widgets/', { widget, content })).widget.id;
    };
    const id = idOf('github');
    const gone = await make('github_watchers_counter_timeline', { account_id: id, repo: 'hello' });
    const kept = await make('rss_timeline', { url: `${base}/rss` });
    assert.equal(
      (
        await api.fails('POST', '/api/widgets/', {
          widget: { kind: 'github_forks_counter', title: '', dashboard: 'accounts' },
          content: { repo: 'x', account_id: idOf('wufoo') },
        })
      )[1].code,
      102,
    );
    assert.deepEqual(await api.delete(`/api/accounts/${id}`, '{}'), { deleted: 1 });
    assert.equal((await api.fails('GET', `/api/accounts/${id}`))[0], 404);
    assert.equal((await api.fails('GET', `/api/widgets/${gone}`))[0], 404);
    assert.equal((await api.get(`/api/widgets/${kept}`)).widget.id, kept);
    assert.deepEqual(await t.deps.store.accounts.list({ id }), []);
  });
});

describe('Ducksboard: widgets filled by services', () => {
  const fetched = (
    service: ServiceName,
    kind: string,
    credentials: Record<string, string>,
    params: Record<string, string>,
  ) => {
    const feed = services[service].widgets[kind];
    assert.ok(feed, kind);
    return feed.fetch({ credentials, params });
  };

  it('github: watchers, and who they are', async () => {
    const found = await fetched(
      'github',
      'github_watchers_counter_timeline',
      { access_token: 'gh' },
      { repo: 'hello' },
    );
    assert.deepEqual(found, {
      '1': [{ value: 42 }],
      '2': [
        {
          value: { title: 'ann starred it', image: 'https://x.test/a.png', link: 'https://github.com/ann' },
          at: Date.UTC(2024, 0, 1),
        },
      ],
    });
  });

  it('newrelic, wufoo, twitter and JSON: a number', async () => {
    const figures: [ServiceName, string, Record<string, string>, Record<string, string>, unknown][] = [
      ['newrelic', 'newrelic_response_time_counter', { api_key: 'nr' }, { application_id: '9' }, 12.5],
      ['wufoo', 'wufoo_entries_counter', { subdomain: 'acmesa', api_key: 'f93s-45md' }, { form: 'contact' }, '31'],
      ['twitter', 'twitter_followers_counter', { access_token: 'tw' }, {}, 5],
      ['http_json', 'http_json_counter', { url: `${base}/data.json`, token: 'token' }, { path: 'a.b[0].c' }, 7],
    ];
    for (const [service, kind, credentials, params, value] of figures)
      assert.deepEqual(await fetched(service, kind, credentials, params), { '1': [{ value }] }, kind);
    await assert.rejects(
      fetched('http_json', 'http_json_counter', { url: `${base}/data.json`, token: 'token' }, { path: 'a.__proto__' }),
    );
  });

  it('rss and Atom: entries, oldest first, as plain text', async () => {
    assert.deepEqual(await fetched('rss', 'rss_timeline', {}, { url: `${base}/rss` }), {
      '1': [
        { value: { title: 'First' }, at: Date.UTC(2024, 0, 1) },
        { value: { title: 'A & B', content: 'Words & more', link: 'https://x.test/2' }, at: Date.UTC(2024, 0, 2) },
      ],
    });
    assert.deepEqual(await fetched('rss', 'rss_timeline', {}, { url: `${base}/atom` }), {
      '1': [{ value: { title: 'Entry', content: 'S', link: 'https://x.test/e?a=1&b=2' }, at: Date.UTC(2024, 0, 1) }],
    });
  });

  it('rss and JSON: decoded by their charset', async () => {
    for (const [path, title] of [
      ['declared', 'Schön'],
      ['told', 'Мир'],
      ['unknown', 'é'],
    ])
      assert.deepEqual(await fetched('rss', 'rss_timeline', {}, { url: `${base}/${path}` }), {
        '1': [{ value: { title } }],
      });
    const marked = await fetched('http_json', 'http_json_counter', { url: `${base}/marked.json` }, { path: 'a' });
    assert.deepEqual(marked, { '1': [{ value: 1 }] });
  });

  it('fetched data is pushed like any other, and each entry only once', async () => {
    const widget = { kind: 'rss_timeline', title: '', dashboard: 'accounts' };
    const { widget: made, slots } = await api.post('/api/widgets/', { widget, content: { url: `${base}/rss` } });
    const row = await t.deps.store.widgets.get({ id: made.id });
    assert.deepEqual(row?.source, {
      type: 'account',
      service: 'rss',
      account_id: null,
      params: { url: `${base}/rss` },
    });
    for (let time = 0; time < 2; time += 1)
      await t.domain.series.feed(made.id, await fetched('rss', 'rss_timeline', {}, { url: `${base}/rss` }));
    const { data } = await api.get(`/v/${slots['1'].label}/last?count=10`);
    assert.deepEqual(
      data.map(({ value }: { value: { title: string } }) => value.title),
      ['A & B', 'First'],
    );
  });

  it('every kind of widget has slots', async () => {
    for (const [name, { widgets }] of Object.entries(services))
      for (const [kind, { needsAccount }] of Object.entries(widgets)) {
        assert.ok(kind.startsWith(`${name}_`), kind);
        assert.equal(needsAccount, name !== 'rss');
      }
  });
});
