import { intl } from '../model/format.ts';

const UNITS = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const;

/** Seconds since an ISO 8601 time; a clock that is behind the server's counts as now. */
export const ageOf = (time: string): number => Math.max(0, (Date.now() - Date.parse(time)) / 1000);

/** `5 min. ago` in words of the locale. */
export function ago(seconds: number, locale: string | undefined): string {
  const [unit, size] = UNITS.find(([, least]) => seconds >= least) ?? (['second', 1] as const);
  const options = { numeric: 'auto', style: 'short' } as const;
  return intl(Intl.RelativeTimeFormat, locale, options).format(-Math.floor(seconds / size), unit);
}
