import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { allowList, choice, database, integer, link, matching, origin } from './config-parsers.ts';
import { makeDirectory } from './directories.ts';

/** An invalid setting; the message is one line and never contains a secret. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

interface Setting<Value> {
  /** Name of the environment variable. */
  name: string;
  doc: string;
  /** Parsed when the variable is absent or empty; `$NAME` is replaced by the text of another setting. */
  default: string;
  /** @throws Error that says what the value must be */
  parse: (text: string) => Value;
  secret?: true;
}

const setting = <Value>(row: Setting<Value>): Setting<Value> => row;
const text = (value: string): string => value;

/** Every setting there is. Nothing else reads the environment. */
const SETTINGS = {
  port: setting({
    name: 'PORT',
    doc: 'Port to listen on; 0 picks a free one.',
    default: '8787',
    parse: integer(0, 65535),
  }),
  host: setting({ name: 'HOST', doc: 'Address to listen on.', default: '127.0.0.1', parse: text }),
  publicUrl: setting({
    name: 'PUBLIC_URL',
    doc: 'URL that browsers use, in snippets, oEmbed, iframes and links: a host name of its own, without path.',
    default: 'http://localhost:$PORT',
    parse: origin,
  }),
  dataDir: setting({
    name: 'DATA_DIR',
    doc: 'Directory for everything the server writes.',
    default: './data',
    parse: (value) => resolve(value),
  }),
  databaseUrl: setting({
    name: 'DATABASE_URL',
    doc: 'sqlite:FILE, or postgres://USER:PASSWORD@HOST/DATABASE for several nodes.',
    default: 'sqlite:$DATA_DIR/boardcast.db',
    parse: database,
    secret: true,
  }),
  secretKey: setting({
    name: 'SECRET_KEY',
    doc: 'Encrypts stored tokens and credentials, and signs short-lived tickets; at least 32 characters. By default, a random key is created on the first start and stored in DATA_DIR/secret.key.',
    default: '',
    parse: matching(/^.{32,}$/su, 'at least 32 characters long'),
    secret: true,
  }),
  jwtSecret: setting({
    name: 'JWT_SECRET',
    doc: 'Verifies HS256 bearer tokens of the BI and Cards APIs. Defaults to SECRET_KEY.',
    default: '$SECRET_KEY',
    parse: text,
    secret: true,
  }),
  jwksUrl: setting({
    name: 'JWKS_URL',
    doc: 'URL of the public keys (JWKS) that verify RS256 and ES256 bearer tokens of the BI and Cards APIs.',
    default: 'none',
    parse: (value) => (value === 'none' ? '' : link(value)),
  }),
  jwksAudience: setting({
    name: 'JWKS_AUDIENCE',
    doc: 'Audience that the aud claim of tokens verified by JWKS_URL must contain, so that tokens issued for other programs are refused.',
    default: 'none',
    parse: (value) => (value === 'none' ? '' : value),
  }),
  adminUsername: setting({ name: 'ADMIN_USERNAME', doc: 'Name of the first user.', default: 'admin', parse: text }),
  adminEmail: setting({
    name: 'ADMIN_EMAIL',
    doc: 'Email address of the first user.',
    default: 'admin@localhost',
    parse: text,
  }),
  adminPassword: setting({
    name: 'ADMIN_PASSWORD',
    doc: 'Password of the first user. By default, a random one is created and printed once.',
    default: '',
    parse: matching(/^.{8,400}$/u, '8 to 400 characters long'),
    secret: true,
  }),
  adminApiKey: setting({
    name: 'ADMIN_API_KEY',
    doc: 'API key of the first user. By default, a random one is created and printed once.',
    default: '',
    parse: matching(/^[\x21-\x7e]{16,400}$/, '16 to 400 visible ASCII characters'),
    secret: true,
  }),
  seed: setting({
    name: 'SEED',
    doc: 'With sample, an empty database gets the sample dashboards.',
    default: 'empty',
    parse: choice('empty', 'sample'),
  }),
  trustProxy: setting({
    name: 'TRUST_PROXY',
    doc: 'Number of proxies in front of the server whose X-Forwarded-For is trusted.',
    default: 'off',
    parse: (value) => (value === 'off' ? 0 : integer(0, 10)(value)),
  }),
  outgoingAllow: setting({
    name: 'OUTGOING_ALLOW',
    doc: 'Private hosts, host:ports and networks (10.0.0.0/8) that accounts, feeds and JWKS_URL may reach, separated by commas.',
    default: 'none',
    parse: allowList,
  }),
  datasetMaxBytes: setting({
    name: 'DATASET_MAX_BYTES',
    doc: 'Maximum size of one upload into a dataset, in bytes.',
    default: '33554432',
    parse: integer(1024, 1024 * 1024 * 1024),
  }),
  logLevel: setting({
    name: 'LOG_LEVEL',
    doc: 'Lowest level that is logged, as JSON lines on stderr.',
    default: 'info',
    parse: choice('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'),
  }),
};

