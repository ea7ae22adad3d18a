import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createSecrets } from '../../server/auth/secrets.ts';
import { DomainError } from '../../server/domain/errors.ts';
import { systemPrincipal } from '../../server/domain/rights.ts';
import { openTestApp, PASSWORD, type TestApp } from '../support/app.ts';
import { countQuestions } from '../support/statements.ts';

const HOSTILE = `"><img src=x onerror=alert(1)><script>alert(2)</script>`;

let app: TestApp;
before(async () => {
  app = await openTestApp();
});
after(() => app.close());

/** Somebody at a browser, signed in. */
class Visitor {
  readonly cookie: string;
  #csrf: string | undefined;

  constructor(cookie: string) {
    this.cookie = cookie;
  }

  get(path: string): Promise<Response> {
    return app.fetch(path, { headers: { cookie: this.cookie } });
  }

  async page(path: string): Promise<string> {
    const answer = await this.get(path);
    assert.equal(answer.status, 200, path);
    return answer.text();
  }

  async csrf(): Promise<string> {
    this.#csrf ??= /name="_csrf" value="([^"]+)"/.exec(await this.page('/admin/'))?.[1];
    return this.#csrf ?? '';
  }

  /** @param from the page that the form is on */
  async post(path: string, fields: Record<string, string> = {}, csrf?: string, from = '/admin/'): Promise<Response> {
    const body = new URLSearchParams({ _csrf: csrf ?? (await this.csrf()), ...fields });
    const referer = new URL(from, 'http://localhost').href;
    return app.fetch(path, { method: 'POST', body, headers: { cookie: this.cookie, referer } });
  }
}

const login = (name: string, password: string, headers: Record<string, string> = {}): Promise<Response> =>
  app.fetch('/admin/login', { method: 'POST', headers, body: new URLSearchParams({ login: name, password }) });

async function visitor(name: string): Promise<Visitor> {
  const answer = await login(name, PASSWORD);
  assert.equal(answer.status, 303);
  return new Visitor(answer.headers.get('set-cookie')?.split(';')[0] ?? '');
}

const { hash, seal } = createSecrets({ secretKey: 'another one'.repeat(3) });
const system = () => systemPrincipal(app.alpha.workspace.id, app.alpha.users.owner.id);

describe('a form of the admin pages', () => {
  const send = (body: string | FormData | URLSearchParams, type = 'application/x-www-form-urlencoded') =>
    app.fetch('/admin/login', {
      method: 'POST',
      body,
      ...(typeof body === 'string' && { headers: { 'content-type': type } }),
    });

  it('may come in parts', async () => {
    const form = new FormData();
    for (const [name, value] of Object.entries({ login: 'alpha-owner', password: PASSWORD })) form.set(name, value);
    assert.equal((await send(form)).status, 303);
    form.set('password', new Blob([PASSWORD]), 'password');
    assert.equal((await send(form)).status, 401, 'a file is no field');
  });

  it('is not read when it has more fields than any of ours, is larger, or is none', async () => {
    const right = `${new URLSearchParams({ login: 'alpha-owner', password: PASSWORD })}`;
    assert.equal((await send(`${right}${'&a'.repeat(998)}`)).status, 303);
    assert.equal((await send(`${right}${'&a'.repeat(999)}`)).status, 400);
    const part = '--x\r\ncontent-disposition: form-data; name=a\r\n\r\n\r\n';
    assert.equal((await send(`${part.repeat(1001)}--x--`, 'multipart/form-data; boundary=x')).status, 400);
    assert.equal((await send(`${right}&more=${'x'.repeat(256 * 1024)}`)).status, 413);
    assert.equal((await send('{}', 'application/json')).status, 400);
    assert.equal((await send('login=%FF&password=\u0000')).status, 401);
  });
});

