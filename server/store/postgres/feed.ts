import { type Kysely, sql } from 'kysely';
import pg from 'pg';
import type { Change, Listener } from '../../domain/bus.ts';
import type { ChangeFeed } from '../../domain/ports.ts';
import type { StoreLog } from '../engine.ts';
import type { Database } from '../schema.ts';
import { translatePostgres } from './errors.ts';

export const CHANNEL = 'boardcast';

/** Waits between attempts to connect, ms. */
const SHORTEST_WAIT = 250;
const LONGEST_WAIT = 2000;
/** Interval between checks of the connection, and the timeout of a check, ms. */
const ASK_EVERY = 10_000;
const ANSWER_WITHIN = 5000;

/** A notification between nodes: the pushes of one commit as [id, version], or one other change. */
interface Message {
  node: string;
  data?: [widgetId: number, version: number][];
  change?: Change;
}

interface FeedOptions {
  connection: pg.ClientConfig;
  db: Kysely<Database>;
  nodeId: string;
  log: StoreLog;
}

/** LISTEN on a dedicated connection that reconnects whenever it is lost; NOTIFY on the pool. */
export function createFeed({ connection, db, nodeId, log }: FeedOptions): ChangeFeed & { stop(): Promise<void> } {
  const listeners = new Set<Listener>();
  let client: pg.Client | undefined;
  let started: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let wait = SHORTEST_WAIT;

  const emit = (change: Change) => {
    for (const listener of listeners) listener(change);
  };

  const hear = (payload = '') => {
    let message: Message;
    try {
      message = JSON.parse(payload);
    } catch {
      log.warn({ payload: payload.slice(0, 100) }, 'a message on the change channel was not understood');
      return;
    }
    if (message.node === nodeId) return;
    for (const [widgetId, version] of message.data ?? []) emit({ kind: 'data', widgetId, version });
    if (message.change) emit(message.change);
  };

  const lose = (lost: pg.Client, err: unknown) => {
    if (client !== lost) return;
    client = undefined;
    clearTimeout(timer);
    lost.end().catch(() => {});
    if (listeners.size === 0) return;
    log.warn({ err }, 'the change channel was lost; connecting again');
    timer = setTimeout(connect, wait);
    wait = Math.min(wait * 2, LONGEST_WAIT);
  };

  const ask = async (asked: pg.Client) => {
    try {
      await asked.query('select 1');
      if (client === asked) timer = setTimeout(ask, ASK_EVERY, asked).unref();
    } catch (error) {
      lose(asked, error);
    }
  };

  const connect = async () => {
    const next = new pg.Client({ ...connection, query_timeout: ANSWER_WITHIN });
    client = next;
    next.on('error', (error) => lose(next, error));
    next.on('end', () => lose(next, undefined));
    next.on('notification', ({ payload }) => hear(payload));
    try {
      await next.connect();
      await next.query(`listen ${CHANNEL}`);
    } catch (error) {
      lose(next, error);
      return;
    }
    if (client !== next) return;
    wait = SHORTEST_WAIT;
    timer = setTimeout(ask, ASK_EVERY, next).unref();
    // Changes may have been missed while there was no connection, including before the first one.
    emit({ kind: 'gap' });
  };

  const stop = async () => {
    clearTimeout(timer);
    listeners.clear();
    started = undefined;
    const last = client;
    client = undefined;
    await last?.end().catch(() => {});
  };

  return {
    async publish(change) {
      // The group commit itself sends this notification.
      if (change.kind === 'data') return;
      try {
        const message: Message = { node: nodeId, change };
        await sql`select pg_notify(${CHANNEL}, ${JSON.stringify(message)})`.execute(db);
      } catch (error) {
        throw translatePostgres(error);
      }
    },
    async subscribe(listener) {
      listeners.add(listener);
      started ??= connect();
      await started;
      return async () => {
        listeners.delete(listener);
        if (listeners.size === 0) await stop();
      };
    },
    stop,
  };
}
