import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { fileName, LIMITS, literal, quoted, Refusal } from './protocol.ts';

/** Loads no extensions, writes no temporary files, and does not read the home directory. */
const CONFIG = {
  threads: '2',
  memory_limit: `${LIMITS.memoryMiB}MiB`,
  temp_directory: '',
  home_directory: 'none',
  extension_directory: 'none',
  secret_directory: 'none',
  allow_persistent_secrets: 'false',
  allow_community_extensions: 'false',
  allow_unsigned_extensions: 'false',
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
};

/** An in-memory engine whose settings are locked. */
export interface Locked {
  connection: DuckDBConnection;
  close(): void;
}

/**
 * Opens an engine, lets `prepare` attach files, and then denies access to files, network and settings.
 * @param readable paths that stay readable
 */
export async function openLocked(
  prepare: (connection: DuckDBConnection) => Promise<void> = async () => {},
  readable: readonly string[] = [],
): Promise<Locked> {
  const instance = await DuckDBInstance.create(':memory:', CONFIG);
  try {
    const connection = await instance.connect();
    await connection.run("set timezone = 'UTC'");
    await prepare(connection);
    if (readable.length > 0) await connection.run(`set allowed_paths = [${readable.map(literal).join()}]`);
    await connection.run('set enable_external_access = false');
    await connection.run('set lock_configuration = true');
    const close = () => {
      connection.closeSync();
      instance.closeSync();
    };
    return { connection, close };
  } catch (error) {
    instance.closeSync();
    throw error;
  }
}

/** Attaches a dataset's file, read-only, under its own name. @throws Refusal `missing` or `unavailable` */
export async function attach(connection: DuckDBConnection, directory: string, file: string): Promise<void> {
  const path = literal(`${directory}/${fileName(file)}`);
  try {
    await connection.run(`attach ${path} as ${quoted(file)} (read_only)`);
  } catch (error) {
    const isGone = error instanceof Error && /does not exist/i.test(error.message);
    throw new Refusal('dataset', 'The dataset cannot be read.', isGone ? 'missing' : 'unavailable', error);
  }
}
