import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

/**
 * `npm run dev`: rebuilds the elements whenever they change, and restarts the server when its sources or the bundles
 * change. Ctrl-C stops both.
 */
const main = fileURLToPath(new URL('main.ts', import.meta.url));
let server: ChildProcess | undefined;
let isStopping = false;

async function stop(): Promise<void> {
  const running = server;
  server = undefined;
  if (!running || running.exitCode !== null) return;
  const exited = once(running, 'exit');
  running.kill('SIGTERM');
  await exited;
}

async function restart(): Promise<void> {
  await stop();
  if (!isStopping) server = spawn(process.execPath, ['--watch', '--watch-preserve-output', main], { stdio: 'inherit' });
}

const watcher = await build({
  root: fileURLToPath(new URL('..', import.meta.url)),
  logLevel: 'warn',
  build: { watch: {}, emptyOutDir: false },
});
if (!('on' in watcher)) throw new Error('vite did not return a watcher');

let turn = Promise.resolve();
watcher.on('event', (event) => {
  if (event.code === 'ERROR') process.stderr.write(`${event.error.message}\n`);
  if ('result' in event) event.result.close();
  if (event.code === 'END') turn = turn.then(restart);
});

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, async () => {
    isStopping = true;
    await Promise.all([turn.then(stop), watcher.close()]);
    process.exit(0);
  });
