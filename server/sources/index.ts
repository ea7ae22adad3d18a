import type { Logger } from 'pino';
import type { Issue, JsonObject } from '../../components/model/widget.ts';
import type { Bus } from '../domain/bus.ts';
import type { Domain } from '../domain/domain.ts';
import { invalid } from '../domain/errors.ts';
import type { Dashboard, Dataset, Principal, Widget } from '../domain/model.ts';
import type { Store } from '../domain/ports.ts';
import type { QueryResult } from '../domain/sources/queries.ts';
import { checkSource } from './check.ts';
import { type Ask, answerSql, createFill, type Fill, type FillDeps } from './fill.ts';
import { type Later, systemLater } from './later.ts';
import { isDue } from './leases.ts';
import { createLimiter } from './limiter.ts';
import { type Overrides, questionOf } from './question.ts';
import { createRefresher } from './refresher.ts';
import { createSchedule, type Refreshed } from './schedule.ts';
import { hasSource, meantBy, sourceOf, ttlOf } from './source-of.ts';
import { datasetsOf, fingerprintOf, NOWHERE, taskOf } from './task.ts';
import { createVariants, type Variant } from './variants.ts';
import { createWaiters } from './waiters.ts';

export type { Queries } from './fill.ts';
export type { Overrides } from './question.ts';

/** Limits for queries with overrides, so that they do not hold up the shared ones. */
const OVERRIDE_LIMITS = { concurrency: 8, perWorkspace: 4, maxWaiting: 200 };
/** Milliseconds one source may take. */
const LIMIT = 20_000;
/** Milliseconds a render waits for sources that are due before it shows the old data. */
const PATIENCE = 12_000;

export interface SourcesDeps extends Omit<FillDeps, 'datasets' | 'accounts'> {
  store: Store;
  domain: Pick<Domain, 'accounts' | 'values' | 'series' | 'datasets'>;
  bus: Bus;
  log: Logger;
  now: () => number;
  /** Schedules a call; the returned function cancels it. By default `setTimeout`. */
  later?: Later;
}

export interface CurrentOptions {
  /** Milliseconds to wait. */
  patience?: number;
  /** Also query sources that are not due. */
  force?: boolean;
  /** Parameters or filters in place of the dashboard's own: the results they affect are returned to this call only. */
  overrides?: Overrides;
}

/**
 * Fills widgets from their sources: a source is queried when somebody views its widget and the data is too old, once for
 * all viewers, and the result is pushed like any other data. Without viewers nothing runs.
 */
export interface Sources {
  /** These widgets are being viewed: those due are filled now, and again whenever due while `isWatched` holds. */
  watch(widgets: Iterable<Refreshed>, isWatched: (widgetId: number) => boolean): void;
  /** What can never be asked, as of a field of the caller's; see `checkSource`. */
  check(workspaceId: number, widget: Pick<Widget, 'source' | 'config'>, field: string): Promise<Issue[]>;
  /** The widgets of a dashboard with current data; those not filled in time keep their old data. */
  current(widgets: readonly Widget[], dashboard: Dashboard, options?: CurrentOptions): Promise<Widget[]>;
  /**
   * A widget on no dashboard with current data, and whether its source was queried for this call. The result is cached
   * for its refresh interval and not announced to anybody. Such widgets have unique negative ids.
   */
  alone(widget: Widget, options?: CurrentOptions & { onlyKnown?: boolean }): Promise<[widget: Widget, isAnew: boolean]>;
  /**
   * The rows of a source that is SQL over datasets, by the rights of those who ask. Nothing is cached.
   * @throws DomainError as `Datasets.query` does, and `invalid` for a placeholder without a value
   */
  rows(
    principal: Principal,
    source: JsonObject,
    options: { overrides: Overrides; signal?: AbortSignal | undefined },
  ): Promise<QueryResult>;
  /** Aborts running queries, leaving no trace in the store, and starts no new ones. */
  close(): Promise<void>;
}

