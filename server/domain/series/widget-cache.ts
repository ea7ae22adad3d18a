import type { Context } from '../context.ts';
import { conflict, DomainError } from '../errors.ts';
import { exceedsBytes, MAX_DATA_BYTES } from '../json.ts';
import type { Dashboard, Sample, Widget } from '../model.ts';
import type { ExpectedVersion } from '../ports.ts';
import { clearData } from '../widgets/clear-data.ts';
import { compact, type DrawnSlot, draw, MAX_ENTRIES, type Point, periodsFor } from './drawing.ts';
import { type Kind, kindOfWidget } from './kinds.ts';
import { isTimeZone, type Period } from './periods.ts';

/** A slot with its series and those of its values that are still drawn, oldest first. */
export interface LiveSlot extends DrawnSlot {
  seriesId: number;
  number: string;
  points: Point[];
}

/** The columns of a widget that its slots are drawn by. */
const CACHED = [
  'id',
  'workspaceId',
  'dashboardId',
  'type',
  'givenType',
  'config',
  'slots',
  'source',
  'version',
] as const;

/** A widget with slots, ready to be pushed to. */
export interface CachedWidget {
  widget: Pick<Widget, (typeof CACHED)[number]>;
  dashboard: Dashboard;
  kind: Kind;
  zone: string;
  slots: LiveSlot[];
  /** The version its pushes expect, so that none is lost when another process pushes too. */
  expected: ExpectedVersion;
}

/** Widgets with slots and their latest values in memory, so that a push needs no reads. */
export interface WidgetCache {
  /**
   * Calls `run` with a cached widget that stays in step with the store: whatever `run` accepts builds on everything
   * accepted before, committed or not. After a failure the widget is read again; when another process was quicker
   * `run` is called a second time, and must do the same again.
   * @throws DomainError `not_found`
   */
  use<T>(widgetId: number, run: (cached: CachedWidget) => Promise<T>): Promise<T>;
  /** Draws the widget and pushes the result together with the samples. */
  commit(cached: CachedWidget, samples?: readonly Omit<Sample, 'id'>[]): Promise<void>;
  /** The store holds something else than is remembered. */
  forget(widgetId: number): void;
}

interface Entry {
  loaded: Promise<CachedWidget>;
  busy: Set<Promise<unknown>>;
  stale: boolean;
}

const MAX_WIDGETS = 1000;
/** How often a push is retried when other processes were quicker. */
const MAX_ATTEMPTS = 100;
/** Number of points of one slot above which those no longer drawn are dropped. */
const MAX_POINTS = 200;

