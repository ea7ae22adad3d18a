import { DomainError } from '../../domain/errors.ts';
import { FairQueue } from '../queue.ts';
import type { Job, Reply } from './protocol.ts';
import { makingRoomFor, nextOf, type Running } from './turns.ts';
import { type Crash, WorkerProcess } from './worker-process.ts';

const QUEUE = { total: 2000, perWorkspace: 1000 };
/** Seconds: the `Retry-After` of a full queue. */
const RETRY_AFTER = 5;

export interface PoolOptions {
  /** Most workers at a time; none is started before it is needed. */
  size: number;
  /** Milliseconds a job may run; then its worker is killed and replaced. */
  wallTime: number;
  /** Milliseconds after which a job begins again later, if another workspace waits and its own has other jobs at work. */
  slowTime: number;
  /** Milliseconds a job may wait; any time when absent. */
  waitTime?: number;
  /** Milliseconds after which an idle worker ends. */
  idleTime: number;
  /** Called when a worker ended unexpectedly. */
  onCrash: (crash: Crash) => void;
}

/** Runs jobs in worker processes, each one job at a time. A job may begin more than once, but only once to its end. */
export interface Pool {
  /**
   * @returns the worker's reply; a `late`, `crashed` or `unavailable` failure when there was none
   * @throws DomainError `rate_limited` when too many wait or for too long, `unavailable` once closed; `signal.reason`
   * when aborted
   */
  run(workspaceId: number, job: Job, signal?: AbortSignal): Promise<Reply>;
  /** Process ids of the workers that accept jobs. */
  pids(): number[];
  /** How many workers are busy. */
  atWork(): number;
  /** Kills the workers; resolves when they are gone. */
  close(): Promise<void>;
}

interface Task extends Running {
  job: Job;
  /** The worker, while it runs. */
  worker: WorkerProcess | undefined;
  settle(reply: Reply): void;
  fail(reason: unknown): void;
}

export function createPool({ size, wallTime, slowTime, waitTime, idleTime, onCrash }: PoolOptions): Pool {
  const queue = new FairQueue<Task>(QUEUE);
  const workers = new Set<WorkerProcess>();
  /** In the order in which they began. */
  const running = new Set<Task>();
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
    while (!isClosed) {
      const next = nextOf(queue.workspaces, [...running]);
      if (next === undefined) return;
      const worker = freeWorker(next) ?? (workers.size < size ? start() : undefined);
      const task = worker && queue.take((workspaceId) => workspaceId === next);
      if (!task) {
        makeRoom(next);
        return;
      }
      void work(worker, task);
    }
  }

  function makeRoom(workspaceId: number): void {
    const isComing = [...workers].some(({ isEnding }) => isEnding);
    const task = isComing ? undefined : makingRoomFor(workspaceId, [...running]);
    if (!task) return;
    task.worker?.kill();
    task.worker = undefined;
    running.delete(task);
    queue.putBack(task.workspaceId, task);
  }

  async function work(worker: WorkerProcess, task: Task): Promise<void> {
    task.worker = worker;
    task.isSlow = false;
    running.add(task);
    worker.workspaceId = task.workspaceId;
    const slow = setTimeout(() => {
      task.isSlow = true;
      pump();
    }, slowTime);
    const reply = await worker.run(task.job, wallTime);
    clearTimeout(slow);
    if (!worker.isEnding) worker.endWhenIdle(idleTime);
    // It may have made room; then it waits again, or another worker has it.
    if (task.worker === worker) {
      running.delete(task);
      if (isClosed) task.fail(closed());
      else task.settle(reply);
    }
    pump();
  }

  return {
    async run(workspaceId, job, signal) {
      if (isClosed) throw closed();
      signal?.throwIfAborted();
      const { promise, resolve: settle, reject: fail } = Promise.withResolvers<Reply>();
      const task: Task = { workspaceId, job, worker: undefined, isSlow: false, settle, fail };
      if (!queue.add(workspaceId, task)) throw full();
      const onAbort = () => {
        fail(signal?.reason);
        if (task.worker) task.worker.kill();
        else queue.remove(workspaceId, task);
      };
      const onLate = () => {
        if (task.worker) return;
        fail(full());
        queue.remove(workspaceId, task);
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      const late = waitTime === undefined ? undefined : setTimeout(onLate, waitTime);
      pump();
      try {
        return await promise;
      } finally {
        clearTimeout(late);
        signal?.removeEventListener('abort', onAbort);
      }
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
