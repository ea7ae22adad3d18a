import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { types } from '../../components/model/types/index.ts';
import { systemPrincipal } from '../../server/domain/rights.ts';
import { liveWidget } from '../../server/domain/widgets/state.ts';
import { openTestApp, type TestApp } from '../support/app.ts';

const HOSTILE = `"><img src=x onerror=alert(1)><script>alert(2)</script></template><!--`;

let app: TestApp;
before(async () => {
  app = await openTestApp();
});
after(() => app.close());

const system = () => systemPrincipal(app.alpha.workspace.id, app.alpha.users.owner.id);

async function makeWidget(type: string, data: object, config: object = {}, title = 'Orders') {
  const draft = { type, title, config, data } as Parameters<typeof app.domain.widgets.create>[2];
  const widget = await app.domain.widgets.create(system(), app.alpha.board.key, draft);
  const { token } = await app.domain.sharing.createEmbedToken(widget.key);
  return { widget, token };
}

/** What a reader sees with script off, near enough: text between tags, styles and scripts left out. */
const textOf = (html: string): string =>
  html
    .replace(/<(style|script)\b[\s\S]*?<\/\1>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');

/** The tags alone, with the values of their attributes left out: where nothing of the user's may appear. */
const markupOf = (html: string): string =>
  (html.replace(/<style>[\s\S]*?<\/style>/g, '').match(/<(?:"[^"]*"|[^>"])*>/g) ?? [])
    .join('')
    .replace(/"[^"]*"/g, '""');

