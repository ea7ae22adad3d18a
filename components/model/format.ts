/** How a figure is written; see `NumberConfig`. */
export interface NumberStyle {
  prefix?: string;
  suffix?: string;
  decimal_places?: number;
  format_number?: '0' | '1';
}

const cache = new Map<string, unknown>();

/**
 * The Intl object for these options, made once. The cache is bounded: pages with user-given locales cannot grow it.
 * An unknown locale, zone or currency falls back to the environment's own.
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
      format = new Type(locale?.replace('_', '-'), options);
    } catch {
      format = new Type(undefined, options);
    }
    if (cache.size > 99) cache.clear();
    cache.set(key, format);
  }
  return format;
}

/** `1.2K` (smart) or `1,234.50` (exact), with prefix and suffix; the sign stands before the prefix. */
export function formatNumber(value: number, locale?: string, style: NumberStyle = {}): string {
  const digits = Math.max(0, Math.min(20, Math.trunc(style.decimal_places ?? 2)));
  const options: Intl.NumberFormatOptions =
    style.format_number === '1'
      ? { minimumFractionDigits: digits, maximumFractionDigits: digits }
      : {
          notation: 'compact',
          maximumFractionDigits: 1,
          maximumSignificantDigits: 2,
          roundingPriority: 'morePrecision',
        };
  const text = intl(Intl.NumberFormat, locale, { ...options, signDisplay: 'negative' }).format(value);
  return text.replace(/^[\u200e\u200f\u061c]*[-\u2212]?/, (sign) => sign + (style.prefix ?? '')) + (style.suffix ?? '');
}
