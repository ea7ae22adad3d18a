import type { Json, JsonObject } from '../../components/model/widget.ts';
import { isObject } from '../domain/json.ts';
import type { Column } from '../domain/sources/queries.ts';
import { type Condition, type Filter, mapped } from './filters.ts';

/** Between which moments rows count, as somebody wrote it: `2026-01-31`, `-7d`, `-1mStart`. `null` leaves that side open. */
export interface DateRange {
  from: string | null;
  to: string | null;
}

export const OPEN_RANGE: DateRange = { from: null, to: null };

/** Which end of a day, or of what else is meant, is taken; `at` is the moment itself. */
type Side = keyof DateRange | 'at';

const ISO = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)(Z|[+-]\d{2}:?\d{2})?)?$/;
const RELATIVE = /^-?(\d{1,5})?([hdwmqyHDWQYMs])(Start|End)?$/;
const YEARS = [1, 9999] as const;

type Clock = [year: number, month: number, day: number, hour: number, minute: number, second: number];

/** What one step of each unit moves, as an index into the clock and how many of it. `M` are minutes, as in PostHog. */
const UNITS: Readonly<Record<string, readonly [part: number, count: number]>> = {
  y: [0, 1],
  q: [1, 3],
  m: [1, 1],
  w: [2, 7],
  d: [2, 1],
  h: [3, 1],
  M: [4, 1],
  s: [5, 1],
};

/**
 * A moment as PostHog writes it, in ms since 1970 (UTC): a date, a date with a time, or how long ago (`-24h`, `-7d`,
 * `-1mStart`, `dEnd`). From days on, a start is the first moment of its day and an end the last one.
 * @returns `null` for no moment (`all`, nothing), `undefined` for what cannot be read
 */
export function momentOf(text: string | null, side: Side, now: number): number | null | undefined {
  if (text === null || text.trim() === '' || text === 'all') return null;
  const at = isoMoment(text.trim(), side) ?? relativeMoment(text.trim(), side, now);
  if (at === undefined || !Number.isFinite(at)) return undefined;
  const year = new Date(at).getUTCFullYear();
  return year >= YEARS[0] && year <= YEARS[1] ? at : undefined;
}

function isoMoment(text: string, side: Side): number | undefined {
  const [, year, month, day, time, zone = 'Z'] = ISO.exec(text) ?? [];
  if (!year || !month || !day) return undefined;
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const at = Date.parse(`${date}T${time ?? '00:00'}${zone}`);
  // Date.parse takes the 31st of every month.
  if (Number.isNaN(at) || new Date(Date.parse(`${date}T00:00Z`)).getUTCDate() !== Number(day)) return undefined;
  return time === undefined && side === 'to' ? endOf(clockOf(at), 2) : at;
}

function relativeMoment(text: string, side: Side, now: number): number | undefined {
  const [, count, letter = '', position] = RELATIVE.exec(text) ?? [];
  const unit = letter === 'M' ? 'M' : letter.toLowerCase();
  const [part, size] = UNITS[unit] ?? [];
  if (part === undefined || size === undefined) return undefined;
  const clock = clockOf(now);
  const day = clock[2];
  clock[part] = (clock[part] as number) - Number(count ?? 0) * size;
  // The month before 31 March is February, whose last day stands for it.
  if (part < 2) clock[2] = Math.min(day, new Date(utc([clock[0], clock[1] + 1, 0, 0, 0, 0])).getUTCDate());
  if (position === undefined) return roundedTo(side, unit, utc(clock));
  const start = startOfUnit(unit, part, clockOf(utc(clock)));
  if (position === 'Start') return start;
  const next = clockOf(start);
  next[part] = (next[part] as number) + size;
  return utc(next) - 1;
}

