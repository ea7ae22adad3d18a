import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, it } from 'node:test';
import { cycles, type Import, parseSource, readSources, type Source } from './support/source.ts';

const root = join(import.meta.dirname, '..');
const sources = readSources('components', 'server', 'demo');

interface Rule {
  name: string;
  /** @returns one line per violation */
  check(sources: Source[]): string[];
  /** Files that break the rule: each must be told. */
  broken: Record<string, string>;
}

const inside = (folder: string) => (path: string) => path.startsWith(`${folder}/`);
const isLocal = (target: string): boolean => /^(?:components|server|demo|test)\//.test(target);

/** Violations of "files of `where` may not import `what`". */
function forbid(where: (path: string) => boolean, what: (imported: Import, path: string) => boolean) {
  return (all: Source[]): string[] =>
    all
      .filter(({ path }) => where(path))
      .flatMap(({ path, imports }) =>
        imports.filter((each) => what(each, path)).map((each) => `${path} imports ${each.target} (${each.kind})`),
      );
}

/** Violations of "only these files import the package, and only when it is needed". */
const onlyLazily = (name: string, files: RegExp) =>
  forbid(
    () => true,
    ({ target, kind }, path) => target === name && (!files.test(path) || kind === 'static'),
  );

/** Lines of code that match a pattern. */
function lines(where: (path: string) => boolean, pattern: RegExp) {
  return (all: Source[]): string[] =>
    all
      .filter(({ path }) => where(path))
      .flatMap(({ path, code }) =>
        code.split('\n').flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [])),
      );
}

const dialectOf = (path: string): string | undefined => /^server\/dialects\/([^/]+)\//.exec(path)?.[1];
const isWire = (path: string): boolean => /^server\/dialects\/.*wire\.ts$/.test(path);
const isView = (path: string): boolean =>
  /^components\/widgets\//.test(path) && !/(?:-element|\.styles|-parts)\.ts$/.test(path);
const ceiling = (path: string): number => (isWire(path) || isView(path) ? 150 : 250);

/** Exported functions and classes that no docblock explains; what `createX` makes is explained at the type X. */
function undocumented({ path, text }: Source): string[] {
  const rows = text.split('\n');
  return rows.flatMap((row, index) => {
    const name = /^export (?:default )?(?:async )?(?:abstract )?(?:function\*?|class) (\w+)/.exec(row)?.[1];
    return name && !/^create[A-Z]/.test(name) && !rows[index - 1]?.trimEnd().endsWith('*/')
      ? [`${path}:${index + 1}: ${name} has no docblock`]
      : [];
  });
}