type Name = keyof typeof SETTINGS;
const NAMES = Object.keys(SETTINGS) as Name[];

/** The parsed settings. `publicUrl` has no trailing slash, `dataDir` is absolute. */
export type Config = { readonly [Key in Name]: ReturnType<(typeof SETTINGS)[Key]['parse']> };

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the settings. Creates DATA_DIR, and the secret key in it when none is given.
 * @throws ConfigError
 */
export function loadConfig(env: Environment = process.env): Config {
  const dataDir = parsed('dataDir', env);
  try {
    makeDirectory(dataDir);
  } catch (error) {
    throw new ConfigError(`DATA_DIR ${dataDir} cannot be created: ${messageOf(error)}`);
  }
  const complete = given(env, 'SECRET_KEY') ? env : { ...env, SECRET_KEY: keptSecret(join(dataDir, 'secret.key')) };
  return Object.fromEntries(NAMES.map((name) => [name, parsed(name, complete)])) as unknown as Config;
}

/** One row of {@link describeSettings}. */
export interface SettingInForce {
  name: string;
  value: string;
  default: string;
  doc: string;
}

/** Every setting with its current value, secrets masked. Creates no files. @throws ConfigError */
export function describeSettings(env: Environment = process.env): SettingInForce[] {
  return NAMES.map((key) => {
    const { name, doc, default: fallback, secret } = SETTINGS[key] as Setting<unknown>;
    const isGiven = given(env, name) !== undefined;
    if (secret && (isGiven || fallback === '' || fallback === '$SECRET_KEY')) {
      if (isGiven) parsed(key, env);
      const value = key === 'databaseUrl' ? maskedUrl(expanded(key, env)) : isGiven ? '********' : '';
      return { name, value, default: fallback, doc };
    }
    return { name, value: String(parsed(key, env)), default: fallback, doc };
  });
}

const given = (env: Environment, name: string): string | undefined => env[name]?.trim() || undefined;

/** The text of a setting: as given, or its default with other settings inserted. */
function expanded(key: Name, env: Environment): string {
  const { name, default: fallback } = SETTINGS[key];
  return given(env, name) ?? fallback.replace(/\$([A-Z_]+)/g, (_, other: string) => expanded(keyOf(other), env));
}

const keyOf = (name: string): Name => NAMES.find((key) => SETTINGS[key].name === name) as Name;

function parsed<Key extends Name>(key: Key, env: Environment): Config[Key] {
  const { name, parse, secret } = SETTINGS[key] as Setting<Config[Key]>;
  const value = expanded(key, env);
  if (value === '') return value as Config[Key];
  try {
    return parse(value);
  } catch (error) {
    throw new ConfigError(`${name} must be ${messageOf(error)}${secret ? '' : `, not ${JSON.stringify(value)}`}`);
  }
}

/** The SECRET_KEY in a file, which is created when there is none. @throws ConfigError */
export const secretKeyIn = (file: string): string => parsed('secretKey', { SECRET_KEY: keptSecret(file) });

/** The stored key, created when there is none. Without the check, an empty file would count as no key being set. */
function keptSecret(file: string): string {
  let kept: string | undefined;
  try {
    kept = readKept(file) ?? createKept(file);
  } catch (error) {
    throw new ConfigError(`SECRET_KEY cannot be read from or stored in ${file}: ${messageOf(error)}`);
  }
  if (!kept) throw new ConfigError(`SECRET_KEY must be at least 32 characters long, and there are none in ${file}`);
  return kept;
}

/** Linking a finished file is atomic: concurrent starts agree on one. */
function createKept(file: string): string | undefined {
  const own = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  try {
    writeFileSync(own, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx', flush: true });
    linkSync(own, file);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  } finally {
    rmSync(own, { force: true });
  }
  return readKept(file);
}

const MAX_KEY_BYTES = 10_000;

function readKept(file: string): string | undefined {
  try {
    const found = statSync(file);
    if (!found.isFile() || found.size > MAX_KEY_BYTES) throw new Error('it is no file that holds a key');
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** A password may contain an @, and may be in the query. */
const maskedUrl = (url: string): string =>
  url.replace(/(:\/\/[^:@/]*):.*@/, '$1:********@').replace(/([?&]\w*password=)[^&]*/gi, '$1********');
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
const codeOf = (error: unknown): unknown => (error as NodeJS.ErrnoException).code;
