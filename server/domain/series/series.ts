import type { Json } from '../../../components/model/widget.ts';
import type { Context } from '../context.ts';
import { foreign, invalid, notFound } from '../errors.ts';
import { isObject } from '../json.ts';
import { createMemo } from '../memo.ts';
import type { Principal, Sample, Series } from '../model.ts';
import { requireScope } from '../rights.ts';
import { addPoint, currentOf, horizonOf, perPeriod } from './drawing.ts';
import { addSeries } from './labels.ts';
import { periodsOf, type Timespan } from './periods.ts';
import { numberIn, readValue } from './readings.ts';
import { type CachedWidget, type LiveSlot, lastPerPeriod, type WidgetCache } from './widget-cache.ts';

/** A value pushed to a label: absolute, with its time (milliseconds; default now), or a change of the last value. */
export type Reading = { value: Json; at?: number } | { delta: number };

/** Values pushed by label: each label feeds one slot of a widget, and every push redraws that widget. */
export interface LabelledSeries {
  /**
   * Pushes readings to one or more labels; resolves after the commit. All are validated before any is applied.
   * @throws DomainError not_found, foreign, forbidden, invalid, too_large, unavailable
   */
  push(principal: Principal, readings: ReadonlyMap<string, readonly Reading[]>): Promise<void>;
  /** Values reported by an external service, by slot; a timeline takes only entries it does not show yet. */
  feed(widgetId: number, bySlot: Readonly<Record<string, readonly Reading[]>>): Promise<void>;
  /** Deletes every value of a label. */
  clear(principal: Principal, label: string): Promise<void>;
  /** Newest first. */
  last(principal: Principal, label: string, count: number): Promise<Sample[]>;
  /** Values not older than the given number of seconds, newest first, at most 10,000. */
  since(principal: Principal, label: string, seconds: number): Promise<Sample[]>;
  /** One value per period of the timespan, oldest first: the last one in it, else the one before, else `null`. */
  timespan(
    principal: Principal,
    label: string,
    timespan: Timespan,
    zone: string,
  ): Promise<{ at: number; value: Json }[]>;
}

/** Most samples returned at once. */
const MAX_SINCE = 10_000;
/** Milliseconds a label is cached; every change of widgets or rights clears the cache. */
const TTL = 1000;
const MAX_LABELS = 10_000;

