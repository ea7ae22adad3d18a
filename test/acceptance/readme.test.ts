import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { types } from '../../components/model/types/index.ts';
import { describeSettings } from '../../server/config.ts';
import { framesOf, openScene, type Scene, untilShown } from './scene.ts';

const root = join(import.meta.dirname, '../..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const documents = readme + readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8');

const blocks = (language: string): string[] =>
  [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(([, code = '']) => code);

/** What a shell would call `curl` with: words, quotes, line continuations and one variable. */
function curlOf(code: string, variables: Record<string, string>): { url: string; init: RequestInit } {
  const words = code
    .replace(/\\\n/g, ' ')
    .replace(/\$\{?(\w+)\}?/g, (_, name: string) => variables[name] ?? '')
    .match(/'[^']*'|"[^"]*"|\S+/g)
    ?.map((word) => word.replace(/^(['"])([\s\S]*)\1$/, '$2'));
  assert.equal(words?.shift(), 'curl');
  const headers: Record<string, string> = {};
  let [url, method, body] = ['', 'GET', undefined as string | undefined];
  while (words && words.length > 0) {
    const word = words.shift();
    if (word === '-X') method = words.shift() ?? '';
    else if (word === '-d') body = words.shift();
    else if (word === '-H') {
      const [name = '', ...value] = (words.shift() ?? '').split(': ');
      headers[name] = value.join(': ');
    } else if (word?.startsWith('-')) assert.fail(`the test does not know curl's ${word}`);
    else url = word ?? '';
  }
  if (body !== undefined && method === 'GET') method = 'POST';
  return { url, init: { method, headers, ...(body === undefined ? {} : { body }) } };
}

describe('the README', () => {
  let scene: Scene;
  let token: string;

  before(async () => {
    scene = await openScene();
    ({ token } = await scene.token('number'));
  });
  after(() => scene.close());

  const here = (code: string): string =>
    code
      .replaceAll('http://localhost:8787', scene.server.url)
      .replaceAll('EMBED_TOKEN', token)
      .replaceAll('WIDGET_KEY', scene.widgets.number ?? '');

  it('names every widget type, and counts them as the demo does', () => {
    const [, count = '', list = ''] = /\*\*(\w+) widget types\*\*: ([\s\S]*?)\.\n/.exec(readme) ?? [];
    const named = [...list.matchAll(/`(\w+)`/g)].map(([, type]) => type);
    assert.deepEqual(named.sort(), Object.keys(types).sort());
    const page = readFileSync(join(root, 'demo/host/index.html'), 'utf8');
    const counted = [...page.matchAll(/(\w+) types, each|all (\w+) in the gallery/g)].map(
      ([, one, other]) => one ?? other,
    );
    assert.deepEqual(counted, [count, count.toLowerCase()], 'demo/host/index.html');
  });

  it('names only files and folders that are there', () => {
    const links = [...documents.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map(([, file = '']) => file);
    assert.deepEqual(
      links.filter((file) => !existsSync(join(root, file))),
      [],
    );
  });

  it('has a push that works as it stands, and three snippets that show it', async () => {
    const code = blocks('sh').find((block) => block.startsWith('curl'));
    assert.ok(code, 'there is a curl');
    const { url, init } = curlOf(here(code), { API_KEY: String(scene.server.env.ADMIN_API_KEY) });
    const response = await fetch(url, init);
    assert.equal(response.status, 200, await response.text());
    const pasted = blocks('html').map(here).join('\n');
    for (const part of ['<bc-widget token=', '/embed.js', '<iframe']) assert.ok(pasted.includes(part), part);
    const page = await scene.paste(pasted);
    // text2 of the README's push
    await untilShown(page, 'yesterday', 'bc-widget');
    for (const frame of await framesOf(page, scene.server)) await untilShown(frame, 'yesterday');
    assert.equal(await page.evaluate(() => document.querySelectorAll('bc-widget').length), 2);
    await page.close();
  });

  it('leads from an empty server to a widget, each step with the key from the one before', async () => {
    const code = blocks('sh').find((block) => block.includes('DASHBOARD_KEY')) ?? '';
    const answers: { key: string }[] = [];
    for (const line of code.split(/\n(?=curl)/)) {
      const ready = here(line).replaceAll('DASHBOARD_KEY', answers[0]?.key ?? '');
      const { url, init } = curlOf(ready, { API_KEY: String(scene.server.env.ADMIN_API_KEY) });
      const response = await fetch(url, init);
      assert.equal(response.status, 201, ready);
      answers.push((await response.json()) as { key: string });
    }
    assert.deepEqual(
      answers.map(({ key }) => /^[0-9a-f]{32}$/.test(key)),
      [true, true],
    );
  });

  it('has every setting, and each default that is not said in words', () => {
    const [, table = ''] = /\n\| setting \|[^\n]*\n([\s\S]*?)\n\n/.exec(readme) ?? [];
    const rows = table.split('\n').slice(1);
    const names = rows.flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`(\w+)`/g)].map(([, name]) => name));
    const settings = describeSettings({});
    assert.deepEqual(names.sort(), settings.map(({ name }) => name).sort());
    for (const { name, default: fallback } of settings) {
      const row = rows.find((each) => each.includes(`\`${name}\``)) ?? '';
      if (fallback) assert.ok(row.includes(fallback.replace('$SECRET_KEY', 'SECRET_KEY')), `${name} is ${fallback}`);
    }
  });

  it('names commands that package.json has', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const named = [...documents.matchAll(/npm run (?:--silent )?([\w:]+)/g)].map(([, name = '']) => name);
    assert.deepEqual(
      named.filter((name) => !(name in scripts)),
      [],
    );
  });
});