describe('/embed/TOKEN', () => {
  const samples: [type: string, data: object, visible: string[]][] = [
    ['number', { value1: 12450, value2: 9800, text1: 'today' }, ['12,450', 'today']],
    ['text', { text1: 'Sale is live', text4: 'Ends soon' }, ['Sale is live', 'Ends soon']],
    ['list', { items: [{ name: 'Shoes', value: '€4 280' }] }, ['Shoes', '€4 280']],
    ['html', { html1: '<p><b>12</b> pending</p>' }, ['12', 'pending']],
    ['chart', { labels: ['Mon', 'Tue'], datasets: [['Orders', [120, 145]]] }, ['Mon', '120', '145']],
    ['countdown', { target_datetime: '2199-01-01 00:00:00' }, []],
    ['heatmap', { x: ['Mon', 'Tue'], y: ['Ann'], values: [[1, 25]] }, ['Mon', 'Ann', '25']],
    ['gauge', { value: 0.5, text: 'used' }, ['50%', 'used']],
    ['progress', { current: 30, max: 40, text: 'sold' }, ['75%', '30', '40', 'sold']],
    ['status', { status: 1, text: 'No answer' }, ['Error', 'No answer']],
    ['funnel', { funnel: [['Visits', 200], { name: 'Orders', value: 50 }] }, ['Visits', '200', 'Orders', '25%']],
    ['boxes', { values: [{ label: 'Open', value: 38 }] }, ['Open', '38']],
    [
      'markdown',
      { body: '# Sale\n\n- [x] is **live**\n\n<b>bold</b> [more](https://example.org)' },
      ['Sale', 'is', 'live'],
    ],
    ['table', { columns: ['Shop', 'Orders'], rows: [['Oslo', 1298]] }, ['Shop', 'Oslo', '1,298']],
    ['leaderboard', { board: [{ name: 'Oslo', values: [1298, '96%'], trend: 'up' }] }, ['Oslo', '1,298', '96%', 'Up']],
    ['timeline', { entries: [{ title: 'Deployed', content: 'to all', timestamp: 0 }] }, ['Deployed', 'to all', '1970']],
    ['image', { source: 'https://example.org/a.png', caption: 'Summit' }, ['Summit']],
    ['embed', { url: 'https://example.org/' }, ['Open example.org']],
  ];
  it('is tested with a widget of every type', () =>
    assert.deepEqual(samples.map(([type]) => type).sort(), Object.keys(types).sort(), 'what of it can be read?'));

  for (const [type, data, visible] of samples) {
    it(`shows the values of a ${type} without script`, async () => {
      const { token } = await makeWidget(type, data, { decimal_places: 0, format_number: '1' });
      const answer = await app.fetch(`/embed/${token}?locale=en`);
      const html = await answer.text();
      assert.equal(answer.status, 200);
      assert.match(html, /<template shadowroot="open" shadowrootmode="open">/);
      assert.match(html, new RegExp(`<bc-widget token="${token}"`));
      for (const text of visible) assert.ok(textOf(html).includes(text), `${text} in ${textOf(html)}`);
    });

    it(`keeps hostile text inert in every field of a ${type}`, async () => {
      const poisoned = JSON.parse(
        JSON.stringify(data, (_, value) => (typeof value === 'string' ? value + HOSTILE : value)),
      );
      const { token } = await makeWidget(type, poisoned, { subtitle: HOSTILE, prefix: HOSTILE }, HOSTILE);
      const html = await (await app.fetch(`/embed/${token}`)).text();
      assert.equal(/<img(?! part=)|<script>alert|onerror/i.exec(markupOf(html)), null);
    });
  }

  it('may be framed anywhere, sends no referrer and runs only our script', async () => {
    const { token } = await makeWidget('number', { value1: 1 });
    const { headers } = await app.fetch(`/embed/${token}`);
    assert.equal(headers.get('x-frame-options'), null);
    const policy = headers.get('content-security-policy') ?? '';
    assert.match(policy, /frame-ancestors \*/);
    assert.match(policy, /script-src 'self' 'sha256-[^']+';/);
    assert.doesNotMatch(policy, /script-src[^;]*unsafe/);
    assert.match(policy, /(^|; )img-src http: https: data:(;|$)/);
    assert.match(policy, /(^|; )frame-src http: https:(;|$)/);
    assert.equal(headers.get('referrer-policy'), 'no-referrer');
    assert.equal(headers.get('cache-control'), 'private, no-store');
    assert.match(headers.get('x-robots-tag') ?? '', /noindex/);
    assert.equal(headers.get('cross-origin-resource-policy'), 'cross-origin');
  });

  it('follows ?theme and ?locale, and ignores invalid values', async () => {
    const { token } = await makeWidget('number', { value1: 1234.5 }, { format_number: '1', decimal_places: 1 });
    const german = await (await app.fetch(`/embed/${token}?locale=de&theme=dark`)).text();
    assert.match(german, /<html lang="de" dir="ltr" data-theme="dark">/);
    assert.match(textOf(german), /1\.234,5/);
    const arabic = await (await app.fetch(`/embed/${token}?locale=ar`)).text();
    assert.match(arabic, /dir="rtl"/);
    const odd = await app.fetch(`/embed/${token}?locale=${encodeURIComponent('"><b>')}&theme=evil`);
    assert.match(await odd.text(), /<html lang="en" dir="ltr">/);
  });

  it("keeps a widget's own locale over the browser's language", async () => {
    const config = { locale: 'de', format_number: '1', decimal_places: 1 };
    const { token } = await makeWidget('number', { value1: 1234.5 }, config);
    const html = await (await app.fetch(`/embed/${token}`, { headers: { 'accept-language': 'en' } })).text();
    assert.match(textOf(html), /1\.234,5/);
  });

  it('delays the first paint until it is complete, except for long pages', async () => {
    for (const [length, isPainted] of [
      [10, true],
      [300_000, false],
    ] as const) {
      const { token } = await makeWidget('text', { text1: 'x'.repeat(length) });
      const html = await (await app.fetch(`/embed/${token}`)).text();
      assert.equal(/<link rel="expect" href="#end" blocking="render">[\s\S]*<i id="end"/.test(html), isPainted);
    }
  });

  it('reports its height only on request', async () => {
    const { token } = await makeWidget('number', { value1: 1 });
    assert.match(await (await app.fetch(`/embed/${token}?height=auto`)).text(), /postMessage/);
    assert.doesNotMatch(await (await app.fetch(`/embed/${token}`)).text(), /postMessage/);
  });

  it('answers unknown, revoked and hostile tokens alike', async () => {
    const { token } = await makeWidget('number', { value1: 4711 });
    await app.domain.sharing.revoke(token);
    const pages = await Promise.all(
      [token, 'nobody', 'a.b.c', encodeURIComponent('"><script>'), 'x'.repeat(5000)].map(async (unknown) => {
        const answer = await app.fetch(`/embed/${unknown}`);
        assert.equal(answer.status, 404);
        assert.equal(answer.headers.get('x-frame-options'), null);
        return answer.text();
      }),
    );
    assert.equal(new Set(pages).size, 1);
    assert.doesNotMatch(pages[0] ?? '', /4711|revoked/);
  });

  it('shows the newest value although drawings are cached', async () => {
    const { widget, token } = await makeWidget('number', { value1: 111 });
    await app.fetch(`/embed/${token}`);
    await app.domain.values.push(system(), widget.key, { value1: 222 });
    assert.match(textOf(await (await app.fetch(`/embed/${token}`)).text()), /222/);
  });

  it('shows each reader the result for their own parameters, and new errors', async () => {
    const { widget } = await makeWidget('number', { value1: 111 });
    const state = liveWidget(widget, app.alpha.board);
    const draw = (own: Partial<typeof state>) => textOf(app.deps.renderer.widgetHtml({ ...state, ...own }));
    assert.match(draw({ data: { value1: 111 } }), /111/);
    assert.match(draw({ data: { value1: 222 } }), /222/);
    assert.match(draw({ source_error: 'No answer' }), /No answer/);
    assert.doesNotMatch(draw({}), /No answer/);
  });

  it('opens no dashboard tokens, with a password or without', async () => {
    for (const options of [{}, { password: 'secret' }]) {
      const { token } = await app.domain.sharing.createAccessToken(app.alpha.board.key, options);
      const answer = await app.fetch(`/embed/${token}`);
      assert.equal(answer.status, 404);
      assert.match(answer.headers.get('content-type') ?? '', /^text\/html/);
      const url = `${app.deps.config.publicUrl}/embed/${token}`;
      assert.equal((await app.fetch(`/oembed?${new URLSearchParams({ url })}`)).status, 404);
    }
  });
});

