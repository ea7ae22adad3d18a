import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { createSecrets } from '../../server/auth/secrets.ts';
import { createBus } from '../../server/domain/bus.ts';
import type { Domain } from '../../server/domain/domain.ts';
import { createDomain } from '../../server/domain/index.ts';
import type { Store } from '../../server/domain/ports.ts';
import { systemPrincipal } from '../../server/domain/rights.ts';
import { openStore } from '../../server/store/open.ts';
import { failsWith } from '../support/domain.ts';

const SECRET_KEY = 'k'.repeat(32);

interface Outcome {
  code: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever came
  out: any;
  // biome-ignore lint/suspicious/noExplicitAny: likewise
  error: any;
}

describe('management commands, while a server has the database open', () => {
  let dataDir: string;
  let store: Store;
  let domain: Domain;

  /** The real program in a process of its own. */
  const cliWith = (given: Record<string, string>, ...args: string[]): Promise<Outcome> =>
    new Promise((resolve) => {
      const own = { PATH: process.env.PATH, DATA_DIR: dataDir, SECRET_KEY, PUBLIC_URL: 'https://boards.test' };
      const env = { ...own, ...given };
      execFile(process.execPath, ['server/cli.ts', ...args], { env }, (failure, stdout, stderr) => {
        const code = failure ? Number(failure.code) : 0;
        resolve({ code, out: stdout && JSON.parse(stdout), error: code > 0 ? JSON.parse(stderr) : undefined });
      });
    });

  const cli = (...args: string[]): Promise<Outcome> => cliWith({}, ...args);

  before(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'boardcast-cli-'));
    store = await openStore({ databaseUrl: `sqlite:${dataDir}/boardcast.db` });
    const secrets = createSecrets({ secretKey: SECRET_KEY });
    domain = createDomain({ store, secrets, bus: createBus(), now: Date.now });
  });
  after(async () => {
    await store.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  it('encrypt nothing with a key other than the server’s; commands that need no key still work', async () => {
    await domain.people.createWorkspace({ slug: 'first' });
    const given = { SECRET_KEY: 'o'.repeat(32) };
    const refused = await cliWith(given, 'workspace', 'create', 'second');
    assert.deepEqual([refused.code, refused.error.error], [1, 'settings']);
    assert.match(refused.error.message, /^SECRET_KEY does not belong to this database/);
    assert.equal(await store.workspaces.count({}), 1);
    assert.equal((await cliWith(given, 'dashboard', 'list', '--workspace', 'first')).code, 0);
  });

  it('make a workspace, a person and a key that work', async () => {
    const workspace = await cli('workspace', 'create', 'acme', '--name', 'Acme & Söhne');
    assert.deepEqual([workspace.code, workspace.out.slug, workspace.out.name], [0, 'acme', 'Acme & Söhne']);
    const user = await cli(
      'user',
      'create',
      'ada@acme.test',
      '--username',
      'ada',
      '--password',
      'long enough',
      '--workspace',
      'acme',
      '--role',
      'admin',
    );
    assert.deepEqual([user.code, user.out.username, user.out.role], [0, 'ada', 'admin']);
    const scopes = ['--scope', 'dashboard:read', '--scope', 'dashboard:write'];
    const { out } = await cli('key', 'create', '--workspace', 'acme', '--user', 'ada', '--name', 'CI', ...scopes);
    const { role, scopes: granted } = await domain.people.byApiKey(out.key);
    assert.deepEqual([role, granted], ['admin', ['dashboard:read', 'dashboard:write']]);
    assert.deepEqual((await cli('key', 'deactivate', String(out.id))).out, { id: out.id, is_active: false });
    assert.equal((await store.apiKeys.get({ id: out.id }))?.isActive, false);
  });

  it('say that an existing user keeps the user name and password', async () => {
    const workspace = await cli('workspace', 'create', 'umbrella');
    assert.equal(workspace.code, 0);
    const given = ['--username', 'other', '--password', 'another one', '--workspace', 'umbrella'];
    const { out } = await cli('user', 'create', 'ada@acme.test', ...given);
    assert.deepEqual([out.username, out.workspace, out.role], ['ada', 'umbrella', 'editor']);
    assert.match(out.note, /existed already: username and password were not changed/);
    const fresh = await cli('user', 'create', 'eve@acme.test', '--username', 'eve', ...given.slice(2));
    assert.equal('note' in fresh.out, false);
  });

  it('list dashboards, share and unshare them', async () => {
    const workspace = await store.workspaces.get({ slug: 'acme' });
    const system = systemPrincipal(workspace?.id ?? 0);
    const board = await domain.dashboards.create(system, { name: 'Sales', visibility: 'private' });
    const widget = await domain.widgets.create(system, board.key, { type: 'number', title: 'Orders “today”' });
    const list = await cli('dashboard', 'list', '--workspace', 'acme');
    assert.deepEqual(
      list.out.dashboards.map(({ key, slug, widgets_count }: Record<string, unknown>) => [key, slug, widgets_count]),
      [[board.key, 'sales', 1]],
    );

    const embed = (await cli('token', 'create', '--widget', widget.key)).out;
    assert.equal((await domain.sharing.widget({ token: embed.token }, {})).widget.id, widget.id);
    assert.deepEqual(Object.keys(embed.snippets), ['element', 'script', 'iframe', 'link']);
    assert.equal(embed.snippets.link, `https://boards.test/embed/${embed.token}`);
    assert.match(embed.snippets.iframe, / title="Orders “today”"/);

    const access = (await cli('token', 'create', '--dashboard', board.key, '--password', 'sesame')).out;
    assert.match(access.snippets.element, /<bc-dashboard token="/);
    assert.match(access.snippets.iframe, / title="Sales"/);
    const { proof } = await domain.sharing.unlock(access.token, 'sesame');
    assert.equal((await domain.sharing.dashboard({ token: access.token }, { proofs: [proof] })).id, board.id);

    assert.equal((await cli('token', 'revoke', embed.token)).out.revoked, true);
    await assert.rejects(domain.sharing.widget({ token: embed.token }, {}), failsWith('revoked'));
  });

  it('revoke a token that starts with a hyphen', async () => {
    const { code, error } = await cli('token', 'revoke', '-unknown-token');
    assert.deepEqual([code, error.error], [1, 'not_found']);
  });

  it('back up the database, and never overwrite a file', async () => {
    const file = join(dataDir, 'copy.db');
    assert.deepEqual((await cli('backup', file)).out, { file });
    assert.ok((await stat(file)).size > 0);
    const copy = await openStore({ databaseUrl: `sqlite:${file}` });
    assert.equal(await copy.dashboards.count({}), 1);
    await copy.close();
    assert.equal((await cli('backup', file)).code, 1);
  });

  it('re-encrypt everything with the key in a file, which is created if missing', async () => {
    const [databaseUrl, file] = [`sqlite:${join(dataDir, 'rekeyed.db')}`, join(dataDir, 'new.key')];
    const given = { DATABASE_URL: databaseUrl };
    await cliWith(given, 'workspace', 'create', 'acme');
    const { out } = await cliWith(given, 'rekey', file);
    assert.deepEqual(out, { file, secrets: 1 });
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    const again = await cliWith(given, 'rekey', file);
    assert.deepEqual([again.code, again.error.error], [1, 'settings']);
    const SECRET_KEY = await readFile(file, 'utf8');
    assert.equal((await cliWith({ ...given, SECRET_KEY }, 'workspace', 'create', 'second')).code, 0);
    await writeFile(file, 'short');
    const short = await cliWith({ ...given, SECRET_KEY }, 'rekey', file);
    assert.match(short.error.message, /at least 32 characters/);
  });

  it('refuse to back up an empty database, and say that the settings may be wrong', async () => {
    const elsewhere = await mkdtemp(join(tmpdir(), 'boardcast-elsewhere-'));
    const file = join(elsewhere, 'copy.db');
    const { code, error, out } = await cliWith({ DATA_DIR: join(elsewhere, 'data') }, 'backup', file);
    assert.deepEqual([code, error?.error, out], [1, 'failed', '']);
    await assert.rejects(stat(file), { code: 'ENOENT' });
    await rm(elsewhere, { recursive: true });
  });

  it('print help on request, and end quietly when the output is closed', async () => {
    for (const args of [['--help'], ['help'], ['-h'], ['user', 'create', '--help'], ['settings', '--help']]) {
      const { code, out } = await cli(...args);
      assert.deepEqual([code, out.usage.at(-1)], [0, 'settings'], args.join(' '));
    }
    const child = spawn(process.execPath, ['server/cli.ts', 'settings'], { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.destroy();
    const said = text(child.stderr);
    assert.deepEqual([(await once(child, 'exit'))[0], await said], [0, '']);
  });

  it('print all settings, and no secrets', async () => {
    const { out } = await cli('settings');
    const row = out.settings.find(({ name }: { name: string }) => name === 'SECRET_KEY');
    assert.equal(row.value, '********');
    assert.ok(!JSON.stringify(out).includes(SECRET_KEY));
  });

  it('name the options that are missing', async () => {
    const { error } = await cli('user', 'create', 'x@y.test', '--username', 'x');
    assert.match(error.message, /^missing --password, --workspace; usage: user create EMAIL /);
  });

  for (const [args, code, error] of [
    [['workspace', 'create', 'acme'], 1, 'conflict'],
    [['workspace', 'create', 'Not A Slug'], 1, 'invalid'],
    [['user', 'create', 'x@y.test', '--username', 'x', '--password', 'short', '--workspace', 'acme'], 1, 'invalid'],
    [['key', 'create', '--workspace', 'none', '--user', 'ada', '--name', 'k'], 1, 'not_found'],
    [['key', 'deactivate', 'abc'], 1, 'not_found'],
    [['dashboard', 'list', '--workspace', 'none'], 1, 'not_found'],
    [['token', 'create', '--widget', 'none'], 1, 'not_found'],
    [['token', 'create'], 2, 'usage'],
    [['token', 'create', '--widget', 'a', '--dashboard', 'b'], 2, 'usage'],
    [['user', 'create', 'x@y.test'], 2, 'usage'],
    [['workspace', 'create', 'a', 'b'], 2, 'usage'],
    [['workspace', 'create', 'a', '--nmae', 'b'], 2, 'usage'],
    [['constructor'], 2, 'usage'],
    [[], 2, 'usage'],
  ] as const) {
    it(`answer "${args.join(' ').slice(0, 50)}" with ${error}`, async () => {
      const outcome = await cli(...args);
      assert.deepEqual([outcome.code, outcome.error.error, outcome.out], [code, error, '']);
    });
  }
});
