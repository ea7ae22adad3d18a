import { clock } from '../live/batch.ts';

/** The server's time, in milliseconds: clocks of readers, and of screens on a wall, may be wrong by hours. */
export const serverTime = (): number => Date.now() - clock.ahead;

/** Seconds since an ISO 8601 time of the server. */
export const ageOf = (time: string): number => Math.max(0, (serverTime() - Date.parse(time)) / 1000);