describe('signing in', () => {
  it('redirects anonymous visitors to the form, and back to the page they asked for', async () => {
    const answer = await app.fetch('/admin/api/apikey/');
    assert.equal(answer.status, 303);
    const address = answer.headers.get('location') ?? '';
    assert.equal(address, '/admin/login?next=%2Fadmin%2Fapi%2Fapikey%2F');
    assert.match(await (await app.fetch(address)).text(), /name="next" value="\/admin\/api\/apikey\/"/);
  });

  it('never redirects to another site', async () => {
    for (const next of [
      'https://evil.test/',
      '//evil.test/admin/',
      '/admin//evil.test/',
      '/admin/../x',
      'javascript:1',
    ]) {
      const body = new URLSearchParams({ login: 'alpha-owner', password: PASSWORD, next });
      const answer = await app.fetch('/admin/login', { method: 'POST', body });
      assert.equal(answer.headers.get('location'), '/admin/', next);
    }
  });

  it('hides the session cookie from scripts and other sites, and forbids framing the pages', async () => {
    const answer = await login('alpha-owner', PASSWORD);
    const cookie = answer.headers.get('set-cookie') ?? '';
    const seconds = 14 * 86_400;
    assert.match(cookie, new RegExp(`^bc_session=[\\w-]{43}; Max-Age=${seconds}; Path=/; HttpOnly; SameSite=Lax$`));
    const { headers } = await app.fetch('/admin/login');
    assert.equal(headers.get('x-frame-options'), 'DENY');
    assert.match(headers.get('content-security-policy') ?? '', /script-src 'self';.*frame-ancestors 'none'/);
    assert.equal(headers.get('cache-control'), 'private, no-store');
  });

  it('sets a Secure session cookie when the pages are served over https', async () => {
    const secure = await openTestApp({ env: { PUBLIC_URL: 'https://boards.test' } });
    after(() => secure.close());
    const body = new URLSearchParams({ login: 'alpha-owner', password: PASSWORD });
    const answer = await secure.fetch('/admin/login', { method: 'POST', body });
    assert.match(answer.headers.get('set-cookie') ?? '', /; HttpOnly; Secure; SameSite=Lax$/);
    const at = (origin: string) =>
      secure.fetch('/admin/login', { method: 'POST', headers: { origin, 'sec-fetch-site': 'same-origin' }, body });
    const lost = await at('http://10.0.0.5:8787');
    assert.equal(lost.status, 403);
    assert.match(await lost.text(), /Open https:\/\/boards\.test\/admin\/ instead/);
    for (const origin of ['https://boards.test', 'http://localhost:8787']) assert.equal((await at(origin)).status, 303);
  });

  it('refuses a wrong password but keeps the name, and refuses forms from other sites', async () => {
    const wrong = await login('alpha-owner', 'guess');
    assert.equal(wrong.status, 401);
    assert.equal(wrong.headers.get('set-cookie'), null);
    const html = await wrong.text();
    assert.match(html, /value="alpha-owner"/);
    assert.deepEqual(/<input[^>]* autofocus/.exec(html)?.[0].match(/name="\w+"/)?.[0], 'name="password"');
    // Screen readers read the field that has the focus, and with it why it is asked for again.
    assert.match(html, /<input[^>]* autofocus aria-describedby="notice"/);
    assert.match(html, /<p id="notice"[^>]*>Wrong username or password\./);
    assert.doesNotMatch(html, /guess/);
    for (const foreign of [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://elsewhere.test' },
      { origin: 'null' },
    ] as Record<string, string>[])
      assert.equal((await login('alpha-owner', PASSWORD, foreign)).status, 403, JSON.stringify(foreign));
    for (const origin of [app.url, app.deps.config.publicUrl])
      assert.equal((await login('alpha-owner', PASSWORD, { origin })).status, 303, origin);
  });

  it('does not blame the password when the database is unavailable', async ({ mock }) => {
    const broken = new DomainError('unavailable', 'the database cannot be used now');
    mock.method(app.domain.people, 'byPassword', () => Promise.reject(broken));
    const answer = await login('alpha-owner', PASSWORD);
    assert.equal(answer.status, 503);
    assert.doesNotMatch(await answer.text(), /Wrong username/);
  });

  it('rate-limits guessing', async () => {
    const statuses = [];
    for (let tries = 0; tries < 12; tries++) statuses.push((await login('alpha-viewer', 'guess')).status);
    assert.equal(statuses.at(-1), 429);
  });

  it('ends with signing out', async () => {
    const owner = await visitor('alpha-owner');
    assert.equal((await owner.post('/admin/logout')).status, 303);
    assert.equal((await owner.get('/admin/')).status, 303);
  });

  it('refuses a form that was still being sent when it ended', async ({ mock }) => {
    const owner = await visitor('alpha-owner');
    const [before, ...rest] = `_csrf=${await owner.csrf()}&name=Late`;
    const { writable, readable } = new TransformStream<Uint8Array, Uint8Array>();
    const [writer, encoder] = [writable.getWriter(), new TextEncoder()];
    const known = mock.method(app.domain.people, 'bySession');
    const headers = { cookie: owner.cookie, 'content-type': 'application/x-www-form-urlencoded' };
    const sent = { method: 'POST', headers, body: readable, duplex: 'half' };
    const answer = app.fetch('/admin/dashboards/', sent);
    await writer.write(encoder.encode(before));
    while (known.mock.callCount() === 0) await new Promise(setImmediate);
    await known.mock.calls[0]?.result;
    await app.domain.people.closeSession(owner.cookie.slice(owner.cookie.indexOf('=') + 1));
    await writer.write(encoder.encode(rest.join('')));
    await writer.close();
    assert.match((await answer).headers.get('location') ?? '', /^\/admin\/login/);
    assert.equal(await app.deps.store.dashboards.get({ name: 'Late' }), undefined);
  });

  it('runs no form that came before it, whose fields were never read', async ({ mock }) => {
    const owner = await visitor('alpha-owner');
    const bySession = app.domain.people.bySession.bind(app.domain.people);
    let isFirst = true;
    mock.method(app.domain.people, 'bySession', async (cookie: string) => {
      const session = isFirst ? undefined : await bySession(cookie);
      isFirst = false;
      return session;
    });
    // The membership of the session was removed, and was restored between the two looks at it.
    const answer = await owner.post('/admin/logout', {}, 'no token');
    assert.match(answer.headers.get('location') ?? '', /^\/admin\/login\?next=/);
    assert.equal((await owner.get('/admin/')).status, 200);
  });
});

