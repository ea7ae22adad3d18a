import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import type { Browser } from 'puppeteer-core';
import { build } from 'vite';
import { types } from '../components/model/types/index.ts';
import { buildPackage } from '../server/package/build.ts';
import { type Declaration, elementsOf, expandTags, type Manifest, type Named } from '../server/package/manifest.ts';
import { launchBrowser } from './support/browser.ts';

const root = join(import.meta.dirname, '..');
const names = (list: readonly Named[] = []): string[] => list.map(({ name }) => name).sort();

/** A project of somebody else's: what they write, and how their tools read it. */
const FOREIGN: Record<string, string> = {
  'package.json': '{"type":"module"}',
  'tsconfig.json': JSON.stringify({
    compilerOptions: {
      strict: true,
      exactOptionalPropertyTypes: true,
      noEmit: true,
      module: 'esnext',
      moduleResolution: 'bundler',
      target: 'es2022',
    },
    files: ['main.ts', 'react.ts', 'vue.ts', 'svelte.ts'],
  }),
  'index.html': `<!doctype html><link rel="icon" href="data:,"><script type="module" src="./main.ts"></script>
    <bc-widget type="number" data='{"value1":512}'></bc-widget><bc-widget type="list" data='{"items":[{"name":"a"}]}'></bc-widget>
    <bc-widget type="mine" data='{"word":"hello"}'></bc-widget>`,
  'main.ts': `import { BcWidget, type CommonConfig, type Datum, registerWidget, type WidgetDefinition } from 'boardcast';
    import { css } from 'lit';
    import { BcNumber } from 'boardcast/widgets/number';
    import 'boardcast/bc-dashboard';
    const mine: WidgetDefinition<object, { word: string }> = { template: ({ data }, { html }) => html\`<b>\${data.word}</b>\` };
    registerWidget('mine', mine);
    const element: BcWidget | null = document.querySelector('bc-widget');
    const chosen = ({ datum }: { datum?: Datum }) => datum?.label;
    element?.addEventListener('bc-select', chosen);
    document.addEventListener('bc-select', chosen);
    addEventListener('bc-select', ({ datum }) => datum?.label);
    interface Own { value1: number }
    const own: Own = { value1: 512 };
    const config: CommonConfig = { title: 'a' };
    if (element) [element.token, element.data, element.config] = [undefined, own, config];
    export const view: BcNumber = document.createElement('bc-number');
    export class Dotted extends BcWidget { static override styles = [BcWidget.styles, css\`:host { color: red }\`]; }
    addEventListener('bc-data', ({ detail }) => {
      // @ts-expect-error inline data has no key
      detail.key.length;
    });
    // @ts-expect-error a widget has no such property
    element?.nonsense;`,
  'react.ts': `import type { JSX } from 'react';
    import 'boardcast/types/react';
    export const fine: JSX.IntrinsicElements['bc-widget'] = { token: 'x', 'onbc-data': ({ detail }) => detail.version };
    export const board: JSX.IntrinsicElements['bc-dashboard'] = { kiosk: true, rotate: 20, page: 2, 'param.region': 'EU' };
    const later: { page?: number; region?: string; chosen?: () => void } = {};
    export const rest: JSX.IntrinsicElements['bc-dashboard'] = {
      ...{ page: later.page, 'param.region': later.region, 'onbc-select': later.chosen },
    };
    // @ts-expect-error a token is text
    export const wrong: JSX.IntrinsicElements['bc-widget'] = { token: 5 };`,
  'vue.ts': `import type { GlobalComponents } from 'vue';
    import 'boardcast/types/vue';
    export const props: GlobalComponents['bc-dashboard']['props'] = { headingLevel: 2, kiosk: true, onBcReady: () => {} };`,
  'svelte.ts': `import type { SvelteHTMLElements } from 'svelte/elements';
    import 'boardcast/types/svelte';
    export const fine: SvelteHTMLElements['bc-widget'] = { key: 'k', type: 'number', data: { value1: 1 }, controls: true };`,
  // the part of each framework's types that ours need
  'node_modules/react/index.d.ts':
    'export interface HTMLAttributes<T> { className?: string } export type DetailedHTMLProps<E, T> = E; export namespace JSX { interface IntrinsicElements {} }',
  'node_modules/vue/index.d.ts':
    'export interface HTMLAttributes { class?: string } export type DefineComponent<P> = { props: P }; export interface GlobalComponents {}',
  'node_modules/svelte/elements.d.ts':
    'export interface HTMLAttributes<T> { class?: string } export interface SvelteHTMLElements {}',
};

