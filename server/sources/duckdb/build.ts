import { closeSync, fsyncSync, openSync, readFileSync, readSync, renameSync, rmSync, statSync } from 'node:fs';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Column } from '../../domain/sources/queries.ts';
import { cellsOf } from './cells.ts';
import { ANY, CANDIDATES, castText, detect, misfit, type Stored, type TextColumn, unfit, widen } from './columns.ts';
import { checkNames, csvReader, readerRefusal, readHeader } from './csv.ts';
import { attach, openLocked } from './instance.ts';
import { readJsonRows } from './json-rows.ts';
import { type Built, fileName, type Job, LIMITS, literal, quoted, Refusal } from './protocol.ts';

type BuildJob = Extract<Job, { kind: 'build' }>;

/** A source of rows: a table, and an SQL expression for each column. */
interface Rows {
  from: string;
  columns: { name: string; type: Stored | null; as(type: Stored): string }[];
  /** The error that names the row which does not fit a type. */
  misfit(name: string, type: Stored): Promise<Refusal> | Refusal;
}

/** The path of an unfinished dataset file. Nobody reads it; after a crash, the next start deletes it. */
export const partOf = ({ directory, file }: { directory: string; file: string }): string => `${directory}/${file}.part`;

/** Writes an upload to a new dataset file, after the rows of the file `onto`. @throws Refusal */
export async function build(job: BuildJob): Promise<Built> {
  const { directory, file, onto } = job;
  const part = partOf(job);
  const source = `${directory}/${job.source}`;
  const prepare = async (connection: DuckDBConnection) => {
    await connection.run(`attach ${literal(part)} as target (block_size 16384)`);
    if (onto) await attach(connection, directory, onto);
  };
  const { connection, close } = await openLocked(prepare, [source]);
  let built: Omit<Built, 'bytes'>;
  try {
    built = await fill(connection, await READERS[job.format](connection, source), onto);
    await connection.run('detach target');
  } finally {
    close();
    rmSync(source, { force: true });
  }
  return { ...built, bytes: publish(part, `${directory}/${fileName(file)}`, directory) };
}

/** Renames the finished file, so that a crash leaves either all of it or nothing. */
function publish(part: string, path: string, directory: string): number {
  const { size } = statSync(part);
  if (size > LIMITS.fileBytes) throw new Refusal('file', 'is too large once it is decompressed', 'too_large');
  renameSync(part, path);
  const descriptor = openSync(directory, 'r');
  fsyncSync(descriptor);
  closeSync(descriptor);
  return size;
}

const READERS: Readonly<Record<BuildJob['format'], (connection: DuckDBConnection, path: string) => Promise<Rows>>> = {
  async csv(connection, path) {
    const header = readHeader(beginningOf(path));
    checkNames(header.names);
    await stage(connection, csvReader(path, header));
    const hasComma = header.delimiter === ';';
    const plain = header.names.map((name): TextColumn => ({ name, candidates: ANY }));
    const types = await detect(connection, plain);
    const inDoubt = plain.filter((_, index) => hasComma && types[index] === 'VARCHAR');
    const commas = inDoubt.map((column) => ({ ...column, candidates: ['DOUBLE'] as const, decimalComma: true }));
    const isNumber = commas.length > 0 ? await detect(connection, commas) : [];
    const found = new Map(commas.map((column, index) => [column.name, isNumber[index] === 'DOUBLE' && column]));
    return staged(
      connection,
      plain.map((column) => found.get(column.name) || column),
      types.map((type, index) => (found.get(header.names[index] ?? '') ? 'DOUBLE' : type)),
    );
  },

  async json(connection, path) {
    const kinds = readJsonRows(readFileSync(path, 'utf8'));
    const names = [...kinds.keys()];
    checkNames(names, 'rows');
    if (names.length === 0) throw new Refusal('rows[0]', 'must have at least one column');
    const fields = names.map((name) => `${literal(name)}: 'VARCHAR'`).join();
    const reader = `read_json(${literal(path)}, format = 'array', columns = {${fields}}, maximum_object_size = 33554432)`;
    await stage(connection, reader);
    const columns = names.map((name): TextColumn => {
      const kind = kinds.get(name);
      return { name, candidates: kind ? CANDIDATES[kind] : ANY };
    });
    return staged(connection, columns, await detect(connection, columns));
  },

  async parquet(connection, path) {
    const from = `read_parquet(${literal(path)})`;
    const result = await connection.run(`from ${from} limit 0`).catch(() => {
      throw new Refusal('file', 'is not a valid Parquet file');
    });
    const names = result.columnNames();
    checkNames(names);
    const columns = result.columnTypes().map((type, index) => {
      const name = names[index] as string;
      const { stored } = cellsOf(type);
      const isNested = stored === 'JSON' && type.alias !== 'JSON';
      const as = (wanted: Stored) => `cast(${isNested ? `to_json(${quoted(name)})` : quoted(name)} as ${wanted})`;
      return { name, type: stored as Stored, as };
    });
    return { from, columns, misfit: unfit };
  },
};

