import { globSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { gzipSync } from 'node:zlib';

const dist = join(import.meta.dirname, '../../dist');

/** One built file with its size, static imports and lazy imports. */
export interface Built {
  /** Path below dist: `bc.js`, `chunks/number-AbC.js`. */
  path: string;
  text: string;
  /** Bytes after gzip at level 9. */
  gzip: number;
  imports: string[];
  lazy: string[];
}

export const gzipSize = (text: string | Uint8Array): number => gzipSync(text, { level: 9 }).length;

const STATIC = /(?:\bfrom|\bimport)\s*["'](\.[^"']+\.js)["']/g;
const LAZY = /\bimport\(\s*["'`](\.[^"'`]+\.js)["'`]\s*\)/g;

const targets = (path: string, text: string, pattern: RegExp): string[] => [
  ...new Set([...text.matchAll(pattern)].map(([, file = '']) => posix.join(posix.dirname(path), file))),
];

/** Every built script. @throws when there is none */
export function readBundle(): Map<string, Built> {
  const paths = globSync('**/*.js', { cwd: dist });
  if (!paths.includes('bc.js')) throw new Error('dist/bc.js is missing: run node server/build.ts');
  return new Map(
    paths.map((path) => {
      const text = readFileSync(join(dist, path), 'utf8');
      const built = { path, text, gzip: gzipSize(text) };
      return [path, { ...built, imports: targets(path, text, STATIC), lazy: targets(path, text, LAZY) }];
    }),
  );
}

/** Scripts with all their static imports. */
export function closure(bundle: Map<string, Built>, ...roots: string[]): Built[] {
  const seen = new Set<string>();
  const visit = (path: string): void => {
    if (seen.has(path)) return;
    seen.add(path);
    for (const each of bundle.get(path)?.imports ?? []) visit(each);
  };
  for (const root of roots) visit(root);
  return [...seen].flatMap((path) => bundle.get(path) ?? []);
}

/** The chunk of what is loaded under that name. @throws when the build made none */
export function chunk(bundle: Map<string, Built>, name: string): string {
  const path = [...bundle.keys()].find((each) => new RegExp(`^chunks/${name}-[\\w-]{8}\\.js$`).test(each));
  if (!path) throw new Error(`no chunk named ${name} among ${[...bundle.keys()].join(', ')}`);
  return path;
}

export const weight = (files: readonly Built[]): number => files.reduce((sum, { gzip }) => sum + gzip, 0);
