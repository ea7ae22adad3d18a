import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NODE_FLAGS } from '../../../server/node-flags.ts';
import { ADMIN_KEY, freePort } from '../../support/server.ts';
import { PROBED, probe } from './child.ts';
import type { ProbeReport } from './probe.ts';

const root = join(import.meta.dirname, '../../..');

/** The real server with its own data, run as in production, with a probe inside. */
export class OurServer {
  readonly port: number;
  readonly #dataDir = mkdtempSync(join(tmpdir(), 'boardcast-bench-'));
  #child: ChildProcess | undefined;

  private constructor(port: number) {
    this.port = port;
  }

  static async start(): Promise<OurServer> {
    const server = new OurServer(await freePort());
    await server.restart();
    return server;
  }

  /** Starts or restarts it. */
  async restart(): Promise<void> {
    await this.#stop('SIGTERM');
    const child = fork(join(root, 'server/main.ts'), {
      cwd: root,
      execArgv: [...NODE_FLAGS, ...PROBED, ...cpuProfile()],
      env: {
        PATH: process.env.PATH,
        PORT: String(this.port),
        DATA_DIR: this.#dataDir,
        ADMIN_API_KEY: ADMIN_KEY,
        ADMIN_PASSWORD: 'correct horse battery staple',
      },
      stdio: ['ignore', 'pipe', 'ignore', 'ipc'],
    });
    this.#child = child;
    let said = '';
    child.stdout?.setEncoding('utf8');
    while (!said.includes('listening on')) {
      const [text] = await Promise.race([once(child.stdout as NodeJS.ReadableStream, 'data'), once(child, 'exit')]);
      if (child.exitCode !== null) throw new Error(`the server did not start: ${said}`);
      said += text;
    }
    child.stdout?.resume();
  }

  /** One request as the admin. */
  // biome-ignore lint/suspicious/noExplicitAny: whatever came
  async api(method: string, path: string, body?: unknown): Promise<any> {
    const response = await fetch(`http://127.0.0.1:${this.port}${path}`, {
      method,
      headers: { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.json();
  }

  /** A dashboard that anybody may read, and the keys of its widgets. */
  async board(count: number): Promise<{ key: string; widgets: string[] }> {
    const { key } = await this.api('POST', '/api/v2/dashboards/', { name: 'Bench', is_private: false });
    const widgets: string[] = [];
    while (widgets.length < count)
      widgets.push((await this.api('POST', `/api/v2/dashboards/${key}/widgets/`, { type: 'number' })).key);
    return { key, widgets };
  }

  /** The report of its probe. */
  async probe(order: 'reset' | 'report'): Promise<ProbeReport> {
    return probe(this.#child as ChildProcess, order);
  }

  async #stop(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    await once(child, 'exit');
  }

  async remove(): Promise<void> {
    await this.#stop('SIGTERM');
    rmSync(this.#dataDir, { recursive: true, force: true });
  }
}

/** `CPU_PROFILE=DIR npm run bench -- push` leaves a profile of the server there. */
const cpuProfile = (): string[] =>
  process.env.CPU_PROFILE ? ['--cpu-prof', `--cpu-prof-dir=${process.env.CPU_PROFILE}`] : [];
