import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { dirname, join } from 'node:path';
import { types } from '../../components/model/types/index.ts';
import { manifestOf } from './manifest.ts';
import { htmlData, typesOf } from './types.ts';

const root = join(import.meta.dirname, '../..');

interface PackageJson {
  [field: string]: unknown;
  version: string;
  dependencies: Record<string, string>;
  exports: Record<string, unknown>;
}

/** Strips types as Node does, without its warning that this is experimental: the version of Node is pinned. */
function stripped(source: string): string {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return stripTypeScriptTypes(source, { mode: 'strip' });
  } finally {
    process.emitWarning = emitWarning;
  }
}

/** Changes imports to the names of the built files. */
const renamed = (text: string): string =>
  text.replace(/((?:from|import\(|import)\s*['"]\.[^'"]*)\.ts(['"])/g, '$1.js$2');

/** The catalog with a literal import for each type: other bundlers cannot follow a computed one. */
function withTable(code: string): string {
  const names = /\bTYPES =\s*'([^']+)'/.exec(code)?.[1]?.split(' ') ?? [];
  const table = names.map((name) => `${name}: () => import('./widgets/${name}.ts')`).join(', ');
  const result = code.replace(/\(\) => import\(`\.\/widgets\/\$\{name\}\.ts`\)/, () => `({ ${table} })[name]`);
  if (!names.length || result === code) throw new Error('catalog.ts does not load its types by name');
  return result;
}

/** Replaces Lit in our own build; projects that use the package have Lit itself. */
const OURS = 'lit.ts';

function writeModules(out: string): void {
  for (const path of globSync('**/*.ts', { cwd: join(root, 'components'), exclude: [OURS] })) {
    const source = readFileSync(join(root, 'components', path), 'utf8');
    const code = stripped(path === 'catalog.ts' ? withTable(source) : source);
    const file = join(out, 'lib', path.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, renamed(code).replace(/[ \t]+$/gm, ''));
  }
}

function writeDeclarations(out: string): void {
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const flags = ['--noEmit', 'false', '--declaration', '--emitDeclarationOnly', '--rootDir', 'components'];
  const config = join(out, 'tsconfig.json');
  const base = { extends: join(root, 'tsconfig.json'), compilerOptions: { types: [] } };
  writeFileSync(
    config,
    JSON.stringify({ ...base, include: [join(root, 'components')], exclude: [join(root, 'components', OURS)] }),
  );
  try {
    const options = { cwd: root, encoding: 'utf8' } as const;
    execFileSync(process.execPath, [tsc, '-p', config, ...flags, '--outDir', join(out, 'lib')], options);
  } finally {
    rmSync(config);
  }
  for (const path of globSync('lib/**/*.d.ts', { cwd: out })) {
    const file = join(out, path);
    const isEntry = /^lib[\\/]package[\\/](?:index|bc-)/.test(path);
    const head = isEntry ? '/// <reference path="../../types/html.d.ts" />\n' : '';
    writeFileSync(file, head + renamed(readFileSync(file, 'utf8')));
  }
}

/** The packages that the modules import, with the versions tested here. */
function dependenciesOf(out: string, { dependencies }: PackageJson): Record<string, string> {
  const used = new Set<string>();
  for (const path of globSync('lib/**/*.js', { cwd: out }))
    for (const [, name = ''] of readFileSync(join(out, path), 'utf8').matchAll(
      /(?:from|import\(|^import)\s*['"]((?:@[\w-]+\/)?[\w.-]+)(?:\/[^'"]*)?['"]/gm,
    ))
      if (!name.startsWith('.')) used.add(name);
  return Object.fromEntries([...used].sort().map((name) => [name, `^${dependencies[name]}`]));
}

/** The README without pictures, and without links to files that are only in the repository. */
const readmeIn = (out: string): string =>
  readFileSync(join(root, 'README.md'), 'utf8')
    .replace(/^<picture>.*?<\/picture>\n+/gms, '')
    .replace(/\[([^\]]+)\]\((?!https?:)([^)#]+)[^)]*\)/g, (link, text, path) =>
      existsSync(join(out, path)) ? link : text,
    );

/** Paths below `./package/` in the repository are below `./` in the package. */
const relocated = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value).replaceAll('"./package/', '"./'));

/**
 * Builds a package of the elements, without the server, into a folder: ES modules with declarations, the custom
 * elements manifest, and types for templates.
 */
export function buildPackage(out: string): void {
  const own = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as PackageJson;
  rmSync(out, { recursive: true, force: true });
  mkdirSync(join(out, 'types'), { recursive: true });
  writeModules(out);
  writeDeclarations(out);
  const manifest = manifestOf(root);
  const files: Record<string, string> = Object.fromEntries(
    Object.entries(typesOf(manifest)).map(([name, text]) => [`types/${name}`, text]),
  );
  files['types/types.js'] = 'export {};\n';
  files['custom-elements.json'] = `${JSON.stringify(manifest, null, 2)}\n`;
  files['html-custom-data.json'] = `${JSON.stringify(htmlData(manifest, Object.keys(types)), null, 2)}\n`;
  const { name, version, description, license } = own;
  files['package.json'] = `${JSON.stringify(
    {
      ...{ name, version, description, license, type: 'module' },
      exports: relocated(own.exports),
      customElements: './custom-elements.json',
      dependencies: dependenciesOf(out, own),
    },
    null,
    2,
  )}\n`;
  for (const [path, text] of Object.entries(files)) writeFileSync(join(out, path), text);
  cpSync(join(root, 'LICENSE'), join(out, 'LICENSE'));
  writeFileSync(join(out, 'README.md'), readmeIn(out));
}

if (import.meta.main) {
  buildPackage(join(root, 'package'));
  process.stderr.write('Built the package in ./package: `npm pack ./package` makes its tarball\n');
}
