import { rmSync, statSync, writeFileSync } from 'node:fs';
import { answer } from './answer.ts';
import { build, partOf } from './build.ts';
import { attach, type Locked, openLocked } from './instance.ts';
import { type Failure, type Job, LIMITS, quoted, READY, Refusal, type Reply } from './protocol.ts';
import { inspect } from './statement.ts';

/**
 * The program that runs SQL, in its own process: it takes one job at a time and replies. It ends with its parent, and
 * kills itself when it uses too much memory.
 */

const MIB = 1024 * 1024;
/** Milliseconds between two checks of memory and file size. */
const WATCH_INTERVAL = 20;

process.umask(0o077);
try {
  // When the machine runs out of memory, this process is killed first, not the server.
  writeFileSync('/proc/self/oom_score_adj', '1000');
} catch {
  // Only Linux has it.
}
const end = (): void => process.kill(process.pid, 'SIGKILL') as unknown as void;
process.on('disconnect', end);
// Signals to the process group are for the server, which stops its workers itself.
process.on('SIGTERM', () => undefined);
process.on('SIGINT', () => undefined);

/** An engine without data, used only for parsing. */
const parser = await openLocked();
/** The engine of the last query with its attached files: the next query often uses the same ones. */
let kept: { key: string; engine: Locked } | undefined;

async function handle(job: Job): Promise<void> {
  const watch = setInterval(() => endIfTooLarge(job), WATCH_INTERVAL);
  let reply: Reply;
  try {
    reply = { result: await run(job) };
  } catch (error) {
    reply = { failure: failureOf(error, job) };
  }
  clearInterval(watch);
  if (process.memoryUsage.rss() > LIMITS.idleMiB * MIB) process.send?.({ ...reply, isLast: true }, end);
  else process.send?.(reply);
}

function run(job: Job) {
  if (job.kind === 'build') return build(job);
  if (job.kind === 'check') return inspect(parser.connection, job.sql).then(() => null);
  return job.kind === 'query' ? query(job) : preview(job);
}

async function query({ directory, tables, sql, values, maxRows }: Extract<Job, { kind: 'query' }>) {
  const statement = await inspect(parser.connection, sql);
  const views = new Map<string, string>();
  for (const name of [...statement.tables].sort()) {
    const wanted = name.toLowerCase();
    const table = tables.find(({ names }) => names.some((each) => each.toLowerCase() === wanted));
    if (!table) throw new Refusal('sql', `unknown dataset ${JSON.stringify(name.slice(0, 100))}`);
    views.set(name, table.file);
  }
  return answer((await engineOf(directory, views)).connection, sql, values, maxRows);
}

async function preview({ directory, file, maxRows }: Extract<Job, { kind: 'preview' }>) {
  const { connection } = await engineOf(directory, new Map([['rows', file]]));
  return answer(connection, 'from rows', {}, maxRows);
}

/** An engine with these tables, by name, and nothing else. */
async function engineOf(directory: string, views: ReadonlyMap<string, string>): Promise<Locked> {
  const key = JSON.stringify([directory, ...views]);
  if (kept?.key === key) return kept.engine;
  kept?.engine.close();
  kept = undefined;
  const engine = await openLocked(async (connection) => {
    for (const file of new Set(views.values())) await attach(connection, directory, file);
    for (const [name, file] of views) {
      await connection.run(`create view ${quoted(name)} as from ${quoted(file)}.main.rows`);
    }
  });
  kept = { key, engine };
  return engine;
}

/** The engine does not count all of its memory, and a small upload can expand to a very large file. */
function endIfTooLarge(job: Job): void {
  if (process.memoryUsage.rss() > LIMITS.processMiB * MIB) refuseAndEnd(outOfMemory(job));
  if (job.kind !== 'build') return;
  const size = statSync(partOf(job), { throwIfNoEntry: false })?.size ?? 0;
  if (size <= LIMITS.fileBytes) return;
  rmSync(partOf(job), { force: true });
  refuseAndEnd({ code: 'too_large', path: 'file', message: 'is too large once it is decompressed' });
}

const refuseAndEnd = (failure: Failure): void => {
  process.send?.({ failure, isLast: true } satisfies Reply, end);
};

const outOfMemory = ({ kind }: Job): Failure => ({
  code: 'invalid',
  path: kind === 'build' ? 'file' : 'sql',
  message: `needs more than ${LIMITS.memoryMiB} MiB of memory`,
});

/** Errors of the engine itself and of the disk, which say nothing about anybody's rows. */
const INNER = /^(?:(?:IO|Internal|Fatal|Permission|Interrupt)\b|E[A-Z]+:)/i;
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
const briefly = (message: string): string => message.replace(/\s+/g, ' ').slice(0, 400);

const withReason = (failure: Failure, cause: unknown): Failure =>
  INNER.test(messageOf(cause)) ? { ...failure, reason: briefly(messageOf(cause)) } : failure;

function failureOf(error: unknown, job: Job): Failure {
  const message = messageOf(error);
  if (error instanceof Refusal) return withReason({ code: error.code, path: error.path, message }, error.cause);
  if (/^Out of Memory/i.test(message)) return outOfMemory(job);
  // Only errors about the query's own text are shown; others could reveal internals.
  if ((job.kind === 'query' || job.kind === 'check') && !INNER.test(message))
    return { code: 'invalid', path: 'sql', message: briefly(message.split(/\n\nLINE \d/, 1)[0] ?? '') };
  const told = 'The dataset cannot be read or written right now.';
  return withReason({ code: 'unavailable', path: '', message: told }, error);
}

process.on('message', (job: Job) => void handle(job));
process.send?.(READY);
