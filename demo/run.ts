import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Snippets } from '../server/domain/sharing/snippets.ts';
import { NODE_FLAGS } from '../server/node-flags.ts';
import { SAMPLE_SLUG } from '../server/sample.ts';
import { startHost } from './host.ts';
import { runPusher } from './pusher.ts';

const root = resolve(import.meta.dirname, '..');
const port = portOf('PORT', 8787);
const hostPort = portOf('DEMO_PORT', 8788);
const dataDir = resolve(root, process.env.DATA_DIR ?? 'data/demo');
const server = `http://localhost:${port}`;

/** The widget for the reader's own curl, which the pusher does not touch. */
const OWN_WIDGET = 'Yours to move';
/** Widgets for which the host page has snippets. */
const PASTED = [OWN_WIDGET, 'Pushes per second', 'Viewers', 'Memory in use', 'CPU', 'Network', 'Load'] as const;

/** Widgets that it shows by key, with its own attributes. */
const NAMED = [
  'CPU busy',
  'CPU by core',
  'From a push to a page',
  'Next full hour',
  'What happened',
  'Pushes per second',
] as const;

/** What later runs need from the first one; stored beside the data. */
interface Kept {
  password: string;
  apiKey: string;
  snippets: Record<string, Snippets>;
}

interface Found {
  key: string;
  title: string;
}

/** Keys for the welcome message and the host page, looked up at each start. */
interface Seen {
  /** Key of the reader's own widget. */
  own: string;
  /** Key of the second dashboard, if it exists. */
  shop: string | undefined;
}

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopping.abort());

let child: ChildProcess | undefined;
try {
  await main();
} catch (error) {
  if (!stopping.signal.aborted) {
    process.exitCode = 1;
    console.error(`demo: ${error instanceof Error ? error.message : error}`);
  }
} finally {
  await stopServer();
  process.exit();
}

async function main(): Promise<void> {
  await requireFree(port, 'PORT');
  await requireFree(hostPort, 'DEMO_PORT');
  const kept = readKept();
  const env = {
    ...process.env,
    PORT: String(port),
    PUBLIC_URL: server,
    DATA_DIR: dataDir,
    DATABASE_URL: '',
    SEED: 'sample',
    ADMIN_USERNAME: 'admin',
    ADMIN_PASSWORD: kept.password,
    ADMIN_API_KEY: kept.apiKey,
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'warn',
  };
  child = spawn(process.execPath, [...NODE_FLAGS, join(root, 'server/main.ts')], {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  await serverIsUp(child);

  const api = async (path: string) => {
    const answer = await fetch(server + path, { headers: { authorization: `Bearer ${kept.apiKey}` } });
    if (answer.status === 401) throw new Error(`${dataDir} belongs to another demo: delete it to start afresh`);
    return answer.json();
  };
  const { dashboards } = (await api('/api/v2/dashboards/')) as { dashboards: { key: string; name: string }[] };
  const board = dashboards.find(({ name }) => name === 'This machine, live') ?? dashboards[0];
  if (!board) throw new Error(`the sample dashboard (${SAMPLE_SLUG}) is gone: delete ${dataDir} to start afresh`);
  const { widgets } = (await api(`/api/v2/dashboards/${board.key}/widgets/`)) as { widgets: Found[] };
  const keyOf = (title: string): string => {
    const widget = widgets.find((candidate) => candidate.title === title);
    if (!widget) throw new Error(`the sample widget “${title}” is gone: delete ${dataDir} to start afresh`);
    return widget.key;
  };

  const token = async (...args: string[]): Promise<Snippets> => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [join(root, 'server/cli.ts'), 'token', 'create', ...args],
      { env },
    );
    return (JSON.parse(stdout) as { snippets: Snippets }).snippets;
  };
  // Snippets contain the address, so they are made anew for each run: the port may differ.
  const isPasted = PASTED.every((title) => kept.snippets[title]?.link.startsWith(`${server}/`));
  if (!isPasted || !kept.snippets.board) {
    const made = PASTED.map(async (title) => [title, await token('--widget', keyOf(title))] as const);
    kept.snippets = { ...Object.fromEntries(await Promise.all(made)), board: await token('--dashboard', board.key) };
    writeKept(kept);
  }

  const own = keyOf(OWN_WIDGET);
  const shop = dashboards.find(({ name }) => name === 'Shop')?.key;
  const keys = { ...Object.fromEntries(NAMED.map((title) => [title, keyOf(title)])), ...(shop && { Shop: shop }) };
  const host = await startHost(hostPort, { server, key: own, keys, snippets: kept.snippets });
  console.log(welcome(kept, { own, shop }));
  const ended = once(child, 'exit').then(() => {
    if (!stopping.signal.aborted) throw new Error('the server stopped');
  });
  const { signal } = stopping;
  const pusher = runPusher({ server, apiKey: kept.apiKey, dashboard: board.key, signal, onProblem: complain() });
  try {
    await Promise.race([ended, pusher]);
  } finally {
    host.closeAllConnections();
    host.close();
  }
}

