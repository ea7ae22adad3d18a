import { intl } from '../../components/model/format.ts';
import type { Json, JsonObject } from '../../components/model/widget.ts';

const DAY = 86_400_000;
/** A Monday. */
const MONDAY = Date.UTC(2024, 0, 1);
/** Weeks of a calendar; more are no picture. */
const MAX_WEEKS = 530;

/**
 * A calendar as the data of a heatmap: a column per week, named after its Monday, and a row per weekday, named in the
 * widget's language.
 * @param days ISO 8601 dates, each once
 * @param values one for each day
 * @returns `undefined` for times that are no days, or too far apart
 */
export function calendarOf(
  days: readonly string[],
  values: readonly (number | null)[],
  locale: Json | undefined,
): JsonObject | undefined {
  const dates = days.map((day) => Date.parse(day.slice(0, 10)));
  if (dates.length === 0 || new Set(dates).size < dates.length || days.some((day) => day.length < 10)) return undefined;
  const places = dates.map((date) => Math.round((date - MONDAY) / DAY));
  const first = Math.floor(Math.min(...places) / 7);
  const count = Math.floor(Math.max(...places) / 7) - first + 1;
  if (!(count <= MAX_WEEKS)) return undefined;
  const known = new Map(places.map((place, index) => [place, values[index] ?? null]));
  const weeks = Array.from({ length: count }, (_, index) => first + index);
  const weekday = intl(Intl.DateTimeFormat, typeof locale === 'string' ? locale : 'en', {
    weekday: 'short',
    timeZone: 'UTC',
  });
  return {
    x: weeks.map((week) => new Date(MONDAY + week * 7 * DAY).toISOString().slice(0, 10)),
    y: Array.from({ length: 7 }, (_, index) => weekday.format(MONDAY + index * DAY)),
    values: Array.from({ length: 7 }, (_, index) => weeks.map((week) => known.get(week * 7 + index) ?? null)),
  };
}
