import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, describe, it } from 'node:test';
import { Worker } from 'node:worker_threads';
import { ConfigError, describeSettings, loadConfig, secretKeyIn } from '../../server/config.ts';

const root = await mkdtemp(join(tmpdir(), 'boardcast-config-'));
after(() => rm(root, { recursive: true, force: true }));
let directories = 0;
const freshDir = () => join(root, String(++directories));
const SECRET = 's'.repeat(32);

describe('settings', () => {
  it('all have a default that works', () => {
    const dataDir = freshDir();
    const { secretKey, jwtSecret, ...rest } = loadConfig({ DATA_DIR: dataDir });
    assert.deepEqual(rest, {
      port: 8787,
      host: '127.0.0.1',
      publicUrl: 'http://localhost:8787',
      dataDir,
      databaseUrl: `sqlite:${dataDir}/boardcast.db`,
      adminUsername: 'admin',
      adminEmail: 'admin@localhost',
      adminPassword: '',
      adminApiKey: '',
      seed: 'empty',
      trustProxy: 0,
      outgoingAllow: [],
      datasetMaxBytes: 33_554_432,
      jwksUrl: '',
      jwksAudience: '',
      logLevel: 'info',
    });
    assert.match(secretKey, /^[0-9a-f]{64}$/);
    assert.equal(jwtSecret, secretKey);
  });

  it('have defaults that follow from other settings', () => {
    const dataDir = freshDir();
    const config = loadConfig({ DATA_DIR: dataDir, PORT: '99', SECRET_KEY: SECRET, PUBLIC_URL: ' ', JWT_SECRET: '' });
    assert.deepEqual([config.publicUrl, config.jwtSecret], ['http://localhost:99', SECRET]);
    assert.deepEqual(readdirSync(dataDir), [], 'no key is kept when one is given');
  });

  it('can be set', () => {
    const given = {
      DATA_DIR: freshDir(),
      SECRET_KEY: SECRET,
      TRUST_PROXY: '2',
      PUBLIC_URL: 'https://b.test/',
      PORT: '0',
      JWKS_URL: 'https://id.test/.well-known/jwks.json?policy=a',
    };
    const { trustProxy, publicUrl, port, jwksUrl } = loadConfig(given);
    assert.deepEqual([trustProxy, publicUrl, port, jwksUrl], [2, 'https://b.test', 0, given.JWKS_URL]);
  });

  for (const [name, value, message] of [
    ['PORT', '80a', 'PORT must be a whole number from 0 to 65535, not "80a"'],
    ['PORT', '65536', 'PORT must be a whole number from 0 to 65535, not "65536"'],
    ['PORT', '-1', 'PORT must be a whole number from 0 to 65535, not "-1"'],
    ['LOG_LEVEL', 'loud', 'LOG_LEVEL must be one of trace, debug, info, warn, error, fatal, silent, not "loud"'],
    ['DATASET_MAX_BYTES', '0', 'DATASET_MAX_BYTES must be a whole number from 1024 to 1073741824, not "0"'],
    ['SEED', 'yes', 'SEED must be one of empty, sample, not "yes"'],
    [
      'OUTGOING_ALLOW',
      '10.0.0.0/33',
      'OUTGOING_ALLOW must be hosts, host:ports and networks, separated by commas, not "10.0.0.0/33"',
    ],
    ['TRUST_PROXY', 'on', 'TRUST_PROXY must be a whole number from 0 to 10, not "on"'],
    ['PUBLIC_URL', 'localhost', 'PUBLIC_URL must be an http or https URL, not "localhost"'],
    ['PUBLIC_URL', 'javascript:alert(1)', /^PUBLIC_URL must be/],
    ['PUBLIC_URL', 'https://b.test/boards/', /^PUBLIC_URL must be an http or https URL without path and query/],
    ['PUBLIC_URL', 'https://b.test/?a', /^PUBLIC_URL must be an http or https URL without path and query/],
    ['JWKS_URL', 'keys.json', 'JWKS_URL must be an http or https URL, not "keys.json"'],
    ['DATABASE_URL', 'postgres://me:hunter2@[::bad/x', /^DATABASE_URL must be sqlite:FILE or postgres:/],
    ['DATABASE_URL', 'postgres://me:hunter2@/x', /^DATABASE_URL must be sqlite:FILE or postgres:/],
    ['DATA_DIR', '/proc/nowhere/data', /^DATA_DIR \/proc\/nowhere\/data cannot be created: ENOENT/],
    [
      'DATABASE_URL',
      'mysql://me:hunter2@db/x',
      'DATABASE_URL must be sqlite:FILE or postgres://USER:PASSWORD@HOST/DATABASE',
    ],
    ['SECRET_KEY', 'x'.repeat(31), 'SECRET_KEY must be at least 32 characters long'],
    ['ADMIN_PASSWORD', 'hunter2', 'ADMIN_PASSWORD must be 8 to 400 characters long'],
    ['ADMIN_API_KEY', 'sk_short', 'ADMIN_API_KEY must be 16 to 400 visible ASCII characters'],
  ] as const) {
    it(`refuse ${name}=${value.slice(0, 20)} in one line without a secret`, () => {
      const env = { DATA_DIR: freshDir(), SECRET_KEY: SECRET, [name]: value };
      assert.throws(() => loadConfig(env), { name: 'ConfigError', message });
    });
  }

  it('say when DATA_DIR cannot be made', () => {
    const file = freshDir();
    writeFileSync(file, '');
    assert.throws(() => loadConfig({ DATA_DIR: join(file, 'data') }), ConfigError);
  });

  it('are described with their current values, with secrets masked and without creating files', () => {
    const DATA_DIR = freshDir();
    const given = {
      DATA_DIR,
      PORT: '99',
      ADMIN_API_KEY: 'sk_0123456789abcdef',
      DATABASE_URL: 'postgres://me:hunter2@db/x',
    };
    const rows = describeSettings(given);
    const values = Object.fromEntries(rows.map(({ name, value }) => [name, value]));
    assert.equal(values.PORT, '99');
    assert.equal(values.PUBLIC_URL, 'http://localhost:99');
    assert.equal(values.DATABASE_URL, 'postgres://me:********@db/x');
    assert.equal(values.ADMIN_API_KEY, '********');
    for (const url of ['postgres://me:hun@ter2@db/x', 'postgres://db/x?user=me&password=hunter2&ssl=1'])
      assert.doesNotMatch(JSON.stringify(describeSettings({ DATA_DIR, DATABASE_URL: url })), /ter2/);
    const [undescribed] = rows.filter(({ doc }) => doc.length <= 10);
    assert.equal(undescribed, undefined, 'server/config.ts does not say what it is for');
    assert.ok(!JSON.stringify(rows).match(/hunter2|0123456789abcdef/));
    assert.throws(() => readdirSync(DATA_DIR), { code: 'ENOENT' });
    const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');
    assert.deepEqual(
      rows.map(({ name }) => name).filter((name) => !new RegExp(`^\\|.*\`${name}\`.*\\|.*\\|.*\\|$`, 'm').test(readme)),
      [],
      'settings that the table of README lacks',
    );
    assert.equal(describeSettings({}).find(({ name }) => name === 'DATA_DIR')?.value, resolve('data'));
  });
});

