import { localize, registerLocale } from '../locales/localize.ts';
import { intl } from '../model/format.ts';
import type { LiveWidget } from '../model/messages.ts';
import { ageOf } from './age.ts';

registerLocale('en', { updated: 'Updated {0}', stale: 'Connection lost' });

const UNITS = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const;

/** `5 min. ago` in words of the locale. */
export function ago(seconds: number, locale: string | undefined): string {
  const [unit, size] = UNITS.find(([, least]) => seconds >= least) ?? (['second', 1] as const);
  const options = { numeric: 'auto', style: 'short' } as const;
  return intl(Intl.RelativeTimeFormat, locale, options).format(-Math.floor(seconds / size), unit);
}

/** `Updated 5 min. ago`, for an ISO 8601 time. */
export const updated = (time: string, locale: string | undefined): string =>
  localize('updated', locale, ago(ageOf(time), locale));

/** Why a frame shows no newer values, if that is known, and how old these are. */
export const staleness = (
  { data_updated_at: time, source_error: trouble }: LiveWidget,
  locale: string | undefined,
): string => [trouble, time ? updated(time, locale) : localize('stale', locale)].filter(Boolean).join(' ');
