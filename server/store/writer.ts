import { conflict, DomainError, invalid, notFound } from '../domain/errors.ts';
import type { ExpectedVersion, Push, PushWriter } from '../domain/ports.ts';
import type { Commit, Engine, StoreLog } from './engine.ts';
import { unavailable } from './errors.ts';
import type { Thinning } from './thinning.ts';

/** Most pushes and bytes per transaction, and most bytes waiting before new pushes are refused. */
const BATCH_PUSHES = 500;
const BATCH_BYTES = 8 * 1024 * 1024;
const QUEUE_BYTES = 64 * 1024 * 1024;
/** A key's last use is written at most this often, ms. */
const TOUCH_EVERY = 1000;

interface Waiting {
  push: Push;
  samples: { widgetId: number; seriesId: number; at: number; value: string | null }[];
  bytes: number;
  resolve: (version: number) => void;
  reject: (error: unknown) => void;
}

export interface GroupCommitWriter extends PushWriter {
  /** Commits what was accepted and refuses everything after. */
  close(): Promise<void>;
}

/**
 * Group commit: all pushes that arrive while a transaction is being written, or in the same turn of the event loop, form
 * the next transaction, and none is acknowledged before it is on disk. Disks sync a few hundred times a second; this
 * makes thousands of durable pushes a second possible.
 */
export function createWriter(engine: Engine, log: StoreLog, thinning?: Pick<Thinning, 'note'>): GroupCommitWriter {
  let queue: Waiting[] = [];
  let queuedBytes = 0;
  let running: Promise<void> | undefined;
  let closed = false;

  const touches = new Map<number, number>();
  const touched = new Map<number, number>();
  let touchTimer: NodeJS.Timeout | undefined;

  /** The keys not written within the last second; `all` when there will be no later commit. */
  const takeTouches = (all: boolean): Commit['touches'] => {
    if (touches.size === 0) return [];
    const now = performance.now();
    const due: { keyId: number; at: number }[] = [];
    for (const [keyId, at] of touches) {
      if (!all && now - (touched.get(keyId) ?? -TOUCH_EVERY) < TOUCH_EVERY) continue;
      due.push({ keyId, at });
      touches.delete(keyId);
      touched.set(keyId, now);
    }
    return due.sort((a, b) => a.keyId - b.keyId);
  };

  const takeBatch = (): Waiting[] => {
    let bytes = 0;
    let size = 0;
    while (size < queue.length && size < BATCH_PUSHES && bytes < BATCH_BYTES) bytes += queue[size++]?.bytes ?? 0;
    const batch = queue.slice(0, size);
    queue = queue.slice(size);
    return batch;
  };

  /** A failing batch is halved until the failing push is alone, so that the others are committed. */
  const commit = async (whole: Waiting[], keys: Commit['touches']): Promise<void> => {
    const batch = withoutOutdated(whole);
    try {
      const retried = settle(batch, await engine.commit(toCommit(batch, keys)));
      if (retried.length > 0) await commit(retried, []);
    } catch (raw) {
      const error = engine.translate(raw);
      const hopeless = error instanceof DomainError && error.code === 'unavailable';
      if (hopeless || batch.length <= 1) {
        for (const { reject } of batch) reject(error);
        if (batch.length === 0) log.warn({ err: error }, 'the last use of API keys could not be stored');
        else if (!hopeless && keys.length > 0) await commit([], keys);
        return;
      }
      const half = batch.length >> 1;
      await commit(batch.slice(0, half), keys);
      await commit(batch.slice(half), []);
    }
  };

  const run = async () => {
    do {
      // Wait one turn of the event loop, so that pushes already readable on other sockets join.
      await new Promise(setImmediate);
      const batch = takeBatch();
      const keys = takeTouches(closed);
      if (batch.length + keys.length > 0) await commit(batch, keys);
      for (const { bytes } of batch) queuedBytes -= bytes;
    } while (queue.length > 0);
    running = undefined;
  };
  const start = () => (running ??= run());

  const onTouchTimer = () => {
    touchTimer = undefined;
    for (const [keyId, at] of touched) if (performance.now() - at >= TOUCH_EVERY) touched.delete(keyId);
    if (touches.size > 0) void start();
  };

  return {
    push(push) {
      return new Promise((resolve, reject) => {
        const refusal = closed ? unavailable('the store is closed') : refusalOf(push);
        if (refusal) return reject(refusal);
        const samples = (push.samples ?? []).map(({ seriesId, at, value }) => ({
          widgetId: push.widgetId,
          seriesId,
          at,
          value: value === null ? null : JSON.stringify(value),
        }));
        const bytes = samples.reduce((sum, { value }) => sum + (value?.length ?? 0) + 64, push.data.length + 256);
        if (queuedBytes + bytes > QUEUE_BYTES) return reject(unavailable('too many pushes are waiting for the disk'));
        queuedBytes += bytes;
        for (const { seriesId } of samples) thinning?.note(seriesId, push.at);
        queue.push({ push, samples, bytes, resolve, reject });
        start();
      });
    },
    touchKey(keyId, at) {
      if (closed) return;
      touches.set(keyId, Math.max(at, touches.get(keyId) ?? 0));
      touchTimer ??= setTimeout(onTouchTimer, TOUCH_EVERY).unref();
    },
    async drain() {
      while (running) await running;
      const keys = takeTouches(true);
      if (keys.length > 0) await commit([], keys);
    },
    async close() {
      closed = true;
      clearTimeout(touchTimer);
      await this.drain();
    },
  };
}