describe('the stored secret key', () => {
  it('is created once, readable by its owner only', () => {
    const dataDir = freshDir();
    const { secretKey } = loadConfig({ DATA_DIR: dataDir });
    const file = join(dataDir, 'secret.key');
    assert.equal(readFileSync(file, 'utf8').trim(), secretKey);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.equal(loadConfig({ DATA_DIR: dataDir }).secretKey, secretKey);
    assert.deepEqual(readdirSync(dataDir), ['secret.key']);
  });

  it('is the same for processes that start at once', async () => {
    const dataDir = freshDir();
    const gate = new SharedArrayBuffer(4);
    const script = `
      import { parentPort, workerData } from 'node:worker_threads';
      const { loadConfig } = await import(${JSON.stringify(new URL('../../server/config.ts', import.meta.url).href)});
      parentPort.postMessage('ready');
      Atomics.wait(new Int32Array(workerData), 0, 0);
      parentPort.postMessage(loadConfig({ DATA_DIR: ${JSON.stringify(dataDir)} }).secretKey);`;
    const url = new URL(`data:text/javascript,${encodeURIComponent(script)}`);
    const workers = Array.from({ length: 4 }, () => new Worker(url, { workerData: gate }));
    const message = (worker: Worker) =>
      new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
    await Promise.all(workers.map(message));
    const keys = Promise.all(workers.map(message));
    Atomics.store(new Int32Array(gate), 0, 1);
    Atomics.notify(new Int32Array(gate), 0);
    assert.equal(new Set(await keys).size, 1);
    assert.deepEqual(readdirSync(dataDir), ['secret.key']);
  });

  for (const [what, prepare] of [
    ['empty', (file: string) => writeFileSync(file, '\n')],
    ['a link to nowhere', (file: string) => symlinkSync('/nowhere/secret.key', file)],
  ] as const)
    it(`is refused when it is ${what}, instead of encrypting with a key that everybody knows`, () => {
      const dataDir = freshDir();
      mkdirSync(dataDir);
      prepare(join(dataDir, 'secret.key'));
      const message = /^SECRET_KEY must be .+secret\.key$/;
      assert.throws(() => loadConfig({ DATA_DIR: dataDir }), { name: 'ConfigError', message });
      assert.throws(() => secretKeyIn(join(dataDir, 'secret.key')), { name: 'ConfigError', message });
      assert.deepEqual(readdirSync(dataDir), ['secret.key']);
    });

  it('is not looked for in a device, or in a file that is too large for a key', () => {
    const file = join(freshDir(), 'secret.key');
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, 'x'.repeat(20_000));
    const message = /^SECRET_KEY cannot be read from .+no file that holds a key$/;
    for (const each of [file, '/dev/zero']) assert.throws(() => secretKeyIn(each), { name: 'ConfigError', message });
  });

  it('leaves nothing behind when it cannot be stored', () => {
    const dataDir = freshDir();
    mkdirSync(dataDir);
    // A process that may write no bytes is like a full disk.
    const script = `ulimit -f 0; DATA_DIR="$1" exec "$0" server/cli.ts dashboard list --workspace main`;
    const { status, stderr } = spawnSync('sh', ['-c', script, process.execPath, dataDir], { encoding: 'utf8' });
    assert.equal(status, 1);
    assert.match(stderr, /"error":"settings".+cannot be read from or stored in/);
    assert.deepEqual(readdirSync(dataDir), []);
  });

  it('is refused when truncated, and never replaced', () => {
    const dataDir = freshDir();
    mkdirSync(dataDir);
    const file = join(dataDir, 'secret.key');
    writeFileSync(file, 'short\n');
    chmodSync(file, 0o600);
    assert.throws(() => loadConfig({ DATA_DIR: dataDir }), { name: 'ConfigError', message: /^SECRET_KEY must be/ });
    assert.equal(readFileSync(file, 'utf8'), 'short\n');
  });
});
