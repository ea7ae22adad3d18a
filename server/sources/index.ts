import type { Logger } from 'pino';
import type { Bus } from '../domain/bus.ts';
import type { Domain } from '../domain/domain.ts';
import type { Dashboard, Widget } from '../domain/model.ts';
import type { Store } from '../domain/ports.ts';
import { checkSource } from './check.ts';
import { createFill, type Fill, type FillDeps, fingerprintOf, NOWHERE, taskOf } from './fill.ts';
import { createLanes } from './lanes.ts';
import { type Later, systemLater } from './later.ts';
import { createNews } from './news.ts';
import type { Wishes } from './question.ts';
import { type Attempt, createRefresher } from './refresher.ts';
import { createVariants, type Variant } from './variants.ts';

export type { Queries } from './fill.ts';
export type { Wishes } from './question.ts';

/** Sources read at the same time by one process. */
const WIDTH = 8;
/** Questions of somebody's own answered at the same time, and those that may wait: they must not hold up the others. */
const OWN_WIDTH = 4;
const OWN_ROOM = 200;
/** Milliseconds one source may take. */
const LIMIT = 20_000;
/** Milliseconds a render waits for what is due before it shows what was there. */
const PATIENCE = 12_000;
/** The longest a timer can sleep, milliseconds. */
const MAX_SLEEP = 2 ** 31 - 1;

export interface SourcesDeps extends Omit<FillDeps, 'datasets' | 'accounts'> {
  store: Store;
  domain: Pick<Domain, 'accounts' | 'values' | 'series'>;
  bus: Bus;
  log: Logger;
  now: () => number;
  /** Runs something later unless the returned function is called; the clock's own when absent. */
  later?: Later;
}

export interface CurrentOptions {
  /** Milliseconds to wait. */
  patience?: number;
  /** Also what is not due. */
  force?: boolean;
  /** Other parameters or filters than the dashboard's own: what they make a difference to is answered for this call alone. */
  wishes?: Wishes;
}

/**
 * What fills widgets by itself: each source is asked when somebody looks and its answer is older than it may be, once
 * for all who look, and what comes is pushed like anything else. Nobody looks: nothing runs.
 */
export interface Sources {
  /** These widgets are on somebody's page: what is due is filled, and again when it is due while `isWatched` says so. */
  watch(widgetIds: Iterable<number>, isWatched: (widgetId: number) => boolean): void;
  /** Refuses what can never be asked; see `checkSource`. @throws DomainError `invalid` */
  check(workspaceId: number, widget: Pick<Widget, 'source' | 'config'>): Promise<void>;
  /** The widgets of a dashboard as a render should show them; what is not there in time is as it was. */
  current(widgets: readonly Widget[], dashboard: Dashboard, options?: CurrentOptions): Promise<Widget[]>;
  /**
   * A widget that is on no dashboard, as its source answers, and whether it was asked for this: kept as long as its
   * answer is good for, and told to nobody. Its id, below zero, is its own among them.
   */
  alone(widget: Widget, options?: CurrentOptions & { onlyKnown?: boolean }): Promise<[widget: Widget, isAnew: boolean]>;
  /** Ends what runs, without a trace in the store, and starts nothing any more. */
  close(): Promise<void>;
}

const NOTHING: Attempt = { dueAt: undefined, isElsewhere: false };

interface Entry {
  readonly widgetId: number;
  dueAt: number;
  running: Promise<Attempt> | null;
  /** Something changed while it ran. */
  isStale: boolean;
  isWatched: ((widgetId: number) => boolean) | null;
  cancel: (() => void) | null;
}

