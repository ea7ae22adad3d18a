import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, Server as NetServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import { type AppDeps, createListener } from './app.ts';
import { createAssets } from './assets.ts';
import { createKeySet } from './auth/jwks.ts';
import { isKeyOf } from './auth/same-key.ts';
import { createSecrets } from './auth/secrets.ts';
import { type Config, loadConfig } from './config.ts';
import { createBus } from './domain/bus.ts';
import { createDomain } from './domain/index.ts';
import type { Store } from './domain/ports.ts';
import type { DatasetEngine } from './domain/sources/queries.ts';
import { createFirstUser, firstUserNotice } from './first-user.ts';
import { createHub } from './live/hub.ts';
import { createLog, createLogStream } from './log-stream.ts';
import { createRenderer } from './render/ssr.ts';
import { createServices } from './sources/accounts/index.ts';
import { query } from './sources/accounts/postgresql.ts';
import { createDatasetEngine, datasetsIn } from './sources/duckdb/index.ts';
import { createGuard, fetchText } from './sources/guard.ts';
import { createSources } from './sources/index.ts';
import { openStore } from './store/open.ts';

/** Connections that queue in the kernel while the event loop is busy: after a restart all viewers reconnect at once. */
const BACKLOG = 4096;
/** Milliseconds to finish accepted requests; then the rest is closed, so that the process ends within 10 s. */
const DRAIN_LIMIT = 8_000;
/** Milliseconds in which open connections may still bring a request that was already on its way. */
const LAST_CALL = 500;
const HARD_LIMIT = 9_500;
/** Milliseconds a client may take to send a request, and for which idle connections are kept: longer than proxies do. */
const REQUEST_TIMEOUT = 60_000;
const KEEP_ALIVE = 75_000;

/** Not fatal: tokens are found by their hash, so shared pages keep working even if the key is lost for good. */
const OTHER_KEY =
  'SECRET_KEY does not belong to this database: stored tokens and credentials cannot be read, and new ones cannot be read with the right key';

/** Minimum bytes of a key for HS256: RFC 7518, section 3.2. */
const SAFE_SECRET = 32;
const SHORT_SECRET = `JWT_SECRET is shorter than ${SAFE_SECRET} bytes: anyone who guesses it has access to every workspace`;

const DIST = fileURLToPath(new URL('../dist', import.meta.url));
const PACKAGE = new URL('../package.json', import.meta.url);

const logStream = createLogStream(2);
process.on('exit', logStream.flushSync);

interface Running {
  server: Server;
  store: Store;
  hub: AppDeps['hub'];
  sources: AppDeps['sources'];
  datasetEngine: DatasetEngine;
  lifecycle: AppDeps['lifecycle'];
  log: Logger;
}

