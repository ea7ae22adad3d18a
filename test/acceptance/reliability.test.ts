import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, describe, it } from 'node:test';
import { ADMIN_KEY, freePort, startServer, TestServer } from '../support/server.ts';
import { openStream } from '../support/stream.ts';

const ROUNDS = Number(process.env.ROUNDS ?? 3);
const WRITERS = 16;

const servers: TestServer[] = [];
const folders: string[] = [];
after(async () => {
  for (const server of servers) await server.remove();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});
async function start(options: Parameters<typeof startServer>[0] = {}): Promise<TestServer> {
  const server = await startServer(options);
  servers.push(server);
  return server;
}
function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'boardcast-reliability-'));
  folders.push(made);
  return made;
}

async function makeWidgets(server: TestServer, count: number): Promise<string[]> {
  const { json: board } = await server.api('POST', '/api/v2/dashboards/', { name: 'Load', is_private: false });
  const keys: string[] = [];
  while (keys.length < count) {
    const { json } = await server.api('POST', `/api/v2/dashboards/${board.key}/widgets/`, { type: 'number' });
    keys.push(json.key);
  }
  return keys;
}

/** One push over a kept connection; rejects when the connection breaks before the answer is there. */
function push(agent: Agent, { port }: TestServer, key: string, data: object): Promise<number> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        agent,
        port,
        host: '127.0.0.1',
        method: 'POST',
        path: `/api/v2/widgets/${key}/data/`,
        headers: { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' },
      },
      (incoming) => {
        incoming
          .on('error', reject)
          .on('end', () => resolve(incoming.statusCode ?? 0))
          .resume();
      },
    );
    outgoing.on('error', reject).end(JSON.stringify(data));
  });
}

/** Pushes growing numbers, one writer per widget, until `stop`; notes what was sent and what was acknowledged. */
function load(server: TestServer, keys: readonly string[], from: number) {
  const agent = new Agent({ keepAlive: true });
  const sent = new Map<string, number>();
  const acknowledged = new Map<string, number>();
  const refused: number[] = [];
  let broken = 0;
  let isOver = false;
  let enough: () => void = () => {};
  const busy = new Promise<void>((resolve) => {
    enough = resolve;
  });
  const write = async (key: string): Promise<void> => {
    for (let value1 = from; !isOver; value1++) {
      sent.set(key, value1);
      try {
        const status = await push(agent, server, key, { value1 });
        if (status === 200 || status === 201) acknowledged.set(key, value1);
        else refused.push(status);
        if (value1 - from > 30) enough();
      } catch {
        broken++;
        return;
      }
    }
  };
  const done = Promise.all(keys.map(write));
  return {
    sent,
    acknowledged,
    refused,
    busy,
    broken: () => broken,
    async stop(): Promise<void> {
      isOver = true;
      await done;
      agent.destroy();
    },
    async ended(): Promise<void> {
      await done;
      agent.destroy();
    },
  };
}

async function stored(server: TestServer, key: string): Promise<number> {
  const { json } = await server.api('GET', `/api/v2/widgets/${key}/`);
  return json.data?.value1 ?? 0;
}

describe('kill -9 under load', { timeout: 60_000 + ROUNDS * 20_000 }, () => {
  it('loses nothing that was acknowledged', async () => {
    const server = await start();
    const keys = await makeWidgets(server, WRITERS);
    for (let round = 0; round < ROUNDS; round++) {
      const from = round * 1_000_000 + 1;
      const writers = load(server, keys, from);
      await writers.busy;
      await server.kill();
      await writers.ended();
      assert.ok(writers.acknowledged.size > 0);
      await server.start();
      for (const key of keys) {
        const value = await stored(server, key);
        const least = writers.acknowledged.get(key) ?? 0;
        assert.ok(value >= least && value <= (writers.sent.get(key) ?? 0), `round ${round}: ${value} after ${least}`);
      }
    }
  });
});

