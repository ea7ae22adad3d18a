import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { type AppDeps, createListener } from '../../server/app.ts';
import { createAssets } from '../../server/assets.ts';
import type { KeySet } from '../../server/auth/jwks.ts';
import { createSecrets } from '../../server/auth/secrets.ts';
import { loadConfig } from '../../server/config.ts';
import { createBus } from '../../server/domain/bus.ts';
import type { Domain } from '../../server/domain/domain.ts';
import { createDomain } from '../../server/domain/index.ts';
import type { ApiKey, Dashboard, Role, User, Widget, Workspace } from '../../server/domain/model.ts';
import type { Store } from '../../server/domain/ports.ts';
import { systemPrincipal } from '../../server/domain/rights.ts';
import type { AccountKinds } from '../../server/domain/sources/account-kinds.ts';
import { createHub } from '../../server/live/hub.ts';
import { createLog } from '../../server/log-stream.ts';
import { createRenderer } from '../../server/render/ssr.ts';
import { query } from '../../server/sources/accounts/postgresql.ts';
import type { Service } from '../../server/sources/accounts/service.ts';
import { createDatasetEngine, type DuckDbEngine } from '../../server/sources/duckdb/index.ts';
import { createGuard } from '../../server/sources/guard.ts';
import { createSources, type Queries } from '../../server/sources/index.ts';
import { openStore } from '../../server/store/open.ts';

export type TestKey = ApiKey & { secret: string };

/** One of the two workspaces of a test application, which must not see anything of each other. */
export interface Tenant {
  workspace: Workspace;
  /** One person per role, with the password `PASSWORD`. */
  users: Record<Role, User>;
  /** One key per role with every scope, and special ones that belong to the owner. */
  keys: Record<Role | 'readOnly' | 'deactivated', TestKey>;
  /** Readable by the workspace only. */
  board: Dashboard;
  widget: Widget;
  /** Readable by anyone who knows the key. */
  openBoard: Dashboard;
  openWidget: Widget;
}

export const PASSWORD = 'correct horse battery staple';
const ROLES: readonly Role[] = ['owner', 'admin', 'editor', 'viewer'];

/** The whole application in this process, on its own SQLite file, with the workspaces `alpha` and `beta`. */
export interface TestApp {
  deps: AppDeps & { store: Store };
  domain: Domain;
  /** Starts workers on demand. */
  datasetEngine: DuckDbEngine;
  alpha: Tenant;
  beta: Tenant;
  /** URL of a real server, so that every test includes real sockets. */
  url: string;
  /** Everything that was logged, at every level. */
  logged(): string;
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** For requests that `fetch` refuses: bodies of GET, unusual headers, raw paths. */
  send(message: RawRequest): Promise<RawAnswer>;
  close(): Promise<void>;
}

export interface RawRequest {
  method?: string;
  path: string;
  headers?: Record<string, string | string[]>;
  body?: string | Uint8Array;
}

export interface RawAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
  text: string;
}

/**
 * Starts one; `dist` is the directory of built scripts to serve, `accountKinds` what can be linked, `queryTime` the
 * milliseconds a question about datasets may take, `keySet` what JWKS_URL gives.
 */
