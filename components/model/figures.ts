import { formatNumber, type NumberStyle } from './format.ts';
import type { Level } from './series.ts';

/** Digits after the decimal sign that a number has when it is written in full, if that is not as a power of ten. */
function digitsOf(value: number): number {
  const [, fraction = '', exponent = '0'] = /(?:\.(\d+))?(?:e([-+]\d+))?$/.exec(`${value}`) ?? [];
  return Math.min(20, fraction.length - Number(exponent));
}

/** A figure with all its digits, or with as many as the style says: for titles and for those who listen. */
export const formatExact = (value: number, locale?: string, style: NumberStyle = {}): string =>
  formatNumber(value, locale, {
    ...style,
    decimal_places: style.decimal_places ?? digitsOf(value),
    format_number: '1',
  });

/** A ratio in percent (`0.756` is `75.6%`), rounded to `digits` or to what is worth reading; not finite: an en dash. */
export const formatShare = (ratio: number, locale?: string, digits?: number): string =>
  formatNumber(
    ratio,
    locale,
    { format_number: digits === undefined ? '0' : '1', decimal_places: digits },
    { style: 'percent', ...(Math.abs(ratio) < 100 && { notation: 'standard' }) },
  );

/** How much of a whole something is, in percent; what is not yet all is not rounded up to it. */
export const formatPart = (ratio: number, locale?: string): string =>
  formatShare(ratio < 1 ? Math.min(ratio, 0.999) : ratio, locale);

/** About how many letters of room a text takes, in fours: by it style sheets fit it to its box. */
export const fitOf = (text: string): number => Math.ceil(text.replace(/[\u200e\u200f\u061c]/g, '').length / 4);

/** A number between two others, infinite ones included. */
export const clamp = (value: number, low = 0, high = 1): number => Math.max(low, Math.min(high, value));

/**
 * Where a value lies between two ends: 0 at `from`, 1 at `to`, beyond them where it is beyond; `to` may be the smaller.
 * Where both are the same there is nothing between them: 1 from there on, 0 before. Never NaN.
 */
export function shareOf(value: number, from: number, to: number): number {
  if (from === to) return value >= to ? 1 : 0;
  const span = to - from;
  // The largest numbers overflow unless they are halved, and the smallest vanish when they are.
  return Number.isFinite(span) ? (value - from) / span : (value / 2 - from / 2) / (to / 2 - from / 2);
}

/** Limits that a figure is judged by, ascending, and whether growth is good news. */
export interface Limits {
  thresholds?: (number | null)[] | undefined;
  direction?: 'up-good' | 'down-good' | undefined;
}

/** The limits that are numbers, in order. */
export const limitsOf = ({ thresholds }: Limits): number[] =>
  Array.isArray(thresholds) ? thresholds.filter((limit) => limit !== null).sort((a, b) => a - b) : [];

/** How a figure stands to its limits: below the first, from the last on, or between; `''` without limits. */
export function levelOf(value: number, limits: Limits): Level | '' {
  const all = limitsOf(limits);
  const passed = all.filter((limit) => value >= limit).length;
  if (passed && passed < all.length) return 'warn';
  return all.length ? (!passed === (limits.direction === 'down-good') ? 'good' : 'bad') : '';
}