export function createSources(deps: SourcesDeps): Sources {
  const { store, domain, bus, now, later = systemLater } = deps;
  const ending = new AbortController();
  const { signal } = ending;
  const waiters = createWaiters();
  const fill = createFill({ ...deps, accounts: domain.accounts, datasets: store.datasets });
  const inTime: Fill = (task, stop) => fill(task, AbortSignal.any([stop, AbortSignal.timeout(LIMIT)]));
  const limitOverrides = createLimiter(OVERRIDE_LIMITS);
  const schedule = createSchedule({ refresher: createRefresher({ ...deps, fill: inTime }), now, later, signal });
  const inTurn: Fill = (task, stop) => limitOverrides(task.widget.workspaceId, () => inTime(task, stop), stop);
  const variants = createVariants({ fill: inTurn, now, signal });

  const off = bus.on((change) => {
    if (change.kind === 'data' || change.kind === 'widget') {
      waiters.notify(change.widgetId);
      if (change.kind === 'widget') schedule.again(change.widgetId);
    } else if (['dashboard', 'dataset', 'gap'].includes(change.kind)) {
      if (change.kind === 'gap') waiters.notify();
      schedule.again();
    }
  });

  async function settle(widget: Refreshed, force: boolean): Promise<void> {
    const { changed, cancel } = waiters.waitFor(widget.id);
    try {
      const { isElsewhere } = await schedule.attempt(widget, force);
      if (isElsewhere && !signal.aborted && (await changed) === 'unknown') await settle(widget, false);
    } finally {
      cancel();
    }
  }

  /** The results that arrive within `patience` milliseconds; the rest continues in the background. */
  async function inPatience<T>(answer: T | Promise<T>, patience: number): Promise<T | undefined> {
    if (patience <= 0) return undefined;
    const late = Promise.withResolvers<undefined>();
    const cancel = later(patience, () => late.resolve(undefined));
    return Promise.race([answer, late.promise]).finally(cancel);
  }

  /** The widgets with a source that may have newer data. */
  async function dueOf(widgets: readonly Widget[], dashboard: Dashboard, force: boolean): Promise<Refreshed[]> {
    const fed = widgets.filter(hasSource);
    if (fed.length === 0) return [];
    const datasets = await datasetsOf(store, dashboard);
    const tasks = fed.flatMap((widget) => taskOf(widget, dashboard, datasets) ?? []);
    const states = await store.sources.list({ widgetId: tasks.map(({ widget }) => widget.id) });
    const byWidget = new Map(states.map((state) => [state.widgetId, state]));
    const mayBeNew = (task: (typeof tasks)[number]): boolean => {
      const state = byWidget.get(task.widget.id);
      if (force || !state || schedule.isRunning(task.widget.id)) return true;
      return isDue(state, ttlOf(task.widget, dashboard), now()) || state.fingerprint !== fingerprintOf(task);
    };
    return tasks.filter(mayBeNew).map(({ widget }) => widget);
  }

  async function currentOf(
    widgets: readonly Widget[],
    dashboard: Dashboard,
    { patience = PATIENCE, force = false }: CurrentOptions,
  ) {
    const due = await dueOf(widgets, dashboard, force);
    if (due.length === 0) return widgets;
    await inPatience(Promise.all(due.map((widget) => settle(widget, force))), patience);
    return store.widgets.list({ id: due.map(({ id }) => id), deletedAt: null });
  }

  /** A widget filled with overrides, where these change its query. */
  function variantOf(
    widget: Widget,
    dashboard: Dashboard,
    datasets: readonly Dataset[],
    overrides: Overrides,
  ): Promise<Variant> | undefined {
    const own = taskOf(widget, dashboard, datasets);
    const task = own && taskOf(widget, dashboard, datasets, overrides);
    const isSame = !task || own.source.kind === 'account' || fingerprintOf(own) === fingerprintOf(task);
    return isSame ? undefined : variants.of(task);
  }

  return {
    watch(widgets, isWatched) {
      if (signal.aborted) return;
      for (const widget of widgets) schedule.watch(widget, isWatched);
    },

    check: (workspaceId, widget, field) => checkSource(deps.queries, workspaceId, widget, field, signal),

    async current(widgets, dashboard, options = {}) {
      if (signal.aborted) return [...widgets];
      const { overrides } = options;
      const own = new Map<number, Promise<Variant>>();
      const asked = overrides ? widgets.filter(hasSource) : [];
      const datasets = asked.length > 0 ? await datasetsOf(store, dashboard) : [];
      for (const widget of asked) {
        const variant = variantOf(widget, dashboard, datasets, overrides as Overrides);
        if (variant) own.set(widget.id, variant);
      }
      const others = widgets.filter(({ id }) => !own.has(id));
      const rows = new Map((await currentOf(others, dashboard, options)).map((widget) => [widget.id, widget]));
      return Promise.all(
        widgets.map(async (widget) => ({ ...(rows.get(widget.id) ?? widget), ...(await own.get(widget.id)) })),
      );
    },

    async alone(widget, { patience = PATIENCE, force = false, overrides, onlyKnown = false } = {}) {
      const task = hasSource(widget) ? taskOf(widget, NOWHERE, await datasetsOf(store, widget), overrides) : undefined;
      if (!task || task.source.kind === 'account' || signal.aborted) return [widget, false];
      const known = variants.known(task);
      const asked = onlyKnown ? known : variants.of(task, { force });
      const fresh = await inPatience(asked, patience);
      const variant = fresh ?? (await Promise.race([known, undefined]));
      return [{ ...widget, ...variant }, fresh !== undefined && asked !== known];
    },

    async rows(principal, given, { overrides, signal: asker }) {
      const source = sourceOf({ source: given, config: {} });
      if (source?.kind !== 'sql') throw invalid({ path: 'sql', message: 'the statement is missing' });
      const datasets = meantBy(source, await datasetsOf(store, principal));
      const stop = AbortSignal.any(asker ? [signal, asker] : [signal]);
      const ask: Ask = (query) => domain.datasets.query(principal, query, { signal: stop });
      return answerSql({ question: questionOf(NOWHERE, overrides), datasets }, source, ask, now());
    },

    async close() {
      ending.abort();
      // Those who wait for another process try again, which ends at once.
      waiters.notify();
      off();
      await Promise.allSettled([schedule.close(), variants.settled()]);
    },
  };
}
