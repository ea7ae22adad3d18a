import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { types } from '../../components/model/types/index.ts';
import { APIS } from '../../server/docs/apis.ts';
import { openTestApp, type TestApp } from '../support/app.ts';
import type { OpenApi } from '../support/openapi.ts';

let t: TestApp;
before(async () => {
  t = await openTestApp();
});
after(() => t.close());

const names = APIS.map(({ name }) => name);
const read = async (path: string) => {
  const response = await t.fetch(path);
  assert.equal(response.status, 200, path);
  return { text: await response.text(), headers: response.headers };
};
const matches = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, found = '']) => found);

describe('/openapi', () => {
  it('has a document for each API, which any page may read', async () => {
    for (const name of names) {
      const { text, headers } = await read(`/openapi/${name}.json`);
      const { openapi, servers } = JSON.parse(text) as OpenApi;
      assert.match(String(openapi), /^3\.1\./);
      assert.deepEqual(servers, [{ url: t.deps.config.publicUrl }]);
      assert.equal(headers.get('content-type'), 'application/json');
      assert.equal(headers.get('access-control-allow-origin'), '*');
    }
  });

  it('is 304 for clients that have it', async () => {
    const { headers } = await read('/openapi/live.json');
    const etag = headers.get('etag') ?? '';
    const again = await t.fetch('/openapi/live.json', { headers: { 'if-none-match': etag } });
    assert.deepEqual([again.status, await again.text()], [304, '']);
  });

  it('is 404 for anything else', async () => {
    for (const path of [
      '/openapi/none.json',
      '/openapi/live',
      '/openapi/__proto__.json',
      '/docs/none',
      '/docs/constructor',
    ])
      assert.equal((await t.fetch(path)).status, 404, path);
  });
});

describe('/docs', () => {
  const pages = ['/docs', '/docs/widgets', ...names.map((name) => `/docs/${name}`)];

  for (const path of pages)
    it(`${path} runs no third-party code, and has no broken links`, async () => {
      const { text, headers } = await read(path);
      const policy = headers.get('content-security-policy') ?? '';
      assert.match(policy, /default-src 'none'/);
      assert.doesNotMatch(policy, /unsafe|\*|https?:/);
      assert.doesNotMatch(text, /<script(?! type="module" src="\/admin\/admin\.js")|<style|\sstyle=|\son\w+=/);
      const ids = matches(text, /\sid="([^"]+)"/g);
      assert.equal(new Set(ids).size, ids.length, 'ids are unique');
      for (const href of matches(text, /href="([^"]+)"/g)) {
        if (href.startsWith('#')) assert.ok(ids.includes(href.slice(1)), `${href} leads nowhere`);
        else assert.ok((await t.fetch(href)).status < 400, `${href} leads nowhere`);
      }
      const levels = matches(text, /<h([1-6])/g).map(Number);
      assert.equal(levels.filter((level) => level === 1).length, 1);
      for (const [index, level] of levels.entries())
        assert.ok(level <= (levels[index - 1] ?? 0) + 1, `h${level} at ${index}`);
    });

  it('has every operation of an API, with a command that names the server', async () => {
    for (const name of names) {
      const { paths } = JSON.parse((await read(`/openapi/${name}.json`)).text) as OpenApi;
      const { text } = await read(`/docs/${name}`);
      for (const { operationId, summary } of Object.values(paths).flatMap((item) => Object.values(item))) {
        assert.ok(text.includes(`id="${operationId}"`), operationId);
        assert.ok(text.includes(`<strong>${String(summary).replaceAll("'", '&#39;')}.</strong>`), operationId);
      }
      const commands = matches(text, /<code>curl ([^<]*)/g);
      assert.ok(commands.length > 0 && commands.every((line) => line.includes(t.deps.config.publicUrl)), name);
      assert.ok(!/undefined|\[object/.test(text), name);
    }
  });

  it('has a command that works', async () => {
    const { text } = await read('/docs/boardcharts');
    const [, command = ''] = /id="postDashboards"[\s\S]*?<code>(curl[\s\S]*?)<\/code>/.exec(text) ?? [];
    const body = /-d &#39;(.*)&#39;/.exec(command)?.[1]?.replaceAll('&quot;', '"');
    assert.match(
      command,
      /^curl -X POST &#39;[^ ]+\/api\/v2\/dashboards&#39; \\\n {2}-H &quot;Authorization: Bearer \$API_KEY&quot;/,
    );
    const answer = await t.fetch('/api/v2/dashboards', {
      method: 'POST',
      headers: { authorization: `Bearer ${t.alpha.keys.owner.secret}` },
      body: body ?? '',
    });
    assert.equal(answer.status, 201);
  });

  it('has a command with the required query parameters', async () => {
    const { paths } = JSON.parse((await read('/openapi/live.json')).text) as OpenApi;
    const parameters = paths['/oembed']?.get?.parameters as { name: string; required?: boolean }[];
    assert.deepEqual(
      parameters.filter(({ required }) => required).map(({ name }) => name),
      ['url'],
    );
    assert.match((await read('/docs/live')).text, /<code>curl &#39;[^ ]+\/oembed\?url=http[^ ]+&#39;<\/code>/);
  });

  it('has every widget type with all of its fields', async () => {
    const { text } = await read('/docs/widgets');
    for (const { type, config, data } of Object.values(types)) {
      assert.ok(text.includes(`id="type-${type}"`), type);
      for (const field of [...Object.keys(config), ...Object.keys(data)])
        assert.ok(text.includes(`<code>${field}</code>`), field);
    }
  });
});