describe('/public/TOKEN/', () => {
  const board = async (password?: string) => {
    const dashboard = await app.domain.dashboards.create(system(), { name: 'Sales', isPrivate: true });
    const draft = { type: 'number', title: 'Orders', data: { value1: 4321 }, config: { format_number: '1' } } as const;
    await app.domain.widgets.create(system(), dashboard.key, draft);
    const { token } = await app.domain.sharing.createAccessToken(dashboard.key, password ? { password } : {});
    return token;
  };
  const form = (password: string): RequestInit => ({
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ password }).toString(),
  });

  it('shows the values of every widget, with and without the slash', async () => {
    const token = await board();
    for (const path of [`/public/${token}/`, `/public/${token}`]) {
      const answer = await app.fetch(path);
      const html = await answer.text();
      assert.equal(answer.status, 200);
      assert.match(html, new RegExp(`<bc-dashboard token="${token}"`));
      assert.match(textOf(html), /4,321/);
    }
  });

  it('shows all pages at once without script, with disabled tabs', async () => {
    const dashboard = await app.domain.dashboards.create(system(), { name: 'Two', isPrivate: true });
    await app.domain.pages.add(system(), dashboard, { name: 'More' });
    for (const page of [1, 2])
      await app.domain.widgets.create(system(), dashboard.key, { type: 'number', page, data: { value1: 7070 + page } });
    const { token } = await app.domain.sharing.createAccessToken(dashboard.key, {});
    const html = await (await app.fetch(`/public/${token}/`)).text();
    assert.match(textOf(html), /7\.1K.*7\.1K/s);
    const tabs = [...html.matchAll(/<button[^>]*role="tab"[^>]*>/g)].map(([tab]) => / disabled/.test(tab));
    assert.deepEqual(tabs, [true, true]);
  });

  it('uses the language and theme of each of several concurrent readers', async () => {
    const token = await board();
    const [en, fr, dark] = (await Promise.all(
      ['en', 'fr', 'en&theme=dark'].map(async (wish) => (await app.fetch(`/public/${token}/?locale=${wish}`)).text()),
    )) as [string, string, string];
    const words = (html: string) => textOf(html).replace(/^.*?Sales/, '');
    assert.match(words(en), /Updated/);
    assert.doesNotMatch(words(fr), /Updated/);
    assert.match(dark, /<bc-dashboard[^>]* theme="dark"/);
    assert.doesNotMatch(en, /<bc-dashboard[^>]* theme="dark"/);
  });

  it('opens public dashboards by key, and no private ones', async () => {
    const draft = { name: 'Open', isPrivate: false };
    const open = await app.domain.dashboards.create(system(), draft);
    const closed = await app.domain.dashboards.create(system(), { ...draft, name: 'Closed', isPrivate: true });
    const answer = await app.fetch(`/public/${open.key}/`);
    assert.equal(answer.status, 200);
    assert.match(await answer.text(), new RegExp(`<bc-dashboard key="${open.key}"`));
    const refused = await app.fetch(`/public/${closed.key}/`);
    assert.equal(refused.status, 404);
    assert.doesNotMatch(await refused.text(), /Closed/);
    await app.domain.dashboards.update(system(), open.key, { isPrivate: true });
    assert.equal((await app.fetch(`/public/${open.key}/`)).status, 404);
  });

  it('asks for the password with a plain form, and shows nothing before', async () => {
    const token = await board('open sesame');
    const html = await (await app.fetch(`/public/${token}/`)).text();
    assert.match(html, /<form method="post"/);
    assert.match(html, /type="password"/);
    assert.doesNotMatch(html, /4,321|Sales/);
  });

  it('does not work as a widget token: /embed and /oembed treat it as unknown', async () => {
    for (const token of [await board(), await board('open sesame')]) {
      const answer = await app.fetch(`/embed/${token}`);
      assert.deepEqual([answer.status, await answer.text()], [404, await (await app.fetch('/embed/nobody')).text()]);
      const url = encodeURIComponent(`${app.deps.config.publicUrl}/embed/${token}`);
      assert.equal((await app.fetch(`/oembed?url=${url}`)).status, 404);
    }
  });

  it('opens with the right password, remembers it in a cookie for its path, and works without cookies', async () => {
    const token = await board('open sesame');
    const opened = await app.fetch(`/public/${token}/`, form('open sesame'));
    assert.equal(opened.status, 200);
    assert.match(textOf(await opened.text()), /4,321/);
    const cookie = opened.headers.get('set-cookie') ?? '';
    assert.match(cookie, new RegExp(`Path=/public/${token}(;|$)`));
    assert.match(cookie, /HttpOnly/);
    const again = await app.fetch(`/public/${token}/`, { headers: { cookie: cookie.split(';')[0] ?? '' } });
    assert.match(textOf(await again.text()), /4,321/);
  });

  it('refuses a wrong password, and any after several', async () => {
    const token = await board('open sesame');
    const wrong = await app.fetch(`/public/${token}/`, form('guess'));
    assert.equal(wrong.status, 401);
    assert.doesNotMatch(await wrong.text(), /4,321/);
    const statuses = [];
    for (let tries = 0; tries < 10; tries++)
      statuses.push((await app.fetch(`/public/${token}/`, form('guess'))).status);
    assert.equal(statuses.at(-1), 429);
    assert.equal((await app.fetch(`/public/${token}/`, form('open sesame'))).status, 429);
  });

  it('unlocks by JSON for elements on other pages', async () => {
    const token = await board('open sesame');
    const unlock = (body: string) => app.fetch(`/public/${token}/unlock`, { method: 'POST', body });
    const right = await unlock(JSON.stringify({ password: 'open sesame' }));
    assert.equal(right.status, 200);
    assert.equal(right.headers.get('access-control-allow-origin'), '*');
    assert.equal(right.headers.get('cache-control'), 'no-store');
    const { proof, expires_in } = (await right.json()) as { proof: string; expires_in: number };
    assert.ok(proof.length > 20 && expires_in > 0);
    assert.equal((await unlock('{"password":"no"}')).status, 401);
    assert.equal((await unlock('[]')).status, 400);
    assert.equal((await unlock('{')).status, 400);
    const unknown = await app.fetch('/public/nobody/unlock', { method: 'POST', body: '{"password":"x"}' });
    assert.equal(unknown.status, 404);
    assert.deepEqual(await unknown.json(), { error: 'not found' });
  });
});

