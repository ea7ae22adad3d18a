import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type FailureCode, type Job, READY, type Reply } from './protocol.ts';

const PROGRAM = fileURLToPath(new URL('worker.ts', import.meta.url));
/** MiB of a worker's JavaScript heap, without DuckDB's memory. */
const HEAP = 384;
/** Milliseconds a worker may take to start; they do not count for its first job. */
const START_TIME = 30_000;
/** Characters of a worker's stderr that are kept for the log. */
const LAST_WORDS = 2000;

/** How a worker ended unexpectedly. */
export interface Crash {
  code: number | null;
  signal: string | null;
  lastWords: string;
}

/** The server's side of a worker: one job at a time, and a kill that nothing can delay. */
export class WorkerProcess {
  /** The workspace it served last, whose data may still be in memory. */
  workspaceId: number | undefined;
  /** Resolves when the process is gone, with the details if that was unexpected. */
  readonly gone: Promise<Crash | undefined>;
  readonly #child: ChildProcess;
  readonly #ready = Promise.withResolvers<void>();
  #settle: ((reply: Reply) => void) | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isEnding = false;

  constructor() {
    // The worker gets none of the server's environment, which holds secrets.
    this.#child = fork(PROGRAM, {
      execArgv: [`--max-old-space-size=${HEAP}`],
      env: { TZ: 'UTC' },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    let lastWords = '';
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      lastWords = (lastWords + chunk).slice(-LAST_WORDS);
    });
    this.#child.on('message', (reply: Reply | typeof READY) => {
      if (reply === READY) return this.#ready.resolve();
      if (reply.isLast) this.#isEnding = true;
      this.#finish(reply);
    });
    this.gone = new Promise((resolve) => {
      const end = (code: number | null, signal: string | null) => {
        const isCrash = !this.#isEnding;
        this.#isEnding = true;
        this.#finish(failed('crashed', 'needs more memory than is available'));
        resolve(isCrash ? { code, signal, lastWords } : undefined);
      };
      this.#child.on('exit', end);
      this.#child.on('error', (error) => {
        lastWords = error.message;
        end(null, null);
      });
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get isBusy(): boolean {
    return this.#settle !== undefined;
  }

  /** Whether it accepts no more jobs. */
  get isEnding(): boolean {
    return this.#isEnding;
  }

  /** @returns the worker's reply; the failure `late` after `wallTime` milliseconds, `crashed` when it ended before */
  run(job: Job, wallTime: number): Promise<Reply> {
    return new Promise((resolve) => {
      const endAfter = (milliseconds: number, failure: Reply) => {
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => {
          this.#finish(failure);
          this.kill();
        }, milliseconds);
      };
      this.#settle = resolve;
      endAfter(START_TIME, failed('unavailable', 'The dataset engine did not start.'));
      void this.#ready.promise.then(() => {
        if (this.#settle !== resolve || this.#isEnding) return;
        endAfter(wallTime, failed('late', `takes longer than ${wallTime / 1000} seconds`));
        // An error means that the worker has exited, which is handled there.
        this.#child.send(job, () => undefined);
      });
    });
  }

  /** Stops the worker after this idle time, unless it gets a job before. */
  endWhenIdle(milliseconds: number): void {
    this.#timer = setTimeout(() => this.kill(), milliseconds);
  }

  kill(): void {
    this.#isEnding = true;
    clearTimeout(this.#timer);
    this.#child.kill('SIGKILL');
  }

  #finish(reply: Reply): void {
    clearTimeout(this.#timer);
    const settle = this.#settle;
    this.#settle = undefined;
    settle?.(reply);
  }
}

const failed = (code: FailureCode, message: string): Reply => ({ failure: { code, path: '', message } });
