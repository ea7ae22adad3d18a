import { sql } from 'kysely';
import type { Engine, StoreLog } from './engine.ts';

/** Milliseconds a sample is kept: the longest timespan is twelve months, and a day more in any zone. */
const KEPT = 400 * 86_400_000;
/** Samples of a series that are kept however old they are: what is asked for at once, and what repeats into a timespan. */
const NEWEST = 100;
/** Milliseconds between two rounds; series and samples of a round, so that nobody waits for it. */
const PERIOD = 60_000;
const SERIES = 100;
const SAMPLES = 1_000;
/** Series whose samples are waiting to be looked at; beyond, the next push says so again. */
const MAX_WAITING = 100_000;

/** Takes away samples that nothing shows any more, now and then and a few at a time, beside the pushes. */
export interface Thinning {
  /** Samples of this series were appended at this time. */
  note(seriesId: number, at: number): void;
  /** One round. @returns how many samples went */
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
      // A full round left some behind.
      if (count < SAMPLES && waiting.get(seriesId) === at) waiting.delete(seriesId);
    }
    return gone;
  }

  function sleep(): void {
    if (closed) return;
    timer ??= setTimeout(async () => {
      await round().catch((error: unknown) => {
        if (!closed) log.warn({ err: error }, 'old samples could not be taken away');
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
