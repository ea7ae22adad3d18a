import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, it } from 'node:test';
import { PATIENCE } from '../support/patience.ts';
import { ADMIN_KEY, startServer, type TestServer } from '../support/server.ts';

const root = join(import.meta.dirname, '../..');

/** Slug of the workspace that every installation starts with. */
const WORKSPACE = 'main';

describe('management commands beside a running server', () => {
  let server: TestServer;
  let dashboard: string;

  before(async () => {
    server = await startServer({ env: { SEED: 'sample' } });
    const { json } = await server.api('GET', '/api/v2/dashboards/');
    dashboard = json.dashboards[0].key;
  });
  after(() => server.remove());

  const me = (key: string) => server.api('GET', '/api/v2/me/', undefined, { authorization: `Bearer ${key}` });

  it('makes a workspace, a person in it and a key that works at once, and deactivates the key', async () => {
    await server.cli('workspace', 'create', 'acme', '--name', 'Acme Inc');
    await server.cli(
      ...['user', 'create', 'ann@example.com', '--username', 'ann', '--password', 'long enough password'],
      ...['--workspace', 'acme', '--role', 'editor'],
    );
    const made = await server.cli('key', 'create', '--workspace', 'acme', '--user', 'ann', '--name', 'pusher');
    assert.match(made.key, /^sk_[A-Za-z0-9_-]{48}$/);
    const { status, json } = await me(made.key);
    assert.equal(status, 200);
    assert.equal(json.username, 'ann');
    assert.equal(json.dashboards_count, 0);
    const { status: foreign } = await server.api('GET', `/api/v2/dashboards/${dashboard}/widgets/`, undefined, {
      authorization: `Bearer ${made.key}`,
    });
    assert.equal(foreign, 403);
    await server.cli('key', 'deactivate', String(made.id));
    await assert.doesNotReject(async () => {
      const end = performance.now() + PATIENCE;
      while ((await me(made.key)).status !== 401) assert.ok(performance.now() < end, 'the key still works');
    });
  });

  it('gives a key no more than its scopes', async () => {
    const made = await server.cli(
      ...[
        'key',
        'create',
        '--workspace',
        WORKSPACE,
        '--user',
        'admin',
        '--name',
        'reader',
        '--scope',
        'dashboard:read',
      ],
    );
    const { json } = await server.api('GET', `/api/v2/dashboards/${dashboard}/widgets/`, undefined, {
      authorization: `Bearer ${made.key}`,
    });
    const { status } = await server.api(
      'POST',
      `/api/v2/widgets/${json.widgets[0].key}/data/`,
      { value1: 1 },
      {
        authorization: `Bearer ${made.key}`,
      },
    );
    assert.equal(status, 403);
  });

  it('lists the dashboards of a workspace', async () => {
    const answer = await server.cli('dashboard', 'list', '--workspace', WORKSPACE);
    assert.ok(JSON.stringify(answer).includes(dashboard), JSON.stringify(answer));
  });

  it('makes and revokes tokens for widgets and dashboards, with snippets of the public address', async () => {
    const listed = await server.api('GET', `/api/v2/dashboards/${dashboard}/widgets/`);
    const widget = await server.cli('token', 'create', '--widget', listed.json.widgets[0].key);
    assert.deepEqual(Object.keys(widget.snippets).sort(), ['element', 'iframe', 'link', 'script']);
    assert.equal(widget.snippets.link, `${server.url}/embed/${widget.token}`);
    assert.ok(Buffer.from(widget.token, 'base64url').length >= 32, 'a token has 256 bits');
    assert.equal((await fetch(widget.snippets.link)).status, 200);
    await server.cli('token', 'revoke', widget.token);
    assert.ok((await fetch(widget.snippets.link)).status >= 400);
    const board = await server.cli('token', 'create', '--dashboard', dashboard, '--password', 'open sesame');
    assert.equal(board.snippets.link, `${server.url}/public/${board.token}/`);
    const locked = await fetch(board.snippets.link);
    assert.doesNotMatch(await locked.text(), /"data":/);
  });

  it('copies the database while the server runs', async () => {
    const file = join(server.dataDir, 'copy.db');
    await server.cli('backup', file);
    assert.ok(existsSync(file));
    const copy = new DatabaseSync(file, { readOnly: true });
    assert.deepEqual({ ...copy.prepare('pragma integrity_check').get() }, { integrity_check: 'ok' });
    assert.ok(Number(copy.prepare('select count(*) as n from widgets').get()?.n) > 0);
    copy.close();
  });

  it('prints the settings in force, and no secret', async () => {
    const settings = JSON.stringify(await server.cli('settings'));
    for (const name of ['PORT', 'PUBLIC_URL', 'DATABASE_URL', 'SECRET_KEY', 'TRUST_PROXY', 'LOG_LEVEL', 'SEED']) {
      assert.ok(settings.includes(name), name);
    }
    assert.ok(!settings.includes(ADMIN_KEY));
    assert.ok(!settings.includes(server.env.ADMIN_PASSWORD ?? '?'));
  });

  it('answers a wrong command with a message and a failure, not with a stack', async () => {
    for (const args of [
      ['nonsense'],
      ['token', 'create'],
      ['token', 'create', '--widget', 'nope'],
      ['key', 'create'],
    ]) {
      await assert.rejects(server.cli(...args), (error: Error) => {
        assert.doesNotMatch(error.message, /\n\s+at /, args.join(' '));
        return true;
      });
    }
  });

  it('works through npm as the README says', () => {
    const out = execFileSync('npm', ['run', '--silent', 'cli', '--', 'settings'], { cwd: root, env: server.env });
    assert.equal(typeof JSON.parse(String(out)), 'object');
  });
});

