import type { Widget } from '../domain/model.ts';
import type { Later } from './later.ts';
import { createLimiter } from './limiter.ts';
import type { Attempt, Refresher } from './refresher.ts';

/** Sources queried concurrently by one process, and of these, by one workspace. */
const LIMITS = { concurrency: 16, perWorkspace: 8 };
/** Longest delay of a timer, milliseconds. */
const MAX_SLEEP = 2 ** 31 - 1;
const NOTHING: Attempt = { dueAt: undefined, isElsewhere: false };

type IsWatched = (widgetId: number) => boolean;

/** A widget to fill; its workspace matters for fair scheduling. */
export type Refreshed = Pick<Widget, 'id' | 'workspaceId'>;

interface Entry {
  readonly widget: Refreshed;
  dueAt: number;
  running: Promise<Attempt> | null;
  /** It has to run again because something changed meanwhile. */
  isStale: boolean;
  isWatched: IsWatched | null;
  cancel: (() => void) | null;
}

export interface ScheduleDeps {
  refresher: Refresher;
  now: () => number;
  later: Later;
  /** Once aborted, nothing is started any more. */
  signal: AbortSignal;
}

/** Schedules the sources that somebody waits for or watches: one attempt at a time for each, when it is due. */
export interface Schedule {
  /** One attempt, shared by all callers. */
  attempt(widget: Refreshed, force: boolean): Promise<Attempt>;
  isRunning(widgetId: number): boolean;
  /** Queries at once, and again whenever due while `isWatched` holds. */
  watch(widget: Refreshed, isWatched: IsWatched): void;
  /** Queries or rows may have changed: checks the watched widgets again. */
  again(widgetId?: number): void;
  /** Forgets everything; resolves when nothing runs any more. */
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

  /** Sleeps until it is due, so that the store is not queried before; widgets without source or viewers are forgotten. */
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
