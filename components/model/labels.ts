import { formatNumber, intl, type NumberStyle } from './format.ts';
import { formatMoment, toMoment } from './time.ts';
import type { ChartConfig, ChartData } from './types/chart.ts';

/** Where a chart is read: language and zone. */
export interface Place {
  locale?: string | undefined;
  timeZone?: string | undefined;
}

/** In milliseconds, less some hours. */
const YEAR = 3.15e10;
const DATE = /^\d{4}-\d\d-\d\d$/;
const CLOCK = /^([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?$/;

type Label = string | number | null;

const isNumeric = (label: unknown): boolean =>
  typeof label === 'number' || (typeof label === 'string' && label.trim() !== '' && Number.isFinite(Number(label)));

/**
 * Milliseconds since 1970 of a moment, since midnight of a clock time; NaN of what is neither.
 * A label that is digits is a number, and then a point in time in seconds or milliseconds.
 */
function timeOf(label: Label | undefined): number {
  const [, hours, minutes, seconds = 0] = (typeof label === 'string' && CLOCK.exec(label)) || [];
  if (hours) return Date.UTC(1970, 0, 1, Number(hours), Number(minutes), Number(seconds));
  return toMoment(isNumeric(label) ? Number(label) : label);
}

const isDay = (label: Label): boolean => typeof label === 'string' && DATE.test(label);

/** What is asked of labels together, found once for all of them. */
function ofAll(ask: (labels: readonly Label[]) => boolean): typeof ask {
  const known = new WeakMap<readonly Label[], boolean>();
  return (labels) => {
    if (!known.has(labels)) known.set(labels, ask(labels));
    return known.get(labels) as boolean;
  };
}

/** Seconds are written where one label has some: points a few seconds apart would all read the same. */
const haveSeconds = ofAll((labels) => labels.some((label) => Math.floor(timeOf(label) / 1000) % 60));

/** Within a year a day says which one it is. */
const haveYears = ofAll((labels) => Math.abs(timeOf(labels[0]) - timeOf(labels.at(-1))) > YEAR);

/** A figure in full: three decimals, and more where a small one would read as nothing, or has so many `digits`. */
export const formatPlain = (value: number, locale?: string, { prefix, suffix }: NumberStyle = {}, digits = 2): string =>
  formatNumber(
    value,
    locale,
    { prefix, suffix },
    { notation: 'standard', maximumFractionDigits: 3, maximumSignificantDigits: digits },
  );

/** An amount of money; without a currency that exists, a figure with two decimals between prefix and suffix. */
export function formatMoney(
  value: number,
  { currency, ...style }: NumberStyle & { currency?: string | undefined },
  { locale }: Place,
  options?: Intl.NumberFormatOptions,
): string {
  if (!isCurrency(currency)) return formatNumber(value, locale, { ...style, format_number: '1' });
  return intl(Intl.NumberFormat, locale, { style: 'currency', currency, signDisplay: 'negative', ...options }).format(
    value,
  );
}

const isCurrency = (code: string | undefined): boolean => /^[a-z]{3}$/i.test(code ?? '');

/**
 * A label as its axis type says: 1 datetime, 2 time, 3 currency, 4 number.
 * What does not read as such stays as it was written. Dates and clock times without a zone are not moved to the reader's.
 * @param all the labels it stands among, which are all written alike
 */
export function formatLabel(label: Label, config: ChartConfig, place: Place, all: readonly Label[] = [label]): string {
  if (label === null) return '';
  const { locale, timeZone } = place;
  const type = config.x_axes_type;
  if (type === '1' || type === '2') {
    const ms = timeOf(label);
    const isClock = CLOCK.test(`${label}`);
    if (Number.isNaN(ms) || (isClock && type === '1')) return `${label}`;
    if (type === '2')
      return formatMoment(ms, locale, isClock ? 'UTC' : timeZone, {
        timeStyle: haveSeconds(all) ? 'medium' : 'short',
      });
    if (isDay(label)) return formatMoment(ms, locale, 'UTC', { dateStyle: 'medium' });
    const style = { month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit' } as const;
    return formatMoment(ms, locale, timeZone, haveYears(all) ? undefined : style);
  }
  if (!type || type === '0' || !isNumeric(label)) return `${label}`;
  return type === '3' ? formatMoney(Number(label), config, place) : formatPlain(Number(label), locale);
}

/** A label as an axis writes it, where its neighbours stand beside it: of days within a year only the first says which. */
export function formatPlace(index: number, config: ChartConfig, place: Place, all: readonly Label[]): string {
  const label = all[index] ?? null;
  const isSaid = index > 0 && config.x_axes_type === '1' && isDay(label) && !haveYears(all);
  return isSaid
    ? formatMoment(timeOf(label), place.locale, 'UTC', { month: 'short', day: 'numeric' })
    : formatLabel(label, config, place, all);
}

/** Whether the axis type speaks of the values: where labels are words they can be neither money nor numbers. */
const speaksOfValues = ({ x_axes_type }: ChartConfig, labels: ChartData['labels']): boolean =>
  x_axes_type === '3' && !labels.every(isNumeric);

/** A value in full, as tables and tooltips write it; in so many `digits` at least, where it has them. */
export function formatValue(
  value: number,
  config: ChartConfig,
  { labels }: ChartData,
  place: Place,
  digits?: number,
): string {
  if (speaksOfValues(config, labels)) return formatMoney(value, config, place);
  return config.decimal_places === undefined
    ? formatPlain(value, place.locale, config, digits)
    : formatNumber(value, place.locale, { ...config, format_number: '1' });
}

/** A value in short, as axes write it. */
export function formatTick(value: number, config: ChartConfig, { labels }: ChartData, place: Place): string {
  return speaksOfValues(config, labels) && isCurrency(config.currency)
    ? formatMoney(value, config, place, { notation: 'compact', maximumFractionDigits: 1 })
    : formatNumber(value, place.locale, { ...config, format_number: '0' });
}