function refusalOf({ widgetId, data, at, samples = [] }: Push): DomainError | undefined {
  if (!Number.isSafeInteger(widgetId)) return notFound('widget', widgetId);
  // U+0000: encoded JSON has none, and PostgreSQL's text cannot hold one.
  if (data.includes('\0')) return invalid({ path: 'data', message: 'must be encoded JSON' });
  if (![at, ...samples.map((sample) => sample.at)].every(Number.isSafeInteger))
    return invalid({ path: 'at', message: 'must be a whole number' });
  return undefined;
}

/** Refuses pushes whose expected version was refused or belongs to another line; returns the others. */
function withoutOutdated(batch: readonly Waiting[]): Waiting[] {
  const lines = new Map<number, ExpectedVersion>();
  return batch.filter(({ push: { widgetId, expected }, reject }) => {
    if (!expected) return true;
    const line = lines.get(widgetId) ?? expected;
    if (line !== expected || expected.isBroken) {
      expected.isBroken = true;
      reject(versionConflict(widgetId));
      return false;
    }
    lines.set(widgetId, line);
    return true;
  });
}

const versionConflict = (widgetId: number): DomainError =>
  conflict('version', `somebody pushed to widget ${widgetId} at the same time`);

/** Pushes to the same widget become one update; only the last of them is worth storing. */
function toCommit(batch: readonly Waiting[], touches: Commit['touches']): Commit {
  const updates = new Map<number, Commit['updates'][number]>();
  for (const { push } of batch) {
    const { widgetId, data, at, expected } = push;
    const { pushes = 0, version = null } = updates.get(widgetId) ?? {};
    updates.set(widgetId, { widgetId, data, at, pushes: pushes + 1, version: version ?? expected?.version ?? null });
  }
  // The same order in every process, so that there are no deadlocks.
  const ordered = [...updates.values()].sort((a, b) => a.widgetId - b.widgetId);
  return { updates: ordered, samples: batch.flatMap(({ samples }) => samples), touches };
}

/**
 * Walks backwards: the last push to a widget has the version that was stored, the one before it one less.
 * @returns those that were not stored only because a neighbour built on something else: they are to be committed again
 */
function settle(batch: readonly Waiting[], versions: ReadonlyMap<number, number>): Waiting[] {
  const left = new Map(versions);
  const results = batch.map(() => 0);
  const lines = new Map<number, ExpectedVersion>();
  for (let index = batch.length - 1; index >= 0; index--) {
    const { widgetId = 0, expected } = batch[index]?.push ?? {};
    if (expected) lines.set(widgetId, expected);
    const version = left.get(widgetId);
    if (version === undefined) continue;
    results[index] = version;
    left.set(widgetId, version - 1);
  }
  for (const [widgetId, expected] of lines) {
    const version = versions.get(widgetId);
    if (version === undefined) expected.isBroken = true;
    else expected.version = version;
  }
  return batch.filter(({ push: { widgetId, expected }, resolve, reject }, index) => {
    const version = results[index];
    if (version) resolve(version);
    else if (expected) reject(versionConflict(widgetId));
    else if (lines.has(widgetId)) return true;
    else reject(notFound('widget', widgetId));
    return false;
  });
}