describe('SIGTERM under load', { timeout: 60_000 + ROUNDS * 20_000 }, () => {
  it('answers everything it accepted, ends its streams with a hint, and exits 0', async () => {
    const server = await start();
    const keys = await makeWidgets(server, WRITERS);
    const answer = await server.api('POST', '/live', { widgets: keys.map((key) => ({ key })) });
    const stream = await openStream(server.url + answer.json.stream);
    const writers = load(server, keys, 1);
    await writers.busy;
    assert.equal(await server.stop(), 0);
    assert.doesNotMatch(server.output, /had to be cut off/);
    await writers.ended();
    await stream.ended;
    assert.equal(stream.retries.length, 2);
    assert.deepEqual(writers.refused, [], 'a request that was accepted is carried out');
    await server.start();
    for (const key of keys) {
      const value = await stored(server, key);
      const least = writers.acknowledged.get(key) ?? 0;
      assert.ok(value >= least && value <= least + 1, `${value} after ${least}`);
    }
  });

  it('finishes a request whose body is still on its way', async () => {
    const server = await start();
    const [key] = (await makeWidgets(server, 1)) as [string];
    const body = JSON.stringify({ value1: 99 });
    const outgoing = request({
      port: server.port,
      host: '127.0.0.1',
      agent: false,
      method: 'POST',
      path: `/api/v2/widgets/${key}/data/`,
      headers: {
        authorization: `Bearer ${ADMIN_KEY}`,
        'content-type': 'application/json',
        'content-length': String(body.length),
      },
    });
    const status = new Promise<number>((resolve, reject) => {
      outgoing.on('response', (incoming) => resolve(incoming.resume().statusCode ?? 0)).on('error', reject);
    });
    outgoing.write(body.slice(0, 5));
    // Its headers have arrived once the server has answered a later request.
    await server.api('GET', '/healthz');
    const stopped = server.stop();
    outgoing.end(body.slice(5));
    assert.equal(await status, 200);
    assert.equal(await stopped, 0);
    await server.start();
    assert.equal(await stored(server, key), 99);
  });
});

describe('a disk that is full', { timeout: 60_000 + ROUNDS * 20_000 }, () => {
  it('answers 503, keeps serving what it has, and recovers', async () => {
    const server = await start({ env: { NODE_OPTIONS: `--import ${join(import.meta.dirname, 'full-disk.ts')}` } });
    const [first, second] = (await makeWidgets(server, 2)) as [string, string];
    const text1 = 'x'.repeat(60_000);
    const agent = new Agent({ keepAlive: true });
    assert.equal(await push(agent, server, first, { value1: 1 }), 200);
    writeFileSync(join(server.dataDir, 'full'), '');
    assert.equal(await push(agent, server, second, { value1: 1, text1 }), 503);
    assert.equal(await stored(server, first), 1);
    assert.equal((await server.api('GET', '/healthz')).status, 200);
    rmSync(join(server.dataDir, 'full'));
    assert.equal(await push(agent, server, second, { value1: 2, text1 }), 200);
    assert.equal(await stored(server, second), 2);
    agent.destroy();
  });
});

describe('a start that must not happen', { timeout: 60_000 + ROUNDS * 20_000 }, () => {
  const digest = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');

  /** @returns what it printed before it gave up */
  async function refusal(env: Record<string, string>): Promise<string> {
    const server = new TestServer(await freePort(), { env });
    folders.push(server.dataDir);
    await assert.rejects(server.start());
    return server.output.trim();
  }
  async function database(): Promise<string> {
    const server = await start();
    await makeWidgets(server, 3);
    assert.equal(await server.stop(), 0);
    return server.dataDir;
  }
  function isOneLine(output: string, about: RegExp): void {
    assert.match(output, about);
    assert.equal(output.split('\n').length, 1, output);
  }

  it('refuses a damaged database in one line and leaves it as it was', async () => {
    const dataDir = await database();
    const file = join(dataDir, 'boardcast.db');
    const bytes = readFileSync(file);
    bytes.fill(0xa5, 4096, Math.min(bytes.length, 4096 * 6));
    writeFileSync(file, bytes);
    const [before, names] = [digest(file), readdirSync(dataDir).sort()];
    isOneLine(await refusal({ DATA_DIR: dataDir }), /damaged|corrupt|malformed/i);
    assert.equal(digest(file), before);
    assert.deepEqual(readdirSync(dataDir).sort(), names);
  });

  it('refuses half a database', async () => {
    const dataDir = await database();
    const file = join(dataDir, 'boardcast.db');
    truncateSync(file, Math.floor(statSync(file).size / 2 / 4096) * 4096);
    const before = digest(file);
    isOneLine(await refusal({ DATA_DIR: dataDir }), /damaged|corrupt|malformed/i);
    assert.equal(digest(file), before);
  });

  it('refuses something else under its name', async () => {
    const dataDir = folder();
    const file = join(dataDir, 'boardcast.db');
    writeFileSync(file, 'Dear diary, '.repeat(1000));
    const before = digest(file);
    isOneLine(await refusal({ DATA_DIR: dataDir }), /database/i);
    assert.equal(digest(file), before);
  });

  it('refuses the database of a newer version', async () => {
    const dataDir = await database();
    const file = join(dataDir, 'boardcast.db');
    const newer = new DatabaseSync(file);
    newer.exec('update boardcast_schema set version = version + 1000');
    newer.exec('pragma wal_checkpoint(truncate)');
    newer.close();
    const before = digest(file);
    isOneLine(await refusal({ DATA_DIR: dataDir }), /newer/i);
    assert.equal(digest(file), before);
  });

  it('refuses a SECRET_KEY that is too short, without repeating it', async () => {
    const output = await refusal({ SECRET_KEY: 'hunter2hunter2' });
    isOneLine(output, /SECRET_KEY.*32/);
    assert.ok(!output.includes('hunter2'));
  });
});
