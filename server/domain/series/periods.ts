/** The timespan a slot covers: 24 hours, 7 days, 30 days or 12 months, the current one included. */
export const TIMESPANS = ['daily', 'weekly', 'monthly', 'yearly'] as const;
export type Timespan = (typeof TIMESPANS)[number];

/** From `start` to before `end`, milliseconds since 1970. */
export interface Period {
  start: number;
  end: number;
}

const HOUR = 3_600_000;
const LENGTH: Readonly<Record<Timespan, number>> = { daily: 24, weekly: 7, monthly: 30, yearly: 12 };

/** Formatters are expensive to create. The size is limited, so that requests for made-up zones cannot fill the memory. */
const MAX_ZONES = 1000;
const formatters = new Map<string, Intl.DateTimeFormat>();

/** Whether a text names a zone of the IANA database; offsets like `+02:00` are none. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/.test(name)) return false;
  try {
    return Boolean(formatterOf(name));
  } catch {
    return false;
  }
}

/** The periods of a timespan as the clocks of a zone count them, oldest first. @param zone one that `isTimeZone` */
export function periodsOf(timespan: Timespan, zone: string, now: number): Period[] {
  const starts = startsOf(timespan, zone, now);
  return starts.slice(0, -1).map((start, index) => ({ start, end: starts[index + 1] as number }));
}

/** The start of every period, and of the one to come. */
function startsOf(timespan: Timespan, zone: string, now: number): number[] {
  const count = LENGTH[timespan];
  const steps = Array.from({ length: count + 1 }, (_, index) => index + 1 - count);
  const local = now + offsetAt(now, zone);
  if (timespan === 'daily') {
    const hour = now - (local - Math.floor(local / HOUR) * HOUR);
    return steps.map((step) => hour + step * HOUR);
  }
  const date = new Date(local);
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  return steps.map((step) =>
    instantOf(timespan === 'yearly' ? Date.UTC(year, month + step, 1) : Date.UTC(year, month, day + step), zone),
  );
}

/** The instant at which clocks of a zone show a time, given as if it were UTC; just after it where clocks skip it. */
function instantOf(local: number, zone: string): number {
  const first = local - offsetAt(local, zone);
  return local - offsetAt(first, zone);
}

/** Milliseconds that clocks of a zone are ahead of UTC. */
function offsetAt(at: number, zone: string): number {
  const parts: Record<string, number> = {};
  for (const { type, value } of formatterOf(zone).formatToParts(at)) parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
}

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone);
  if (known) return known;
  const numeric = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric' } as const;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone,
    ...numeric,
    minute: 'numeric',
    second: 'numeric',
    hourCycle: 'h23',
  });
  if (formatters.size < MAX_ZONES) formatters.set(timeZone, made);
  return made;
}