export async function openTestApp({
  dist = 'does-not-exist',
  accountKinds = {},
  queries,
  now = Date.now,
  env = {},
  queryTime,
  keySet,
}: {
  dist?: string;
  accountKinds?: AccountKinds;
  queries?: Queries;
  now?: () => number;
  /** Further settings. */
  env?: Record<string, string>;
  queryTime?: number;
  keySet?: KeySet;
} = {}): Promise<TestApp> {
  const dataDir = mkdtempSync(join(tmpdir(), 'boardcast-app-'));
  const config = loadConfig({ DATA_DIR: dataDir, SECRET_KEY: 's'.repeat(40), LOG_LEVEL: 'trace', ...env });
  let lines = '';
  const sink = new Writable({
    write(chunk, _, done) {
      lines += chunk;
      done();
    },
  });
  const log = createLog('trace', sink);
  const store = await openStore({ databaseUrl: config.databaseUrl });
  const bus = createBus();
  const datasetEngine = createDatasetEngine({
    directory: join(dataDir, 'datasets'),
    datasets: store.datasets,
    log,
    ...(queryTime !== undefined && { queryTime }),
  });
  const domain = createDomain({
    store,
    bus,
    secrets: createSecrets({ secretKey: config.secretKey }),
    now,
    accountKinds,
    datasetEngine,
  });
  const sources = createSources({
    ...{ store, domain, bus, log, now, services: accountKinds as Readonly<Record<string, Service>> },
    queries: queries ?? datasetEngine,
    askDatabase: (credentials, question, options) =>
      query(createGuard({ allow: ['127.0.0.1'] }), credentials, question, options),
  });
  const hub = createHub({ domain, store, bus, log, sources });
  const assets = await createAssets(dist, '0.1.0');
  const renderer = await createRenderer({ onError: (err) => log.error({ err }, 'a widget could not be drawn') });
  const deps = {
    config,
    log,
    bus,
    domain,
    hub,
    assets,
    renderer,
    sources,
    store,
    lifecycle: { draining: false, busy: 0 },
    ...(keySet && { keySet }),
  };
  const server = createServer(createListener(deps));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;

  return {
    deps,
    domain,
    datasetEngine,
    alpha: await createTenant(domain, 'alpha'),
    beta: await createTenant(domain, 'beta'),
    url,
    logged: () => lines,
    fetch: (path, init) => fetch(url + path, { redirect: 'manual', ...init }),
    send: (message) => sendRaw(port, message),
    async close() {
      await hub.close();
      await sources.close();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
      await datasetEngine.close();
      await store.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function createTenant(domain: Domain, slug: string): Promise<Tenant> {
  const workspace = await domain.people.createWorkspace({ slug, name: `Workspace ${slug}` });
  const users = {} as Tenant['users'];
  const keys = {} as Tenant['keys'];
  const createKey = (user: Role, name: string, scopes: string[]) =>
    domain.people.createKey({ workspace: slug, user: `${slug}-${user}`, name, scopes });
  for (const role of ROLES) {
    const username = `${slug}-${role}`;
    const email = `${username}@example.test`;
    ({ user: users[role] } = await domain.people.createUser({
      email,
      username,
      password: PASSWORD,
      workspace: slug,
      role,
    }));
    keys[role] = await createKey(role, role, ['*']);
  }
  keys.readOnly = await createKey('owner', 'read only', ['dashboard:read']);
  keys.deactivated = await createKey('owner', 'deactivated', ['*']);
  await domain.people.deactivateKey(keys.deactivated.id);

  const system = systemPrincipal(workspace.id, users.owner.id);
  const board = await domain.dashboards.create(system, {
    name: `Private ${slug}`,
    isPrivate: true,
    visibility: 'workspace',
  });
  const openBoard = await domain.dashboards.create(system, { name: `Open ${slug}`, isPrivate: false });
  const widget = await domain.widgets.create(system, board.key, { type: 'number', title: `Private number of ${slug}` });
  const openWidget = await domain.widgets.create(system, openBoard.key, { type: 'number', title: 'Open number' });
  return { workspace, users, keys, board, widget, openBoard, openWidget };
}

function sendRaw(port: number, { method = 'GET', path, headers = {}, body }: RawRequest): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const outgoing = request(
      { port, host: '127.0.0.1', method, path, headers: { ...length, ...headers }, agent: false },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('error', reject);
        incoming.on('end', () => {
          const whole = Buffer.concat(chunks);
          const { statusCode: status = 0, headers: answered } = incoming;
          resolve({ status, headers: answered, body: whole, text: whole.toString() });
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
