import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Change } from '../domain/bus.ts';
import { liveDashboard } from '../domain/widgets/state.ts';
import type { Channels } from './channels.ts';
import { type Differences, differences, type Snapshot } from './differences.ts';
import { type Ask, createResolver, type Resolve, type Resolved, type ResolverDomain } from './resolve.ts';
import { type Board, type Channel, type Item, isDenied, isGuarded, newView, tokenOf, type View } from './state.ts';

/** ms an answer may be given again without looking it up; every change that is heard of ends that at once. */
const FRESH = 1000;
/** ms until a lookup that failed is tried again. */
const RETRY_PAUSE = 1000;
/** ms ahead that the end of a signed token is waited for: longer than between two looks at all rights. */
const SOON = 60_000;
/** Bytes of an entry with what came of it, and of a view's place at a channel. */
const ENTRY = 200;
/** Views looked up side by side. */
const CONCURRENT = 16;

export interface ViewsDeps {
  domain: ResolverDomain;
  channels: Channels;
  log: Logger;
  /** ms, monotonic */
  now: () => number;
  /** Called when a view no longer shows what it did. */
  onDifference: (view: View, difference: Differences) => void;
}

export interface Views {
  readonly size: number;
  /** Bytes all views are estimated to take. */
  readonly weight: number;
  /** The current answer to the ask. @throws when the credential cannot be checked because the database does not answer */
  at(ask: Ask): Promise<View>;
  /** Looks up again every view the change may concern. */
  change(change: Change): void;
  /** Looks up again every view whose rights may have expired. */
  recheckRights(): void;
  /** Re-estimates its size: its answer was made or dropped. */
  weigh(view: View): void;
  /** Forgets the view once nobody holds a ticket for it. */
  release(view: View): void;
  /** Forgets the answers nobody took a ticket for. */
  sweep(): void;
  /** Stops looking anything up; resolves when the lookups under way have ended. */
  close(): Promise<void>;
}

