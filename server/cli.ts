import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { rekey } from './auth/rekey.ts';
import { isKeyOf } from './auth/same-key.ts';
import { createSecrets } from './auth/secrets.ts';
import { backUp } from './backup.ts';
import { ConfigError, describeSettings, loadConfig, secretKeyIn } from './config.ts';
import { createBus } from './domain/bus.ts';
import type { Domain } from './domain/domain.ts';
import { DomainError, notFound } from './domain/errors.ts';
import { createDomain } from './domain/index.ts';
import type { Role } from './domain/model.ts';
import type { Secrets, Store } from './domain/ports.ts';
import { systemPrincipal } from './domain/rights.ts';
import { snippetsOf } from './domain/sharing/snippets.ts';
import { datasetsIn } from './sources/duckdb/index.ts';
import { openStore } from './store/open.ts';

/** What a command works with: the same rules as the server, beside it, on the same database. */
interface Tools {
  domain: Domain;
  store: Store;
  secrets: Secrets;
  publicUrl: string;
  dataDir: string;
}

interface Arguments {
  /** Value of the one positional argument. */
  subject: string;
  /** @throws UsageError when it was not given */
  text(name: string): string;
  optional(name: string): string | undefined;
  list(name: string): string[] | undefined;
}

interface Command {
  /** Name of the one positional argument, when there is one. */
  subject?: string;
  /** Options by name; in `usage` order. A list may be given more than once. */
  options: Readonly<Record<string, 'required' | 'optional' | 'list'>>;
  /** @returns what is printed as JSON */
  run(args: Arguments, tools: Tools): Promise<object>;
}

class UsageError extends Error {}

const COMMANDS: Readonly<Record<string, Command>> = {
  'workspace create': {
    subject: 'SLUG',
    options: { name: 'optional' },
    async run({ subject, optional }, { domain }) {
      const name = optional('name');
      const workspace = await domain.people.createWorkspace({ slug: subject, ...(name !== undefined && { name }) });
      const { id, uuid, key, slug, embedSecret } = workspace;
      return { id, uuid, key, slug, name: workspace.name, embed_secret: embedSecret };
    },
  },
  'user create': {
    subject: 'EMAIL',
    options: { username: 'required', password: 'required', workspace: 'required', role: 'optional' },
    async run({ subject, text, optional }, { domain }) {
      const { user, workspace, role, wasKnown } = await domain.people.createUser({
        email: subject,
        username: text('username'),
        password: text('password'),
        workspace: text('workspace'),
        role: (optional('role') ?? 'editor') as Role,
      });
      const { id, uuid, username, email } = user;
      const note = { note: 'was known already: the username and the password stay as they were' };
      return { id, uuid, username, email, workspace: workspace.slug, role, ...(wasKnown && note) };
    },
  },
  'key create': {
    options: { workspace: 'required', user: 'required', name: 'required', scope: 'list' },
    async run({ text, list }, { domain }) {
      const [workspace, user, scopes] = [text('workspace'), text('user'), list('scope')];
      const draft = { workspace, user, name: text('name'), ...(scopes && { scopes }) };
      const key = await domain.people.createKey(draft);
      return { key: key.secret, id: key.id, name: key.name, workspace, user, scopes: key.scopes };
    },
  },
  'key deactivate': {
    subject: 'ID',
    options: {},
    async run({ subject }, { domain }) {
      await domain.people.deactivateKey(/^\d+$/.test(subject) ? Number(subject) : Number.NaN);
      return { id: Number(subject), is_active: false };
    },
  },
  'dashboard list': {
    options: { workspace: 'required' },
    async run({ text }, { domain, store }) {
      const workspace = await store.workspaces.get({ slug: text('workspace') });
      if (!workspace) throw notFound('workspace', text('workspace'));
      const all = await domain.dashboards.list(systemPrincipal(workspace.id));
      return {
        dashboards: all.map(({ id, key, slug, publicId, name, isPrivate, visibility, widgetsCount }) => ({
          id,
          key,
          slug,
          public_id: publicId,
          name,
          is_private: isPrivate,
          visibility,
          widgets_count: widgetsCount,
        })),
      };
    },
  },
  'token create': {
    options: { widget: 'optional', dashboard: 'optional', password: 'optional' },
    async run({ optional }, { domain, publicUrl }) {
      const [widget, dashboard, password] = [optional('widget'), optional('dashboard'), optional('password')];
      if (widget !== undefined && dashboard === undefined) {
        if (password !== undefined) throw new UsageError('--password goes with --dashboard');
        const { token, title } = await domain.sharing.createEmbedToken(widget);
        return { token, snippets: snippetsOf('widget', token, publicUrl, title) };
      }
      if (dashboard === undefined || widget !== undefined)
        throw new UsageError('either --widget or --dashboard is needed');
      const options = password === undefined ? {} : { password };
      const { token, title } = await domain.sharing.createAccessToken(dashboard, options);
      return { token, snippets: snippetsOf('dashboard', token, publicUrl, title) };
    },
  },
  'token revoke': {
    subject: 'TOKEN',
    options: {},
    async run({ subject }, { domain }) {
      await domain.sharing.revoke(subject);
      return { token: subject, revoked: true };
    },
  },
  backup: {
    subject: 'FILE',
    options: {},
    async run({ subject }, { store, dataDir }) {
      const openCopy = (file: string) => openStore({ databaseUrl: `sqlite:${resolve(file)}` });
      return backUp({ store, openCopy, directory: datasetsIn(dataDir) }, subject);
    },
  },
  rekey: {
    subject: 'FILE',
    options: {},
    async run({ subject }, { store, secrets }) {
      const count = await rekey(store, secrets, createSecrets({ secretKey: secretKeyIn(subject) }));
      return { file: resolve(subject), secrets: count };
    },
  },
};

