/**
 * Timeout of waits in tests (milliseconds): longer than a busy machine may stall. It only bounds what never comes, so
 * passing tests do not wait for it.
 */
export const PATIENCE = 60_000;