describe('/oembed', () => {
  const ask = (query: Record<string, string>) => app.fetch(`/oembed?${new URLSearchParams(query)}`);

  it('returns a frame of the requested size at most', async () => {
    const { token } = await makeWidget('number', { value1: 1 }, {}, 'A "quoted" title');
    const { publicUrl } = app.deps.config;
    const url = `${publicUrl}/embed/${token}`;
    const answer = await ask({ url, maxwidth: '300', maxheight: '5000' });
    const json = (await answer.json()) as Record<string, unknown>;
    assert.deepEqual([answer.status, answer.headers.get('cache-control')], [200, 'private, max-age=60']);
    assert.equal(json.type, 'rich');
    assert.equal(json.version, '1.0');
    assert.equal(json.width, 300);
    assert.equal(json.height, 240);
    assert.equal(json.title, 'A "quoted" title');
    assert.match(String(json.html), new RegExp(`^<iframe src="${url}" title="A &quot;quoted&quot; title" width="300"`));
    const page = await (await app.fetch(`/embed/${token}`)).text();
    const link = /type="application\/json\+oembed"[^>]*href="([^"]+)"/.exec(page)?.[1]?.replaceAll('&amp;', '&');
    assert.equal(new URL(link ?? '').searchParams.get('url'), url);
  });

  it('refuses foreign URLs, revoked tokens, and other formats', async () => {
    const { publicUrl } = app.deps.config;
    const { token } = await makeWidget('number', { value1: 1 }, {}, 'Ours');
    assert.equal((await ask({ url: `https://elsewhere.test/embed/${token}` })).status, 404);
    assert.equal((await ask({ url: `${publicUrl}/embed/nobody` })).status, 404);
    assert.equal((await ask({ url: `${publicUrl}.evil.test/embed/${token}` })).status, 404);
    assert.equal((await ask({ url: `${publicUrl}/embed/${token}/more` })).status, 404);
    assert.equal((await ask({ url: 'no url' })).status, 404);
    assert.equal((await ask({})).status, 400);
    assert.equal((await ask({ url: `${publicUrl}/embed/nobody`, format: 'xml' })).status, 501);
    assert.equal((await ask({ url: `${publicUrl}/embed/nobody` })).headers.get('cache-control'), 'no-store');
  });
});