describe('a person in two workspaces', () => {
  it('can switch between them, with the role of each, and to no third one', async () => {
    const { people, dashboards } = app.domain;
    const { user } = await people.createUser({
      ...{ email: 'both@x.test', username: 'both', password: PASSWORD, workspace: 'alpha', role: 'viewer' },
    });
    const { id } = await people.createWorkspace({ slug: 'second', name: 'Second & last' });
    await people.createUser({
      ...{ email: user.email, username: 'both', password: PASSWORD },
      workspace: 'second',
      role: 'owner',
    });
    await dashboards.create(systemPrincipal(id, user.id), { name: 'Only in the second' });
    const both = await visitor('both');
    assert.match(await both.page('/admin/'), /Switch to Second &amp; last/);
    const answer = await both.post('/admin/workspaces/second');
    assert.equal(answer.headers.get('location'), '/admin/');
    const there = new Visitor(answer.headers.get('set-cookie')?.split(';')[0] ?? '');
    const html = await there.page('/admin/');
    assert.match(html, /Only in the second[\s\S]*Embed secret/);
    assert.match(html, new RegExp(`Switch to ${app.alpha.workspace.name}`));
    assert.equal((await both.get('/admin/')).status, 303, 'the session before is over');
    assert.equal((await there.post('/admin/workspaces/beta')).status, 404);
  });
});

