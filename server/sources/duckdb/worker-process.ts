import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type FailureCode, type Job, READY, type Reply } from './protocol.ts';

const PROGRAM = fileURLToPath(new URL('worker.ts', import.meta.url));
/** MiB of a worker's own heap, DuckDB's not counted. */
const HEAP = 384;
/** Milliseconds a worker may take to start; it does not count as time of its first job. */
const START_TIME = 30_000;
/** How much of a worker's last words is kept for the log. */
const LAST_WORDS = 2000;

/** How a worker ended that was not to. */
export interface Crash {
  code: number | null;
  signal: string | null;
  lastWords: string;
}

/** A worker seen from the server: one job at a time, and an end that nothing can put off. */
export class WorkerProcess {
  /** Whom it served last: what it keeps in memory is theirs. */
  workspaceId: number | undefined;
  /** Resolves when the process is gone, with how when nobody had asked for it. */
  readonly gone: Promise<Crash | undefined>;
  readonly #child: ChildProcess;
  readonly #ready = Promise.withResolvers<void>();
  #settle: ((reply: Reply) => void) | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isEnding = false;

  constructor() {
    // Nothing of the server's environment goes along, its secrets least of all.
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
        this.#finish(failed('crashed', 'needs more than the engine has'));
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

  /** Whether it takes no more work. */
  get isEnding(): boolean {
    return this.#isEnding;
  }

  /** @returns the worker's answer; a failure `late` after `wallTime` milliseconds, `crashed` when it ended before */
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
      endAfter(START_TIME, failed('unavailable', 'The engine does not start.'));
      void this.#ready.promise.then(() => {
        if (this.#settle !== resolve || this.#isEnding) return;
        endAfter(wallTime, failed('late', `takes longer than ${wallTime / 1000} seconds`));
        // A worker that is gone already answers by its exit.
        this.#child.send(job, () => undefined);
      });
    });
  }

  /** Ends it once it has had nothing to do for this long. */
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