/** How long ago, without a word about start or end: hours begin on the hour, days and longer units take whole days. */
function roundedTo(side: Side, unit: string, at: number): number {
  if (side === 'at' || unit === 'M' || unit === 's') return at;
  if (unit === 'h') return side === 'from' ? startOf(clockOf(at), 3) : at;
  return (side === 'from' ? startOf : endOf)(clockOf(at), 2);
}

/** The first moment of the unit that a moment lies in: weeks begin on Sunday, quarters in January, April, July, October. */
function startOfUnit(unit: string, part: number, clock: Clock): number {
  if (unit === 'q') clock[1] -= clock[1] % 3;
  if (unit === 'w') clock[2] -= new Date(utc(clock)).getUTCDay();
  return startOf(clock, part);
}

function clockOf(at: number): Clock {
  const date = new Date(at);
  return [
    date.getUTCFullYear(),
    date.getUTCMonth(),
    date.getUTCDate(),
    date.getUTCHours(),
    date.getUTCMinutes(),
    date.getUTCSeconds(),
  ];
}

const utc = (clock: readonly number[]): number => {
  const [year = 0, month = 0, day = 1, hour = 0, minute = 0, second = 0] = clock;
  // Date.UTC takes the years 0 to 99 for those of the last century.
  return new Date(0).setUTCFullYear(year, month, day) + ((hour * 60 + minute) * 60 + second) * 1000;
};

const ORIGIN = [0, 0, 1, 0, 0, 0] as const;
const startOf = (clock: Clock, part: number): number =>
  utc(clock.map((value, index) => (index <= part ? value : (ORIGIN[index] as number))));
const endOf = (clock: Clock, part: number): number =>
  utc(clock.map((value, index) => (index < part ? value : index === part ? value + 1 : (ORIGIN[index] as number)))) - 1;

/** A moment as SQL reads it without a zone. */
const sqlMoment = (at: number): string => new Date(at).toISOString().replace('T', ' ').slice(0, -1);

/** One side of a range for SQL: an open start is before everything, an open end after it. */
export function edgeOf(range: DateRange, side: keyof DateRange, now: number): string {
  const at = momentOf(range[side], side, now) ?? null;
  return at === null ? { from: '-infinity', to: 'infinity' }[side] : sqlMoment(at);
}

/** Where a range counts: the column `timestamp`, else the first one of dates or moments. */
export function dateColumn(columns: readonly Column[]): Column | undefined {
  const dated = columns.filter(({ type }) => type === 'date' || type === 'datetime');
  return dated.find(({ name }) => name.toLowerCase() === 'timestamp') ?? dated[0];
}

/** A range as filters of one column; sides that cannot be read are open. */
export const rangeFilters = (range: DateRange, field: string, now: number): Filter[] =>
  (['from', 'to'] as const).flatMap((side): Filter[] => {
    const at = momentOf(range[side], side, now) ?? null;
    return at === null ? [] : [{ field, operator: side === 'from' ? 'gte' : 'lte', values: [sqlMoment(at)] }];
  });

/** Filters that say how long ago (`-7d`), with the moments they mean. */
export const settled = (all: readonly Condition[], now: number): Condition[] =>
  mapped(all, (filter) => {
    if (!filter.isDate) return filter;
    const values = filter.values.map((value) => {
      const at = typeof value === 'string' && RELATIVE.test(value) ? momentOf(value, 'at', now) : undefined;
      return typeof at === 'number' ? sqlMoment(at) : value;
    });
    return { ...filter, values };
  });

/** The range of PostHog's filters: `{date_from, date_to}`, in queries `{dateRange: {date_from, date_to}}`. */
export function rangeIn({ dateRange, ...filters }: JsonObject): DateRange {
  const { date_from: from, date_to: to } = isObject(dateRange) ? dateRange : filters;
  return { from: wordIn(from), to: wordIn(to) };
}

export const isOpen = ({ from, to }: DateRange): boolean => from === null && to === null;

const wordIn = (value: Json | undefined): string | null => (typeof value === 'string' ? value : null);
