import { sql } from 'kysely';
import type { Engine, StoreLog } from './engine.ts';

/** Milliseconds for which samples are kept: longer than the longest timespan (twelve months) in any time zone. */
const KEPT = 400 * 86_400_000;
/** Newest samples that are kept regardless of age: APIs read the latest ones, and charts repeat the last. */
const NEWEST = 100;
/** Milliseconds between two rounds; most series and samples per round, so that pushes are not delayed. */
const PERIOD = 60_000;
const SERIES = 100;
const SAMPLES = 1_000;
/** Most series in the waiting list; one that does not fit is added by a later push. */
const MAX_WAITING = 100_000;

/** Deletes samples that nothing shows any more: in the background, a few at a time. */
export interface Thinning {
  /** Must be called when samples were appended. */
  note(seriesId: number, at: number): void;
  /** Runs one round. @returns how many samples were deleted */
  round(): Promise<number>;
  close(): void;
}

export function createThinning({ db }: Pick<Engine, 'db'>, log: StoreLog): Thinning {
  const waiting = new Map<number, number>();
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  async function thin(seriesId: number, at: number): Promise<number> {
    const old = sql<number>`
      select id from samples where series_id = ${seriesId} and at < ${at - KEPT} and id not in (
        select id from samples where series_id = ${seriesId} order by at desc, id desc limit ${NEWEST}
      ) order by at, id limit ${SAMPLES}`;
    const { numAffectedRows = 0n } = await sql`delete from samples where id in (${old})`.execute(db);
    return Number(numAffectedRows);
  }

  async function round(): Promise<number> {
    let gone = 0;
    for (const [seriesId, at] of [...waiting].slice(0, SERIES)) {
      if (closed) break;
      const count = await thin(seriesId, at);
      gone += count;
      // After a full round there may be more.
      if (count < SAMPLES && waiting.get(seriesId) === at) waiting.delete(seriesId);
    }
    return gone;
  }

  function sleep(): void {
    if (closed) return;
    timer ??= setTimeout(async () => {
      await round().catch((error: unknown) => {
        if (!closed) log.warn({ err: error }, 'old samples could not be deleted');
      });
      timer = undefined;
      if (waiting.size > 0) sleep();
    }, PERIOD).unref();
  }

  return {
    note(seriesId, at) {
      if (waiting.size >= MAX_WAITING && !waiting.has(seriesId)) return;
      waiting.set(seriesId, at);
      sleep();
    },
    round,
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}
