import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs, { existsSync } from 'node:fs';
import { cp, mkdtemp, open, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createSecrets } from '../../server/auth/secrets.ts';
import { backUp } from '../../server/backup.ts';
import { createBus } from '../../server/domain/bus.ts';
import { createDomain } from '../../server/domain/index.ts';
import type { Dataset } from '../../server/domain/model.ts';
import type { Store } from '../../server/domain/ports.ts';
import { systemPrincipal } from '../../server/domain/rights.ts';
import { createDatasetEngine, datasetsIn } from '../../server/sources/duckdb/index.ts';
import { openStore } from '../../server/store/open.ts';
import { postgres } from '../support/postgres.ts';

const SECRET_KEY = 'k'.repeat(32);
const json = (...amounts: number[]) =>
  ({ format: 'json', bytes: Buffer.from(JSON.stringify(amounts.map((amount) => ({ amount })))) }) as const;

/** A database and the rows of its datasets in a directory, as a server keeps them. */
async function openServer(dataDir: string, databaseUrl = `sqlite:${dataDir}/boardcast.db`) {
  const store = await openStore({ databaseUrl });
  const engine = createDatasetEngine({ directory: datasetsIn(dataDir), datasets: store.datasets });
  const secrets = createSecrets({ secretKey: SECRET_KEY });
  const domain = createDomain({ store, secrets, bus: createBus(), now: Date.now, datasetEngine: engine });
  return {
    ...{ store, engine, domain },
    async close() {
      await engine.close();
      await store.close();
    },
  };
}
type Server = Awaited<ReturnType<typeof openServer>>;

async function total({ engine }: Server, { workspaceId, tableName }: Dataset): Promise<unknown> {
  const { rows } = await engine.query(workspaceId, { sql: `select sum(amount) from ${tableName}` });
  return rows[0]?.[0];
}

