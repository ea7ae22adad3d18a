import type { SourceState } from '../domain/model.ts';
import type { Table } from '../domain/ports.ts';

/** Milliseconds after which a turn that was never ended is taken for dead: longer than any source may take. */
const CLAIM = 60_000;
/** Milliseconds between two looks at somebody else's turn. */
const PEEK = 1000;
/** Milliseconds to the next try: doubled with each failure, up to what somebody waits for a service that is back. */
const FIRST_RETRY = 5_000;
const LAST_RETRY = 300_000;
const pauseOf = (failures: number): number => Math.min(LAST_RETRY, FIRST_RETRY * 2 ** (failures - 1));
/** Milliseconds by which the clocks of nodes may differ. */
const SKEW = 60_000;

/** The right to fill a widget, for one process at a time. */
export interface Turn {
  id: number;
  stamp: number;
  failures: number;
}

/** A turn, or when to ask again and whether somebody else has it. */
export type Claim = { turn: Turn } | { turn: null; dueAt: number; isElsewhere: boolean };

/** Whose turn it is to fill a widget, agreed between all processes by rows of the store. */
export interface Turns {
  /** Takes the turn when the widget is due (or `force`) and nobody has it. @param ttl as of `done`, by now */
  take(widgetId: number, question: { fingerprint: string; ttl: number }, force: boolean): Promise<Claim>;
  /** It was filled. @returns when it is due again */
  done(turn: Turn, ttl: number): Promise<number>;
  /** It could not be filled. @returns when another try makes sense */
  failed(turn: Turn): Promise<number>;
  /** As if the turn had never been taken. */
  giveBack(turn: Turn): Promise<void>;
}

/** Whether it is time: also when the time was set by a clock that went wrong, or for an interval that is shorter now. */
export function isDue({ dueAt, failures }: Pick<SourceState, 'dueAt' | 'failures'>, ttl: number, at: number): boolean {
  const longest = failures > 0 ? pauseOf(failures) : ttl;
  return dueAt <= at || dueAt > at + longest + SKEW;
}

export function createTurns(table: Table<SourceState>, now: () => number): Turns {
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

  /** Only the one who has the turn may end it. */
  const end = (turn: Turn, patch: Partial<SourceState>): Promise<number> =>
    table.update({ id: turn.id, stamp: turn.stamp }, { ...patch, claimedUntil: 0 });

  return {
    async take(widgetId, { fingerprint, ttl }, force) {
      const state = await stateOf(widgetId, fingerprint);
      const { id, stamp, claimedUntil, dueAt } = state;
      const at = now();
      const isTaken = claimedUntil > at && claimedUntil <= at + CLAIM + SKEW;
      if (isTaken) return { turn: null, dueAt: Math.min(claimedUntil, at + PEEK), isElsewhere: true };
      const isOther = state.fingerprint !== fingerprint;
      if (!force && !isOther && !isDue(state, ttl, at)) return { turn: null, dueAt, isElsewhere: false };
      const failures = isOther ? 0 : state.failures;
      const claim = { fingerprint, failures, stamp: stamp + 1, claimedUntil: at + CLAIM };
      // Of those who saw the same stamp the database lets one through.
      const isOurs = (await table.update({ id, stamp }, isOther ? { ...claim, dueAt: 0 } : claim)) === 1;
      if (!isOurs) return { turn: null, dueAt: at + PEEK, isElsewhere: true };
      return { turn: { id, stamp: stamp + 1, failures } };
    },
    async done(turn, ttl) {
      const dueAt = now() + ttl;
      await end(turn, { dueAt, failures: 0 });
      return dueAt;
    },
    async failed(turn) {
      const failures = turn.failures + 1;
      const dueAt = now() + pauseOf(failures);
      await end(turn, { dueAt, failures });
      return dueAt;
    },
    async giveBack(turn) {
      await end(turn, {});
    },
  };
}
