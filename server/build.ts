import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';

const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');
const stamp = join(dist, '.stamp');

/** A hash of everything that the browser bundles are built from. Builds are reproducible. */
export function sourceHash(): string {
  const hash = createHash('sha256');
  const files = [
    ...globSync('components/**/*.ts', { cwd: root }),
    'server/cuts.ts',
    'vite.config.ts',
    'package-lock.json',
  ];
  for (const file of files.sort())
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update('\0');
  return hash.digest('hex');
}

/** Builds the browser bundles into `dist`, unless they are up to date. */
async function ensureBuilt(): Promise<'fresh' | 'built'> {
  const hash = sourceHash();
  if (existsSync(join(dist, 'bc.js')) && existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return 'fresh';
  await build({ root, logLevel: 'error' });
  return 'built';
}

if (import.meta.main) {
  const start = performance.now();
  try {
    const result = await ensureBuilt();
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    process.stderr.write(result === 'built' ? `Built the elements in ${seconds} s\n` : 'The elements are up to date\n');
  } catch (error) {
    process.stderr.write(`The elements could not be built: ${(error as Error).message}\n`);
    process.exitCode = 1;
  }
}