export function createSeries(ctx: Context, cache: WidgetCache): LabelledSeries {
  const { store, bus, now } = ctx;
  const labels = createMemo({ ttl: TTL, max: MAX_LABELS, now }, find);
  const writers = new WeakMap<CachedWidget, WeakSet<Principal>>();
  bus.on(({ kind }) => {
    if (kind !== 'data') labels.clear();
  });

  async function find(id: string): Promise<Series & { widgetId: number }> {
    const { workspaceId, label } = JSON.parse(id) as { workspaceId: number; label: string };
    const series = await store.series.get({ workspaceId, label });
    if (series?.widgetId != null) return { ...series, widgetId: series.widgetId };
    const [elsewhere] = await store.series.list({ label }, { limit: 1 });
    throw elsewhere && elsewhere.workspaceId !== workspaceId ? foreign('label', label) : notFound('label', label);
  }

  const seriesOf = ({ workspaceId }: Principal, label: string) => labels.get(JSON.stringify({ workspaceId, label }));

  async function permit(principal: Principal, cached: CachedWidget): Promise<void> {
    const known = writers.get(cached) ?? new WeakSet();
    writers.set(cached, known);
    if (known.has(principal)) return;
    await ctx.require(principal, cached.dashboard, 'write');
    known.add(principal);
  }

  async function readable(principal: Principal, label: string): Promise<Series> {
    requireScope(principal, 'dashboard:read', 'label', label);
    const series = await seriesOf(principal, label);
    const { dashboard } = await ctx.livingWidget({ id: series.widgetId }, ['id'], label);
    await ctx.require(principal, dashboard, 'read');
    return series;
  }

  /** Appends readings to a slot and returns the samples to store. @throws DomainError `invalid`, `too_large` */
  function take(slot: LiveSlot, readings: readonly Reading[]): Omit<Sample, 'id'>[] {
    const samples = readings.map((reading) => ({ seriesId: slot.seriesId, ...sampleOf(slot, reading, now()) }));
    for (const { at, value } of samples) addPoint(slot.points, { at, value });
    return samples;
  }

  async function pushTo(principal: Principal, widgetId: number, readings: ReadonlyMap<number, readonly Reading[]>) {
    await cache.use(widgetId, async (cached) => {
      await permit(principal, cached);
      const slots = cached.slots.filter(({ seriesId }) => readings.has(seriesId));
      const samples = slots.flatMap((slot) => take(slot, readings.get(slot.seriesId) ?? []));
      if (samples.length > 0) await cache.commit(cached, samples);
    });
  }

  /** Validates all readings before any is applied. */
  async function check(principal: Principal, widgetId: number, readings: ReadonlyMap<number, readonly Reading[]>) {
    await cache.use(widgetId, async (cached) => {
      await permit(principal, cached);
      for (const [seriesId, list] of readings) {
        const slot = cached.slots.find((each) => each.seriesId === seriesId);
        if (!slot) throw notFound('label', seriesId);
        for (const reading of list) sampleOf(slot, reading, now());
      }
    });
  }

  return {
    async push(principal, readings) {
      const byWidget = new Map<number, Map<number, readonly Reading[]>>();
      for (const [label, list] of readings) {
        requireScope(principal, 'dashboard:write', 'label', label);
        const { id, widgetId } = await seriesOf(principal, label);
        byWidget.set(widgetId, (byWidget.get(widgetId) ?? new Map()).set(id, list));
      }
      for (const [widgetId, list] of byWidget) await check(principal, widgetId, list);
      await Promise.all([...byWidget].map(([widgetId, list]) => pushTo(principal, widgetId, list)));
    },

    async feed(widgetId, bySlot) {
      await cache.use(widgetId, async (cached) => {
        const { workspaceId } = cached.widget;
        // While the widget was in the bin its label may have been given to another one.
        const mute = cached.slots.filter(({ seriesId }) => seriesId === 0);
        const slots = mute.map(({ number: slot }) => ({ workspaceId, widgetId, slot }));
        for (const [index, { id }] of (await addSeries(ctx, store, slots)).entries())
          (mute[index] as LiveSlot).seriesId = id;
        const samples = cached.slots.flatMap((slot) => {
          const readings = bySlot[slot.number] ?? [];
          if (slot.family !== 'timeline') return take(slot, readings);
          const shown = new Set(slot.points.map(({ value }) => JSON.stringify(value)));
          return take(
            slot,
            readings.filter((reading) => !('value' in reading && shown.has(JSON.stringify(reading.value)))),
          );
        });
        await cache.commit(cached, samples);
      });
    },

    async clear(principal, label) {
      requireScope(principal, 'dashboard:write', 'label', label);
      const { id, widgetId } = await seriesOf(principal, label);
      await cache.use(widgetId, async (cached) => {
        await permit(principal, cached);
        // Values accepted earlier are written first, so that they are deleted too.
        await store.writer.drain();
        await store.samples.clear(id);
        cache.forget(widgetId);
      });
      await cache.use(widgetId, (cached) => cache.commit(cached));
    },

    async last(principal, label, count) {
      const { id } = await readable(principal, label);
      return store.samples.newest(id, { limit: count });
    },

    async since(principal, label, seconds) {
      const { id } = await readable(principal, label);
      return store.samples.newest(id, { from: Math.floor(now() - seconds * 1000), limit: MAX_SINCE });
    },

    async timespan(principal, label, timespan, zone) {
      const { id } = await readable(principal, label);
      const periods = periodsOf(timespan, zone, now());
      const values = perPeriod(await lastPerPeriod(store.samples, id, periods), periods);
      return periods.map(({ start }, index) => ({ at: start, value: values[index] ?? null }));
    },
  };
}

/**
 * A reading as it is stored. A change is applied to the current value, or to nothing. What brings no time of its own is
 * the latest: if a clock was set back, or that of another node is ahead, it would count for nothing until the time is
 * reached. What was given a time far ahead holds up nothing. The entries of a timeline are told apart by their times, so
 * each has its own.
 */
function sampleOf({ family, points }: LiveSlot, reading: Reading, now: number): { at: number; value: Json } {
  const last = currentOf({ family, points }, now);
  const isLater = !last || last.at > horizonOf(family, now);
  const at = family === 'timeline' || isLater ? now : Math.max(now, last.at);
  if ('value' in reading) return { at: reading.at ?? at, value: readValue(family, reading.value) };
  const before = last?.value ?? 0;
  const base = numberIn(isObject(before) ? before.value : before);
  if (base === undefined || !Number.isFinite(base + reading.delta))
    throw invalid({ path: 'delta', message: 'A delta only works with numbers.' });
  return { at, value: readValue(family, base + reading.delta) };
}
