import type { Logger } from 'pino';
import type { Domain } from '../domain/domain.ts';
import { DomainError } from '../domain/errors.ts';
import type { Store } from '../domain/ports.ts';
import { systemPrincipal } from '../domain/rights.ts';
import { type Fill, type Filling, reasonOf } from './fill.ts';
import { createLeases } from './leases.ts';
import { hasSource, ttlOf } from './source-of.ts';
import { ASKING, datasetsOf, fingerprintOf, type Task, taskOf } from './task.ts';

export interface RefresherDeps {
  store: Pick<Store, 'widgets' | 'dashboards' | 'datasets' | 'sources'>;
  domain: Pick<Domain, 'values' | 'series'>;
  log: Logger;
  fill: Fill;
  /** Milliseconds since 1970. */
  now: () => number;
}

/** What became of an attempt. `dueAt` is when the next one makes sense, `undefined` for a widget that nothing fills. */
export interface Attempt {
  dueAt: number | undefined;
  /** Another process is at it, and will push. */
  isElsewhere: boolean;
}

/** Fills widgets from their sources, each by one process at a time, and pushes what comes. */
export interface Refresher {
  /** Fills a widget if it is due, or in any case when it is forced. Never throws: what goes wrong is told at the widget. */
  refresh(widgetId: number, options: { force: boolean; signal: AbortSignal }): Promise<Attempt>;
}

type Outcome<T> = { isDone: true; result: T; error: null } | { isDone: false; error: Error };

const outcomeOf = <T>(work: Promise<T>): Promise<Outcome<T>> =>
  work.then(
    (result) => ({ isDone: true, result, error: null }),
    (reason: unknown) => ({ isDone: false, error: reason instanceof Error ? reason : new Error(String(reason)) }),
  );

/** Tries when the database does not answer. */
const UNREACHABLE_PAUSE = 5_000;

export function createRefresher({ store, domain, log, fill, now }: RefresherDeps): Refresher {
  const leases = createLeases(store.sources, now);

  async function load(widgetId: number): Promise<Task | undefined> {
    const widget = await store.widgets.get({ id: widgetId, deletedAt: null }, { columns: ASKING });
    const dashboard = widget && (await store.dashboards.get({ id: widget.dashboardId, deletedAt: null }));
    if (!dashboard || !hasSource(widget)) return undefined;
    return taskOf(widget, dashboard, await datasetsOf(store, widget));
  }

  async function push({ widget }: Task, filling: Filling): Promise<void> {
    if ('readings' in filling) await domain.series.feed(widget.id, filling.readings);
    else await domain.values.push(systemPrincipal(widget.workspaceId), widget.key, filling.data);
  }

  async function attempt(widgetId: number, force: boolean, signal: AbortSignal): Promise<Attempt> {
    const task = await load(widgetId);
    if (!task) return { dueAt: undefined, isElsewhere: false };
    const fingerprint = fingerprintOf(task);
    const ttl = ttlOf(task.widget, task.dashboard);
    const claim = await leases.acquire(widgetId, { fingerprint, ttl }, force);
    if (!claim.lease) return claim;
    const { lease } = claim;
    const asked = await outcomeOf(fill(task, signal));
    const after = await load(widgetId);
    if (signal.aborted || !after || fingerprintOf(after) !== fingerprint) {
      // It asks something else by now: nobody wants this answer, nor what was wrong with the question.
      await leases.release(lease);
      return after && !signal.aborted ? attempt(widgetId, force, signal) : { dueAt: undefined, isElsewhere: false };
    }
    const { error } = asked.isDone ? await outcomeOf(push(task, asked.result)) : asked;
    if (error && !(error instanceof DomainError)) log.error({ err: error, widgetId }, 'a source cannot be read');
    const dueAt = error ? await leases.failed(lease) : await leases.done(lease, ttl);
    const reason = error ? reasonOf(error) : null;
    if (after.widget.sourceError !== reason) await domain.values.setSourceError(after.widget, reason);
    return { dueAt, isElsewhere: false };
  }

  return {
    async refresh(widgetId, { force, signal }) {
      try {
        return await attempt(widgetId, force, signal);
      } catch (error) {
        if (!signal.aborted) log.warn({ err: error, widgetId }, 'a widget could not be refreshed; trying again');
        return { dueAt: now() + UNREACHABLE_PAUSE, isElsewhere: false };
      }
    },
  };
}
