import type { Json, JsonObject } from '../../../components/model/widget.ts';
import { isObject } from '../json.ts';
import type { Family, Kind } from './kinds.ts';
import { type Period, periodsOf, TIMESPANS, type Timespan } from './periods.ts';
import { numberIn } from './readings.ts';

/** A value and its time, milliseconds since 1970. */
export interface Point {
  at: number;
  value: Json;
}

/** A slot as it is drawn. */
export interface DrawnSlot {
  family: Family;
  /** Subtitle, timespan, colour; for leaderboards those of each column. */
  settings: JsonObject;
  /** Oldest first: for slots with history, the points of the timespan and one before; for others, the last, and one for later. */
  points: readonly Point[];
}

/** Entries a timeline shows. */
export const MAX_ENTRIES = 30;

/** The timespan a slot covers. */
const timespanOf = ({ timespan }: JsonObject): Timespan => TIMESPANS.find((one) => one === timespan) ?? 'monthly';

/** The longest timespan of a widget's graphs: the axis they share. */
function axisOf(slots: readonly Pick<DrawnSlot, 'settings' | 'family'>[]): Timespan {
  const graphs = slots.filter(({ family }) => family === 'graph');
  return TIMESPANS[Math.max(0, ...graphs.map(({ settings }) => TIMESPANS.indexOf(timespanOf(settings))))] as Timespan;
}

const HOUR = 3_600_000;

/**
 * The last moment that counts as now: clocks are wrong, and some tell the time of their zone as if it were UTC. Later
 * values were meant for then (plans, mistakes). A graph shows each value at its time, so it needs less room for that.
 */
export const horizonOf = (family: Family, now: number): number => now + (family === 'graph' ? HOUR : 24 * HOUR);

/** The point that counts now: the last one that is not for later; but what shows one value shows a later one rather than none. */
export function currentOf({ family, points }: Pick<DrawnSlot, 'family' | 'points'>, now: number): Point | undefined {
  const until = horizonOf(family, now);
  return points.findLast(({ at }) => at <= until) ?? (family === 'graph' ? undefined : points.at(-1));
}

/** The periods whose last points are kept: those of the slot, or of the axis it shares, and until what counts as now. */
export function periodsFor(
  { family, settings }: Pick<DrawnSlot, 'settings' | 'family'>,
  slots: readonly Pick<DrawnSlot, 'settings' | 'family'>[],
  zone: string,
  now: number,
): Period[] {
  const end = horizonOf(family, now) + 1;
  if (!hasHistory(family)) return [{ start: 0, end }];
  const drawn = periodsOf(family === 'graph' ? axisOf(slots) : timespanOf(settings), zone, now);
  const start = drawn.at(-1)?.end ?? 0;
  return start < end ? [...drawn, { start, end }] : drawn;
}

/** The last value of each period, repeated where a period has none; `null` before the first. */
export function perPeriod(points: readonly Point[], periods: readonly Period[]): (Json | null)[] {
  let next = 0;
  let value: Json = null;
  return periods.map(({ end }) => {
    for (let point = points[next]; point && point.at < end; point = points[++next]) value = point.value;
    return value;
  });
}

/** Drops the points of a slot that are no longer drawn. */
export function compact(family: Family, points: readonly Point[], periods: readonly Period[]): Point[] {
  if (family === 'timeline') return points.slice(-MAX_ENTRIES);
  const kept: Point[] = [];
  let next = 0;
  for (const end of [periods[0]?.start ?? 0, ...periods.map((period) => period.end), Number.POSITIVE_INFINITY]) {
    let last: Point | undefined;
    for (let point = points[next]; point && point.at < end; point = points[++next]) last = point;
    if (last) kept.push(last);
  }
  return kept;
}

/** Whether a family shows its history. */
const hasHistory = (family: Family): boolean => family === 'counter' || family === 'graph';

/** Inserts a point by time; of two with the same time the one that came later replaces the other. */
export function addPoint(points: Point[], point: Point): void {
  let index = points.length;
  while (index > 0 && (points[index - 1] as Point).at > point.at) index -= 1;
  points.splice(index, 0, point);
}

const latest = (slot: DrawnSlot | undefined, now: number): Json | undefined => slot && currentOf(slot, now)?.value;
const figure = (value: Json | undefined): number | undefined => numberIn(isObject(value) ? value.value : value);
const subtitle = ({ settings }: DrawnSlot, index: number): string => words(settings.subtitle) || `${index + 1}`;
const words = (value: Json | undefined): string => (value === undefined || value === null ? '' : `${value}`);

type Draw = (slots: readonly DrawnSlot[], zone: string, now: number) => JsonObject | null;