/** Loads the upload into the table `stage`, every cell as text. */
const stage = (connection: DuckDBConnection, reader: string): Promise<void> =>
  reading(connection, `create temp table stage as from ${reader} limit ${LIMITS.datasetRows + 1}`);

/** Runs SQL that reads an upload, and reports what is wrong with the upload to the caller. */
async function reading(connection: DuckDBConnection, sql: string): Promise<void> {
  try {
    await connection.run(sql);
  } catch (error) {
    throw (error instanceof Error && readerRefusal(error.message)) || error;
  }
}

function staged(connection: DuckDBConnection, columns: readonly TextColumn[], types: readonly (Stored | null)[]): Rows {
  const byName = new Map(columns.map((column) => [column.name, column]));
  return {
    from: 'stage',
    columns: columns.map((column, index) => {
      return { name: column.name, type: types[index] ?? null, as: (type) => castText(column, type) };
    }),
    misfit: (name, type) => misfit(connection, byName.get(name) as TextColumn, type),
  };
}

/** Fills the table `rows` of the database `target`. */
async function fill(
  connection: DuckDBConnection,
  rows: Rows,
  onto: string | null,
): Promise<{ columns: Column[]; rowCount: number }> {
  const base = onto ? await columnsOf(connection, `${quoted(onto)}.main.rows`) : undefined;
  const columns = base
    ? await fit(rows, base)
    : rows.columns.map((each) => ({ ...each, type: each.type ?? 'VARCHAR' }));
  const declared = columns.map(({ name, type }) => `${quoted(name)} ${type}`).join();
  const target = 'target.main.rows';
  await connection.run(`create table ${target} (${declared})`);
  if (onto) {
    const kept = columns.map(({ name, type }) => `cast(${quoted(name)} as ${type})`).join();
    await connection.run(`insert into ${target} select ${kept} from ${quoted(onto)}.main.rows`);
  }
  const values = columns.map(({ as, type }) => as(type)).join();
  const limit = LIMITS.datasetRows + 1;
  await reading(connection, `insert into ${target} select ${values} from ${rows.from} limit ${limit}`);
  const counted = await connection.runAndReadAll(`select count(*) from ${target}`);
  const rowCount = Number(counted.getRows()[0]?.[0]);
  if (rowCount > LIMITS.datasetRows) {
    throw new Refusal('file', `a dataset has at most ${LIMITS.datasetRows} rows`, 'too_large');
  }
  const shown = await connection.run(`from ${target} limit 0`);
  const types = shown.columnTypes().map((type) => cellsOf(type).type);
  return { columns: columns.map(({ name }, index) => ({ name, type: types[index] ?? 'string' })), rowCount };
}

async function columnsOf(connection: DuckDBConnection, table: string): Promise<{ name: string; type: Stored }[]> {
  const result = await connection.run(`from ${table} limit 0`);
  const names = result.columnNames();
  return result.columnTypes().map((type, index) => {
    return { name: names[index] as string, type: cellsOf(type).stored as Stored };
  });
}

/** The dataset's columns, widened for what is appended. The upload must have exactly the same ones, in any order. */
async function fit(rows: Rows, base: readonly { name: string; type: Stored }[]) {
  const added = new Map(rows.columns.map((column) => [column.name.toLowerCase(), column]));
  const known = new Set(base.map(({ name }) => name.toLowerCase()));
  const extra = rows.columns.find(({ name }) => !known.has(name.toLowerCase()));
  if (extra) throw new Refusal('file', `has the column ${JSON.stringify(extra.name)}, which the dataset does not have`);
  return Promise.all(
    base.map(async ({ name, type: own }) => {
      const column = added.get(name.toLowerCase());
      if (!column) throw new Refusal('file', `does not have the column ${JSON.stringify(name)} of the dataset`);
      const type = widen(own, column.type);
      if (!type) throw await rows.misfit(column.name, own);
      return { name, type, as: column.as };
    }),
  );
}

/** The beginning of the file, long enough for any header. */
function beginningOf(path: string): string {
  const buffer = Buffer.alloc(1024 * 1024);
  const descriptor = openSync(path, 'r');
  const length = readSync(descriptor, buffer, 0, buffer.length, 0);
  closeSync(descriptor);
  return buffer.subarray(0, length).toString('utf8');
}
