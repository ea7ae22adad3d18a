/**
 * How long a test waits for what must come (milliseconds): longer than a busy machine may stand still. It bounds what
 * never comes; nobody waits this long for anything that works.
 */
export const PATIENCE = 60_000;