const drawNumber: Draw = (slots, zone, now) => {
  const [slot] = slots;
  const value1 = figure(latest(slot, now));
  if (!slot || value1 === undefined) return null;
  const history = perPeriod(slot.points, periodsOf(timespanOf(slot.settings), zone, now)).map((value) => figure(value));
  const series = history.filter((value) => value !== undefined);
  const text1 = words(slot.settings.subtitle);
  return {
    value1,
    ...(series.length > 1 && { value2: series[0] as number, series }),
    ...(text1 && { text1 }),
  };
};

const drawChart: Draw = (slots, zone, now) => {
  if (slots.every(({ points }) => points.length === 0)) return null;
  if (slots[0]?.family !== 'graph') {
    const values = slots.map((slot) => figure(latest(slot, now)) ?? null);
    return { labels: slots.map(subtitle), datasets: [{ label: '', data: values }] };
  }
  const axis = axisOf(slots);
  const periods = periodsOf(axis, zone, now);
  const graphs = slots.filter(({ family }) => family === 'graph');
  const datasets = graphs.map((slot, index) => {
    const from = periodsOf(timespanOf(slot.settings), zone, now)[0]?.start ?? 0;
    const values = perPeriod(slot.points, periods).map((value, at) =>
      (periods[at] as Period).end <= from ? null : (figure(value) ?? null),
    );
    return { label: subtitle(slot, index), data: values };
  });
  return { labels: periods.map(({ start }) => labelOf(start, axis, zone)), datasets };
};

/** A period's start as it is written on the axis: days as a date, hours as a timestamp. */
function labelOf(start: number, axis: Timespan, zone: string): string {
  if (axis === 'daily') return new Date(start).toISOString().replace('.000Z', '+00:00');
  return new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' }).format(start);
}

const single =
  (draw: (value: JsonObject, subtitle: string) => JsonObject): Draw =>
  ([slot], _, now) => {
    const value = latest(slot, now);
    if (value === undefined || value === null) return null;
    return draw(isObject(value) ? value : { value }, words(slot?.settings.subtitle));
  };

const withCaption = (text: string): JsonObject => (text ? { text } : {});

/** Builds a widget type's data from the values of its slots; `null` while there is nothing to draw. */
const DRAWINGS: Readonly<Record<string, Draw>> = {
  number: drawNumber,
  chart: drawChart,
  boxes: (slots, _, now) =>
    slots.every(({ points }) => points.length === 0)
      ? null
      : {
          values: slots.map((slot, index) => ({
            label: subtitle(slot, index),
            value: figure(latest(slot, now)) ?? null,
          })),
        },
  gauge: single(({ value = null }, text) => ({ value, min: 0, max: 1, ...withCaption(text) })),
  progress: single(({ current = null, min = 0, max = null }, text) => ({ current, min, max, ...withCaption(text) })),
  status: single(({ value = null }, text) => ({ status: value, ...withCaption(text) })),
  text: single(({ content = '' }, text) => ({ ...(text && { text2: text }), text3: words(content) })),
  timeline: (slots) => entriesOf(slots),
  leaderboard: single(({ board = [] }) => ({ board })),
  funnel: single(({ funnel = [] }) => ({ funnel })),
  image: single(({ source = '', caption }) => ({ source, ...(caption != null && { caption }) })),
};

/** The entries of the timelines among the slots, newest first. */
function entriesOf(slots: readonly DrawnSlot[]): JsonObject | null {
  const points = slots.filter(({ family }) => family === 'timeline').flatMap((slot) => slot.points);
  if (points.length === 0) return null;
  const entries = [...points]
    .sort((a, b) => a.at - b.at)
    .reverse()
    .slice(0, MAX_ENTRIES)
    .map(({ at, value }) => ({ ...(value as JsonObject), timestamp: new Date(at).toISOString() }));
  return { entries };
}

/** A widget's data in the form of its kind's type, from the values of its slots. */
export function draw(kind: Kind, slots: readonly DrawnSlot[], zone: string, now: number): JsonObject | null {
  const main = DRAWINGS[kind.type]?.(slots, zone, now) ?? null;
  // The timeline of a second slot is shown beside the figure of the first.
  const beside = kind.type === 'timeline' ? null : entriesOf(slots);
  return main && beside ? { ...main, ...beside } : (main ?? beside);
}

/** The part of the config that follows from a kind and its slots' settings; other fields are not touched. */
export function presentation(kind: Kind, settings: readonly JsonObject[]): JsonObject {
  const [first = {}] = settings;
  if (kind.type === 'leaderboard') {
    const columns = Object.entries(first).filter(([name, value]) => /^(subtitle|color)[1-9]$/.test(name) && value);
    return { ...kind.config, ...Object.fromEntries(columns) };
  }
  const colors = settings.map(({ color }) => words(color));
  const axis = axisOf(settings.map((each, index) => ({ settings: each, family: kind.slots[index] ?? 'counter' })));
  return {
    ...kind.config,
    ...(kind.slots[0] === 'graph' && { x_axes_type: axis === 'daily' ? '2' : '1' }),
    ...(colors.some(Boolean) && { colors }),
  };
}
