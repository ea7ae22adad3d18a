import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { isKeyOf } from './auth/same-key.ts';
import { createSecrets } from './auth/secrets.ts';
import { type Arguments, COMMANDS, type Command, UsageError } from './commands.ts';
import { ConfigError, describeSettings, loadConfig } from './config.ts';
import { createBus } from './domain/bus.ts';
import { DomainError } from './domain/errors.ts';
import { createDomain } from './domain/index.ts';
import { type Snippets, snippetsText } from './domain/sharing/snippets.ts';
import { openStore } from './store/open.ts';

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
  if (wanted.length > 0) throw new UsageError(`missing --${wanted.join(', --')}; usage: ${usage}`);
  if (positionals.length !== (subject ? 1 : 0)) throw new UsageError(`usage: ${usage}`);
  const optional = (option: string): string | undefined => values[option]?.at(-1);
  return {
    subject: positionals[0] ?? '',
    text: (option) => optional(option) ?? '',
    optional,
    list: (option) => values[option],
  };
}

/** The subject comes first or last. When it comes first, it may start with a hyphen, as some tokens do. */
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

/** Data encrypted under another key than the server's could never be read by it. @throws ConfigError */
function refuse(): never {
  throw new ConfigError('SECRET_KEY does not belong to this database: run the command with the settings of the server');
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
    const { publicUrl, dataDir } = config;
    const openCopy = (file: string) => openStore({ databaseUrl: `sqlite:${resolve(file)}` });
    return await command.run(args, { domain, store, secrets, publicUrl, dataDir, openCopy });
  } finally {
    await store.close();
  }
}

/** The error that is printed: its code if the domain has one, and the invalid fields. */
function failureOf(error: unknown): { status: number; body: object } {
  if (error instanceof UsageError) return { status: 2, body: { error: 'usage', message: error.message, usage: USAGE } };
  if (error instanceof DomainError) {
    const { code, message, details } = error;
    return { status: 1, body: { error: code, message, ...(details.issues && { issues: details.issues }) } };
  }
  const code = error instanceof ConfigError ? 'settings' : 'failed';
  return { status: 1, body: { error: code, message: error instanceof Error ? error.message : String(error) } };
}

// The reader may close the pipe early, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});
try {
  const result = await main(process.argv.slice(2));
  process.stdout.write(`${JSON.stringify(result)}\n`);
  const { snippets } = result as { snippets?: Snippets };
  // Programs read JSON alone, from a pipe.
  if (snippets && process.stdout.isTTY && process.stderr.isTTY) process.stderr.write(snippetsText(snippets));
} catch (error) {
  const { status, body } = failureOf(error);
  process.stderr.write(`${JSON.stringify(body)}\n`);
  process.exitCode = status;
}