export function createWidgetCache(ctx: Context): WidgetCache {
  const { store, bus, now } = ctx;
  const entries = new Map<number, Entry>();
  bus.on((change) => {
    // A `data` change that carries its bytes was made in this process: the slots know of it, or it does not concern them.
    if (change.kind === 'data') {
      if (change.data === undefined) forget(change.widgetId);
    } else if (change.kind === 'widget') forget(change.widgetId);
    else for (const entry of entries.values()) entry.stale = true;
  });

  function forget(widgetId: number): void {
    const entry = entries.get(widgetId);
    if (entry) entry.stale = true;
  }

  async function load(widgetId: number): Promise<CachedWidget> {
    const { widget, dashboard } = await ctx.livingWidget({ id: widgetId }, CACHED);
    const { kind } = kindOfWidget(widget);
    const zone = zoneOf(widget);
    const series = new Map((await store.series.list({ widgetId })).map(({ slot, id }) => [slot, id]));
    const slots = kind.slots.map((family, index): LiveSlot => {
      const number = `${index + 1}`;
      const settings = (widget.slots[number] ?? {}) as LiveSlot['settings'];
      return { number, family, settings, seriesId: series.get(number) ?? 0, points: [] };
    });
    const at = now();
    for (const slot of slots) slot.points = await pointsOf(slot, periodsFor(slot, slots, zone, at));
    // The version is read before the samples: a change in between is then noticed, never overlooked.
    const expected = { version: widget.version, isBroken: false };
    return { widget, dashboard, kind, zone, slots, expected };
  }

  async function pointsOf({ family, seriesId }: LiveSlot, periods: readonly Period[]): Promise<Point[]> {
    if (family === 'timeline') return (await store.samples.newest(seriesId, { limit: MAX_ENTRIES })).reverse();
    return lastPerPeriod(store.samples, seriesId, periods);
  }

  /** Waits for runs that still use the outdated widget, then reads it again. */
  async function current(widgetId: number): Promise<Entry> {
    for (;;) {
      const entry = entries.get(widgetId);
      if (entry && !entry.stale) return entry;
      if (entry && entry.busy.size > 0) await Promise.allSettled(entry.busy);
      if (entries.get(widgetId) !== entry || (entry && (!entry.stale || entry.busy.size > 0))) continue;
      return replace(widgetId);
    }
  }

  function replace(widgetId: number): Entry {
    const entry: Entry = { loaded: load(widgetId), busy: new Set(), stale: false };
    entry.loaded.catch(() => entries.get(widgetId) === entry && entries.delete(widgetId));
    entries.delete(widgetId);
    entries.set(widgetId, entry);
    for (const [id, { busy }] of entries) {
      if (entries.size <= MAX_WIDGETS) break;
      if (busy.size === 0 && id !== widgetId) entries.delete(id);
    }
    return entry;
  }

  return {
    forget,
    async use(widgetId, run) {
      for (let attempts = 1; ; ) {
        const entry = await current(widgetId);
        const cached = await entry.loaded;
        if (entry.stale || entries.get(widgetId) !== entry) continue;
        const running = run(cached);
        entry.busy.add(running);
        try {
          return await running;
        } catch (error) {
          entry.stale = true;
          if (!isOutdated(error)) throw error;
          attempts += 1;
          if (attempts > MAX_ATTEMPTS)
            throw new DomainError(
              'unavailable',
              'Too many pushes to this widget at the same time. Try again in a moment.',
            );
        } finally {
          entry.busy.delete(running);
        }
      }
    },

    async commit({ widget, kind, zone, slots, expected }, samples = []) {
      // Its data was pushed in another way.
      if (slots.length === 0) return;
      const at = now();
      for (const slot of slots)
        if (slot.points.length > MAX_POINTS)
          slot.points = compact(slot.family, slot.points, periodsFor(slot, slots, zone, at));
      const drawn = draw(kind, slots, zone, at);
      if (!drawn) return clear(widget, expected.version);
      const data = JSON.stringify(drawn);
      if (exceedsBytes(data, MAX_DATA_BYTES))
        throw new DomainError('too_large', `data is larger than ${MAX_DATA_BYTES} bytes`, { subject: 'widget' });
      await ctx.push({ widgetId: widget.id, data, at, samples, expected });
    },
  };

  /** Clears a widget that has nothing left to draw, unless somebody pushed to it since it was found to have nothing. */
  async function clear({ id, dashboardId }: CachedWidget['widget'], found: number): Promise<void> {
    if (!(await store.widgets.get({ id }, { columns: ['data'] }))?.data) return;
    await store.transaction(async (tables) => {
      const { version } = await clearData(tables, id);
      if (version !== found + 1) throw conflict('version', `somebody pushed to widget ${id} at the same time`);
    });
    await ctx.announce({ kind: 'widget', widgetId: id, dashboardId });
  }
}

/** Whether another process pushed to the widget in between. */
const isOutdated = (error: unknown): boolean =>
  error instanceof DomainError && error.code === 'conflict' && error.details.issues?.[0]?.path === 'version';

/** The time zone of a widget's days: from its config, else UTC. */
const zoneOf = ({ config }: Pick<Widget, 'config'>): string =>
  typeof config.time_zone === 'string' && isTimeZone(config.time_zone) ? config.time_zone : 'UTC';

/** The last sample of each period that has one, and the last before them; oldest first. */
export async function lastPerPeriod(
  samples: Context['store']['samples'],
  seriesId: number,
  periods: readonly Period[],
): Promise<Point[]> {
  const found: Point[] = [];
  let before = Number.MAX_SAFE_INTEGER;
  for (;;) {
    const [last] = await samples.newest(seriesId, { before, limit: 1 });
    if (!last) return found;
    found.unshift(last);
    const period = periods.findLast(({ start }) => start <= last.at);
    if (!period) return found;
    // A value from the future lies after the last period: the one before it is needed too.
    before = last.at >= period.end ? period.end : period.start;
  }
}