describe('the pages', () => {
  it('show the dashboards of the own workspace only, and hostile names as text', async () => {
    await app.domain.dashboards.create(system(), { name: HOSTILE });
    const html = await (await visitor('alpha-owner')).page('/admin/');
    assert.match(html, /Private alpha/);
    assert.doesNotMatch(html, /Private beta/);
    assert.doesNotMatch(html, /<img src=x|<script>alert/);
  });

  it('show a dashboard with values, curl and snippets', async () => {
    const { widget, board } = app.alpha;
    await app.domain.values.push(system(), widget.key, { value1: 313 });
    const owner = await visitor('alpha-owner');
    assert.equal((await owner.post(`/admin/widgets/${widget.key}/share`)).status, 303);
    await owner.post(`/admin/dashboards/${board.key}/share`, { description: 'office TV', password: 'hunter22' });
    const html = await owner.page(`/admin/dashboards/${board.key}/`);
    assert.match(html, /\b313\b/);
    assert.match(html, new RegExp(`curl -X POST [^ ]+/api/v2/widgets/${widget.key}/data/`));
    assert.match(html, /&lt;bc-widget token=&quot;[\w-]{43}&quot;&gt;/);
    assert.match(html, /office TV, with a password/);
    assert.match(html, /<a href="[^"]+\/embed\/[\w-]{43}">/);
    assert.match(html, /<a href="[^"]+\/public\/[\w-]{43}\/">/);
    assert.doesNotMatch(html, /hunter22|argon2/);
    // With the Tab key a screen reader goes from one of these to the next, and skips the text between them.
    for (const does of ['Push data', 'Embed (1)', 'Change'])
      assert.ok(html.includes(`<summary aria-label="${does}: ${widget.title}">${does}</summary>`), does);
  });

  it('make, change and delete dashboards and widgets of every type', async () => {
    const owner = await visitor('alpha-owner');
    const made = await owner.post('/admin/dashboards/', { name: 'Made by hand' });
    const address = made.headers.get('location') ?? '';
    for (const type of ['number', 'text', 'html', 'list', 'chart', 'countdown']) {
      const answer = await owner.post(`${address}widgets`, { type, title: `A ${type}`, start: 'sample' });
      assert.equal(answer.status, 303, type);
    }
    const key = /#w-(\w+)/.exec(
      (await owner.post(`${address}widgets`, { type: 'number', title: 'Odd', start: 'empty' })).headers.get(
        'location',
      ) ?? '',
    )?.[1];
    const change = { title: HOSTILE, w: '4', h: '3', config: '{"prefix":"€"}' };
    assert.equal((await owner.post(`/admin/widgets/${key}/update`, change)).status, 303);
    assert.equal((await owner.post(`/admin/widgets/${key}/update`, { ...change, config: '{' })).status, 400);
    assert.equal((await owner.post(`/admin/widgets/${key}/update`, { ...change, w: '99' })).status, 400);
    for (const config of [`{"a":${'['.repeat(9999)}${']'.repeat(9999)}}`, '{"a":1e999}', '[]'])
      assert.equal((await owner.post(`/admin/widgets/${key}/update`, { ...change, config })).status, 400, config);
    await owner.post(`/admin/widgets/${key}/update`, { ...change, config: '{"prefix":"€","__proto__":{"a":1}}' });
    assert.deepEqual((await app.domain.widgets.byKey(system(), key ?? '')).config, { prefix: '€' });
    const html = await owner.page(address);
    assert.doesNotMatch(html, /<img src=x|<script>alert/);
    assert.match(html, /A countdown/);
    assert.equal((await owner.post(`/admin/widgets/${key}/delete`)).status, 303);
    assert.equal((await owner.post(`${address}delete`)).status, 303);
    assert.equal((await owner.get(address)).status, 404);
  });

  it('show the title that was typed, whatever title the sample or the config has', async () => {
    const owner = await visitor('alpha-owner');
    const address = (await owner.post('/admin/dashboards/', { name: 'Titles' })).headers.get('location') ?? '';
    const add = async (fields: Record<string, string>) => {
      const answer = await owner.post(`${address}widgets`, { type: 'number', ...fields });
      const key = /#w-(\w+)/.exec(answer.headers.get('location') ?? '')?.[1] ?? '';
      return { key, widget: await app.domain.widgets.byKey(system(), key) };
    };
    const { key, widget } = await add({ title: 'Orders today', start: 'sample' });
    assert.deepEqual([widget.title, 'title' in widget.config, widget.config.prefix], ['Orders today', false, '€']);
    assert.equal((await add({ title: '', start: 'sample' })).widget.title, 'Revenue');
    const empty = (await add({ title: 'Bare', start: 'empty' })).widget;
    assert.deepEqual([empty.title, empty.config, empty.data], ['Bare', {}, null]);

    await app.domain.widgets.update(system(), key, { config: { title: 'By a program', prefix: '$' } });
    const html = await owner.page(address);
    assert.match(html, /<input name="title" value="By a program"/);
    assert.match(html, /<textarea name="config"[^>]*>\{\s*&quot;prefix&quot;: &quot;\$&quot;\s*\}</);
    await owner.post(`${address}delete`);
  });

  it('have forms that accept everything they show, including what other APIs created', async () => {
    const owner = await visitor('alpha-owner');
    const made = await app.domain.dashboards.create(system(), { name: 'n'.repeat(400), refreshInterval: 31 * 86_400 });
    await app.domain.widgets.create(system(), made.key, { type: 'number', title: 't'.repeat(400), w: 12, h: 1000 });
    const html = await owner.page(`/admin/dashboards/${made.key}/`);
    const inputs = [...html.matchAll(/<input[^>]*>/g)].map(([tag]) =>
      Object.fromEntries([...tag.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value])),
    );
    const limited = inputs.filter(({ value, max, maxlength }) => value !== undefined && (max ?? maxlength));
    assert.deepEqual(
      limited.map(({ name }) => name),
      ['title', 'w', 'h', 'name', 'refreshInterval'],
    );
    for (const { name, value = '', max, maxlength } of limited)
      assert.ok(max ? Number(value) <= Number(max) : value.length <= Number(maxlength), name);
  });

  it('open a dashboard to everybody and close it again', async () => {
    const owner = await visitor('alpha-owner');
    const { board, widget } = app.alpha;
    const settings = { name: board.name, refreshInterval: '60' };
    const isOpen = async () => {
      const answer = await app.fetch('/live', {
        method: 'POST',
        body: JSON.stringify({ widgets: [{ key: widget.key }] }),
      });
      const { widgets } = (await answer.json()) as { widgets: { error: unknown }[] };
      return widgets[0]?.error === null;
    };
    await owner.post(`/admin/dashboards/${board.key}/update`, { ...settings, isPrivate: '0' });
    assert.equal(await isOpen(), true);
    await owner.post(`/admin/dashboards/${board.key}/update`, { ...settings, isPrivate: '1' });
    assert.equal(await isOpen(), false);
  });

  it('revoke a token', async () => {
    const owner = await visitor('alpha-owner');
    const { token } = await app.domain.sharing.createEmbedToken(app.alpha.widget.key);
    assert.equal((await app.fetch(`/embed/${token}`)).status, 200);
    assert.equal(
      (await owner.post(`/admin/dashboards/${app.alpha.board.key}/revoke`, { hash: hash(token) })).status,
      303,
    );
    assert.equal((await app.fetch(`/embed/${token}`)).status, 404);
  });

  it('work after the SECRET_KEY was lost, and say what cannot be shown and what to do', async () => {
    const { sharing, people } = app.domain;
    const { store } = app.deps;
    const owner = await visitor('alpha-owner');
    const { board, widget, workspace } = app.alpha;
    const embed = await sharing.createEmbedToken(widget.key);
    const access = await sharing.createAccessToken(board.key);
    const sealed = seal('lost');
    await store.embedTokens.update({ id: embed.id }, { sealed });
    await store.accessTokens.update({ id: access.id }, { sealed });
    await store.workspaces.update({ id: workspace.id }, { embedSecretSealed: sealed });

    const page = await owner.page(`/admin/dashboards/${board.key}/`);
    assert.equal(page.split('stored with another <code>SECRET_KEY').length - 1, 2);
    assert.equal((await app.fetch(`/embed/${embed.token}`)).status, 200);
    for (const token of [embed.token, access.token])
      assert.equal((await owner.post(`/admin/dashboards/${board.key}/revoke`, { hash: hash(token) })).status, 303);
    assert.equal((await app.fetch(`/embed/${embed.token}`)).status, 404);

    assert.match(await owner.page('/admin/'), /stored with another <code>SECRET_KEY/);
    const payload = Buffer.from(JSON.stringify({ iss: workspace.slug, widget: widget.key, exp: 1e11 })).toString(
      'base64url',
    );
    const signed = `${Buffer.from('{"alg":"HS256"}').toString('base64url')}.${payload}.x`;
    await assert.rejects(sharing.widget({ token: signed }, {}), { code: 'invalid_credential' });
    assert.equal((await owner.post('/admin/embed-secret')).status, 303);
    const secret = await people.embedSecret(system());
    assert.ok(secret && (await owner.page('/admin/')).includes(secret));
    const editor = await visitor('alpha-editor');
    assert.equal((await editor.post('/admin/embed-secret')).status, 403);
  });

  it('add an API key that is shown once, works, and can be deactivated', async () => {
    const owner = await visitor('alpha-owner');
    const html = await (await owner.post('/admin/api/apikey/', { name: 'cron', scopes: 'dashboard:read' })).text();
    const secret = /sk_\w{48}/.exec(html)?.[0] ?? '';
    assert.ok(secret);
    const me = () => app.fetch('/api/v2/me/', { headers: { authorization: `Bearer ${secret}` } });
    assert.equal((await me()).status, 200);
    const list = await owner.page('/admin/api/apikey/');
    assert.ok(!list.includes(secret));
    const row = list.slice(list.indexOf('<td>cron'));
    assert.ok(row.includes(`<button class="quiet" aria-label="Deactivate cron">`));
    const id = /apikey\/(\d+)\/deactivate/.exec(row)?.[1];
    assert.equal((await owner.post(`/admin/api/apikey/${id}/deactivate`)).status, 303);
    assert.equal((await me()).status, 401);
  });
});

