/** Seconds since an ISO 8601 time; a clock that is behind the server's counts as now. */
export const ageOf = (time: string): number => Math.max(0, (Date.now() - Date.parse(time)) / 1000);