async function start(config: Config): Promise<Running> {
  const log = createLog(config.logLevel, logStream);
  const secrets = createSecrets({ secretKey: config.secretKey });
  const store = await openStore({ databaseUrl: config.databaseUrl, log, forWriting: true });
  try {
    const bus = createBus();
    const guard = createGuard({ allow: config.outgoingAllow });
    const accountKinds = createServices(guard);
    const directory = datasetsIn(config.dataDir);
    const datasetEngine = createDatasetEngine({ directory, datasets: store.datasets, log });
    const domain = createDomain({ store, bus, secrets, now: Date.now, accountKinds, datasetEngine });
    if (!(await isKeyOf(store, secrets))) log.error(OTHER_KEY);
    if (Buffer.byteLength(config.jwtSecret) < SAFE_SECRET) log.warn(SHORT_SECRET);
    await firstStart(config, { store, domain, secrets });
    const { version } = JSON.parse(readFileSync(PACKAGE, 'utf8')) as { version: string };
    const assets = await createAssets(DIST, version);
    const renderer = await createRenderer({ onError: (err) => log.error({ err }, 'a widget could not be drawn') });
    const lifecycle = { draining: false, busy: 0 };

    let listener: RequestListener | undefined;
    const server = createServer((request, response) => listener?.(request, response));
    server.requestTimeout = REQUEST_TIMEOUT;
    server.keepAliveTimeout = KEEP_ALIVE;
    await listen(server, config);
    const sources = createSources({
      ...{ store, domain, bus, log, now: Date.now, services: accountKinds },
      queries: datasetEngine,
      askDatabase: (credentials, question, options) => query(guard, credentials, question, options),
    });
    const hub = createHub({ domain, store, bus, log, sources });
    const settled = withPort(config, server);
    const keySet = config.jwksUrl && createKeySet(config.jwksUrl, (url) => fetchText(guard, url));
    const deps = { config: settled, log, bus, domain, hub, assets, renderer, sources, store, lifecycle };
    listener = createListener({ ...deps, ...(keySet && { keySet }) });
    log.info({ ...addressOf(server), publicUrl: settled.publicUrl, version }, 'listening');
    return { server, store, hub, sources, datasetEngine, lifecycle, log };
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** Creates the first user in an empty database, and the sample dashboards when `SEED` asks for them. */
async function firstStart(
  config: Config,
  { store, domain, secrets }: Pick<AppDeps, 'domain'> & { store: Store; secrets: ReturnType<typeof createSecrets> },
): Promise<void> {
  const first = await createFirstUser({ people: domain.people, store, secrets }, config);
  if (!first) return;
  process.stdout.write(firstUserNotice(first));
  if (config.seed !== 'sample') return;
  const { seedSample, seedShop } = await import('./sample.ts');
  await seedSample(domain, first.principal);
  await seedShop(domain, first.principal, Date.now());
}

async function listen(server: Server, { port, host }: Config): Promise<void> {
  server.listen({ port, host, backlog: BACKLOG });
  try {
    await once(server, 'listening');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') throw new Error(`port ${port} on ${host} is already in use: set PORT to another one`);
    throw new Error(`cannot listen on HOST ${host} and PORT ${port}: ${message}`);
  }
}

const addressOf = (server: Server): AddressInfo => server.address() as AddressInfo;

/** With PORT=0 the default public URL needs the port that was actually chosen. */
const withPort = (config: Config, server: Server): Config =>
  config.port === 0 ? { ...config, publicUrl: config.publicUrl.replace(/:0$/, `:${addressOf(server).port}`) } : config;

/** Finishes accepted requests and closes everything; viewers are told when to reconnect. */
async function drain({ server, store, hub, sources, datasetEngine, lifecycle, log }: Running): Promise<void> {
  lifecycle.draining = true;
  log.info('draining');
  const closed = once(server, 'close');
  // The HTTP server's own `close` would close idle connections at once, even if a request is just arriving.
  NetServer.prototype.close.call(server);
  const lastCall = performance.now() + LAST_CALL;
  const idle = setInterval(() => performance.now() > lastCall && server.closeIdleConnections(), 50);
  const cut = setTimeout(() => server.closeAllConnections(), DRAIN_LIMIT);
  await hub.close();
  await sources.close();
  await closed;
  clearInterval(idle);
  clearTimeout(cut);
  while (lifecycle.busy > 0) await delay(20);
  await datasetEngine.close();
  await store.close();
  log.info('stopped');
}

/** The first line of an error, for the person who started the program. */
const lineOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? '';

try {
  const running = await start(loadConfig());
  process.on('uncaughtException', (error) => {
    running.log.fatal({ err: error }, 'unexpected error');
    process.exit(1);
  });
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => {
      running.log.warn('open requests did not finish in time and were cut off');
      process.exit(0);
    }, HARD_LIMIT).unref();
    drain(running).then(
      () => process.exit(0),
      (error: unknown) => {
        running.log.error({ err: error }, 'could not stop cleanly');
        process.exit(1);
      },
    );
  };
  // A terminal that is closed sends SIGHUP, even through nohup, because Node does not inherit that it is ignored.
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, stop);

  const { address, family, port } = addressOf(running.server);
  process.stdout.write(`listening on http://${family === 'IPv6' ? `[${address}]` : address}:${port}\n`);
} catch (error) {
  process.stderr.write(`boardcast: ${lineOf(error)}\n`);
  process.exit(1);
}
