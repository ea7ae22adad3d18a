import { intl } from '../model/format.ts';
import { formatMoment } from '../model/time.ts';

/** Seconds. */
const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;
const WEEK = 7 * DAY;

/** How long ago something was: `now`, `5 min. ago`; after a week, its date. */
export function since(at: number, locale: string | undefined, timeZone?: string, now: number = Date.now()): string {
  const seconds = (at - now) / 1000;
  const distance = Math.abs(seconds);
  if (distance >= WEEK) return formatMoment(at, locale, timeZone, { dateStyle: 'medium' });
  const [size, unit] =
    distance >= DAY
      ? ([DAY, 'day'] as const)
      : distance >= HOUR
        ? ([HOUR, 'hour'] as const)
        : distance >= MINUTE
          ? ([MINUTE, 'minute'] as const)
          : ([Number.POSITIVE_INFINITY, 'second'] as const);
  // -0 would be formatted as `0 seconds ago`, not as `now`.
  const count = Math.trunc(seconds / size) || 0;
  return intl(Intl.RelativeTimeFormat, locale, { numeric: 'auto', style: 'short' }).format(count, unit);
}

/**
 * The icons that Ducksboard served for timelines, by file name. We draw them, because that host is gone.
 */
const ICONS: Readonly<Record<string, { sign: string; level: string }>> = {
  'red.gif': { sign: '', level: 'bad' },
  'orange.gif': { sign: '', level: 'warn' },
  'green.gif': { sign: '', level: 'good' },
  'created.png': { sign: '+', level: 'good' },
  'edited.png': { sign: '✎', level: 'info' },
  'deleted.png': { sign: '×', level: 'bad' },
};

/** The icon of an entry: one of Ducksboard's, an image, or a plain dot. */
export function iconOf(image: string | undefined): { sign: string; level: string; picture?: string } {
  if (image === undefined) return { sign: '', level: '' };
  const file = image.slice(image.lastIndexOf('/') + 1);
  const isIcon = file === image || /^https?:\/\/(?:[\w-]+\.)*ducksboard\.com\//i.test(image);
  return (isIcon && Object.hasOwn(ICONS, file) && ICONS[file]) || { sign: '', level: '', picture: image };
}
