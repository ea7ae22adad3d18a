import type { SourceState } from '../domain/model.ts';
import type { Table } from '../domain/ports.ts';

/** Milliseconds after which a lease that was never ended is taken for dead: longer than any source may take. */
const CLAIM = 60_000;
/** Milliseconds between two looks at somebody else's lease. */
const PEEK = 1000;
/** Milliseconds to the next try: doubled with each failure, up to what somebody waits for a service that is back. */
const FIRST_RETRY = 5_000;
const LAST_RETRY = 300_000;
const pauseOf = (failures: number): number => Math.min(LAST_RETRY, FIRST_RETRY * 2 ** (failures - 1));
/** Milliseconds by which the clocks of nodes may differ. */
const SKEW = 60_000;

/** The right to fill a widget, for one process at a time. */
export interface Lease {
  id: number;
  stamp: number;
  failures: number;
}

/** A lease, or when to ask again and whether somebody else has it. */
export type Claim = { lease: Lease } | { lease: null; dueAt: number; isElsewhere: boolean };

/** Whose lease it is to fill a widget, agreed between all processes by rows of the store. */
export interface Leases {
  /** Takes the lease when the widget is due (or `force`) and nobody has it. @param ttl as of `done`, by now */
  acquire(widgetId: number, question: { fingerprint: string; ttl: number }, force: boolean): Promise<Claim>;
  /** It was filled. @returns when it is due again */
  done(lease: Lease, ttl: number): Promise<number>;
  /** It could not be filled. @returns when another try makes sense */
  failed(lease: Lease): Promise<number>;
  /** As if the lease had never been taken. */
  release(lease: Lease): Promise<void>;
}

/** Whether it is time: also when the time was set by a clock that went wrong, or for an interval that is shorter now. */
export function isDue({ dueAt, failures }: Pick<SourceState, 'dueAt' | 'failures'>, ttl: number, at: number): boolean {
  const longest = failures > 0 ? pauseOf(failures) : ttl;
  return dueAt <= at || dueAt > at + longest + SKEW;
}

export function createLeases(table: Table<SourceState>, now: () => number): Leases {
  async function stateOf(widgetId: number, fingerprint: string): Promise<SourceState> {
    const known = await table.get({ widgetId });
    if (known) return known;
    const fresh = { widgetId, fingerprint, stamp: 0, claimedUntil: 0, dueAt: 0, failures: 0 };
    try {
      return await table.insert(fresh);
    } catch (error) {
      // Another process was quicker.
      const theirs = await table.get({ widgetId });
      if (theirs) return theirs;
      throw error;
    }
  }

  /** Only the one who has the lease may end it. */
  const end = (lease: Lease, patch: Partial<SourceState>): Promise<number> =>
    table.update({ id: lease.id, stamp: lease.stamp }, { ...patch, claimedUntil: 0 });

  return {
    async acquire(widgetId, { fingerprint, ttl }, force) {
      const state = await stateOf(widgetId, fingerprint);
      const { id, stamp, claimedUntil, dueAt } = state;
      const at = now();
      const isTaken = claimedUntil > at && claimedUntil <= at + CLAIM + SKEW;
      if (isTaken) return { lease: null, dueAt: Math.min(claimedUntil, at + PEEK), isElsewhere: true };
      const isOther = state.fingerprint !== fingerprint;
      if (!force && !isOther && !isDue(state, ttl, at)) return { lease: null, dueAt, isElsewhere: false };
      const failures = isOther ? 0 : state.failures;
      const claim = { fingerprint, failures, stamp: stamp + 1, claimedUntil: at + CLAIM };
      // Of those who saw the same stamp the database lets one through.
      const isOurs = (await table.update({ id, stamp }, isOther ? { ...claim, dueAt: 0 } : claim)) === 1;
      if (!isOurs) return { lease: null, dueAt: at + PEEK, isElsewhere: true };
      return { lease: { id, stamp: stamp + 1, failures } };
    },
    async done(lease, ttl) {
      const dueAt = now() + ttl;
      await end(lease, { dueAt, failures: 0 });
      return dueAt;
    },
    async failed(lease) {
      const failures = lease.failures + 1;
      const dueAt = now() + pauseOf(failures);
      await end(lease, { dueAt, failures });
      return dueAt;
    },
    async release(lease) {
      await end(lease, {});
    },
  };
}
