import { clock } from '../live/batch.ts';

/** The server's time, in milliseconds: clocks of readers, and of screens on a wall, may be wrong by hours. */
export const serverTime = (): number => Date.now() - clock.ahead;

/** Seconds since an ISO 8601 time of the server; `NaN` without one. */
export const ageOf = (time: string | null): number => Math.max(0, (serverTime() - Date.parse(time as string)) / 1000);
