import { intl } from './format.ts';

const MOMENT = /^\s*(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?)?\s?(Z|[+-]\d\d:?\d\d)?\s*$/i;

/** Milliseconds since 1970 of `YYYY-MM-DD[ HH:MM[:SS]]`, UTC unless an offset follows; NaN if invalid. */
export function parseMoment(text: string): number {
  const match = MOMENT.exec(text);
  if (!match) return Number.NaN;
  const [, year, month, day, hour = '00', minute = '00', second = '00', zone = 'Z'] = match;
  const offset = zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone.toUpperCase();
  const wall = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  const utc = Date.parse(`${wall}Z`);
  // `Date.parse` rolls a day that the month lacks over into the next month.
  if (Number.isNaN(utc) || !new Date(utc).toISOString().startsWith(wall)) return Number.NaN;
  return Date.parse(wall + offset);
}

/** Milliseconds since 1970 from text or a number; small numbers (before 1973 in milliseconds) are seconds. */
export function toMoment(value: unknown): number {
  if (typeof value === 'number') return Math.abs(value) < 1e11 ? value * 1000 : value;
  return typeof value === 'string' ? parseMoment(value) : Number.NaN;
}

/** A point in time formatted for the locale; `style` selects date, time or both. */
export function formatMoment(
  ms: number,
  locale: string | undefined,
  timeZone: string | undefined,
  style: Intl.DateTimeFormatOptions = { dateStyle: 'medium', timeStyle: 'short' },
): string {
  // Dates end 8.64e15 ms after 1970 (ECMA-262, Time Values).
  if (!(Math.abs(ms) <= 8.64e15)) return '–';
  return intl(Intl.DateTimeFormat, locale, { ...style, ...(timeZone ? { timeZone } : {}) }).format(ms);
}

export type TimeUnit = 'day' | 'hour' | 'minute' | 'second';

const UNITS: readonly (readonly [TimeUnit, number])[] = [
  ['day', 86400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
];

/** Splits whole seconds into days, hours, minutes and seconds, without leading zero units; seconds are always there. */
export function splitDuration(seconds: number): { unit: TimeUnit; count: number }[] {
  let rest = Math.max(0, Math.floor(seconds)) || 0;
  const parts = UNITS.map(([unit, size]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return { unit, count };
  });
  const first = parts.findIndex(({ count }) => count > 0);
  return first < 0 ? parts.slice(-1) : parts.slice(first);
}

/** `3 hours`, `3h`: one unit in the locale. */
function formatUnit(
  count: number,
  unit: TimeUnit,
  locale: string | undefined,
  unitDisplay: 'long' | 'short' | 'narrow' = 'long',
): string {
  return intl(Intl.NumberFormat, locale, { style: 'unit', unit, unitDisplay, maximumFractionDigits: 0 }).format(count);
}

/** `2 days, 3 hours`: the two largest units of a duration. */
export function formatDuration(seconds: number, locale?: string): string {
  const parts = splitDuration(seconds)
    .slice(0, 2)
    .filter(({ count }, index) => count || !index)
    .map(({ unit, count }) => formatUnit(count, unit, locale));
  return intl(Intl.ListFormat, locale, { type: 'unit' }).format(parts);
}
