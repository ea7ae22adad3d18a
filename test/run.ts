import { globSync } from 'node:fs';
import { join } from 'node:path';
import { type Outcome, type Print, runBrowserTests, runCommand, runNodeTests } from './support/runners.ts';

const root = join(import.meta.dirname, '..');
process.chdir(root);

const MINUTE = 60_000;
const EXCLUDED_FROM_BROWSER = /\/model[^/]*\.test\.ts$/;
const tests = (pattern: string): string[] => globSync(pattern, { cwd: root }).sort();

const browserFiles = tests('test/components/**/*.test.ts').filter((file) => !EXCLUDED_FROM_BROWSER.test(file));
const builtFiles = ['test/size.test.ts', ...tests('test/{acceptance,visual}/**/*.test.ts')];
const plainFiles = tests('test/**/*.test.ts').filter((f) => !browserFiles.includes(f) && !builtFiles.includes(f));

interface Group {
  name: string;
  /** Groups of one stage run in parallel; the next stage starts when all have ended. */
  stage: number;
  files?: string[];
  run(files: string[], print: Print, signal: AbortSignal): Promise<Outcome>;
}

const absolute = (files: string[]): string[] => files.map((file) => join(root, file));
const bin = (name: string): string => join(root, 'node_modules/.bin', name);

const GROUPS: Group[] = [
  { name: 'types', stage: 1, run: (_, ...rest) => runCommand([bin('tsc'), '-p', '.'], ...rest) },
  { name: 'lint', stage: 1, run: (_, ...rest) => runCommand([bin('biome'), 'check', '.'], ...rest) },
  { name: 'build', stage: 1, run: (_, ...rest) => runCommand([process.execPath, 'server/build.ts'], ...rest) },
  {
    name: 'node',
    stage: 2,
    files: plainFiles,
    run: (files, ...rest) => runNodeTests(absolute(files), 2, ...rest),
  },
  {
    name: 'browser',
    stage: 2,
    files: browserFiles,
    async run(files, ...rest) {
      const { default: config } = await import('../web-test-runner.config.ts');
      return runBrowserTests(config, files, ...rest);
    },
  },
  {
    name: 'built',
    stage: 3,
    files: builtFiles,
    run: (files, ...rest) => runNodeTests(absolute(files), 2, ...rest),
  },
];

/** `npm test -- NAME…`: groups of that name, and in the others the files whose path contains it. */
function select(names: string[]): Group[] {
  if (names.length === 0) return GROUPS;
  const chosen = GROUPS.flatMap((group) => {
    if (names.includes(group.name)) return [group];
    const files = group.files?.filter((file) => names.some((name) => file.includes(name))) ?? [];
    return files.length > 0 ? [{ ...group, files }] : [];
  });
  const needsBuild = chosen.some(({ stage }) => stage === 3) && !chosen.some(({ name }) => name === 'build');
  return needsBuild ? [...GROUPS.filter(({ name }) => name === 'build'), ...chosen] : chosen;
}

const total: Outcome = { passed: 0, failed: 0, skipped: 0 };
let isComplete = false;

// a runner may end the process by itself: the summary is the last line in any case
process.on('exit', () => {
  if (!isComplete) total.failed += 1;
  process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
  const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
  console.log(`${total.passed} passed, ${total.failed} failed${skipped}`);
});
process.removeAllListeners('warning').on('warning', (warning) => {
  if (warning.name !== 'ExperimentalWarning') console.error(warning.stack);
});
process.on('uncaughtException', (error) => {
  console.error(error);
  process.exit(1);
});

async function runGroup(group: Group): Promise<void> {
  const from = performance.now();
  const print: Print = (line) => console.log(line);
  let outcome: Outcome;
  try {
    outcome = await group.run(group.files ?? [], print, AbortSignal.timeout(8 * MINUTE));
  } catch (error) {
    console.log(`  ✗ ${group.name} could not run\n`, error);
    outcome = { passed: 0, failed: 1, skipped: 0 };
  }
  for (const key of ['passed', 'failed', 'skipped'] as const) total[key] += outcome[key];
  const seconds = ((performance.now() - from) / 1000).toFixed(1);
  console.log(
    `${outcome.failed ? '✗' : '✓'} ${group.name}: ${outcome.passed} passed, ${outcome.failed} failed, ${seconds} s`,
  );
}

const names = process.argv.slice(2);
const groups = select(names);
if (groups.length === 0) throw new Error(`No group and no test file matches ${names.join(' ')}`);
for (const stage of [1, 2, 3]) {
  await Promise.all(groups.filter((group) => group.stage === stage).map(runGroup));
}
isComplete = true;
process.exit();