describe('a backup of datasets', { timeout: 60_000 }, () => {
  const made: string[] = [];
  const fresh = async () => {
    const directory = await mkdtemp(join(tmpdir(), 'boardcast-backup-'));
    made.push(directory);
    return directory;
  };
  let dataDir: string;
  let server: Server;
  let sales: Dataset;
  let system: ReturnType<typeof systemPrincipal>;

  before(async () => {
    dataDir = await fresh();
    server = await openServer(dataDir);
    system = systemPrincipal((await server.domain.people.createWorkspace({ slug: 'acme' })).id);
    sales = await server.domain.datasets.create(system, { name: 'Sales', upload: json(1, 2) });
  });
  after(async () => {
    await server.close();
    await (await postgres()).stop();
    for (const directory of made) await rm(directory, { recursive: true, force: true });
  });

  const openCopy = (file: string) => openStore({ databaseUrl: `sqlite:${file}` });
  const backup = (file: string, store: Pick<Store, 'backup' | 'datasets'> = server.store) =>
    backUp({ store: { ...server.store, ...store }, openCopy, directory: datasetsIn(dataDir) }, file);
  /** A server on what a backup has, put where the README says. */
  async function restored(file: string): Promise<Server> {
    const place = await fresh();
    await cp(file, join(place, 'boardcast.db'));
    await cp(`${file}.datasets`, datasetsIn(place), { recursive: true });
    return openServer(place);
  }

  it('has their rows, which are there after a restore and can be changed again', async () => {
    const file = join(await fresh(), 'copy.db');
    const env = { PATH: process.env.PATH, DATA_DIR: dataDir, SECRET_KEY };
    const out = await new Promise<string>((resolve, reject) =>
      execFile(process.execPath, ['server/cli.ts', 'backup', file], { env }, (failure, stdout, stderr) =>
        failure ? reject(new Error(stderr)) : resolve(stdout),
      ),
    );
    assert.deepEqual(JSON.parse(out), { file, datasets: `${file}.datasets` });
    await server.domain.datasets.append(system, sales.id, json(100));
    const copy = await restored(file);
    try {
      assert.equal(await total(copy, sales), 3);
      await copy.domain.datasets.append(system, sales.id, json(10));
      assert.equal(await total(copy, sales), 13);
    } finally {
      await copy.close();
    }
    assert.equal(await total(server, sales), 103);
  });

  it('has the rows that match its database, even if they are replaced meanwhile', async () => {
    const replace = (amount: number) => server.domain.datasets.replace(system, sales.id, json(amount));
    await replace(1);
    // Once before the copy of the database is made, and once after it.
    const busy = {
      datasets: server.store.datasets,
      async backup(file: string) {
        await replace(2);
        await server.store.backup(file);
        await replace(3);
      },
    };
    const file = join(await fresh(), 'copy.db');
    assert.deepEqual((await backup(file, busy)).missing, ['Sales'], 'nobody can follow that');
    let isFirst = true;
    const calmer = {
      datasets: server.store.datasets,
      async backup(to: string) {
        if (isFirst) await busy.backup(to);
        else await server.store.backup(to);
        await replace(isFirst ? 4 : 5);
        isFirst = false;
      },
    };
    const next = join(await fresh(), 'copy.db');
    assert.deepEqual(await backup(next, calmer), { file: next, datasets: `${next}.datasets` });
    const copy = await restored(next);
    try {
      assert.equal(await total(copy, sales), 4);
    } finally {
      await copy.close();
    }
    assert.equal(await total(server, sales), 5);
  });

  it('never overwrites anything, leaves nothing behind when it fails, and names datasets whose rows are missing', async () => {
    const directory = await fresh();
    const file = join(directory, 'copy.db');
    await writeFile(`${file}.datasets`, 'mine');
    await assert.rejects(backup(file), /copy\.db\.datasets already exists/);
    assert.deepEqual(await readdir(directory), ['copy.db.datasets']);
    const taken = join(await fresh(), 'copy.db');
    await writeFile(taken, 'mine');
    await assert.rejects(backup(taken), /already exists/);
    assert.equal(existsSync(`${taken}.datasets`), false);
    assert.ok(
      (await readdir(datasetsIn(dataDir))).every((name) => !name.startsWith('.')),
      'nothing is held any more',
    );

    const lost = await server.domain.datasets.create(system, { name: 'Lost', upload: json(1) });
    await rm(join(datasetsIn(dataDir), `${lost.workspaceId}`, `${lost.file}.duckdb`));
    const partial = join(await fresh(), 'copy.db');
    assert.deepEqual((await backup(partial)).missing, ['Lost']);
  });

  it('is on the disk before it has its name, and nobody else can read it', async ({ mock }) => {
    const file = join(await fresh(), 'copy.db');
    const done: string[] = [];
    const { fsyncSync, renameSync } = fs;
    const handle = await open(dataDir, 'r');
    const { sync } = Object.getPrototypeOf(handle);
    await handle.close();
    mock.method(fs, 'fsyncSync', (fd: number) => {
      done.push(fs.fstatSync(fd).isDirectory() ? 'directory' : 'file');
      fsyncSync(fd);
    });
    mock.method(fs, 'renameSync', (from: string, to: string) => {
      done.push('name');
      renameSync(from, to);
    });
    mock.method(Object.getPrototypeOf(handle), 'sync', function (this: typeof handle) {
      done.push('rows');
      return sync.call(this);
    });
    syncBuiltinESMExports();
    try {
      await backup(file);
    } finally {
      mock.restoreAll();
      syncBuiltinESMExports();
    }
    assert.deepEqual(done, ['file', 'name', 'directory', 'rows']);
    const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);
    const rows = join(`${file}.datasets`, `${sales.workspaceId}`);
    assert.deepEqual(await Promise.all([file, `${file}.datasets`, rows].map(modeOf)), ['600', '700', '700']);
  });

  it('of PostgreSQL has them too', async () => {
    const shared = await fresh();
    const here = await openServer(shared, await (await postgres()).fresh());
    try {
      const principal = systemPrincipal((await here.domain.people.createWorkspace({ slug: 'acme' })).id);
      const dataset = await here.domain.datasets.create(principal, { name: 'Sales', upload: json(5, 6) });
      const file = join(await fresh(), 'copy.db');
      await backUp({ store: here.store, openCopy, directory: datasetsIn(shared) }, file);
      const copy = await restored(file);
      try {
        assert.equal(await total(copy, dataset), 11);
      } finally {
        await copy.close();
      }
    } finally {
      await here.close();
    }
  });
});
