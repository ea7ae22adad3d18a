/** How a number is formatted; see `NumberConfig`. */
export interface NumberStyle {
  prefix?: string | undefined;
  suffix?: string | undefined;
  decimal_places?: number | undefined;
  format_number?: '0' | '1' | undefined;
}

/**
 * A change: a sign, whether it is good or bad, and its size as text (`+27%`). The sign is an arrow; where a fall is good,
 * an arrow would say the opposite of the colour to those who see no colours, so it is a tick or a cross.
 */
export interface Change {
  sign: string | undefined;
  level: 'good' | 'bad' | '';
  text: string;
}

const cache = new Map<string, unknown>();

/**
 * A cached Intl object for these options. The cache is bounded, because locales may come from data.
 * An invalid locale (`lang=""`) falls back to the browser's, invalid options to the defaults.
 */
export function intl<Options extends object, Format>(
  Type: new (locale?: string, options?: Options) => Format,
  locale?: string,
  options?: Options,
): Format {
  const key = Type.name + locale + JSON.stringify(options);
  let format = cache.get(key) as Format | undefined;
  if (!format) {
    try {
      format = new Type(locale?.replaceAll('_', '-'), options);
    } catch {
      try {
        format = new Type(undefined, options);
      } catch {
        format = intl(Type, locale);
      }
    }
    if (cache.size > 99) cache.clear();
    cache.set(key, format);
  }
  return format;
}

const rounded = {
  maximumFractionDigits: 1,
  maximumSignificantDigits: 2,
  roundingPriority: 'morePrecision',
} as const;

/**
 * `1.2K` (smart) or `1,234.50` (exact), with prefix and suffix; the minus sign precedes the prefix.
 * From 1e15 on, scientific notation. An en dash if not finite.
 * Invalid decimal places (`-1`) leave the number of digits to the locale.
 */
export function formatNumber(
  value: number,
  locale?: string,
  style: NumberStyle = {},
  options?: Intl.NumberFormatOptions,
): string {
  if (!Number.isFinite(value)) return '–';
  const { prefix = '', suffix = '', decimal_places: digits = 2, format_number } = style;
  const text = intl(Intl.NumberFormat, locale, {
    signDisplay: 'negative',
    ...(Math.abs(value) >= 1e15
      ? { ...rounded, notation: 'scientific' }
      : format_number === '1'
        ? { minimumFractionDigits: digits, maximumFractionDigits: digits }
        : { ...rounded, notation: 'compact' }),
    ...options,
  }).format(value);
  return text.replace(/^[\u200e\u200f\u061c]*[-+\u2212]?/, (sign) => sign + prefix) + suffix;
}

/**
 * Change from `baseline` to `value`, in percent of the absolute baseline: a debt that shrinks counts as growth.
 * From a baseline of zero there is no percentage: the text is the difference itself.
 */
export function formatChange(
  value: number,
  baseline: number,
  locale?: string,
  style?: NumberStyle & { direction?: string | undefined },
): Change {
  const difference = value - baseline;
  const ratio = difference && difference / Math.abs(baseline);
  const falls = style?.direction === 'down-good';
  return {
    sign: (falls ? '✓→✗' : '↓→↑')[Math.sign(difference) + 1],
    level: difference ? (difference > 0 === falls ? 'bad' : 'good') : '',
    text: Number.isFinite(ratio)
      ? formatNumber(ratio, locale, {}, { style: 'percent', signDisplay: 'exceptZero' })
      : formatNumber(difference, locale, style, { signDisplay: 'exceptZero' }),
  };
}
