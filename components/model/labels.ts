import { formatNumber, intl, type NumberStyle } from './format.ts';
import { formatMoment, toMoment } from './time.ts';
import type { ChartConfig, ChartData } from './types/chart.ts';

/** The reader's language and time zone. */
export interface Place {
  locale?: string | undefined;
  timeZone?: string | undefined;
}

/** In milliseconds, a few hours short of a year. */
const YEAR = 3.15e10;
const DATE = /^\d{4}-\d\d-\d\d$/;
const CLOCK = /^([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?$/;

type Label = string | number | null;

const isNumeric = (label: unknown): boolean =>
  typeof label === 'number' || (typeof label === 'string' && label.trim() !== '' && Number.isFinite(Number(label)));

/**
 * Milliseconds since 1970 for a point in time, since midnight for a clock time; NaN for anything else.
 * Digits are a Unix time in seconds or milliseconds.
 */
function timeOf(label: Label | undefined): number {
  const [, hours, minutes, seconds = 0] = (typeof label === 'string' && CLOCK.exec(label)) || [];
  if (hours) return Date.UTC(1970, 0, 1, Number(hours), Number(minutes), Number(seconds));
  return toMoment(isNumeric(label) ? Number(label) : label);
}

const isDay = (label: Label): boolean => typeof label === 'string' && DATE.test(label);

/** Caches the answer to a question about a whole list of labels. */
function ofAll(ask: (labels: readonly Label[]) => boolean): typeof ask {
  const known = new WeakMap<readonly Label[], boolean>();
  return (labels) => {
    if (!known.has(labels)) known.set(labels, ask(labels));
    return known.get(labels) as boolean;
  };
}

/** If any label has seconds, all show them: points a few seconds apart would look the same otherwise. */
const haveSeconds = ofAll((labels) => labels.some((label) => Math.floor(timeOf(label) / 1000) % 60));

/** Whether the labels span more than a year: within one, day and month are enough. */
const haveYears = ofAll((labels) => Math.abs(timeOf(labels[0]) - timeOf(labels.at(-1))) > YEAR);

/** A number in full, with up to three decimals; small ones get at least `digits` significant digits. */
export const formatPlain = (value: number, locale?: string, { prefix, suffix }: NumberStyle = {}, digits = 2): string =>
  formatNumber(
    value,
    locale,
    { prefix, suffix },
    { notation: 'standard', maximumFractionDigits: 3, maximumSignificantDigits: digits },
  );

/** An amount of money; without a valid currency code, a number with two decimals, prefix and suffix. */
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
 * Formats a label by the axis type: 1 datetime, 2 time, 3 currency, 4 number. Labels that do not fit it stay as they are.
 * Dates and clock times without a time zone are not converted to the reader's.
 * @param all all labels of the axis, which are formatted alike
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

/** A label on the axis: of dates within a year, only the first shows the year. */
export function formatAxisLabel(index: number, config: ChartConfig, place: Place, all: readonly Label[]): string {
  const label = all[index] ?? null;
  const omitsYear = index > 0 && config.x_axes_type === '1' && isDay(label) && !haveYears(all);
  return omitsYear
    ? formatMoment(timeOf(label), place.locale, 'UTC', { month: 'short', day: 'numeric' })
    : formatLabel(label, config, place, all);
}

/** Whether the axis type is about the values: labels that are words cannot be amounts of money. */
const speaksOfValues = ({ x_axes_type }: ChartConfig, labels: ChartData['labels']): boolean =>
  x_axes_type === '3' && !labels.every(isNumeric);

/** A value in full, for tables and tooltips; small ones get at least `digits` significant digits. */
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

/** A value in short, for axes. */
export function formatTick(value: number, config: ChartConfig, { labels }: ChartData, place: Place): string {
  return speaksOfValues(config, labels) && isCurrency(config.currency)
    ? formatMoney(value, config, place, { notation: 'compact', maximumFractionDigits: 1 })
    : formatNumber(value, place.locale, { ...config, format_number: '0' });
}
