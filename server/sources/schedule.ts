import type { Widget } from '../domain/model.ts';
import type { Later } from './later.ts';
import { createLimiter } from './limiter.ts';
import type { Attempt, Refresher } from './refresher.ts';

/** Sources read at the same time by one process, and of these those of one workspace. */
const LIMITS = { concurrency: 16, perWorkspace: 8 };
/** The longest a timer can sleep, milliseconds. */
const MAX_SLEEP = 2 ** 31 - 1;
const NOTHING: Attempt = { dueAt: undefined, isElsewhere: false };

type IsWatched = (widgetId: number) => boolean;

/** What names a widget here: whose it is decides whose turn it is. */
export type Refreshed = Pick<Widget, 'id' | 'workspaceId'>;

interface Entry {
  readonly widget: Refreshed;
  dueAt: number;
  running: Promise<Attempt> | null;
  /** Something changed while it ran. */
  isStale: boolean;
  isWatched: IsWatched | null;
  cancel: (() => void) | null;
}

export interface ScheduleDeps {
  refresher: Refresher;
  now: () => number;
  later: Later;
  /** Starts nothing any more once it is aborted. */
  signal: AbortSignal;
}

/** When the sources that somebody waits for or watches are asked: each by one attempt at a time, and when it is due. */
export interface Schedule {
  /** One attempt, whoever asks for it. */
  attempt(widget: Refreshed, force: boolean): Promise<Attempt>;
  isRunning(widgetId: number): boolean;
  /** Asks at once, and again when it is due while `isWatched` says so. */
  watch(widget: Refreshed, isWatched: IsWatched): void;
  /** What is asked may be another question now, or about other rows: looks again at those watched. */
  again(widgetId?: number): void;
  /** Forgets all; resolves when nothing runs any more. */
  close(): Promise<void>;
}

export function createSchedule({ refresher, now, later, signal }: ScheduleDeps): Schedule {
  const entries = new Map<number, Entry>();
  const limit = createLimiter(LIMITS);

  function entryOf({ id, workspaceId }: Refreshed): Entry {
    const known = entries.get(id);
    if (known) return known;
    const widget = { id, workspaceId };
    const entry: Entry = { widget, dueAt: 0, running: null, isStale: false, isWatched: null, cancel: null };
    entries.set(id, entry);
    return entry;
  }

  function start(entry: Entry, force: boolean): Promise<Attempt> {
    if (entry.running) return entry.running;
    entry.cancel?.();
    entry.cancel = null;
    const { id, workspaceId } = entry.widget;
    entry.running = limit(workspaceId, () => refresher.refresh(id, { force, signal }), signal)
      .catch(() => NOTHING)
      .then((attempt) => {
        entry.running = null;
        entry.dueAt = attempt.dueAt === undefined ? Number.POSITIVE_INFINITY : entry.isStale ? 0 : attempt.dueAt;
        entry.isStale = false;
        arm(entry);
        return attempt;
      });
    return entry.running;
  }

  /** Sleeps until it is due, so that nobody asks the store before; what nothing fills, or nobody watched, is forgotten. */
  function arm(entry: Entry): void {
    entry.cancel?.();
    entry.cancel = null;
    if (signal.aborted || entry.dueAt === Number.POSITIVE_INFINITY || !entry.isWatched) {
      entries.delete(entry.widget.id);
      return;
    }
    const ms = Math.min(MAX_SLEEP, Math.max(0, entry.dueAt - now()));
    entry.cancel = later(ms, () => {
      entry.cancel = null;
      if (signal.aborted || !entry.isWatched?.(entry.widget.id)) entries.delete(entry.widget.id);
      else void start(entry, false);
    });
  }

  return {
    attempt: (widget, force) => start(entryOf(widget), force),
    isRunning: (widgetId) => Boolean(entries.get(widgetId)?.running),
    watch(widget, isWatched) {
      const entry = entryOf(widget);
      entry.isWatched = isWatched;
      if (!entry.running && !entry.cancel) void start(entry, false);
    },
    again(widgetId) {
      for (const entry of entries.values()) {
        if (widgetId !== undefined && entry.widget.id !== widgetId) continue;
        entry.isStale = entry.running !== null;
        if (entry.isStale) continue;
        entry.dueAt = 0;
        arm(entry);
      }
    },
    async close() {
      const running = [...entries.values()].map((entry) => {
        entry.cancel?.();
        return entry.running;
      });
      await Promise.allSettled(running);
      entries.clear();
    },
  };
}