describe('the first page', () => {
  it('needs no query per dashboard', async () => {
    const BOARDS = 20;
    const owner = await visitor('beta-owner');
    const ask = async () => {
      using questions = countQuestions();
      return [await owner.page('/admin/'), questions.count] as const;
    };
    const [, few] = await ask();
    const principal = systemPrincipal(app.beta.workspace.id, app.beta.users.owner.id);
    for (let left = BOARDS; left > 0; left -= 1) {
      const { key } = await app.domain.dashboards.create(principal, { name: `Board ${left}` });
      await app.domain.widgets.create(principal, key, { type: 'number', title: `Figure ${left}` });
    }
    const [html, many] = await ask();
    assert.equal([...html.matchAll(/>Figure \d+</g)].length, BOARDS);
    assert.ok(many < few + BOARDS, `${few} and ${many} questions`);
  });
});

describe('what is refused', () => {
  it('a change without the CSRF token of the session', async () => {
    const [owner, other] = [await visitor('alpha-owner'), await visitor('beta-owner')];
    for (const csrf of ['', 'wrong', await other.csrf()]) {
      assert.equal((await owner.post('/admin/dashboards/', { name: 'Forged' }, csrf)).status, 403);
    }
    assert.doesNotMatch(await owner.page('/admin/'), /Forged/);
  });

  it('anything of another workspace', async () => {
    const owner = await visitor('alpha-owner');
    const { board, widget } = app.beta;
    const { token } = await app.domain.sharing.createEmbedToken(widget.key);
    assert.equal((await owner.get(`/admin/dashboards/${board.key}/`)).status, 404);
    for (const path of [
      `/admin/dashboards/${board.key}/delete`,
      `/admin/dashboards/${board.key}/share`,
      `/admin/dashboards/${board.key}/widgets`,
      `/admin/widgets/${widget.key}/share`,
      `/admin/widgets/${widget.key}/delete`,
    ])
      assert.equal((await owner.post(path, { type: 'number' })).status, 404, path);
    await owner.post(`/admin/dashboards/${app.alpha.board.key}/revoke`, { hash: hash(token) });
    assert.equal((await app.fetch(`/embed/${token}`)).status, 200);
    const key = app.beta.keys.owner;
    await owner.post(`/admin/api/apikey/${key.id}/deactivate`);
    const me = await app.fetch('/api/v2/me/', { headers: { authorization: `Bearer ${key.secret}` } });
    assert.equal(me.status, 200);
  });

  it('an invalid field: the form comes back with everything that was typed, to correct and resend', async () => {
    const owner = await visitor('alpha-owner');
    const action = `/admin/widgets/${app.alpha.widget.key}/update`;
    const typed = { title: HOSTILE, w: '4', h: '3', config: '{"prefix": "€",}' };
    const answer = await owner.post(action, typed, undefined, `/admin/dashboards/${app.alpha.board.key}/`);
    const html = await answer.text();
    assert.equal(answer.status, 400);
    assert.ok(html.includes(`<form class="panel stack" method="post" action="${action}">`), html);
    assert.match(html, /<textarea name="config"[^>]*>\{&quot;prefix&quot;: &quot;€&quot;,\}<\/textarea>/);
    assert.match(html, /<input type="hidden" name="title" value="&quot;&gt;&lt;img src=x[^"]*">/);
    assert.ok(html.includes(`<a href="/admin/dashboards/${app.alpha.board.key}/">Back</a>`));
    assert.doesNotMatch(html, /<img src=x/);

    const reasonOf = async (change: object): Promise<string> => {
      const valid = { title: 'T', w: '3', h: '2', config: '{}' };
      const refused = await owner.post(action, { ...valid, ...change });
      return /role="alert">([^<]*)/.exec(await refused.text())?.[1] ?? '';
    };
    assert.equal(await reasonOf({ h: 'x' }), 'Rows must be a whole number.');
    assert.equal(await reasonOf({ title: 'x'.repeat(500) }), 'Title must be at most 400 characters long.');
    assert.equal(await reasonOf({ config: '{"title":1e999}' }), 'Config (config.title) is not a finite number.');
    assert.match(await reasonOf({ config: '{,}' }), /^Config must be valid JSON: /);

    const share = { description: 'x'.repeat(500), password: 'do not repeat me' };
    const secret = await owner.post(`/admin/dashboards/${app.alpha.board.key}/share`, share);
    assert.equal(secret.status, 400);
    assert.doesNotMatch(await secret.text(), /do not repeat me|Try again/);
  });

  it('a form of an expired session, which leads back to its page after signing in', async () => {
    const { key } = app.alpha.board;
    const stranger = new Visitor('bc_session=over');
    for (const [from, next] of [
      [`/admin/dashboards/${key}/`, `/admin/dashboards/${key}/`],
      ['https://evil.test/', '/admin/'],
    ] as const) {
      const answer = await stranger.post(`/admin/dashboards/${key}/update`, {}, 'none', from);
      assert.equal(answer.headers.get('location'), `/admin/login?next=${encodeURIComponent(next)}`);
    }
  });

  it('every change by a viewer, who sees no forms, tokens or secrets either', async () => {
    const viewer = await visitor('beta-viewer');
    const { board, widget } = app.beta;
    await app.domain.sharing.createEmbedToken(widget.key);
    for (const path of ['/admin/', `/admin/dashboards/${board.key}/`, '/admin/api/apikey/']) {
      const html = await viewer.page(path);
      const actions = [...html.matchAll(/action="([^"]+)"/g)].map(([, action]) => action);
      assert.deepEqual(actions, ['/admin/logout'], path);
      assert.doesNotMatch(html, /Embed secret|bc-widget token/, path);
    }
    for (const [path, fields] of [
      ['/admin/dashboards/', { name: 'Mine' }],
      [`/admin/dashboards/${board.key}/update`, { name: 'Mine', refreshInterval: '60' }],
      [`/admin/dashboards/${board.key}/delete`, {}],
      [`/admin/dashboards/${board.key}/share`, {}],
      [`/admin/dashboards/${board.key}/widgets`, { type: 'number' }],
      [`/admin/widgets/${widget.key}/share`, {}],
      [`/admin/widgets/${widget.key}/delete`, {}],
      ['/admin/api/apikey/', { name: 'mine' }],
    ] as const) {
      const refused = await viewer.post(path, fields);
      assert.equal(refused.status, 403, path);
      assert.match(await refused.text(), /Your role does not allow/, path);
    }
  });

  it('unknown pages, and bodies that are not forms', async () => {
    const owner = await visitor('alpha-owner');
    assert.equal((await owner.get('/admin/nothing/')).status, 404);
    const answer = await app.fetch('/admin/dashboards/', {
      method: 'POST',
      body: 'x',
      headers: { cookie: owner.cookie },
    });
    assert.equal(answer.status, 400);
  });
});
