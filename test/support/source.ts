import { globSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

const root = join(import.meta.dirname, '../..');

export interface Import {
  /** Path in this repository, or the package's name. */
  target: string;
  kind: 'static' | 'type' | 'dynamic';
}

/** One source file with what it imports. */
export interface Source {
  path: string;
  text: string;
  /** The text with comments blanked out; line numbers stay. */
  code: string;
  imports: Import[];
}

// a slash starts a regular expression unless a value ends just before it
const BEFORE_REGEX =
  /(?:^|[=(,:[!&|?{};+~*%<>^-]|\b(?:return|typeof|case|in|of|do|else|yield|await|void|delete|throw))\s*$/;
const TOKEN =
  /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])*\/[a-z]*/g;

const blank = (text: string): string => text.replace(/[^\n]/g, ' ');

/** Blanks out comments, but not their look-alikes in strings and regular expressions. */
export function withoutComments(text: string): string {
  let result = '';
  let end = 0;
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(text); match; match = TOKEN.exec(text)) {
    const [token] = match;
    const isComment = token.startsWith('//') || token.startsWith('/*');
    const before = text.slice(Math.max(0, match.index - 20), match.index);
    const isDivision = token.startsWith('/') && !isComment && !BEFORE_REGEX.test(before);
    if (isDivision) TOKEN.lastIndex = match.index + 1;
    result += text.slice(end, match.index) + (isComment ? blank(token) : text.slice(match.index, TOKEN.lastIndex));
    end = TOKEN.lastIndex;
  }
  return result + text.slice(end);
}

const STATEMENT = /^[ \t]*(?:import|export)\s+(type\s)?(?:[^'"`;=()]*?\bfrom\s*)?['"]([^'"\n]+)['"]/gm;
const EXPRESSION = /\bimport\(\s*['"`]([^'"`\n$]+)['"`]\s*\)/g;

function resolve(from: string, specifier: string): string {
  if (specifier.startsWith('.'))
    return posix.normalize(posix.join(posix.dirname(from), specifier.replace(/\?.*$/, '')));
  if (specifier.startsWith('node:')) return specifier;
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

/** Reads one file's imports: statements, `export … from`, `import type`, `import()`. */
export function parseSource(path: string, text: string): Source {
  const code = withoutComments(text);
  const imports: Import[] = [];
  for (const [, type, specifier = ''] of code.matchAll(STATEMENT)) {
    imports.push({ target: resolve(path, specifier), kind: type ? 'type' : 'static' });
  }
  for (const [, specifier = ''] of code.matchAll(EXPRESSION)) {
    imports.push({ target: resolve(path, specifier), kind: 'dynamic' });
  }
  return { path, text, code, imports };
}

/** Every TypeScript file below the given folders. */
export function readSources(...folders: string[]): Source[] {
  return folders
    .flatMap((folder) => globSync(`${folder}/**/*.ts`, { cwd: root }))
    .sort()
    .map((path) => parseSource(path, readFileSync(join(root, path), 'utf8')));
}

/** The first import cycle below each file, as `a → b → a`; type imports count. */
export function cycles(sources: Source[]): string[] {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (path: string, trail: string[]): void => {
    const start = trail.indexOf(path);
    if (start >= 0) {
      found.push([...trail.slice(start), path].join(' → '));
      return;
    }
    if (done.has(path)) return;
    for (const { target, kind } of byPath.get(path)?.imports ?? []) {
      // a lazy module may import its loader: by then that is loaded
      if (kind !== 'dynamic') visit(target, [...trail, path]);
    }
    done.add(path);
  };
  for (const { path } of sources) visit(path, []);
  return found;
}
