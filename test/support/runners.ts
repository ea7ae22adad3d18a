import { spawn } from 'node:child_process';
import { relative } from 'node:path';
import { run } from 'node:test';
import { inspect } from 'node:util';
import { type Reporter, startTestRunner, type TestRunnerConfig } from '@web/test-runner';

/** The result of one group of checks. */
export interface Outcome {
  passed: number;
  failed: number;
  skipped: number;
}

export type Print = (line: string) => void;

/** Milliseconds after which a test counts as hanging. */
const TEST_LIMIT_MS = Number(process.env.TEST_LIMIT_MS ?? 120_000);

/** Processes must end by themselves, since a forced exit may lose results; one that leaves something open times out. */
const NODE_FLAGS = ['--disable-warning=ExperimentalWarning'];

const indent = (text: string): string => text.trimEnd().replace(/^/gm, '    ');

/** One command as one check; its output is shown only when it fails. */
export function runCommand(command: string[], print: Print, signal: AbortSignal): Promise<Outcome> {
  return new Promise((resolve) => {
    const [file = '', ...args] = command;
    const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'], signal });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    const finish = (failure?: string): void => {
      if (failure) print(`  ✗ ${command.join(' ')}: ${failure}\n${indent(output)}`);
      resolve({ passed: failure ? 0 : 1, failed: failure ? 1 : 0, skipped: 0 });
    };
    child.once('error', (error) => finish(error.message));
    child.once('close', (code, killedBy) => finish(code === 0 ? undefined : `exit code ${code ?? killedBy}`));
  });
}

/**
 * Test files under node:test, each in its own process. A file without tests counts as failed, and so does one that ended
 * before it had reported everything.
 */
export function runNodeTests(
  files: string[],
  concurrency: number,
  print: Print,
  signal: AbortSignal,
): Promise<Outcome> {
  const outcome: Outcome = { passed: 0, failed: 0, skipped: 0 };
  /** The end of what each file wrote to stderr: shown when it fails as a whole. */
  const said = new Map<string, string>();
  const told = new Set<string>();
  const fail = (name: string, file: string, error: unknown): void => {
    outcome.failed += 1;
    const { cause = error } = error instanceof Error ? error : { cause: error };
    const isWholeFile = name === file;
    const text = isWholeFile ? `${cause}\n${said.get(file) ?? ''}` : inspect(cause, { depth: 4 });
    print(`  ✗ ${relative('.', file)} › ${isWholeFile ? 'the file' : name}\n${indent(text)}`);
  };
  /** The names of the suites around a test: tests of several suites may share a name, and a file that declares them. */
  const path: string[] = [];
  return new Promise((resolve) => {
    const stream = run({ files, concurrency, signal, timeout: TEST_LIMIT_MS, execArgv: NODE_FLAGS });
    // Starts are reported in the order of the file, and one file after the other.
    stream.on('test:start', ({ name, nesting }) => path.splice(nesting, path.length, name));
    stream.on('test:pass', ({ name, skip, todo, details }) => {
      if (details.type === 'suite') return;
      // a file without tests is reported as a passed test with the name of the file
      if (files.includes(name)) fail('the file', name, 'no test ran in this file');
      else if (skip !== undefined || todo !== undefined) outcome.skipped += 1;
      else outcome.passed += 1;
    });
    stream.on('test:fail', ({ name, nesting, file = '', details }) => {
      // a suite fails along with its tests, which were reported already
      const isTold = (details.error as { failureType?: string }).failureType === 'subtestsFailed';
      if (!isTold) fail([...path.slice(0, nesting), name].join(' › '), file, details.error);
    });
    stream.on('test:stderr', ({ file, message }) => {
      said.set(file, `${said.get(file) ?? ''}${message}`.slice(-4000));
    });
    stream.on('test:stdout', ({ message }) => message.startsWith('| ') && print(indent(message)));
    stream.on('test:summary', ({ file, success, counts }) => {
      if (file) told.add(file);
      if (file && success) print(`  ✓ ${relative('.', file)} (${counts.passed})`);
    });
    stream.once('error', (error: unknown) => fail('the runner', '', error));
    stream.once('close', () => {
      for (const file of files.filter((each) => !told.has(each))) fail(file, file, 'it ended without a summary');
      resolve(outcome);
    });
    stream.resume();
  });
}

interface Suite {
  name: string;
  suites: Suite[];
  tests: { name: string; passed: boolean; skipped: boolean; error?: { message: string; stack?: string } }[];
}

/** Browser tests; a file that throws outside of its tests, logs an error or has no test counts as failed. */
export async function runBrowserTests(
  config: TestRunnerConfig,
  files: string[],
  print: Print,
  signal: AbortSignal,
): Promise<Outcome> {
  const outcome: Outcome = { passed: 0, failed: 0, skipped: 0 };
  const fail = (title: string, error: { message?: string; stack?: string } = {}): void => {
    outcome.failed += 1;
    const stack = error.stack?.includes(error.message ?? '') ? error.stack : `${error.message}\n${error.stack ?? ''}`;
    print(`  ✗ ${title}\n${indent(stack)}`);
  };
  const walk = (suite: Suite, title: string): number => {
    for (const test of suite.tests) {
      if (test.skipped) outcome.skipped += 1;
      else if (test.passed) outcome.passed += 1;
      else fail(`${title} › ${test.name}`, test.error);
    }
    return suite.tests.length + suite.suites.reduce((sum, inner) => sum + walk(inner, `${title} › ${inner.name}`), 0);
  };
  const reporter: Reporter = {
    onTestRunFinished({ sessions }) {
      for (const { testFile, testResults, errors, logs } of sessions) {
        const file = relative('.', testFile);
        const before = outcome.failed;
        for (const error of errors) fail(file, error);
        const count = testResults ? walk(testResults as Suite, file) : 0;
        if (count === 0 && errors.length === 0) fail(file, { message: 'no test ran in this file' });
        if (outcome.failed === before) print(`  ✓ ${file} (${count})`);
        else if (logs.length > 0)
          print(indent(`the page said:\n${logs.map((log) => log.map(String).join(' ')).join('\n')}`));
      }
    },
  };
  const runner = await startTestRunner({
    config: { ...config, files, reporters: [reporter], staticLogging: true, browserLogs: true, watch: false },
    readCliArgs: false,
    readFileConfig: false,
    autoExitProcess: false,
  });
  if (!runner) throw new Error('the browser test runner did not start');
  const stop = () => runner.stop(new Error('out of time'));
  signal.addEventListener('abort', stop);
  await new Promise((resolve) => runner.on('stopped', resolve));
  signal.removeEventListener('abort', stop);
  return outcome;
}
