import { DomainError } from '../../domain/errors.ts';
import { FairQueue } from '../queue.ts';
import type { Job, Reply } from './protocol.ts';
import { type Crash, WorkerProcess } from './worker-process.ts';

const QUEUE = { total: 2000, perWorkspace: 1000 };
/** Seconds: the `Retry-After` of a full queue. */
const RETRY_AFTER = 5;

export interface PoolOptions {
  /** Most workers at a time; none is started before it is needed. */
  size: number;
  /** Milliseconds a job may run; then its worker is killed and replaced. */
  wallTime: number;
  /** Milliseconds after which an idle worker ends. */
  idleTime: number;
  /** Called when a worker ended unexpectedly. */
  onCrash: (crash: Crash) => void;
}

/** Runs jobs in worker processes, each one job at a time. */
export interface Pool {
  /**
   * @returns the worker's reply; a `late`, `crashed` or `unavailable` failure when there was none
   * @throws DomainError `rate_limited` when too many wait, `unavailable` once closed; `signal.reason` when aborted
   */
  run(workspaceId: number, job: Job, signal?: AbortSignal): Promise<Reply>;
  /** Process ids of the workers that accept jobs. */
  pids(): number[];
  /** How many workers are busy. */
  atWork(): number;
  /** Kills the workers; resolves when they are gone. */
  close(): Promise<void>;
}

interface Task {
  workspaceId: number;
  job: Job;
  /** The worker, once it runs. */
  worker: WorkerProcess | undefined;
  settle(reply: Reply): void;
  fail(reason: unknown): void;
}

export function createPool({ size, wallTime, idleTime, onCrash }: PoolOptions): Pool {
  const queue = new FairQueue<Task>(QUEUE);
  const workers = new Set<WorkerProcess>();
  let isClosed = false;

  function start(): WorkerProcess {
    const worker = new WorkerProcess();
    workers.add(worker);
    void worker.gone.then((crash) => {
      workers.delete(worker);
      if (crash) onCrash(crash);
      pump();
    });
    return worker;
  }

  /** A free worker, preferably one that served this workspace last: it may have the files attached already. */
  function freeWorker(workspaceId: number): WorkerProcess | undefined {
    const free = [...workers].filter((worker) => !worker.isBusy && !worker.isEnding);
    return free.find((worker) => worker.workspaceId === workspaceId) ?? free[0];
  }

  function pump(): void {
    while (!isClosed && queue.size > 0) {
      const worker = freeWorker(queue.turn ?? 0) ?? (workers.size < size ? start() : undefined);
      const task = worker && queue.take();
      if (!task) return;
      void work(worker, task);
    }
  }

  async function work(worker: WorkerProcess, task: Task): Promise<void> {
    task.worker = worker;
    worker.workspaceId = task.workspaceId;
    const reply = await worker.run(task.job, wallTime);
    if (!worker.isEnding) worker.endWhenIdle(idleTime);
    if (isClosed) task.fail(closed());
    else task.settle(reply);
    pump();
  }

  return {
    run(workspaceId, job, signal) {
      return new Promise((resolve, reject) => {
        if (isClosed) return reject(closed());
        if (signal?.aborted) return reject(signal.reason);
        const task: Task = { workspaceId, job, worker: undefined, settle: resolve, fail: reject };
        const onAbort = () => {
          reject(signal?.reason);
          if (task.worker) task.worker.kill();
          else queue.remove(workspaceId, task);
        };
        const settled = () => signal?.removeEventListener('abort', onAbort);
        task.settle = (reply) => {
          settled();
          resolve(reply);
        };
        task.fail = (reason) => {
          settled();
          reject(reason);
        };
        if (!queue.add(workspaceId, task)) return reject(full());
        signal?.addEventListener('abort', onAbort, { once: true });
        pump();
      });
    },
    pids: () => [...workers].flatMap(({ pid, isEnding }) => (isEnding ? [] : (pid ?? []))),
    atWork: () => [...workers].filter(({ isBusy }) => isBusy).length,
    async close() {
      isClosed = true;
      for (let task = queue.take(); task; task = queue.take()) task.fail(closed());
      const all = [...workers];
      for (const worker of all) worker.kill();
      await Promise.all(all.map(({ gone }) => gone));
    },
  };
}

const closed = () => new DomainError('unavailable', 'The server is stopping.', { retryAfter: RETRY_AFTER });
const full = () =>
  new DomainError('rate_limited', 'Too many queries are waiting. Try again in a moment.', { retryAfter: RETRY_AFTER });
