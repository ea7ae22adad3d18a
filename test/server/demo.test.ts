import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { fillPage } from '../../demo/host.ts';
import type { Snippets } from '../../server/domain/sharing/snippets.ts';
import { PATIENCE } from '../support/patience.ts';
import { freePort } from '../support/server.ts';

const root = join(import.meta.dirname, '../..');
const dataDir = mkdtempSync(join(tmpdir(), 'boardcast-demo-'));
const started: Demo[] = [];
after(async () => {
  // The demo has to stop the processes that it started.
  for (const { child, exit } of started) if (child.kill('SIGINT')) await exit;
  rmSync(dataDir, { recursive: true, force: true });
});

interface Demo {
  child: ChildProcess;
  output: string;
  exit: Promise<unknown[]>;
}

/** Starts the demo, and waits until it has said what there is to see, or has ended. */
async function startDemo(port: number, hostPort: number): Promise<Demo> {
  const env = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    PORT: `${port}`,
    DEMO_PORT: `${hostPort}`,
    DATA_DIR: dataDir,
  };
  const child = spawn(process.execPath, ['demo/run.ts'], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const demo: Demo = { child, output: '', exit: once(child, 'exit') };
  started.push(demo);
  const { promise: isReady, resolve } = Promise.withResolvers<void>();
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      demo.output += text;
      if (demo.output.includes('Ctrl-C to stop everything')) resolve();
    });
  await Promise.race([isReady, demo.exit]);
  return demo;
}

async function stopDemo(demo: Demo): Promise<void> {
  demo.child.kill('SIGINT');
  assert.deepEqual(await demo.exit, [0, null], demo.output);
}

it('serves a third-party page of snippets, updates its numbers, stops completely, and continues', async () => {
  const [port, hostPort] = [await freePort(), await freePort()];
  const first = await startDemo(port, hostPort);
  const page = await (await fetch(`http://localhost:${hostPort}/`)).text();
  assert.ok(page.includes(`<script async src="http://localhost:${port}/embed.js" data-widget="`), first.output);
  assert.ok(!page.includes('{{'));
  for (const part of [
    '<bc-dashboard key="',
    'param.region="Europe"',
    'theme="dark"',
    'href="/gallery/"',
    '?kiosk&amp;rotate',
  ])
    assert.ok(page.includes(part), part);
  assert.equal((await fetch(`http://localhost:${hostPort}/gallery/`)).status, 200);
  for (const place of [`localhost:${hostPort}/gallery/`, `localhost:${port}/docs`, '?kiosk&rotate=20'])
    assert.ok(first.output.includes(place), place);
  const frame = /<iframe src="([^"]+)"/.exec(page)?.[1] ?? '';
  assert.equal((await fetch(frame)).status, 200);

  const command = /^ +(.*cli -- token create .*)$/m.exec(first.output)?.[1] ?? '';
  const { stdout } = await promisify(execFile)('sh', ['-c', command], { cwd: root });
  assert.equal((await fetch((JSON.parse(stdout) as { snippets: Snippets }).snippets.link)).status, 200);

  const apiKey = /sk_\w{48}/.exec(first.output)?.[0] ?? '';
  assert.ok(!page.includes(apiKey), 'the page holds no API key');
  const api = async (path: string) =>
    (await fetch(`http://localhost:${port}/api/v2/${path}`, { headers: { authorization: `Bearer ${apiKey}` } })).json();
  const { dashboards } = (await api('dashboards/')) as { dashboards: { key: string }[] };
  const times = async () => {
    const { widgets } = (await api(`dashboards/${dashboards[0]?.key}/widgets/`)) as {
      widgets: { title: string; data_updated_at: string }[];
    };
    return new Map(widgets.map((widget) => [widget.title, widget.data_updated_at]));
  };
  const before = await times();
  const end = performance.now() + PATIENCE;
  let now = before;
  while (now.get('Load') === before.get('Load') && performance.now() < end) {
    await delay(100);
    now = await times();
  }
  assert.notEqual(now.get('Load'), before.get('Load'));
  const moved = (title: string) => now.get(title) !== before.get(title);
  // Figures that not every machine has, and the widget that the demo must not push to.
  const quiet = new Set(['Yours to move', 'Network', 'Busiest programs', 'Most processor time', 'Memory by program']);
  const waiting = () => [...now.keys()].filter((title) => !quiet.has(title) && title !== 'Processes' && !moved(title));
  while (waiting().length > 0 && performance.now() < end) {
    await delay(100);
    now = await times();
  }
  assert.deepEqual(waiting(), []);
  assert.equal(now.get('Yours to move'), before.get('Yours to move'), 'the pusher leaves it alone');

  await stopDemo(first);
  await assert.rejects(fetch(`http://localhost:${port}/healthz`));
  const second = await startDemo(port, hostPort);
  assert.equal(await (await fetch(`http://localhost:${hostPort}/`)).text(), page);
  await stopDemo(second);
});

it('says in one line which port is taken', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  after(() => other.close());
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const demo = await startDemo(port, await freePort());
  assert.deepEqual(await demo.exit, [1, null]);
  assert.match(demo.output, new RegExp(`^demo: port ${port} is already in use: .*PORT`));
});

it('fills in the snippets, and shows them as text', () => {
  const snippets = { Load: { element: '<b x="1">', script: '', iframe: '', link: 'http://a/' } };
  const filled = fillPage('{{paste element Load}}|{{show element Load}}|{{paste link Load}}|{{server}}|{{key}}', {
    server: 'http://s',
    key: 'k',
    snippets,
  });
  assert.equal(filled, '<b x="1">|&lt;b x=&quot;1&quot;&gt;|http://a/|http://s|k');
  assert.throws(() => fillPage('{{paste element Nothing}}', { server: '', key: '', snippets }));
});