export function createSources(deps: SourcesDeps): Sources {
  const { store, domain, bus, now, later = systemLater } = deps;
  const ending = new AbortController();
  const { signal } = ending;
  const entries = new Map<number, Entry>();
  const news = createNews();
  const fill = createFill({ ...deps, accounts: domain.accounts, datasets: store.datasets });
  const inTime: Fill = (task, stop) => fill(task, AbortSignal.any([stop, AbortSignal.timeout(LIMIT)]));
  const lanes = createLanes(WIDTH);
  const ownLanes = createLanes(OWN_WIDTH, OWN_ROOM);
  const refresher = createRefresher({ ...deps, fill: inTime });
  const variants = createVariants({ fill: (task, stop) => ownLanes(() => inTime(task, stop), stop), now, signal });

  const off = bus.on((change) => {
    if (change.kind === 'data' || change.kind === 'widget') {
      news.tell(change.widgetId);
      if (change.kind === 'widget') again((entry) => entry.widgetId === change.widgetId);
    } else if (change.kind === 'dashboard' || change.kind === 'gap') again(() => true);
  });

  /** What is asked may be another question now. */
  function again(concerned: (entry: Entry) => boolean): void {
    for (const entry of entries.values()) {
      if (!concerned(entry)) continue;
      entry.isStale = entry.running !== null;
      if (entry.isStale) continue;
      entry.dueAt = 0;
      arm(entry);
    }
  }

  function entryOf(widgetId: number): Entry {
    const known = entries.get(widgetId);
    if (known) return known;
    const entry: Entry = { widgetId, dueAt: 0, running: null, isStale: false, isWatched: null, cancel: null };
    entries.set(widgetId, entry);
    return entry;
  }

  /** One attempt at a time, whoever asks for it. */
  function start(entry: Entry, force: boolean): Promise<Attempt> {
    if (entry.running) return entry.running;
    entry.cancel?.();
    entry.cancel = null;
    const refresh = () => refresher.refresh(entry.widgetId, { force, signal });
    entry.running = lanes(refresh, signal)
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
      entries.delete(entry.widgetId);
      return;
    }
    const ms = Math.min(MAX_SLEEP, Math.max(0, entry.dueAt - now()));
    entry.cancel = later(ms, () => {
      entry.cancel = null;
      if (signal.aborted || !entry.isWatched?.(entry.widgetId)) entries.delete(entry.widgetId);
      else void start(entry, false);
    });
  }

  async function settle(widgetId: number, force: boolean): Promise<void> {
    const { heard, forget } = news.of(widgetId);
    try {
      const { isElsewhere } = await start(entryOf(widgetId), force);
      if (isElsewhere) await Promise.race([heard, over]);
    } finally {
      forget();
    }
  }

  const over = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));

  /** Those that fill themselves and may have something newer to say. */
  async function dueOf(widgets: readonly Widget[], dashboard: Dashboard, force: boolean): Promise<number[]> {
    const tasks = widgets.flatMap((widget) => taskOf(widget, dashboard) ?? []);
    if (tasks.length === 0) return [];
    const states = await store.sources.list({ widgetId: tasks.map(({ widget }) => widget.id) });
    const byWidget = new Map(states.map((state) => [state.widgetId, state]));
    const isDue = (task: (typeof tasks)[number]): boolean => {
      const state = byWidget.get(task.widget.id);
      if (force || !state || entries.get(task.widget.id)?.running) return true;
      return state.dueAt <= now() || state.fingerprint !== fingerprintOf(task);
    };
    return tasks.filter(isDue).map(({ widget }) => widget.id);
  }

  async function currentOf(
    widgets: readonly Widget[],
    dashboard: Dashboard,
    { patience = PATIENCE, force = false }: CurrentOptions,
  ) {
    const due = await dueOf(widgets, dashboard, force);
    if (due.length === 0) return widgets;
    const late = Promise.withResolvers<void>();
    const cancel = later(patience, () => late.resolve());
    await Promise.race([Promise.all(due.map((id) => settle(id, force))), late.promise]).finally(cancel);
    return store.widgets.list({ id: due, deletedAt: null });
  }

  /** What a widget's source answers to somebody's own question, where that is another. */
  function variantOf(widget: Widget, dashboard: Dashboard, wishes: Wishes): Promise<Variant> | undefined {
    const own = taskOf(widget, dashboard);
    const task = own && taskOf(widget, dashboard, wishes);
    const isSame = !task || own.source.kind === 'account' || fingerprintOf(own) === fingerprintOf(task);
    return isSame ? undefined : variants.of(task);
  }

  return {
    watch(widgetIds, isWatched) {
      if (signal.aborted) return;
      for (const widgetId of widgetIds) {
        const entry = entryOf(widgetId);
        entry.isWatched = isWatched;
        if (!entry.running && !entry.cancel) void start(entry, false);
      }
    },

    check: (workspaceId, widget) => checkSource(deps.queries, workspaceId, widget, signal),

    async current(widgets, dashboard, options = {}) {
      if (signal.aborted) return [...widgets];
      const { wishes } = options;
      const own = new Map<number, Promise<Variant>>();
      for (const widget of wishes ? widgets : []) {
        const variant = variantOf(widget, dashboard, wishes as Wishes);
        if (variant) own.set(widget.id, variant);
      }
      const others = widgets.filter(({ id }) => !own.has(id));
      const rows = new Map((await currentOf(others, dashboard, options)).map((widget) => [widget.id, widget]));
      return Promise.all(
        widgets.map(async (widget) => ({ ...(rows.get(widget.id) ?? widget), ...(await own.get(widget.id)) })),
      );
    },

    async alone(widget, { patience = PATIENCE, force = false, wishes, onlyKnown = false } = {}) {
      const task = taskOf(widget, NOWHERE, wishes);
      if (!task || task.source.kind === 'account' || signal.aborted) return [widget, false];
      const known = variants.known(task);
      const asked = onlyKnown ? known : variants.of(task, { force });
      const late = Promise.withResolvers<undefined>();
      const cancel = later(patience, () => late.resolve(undefined));
      const variant = await Promise.race([asked, late.promise]).finally(cancel);
      return [{ ...widget, ...variant }, variant !== undefined && asked !== known];
    },

    async close() {
      ending.abort();
      off();
      const running = [...entries.values()].map((entry) => {
        entry.cancel?.();
        return entry.running;
      });
      await Promise.allSettled([...running, variants.settled()]);
      entries.clear();
    },
  };
}