const USAGE = [...Object.entries(COMMANDS).map(usageOf), 'settings'];

function usageOf([name, { subject, options }]: [string, Command]): string {
  const described = Object.entries(options).map(([option, kind]) => {
    const form = `--${option} ${option.toUpperCase()}`;
    return kind === 'required' ? form : kind === 'list' ? `[${form}]...` : `[${form}]`;
  });
  return [name, subject, ...described].filter(Boolean).join(' ');
}

/** Finds the command at the start of the arguments and reads the rest. @throws UsageError */
function commandOf(argv: string[]): { command: Command; args: Arguments } {
  const name = [argv.slice(0, 2).join(' '), argv[0] ?? ''].find((words) => Object.hasOwn(COMMANDS, words));
  const command = name === undefined ? undefined : COMMANDS[name];
  if (name === undefined || !command)
    throw new UsageError(`unknown command: ${argv.slice(0, 2).join(' ') || '(none)'}`);
  return { command, args: argumentsOf(name, command, argv.slice(name.split(' ').length)) };
}

function argumentsOf(name: string, command: Command, argv: string[]): Arguments {
  const { subject, options } = command;
  const usage = usageOf([name, command]);
  const { values, positionals } = parsed(argv, command, usage);
  const wanted = Object.keys(options).filter((option) => options[option] === 'required' && !values[option]);
  if (wanted.length > 0 || positionals.length !== (subject ? 1 : 0)) throw new UsageError(`usage: ${usage}`);
  const optional = (option: string): string | undefined => values[option]?.at(-1);
  return {
    subject: positionals[0] ?? '',
    text: (option) => optional(option) ?? '',
    optional,
    list: (option) => values[option],
  };
}

/** The subject comes first or last; where it comes first it may start with a hyphen, as tokens do. */
function parsed(argv: string[], { subject, options }: Command, usage: string) {
  const isFirst = subject !== undefined && argv[0] !== undefined && !argv[0].startsWith('--');
  const known = Object.keys(options).map((option) => [option, { type: 'string', multiple: true }] as const);
  try {
    const { values, positionals } = parseArgs({
      args: argv.slice(isFirst ? 1 : 0),
      options: Object.fromEntries(known),
      allowPositionals: true,
    });
    return {
      values: values as Record<string, string[] | undefined>,
      positionals: [...argv.slice(0, isFirst ? 1 : 0), ...positionals],
    };
  } catch (error) {
    throw new UsageError(`${(error as Error).message.split('\n', 1)[0]}; usage: ${usage}`);
  }
}

/** What is sealed under another key than the server's is in its way for good. @throws ConfigError */
function refuse(): never {
  throw new ConfigError('SECRET_KEY is not the one of this database: give commands the settings that the server has');
}

async function main(argv: string[]): Promise<object> {
  if (['help', '--help', '-h'].includes(argv.at(0) ?? '') || argv.slice(1).includes('--help')) return { usage: USAGE };
  if (argv[0] === 'settings' && argv.length === 1) return { settings: describeSettings() };
  const { command, args } = commandOf(argv);
  const config = loadConfig();
  const store = await openStore({ databaseUrl: config.databaseUrl });
  try {
    const own = createSecrets({ secretKey: config.secretKey });
    const secrets = (await isKeyOf(store, own)) ? own : { ...own, seal: refuse, open: refuse };
    const domain = createDomain({ store, secrets, bus: createBus(), now: Date.now });
    return await command.run(args, { domain, store, secrets, publicUrl: config.publicUrl, dataDir: config.dataDir });
  } finally {
    await store.close();
  }
}

/** What is printed about a failure: its code where the rules know it, and the fields that are wrong. */
function failureOf(error: unknown): { status: number; body: object } {
  if (error instanceof UsageError) return { status: 2, body: { error: 'usage', message: error.message, usage: USAGE } };
  if (error instanceof DomainError) {
    const { code, message, details } = error;
    return { status: 1, body: { error: code, message, ...(details.issues && { issues: details.issues }) } };
  }
  const code = error instanceof ConfigError ? 'settings' : 'failed';
  return { status: 1, body: { error: code, message: error instanceof Error ? error.message : String(error) } };
}

// Whoever reads may have seen enough, as `head` has.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});
try {
  const result = await main(process.argv.slice(2));
  process.stdout.write(`${JSON.stringify(result)}\n`);
} catch (error) {
  const { status, body } = failureOf(error);
  process.stderr.write(`${JSON.stringify(body)}\n`);
  process.exitCode = status;
}