function welcome({ password, apiKey, snippets }: Kept, { own, shop }: Seen): string {
  const board = snippets.board?.link;
  const host = `http://localhost:${hostPort}`;
  const places: [name: string, address: string | undefined, remark: string][] = [
    ['third-party page', `${host}/`, 'only pasted snippets, on another origin'],
    ['the dashboard', board, 'this machine, live, on three pages'],
    ['on a wall', `${board}?kiosk&rotate=20`, 'the same, in full screen, one page after another'],
    ...(shop
      ? [['the shop', `${host}/#shop`, 'a dataset, SQL and parameters'] satisfies [string, string, string]]
      : []),
    ['the gallery', `${host}/gallery/`, 'every widget type in every state'],
    ['the API docs', `${server}/docs`, 'every API, and the fields of every widget type'],
    ['admin pages', `${server}/admin/`, `username admin, password ${password}`],
    ['API key', apiKey, ''],
  ];
  const lines = places.map(([name, address, remark]) => {
    return `    ${name.padEnd(18)}${address}${remark && `\n${' '.repeat(22)}${remark}`}`;
  });
  return `
  Boardcast is running. Open the first two side by side:

${lines.join('\n')}

  Change a number yourself, and watch both pages:

    curl -X POST ${server}/api/v2/widgets/${own}/data/ \\
      -H "Authorization: Bearer ${apiKey}" -H "Content-Type: application/json" \\
      -d '{"value1": 43, "value2": 42, "text1": "pushed with curl"}'

  Show it on your own page. In another terminal, this prints the snippets to paste:

    ${port === 8787 ? '' : `PORT=${port} `}DATA_DIR=${dataDir} npm run --silent cli -- token create --widget ${own}

  Press Ctrl-C to stop everything.
`;
}

function portOf(name: string, fallback: number): number {
  const text = process.env[name];
  const value = text ? Number(text) : fallback;
  if (Number.isInteger(value) && value > 0 && value < 65536) return value;
  console.error(`demo: ${name} must be a port number, not “${text}”`);
  process.exit(1);
}

async function requireFree(wanted: number, name: string): Promise<void> {
  const probe = createServer();
  try {
    await once(probe.listen(wanted, '127.0.0.1'), 'listening');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new Error(`port ${wanted} is already in use: stop the program that uses it, or set ${name} to another one`);
  }
  probe.close();
  await once(probe, 'close');
}

async function serverIsUp(server_: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    stopping.signal.throwIfAborted();
    if (server_.exitCode !== null || server_.signalCode !== null) throw new Error('the server did not start');
    const isUp = await fetch(`${server}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isUp) return;
    await delay(50);
  }
  throw new Error('the server did not respond within 15 seconds');
}

/** Shuts down gracefully: the server finishes what it accepted. */
async function stopServer(): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}

function readKept(): Kept {
  const file = join(dataDir, 'demo.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Kept;
  const kept = {
    password: randomBytes(9).toString('base64url'),
    apiKey: `sk_${randomBytes(24).toString('hex')}`,
    snippets: {},
  };
  mkdirSync(dataDir, { recursive: true });
  writeKept(kept);
  return kept;
}

function writeKept(kept: Kept): void {
  writeFileSync(join(dataDir, 'demo.json'), JSON.stringify(kept, null, 2), { mode: 0o600 });
}

/** Prints a problem once, and again only after a different one. */
function complain(): (message: string) => void {
  let last = '';
  return (message) => {
    if (message !== last) console.error(`pusher: ${message}`);
    last = message;
  };
}
