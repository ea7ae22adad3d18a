import { formatNumber, intl } from './format.ts';
import { formatMoment, toMoment } from './time.ts';
import type { ChartConfig, ChartData } from './types/chart.ts';

/** Where a chart is read: language and zone. */
export interface Place {
  locale?: string | undefined;
  timeZone?: string | undefined;
}

const DATE = /^\d{4}-\d\d-\d\d$/;
const CLOCK = /^(\d{1,2}):(\d\d)(?::(\d\d))?$/;

const isNumeric = (label: unknown): boolean =>
  typeof label === 'number' || (typeof label === 'string' && label.trim() !== '' && Number.isFinite(Number(label)));

/** A label that is digits is a number, and then a point in time in seconds or milliseconds. */
const moment = (label: string | number): number => toMoment(isNumeric(label) ? Number(label) : label);

/** Seconds are written where there are some: points a few seconds apart would all read the same. */
const timeStyleOf = (ms: number) => ({ timeStyle: Math.floor(ms / 1000) % 60 === 0 ? 'short' : 'medium' }) as const;

/** An amount of money; without a currency that exists, a figure with two decimals between prefix and suffix. */
export function formatMoney(value: number, { currency, ...style }: ChartConfig, { locale }: Place): string {
  if (!/^[a-z]{3}$/i.test(currency ?? '')) return formatNumber(value, locale, { ...style, format_number: '1' });
  return intl(Intl.NumberFormat, locale, { style: 'currency', currency }).format(value);
}

/**
 * A label as its axis type says: 1 datetime, 2 time, 3 currency, 4 number.
 * What does not read as such stays as it was written. Dates and clock times without a zone are not moved to the reader's.
 */
export function formatLabel(label: string | number | null, config: ChartConfig, place: Place): string {
  if (label === null) return '';
  const { locale, timeZone } = place;
  const type = config.x_axes_type;
  if (type === '1' || type === '2') {
    const clock = type === '2' && typeof label === 'string' ? CLOCK.exec(label) : null;
    if (clock) {
      const ms = Date.UTC(1970, 0, 1, Number(clock[1]), Number(clock[2]), Number(clock[3] ?? 0));
      return formatMoment(ms, locale, 'UTC', timeStyleOf(ms));
    }
    const ms = moment(label);
    if (Number.isNaN(ms)) return `${label}`;
    if (type === '2') return formatMoment(ms, locale, timeZone, timeStyleOf(ms));
    if (typeof label === 'string' && DATE.test(label)) return formatMoment(ms, locale, 'UTC', { dateStyle: 'medium' });
    return formatMoment(ms, locale, timeZone, { month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit' });
  }
  if (!type || type === '0' || !isNumeric(label)) return `${label}`;
  return type === '3'
    ? formatMoney(Number(label), config, place)
    : intl(Intl.NumberFormat, locale, {}).format(Number(label));
}

/** Whether the axis type speaks of the values: where labels are words they can be neither money nor numbers. */
const speaksOfValues = ({ x_axes_type }: ChartConfig, labels: ChartData['labels']): boolean =>
  x_axes_type === '3' && !labels.every(isNumeric);

/** A value in full, as tables and tooltips write it. */
export function formatValue(value: number, config: ChartConfig, { labels }: ChartData, place: Place): string {
  if (speaksOfValues(config, labels)) return formatMoney(value, config, place);
  const { prefix, suffix, decimal_places } = config;
  if (decimal_places !== undefined)
    return formatNumber(value, place.locale, { prefix, suffix, decimal_places, format_number: '1' });
  return (prefix ?? '') + intl(Intl.NumberFormat, place.locale, {}).format(value) + (suffix ?? '');
}

/** A value in short, as axes write it. */
export function formatTick(value: number, config: ChartConfig, { labels }: ChartData, { locale }: Place): string {
  const { prefix, suffix, currency } = config;
  if (speaksOfValues(config, labels) && /^[a-z]{3}$/i.test(currency ?? ''))
    return intl(Intl.NumberFormat, locale, {
      style: 'currency',
      currency,
      notation: 'compact',
      minimumFractionDigits: 0,
      maximumFractionDigits: 1,
    }).format(value);
  return formatNumber(value, locale, { prefix, suffix });
}