describe('starting and ending', () => {
  it('keeps its secret key to itself, and refuses one that is too short', async () => {
    const server = await startServer();
    try {
      const secrets = ['secret.key', 'secret_key', 'SECRET_KEY', 'secret'].map((name) => join(server.dataDir, name));
      const file = secrets.find(existsSync);
      assert.ok(file, 'a key file lies in DATA_DIR');
      assert.equal(statSync(file).mode & 0o777, 0o600);
      assert.ok(readFileSync(file, 'utf8').trim().length >= 32);
    } finally {
      await server.remove();
    }
    await assert.rejects(startServer({ env: { SECRET_KEY: 'short' } }), /SECRET_KEY/);
  });

  it('answers the health questions, and ends with 0 when asked to', async () => {
    const server = await startServer();
    try {
      const health = await server.api('GET', '/healthz');
      assert.equal(health.json.status, 'ok');
      assert.equal((await server.api('GET', '/readyz')).status, 200);
      assert.match((await server.api('GET', '/metrics')).text, /^# HELP/m);
      assert.equal(await server.stop(), 0);
      assert.doesNotMatch(server.output, /"level":(?:50|60)/);
    } finally {
      await server.remove();
    }
  });

  it('prints the random admin password and key once', async () => {
    const server = await startServer({ env: { ADMIN_API_KEY: '', ADMIN_PASSWORD: '' } });
    try {
      const key = /sk_[A-Za-z0-9_-]{48}/.exec(server.output)?.[0];
      assert.ok(key, server.output);
      const { status } = await server.api('GET', '/api/v2/me/', undefined, { authorization: `Bearer ${key}` });
      assert.equal(status, 200);
      await server.stop();
      server.output = '';
      await server.start();
      assert.doesNotMatch(server.output, /sk_/);
    } finally {
      await server.remove();
    }
  });

  it('refuses a database that is newer or broken with one line, and leaves it as it is', async () => {
    const server = await startServer();
    try {
      await server.stop();
      const file = join(server.dataDir, 'boardcast.db');
      const garbage = Buffer.alloc(8192, 'not a database ');
      const { writeFileSync } = await import('node:fs');
      writeFileSync(file, garbage);
      server.output = '';
      await assert.rejects(server.start(), (error: Error) => {
        assert.doesNotMatch(error.message, /\n\s+at /);
        return true;
      });
      assert.ok(readFileSync(file).equals(garbage), 'the file was touched');
    } finally {
      await server.remove();
    }
  });
});
