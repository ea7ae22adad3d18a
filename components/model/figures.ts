import { formatNumber, type NumberStyle } from './format.ts';
import type { Level } from './series.ts';

/** Digits after the decimal sign of a number in full, at most 20. */
function digitsOf(value: number): number {
  const [, fraction = '', exponent = '0'] = /(?:\.(\d+))?(?:e([-+]\d+))?$/.exec(`${value}`) ?? [];
  return Math.min(20, fraction.length - Number(exponent));
}

/** A number with all its digits, or as many decimals as the style asks for: for tooltips and screen readers. */
export const formatExact = (value: number, locale?: string, style: NumberStyle = {}): string =>
  formatNumber(value, locale, {
    ...style,
    decimal_places: style.decimal_places ?? digitsOf(value),
    format_number: '1',
  });

/** A ratio in percent (`0.756` is `75.6%`), rounded to `digits`, or else to about a tenth of a percent; an en dash if not finite. */
export const formatShare = (ratio: number, locale?: string, digits?: number): string =>
  formatNumber(
    ratio,
    locale,
    { format_number: digits === undefined ? '0' : '1', decimal_places: digits },
    { style: 'percent', ...(Math.abs(ratio) < 100 && { notation: 'standard' }) },
  );

/** A part of a whole in percent; anything below 100% is never rounded up to 100%. */
export const formatPart = (ratio: number, locale?: string): string =>
  formatShare(ratio < 1 ? Math.min(ratio, 0.999) : ratio, locale);

/** Approximate length of a text in units of four letters: style sheets choose a font size by it. */
export const fitOf = (text: string): number => Math.ceil(text.replace(/[\u200e\u200f\u061c]/g, '').length / 4);

/** Limits a number to a range; infinite numbers are fine. */
export const clamp = (value: number, low = 0, high = 1): number => Math.max(low, Math.min(high, value));

/**
 * Position of a value in a range: 0 at `from`, 1 at `to`, outside of 0 to 1 beyond them. `to` may be less than `from`.
 * In an empty range it is 1 from there on, 0 before. Never NaN.
 */
export function shareOf(value: number, from: number, to: number): number {
  if (from === to) return value >= to ? 1 : 0;
  const span = to - from;
  // Halving keeps very large numbers from overflowing, but would turn very small ones into 0.
  return Number.isFinite(span) ? (value - from) / span : (value / 2 - from / 2) / (to / 2 - from / 2);
}

/** Limits by which a figure is rated, and whether more is better. */
export interface Limits {
  thresholds?: (number | null)[] | undefined;
  direction?: 'up-good' | 'down-good' | undefined;
}

/** The limits in ascending order, without gaps. */
export const limitsOf = ({ thresholds }: Limits): number[] =>
  Array.isArray(thresholds) ? thresholds.filter((limit) => limit !== null).sort((a, b) => a - b) : [];

/** Rates a figure: good, bad, or `warn` between the first and the last limit; `''` without limits. */
export function levelOf(value: number, limits: Limits): Level | '' {
  const all = limitsOf(limits);
  const passed = all.filter((limit) => value >= limit).length;
  if (passed && passed < all.length) return 'warn';
  return all.length ? (!passed === (limits.direction === 'down-good') ? 'good' : 'bad') : '';
}