describe('the package', () => {
  const dir = mkdtempSync(join(tmpdir(), 'boardcast-package-'));
  const out = join(dir, 'package');
  const project = join(dir, 'project');
  let tarball: Buffer<ArrayBuffer>;
  let manifest: Manifest;

  before(() => {
    buildPackage(out);
    manifest = JSON.parse(readFileSync(join(out, 'custom-elements.json'), 'utf8'));
    execFileSync('npm', ['pack', '--ignore-scripts', '--pack-destination', dir, out], { stdio: 'ignore' });
    tarball = readFileSync(join(dir, globSync('*.tgz', { cwd: dir })[0] as string));
  });
  after(() => rmSync(dir, { recursive: true, force: true }));

  it('satisfies publint', async () => {
    const buffer = tarball.buffer.slice(tarball.byteOffset, tarball.byteOffset + tarball.length);
    const { messages } = await publint({ pack: { tarball: buffer }, strict: true });
    assert.deepEqual(messages, []);
  });

  it('has types that every kind of import finds', async () => {
    const result = await checkPackage(createPackageFromTarballData(new Uint8Array(tarball)));
    assert.ok(result.types);
    // the package has only ES modules: conditions for `require` are left out
    const met = result.problems.filter(
      (problem) => !('resolutionKind' in problem && /^node(?:10|16-cjs)$/.test(problem.resolutionKind)),
    );
    assert.deepEqual(met, []);
  });

  it('has a README that refers to nothing that is not in it', () => {
    const readme = readFileSync(join(out, 'README.md'), 'utf8');
    const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)|srcset="([^"]+)/g)];
    assert.deepEqual(
      links.map(([, path = '', picture]) => picture ?? path).filter((path) => !existsSync(join(out, path))),
      [],
    );
    assert.ok(links.length > 0);
  });

  it('says other words in place of ours, wherever on the page the elements come from', async () => {
    const { registerLocale } = await import('../components/package/register.ts');
    registerLocale('da', { empty: 'Ingen data endnu' });
    const { bcWords } = globalThis as unknown as { bcWords: Record<string, object> };
    assert.deepEqual(bcWords.da, { empty: 'Ingen data endnu' });
  });

  it('depends on what browsers need and on nothing of the server', () => {
    const { dependencies, exports } = JSON.parse(readFileSync(join(out, 'package.json'), 'utf8'));
    const browser = ['chart.js', 'dompurify', 'idb-keyval', 'lit', 'marked'];
    assert.deepEqual(
      Object.keys(dependencies).filter((name) => !browser.includes(name)),
      [],
    );
    for (const target of JSON.stringify(exports).match(/\.\/[^"*]+(?=")/g) ?? [])
      if (/\.\w+$/.test(target) && target.startsWith('./lib')) assert.ok(readFileSync(join(out, target)), target);
    const left = globSync('lib/**/*.{js,d.ts}', { cwd: out }).filter((path) =>
      /(?:from|import)\s*\(?\s*['"]\.[^'"]*\.ts['"]/.test(readFileSync(join(out, path), 'utf8')),
    );
    assert.deepEqual(left, [], 'imports of TypeScript');
    // bundlers take `new URL('file', import.meta.url)` for a file of the package
    const files = globSync('lib/**/*.js', { cwd: out }).flatMap((path) =>
      [...readFileSync(join(out, path), 'utf8').matchAll(/new URL\(\s*['"`]([^'"`]+)['"`], import\.meta\.url/g)].map(
        ([, name = '']) => join(out, path, '..', name),
      ),
    );
    assert.deepEqual(files, []);
  });

  it('is read, built and drawn in a project of somebody else’s', async () => {
    for (const folder of ['react', 'vue', 'svelte', 'boardcast'])
      mkdirSync(join(project, 'node_modules', folder), { recursive: true });
    for (const [path, text] of Object.entries(FOREIGN)) writeFileSync(join(project, path), text);
    execFileSync('tar', ['xzf', join(dir, globSync('*.tgz', { cwd: dir })[0] as string), '--strip-components=1'], {
      cwd: join(project, 'node_modules/boardcast'),
    });
    const { dependencies } = JSON.parse(readFileSync(join(out, 'package.json'), 'utf8'));
    for (const name of [...Object.keys(dependencies), '@lit', 'lit-html', 'lit-element', '@types'])
      symlinkSync(join(root, 'node_modules', name), join(project, 'node_modules', name));
    execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', project]);
    await build({ root: project, configFile: false, logLevel: 'silent', base: './', build: { target: 'es2022' } });
    const browser: Browser = await launchBrowser();
    try {
      const page = await browser.newPage();
      // one origin without a server: all requests of the bundle are served from the folder
      await page.setRequestInterception(true);
      page.on('request', (request) => {
        const { pathname } = new URL(request.url());
        const path = pathname === '/' ? '/index.html' : pathname;
        const type = path.endsWith('.js') ? 'text/javascript' : 'text/html';
        request.respond({ contentType: type, body: readFileSync(join(project, 'dist', path)) });
      });
      await page.goto('http://foreign.test/');
      await page.waitForFunction(`(() => {
        const text = (root) => [...root.childNodes].map((node) => node.localName === 'style' ? ''
          : (node.shadowRoot ? text(node.shadowRoot) : '') + (node.childNodes.length ? text(node) : node.nodeValue ?? '')).join('');
        return /512/.test(text(document.body)) && /hello/.test(text(document.body));
      })()`);
    } finally {
      await browser.close();
    }
  });

  it('gives types to the elements that are registered, even if those are another copy’s', async () => {
    const { registerWidget } = await import('../components/package/register.ts');
    const given: string[] = [];
    const other = { get: () => ({ register: (type: string) => given.push(type) }) };
    const { customElements } = globalThis;
    Object.assign(globalThis, { customElements: other });
    try {
      registerWidget('theirs', { element: 'their-element' });
    } finally {
      Object.assign(globalThis, { customElements });
    }
    assert.deepEqual(given, ['theirs']);
  });

  describe('custom-elements.json', () => {
    const of = (tag: string): Declaration => elementsOf(manifest).get(tag) as Declaration;

    it('has an element for each type, and every attribute, property, event, part and CSS property of the two', () => {
      for (const type of Object.keys(types)) assert.ok(of(`bc-${type}`)?.summary, type);
      const shared = 'config controls data heading-level key locale proof src theme token type'.split(' ');
      const own: Record<string, string[]> = {
        'bc-widget': [],
        'bc-dashboard': ['kiosk', 'page', 'param.NAME', 'rotate'],
      };
      for (const [tag, more] of Object.entries(own)) {
        assert.deepEqual(names(of(tag).attributes), [...shared, ...more].sort(), tag);
        assert.ok(
          of(tag).attributes?.every(({ description }) => description),
          tag,
        );
        assert.deepEqual(names(of(tag).events), ['bc-data', 'bc-error', 'bc-ready', 'bc-select', 'bc-stale'], tag);
      }
      // views receive objects, and their only event is a choice
      assert.deepEqual([...names(of('bc-list').attributes), ...names(of('bc-list').events)], ['bc-select']);
      const members = names(of('bc-widget').members);
      for (const name of ['headingLevel', 'state', 'status', 'problem', 'register'])
        assert.ok(members.includes(name), name);
      assert.ok(
        !members.some((name) => /^(?:isFar|isGiven|prepare|live)$/.test(name)),
        'what elements use among themselves',
      );
    });

    it('names every part that is drawn and every CSS property that can be set', () => {
      const told = [...elementsOf(manifest).values()];
      const sources = globSync('components/**/*.ts', { cwd: root }).map((path) =>
        readFileSync(join(root, path), 'utf8'),
      );
      const set = new Set(
        sources.flatMap((text) =>
          [...text.matchAll(/var\((--bc-[a-z0-9-]*[a-z0-9])[,)]/g)].map(([, name = '']) => name),
        ),
      );
      const known = new Set(told.flatMap(({ cssProperties }) => names(cssProperties)));
      assert.deepEqual(
        [...set].filter((name) => !known.has(name)),
        [],
      );
      for (const { tagName = '', cssParts } of told) {
        const file = join(root, 'components/widgets', `${tagName.slice(3)}.ts`);
        if (!types[tagName.slice(3)]) continue;
        const drawn = [...readFileSync(file, 'utf8').matchAll(/part="([\w-]+)"/g)].map(([, name = '']) => name);
        assert.deepEqual(
          drawn.filter((name) => !names(cssParts).includes(name)),
          [],
          tagName,
        );
      }
      const frame = globSync(['components/bc-widget.ts', 'components/frame/*.ts'], { cwd: root })
        .flatMap((path) => [...readFileSync(join(root, path), 'utf8').matchAll(/part="([\w-]+)"/g)])
        .map(([, name = '']) => name);
      assert.deepEqual(names(of('bc-widget').cssParts), [...new Set(frame)].sort());
    });

    it('reads several names of one tag', () => {
      assert.equal(
        expandTags(' * @csspart row, name - Text.\n * @cssproperty [--a=clamp(1px, 2px)] - B.'),
        ' * @csspart row - Text.\n * @csspart name - Text.\n * @cssproperty [--a=clamp(1px, 2px)] - B.',
      );
    });

    it('is what editors are told as well', () => {
      const { tags } = JSON.parse(readFileSync(join(out, 'html-custom-data.json'), 'utf8'));
      assert.deepEqual(
        tags.map(({ name }: Named) => name),
        ['bc-dashboard', 'bc-widget'],
      );
      const type = tags[1].attributes.find(({ name }: Named) => name === 'type');
      assert.deepEqual(names(type.values), Object.keys(types).sort());
    });
  });
});