describe('the renderer', () => {
  it('gives reasons for refusals in the language of each reader', () => {
    for (const key of ['first', 'second']) {
      const error = { code: 'password_required', message: 'locked' } as const;
      const html = app.deps.renderer.widgetHtml({ key, error }, { locale: 'de' });
      assert.match(textOf(html), /mit einem Passwort geschützt/);
      // Without a script, it would put the password into the URL.
      assert.doesNotMatch(html, /<form/);
    }
  });

  it('draws a broken widget beside others', async () => {
    const { widget } = await makeWidget('number', { value1: 77 });
    const good = liveWidget(widget, app.alpha.board);
    const html = app.deps.renderer.widgetHtml({ ...good, key: 'other', data: { value1: 'not a number' } });
    assert.match(textOf(html), /data\.value1/);
    assert.match(textOf(app.deps.renderer.widgetHtml(good)), /77/);
  });
});

describe('markdown on the server', () => {
  const drawn = async (body: string, headingLevel?: number) => {
    const { widget } = await makeWidget('markdown', { body }, {}, 'Notes');
    const options = { locale: 'en', ...(headingLevel && { headingLevel }) };
    const html = app.deps.renderer.widgetHtml(liveWidget(widget, app.alpha.board), options);
    return /<div class="scroll"[^>]*>([\s\S]*?)<\/div><\/template>/.exec(html)?.[1] ?? html;
  };

  it('is formatted, with headings below the title and tables, tasks and code', async () => {
    const html = await drawn('# A\n\n### B\n\n- [x] done\n\n|a|b|\n|-|-:|\n|1|2|\n\n    code <b>\n', 1);
    assert.match(html, /<h2 class="h1">A<\/h2>\s*<h3 class="h3">B<\/h3>/);
    assert.match(html, /<li><span class="box" role="img" aria-label="Done">☑<\/span> done/);
    assert.match(html, /<th scope="col">a<\/th><th scope="col" class="right">b<\/th>/);
    assert.match(html, /<pre><code>code &lt;b&gt;/);
  });

  it('shows markup of the body as text, and follows only safe addresses', async () => {
    const html = await drawn(
      '<img src=x onerror=a()> <script><img src=y onerror=b()//\n\n[x](javascript:c()) [y](&#106;avascript:d()) ![z](data:text/html,e) [ok](https://example.org/?a&b "t")',
    );
    assert.deepEqual(html.match(/<(?!\/?p>)[^>]*>/g), [
      '<a href="https://example.org/?a&amp;b" title="t" target="_blank" rel="noopener noreferrer">',
      '</a>',
    ]);
  });

  it('treats too long or deeply nested bodies as plain text', async () => {
    for (const body of ['**a*_'.repeat(5000), `${'> '.repeat(500)}a`, '['.repeat(7000)]) {
      assert.match(await drawn(body), /^<p/);
    }
  });
});