/** What readers see of what they asked, kept true while anybody watches. */
export function createViews({ domain, channels, log, now, onDifference }: ViewsDeps): Views {
  const views = new Map<string, View>();
  const failed = new Set<View>();
  /** Shared by the lookups of one round, until the first change it cannot know of. */
  let shared: Resolve | null = null;
  let round: NodeJS.Timeout | null = null;
  let retry: NodeJS.Timeout | null = null;
  let weight = 0;
  let closed = false;

  const fresh = (): Resolve => createResolver(domain, log, now(), channels.withData);

  /** One lookup of a view at a time. Callers that come while an outdated one is running wait for the next. */
  function check(view: View, resolver: () => Resolve): Promise<void> {
    if (view.checking) return view.checking.then(() => (view.stale && !view.over ? check(view, resolver) : undefined));
    view.stale = false;
    view.checking = lookUp(view, resolver())
      .catch((error: unknown) => {
        retryLater(view);
        throw error;
      })
      .finally(() => {
        view.checking = null;
      });
    return view.checking;
  }

  async function lookUp(view: View, resolve: Resolve): Promise<void> {
    const resolved = await resolve(view.ask);
    const boards = resolved.dashboards.flatMap((found) => ('denial' in found ? [] : found.widgets));
    // Data was not read where a channel had it; its last viewer may have left since.
    const isLost = boards.some(({ id, data }) => data === undefined && !channels.get(id));
    return isLost ? lookUp(view, fresh()) : apply(view, resolved);
  }

  function retryLater(view: View): void {
    failed.add(view);
    if (!closed) retry ??= setTimeout(retryFailed, RETRY_PAUSE);
  }

  function retryFailed(): void {
    retry = null;
    mark((view) => failed.has(view));
    failed.clear();
  }

  function mark(concerned: (view: View) => boolean): void {
    shared = null;
    let some = false;
    for (const view of views.values()) {
      // What a first lookup will find nobody knows yet: it may have been read before this change.
      if (view.stale || !(concerned(view) || (view.checking && view.checkedAt === null))) continue;
      view.stale = true;
      some = true;
    }
    if (some && !closed) round ??= setTimeout(recheck, 0);
  }

  async function recheck(): Promise<void> {
    for (let stale = staleViews(); stale.length > 0 && !closed; stale = staleViews()) {
      const checks = await Promise.allSettled(stale.map((view) => check(view, () => (shared ??= fresh()))));
      for (const it of checks) if (it.status === 'rejected') log.warn({ err: it.reason }, 'a view cannot be looked up');
      await nextTurn();
    }
    shared = null;
    round = null;
  }

  function staleViews(): View[] {
    const stale: View[] = [];
    for (const view of views.values()) if (view.stale && stale.push(view) === CONCURRENT) break;
    return stale;
  }

  function apply(view: View, resolved: Resolved): void {
    const before: Snapshot = { items: view.items, boards: view.boards, channels: view.channels };
    const { ask } = view;
    view.items = resolved.widgets.map((found, index): Item => {
      const old = before.items[index];
      if ('denial' in found) return found.denial.temporary && old && 'channel' in old ? old : found;
      const { widget, dashboard } = found;
      return {
        channel: channels.adopt(widget, dashboard, resolved.asOf),
        dashboardId: dashboard.id,
        token: tokenOf(ask.widgets[index]),
      };
    });
    view.boards = resolved.dashboards.map((found, index): Board => {
      const old = before.boards[index];
      if ('denial' in found) return found.denial.temporary && old && 'json' in old ? old : found;
      const token = tokenOf(ask.dashboards[index]);
      const live = liveDashboard(found.dashboard, found.pages, found.widgets);
      const members = found.widgets.map((widget) => channels.adopt(widget, found.dashboard, resolved.asOf));
      const { id: dashboardId, key } = found.dashboard;
      return { dashboardId, key, json: JSON.stringify({ ...(token && { token }), ...live }), members };
    });
    view.channels = new Set([
      ...view.items.flatMap((item) => ('channel' in item ? item.channel : [])),
      ...view.boards.flatMap((board) => ('json' in board ? board.members : [])),
    ]);
    view.boardIds = new Set(view.boards.flatMap((board) => ('json' in board ? board.dashboardId : [])));
    view.widgetBoardIds = new Set(view.items.flatMap((item) => ('channel' in item ? item.dashboardId : [])));
    for (const channel of view.channels) channel.views.add(view);
    scheduleExpiry(view);
    for (const channel of before.channels) if (!view.channels.has(channel)) leave(view, channel);
    const known = view.checkedAt !== null;
    view.checkedAt = now();
    view.answer = null;
    weigh(view);
    if ([...resolved.widgets, ...resolved.dashboards].some((it) => 'denial' in it && it.denial.temporary))
      retryLater(view);
    if (!known) return;
    const difference = differences(before, view, resolved.isUnknown);
    if (difference.over) forget(view);
    onDifference(view, difference);
  }

  /** A token that expires before the next check of all rights has its view checked the moment it does. */
  function scheduleExpiry(view: View): void {
    if (view.expiryTimer) clearTimeout(view.expiryTimer);
    view.expiryTimer = null;
    const at = Date.now();
    const left = (view.tokenExpiries.find((end) => end > at) ?? Number.POSITIVE_INFINITY) - at;
    if (left > SOON || closed) return;
    view.expiryTimer = setTimeout(() => mark((it) => it === view), left).unref();
  }

  function leave(view: View, channel: Channel): void {
    channel.views.delete(view);
    channels.release(channel);
  }

  function weigh(view: View): void {
    if (views.get(view.key) !== view) return;
    weight -= view.weight;
    const entries = view.items.length + view.boards.length;
    view.weight = 4 * view.key.length + ENTRY * (entries + view.channels.size) + 2 * (view.answer?.json.length ?? 0);
    for (const board of view.boards) if ('json' in board) view.weight += 2 * board.json.length;
    weight += view.weight;
  }

  function release(view: View): void {
    if (view.tickets.size === 0 && !view.checking && views.get(view.key) === view) forget(view);
  }

  function forget(view: View): void {
    views.delete(view.key);
    failed.delete(view);
    weight -= view.weight;
    view.over = true;
    if (view.expiryTimer) clearTimeout(view.expiryTimer);
    for (const channel of view.channels) leave(view, channel);
  }

  return {
    get size() {
      return views.size;
    },
    get weight() {
      return weight;
    },
    async at(ask): Promise<View> {
      const key = JSON.stringify(ask);
      const view = views.get(key) ?? newView(key, ask);
      views.set(key, view);
      const age = view.checkedAt === null ? Number.POSITIVE_INFINITY : now() - view.checkedAt;
      if (view.stale || view.checking || age > FRESH || failed.has(view)) await check(view, fresh);
      return view.over ? this.at(ask) : view;
    },
    change(change) {
      if (change.kind === 'gap') mark(() => true);
      if (change.kind === 'access') mark(isGuarded);
      if (change.kind === 'dashboard')
        mark(
          (view) =>
            view.boardIds.has(change.dashboardId) || view.widgetBoardIds.has(change.dashboardId) || isDenied(view),
        );
      if (change.kind === 'widget') {
        const watching = channels.get(change.widgetId)?.views;
        mark((view) => view.boardIds.has(change.dashboardId) || watching?.has(view) === true);
      }
    },
    recheckRights: () => mark(isGuarded),
    weigh,
    release,
    sweep() {
      for (const view of views.values()) release(view);
    },
    async close() {
      closed = true;
      if (round) clearTimeout(round);
      if (retry) clearTimeout(retry);
      await Promise.allSettled([...views.values()].map(({ checking }) => checking));
    },
  };
}
