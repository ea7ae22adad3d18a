import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type OutgoingHttpHeaders, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { NODE_FLAGS } from '../../server/node-flags.ts';
import { PATIENCE } from './patience.ts';

const root = join(import.meta.dirname, '../..');

/** A key of the right form that exists in no other database. */
export const ADMIN_KEY = `sk_${'t'.repeat(48)}`;
export const ADMIN_PASSWORD = 'correct horse battery staple';

/** A port that is currently free. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** A complete response of the API. */
export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests inspect any response
  json: any;
}

export interface ServerOptions {
  /** Further settings, which override those of the tests. */
  env?: Record<string, string>;
  /** The data directory; when absent, a temporary one that `remove` deletes. */
  dataDir?: string;
  port?: number;
}

/** The real server in its own process, with its own data. */
export class TestServer {
  readonly url: string;
  readonly port: number;
  readonly dataDir: string;
  readonly env: NodeJS.ProcessEnv;
  /** All output on stdout and stderr. */
  output = '';
  #child: ChildProcess | undefined;

  constructor(port: number, { env = {}, dataDir }: ServerOptions) {
    this.port = port;
    this.url = `http://localhost:${port}`;
    this.dataDir = dataDir ?? mkdtempSync(join(tmpdir(), 'boardcast-test-'));
    this.env = {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      NODE_OPTIONS: '--disable-warning=ExperimentalWarning',
      PORT: String(port),
      PUBLIC_URL: this.url,
      DATA_DIR: this.dataDir,
      ADMIN_API_KEY: ADMIN_KEY,
      ADMIN_PASSWORD,
      LOG_LEVEL: 'warn',
      ...env,
    };
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Starts it and waits until it listens. @throws with its output when it ends or does not start */
  async start(): Promise<this> {
    const child = spawn(process.execPath, [...NODE_FLAGS, 'server/main.ts'], {
      cwd: root,
      env: this.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.output += text;
      });
    }
    const end = performance.now() + PATIENCE;
    while (child.exitCode === null && child.signalCode === null && performance.now() < end) {
      const isUp = await fetch(`${this.url}/healthz`).then(
        ({ ok }) => ok,
        () => false,
      );
      if (isUp) return this;
      await delay(20);
    }
    await this.kill();
    throw new Error(`the server did not start (${child.exitCode ?? child.signalCode}):\n${this.output}`);
  }

  async #end(signal: NodeJS.Signals): Promise<number | string | null> {
    const child = this.#child;
    if (!child) return null;
    this.#child = undefined;
    if (child.exitCode === null && child.signalCode === null) {
      const exit = once(child, 'exit');
      child.kill(signal);
      await exit;
    }
    return child.exitCode ?? child.signalCode;
  }

  /** Stops it gracefully. @returns its exit code */
  stop(): Promise<number | string | null> {
    return this.#end('SIGTERM');
  }

  /** Kills it (SIGKILL). */
  kill(): Promise<number | string | null> {
    return this.#end('SIGKILL');
  }

  /** Stops it and deletes its data. */
  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.dataDir, { recursive: true, force: true });
  }

  /** One request as the admin; a body is sent as JSON. */
  async api(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const response = await fetch(this.url + path, {
      method,
      redirect: 'manual',
      headers: {
        authorization: `Bearer ${ADMIN_KEY}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : undefined };
  }

  /** A management command beside the running server. @returns the object it printed @throws with its stderr */
  // biome-ignore lint/suspicious/noExplicitAny: tests inspect any response
  cli(...args: string[]): Promise<any> {
    return new Promise((resolve, reject) => {
      execFile(process.execPath, ['server/cli.ts', ...args], { cwd: root, env: this.env }, (error, stdout, stderr) => {
        if (error) reject(new Error(`cli ${args.join(' ')}: ${stderr || stdout}`));
        else resolve(JSON.parse(stdout));
      });
    });
  }
}

/** Starts the real server; call `remove` when done. */
export async function startServer(options: ServerOptions = {}): Promise<TestServer> {
  const server = new TestServer(options.port ?? (await freePort()), options);
  try {
    return await server.start();
  } catch (error) {
    await server.remove();
    throw error;
  }
}

/** A third-party page, by request path. */
export interface HostPage {
  html: string;
  headers?: OutgoingHttpHeaders;
}

export interface Host {
  url: string;
  /** Changes or adds a page, and returns its URL. */
  serve(path: string, page: HostPage): string;
  close(): Promise<void>;
}

/** A web server with its own pages on another origin (other host name and port than the server under test). */
export async function startHost(): Promise<Host> {
  const pages = new Map<string, HostPage>();
  const answer: RequestListener = (request, response) => {
    const page = pages.get(new URL(request.url ?? '/', 'http://host').pathname);
    if (!page) response.writeHead(404).end();
    else response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...page.headers }).end(page.html);
  };
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    serve(path, page) {
      pages.set(path, page);
      return url + path;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