/** Custom properties that a page can set and no docblock names. */
function undocumentedProperties(all: Source[]): string[] {
  const documented = new Set(
    all.flatMap(({ text }) =>
      [...text.matchAll(/@cssproperty ([^\n]*)/g)].flatMap(([, line = '']) => line.match(/--bc-[a-z-]+/g) ?? []),
    ),
  );
  return all
    .filter(({ path }) => path.startsWith('components/'))
    .flatMap(({ path, code }) =>
      [...new Set([...code.matchAll(/var\((--bc-[a-z-]+)/g)].map(([, name = '']) => name))]
        .filter((name) => !documented.has(name))
        .map((name) => `${path}: ${name}`),
    );
}

const RULES: Rule[] = [
  {
    name: 'the model imports nothing outside itself',
    check: forbid(inside('components/model'), ({ target }) => !target.startsWith('components/model/')),
    broken: {
      'components/model/a.ts': "import { html } from 'lit';",
      'components/model/b.ts': "import type { View } from '../widgets/widget-element.ts';",
      'components/model/types/c.ts': "export * from '../../live/client.ts';",
    },
  },
  {
    name: 'components never import the server, the demo, tests or Node',
    check: forbid(
      inside('components'),
      ({ target }) => (isLocal(target) && !target.startsWith('components/')) || /^node:|^zod$/.test(target),
    ),
    broken: {
      'components/a.ts': "import { x } from '../server/config.ts';",
      'components/b.ts': "const x = await import('../server/config.ts');",
      'components/c.ts': "import fs from 'node:fs';",
      'components/d.ts': "import * as z from 'zod';",
    },
  },
  {
    name: 'the domain imports only itself and the model',
    check: forbid(inside('server/domain'), ({ target }) => !/^(?:server\/domain|components\/model)\//.test(target)),
    broken: {
      'server/domain/a.ts': "import { Kysely } from 'kysely';",
      'server/domain/b.ts': "import { open } from '../store/index.ts';",
      'server/domain/c.ts': "import { randomBytes } from 'node:crypto';",
    },
  },
  {
    name: 'only main.ts, cli.ts and tests name the store',
    check: forbid(
      (path) => !/^server\/(?:store\/|main\.ts$|cli\.ts$)|^test\//.test(path),
      ({ target }) => target.startsWith('server/store/'),
    ),
    broken: { 'server/app.ts': "import type { X } from './store/index.ts';" },
  },
  {
    name: 'the domain and the model get time and chance from outside, so that tests can set them',
    check: lines(
      (path) => /^(?:server\/domain|components\/model)\//.test(path),
      /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bperformance\.now\b/,
    ),
    broken: {
      'server/domain/a.ts': 'const at = Date.now();',
      'server/domain/b.ts': 'const day = new Date().getDay();',
      'components/model/c.ts': 'const id = Math.random();',
    },
  },
  {
    name: 'only open.ts knows which databases there are',
    check: forbid(
      (path) => path !== 'server/store/open.ts',
      ({ target }, path) =>
        /^server\/store\/(?:sqlite|postgres)\//.test(target) && !/\/(?:sqlite|postgres)\//.test(path),
    ),
    broken: { 'server/store/writer.ts': "import { isBusy } from './sqlite/errors.ts';" },
  },
  {
    name: 'the store is the only one that speaks SQL',
    check: forbid(
      (path) => !path.startsWith('server/store/') && !path.startsWith('server/sources/'),
      ({ target }) => /^(?:kysely|pg|node:sqlite)$/.test(target),
    ),
    broken: { 'server/live/hub.ts': "import { DatabaseSync } from 'node:sqlite';" },
  },
  {
    name: 'a dialect imports no other dialect and no database',
    check: forbid(
      inside('server/dialects'),
      ({ target }, path) =>
        /^(?:kysely$|pg$|server\/store\/)/.test(target) ||
        (dialectOf(target) !== undefined && dialectOf(target) !== dialectOf(path) && dialectOf(path) !== undefined),
    ),
    broken: {
      'server/dialects/a/index.ts': "import { wire } from '../b/wire.ts';",
      'server/dialects/c/index.ts': "import { sql } from 'kysely';",
      'server/dialects/d/index.ts': "import { open } from '../../store/index.ts';",
    },
  },
  {
    name: 'a wire file only translates: it reaches neither the machine, the framework nor what runs',
    check: forbid(isWire, ({ target }) =>
      /^(?:node:|@?hono\b)|^server\/(?:admin|auth|live|render|sources)\//.test(target),
    ),
    broken: {
      'server/dialects/a/wire.ts': "import { randomUUID } from 'node:crypto';",
      'server/dialects/b/things.wire.ts': "import type { Context } from 'hono';",
      'server/dialects/c/wire.ts': "import { checkSource } from '../../sources/check.ts';",
    },
  },
  {
    name: 'the server imports neither the demo nor tests',
    check: forbid(inside('server'), ({ target }) => /^(?:demo|test)\//.test(target)),
    broken: { 'server/a.ts': "import { samples } from '../demo/gallery/samples/index.ts';" },
  },
  {
    name: 'within the server only render/ imports elements',
    check: forbid(
      (path) => path.startsWith('server/') && !path.startsWith('server/render/'),
      ({ target }) =>
        (target.startsWith('components/') && !target.startsWith('components/model/')) || /^@?lit\b/.test(target),
    ),
    broken: {
      'server/app.ts': "import { views } from '../components/catalog.ts';",
      'server/admin/a.ts': "import { html } from 'lit';",
      'server/http/b.ts': "import { render } from '@lit-labs/ssr';",
    },
  },
  {
    name: 'chart.js, DOMPurify and idb-keyval are loaded in one place each, when they are needed',
    check: (all) => [
      ...onlyLazily('chart.js', /^components\/widgets\/chart-element\.ts$/)(all),
      ...onlyLazily('dompurify', /^components\/widgets\/(?:html|markdown)\.ts$/)(all),
      ...forbid(
        (path) => path !== 'components/live/cache.ts',
        ({ target }) => target === 'idb-keyval',
      )(all),
    ],
    broken: {
      'components/widgets/chart-element.ts': "import { Chart } from 'chart.js';",
      'components/widgets/number.ts': "const x = await import('chart.js');",
      'components/widgets/html.ts': "import purify from 'dompurify';",
      'components/live/client.ts': "import { get } from 'idb-keyval';",
    },
  },
  {
    name: 'the server runs without Vite, which its container image lacks',
    check: (all) => {
      const isBuild = (path: string) => /^server\/(?:build|dev)\.ts$/.test(path);
      return forbid(
        (path) => inside('server')(path) && !isBuild(path),
        ({ target }) => target === 'vite' || isBuild(target),
      )(all);
    },
    broken: { 'server/main.ts': "import { build } from 'vite';", 'server/cli.ts': "await import('./build.ts');" },
  },
  {
    name: 'imports run in no circle',
    check: cycles,
    broken: { 'server/a.ts': "import './b.ts';", 'server/b.ts': "import type { A } from './a.ts';" },
  },
  {
    name: 'no file is longer than 250 lines, no view and no wire file longer than 150',
    check: (all) =>
      all
        .map(({ path, text }) => ({ path, count: text.trimEnd().split('\n').length }))
        .filter(({ path, count }) => count > ceiling(path))
        .map(({ path, count }) => `${path} has ${count} lines of ${ceiling(path)}`),
    broken: {
      'server/a.ts': '\n'.repeat(250).concat('x'),
      'components/widgets/b.ts': '\n'.repeat(150).concat('x'),
      'server/dialects/a/wire.ts': '\n'.repeat(150).concat('x'),
    },
  },
  {
    name: 'every exported function and class has a docblock',
    check: (all) => all.filter(({ path }) => !path.startsWith('demo/')).flatMap(undocumented),
    broken: {
      'server/a.ts': 'const x = 1;\nexport function a() {}',
      'server/b.ts': 'export async function b() {}',
      'components/c.ts': '// why\nexport class C {}',
    },
  },
  {
    name: 'every element says in its docblock what it is',
    check: (all) =>
      all
        .filter(({ path }) => path.startsWith('components/'))
        .flatMap(({ path, text }) =>
          [...text.matchAll(/((?:\/\*\*(?:(?!\*\/)[\s\S])*\*\/\n)?)export class (\w+) extends \w*Element\b/g)]
            .filter(([, docblock = '']) => !docblock.includes('@summary'))
            .map(([, , name]) => `${path}: ${name} has no @summary`),
        ),
    broken: {
      'components/a.ts': 'export class BcA extends WidgetElement<A, B> {}',
      'components/b.ts': '/** It is. */\nexport class BcB extends LitElement {}',
    },
  },
  {
    name: 'every custom property that a page can set is documented',
    check: undocumentedProperties,
    broken: { 'components/a.ts': 'css`:host { color: var(--bc-secret, red) }`' },
  },
  {
    name: 'files are named in kebab-case',
    check: (all) =>
      all.map(({ path }) => path).filter((path) => !/^[a-z0-9]+(?:[-.][a-z0-9]+)*\.ts$/.test(basename(path))),
    broken: { 'server/StreamHub.ts': '', 'server/stream_hub.ts': '' },
  },
  {
    name: 'settings are read from the environment in config.ts alone',
    check: lines((path) => /^(?:server|components)\//.test(path) && path !== 'server/config.ts', /\bprocess\.env\b/),
    broken: { 'server/main.ts': 'const port = process.env.PORT;', 'server/x.ts': 'const { env: e } = [process.env];' },
  },
  {
    name: 'components write nothing to the console',
    check: lines(inside('components'), /\bconsole\.\w/),
    broken: { 'components/a.ts': "console.warn('x');" },
  },
  {
    name: 'no enums, namespaces, decorators or parameter properties: Node runs the files as they are',
    check: lines(
      () => true,
      /^\s*(?:export )?(?:declare )?(?:const )?(?:enum|namespace) \w|^\s*@(?!media|container|supports|layer)\w+\(|constructor\(\s*(?:private|public|readonly)\b/,
    ),
    broken: {
      'server/a.ts': 'export enum A { B }',
      'server/b.ts': 'constructor(private x) {}',
      'components/c.ts': '  @property()',
    },
  },
];

describe('the reader of imports', () => {
  const targets = (text: string) =>
    parseSource('server/x/a.ts', text).imports.map((each) => `${each.kind} ${each.target}`);

  it('sees every form of import', () => {
    assert.deepEqual(targets("import a, {\n  type B,\n  c,\n} from '../b.ts';"), ['static server/b.ts']);
    assert.deepEqual(targets("import './b.ts';\nexport * from '@x/y/z.js';"), ['static server/x/b.ts', 'static @x/y']);
    assert.deepEqual(targets("import type { A } from 'lit/decorators.js';"), ['type lit']);
    assert.deepEqual(targets("type A = import('../c.ts').B; const d = () => import(\n'./d.ts'\n);"), [
      'dynamic server/c.ts',
      'dynamic server/x/d.ts',
    ]);
  });

  it('is not taken in by comments, strings and regular expressions', () => {
    assert.deepEqual(targets("// import './b.ts';\n/*\nimport './c.ts';\n*/"), []);
    assert.deepEqual(targets("const a = 'import(\"./no.ts\")'.length / 2; // import('./b.ts')"), [
      'dynamic server/x/no.ts',
    ]);
    assert.deepEqual(targets("const a = /['\"/*]/;\nimport './b.ts';"), ['static server/x/b.ts']);
    assert.deepEqual(targets("const a = 'http://x'; import('./b.ts');"), ['dynamic server/x/b.ts']);
  });
});

describe('architecture', () => {
  for (const { name, check, broken } of RULES) {
    it(name, () => assert.deepEqual(check(sources), []));

    it(`${name} — and the check can tell`, () => {
      const files = Object.entries(broken).map(([path, text]) => parseSource(path, text));
      const told = check(files);
      const untold = files.filter(({ path }) => !told.some((line) => line.includes(path)));
      assert.deepEqual(
        untold.map(({ path }) => path),
        [],
      );
    });
  }
});

interface Locked {
  license?: string;
  resolved?: string;
  link?: boolean;
}

const FREE =
  /^(?:MIT(?:-0)?|ISC|0BSD|BSD-[23]-Clause|Apache-2\.0|MPL-2\.0|BlueOak-1\.0\.0|CC0-1\.0|CC-BY-4\.0|Python-2\.0|Unlicense|PostgreSQL)$/;

/** The licence a package names in its README, for those that state none in package.json. */
function licenceInReadme(path: string): string {
  const [readme] = globSync(`${path}/{readme,Readme,README}.md`, { cwd: root });
  return readme && readFileSync(join(root, readme), 'utf8').includes('(The MIT License)') ? 'MIT' : 'none stated';
}

/** Packages whose licence asks for more than a notice. */
function unfree(packages: Record<string, Locked>): string[] {
  return Object.entries(packages).flatMap(([path, { link, license = path && licenceInReadme(path) }]) => {
    const isFree = license
      .replace(/[()]/g, '')
      .split(' OR ')
      .some((choice) => choice.split(' AND ').every((each) => FREE.test(each)));
    return path === '' || link || isFree ? [] : [`${path}: ${license}`];
  });
}

describe('dependencies', () => {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, Locked>;
  };

  it('have licences that allow any use', () => assert.deepEqual(unfree(lock.packages), []));

  it('have licences that allow any use — and the check can tell', () => {
    const packages = {
      '': {},
      a: { license: '(GPL-3.0 OR MIT)' },
      b: { license: 'AGPL-3.0' },
      c: {},
      d: { license: 'MIT AND GPL-2.0' },
    };
    assert.equal(unfree(packages).length, 3);
  });

  it('are locked without the address of a registry', () => {
    assert.deepEqual(
      Object.entries(lock.packages).filter(([, { resolved }]) => resolved?.startsWith('http')),
      [],
    );
  });

  it('are all used, and all that is used is declared', () => {
    const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<
      'dependencies' | 'devDependencies',
      Record<string, string>
    >;
    const production = new Set(
      [
        ...sources,
        ...globSync('*.ts', { cwd: root }).map((path) => parseSource(path, readFileSync(join(root, path), 'utf8'))),
      ]
        .filter(({ path }) => !/^(?:demo\/screenshots|server\/package\/|web-test-runner)/.test(path))
        .flatMap(({ imports }) => imports.map(({ target }) => target))
        .filter((target) => !isLocal(target) && !target.startsWith('node:') && !target.endsWith('.ts')),
    );
    assert.deepEqual(
      [...production].filter((name) => !(name in dependencies)),
      [],
      'imported but not declared',
    );
    const isRunFromScripts = new Set(['node']);
    const unused = Object.keys(dependencies).filter((name) => !production.has(name) && !isRunFromScripts.has(name));
    assert.deepEqual(unused, [], 'declared but not imported');
    assert.equal(Object.keys(devDependencies).filter((name) => name in dependencies).length, 0);
  });
});
