import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { NODE_FLAGS } from '../../server/node-flags.ts';
import { PATIENCE } from '../support/patience.ts';

interface Program {
  child: ChildProcess;
  url: string;
  stdout(): string;
  stderr(): string;
}

describe('the server process', () => {
  let dataDir: string;
  const children: ChildProcess[] = [];
  before(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'boardcast-main-'));
  });
  after(async () => {
    for (const child of children) child.kill('SIGKILL');
    await rm(dataDir, { recursive: true, force: true });
  });

  function launch(env: Record<string, string>) {
    const child = spawn(process.execPath, [...NODE_FLAGS, 'server/main.ts'], {
      env: { PATH: process.env.PATH, DATA_DIR: dataDir, PORT: '0', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.push(child);
    const texts = { out: '', err: '' };
    child.stdout?.on('data', (chunk) => (texts.out += chunk));
    child.stderr?.on('data', (chunk) => (texts.err += chunk));
    return { child, stdout: () => texts.out, stderr: () => texts.err };
  }

  /** Starts it and waits for the line that says where it listens. */
  async function start(env: Record<string, string> = {}): Promise<Program> {
    const program = launch(env);
    const { child } = program;
    while (!/^listening on .+\n/m.test(program.stdout())) {
      const ended = once(child, 'exit').then(() => true);
      const isOver = await Promise.race([ended, once(child.stdout as NodeJS.ReadableStream, 'data').then(() => false)]);
      if (isOver) throw new Error(program.stderr());
    }
    return { ...program, url: /^listening on (.+)$/m.exec(program.stdout())?.[1] ?? '' };
  }

  async function stop({ child }: Program, signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    const exit = once(child, 'exit', { signal: AbortSignal.timeout(PATIENCE) });
    child.kill(signal);
    const [code] = await exit;
    return code;
  }

  /** How a start that fails ends. */
  async function failure(env: Record<string, string>): Promise<[number | null, string]> {
    const program = launch(env);
    const [code] = await once(program.child, 'close');
    return [code, program.stderr()];
  }

  it('shows the first user once, on stdout only, and never again', async () => {
    const first = await start();
    const key = /API key\s+(sk_\w{48})/.exec(first.stdout())?.[1];
    assert.ok(key && /password\s+\S{20}/.test(first.stdout()), first.stdout());
    assert.ok(!first.stderr().includes(key));
    const me = await fetch(`${first.url}/api/v2/me/`, { headers: { authorization: `Bearer ${key}` } });
    assert.equal(((await me.json()) as { username: string }).username, 'admin');
    assert.equal(await stop(first), 0);
    for (const line of first.stderr().trim().split('\n')) assert.equal(typeof JSON.parse(line).level, 'number');

    const second = await start({ ADMIN_USERNAME: 'other' });
    assert.equal(second.stdout(), `listening on ${second.url}\n`);
    assert.equal(await stop(second, 'SIGINT'), 0);
  });

  it('reports at every start that its key is not that of the database', async () => {
    const own = { DATA_DIR: join(dataDir, 'keys'), ADMIN_PASSWORD: 'correct horse', LOG_LEVEL: 'error' };
    for (const [letter, told] of [
      ['a', /^$/],
      ['b', /"SECRET_KEY does not belong to this database: /],
      ['a', /^$/],
    ] as const) {
      const program = await start({ ...own, SECRET_KEY: letter.repeat(32) });
      assert.equal(await stop(program), 0);
      assert.match(program.stderr(), told);
    }
  });

  it('warns of a short JWT_SECRET', async () => {
    for (const [length, told] of [
      [32, /^$/],
      [31, /"JWT_SECRET is shorter than 32 bytes: /],
    ] as const) {
      const program = await start({ JWT_SECRET: 'j'.repeat(length), LOG_LEVEL: 'warn' });
      assert.equal(await stop(program), 0);
      assert.match(program.stderr(), told);
    }
  });

  it('creates the first user from the settings without printing anything', async () => {
    const given = { ADMIN_PASSWORD: 'correct horse', ADMIN_API_KEY: `sk_${'g'.repeat(48)}`, ADMIN_USERNAME: 'Grace' };
    const program = await start({ ...given, DATA_DIR: join(dataDir, 'given') });
    assert.equal(program.stdout(), `listening on ${program.url}\n`);
    const me = await fetch(`${program.url}/api/v2/me/`, { headers: { 'x-api-key': given.ADMIN_API_KEY } });
    assert.equal(me.status, 200);
    assert.equal(await stop(program), 0);
  });

  it('finishes what it accepted before it ends', async () => {
    const key = `sk_${'d'.repeat(48)}`;
    const program = await start({ DATA_DIR: join(dataDir, 'drain'), SEED: 'sample', ADMIN_API_KEY: key });
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    const get = async (path: string) =>
      (await fetch(program.url + path, { headers })).json() as Promise<Record<string, { key: string }[]>>;
    const [board] = (await get('/api/v2/dashboards/')).dashboards ?? [];
    const [widget] = (await get(`/api/v2/dashboards/${board?.key}/widgets/`)).widgets ?? [];
    const body = new TransformStream();
    const writer = body.writable.getWriter();
    const push = fetch(`${program.url}/api/v2/widgets/${widget?.key}/data/`, {
      method: 'POST',
      headers,
      body: body.readable,
      duplex: 'half',
    } as RequestInit);
    await writer.write(new TextEncoder().encode('{"value1":'));
    await get('/api/v2/me/');
    const ended = stop(program);
    await once(program.child.stderr as NodeJS.ReadableStream, 'data');
    await writer.write(new TextEncoder().encode('42}'));
    await writer.close();
    assert.equal((await push).status, 200);
    assert.equal(await ended, 0);
  });

  for (const signal of ['SIGINT', 'SIGHUP'] as const)
    it(`stops cleanly on ${signal}`, async () => {
      const program = await start({ DATA_DIR: join(dataDir, signal) });
      assert.equal(await stop(program, signal), 0);
      assert.match(program.stderr(), /"stopped"/);
    });

  it('is started with the same flags everywhere', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
    assert.ok(scripts.start.endsWith(` && node ${NODE_FLAGS.join(' ')} server/main.ts`), scripts.start);
    const [, command = '[]'] = /^CMD (.+)$/m.exec(readFileSync('Dockerfile', 'utf8')) ?? [];
    assert.deepEqual(JSON.parse(command), ['node', ...NODE_FLAGS, 'server/main.ts']);
  });

  it('stops even if nobody reads its log any more', async () => {
    const program = await start({ DATA_DIR: join(dataDir, 'unread') });
    program.child.stderr?.destroy();
    assert.equal(await stop(program), 0);
  });

  it('says in one line why it cannot start', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    after(() => taken.close());
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    assert.deepEqual(await failure({ PORT: String(port) }), [
      1,
      `boardcast: port ${port} on 127.0.0.1 is already in use: set PORT to another one\n`,
    ]);
    assert.deepEqual(await failure({ SECRET_KEY: 'short' }), [
      1,
      'boardcast: SECRET_KEY must be at least 32 characters long\n',
    ]);
    const first = { DATA_DIR: join(dataDir, 'named') };
    assert.deepEqual(await failure({ ...first, ADMIN_EMAIL: 'nobody' }), [
      1,
      'boardcast: ADMIN_EMAIL must be an email address\n',
    ]);
    assert.deepEqual(await failure({ ...first, ADMIN_USERNAME: 'a b' }), [
      1,
      'boardcast: ADMIN_USERNAME must not contain spaces, @ or :\n',
    ]);
    assert.match(
      (await failure({ HOST: '127.0.0.1:80' }))[1],
      /^boardcast: cannot listen on HOST 127\.0\.0\.1:80 and PORT/,
    );
    const [code, line] = await failure({ DATABASE_URL: `sqlite:${dataDir}/secret.key/x.db` });
    assert.equal(code, 1);
    assert.match(line, /^boardcast: .+\n$/);
  });
});
